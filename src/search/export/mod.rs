//! The static export: the same postings that the terminal ranks with, in small files that a browser fetches as it
//! needs them. `docs/search-format.md` describes each kind of file.

mod blocks;
mod bytes;
mod collect;
pub mod pages;
mod texts;
mod words;

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde_json::{Value, json};

use self::bytes::{deflated_columns, deflated_most};
use self::collect::{Collected, collect};
use self::pages::Row;
use self::words::{Shard, spelling_shards, word_shards};
use super::analysis::{Language, part_of};
use super::document::Document;
use super::lexicon::Lexicon;
use super::rank::Tuning;
use super::ranking::page_order;
use super::thesaurus::Thesaurus;
use crate::memo::Key;

/// Counted up whenever a script of before could no longer read the files.
pub const FORMAT: u32 = 2;
/// Up to so many pages a page's text is cut into small pieces; beyond, into larger ones: making files is most of what an
/// export costs.
const SMALL_SITE: usize = 400;
const SMALL_BLOCK: usize = 3000;
const LARGE_BLOCK: usize = 6000;

/// The pages to be exported. They are made one by one, so that they need not be in memory together.
pub trait Pages: Sync {
    /// Language, boost and URL of each page.
    fn places(&self) -> Vec<(String, i16, String)>;
    fn document(&self, at: usize) -> Document;
}

/// What the files depend on beside the pages.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub tuning: Tuning,
    pub thesaurus: Thesaurus,
    /// What the interface needs, given on to it.
    pub interface: Value,
}

/// A finished file, by its path below the export's folder.
pub type File = (String, Vec<u8>);

/// Takes finished files, many at a time, since whoever writes them does something for each lot. Called from many threads.
pub type Put<'p> = &'p (dyn Fn(Vec<File>) + Sync);

/// Numbered files that share a folder, and are made and given together. `engine.mjs` knows it too.
const FOLDER: usize = 50;

/// Writes every file of the export. The last one, `index.json`, is the only one whose name stays when its content changes.
pub fn export(pages: &dyn Pages, settings: &Settings, put: Put) {
    let mut parts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let places = pages.places();
    for (at, (lang, ..)) in places.iter().enumerate() {
        parts.entry(part_of(lang)).or_default().push(at);
    }
    let mut index = serde_json::Map::new();
    for (name, mut order) in parts {
        order.sort_by(|one, other| page_order((places[*one].1, &places[*one].2), (places[*other].1, &places[*other].2)));
        index.insert(name.to_string(), json!(export_part(pages, &order, name, settings, put)));
    }
    let index = json!({ "format": FORMAT, "parts": index, "interface": settings.interface });
    put(vec![("index.json".to_string(), index.to_string().into_bytes())]);
}

/// Writes a part and gives its folder, which is named by what is in it.
fn export_part(pages: &dyn Pages, order: &[usize], name: &str, settings: &Settings, put: Put) -> String {
    let block = if order.len() <= SMALL_SITE { SMALL_BLOCK } else { LARGE_BLOCK };
    let collected = collect(pages, order, name, block, pages::row, put);
    let keys: Vec<Key> = collected.rows.iter().map(|row| row.key).collect();
    let key = Key::of(&(env!("LOFT_BUILD"), FORMAT, format!("{:?} {:?}", settings.tuning, settings.thesaurus), keys));
    let folder = format!("{name}-{}", &key.hex()[..12]);
    let words = word_shards(&collected, &settings.tuning);
    put_numbered(&folder, 't', &words, |shard| deflated_columns(&shard.columns), put);
    let spellings = spelling_shards(&collected.lexicon);
    put_numbered(&folder, 's', &spellings, |shard| deflated_columns(&shard.columns), put);
    let table = pages::table(&collected.rows, &collected.places);
    put_numbered(&folder, 'p', &table.blocks, |rows| deflated_columns(&[rows]), put);
    let facets = pages::facets(&collected.rows);
    let main = main_file(&collected, settings, Language::of(name), &words, &spellings, &table);
    put([('f', facets), ('m', main)]
        .map(|(kind, value)| (format!("{folder}/{kind}.dat"), deflated_most(value.to_string().as_bytes())))
        .into());
    folder
}

/// Files of one kind, by their numbers, so many in a folder.
fn put_numbered<T: Sync>(folder: &str, kind: char, contents: &[T], deflated: impl Fn(&T) -> Vec<u8> + Sync, put: Put) {
    contents.par_chunks(FOLDER).enumerate().for_each(|(lot, contents)| {
        let file = |(at, content): (usize, &T)| (format!("{folder}/{kind}{lot}/{at}.dat"), deflated(content));
        put(contents.iter().enumerate().map(file).collect());
    });
}

/// What every query needs: where the shards begin, the language's rules, the weights, and the pages when they are few.
fn main_file(
    collected: &Collected<Row>,
    settings: &Settings,
    language: &Language,
    words: &[Shard],
    spellings: &[Shard],
    table: &pages::Table,
) -> Value {
    let bounds = |shards: &[Shard]| shards.iter().skip(1).map(|shard| shard.from.as_str()).collect::<Vec<_>>().join("\n");
    let tuning = &settings.tuning;
    let hundredths = |weight: f64| (weight * 100.0).round() as u64;
    json!({
        "format": FORMAT,
        "pages": collected.page_count(),
        "words": bounds(words),
        "spellings": bounds(spellings),
        "stop": language.stop_words.iter().map(String::as_str).collect::<Vec<_>>().join(" "),
        "endings": language.endings,
        "links": language.links,
        "variants": variants(&collected.lexicon, language, &settings.thesaurus),
        "phrases": settings.thesaurus.phrases_where(|word| !collected.lexicon.exact(word).is_empty()),
        "weights": {
            "neighbour": hundredths(tuning.neighbour), "variant": hundredths(tuning.variant), "prefix": hundredths(tuning.prefix),
            "prefixOfWord": hundredths(tuning.prefix_of_word), "ending": hundredths(tuning.ending),
            "endingUnfinished": hundredths(tuning.ending_unfinished), "fuzzy": hundredths(tuning.fuzzy), "split": hundredths(tuning.split),
            "stopWord": hundredths(tuning.stop_word), "completeness": tuning.completeness, "coverage": tuning.coverage,
            "agreement": tuning.title_agreement,
        },
        "statuses": table.statuses,
        "perBlock": table.per_block,
        "table": table.inline,
    })
}

/// `base=other,other` a line, where a word of the site begins with one of the others.
fn variants(lexicon: &Lexicon, language: &Language, thesaurus: &Thesaurus) -> String {
    let mut lines = Vec::new();
    for (base, others) in thesaurus.all(language) {
        let known: Vec<&str> = others.into_iter().filter(|other| lexicon.has_beginning(other)).collect();
        if !known.is_empty() {
            lines.push(format!("{base}={}", known.join(",")));
        }
    }
    lines.join("\n")
}
