//! Pages → an inverted list for every stem, in as many threads as there are.

use std::io;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::blocks::Blocks;
use super::pages::beside_text;
use super::runs::{Finished, Gathered, Occurrence, Room, Runs};
use super::texts::{Place, Texts};
use super::{Pages, Put};
use crate::search::analysis::{Analyser, Entry, Language};
use crate::search::document::Document;
use crate::search::lent::Lent;
use crate::search::lexicon::{Lexicon, Stem};
use crate::search::postings::{FIELD_COUNT, Field, Placed, each_placed};
use crate::search::rank::{Counts, Totals, Tuning};
use crate::search::ranking::{LONGEST_LIST, List, Page, Posting};

/// Pages that a thread takes at a time.
const CHUNK: usize = 32;

/// What the pages of a part say together.
pub struct Collected<R> {
    pub lexicon: Lexicon,
    /// What was made of each page beside its words, in order.
    pub rows: Vec<R>,
    /// Where the text of each stands.
    pub places: Vec<Place>,
    language: &'static Language,
    totals: Totals,
    measures: Vec<Measure>,
    runs: Finished,
    /// For each counter what it calls each stem.
    numbers: Vec<Vec<u32>>,
}

/// What a page's impacts depend on beside its words.
#[derive(Clone, Copy)]
struct Measure {
    lengths: [u32; FIELD_COUNT],
    boost: i16,
}

/// A run of pages as one thread read it; their words are with the thread's [`Counter`].
struct Chunk<R> {
    rows: Vec<R>,
    places: Vec<Place>,
    measures: Vec<Measure>,
}

/// Reads the pages with these positions in this order; `row` makes what else is wanted of each.
pub fn collect<R: Send>(
    pages: &dyn Pages,
    order: &[usize],
    part: &str,
    (block_size, room): (usize, &Room),
    row: impl Fn(&Document) -> R + Sync,
    put: Put,
) -> Collected<R> {
    let counters = Lent::new(|number| Counter::new(number, part));
    let runs = Runs::new(room);
    let read = |(number, chunk): (usize, &[usize])| {
        counters.with(|counter| {
            let first = (number * CHUNK) as Page;
            let mut out = Chunk { rows: Vec::new(), places: Vec::new(), measures: Vec::new() };
            let mut texts = Texts::new(block_size, order.len());
            counter.gathered.begin();
            for (page, at) in (first..).zip(chunk) {
                let document = pages.document(*at);
                let blocks = Blocks::of(&document, block_size);
                out.measures.push(counter.count(page, &document, &blocks));
                out.rows.push(row(&document));
                texts.push(&document.url, &beside_text(&document), blocks);
            }
            if counter.gathered.is_full(room) {
                runs.add(counter.number, counter.packed());
            }
            let (places, files) = texts.finish();
            out.places = places;
            put(files);
            out
        })
    };
    let chunks: Vec<Chunk<R>> = order.par_chunks(CHUNK).enumerate().map(read).collect();
    let mut counters = counters.back();
    counters.sort_by_key(|counter| counter.number);
    counters.par_iter_mut().for_each(|counter| runs.add(counter.number, counter.packed()));
    joined(chunks, &counters, runs.finish(), Language::of(part))
}

fn joined<R>(chunks: Vec<Chunk<R>>, counters: &[Counter], runs: Finished, language: &'static Language) -> Collected<R> {
    let lexicon = Lexicon::new(counters.iter().flat_map(Counter::forms).collect(), language);
    let numbers = counters.iter().map(|counter| counter.numbers_of(&lexicon)).collect();
    let (mut rows, mut places, mut measures) = (Vec::new(), Vec::new(), Vec::new());
    for chunk in chunks {
        rows.extend(chunk.rows);
        places.extend(chunk.places);
        measures.extend(chunk.measures);
    }
    let totals = Totals::of(measures.iter().map(|measure| &measure.lengths));
    Collected { lexicon, rows, places, language, totals, measures, runs, numbers }
}

/// How often at most a word stands in a body for the impact to be reckoned in advance.
const OFTEN: usize = 4;

/// The impacts of words that stand in a page's body alone, once or a few times: nearly all words of a site.
pub struct Impacts<'c, R> {
    collected: &'c Collected<R>,
    tuning: &'c Tuning,
    in_body: Vec<[u8; OFTEN]>,
}

impl<R: Sync> Collected<R> {
    pub fn page_count(&self) -> usize {
        self.rows.len()
    }

    pub fn impacts<'c>(&'c self, tuning: &'c Tuning) -> Impacts<'c, R> {
        let of = |measure: &Measure| {
            std::array::from_fn(|before| {
                let mut counts = Counts::default();
                counts.fields[Field::Body as usize] = before as u32 + 1;
                self.totals.impact(tuning, &counts, &measure.lengths, measure.boost)
            })
        };
        Impacts { collected: self, tuning, in_body: self.measures.par_iter().map(of).collect() }
    }

    /// The pages that have these stems, in order; pages with several come as often.
    fn occurrences(&self, stems: impl Iterator<Item = Stem>) -> io::Result<Vec<Occurrence>> {
        let mut found = Vec::new();
        for stem in stems {
            let number = |counter: usize| Some(self.numbers[counter][stem as usize]).filter(|number| *number != NONE);
            self.runs.read(number, &mut found)?;
        }
        // Stable: of several stems the first stays before, and shows where it stands.
        found.sort_by_key(|occurrence| occurrence.page);
        Ok(found)
    }
}

impl<R: Sync> Impacts<'_, R> {
    /// Every page on which a stem stands, as a word or within a compound: as `View::read_list` has it.
    ///
    /// # Errors
    /// When what was put on disk cannot be read back.
    pub fn list(&self, stem: Stem) -> io::Result<List> {
        let Collected { lexicon, language, .. } = self.collected;
        let own = self.collected.occurrences(std::iter::once(stem))?;
        let compounds = self.collected.occurrences(lexicon.compounds(stem, language))?;
        let entries = match compounds.is_empty() {
            true => own.iter().map(|occurrence| self.posting(occurrence, self.alone(occurrence))).collect(),
            false => self.with_compounds(own, &compounds),
        };
        Ok(List::shortened(entries, LONGEST_LIST))
    }

    fn with_compounds(&self, own: Vec<Occurrence>, compounds: &[Occurrence]) -> Vec<Posting> {
        let mut parts = compounds.chunk_by(|one, other| one.page == other.page).peekable();
        let mut own = own.into_iter().peekable();
        let mut out = Vec::new();
        while let Some(page) = own.peek().into_iter().chain(parts.peek().map(|parts| &parts[0])).map(|next| next.page).min() {
            let word = own.next_if(|word| word.page == page);
            let parts = parts.next_if(|parts| parts[0].page == page).unwrap_or_default();
            let impact = match word {
                Some(word) if parts.is_empty() => self.alone(&word),
                _ => self.impact(page, &counts(word.as_ref(), parts)),
            };
            if let Some(shown) = word.as_ref().or(parts.first()) {
                out.push(self.posting(shown, impact));
            }
        }
        out
    }

    fn posting(&self, shown: &Occurrence, impact: u8) -> Posting {
        Posting { page: shown.page, impact, block: shown.block }
    }

    /// The impact of a word that is within no compound on its page.
    fn alone(&self, word: &Occurrence) -> u8 {
        let known = word.in_body_alone().and_then(|count| self.in_body[word.page as usize].get(usize::from(count).checked_sub(1)?));
        known.copied().unwrap_or_else(|| self.impact(word.page, &Counts { fields: word.fields(), ..Counts::default() }))
    }

    fn impact(&self, page: Page, counts: &Counts) -> u8 {
        let measure = &self.collected.measures[page as usize];
        self.collected.totals.impact(self.tuning, counts, &measure.lengths, measure.boost)
    }
}

/// What a page has of a word, by itself and within compounds.
fn counts(word: Option<&Occurrence>, parts: &[Occurrence]) -> Counts {
    let mut counts = Counts { fields: word.map(Occurrence::fields).unwrap_or_default(), ..Counts::default() };
    parts.iter().for_each(|part| counts.add_parts(&part.fields()));
    counts
}

/// Counts the words of pages, one thread's share of them.
struct Counter {
    number: usize,
    analyser: Analyser,
    words: Words,
    gathered: Gathered,
}

/// The stems and forms that a counter has met. What is asked of every word of a site is kept small, so that it stays at hand.
#[derive(Default)]
struct Words {
    /// By the analyser's numbers, which it never forgets here.
    forms: Vec<MetForm>,
    /// By the counter's own numbers: for each the last page on which it was met, and where it is counted there.
    stems: Vec<(Page, u32)>,
    stem_texts: Vec<Box<str>>,
    stem_numbers: FxHashMap<Box<str>, u32>,
}

/// A form together with a stem.
#[derive(Clone, Copy)]
struct MetForm {
    /// The last page on which it was met, and where its stem is counted there.
    page: Page,
    at: u32,
    stem: u32,
    /// On how many pages it was met.
    pages: u32,
    is_stop_word: bool,
    counts_in_titles_alone: bool,
}

/// No page, and no stem.
const NONE: u32 = u32::MAX;

impl Default for MetForm {
    fn default() -> MetForm {
        MetForm { page: NONE, at: 0, stem: NONE, pages: 0, is_stop_word: false, counts_in_titles_alone: false }
    }
}

impl Counter {
    fn new(number: usize, part: &str) -> Counter {
        Counter { number, analyser: Analyser::new(part), words: Words::default(), gathered: Gathered::default() }
    }

    fn count(&mut self, page: Page, document: &Document, blocks: &Blocks) -> Measure {
        let mut lengths = [0; FIELD_COUNT];
        let (words, out) = (&mut self.words, &mut self.gathered.occurrences);
        each_placed(document, &mut self.analyser, |entry, placed| {
            let form = words.meet(entry, &placed, page, out);
            lengths[placed.field as usize] += u32::from(placed.is_counted(form.is_stop_word));
            if placed.is_filed(form.counts_in_titles_alone) {
                out[form.at as usize].1.add(&placed, blocks);
            }
        });
        Measure { lengths, boost: document.boost }
    }

    /// (form, stem, pages) as a lexicon takes them.
    fn forms(&self) -> impl Iterator<Item = (String, String, u32)> + '_ {
        let met = self.words.forms.iter().enumerate().filter(|(_, form)| form.pages > 0);
        met.map(|(number, form)| {
            let entry = self.analyser.entry(number);
            (entry.form.clone(), entry.stem.clone(), form.pages)
        })
    }

    /// What this counter calls each stem of the lexicon.
    fn numbers_of(&self, lexicon: &Lexicon) -> Vec<u32> {
        let mut numbers = vec![NONE; lexicon.stem_count()];
        for (number, stem) in self.words.stem_texts.iter().enumerate() {
            if let Some(stem) = lexicon.find_stem(stem) {
                numbers[stem as usize] = number as u32;
            }
        }
        numbers
    }

    /// What was gathered since this was asked last, in few bytes.
    fn packed(&mut self) -> (Vec<u32>, Vec<u8>) {
        self.gathered.packed(self.words.stems.len())
    }
}

impl Words {
    /// Notes that a form stands on a page. Most words of a page have been met there before.
    #[inline]
    fn meet(&mut self, entry: &Entry, placed: &Placed, page: Page, out: &mut Vec<(u32, Occurrence)>) -> &MetForm {
        let number = placed.word.entry;
        if self.forms.get(number).is_none_or(|form| form.page != page) {
            self.meet_on_page(entry, placed, page, out);
        }
        &self.forms[number]
    }

    fn meet_on_page(&mut self, entry: &Entry, placed: &Placed, page: Page, out: &mut Vec<(u32, Occurrence)>) {
        let number = placed.word.entry;
        if self.forms.len() <= number {
            self.forms.resize(number + 1, MetForm::default());
        }
        if self.forms[number].stem == NONE {
            let (is_stop_word, counts_in_titles_alone) = (entry.is_stop_word, entry.counts_in_titles_alone);
            self.forms[number] =
                MetForm { stem: self.stem_number(&entry.stem), is_stop_word, counts_in_titles_alone, ..MetForm::default() };
        }
        let form = &mut self.forms[number];
        let stem = &mut self.stems[form.stem as usize];
        // One that counts in titles alone was met there or is not filed on this page: the title comes first.
        if stem.0 != page && placed.is_filed(form.counts_in_titles_alone) {
            *stem = (page, out.len() as u32);
            out.push((form.stem, Occurrence::on(page)));
        }
        (form.page, form.at, form.pages) = (page, stem.1, form.pages + 1);
    }

    fn stem_number(&mut self, stem: &str) -> u32 {
        *self.stem_numbers.entry(stem.into()).or_insert_with(|| {
            self.stem_texts.push(stem.into());
            self.stems.push((NONE, 0));
            self.stems.len() as u32 - 1
        })
    }
}
