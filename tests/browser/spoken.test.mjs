// What a screen reader says, from the first thing on the page to the last: Guidepup's virtual screen reader walks through the
// pages, and what it says is held to tests/fixtures/spoken/, which was read with a listener's ear (docs/wcag.md).
//
//   UPDATE=1 node --test tests/browser/spoken.test.mjs      # writes the fixtures anew: read them aloud before committing
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { build, eventually, folder, open, root } from "./site.mjs";

const FIXTURES = join(root, "tests/fixtures/spoken");
/** The day on which the site below is built: its dates are said the same whenever the test runs. */
const TODAY = "2026-11-20T12:00:00Z";

const CONFIG = `title = "Trygg skolevei"
defaultContentLanguage = "nb"
[languages.nb]
languageName = "Norsk"
locale = "nb-NO"
title = "Trygg skolevei"
weight = 1
[[languages.nb.menus.main]]
name = "Behov"
url = "/behov/"
[[languages.nb.menus.home]]
name = "Jeg er lærer"
url = "/behov/"
[languages.nb.menus.home.params]
description = "Begynn med behovene"
[languages.en]
languageName = "English"
locale = "en-GB"
title = "Safe to school"
weight = 2
[params]
editURL = "https://github.com/eksempel/skolevei/edit/main/content/"
`;
const page = (fields, body = "") => `---\n${Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`).join("")}---\n${body}\n`;
const ACTORS = {
  nb: "## Aktører\n\n### Sluttbrukere\n\n- Elever\n\n### Premissgivere\n\n- Utdanningsdirektoratet\n\n### Tjenesteleverandører\n\n- KS\n",
  en: "## Actors\n\n### End users\n\n- Pupils\n\n### Governing actors\n\n- Utdanningsdirektoratet\n\n### Service providers\n\n- KS\n",
};
/** The state of the site after each commit, by its day. */
const COMMITS = [
  ["2026-06-01", {
    "hugo.toml": CONFIG, "loft.toml": '[theme]\naccessibility_url = "https://uustatus.no/x"\n',
    "content/_index.nb.md": page({ title: "Trygg skolevei" }, "Barn skal komme trygt til skolen."), "content/_index.en.md": page({ title: "Safe to school" }, "Children shall get to school safely."),
    "content/behov/_index.nb.md": page({ title: "Behov" }, "Hva barn og foreldre trenger."), "content/behov/_index.en.md": page({ title: "Needs" }, "What children and parents need."),
    "content/behov/gangfelt.nb.md": page({ title: "Gangfelt ved skolen", type: "use-case", status: "Pågår", eier: "udir", description: "Barn krysser veien ved skolen" }, `Barn må over veien.\n\n${ACTORS.nb}`),
    "content/behov/gangfelt.en.md": page({ title: "Crossings by the school", type: "use-case", status: "In progress", eier: "udir", description: "Children cross the road by the school" }, `Children have to cross the road.\n\n${ACTORS.en}`),
    "content/behov/buss.nb.md": page({ title: "Skolebuss i sanntid", type: "use-case", status: "Ny", eier: "ks" }, `Når kommer bussen?\n\n${ACTORS.nb.replace("- KS", "- KS\n- Digdir")}`),
    "content/behov/buss.en.md": page({ title: "School buses in real time", type: "use-case", status: "New", eier: "ks" }, `When does the bus come?\n\n${ACTORS.en.replace("- KS", "- KS\n- Digdir")}`),
    "content/behov/lys.nb.md": page({ title: "Lys på gangveien", status: "Ny" }, "Det er mørkt om morgenen."),
  }],
  ["2026-11-08", {
    "content/behov/gangfelt.nb.md": page({ title: "Gangfelt ved skolen", type: "use-case", status: "Til QA", eier: "udir", description: "Barn krysser veien ved skolen" }, `Barn må over veien. Se [planen](https://example.org/plan).\n\n\`\`\`js\nlet trygg = true;\n\`\`\`\n\n${ACTORS.nb}`),
    "content/behov/gangfelt.en.md": page({ title: "Crossings by the school", type: "use-case", status: "For QA", eier: "udir", description: "Children cross the road by the school" }, `Children have to cross the road. See [the plan](https://example.org/plan).\n\n\`\`\`js\nlet safe = true;\n\`\`\`\n\n${ACTORS.en}`),
    "content/erfaringer/_index.nb.md": page({ title: "Erfaringer" }), "content/erfaringer/_index.en.md": page({ title: "Experiences" }),
    "content/erfaringer/lærdom.nb.md": page({ title: "Foreldre må være med", type: "erfaring", hva_vi_larte: "Spør foreldrene først.", niva: "praktisk", dato: "2026-10-01" }, "Vi spurte for sent."),
  }],
];

async function site() {
  const source = folder();
  for (const [day, files] of COMMITS) {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(source, path)), { recursive: true });
      writeFileSync(join(source, path), text);
    }
    const env = { ...process.env, GIT_AUTHOR_DATE: `${day}T12:00:00Z`, GIT_COMMITTER_DATE: `${day}T12:00:00Z`, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
    const git = (...args) => execFileSync("git", ["-c", "user.name=Kari Nordmann", "-c", "user.email=kari@example.org", ...args], { cwd: source, env, stdio: "ignore" });
    git("init", "-q");
    git("add", "-A");
    git("commit", "-q", "-m", "Endring");
  }
  process.env.SOURCE_DATE_EPOCH = String(Date.parse(TODAY) / 1000);
  return build(source);
}

const reader = buildSync({
  stdin: { contents: 'export { virtual } from "@guidepup/virtual-screen-reader"', resolveDir: dirname(fileURLToPath(import.meta.url)) },
  bundle: true, format: "iife", globalName: "guidepup", write: false, logLevel: "error", define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
}).outputFiles[0].text;

/** All that is said from the first element to the last, one phrase a line; where its voice is another language's, that is written before it. */
async function spoken(tab) {
  await tab.addScriptTag({ content: reader });
  return tab.evaluate(async () => {
    // What screen readers pass over, and the virtual one does not: what is folded, what a picture is made of, the content of a link that has
    // a name of its own, a tooltip on what is only text.
    for (const part of document.querySelectorAll("details:not([open]) > :not(summary)")) part.hidden = true;
    for (const part of document.querySelectorAll("[role=img], a[aria-label]")) part.replaceChildren();
    for (const part of document.querySelectorAll("span[title]")) part.removeAttribute("title");
    const { virtual } = globalThis.guidepup, said = [];
    const voice = (node) => (node instanceof Element ? node : node?.parentElement)?.closest("[lang]")?.lang;
    await virtual.start({ container: document.body });
    for (let step = 0; step < 3000; step += 1) {
      const phrase = await virtual.lastSpokenPhrase();
      const lang = voice(virtual.activeNode);
      if (!phrase.startsWith("end of ")) said.push(lang && lang !== document.documentElement.lang ? `(${lang}) ${phrase}` : phrase);
      if (phrase === "end of document") break;
      await virtual.next();
    }
    await virtual.stop();
    return said;
  });
}

const made = await site();
const PAGES = {
  home: ["/", "/en/"], case: ["/behov/gangfelt/", "/en/behov/gangfelt/"], section: ["/behov/", "/en/behov/"], status: ["/status/", "/en/status/"], actors: ["/aktorer/", "/en/actors/"],
  actor: ["/aktorer/udir/", "/en/actors/udir/"], search: ["/sok/?q=skole", "/en/search/?q=school"], missing: ["/404.html", "/en/404.html"],
};

for (const [name, paths] of Object.entries(PAGES)) {
  for (const [at, lang] of ["nb", "en"].entries()) {
    test(`${name}, ${lang}: what is said is what was read and found good`, async () => {
      const tab = await open(made, paths[at], { bypassCSP: true });
      if (name === "search") {
        await tab.locator("#found [role=option] mark").first().waitFor();
        await tab.locator("#found summary").click();
        await tab.locator("#found .narrow button").first().waitFor();
      }
      const said = `${(await spoken(tab)).join("\n")}\n`;
      const file = join(FIXTURES, `${name}.${lang}.txt`);
      if (process.env.UPDATE) {
        mkdirSync(FIXTURES, { recursive: true });
        writeFileSync(file, said);
      }
      assert.equal(said, existsSync(file) ? readFileSync(file, "utf8") : "");
      assert.deepEqual(tab.problems, []);
    });
  }
}
