// A site under a path: the output served below /docs/, and every link walked, as the browser itself reads the pages.
import assert from "node:assert/strict";
import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build, folder, open, root, serve } from "./site.mjs";

/** Runs in the page: fetches it and all that it leads to on this host. */
async function walk(start) {
  const problems = [], seen = new Set([start]), waiting = [start];
  while (waiting.length > 0) {
    const path = waiting.pop();
    const reply = await fetch(path);
    if (!reply.ok) problems.push(`${reply.status} ${path}`);
    if (!reply.headers.get("content-type")?.startsWith("text/html")) continue;
    const read = new DOMParser().parseFromString(await reply.text(), "text/html");
    for (const element of read.querySelectorAll("[href], [src]")) {
      const { origin, pathname } = new URL(element.getAttribute("href") ?? element.getAttribute("src"), location.origin + path);
      if (origin !== location.origin || seen.has(pathname)) continue;
      seen.add(pathname);
      if (pathname.startsWith(start)) waiting.push(pathname);
      else problems.push(`${path} leads out of the site: ${pathname}`);
    }
  }
  return { problems, count: seen.size };
}

test("under /docs/ every page and file that a page leads to is there", async () => {
  const built = await build(root, ["-b", "https://example.org/docs/"]);
  const out = folder();
  mkdirSync(out, { recursive: true });
  renameSync(built.folder, join(out, "docs"));
  const site = await serve(out);

  const page = await open(site, "/docs/");
  assert.deepEqual(page.problems, []);
  const { problems, count } = await page.evaluate(walk, "/docs/");
  assert.deepEqual(problems, []);
  assert.ok(count > 100, `${count} addresses`);
});
