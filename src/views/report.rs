//! The project leader's page: where the work stands on one printable sheet.

use serde::Serialize;

use super::common::Common;
use super::status::{self, Scope};
use super::{DateView, PageLink, date_view, decisions, experiences, framework, needs, page_link, translations};
use crate::paths::Lang;
use crate::site::coverage::Verdict;
use crate::site::{PageId, Site};

/// Where the work stands on a day: the statuses as [`status::report`] tells them, and all else that a leader answers for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportView {
    /// `2026-08-06`.
    pub day: String,
    pub status: status::Report,
    /// Pages past their review date.
    pub review_passed: Vec<ReviewRow>,
    pub languages: Vec<LanguageShare>,
    /// Needs, and how many of them a pilot covers; none where the site has no pilots to cover them.
    pub needs: usize,
    pub covered: usize,
    pub lessons: usize,
    pub decisions: usize,
    /// Decisions whose follow-up is not finished.
    pub unfinished: usize,
    pub parts: usize,
    pub parts_without: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ReviewRow {
    pub page: PageLink,
    pub date: DateView,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LanguageShare {
    pub name: String,
    pub full: usize,
    pub total: usize,
}

/// The report in one language, on the day of the build.
pub fn of_site(site: &Site, common: &Common, lang: &Lang) -> ReportView {
    let needs = if needs::is_any(site) { needs::of_site(site, lang) } else { Default::default() };
    let framework = framework::of_site(site, lang);
    let decisions = decisions::of_site(site, lang).decisions;
    ReportView {
        day: site.today.to_string(),
        status: status::report(site, lang, &common.tracked(site, lang).all, Scope::Site, site.today),
        review_passed: reviews(site, lang),
        languages: languages(site),
        needs: needs.needs.len(),
        covered: needs.covered,
        lessons: experiences::of_site(site, lang).total,
        unfinished: decisions.iter().filter(|row| row.is_unfinished()).count(),
        decisions: decisions.len(),
        parts: framework.parts.len(),
        parts_without: framework.without,
    }
}

fn link(site: &Site, id: PageId, lang: &Lang) -> PageLink {
    page_link(site, site.in_language(site.page(id), lang))
}

fn reviews(site: &Site, lang: &Lang) -> Vec<ReviewRow> {
    let originals = site.pages.iter().filter(|page| site.original(page) == page.id && page.is_rendered());
    let passed = originals.filter_map(|page| Some((super::owners::review_passed(site, page)?, page)));
    let mut rows: Vec<(i64, ReviewRow)> =
        passed.map(|(day, page)| (day.seconds(), ReviewRow { page: link(site, page.id, lang), date: date_view(&day, lang) })).collect();
    rows.sort_by(|left, right| (left.0, &left.1.page.url).cmp(&(right.0, &right.1.page.url)));
    rows.into_iter().map(|(_, row)| row).collect()
}

fn languages(site: &Site) -> Vec<LanguageShare> {
    let rows = translations::rows(site);
    let share = |language: &crate::config::Language| {
        let own = || rows.iter().filter(|row| row.lang == language.lang.as_str());
        let full = own().filter(|row| row.verdict == Verdict::Full.name()).count();
        LanguageShare { name: language.name.clone(), full, total: own().count() }
    };
    site.config.languages.iter().map(share).filter(|share| share.total > 0).collect()
}
