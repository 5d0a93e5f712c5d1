// Search in the browser: the same order as on the terminal, small files, the combobox, and what happens when files fail.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync, inflateRawSync } from "node:zlib";
import { Part, parse, readWords } from "../../themes/loft/script/engine.mjs";
import { build, corpusSource, eventually, folder, loft, open, ownSite, root, siteOf } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const corpus = process.env.LOFT_CORPUS ?? join(root, "../shared/corpus");

/** The export of a built site, read from disk; `sizes` gathers what was read. */
function exported(site) {
  const data = join(site.folder, "search-data"), sizes = new Map();
  const read = async (path) => { const bytes = readFileSync(join(data, path)); sizes.set(path, bytes.length); return inflateRawSync(bytes); };
  const index = JSON.parse(readFileSync(join(data, "index.json")));
  const opened = {};
  const part = (lang) => (opened[lang] ??= Part.open(index.parts[index.interface[lang === "nn" ? "nb" : lang].part], read));
  return { part, sizes };
}

async function browserUrls(search, { lang, query }) {
  const part = await search.part(lang);
  const { ranked } = await part.complete(() => part.plan(parse(query)));
  return part.complete(() => ranked.slice(0, 10).map(([page]) => part.row(page)?.url));
}

function terminalUrls(source, queries) {
  const lines = queries.map((query) => JSON.stringify(query)).join("\n");
  const out = execFileSync(loft(), ["search", "-s", source, "--queries", "-"], { input: lines, maxBuffer: 1 << 28, stdio: ["pipe", "pipe", "ignore"] });
  return new Map(out.toString().trim().split("\n").map((line) => JSON.parse(line)).map(({ id, urls }) => [id, urls]));
}

/** The share of queries whose first ten pages are the same in the same order. */
async function agreement(source, site, queries) {
  const search = exported(site), terminal = terminalUrls(source, queries);
  const different = [];
  for (const query of queries) {
    const urls = await browserUrls(search, query);
    if (JSON.stringify(urls) !== JSON.stringify(terminal.get(query.id))) different.push({ ...query, urls, terminal: terminal.get(query.id) });
  }
  return { share: 1 - different.length / queries.length, different };
}

/** Queries of every kind from what stands in a part: titles, beginnings, slips, endings, pairs of words. */
async function madeQueries(site, lang, most) {
  const part = await exported(site).part(lang), queries = [];
  const step = Math.max(1, Math.floor(part.main.pages / most));
  for (let page = 0; page < part.main.pages; page += step) {
    const row = await part.complete(() => part.row(page));
    const words = row.title.split(/\s+/), longest = words.reduce((one, other) => (other.length > one.length ? other : one));
    const slip = longest.length > 5 ? longest.slice(0, 3) + longest[4] + longest[3] + longest.slice(5) : longest;
    for (const query of [row.title, longest, longest.slice(0, 4), slip, longest + "ene", longest.slice(0, 5) + "qxqxqxqx", [...words].reverse().slice(0, 2).join(" "), longest + words[0].toLowerCase()]) {
      queries.push({ id: `${lang}-${page}-${queries.length}`, lang, query });
    }
  }
  return queries;
}

/** A site of `count` pages from a small stock of words, the same each time. */
function generated(count) {
  const source = folder();
  let seed = 7;
  const random = (below) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor((seed / 2147483648) * below); };
  const stems = "barn elev skole kommune tjeneste data register utdanning samtykke læring overgang opplæring støtte plattform vedtak møte hjelp vurdering ønske språk".split(" ");
  const word = () => { const [one, other] = [stems[Math.min(random(20), random(20))], stems[random(20)]]; return [one, one + other, one + "s" + other, one + "er", one + "ene", other + random(300)][random(6)]; };
  const words = (number) => Array.from({ length: number }, word).join(" ");
  writeFileSync(join(source, "hugo.toml"), 'title = "Stor"\ndefaultContentLanguage = "nb"\n');
  for (let page = 0; page < count; page++) {
    const at = join(source, "content", `del${page % 30}`);
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, `side${page}.md`), `---\ntitle: ${words(2 + random(3))}\n---\n${words(60)}\n\n## ${words(2)}\n\n${words(80)}\n`);
  }
  return source;
}

test("the browser's order is the terminal's: judged queries on the real site", async (t) => {
  const files = ["dev", "known"].map((name) => join(corpus, "../tools/search", `${name}.jsonl`));
  if (!files.every(existsSync)) return t.skip("no corpus");
  const source = corpusSource(), site = await build(source);
  const queries = files.flatMap((file) => readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line)));
  const { share, different } = await agreement(source, site, queries);
  assert.ok(share >= 0.995, JSON.stringify(different.slice(0, 3), null, 1));
});

test("the browser's order is the terminal's: this repository's own site", async () => {
  const site = await ownSite();
  for (const lang of ["nb", "en"]) {
    const { share, different } = await agreement(root, site, await madeQueries(site, lang, 40));
    assert.ok(share >= 0.995, JSON.stringify(different.slice(0, 3), null, 1));
  }
});

test("the browser's order is the terminal's, and files stay small: 3,000 pages", async () => {
  const source = generated(3000), site = await build(source);
  const { share, different } = await agreement(source, site, await madeQueries(site, "nb", 40));
  assert.ok(share >= 0.995, JSON.stringify(different.slice(0, 3), null, 1));
  const { main, first } = await firstQuery(exported(site));
  assert.ok(main < 10_000, `${main} bytes for the main file`);
  assert.ok(first > 0 && first < 16_000, `${first} bytes for a first query`);
  const smaller = await firstQuery(exported(await build(generated(600))));
  assert.ok(main + first < (smaller.main + smaller.first) * 1.5, `${main} and ${first} bytes; with a fifth of the pages ${smaller.main} and ${smaller.first}`);
});

/** The bytes of the main file, and of a first query with five excerpts. */
async function firstQuery({ part: open, sizes }) {
  const sum = () => { const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0); sizes.clear(); return bytes; };
  const part = await open("nb"), main = sum();
  const { ranked, wanted } = await part.complete(() => part.plan(parse("utdanningsregister")));
  await part.complete(() => ranked.slice(0, 5).map(([page]) => part.show(page, wanted)));
  return { main, first: sum() };
}

for (const name of ["search", "search-remote"]) {
  test(`the script ${name}.js, its interface included, is no more than 10 KB compressed, and made from its sources`, () => {
    const published = readFileSync(join(root, `themes/loft/static/js/${name}.js`));
    assert.ok(gzipSync(published, { level: 9 }).length <= 10_000, `${gzipSync(published, { level: 9 }).length} bytes`);
    const own = join(root, "tests/browser"), command = JSON.parse(readFileSync(join(own, "package.json"))).scripts.search.split(" && ").find((one) => one.includes(`/${name}.mjs`));
    const args = command.split(" ").slice(1).filter((arg) => !arg.startsWith("--outfile")).map((arg) => arg.replaceAll("'", ""));
    const made = execFileSync("npx", ["--no-install", "esbuild", ...args], { cwd: own, stdio: ["ignore", "pipe", "ignore"] });
    assert.equal(made.toString(), published.toString(), "run `npm run search` in tests/browser");
  });
}

test("queries are read as on the terminal", () => {
  const shown = (text) => { const { words, phrases, without, filters, notes } = parse(text); return [words, phrases, without, filters.map(({ field, value, negated }) => `${negated ? "-" : ""}${field}=${value}`), notes.map(([name]) => name)].map((part) => part.join(",")).join("|"); };
  for (const [text, expected] of [
    ["samtykke portal", "samtykke,portal||||"],
    ['"tidlig innsats" skole', "tidlig innsats,skole|tidlig innsats|||"],
    ["register -utkast", "register||utkast||"],
    ['-status:"til qa" x', "x|||-status=til qa|"],
    ["farge:rød", "farge,rød||||unknown-field"],
    ['"tidlig innsats', "tidlig innsats||||unclosed-quote"],
    ["-bare", "||bare||only-exclusions"],
    ["HK-dir - -- -", "HK-dir,-,--,-||||"],
    ["http://example", "http://example||||"],
    ["constructor:x", "constructor,x||||unknown-field"],
    ['""', "||||"], [":::", ":::||||"], ["", "||||"],
  ]) assert.equal(shown(text), expected, text);
  let seed = 1;
  const random = (below) => { seed = (seed * 16807) % 2147483647; return seed % below; };
  for (let round = 0; round < 3000; round++) parse(Array.from({ length: random(40) }, () => '"«»-: aåstatus:\u0000\ud83d\ude00\ud800'[random(24)] ?? "x").join(""));
});

test("damaged, cut and made-up files are refused, never read as something else", async () => {
  const site = await siteOf({ "content/_index.md": "# Hei\n", "content/a.md": "---\ntitle: Samtykkeportal\n---\nOm samtykke og data.\n" });
  const data = join(site.folder, "search-data"), index = JSON.parse(readFileSync(join(data, "index.json")));
  const bytes = inflateRawSync(readFileSync(join(data, Object.values(index.parts)[0], "t0/0.dat")));
  assert.ok(readWords(bytes, 2).entries.size > 3);
  for (let length = 0; length < bytes.length; length++) assert.throws(() => readWords(bytes.subarray(0, length), 2), `cut to ${length}`);
  let seed = 3, refused = 0;
  const random = (below) => { seed = (seed * 16807) % 2147483647; return seed % below; };
  for (let round = 0; round < 2000; round++) {
    const hostile = Uint8Array.from(bytes);
    for (let n = 0; n < 3; n++) hostile[random(hostile.length)] = random(256);
    try {
      for (const { lists } of readWords(hostile, 2).entries.values()) for (const list of lists) assert.ok([...list.numbers].every((page) => page < 2));
    } catch (error) {
      if (error.code === "ERR_ASSERTION") throw error;
      refused++;
    }
  }
  assert.ok(refused > 500, `${refused} of 2000 refused`);
});

test("whatever any file of the export holds, a query is answered or refused, and leads nowhere but into the site", async () => {
  const words = "samtykke data elever flytting tjenester register utdanning barnehage skole kommune portal plan".split(" ");
  const files = { "hugo.toml": 'title = "A"\ndefaultContentLanguage = "nb"\n', "content/_index.md": "# Hei\n" };
  for (let n = 0; n < 12; n++) files[`content/side${n}.md`] = `---\ntitle: ${words[n]}portalen\nstatus: Godkjent\ntags: [${words[n]}]\n---\nOm ${words.slice(n).join(" ")}.\n\n## ${words[11 - n]}\n\nMer om ${words.join(" og ")}.\n`;
  const site = await siteOf(files), data = join(site.folder, "search-data"), index = JSON.parse(readFileSync(join(data, "index.json"))), folderOf = index.parts.nb;
  const sound = new Map();
  const read = async (path) => { if (!sound.has(path)) sound.set(path, inflateRawSync(readFileSync(join(data, path)))); return sound.get(path); };
  let seed = 11;
  const random = (below) => { seed = (seed * 16807) % 2147483647; return seed % below; };
  const spoilt = (bytes, other) => {
    const way = random(4), out = Uint8Array.from(bytes);
    if (way === 0) return out.subarray(0, random(out.length + 1));
    if (way === 1) return Uint8Array.from({ length: random(600) }, () => random(256));
    if (way === 2) return other; // of another build, or of another kind
    for (let n = 1 + random(4); n > 0; n--) out[random(out.length)] = random(256);
    return out;
  };
  const queries = ["samtykke", "samtykkeprotal", "elev", '"og data"', "status:godkjent", "skole -plan", "emne:data portal", "planregister", "x"];
  const answer = async (fetchFile, typed) => {
    const part = await Part.open(folderOf, fetchFile);
    const { ranked, wanted } = await part.complete(() => part.plan(parse(typed)));
    const shown = [];
    for (const [page] of ranked.slice(0, 3)) shown.push(await part.complete(() => part.show(page, wanted)));
    return shown;
  };
  for (const typed of queries) await answer(read, typed);
  assert.ok([...sound.keys()].some((path) => path.includes("/s")) && [...sound.keys()].some((path) => path.startsWith("text/")), "all kinds of files are asked for");
  const kinds = [...sound.keys()];
  let refused = 0, answered = 0;
  for (let round = 0; round < 1500; round++) {
    const victim = kinds[random(kinds.length)], other = sound.get(kinds[random(kinds.length)]);
    const bad = spoilt(sound.get(victim), other);
    try {
      for (const hit of await answer(async (path) => (path === victim ? bad : read(path)), queries[random(queries.length)])) {
        if (!hit) continue;
        assert.match(hit.row.url, /^\/(?!\/)/, victim);
        for (const { text, marks } of [hit.title, hit.excerpt]) assert.ok(marks.every(({ start, end }) => start < end && end <= text.length), victim);
      }
      answered++;
    } catch (error) {
      if (error.code === "ERR_ASSERTION") throw error;
      refused++;
    }
  }
  assert.ok(refused > 300 && answered > 300, `${refused} refused, ${answered} answered`);
});

const pages = {
  "hugo.toml": 'title = "Prøve"\ndefaultContentLanguage = "nb"\n[languages.nb]\nweight = 1\n[languages.en]\nweight = 2\n',
  "content/_index.nb.md": "---\ntitle: Prøve\n---\nVelkommen.\n",
  "content/_index.en.md": "---\ntitle: Trial\n---\nWelcome.\n",
  "content/behov/_index.nb.md": "---\ntitle: Behov\n---\nOm behov.\n",
  "content/behov/samtykke.nb.md": "---\ntitle: Samtykkeportal\nstatus: Godkjent\n---\nInnledning.\n\n## Om samtykker\n\nEn oversikt over samtykker for foresatte.\n",
  "content/behov/flytting.nb.md": "---\ntitle: Flytting av elever\nstatus: Pågår\n---\nSamtykke trengs når elever flytter.\n",
  "content/behov/skjult.nb.md": "---\ntitle: Skjult samtykke\nsearch: false\n---\nSamtykker.\n",
  "content/behov/register.nb.md": "---\ntitle: Register\naktorer: [Udir]\n---\nEt register.\n",
  "content/utenfor/_index.nb.md": "---\ntitle: Utenfor\nsearch: false\n---\nSamtykker.\n",
  "content/utenfor/innenfor.nb.md": "---\ntitle: Innenfor\n---\nOm noe.\n",
  "content/consent.en.md": "---\ntitle: Consent portal\n---\nAll consents.\n",
};

test("the dialog: keyboard from opening to the page, announced and marked", async () => {
  const site = await siteOf(pages), page = await open(site, "/behov/");
  await page.keyboard.press("/");
  const field = page.locator("dialog.find[open] input");
  const hasFocus = () => field.evaluate((it) => it === document.activeElement);
  await eventually(hasFocus, true);
  await page.keyboard.type("samtykke");
  const options = page.locator("dialog [role=option]");
  await options.locator("mark").first().waitFor();
  // The answer to the last letter is the one to walk in, not one that came on the way.
  await options.evaluateAll((all) => all.forEach((option) => option.setAttribute("data-earlier", "")));
  await page.keyboard.type("r");
  await page.locator("dialog [role=option]:not([data-earlier]) mark").first().waitFor();
  await eventually(() => page.locator("dialog [data-earlier]").count(), 0);
  await eventually(() => page.locator("dialog [role=status]").textContent(), /2 sider/);
  await eventually(() => field.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  const active = await eventually(() => field.getAttribute("aria-activedescendant"), /./);
  await eventually(() => page.locator(`#${active}`).getAttribute("aria-selected"), "true");
  assert.ok(await hasFocus(), "focus stays in the field");
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run("dialog"));
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
  await page.keyboard.press("Enter");
  await page.locator("mark.hit").first().waitFor();
  await eventually(() => page.url(), /\/behov\/samtykke\/#om-samtykker$/);
  await page.keyboard.press("Control+k");
  await field.waitFor();
  await page.keyboard.press("Escape");
  await eventually(() => page.locator("dialog[open]").count(), 0);
  assert.deepEqual(page.problems, []);
});

test("the search page: the address holds the query, filters are offered, the other language is a click away", async () => {
  const site = await siteOf(pages), page = await open(site, "/sok/?q=samtykke%20godkjent");
  await page.locator("#found [role=option]").first().waitFor();
  await eventually(() => page.locator("#all-pages").isHidden(), true);
  await page.getByRole("button", { name: "Bare Godkjent" }).click();
  await page.waitForFunction(() => document.querySelectorAll("#found [role=option]").length === 1);
  await eventually(() => decodeURIComponent(page.url()), /\?q=samtykke status:godkjent$/);
  await page.locator("#found summary").click();
  await page.locator("#found [aria-pressed=true]").click();
  await page.waitForFunction(() => document.querySelectorAll("#found [role=option]").length === 2);
  await page.locator("#q").fill("portal consent");
  await page.getByRole("button", { name: /English/i }).or(page.getByRole("button", { name: /Ta også med/ })).first().click();
  await page.locator('[role=option][href^="/en/"]').first().waitFor();
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run("main"));
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
  assert.deepEqual(page.problems, []);
});

test("an actor by its short name is offered as a filter, and a misspelt word is told", async () => {
  const site = await siteOf(pages), page = await open(site, "/sok/?q=udir");
  await page.getByRole("button", { name: "Bare Utdanningsdirektoratet" }).click();
  await eventually(() => decodeURIComponent(page.url()), /\?q=aktør:udir$/);
  await page.locator('[role=option][href^="/behov/register/"]').waitFor();
  await page.locator("#q").fill("samtykeportal");
  await page.getByText("Fant ikke «samtykeportal» slik det er skrevet.").waitFor();
  await page.locator('[role=option][href^="/behov/samtykke/"]').waitFor();
  assert.deepEqual(page.problems, []);
});

test("a small site's filters are fetched when the reader rests, a large one's when they are opened", async () => {
  for (const [count, atRest] of [[60, 1], [3000, 0]]) {
    const site = await build(generated(count)), page = await open(site, "/sok/"), fetched = [];
    page.on("request", (request) => { if (request.url().endsWith("/f.dat")) fetched.push(request.url()); });
    await page.clock.install();
    await page.goto(new URL("?q=skole", page.url()).href);
    await page.locator("#found [role=option]").first().waitFor();
    await page.clock.fastForward(5000);
    // What was asked for in that time is told before this is answered.
    await page.evaluate(() => document.title);
    await eventually(() => fetched.length, atRest);
    await page.locator("#found summary").click();
    await page.locator("#found [aria-pressed]").first().waitFor();
    assert.equal(fetched.length, 1, `${count} pages`);
    assert.deepEqual(page.problems, []);
  }
});

test("a query fetches no file twice, and the texts of hits in sight alone", async () => {
  const site = await build(generated(3000)), page = await open(site, "/sok/", { height: 500 }), fetched = [];
  page.on("request", (request) => { if (request.url().endsWith(".dat")) fetched.push(request.url()); });
  await page.locator("#q").fill("skole");
  await page.locator("#found [role=option] mark").first().waitFor();
  await page.waitForLoadState("networkidle");
  assert.deepEqual(fetched.toSorted(), [...new Set(fetched)].sort());
  const [hits, whole] = await Promise.all(["", " mark"].map((inner) => page.locator(`#found [role=option]:has(.name${inner ? " ~ .text" + inner : ""})`).count()));
  assert.equal(hits, 10);
  assert.ok(whole < 6, `${whole} hits have their texts`);
  assert.deepEqual(page.problems, []);
});

test("without script the search page lists every page", async () => {
  const site = await siteOf(pages), page = await open(site, "/sok/?q=samtykke", { script: false });
  const links = await page.locator("ul.index a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  assert.ok(!links.includes("/behov/skjult/"), "kept out of the search, kept out of its index");
  for (const wanted of ["/behov/", "/behov/samtykke/", "/behov/flytting/", "/utenfor/", "/utenfor/innenfor/"]) assert.ok(links.includes(wanted), `${wanted} in ${links}`);
});

test("a download that fails says so, and a second try works", async () => {
  const site = await siteOf(pages), page = await open(site, "/behov/");
  let failing = true;
  await page.route(/t0\/0\.dat/, (route) => (failing ? route.fulfill({ body: "cut" }) : route.continue()));
  await page.keyboard.press("/");
  await page.locator("dialog.find[open]").waitFor();
  await page.keyboard.type("samtykke");
  const retry = page.getByRole("button", { name: "Prøv igjen" });
  await retry.waitFor();
  failing = false;
  await retry.click();
  await page.locator("dialog [role=option]").first().waitFor();
});

test("a site published anew while the page is open is found by itself", async () => {
  const site = await siteOf(pages), page = await open(site, "/behov/");
  const old = readdirSync(join(site.folder, "search-data")).find((name) => name.startsWith("nb-"));
  let gone = true;
  await page.route(new RegExp(`${old}/t0/`), (route) => { if (gone) { gone = false; return route.fulfill({ status: 404 }); } return route.continue(); });
  await page.keyboard.press("/");
  await page.locator("dialog.find[open]").waitFor();
  await page.keyboard.type("samtykke");
  await page.locator("dialog [role=option]").first().waitFor();
});
