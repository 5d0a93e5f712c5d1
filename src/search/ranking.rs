//! The pages of a query, best first.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::expand::{Meaning, Wanted};
use super::lexicon::{Lexicon, Stem};
use super::rank::{Tuning, level, nearest, rarity};

/// A page by number: pages of a part are numbered in their order.
pub type Page = u32;

/// The order of pages, given by boost and URL, that decides between equal scores: those that owners prefer come first.
pub fn page_order(one: (i16, &str), other: (i16, &str)) -> Ordering {
    other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1))
}

/// That a stem stands on a page, and how much it says about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    pub page: Page,
    pub impact: u8,
    /// Which piece of the page's text shows it: for the export alone.
    pub block: u8,
}

/// The pages of a stem, or of all words that begin alike, as ranking and the export see them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// How many pages there are; more than `entries` where the list was shortened.
    pub pages: u32,
    /// In order of pages, each once.
    pub entries: Vec<Posting>,
}

/// A list keeps at most so many pages, those with the highest impacts. A word on more pages than that tells little
/// about any of them, and a browser must fetch the list.
pub const LONGEST_LIST: usize = 4096;
/// The same for all words that begin alike.
pub const LONGEST_BEGINNING: usize = 1024;

impl List {
    /// The list with no more than `most` entries.
    pub fn shortened(mut entries: Vec<Posting>, most: usize) -> List {
        let pages = entries.len() as u32;
        if entries.len() > most {
            entries.select_nth_unstable_by(most, |one, other| other.impact.cmp(&one.impact).then(one.page.cmp(&other.page)));
            entries.truncate(most);
            entries.sort_unstable();
        }
        List { pages, entries }
    }
}

/// A part of the index as ranking sees it.
pub trait Impacts {
    fn list(&self, stem: Stem) -> List;
    /// The pages of all words that begin so: see [`beginning`].
    fn beginning(&self, prefix: &str) -> List;
    /// How many pages there are.
    fn page_count(&self) -> u32;
}

/// The pages of all words that begin alike, with the best impact of any of them. The longer a word is than what was
/// typed, the less it counts.
pub fn beginning(prefix: &str, lexicon: &Lexicon, tuning: &Tuning, list: impl Fn(Stem) -> List) -> List {
    let typed = prefix.chars().count();
    // By page; no page has an impact of nothing.
    let mut best: Vec<Posting> = Vec::new();
    for (stem, length) in lexicon.prefixed(prefix) {
        let root = tuning.share(typed, length).sqrt();
        for posting in &list(stem).entries {
            let page = posting.page as usize;
            if best.len() <= page {
                best.resize(page + 1, Posting::default());
            }
            let impact = shared_impact(posting.impact, root);
            if impact > best[page].impact {
                best[page] = Posting { impact, ..*posting };
            }
        }
    }
    best.retain(|posting| posting.impact > 0);
    List::shortened(best, LONGEST_BEGINNING)
}

/// An impact of which only a share counts, given by its root: levels are squares.
fn shared_impact(impact: u8, root: f64) -> u8 {
    nearest(f64::from(impact) * root).max(1)
}

/// Every page that has at least one of the words, best first; equal scores in the order of pages.
///
/// A word counts by the best of its meanings: weight (in hundredths) × level × rarity. The sum
/// counts by how many of the words were found. All in whole numbers: a browser gets the same.
pub fn rank(wanted: &[Wanted], part: &impl Impacts, tuning: &Tuning) -> Vec<(Page, u64)> {
    let mut sums: BTreeMap<Page, (u64, u64)> = BTreeMap::new();
    for word in wanted {
        for (page, score) in best_of_meanings(word, part) {
            let sum = sums.entry(page).or_default();
            sum.0 += score;
            sum.1 += u64::from(!word.optional);
        }
    }
    let mut pages: Vec<(Page, u64)> = sums
        .into_iter()
        .filter(|(_, (_, found))| *found > 0)
        .map(|(page, (sum, found))| (page, sum * found.pow(tuning.coverage)))
        .collect();
    pages.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    pages
}

fn best_of_meanings(word: &Wanted, part: &impl Impacts) -> BTreeMap<Page, u64> {
    let stems = word.meanings.iter().map(|(stem, meaning)| (*meaning, part.list(*stem)));
    let begun = word.beginning.iter().map(|(prefix, meaning)| (*meaning, part.beginning(prefix)));
    let lists: Vec<(Meaning, List)> = stems.chain(begun).collect();
    let any: BTreeSet<Page> = lists.iter().flat_map(|(_, list)| list.entries.iter().map(|posting| posting.page)).collect();
    let guess_rarity = rarity(part.page_count(), any.len() as u32);
    let mut best: BTreeMap<Page, u64> = BTreeMap::new();
    for (meaning, list) in lists {
        let rarity = if meaning.why.is_guess() { guess_rarity } else { rarity(part.page_count(), list.pages) };
        for Posting { page, impact, .. } in list.entries {
            let score = meaning.hundredths() * rarity * level(impact);
            let known = best.entry(page).or_default();
            *known = score.max(*known);
        }
    }
    best
}
