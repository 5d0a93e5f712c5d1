//! The real corpus as search documents, from Hugo's own view of its pages. Only for tests and measurements.

use std::collections::HashMap;
use std::path::PathBuf;

use loft::search::{Actor, Document, Section, Status};
use scraper::{ElementRef, Html, Node};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Page {
    url: String,
    lang: String,
    title: String,
    #[serde(rename = "linkTitle")]
    link_title: String,
    kind: String,
    html: String,
    plain: String,
    lastmod: String,
    ancestors: Vec<String>,
    params: Value,
}

#[derive(Deserialize)]
struct Register {
    aktorer: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    navn: String,
    #[serde(default)]
    navn_en: String,
    #[serde(default)]
    alias: Vec<String>,
}

/// The corpus folder: `LOFT_CORPUS`, else `../shared/corpus`; none, with a word about it, when it is not there.
pub fn corpus() -> Option<PathBuf> {
    let dir = std::env::var_os("LOFT_CORPUS").map_or_else(|| PathBuf::from("../shared/corpus"), PathBuf::from);
    if dir.join("samt-bu.oracle.ndjson").is_file() {
        return Some(dir);
    }
    eprintln!("skipped: no corpus at {}", dir.display());
    None
}

/// Every page of the real site.
pub fn documents() -> Option<Vec<Document>> {
    let corpus = corpus()?;
    let text = std::fs::read_to_string(corpus.join("samt-bu.oracle.ndjson")).expect("the oracle");
    let pages: Vec<Page> = text.lines().map(|line| serde_json::from_str(line).expect("a page")).collect();
    let register = std::fs::read_to_string(corpus.join("../reference/aktorer.yaml")).unwrap_or_default();
    let register: Register = serde_saphyr::from_str(&register).unwrap_or(Register { aktorer: Vec::new() });
    let titles: HashMap<&str, &str> = pages.iter().map(|page| (page.url.as_str(), page.title.as_str())).collect();
    Some(pages.iter().map(|page| document(page, &titles, &register)).collect())
}

fn document(page: &Page, titles: &HashMap<&str, &str>, register: &Register) -> Document {
    let home = |url: &&String| !matches!(url.as_str(), "/" | "/en/");
    let status = page.params.get("status").and_then(Value::as_str).filter(|label| !label.is_empty());
    let is_case = page.url.contains("/use-cases/") && !page.url.ends_with("/use-cases/");
    Document {
        url: page.url.clone(),
        lang: page.lang.clone(),
        title: page.title.clone(),
        link_title: page.link_title.clone(),
        section_path: page
            .ancestors
            .iter()
            .filter(home)
            .filter_map(|url| titles.get(url.as_str()))
            .map(|title| title.to_string())
            .collect(),
        status: status.map(|label| Status {
            id: label.to_lowercase().replace(' ', "-"),
            symbol: String::new(),
            since: String::new(),
            label: label.to_string(),
        }),
        kind: page.kind.clone(),
        page_type: if is_case { "case".to_string() } else { String::new() },
        actors: register.aktorer.iter().filter_map(|entry| actor(entry, &page.plain)).collect(),
        date: page.lastmod.get(..10).filter(|date| !date.starts_with("0001")).unwrap_or("").to_string(),
        sections: sections(&page.html),
        ..Document::default()
    }
    .keyed()
}

/// The actor, if any of its names stands in the text as whole words.
fn actor(entry: &Entry, text: &str) -> Option<Actor> {
    let mut names: Vec<&String> = vec![&entry.navn, &entry.navn_en];
    names.extend(&entry.alias);
    let stands = |name: &str| {
        !name.is_empty()
            && text.match_indices(name).any(|(at, _)| {
                let before = text[..at].chars().next_back().is_none_or(|letter| !letter.is_alphanumeric());
                let after = text[at + name.len()..].chars().next().is_none_or(|letter| !letter.is_alphanumeric() || letter == 's');
                before && after
            })
    };
    names.iter().any(|name| stands(name)).then(|| Actor {
        id: entry.id.as_str().into(),
        name: entry.navn.clone(),
        aliases: entry.alias.clone().into(),
    })
}

/// The body by headings.
fn sections(html: &str) -> Vec<Section> {
    let fragment = Html::parse_fragment(html);
    let mut out = vec![Section::default()];
    walk(fragment.root_element(), &mut out);
    out.retain(|section| !section.heading.is_empty() || !section.text.trim().is_empty());
    for section in &mut out {
        section.text = section
            .text
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n");
    }
    out
}

fn walk(element: ElementRef, out: &mut Vec<Section>) {
    for child in element.children() {
        match child.value() {
            Node::Text(text) => out.last_mut().expect("never empty").text.push_str(text),
            Node::Element(tag) => {
                let Some(inner) = ElementRef::wrap(child) else { continue };
                match tag.name() {
                    "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                        let heading: String = inner.text().collect();
                        out.push(Section {
                            anchor: tag.attr("id").map(str::to_string),
                            heading: heading.trim().to_string(),
                            text: String::new(),
                        });
                    }
                    "script" | "style" => {}
                    name => {
                        walk(inner, out);
                        if matches!(name, "p" | "li" | "td" | "th" | "tr" | "div" | "dt" | "dd" | "blockquote" | "pre" | "br") {
                            out.last_mut().expect("never empty").text.push('\n');
                        }
                    }
                }
            }
            _ => {}
        }
    }
}
