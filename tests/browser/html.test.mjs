// Every page is sound: html-validate and the Nu checker find no error.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { HtmlValidate } from "html-validate";
import { corpusSite, ownSite, pagesOf } from "./site.mjs";

const require = createRequire(import.meta.url);
const jar = join(dirname(require.resolve("vnu-jar/package.json")), "build/dist/vnu.jar");
const hasJava = spawnSync("java", ["-version"]).status === 0;
const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  // House style, not errors: how long a title is, inline alignment that Markdown's tables write, Goldmark's void elements; boxes of task lists, which
  // stand beside their text and are named by the script.
  rules: { "long-title": "off", "no-inline-style": "off", "void-style": "off", "no-trailing-whitespace": "off", "attribute-boolean-style": "off", "attr-quotes": "off", "doctype-style": "off", "prefer-native-element": "off", "no-raw-characters": "off", "no-redundant-for": "off", "valid-id": "off", "tel-non-breaking": "off", "input-missing-label": "off" },
});

const file = (site, path) => join(site.folder, path.endsWith("/") ? `${path}index.html` : path);

// Both before the first test: when those that are known have run, what was built is taken away.
for (const [name, site] of [["own", await ownSite()], ["real", await corpusSite()]]) {
  test(`html-validate: ${name} site, every page`, { skip: !site }, async () => {
    const errors = [];
    for (const path of pagesOf(site)) {
      const { results } = await validator.validateString(readFileSync(file(site, path), "utf8"));
      errors.push(...results.flatMap((result) => result.messages).filter((one) => one.severity === 2).map((one) => `${path}:${one.line}:${one.column} ${one.ruleId} ${one.message}`));
    }
    assert.deepEqual(errors.slice(0, 30), []);
  });

  test(`Nu checker: ${name} site, every page`, { skip: !site || !hasJava }, () => {
    const files = pagesOf(site).map((path) => file(site, path));
    const run = spawnSync("java", ["-Xss4m", "-jar", jar, "--errors-only", "--format", "json", "--stdout", "--exit-zero-always", ...files], { maxBuffer: 1 << 28 });
    const { messages } = JSON.parse(run.stdout.toString());
    assert.deepEqual(messages.slice(0, 30).map((one) => `${one.url.replace(/.*loft-browser-[^/]+/, "")}:${one.lastLine} ${one.message}`), []);
  });
}
