// WCAG 2.0–2.2 A and AA and axe's best practices, at three widths, light and dark; room at 320 px and 400 %; targets; focus.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { kinds } from "./kinds.mjs";
import { open } from "./site.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const all = await kinds();

test("there are at least ten kinds of pages", () => assert.ok(all.length >= 10, all.map(([kind]) => kind).join()));

for (const [kind, site, path] of all) {
  for (const scheme of ["light", "dark"]) {
    test(`axe: ${kind}, ${scheme}`, async () => {
      const page = await open(site, path, { scheme, bypassCSP: true });
      await page.addScriptTag({ path: axe });
      for (const width of [1400, 768, 320]) {
        await page.setViewportSize({ width, height: 900 });
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))); // what the script does for the width
        const { violations } = await page.evaluate((tags) => globalThis.axe.run({ runOnly: tags }), TAGS);
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" | ")}`), [], `${width} px`);
      }
      await page.context().close();
    });
  }

  test(`room: ${kind} needs no sideways scrolling at 320 px, which is 1280 px at 400 %`, async () => {
    const page = await open(site, path, { width: 320, height: 256 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320);
    await page.context().close();
  });

  test(`targets: ${kind} has none below 24 px that is not in running text or far from others`, async () => {
    const page = await open(site, path, { width: 320 });
    const small = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll("a, button, input, select, summary")].filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.closest("p:not(.facts, .help), .prose li, .prose dd, td, th, .anchor, .skip"))
        .map((it) => ({ it, box: it.getBoundingClientRect() })).filter(({ box }) => box.width > 1 && box.height > 1);
      // The spacing exception of 2.5.8: a circle of 24 px around a small target meets no other target.
      const near = ({ it, box }) => boxes.some((other) => other.it !== it && !other.it.contains(it) && !it.contains(other.it) && (() => {
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        const dx = Math.max(other.box.left - x, x - other.box.right, 0), dy = Math.max(other.box.top - y, y - other.box.bottom, 0);
        return Math.hypot(dx, dy) < 12;
      })());
      return boxes.filter((one) => (one.box.width < 24 || one.box.height < 24) && near(one)).map(({ it }) => it.outerHTML.slice(0, 120));
    });
    assert.deepEqual(small, []);
    await page.context().close();
  });

  test(`keyboard: ${kind} can be walked through, with the focus in sight`, async () => {
    const page = await open(site, path);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    const seen = new Set();
    for (let step = 0; step < 40; step += 1) {
      const at = await page.evaluate(() => {
        const it = document.activeElement;
        if (it === document.body) return null;
        const box = it.getBoundingClientRect(), style = getComputedStyle(it);
        return {
          what: it.outerHTML.slice(0, 140),
          marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
          inSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
          name: (it.getAttribute("aria-label") ?? it.labels?.[0]?.textContent ?? it.textContent ?? "").trim() || it.querySelector("img")?.alt || it.getAttribute("aria-labelledby"),
        };
      });
      if (!at) break;
      assert.ok(at.marked, `no mark of focus: ${at.what}`);
      assert.ok(at.inSight, `out of sight: ${at.what}`);
      assert.ok(at.name, `no name: ${at.what}`);
      seen.add(at.what);
      await page.keyboard.press("Tab");
    }
    assert.ok(seen.size > 3, `${seen.size} stops`);
    await page.context().close();
  });

  test(`structure: ${kind} has landmarks, one h1, and headings in order`, async () => {
    const page = await open(site, path, { script: false });
    const found = await page.evaluate(() => ({
      main: document.querySelectorAll("main").length, h1: document.querySelectorAll("h1").length, lang: document.documentElement.lang,
      levels: [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)")].map((head) => +head.tagName[1]),
      bare: [...document.querySelectorAll("svg.sign")].filter((sign) => !sign.parentElement.textContent.trim()).length,
    }));
    assert.deepEqual([found.main, found.h1], [1, 1]);
    assert.match(found.lang, /^(nb|nn|en)/);
    assert.equal(found.bare, 0, "a status sign without its label");
    await page.context().close();
  });
}
