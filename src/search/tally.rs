//! On how many pages each form of a word stands: what an index keeps of its words beside tantivy's lists.

use std::num::NonZeroU32;

use rustc_hash::FxHashMap;

use super::analysis::{Analyser, Entry, Language};
use super::document::Document;
use super::lexicon::Lexicon;
use super::postings::{Placed, each_placed};

/// (form, stem) → pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pages: FxHashMap<(Box<str>, Box<str>), u32>,
}

impl Tally {
    /// From [`Tally::to_text`]. A line that is none is passed over.
    pub fn of_text(text: &str) -> Tally {
        let parsed = |line: &str| {
            let (form, rest) = line.split_once('\t')?;
            let (stem, pages) = rest.split_once('\t')?;
            Some(((form.into(), stem.into()), pages.parse().ok()?))
        };
        Tally { pages: text.lines().filter_map(parsed).collect() }
    }

    /// A form, its stem and the pages a line, in order.
    pub fn to_text(&self) -> String {
        let mut lines: Vec<String> = self.pages.iter().map(|((form, stem), pages)| format!("{form}\t{stem}\t{pages}\n")).collect();
        lines.sort_unstable();
        lines.concat()
    }

    pub fn add(&mut self, other: Tally) {
        for (word, pages) in other.pages {
            *self.pages.entry(word).or_default() += pages;
        }
    }

    /// Takes away what was added before.
    pub fn take(&mut self, other: &Tally) {
        for (word, pages) in &other.pages {
            if let Some(known) = self.pages.get_mut(word) {
                *known = known.saturating_sub(*pages);
            }
        }
        self.pages.retain(|_, pages| *pages > 0);
    }

    pub fn into_lexicon(self, language: &Language) -> Lexicon {
        let entries = self.pages.into_iter().map(|((form, stem), pages)| (form.into(), stem.into(), pages));
        Lexicon::new(entries.collect(), language)
    }
}

/// Texts by numbers, in the order in which they are met.
#[derive(Default)]
pub struct Terms {
    numbers: FxHashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl Terms {
    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        let number = self.texts.len() as u32;
        self.numbers.insert(text.into(), number);
        self.texts.push(text.into());
        number
    }

    /// The text with each number.
    pub fn texts(&self) -> &[Box<str>] {
        &self.texts
    }
}

/// Reads pages, one after another, and counts the words they have.
pub struct Reader {
    analyser: Analyser,
    /// By entry of the analyser.
    met: Vec<Met>,
    pages: u32,
    /// Of words that the analyser has forgotten since.
    forgotten: Tally,
    /// Of stems.
    pub terms: Terms,
}

/// A form that has been met, and on how many pages: what is asked of every word of a site is kept small, so that it stays at hand.
#[derive(Clone, Copy, Default)]
pub struct Met {
    /// The page on which it was met last; none of a form that has not been met.
    last: Option<NonZeroU32>,
    pages: u32,
    /// The number of its stem.
    pub stem: u32,
    pub is_stop_word: bool,
    pub counts_in_titles_alone: bool,
}

impl Reader {
    /// For the part of the index that `lang` belongs to.
    pub fn new(lang: &str) -> Reader {
        let (forgotten, terms) = (Tally::default(), Terms::default());
        Reader { analyser: Analyser::new(lang), met: Vec::new(), pages: 0, forgotten, terms }
    }

    /// Counts the words of a page, and gives each of them.
    pub fn read(&mut self, document: &Document, mut give: impl FnMut(&Met, &Placed)) {
        if self.analyser.is_full() {
            let counted = self.counted();
            self.forgotten.add(counted);
            self.met.clear();
            self.analyser.forget();
        }
        self.pages += 1;
        let page = NonZeroU32::new(self.pages);
        let Reader { analyser, met, terms, .. } = self;
        each_placed(document, analyser, |entry, placed| {
            let number = placed.word.entry;
            // Most words of a page have been met there before.
            if met.get(number).is_none_or(|known| known.last != page) {
                meet(met, number, entry, terms);
                met[number].last = page;
                met[number].pages += 1;
            }
            give(&met[number], &placed);
        });
    }

    /// What the pages read have together.
    pub fn tally(&self) -> Tally {
        let mut tally = self.counted();
        tally.add(self.forgotten.clone());
        tally
    }

    fn counted(&self) -> Tally {
        let word = |entry: usize| {
            let entry = self.analyser.entry(entry);
            (entry.form.as_str().into(), entry.stem.as_str().into())
        };
        let met = self.met.iter().enumerate().filter(|(_, met)| met.pages > 0);
        Tally { pages: met.map(|(entry, met)| (word(entry), met.pages)).collect() }
    }
}

/// Makes room for a form, and notes what it is when it comes first.
fn meet(met: &mut Vec<Met>, number: usize, entry: &Entry, terms: &mut Terms) {
    if met.len() <= number {
        met.resize(number + 1, Met::default());
    }
    if met[number].last.is_none() {
        let (is_stop_word, counts_in_titles_alone) = (entry.is_stop_word, entry.counts_in_titles_alone);
        met[number] = Met { stem: terms.number(&entry.stem), is_stop_word, counts_in_titles_alone, ..Met::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(titles: &[&str]) -> Tally {
        let mut reader = Reader::new("nb");
        for title in titles {
            reader.read(&Document { title: title.to_string(), ..Document::default() }, |_, _| {});
        }
        reader.tally()
    }

    #[test]
    fn a_word_counts_once_a_page() {
        assert_eq!(tally(&["Elev og elever, elev", "ELEV"]).to_text(), "elev\telev\t2\nelever\telev\t1\nog\tog\t1\n");
    }

    #[test]
    fn what_is_added_can_be_taken_away() {
        let all = tally(&["Elev i skole", "Elever i Ås"]);
        assert_eq!(Tally::of_text(&all.to_text()), all);
        let mut left = all.clone();
        left.take(&tally(&["Elever i Ås"]));
        assert_eq!(left, tally(&["Elev i skole"]));
        left.add(tally(&["Elever i Ås"]));
        assert_eq!(left, all);
    }

    #[test]
    fn what_is_no_line_is_passed_over() {
        assert_eq!(Tally::of_text("elev\nelev\telev\tmange\n\nas\tas\t1").to_text(), "as\tas\t1\n");
    }
}
