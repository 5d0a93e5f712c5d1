// What the script adds, and that everything works without it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, open, ownSite, siteOf } from "./site.mjs";

const site = await ownSite();

test("without script: navigation, the language and headings' links lead on", async () => {
  const page = await open(site, "/veiledning/lese/", { script: false, width: 400 });
  await page.click("button.burger");
  await page.click("#nav a[href='/veiledning/kom-i-gang/']");
  await page.waitForURL("**/veiledning/kom-i-gang/");
  assert.ok(await page.locator(".prose h2[id] + a.anchor[href^='#']").count() > 0);
  await page.click(".langs a[lang=en]");
  await page.waitForURL("**/en/veiledning/kom-i-gang/");
});

test("the tree keeps its place, moves with arrow keys, and can be put away", async () => {
  const page = await open(site, "/veiledning/oppslag/funn/", { height: 420 });
  const next = page.locator("#nav li:has(> [aria-current]) + li > a, #nav li:has(+ li > [aria-current]) > a").first();
  await next.scrollIntoViewIfNeeded();
  const [kept, href] = [await page.locator("#nav").evaluate((nav) => nav.scrollTop), await next.getAttribute("href")];
  assert.ok(kept > 0, "the tree is long enough to be scrolled");
  await page.goto(site.url + href);
  await eventually(() => page.locator("#nav").evaluate((nav) => nav.scrollTop), kept);
  await page.locator("#nav [aria-current]").focus();
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("href"));
  await page.keyboard.press("ArrowLeft");
  await eventually(focused, "/veiledning/oppslag/");
  await page.keyboard.press("ArrowRight");
  await eventually(focused, /^\/veiledning\/oppslag\/./);
  await page.keyboard.press("Home");
  await eventually(focused, await page.locator("#nav a").first().getAttribute("href"));
  await page.click(".burger");
  await eventually(() => page.locator("#nav").isVisible(), false);
  await page.reload();
  await eventually(() => page.locator("#nav").isVisible(), false);
  await eventually(() => page.locator(".burger").getAttribute("aria-expanded"), "false");
});

test("? tells what the keyboard does; Esc closes it", async () => {
  const page = await open(site, "/veiledning/");
  await page.keyboard.press("?");
  await page.locator("#keys").waitFor();
  await page.keyboard.press("Escape");
  await eventually(() => page.locator("#keys").isVisible(), false);
});

test("the contents list follows the reading", async () => {
  const page = await open(site, "/veiledning/eie/utseende/");
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.waitForFunction(() => document.querySelector("#toc [aria-current]") === [...document.querySelectorAll("#toc a")].at(-1));
});

test("light and dark: the reader's choice stays", async () => {
  const page = await open(site, "/veiledning/");
  await page.click("#scheme");
  await page.reload();
  await eventually(() => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "dark");
});

test("an address that does not exist: the search field holds its words", async () => {
  const page = await open(site, "/veiledning/min-forste-side/", {});
  const field = page.locator("main form[role=search] input");
  if (await field.count()) assert.equal(await field.inputValue(), "min forste side");
  else assert.ok(await page.locator("main a").count() > 0);
});

test("the home page leads by role, status and what is new; the foot has the accessibility statement", async () => {
  const made = await siteOf({
    "hugo.toml": 'baseURL = "/"\ntitle = "S"\ndefaultContentLanguage = "nb"\n[languages.nb]\nlocale = "nb-NO"\n[[menus.home]]\nname = "Jeg er lærer"\nurl = "/behov/"\n[menus.home.params]\ndescription = "Her begynner lærere"\n[params]\neditURL = "https://github.com/o/r/edit/main/content/"\n',
    "loft.toml": '[theme]\naccessibility_url = "https://uustatus.no/x"\n',
    "content/_index.md": "---\ntitle: Forside\n---\nVelkommen.\n",
    "content/behov/_index.md": "---\ntitle: Behov\n---\n",
    "content/behov/use-cases/a.md": "---\ntitle: Et behov\nstatus: Godkjent\nlastmod: 2026-08-04\neier: Udir\nmaalform: nn\n---\nTekst på nynorsk.\n",
  });
  const home = await open(made, "/");
  assert.equal(await home.locator(".ways a").textContent(), "Jeg er lærer");
  assert.match(await home.locator(".glance").textContent(), /Godkjent\s*1/);
  assert.ok((await home.locator(".news a").allTextContents()).includes("Et behov"));
  assert.equal(await home.locator(".site-foot a[href='https://uustatus.no/x']").count(), 1);
  const page = await open(made, "/behov/use-cases/a/");
  assert.match(await page.locator("article > header .facts").textContent(), /Godkjent.*Utdanningsdirektoratet.*På nynorsk/s);
  assert.equal(await page.locator(".prose").getAttribute("lang"), "nn");
  const hrefs = await page.locator(".help a").evaluateAll((links) => links.map((link) => decodeURIComponent(link.href)));
  assert.ok(hrefs.some((href) => href.startsWith("https://github.com/o/r/edit/main/content/behov/use-cases/a.md")), hrefs.join("\n"));
  assert.ok(hrefs.some((href) => href.startsWith("https://github.com/o/r/issues/new?title=Et behov")), hrefs.join("\n"));
  assert.ok(hrefs.some((href) => /^https:\/\/github\.com\/o\/r\/new\/main\/content\/erfaringer\?filename=ny-erfaring\.md&value=---\ntitle/.test(href)), hrefs.join("\n"));
});

test("a link out of the site is marked, on screen and in high contrast; one to the site's own address is none", async () => {
  const body = "[other](https://other.example/) [longer](https://own.example.org/) <https://other.example/auto> [own](https://own.example/b/#x) <https://own.example/> [beside](http://own.example/b/) [plain](b/) [mail](mailto:a@b.example) [![picture](p.png)](https://other.example/p)";
  const made = await siteOf({
    "hugo.toml": 'baseURL = "https://own.example/"\ntitle = "S"\n', "content/_index.md": "---\ntitle: S\n---\n",
    "content/a.md": `---\ntitle: A\n---\n${body}\n`, "content/b.md": "---\ntitle: B\n---\n", "static/p.png": "",
  }, ["-b", "https://own.example/"]);
  for (const options of [{}, { scheme: "dark" }, { forcedColors: "active" }]) {
    const page = await open(made, "/a/", { also: ["https://own.example"], ...options });
    await page.route("https://own.example/**", (route) => route.abort());
    const marks = await page.locator(".prose p:first-of-type a").evaluateAll((links) => links.map((link) => [link.getAttribute("href"), getComputedStyle(link, "::after").content !== "none"]));
    assert.deepEqual(marks, [
      ["https://other.example/", true], ["https://own.example.org/", true], ["https://other.example/auto", true], ["/b/#x", false], ["/", false],
      ["http://own.example/b/", true], ["b/", false], ["mailto:a@b.example", false], ["https://other.example/p", false],
    ]);
    await page.context().close();
  }
});
