// The site comes up as a reader meets it: no errors, nothing against its own security policy, nothing from elsewhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { corpusSite, open, ownSite, pagesOf } from "./site.mjs";

for (const [name, make] of [["own", ownSite], ["real", corpusSite]]) {
  test(`${name} site: pages open without a complaint`, async (t) => {
    const site = await make();
    if (!site) return t.skip("no corpus");
    const paths = pagesOf(site);
    assert.ok(paths.length > 20, `${paths.length} pages`);
    for (const path of paths.filter((_, at) => at % Math.ceil(paths.length / 12) === 0)) {
      const page = await open(site, path);
      assert.deepEqual(page.problems, [], path);
      assert.deepEqual([await page.locator("h1").count(), await page.locator("main h1").count()], [1, 1], path);
      await page.context().close();
    }
  });
}
