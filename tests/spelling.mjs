// Spelling of the site's pages and of the theme's words, by hunspell with Debian's dictionaries and the lists in
// data/ordliste: names.txt holds for every language, nb.txt, nn.txt and en.txt for their own. A listed word that
// nothing needs any more is told of, so that the lists stay short.
//
//   node tests/spelling.mjs LOFT      where LOFT is the program
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const root = new URL("..", import.meta.url).pathname;
const loft = process.argv[2] ?? `${root}target/release/loft`;
const dictionaries = { nb: "nb_NO", nn: "nn_NO", en: "en_GB" };

/** Words of a text: letters, with hyphens and apostrophes between them. A word with a digit or of capitals is a name. */
function words(text) {
  const found = text.normalize("NFC").match(/[\p{L}\p{N}]+(?:[-’'.@/_:#][\p{L}\p{N}]+)*/gu) ?? [];
  const parts = found.filter((word) => !/[.@/_:#\d]/.test(word)).flatMap((word) => word.split("-"));
  return parts.map((word) => word.replaceAll("’", "'").replace(/'s?$/, "")).filter((word) => word.length > 1 && word !== word.toUpperCase());
}

/** What a page shows as running text: no code, no addresses, no language of another. */
function prose(html) {
  const entities = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " ", rsquo: "’", laquo: "«", raquo: "»", ldquo: "“", rdquo: "”", ndash: "–", mdash: "—", hellip: "…" };
  return html
    .replace(/<(pre|code|kbd|style|script)\b[^>]*>.*?<\/\1>/gs, " ")
    // Codes of findings stand as terms of a list.
    .replace(/<dt\b[^>]*>[a-z0-9-]+<\/dt>/g, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&(\w+);/g, (all, name) => entities[name] ?? " ")
    .replace(/https?:\S+/g, " ");
}

/** Language → word → the first place that has it. */
const used = { nb: new Map(), nn: new Map(), en: new Map() };

function use(lang, text, place) {
  for (const word of words(text)) if (!used[lang].has(word)) used[lang].set(word, place);
}

const list = execFileSync(loft, ["list", "--format", "ndjson", "--html"], { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
for (const row of list.trim().split("\n").map((line) => JSON.parse(line))) {
  if (!row.file) continue;
  const lang = row.params.maalform ?? row.lang;
  const fields = ["title", "description", "laerdom", "anbefaling", "formaal"].map((key) => row.params[key] ?? "");
  use(lang, [...fields, prose(row.html ?? "")].join("\n"), row.file);
}
for (const lang of Object.keys(dictionaries)) {
  const strings = readFileSync(`${root}themes/loft/strings/${lang}.toml`, "utf8");
  for (const [, text] of strings.matchAll(/=\s*"((?:[^"\\]|\\.)*)"/g)) use(lang, text.replace(/\{[^}]*\}|<[^>]*>|\\n/g, " "), `strings/${lang}.toml`);
}

const listed = (name) => readFileSync(`${root}data/ordliste/${name}.txt`, "utf8").split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
const names = listed("names");
const needed = new Set();
let faults = 0;
for (const [lang, dictionary] of Object.entries(dictionaries)) {
  const own = listed(lang);
  const known = new Set([...names, ...own]);
  // Names take a genitive -s.
  const base = (word) => [word, word.toLowerCase(), word.replace(/s$/, ""), word.replace(/s$/, "").toLowerCase()].find((form) => known.has(form));
  const input = [...used[lang].keys()].join("\n");
  const unknown = execFileSync("hunspell", ["-d", dictionary, "-i", "utf-8", "-l"], { input, encoding: "utf8", maxBuffer: 1 << 28 });
  for (const word of new Set(unknown.split("\n").filter(Boolean))) {
    const form = base(word);
    if (form) needed.add(form);
    else {
      faults += 1;
      console.log(`${lang}\t${word}\t${used[lang].get(word) ?? ""}`);
    }
  }
  console.log(`# ${lang}: ${used[lang].size} words`);
}
for (const word of [...names, ...["nb", "nn", "en"].flatMap(listed)].filter((word) => !needed.has(word))) {
  console.log(`listed, but not needed\t${word}`);
}
console.log(`spelling: ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
