// `loft serve` as those who write and edit meet it: the page follows the files, and the files follow the page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ask, keptPort, live, served, text } from "./preview.mjs";
import { PATIENCE, browser, eventually, folder, loft, root } from "./site.mjs";

async function show(preview, path, options = {}) {
  const context = await (await browser()).newContext({ viewport: { width: 1200, height: 800 }, reducedMotion: "reduce", locale: "nb-NO", ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.problems = [];
  page.loads = 0;
  page.on("load", () => { page.loads += 1; });
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error" && !/ERR_|Failed to load/.test(message.text())) page.problems.push(message.text()); });
  await page.goto(preview.url + path, { waitUntil: "load" });
  await page.waitForFunction(() => document.querySelector("loft-preview")?.shadowRoot.querySelector(".bar button"));
  return page;
}

/** Puts the site into a git repository; `lines()` are those that `git diff` shows as changed. */
function repository(preview) {
  const git = (...args) => execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "core.autocrlf=false", ...args], { cwd: preview.source, encoding: "utf8" });
  git("init", "-q");
  git("add", "content");
  git("commit", "-q", "-m", "x");
  return { lines: () => git("diff", "-U0").split("\n").filter((line) => /^[-+][^-+]/.test(line)) };
}

const seen = (page, text) => page.waitForFunction((text) => document.body.innerText.includes(text), text);
const shadow = (page, selector) => page.locator(`loft-preview ${selector}`);

test("a change far down patches the page in place: nothing loads, scroll, focus, details and typed text stay", async () => {
  const preview = await live();
  const page = await show(preview, "/lang/");
  await page.evaluate(() => {
    window.same = true;
    document.querySelector("main details").open = true;
    const field = document.querySelector("form[role=search] input");
    field.focus({ preventScroll: true });
    field.value = "halvskrevet";
    window.changed = [];
    document.addEventListener("loft:changed", (event) => window.changed.push(event.target.textContent.trim()));
    scrollTo(0, 900);
  });
  const text = preview.read("content/lang.nb.md");
  const visible = await page.evaluate(() => [...document.querySelectorAll("main p")].find((p) => p.getBoundingClientRect().top > 200).textContent);
  preview.write("content/lang.nb.md", text.replace(visible, "En ny setning her."));
  await seen(page, "En ny setning her.");
  assert.deepEqual(await page.evaluate(() => [window.same, scrollY, document.activeElement.value, document.querySelector("main details").open]), [true, 900, "halvskrevet", true]);
  assert.deepEqual(await page.evaluate(() => window.changed), ["En ny setning her."], "only the paragraph flashes");
  // Out of view: it is scrolled to.
  preview.write("content/lang.nb.md", preview.read("content/lang.nb.md").replace("Avsnitt nummer 59 i en lang tekst.", "Langt der nede."));
  await seen(page, "Langt der nede.");
  await page.waitForFunction(() => { const p = [...document.querySelectorAll("main p")].find((p) => p.textContent === "Langt der nede."); const box = p.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; });
  assert.deepEqual([page.loads, page.problems], [1, []]);
});

test("a patch keeps every element, and a search box whose script comes after it works", async () => {
  const preview = await live();
  const page = await show(preview, "/lang/");
  let patched;
  const isPatched = new Promise((done) => { patched = done; });
  await page.route("**/js/search.js", async (route) => { await isPatched; await route.continue(); });
  const top = () => ["header", "header form", ".shell", "main", "footer"].map((name) => document.querySelector(name));
  await page.evaluate(`window.top_ = (${top})()`);
  await page.locator("form[role=search] input").focus();
  preview.write("content/lang.nb.md", preview.read("content/lang.nb.md").replace("Avsnitt nummer 3 i", "Endret i"));
  await seen(page, "Endret i");
  patched();
  await page.locator("form[role=search] [role=combobox]").waitFor();
  assert.equal(await page.evaluate(`(${top})().every((element, at) => element === window.top_[at])`), true);
  assert.deepEqual([await page.locator("body").count(), page.problems], [1, []]);
});

test("the morphing library is the file that the dependencies name", () => {
  const file = readFileSync(join(root, "src/serve/client/idiomorph.js"));
  const named = /Idiomorph[\s\S]*?SHA-256 `(\w{64})`/.exec(readFileSync(join(root, "docs/dependencies.md"), "utf8"))[1];
  assert.equal(createHash("sha256").update(file).digest("hex"), named);
});

test("what is served is what is built, but for the script", async () => {
  const preview = await live();
  const out = folder();
  execFileSync(loft(), ["build", "--quiet", "-s", preview.source, "-d", out], { stdio: "ignore" });
  for (const [path, file] of [["/", "index.html"], ["/sak/", "sak/index.html"], ["/en/sak/", "en/sak/index.html"], ["/status/", "status/index.html"]]) {
    assert.equal((await text(preview, path)).replace(/<script src="\/_loft\/.*?<\/script>/, ""), readFileSync(join(out, file), "utf8"), path);
  }
});

test("a style sheet and an image are swapped without loading the page", async () => {
  const preview = await live({ files: { "content/sak.nb.md": "---\ntitle: Sak\n---\n![Et bilde](/bilde.svg)\n" } });
  const page = await show(preview, "/sak/");
  preview.write("static/egen.css", "main { outline-color: rgb(4, 5, 6) }");
  await page.waitForFunction(() => getComputedStyle(document.querySelector("main")).outlineColor === "rgb(4, 5, 6)");
  preview.write("static/bilde.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='77' height='10'/>");
  await page.waitForFunction(() => document.querySelector("main img").naturalWidth === 77);
  assert.deepEqual([page.loads, page.problems], [1, []]);
});

test("an error is told over the last good page, with its line, and goes when it is mended", async () => {
  const preview = await live();
  const page = await show(preview, "/lang/");
  const good = preview.read("content/lang.nb.md");
  preview.write("content/lang.nb.md", good.replace("title: Lang", "title: \"Lang"));
  await shadow(page, ".overlay").waitFor({ state: "visible" });
  assert.match(await shadow(page, ".overlay .place").first().textContent(), /^content\/lang\.nb\.md:2/);
  assert.match(await shadow(page, ".overlay .place").first().getAttribute("href"), /^vscode:\/\/file\/.*lang\.nb\.md:2:/);
  assert.match(await shadow(page, ".overlay pre").first().textContent(), /title: "Lang/);
  assert.match(await shadow(page, ".overlay pre mark").first().evaluate((mark) => mark.textContent + getComputedStyle(mark).textDecorationLine), /".*underline/, "what is wrong is underlined");
  assert.ok((await page.locator("main").textContent()).includes("Avsnitt nummer 3"), "the last good page is beneath");
  preview.write("content/lang.nb.md", good.replace("Avsnitt nummer 1 ", "Rettet avsnitt "));
  await seen(page, "Rettet avsnitt");
  await shadow(page, ".overlay").waitFor({ state: "hidden" });
  assert.equal(page.loads, 1);
});

test("two tabs: only the one that shows the page is patched; a lost server is found again", async () => {
  const port = await keptPort(), preview = await live({ port });
  const [first, second] = [await show(preview, "/lang/"), await show(preview, "/sak/")];
  await second.evaluate(() => { window.patched = 0; document.addEventListener("loft:patched", () => { window.patched += 1; }); });
  preview.write("content/lang.nb.md", preview.read("content/lang.nb.md").replace("Avsnitt nummer 0 ", "Først "));
  await seen(first, "Først i en lang tekst.");
  // What the other tab hears next is patched once: the change before it was none of its own.
  preview.write("content/sak.nb.md", "---\ntitle: Sak\nstatus: Ny\n---\nNå gjelder det denne.\n");
  await seen(second, "Nå gjelder det denne.");
  assert.equal(await second.evaluate(() => window.patched), 1);
  // The server goes; a file changes; another run takes its place.
  const gone = new Promise((done) => preview.server.on("exit", done));
  preview.server.kill();
  await gone;
  preview.write("content/sak.nb.md", "---\ntitle: Sak\nstatus: Ny\n---\nEndret mens ingen så på.\n");
  await live({ site: preview.source, port });
  await seen(second, "Endret mens ingen så på.");
});

test("a renamed page takes its tab along", async () => {
  const preview = await live();
  const page = await show(preview, "/lang/");
  renameSync(join(preview.source, "content/lang.nb.md"), join(preview.source, "content/nytt-navn.nb.md"));
  await page.waitForURL("**/nytt-navn/");
});

test("twenty edits a second, a thousand files at once, a folder that goes and comes back", async () => {
  const preview = await live();
  const page = await show(preview, "/lang/");
  const text = preview.read("content/lang.nb.md");
  const until = Date.now() + (process.env.LOFT_LONG_TESTS ? 60_000 : 6_000);
  let last = 0;
  for (; Date.now() < until; last += 1) {
    preview.write("content/lang.nb.md", text.replace("Avsnitt nummer 0 ", `Endring ${last} `));
    await page.waitForTimeout(50);
  }
  await seen(page, `Endring ${last - 1} i en lang tekst.`);
  for (let at = 0; at < 1000; at += 1) preview.write(`content/mange/side-${at}.nb.md`, `---\ntitle: Side ${at}\n---\nTekst ${at}.\n`);
  await page.waitForFunction(async () => (await fetch("/mange/side-999/")).ok && (await fetch("/mange/side-0/")).ok);
  renameSync(join(preview.source, "content"), join(preview.source, "borte"));
  await page.waitForFunction(async () => (await fetch("/mange/side-1/")).status === 404);
  renameSync(join(preview.source, "borte"), join(preview.source, "content"));
  preview.write("content/lang.nb.md", text.replace("Avsnitt nummer 0 ", "Tilbake "));
  await page.waitForFunction(async () => (await (await fetch("/lang/")).text()).includes("Tilbake i en lang"));
  assert.deepEqual(page.problems, []);
});

test("a status is changed from the page; git shows exactly the lines meant", async () => {
  const preview = await live();
  const git = repository(preview);
  const page = await show(preview, "/sak/");
  await page.locator("main .status").first().click();
  await shadow(page, ".menu button").filter({ hasText: "Til QA" }).click();
  await seen(page, "Til QA");
  await eventually(() => git.lines(), ["-status = \"New\"", "+status = \"For QA\"", "-status: 'Ny' # merknad\r", "+status: 'Til QA' # merknad\r"]);
  assert.deepEqual([page.loads, page.problems], [1, []]);
});

test("a status is changed from the status view; the list says so, and git shows exactly the lines meant", async () => {
  const preview = await live();
  const git = repository(preview);
  const page = await show(preview, "/status/");
  const row = page.locator("#pages tbody tr");
  await row.locator(".status").first().click();
  await shadow(page, ".menu button").filter({ hasText: "Godkjent" }).click();
  await row.filter({ hasText: "Godkjent" }).waitFor();
  await eventually(() => git.lines(), ["-status = \"New\"", "+status = \"Approved\"", "-status: 'Ny' # merknad\r", "+status: 'Godkjent' # merknad\r"]);
  assert.deepEqual([page.loads, page.problems], [1, []]);
});

test("a file changed meanwhile is a conflict: told, and nothing overwritten", async () => {
  const preview = await live();
  const page = await show(preview, "/sak/");
  await page.locator("main .status").first().click();
  await shadow(page, ".menu button").first().waitFor();
  await page.route("**/_loft/page*", (route) => route.abort()); // the page does not learn of the change in time
  const other = "+++\nstatus = \"New\"\ntitle = 'Case'\n+++\nSomebody else was here.";
  preview.write("content/sak.en.md", other);
  await served(preview, "/en/sak/", "Somebody else was here.");
  await shadow(page, ".menu button").filter({ hasText: "Til QA" }).click();
  await shadow(page, ".toast").filter({ hasText: "content/sak.en.md" }).waitFor();
  assert.equal(preview.read("content/sak.en.md"), other);
  assert.match(preview.read("content/sak.nb.md"), /status: 'Ny'/);
});

test("with --read-only no menu opens, and nothing is written", async () => {
  const preview = await live({ args: ["--read-only"] });
  const page = await show(preview, "/sak/");
  /** A menu would have come before the panel, which asks the server anew when it is opened after it. */
  const opensNoMenu = async (sign) => {
    await page.locator(sign).first().click();
    await shadow(page, ".bar button").click();
    await shadow(page, ".panel details").first().waitFor();
    assert.equal(await shadow(page, ".menu").isVisible(), false);
    assert.equal(await shadow(page, ".menu button").count(), 0);
  };
  await opensNoMenu("main .status");
  await page.goto(`${preview.url}/status/`);
  await page.waitForFunction(() => document.querySelector("loft-preview")?.shadowRoot.querySelector(".bar button"));
  await opensNoMenu("main td .status, main li .status");
  assert.doesNotMatch(await page.content(), /data-token="\w/);
});

test("light and dark are switched from the panel; the page's own colours follow", async () => {
  const preview = await live();
  const page = await show(preview, "/sak/", { colorScheme: "light" });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await shadow(page, ".bar button").click();
  await shadow(page, ".tools button").filter({ hasText: "Lyst/mørkt" }).click();
  await eventually(ground, (now) => assert.notEqual(now, light));
  await shadow(page, ".tools button").filter({ hasText: "Lyst/mørkt" }).click();
  await eventually(ground, light);
});

test("Alt and a click open the editor at the paragraph's line", async () => {
  const preview = await live({ args: ["--editor", "zed"] });
  const page = await show(preview, "/lang/");
  await page.evaluate(() => {
    document.addEventListener("loft:source", (event) => { window.found = event.detail; });
    addEventListener("click", (event) => { if (event.target.protocol === "zed:") event.preventDefault(); }, true);
  });
  await page.getByText("Avsnitt nummer 2 i en lang tekst.", { exact: true }).click({ modifiers: ["Alt"] });
  await page.waitForFunction(() => window.found);
  const found = await page.evaluate(() => window.found);
  assert.equal(found.line, 8);
  assert.match(found.href, /^zed:\/\/file\/.*lang\.nb\.md:8:1$/);
});

test("the panel: findings, drafts, translations to do; languages side by side, widths", async () => {
  const preview = await live({ files: { "content/utkast.nb.md": "---\ntitle: Utkastet\ndraft: true\n---\nx\n", "layouts/index.html": "x" } });
  const page = await show(preview, "/sak/");
  await shadow(page, ".bar button").click();
  await shadow(page, ".panel details").first().waitFor();
  await eventually(() => shadow(page, ".panel").innerText(), /Utkastet – utkast[\s\S]*Lang – en/);
  // Every finding stands in the list, also those that are only notes.
  const outside = await shadow(page, ".panel").evaluate((panel) => [...panel.querySelectorAll("li")].filter((item) => getComputedStyle(item).position !== "static").length);
  assert.equal(outside, 0);
  // The status is within reach of the keyboard too.
  await shadow(page, ".tools button").filter({ hasText: "Endre status" }).press("Enter");
  const within = () => page.evaluate(() => document.querySelector("loft-preview").shadowRoot.activeElement.textContent);
  await eventually(within, /Ny/);
  await page.keyboard.press("ArrowDown");
  await eventually(within, /Tidlig utkast/);
  await page.keyboard.press("Escape");
  await shadow(page, ".panel a", { hasText: "en" }).filter({ hasText: "Sammenlign" }).click();
  await page.waitForURL("**/_loft/frame*");
  await page.frameLocator("iframe").nth(1).locator("main", { hasText: "Text" }).waitFor();
  await eventually(() => page.locator("iframe").count(), 2);
  await page.goto(`${preview.url}/_loft/frame?left=${encodeURIComponent("/sak/")}&width=320`);
  await eventually(() => page.locator("iframe").evaluate((frame) => frame.clientWidth), 320);
  assert.deepEqual(page.problems, []);
});

test("fifty tabs and many edits: memory stays flat", { skip: process.platform !== "linux" }, async () => {
  const preview = await live();
  const listeners = Array.from({ length: 50 }, () => new AbortController());
  for (const listener of listeners) await ask(preview, "/_loft/events", { signal: listener.signal });
  const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${preview.server.pid}/status`, "utf8"))[1]);
  const written = preview.read("content/lang.nb.md");
  const edit = async (count) => {
    for (let at = 0; at < count; at += 1) {
      preview.write("content/lang.nb.md", written.replace("Avsnitt nummer 0 ", `Runde ${at} ${Math.random()} `));
      await text(preview, "/lang/");
      await new Promise((done) => setTimeout(done, 15));
    }
  };
  await edit(150);
  const before = resident();
  await edit(300);
  assert.ok(resident() < before * 1.25 + 4096, `${before} KiB, then ${resident()} KiB`);
  for (const listener of listeners) listener.abort();
});
