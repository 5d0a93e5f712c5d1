// Makes the pictures of the guide's pages on statuses and actors anew, of an invented site:
//
//   node tests/browser/screenshots.mjs
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { build, folder, open, root } from "./site.mjs";

const CONFIG = `title = "Trygg skolevei"
defaultContentLanguage = "nb"
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

test("the guide's pictures", async () => {
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
  commit(210, { "hugo.toml": CONFIG, "content/use-cases/_index.nb.md": "---\ntitle: Behov\n---\n", "content/use-cases/_index.en.md": "---\ntitle: Needs\n---\n" });
  const steps = CASES.flatMap((it) => it[3].map(([days, status]) => [days, it, status])).sort((one, other) => other[0] - one[0]);
  for (const [days, it, status] of steps) commit(days, Object.fromEntries(["nb", "en"].map((lang, at) => [`content/use-cases/${it[0]}.${lang}.md`, text(at, it, status)])));
  const site = await build(source);
  const guide = join(root, "content/veiledning/redigere");
  for (const [lang, status, actors] of [["nb", "/status/", "/aktorer/"], ["en", "/en/status/", "/en/actors/"]]) {
    const tab = await open(site, status, { width: 1180, height: 900 });
    await tab.screenshot({ path: join(guide, `statusoversikten/oversikt.${lang}.png`) });
    await tab.selectOption("#f-owner", { index: 2 });
    await tab.locator("#list").evaluate((it) => it.scrollIntoView());
    await tab.screenshot({ path: join(guide, `statusoversikten/liste.${lang}.png`), clip: { x: 0, y: 0, width: 1180, height: 560 } });
    const who = await open(site, actors, { width: 1180, height: 900 });
    await who.screenshot({ path: join(guide, `aktorer/oversikt.${lang}.png`) });
    await who.locator("#matrix").evaluate((it) => it.scrollIntoView());
    await who.screenshot({ path: join(guide, `aktorer/matrise.${lang}.png`), clip: { x: 0, y: 0, width: 1180, height: 620 } });
  }
});
