// Lessons, decisions, framework, needs, translations and the report: as they are read on a phone, without script, on paper, and by
// programs. axe, keyboard and widths are asked of them in accessibility.test.mjs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { corpusSite, eventually, open, ownSite, siteOf } from "./site.mjs";

const site = await ownSite();

test("without script: a lesson by its level, its page, and back to the list", async () => {
  const page = await open(site, "/erfaringer/", { script: false, width: 320 });
  const link = page.locator("section:has(> #by-level) dd a").first();
  const target = await link.getAttribute("href");
  await link.click();
  await eventually(() => new URL(page.url()).hash, target);
  const lesson = page.locator(target);
  await eventually(() => lesson.evaluate((it) => it.getBoundingClientRect().top >= 0 && it.getBoundingClientRect().top < innerHeight), true);
  const sentence = (await lesson.locator("strong").innerText()).trim();
  await lesson.locator(".facts a").first().click();
  await page.waitForURL((url) => url.pathname !== "/erfaringer/");
  const told = await page.locator("main").innerText();
  assert.ok(told.includes(sentence.slice(0, 40)), `${sentence} is not on ${page.url()}`);
  assert.deepEqual(page.problems, []);
});

test("what to read before a pilot stands before the lessons themselves", async () => {
  const page = await open(site, "/erfaringer/");
  const [before, first] = await Promise.all(["#before", ".lessons > li"].map((at) => page.locator(at).first().evaluate((it) => it.getBoundingClientRect().top)));
  assert.ok(before < first);
  const links = await page.locator("section:has(> #before) li a").evaluateAll((all) => all.map((it) => it.getAttribute("href")));
  assert.ok(links.length > 0);
  for (const link of links) assert.equal(await page.locator(link).count(), 1, link);
});

test("the collection is printed whole: every lesson, and neither menu nor indexes", async () => {
  const page = await open(site, "/erfaringer/");
  const count = await page.locator(".lessons > li").count();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".lessons > li:visible").count(), count);
  assert.equal(await page.locator("#nav:visible, .top:visible, section.index:visible").count(), 0);
});

test("a decision's case leads to it and back", async () => {
  const page = await open(site, "/beslutninger/", { script: false, width: 320 });
  const entry = page.locator(".entries > li:has(dd a)").first();
  const [title, about] = [await entry.locator("h2 a").getAttribute("href"), await entry.locator("dd a").first().getAttribute("href")];
  await page.goto(site.url + about);
  assert.ok(await page.locator(`.relations a[href='${title}']`).count() > 0, `${about} does not lead back to ${title}`);
});

test("programs get the lessons and decisions that readers see", async () => {
  for (const [path, selector] of [["/erfaringer/", ".lessons > li"], ["/beslutninger/", ".entries > li"], ["/en/erfaringer/", ".lessons > li"]]) {
    const page = await open(site, path);
    const rows = await (await fetch(`${site.url}${path}index.json`)).json();
    assert.equal(rows.length, await page.locator(selector).count(), path);
    const feed = await page.locator("link[rel=alternate][type='application/rss+xml']").last().getAttribute("href");
    assert.equal((await fetch(new URL(feed, page.url()))).status, 200);
  }
});

test("the leader's report is one sheet on paper", async () => {
  for (const shown of [site, await corpusSite()].filter(Boolean)) {
    const page = await open(shown, "/rapport/");
    const pdf = (await page.pdf({ format: "A4", margin: { top: "12mm", bottom: "12mm", left: "14mm", right: "14mm" } })).toString("latin1");
    assert.equal(pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length, 1, shown.folder);
  }
});

test("a site with neither pilots nor lessons shows no trace of them", async () => {
  const bare = await siteOf({ "hugo.toml": "title = 'T'\n", "content/_index.md": "---\ntitle: Home\n---\n", "content/a.md": "---\ntitle: A\n---\nText.\n" });
  const page = await open(bare, "/a/");
  assert.equal(await page.locator("a[href*=experiences], a[href*=decisions], a[href*=needs], a[href*=framework], a[href*=report]").count(), 0);
});

test("a view that is asked for, with nothing in it yet, says what would fill it", async () => {
  const forced = { "hugo.toml": "title = 'T'\ndefaultContentLanguage = 'nb'\n[params.loft.views]\nexperiences = true\ndecisions = true\nneeds = true\nframework = true\ntranslations = true\nreport = true\n", "content/_index.md": "---\ntitle: Hjem\n---\n" };
  const empty = await siteOf(forced);
  for (const path of ["erfaringer", "beslutninger", "behov-og-piloter", "rammeverk", "oversettelser"]) {
    const page = await open(empty, `/${path}/`);
    assert.ok((await page.locator(".empty p").count()) >= 2, path);
    assert.deepEqual(page.problems, []);
  }
  assert.equal(await (await open(empty, "/rapport/")).locator("main .tile").count(), 1);
});
