// What the script does with the components, on the gallery page and a small site: table filter, dialog, pictures, copy button,
// drawer, contents list; and what the reader's settings and paper ask for.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { kinds } from "./kinds.mjs";
import { eventually, open, siteOf } from "./site.mjs";

const all = (await kinds()).filter(([, at, path]) => existsSync(join(at.folder, path, "index.html")));
const site = all.find(([kind]) => kind === "components")[1];
const GALLERY = "/veiledning/galleri/";

/** A grey picture in PNG. */
function png(width, height) {
  const crcTable = Array.from({ length: 256 }, (_, n) => { let c = n; for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0; });
  const crc = (bytes) => { let c = 0xffffffff; for (const byte of bytes) c = crcTable[(c ^ byte) & 255] ^ (c >>> 8); return (c ^ 0xffffffff) >>> 0; };
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]), out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  const rows = Buffer.alloc((width + 1) * height, 0x80);
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0;
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

test("a table's rows are narrowed down by what is written, and the rest is told", async () => {
  const page = await open(site, GALLERY);
  const table = page.locator(".table[data-filter]").first();
  const rows = table.locator("tbody tr");
  const all = await rows.count();
  const name = (await rows.nth(1).locator("th").textContent()).trim();
  await table.locator("input").fill(name.toUpperCase());
  await rows.nth(1).waitFor();
  const visible = () => rows.evaluateAll((rows) => rows.filter((row) => row.checkVisibility()).length);
  const shown = await eventually(visible, (shown) => assert.ok(shown >= 1 && shown < all, `${shown} of ${all}`));
  await eventually(() => table.locator("output").textContent(), new RegExp(`${shown}.*${all}`));
  await table.locator("input").fill("finnes ikke her");
  await table.locator(".empty").waitFor();
  await table.locator("input").fill("");
  await eventually(visible, all);
  await eventually(() => table.locator("output").textContent(), "");
});

test("without script there is no filter to be seen, and every row", async () => {
  const page = await open(site, GALLERY, { script: false });
  assert.equal(await page.locator(".table .filter").first().isVisible(), false);
  assert.ok(await page.locator(".table tbody tr").first().isVisible());
});

test("a dialog opens, holds the focus, and gives it back", async () => {
  const page = await open(site, GALLERY);
  const button = page.locator("[data-opens=example]");
  await button.click();
  const dialog = page.locator("dialog#example");
  await eventually(() => dialog.isVisible(), true);
  await eventually(() => page.evaluate(() => document.activeElement.closest("dialog") !== null), true);
  await page.keyboard.press("Escape");
  await eventually(() => dialog.isVisible(), false);
  await eventually(() => button.evaluate((it) => it === document.activeElement), true);
});

test("code is copied whole, and the button says so", async () => {
  const page = await open(site, "/veiledning/skrive/kortkoder/", { permissions: ["clipboard-read", "clipboard-write"] });
  const box = page.locator(".code").first();
  await box.hover();
  // The word stays for two seconds, so what is said is written down as it is said.
  await page.evaluate(() => {
    const button = document.querySelector(".code > .copy");
    globalThis.said = [];
    new MutationObserver(() => said.push(`${button.getAttribute("aria-live")}: ${button.textContent.trim()}`)).observe(button, { childList: true, characterData: true, subtree: true });
  });
  await box.locator(".copy").click();
  await eventually(() => page.evaluate(() => said[0]), "polite: Kopiert");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied.trim(), (await box.locator("pre").innerText()).trim());
});

test("a picture shown smaller than it is opens large, and closes with Esc and with a click", async () => {
  const made = await siteOf({
    "hugo.toml": 'title = "S"\ndefaultContentLanguage = "nb"\n',
    "content/_index.md": "---\ntitle: Forside\n---\n",
    "content/a/index.md": "---\ntitle: A\n---\n![Et stort bilde](stort.png)\n\n![Et lite bilde](lite.png)\n",
    "content/a/stort.png": png(1600, 900), "content/a/lite.png": png(200, 100),
  });
  const page = await open(made, "/a/");
  const zoom = page.getByRole("button", { name: "Et stort bilde" });
  await zoom.waitFor();
  assert.equal(await page.getByRole("button", { name: "Et lite bilde" }).count(), 0);
  const small = (await zoom.locator("img").boundingBox()).width;
  for (const close of [() => page.keyboard.press("Escape"), () => page.locator("dialog.picture").click()]) {
    await zoom.click();
    const large = page.locator("dialog.picture img");
    await large.evaluate((image) => image.decode());
    await eventually(async () => (await large.boundingBox()).width, (width) => assert.ok(width > small * 1.2));
    assert.equal(await page.locator("dialog.picture").getAttribute("aria-label"), "Et stort bilde");
    await close();
    await page.waitForFunction(() => !document.querySelector("dialog.picture"));
    await eventually(() => zoom.evaluate((it) => it === document.activeElement), true);
  }
  assert.deepEqual(page.problems, []);
});

test("on a phone the tree is a drawer: it opens over the page, holds the current page in sight, and closes with Esc", async () => {
  const page = await open(site, "/veiledning/oppslag/funn/", { width: 320, height: 600 });
  const nav = page.locator("#nav");
  assert.equal(await nav.isVisible(), false);
  await page.click("button.burger");
  await nav.waitFor();
  await eventually(() => nav.locator("[aria-current]").boundingBox(), (current) => assert.ok(current.y >= 0 && current.y + current.height <= 600, JSON.stringify(current)));
  await page.keyboard.press("Escape");
  await eventually(() => nav.isVisible(), false);
});

test("on a phone the menu is one line, in which the current page is in sight", async () => {
  const page = await open(site, "/losninger/", { width: 320, height: 600 });
  const menu = await page.locator(".menu > ul").boundingBox();
  assert.ok(menu.height < 60, `${menu.height} px`);
  await eventually(() => page.locator(".menu [aria-current]").boundingBox(), (current) => assert.ok(current.x >= 0 && current.x + current.width <= 320, JSON.stringify(current)));
});

test("the contents list marks what is read: on the way down and on the way up", async () => {
  const page = await open(site, "/veiledning/eie/utseende/", { height: 500 });
  const links = await page.locator("#toc a").evaluateAll((links) => links.map((link) => link.hash));
  for (const at of [1, links.length - 2, 1]) {
    await page.evaluate((hash) => document.getElementById(decodeURIComponent(hash.slice(1))).scrollIntoView(), links[at]);
    await page.waitForFunction((hash) => document.querySelector("#toc [aria-current]")?.hash === hash, links[at]);
  }
});

test("a table that is wider than its place keeps its head in sight and its rows within reach of the keyboard; others are left alone", async () => {
  const rows = Array.from({ length: 60 }, (_, at) => `| rad ${at} | ${"ord".repeat(20)} | ${"ord".repeat(20)} | ${"ord".repeat(20)} |`).join("\n");
  const made = await siteOf({
    "hugo.toml": 'title = "S"\ndefaultContentLanguage = "nb"\n', "content/_index.md": "---\ntitle: Forside\n---\n",
    "content/a.md": `---\ntitle: A\n---\n| A | B | C | D |\n|---|---|---|---|\n${rows}\n\n| A | B |\n|---|---|\n| a | b |\n`,
  });
  const page = await open(made, "/a/", { width: 700, height: 600 });
  const [wide, narrow] = [page.locator(".prose table").nth(0), page.locator(".prose table").nth(1)];
  assert.equal(await wide.getAttribute("tabindex"), "0");
  assert.equal(await narrow.getAttribute("tabindex"), null);
  await wide.evaluate((table) => { table.scrollIntoView(); table.scrollTop = 800; });
  const places = async () => [await wide.boundingBox(), await wide.locator("thead th").first().boundingBox()];
  const [box] = await eventually(places, ([box, head]) => assert.ok(Math.abs(head.y - box.y) < 4, `${head.y} in a box at ${box.y}`));
  assert.ok(box.height < 600, "the box is in sight");
});

test("what the reader's system asks for: less motion, more contrast, its own colours", async () => {
  const style = (page, selector, name) => page.locator(selector).first().evaluate((it, name) => getComputedStyle(it)[name], name);
  const calm = await open(site, "/veiledning/", { reducedMotion: "reduce" });
  assert.equal(await style(calm, "html", "scrollBehavior"), "auto");
  assert.equal(await calm.evaluate(() => document.getAnimations().length), 0);
  const lively = await open(site, "/veiledning/", { reducedMotion: "no-preference" });
  assert.equal(await style(lively, "html", "scrollBehavior"), "smooth");

  const text = await style(calm, "body", "color");
  assert.notEqual(await style(calm, ".crumbs a", "color"), text);
  const sharp = await open(site, "/veiledning/", { contrast: "more" });
  assert.equal(await style(sharp, ".crumbs a", "color"), text);

  const forced = await open(site, GALLERY, { forcedColors: "active" });
  const canvas = await forced.evaluate(() => { const it = document.createElement("i"); it.style.color = "CanvasText"; document.body.append(it); return getComputedStyle(it).color; });
  for (const colour of await forced.locator("main svg.sign").evaluateAll((signs) => signs.map((sign) => getComputedStyle(sign).color))) assert.equal(colour, canvas);
  assert.notEqual(await style(forced, "#nav [aria-current]", "outlineStyle"), "none");
});

test("on paper: the text and its tables, without what only a screen can use", async () => {
  const page = await open(site, "/veiledning/oppslag/konfigurasjon/", { scheme: "dark" });
  await page.emulateMedia({ media: "print" });
  for (const gone of [".top", "#nav", "#toc", ".page-foot", ".site-foot", ".crumbs"]) {
    if (await page.locator(gone).count()) assert.equal(await page.locator(gone).first().isVisible(), false, gone);
  }
  assert.ok(await page.locator("h1").isVisible() && await page.locator(".prose").isVisible());
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "light", "dark ink on white paper");
  const wide = await page.locator(".prose table").evaluateAll((tables) => tables.filter((table) => table.scrollWidth > table.clientWidth + 1).length);
  assert.equal(wide, 0, "tables wider than the paper");
  // A table longer than a sheet goes on over it, row by row, and does not leave the one before it empty.
  const breaks = await page.locator(".prose table").first().evaluate((table) => [table, table.rows[1]].map((it) => getComputedStyle(it).breakInside));
  assert.deepEqual(breaks, ["auto", "avoid"]);
});

for (const [kind, at, path] of all) {
  test(`${kind}: the script meets nothing that it does not expect, and long words break with a hyphen`, async () => {
    const page = await open(at, path, { width: 320, height: 600 });
    assert.deepEqual(page.problems, []);
    assert.ok(await page.locator("#scheme").isVisible(), "the script ran to its end");
    const cut = await page.locator("h1").first().evaluate((head) => {
      // A word that goes on over a line's end where no hyphen may stand.
      const texts = document.createTreeWalker(head, NodeFilter.SHOW_TEXT), range = document.createRange(), found = [];
      const top = (node, at) => { range.setStart(node, at); range.setEnd(node, at + 1); return [...range.getClientRects()].at(-1)?.top ?? 0; }; // the hyphen itself counts to the letter after it
      for (let node; (node = texts.nextNode());) {
        for (let at = 1; at < node.data.length; at += 1) {
          const pair = node.data.slice(at - 1, at + 1);
          if (/^\p{L}\p{L}$/u.test(pair) && top(node, at) > top(node, at - 1) + 4) found.push(node.data);
        }
      }
      return found;
    });
    assert.deepEqual(cut, []);
    await page.context().close();
  });
}
