// Errors while writing, as the guide sets it up for VS Code: `loft schema` and the same tools that its extension runs. They
// read YAML and JSON Schema in ways of their own, so what they say of a page is no echo of what Loft says.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { remark } from "remark";
import frontmatterSchema from "remark-lint-frontmatter-schema";
import remarkFrontmatter from "remark-frontmatter";
import { corpusSource, folder, loft, root } from "./site.mjs";

// A folder with the schema of a site, and a function that gives what an editor marks in a page: `field: message`.
function editor(site) {
  const at = folder();
  mkdirSync(join(at, ".vscode"));
  writeFileSync(join(at, ".vscode/loft.schema.json"), execFileSync(loft(), ["schema", "--source", site]));
  const schemas = { "./.vscode/loft.schema.json": ["./content/**/*.md"] };
  const linter = remark().use({ settings: {} }).use(remarkFrontmatter).use(frontmatterSchema, { schemas });
  return async (value, path = "content/side.md") => {
    process.chdir(at); // As an editor's window stands in the folder that is open.
    const file = await linter.process({ cwd: at, path, value });
    const lines = value.split("\n");
    return file.messages.map((message) => `${lines[message.line - 1]?.trim()} → ${message.reason.split(" • ")[0].slice(0, 40)}`);
  };
}

const marks = editor(root);
const head = (front) => marks(`---\n${front}\n---\n\nTekst.\n`);

test("slips are marked on their line", async () => {
  for (const [front, expected] of [
    ["title: 3", /^title: 3 → Must be string/],
    ["title: [A, B]", /^title: \[A, B\] → Must be string/],
    ["linkTitle: 1.10", /^linkTitle/],
    ["title: A\nweight: ti", /^weight: ti → Must be integer/],
    ["title: A\nstatus: Utkast", /^status: Utkast → Must be equal to one of/],
    ["title: A\ndraft: ja", /^draft: ja → Must be boolean/],
    ["title: A\ngjennomgas: 1. mai 2027", /^gjennomgas/],
    ["title: A\nreview: snart", /^review: snart/],
    ["title: A\nmaalform: bokmål", /^maalform/],
    ["title: A\nfase: start", /^fase: start/],
    ["title: A\nphase: beginning", /^phase: beginning/],
    ["title: A\nsamhandlingsniva: [juridisk, politisk]", /^samhandlingsniva/],
    ["title: A\nsakstype: vedtak", /^sakstype/],
    ["title: A\naktorer:\n  - id: udir\n    rolle: sjef", /^rolle: sjef/],
    ["title: A\naktorer:\n  - id: udir\n    role: boss", /^role: boss/],
    ["title: A\naktorer:\n  - rolle: partner", /rolle: partner/],
    ["title: A\nactors:\n  - id: udir\n    rola: partner", /rola: partner|id: udir/],
    ["title: A\noppfolging:\n  av: digdir\n  status: ferdig", /^status: ferdig → Must be equal to one of/],
    ["title: A\noppfolging:\n  dato: i fjor", /^dato: i fjor/],
    ["title: A\noppfolging:\n  frist: 2027-01-01", /Unexpected property frist|frist/],
    ["title: A\nfollow_up:\n  status: later", /^status: later/],
    ["title: A\noppfolging: apen", /^oppfolging: apen → Must be object/],
    ["title: A\nrelasjoner:\n  dekker_av: pilot-1", /dekker_av/],
    ["title: A\nrelasjoner:\n  gjelder:\n    side: case-01", /side: case-01|gjelder/],
    ["title: A\nrelations:\n  partof: x", /partof/],
    ["title: A\nlivshendelse:\n  navn: få barn", /navn|livshendelse/],
    ["title: A\nchecks:\n  link-brokn: off", /link-brokn/],
    ["title: A\nchecks:\n  review-passed: strict", /strict/],
    ["title: A\nbuild:\n  list: sometimes", /^list: sometimes/],
    ["title: A\nbuild:\n  show: never", /show/],
    ["title: A\nmenus:\n  main:\n    weight: høy", /høy|menus|main/],
    ["title: A\nresources:\n  - title: Uten fil", /Uten fil|resources/],
    ["title: A\ncascade:\n  target:\n    sti: /x/", /sti/],
    ["title: A\nimages:\n  stor: a.png", /stor|images/],
  ]) {
    const found = await head(front);
    assert.ok(found.some((mark) => expected.test(mark)), `${front}\n${JSON.stringify(found)}`);
  }
});

test("what may stand so is not marked", async () => {
  for (const front of [
    'title: "3"',
    "title: A\nstatus: ◐ Pågår",
    "title: A\nstatus: In progress",
    "title: A\ntype: notat",
    "title: A\ndescription:\nstatus: Ny",
    "title: A\ngjennomgas: 2026-11-01\ndate: 2026-01-02T10:00:00Z",
    "title: A\naktorer: [udir, {id: digdir, rolle: premissgiver, relevans: mindre}, Foreldreutvalget]",
    "title: A\naktorer:\n  - navn: Foreldreutvalget\n    rolle: Berørt aktør",
    "title: A\nactors:\n  - name: Udir\n    role: Governing actor",
    "title: A\ninnmelder: [bergen]",
    "title: A\nsubmitter: bergen",
    'title: A\nsaksnr: "18/20"\ndato: 2020-12-09\nsakstype: orientering\norgan: skate\nvedtak: ["Ja"]',
    "title: A\noppfolging: {av: digdir, status: apen, dato: 2021-06-01, kilde: Referat}",
    "title: A\nfollow_up: {by: digdir, status: In progress}".replace("In progress", "in-progress"),
    "title: A\nrelasjoner: {dekkes_av: [case-01], del_av: pilot-1, erstatter: []}",
    "title: A\nlivshendelse: faa-barn",
    "title: A\nchecks: {image-without-text: off, review-passed: note}",
    "title: A\nmenus: main",
    "title: A\nmenus: {main: {weight: 10, name: Her}}",
    "title: A\ncascade: [{target: {kind: page}, toc: false}]",
    "title: A\nresources: [{src: '*.pdf', title: Vedlegg}]",
    "title: A\ndraft: true\ntoc: false\nweight: 10\ntags: [a, b]\naliases: /gammel/",
    "title: A\negetfelt: {hva: som helst}",
  ]) {
    assert.deepEqual(await head(front), [], front);
  }
});

// The tools compile the schema anew for each page, which takes a while: every eighth page stands for the others.
const SHARE = 8;

test("pages of this site are not marked, in any language", async () => {
  const pages = readdirSync(join(root, "content"), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith(".md"))
    .map((file) => join(file.parentPath ?? file.path, file.name));
  assert.ok(pages.length > 200, `${pages.length}`);
  const found = [];
  for (const page of pages.filter((_, at) => at % SHARE === 0)) {
    const path = relative(root, page);
    found.push(...(await marks(readFileSync(page, "utf8"), path)).map((mark) => `${path}: ${mark}`));
  }
  assert.deepEqual(found, []);
});

test("pages of a site that Loft has never seen are marked only where they are wrong", async (t) => {
  const site = corpusSource();
  if (!site) return t.skip("no corpus");
  const marks = editor(site);
  const found = [];
  let pages = 0;
  for (const file of readdirSync(join(site, "content"), { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || !file.name.endsWith(".md")) continue;
    pages += 1;
    if (pages % SHARE !== 0) continue;
    const text = readFileSync(join(file.parentPath ?? file.path, file.name), "utf8");
    found.push(...(await marks(text, "content/side.md")));
  }
  assert.ok(pages > 100, `${pages}`);
  // Titles that YAML reads as numbers or days.
  assert.deepEqual(found.filter((mark) => !/^(link)?title: [\d.-]+ → Must be string/i.test(mark)), []);
});
