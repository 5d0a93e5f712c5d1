//! On how many pages each form of a word stands: what an index keeps of its words beside tantivy's lists.

use std::num::NonZeroU32;

use rustc_hash::FxHashMap;

use super::analysis::Analyser;
use super::document::Document;
use super::lexicon::Lexicon;
use super::postings::{PagePostings, postings};

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

    pub fn into_lexicon(self) -> Lexicon {
        Lexicon::new(self.pages.into_iter().map(|((form, stem), pages)| (form.into(), stem.into(), pages)).collect())
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
}

/// On how many pages a word has been met, when they come one after another.
#[derive(Clone, Copy, Default)]
pub struct Met {
    last: Option<NonZeroU32>,
    pub pages: u32,
}

impl Met {
    /// Counts the page with this number, once.
    pub fn on(&mut self, page: u32) {
        let page = NonZeroU32::MIN.checked_add(page);
        self.pages += u32::from(self.last != page);
        self.last = page;
    }
}

impl Reader {
    /// For the part of the index that `lang` belongs to.
    pub fn new(lang: &str) -> Reader {
        Reader { analyser: Analyser::new(lang), met: Vec::new(), pages: 0, forgotten: Tally::default() }
    }

    pub fn read(&mut self, document: &Document) -> PagePostings {
        if self.analyser.is_full() {
            let counted = self.counted();
            self.forgotten.add(counted);
            self.met.clear();
            self.analyser.forget();
        }
        self.pages += 1;
        let (met, page) = (&mut self.met, self.pages);
        postings(document, &mut self.analyser, |entry| {
            if met.len() <= entry {
                met.resize(entry + 1, Met::default());
            }
            met[entry].on(page);
        })
    }

    /// What the pages read have together.
    pub fn tally(mut self) -> Tally {
        let counted = self.counted();
        self.forgotten.add(counted);
        self.forgotten
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

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(titles: &[&str]) -> Tally {
        let mut reader = Reader::new("nb");
        for title in titles {
            reader.read(&Document { title: title.to_string(), ..Document::default() });
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
