//! Pages → segments of the tantivy index.
//!
//! tantivy's own writer is given texts, and looks up every word of them in a table by its letters. Here each word has a
//! number already ([`Reader`]), so its places are gathered by that and handed to tantivy sorted: what is written is the same.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::FieldNormsSerializer;
use tantivy::index::{Segment, SegmentComponent};
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};
use tantivy::schema::Field as Handle;
use tantivy::store::StoreWriter;
use tantivy::{IndexWriter, TantivyDocument};

use super::document::Document;
use super::postings::{FIELD_COUNT, FIELDS, Places};
use super::schema::{Schema, WORDS, facet, short_key, version};
use super::tally::{Reader, Tally, Terms};

/// Documents that a thread takes at a time.
const CHUNK: usize = 32;
/// From so many pages on, several threads write.
const MANY: usize = 256;
/// So many threads write at most, a segment each: fewer than tantivy would put together at once.
const MOST_WRITERS: usize = 6;
/// So many places of words are gathered before their segment is written: 32 MiB.
const FULL: usize = 4 << 20;

/// Where pages are written: the index, its schema and the name of the part.
type Part<'i> = (&'i IndexWriter, &'i Schema, &'i str);

/// Writes pages, and the words of these and of the pages that stay; `key` is one that the words before did not have.
pub fn write_segments(part: Part, pages: &[&Document], (mut words, key): (Tally, u64)) -> tantivy::Result<()> {
    let mut writers = read(part, pages)?;
    let tallies: Vec<Tally> = writers.par_iter().map(|writer| writer.reader.tally()).collect();
    tallies.into_iter().for_each(|tally| words.add(tally));
    let mut first = writers.swap_remove(0);
    let (first, others) =
        rayon::join(|| first.add_words(&words, key).and_then(|()| first.finish()), || writers.into_par_iter().try_for_each(Writer::finish));
    first.and(others)
}

/// Reads pages, each thread as many as it can; there is one writer at least.
fn read<'i>(part: Part<'i>, pages: &[&Document]) -> tantivy::Result<Vec<Writer<'i>>> {
    let writers = if pages.len() < MANY { 1 } else { rayon::current_num_threads().min(MOST_WRITERS) };
    let (chunks, next) = (pages.chunks(CHUNK).collect::<Vec<_>>(), AtomicUsize::new(0));
    let read = |_| {
        let mut writer = Writer::new(part);
        while let Some(chunk) = chunks.get(next.fetch_add(1, Ordering::Relaxed)) {
            chunk.iter().try_for_each(|document| writer.add(document))?;
        }
        Ok(writer)
    };
    (0..writers).into_par_iter().map(read).collect()
}

/// Writes pages, one after another: one thread's share of them.
struct Writer<'i> {
    index: &'i IndexWriter,
    schema: &'i Schema,
    reader: Reader,
    /// What filters name, as it is written, by the number of what is filed; none where nothing is.
    filters: FxHashMap<Box<str>, Option<u32>>,
    /// None until a page comes.
    open: Option<Open>,
}

/// A segment that pages are added to.
struct Open {
    segment: Segment,
    schema: tantivy::schema::Schema,
    columns: FastFieldsWriter,
    store: StoreWriter,
    /// By tantivy's numbers of fields.
    fields: Vec<Filed>,
    pages: u32,
}

/// Where terms stand in one field.
#[derive(Default)]
struct Filed {
    /// Terms with their places, page by page, and each page's in order.
    all: Vec<(u32, u32)>,
    /// Where those of each page end.
    ends: Vec<u32>,
}

impl<'i> Writer<'i> {
    fn new((index, schema, name): Part<'i>) -> Writer<'i> {
        Writer { index, schema, reader: Reader::new(name), filters: FxHashMap::default(), open: None }
    }

    fn add(&mut self, document: &Document) -> tantivy::Result<()> {
        let mut open = self.opened()?;
        let (mut lengths, mut places) = ([0; FIELD_COUNT], Places::default());
        let fields = FIELDS.map(|field| self.schema.field(field).field_id() as usize);
        self.reader.read(document, |word, placed| {
            lengths[placed.field as usize] += u32::from(placed.is_counted(word.is_stop_word));
            let place = places.of(placed);
            if placed.is_filed(word.counts_in_titles_alone) {
                open.fields[fields[placed.field as usize]].all.push((word.stem, place));
            }
        });
        self.schema.each_filter(document, |handle, value| {
            if let Some(term) = filter(&mut self.filters, &mut self.reader.terms, value) {
                open.file(handle, term);
            }
        });
        open.file(self.schema.version, self.reader.terms.number(&version(&document.url, short_key(document))));
        open.keep(&self.schema.document(document, &lengths))?;
        if open.is_full() {
            return self.write(open);
        }
        self.open = Some(open);
        Ok(())
    }

    /// Keeps the words of all pages beside these, with a key that those before did not have.
    fn add_words(&mut self, tally: &Tally, key: u64) -> tantivy::Result<()> {
        let mut open = self.opened()?;
        open.file(self.schema.version, self.reader.terms.number(&version(WORDS, key)));
        open.keep(&self.schema.words_document(tally, key))?;
        self.open = Some(open);
        Ok(())
    }

    /// Writes what has been gathered since a segment was written last.
    fn finish(mut self) -> tantivy::Result<()> {
        self.open.take().map_or(Ok(()), |open| self.write(open))
    }

    fn opened(&mut self) -> tantivy::Result<Open> {
        self.open.take().map_or_else(|| Open::new(self.index.new_segment()), Ok)
    }

    fn write(&self, open: Open) -> tantivy::Result<()> {
        let written = open.write(&self.reader.terms)?;
        self.index.add_segment(written.meta().clone())
    }
}

/// The number of what a filter's value is filed as.
fn filter(known: &mut FxHashMap<Box<str>, Option<u32>>, terms: &mut Terms, value: &str) -> Option<u32> {
    if let Some(term) = known.get(value) {
        return *term;
    }
    let term = Some(facet(value)).filter(|folded| !folded.is_empty()).map(|folded| terms.number(&folded));
    known.insert(value.into(), term);
    term
}

impl Open {
    fn new(segment: Segment) -> tantivy::Result<Open> {
        let (index, schema) = (segment.index(), segment.schema());
        let settings = index.settings();
        let store = StoreWriter::new(
            segment.open_write(SegmentComponent::Store)?,
            settings.docstore_compression,
            settings.docstore_blocksize,
            settings.docstore_compress_dedicated_thread,
        )?;
        let columns = FastFieldsWriter::from_schema_and_tokenizer_manager(&schema, index.fast_field_tokenizer().clone())?;
        let fields = schema.fields().map(|_| Filed::default()).collect();
        Ok(Open { segment, schema, columns, store, fields, pages: 0 })
    }

    /// Files the next page under a term.
    fn file(&mut self, handle: Handle, term: u32) {
        self.fields[handle.field_id() as usize].all.push((term, 0));
    }

    /// Keeps the page under whose number what came since the last one was filed.
    fn keep(&mut self, document: &TantivyDocument) -> tantivy::Result<()> {
        self.columns.add_document(document)?;
        self.store.store(document, &self.schema)?;
        self.fields.iter_mut().for_each(Filed::end_page);
        self.pages += 1;
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.fields.iter().map(|field| field.all.len()).sum::<usize>() >= FULL
    }

    fn write(mut self, terms: &Terms) -> tantivy::Result<Segment> {
        // tantivy wants the file of lengths, though no field has any.
        FieldNormsSerializer::from_write(self.segment.open_write(SegmentComponent::FieldNorms)?)?.close()?;
        let mut lists = InvertedIndexSerializer::open(&self.segment)?;
        let order = in_order(terms);
        for (number, field) in (0..).zip(std::mem::take(&mut self.fields)) {
            if !field.all.is_empty() {
                let total = field.all.len() as u64;
                field.write(terms, &order, lists.new_field(Handle::from_field_id(number), total, None)?)?;
            }
        }
        lists.close()?;
        let mut columns = self.segment.open_write(SegmentComponent::FastFields)?;
        self.columns.serialize(&mut columns, None)?;
        columns.terminate()?;
        self.store.close()?;
        Ok(self.segment.with_max_doc(self.pages))
    }
}

/// The numbers of terms, in the order of their texts.
fn in_order(terms: &Terms) -> Vec<u32> {
    let texts = terms.texts();
    let mut order: Vec<u32> = (0..texts.len() as u32).collect();
    order.sort_unstable_by(|one, other| texts[*one as usize].as_bytes().cmp(texts[*other as usize].as_bytes()));
    order
}

impl Filed {
    fn end_page(&mut self) {
        self.ends.push(self.all.len() as u32);
    }

    /// Gives each term's list to tantivy.
    fn write(self, terms: &Terms, order: &[u32], mut out: FieldSerializer) -> io::Result<()> {
        let (ends, sorted) = self.by_term(order.len());
        let mut steps = Vec::new();
        for term in order.iter().map(|term| *term as usize) {
            let list = &sorted[if term > 0 { ends[term - 1] as usize } else { 0 }..ends[term] as usize];
            if list.is_empty() {
                continue;
            }
            // On how many pages it stands is asked for the sake of lengths alone.
            out.new_term(terms.texts()[term].as_bytes(), 0, true)?;
            for places in list.chunk_by(|one, other| one.0 == other.0) {
                steps.clear();
                let mut before = 0;
                steps.extend(places.iter().map(|(_, place)| place - std::mem::replace(&mut before, *place)));
                out.write_doc(places[0].0, steps.len() as u32, &steps);
            }
            out.close_term()?;
        }
        out.close()
    }

    /// Pages and places by term, each term's in order, and where they end.
    fn by_term(self, terms: usize) -> (Vec<u32>, Vec<(u32, u32)>) {
        // `next[n]` is where the next place of term n goes, and in the end where they end.
        let mut next = vec![0u32; terms + 1];
        self.all.iter().for_each(|(term, _)| next[*term as usize + 1] += 1);
        (1..next.len()).for_each(|at| next[at] += next[at - 1]);
        let mut sorted = vec![(0, 0); self.all.len()];
        let mut from = 0;
        for (page, end) in (0..).zip(self.ends) {
            for (term, place) in &self.all[from..end as usize] {
                let at = &mut next[*term as usize];
                sorted[*at as usize] = (page, *place);
                *at += 1;
            }
            from = end as usize;
        }
        (next, sorted)
    }
}
