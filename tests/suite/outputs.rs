//! What stands around the pages: feeds, sitemaps, robots, redirects, headers. Each is read by something that did
//! not write it, and compared with what Hugo 0.168 writes for the same site.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::{Made, corpus, fresh};
use crate::xml::{self, Element};

const CONFIG: &str = "baseURL = 'https://example.org/docs/'\ntitle = 'Eksempel & sønn'\ndefaultContentLanguage = 'nb'\nenableRobotsTXT = true\ncopyright = 'Alle © <rett>'\n";
const LANGUAGES: &str = "[languages.nb]\nlocale = 'nb-NO'\nweight = 1\n[languages.en]\nlocale = 'en-GB'\ntitle = 'Example'\nweight = 2\n";

/// The site whose feeds and sitemaps by Hugo are written below.
const CONTENT: &[(&str, &str)] = &[
    ("content/_index.nb.md", "---\ntitle: Hjem\n---\nVelkommen.\n"),
    ("content/_index.en.md", "---\ntitle: Home\n---\nWelcome.\n"),
    ("content/saker/_index.nb.md", "---\ntitle: Saker\ndate: 2026-01-02\n---\n"),
    (
        "content/saker/en.nb.md",
        "---\ntitle: \"Sak <én> & to\"\ndate: 2026-03-04T05:06:07+02:00\nlastmod: 2026-04-05\ntags: [Rød grød, b]\naliases: [/gammel/, eldre, /OM/]\n---\nDette er **teksten** & [lenke](../to/). Æøå \"sitat\".\n\n<!--more-->\n\n## Mer\n\nResten.\n",
    ),
    (
        "content/saker/en.en.md",
        "---\ntitle: Case one\ndate: 2026-03-04\ntags: [b]\nsitemap: {changefreq: weekly, priority: 0.3}\naliases: [/old name/]\n---\nThe text.\n",
    ),
    ("content/saker/to.nb.md", "---\ntitle: To\nweight: 10\nsummary: \"Egen *oppsummering* & <b>mer</b>\"\n---\nUten dato.\n"),
    ("content/saker/tre.nb.md", "---\ntitle: Tre\ndate: 2025-01-01\nsitemap: {disable: true}\n---\nord\n"),
    ("content/om.nb.md", "---\ntitle: Om\nweight: 5\n---\n# Overskrift\n\nOm oss.\n"),
];

fn site_with(config: &str, more: &[(&str, &str)]) -> Made {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("hugo.toml", config);
    CONTENT.iter().chain(more).for_each(|(path, text)| write(path, text));
    fresh(folder.path()).1
}

fn site() -> Made {
    site_with(&format!("{CONFIG}{LANGUAGES}"), &[])
}

fn text<'a>(made: &'a Made, file: &str) -> &'a str {
    let bytes = made.files.get(file).unwrap_or_else(|| panic!("no {file}"));
    std::str::from_utf8(bytes).expect("UTF-8")
}

fn names(made: &Made) -> BTreeSet<&str> {
    made.files.keys().map(String::as_str).collect()
}

/// Title, link, date and description of each item.
fn items(made: &Made, file: &str) -> Vec<[String; 4]> {
    let feed = xml::parse(text(made, file));
    let channel = feed.all("channel").next().expect("a channel");
    let field = |item: &Element, name: &str| item.one(name).unwrap_or_default().to_string();
    channel.all("item").map(|item| ["title", "link", "pubDate", "description"].map(|name| field(item, name))).collect()
}

#[test]
fn a_feed_is_hugos() {
    let made = site();
    let of_saker = [
        [
            "To",
            "https://example.org/docs/saker/to/",
            "",
            "Egen <em>oppsummering</em> &amp; <!-- raw HTML omitted -->mer<!-- raw HTML omitted -->",
        ],
        [
            "Sak <én> & to",
            "https://example.org/docs/saker/en/",
            "Wed, 04 Mar 2026 05:06:07 +0200",
            // Hugo's has `../to/`, which no reader of feeds can follow.
            "<p>Dette er <strong>teksten</strong> &amp; <a href=\"https://example.org/docs/saker/to/\">lenke</a>. Æøå &ldquo;sitat&rdquo;.</p>",
        ],
        ["Tre", "https://example.org/docs/saker/tre/", "Wed, 01 Jan 2025 00:00:00 +0000", "<p>ord</p>"],
    ];
    assert_eq!(items(&made, "saker/index.xml"), of_saker.map(|item| item.map(String::from)));
    let om = ["Om", "https://example.org/docs/om/", "", "<h1 id=\"overskrift\">Overskrift</h1>\n<p>Om oss.</p>"];
    let of_home: Vec<[&str; 4]> = std::iter::once(om).chain(of_saker).collect();
    assert_eq!(items(&made, "index.xml"), of_home.iter().map(|item| item.map(String::from)).collect::<Vec<_>>());
    assert_eq!(
        items(&made, "tags/index.xml").iter().map(|item| item[1].as_str()).collect::<Vec<_>>(),
        ["https://example.org/docs/tags/b/", "https://example.org/docs/tags/r%C3%B8d-gr%C3%B8d/"]
    );

    let feed = xml::parse(text(&made, "index.xml"));
    let channel = feed.all("channel").next().expect("a channel");
    for (name, expected) in [
        ("title", Some("Hjem on Eksempel & sønn")),
        ("link", Some("https://example.org/docs/")),
        ("description", Some("Recent content in Hjem on Eksempel & sønn")),
        ("language", Some("nb-NO")),
        ("copyright", Some("Alle © <rett>")),
        ("lastBuildDate", Some("Sun, 05 Apr 2026 00:00:00 +0000")),
    ] {
        assert_eq!(channel.one(name), expected, "{name}");
    }
}

#[test]
fn feeds_are_where_hugo_has_them() {
    let feeds = |made: &Made| -> Vec<String> { made.files.keys().filter(|name| name.ends_with("index.xml")).cloned().collect() };
    let all = ["en/index.xml", "en/saker/index.xml", "en/tags/b/index.xml", "en/tags/index.xml", "index.xml", "saker/index.xml"];
    let all = all.iter().chain(&["tags/b/index.xml", "tags/index.xml", "tags/rød-grød/index.xml"]);
    assert_eq!(feeds(&site()), all.copied().collect::<Vec<_>>());
    for (config, expected) in [
        (format!("disableKinds = ['RSS']\n{CONFIG}"), vec![]),
        (
            format!("{CONFIG}[outputs]\nhome = ['HTML', 'RSS']\nsection = ['html']\ntaxonomy = ['html']\nterm = ['html']\n"),
            vec!["index.xml"],
        ),
        (CONFIG.replace("https://example.org", ""), vec![]),
    ] {
        assert_eq!(feeds(&site_with(&config, &[])), expected, "{config}");
    }
    let limited = site_with(&format!("{CONFIG}[services.rss]\nlimit = 1\n"), &[]);
    assert_eq!(items(&limited, "saker/index.xml").len(), 1);
}

/// Pages link the feeds that there are.
#[test]
fn every_feed_is_linked() {
    let made = site();
    let link = "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/docs/en/tags/b/index.xml\" title=\"B – Example\">";
    assert!(text(&made, "en/tags/b/index.html").contains(link));
    assert!(!text(&made, "om/index.html").contains("application/rss+xml"));
}

#[test]
fn a_sitemap_is_hugos() {
    let made = site();
    let index = xml::parse(text(&made, "sitemap.xml"));
    let maps: Vec<[&str; 2]> = index.all("sitemap").map(|map| ["loc", "lastmod"].map(|name| map.one(name).unwrap_or_default())).collect();
    assert_eq!(
        maps,
        [
            ["https://example.org/docs/nb/sitemap.xml", "2026-04-05T00:00:00+00:00"],
            ["https://example.org/docs/en/sitemap.xml", "2026-03-04T00:00:00+00:00"]
        ]
    );
    let nb = xml::parse(text(&made, "nb/sitemap.xml"));
    let locs: Vec<&str> = nb.all("url").filter_map(|url| url.one("loc")).collect();
    assert_eq!(
        locs,
        [
            "https://example.org/docs/om/",
            "https://example.org/docs/saker/to/",
            "https://example.org/docs/tags/b/",
            "https://example.org/docs/",
            "https://example.org/docs/tags/r%C3%B8d-gr%C3%B8d/",
            "https://example.org/docs/saker/en/",
            "https://example.org/docs/tags/",
            "https://example.org/docs/saker/",
        ]
    );
    let en = xml::parse(text(&made, "en/sitemap.xml"));
    let case = en.all("url").find(|url| url.one("loc") == Some("https://example.org/docs/en/saker/en/")).expect("the case");
    let facts = ["lastmod", "changefreq", "priority"].map(|name| case.one(name));
    assert_eq!(facts, [Some("2026-03-04T00:00:00+00:00"), Some("weekly"), Some("0.3")]);
    let versions: Vec<[&str; 2]> =
        case.all("xhtml:link").map(|link| ["hreflang", "href"].map(|name| link.attributes[name].as_str())).collect();
    assert_eq!(versions, [["nb-NO", "https://example.org/docs/saker/en/"], ["en-GB", "https://example.org/docs/en/saker/en/"]]);
}

#[test]
fn a_site_of_one_language_has_one_sitemap() {
    let made = site_with(&format!("{CONFIG}[sitemap]\nfilename = 'kart.xml'\nchangefreq = 'daily'\npriority = 0.5\n"), &[]);
    let map = xml::parse(text(&made, "kart.xml"));
    let om = map.all("url").find(|url| url.one("loc") == Some("https://example.org/docs/om/")).expect("the page");
    assert_eq!(["changefreq", "priority"].map(|name| om.one(name)), [Some("daily"), Some("0.5")]);
    assert!(!names(&made).contains("sitemap.xml"));
    for config in [CONFIG.replace("https://example.org", ""), format!("disableKinds = ['sitemap']\n{CONFIG}")] {
        let made = site_with(&config, &[]);
        assert!(!names(&made).contains("sitemap.xml"), "{config}");
        assert_eq!(text(&made, "robots.txt"), "User-agent: *\nAllow: /\n", "{config}");
    }
}

#[test]
fn robots_are_told_of_the_sitemap() {
    assert_eq!(text(&site(), "robots.txt"), "User-agent: *\nAllow: /\n\nSitemap: https://example.org/docs/sitemap.xml\n");
    assert!(!names(&site_with(&CONFIG.replace("enableRobotsTXT = true", ""), &[])).contains("robots.txt"));
}

/// One line in each form for each alias, but none for `/OM/`: there is a page. `/nb/` leads home, as in Hugo.
#[test]
fn redirects_lead_to_pages() {
    let made = site();
    let expected = "# 301! is for Netlify. Other hosts pass it over and follow the line below it.\n\
        /docs/en/old%20name/ /docs/en/saker/en/ 301!\n/docs/en/old%20name/ /docs/en/saker/en/ 301\n\
        /docs/gammel/ /docs/saker/en/ 301!\n/docs/gammel/ /docs/saker/en/ 301\n\
        /docs/nb/ /docs/ 301!\n/docs/nb/ /docs/ 301\n\
        /docs/saker/eldre/ /docs/saker/en/ 301!\n/docs/saker/eldre/ /docs/saker/en/ 301\n";
    assert_eq!(text(&made, "_redirects"), expected);
    assert!(!names(&site_with(CONFIG, &[("content/saker/en.nb.md", ""), ("content/saker/en.en.md", "")])).contains("_redirects"));
}

#[test]
fn the_site_s_own_files_come_first() {
    let own = [
        ("static/_redirects", "/a /b 301\n"),
        ("static/_headers", "egen\n"),
        ("static/robots.txt", "stille\n"),
        ("static/sitemap.xml", "kart\n"),
    ];
    let made = site_with(&format!("{CONFIG}{LANGUAGES}"), &own);
    for (path, content) in own {
        assert_eq!(text(&made, path.trim_start_matches("static/")), content);
    }
    assert!(!made.diags.iter().any(|diag| diag.code == "same-output-path" && diag.severity == loft::diag::Severity::Error));
}

#[test]
fn headers_hold_for_the_whole_site() {
    let made = site();
    let mut lines = text(&made, "_headers").lines();
    assert_eq!(lines.next(), Some("/docs/*"));
    let headers: Vec<(&str, &str)> = lines.filter_map(|line| line.strip_prefix("  ")?.split_once(": ")).collect();
    let policy = headers.iter().find(|(name, _)| *name == "Content-Security-Policy").expect("a policy").1;
    assert!(policy.starts_with("default-src 'self';") && !policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"), "{policy}");
}

/// Every address in feeds and sitemaps of the real site has its file, and each page is in a sitemap.
#[test]
fn the_real_site_s_feeds_and_sitemaps_lead_somewhere() {
    let Some(corpus) = corpus("feeds and sitemaps of the real site") else { return };
    addresses_exist(&corpus.join("samt-bu"), "https://docs.samt-bu.no/");
}

fn addresses_exist(site: &Path, base: &str) {
    let (plan, made) = fresh(site);
    let mut listed = BTreeSet::new();
    let mut check = |address: &str, from: &str| {
        let path = loft::paths::decode_path(address.strip_prefix(base).unwrap_or_else(|| panic!("{from}: {address}")));
        let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
        assert!(made.files.contains_key(&file), "{from}: {address}");
        listed.insert(file);
    };
    for name in made.files.keys().filter(|name| name.ends_with("sitemap.xml")) {
        let root = xml::parse(text(&made, name));
        for entry in &root.children {
            check(entry.one("loc").expect("an address"), name);
            entry.all("xhtml:link").for_each(|link| check(&link.attributes["href"], name));
        }
    }
    for page in plan.site.pages.iter().filter(|page| page.is_rendered()) {
        assert!(listed.contains(page.out.as_str()), "{} is in no sitemap", page.out);
    }
    let mut feeds = 0;
    for name in made.files.keys().filter(|name| name.ends_with("index.xml")) {
        feeds += 1;
        for [_, link, ..] in items(&made, name) {
            let page = link.split('#').next().unwrap_or_default().strip_prefix(base).expect("the site's");
            assert!(listed.contains(&format!("{}index.html", loft::paths::decode_path(page))), "{name}: {link}");
        }
    }
    assert!(feeds > 20, "{feeds}");
}

/// A preview is nobody's first hit: each page says so, and the host says it of everything else.
#[test]
fn a_preview_asks_to_be_left_out() {
    let made = site_with(&format!("{CONFIG}[params.loft]\nnoindex = true\n{LANGUAGES}"), &[]);
    let asks = "<meta name=\"robots\" content=\"noindex\">";
    let pages = || made.files.keys().filter(|name| name.ends_with("index.html"));
    assert!(pages().count() > 5 && pages().all(|name| text(&made, name).contains("noindex")));
    assert!(text(&made, "om/index.html").contains(asks) && !text(&site(), "om/index.html").contains("noindex"));
    assert!(text(&made, "_headers").contains("\n  X-Robots-Tag: noindex\n") && !text(&site(), "_headers").contains("X-Robots-Tag"));
    assert_eq!(text(&made, "robots.txt"), "User-agent: *\nAllow: /\n", "they must be let in to see it");
}

/// What the command line says of a preview holds as what the configuration says.
#[test]
fn a_preview_can_be_asked_for_on_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("content")).expect("a folder");
    fs::write(folder.path().join("content/_index.md"), "---\ntitle: Hjem\n---\n").expect("a page");
    for (args, expected) in [(vec!["--noindex"], true), (vec![], false)] {
        let out = folder.path().join("ut");
        let status = std::process::Command::new(env!("CARGO_BIN_EXE_loft"))
            .args(["build", "-q", "-s"])
            .arg(folder.path())
            .arg("-d")
            .arg(&out)
            .args(args)
            .output();
        assert!(status.expect("loft runs").status.success());
        assert_eq!(fs::read_to_string(out.join("index.html")).expect("a page").contains("noindex"), expected);
    }
}

/// Hosts read a star and a colon in `_redirects` as more than themselves; words that sitemaps do not know are left out.
#[test]
fn what_hosts_and_robots_would_misread_is_left_out() {
    let page = "---\ntitle: Vill\naliases: [/alt/*, '/x/:navn', /enkel/]\nsitemap: {changefreq: stadig, priority: 7}\n---\nord\n";
    let made = site_with(CONFIG, &[("content/vill.md", page)]);
    assert!(text(&made, "_redirects").contains("/docs/enkel/ /docs/vill/ 301\n"));
    assert!(text(&made, "_redirects").lines().skip(1).all(|line| !line.contains(['*', ':'])));
    let map = xml::parse(text(&made, "sitemap.xml"));
    let entry = map.all("url").find(|url| url.one("loc") == Some("https://example.org/docs/vill/")).expect("the page");
    assert_eq!(["changefreq", "priority"].map(|name| entry.one(name)), [None, None]);
}
