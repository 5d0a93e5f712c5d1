// typing.mjs SITE QUERIES.jsonl: how long it takes from a letter typed to the results shown, on Lighthouse's mobile setting for
// the processor (four times slower). SITE is a folder that Loft has built. Each query is typed letter by letter; the first
// answer, for which files are fetched, is not counted. Needs node, and Chromium as tests/browser does.
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { open, serve } from "../../tests/browser/site.mjs";

const [folder, file] = process.argv.slice(2);
const queries = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line)).filter(({ lang }) => lang !== "en").slice(0, 8);
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1);

test("typing", async () => {
  const page = await open(await serve(folder), "/sok/?q=a");
  await page.locator("#found [role=status]").filter({ hasText: /./ }).waitFor();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const times = [];
  for (const { query } of queries) {
    for (let length = 1; length <= query.length; length++) {
      times.push(await page.evaluate((typed) => new Promise((done) => {
        const field = document.querySelector("main #q"), list = document.querySelector("#found [role=listbox]"), start = performance.now();
        const seen = new MutationObserver(() => { seen.disconnect(); requestAnimationFrame(() => setTimeout(() => done(performance.now() - start))); });
        seen.observe(list, { childList: true });
        seen.observe(list.parentElement.querySelector("[role=status]"), { childList: true });
        field.value = typed;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }), query.slice(0, length)));
      await page.waitForTimeout(60);
    }
  }
  times.sort((one, other) => one - other);
  console.log(`${times.length} letters: median ${at(times, 0.5)} ms, 90 % within ${at(times, 0.9)} ms, at most ${at(times, 1)} ms`);
});
