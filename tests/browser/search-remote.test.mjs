// Search through an engine of the owner's: the same box asks Quickwit's and OpenSearch's own search API. The engines here are
// small servers that speak those APIs over the documents that `loft search export` wrote, and refuse what the engines would.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { RemotePart } from "../../themes/loft/script/remote.mjs";
import { eventually, loft, open, siteOf } from "./site.mjs";

const PAGES = {
  "content/_index.md": "---\ntitle: Hjem\n---\nVelkommen.",
  "content/behov/_index.md": "---\ntitle: Behov\n---\nAlle behov.",
  "content/behov/samtykke.md": "---\ntitle: Samtykkeportal\nstatus: Godkjent\naktorer: [udir]\n---\nOm samtykker.\n\n## Bakgrunn\n\nForesatte gir samtykket sitt flere steder.",
  "content/behov/flytting.md": "---\ntitle: Flytting av elever\nstatus: Ny\n---\nNår elever flytter, følger ikke opplysningene med. Tidlig innsats hjelper.",
  "content/behov/barn.md": "---\ntitle: Tjenester til barn\nstatus: Ny\n---\nBarn trenger tjenester. Innsats tidlig er noe annet.",
  "data/aktorer.yaml": "- id: udir\n  navn: Utdanningsdirektoratet\n  alias: [Udir]\n",
};
const config = (engine, address, index = "loft") => `title = "Prøve"\ndefaultContentLanguage = "nb"\n[params.loft.search]\nbackend = "http"\n[params.loft.search.http]\nengine = "${engine}"\naddress = "${address}"\nindex = "${index}"\n`;

const closers = [];
after(async () => { for (const close of closers) await close(); });

/** A server on another origin. `behave(request, reply, body)` answers; CORS is the engine's own setting, on unless `cors` says no. */
async function engine(behave, { cors = true } = {}) {
  const asked = [];
  const server = createServer((request, reply) => {
    const allow = cors ? { "access-control-allow-origin": "*", "access-control-allow-headers": "content-type", "access-control-allow-methods": "POST" } : {};
    if (request.method === "OPTIONS") return reply.writeHead(cors ? 204 : 403, allow).end();
    let text = "";
    request.on("data", (piece) => { text += piece; });
    request.on("end", () => {
      asked.push({ method: request.method, path: request.url, body: text && JSON.parse(text) });
      const send = (status, value) => reply.writeHead(status, { ...allow, "content-type": "application/json" }).end(typeof value === "string" ? value : JSON.stringify(value));
      behave(asked.at(-1), send, reply);
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  server.unref();
  closers.push(() => { server.closeAllConnections(); server.close(); });
  return { url: `http://127.0.0.1:${server.address().port}`, asked, stop: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) };
}

const words = (value) => [value ?? []].flat().flatMap((text) => text.split(" ")).filter(Boolean);

/** The clauses of a Quickwit query as it is written here: `a:IN ["x" "y"]`, `a:x*`, AND, OR, NOT and parentheses. Anything else is refused. */
function quickwitQuery(text) {
  const tokens = text.match(/\(|\)|AND|OR|NOT|[a-z_]+:IN \[(?:"[\p{L}\p{N}-]*"(?: (?="))?)*\]|[a-z_]+:[\p{L}\p{N}]+\*/gu) ?? [];
  assert.equal(tokens.join("").replaceAll(" ", ""), text.replaceAll(" ", ""), "Failed to parse query");
  let at = 0;
  const fields = new Set();
  const one = () => {
    const token = tokens[at++];
    if (token === "NOT") { const inner = one(); return (doc) => !inner(doc); }
    if (token === "(") { const inner = any(); assert.equal(tokens[at++], ")"); return inner; }
    const [field, value] = token.split(/:(.*)/s);
    fields.add(field);
    if (value.endsWith("*")) return (doc) => words(doc[field]).some((word) => word.startsWith(value.slice(0, -1)));
    const values = [...value.matchAll(/"([^"]*)"/g)].map(([, inner]) => inner);
    return (doc) => words(doc[field]).some((word) => values.includes(word));
  };
  const chain = (sign, next, join) => () => { const all = [next()]; while (tokens[at] === sign) { at++; all.push(next()); } return (doc) => join.call(all, (test) => test(doc)); };
  const any = () => chain("OR", chain("AND", one, Array.prototype.every), Array.prototype.some)();
  const test = any();
  assert.equal(at, tokens.length);
  return { test, fields };
}

const buckets = (docs, aggs) => Object.fromEntries(Object.entries(aggs).map(([name, { terms }]) => {
  const counts = new Map();
  for (const doc of docs) for (const value of [doc[terms.field] ?? []].flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [name, { buckets: [...counts].map(([key, doc_count]) => ({ key, doc_count })) }];
}));

function quickwit(docs, fields) {
  return ({ method, path, body }, send) => {
    if (method !== "POST" || path !== "/api/v1/loft/search") return send(404, { message: "Route not found" });
    const known = ["query", "max_hits", "start_offset", "sort_by", "aggs"];
    if (Object.keys(body).some((key) => !known.includes(key))) return send(400, { message: "unknown field" });
    try {
      const { test, fields: used } = quickwitQuery(body.query);
      for (const field of used) if (!fields.has(field)) return send(400, { message: `unknown field ${field}` });
      const found = docs.filter(test);
      send(200, { num_hits: found.length, hits: found.slice(0, body.max_hits), elapsed_time_micros: 9, errors: [], aggregations: buckets(found, body.aggs) });
    } catch (error) {
      send(400, { message: error.message });
    }
  };
}

function opensearch(docs, fields) {
  const clauses = {
    multi_match({ query, fields: names, type, fuzziness }) {
      const asked = query.split(" "), plain = names.map((name) => name.split("^")[0]);
      plain.forEach((name) => assert.ok(fields.has(name), name));
      const like = (word, one) => word === one || (type === "bool_prefix" && word.startsWith(one)) || (fuzziness && word.length === one.length && [...word].filter((letter, n) => letter !== one[n]).length === 1);
      return (doc) => plain.some((name) => words(doc[name]).some((word) => asked.some((one) => like(word, one))));
    },
    dis_max: ({ queries }) => { const all = queries.map(clause); return (doc) => all.some((test) => test(doc)); },
    terms: (by) => { const [[field, values]] = Object.entries(by); assert.ok(fields.has(field), field); return (doc) => [doc[field] ?? []].flat().some((value) => values.includes(value)); },
    bool({ should, minimum_should_match, filter, must_not }) {
      const [some, all, none] = [should, filter, must_not].map((list) => list.map(clause));
      return (doc) => some.filter((test) => test(doc)).length >= minimum_should_match && all.every((test) => test(doc)) && !none.some((test) => test(doc));
    },
  };
  const clause = (one) => { const [[name, about], ...more] = Object.entries(one); assert.equal(more.length, 0); return clauses[name](about); };
  return ({ method, path, body }, send) => {
    if (method !== "POST" || path !== "/loft/_search") return send(404, { error: { type: "index_not_found_exception" }, status: 404 });
    try {
      const found = docs.filter(clause(body.query));
      const hits = found.slice(0, body.size).map((doc) => ({ _index: "loft", _id: doc.url, _score: 1, _source: doc }));
      send(200, { took: 1, timed_out: false, hits: { total: { value: found.length, relation: "eq" }, max_score: 1, hits }, aggregations: buckets(found, body.aggs) });
    } catch (error) {
      send(400, { error: { type: "parsing_exception", reason: error.message }, status: 400 });
    }
  };
}

/** What the engine would hold: the documents that Loft exports, each held to the schema that is exported with them. */
function exported(source, kind) {
  execFileSync(loft(), ["search", "export", "--format", kind, "-o", "ut", "-s", source]);
  const lines = readFileSync(join(source, "ut/documents.ndjson"), "utf8").trim().split("\n").map((line) => JSON.parse(line)).filter((line) => !line.index);
  const schema = JSON.parse(readFileSync(join(source, "ut", kind === "quickwit" ? "index-config.json" : "index.json")));
  const searched = kind === "quickwit"
    ? schema.doc_mapping.field_mappings.filter((field) => field.indexed !== false).map((field) => field.name)
    : Object.entries(schema.mappings.properties).filter(([, about]) => about.index !== false && about.enabled !== false).map(([name]) => name);
  return { docs: lines, fields: new Set(searched) };
}

const ENGINES = { quickwit, opensearch };

for (const kind of Object.keys(ENGINES)) {
  test(`${kind}: words, endings, the other written form, filters and exclusions find their pages through its own search API`, async () => {
    let held;
    const server = await engine((asked, send) => ENGINES[kind](held.docs, held.fields)(asked, send));
    const site = await siteOf({ ...PAGES, "hugo.toml": config(kind, server.url) });
    held = exported(site.source, kind);
    const page = await open(site, "/sok/?q=samtykke", { also: [server.url] });
    const options = page.locator("#found [role=option]");
    await options.first().waitFor();
    /** Types the query, and waits until its own answer, not that to an earlier one, has the titles expected. */
    const titles = async (query, expected) => {
      const before = server.asked.length;
      await options.evaluateAll((all) => all.forEach((option) => option.setAttribute("data-earlier", "")));
      await page.locator("main #q").fill(query);
      const shown = () => options.evaluateAll((all) => all.map((option) => (option.hasAttribute("data-earlier") ? "earlier" : option.querySelector(".name")?.textContent)));
      await eventually(shown, expected, query);
      assert.ok(server.asked.length > before, `${query} was asked`);
    };
    for (const [query, expected] of [
      ["samtykke", ["Samtykkeportal"]],
      ["samtykkene", ["Samtykkeportal"]],
      ["elevane som flyttar", ["Flytting av elever"]],
      ["tenester til born", ["Tjenester til barn"]],
      ["samtykkepo", ["Samtykkeportal"]],
      ['"tidlig innsats"', ["Flytting av elever"]],
      ["innsats -barn", ["Flytting av elever"]],
      ["status:godkjent", ["Samtykkeportal"]],
      ["aktør:udir samtykke", ["Samtykkeportal"]],
      ["tittel:tjenester", ["Tjenester til barn"]],
      ["qqqqqq", []],
    ]) await titles(query, expected);
    await titles("samtykke", ["Samtykkeportal"]);
    await eventually(() => options.getAttribute("href"), /\/behov\/samtykke\//);
    await eventually(() => options.locator("mark").first().textContent(), "Samtykkeportal");
    await eventually(() => options.locator(".state").textContent(), /Godkjent/);
    await page.locator("#found summary").click();
    await eventually(() => page.locator("#found .narrow button").allTextContents(), ["Godkjent (1)", "Behov (1)", "Utdanningsdirektoratet (1)"]);
    // Requests to the owner's engine are allowed by the policy; none goes anywhere else.
    assert.deepEqual(page.problems, []);
    assert.ok(server.asked.every(({ method }) => method === "POST"));
  });
}

/** What a reader is told when the engine does this, and where the way out leads. */
async function told(t, behave, options, change = (url) => url, index = "loft") {
  const server = await engine(behave, options);
  const site = await siteOf({ ...PAGES, "hugo.toml": config("opensearch", change(server.url), index) });
  if (options?.stopped) await server.stop();
  const page = await open(site, "/", { also: [server.url] });
  await page.keyboard.press("/");
  await page.locator("dialog input").fill("samtykke");
  const status = page.locator("dialog [role=status]");
  await eventually(() => status.locator("a").getAttribute("href"), "/sok/#all-pages");
  await eventually(() => status.locator("button").count(), 1);
  await status.locator("a").click();
  await page.waitForURL(/\/sok\/#all-pages$/);
  await page.getByRole("link", { name: "Samtykkeportal" }).first().waitFor();
  await page.goto(site.url + "/sok/?q=samtykke");
  await page.locator("#found [role=status] a").waitFor();
  await page.locator("#all-pages").waitFor(); // the list stands below what is said
  return page.locator("#found [role=status]").textContent();
}

test("a reader is told when the engine is down, and can look through all pages", async (t) => {
  assert.match(await told(t, () => {}, { stopped: true }), /Søket svarer ikke akkurat nå/);
  assert.match(await told(t, (_, send) => send(503, { error: "overloaded" })), /Søket svarer ikke akkurat nå/);
});
test("a reader is told when the engine refuses the site's origin", async (t) => {
  assert.match(await told(t, (_, send) => send(200, {}), { cors: false }), /Søket svarer ikke akkurat nå/);
});
test("a reader is told when the engine is slow", async (t) => { assert.match(await told(t, () => {}), /for lang tid/); });
test("a reader is told when the index is not there", async (t) => {
  assert.match(await told(t, opensearch([], new Set(["lang"])), {}, undefined, "feil"), /kjenner ikke sidene/);
});
test("a reader is told when the answer makes no sense", async (t) => {
  for (const answer of ["<html>", "", "null", "[]", "{}", '{"hits":{"total":{"value":-1},"hits":[]}}', '{"hits":{"total":{"value":1},"hits":[{"_source":{"url":"javascript:alert(1)"}}]}}', '{"hits":{"total":{"value":1},"hits":[{"_source":{"url":"//elsewhere.example/"}}]}}', '{"hits":{"total":{"value":1},"hits":[{"_source":{"url":"/","shown_sections":[null]}}]}}']) {
    const part = new RemotePart({ engine: "opensearch", address: "http://x", index: "loft", fields: [["title", 6]], coverage: 2, parts: { nb: { langs: ["nb"], stop: "", endings: [""], links: [""], variants: "", phrases: [] } } }, "nb");
    globalThis.location ??= "http://x/";
    const own = globalThis.fetch;
    globalThis.fetch = async () => new Response(answer, { status: 200 });
    try {
      await assert.rejects(part.plan({ words: ["x"], phrases: [], without: [], filters: [] }), { reason: "remote_answer" }, answer);
    } finally {
      globalThis.fetch = own;
    }
  }
  assert.match(await told(t, (_, send) => send(200, "<html>no</html>")), /ikke kan leses/);
});
