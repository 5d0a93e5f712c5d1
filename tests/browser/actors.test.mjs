// The list of all actors and the matrix of actors and cases: narrowed down, by keyboard, on a phone, without script.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { eventually, open, siteOf } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const NAMES = ["Udir", "Digdir", "KS", "HK-dir", "SSB", "Sikt", "Novari", "NAV", "Kunnskapsdepartementet", "Digitaliserings- og forvaltningsdepartementet", "Bufdir", "Helsedirektoratet"];
const STATUSES = ["Ny", "Tidlig utkast", "Pågår", "Til QA", "Godkjent"];

let made;
/** Sixteen cases with some of a dozen actors each, a pilot with one of them, and somebody whom no register knows. */
const site = () => (made ??= siteOf({
  "hugo.toml": 'title = "Prøve"\ndefaultContentLanguage = "nb"\n[languages.nb]\nweight = 1\n',
  "content/use-cases/_index.md": "---\ntitle: Use case\n---\n",
  ...Object.fromEntries(Array.from({ length: 16 }, (_, n) => [
    `content/use-cases/${n}.md`,
    `---\ntitle: Et behov med et langt navn, nummer ${n}\nstatus: ${STATUSES[n % 5]}\n---\n## Aktører\n\n### Sluttbrukere\n\n- Elever\n- Tante Sofie\n\n### Premissgivere\n\n${NAMES.filter((_, at) => (at + n) % 3).map((name) => `- ${name}\n`).join("")}`,
  ])),
  "content/pilot.md": "---\ntitle: Pilot 1\ntype: pilot\naktorer: [{id: ks, rolle: pilotdeltaker}]\n---\n",
}));

const shown = (tab) => tab.locator("table.actors tbody tr:visible th[scope=row]").allTextContents();

test("one field narrows down all actors, by name, kind, level or role", async () => {
  const tab = await open(await site(), "/aktorer/");
  const all = await shown(tab);
  assert.ok(all.length >= 14 && all.includes("Tante Sofie") && all.includes("Elever"), all.join(", "));
  const field = tab.locator(".table:has(table.actors) input[type=search]");
  await field.focus();
  await tab.keyboard.type("utdanningsdir");
  await eventually(() => shown(tab), ["Utdanningsdirektoratet"]);
  await eventually(() => tab.locator(".table:has(table.actors) output").textContent(), new RegExp(`1 .*${all.length}`));
  // A group's name finds its rows; groups without a row are out of sight.
  await field.fill("departement");
  await eventually(async () => (await shown(tab)).length, 2);
  await eventually(() => tab.locator("table.actors th[scope=rowgroup]:visible").count(), 1);
  await field.fill("sluttbruker");
  await eventually(async () => (await shown(tab)).sort(), ["Elever", "Tante Sofie"]);
  await field.fill("ingen som heter dette");
  await eventually(() => shown(tab), []);
  await tab.locator(".table:has(table.actors) .empty").waitFor();
  await field.fill("");
  await eventually(() => shown(tab), all);
  assert.deepEqual(tab.problems, []);
});

test("organisations, groups of people and the unknown are told apart; each has its figures", async () => {
  const tab = await open(await site(), "/aktorer/");
  const groups = await tab.locator("table.actors th[scope=rowgroup]").allInnerTexts();
  assert.match(groups.join("|"), /^Departementer 2\|Direktorater \d\|.*Brukergrupper 1\|Navngitt på sidene, ikke i registeret 1$/);
  const row = (await tab.locator('table.actors tr:has([href="/aktorer/sluttbruker-elev/"]) td').allTextContents()).map((text) => text.replace(/\s+/g, " ").trim());
  assert.deepEqual(row.slice(1), ["16", "Sluttbruker 16", "Ny 4 Tidlig utkast 3 Pågår 3 Til QA 3 Godkjent 3"]);
  // Who never takes part in a pilot: all organisations but the one that does.
  await tab.locator("#never-piloted summary").click();
  const never = await tab.locator("#never-piloted li").allTextContents();
  assert.ok(never.includes("Utdanningsdirektoratet") && !never.includes("KS") && !never.includes("Elever"), never.join(", "));
});

test("the matrix works by keyboard: its box scrolls, its heads stay, its links are met in order", async () => {
  const tab = await open(await site(), "/aktorer/", { width: 700, height: 500 });
  const box = tab.locator(".table:has(.matrix) .scroll");
  await box.focus();
  const at = () => box.evaluate((it) => [it.scrollLeft, it.scrollTop]);
  assert.deepEqual(await at(), [0, 0]);
  for (let n = 0; n < 12; n++) await tab.keyboard.press("ArrowRight");
  for (let n = 0; n < 6; n++) await tab.keyboard.press("ArrowDown");
  await tab.waitForFunction(() => { const it = document.querySelector(".table:has(.matrix) .scroll"); return it.scrollLeft > 100 && it.scrollTop > 50; });
  // After scrolling both ways, the corner of the box still shows whose row and which case it is.
  const heads = () => box.evaluate((it) => {
    const outer = it.getBoundingClientRect(), place = (element) => element.getBoundingClientRect();
    const corner = place(it.querySelector("thead th")), name = [...it.querySelectorAll("tbody th")].map(place).find((row) => row.top > corner.bottom);
    return { corner: [corner.left - outer.left, corner.top - outer.top], name: name.left - outer.left, head: place(it.querySelector("thead tr").cells[8]).top - outer.top };
  });
  await eventually(heads, (found) => { for (const distance of [...found.corner, found.name, found.head]) assert.ok(Math.abs(distance) <= 2, JSON.stringify(found)); });
  await tab.keyboard.press("Tab");
  await eventually(() => tab.evaluate(() => document.activeElement.getAttribute("href")), "/use-cases/0/");
  // A link that has the focus is never under the heads that stay.
  for (let n = 0; n < 20; n++) await tab.keyboard.press("Tab");
  const onTop = () => tab.evaluate(() => {
    // Its first line: the middle of a link that goes over several may be beside its words.
    const [it] = document.activeElement.getClientRects(), top = document.elementFromPoint(it.left + it.width / 2, it.top + it.height / 2);
    return document.activeElement.contains(top) ? "in sight" : `${document.activeElement.outerHTML} under ${top?.outerHTML}`;
  });
  await eventually(onTop, "in sight");
  assert.deepEqual(tab.problems, []);
});

test("signs stand with their words: in the cells for roles, in the head for statuses", async () => {
  const tab = await open(await site(), "/aktorer/");
  const head = (await tab.locator(".matrix thead th").nth(1).textContent()).replace(/\s+/g, " ");
  assert.match(head, /nummer 0 ?Ny/);
  const cell = tab.locator(".matrix tr", { hasText: "Elever" }).locator("td").first();
  assert.equal(await cell.locator("abbr").getAttribute("title"), "Sluttbruker");
  const legend = await tab.locator("section[aria-labelledby=matrix] > p").first().innerText();
  assert.match(legend, new RegExp(`${await cell.innerText()} Sluttbruker`));
});

for (const scheme of ["light", "dark"]) {
  test(`on a phone of 320 px nothing but the boxes scrolls sideways, and axe finds no fault: ${scheme}`, async () => {
    const tab = await open(await site(), "/aktorer/", { width: 320, height: 640, scheme });
    assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= 320);
    const free = await tab.locator(".table:has(.matrix) .scroll").evaluate((it) => it.clientWidth - it.querySelector("tbody th").getBoundingClientRect().width);
    assert.ok(free >= 100, `${free} px left for the cells beside the names`);
    await tab.evaluate(axe);
    const { violations } = await tab.evaluate(() => window.axe.run("main"));
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
  });
}

test("without script everybody is listed, the matrix is whole, and the field that would do nothing is away", async () => {
  const tab = await open(await site(), "/aktorer/", { script: false });
  assert.ok((await shown(tab)).length >= 14);
  assert.equal(await tab.locator(".table input:visible").count(), 0);
  assert.equal(await tab.locator(".matrix thead th").count(), 17);
  const csv = await (await tab.request.get(new URL(await tab.locator("a[download]").getAttribute("href"), tab.url()).href)).text();
  assert.equal(csv.split("\r\n")[0].split(',"').length, 17);
  await tab.locator("table.actors a", { hasText: "Utdanningsdirektoratet" }).click();
  await tab.waitForURL("**/aktorer/udir/");
  await eventually(() => tab.locator("main h2").first().innerText(), /Premissgiver/);
});
