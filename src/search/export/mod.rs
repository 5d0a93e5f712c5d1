//! The static export: the same postings that the terminal ranks with, in small files that a browser fetches as it
//! needs them. `docs/search-format.md` describes each kind of file.

mod blocks;
mod bytes;
mod collect;
pub mod pages;
mod runs;
mod texts;
mod words;

use std::collections::BTreeMap;
use std::io;

use rayon::prelude::*;
use serde_json::{Value, json};

use self::bytes::{deflated, deflated_most, deflated_well};
use self::collect::{Collected, collect};
use self::pages::{Names, Row};
pub use self::runs::Room;
use self::words::{Shard, spelling_shards, word_shards};
use super::analysis::{Language, part_of};
use super::document::Document;
use super::lexicon::Lexicon;
use super::rank::Tuning;
use super::ranking::page_order;
use super::thesaurus::Thesaurus;
use crate::memo::Key;

/// Counted up whenever a script of before could no longer read the files.
pub const FORMAT: u32 = 3;
/// Up to so many pages a page's text is cut into small pieces; beyond, into larger ones: making files is most of what an
/// export costs.
const SMALL_SITE: usize = 400;
const SMALL_BLOCK: usize = 3000;
const LARGE_BLOCK: usize = 9000;

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
    pub room: Room,
}

/// A finished file, by its path below the export's folder.
pub type File = (String, Vec<u8>);

/// Takes finished files, many at a time, since whoever writes them does something for each lot. Called from many threads.
pub type Put<'p> = &'p (dyn Fn(Vec<File>) + Sync);

/// Numbered files that share a folder, and are made and given together. `engine.mjs` knows it too.
const FOLDER: usize = 50;

/// Writes every file of the export. The last one, `index.json`, is the only one whose name stays when its content changes.
///
/// # Errors
/// When what was put on disk on the way cannot be read back.
pub fn export(pages: &dyn Pages, settings: &Settings, put: Put) -> io::Result<()> {
    let mut parts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let places = pages.places();
    for (at, (lang, ..)) in places.iter().enumerate() {
        parts.entry(part_of(lang)).or_default().push(at);
    }
    let mut index = serde_json::Map::new();
    for (name, mut order) in parts {
        order.sort_by(|one, other| page_order((places[*one].1, &places[*one].2), (places[*other].1, &places[*other].2)));
        index.insert(name.to_string(), json!(export_part(pages, &order, name, settings, put)?));
    }
    let index = json!({ "format": FORMAT, "parts": index, "interface": settings.interface });
    put(vec![("index.json".to_string(), index.to_string().into_bytes())]);
    Ok(())
}

/// Writes a part and gives its folder, which is named by what is in it.
fn export_part(pages: &dyn Pages, order: &[usize], name: &str, settings: &Settings, put: Put) -> io::Result<String> {
    let block = if order.len() <= SMALL_SITE { SMALL_BLOCK } else { LARGE_BLOCK };
    let names = Names::default();
    let collected = collect(pages, order, name, (block, &settings.room), |document| pages::row(document, &names), put);
    let keys: Vec<Key> = collected.rows.iter().map(|row| row.key).collect();
    let key = Key::of(&(env!("LOFT_BUILD"), FORMAT, format!("{:?} {:?}", settings.tuning, settings.thesaurus), keys));
    let folder = format!("{name}-{}", &key.hex()[..12]);
    let mut words = Shards::new(&folder, 't', put);
    word_shards(&collected, &settings.tuning, |shard| words.push(shard))?;
    let words = words.finish();
    let mut spellings = Shards::new(&folder, 's', put);
    spelling_shards(&collected.lexicon).into_iter().for_each(|shard| spellings.push(shard));
    let spellings = spellings.finish();
    let names = names.done();
    let table = pages::table(&collected.rows, &collected.places, &names);
    put_numbered((&folder, 'p', 0), &table.blocks, String::as_bytes, put);
    let facets = pages::facets(&collected.rows, &names);
    let main = main_file(&collected, settings, Language::of(name), (words, spellings), &table).to_string();
    let files = [('f', deflated_well(facets.as_bytes())), ('m', deflated_most(main.as_bytes()))];
    put(files.map(|(kind, bytes)| (format!("{folder}/{kind}.dat"), bytes)).into());
    Ok(folder)
}

/// Files of one kind, by their numbers from those of a folder on, so many in a folder.
fn put_numbered<T: Sync>((folder, kind, first): (&str, char, usize), contents: &[T], bytes: impl Fn(&T) -> &[u8] + Sync, put: Put) {
    contents.par_chunks(FOLDER).enumerate().for_each(|(lot, contents)| {
        let file = |(at, content): (usize, &T)| (format!("{folder}/{kind}{}/{at}.dat", first + lot), deflated(bytes(content)));
        put(contents.iter().enumerate().map(file).collect());
    });
}

/// Folders of shards that are made and given together: enough to occupy all threads, and few enough to be held.
const FOLDERS_AT_ONCE: usize = 8;

/// Writes shards as they come.
struct Shards<'p> {
    folder: &'p str,
    kind: char,
    put: Put<'p>,
    waiting: Vec<Shard>,
    /// What parts each shard from the one before.
    bounds: Vec<String>,
}

impl<'p> Shards<'p> {
    fn new(folder: &'p str, kind: char, put: Put<'p>) -> Shards<'p> {
        Shards { folder, kind, put, waiting: Vec::new(), bounds: Vec::new() }
    }

    fn push(&mut self, mut shard: Shard) {
        self.bounds.push(std::mem::take(&mut shard.from));
        self.waiting.push(shard);
        if self.waiting.len() == FOLDERS_AT_ONCE * FOLDER {
            self.write();
        }
    }

    fn write(&mut self) {
        let first = (self.bounds.len() - self.waiting.len()) / FOLDER;
        put_numbered((self.folder, self.kind, first), &self.waiting, |shard| &shard.bytes, self.put);
        self.waiting.clear();
    }

    /// Where each shard but the first begins, a line each.
    fn finish(mut self) -> String {
        self.write();
        self.bounds.get(1..).unwrap_or_default().join("\n")
    }
}

/// What every query needs: where the shards begin, the language's rules, the weights, and the pages when they are few.
fn main_file(
    collected: &Collected<Row>,
    settings: &Settings,
    language: &Language,
    (words, spellings): (String, String),
    table: &pages::Table,
) -> Value {
    let tuning = &settings.tuning;
    let hundredths = |weight: f64| (weight * 100.0).round() as u64;
    json!({
        "format": FORMAT,
        "pages": collected.page_count(),
        "words": words,
        "spellings": spellings,
        "stop": language.stop_words.iter().map(String::as_str).collect::<Vec<_>>().join(" "),
        "endings": language.endings,
        "links": language.links,
        "particles": language.particles,
        "variants": variants(&collected.lexicon, language, &settings.thesaurus),
        "phrases": settings.thesaurus.phrases_where(|word| !collected.lexicon.exact(word).is_empty()),
        "weights": {
            "neighbour": hundredths(tuning.neighbour), "variant": hundredths(tuning.variant), "prefix": hundredths(tuning.prefix),
            "prefixOfWord": hundredths(tuning.prefix_of_word), "ending": hundredths(tuning.ending),
            "endingUnfinished": hundredths(tuning.ending_unfinished), "fuzzy": hundredths(tuning.fuzzy), "split": hundredths(tuning.split),
            "begins": hundredths(tuning.beginning),
            "stopWord": hundredths(tuning.stop_word), "completeness": tuning.completeness, "coverage": tuning.coverage,
            "agreement": tuning.title_agreement,
        },
        "statuses": table.statuses,
        "perBlock": table.per_block,
        "table": table.inline,
    })
}

/// `base=other,other` a line, of the others that [may lead](Lexicon::within) to a word of the site.
fn variants(lexicon: &Lexicon, language: &Language, thesaurus: &Thesaurus) -> String {
    let all = thesaurus.all(language);
    let pairs: Vec<(&str, &str)> = all.iter().flat_map(|(base, others)| others.iter().map(|other| (*base, *other))).collect();
    let known = lexicon.within(&pairs.iter().map(|(_, other)| *other).collect::<Vec<_>>());
    let known: Vec<(&str, &str)> = pairs.into_iter().filter(|(_, other)| known.contains(other)).collect();
    let line = |group: &[(&str, &str)]| format!("{}={}", group[0].0, group.iter().map(|(_, other)| *other).collect::<Vec<_>>().join(","));
    known.chunk_by(|one, other| one.0 == other.0).map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::cache::CacheDir;
    use crate::search::document::{Actor, Section, Status};

    /// Made-up pages with words that many share, compounds, statuses, actors and other names.
    struct MadeUp(usize);

    impl Pages for MadeUp {
        fn places(&self) -> Vec<(String, i16, String)> {
            (0..self.0).map(|at| (["nb", "en"][at % 7 / 6].to_string(), 0, self.document(at).url)).collect()
        }

        fn document(&self, at: usize) -> Document {
            let words: Vec<String> = (0..40).map(|n| format!("skole{} register{} og barn", (at * 7 + n * n) % 97, (at + n) % 13)).collect();
            let names = [("udir", "Utdanningsdirektoratet"), ("ssb", "Statistisk sentralbyrå"), ("ks", "KS")];
            let actor = |(id, name): (&str, &str)| Actor { id: id.into(), name: name.into(), aliases: [format!("{id} og flere")].into() };
            let status = |(id, label): (&str, &str)| Status { id: id.into(), label: label.into(), ..Status::default() };
            Document {
                url: format!("/del-{}/side-{at}/", at % 9),
                lang: ["nb", "en"][at % 7 / 6].into(),
                title: format!("Skole {at} og utdanningsregister"),
                status: [None, Some(status(("utkast", "Utkast"))), Some(status(("godkjent", "Godkjent")))][at % 3].clone(),
                actors: names.into_iter().skip(at % 3).map(actor).collect(),
                sections: vec![Section { anchor: None, heading: format!("Register {}", at % 11), text: words.join(" ") }],
                ..Document::default()
            }
            .keyed()
        }
    }

    fn exported(pages: usize, room: Room, threads: usize) -> BTreeMap<String, Vec<u8>> {
        let files = Mutex::new(BTreeMap::new());
        let put = |made: Vec<File>| files.lock().expect("files").extend(made);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| export(&MadeUp(pages), &Settings { room, ..Settings::default() }, &put)).expect("an export");
        files.into_inner().expect("files")
    }

    #[test]
    fn what_is_laid_aside_on_disk_and_how_many_threads_work_changes_no_byte() {
        let site = tempfile::tempdir().expect("a folder");
        let whole = exported(700, Room::default(), 1);
        assert!(whole.len() > 100 && whole.contains_key("index.json"));
        assert!(whole == exported(700, Room::default(), 3), "threads");
        let small = || Room { run: 500, kept: 2_000, spill: CacheDir::of(site.path()) };
        assert!(whole == exported(700, small(), 1), "runs on disk");
        assert!(whole == exported(700, small(), 3), "runs on disk, from threads");
        assert!(whole != exported(699, small(), 3), "it would be seen");
    }
}
