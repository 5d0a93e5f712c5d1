//! Front matter and configuration that try to break out of every file that they end up in. Each file is read by a parser
//! that did not write it: nothing of the attack may be more than text.

use std::collections::BTreeSet;
use std::fs;

use scraper::{Html, Selector};

use crate::support::{Made, fresh};
use crate::xml;

/// For HTML, XML, JSON, headers and lines; each is tried in every field.
const ATTACKS: [&str; 6] = [
    "</title></script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "\" onload=\"alert(1)\" x=\"' onload='alert(1)",
    "]]><x/><![CDATA[ <!-- --> &bogus; &#0;",
    "a\r\nSet-Cookie: b=1\n\nX-Injected: yes",
    "\u{0}\u{1}\u{8}\u{b}\u{1f}\u{7f}\u{85}\u{2028}\u{2029}\u{fffe}\u{ffff}\u{feff}\u{202e}",
    "{{ site.title }} {% raw %} ${x} %0d%0aX-Injected: yes javascript:alert(1)",
];
const FIELDS: [&str; 22] = [
    "title",
    "linkTitle",
    "description",
    "summary",
    "status",
    "maalform",
    "eier",
    "id",
    "type",
    "laerdom",
    "anbefaling",
    "saksnr",
    "organ",
    "author",
    "slug",
    "url",
    "layout",
    "images",
    "tags",
    "aliases",
    "aktorer",
    "innmelder",
];

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("JSON")
}

/// A page with one attack in one field and a page with it in all, for each attack.
fn attacked() -> (tempfile::TempDir, Made) {
    let site = tempfile::tempdir().expect("a folder");
    let write = |path: String, text: String| {
        let path = site.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    let attack = quoted(ATTACKS[0]);
    write(
        "hugo.toml".to_string(),
        format!(
            "baseURL = \"https://example.org/do cs\\r\\n Set-Cookie/\"\ntitle = {attack}\ncopyright = {attack}\ndefaultContentLanguage = 'nb'\nenableRobotsTXT = true\n\
             [languages.nb]\nlocale = 'nb\\u0022 onload=\\u0022x'\n[languages.en]\ntitle = {attack}\nlocale = 'en_GB'\n[sitemap]\nchangefreq = \"now</x>\"\n"
        ),
    );
    for (number, attack) in ATTACKS.iter().enumerate() {
        let value = |field: &str| match field {
            "tags" | "aliases" | "innmelder" | "images" | "aktorer" => format!("[{}]", quoted(attack)),
            _ => quoted(attack),
        };
        let page = |fields: &[&str]| {
            let lines: String = fields.iter().map(|field| format!("{field}: {}\n", value(field))).collect();
            format!(
                "---\n{lines}date: 2026-01-02\nsitemap: {{changefreq: {}, priority: 9}}\n---\nTekst ![{}](x.png)\n",
                quoted(attack),
                attack.replace(['\r', '\n', ']'], " ")
            )
        };
        for lang in ["nb", "en"] {
            write(format!("content/a{number}/_index.{lang}.md"), page(&["title", "description"]));
            write(format!("content/a{number}/alle.{lang}.md"), page(&FIELDS));
            for field in FIELDS {
                write(format!("content/a{number}/{}.{lang}.md", field.to_lowercase()), page(&[field]));
            }
        }
    }
    let made = fresh(site.path()).1;
    (site, made)
}

#[test]
fn an_attack_is_only_text_wherever_it_ends_up() {
    let (_site, made) = attacked();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let (mut pages, mut maps, mut data) = (0, 0, 0);
    for (name, bytes) in &made.files {
        if name.ends_with(".html") {
            pages += 1;
            data += harmless_page(name, &text(bytes));
        } else if name.ends_with(".xml") {
            maps += 1;
            let root = xml::parse(&text(bytes));
            let expected: &[&str] = &["rss", "urlset", "sitemapindex"];
            assert!(expected.contains(&root.name.as_str()), "{name}: {}", root.name);
            harmless_element(name, &root);
        }
    }
    assert!(pages > 200 && maps > 10 && data > 100, "{pages} pages, {maps} maps and feeds, {data} with JSON-LD");
}

/// No element and no attribute that the theme does not write; data that is JSON.
fn harmless_page(name: &str, html: &str) -> usize {
    let page = Html::parse_document(html);
    let scripts = Selector::parse("script").expect("a selector");
    let mut data = 0;
    for script in page.select(&scripts) {
        let inner: String = script.text().collect();
        match script.value().attr("type") {
            Some("application/ld+json") => {
                data += 1;
                let graph: serde_json::Value = serde_json::from_str(&inner).unwrap_or_else(|error| panic!("{name}: {error}: {inner}"));
                assert!(graph["@graph"].is_array(), "{name}");
            }
            _ => assert!(
                inner.is_empty() && script.value().attr("src").is_some_and(|src| src.starts_with("/docs")),
                "{name}: {}",
                script.html()
            ),
        }
    }
    for node in page.tree.nodes().filter_map(|node| node.value().as_element()) {
        let faults: Vec<_> = node
            .attrs()
            .filter(|(attribute, value)| {
                attribute.starts_with("on")
                    || *attribute == "style"
                    || (matches!(*attribute, "href" | "src" | "action") && value.trim_start().starts_with("javascript:"))
            })
            .collect();
        assert!(faults.is_empty(), "{name}: <{}> {faults:?}", node.name());
    }
    data
}

/// The strict reader has seen to form; addresses are addresses, dates dates, and words those that are allowed.
fn harmless_element(name: &str, element: &xml::Element) {
    let value = element.text.trim();
    match element.name.as_str() {
        "loc" | "link" if !value.is_empty() => {
            assert!(
                value.starts_with("https://example.org/docs")
                    && !value.contains(|c: char| c.is_whitespace() || c.is_control() || c == '<' || c == '"'),
                "{name}: {value:?}"
            );
        }
        "changefreq" | "priority" => panic!("{name}: {value:?} is not for sitemaps"),
        "script" | "x" | "img" => panic!("{name}: <{}>", element.name),
        _ => {}
    }
    element.children.iter().for_each(|child| harmless_element(name, child));
}

#[test]
fn hosts_read_only_the_rules_that_were_meant() {
    let (_site, made) = attacked();
    let lines = |name: &str| String::from_utf8(made.files.get(name).unwrap_or_else(|| panic!("no {name}")).to_vec()).expect("UTF-8");
    let headers: BTreeSet<String> =
        lines("_headers").lines().filter_map(|line| Some(line.strip_prefix("  ")?.split_once(':')?.0.to_string())).collect();
    let expected = ["Cache-Control", "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"];
    assert_eq!(headers, expected.map(String::from).into());
    for line in lines("_headers").lines() {
        assert!(line.starts_with("  ") || (line.starts_with("/docs") && !line.contains(' ')), "{line:?}");
    }
    let robots = lines("robots.txt");
    let fields: Vec<&str> = robots.lines().filter(|line| !line.is_empty()).map(|line| line.split(':').next().unwrap_or_default()).collect();
    assert_eq!(fields, ["User-agent", "Allow", "Sitemap"], "{robots}");
    for line in lines("_redirects").lines().skip(1) {
        let words: Vec<&str> = line.split(' ').collect();
        assert!(
            matches!(words[..], [from, to, "301!" | "301"] if from.starts_with("/docs") && to.starts_with("/docs") && !from.contains(['*', ':', '#', '?'])),
            "{line:?}"
        );
    }
}
