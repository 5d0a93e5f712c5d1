//! The state of things at a date: for the command line, and on one page to print.

use jiff::civil::Date;
use jiff::tz::Offset;
use serde::Serialize;

use super::dashboard::{Tile, of_pages, went_backwards};
use super::tracked::{Scope, Tracked};
use super::{status_dashboard, status_view};
use crate::paths::Lang;
use crate::site::statuses::PageStatus;
use crate::site::{Moment, PageKind, Site};
use crate::views::{DateView, PageLink, StatusView, date_view, page_link};

/// The pages as they stood at the end of a day.
#[derive(Clone, Debug)]
pub struct StatusAt {
    pub tracked: Vec<Tracked>,
}

/// The pages' statuses at the end of a day. A day that is not over shows them as they are.
pub fn at(site: &Site, all: &[Tracked], day: Date) -> StatusAt {
    if day >= site.today {
        return StatusAt { tracked: all.to_vec() };
    }
    let end = end_of(day);
    let then = |page: &Tracked| {
        let history = site.history.of(site, site.page(page.id))?;
        let steps: Vec<_> = history.transitions.iter().take_while(|step| step.moment.seconds() <= end).collect();
        let step = steps.last()?;
        let before = steps.len().checked_sub(2).and_then(|before| steps[before].status.clone());
        let since = crate::site::history::Touch { moment: step.moment, author: step.author.clone() };
        Some(Tracked { status: step.status.clone()?, before, since: Some(since), changed: None, ..page.clone() })
    };
    StatusAt { tracked: all.iter().filter_map(then).collect() }
}

fn end_of(day: Date) -> i64 {
    let next = day.tomorrow().unwrap_or(day);
    Offset::UTC.to_timestamp(next.at(0, 0, 0, 0)).map_or(i64::MAX, |next| next.as_second() - 1)
}

/// One page on paper.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Report {
    pub date: DateView,
    pub section: Option<PageLink>,
    pub total: usize,
    pub counts: Vec<Tile>,
    pub sections: Vec<(PageLink, Vec<usize>, usize)>,
    /// The days before the date that changes are told of.
    pub days: u32,
    pub changes: Vec<ReportChange>,
    pub awaiting: Vec<PageLink>,
    pub backwards: Vec<PageLink>,
    /// How many changes there were in all.
    pub changed: usize,
    pub history: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ReportChange {
    pub page: PageLink,
    pub from: Option<StatusView>,
    pub to: Option<StatusView>,
    pub date: DateView,
}

/// As many lines of one kind fit on the page.
const LINES: usize = 12;

/// What a project leader brings to a meeting.
pub fn report(site: &Site, lang: &Lang, all: &[Tracked], scope: Scope, day: Date) -> Report {
    let (vocabulary, rules) = (&site.config.loft.statuses, &site.config.loft.status_rules);
    let then = at(site, all, day);
    let tracked: Vec<&Tracked> = then.tracked.iter().filter(|page| scope.holds(site, &page.path)).collect();
    let totals = of_pages(&tracked, vocabulary, rules, lang.as_str());
    let link = |page: &&&Tracked| page.page.clone();
    let awaits = |page: &&&Tracked| page.status.id.as_ref().is_some_and(|id| rules.awaiting.contains(id));
    let date = Moment { timestamp: Offset::UTC.to_timestamp(day.at(12, 0, 0, 0)).unwrap_or_default(), offset: Offset::UTC };
    let mut changes = changes(site, lang, &tracked, day, rules.recent_days);
    let changed = changes.len();
    changes.truncate(LINES);
    Report {
        date: date_view(&date, lang),
        section: match scope {
            Scope::Site => None,
            Scope::Section(id) => Some(page_link(site, site.in_language(site.page(id), lang))),
        },
        total: tracked.len(),
        sections: by_section(site, lang, &tracked, scope, &totals.counts),
        counts: totals.counts,
        days: rules.recent_days,
        changes,
        changed,
        awaiting: tracked.iter().filter(awaits).take(LINES).map(|page| link(&page)).collect(),
        backwards: tracked.iter().filter(|page| went_backwards(site, page)).take(LINES).map(|page| link(&page)).collect(),
        history: !site.history.pages.is_empty(),
    }
}

fn by_section(site: &Site, lang: &Lang, tracked: &[&Tracked], scope: Scope, counts: &[Tile]) -> Vec<(PageLink, Vec<usize>, usize)> {
    let mut rows: Vec<(Option<crate::site::PageId>, Vec<usize>)> = Vec::new();
    let top = match scope {
        Scope::Site => None,
        Scope::Section(id) => Some(id),
    };
    for page in tracked {
        let above = site.ancestors(site.page(page.id));
        let mut inner = above.iter().map(|above| site.original(above)).filter(|id| site.page(*id).kind == PageKind::Section);
        let section = match top {
            None => inner.next(),
            Some(top) => inner.skip_while(|id| *id != top).nth(1).or(Some(top)),
        };
        let place = rows.iter().position(|(id, _)| *id == section).unwrap_or_else(|| {
            rows.push((section, vec![0; counts.len()]));
            rows.len() - 1
        });
        let view = status_view(&page.status, &site.config.loft.statuses, lang.as_str());
        if let Some(column) = counts.iter().position(|tile| tile.status == view) {
            rows[place].1[column] += 1;
        }
    }
    let link = |id: Option<crate::site::PageId>| match id {
        Some(id) => page_link(site, site.in_language(site.page(id), lang)),
        None => site.home(lang).map(|home| page_link(site, home)).unwrap_or_default(),
    };
    rows.into_iter().map(|(id, counts)| (link(id), counts.clone(), counts.iter().sum())).collect()
}

fn changes(site: &Site, lang: &Lang, tracked: &[&Tracked], day: Date, days: u32) -> Vec<ReportChange> {
    let end = end_of(day);
    let start = end - i64::from(days) * 86_400;
    let view = |status: Option<&PageStatus>| status.map(|status| status_view(status, &site.config.loft.statuses, lang.as_str()));
    let mut found: Vec<(i64, ReportChange)> = Vec::new();
    for page in tracked {
        let Some(history) = site.history.of(site, site.page(page.id)) else { continue };
        for (before, step) in history.steps().filter(|(_, step)| (start + 1..=end).contains(&step.moment.seconds())) {
            let change = ReportChange {
                page: page.page.clone(),
                from: view(before.and_then(|before| before.status.as_ref())),
                to: view(step.status.as_ref()),
                date: date_view(&step.moment, lang),
            };
            found.push((step.moment.seconds(), change));
        }
    }
    found.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.page.title.cmp(&right.1.page.title)));
    found.into_iter().map(|(_, change)| change).collect()
}

impl StatusAt {
    /// The figures as the command line prints them.
    pub fn dashboard(&self, site: &Site, lang: &Lang) -> super::StatusDashboard {
        status_dashboard(&self.tracked, &site.config.loft.statuses, lang.as_str())
    }
}
