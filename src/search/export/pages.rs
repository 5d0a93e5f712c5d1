//! What a browser shows of pages: their table, their text, and the lists that filters need.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::bytes::one_line;
use super::texts::{Place, told};
use crate::memo::Key;
use crate::search::document::{Document, Status};
use crate::search::schema::facet;

/// A table of no more bytes than this comes with the main file.
const SMALL_TABLE: usize = 24 << 10;
/// Rows that are fetched together when the table is large.
const ROWS: usize = 4;
/// Actors that a hit names.
const ACTORS_SHOWN: usize = 4;

/// What is kept of a page until the tables are made.
pub struct Row {
    pub key: Key,
    /// Everything but the status and the place of the text.
    line: String,
    status: Option<Status>,
    facets: Vec<(&'static str, String, String)>,
    /// Other names of the page's actors, folded, each with the actor's id.
    aliases: Vec<(String, String)>,
}

/// Makes a page's row.
pub fn row(document: &Document) -> Row {
    let link_title = if document.link_title == document.title { "" } else { &document.link_title };
    let fields: [Cow<str>; 4] = [one_line(&document.url), one_line(&document.title), one_line(link_title), document.lang.as_str().into()];
    Row {
        key: document.key,
        line: fields.join("\t"),
        status: document.status.clone(),
        facets: page_facets(document),
        aliases: aliases(document),
    }
}

/// What is shown of a page only together with its text, and stands before it: what it belongs to, and who takes part.
pub fn beside_text(document: &Document) -> String {
    let path: Vec<Cow<str>> = document.section_path.iter().map(|title| one_line(title)).collect();
    let names: Vec<Cow<str>> = document.actors.iter().take(ACTORS_SHOWN).map(|actor| one_line(&actor.name)).collect();
    let more = document.actors.len().saturating_sub(names.len());
    let more = if more > 0 { format!(" +{more}") } else { String::new() };
    format!("{}\t{}{more}", path.join(" › "), names.join(", "))
}

/// The rows of all pages: with the main file, or in blocks.
pub struct Table {
    pub statuses: Vec<Value>,
    pub inline: Option<String>,
    pub blocks: Vec<String>,
    pub per_block: usize,
}

pub fn table(rows: &[Row], places: &[Place]) -> Table {
    let statuses: BTreeSet<(&str, &str, &str)> = rows.iter().filter_map(|row| row.status.as_ref()).map(status_key).collect();
    let statuses: Vec<(&str, &str, &str)> = statuses.into_iter().collect();
    let number = |status: &Status| {
        statuses.binary_search(&status_key(status)).map_or(String::new(), |at| format!("{at} {}", status.since).trim_end().to_string())
    };
    let line = |(row, (place, text)): (&Row, (&Place, String))| {
        let pieces = if place.pieces > 1 { place.pieces.to_string() } else { String::new() };
        format!("{}\t{}\t{pieces}\t{text}", row.status.as_ref().map_or(String::new(), number), row.line)
    };
    let lines = |rows: &[Row], places: &[Place]| rows.iter().zip(places.iter().zip(told(places))).map(line).collect::<Vec<_>>().join("\n");
    let all = lines(rows, places);
    let blocks = || rows.chunks(ROWS).zip(places.chunks(ROWS)).map(|(rows, places)| lines(rows, places)).collect();
    let statuses = statuses.iter().map(|(id, symbol, label)| json!([id, symbol, label])).collect();
    if all.len() <= SMALL_TABLE {
        return Table { statuses, inline: Some(all), blocks: Vec::new(), per_block: 0 };
    }
    Table { statuses, inline: None, blocks: blocks(), per_block: ROWS }
}

fn status_key(status: &Status) -> (&str, &str, &str) {
    (&status.id, &status.symbol, &status.label)
}

/// (filter, id, name) of everything a page can be filtered by.
pub fn page_facets(document: &Document) -> Vec<(&'static str, String, String)> {
    let mut out = Vec::new();
    let mut add = |filter: &'static str, id: &str, name: &str| {
        let id = facet(id);
        if !id.is_empty() {
            out.push((filter, id, name.to_string()));
        }
    };
    if let Some(status) = &document.status {
        add("status", if status.id.is_empty() { &status.label } else { &status.id }, &status.label);
    }
    for title in &document.section_path {
        add("section", title, title);
    }
    if document.kind == "section" {
        add("section", &document.title, &document.title);
    }
    for actor in &document.actors {
        add("actor", &actor.id, &actor.name);
    }
    for tag in &document.tags {
        add("tag", tag, tag);
    }
    add("type", &document.page_type, &document.page_type);
    add("owner", &document.owner, &document.owner);
    add("lang", &document.lang, &document.lang);
    out
}

fn aliases(document: &Document) -> Vec<(String, String)> {
    let named = document.actors.iter().flat_map(|actor| actor.aliases.iter().map(move |alias| (facet(alias), facet(&actor.id))));
    named.filter(|(alias, id)| !alias.is_empty() && !id.is_empty()).collect()
}

/// Each filter's values in order of their names, and for each page the numbers of its own, counted from one.
pub fn facets(rows: &[Row]) -> Value {
    let mut values: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for (filter, id, name) in rows.iter().flat_map(|row| &row.facets) {
        values.entry(filter).or_default().entry(id).or_insert(name);
    }
    let mut out = serde_json::Map::new();
    for (filter, names) in values {
        let ids: Vec<&str> = names.keys().copied().collect();
        let of: Vec<Value> = rows.iter().map(|row| numbers(row, filter, &ids)).collect();
        let mut about = json!({ "ids": ids, "names": names.values().collect::<Vec<_>>(), "of": of });
        if filter == "actor" {
            about["also"] = json!(also(rows, &ids));
        }
        out.insert(filter.to_string(), about);
    }
    Value::Object(out)
}

/// Other names of actors, each with the numbers of those that it may mean.
fn also(rows: &[Row], ids: &[&str]) -> BTreeMap<String, BTreeSet<usize>> {
    let mut out: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (alias, id) in rows.iter().flat_map(|row| &row.aliases) {
        if let Ok(at) = ids.binary_search(&id.as_str()) {
            out.entry(alias.clone()).or_default().insert(at + 1);
        }
    }
    out
}

/// One number alone, none as 0, several in a list.
fn numbers(row: &Row, filter: &str, ids: &[&str]) -> Value {
    let own = row.facets.iter().filter(|(of, ..)| *of == filter);
    let numbers: BTreeSet<usize> = own.filter_map(|(_, id, _)| ids.binary_search(&id.as_str()).ok()).map(|at| at + 1).collect();
    match numbers.len() {
        0 => json!(0),
        1 => json!(numbers.first()),
        _ => json!(numbers),
    }
}
