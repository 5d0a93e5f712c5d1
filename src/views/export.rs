//! Lessons and decisions for programs: `index.json` and a feed, beside the page that shows them.

use serde_json::json;

use super::common::Common;
use super::feed::{Feed, FeedItem, Summary};
use super::generated::{Generated, Subject};
use super::jobs::{ExportForm, Job, JobKind};
use super::page::Alternate;
use super::{View, decisions, experiences};
use crate::paths::{OutPath, UrlPath};
use crate::site::{Moment, Site};

const FORMS: [(ExportForm, &str, &str); 2] =
    [(ExportForm::Json, "index.json", "application/json"), (ExportForm::Feed, "index.xml", "application/rss+xml")];

fn forms(site: &Site, view: &Generated) -> impl Iterator<Item = (ExportForm, &'static str, &'static str)> {
    let has = matches!(view.subject, Subject::Experiences | Subject::Decisions);
    // A feed needs addresses with a host.
    let has_host = !super::build::host(site).is_empty();
    FORMS.into_iter().filter(move |(form, ..)| has && (*form == ExportForm::Json || has_host))
}

pub(super) fn jobs(site: &Site, common: &Common) -> Vec<Job> {
    let views = common.generated.iter().enumerate();
    let of = |(position, view): (usize, &Generated)| {
        let job = |(form, name, _): (ExportForm, &str, &str)| Job {
            out: OutPath::of_url(&UrlPath::new(format!("{}{name}", view.url.as_str()))),
            kind: JobKind::Export(position, form),
        };
        forms(site, view).map(job).collect::<Vec<_>>()
    };
    views.flat_map(of).collect()
}

/// The links to them in the page's head.
pub(super) fn alternates(site: &Site, view: &Generated) -> Vec<Alternate> {
    let alternate = |(_, name, media_type): (ExportForm, &str, &str)| Alternate {
        media_type: media_type.to_string(),
        url: site.href(&format!("{}{name}", view.url.as_str())),
        title: view.title.clone(),
    };
    forms(site, view).map(alternate).collect()
}

pub(super) fn view(site: &Site, common: &Common, position: usize, form: ExportForm) -> View {
    let view = &common.generated[position];
    match form {
        ExportForm::Json => View::Text(format!("{:#}\n", rows(site, view))),
        ExportForm::Feed => View::Feed(Box::new(feed(site, common, view))),
    }
}

fn rows(site: &Site, view: &Generated) -> serde_json::Value {
    match view.subject {
        Subject::Experiences => {
            let lessons: Vec<_> = experiences::of_site(site, &view.lang).phases.into_iter().flat_map(|phase| phase.lessons).collect();
            json!(lessons)
        }
        _ => json!(decisions::of_site(site, &view.lang).decisions),
    }
}

fn feed(site: &Site, common: &Common, view: &Generated) -> Feed {
    let link = |place: &str| super::permalink(site, place);
    let items = match view.subject {
        Subject::Experiences => {
            let lessons = experiences::of_site(site, &view.lang).phases.into_iter().flat_map(|phase| phase.lessons);
            let item = |lesson: experiences::LessonRow| FeedItem {
                title: lesson.lesson,
                link: link(&lesson.place),
                date: lesson.page.lastmod.and_then(|date| Moment::parse(&date.iso)).map(|date| date.rfc822()),
                summary: Summary::Written(lesson.advice.unwrap_or_default()),
            };
            lessons.map(item).collect()
        }
        _ => {
            let item = |decision: decisions::DecisionRow| FeedItem {
                title: decision.title,
                link: link(&decision.place),
                date: decision.date.and_then(|date| Moment::parse(&date.iso)).map(|date| date.rfc822()),
                summary: Summary::Written(decision.decided.join(" ")),
            };
            decisions::of_site(site, &view.lang).decisions.into_iter().map(item).collect()
        }
    };
    let site_view = common.site(site, &view.lang).clone();
    Feed {
        title: format!("{} – {}", view.title, site_view.title),
        description: view.title.clone(),
        link: link(&site.href(view.url.as_str())),
        own_url: link(&site.href(&format!("{}index.xml", view.url.as_str()))),
        last_build: None,
        site: site_view,
        items,
    }
}
