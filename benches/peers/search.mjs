// search.mjs LOFT PAGEFIND QUERIES: bytes as a browser receives them for loading the search, a first query with five
// excerpts, and the queries after it. Run by search.sh.
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { open, serve } from "../../tests/browser/site.mjs";

const [loft, pagefind, file] = process.argv.slice(2);
const queries = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line)).filter(({ lang }) => lang !== "en");

async function measured(name, folder, start, ask) {
  const site = await serve(folder), page = await open(site, "/sok/");
  let bytes = 0;
  page.on("response", async (response) => { bytes += (await response.request().sizes().catch(() => null))?.responseBodySize ?? 0; });
  const told = async (what) => { await page.waitForTimeout(1500); console.log(`${name}: ${what} ${bytes} bytes`); bytes = 0; };
  await start(page);
  await told("load");
  for (const [at, { query }] of queries.entries()) {
    await ask(page, query);
    await page.waitForTimeout(300);
    if (at === 0) await told("first query");
  }
  await told(`${queries.length - 1} more`);
}

test("bytes", async () => {
  const type = async (page, query) => { await page.locator("#q").fill(query); await page.waitForTimeout(500); };
  await measured("loft", loft, (page) => page.locator("#q").focus(), type);
  const import_ = (page) => page.evaluate(async () => { window.pagefind = await import("/pagefind/pagefind.js"); await window.pagefind.init(); });
  const ask = (page, query) => page.evaluate(async (query) => { const found = await window.pagefind.search(query); await Promise.all(found.results.slice(0, 5).map((hit) => hit.data())); }, query);
  await measured("pagefind", pagefind, import_, ask);
});
