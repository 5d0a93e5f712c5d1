//! The index on disk: one folder per part, kept up to date by difference.
//!
//! Whatever is wrong with what lies there (damaged, made by another version, half written), it is
//! made anew: the index is a product of the pages and can be deleted at any time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use tantivy::store::Compressor;
use tantivy::{DocAddress, IndexWriter, Searcher, TantivyError, Term};

use super::analysis::{Language, part_of};
use super::document::Document;
use super::schema::{Schema, short_key, version};
use super::segment::write_segments;
use super::tally::{Reader, Tally};
use super::view::{Known, View};
use crate::diag::Diag;

/// Counted up whenever an index written before can no longer be read: schema, analysis, weights of fields.
const FORMAT: &str = concat!("loft-search 11 ", env!("CARGO_PKG_VERSION"));
/// The least that tantivy asks for. It files nothing itself: `segment` does.
const MEMORY: usize = 16 << 20;

/// What an update did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UpdateReport {
    pub added: usize,
    pub changed: usize,
    pub removed: usize,
    pub unchanged: usize,
}

/// The search index of a site.
pub struct Index {
    /// None: in memory.
    dir: Option<PathBuf>,
    parts: BTreeMap<String, Part>,
}

struct Part {
    index: tantivy::Index,
    schema: Schema,
    language: &'static Language,
    /// Opened when first asked after an update.
    view: RwLock<Option<Arc<View>>>,
}

impl Index {
    /// Opens what lies in `dir`. What cannot be read is left out, and made anew by the next update.
    pub fn open(dir: &Path) -> Index {
        let mut parts = BTreeMap::new();
        for name in part_folders(dir) {
            if let Ok(part) = Part::open(&dir.join(&name), &name) {
                parts.insert(name, part);
            }
        }
        Index { dir: Some(dir.to_path_buf()), parts }
    }

    /// An index that leaves no trace.
    pub fn in_memory() -> Index {
        Index { dir: None, parts: BTreeMap::new() }
    }

    /// Makes the index hold exactly these documents. Only what differs by URL and key is analysed.
    pub fn update(&mut self, documents: &[Document]) -> Result<UpdateReport, Diag> {
        let mut by_part: BTreeMap<&str, Vec<&Document>> = BTreeMap::new();
        for document in documents {
            by_part.entry(part_of(&document.lang)).or_default().push(document);
        }
        let mut report = UpdateReport::default();
        self.remove_vanished_parts(&by_part, &mut report).map_err(failed)?;
        for (name, documents) in by_part {
            self.update_part(name, &documents, &mut report).map_err(failed)?;
        }
        Ok(report)
    }

    /// The names of the parts, in order.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    /// The part for a language as it is now; none when no page is in it.
    pub fn view(&self, lang: &str) -> Result<Option<Arc<View>>, Diag> {
        self.parts.get(part_of(lang)).map(Part::view).transpose().map_err(failed)
    }

    fn update_part(&mut self, name: &str, documents: &[&Document], report: &mut UpdateReport) -> tantivy::Result<()> {
        if let Some(part) = self.parts.get_mut(name) {
            match part.update(name, documents) {
                Ok(done) => return Ok(report.add(done)),
                Err(error @ TantivyError::LockFailure(..)) => return Err(error),
                // Damaged in a way that opening did not show.
                Err(_) => drop(self.parts.remove(name)),
            }
        }
        let mut part = match &self.dir {
            Some(dir) => Part::create(&dir.join(name), name)?,
            None => Part::of(empty().create_in_ram()?, name),
        };
        report.add(part.update(name, documents)?);
        self.parts.insert(name.to_string(), part);
        Ok(())
    }

    fn remove_vanished_parts(&mut self, wanted: &BTreeMap<&str, Vec<&Document>>, report: &mut UpdateReport) -> tantivy::Result<()> {
        let vanished: Vec<String> = self.parts.keys().filter(|name| !wanted.contains_key(name.as_str())).cloned().collect();
        for name in vanished {
            if let Some(part) = self.parts.remove(&name) {
                report.removed += part.view()?.page_count();
                drop(part);
                if let Some(dir) = &self.dir {
                    fs::remove_dir_all(dir.join(&name))?;
                }
            }
        }
        Ok(())
    }
}

impl UpdateReport {
    fn add(&mut self, other: UpdateReport) {
        self.added += other.added;
        self.changed += other.changed;
        self.removed += other.removed;
        self.unchanged += other.unchanged;
    }
}

/// Folders below the index's that hold a tantivy index.
fn part_folders(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.filter(|entry| entry.path().join("meta.json").is_file()).filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

fn failed(error: TantivyError) -> Diag {
    match error {
        TantivyError::LockFailure(..) => Diag::note("search-index-busy"),
        other => Diag::error("search-index-failed").with("error", other),
    }
}

/// How an index begins. What pages hold is kept as it is: compressing it takes longer than writing it, and a thread for what is
/// only copied is one too many.
fn empty() -> tantivy::IndexBuilder {
    let settings = tantivy::IndexSettings {
        docstore_compression: Compressor::None,
        docstore_compress_dedicated_thread: false,
        ..tantivy::IndexSettings::default()
    };
    tantivy::Index::builder().schema(Schema::new().schema).settings(settings)
}

impl Part {
    fn of(index: tantivy::Index, name: &str) -> Part {
        Part { index, schema: Schema::new(), language: Language::of(name), view: RwLock::new(None) }
    }

    /// Opens a part that this version of Loft wrote, every file of which is as it was written.
    fn open(dir: &Path, name: &str) -> tantivy::Result<Part> {
        let index = tantivy::Index::open_in_dir(dir)?;
        let foreign = || TantivyError::InvalidArgument(format!("{name}: written by another version"));
        if index.load_metas()?.payload.as_deref() != Some(FORMAT) || index.schema() != Schema::new().schema {
            return Err(foreign());
        }
        if !index.validate_checksum()?.is_empty() {
            return Err(foreign());
        }
        Ok(Part::of(index, name))
    }

    /// Makes an empty part in the place of whatever lay there.
    fn create(dir: &Path, name: &str) -> tantivy::Result<Part> {
        if dir.exists() {
            fs::remove_dir_all(dir)?;
        }
        fs::create_dir_all(dir)?;
        Ok(Part::of(empty().create_in_dir(dir)?, name))
    }

    fn view(&self) -> tantivy::Result<Arc<View>> {
        if let Some(view) = self.view.read().unwrap_or_else(|poisoned| poisoned.into_inner()).as_ref() {
            return Ok(Arc::clone(view));
        }
        let view = Arc::new(View::open(self.searcher()?, self.schema.clone(), self.language)?);
        *self.view.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(Arc::clone(&view));
        Ok(view)
    }

    fn searcher(&self) -> tantivy::Result<Searcher> {
        let reader: tantivy::IndexReader = self.index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
        Ok(reader.searcher())
    }

    fn update(&mut self, name: &str, documents: &[&Document]) -> tantivy::Result<UpdateReport> {
        let searcher = self.searcher()?;
        let known = Known::read(&searcher, &self.schema)?;
        let mut before = known.keys();
        let mut report = UpdateReport::default();
        let mut stale: Vec<(String, DocAddress)> = Vec::new();
        let mut fresh: Vec<&Document> = Vec::new();
        for document in documents {
            match before.remove(document.url.as_str()) {
                Some((key, _)) if key == short_key(document) => report.unchanged += 1,
                Some((key, address)) => {
                    report.changed += 1;
                    stale.push((version(&document.url, key), address));
                    fresh.push(document);
                }
                None => {
                    report.added += 1;
                    fresh.push(document);
                }
            }
        }
        report.removed = before.len();
        stale.extend(before.iter().map(|(url, (key, address))| (version(url, *key), *address)));
        if !stale.is_empty() || !fresh.is_empty() {
            let tally = match report.unchanged {
                0 => Tally::default(),
                _ => self.without(known.tally(&searcher, &self.schema)?, name, &stale, &searcher)?,
            };
            let gone = stale.into_iter().map(|(version, _)| version).chain(known.words_version());
            self.write(name, gone, &fresh, (tally, known.next_words_key()))?;
            *self.view.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = None;
        }
        Ok(report)
    }

    /// The words that are left when the stale pages go.
    fn without(&self, mut tally: Tally, name: &str, stale: &[(String, DocAddress)], searcher: &Searcher) -> tantivy::Result<Tally> {
        let mut reader = Reader::new(name);
        for (_, address) in stale {
            reader.read(&self.schema.stored_document(&searcher.doc(*address)?)?, |_, _| {});
        }
        tally.take(&reader.tally());
        Ok(tally)
    }

    /// Puts fresh pages in the place of what is gone, and with them the words of the pages that stay, and their key.
    fn write(&self, name: &str, gone: impl Iterator<Item = String>, fresh: &[&Document], words: (Tally, u64)) -> tantivy::Result<()> {
        let mut index: IndexWriter = self.index.writer_with_num_threads(1, MEMORY)?;
        for version in gone {
            index.delete_term(Term::from_field_text(self.schema.version, &version));
        }
        write_segments((&index, &self.schema, name), fresh, words)?;
        let mut commit = index.prepare_commit()?;
        commit.set_payload(FORMAT);
        commit.commit()?;
        index.wait_merging_threads()
    }
}
