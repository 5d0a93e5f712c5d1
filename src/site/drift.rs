//! Where a page's language versions say different things about what is the page's own: its status, its place in the menu.

use super::statuses::{self, PageStatus};
use super::{Page, PageId, Site};

/// One such difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// The version that differs.
    pub page: PageId,
    /// The page's original.
    pub other: PageId,
    pub what: What,
}

/// What differs: as the version has it, then as the original has it.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Status(PageStatus, PageStatus),
    Weight(i64, i64),
}

/// Every difference, in the order of the pages. A version that says nothing of its status takes the original's, so it does
/// not differ; one without a weight stands elsewhere in its menu, so it does.
pub fn of_site(site: &Site) -> Vec<Drift> {
    let originals = site.pages.iter().filter(|page| site.original(page) == page.id && page.doc.is_some());
    originals.flat_map(|original| original.translations.iter().flat_map(move |id| between(site, site.page(*id), original))).collect()
}

fn between(site: &Site, page: &Page, original: &Page) -> Vec<Drift> {
    if page.doc.is_none() {
        return Vec::new();
    }
    let status = statuses::written(site, page).zip(statuses::written(site, original)).filter(|(own, other)| statuses::differs(own, other));
    let weight = Some((page.weight, original.weight)).filter(|(own, other)| own != other);
    let found = [status.map(|(own, other)| What::Status(own, other)), weight.map(|(own, other)| What::Weight(own, other))];
    found.into_iter().flatten().map(|what| Drift { page: page.id, other: original.id, what }).collect()
}
