//! The pages of a query, best first.

use std::collections::BTreeMap;

use super::expand::Wanted;
use super::lexicon::Stem;
use super::rank::{Tuning, level};

/// A page by number: pages of a part are numbered in the order of their URLs.
pub type Page = u32;

/// A part of the index as ranking sees it: each stem's pages with their impacts, by page.
pub trait Impacts {
    fn impacts(&self, stem: Stem) -> Vec<(Page, u8)>;
}

/// Every page that has at least one of the words, best first; equal scores by URL.
/// A word counts by the best of its meanings; the sum counts by the share of the words found.
pub fn rank(wanted: &[Wanted], part: &impl Impacts, tuning: &Tuning) -> Vec<(Page, f64)> {
    let mut sums: BTreeMap<Page, (f64, u32)> = BTreeMap::new();
    for word in wanted {
        for (page, score) in best_of_meanings(word, part) {
            let sum = sums.entry(page).or_default();
            sum.0 += score;
            sum.1 += 1;
        }
    }
    let mut pages: Vec<(Page, f64)> =
        sums.into_iter().map(|(page, (sum, found))| (page, sum * (f64::from(found) / wanted.len() as f64).powi(tuning.coverage))).collect();
    pages.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    pages
}

fn best_of_meanings(word: &Wanted, part: &impl Impacts) -> BTreeMap<Page, f64> {
    let mut best: BTreeMap<Page, f64> = BTreeMap::new();
    for (stem, meaning) in &word.meanings {
        for (page, impact) in part.impacts(*stem) {
            let score = meaning.weight * level(impact);
            let known = best.entry(page).or_default();
            if score > *known {
                *known = score;
            }
        }
    }
    best
}
