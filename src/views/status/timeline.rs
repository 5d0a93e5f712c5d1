//! A page's own history, as the page shows it.

use serde::Serialize;

use super::status_view;
use crate::paths::Lang;
use crate::site::{Moment, Page, Site};
use crate::views::{DateView, StatusView, date_view};

/// A status that a page had, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Step {
    /// What feeds link to: the same for all languages of the page.
    pub anchor: String,
    /// `None`: the status was taken away.
    pub status: Option<StatusView>,
    pub date: DateView,
    /// How many days it lasted; `None` for the one that lasts still.
    pub days: Option<i64>,
    pub author: String,
}

/// The place on a page that tells of a change of its status.
pub fn anchor(commit: &str) -> String {
    format!("status-{}", commit.get(..10).unwrap_or(commit))
}

/// The place that tells of the only change there was, on a page without a list of them.
pub fn only_anchor(site: &Site, page: &Page) -> Option<String> {
    let history = site.history.of(site, page).filter(|history| history.transitions.len() == 1)?;
    history.transitions.first().map(|step| anchor(&step.commit))
}

/// The day alone: a history tells no hours.
fn day_view(moment: &Moment, lang: &Lang) -> DateView {
    DateView { iso: moment.day(), ..date_view(moment, lang) }
}

/// The page's statuses, the newest first; nothing of one that has had only one.
pub fn timeline(site: &Site, page: &Page, lang: &Lang) -> Vec<Step> {
    let Some(history) = site.history.of(site, page).filter(|history| history.transitions.len() > 1) else { return Vec::new() };
    let steps = &history.transitions;
    let days = |from: usize| {
        let end = steps.get(from + 1)?;
        Some((end.moment.seconds() - steps[from].moment.seconds()).max(0) / 86_400)
    };
    let step = |(number, step): (usize, &crate::site::history::Transition)| Step {
        anchor: anchor(&step.commit),
        status: step.status.as_ref().map(|status| status_view(status, &site.config.loft.statuses, lang.as_str())),
        date: day_view(&step.moment, lang),
        days: days(number),
        author: step.author.clone(),
    };
    let mut told: Vec<Step> = steps.iter().enumerate().map(step).collect();
    told.reverse();
    told
}
