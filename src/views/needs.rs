//! Which pilot covers which need, and which needs have none.

use serde::Serialize;

use super::{PageLink, page_link};
use crate::config::TypeView;
use crate::paths::Lang;
use crate::site::relations::Relation;
use crate::site::{Page, PageId, Site, order};

/// Needs down, pilots across.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct NeedsView {
    pub pilots: Vec<PilotColumn>,
    pub needs: Vec<NeedRow>,
    /// How many needs a pilot covers, itself or by another need.
    pub covered: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct PilotColumn {
    pub page: PageLink,
    pub needs: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct NeedRow {
    pub page: PageLink,
    /// One a pilot.
    pub pilots: Vec<Option<Cover>>,
    pub is_covered: bool,
    /// Other needs that cover it.
    pub others: Vec<PageLink>,
}

/// How a pilot covers a need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Cover {
    /// The need that the pilot covers, which covers this one.
    pub via: Option<PageLink>,
    /// The sentence that it was read from.
    pub read: Option<String>,
}

/// Whether the site has needs and pilots to compare.
pub fn is_any(site: &Site) -> bool {
    let has = |view| site.pages.iter().any(|page| page.is_rendered() && site.config.loft.types.is_in(&page.page_type, view));
    has(TypeView::Needs) && has(TypeView::Pilots)
}

/// The needs and pilots of a site in one language.
pub fn of_site(site: &Site, lang: &Lang) -> NeedsView {
    let pilots = pages(site, TypeView::Pilots);
    let needs = pages(site, TypeView::Needs);
    let link = |page: &Page| page_link(site, site.in_language(page, lang));
    let rows: Vec<NeedRow> = needs
        .iter()
        .map(|need| {
            let covers: Vec<Option<Cover>> = pilots.iter().map(|pilot| cover(site, lang, need.id, pilot.id)).collect();
            let others = covering(site, need.id).filter(|relation| pilots.iter().all(|pilot| pilot.id != relation.to));
            NeedRow {
                page: link(need),
                is_covered: covers.iter().any(Option::is_some),
                pilots: covers,
                others: others.map(|relation| link(site.page(relation.to))).collect(),
            }
        })
        .collect();
    let count = |index: usize| rows.iter().filter(|row| row.pilots[index].is_some()).count();
    let columns = pilots.iter().enumerate().map(|(index, pilot)| PilotColumn { page: link(pilot), needs: count(index) }).collect();
    NeedsView { pilots: columns, covered: rows.iter().filter(|row| row.is_covered).count(), needs: rows }
}

/// The originals of a view's pages, in the order of their lists.
fn pages(site: &Site, view: TypeView) -> Vec<&Page> {
    let is_it = |page: &&Page| site.config.loft.types.is_in(&page.page_type, view) && site.original(page) == page.id && page.is_rendered();
    let mut pages: Vec<&Page> = site.pages.iter().filter(is_it).collect();
    pages.sort_by(|left, right| order::by_default(left, right));
    pages
}

fn covering(site: &Site, need: PageId) -> impl Iterator<Item = &Relation> {
    site.relations.from(need).filter(|relation| relation.kind == "dekkes_av")
}

/// Directly, or by one other need in between.
fn cover(site: &Site, lang: &Lang, need: PageId, pilot: PageId) -> Option<Cover> {
    let direct = |from: PageId| covering(site, from).find(|relation| relation.to == pilot);
    if let Some(relation) = direct(need) {
        return Some(Cover { via: None, read: relation.read.clone() });
    }
    let between = covering(site, need).find(|relation| direct(relation.to).is_some())?;
    let via = page_link(site, site.in_language(site.page(between.to), lang));
    Some(Cover { via: Some(via), read: between.read.clone() })
}
