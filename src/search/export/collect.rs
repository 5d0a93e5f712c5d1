//! Pages → an inverted list for every stem, in memory, in as many threads as there are.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::blocks::Blocks;
use super::pages::beside_text;
use super::texts::{Place, Texts};
use super::{Pages, Put};
use crate::search::analysis::{Analyser, Entry, Language};
use crate::search::document::Document;
use crate::search::lent::Lent;
use crate::search::lexicon::{Lexicon, Stem};
use crate::search::postings::{FIELD_COUNT, Field, Placed, each_placed};
use crate::search::rank::{Counts, MOST_COUNTED, Totals, Tuning, without_stop_word};
use crate::search::ranking::{LONGEST_LIST, List, Page, Posting};
use crate::search::tally::Met;

/// Pages that a thread takes at a time.
const CHUNK: usize = 32;

/// Different words that room is made for at once.
const WORDS_OF_A_PAGE: usize = 400;

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
    /// Occurrences of stem `n` are those from `starts[n]` to `starts[n + 1]`, by page.
    starts: Vec<usize>,
    occurrences: Vec<Occurrence>,
}

/// What a page's impacts depend on beside its words.
#[derive(Clone, Copy)]
struct Measure {
    lengths: [u32; FIELD_COUNT],
    boost: i16,
}

/// How often a stem stands on a page.
#[derive(Clone, Copy, Default)]
struct Occurrence {
    page: Page,
    body: u16,
    /// Title, headings, meta, actors.
    others: [u8; 4],
    block: u8,
}

impl Occurrence {
    /// Counts the word, and keeps the piece of text that shows it best: a heading's, else where it first stands.
    fn add(&mut self, placed: &Placed, blocks: &Blocks) {
        let is_shown_here = match placed.field {
            Field::Headings => self.others[1] == 0,
            Field::Body => self.others[1] == 0 && self.body == 0,
            _ => false,
        };
        if is_shown_here {
            self.block = blocks.holding(placed.text, if placed.field == Field::Body { placed.word.start } else { 0 });
        }
        match placed.field {
            Field::Body => self.body = self.body.saturating_add(1),
            Field::Title => self.others[0] = self.others[0].saturating_add(1),
            Field::Headings => self.others[1] = self.others[1].saturating_add(1),
            Field::Meta => self.others[2] = self.others[2].saturating_add(1),
            Field::Actors => self.others[3] = self.others[3].saturating_add(1),
        }
    }

    fn fields(&self) -> [u32; FIELD_COUNT] {
        let [title, headings, meta, actors] = self.others.map(u32::from);
        [title, headings, u32::from(self.body), meta, actors]
    }
}

// The counts saturate where `MOST_COUNTED` says that the terminal's do.
const _: () = assert!(MOST_COUNTED[0] == u8::MAX as u32 && MOST_COUNTED[2] == u16::MAX as u32);

/// A run of pages as one thread read it. Stems go by the numbers of that thread's [`Counter`].
struct Chunk<R> {
    counter: usize,
    rows: Vec<R>,
    places: Vec<Place>,
    measures: Vec<Measure>,
    occurrences: Vec<(u32, Occurrence)>,
}

/// Reads the pages with these positions in this order; `row` makes what else is wanted of each.
pub fn collect<R: Send>(
    pages: &dyn Pages,
    order: &[usize],
    part: &str,
    block_size: usize,
    row: impl Fn(&Document) -> R + Sync,
    put: Put,
) -> Collected<R> {
    let counters = Lent::new(|number| Counter::new(number, part));
    let read = |(number, chunk): (usize, &[usize])| {
        counters.with(|counter| {
            let first = (number * CHUNK) as Page;
            let occurrences = Vec::with_capacity(chunk.len() * WORDS_OF_A_PAGE);
            let mut out = Chunk { counter: counter.number, rows: Vec::new(), places: Vec::new(), measures: Vec::new(), occurrences };
            let mut texts = Texts::new(block_size, order.len());
            for (page, at) in (first..).zip(chunk) {
                let document = pages.document(*at);
                let blocks = Blocks::of(&document, block_size);
                out.measures.push(counter.count(page, &document, &blocks, &mut out.occurrences));
                out.rows.push(row(&document));
                texts.push(&document.url, &beside_text(&document), blocks);
            }
            let (places, files) = texts.finish();
            out.places = places;
            put(files);
            out.occurrences.shrink_to_fit();
            out
        })
    };
    let chunks: Vec<Chunk<R>> = order.par_chunks(CHUNK).enumerate().map(read).collect();
    let mut counters = counters.back();
    counters.sort_by_key(|counter| counter.number);
    joined(chunks, &counters, Language::of(part))
}

fn joined<R>(chunks: Vec<Chunk<R>>, counters: &[Counter], language: &'static Language) -> Collected<R> {
    let lexicon = Lexicon::new(counters.iter().flat_map(Counter::forms).collect());
    let numbers: Vec<Vec<Stem>> = counters.iter().map(|counter| counter.stems_in(&lexicon)).collect();
    let mut starts = vec![0usize; lexicon.stem_count() + 2];
    let numbered = |chunk: &Chunk<R>, stem: u32| numbers[chunk.counter][stem as usize] as usize;
    for chunk in &chunks {
        chunk.occurrences.iter().for_each(|(stem, _)| starts[numbered(chunk, *stem) + 2] += 1);
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    // `starts[n + 1]` is where the next occurrence of stem n goes, and in the end where they end.
    let mut occurrences = vec![Occurrence::default(); starts.last().copied().unwrap_or(0)];
    let (mut rows, mut places, mut measures) = (Vec::new(), Vec::new(), Vec::new());
    for chunk in chunks {
        for (stem, occurrence) in &chunk.occurrences {
            let next = &mut starts[numbered(&chunk, *stem) + 1];
            occurrences[*next] = *occurrence;
            *next += 1;
        }
        rows.extend(chunk.rows);
        places.extend(chunk.places);
        measures.extend(chunk.measures);
    }
    let totals = Totals::of(measures.iter().map(|measure| &measure.lengths));
    Collected { lexicon, rows, places, language, totals, measures, starts, occurrences }
}

impl<R> Collected<R> {
    pub fn page_count(&self) -> usize {
        self.rows.len()
    }

    fn occurrences(&self, stem: Stem) -> &[Occurrence] {
        &self.occurrences[self.starts[stem as usize]..self.starts[stem as usize + 1]]
    }

    /// Every page on which a stem stands, as a word or within a compound: as `View::read_list` has it.
    pub fn list(&self, stem: Stem, tuning: &Tuning) -> List {
        let is_stop_word = tuning.stop_words && self.language.is_stop_word(self.lexicon.stem(stem));
        let own = self.occurrences(stem).iter().map(|occurrence| {
            let counts = Counts { fields: occurrence.fields(), ..Counts::default() };
            (occurrence.page, if is_stop_word { without_stop_word(counts) } else { counts }, occurrence.block)
        });
        let mut found: Vec<(Page, Counts, u8)> = own.collect();
        let before = found.len();
        for compound in self.lexicon.compounds(stem, self.language) {
            found.extend(self.occurrences(compound).iter().map(|occurrence| {
                let mut counts = Counts::default();
                counts.add_parts(&occurrence.fields());
                (occurrence.page, counts, occurrence.block)
            }));
        }
        if found.len() > before {
            // Stable: the word itself stays before its compounds, and shows where it stands.
            found.sort_by_key(|(page, ..)| *page);
            found.dedup_by(|later, earlier| {
                let same = later.0 == earlier.0;
                if same {
                    earlier.1.add_parts(&later.1.parts);
                }
                same
            });
        }
        let impact = |page: Page, counts: &Counts| {
            let measure = &self.measures[page as usize];
            self.totals.impact(tuning, counts, &measure.lengths, measure.boost)
        };
        let entries = found.iter().filter(|(_, counts, _)| *counts != Counts::default());
        List::shortened(
            entries.map(|(page, counts, block)| Posting { page: *page, impact: impact(*page, counts), block: *block }).collect(),
            LONGEST_LIST,
        )
    }
}

/// Counts the words of pages, one thread's share of them.
struct Counter {
    number: usize,
    analyser: Analyser,
    words: Words,
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
    stem: u32,
    met: Met,
    is_stop_word: bool,
}

/// No page, and no stem.
const NONE: u32 = u32::MAX;

impl Counter {
    fn new(number: usize, part: &str) -> Counter {
        Counter { number, analyser: Analyser::new(part), words: Words::default() }
    }

    fn count(&mut self, page: Page, document: &Document, blocks: &Blocks, out: &mut Vec<(u32, Occurrence)>) -> Measure {
        let mut lengths = [0; FIELD_COUNT];
        let words = &mut self.words;
        each_placed(document, &mut self.analyser, |entry, placed| {
            let form = words.meet(entry, placed.word.entry, page);
            lengths[placed.field as usize] += u32::from(placed.is_counted(form.is_stop_word));
            let last = &mut words.stems[form.stem as usize];
            if last.0 != page {
                *last = (page, out.len() as u32);
                out.push((form.stem, Occurrence { page, ..Occurrence::default() }));
            }
            out[last.1 as usize].1.add(&placed, blocks);
        });
        Measure { lengths, boost: document.boost }
    }

    /// (form, stem, pages) as a lexicon takes them.
    fn forms(&self) -> impl Iterator<Item = (String, String, u32)> + '_ {
        let met = self.words.forms.iter().enumerate().filter(|(_, form)| form.met.pages > 0);
        met.map(|(number, form)| {
            let entry = self.analyser.entry(number);
            (entry.form.clone(), entry.stem.clone(), form.met.pages)
        })
    }

    fn stems_in(&self, lexicon: &Lexicon) -> Vec<Stem> {
        self.words.stem_texts.iter().map(|stem| lexicon.find_stem(stem).unwrap_or_default()).collect()
    }
}

impl Words {
    /// Notes that a form stands on a page.
    fn meet(&mut self, entry: &Entry, number: usize, page: Page) -> MetForm {
        if self.forms.len() <= number {
            self.forms.resize(number + 1, MetForm { stem: NONE, met: Met::default(), is_stop_word: false });
        }
        if self.forms[number].stem == NONE {
            self.forms[number].stem = self.stem_number(&entry.stem);
            self.forms[number].is_stop_word = entry.is_stop_word;
        }
        self.forms[number].met.on(page);
        self.forms[number]
    }

    fn stem_number(&mut self, stem: &str) -> u32 {
        *self.stem_numbers.entry(stem.into()).or_insert_with(|| {
            self.stem_texts.push(stem.into());
            self.stems.push((NONE, 0));
            self.stems.len() as u32 - 1
        })
    }
}
