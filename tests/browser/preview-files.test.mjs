// `loft serve` and what may happen to files under it. Asked over HTTP: no browser is needed to see what is served.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, closeSync, copyFileSync, openSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { folder, loft } from "./site.mjs";
import { SITE, ask, generation, live, served, text, until } from "./preview.mjs";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const page = (title, body) => `---\ntitle: ${title}\n---\n${body}\n`;

let fences = 0;
/** The number of a plan made for a change of this function's own: all that happened before it, the server has seen. */
async function fenced(preview) {
  fences += 1;
  // In one step: a file that is emptied and then written would, on a busy machine, be two changes.
  const made = join(folder(), "gjerde.md");
  writeFileSync(made, page("Gjerde", `Gjerde ${fences}.`));
  renameSync(made, join(preview.source, "content/gjerde.nb.md"));
  await served(preview, "/gjerde/", `Gjerde ${fences}.`);
  return generation(preview);
}

test("however an editor saves a file, the new text is served", async () => {
  const preview = await live();
  const disk = join(preview.source, "content/lang.nb.md");
  const ways = {
    "in place": (text) => writeFileSync(disk, text),
    "by renaming": (text) => { writeFileSync(`${disk}.tmp~`, text); renameSync(`${disk}.tmp~`, disk); },
    "with a backup, as vim": (text) => { renameSync(disk, `${disk}~`); writeFileSync(disk, text); unlinkSync(`${disk}~`); },
    "by deleting first": (text) => { unlinkSync(disk); writeFileSync(disk, text); },
    "by copying over": (text) => { const other = join(folder(), "x"); writeFileSync(other, text); copyFileSync(other, disk); },
    "at its end": (text) => { writeFileSync(disk, ""); for (const line of text.split(/(?<=\n)/)) appendFileSync(disk, line); },
  };
  for (const [way, save] of Object.entries(ways)) {
    save(page("Lang", `Lagret ${way}.`));
    await served(preview, "/lang/", `Lagret ${way}.`);
  }
});

test("a file half written is never served as it stands", async () => {
  const preview = await live();
  await served(preview, "/lang/", "Avsnitt nummer 1");
  const disk = join(preview.source, "content/lang.nb.md");
  const replies = [];
  let writing = true;
  const reader = (async () => { while (writing) { replies.push(await text(preview, "/lang/")); await pause(10); } })();
  // The first half is no front matter yet: an error, which keeps the page as it was.
  writeFileSync(disk, "---\ntitle: \"La");
  await until(async () => (await (await fetch(`${preview.url}/_loft/page?page=/lang/`)).json()).findings.some(({ severity }) => severity === "error"), "the half is read");
  const sofar = replies.length;
  await until(async () => replies.length > sofar + 5, "pages asked for meanwhile");
  appendFileSync(disk, "ng\"\n---\nHelt ferdig.\n");
  await served(preview, "/lang/", "Helt ferdig.");
  writing = false;
  await reader;
  const [before, after] = ["Avsnitt nummer 1 i en lang tekst.", "Helt ferdig."].map((words) => replies.filter((reply) => reply.includes(words)).length);
  assert.ok(before > 5 && before + after === replies.length, `${before} as before, ${after} as after, of ${replies.length}`);
});

test("a file that is emptied before it is written is never served empty, unless it stays so", async () => {
  const preview = await live();
  const disk = join(preview.source, "content/lang.nb.md");
  const whole = page("Lang", "Helt ferdig.");
  const emptied = () => closeSync(openSync(disk, "w"));
  await served(preview, "/lang/", "Avsnitt nummer 1");
  const replies = [];
  let writing = true;
  const reader = (async () => { while (writing) { replies.push(await text(preview, "/lang/")); await pause(5); } })();
  emptied();
  await pause(100);
  // Another file's news is no reason to take the page as it is.
  preview.write("content/annen.nb.md", page("Annen", "En annen."));
  await pause(50);
  writeFileSync(disk, whole);
  await served(preview, "/lang/", "Helt ferdig.");
  writing = false;
  await reader;
  assert.deepEqual(replies.filter((reply) => !reply.includes("Avsnitt nummer 1 i en lang tekst.") && !reply.includes("Helt ferdig.")), []);
  emptied();
  await until(async () => !(await text(preview, "/lang/")).includes("Helt ferdig."), "the page is empty");
});

test("a checkout of a thousand files is one new plan", async () => {
  const files = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`content/mange/side-${at}.nb.md`, page(`Side ${at}`, `Først ${at}.`)]));
  const preview = await live({ files });
  const git = (...args) => execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@example.org", ...args], { cwd: preview.source, stdio: "pipe" });
  git("init", "-q", "-b", "en");
  git("add", ".");
  git("commit", "-q", "-m", "x");
  git("checkout", "-q", "-b", "to");
  for (const path of Object.keys(files)) preview.write(path, readFileSync(join(preview.source, path), "utf8").replace("Først", "Siden"));
  git("commit", "-q", "-a", "-m", "y");
  await served(preview, "/mange/side-999/", "Siden 999.");
  const before = await fenced(preview);
  git("checkout", "-q", "en");
  await served(preview, "/mange/side-999/", "Først 999.");
  await served(preview, "/mange/side-0/", "Først 0.");
  assert.equal(await fenced(preview), before + 2, "the checkout's plan, and the fence's");
});

test("templates, strings, data, configuration and mounts are part of what is watched", async () => {
  const preview = await live({ files: { "hugo.toml": `theme = "egen"\n${SITE["hugo.toml"]}` } });
  const changes = [
    ["themes/egen/templates/page.html", '{% extends "loft/page.html" %}\n{% block below %}<p>Fra malen.</p>{% endblock %}\n', "/lang/", "Fra malen."],
    ["themes/egen/strings/nb.toml", 'go_home = "Hjem fra strengene"\n', "/finnes-ikke/", "Hjem fra strengene"],
    ["data/aktorer.yaml", "aktorer:\n- {id: prove, navn: Prøveetaten, type: etat, niva: stat}\n", null, null],
    ["content/deltar.nb.md", "---\ntitle: Deltar\naktorer: [{id: prove, rolle: partner}]\n---\nx\n", "/aktorer/prove/", "Prøveetaten"],
    ["data/aktorer.yaml", "aktorer:\n- {id: prove, navn: Omdøpt etat, type: etat, niva: stat}\n", "/aktorer/prove/", "Omdøpt etat"],
    ["hugo.toml", `theme = "egen"\n${SITE["hugo.toml"].replace("Prøve", "Nytt navn")}`, "/lang/", "Nytt navn"],
    ["andre/side.nb.md", page("Utenfra", "Fra et annet sted."), null, null],
    ["hugo.toml", `theme = "egen"\n${SITE["hugo.toml"]}[[module.mounts]]\nsource = "content"\ntarget = "content"\n[[module.mounts]]\nsource = "andre"\ntarget = "content/andre"\n`, "/andre/side/", "Fra et annet sted."],
    ["andre/side.nb.md", page("Utenfra", "Og endret der."), "/andre/side/", "Og endret der."],
    ["loft.toml", "[views]\nstatus = false\n", null, null],
  ];
  for (const [path, content, at, words] of changes) {
    preview.write(path, content);
    if (at) await served(preview, at, words);
  }
  await until(async () => (await fetch(`${preview.url}/status/`)).status === 404, "the status view is switched off");
});

test("the content folder is deleted and comes again; the preview lives on", async () => {
  const preview = await live();
  rmSync(join(preview.source, "content"), { recursive: true });
  await until(async () => (await fetch(`${preview.url}/lang/`)).status === 404, "the page is gone");
  for (const round of [1, 2]) {
    preview.write("content/lang.nb.md", page("Lang", `Ny runde ${round}.`));
    await served(preview, "/lang/", `Ny runde ${round}.`);
  }
});

test("with --poll, changes are found without the system's word", async () => {
  const preview = await live({ args: ["--poll", "1"] });
  await served(preview, "/lang/", "Avsnitt nummer 1");
  preview.write("content/lang.nb.md", page("Lang", "Funnet ved å se etter."));
  await served(preview, "/lang/", "Funnet ved å se etter.");
  preview.write("content/ny.nb.md", page("Ny", "En ny fil."));
  await served(preview, "/ny/", "En ny fil.");
  rmSync(join(preview.source, "content/ny.nb.md"));
  await until(async () => (await fetch(`${preview.url}/ny/`)).status === 404, "the page is gone");
});

test("its own output, and that of a build beside it, starts no new plan", async () => {
  const preview = await live();
  await served(preview, "/lang/", "Avsnitt nummer 1");
  const before = await fenced(preview);
  execFileSync(loft(), ["build", "--quiet", "-s", preview.source], { stdio: "ignore" });
  execFileSync(loft(), ["search", "-s", preview.source, "avsnitt"], { stdio: "ignore" });
  await text(preview, "/search-data/index.json");
  assert.equal(await fenced(preview), before + 1, "the fence's plan, and no other");
});

test("who was away learns from the number that something happened", async () => {
  const preview = await live();
  await served(preview, "/lang/", "Avsnitt nummer 1");
  const before = await fenced(preview);
  preview.write("content/lang.nb.md", page("Lang", "Mens ingen hørte."));
  await served(preview, "/lang/", "Mens ingen hørte.");
  assert.ok(await generation(preview) > before);
});

test("-D, -E and -F show what is not published; without them it is not there", async () => {
  const files = {
    "content/utkast.nb.md": "---\ntitle: Utkast\ndraft: true\n---\nx\n",
    "content/siden.nb.md": "---\ntitle: Siden\npublishDate: 2999-01-01\n---\nx\n",
    "content/gammel.nb.md": "---\ntitle: Gammel\nexpiryDate: 2001-01-01\n---\nx\n",
  };
  const paths = ["/utkast/", "/siden/", "/gammel/"];
  for (const [args, statuses] of [[[], [404, 404, 404]], [["-D"], [200, 404, 404]], [["-D", "-E", "-F"], [200, 200, 200]]]) {
    const preview = await live({ files, args });
    assert.deepEqual(await Promise.all(paths.map(async (path) => (await ask(preview, path)).status)), statuses, args.join(" "));
  }
});

test("--open opens the site in the system's browser", { skip: process.platform !== "linux" }, async () => {
  const bin = folder();
  writeFileSync(join(bin, "xdg-open"), `#!/bin/sh\nprintf '%s' "$1" > "${bin}/opened"\n`);
  chmodSync(join(bin, "xdg-open"), 0o755);
  const preview = await live({ args: ["--open"], env: { PATH: `${bin}:${process.env.PATH}` } });
  await until(async () => readFileSync(join(bin, "opened"), "utf8") === `${preview.url}/`, "the browser is opened");
});
