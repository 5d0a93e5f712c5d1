//! The pages of a query, best first.

use std::collections::{BTreeMap, BTreeSet};

use super::expand::{Meaning, Wanted};
use super::lexicon::Stem;
use super::rank::{Tuning, level, rarity};

/// A page by number: pages of a part are numbered in the order of their URLs.
pub type Page = u32;

/// A part of the index as ranking sees it: each stem's pages with their impacts, by page.
pub trait Impacts {
    fn impacts(&self, stem: Stem) -> Vec<(Page, u8)>;
    /// How many pages there are.
    fn page_count(&self) -> u32;
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
    let lists: Vec<(Meaning, Vec<(Page, u8)>)> = word.meanings.iter().map(|(stem, meaning)| (*meaning, part.impacts(*stem))).collect();
    let guessed: BTreeSet<Page> =
        lists.iter().filter(|(meaning, _)| meaning.why.is_guess()).flat_map(|(_, list)| list.iter().map(|(page, _)| *page)).collect();
    let meant: BTreeSet<Page> =
        lists.iter().filter(|(meaning, _)| !meaning.why.is_guess()).flat_map(|(_, list)| list.iter().map(|(page, _)| *page)).collect();
    let guess_rarity = rarity(part.page_count(), guessed.union(&meant).count() as u32);
    let mut best: BTreeMap<Page, u64> = BTreeMap::new();
    for (meaning, list) in lists {
        let rarity = if meaning.why.is_guess() { guess_rarity } else { rarity(part.page_count(), list.len() as u32) };
        for (page, impact) in list {
            let score = meaning.hundredths() * rarity * level(impact);
            let known = best.entry(page).or_default();
            *known = score.max(*known);
        }
    }
    best
}
