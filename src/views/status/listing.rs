//! What all pieces of a dashboard's list share.

use std::collections::BTreeMap;
use std::ops::Range;

use super::dashboard::{StatusDashboard, column, of_pages, order};
use super::parts::cut;
use super::tracked::Tracked;
use crate::config::{StatusRules, StatusVocabulary};
use crate::views::StatusView;

/// Totals and order of a dashboard's pages, and where its list is cut: found once, for a list in a hundred pieces is that of
/// thousands of pages.
#[derive(Debug)]
pub struct Listing {
    pub totals: StatusDashboard,
    /// The statuses that pages are counted by.
    pub columns: Vec<StatusView>,
    /// The pages' places in the order of their statuses.
    pub order: Vec<usize>,
    pub pieces: Vec<Range<usize>>,
    /// In which piece a status, by its place among the columns, begins.
    pub first: BTreeMap<usize, usize>,
}

impl Listing {
    pub fn of(pages: &[&Tracked], vocabulary: &StatusVocabulary, rules: &StatusRules, lang: &str) -> Listing {
        let totals = of_pages(pages, vocabulary, rules, lang);
        let columns: Vec<StatusView> = totals.counts.iter().map(|tile| tile.status.clone()).collect();
        let order = order(pages, vocabulary);
        let rows: Vec<&Tracked> = order.iter().map(|place| pages[*place]).collect();
        let pieces = cut(&rows);
        let mut first: BTreeMap<usize, usize> = BTreeMap::new();
        for (number, piece) in pieces.iter().enumerate() {
            for page in &rows[piece.clone()] {
                first.entry(column(&columns, &page.status)).or_insert(number);
            }
        }
        Listing { totals, columns, order, pieces, first }
    }
}
