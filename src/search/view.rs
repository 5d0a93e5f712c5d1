//! One part of the tantivy index, opened for reading: its words, its pages, its posting lists.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, Searcher, SegmentReader, TERMINATED, TantivyDocument, Term};

use super::analysis::Language;
use super::document::Document;
use super::lexicon::{Lexicon, Stem};
use super::postings::{FIELD_COUNT, FIELDS, FORM_SEPARATOR};
use super::rank::{Counts, MOST_COUNTED, Totals, Tuning, without_stop_word};
use super::ranking::{Impacts, LONGEST_LIST, List, Page, Posting, beginning, page_order};
use super::schema::Schema;

/// A part as it was at one commit.
pub struct View {
    pub language: &'static Language,
    pub lexicon: Lexicon,
    searcher: Searcher,
    schema: Schema,
    /// By page number: see [`page_order`].
    pages: Vec<PageEntry>,
    /// Segment → document number there → page number; deleted documents have none.
    numbers: Vec<Vec<Option<Page>>>,
    totals: Totals,
}

struct PageEntry {
    address: DocAddress,
    lengths: [u32; FIELD_COUNT],
    boost: i16,
}

impl View {
    pub fn open(searcher: Searcher, schema: Schema, language: &'static Language) -> tantivy::Result<View> {
        let lexicon = read_lexicon(&searcher, &schema)?;
        let (pages, numbers) = read_pages(&searcher, &schema)?;
        let totals = Totals::of(pages.iter().map(|page| &page.lengths));
        Ok(View { language, lexicon, searcher, schema, pages, numbers, totals })
    }

    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// The document as it was indexed, without its key.
    pub fn document(&self, page: Page) -> tantivy::Result<Document> {
        let stored: TantivyDocument = self.searcher.doc(self.pages[page as usize].address)?;
        self.schema.stored_document(&stored)
    }

    /// The pages that answer a tantivy query, in order of page numbers.
    pub fn matching(&self, query: &dyn tantivy::query::Query) -> tantivy::Result<Vec<Page>> {
        let found = self.searcher.search(query, &tantivy::collector::DocSetCollector)?;
        let mut pages: Vec<Page> = found.into_iter().filter_map(|address| self.number(address)).collect();
        pages.sort_unstable();
        Ok(pages)
    }

    fn number(&self, address: DocAddress) -> Option<Page> {
        self.numbers.get(address.segment_ord as usize)?.get(address.doc_id as usize).copied().flatten()
    }

    /// How often a stem stands where.
    fn counts(&self, stem: Stem) -> tantivy::Result<BTreeMap<Page, [u32; FIELD_COUNT]>> {
        let mut out: BTreeMap<Page, [u32; FIELD_COUNT]> = BTreeMap::new();
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            for field in FIELDS {
                let term = Term::from_field_text(self.schema.field(field), self.lexicon.stem(stem));
                let inverted = reader.inverted_index(term.field())?;
                let Some(mut list) = inverted.read_postings(&term, IndexRecordOption::WithFreqs)? else { continue };
                while list.doc() != TERMINATED {
                    if let Some(page) = self.numbers[segment][list.doc() as usize] {
                        out.entry(page).or_default()[field as usize] += list.term_freq().min(MOST_COUNTED[field as usize]);
                    }
                    list.advance();
                }
            }
        }
        Ok(out)
    }

    /// Every page on which a stem stands, as a word or within a compound, with its impact.
    pub fn read_list(&self, stem: Stem, tuning: &Tuning) -> tantivy::Result<List> {
        let is_stop_word = tuning.stop_words && self.language.is_stop_word(self.lexicon.stem(stem));
        let mut all: BTreeMap<Page, Counts> = BTreeMap::new();
        for (page, fields) in self.counts(stem)? {
            let counts = Counts { fields, ..Counts::default() };
            all.insert(page, if is_stop_word { without_stop_word(counts) } else { counts });
        }
        if tuning.parts > 0.0 {
            for compound in self.lexicon.compounds(stem, self.language) {
                for (page, fields) in self.counts(compound)? {
                    all.entry(page).or_default().add_parts(&fields);
                }
            }
        }
        let impact = |page: Page, counts: &Counts| {
            let entry = &self.pages[page as usize];
            self.totals.impact(tuning, counts, &entry.lengths, entry.boost)
        };
        let found = all.iter().filter(|(_, counts)| **counts != Counts::default());
        let postings = found.map(|(page, counts)| Posting { page: *page, impact: impact(*page, counts), block: 0 });
        Ok(List::shortened(postings.collect(), LONGEST_LIST))
    }
}

/// A view that ranks with given weights.
pub struct Tuned<'v>(pub &'v View, pub &'v Tuning);

impl Impacts for Tuned<'_> {
    fn list(&self, stem: Stem) -> List {
        self.0.read_list(stem, self.1).unwrap_or_default()
    }

    fn beginning(&self, prefix: &str) -> List {
        beginning(prefix, &self.0.lexicon, self.1, |stem| Cow::Owned(self.list(stem)))
    }

    fn page_count(&self) -> u32 {
        self.0.page_count() as u32
    }
}

fn read_lexicon(searcher: &Searcher, schema: &Schema) -> tantivy::Result<Lexicon> {
    let mut forms: BTreeMap<String, u32> = BTreeMap::new();
    for reader in searcher.segment_readers() {
        let inverted = reader.inverted_index(schema.forms)?;
        let mut terms = inverted.terms().stream()?;
        while let Some((term, info)) = terms.next() {
            let pages = if reader.has_deletes() {
                living(reader, inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?)
            } else {
                info.doc_freq
            };
            if let (Ok(term), true) = (std::str::from_utf8(term), pages > 0) {
                *forms.entry(term.to_string()).or_default() += pages;
            }
        }
    }
    let split =
        |(term, pages): (String, u32)| term.split_once(FORM_SEPARATOR).map(|(form, stem)| (form.to_string(), stem.to_string(), pages));
    Ok(Lexicon::new(forms.into_iter().filter_map(split).collect()))
}

/// How many documents of a list are not deleted.
fn living(reader: &SegmentReader, mut list: impl DocSet) -> u32 {
    let mut count = 0;
    while list.doc() != TERMINATED {
        count += u32::from(!reader.is_deleted(list.doc()));
        list.advance();
    }
    count
}

type Pages = (Vec<PageEntry>, Vec<Vec<Option<Page>>>);

fn read_pages(searcher: &Searcher, schema: &Schema) -> tantivy::Result<Pages> {
    let mut found: Vec<(String, PageEntry)> = Vec::new();
    for (segment, reader) in searcher.segment_readers().iter().enumerate() {
        let columns = schema.columns(reader)?;
        for doc in reader.doc_ids_alive() {
            let address = DocAddress::new(segment as u32, doc);
            found.push((columns.url(doc)?, PageEntry { address, lengths: columns.lengths(doc), boost: columns.boost(doc) }));
        }
    }
    found.sort_by(|one, other| page_order((one.1.boost, &one.0), (other.1.boost, &other.0)));
    let mut numbers: Vec<Vec<Option<Page>>> =
        searcher.segment_readers().iter().map(|reader| vec![None; reader.max_doc() as usize]).collect();
    for (number, (_, page)) in found.iter().enumerate() {
        numbers[page.address.segment_ord as usize][page.address.doc_id as usize] = Some(number as Page);
    }
    Ok((found.into_iter().map(|(_, page)| page).collect(), numbers))
}
