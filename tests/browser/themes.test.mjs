// Themes for others: a second theme in themes/, one file laid over Loft's, brand and home from the configuration.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { open, root, siteOf } from "./site.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const CONTENT = {
  "content/_index.md": "---\ntitle: Forside\n---\nVelkommen.\n",
  "content/behov/_index.md": "---\ntitle: Behov\n---\n",
  "content/behov/en.md": "---\ntitle: Et behov\nstatus: Godkjent\n---\n## Del\n\nTekst med [lenke](/).\n",
  "content/behov/to.md": "---\ntitle: Et behov til\nstatus: Pågår\n---\nTekst.\n",
};
const config = (more = "") => `baseURL = "/"\ntitle = "Et nettsted"\ndefaultContentLanguage = "nb"\n${more}\n[languages.nb]\nlocale = "nb-NO"\n[params]\neditURL = "https://github.com/o/r/edit/main/content/"\n`;

function files(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? files(path) : [[path, readFileSync(join(root, path), "utf8")]];
  });
}

test("a very different theme: its own frame and stylesheet, Loft's components and strings", async () => {
  const site = await siteOf({ ...CONTENT, "hugo.toml": config('theme = "plakat"'), ...Object.fromEntries(files("themes/plakat")) });
  const papers = new Set();
  for (const [path, scheme] of ["/", "/behov/", "/behov/en/", "/status/"].flatMap((path) => [[path, "light"], [path, "dark"]])) {
    const page = await open(site, path, { width: 320, scheme, bypassCSP: true });
    papers.add(`${scheme} ${await page.evaluate(() => getComputedStyle(document.body).backgroundColor)}`);
    assert.deepEqual(page.problems, [], path);
    assert.equal(await page.locator("link[href$='css/plakat.css']").count(), 1, path);
    assert.equal(await page.locator("link[href$='css/loft.css'], script:not([src$='js/status.js']), #nav").count(), 0, path);
    assert.equal(await page.locator("h1").count(), 1, path);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320, path);
    await page.addScriptTag({ path: axe });
    const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target)}`), [], `${path} ${scheme}`);
    // What axe leaves out: rules, borders and the ring around what has the focus.
    const thin = await page.evaluate(() => {
      const parts = (colour) => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255);
      };
      const light = (colour) => parts(colour).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)).reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
      const ratio = (one, other) => (Math.max(light(one), light(other)) + 0.05) / (Math.min(light(one), light(other)) + 0.05);
      const paper = getComputedStyle(document.body).backgroundColor;
      document.querySelector("main a, .masthead a").focus();
      return {
        masthead: ratio(getComputedStyle(document.querySelector(".masthead")).borderBottomColor, paper),
        ring: ratio(getComputedStyle(document.activeElement).outlineColor, paper),
      };
    });
    for (const [what, ratio] of Object.entries(thin)) assert.ok(ratio >= 3, `${path} ${scheme} ${what} ${ratio.toFixed(2)}`);
  }
  assert.equal(papers.size, 2, [...papers].join());
  const section = await open(site, "/behov/");
  assert.deepEqual(await section.locator(".register a").allTextContents(), ["Et behov", "Et behov til"]);
  const page = await open(site, "/behov/en/");
  assert.match(await page.locator(".help").textContent(), /Si ifra om en feil/);
  assert.match(await page.locator(".facts").textContent(), /Godkjent/);
});

test("one file laid over Loft's: the rest is as it was", async () => {
  const site = await siteOf({
    ...CONTENT, "hugo.toml": config('theme = "vaart"'),
    "themes/vaart/templates/page.html": '{% extends "loft/page.html" %}\n{% block below %}<p id="ours">{{ page.title }}</p>{% endblock %}\n',
  });
  const page = await open(site, "/behov/en/");
  assert.equal(await page.locator("#ours").textContent(), "Et behov");
  assert.equal(await page.locator("#nav").count(), 1);
  assert.match(await page.locator(".facts").textContent(), /Godkjent/);
});

test("logo, colour, links at the top, foot and home from the configuration alone", async () => {
  const site = await siteOf({
    ...CONTENT, "hugo.toml": config('copyright = "Eier AS"\n[[menus.main]]\nname = "Behov"\nurl = "/behov/"\n[[menus.footer]]\nname = "Om oss"\nurl = "/behov/en/"\n[[menus.home]]\nname = "Begynn"\nurl = "/behov/"'),
    "loft.toml": '[theme]\naccent = "brand1"\nlogo = "/logo.svg"\naccessibility_url = "https://uustatus.no/x"\n',
    "static/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0z"/></svg>',
  });
  const page = await open(site, "/");
  assert.deepEqual(page.problems, []);
  assert.equal(await page.locator(".brand img").getAttribute("alt"), "Et nettsted");
  assert.match((await page.locator(".menu").allTextContents()).join(), /Behov/);
  assert.match(await page.locator(".site-foot").textContent(), /Eier AS.*Om oss/s);
  assert.equal(await page.locator(".ways a").textContent(), "Begynn");
  const accent = (of) => of.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--ds-color-accent-base-default").trim());
  const plain = await open(await siteOf({ ...CONTENT, "hugo.toml": config() }), "/");
  assert.notEqual(await accent(page), await accent(plain));
});
