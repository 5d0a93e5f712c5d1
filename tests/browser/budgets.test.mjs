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

/** Under this, Lighthouse itself warns that the machine is too slow to judge a page's speed by: so it is while others keep it busy. */
const FAST_ENOUGH = 1000;

test("Lighthouse, mobile: at least 99 in all four categories, first paint of the most within a second, nothing blocked", { timeout: 900_000 }, async (t) => {
  const chrome = await launch({ chromePath: program, chromeFlags: [...flags, "--headless=new"], logLevel: "silent", maxConnectionRetries: 200 });
  t.after(() => chrome.kill());
  for (const [name, at, where] of ["home", "page", "case"].map(find).filter(Boolean)) {
    // Other programs can only make a page slower: each figure's best of up to six runs counts.
    const best = { scores: {}, lcp: Infinity, blocked: Infinity, machine: 0 }, failing = new Set();
    const isGood = () => Object.values(best.scores).every((score) => score >= 99) && best.lcp <= 1000 && best.blocked === 0;
    for (let attempt = 0; attempt < 6 && !(attempt && isGood()); attempt += 1) {
      const { lhr } = await lighthouse(at.url + where, { port: chrome.port, output: "json", logLevel: "silent", maxWaitForLoad: 120_000 });
      assert.equal(lhr.runtimeError, undefined);
      for (const [category, { score }] of Object.entries(lhr.categories)) best.scores[category] = Math.max(best.scores[category] ?? 0, Math.round(score * 100));
      best.lcp = Math.min(best.lcp, lhr.audits["largest-contentful-paint"].numericValue);
      best.blocked = Math.min(best.blocked, lhr.audits["total-blocking-time"].numericValue);
      best.machine = Math.max(best.machine, lhr.environment.benchmarkIndex);
      for (const audit of Object.values(lhr.audits)) if (audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode === "binary") failing.add(audit.id);
    }
    console.log(`${name}: ${JSON.stringify(best)}`);
    const { performance, ...others } = best.scores;
    assert.equal(Object.keys(others).length, 3);
    for (const [category, score] of Object.entries(others)) assert.ok(score >= 99, `${name}: ${category} ${score}: ${[...failing]}`);
    if (best.machine < FAST_ENOUGH) {
      console.log(`${name}: its speed is not judged: the machine's index was ${best.machine}`);
      continue;
    }
    assert.ok(performance >= 99 && best.blocked === 0, `${name}: ${JSON.stringify(best)}`);
    assert.ok(best.lcp <= 1000, `${name}: ${JSON.stringify(best)}`);
  }
});
