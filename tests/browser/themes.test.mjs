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
  for (const path of ["/", "/behov/", "/behov/en/", "/status/"]) {
    const page = await open(site, path, { width: 320, bypassCSP: true });
    assert.deepEqual(page.problems, [], path);
    assert.equal(await page.locator("link[href$='css/plakat.css']").count(), 1, path);
    assert.equal(await page.locator("link[href$='css/loft.css'], script:not([src$='js/status.js']), #nav").count(), 0, path);
    assert.equal(await page.locator("h1").count(), 1, path);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320, path);
    await page.addScriptTag({ path: axe });
    const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target)}`), [], path);
  }
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
