// How `loft serve` bears a long day, by figures: `node benches/preview.mjs edits|tabs --loft PROGRAM --site SITE --file FILE
// --path URL-PATH [--seconds 60] [--tabs 50] [--port 14180]`. FILE is a content file, put back at the end.
//
//   edits   saves twenty times a second, and tells how long each saved sentence took to be served
//   tabs    open pages that listen and fetch their page at each change, as the preview's script does, with two saves a
//           second; tells the server's memory as it goes
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { get } from "node:http";
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

async function tabs() {
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
  const count = Number(asked.tabs ?? 50);
  for (let tab = 0; tab < count; tab += 1) await listen();
  const begun = performance.now();
  let saved = 0, told = 0;
  while (performance.now() - begun < seconds * 1000) {
    save(saved += 1);
    await pause(500);
    if (performance.now() - begun >= told * 30_000) console.log(`${(told++ * 30).toString().padStart(5)} s  ${count} tabs, ${saved} edits, ${fetched} pages fetched, memory ${memory("VmRSS")} MiB`);
  }
  console.log(`${seconds} s: ${saved} edits, ${fetched} pages fetched; memory ${memory("VmRSS")} MiB, at most ${memory("VmHWM")} MiB; processor ${processor().toFixed(0)} s`);
}

try {
  for (;;) {
    if (await fetch(origin + asked.path).then((reply) => reply.ok, () => false)) break;
    await pause(50);
  }
  await pause(3000);
  await (what === "tabs" ? tabs() : edits());
} finally {
  writeFileSync(asked.file, before);
  server.kill();
}
process.exit(0);
