// Criteria of WCAG that axe cannot judge, on every kind of page: contrast of what is not text, text spacing, the order of the
// text without styles, single keys, what comes on hover, and that nothing asks for a way to hold the screen.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { kinds } from "./kinds.mjs";
import { eventually, open, root } from "./site.mjs";

const all = await kinds();

/** In the page: how a colour stands out from what lies under it, as WCAG counts. */
const measure = () => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const over = ([r, g, b, a], ground) => [r, g, b].map((part, at) => (part * a + ground[at] * (255 - a)) / 255);
  const light = (parts) => { const [r, g, b] = parts.map((part) => { const c = part / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) { const colour = rgba(getComputedStyle(at).backgroundColor); layers.push(colour); if (colour[3] === 255) break; }
    return layers.reverse().reduce((below, colour) => over(colour, below), [255, 255, 255]);
  };
  globalThis.contrast = (colour, element) => {
    const below = ground(element), [a, b] = [light(over(rgba(colour), below)), light(below)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
};

for (const [kind, site, path] of all) {
  for (const scheme of ["light", "dark"]) {
    test(`1.4.11: ${kind}, ${scheme}: fields, signs, charts and the mark of focus stand out at least 3 to 1`, async () => {
      const page = await open(site, path, { scheme, bypassCSP: true });
      await page.evaluate(measure);
      const faint = await page.evaluate(() => {
        const shown = (selector) => [...document.querySelectorAll(selector)].filter((it) => it.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && it.getBoundingClientRect().width > 1);
        const found = [];
        const want = (what, colour, element) => { const ratio = contrast(colour, element); if (ratio < 3) found.push(`${what} ${ratio.toFixed(2)}`); };
        for (const field of shown("input:not([type=checkbox], [type=radio]), select, textarea")) want(`field ${field.id || field.name}`, getComputedStyle(field).borderTopColor, field.parentElement);
        for (const sign of shown("svg.sign")) want(`sign ${sign.getAttribute("class")}`, getComputedStyle(sign).color, sign.parentElement);
        for (const piece of shown("svg.bar rect, svg.status-bar rect, svg.over-time rect")) if (getComputedStyle(piece).fill !== "none") want(`piece ${piece.getAttribute("class")}`, getComputedStyle(piece).fill, piece.ownerSVGElement.parentElement);
        for (const icon of shown("button svg.i, .help svg.i")) want("icon", getComputedStyle(icon).color, icon.parentElement);
        for (const current of shown(".menu [aria-current], #nav [aria-current]")) want("mark of the current page", getComputedStyle(current).boxShadow.match(/(rgb|oklch|color)[^)]*\)/)?.[0] ?? "transparent", current.parentElement);
        document.querySelector("main a, main input")?.focus({ focusVisible: true });
        if (document.activeElement !== document.body) want("focus", getComputedStyle(document.activeElement).outlineColor, document.activeElement.parentElement);
        return found;
      });
      assert.deepEqual(faint, []);
      await page.context().close();
    });
  }

  test(`1.4.12: ${kind} keeps its text when lines, letters and words are set further apart`, async () => {
    const page = await open(site, path, { width: 320, height: 640, bypassCSP: true });
    await page.addStyleTag({ content: "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }" });
    const lost = await page.evaluate(() => {
      const found = document.documentElement.scrollWidth > 320 ? [`the page is ${document.documentElement.scrollWidth} px wide`] : [];
      for (const it of document.querySelectorAll("body *")) {
        const style = getComputedStyle(it);
        if (!it.checkVisibility() || style.position === "absolute" || it.closest(".vh, svg, #toc h2") || !it.textContent.trim()) continue;
        const cut = [style.overflowX, style.overflowY].includes("hidden") || [style.overflowX, style.overflowY].includes("clip");
        if (cut && (it.scrollHeight > it.clientHeight + 2 || it.scrollWidth > it.clientWidth + 2)) found.push(it.outerHTML.slice(0, 100));
      }
      return found;
    });
    assert.deepEqual(lost, []);
    await page.context().close();
  });

  test(`1.3.2: ${kind} reads in order without its styles`, async () => {
    const page = await open(site, path, { script: false });
    const order = await page.evaluate(() => [".skip", "header.top", "#nav", ".crumbs", "h1", ".prose, main section, main form", ".page-foot", ".site-foot"]
      .map((selector) => document.querySelector(selector)).filter(Boolean));
    assert.ok(order.length >= 4);
    const wrong = await page.evaluate(() => {
      const parts = [".skip", "header.top", "#nav", ".crumbs", "h1", ".prose, main section, main form", ".page-foot", ".site-foot"].map((selector) => [selector, document.querySelector(selector)]).filter(([, it]) => it);
      return parts.slice(1).filter(([, it], at) => !(parts[at][1].compareDocumentPosition(it) & Node.DOCUMENT_POSITION_FOLLOWING)).map(([selector]) => selector);
    });
    assert.deepEqual(wrong, []);
    await page.context().close();
  });

  test(`2.1.4 and 3.2.1: ${kind}: single keys do nothing in a field; focus changes nothing`, async () => {
    const page = await open(site, path);
    const field = page.locator("input:visible").first();
    if (await field.count()) {
      await field.fill("");
      await field.focus();
      await page.keyboard.type("/?a/");
      await eventually(() => field.inputValue(), "/?a/");
      assert.equal(await page.locator("dialog[open]").count(), 0);
      assert.equal(new URL(page.url()).pathname, encodeURI(path));
    }
    await page.context().close();
  });
}

test("1.3.3: no text of the theme points to shape, colour or place alone", () => {
  const words = { nb: /\b(venstre|høyre|grønn|rød|blå|gul|rund|firkant)\w*/i, nn: /\b(venstre|høgre|grøn|raud|blå|gul|rund|firkant)\w*/i, en: /\b((on|to|from) (the|your) (left|right)|green|red|blue|yellow|round|square)\b/i };
  for (const [lang, pattern] of Object.entries(words)) {
    const lines = readFileSync(join(root, `themes/loft/strings/${lang}.toml`), "utf8").split("\n").map((line) => line.replace(/^\w+ = /, ""));
    assert.deepEqual(lines.filter((line) => pattern.test(line)), [], lang);
  }
});

test("1.3.4, 1.4.2, 2.2.2, 2.3.1, 2.5.1, 2.5.4: the theme has no rule for how the screen is held, no sound, no endless motion, no gestures", () => {
  const read = (path) => readFileSync(join(root, "themes/loft/static", path), "utf8");
  const css = read("css/loft.css") + read("css/status.css"), script = read("js/loft.js") + read("js/search.js") + read("js/status.js") + read("js/marks.js");
  assert.doesNotMatch(css, /orientation\s*:|infinite|@keyframes/);
  const listened = [...script.matchAll(/addEventListener\("(touch|pointer|mouse|device)\w*/g)].map(([whole]) => whole);
  // The list of answers keeps the focus in its field when it is pressed; what it does, it does on click.
  assert.deepEqual([...new Set(listened)], ['addEventListener("mousedown']);
  assert.doesNotMatch(script, /autoplay|new Audio|DeviceMotion|DeviceOrientation/);
});
