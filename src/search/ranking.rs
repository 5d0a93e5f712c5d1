//! The pages of a query, best first.

use std::collections::{BTreeMap, BTreeSet};

use super::expand::{Meaning, Wanted};
use super::lexicon::{Lexicon, Stem};
use super::rank::{Tuning, level, rarity};

/// A page by number: pages of a part are numbered in the order of their URLs.
pub type Page = u32;

/// The pages of a stem, or of all words that begin alike, as ranking and the export see them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// How many pages there are; more than `entries` where the list was shortened.
    pub pages: u32,
    /// By page, each with its impact.
    pub entries: Vec<(Page, u8)>,
}

/// A list keeps at most so many pages, those with the highest impacts. A word on more pages than that tells little
/// about any of them, and a browser must fetch the list.
pub const LONGEST_LIST: usize = 4096;
/// The same for all words that begin alike.
pub const LONGEST_BEGINNING: usize = 1024;

impl List {
    /// The list with no more than `most` entries.
    pub fn shortened(mut entries: Vec<(Page, u8)>, most: usize) -> List {
        let pages = entries.len() as u32;
        if entries.len() > most {
            entries.sort_unstable_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
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
    let mut best: BTreeMap<Page, u8> = BTreeMap::new();
    for (stem, length) in lexicon.prefixed(prefix) {
        let share = tuning.share(typed, length);
        for (page, impact) in list(stem).entries {
            let known = best.entry(page).or_default();
            *known = shared_impact(impact, share).max(*known);
        }
    }
    List::shortened(best.into_iter().collect(), LONGEST_BEGINNING)
}

/// An impact of which only a share counts. Levels are squares, hence the root.
pub fn shared_impact(impact: u8, share: f64) -> u8 {
    (f64::from(impact) * share.sqrt()).round().max(1.0) as u8
}

/// Every page that has at least one of the words, best first; equal scores by URL.
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
    let any: BTreeSet<Page> = lists.iter().flat_map(|(_, list)| list.entries.iter().map(|(page, _)| *page)).collect();
    let guess_rarity = rarity(part.page_count(), any.len() as u32);
    let mut best: BTreeMap<Page, u64> = BTreeMap::new();
    for (meaning, list) in lists {
        let rarity = if meaning.why.is_guess() { guess_rarity } else { rarity(part.page_count(), list.pages) };
        for (page, impact) in list.entries {
            let score = meaning.hundredths() * rarity * level(impact);
            let known = best.entry(page).or_default();
            *known = score.max(*known);
        }
    }
    best
}
