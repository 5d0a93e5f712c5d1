//! The project leader's page: where the work stands on one printable sheet.

use serde::Serialize;

use super::actor::StatusCount;
use super::status::{self, StatusRow};
use super::{DateView, PageLink, StatusView, date_view, decisions, experiences, framework, needs, page_link, translations};
use crate::paths::Lang;
use crate::site::Site;
use crate::site::coverage::Verdict;
use crate::site::{Moment, PageId};

/// Where the work stands on a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReportView {
    /// `2026-08-06`.
    pub day: String,
    pub date: Option<DateView>,
    pub total: usize,
    pub counts: Vec<StatusCount>,
    /// Changes of status in the last thirty days, the newest first.
    pub changes: Vec<ChangeRow>,
    pub awaiting_qa: Vec<StatusRow>,
    /// Pages past their review date.
    pub review_passed: Vec<ReviewRow>,
    pub languages: Vec<LanguageShare>,
    /// Needs, and how many of them a pilot covers.
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
pub struct ChangeRow {
    pub page: PageLink,
    pub date: DateView,
    pub from: Option<StatusView>,
    pub to: Option<StatusView>,
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

/// The status whose pages wait for somebody's judgement.
const QA: &str = "til-qa";
const MONTH: i64 = 30 * 24 * 60 * 60;
/// As many changes fit on the sheet.
const MOST_CHANGES: usize = 20;

/// The report in one language, on the day of the build.
pub fn of_site(site: &Site, lang: &Lang) -> ReportView {
    let dashboard = status::of_site(site, lang);
    let is_qa = |group: &&status::StatusGroup| group.status.id == QA;
    let awaiting_qa = dashboard.groups.iter().find(is_qa).map(|group| group.rows.clone()).unwrap_or_default();
    let needs = needs::of_site(site, lang);
    let framework = framework::of_site(site, lang);
    let decisions = decisions::of_site(site, lang);
    let is_unfinished = |row: &&decisions::DecisionRow| {
        row.follow_up.as_ref().is_some_and(|follow_up| matches!(follow_up.state, "apen" | "i-gang" | "none"))
    };
    let today = Moment::parse(&site.today.to_string());
    ReportView {
        day: site.today.to_string(),
        date: today.as_ref().map(|today| date_view(today, lang)),
        total: dashboard.total,
        counts: dashboard.counts.clone(),
        changes: changes(site, lang, today.as_ref()),
        awaiting_qa,
        review_passed: reviews(site, lang),
        languages: languages(site),
        needs: needs.needs.len(),
        covered: needs.covered,
        lessons: experiences::of_site(site, lang).total,
        unfinished: decisions.decisions.iter().filter(is_unfinished).count(),
        decisions: decisions.decisions.len(),
        parts: framework.parts.len(),
        parts_without: framework.without,
    }
}

fn link(site: &Site, id: PageId, lang: &Lang) -> PageLink {
    page_link(site, site.in_language(site.page(id), lang))
}

fn changes(site: &Site, lang: &Lang, today: Option<&Moment>) -> Vec<ChangeRow> {
    let Some(today) = today else { return Vec::new() };
    let vocabulary = &site.config.loft.statuses;
    let mut found: Vec<(i64, ChangeRow)> = Vec::new();
    for history in &site.history.pages {
        let Some(page) = history.page else { continue };
        for (before, step) in history.steps().filter(|(_, step)| step.moment.seconds() > today.seconds() - MONTH) {
            let view = |status: &crate::site::statuses::PageStatus| status::status_view(status, vocabulary, lang.as_str());
            let row = ChangeRow {
                page: link(site, page, lang),
                date: date_view(&step.moment, lang),
                from: before.and_then(|before| before.status.as_ref()).map(view),
                to: step.status.as_ref().map(view),
            };
            found.push((step.moment.seconds(), row));
        }
    }
    found.sort_by(|left, right| (right.0, &left.1.page.url).cmp(&(left.0, &right.1.page.url)));
    found.into_iter().map(|(_, row)| row).take(MOST_CHANGES).collect()
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
