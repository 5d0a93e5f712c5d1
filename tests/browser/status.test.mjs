// The status view in the browser: each filter, sorting, sharing by address, the keyboard, and all of it without script.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { build, eventually, folder, open, siteOf } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CONFIG = 'title = "Prøve"\ndefaultContentLanguage = "nb"\n[languages.nb]\nweight = 1\n[languages.en]\nweight = 2\n';
const TITLES = "#pages tbody th";

const page = (title, fields = {}) => `---\ntitle: ${title}\n${Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`).join("")}---\nTekst.\n`;

/** A site whose commits lie so many days back: `[[days, { path: text }], …]`, oldest first. */
async function siteWithHistory(commits) {
  const source = folder();
  const git = (args, days = 0) => {
    const date = new Date(Date.now() - days * 864e5).toISOString();
    const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
    execFileSync("git", ["-c", "user.name=Kari", "-c", "user.email=kari@example.org", ...args], { cwd: source, env, stdio: ["ignore", "ignore", "inherit"] });
  };
  git(["init", "-q", "-b", "main"]);
  for (const [days, files] of commits) {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(source, path)), { recursive: true });
      writeFileSync(join(source, path), text);
    }
    git(["add", "-A"], days);
    git(["commit", "-q", "-m", "Endring"], days);
  }
  return build(source);
}

let made;
/** Six pages in two sections; statuses, owners, actors, languages and ages all tell some of them from the others. */
const small = () => (made ??= siteWithHistory([
  [300, {
    "hugo.toml": CONFIG,
    "content/_index.nb.md": page("Prøve"),
    "content/behov/_index.nb.md": page("Behov"),
    "content/om/_index.nb.md": page("Om"),
    "content/behov/barnehage.nb.md": page("Barnehage", { status: "Ny", eier: "udir", aktorer: "[udir, ks]" }),
    "content/behov/samtykke.nb.md": page("Samtykke", { status: "Pågår", eier: "digdir", aktorer: "[digdir]" }),
    "content/behov/flytting.nb.md": page("Flytting", { status: "Til QA", aktorer: "[ks]" }),
    "content/behov/register.nb.md": page("Register", { status: "Godkjent", eier: "udir" }),
    "content/om/plan.nb.md": page("Plan", { status: "Pågår", eier: "udir" }),
  }],
  [100, { "content/behov/flytting.en.md": page("Moving", { status: "For QA" }), "content/behov/flytting.nb.md": page("Flytting", { status: "Godkjent", aktorer: "[ks]" }) }],
  [60, { "content/behov/samtykke.nb.md": page("Samtykke", { status: "Ny", eier: "digdir", aktorer: "[digdir]" }) }],
  [10, { "content/behov/flytting.nb.md": page("Flytting", { status: "Til QA", aktorer: "[ks]" }), "content/om/navn.nb.md": page("Ærlige navn", { status: "Ny" }) }],
]));

const titles = (tab) => tab.locator(TITLES).allTextContents();
const settled = (tab, wanted) => eventually(() => titles(tab), wanted);

test("the list is narrowed down by each of the filters, and the count is told", async () => {
  const tab = await open(await small(), "/status/");
  const all = ["Barnehage", "Samtykke", "Ærlige navn", "Plan", "Flytting", "Register"];
  assert.deepEqual(await titles(tab), all);
  const cases = [
    ["status", "ny", ["Barnehage", "Samtykke", "Ærlige navn"]], ["section", "/om", ["Ærlige navn", "Plan"]],
    ["owner", "Utdanningsdirektoratet", ["Barnehage", "Plan", "Register"]], ["actor", "ks", ["Barnehage", "Flytting"]],
    ["lang", "en", ["Flytting"]], ["lang", "!en", all.filter((title) => title !== "Flytting")],
    ["age", "0-30", ["Ærlige navn", "Flytting"]], ["age", "30-90", ["Samtykke"]], ["age", "180-", ["Barnehage", "Plan", "Register"]],
  ];
  // The column of actors says in words what the filter of actors finds.
  const actors = tab.locator("#pages tbody tr").filter({ has: tab.getByRole("rowheader", { name: "Barnehage" }) }).locator("td").nth(4);
  assert.equal(await actors.textContent(), "Utdanningsdirektoratet, KS");
  for (const [name, value, wanted] of cases) {
    await tab.selectOption(`#f-${name}`, value);
    await settled(tab, wanted);
    await eventually(() => tab.textContent("#found"), wanted.length === 1 ? "1 side" : `${wanted.length} sider`, `${name} ${value}`);
    await tab.getByRole("button", { name: "Nullstill" }).click();
    await settled(tab, all);
  }
  // Free text looks at titles, sections, owners and actors; filters add up.
  for (const [text, wanted] of [["digitaliserings", ["Samtykke"]], ["ÆRLIGE", ["Ærlige navn"]], ["finnes ikke", []]]) {
    await tab.fill("#f-q", text);
    await settled(tab, wanted);
  }
  await tab.fill("#f-q", "behov");
  await tab.selectOption("#f-status", "ny");
  await settled(tab, ["Barnehage", "Samtykke"]);
  assert.deepEqual(tab.problems, []);
});

test("columns sort both ways and back, as the language sorts; rows without a value come last", async () => {
  const tab = await open(await small(), "/status/");
  const head = (key) => tab.locator(`#pages th[data-key=${key}]`);
  const press = (key) => head(key).getByRole("button").click();
  await press("title");
  await settled(tab, ["Barnehage", "Flytting", "Plan", "Register", "Samtykke", "Ærlige navn"]);
  await eventually(() => head("title").getAttribute("aria-sort"), "ascending");
  await press("title");
  await settled(tab, ["Ærlige navn", "Samtykke", "Register", "Plan", "Flytting", "Barnehage"]);
  await eventually(() => head("title").getAttribute("aria-sort"), "descending");
  await press("title");
  await settled(tab, ["Barnehage", "Samtykke", "Ærlige navn", "Plan", "Flytting", "Register"]);
  await eventually(() => head("title").getAttribute("aria-sort"), null);
  await press("days");
  await settled(tab, ["Ærlige navn", "Flytting", "Samtykke", "Barnehage", "Plan", "Register"]);
  for (const wanted of [["Samtykke"], ["Barnehage", "Plan", "Register"]]) {
    await press("owner");
    await eventually(async () => (await titles(tab)).slice(0, wanted.length), wanted);
    await eventually(async () => (await titles(tab)).slice(4), ["Ærlige navn", "Flytting"], "without an owner, either way");
  }
  await press("status");
  await settled(tab, ["Barnehage", "Samtykke", "Ærlige navn", "Plan", "Flytting", "Register"]);
});

test("the address holds what is asked for, and whoever opens it sees the same", async () => {
  const site = await small(), tab = await open(site, "/status/");
  await tab.selectOption("#f-owner", "Utdanningsdirektoratet");
  await tab.fill("#f-q", "behov");
  await tab.locator("#pages th[data-key=title] button").click();
  await settled(tab, ["Barnehage", "Register"]);
  await eventually(() => [...new URL(tab.url()).searchParams].sort(), [["owner", "Utdanningsdirektoratet"], ["q", "behov"], ["sort", "title"]]);
  const address = new URL(tab.url());
  const other = await open(site, address.pathname + address.search);
  await settled(other, ["Barnehage", "Register"]);
  assert.equal(await other.inputValue("#f-q"), "behov");
  assert.equal(await other.inputValue("#f-owner"), "Utdanningsdirektoratet");
  await other.getByRole("button", { name: "Nullstill" }).click();
  await other.waitForFunction(() => location.search === "?sort=title");
  // An address from elsewhere, with what no page has, finds nothing and breaks nothing.
  const strange = await open(site, "/status/?actor=ukjent&age=x&tull=%3Cb%3E&status=%22");
  await settled(strange, []);
  await eventually(() => strange.textContent("#found"), "0 sider");
  assert.deepEqual(strange.problems, []);
});

test("the keyboard reaches and works every part", async () => {
  const tab = await open(await small(), "/status/");
  await tab.focus("#f-status");
  for (let step = 0; step < 9 && (await tab.inputValue("#f-status")) !== "til-qa"; step++) await tab.keyboard.press("ArrowDown");
  await settled(tab, ["Flytting"]);
  // From the filter on, Tab comes to the button that clears it and to each column's own.
  const met = [];
  for (let step = 0; step < 18; step++) {
    await tab.keyboard.press("Tab");
    met.push(await tab.evaluate(() => document.activeElement.textContent.trim() || document.activeElement.id));
  }
  for (const wanted of ["f-section", "f-q", "Nullstill", "Side", "Status", "Aktører", "Flytting"]) {
    if (wanted !== "f-q") assert.ok(met.some((name) => name.includes(wanted)) || wanted.startsWith("f-"), `${wanted}: ${met.join(" | ")}`);
  }
  await tab.focus("#pages th[data-key=since] button");
  await tab.keyboard.press("Enter");
  await tab.waitForFunction(() => document.querySelector("#pages th[data-key=since]").ariaSort === "ascending");
  await eventually(() => tab.evaluate(() => document.activeElement.closest("th")?.dataset.key), "since", "focus stays on the column");
  // A tile narrows down the list and leads there.
  await tab.focus('.tally [data-status="ny"] a');
  await tab.keyboard.press("Enter");
  await settled(tab, ["Barnehage", "Samtykke", "Ærlige navn"]);
  await tab.waitForFunction(() => document.activeElement.id === "f-status");
  // Outside fields, the site's own keys work as on every page.
  await tab.focus("#pages tbody a");
  await tab.keyboard.press("/");
  await tab.locator("dialog.find[open] input").waitFor();
  assert.deepEqual(tab.problems, []);
});

test("without script every page is listed and every number leads to what it counts", async () => {
  const site = await small(), tab = await open(site, "/status/", { script: false });
  assert.equal((await titles(tab)).length, 6);
  assert.ok(await tab.locator("#filter").isHidden());
  const links = await tab.locator("main :is(.tally, .by-section, .total) a").evaluateAll((all) => all.map((link) => [link.textContent.trim(), link.href]));
  assert.ok(links.length > 12, `${links.length} links`);
  for (const [number, href] of links) {
    const { pathname, hash } = new URL(href), there = await open(site, pathname, { script: false });
    const target = there.locator(hash ? `[id="${decodeURIComponent(hash.slice(1))}"]` : "main");
    assert.equal(await target.count(), 1, `${number} leads to ${href}`);
    const count = parseInt(number, 10);
    if (hash.startsWith("#status-")) {
      const status = await target.getAttribute("data-status");
      assert.equal(await there.locator(`#pages tbody tr[data-status="${status}"]`).count() >= count, true, `${count} behind ${href}`);
    } else if (hash === "#list") {
      assert.equal(await there.locator("#pages tbody tr").count(), count, `${count} behind ${href}`);
    }
    await there.context().close();
  }
});

test("what changed, what went back and what waits is told with dates", async () => {
  const tab = await open(await small(), "/status/");
  const text = async (id) => (await tab.locator(`section[aria-labelledby=${id}]`).innerText()).replace(/\s+/g, " ");
  assert.match(await text("recent"), /30 dager 2 /);
  assert.match(await text("recent"), /Flytting Godkjent → ble til Til QA .*Kari/);
  assert.match(await text("backwards"), /Gikk tilbake 2 .*Flytting Godkjent .* Samtykke Pågår/);
  assert.match(await text("awaiting"), /Flytting .*siden .* \(10 dager\)/);
  const listed = await open(await small(), "/behov/");
  assert.match((await listed.locator(".pages li", { hasText: "Samtykke" }).innerText()).replace(/\s+/g, " "), /Ny siden \d+\. \w+ 20\d\d/);
});

test("a list of hundreds comes in pieces; the script fetches the rest when it is asked", async () => {
  const files = { "hugo.toml": CONFIG };
  for (let n = 0; n < 420; n++) files[`content/del/side-${n}.nb.md`] = page(`Side ${n}`, { status: n % 2 ? "Ny" : "Godkjent", aktorer: n % 7 ? "[ks]" : "[udir, ks, digdir, ssb]" });
  const site = await siteOf(files), tab = await open(site, "/status/");
  assert.ok((await titles(tab)).length <= 200);
  await tab.selectOption("#f-actor", "udir");
  await tab.waitForFunction(() => document.getElementById("found").textContent === "60 sider");
  assert.match(await tab.locator("#pages tbody tr").first().innerText(), /Digitaliseringsdirektoratet|Utdanningsdirektoratet|Statistisk/);
  assert.match(await tab.locator("#pages tbody tr").first().innerText(), /\+1/);
  await tab.getByRole("button", { name: "Nullstill" }).click();
  await tab.waitForFunction(() => document.getElementById("found").textContent === "420 sider");
  await tab.getByRole("button", { name: "Vis flere" }).click();
  await tab.waitForFunction((selector) => document.querySelectorAll(selector).length === 400, TITLES);
  // What a link to a later status leads to is shown, wherever it stands.
  const later = await open(site, "/status/#status-godkjent");
  await later.waitForFunction(() => document.getElementById("found").textContent === "210 sider" || document.getElementById("status-godkjent"));
  // Without script, each page stands on one of the pieces.
  const seen = new Set();
  for (let path = "/status/"; path;) {
    const piece = await open(site, path, { script: false });
    for (const title of await titles(piece)) seen.add(title);
    path = await piece.evaluate(() => document.querySelector(".onward a[rel=next]")?.getAttribute("href") ?? null);
    await piece.context().close();
  }
  assert.equal(seen.size, 420);
  assert.deepEqual(tab.problems, []);
});

for (const scheme of ["light", "dark"]) {
  for (const width of [320, 1400]) {
    test(`the view has no fault that axe finds and no sideways scrolling: ${width} px, ${scheme}`, async () => {
      const tab = await open(await small(), "/status/?status=ny", { width, scheme });
      await settled(tab, ["Barnehage", "Samtykke", "Ærlige navn"]);
      assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= width);
      await tab.evaluate(axe);
      const { violations } = await tab.evaluate(() => window.axe.run("main"));
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
    });
  }
}
