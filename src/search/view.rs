//! One part of the tantivy index, opened for reading: its words, its pages, its posting lists.

use std::collections::{BTreeMap, HashMap};

use tantivy::postings::Postings;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, TantivyDocument, TantivyError, Term};

use super::analysis::Language;
use super::document::Document;
use super::lexicon::{Lexicon, Stem};
use super::postings::{FIELD_COUNT, FIELDS};
use super::query::Filter;
use super::rank::{Counts, MOST_COUNTED, Totals, Tuning};
use super::ranking::{Impacts, LONGEST_LIST, List, Page, Posting, beginning, page_order};
use super::schema::{Schema, WORDS, facet, version};
use super::tally::Tally;

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
    key: u64,
    lengths: [u32; FIELD_COUNT],
    boost: i16,
}

impl View {
    pub fn open(searcher: Searcher, schema: Schema, language: &'static Language) -> tantivy::Result<View> {
        let known = Known::read(&searcher, &schema)?;
        let lexicon = known.tally(&searcher, &schema)?.into_lexicon(language);
        let (pages, numbers) = numbered(known, &searcher);
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

    /// The query for the pages that a filter names. Titles are no such filter: they are searched by their words.
    pub fn filtered(&self, filter: &Filter) -> TermQuery {
        let term = Term::from_field_text(self.schema.filter(filter.field), &facet(&filter.value));
        TermQuery::new(term, IndexRecordOption::Basic)
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
        let mut all: BTreeMap<Page, Counts> = BTreeMap::new();
        for (page, fields) in self.counts(stem)? {
            all.insert(page, Counts { fields, ..Counts::default() });
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
        let postings = all.iter().map(|(page, counts)| Posting { page: *page, impact: impact(*page, counts), block: 0 });
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
        beginning(prefix, &self.0.lexicon, self.1, |stem| self.list(stem))
    }

    fn page_count(&self) -> u32 {
        self.0.page_count() as u32
    }
}

/// What lies in the index, before it is numbered.
pub struct Known {
    /// URL of each page, and where it is.
    pages: Vec<(String, PageEntry)>,
    /// The words of all pages: their key, and where they are.
    words: Option<(u64, DocAddress)>,
}

impl Known {
    pub fn read(searcher: &Searcher, schema: &Schema) -> tantivy::Result<Known> {
        let mut known = Known { pages: Vec::new(), words: None };
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            let columns = schema.columns(reader)?;
            for doc in reader.doc_ids_alive() {
                let address = DocAddress::new(segment as u32, doc);
                match columns.url(doc)? {
                    url if url == WORDS => known.words = Some((columns.key(doc), address)),
                    url => {
                        let entry = PageEntry { address, key: columns.key(doc), lengths: columns.lengths(doc), boost: columns.boost(doc) };
                        known.pages.push((url, entry));
                    }
                }
            }
        }
        Ok(known)
    }

    /// URL → key and place of every page.
    pub fn keys(&self) -> HashMap<&str, (u64, DocAddress)> {
        self.pages.iter().map(|(url, entry)| (url.as_str(), (entry.key, entry.address))).collect()
    }

    /// What the words are taken away by.
    pub fn words_version(&self) -> Option<String> {
        self.words.map(|(key, _)| version(WORDS, key))
    }

    /// A key that the words have not had.
    pub fn next_words_key(&self) -> u64 {
        self.words.map_or(0, |(key, _)| key.wrapping_add(1))
    }

    /// The words of all pages. An index of pages without them is damaged.
    pub fn tally(&self, searcher: &Searcher, schema: &Schema) -> tantivy::Result<Tally> {
        match self.words {
            Some((_, address)) => Ok(schema.stored_words(&searcher.doc(address)?)),
            None if self.pages.is_empty() => Ok(Tally::default()),
            None => Err(TantivyError::InternalError("the words are missing".to_string())),
        }
    }
}

/// The pages in their order, and for each document of each segment its number there.
fn numbered(known: Known, searcher: &Searcher) -> (Vec<PageEntry>, Vec<Vec<Option<Page>>>) {
    let mut found = known.pages;
    found.sort_by(|one, other| page_order((one.1.boost, &one.0), (other.1.boost, &other.0)));
    let mut numbers: Vec<Vec<Option<Page>>> =
        searcher.segment_readers().iter().map(|reader| vec![None; reader.max_doc() as usize]).collect();
    for (number, (_, page)) in found.iter().enumerate() {
        numbers[page.address.segment_ord as usize][page.address.doc_id as usize] = Some(number as Page);
    }
    (found.into_iter().map(|(_, page)| page).collect(), numbers)
}
