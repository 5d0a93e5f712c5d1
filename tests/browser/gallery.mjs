// Makes the pictures of docs/gallery.md: each kind of page of Loft's own site at three widths, light and dark, on one sheet;
// and those of README.md.
//   node --test tests/browser/gallery.mjs            # ONLY=lessons,report makes these sheets alone
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { browser, open, ownSite, root, siteOf } from "./site.mjs";

const PAGES = {
  home: "/", section: "/veiledning/", page: "/veiledning/lese/", code: "/veiledning/skrive/kortkoder/", tables: "/veiledning/oppslag/konfigurasjon/",
  status: "/status/", actors: "/aktorer/", actor: "/aktorer/digdir/", catalogue: "/losninger/", search: "/sok/?q=status", components: "/veiledning/galleri/", missing: "/404.html",
  lessons: "/erfaringer/", decisions: "/beslutninger/", framework: "/rammeverk/", report: "/rapport/", translations: "/oversettelser/", needs: "/behov-og-piloter/",
};
/** Loft's own site has no pilots: these stand in for the view of needs and pilots. */
const PILOTS = {
  "hugo.toml": 'title = "Trygg skolevei"\ndefaultContentLanguage = "nb"\n[languages.nb]\nlocale = "nb-NO"\n', "content/_index.md": "---\ntitle: Trygg skolevei\n---\n",
  "content/behov/_index.md": "---\ntitle: Behov\n---\n", "content/piloter/_index.md": "---\ntitle: Piloter\n---\n",
  "content/behov/gangfelt.md": "---\ntitle: Gangfelt ved skolen\ntype: use-case\nstatus: Til QA\nrelasjoner:\n  dekkes_av: [/piloter/refleks, /piloter/skjerm]\n---\nBarn må over veien.\n",
  "content/behov/buss.md": "---\ntitle: Skolebuss i sanntid\ntype: use-case\nstatus: Pågår\nrelasjoner:\n  dekkes_av: [/piloter/skjerm]\n---\nNår kommer bussen?\n",
  "content/behov/lys.md": "---\ntitle: Lys på gangveien\ntype: use-case\nstatus: Ny\n---\nDet er mørkt om morgenen.\n",
  "content/piloter/refleks.md": "---\ntitle: Refleks på gangfelt\ntype: pilot\nstatus: Pågår\naktorer: [{id: ks, rolle: pilotdeltaker}]\n---\nTre kommuner prøver.\n",
  "content/piloter/skjerm.md": "---\ntitle: Skjerm på holdeplassen\ntype: pilot\nstatus: Ny\naktorer: [{id: digdir, rolle: pilotdeltaker}]\n---\nTo holdeplasser.\n",
};
const WIDTHS = [[1400, 900], [768, 900], [320, 700]];

test("sheets", async () => {
  const own = await ownSite(), pilots = await siteOf(PILOTS);
  mkdirSync(join(root, "docs/gallery"), { recursive: true });
  for (const [name, path] of Object.entries(PAGES).filter(([name]) => !process.env.ONLY || process.env.ONLY.split(",").includes(name))) {
    const site = name === "needs" ? pilots : own;
    const pictures = [];
    for (const scheme of ["light", "dark"]) {
      for (const [width, height] of WIDTHS) {
        const page = await open(site, path, { width, height, scheme });
        await page.waitForLoadState("networkidle"); // what the script fetches
        pictures.push({ width, data: (await page.screenshot({ type: "png" })).toString("base64") });
        await page.context().close();
      }
    }
    const sheet = await (await browser()).newPage({ viewport: { width: 1280, height: 400 } });
    const image = ({ width, data }) => `<img width="${width * 0.49}" src="data:image/png;base64,${data}">`;
    await sheet.setContent(`<body style="margin:8px;background:#888;display:grid;grid-template-columns:auto auto auto;gap:8px;justify-content:start;align-items:start">${pictures.map(image).join("")}`);
    const box = await sheet.evaluate(() => ({ width: document.documentElement.scrollWidth, height: document.body.offsetHeight + 16 }));
    const devtools = await sheet.context().newCDPSession(sheet);
    await sheet.setViewportSize(box);
    const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality: 72 });
    writeFileSync(join(root, "docs/gallery", `${name}.webp`), Buffer.from(data, "base64"));
    await sheet.close();
  }
});

const README = { "screenshot": "/en/", "screenshot-solutions": "/en/losninger/", "screenshot-lessons": "/en/erfaringer/" };

test("README", async () => {
  const site = await ownSite();
  for (const [name, path] of Object.entries(README)) {
    const page = await open(site, path, { width: 1400, height: 900 });
    writeFileSync(join(root, "docs", `${name}.png`), await page.screenshot({ type: "png" }));
    await page.context().close();
  }
});
