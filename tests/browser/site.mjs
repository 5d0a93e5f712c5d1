// What every browser test needs: sites built by the built Loft, a server for them, pages in Chromium.
//
//   import { corpusSite, open, ownSite, siteOf } from "./site.mjs";
//   const site = await ownSite();                                         // content/ of this repository
//   const real = await corpusSite();                                      // null, and a line that says so, where there is none
//   const small = await siteOf({ "content/_index.md": "# Hi" });          // a site in a few lines
//   const page = await open(site, "/veiledning/", { width: 320, scheme: "dark" });
//   assert.deepEqual(page.problems, []);                                  // errors, breaches of the CSP, requests to other hosts
//   await eventually(() => page.locator("li").allTextContents(), ["a"]);  // what comes after an action, however slow the machine
//
// Everything is closed and removed when the file's tests have run.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join, resolve } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
/** Chromium's program: `CHROMIUM`, else where Debian, Ubuntu and GitHub's runners have it. */
export const program = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));
export const flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"];

/** How long a test waits for what must come, in milliseconds: so long that only a fault, not a busy machine, uses it up. */
export const PATIENCE = 90_000;

/**
 * Asks until the answer is the one expected (a value, a pattern, or a function that asserts), and gives it; in the end says how it
 * differs. What an action brings about is read this way and no other: on a busy machine it comes long after the action.
 */
export async function eventually(read, expected, message) {
  const check = typeof expected === "function" ? expected : (found) => (expected instanceof RegExp ? assert.match(found, expected, message) : assert.deepEqual(found, expected, message));
  for (const end = Date.now() + PATIENCE; ;) {
    try {
      const found = await read();
      check(found);
      return found;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((done) => setTimeout(done, 40));
  }
}

const closers = [];
after(async () => { for (const close of closers.reverse()) await close(); });

/** Loft's program: `LOFT`, else the newest that cargo has made here. */
export function loft() {
  const made = ["release", "debug"].map((profile) => join(root, "target", profile, "loft")).filter(existsSync);
  const newest = made.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
  const found = process.env.LOFT ?? newest;
  if (!found) throw new Error("no loft in target/: run `cargo build` first, or set LOFT");
  return found;
}

/** A new folder that goes away by itself. */
export function folder() {
  const made = mkdtempSync(join(tmpdir(), "loft-browser-"));
  closers.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Builds and serves the site in a folder. `args` are more arguments for `loft build`. Gives `url`, `folder`. */
export async function build(source, args = []) {
  const site = await serve(folder());
  // With its address, as it would be published; the folder is empty so far, so that nothing is in the way.
  execFileSync(loft(), ["build", "--quiet", "--no-cache", "-s", source, "-d", site.folder, ...(args.includes("-b") ? [] : ["-b", `${site.url}/`]), ...args], { stdio: ["ignore", "ignore", "inherit"] });
  return site;
}

/** Loft's own site. */
export const ownSite = () => build(root, ["--minify"]);

/** Where the real site's sources are; null, and a line that says so, where there are none. */
export function corpusSource() {
  const corpus = join(process.env.LOFT_CORPUS ?? join(root, "../shared/corpus"), "samt-bu");
  if (existsSync(corpus)) {
    // A copy, since Loft keeps versions of pictures beside the sources, and test files run side by side.
    const source = folder();
    cpSync(corpus, source, { recursive: true });
    return source;
  }
  console.log("skipped: no corpus (set LOFT_CORPUS)");
  return null;
}

/** The real site, where it is. */
export async function corpusSite() {
  const source = corpusSource();
  return source && build(source, ["--minify"]);
}

/** A site from its files: `{ "hugo.toml": "…", "content/_index.md": "…" }`. Gives its folder too, as `source`. */
export async function siteOf(files, args = []) {
  const source = folder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), text);
  }
  return Object.assign(await build(source, args), { source });
}

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json", ".svg": "image/svg+xml", ".xml": "application/xml; charset=utf-8", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp",
  ".avif": "image/avif", ".woff2": "font/woff2", ".csv": "text/csv; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".pdf": "application/pdf", ".wasm": "application/wasm",
};
const PACKED = /^(text|application\/(json|xml)|image\/svg)/;

/** Serves a folder as a host would: the headers of its `_headers`, gzip, the nearest 404.html. */
export async function serve(out) {
  let headers;
  const server = createServer((request, reply) => {
    headers ??= headersOf(out);
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const wanted = join(out, path, path.endsWith("/") ? "index.html" : "");
    const found = wanted.startsWith(out) && existsSync(wanted) && statSync(wanted).isFile() ? wanted : null;
    if (!found && existsSync(join(wanted, "index.html"))) return reply.writeHead(301, { location: encodeURI(path) + "/" }).end();
    const file = found ?? notFound(out, path);
    if (!file) return reply.writeHead(404).end();
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    const packed = PACKED.test(type) && /gzip/.test(request.headers["accept-encoding"] ?? "");
    const bytes = readFileSync(file);
    reply.writeHead(found ? 200 : 404, { ...headers, "content-type": type, "cache-control": "no-cache", ...(packed && { "content-encoding": "gzip" }) });
    reply.end(packed ? gzipSync(bytes) : bytes);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  // It must not keep the process alive: a site made after the first tests have run may never be closed.
  server.unref();
  closers.push(() => { server.closeAllConnections(); server.close(); });
  return { url: `http://127.0.0.1:${server.address().port}`, folder: out };
}

function headersOf(out) {
  const file = join(out, "_headers");
  const rules = existsSync(file) ? readFileSync(file, "utf8").split(/\n(?=\/)/) : [];
  const lines = (rules.find((rule) => /^\/[^\n]*\*/.test(rule)) ?? "").split("\n");
  return Object.fromEntries(lines.filter((line) => line.startsWith("  ")).map((line) => /^\s*([^:]+):\s*(.*)$/.exec(line).slice(1)));
}

function notFound(out, path) {
  for (let at = path; at.length > 1;) {
    at = dirname(at);
    const file = join(out, at, "404.html");
    if (existsSync(file)) return file;
  }
  return null;
}

/** Every page of a built site, as paths to open: `/veiledning/`, `/404.html`; not the small files that lead old addresses on. */
export function pagesOf(site, below = "") {
  return readdirSync(join(site.folder, below), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    const path = `${below}/${entry.name}`;
    if (entry.isDirectory()) return pagesOf(site, path);
    const isPage = entry.name.endsWith(".html") && !readFileSync(join(site.folder, path), "utf8").includes('http-equiv="refresh"');
    return isPage ? [path.replace(/\/index\.html$/, "/")] : [];
  });
}

let started;
/** The one browser of this file's tests. */
export function browser() {
  if (!program) throw new Error("no Chromium: install `chromium`, or set CHROMIUM");
  started ??= chromium.launch({ executablePath: program, args: flags, timeout: PATIENCE }).then((it) => { closers.push(() => it.close()); return it; });
  return started;
}

/**
 * Opens a page of a site in a new window. `scheme`: light or dark; `script: false` switches JavaScript off; more is
 * for Playwright's `newContext`. What goes wrong in it gathers in `page.problems`; nothing leaves for other hosts than `also`.
 */
export async function open(site, path = "/", { width = 1400, height = 900, scheme = "light", script = true, also = [], ...more } = {}) {
  const context = await (await browser()).newContext({
    viewport: { width, height }, colorScheme: scheme, javaScriptEnabled: script, reducedMotion: "reduce", locale: "nb-NO", ...more,
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.problems = [];
  const expected404 = (text) => path.includes("404") && /404/.test(text);
  page.on("console", (message) => { if (message.type() === "error" && !expected404(message.text())) page.problems.push(message.text()); });
  page.on("pageerror", (error) => page.problems.push(String(error)));
  await page.route((url) => url.origin !== site.url && !also.includes(url.origin) && url.protocol.startsWith("http"), (route) => {
    page.problems.push(`request to ${route.request().url()}`);
    return route.abort();
  });
  await page.goto(site.url + path, { waitUntil: "load" });
  return page;
}
