//! Which dashboards there are, and where a long list is cut.

use std::collections::BTreeSet;
use std::ops::Range;

use super::tracked::Tracked;
use crate::memo::Key;
use crate::site::{PageId, PageKind, Site};

/// As many pages are shown in one piece.
const WHOLE: usize = 200;
/// No piece of a longer list is shorter or longer than this, but the last.
const SHORTEST: usize = 50;
const LONGEST: usize = 120;
/// On average a piece has as many more than the shortest.
const USUAL: u128 = 50;

/// Sections, by their originals, that have pages with a status below them.
pub fn sections_with_status(site: &Site, tracked: &[Tracked]) -> BTreeSet<PageId> {
    let mut sections = BTreeSet::new();
    for page in tracked {
        for above in site.ancestors(site.page(page.id)) {
            if above.kind == PageKind::Section {
                sections.insert(site.original(above));
            }
        }
    }
    sections
}

/// Whether a list is short enough to stay in one piece.
pub fn is_whole(rows: &[&Tracked]) -> bool {
    rows.len() <= WHOLE
}

/// Cuts a list into pieces. Where it is cut depends on the pages near the cut and on nothing else.
pub fn cut(rows: &[&Tracked]) -> Vec<Range<usize>> {
    if is_whole(rows) {
        return std::iter::once(0..rows.len()).collect();
    }
    let mut pieces = Vec::new();
    let mut start = 0;
    for (position, row) in rows.iter().enumerate() {
        let length = position + 1 - start;
        let is_mark = Key::of_bytes(row.path.as_bytes()).0.is_multiple_of(USUAL);
        if (length >= SHORTEST && is_mark) || length >= LONGEST {
            pieces.push(start..position + 1);
            start = position + 1;
        }
    }
    if start < rows.len() {
        pieces.push(start..rows.len());
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(paths: impl Iterator<Item = usize>) -> Vec<Vec<String>> {
        let rows: Vec<Tracked> = paths.map(|number| Tracked { path: format!("/side-{number}"), ..Tracked::default() }).collect();
        let rows: Vec<&Tracked> = rows.iter().collect();
        cut(&rows).into_iter().map(|piece| rows[piece].iter().map(|row| row.path.clone()).collect()).collect()
    }

    #[test]
    fn one_page_less_changes_few_pieces() {
        assert_eq!(cuts(0..0), [Vec::<String>::new()]);
        assert_eq!(cuts(0..200).len(), 1);
        let before = cuts(0..5000);
        let after = cuts((0..5000).filter(|number| *number != 700));
        assert!(before.len() > 30 && before.iter().all(|piece| piece.len() <= 120), "{}", before.len());
        assert_eq!(before.iter().map(Vec::len).sum::<usize>(), 5000);
        let changed = after.iter().filter(|piece| !before.contains(piece)).count();
        assert!((1..=3).contains(&changed), "{changed} pieces of {}", after.len());
    }
}
