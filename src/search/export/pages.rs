//! What a browser shows of pages: their table, their text, and the lists that filters need.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use serde_json::{Value, json};

use super::bytes::one_line;
use super::texts::{Place, told};
use crate::memo::Key;
use crate::search::document::{Actor, Document, Status};
use crate::search::schema::facet;

/// A table of no more bytes than this comes with the main file.
const SMALL_TABLE: usize = 24 << 10;
/// Rows that are fetched together when the table is large.
const ROWS: usize = 6;
/// Actors that a hit names.
const ACTORS_SHOWN: usize = 4;

/// What is kept of a page until the tables are made: little, for a site may have many.
pub struct Row {
    pub key: Key,
    /// Everything but the status and the place of the text.
    line: String,
    /// Its number among the names, and since when.
    status: Option<(u32, String)>,
    /// Numbers among the names.
    facets: Box<[u32]>,
}

/// What a page can be filtered by: filter, id, name.
type Facet = (&'static str, String, String);

/// What many pages have, once each. Which number a name has depends on who came first, and is told to nobody.
#[derive(Default)]
pub struct Names {
    all: Mutex<AllNames>,
}

#[derive(Default)]
pub struct AllNames {
    facets: Numbered<Facet>,
    statuses: Numbered<(String, String, String)>,
    /// Other names of actors, folded, each with the actor's id.
    aliases: BTreeSet<(String, String)>,
    /// The actors whose other names are among those, by id as it is written.
    known: FxHashSet<Arc<str>>,
}

struct Numbered<T> {
    numbers: FxHashMap<T, u32>,
    all: Vec<T>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Numbered<T> {
        Numbered { numbers: FxHashMap::default(), all: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    fn number(&mut self, one: T) -> u32 {
        *self.numbers.entry(one).or_insert_with_key(|one| {
            self.all.push(one.clone());
            self.all.len() as u32 - 1
        })
    }
}

impl Names {
    pub fn done(self) -> AllNames {
        self.all.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AllNames {
    /// Takes in an actor's other names: once, since they are the same on every page.
    fn know(&mut self, actor: &Actor) {
        if !self.known.contains(&actor.id) {
            let id = facet(&actor.id);
            let aliases = actor.aliases.iter().map(|alias| (facet(alias), id.clone()));
            self.aliases.extend(aliases.filter(|(alias, id)| !alias.is_empty() && !id.is_empty()));
            self.known.insert(Arc::clone(&actor.id));
        }
    }
}

/// Makes a page's row.
pub fn row(document: &Document, names: &Names) -> Row {
    let link_title = if document.link_title == document.title { "" } else { &document.link_title };
    let fields: [Cow<str>; 4] = [one_line(&document.url), one_line(&document.title), one_line(link_title), document.lang.as_str().into()];
    let facets = page_facets(document);
    let mut names = names.all.lock().unwrap_or_else(PoisonError::into_inner);
    let names = &mut *names;
    let status = document.status.as_ref().map(|status| {
        let Status { id, symbol, label, since } = status.clone();
        (names.statuses.number((id, symbol, label)), since)
    });
    document.actors.iter().for_each(|actor| names.know(actor));
    let facets = facets.into_iter().map(|facet| names.facets.number(facet)).collect();
    Row { key: document.key, line: fields.join("\t"), status, facets }
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

pub fn table(rows: &[Row], places: &[Place], names: &AllNames) -> Table {
    let known = &names.statuses.all;
    let mut statuses: Vec<&(String, String, String)> = known.iter().collect();
    statuses.sort();
    let places_of: Vec<usize> = known.iter().map(|status| statuses.partition_point(|other| *other < status)).collect();
    let told_status = |(number, since): &(u32, String)| format!("{} {since}", places_of[*number as usize]).trim_end().to_string();
    let line = |(row, (place, text)): (&Row, (&Place, String))| {
        let pieces = if place.pieces > 1 { place.pieces.to_string() } else { String::new() };
        format!("{}\t{}\t{pieces}\t{text}", row.status.as_ref().map_or(String::new(), told_status), row.line)
    };
    let lines = |rows: &[Row], places: &[Place]| rows.iter().zip(places.iter().zip(told(places))).map(line).collect::<Vec<_>>().join("\n");
    let statuses = statuses.iter().map(|(id, symbol, label)| json!([id, symbol, label])).collect();
    // A row is no shorter than its address.
    let is_small = rows.iter().map(|row| row.line.len()).sum::<usize>() <= SMALL_TABLE;
    let inline = is_small.then(|| lines(rows, places)).filter(|all| all.len() <= SMALL_TABLE);
    if inline.is_some() {
        return Table { statuses, inline, blocks: Vec::new(), per_block: 0 };
    }
    let blocks = rows.chunks(ROWS).zip(places.chunks(ROWS)).map(|(rows, places)| lines(rows, places)).collect();
    Table { statuses, inline: None, blocks, per_block: ROWS }
}

/// (filter, id, name) of everything a page can be filtered by.
pub fn page_facets(document: &Document) -> Vec<Facet> {
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

/// A filter's values in order of their names, and for each page the numbers of its own, counted from one.
#[derive(Serialize)]
struct Filter<'n> {
    ids: Vec<&'n str>,
    names: Vec<&'n str>,
    of: Vec<Own>,
    #[serde(skip_serializing_if = "Option::is_none")]
    also: Option<BTreeMap<&'n str, BTreeSet<usize>>>,
}

/// The numbers that a page has: one alone, none as 0, several in a list.
#[derive(Serialize)]
#[serde(untagged)]
enum Own {
    One(usize),
    Many(Box<[usize]>),
}

/// The filters by name, in JSON.
pub fn facets(rows: &[Row], names: &AllNames) -> String {
    let known = &names.facets.all;
    // Of several names for one id that of the first page counts.
    let mut seen = vec![false; known.len()];
    let mut values: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for number in rows.iter().flat_map(|row| &row.facets).map(|number| *number as usize) {
        if !std::mem::replace(&mut seen[number], true) {
            let (filter, id, name) = &known[number];
            values.entry(filter).or_default().entry(id).or_insert(name);
        }
    }
    let about = |(filter, values): (&str, BTreeMap<&str, &str>)| {
        let ids: Vec<&str> = values.keys().copied().collect();
        let place = |(of, id, _): &Facet| if *of == filter { ids.binary_search(&id.as_str()).map_or(0, |at| at + 1) } else { 0 };
        let places: Vec<usize> = known.iter().map(place).collect();
        let of = rows.iter().map(|row| own(row, &places)).collect();
        let also = (filter == "actor").then(|| also(names, &ids));
        format!(
            "\"{filter}\":{}",
            serde_json::to_string(&Filter { names: values.into_values().collect(), of, also, ids }).unwrap_or_default()
        )
    };
    let filters: Vec<String> = values.into_iter().map(about).collect();
    format!("{{{}}}", filters.join(","))
}

/// Other names of actors, each with the numbers of those that it may mean.
fn also<'n>(names: &'n AllNames, ids: &[&str]) -> BTreeMap<&'n str, BTreeSet<usize>> {
    let mut out: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (alias, id) in &names.aliases {
        if let Ok(at) = ids.binary_search(&id.as_str()) {
            out.entry(alias).or_default().insert(at + 1);
        }
    }
    out
}

/// Of a page's facets those that have a place in the filter.
fn own(row: &Row, places: &[usize]) -> Own {
    let mut numbers: Vec<usize> = row.facets.iter().map(|number| places[*number as usize]).filter(|place| *place > 0).collect();
    numbers.sort_unstable();
    numbers.dedup();
    match numbers[..] {
        [] => Own::One(0),
        [one] => Own::One(one),
        _ => Own::Many(numbers.into()),
    }
}
