// Makes the pictures of the guide's pages on statuses, actors, lessons and the preview anew, of an invented site, in both languages:
//
//   node tests/browser/screenshots.mjs
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { live } from "./preview.mjs";
import { build, folder, open, root, siteOf } from "./site.mjs";

const GUIDE = join(root, "content/veiledning/redigere");
const config = (lang) => `title = "Trygg skolevei"
defaultContentLanguage = "${lang}"
[languages.nb]
languageName = "Norsk"
title = "Trygg skolevei"
weight = 1
[languages.en]
languageName = "English"
title = "Safe to school"
weight = 2
`;
/** Days ago, title in both languages, the statuses it has had, owner, who takes part. */
const CASES = [
  ["gangfelt", "Gangfelt ved skolen", "Crossings by the school", [[200, "Tidlig utkast"], [90, "Pågår"], [12, "Til QA"]], "udir", ["Udir", "KS"]],
  ["skolebuss", "Skolebuss i sanntid", "School buses in real time", [[180, "Ny"], [20, "Pågår"]], "ks", ["KS", "Novari", "Digdir"]],
  ["sykkelrute", "Sykkelruter på kartet", "Cycle routes on the map", [[170, "Godkjent"]], "digdir", ["Digdir", "SSB"]],
  ["foresatt", "Beskjed til foresatte", "Messages to parents", [[160, "Pågår"], [60, "Til QA"], [8, "Pågår"]], "udir", ["Udir", "KS Digital"]],
  ["belysning", "Lys på gangveien", "Lights on the footpath", [[150, "Ny"]], "", ["KS"]],
  ["folgegruppe", "Følgegrupper i nabolaget", "Walking groups", [[120, "Ny"], [40, "Tidlig utkast"]], "ks", ["KS", "Helsedirektoratet"]],
];
const ROLES = [["Premissgivere", "Governing actors"], ["Tjenesteleverandører", "Service providers"], ["Samordnende aktører", "Coordinating and supporting actors"]];

function text(lang, [, nb, en, , owner, actors], status) {
  const entries = actors.map((id, at) => `### ${ROLES[at % 3][lang]}\n\n- ${id}\n`).join("\n");
  return `---\ntitle: ${lang ? en : nb}\nstatus: ${status}\n${owner && `eier: ${owner}\n`}---\n## ${lang ? "Actors" : "Aktører"}\n\n### ${lang ? "End users" : "Sluttbrukere"}\n\n- ${lang ? "Pupils" : "Elever"}\n\n${entries}`;
}

/** The invented site with its history, in which `lang` is the language of the home page and of the messages. */
function invented(lang) {
  const source = folder();
  const commit = (days, files) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(source, path)), { recursive: true });
      writeFileSync(join(source, path), content);
    }
    const date = new Date(Date.now() - days * 864e5).toISOString();
    const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
    const git = (...args) => execFileSync("git", ["-c", "user.name=Kari Nordmann", "-c", "user.email=kari@example.org", ...args], { cwd: source, env, stdio: "ignore" });
    git("init", "-q");
    git("add", "-A");
    git("commit", "-q", "-m", "Endring");
  };
  commit(210, { "hugo.toml": config(lang), "content/use-cases/_index.nb.md": "---\ntitle: Behov\n---\n", "content/use-cases/_index.en.md": "---\ntitle: Needs\n---\n" });
  const steps = CASES.flatMap((it) => it[3].map(([days, status]) => [days, it, status])).sort((one, other) => other[0] - one[0]);
  for (const [days, it, status] of steps) commit(days, Object.fromEntries(["nb", "en"].map((lang, at) => [`content/use-cases/${it[0]}.${lang}.md`, text(at, it, status)])));
  return source;
}

test("the pictures of statuses and actors", async () => {
  const site = await build(invented("nb"));
  for (const [lang, status, actors] of [["nb", "/status/", "/aktorer/"], ["en", "/en/status/", "/en/actors/"]]) {
    const tab = await open(site, status, { width: 1180, height: 900 });
    await tab.screenshot({ path: join(GUIDE, `statusoversikten/oversikt.${lang}.png`) });
    await tab.selectOption("#f-owner", { index: 2 });
    await tab.locator("#list").evaluate((it) => it.scrollIntoView());
    await tab.screenshot({ path: join(GUIDE, `statusoversikten/liste.${lang}.png`), clip: { x: 0, y: 0, width: 1180, height: 560 } });
    const who = await open(site, actors, { width: 1180, height: 900 });
    await who.screenshot({ path: join(GUIDE, `aktorer/oversikt.${lang}.png`) });
    await who.locator("#matrix").evaluate((it) => it.scrollIntoView());
    await who.screenshot({ path: join(GUIDE, `aktorer/matrise.${lang}.png`), clip: { x: 0, y: 0, width: 1180, height: 620 } });
  }
});

test("the pictures of the preview", async () => {
  for (const [lang, other] of [["nb", "en"], ["en", "nb"]]) {
    const source = invented(lang), path = "/use-cases/gangfelt/";
    const file = `content/use-cases/gangfelt.${lang}.md`, text = readFileSync(join(source, file), "utf8");
    writeFileSync(join(source, `content/use-cases/utkast.${lang}.md`), `---\ntitle: ${lang === "nb" ? "Gangbro over veien" : "A bridge over the road"}\ndraft: true\n---\n`);
    rmSync(join(source, `content/use-cases/sykkelrute.${other}.md`));
    const preview = await live({ site: source, env: { LC_ALL: lang } });
    const tab = await open(preview, path, { width: 1100, height: 620 });
    const own = (selector) => tab.locator(`loft-preview ${selector}`);
    const picture = (name, page = tab) => page.screenshot({ path: join(GUIDE, `forhandsvisning/${name}.${lang}.png`) });
    await tab.locator("main .status").first().click();
    await own(".menu button").first().waitFor();
    await picture("status");
    await tab.keyboard.press("Escape");
    await own(".bar button").click();
    await own(".panel details").first().waitFor();
    await picture("panel");
    await own(".bar button").click();
    preview.write(file, text.replace(/title: (.*)/, 'title: "$1'));
    await own(".overlay pre").waitFor();
    await picture("feil");
    const beside = await open(preview, `/_loft/frame?${new URLSearchParams({ left: path, right: `/${other}${path}` })}`, { width: 1100, height: 620 });
    for (const at of [0, 1]) await beside.frameLocator("iframe").nth(at).locator("h1").waitFor();
    await beside.waitForFunction(() => [...document.querySelectorAll("iframe")].every((frame) => frame.contentDocument?.readyState === "complete"));
    await picture("sprak", beside);
    preview.write(file, text);
  }
});

/** Lessons, decisions and pilots of the same invented site. */
const PAGES = {
  "hugo.toml": `pluralizeListTitles = false\n${config("nb")}`,
  "content/use-cases/_index.nb.md": "---\ntitle: Behov\n---\n",
  "content/use-cases/_index.en.md": "---\ntitle: Needs\n---\n",
  "content/pilotering/_index.en.md": "---\ntitle: Pilots\n---\n",
  "content/erfaringer/_index.en.md": "---\ntitle: Lessons\n---\n",
  "content/beslutninger/_index.en.md": "---\ntitle: Decisions\n---\n",
  "content/_index.nb.md": "---\ntitle: Trygg skolevei\n---\n",
  "content/_index.en.md": "---\ntitle: Safe to school\n---\n",
  "content/use-cases/gangfelt.nb.md": "---\ntitle: Gangfelt ved skolen\nstatus: Til QA\nrelasjoner: {dekkes_av: [pilot-1]}\n---\nTekst.\n",
  "content/use-cases/gangfelt.en.md": "---\ntitle: Crossings by the school\n---\nText.\n",
  "content/use-cases/skolebuss.nb.md": "---\ntitle: Skolebuss i sanntid\nstatus: Pågår\nrelasjoner: {dekkes_av: [pilot-1, pilot-2]}\n---\nTekst.\n",
  "content/use-cases/skolebuss.en.md": "---\ntitle: School buses in real time\n---\nText.\n",
  "content/use-cases/belysning.nb.md": "---\ntitle: Lys på gangveien\nstatus: Ny\n---\nTekst.\n",
  "content/use-cases/belysning.en.md": "---\ntitle: Lights on the footpath\n---\nText.\n",
  "content/pilotering/pilot-1/_index.nb.md": "---\ntitle: Pilot 1\n---\n",
  "content/pilotering/pilot-1/_index.en.md": "---\ntitle: Pilot 1\n---\n",
  "content/pilotering/pilot-2/_index.nb.md": "---\ntitle: Pilot 2\n---\n",
  "content/pilotering/pilot-2/_index.en.md": "---\ntitle: Pilot 2\n---\n",
  "content/erfaringer/kommunene.nb.md": "---\ntitle: Kommunene\nlaerdom: Kommunene må være med fra starten.\nanbefaling: Spør KS før rammene er satt.\nfase: oppstart\nsamhandlingsniva: [organisatorisk]\nkilde: pilot-1\n---\n",
  "content/erfaringer/kommunene.en.md": "---\ntitle: Municipalities\nlesson: The municipalities must take part from the start.\nrecommendation: Ask KS before the frame is set.\n---\n",
  "content/erfaringer/hjemmel.nb.md": "---\ntitle: Hjemmel\nlaerdom: Hjemmelen for å dele data tok lengst tid å avklare.\nanbefaling: Ta med en jurist i den første samlingen.\nfase: velge\nsamhandlingsniva: [juridisk]\nkilde: pilot-2\n---\n",
  "content/erfaringer/hjemmel.en.md": "---\ntitle: Legal basis\nlesson: The legal basis for sharing data took longest to clarify.\nrecommendation: Bring a lawyer to the first workshop.\n---\n",
  "content/beslutninger/gangfelt.nb.md": "---\ntitle: Opphøyde gangfelt ved alle skoler\nsaksnr: '4/26'\ndato: 2026-03-10\norgan: skate\nvedtak: [Piloten utvides til alle skoler i kommunen.]\ngjelder: gangfelt\noppfolging: {av: ks, status: i-gang, dato: 2027-06-01}\n---\n",
  "content/beslutninger/gangfelt.en.md": "---\ntitle: Raised crossings by every school\n---\n",
  "content/beslutninger/navn.nb.md": "---\ntitle: Navn på prosjektet\nsaksnr: '2/26'\ndato: 2026-01-20\norgan: skate\nvedtak: [Prosjektet heter Trygg skolevei.]\noppfolging: {status: fulgt-opp}\n---\n",
  "content/beslutninger/navn.en.md": "---\ntitle: A name for the project\n---\n",
};

test("the guide's pictures of lessons, decisions and needs", async () => {
  const site = await siteOf(PAGES);
  const views = { erfaringer: ["/erfaringer/", "/en/experiences/"], beslutninger: ["/beslutninger/", "/en/decisions/"], behov: ["/behov-og-piloter/", "/en/needs-and-pilots/"] };
  for (const [name, addresses] of Object.entries(views)) {
    for (const [at, lang] of ["nb", "en"].entries()) {
      const tab = await open(site, addresses[at], { width: 1180, height: 700 });
      await tab.locator("main h1").waitFor();
      await tab.screenshot({ path: join(GUIDE, "erfaringer", `${name}.${lang}.png`) });
    }
  }
});
