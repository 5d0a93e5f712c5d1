// How `loft serve` bears a long day, by figures: `node benches/preview.mjs edits|tabs|hour --loft PROGRAM --site SITE --file FILE
// --path URL-PATH [--seconds 60] [--tabs 50] [--port 14180]`. FILE is a content file, put back at the end.
//
//   edits   saves twenty times a second, and tells how long each saved sentence took to be served
//   tabs    open pages that listen and fetch their page at each change, as the preview's script does, with two saves a
//           second; tells the server's memory as it goes
//   hour    the same tabs and two more in Chromium, with a save each five seconds for an hour: by turns a sentence, a status,
//           and a page that comes or goes; tells the memory of the server and of the two pages each minute. Both must
//           show the last sentence whenever they are looked at. Needs the packages of tests/browser.
import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

const { values: asked, positionals: [what] } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(["loft", "site", "file", "path", "seconds", "tabs", "port"].map((name) => [name, { type: "string" }])),
});
const seconds = Number(asked.seconds ?? 60), port = Number(asked.port ?? 14180);
const origin = `http://127.0.0.1:${port}`;
const before = readFileSync(asked.file, "utf8");
const pause = (ms) => new Promise((done) => setTimeout(done, Math.max(0, ms)));
const save = (number) => writeFileSync(asked.file, `${before}\nSetning nummer ${number}x.\n`);
const served = async () => Number(/Setning nummer (\d+)x/.exec(await (await fetch(origin + asked.path)).text())?.[1] ?? -1);

const server = spawn(asked.loft, ["serve", "-s", asked.site, "--port", String(port)], { stdio: "ignore" });
const proc = (file) => readFileSync(`/proc/${server.pid}/${file}`, "utf8");
const memory = (name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(proc("status"))[1]) / 1024);
const processor = () => proc("stat").split(") ")[1].split(" ").slice(11, 13).reduce((sum, ticks) => sum + Number(ticks) / 100, 0);
const share = (sorted, of) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))]?.toFixed(1);

async function edits() {
  const saved = [], took = [];
  let shown = -1, done = false;
  const looking = (async () => {
    while (!done || shown < saved.length - 1) {
      const now = await served().catch(() => shown);
      const at = performance.now();
      for (; shown < now; shown += 1) took.push(at - saved[shown + 1]);
      await pause(2);
    }
  })();
  const begun = performance.now(), used = processor();
  for (let number = 0; number < seconds * 20; number += 1) {
    await pause(begun + number * 50 - performance.now());
    saved.push(performance.now());
    save(number);
  }
  done = true;
  await Promise.race([looking, pause(30_000)]);
  took.sort((left, right) => left - right);
  console.log(`${saved.length} edits in ${((performance.now() - begun) / 1000).toFixed(1)} s; the last one served: ${shown === saved.length - 1}`);
  console.log(`until served, ms: median ${share(took, 0.5)}, 95 % ${share(took, 0.95)}, most ${share(took, 1)}; processor ${(processor() - used).toFixed(1)} s, memory ${memory("VmRSS")} MiB, at most ${memory("VmHWM")} MiB`);
}

/** Listeners that fetch their page at each change; how often they did. */
async function listeners(count) {
  let fetched = 0;
  const listen = () => new Promise((done, fail) => {
    get(`${origin}/_loft/events`, (reply) => {
      done();
      let busy = false;
      reply.on("data", async (news) => {
        if (busy || !String(news).includes("data:")) return;
        busy = true;
        await fetch(origin + asked.path).then((page) => page.arrayBuffer()).then(() => { fetched += 1; }, () => {});
        busy = false;
      });
      reply.on("error", () => {});
    }).on("error", fail);
  });
  for (let tab = 0; tab < count; tab += 1) await listen();
  return () => fetched;
}

async function tabs() {
  const count = Number(asked.tabs ?? 50), fetched = await listeners(count);
  const begun = performance.now();
  let saved = 0, told = 0;
  while (performance.now() - begun < seconds * 1000) {
    save(saved += 1);
    await pause(500);
    if (performance.now() - begun >= told * 30_000) console.log(`${(told++ * 30).toString().padStart(5)} s  ${count} tabs, ${saved} edits, ${fetched()} pages fetched, memory ${memory("VmRSS")} MiB`);
  }
  console.log(`${seconds} s: ${saved} edits, ${fetched()} pages fetched; memory ${memory("VmRSS")} MiB, at most ${memory("VmHWM")} MiB; processor ${processor().toFixed(0)} s`);
}

/** Two pages in Chromium: `shows(words)` waits until both have them, `heap()` is their scripts' memory in MiB. */
async function browser() {
  const { chromium } = createRequire(new URL("../tests/browser/package.json", import.meta.url))("playwright-core");
  const program = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const started = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--js-flags=--expose-gc", "--enable-precise-memory-info"] });
  const pages = [await started.newPage(), await started.newPage()];
  let loads = 0;
  for (const page of pages) {
    await page.goto(origin + asked.path);
    page.on("load", () => { loads += 1; });
  }
  return {
    shows: (words) => Promise.all(pages.map((page) => page.waitForFunction((words) => document.body.textContent.includes(words), words, { timeout: 60_000 }))),
    heap: () => Promise.all(pages.map((page) => page.evaluate(() => { gc(); return (performance.memory.usedJSHeapSize / 2 ** 20).toFixed(1); }))),
    loads: () => loads,
    close: () => started.close(),
  };
}

async function hour() {
  const count = Number(asked.tabs ?? 50), fetched = await listeners(count), shown = await browser();
  const guest = join(dirname(asked.file), "gjest.md");
  const statuses = ["Ny", "Pågår", "Til QA", "Godkjent"];
  const words = (number) => `Setning nummer ${number}x.`;
  const edits = [
    (number) => save(number),
    (number) => writeFileSync(asked.file, `${before.replace(/^status: .*$/m, `status: ${statuses[number % 4]}`)}\n${words(number)}\n`),
    (number) => { writeFileSync(guest, `---\ntitle: Gjest ${number}\nstatus: Ny\n---\nEn side som kommer og går.\n`); save(number); },
    (number) => { rmSync(guest, { force: true }); save(number); },
  ];
  const begun = performance.now(), minutes = Number(asked.seconds ?? 3600) / 60;
  try {
    for (let number = 0, minute = 0; minute <= minutes; number += 1) {
      edits[number % edits.length](number);
      if (number % 12 === 0) {
        await shown.shows(words(number));
        console.log(`${String(minute).padStart(3)} min  ${number + 1} edits, ${fetched()} pages fetched, loads in Chromium ${shown.loads()}; server ${memory("VmRSS")} MiB, at most ${memory("VmHWM")}; pages ${(await shown.heap()).join(" and ")} MiB; processor ${processor().toFixed(1)} s`);
        minute += 1;
      }
      await pause(begun + (number + 1) * 5000 - performance.now());
    }
  } finally {
    rmSync(guest, { force: true });
    await shown.close();
  }
}

try {
  for (;;) {
    if (await fetch(origin + asked.path).then((reply) => reply.ok, () => false)) break;
    await pause(50);
  }
  await pause(3000);
  await { edits, tabs, hour }[what]();
} finally {
  writeFileSync(asked.file, before);
  server.kill();
}
process.exit(0);
