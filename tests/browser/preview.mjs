// A site under `loft serve`, for the tests of the preview.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { eventually, loft } from "./site.mjs";

const long = Array.from({ length: 60 }, (_, at) => `Avsnitt nummer ${at} i en lang tekst.`).join("\n\n");
export const SITE = {
  "hugo.toml": "baseURL = 'https://example.org/'\ntitle = 'Prøve'\ndefaultContentLanguage = 'nb'\n[languages.nb]\nweight = 1\n[languages.en]\nweight = 2\n",
  "content/_index.nb.md": "---\ntitle: Hjem\n---\nVelkommen.\n",
  "content/_index.en.md": "---\ntitle: Home\n---\nWelcome.\n",
  "content/lang.nb.md": `---\ntitle: Lang\n---\n${long}\n\n{{< details "Mer" >}}\nSkjult tekst.\n{{< /details >}}\n`,
  "content/sak.nb.md": "---\r\ntitle: Sak   # navnet\r\nstatus: 'Ny' # merknad\r\nb: 1\r\n---\r\nTekst\r\n",
  "content/sak.en.md": "+++\nstatus = \"New\"\ntitle = 'Case'\n+++\nText",
  "static/bilde.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>",
  "static/egen.css": "main { outline-color: rgb(1, 2, 3) }",
  "loft.toml": "[theme]\nstylesheets = [\"/egen.css\"]\n",
};

const closers = [];
after(async () => { for (const close of closers.reverse()) await close(); });

function write(site, path, text) {
  const disk = join(site, path);
  mkdirSync(dirname(disk), { recursive: true });
  writeFileSync(disk, text);
}

/** A site under preview: its folder, its address, what the server said. */
export async function live({ files = {}, args = [], site = null, port = 0, env = {} } = {}) {
  const source = site ?? mkdtempSync(join(tmpdir(), "loft-preview-"));
  if (!site) closers.push(() => rmSync(source, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  if (!site) for (const [path, text] of Object.entries({ ...SITE, ...files })) write(source, path, text);
  const server = spawn(loft(), ["serve", "-s", source, "--port", String(port), ...args], { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...env } });
  closers.push(() => new Promise((done) => { if (server.exitCode !== null || server.signalCode) done(); else server.on("exit", done); server.kill(); }));
  let said = "";
  const url = await new Promise((done, fail) => {
    server.stderr.on("data", (text) => { said += text; const found = /http:\/\/localhost:\d+/.exec(said); if (found) done(found[0]); });
    server.on("exit", () => fail(new Error(`loft serve ended: ${said}`)));
  });
  return { source, url, server, write: (path, text) => write(source, path, text), read: (path) => readFileSync(join(source, path), "utf8") };
}

/** A free port that the system gives to nobody by itself, so that a server can be stopped and started again at it. */
export async function keptPort() {
  for (let port = 20_000 + (process.pid % 5000); ; port += 1) {
    const isFree = await new Promise((done) => { const probe = createServer().once("error", () => done(false)).listen(port, "127.0.0.1", () => probe.close(() => done(true))); });
    if (isFree) return port;
  }
}

/** Waits until something is so. */
export async function until(holds, what) {
  await eventually(holds, (is) => assert.ok(is, `never: ${what}`));
}

/** Asks for a path. A connection that was idle may have been let go by the server while this program was busy: it is asked anew, as browsers do. */
export async function ask(preview, path, options) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await fetch(preview.url + path, options);
    } catch (error) {
      if (attempt === 3 || !["UND_ERR_SOCKET", "ECONNRESET"].includes(error.cause?.code)) throw error;
    }
  }
}

/** What a path of the preview says. */
export const text = async (preview, path) => (await ask(preview, path)).text();
export const served = (preview, path, words) => until(async () => (await text(preview, path)).includes(words), `${path} says "${words}"`);

/** The number of the plan that is shown now. */
export async function generation(preview) {
  const ending = new AbortController();
  const reply = await ask(preview, "/_loft/events", { signal: ending.signal });
  const { value } = await reply.body.getReader().read();
  ending.abort();
  return JSON.parse(/^data: (.*)$/m.exec(new TextDecoder().decode(value))[1]).generation;
}
