//! The dashboard: how far the pages have come.

use serde::Serialize;

use super::actor::StatusCount;
use super::{PageLink, StatusView, page_link};
use crate::config::StatusVocabulary;
use crate::paths::Lang;
use crate::site::statuses::PageStatus;
use crate::site::{Page, Site};

/// A page with a status, as the dashboard's input.
#[derive(Clone, Debug)]
pub struct Tracked {
    pub page: PageLink,
    pub status: PageStatus,
    /// The section that the page is counted in.
    pub section: PageLink,
    /// The languages in which the page exists.
    pub languages: Vec<String>,
    pub owner: Option<String>,
}

/// Every page with a status, counted and listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StatusDashboard {
    pub total: usize,
    /// Every status of the vocabulary in its order, also those no page has; unknown ones after.
    pub counts: Vec<StatusCount>,
    pub sections: Vec<SectionRow>,
    /// Statuses that some page has, with their pages.
    pub groups: Vec<StatusGroup>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SectionRow {
    pub section: PageLink,
    /// In the order of `StatusDashboard::counts`.
    pub counts: Vec<usize>,
    pub total: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct StatusGroup {
    pub status: StatusView,
    pub rows: Vec<StatusRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct StatusRow {
    pub page: PageLink,
    pub section: PageLink,
    pub languages: Vec<String>,
    pub owner: Option<String>,
}

/// The dashboard of a site in one language: each page once, in that language where it exists.
pub fn of_site(site: &Site, lang: &Lang) -> StatusDashboard {
    let originals = site.pages.iter().filter(|page| site.original(page) == page.id && page.is_rendered());
    let tracked: Vec<Tracked> = originals.filter_map(|page| tracked(site, page, lang)).collect();
    status_dashboard(&tracked, &site.config.loft.statuses, lang.as_str())
}

fn tracked(site: &Site, original: &Page, lang: &Lang) -> Option<Tracked> {
    let status = site.status_of(original)?.clone();
    let page = site.in_language(original, lang);
    let exists_in = |other: &Lang| original.lang == *other || original.translations.iter().any(|id| site.page(*id).lang == *other);
    let owner = ["eier", "owner"].iter().find_map(|key| page.params.get(*key)?.as_str());
    Some(Tracked {
        status,
        section: page.parent.map(|parent| page_link(site, site.page(parent))).unwrap_or_default(),
        languages: site
            .config
            .languages
            .iter()
            .filter(|language| exists_in(&language.lang))
            .map(|language| language.lang.to_string())
            .collect(),
        owner: owner
            .map(|owner| site.actors.register.find_by_id_or_name(owner).map_or(owner, |actor| actor.name(lang.as_str())).to_string()),
        page: page_link(site, page),
    })
}

/// The dashboard of these pages, which come in the site's order.
pub fn status_dashboard(tracked: &[Tracked], vocabulary: &StatusVocabulary, lang: &str) -> StatusDashboard {
    let mut columns: Vec<StatusView> = vocabulary.statuses.iter().map(|def| known_status(def, lang)).collect();
    for unknown in tracked.iter().map(|tracked| status_view(&tracked.status, vocabulary, lang)).filter(|status| !status.known) {
        if !columns.contains(&unknown) {
            columns.push(unknown);
        }
    }
    let column = |tracked: &Tracked| columns.iter().position(|status| *status == status_view(&tracked.status, vocabulary, lang));
    let placed: Vec<(usize, &Tracked)> = tracked.iter().filter_map(|tracked| Some((column(tracked)?, tracked))).collect();
    let of_column = |wanted: usize| placed.iter().filter(move |(column, _)| *column == wanted).map(|(_, tracked)| *tracked);
    let groups =
        columns.iter().enumerate().map(|(index, status)| StatusGroup { status: status.clone(), rows: of_column(index).map(row).collect() });
    StatusDashboard {
        total: placed.len(),
        counts: columns
            .iter()
            .enumerate()
            .map(|(index, status)| StatusCount { status: status.clone(), count: of_column(index).count() })
            .collect(),
        sections: sections(&placed, columns.len()),
        groups: groups.filter(|group| !group.rows.is_empty()).collect(),
    }
}

/// A page's status as shown in a language; an unknown one shows what was written.
pub fn status_view(status: &PageStatus, vocabulary: &StatusVocabulary, lang: &str) -> StatusView {
    match status.def(vocabulary) {
        Some(def) => known_status(def, lang),
        None => StatusView { id: String::new(), symbol: String::new(), label: status.raw.clone(), known: false },
    }
}

fn known_status(def: &crate::config::vocabulary::StatusDef, lang: &str) -> StatusView {
    StatusView { id: def.id.clone(), symbol: def.symbol.clone(), label: def.label(lang).to_string(), known: true }
}

fn sections(placed: &[(usize, &Tracked)], columns: usize) -> Vec<SectionRow> {
    let mut rows: Vec<SectionRow> = Vec::new();
    let mut by_url: std::collections::BTreeMap<&str, usize> = Default::default();
    for (column, tracked) in placed {
        let index = *by_url.entry(tracked.section.url.as_str()).or_insert_with(|| {
            rows.push(SectionRow { section: tracked.section.clone(), counts: vec![0; columns], total: 0 });
            rows.len() - 1
        });
        rows[index].counts[*column] += 1;
        rows[index].total += 1;
    }
    rows
}

fn row(tracked: &Tracked) -> StatusRow {
    StatusRow {
        page: tracked.page.clone(),
        section: tracked.section.clone(),
        languages: tracked.languages.clone(),
        owner: tracked.owner.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tracked(title: &str, section: &str, id: Option<&str>, raw: &str) -> Tracked {
        let link = |name: &str| PageLink { title: name.to_string(), url: format!("/{name}/"), ..PageLink::default() };
        let status = PageStatus { id: id.map(str::to_string), raw: raw.to_string() };
        Tracked { page: link(title), status, section: link(section), languages: vec!["nb".to_string()], owner: None }
    }

    #[test]
    fn rows_add_up_to_the_pages() {
        let pages = [
            tracked("a", "x", Some("ny"), "Ny"),
            tracked("b", "y", Some("godkjent"), "Approved"),
            tracked("c", "x", Some("ny"), "New"),
            tracked("d", "y", None, "Ferdig"),
        ];
        let view = status_dashboard(&pages, &StatusVocabulary::standard(), "nb");
        let counts: Vec<(&str, usize)> = view.counts.iter().map(|count| (count.status.label.as_str(), count.count)).collect();
        let expected = [("Ny", 2), ("Tidlig utkast", 0), ("Pågår", 0), ("Til QA", 0), ("Godkjent", 1), ("Avbrutt", 0), ("Ferdig", 1)];
        assert_eq!(counts, expected);
        let sections: Vec<(&str, &[usize], usize)> =
            view.sections.iter().map(|row| (row.section.title.as_str(), row.counts.as_slice(), row.total)).collect();
        assert_eq!(sections, [("x", &[2, 0, 0, 0, 0, 0, 0][..], 2), ("y", &[0, 0, 0, 0, 1, 0, 1][..], 2)]);
        assert_eq!(view.total, view.groups.iter().map(|group| group.rows.len()).sum::<usize>());
        assert_eq!(view.groups[0].rows.iter().map(|row| row.page.title.as_str()).collect::<Vec<_>>(), ["a", "c"]);
    }

    #[test]
    fn a_site_without_statuses_has_an_empty_dashboard() {
        let view = status_dashboard(&[], &StatusVocabulary { statuses: Vec::new() }, "en");
        assert_eq!(view, StatusDashboard::default());
    }
}
