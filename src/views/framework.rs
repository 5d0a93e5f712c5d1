//! The framework: what stands behind each of its parts, and parts with nothing behind them.

use serde::Serialize;

use super::{PageLink, page_link};
use crate::config::TypeView;
use crate::paths::Lang;
use crate::site::{Page, Site, order};

/// The parts of the framework in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct FrameworkView {
    pub parts: Vec<PartRow>,
    /// How many have something behind them.
    pub behind: usize,
    /// How many are bare.
    pub without: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct PartRow {
    pub page: PageLink,
    /// What stands behind it, by type.
    pub groups: Vec<Support>,
    /// No need, pilot, lesson or decision is among that.
    pub is_bare: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Support {
    /// "Erfaringer"; empty for pages without a type.
    pub label: String,
    pub pages: Vec<PageLink>,
}

/// What a part can rest on: other parts of the framework, and pages without a type, are no experience.
const BEHIND: [TypeView; 4] = [TypeView::Needs, TypeView::Pilots, TypeView::Experiences, TypeView::Decisions];
/// Relations by which a page stands behind a part.
const RESTS: [&str; 3] = ["bidrar_til", "bygger_paa", "gjelder"];

/// Whether the site has a framework.
pub fn is_any(site: &Site) -> bool {
    site.pages.iter().any(|page| is_part(site, page))
}

fn is_part(site: &Site, page: &Page) -> bool {
    page.is_rendered() && page.doc.is_some() && site.config.loft.types.is_in(&page.page_type, TypeView::Framework)
}

/// The framework of a site in one language.
pub fn of_site(site: &Site, lang: &Lang) -> FrameworkView {
    let mut parts: Vec<&Page> = site.pages.iter().filter(|page| is_part(site, page) && site.original(page) == page.id).collect();
    parts.sort_by(|left, right| order::by_default(left, right));
    let rows: Vec<PartRow> = parts
        .into_iter()
        .map(|part| {
            let resting = resting(site, part);
            let is_behind = |page: &&Page| BEHIND.iter().any(|view| site.config.loft.types.is_in(&page.page_type, *view));
            let groups = groups(site, &resting, lang);
            PartRow { page: page_link(site, site.in_language(part, lang)), is_bare: !resting.iter().any(is_behind), groups }
        })
        .collect();
    FrameworkView {
        behind: rows.iter().filter(|row| !row.groups.is_empty()).count(),
        without: rows.iter().filter(|row| row.is_bare).count(),
        parts: rows,
    }
}

fn resting<'a>(site: &'a Site, part: &Page) -> Vec<&'a Page> {
    let mut resting: Vec<&Page> = site
        .relations
        .to(part.id)
        .filter(|relation| RESTS.contains(&relation.kind.as_str()))
        .map(|relation| site.page(relation.from))
        .collect();
    resting.sort_by(|left, right| order::by_default(left, right));
    resting.dedup_by_key(|page| page.id);
    resting
}

fn groups(site: &Site, resting: &[&Page], lang: &Lang) -> Vec<Support> {
    let types = &site.config.loft.types;
    let link = |page: &&Page| page_link(site, site.in_language(page, lang));
    let of = |id: &str| resting.iter().filter(|page| page.page_type == id).map(link).collect::<Vec<_>>();
    let mut groups: Vec<Support> = types.defs.iter().map(|def| Support { label: def.plural(lang.as_str()), pages: of(&def.id) }).collect();
    let others = resting.iter().filter(|page| types.get(&page.page_type).is_none()).map(link).collect();
    groups.push(Support { label: String::new(), pages: others });
    groups.retain(|group| !group.pages.is_empty());
    groups
}
