//! Pages and bodies against Hugo's own view of the same content: of the real site with the corpus' comparing tool,
//! of the tests' own site here.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use scraper::{ElementRef, Html, Node};
use serde_json::{Map, Value};

use crate::support::{corpus, own_site};

/// `loft list --format ndjson --html` of a site.
fn listed(site: &Path) -> Vec<u8> {
    let run = Command::new(env!("CARGO_BIN_EXE_loft"))
        .args(["list", "--format", "ndjson", "--html", "-s"])
        .arg(site)
        .output()
        .expect("loft runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    run.stdout
}

#[test]
fn the_real_site_is_where_hugo_has_it() {
    let Some(corpus) = corpus("the real site against Hugo") else { return };
    let tool = corpus.join("../tools/compare_with_hugo.py");
    if Command::new("python3").arg("--version").output().is_err() || !tool.is_file() {
        println!("skipped: the real site against Hugo: needs python3 and {}", tool.display());
        return;
    }
    let pages = tempfile::NamedTempFile::new().expect("a temporary file");
    fs::write(pages.path(), listed(&corpus.join("samt-bu"))).expect("pages");
    let run =
        Command::new("python3").arg(&tool).arg(corpus.join("samt-bu.oracle.ndjson")).arg(pages.path()).output().expect("the tool runs");
    let report = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{report}{}", String::from_utf8_lossy(&run.stderr));
    assert!(report.contains("html          313/313"), "{report}");
}

/// What is compared of each page besides its text.
const FIELDS: &[&str] = &[
    "kind",
    "file",
    "lang",
    "title",
    "linkTitle",
    "weight",
    "draft",
    "children",
    "ancestors",
    "translations",
    "resources",
    "aliases",
    "date",
    "lastmod",
    "params",
];

/// `tests/site.oracle.ndjson` is Hugo's view; `tests/tools/site_vs_hugo.py` makes it.
#[test]
fn our_own_site_is_where_hugo_has_it() {
    let (pages, report) = differences("tests/site.oracle.ndjson", &own_site());
    assert!(pages >= 120, "only {pages} pages");
    assert!(report.is_empty(), "{report}");
}

/// Rules of Hugo in odd corners: cascades that reach what made them and pages without files, terms with slashes, titles
/// of terms, `build`, dates and slugs from file names, fields of another type. `tests/tools/site_vs_hugo.py
/// tests/rules-site tests/rules-site.oracle.ndjson` makes Hugo's view.
#[test]
fn odd_corners_are_as_hugo_has_them() {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules-site");
    let (pages, report) = differences("tests/rules-site.oracle.ndjson", &site);
    assert!(pages >= 30, "only {pages} pages");
    assert!(report.is_empty(), "{report}");
}

/// How many pages Hugo's view of a site has, and each way in which ours differs.
pub(crate) fn differences(oracle: &str, site: &Path) -> (usize, String) {
    let oracle = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(oracle)).expect("the oracle");
    let hugo = rows(&oracle);
    let here = rows(&String::from_utf8(listed(site)).expect("pages are UTF-8"));
    let mut report = String::new();
    for name in hugo.keys().filter(|name| !here.contains_key(*name)) {
        let _ = writeln!(report, "missing: {name}");
    }
    for name in here.keys().filter(|name| !hugo.contains_key(*name)) {
        let _ = writeln!(report, "extra: {name}");
    }
    for (name, ours) in &here {
        let Some(theirs) = hugo.get(name) else { continue };
        for field in FIELDS {
            let (theirs, ours) = (normal(theirs.get(*field), field), normal(ours.get(*field), field));
            if theirs != ours {
                let _ = writeln!(report, "{name} {field}:\n  Hugo {theirs}\n  here {ours}");
            }
        }
        if let Some(theirs) = theirs.get("html").and_then(Value::as_str) {
            let (theirs, ours) = (tokens(theirs), tokens(ours.get("html").and_then(Value::as_str).unwrap_or("")));
            if theirs != ours {
                let at = theirs.iter().zip(&ours).take_while(|(left, right)| left == right).count();
                let near = |tokens: &[String]| tokens[at.saturating_sub(2).min(tokens.len())..(at + 4).min(tokens.len())].join(" ");
                let _ = writeln!(report, "{name} html:\n  Hugo {}\n  here {}", near(&theirs), near(&ours));
            }
        }
    }
    (hugo.len(), report)
}

/// Rows by address; what is never made has none.
fn rows(text: &str) -> BTreeMap<String, Map<String, Value>> {
    text.lines()
        .map(|line| serde_json::from_str::<Map<String, Value>>(line).expect("a row of JSON"))
        .map(|row| (field(&row, "url").to_string(), row))
        .filter(|(url, _)| !url.is_empty())
        .collect()
}

fn field<'a>(row: &'a Map<String, Value>, name: &str) -> &'a str {
    row.get(name).and_then(Value::as_str).unwrap_or("")
}

/// A value as it compares: nothing is null, sets are sorted, a date that Hugo lacks is none.
fn normal(value: Option<&Value>, field: &str) -> Value {
    let mut value = value.cloned().unwrap_or(Value::Null);
    if let (Value::Array(list), "resources" | "aliases") = (&mut value, field) {
        list.sort_by_key(Value::to_string);
    }
    if let (Value::Object(map), "params") = (&mut value, field) {
        // Hugo's own additions.
        map.retain(|name, _| !["draft", "iscjklanguage", "date", "lastmod", "publishdate", "expirydate"].contains(&name.as_str()));
        map.sort_keys();
    }
    let is_empty = match &value {
        Value::String(text) => text.is_empty() || text.starts_with("0001-"),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    };
    if is_empty { Value::Null } else { value }
}

/// HTML as a list of tags, with the attributes that matter, and texts with their white space folded. Within `pre` and
/// `code` the text alone counts: highlighters differ.
fn tokens(html: &str) -> Vec<String> {
    let mut out = Vec::new();
    flatten(Html::parse_fragment(html).root_element(), &mut out);
    out
}

const ATTRIBUTES: &[&str] = &["id", "href", "src", "alt", "title", "align", "start", "checked", "colspan", "rowspan", "open"];

fn flatten(element: ElementRef, out: &mut Vec<String>) {
    for child in element.children() {
        match child.value() {
            Node::Text(text) => {
                let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if !folded.is_empty() {
                    out.push(folded);
                }
            }
            Node::Element(tag) => {
                let Some(inner) = ElementRef::wrap(child) else { continue };
                // Wrappers around highlighted code differ, and a table's body needs none.
                let name = tag.name();
                if name == "pre" || name == "code" {
                    out.push(format!("<{name}>{}", inner.text().collect::<String>().trim_matches('\n')));
                    continue;
                }
                let is_shown = !(["div", "tbody"].contains(&name));
                if is_shown {
                    let mut attributes: Vec<String> = tag
                        .attrs()
                        .filter(|(key, _)| ATTRIBUTES.contains(key))
                        .map(|(key, value)| format!(" {key}={value}"))
                        .chain(
                            tag.attr("style")
                                .filter(|style| style.contains("text-align"))
                                .map(|style| format!(" {}", style.replace(' ', ""))),
                        )
                        .collect();
                    attributes.sort();
                    out.push(format!("<{name}{}>", attributes.concat()));
                }
                flatten(inner, out);
                if is_shown {
                    out.push(format!("</{name}>"));
                }
            }
            _ => {}
        }
    }
}
