// What stands around the pages, judged by programs that did not make it: sitemaps by their schema, JSON-LD by a
// JSON-LD processor and schema.org's own vocabulary, Open Graph by a reader of it, robots.txt by a crawler's parser, images and heads by the browser.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { parseRssFeed } from "feedsmith";
import jsonld from "jsonld";
import ogs from "open-graph-scraper";
import { XmlDocument, XsdValidator, xmlRegisterInputProvider } from "libxml2-wasm";
import robots from "robots-parser";
import { validateFeed } from "./feeds.mjs";
import { corpusSite, open, ownSite, pagesOf, siteOf } from "./site.mjs";

const require = createRequire(import.meta.url);
const packaged = (name, path) => join(dirname(require.resolve(`${name}/package.json`)), path);

// ── Sitemaps ──

/** Google's extension for versions in other languages: the one element that sitemaps have of XHTML. */
const LINK = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/1999/xhtml" elementFormDefault="qualified">
  <xs:element name="link"><xs:complexType>
    <xs:attribute name="rel" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="alternate"/></xs:restriction></xs:simpleType></xs:attribute>
    <xs:attribute name="hreflang" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="x-default|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"/></xs:restriction></xs:simpleType></xs:attribute>
    <xs:attribute name="href" use="required"><xs:simpleType><xs:restriction base="xs:anyURI"><xs:pattern value="https?://.+"/></xs:restriction></xs:simpleType></xs:attribute>
  </xs:complexType></xs:element></xs:schema>`;
/** sitemaps.org's schema of lists of sitemaps, which no package has. */
const INDEX = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" targetNamespace="http://www.sitemaps.org/schemas/sitemap/0.9" elementFormDefault="qualified">
  <xs:element name="sitemapindex"><xs:complexType><xs:sequence><xs:element name="sitemap" maxOccurs="50000"><xs:complexType><xs:sequence>
    <xs:element name="loc"><xs:simpleType><xs:restriction base="xs:anyURI"><xs:minLength value="12"/><xs:maxLength value="2048"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="lastmod" minOccurs="0"><xs:simpleType><xs:union><xs:simpleType><xs:restriction base="xs:date"/></xs:simpleType><xs:simpleType><xs:restriction base="xs:dateTime"/></xs:simpleType></xs:union></xs:simpleType></xs:element>
  </xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element></xs:schema>`;
const BOTH = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="http://www.sitemaps.org/schemas/sitemap/0.9" schemaLocation="loft:sitemap.xsd"/>
  <xs:import namespace="http://www.w3.org/1999/xhtml" schemaLocation="loft:link.xsd"/></xs:schema>`;

const schemas = { "loft:sitemap.xsd": readFileSync(packaged("sitemap", "schema/sitemap.xsd")), "loft:link.xsd": Buffer.from(LINK) };
const reading = new Map();
xmlRegisterInputProvider({
  match: (name) => name in schemas,
  open: (name) => { const at = reading.size + 1; reading.set(at, { bytes: schemas[name], from: 0 }); return at; },
  read: (at, buffer) => {
    const file = reading.get(at);
    const piece = file.bytes.subarray(file.from, file.from + buffer.byteLength);
    buffer.set(piece);
    file.from += piece.length;
    return piece.length;
  },
  close: () => true,
});

function validate(xml, schema) {
  const document = XmlDocument.fromString(xml);
  const described = XmlDocument.fromString(schema, { url: "loft:all.xsd" });
  const validator = XsdValidator.fromDoc(described);
  try {
    validator.validate(document);
  } finally {
    for (const one of [validator, described, document]) one.dispose();
  }
}

test("the schema says no to what is no sitemap", () => {
  const map = (inner) => `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">${inner}</urlset>`;
  const link = (code) => `<xhtml:link rel="alternate" hreflang="${code}" href="https://x.no/en/"/>`;
  validate(map(`<url><loc>https://x.no/</loc><lastmod>2026-01-02T03:04:05+00:00</lastmod>${link("en-GB")}</url>`), BOTH);
  for (const wrong of ["<url/>", "<url><loc>x</loc></url>", "<url><loc>https://x.no/</loc><lastmod>i dag</lastmod></url>", `<url><loc>https://x.no/</loc>${link("en_GB")}</url>`, "<url><loc>https://x.no/</loc><priority>2</priority></url>"]) {
    assert.throws(() => validate(map(wrong), BOTH), undefined, wrong);
  }
});

test("a sitemap in pieces is valid, and its pieces are in its list", async () => {
  const page = (title) => `---\ntitle: ${title}\n---\n`;
  const site = await siteOf({
    "hugo.toml": 'title = "S"\ndefaultContentLanguage = "nb"\n[sitemap]\nlimit = 2\n[languages.nb]\nlocale = "nb-NO"\n',
    "content/_index.md": page("Forside"), "content/a.md": page("A"), "content/b.md": page("B"), "content/c.md": page("C"), "content/d.md": page("D"),
  });
  const xml = (path) => readFileSync(join(site.folder, path), "utf8");
  const locs = (text) => [...text.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, loc]) => new URL(loc).pathname);
  validate(xml("sitemap.xml"), INDEX);
  const pieces = locs(xml("sitemap.xml"));
  assert.deepEqual(pieces, ["/nb/sitemap.xml", "/nb/sitemap-2.xml", "/nb/sitemap-3.xml"]);
  for (const piece of pieces) validate(xml(piece), BOTH);
  assert.deepEqual(pieces.flatMap((piece) => locs(xml(piece))).sort(), ["/", "/a/", "/b/", "/c/", "/d/"]);
});

// ── Feeds ──

test("the grammar says no to what is no feed", () => {
  const item = "<item><title>x</title><link>https://x.no/a/</link><guid>https://x.no/a/</guid></item>";
  const feed = (inner, channel = "<title>x</title><link>https://x.no/</link><description>x</description>") =>
    `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>${channel}<atom:link href="https://x.no/index.xml" rel="self" type="application/rss+xml"/>${inner}</channel></rss>`;
  validateFeed(feed(`<language>nb-NO</language><lastBuildDate>Tue, 04 Aug 2026 01:11:46 +0200</lastBuildDate>${item}`));
  for (const wrong of [
    item + item, "<item><title>x</title></item>", "<pubDate>2026-08-04</pubDate>", "<language>norsk bokmål</language>", "<titel>x</titel>",
    "<item><title>x</title><link>/a/</link><guid>/a/</guid></item>", "<pubDate>Tue, 04 Aug 2026 01:11:46 +0200</pubDate><pubDate>Tue, 04 Aug 2026 01:11:46 +0200</pubDate>",
  ]) assert.throws(() => validateFeed(feed(wrong)), undefined, wrong);
  assert.throws(() => validateFeed(feed("", "<title>x</title><link>https://x.no/</link>")), undefined, "no description");
  assert.throws(() => validateFeed("<rss version='2.0'/>"));
});

// ── JSON-LD ──

/** schema.org's vocabulary, as its types for TypeScript have it: what each type is below, and which properties it has. */
const vocabulary = new Map();
{
  const types = readFileSync(packaged("schema-dts", "dist/schema.d.ts"), "utf8");
  for (const [, name, above, body] of types.matchAll(/^(?:export )?interface (\w+)(?: extends ([^{]+?))? \{\n([\s\S]*?)^\}/gm)) {
    const properties = [...body.matchAll(/^ {4}"(\w+)"\?:/gm)].map(([, property]) => property);
    vocabulary.set(name, { above: (above ?? "").split(",").map((one) => one.trim()).filter(Boolean), properties });
  }
}
const has = (type, property) => vocabulary.get(type)?.properties.includes(property) || (vocabulary.get(type)?.above ?? []).some((above) => has(above, property));

/** What schema.org does not know of in a node and those within it. */
function unknown(node, path = "") {
  const plain = (name) => name.replace("http://schema.org/", "");
  const [type, ...more] = (node["@type"] ?? []).map(plain);
  if (!type || more.length || !vocabulary.has(`${type}Leaf`)) return [`${path}: no type ${type}`];
  return Object.entries(node).filter(([name]) => !name.startsWith("@")).flatMap(([name, values]) => {
    const where = `${path}/${type}.${plain(name)}`;
    if (!has(`${type}Leaf`, plain(name))) return [`${where}: no such property`];
    return values.flatMap((value) => {
      if (value["@type"] && value["@value"] === undefined) return unknown(value, where);
      if (value["@value"] === undefined) return value["@id"] && URL.canParse(value["@id"]) ? [] : [`${where}: no address`];
      return /date/.test(name) && Number.isNaN(Date.parse(value["@value"])) ? [`${where}: ${value["@value"]} is no date`] : [];
    });
  });
}

/** The data as a processor of JSON-LD reads it. */
async function expanded(text) {
  const documentLoader = async (url) => {
    assert.match(url, /^https?:\/\/schema\.org\/?$/, `a context from ${url}`);
    return { contextUrl: null, documentUrl: url, document: { "@context": { "@vocab": "http://schema.org/", url: { "@type": "@id" }, item: { "@type": "@id" }, image: { "@type": "@id" } } } };
  };
  return jsonld.expand(JSON.parse(text), { documentLoader, safe: true });
}

test("the vocabulary says no to what is not in it", async () => {
  const of = async (node) => (await expanded(JSON.stringify({ "@context": "https://schema.org", ...node }))).flatMap((node) => unknown(node));
  assert.deepEqual(await of({ "@type": "TechArticle", headline: "x", dateModified: "2026-01-02" }), []);
  for (const wrong of [{ "@type": "TekArticle" }, { "@type": "TechArticle", headlin: "x" }, { "@type": "BreadcrumbList", headline: "x" }, { "@type": "TechArticle", dateModified: "i dag" }]) {
    assert.notDeepEqual(await of(wrong), [], JSON.stringify(wrong));
  }
});

// ── Sites ──

/** What a browser makes of the heads of some pages, and what it reads in the pages themselves. */
const heads = (page, paths) => page.evaluate(async (paths) => {
  const read = async (path) => {
    const html = new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
    const all = (selector, value) => [...html.querySelectorAll(selector)].map(value);
    const text = (selector) => html.querySelector(selector)?.textContent.trim().replaceAll("\u00ad", "") ?? null;
    return {
      path,
      canonical: all("head link[rel=canonical]", (link) => link.getAttribute("href")),
      robots: all("head meta[name=robots]", (meta) => meta.content),
      versions: all("head link[hreflang]", (link) => [link.hreflang, link.getAttribute("href")]),
      properties: all("head meta[property]", (meta) => [meta.getAttribute("property"), meta.content]),
      data: all("script[type='application/ld+json']", (script) => script.textContent),
      title: text("h1"), crumbs: all("nav.crumbs a", (link) => link.getAttribute("href")), standsIn: !!html.querySelector("main .notice a[hreflang], main [lang] .fallback") ,
      lang: html.documentElement.lang,
    };
  };
  const found = [];
  for (const path of paths) found.push(await read(path));
  return found;
}, paths);

for (const [name, make] of [["own", ownSite], ["real", corpusSite]]) {
  describe(`${name} site`, () => {
    let site, page, all;
    before(async () => {
      site = await make();
      if (!site) return;
      page = await open(site, "/");
      all = await heads(page, pagesOf(site).map(encodeURI));
    });
    const check = (title, body) => test(title, async (t) => (site ? body(t) : t.skip("no corpus")));
    const address = (path) => site.url + path;
    const exists = (url) => existsSync(join(site.folder, decodeURIComponent(new URL(url).pathname).replace(/\/$/, "/index.html")));

    check("sitemaps and feeds are well-formed; sitemaps are valid", () => {
      const files = readdirSync(site.folder, { recursive: true }).map(String).filter((file) => file.endsWith(".xml"));
      const xml = (file) => readFileSync(join(site.folder, file), "utf8");
      const maps = files.filter((file) => file.endsWith("sitemap.xml"));
      assert.ok(maps.length >= 1, "a sitemap");
      for (const file of maps) assert.doesNotThrow(() => validate(xml(file), xml(file).includes("<sitemapindex") ? INDEX : BOTH), file);
      for (const file of files) XmlDocument.fromString(xml(file)).dispose();
    });

    check("feeds are valid, lead to pages, and a feed reader finds in them what there is", () => {
      const files = readdirSync(site.folder, { recursive: true }).map(String).filter((file) => file.endsWith(".xml"));
      const feeds = files.map((file) => [file, readFileSync(join(site.folder, file), "utf8")]).filter(([, xml]) => xml.includes("<rss"));
      assert.ok(feeds.length > 10, `${feeds.length} feeds`);
      const known = new Set(all.map(({ path }) => decodeURI(path)));
      for (const [file, xml] of feeds) {
        assert.doesNotThrow(() => validateFeed(xml), file);
        const feed = parseRssFeed(xml);
        assert.equal(feed.items?.length ?? 0, xml.split("<item>").length - 1, file);
        for (const url of [feed.link, ...(feed.items ?? []).map((item) => item.link)]) assert.ok(known.has(decodeURIComponent(new URL(url).pathname)), `${file}: ${url}`);
        for (const item of feed.items ?? []) if (item.pubDate) assert.ok(!Number.isNaN(Date.parse(item.pubDate)), `${file}: ${item.pubDate}`);
      }
    });

    check("robots may read every page and find the sitemap", () => {
      const file = join(site.folder, "robots.txt");
      if (!existsSync(file)) return;
      const rules = robots(address("/robots.txt"), readFileSync(file, "utf8"));
      for (const { path } of all) assert.ok(rules.isAllowed(address(path), "Examplebot"), path);
      for (const map of rules.getSitemaps()) assert.ok(exists(map), map);
      assert.equal(rules.getSitemaps().length, 1);
    });

    check("each page has one address, and its versions agree on each other", () => {
      const by = new Map(all.map((head) => [address(head.path), head]));
      for (const head of all) {
        if (head.path.endsWith("404.html")) {
          assert.deepEqual([head.canonical, head.robots], [[], ["noindex"]], head.path);
          continue;
        }
        assert.equal(head.canonical.length, 1, head.path);
        assert.ok(exists(head.canonical[0]), `${head.path}: ${head.canonical}`);
        const isItself = head.canonical[0] === address(head.path);
        if (!isItself) assert.deepEqual([head.versions, head.data], [[], []], `${head.path} speaks for ${head.canonical}`);
        for (const [code, url] of head.versions) {
          const other = by.get(url);
          assert.ok(other, `${head.path}: ${url}`);
          assert.deepEqual(other.versions, head.versions, `${head.path} and ${url}`);
          if (code !== "x-default") assert.equal(other.lang.toLowerCase(), code.toLowerCase(), url);
        }
        const codes = head.versions.map(([code]) => code);
        assert.ok(codes.length === 0 || (codes.includes("x-default") && new Set(codes).size === codes.length), `${head.path}: ${codes}`);
      }
      assert.ok(all.some((head) => head.versions.length > 2), "pages in several languages");
    });

    check("Open Graph says what the page says", () => {
      for (const head of all.filter((head) => !head.path.endsWith("404.html"))) {
        const of = (name) => head.properties.filter(([property]) => property === name).map(([, content]) => content);
        for (const name of ["og:title", "og:type", "og:url", "og:site_name"]) assert.equal(of(name).length, 1, `${head.path}: ${name}`);
        assert.equal(of("og:title")[0].replace(/\s+/g, " ").trim(), head.title.replace(/\s+/g, " "), head.path);
        assert.deepEqual(of("og:url"), head.canonical, head.path);
        assert.match(of("og:type")[0], /^(article|website)$/);
        for (const locale of [...of("og:locale"), ...of("og:locale:alternate")]) assert.match(locale, /^[a-z]{2,3}_[A-Z]{2}$/);
        for (const image of of("og:image")) assert.ok(exists(image), `${head.path}: ${image}`);
        for (const date of [...of("article:published_time"), ...of("article:modified_time")]) assert.ok(!Number.isNaN(Date.parse(date)), date);
      }
    });

    check("a reader of Open Graph finds in every page what the page says", async () => {
      const single = (html) => ogs({ html, onlyGetOpenGraphInfo: true }).then(({ result }) => result);
      // What it does with a page that says nothing: the test of the reader itself.
      assert.equal((await single("<html><head><title>x</title></head></html>")).ogTitle, undefined);
      for (const head of all.filter((head) => head.canonical[0] === address(head.path))) {
        const found = await single(readFileSync(join(site.folder, decodeURI(head.path).replace(/\/$/, "/index.html")), "utf8"));
        assert.equal(found.success, true, head.path);
        assert.equal(found.ogTitle.replace(/\s+/g, " ").trim(), head.title.replace(/\s+/g, " "), head.path);
        assert.equal(found.ogUrl, head.canonical[0], head.path);
        assert.match(found.ogType, /^(article|website)$/, head.path);
        assert.ok(found.ogSiteName, head.path);
        assert.equal(found.ogLocale?.split("_")[0], head.lang.split("-")[0], head.path);
        for (const image of found.ogImage ?? []) assert.ok(exists(image.url), `${head.path}: ${image.url}`);
        for (const date of [found.articlePublishedTime, found.articleModifiedTime].filter(Boolean)) assert.ok(!Number.isNaN(Date.parse(date)), `${head.path}: ${date}`);
      }
    });

    check("JSON-LD is schema.org's, and says what the page says", async () => {
      let articles = 0;
      for (const head of all) {
        assert.ok(head.data.length <= 1, head.path);
        for (const text of head.data) {
          const nodes = await expanded(text);
          assert.deepEqual(nodes.flatMap((node) => unknown(node)), [], head.path);
          const graph = JSON.parse(text)["@graph"];
          const article = graph.find((node) => node["@type"] === "TechArticle");
          if (article) {
            articles += 1;
            assert.equal(article.headline.replace(/\s+/g, " ").trim(), head.title.replace(/\s+/g, " "), head.path);
            assert.equal(article.url, head.canonical[0]);
          }
          const way = graph.find((node) => node["@type"] === "BreadcrumbList")?.itemListElement ?? [];
          assert.deepEqual(way.map((step) => step.position), way.map((_, at) => at + 1));
          if (way.length) assert.deepEqual(way.map((step) => step.item), [...head.crumbs.map(address), head.canonical[0]], head.path);
        }
      }
      assert.ok(articles > 10, `${articles} articles`);
    });

    check("the policy lets the data be, and nothing else was tried", async () => {
      const withData = all.find((head) => head.data.length);
      const tab = await open(site, withData.path);
      assert.deepEqual(tab.problems, []);
      assert.ok(await tab.evaluate(() => JSON.parse(document.querySelector("script[type='application/ld+json']").textContent)["@graph"].length > 0));
      await tab.context().close();
    });

    check("every image is as large as its page says, and so is every version of it", async () => {
      let seen = 0;
      for (const { path } of all) {
        const html = readFileSync(join(site.folder, decodeURI(path).replace(/\/$/, "/index.html")), "utf8");
        if (!/<main[\s\S]*<img /.test(html)) continue;
        const wrong = await page.evaluate(async (path) => {
          const html = new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
          const found = [];
          const size = async (address) => { const image = new Image(); image.src = new URL(address, new URL(path, location.href)).href; await image.decode(); return [image.naturalWidth, image.naturalHeight]; };
          for (const image of html.querySelectorAll("main img[width][height]")) {
            const [width, height] = await size(image.getAttribute("src"));
            if (`${width}x${height}` !== `${image.getAttribute("width")}x${image.getAttribute("height")}`) found.push(`${image.outerHTML}: ${width}x${height}`);
            for (const candidate of image.srcset.split(", ").filter(Boolean)) {
              const [address, wide] = candidate.split(" ");
              const [real, tall] = await size(address);
              if (`${real}w` !== wide || Math.abs(tall / real - height / width) > 0.01) found.push(`${candidate}: ${real}x${tall}`);
            }
          }
          return { found, seen: html.querySelectorAll("main img[width][height]").length };
        }, path);
        assert.deepEqual(wrong.found, [], path);
        seen += wrong.seen;
      }
      if (name === "real") assert.ok(seen >= 20, `${seen} images`);
    });

    after(async () => { await page?.context().close(); });
  });
}
