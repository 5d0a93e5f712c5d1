//! The dashboard as files: JSON, CSV, a feed of changes, badges.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use super::dashboard::in_order;
use super::status_view;
use super::tracked::Tracked;
use crate::csv;
use crate::memo::Shared;
use crate::paths::Lang;
use crate::site::{Page, Site};
use crate::views::feed::{Feed, FeedItem, Summary};
use crate::views::{SiteView, permalink};

/// Never more in a feed.
const ITEMS: usize = 50;

/// One page, as scripts read it. No figure in it changes with the day alone.
#[derive(Serialize)]
struct Line<'a> {
    title: &'a str,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    /// Id; empty when the vocabulary does not have it.
    status: &'a str,
    label: String,
    since: Option<String>,
    section: &'a str,
    path: &'a str,
    #[serde(rename = "type", skip_serializing_if = "str::is_empty")]
    page_type: &'a str,
    owner: Option<&'a str>,
    changed: Option<String>,
    review: Option<String>,
    languages: &'a [String],
    /// Ids of the organisations that take part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    actors: Vec<&'a str>,
}

fn line<'a>(site: &Site, lang: &Lang, page: &'a Tracked) -> Line<'a> {
    Line {
        title: &page.page.title,
        url: &page.page.url,
        lang: page.lang.as_deref(),
        status: page.status.id.as_deref().unwrap_or_default(),
        label: status_view(&page.status, &site.config.loft.statuses, lang.as_str()).label,
        since: page.since.as_ref().map(|since| since.moment.day()),
        section: &page.section.title,
        path: &page.path,
        page_type: &page.page_type,
        owner: page.owner.as_deref(),
        changed: page.changed.map(|changed| changed.day()),
        review: page.review.map(|review| review.day()),
        languages: &page.languages,
        actors: page.actors.iter().map(|actor| actor.id.as_str()).collect(),
    }
}

/// `status.json`: totals, and every page with its status.
pub fn json(site: &Site, lang: &Lang, tracked: &[&Tracked]) -> String {
    let pages = in_order(tracked, &site.config.loft.statuses);
    let lines: Vec<Line<'_>> = pages.iter().map(|page| line(site, lang, page)).collect();
    let vocabulary = &site.config.loft.statuses;
    let count = |id: &str| pages.iter().filter(|page| page.status.id.as_deref() == Some(id)).count();
    let known = vocabulary
        .statuses
        .iter()
        .map(|def| json!({ "status": def.id, "symbol": def.symbol, "label": def.label(lang.as_str()), "count": count(&def.id) }));
    let names: BTreeMap<&str, &str> = pages.iter().flat_map(|page| &page.actors).map(|actor| (&*actor.id, &*actor.name)).collect();
    let counts: Vec<serde_json::Value> = known.collect();
    let value = json!({ "lang": lang.as_str(), "total": lines.len(), "counts": counts, "actors": names, "pages": lines });
    format!("{value}\n")
}

/// `status.csv`: a line a page.
pub fn as_csv(site: &Site, lang: &Lang, tracked: &[&Tracked]) -> String {
    let mut out = String::new();
    let head = ["title", "url", "status", "label", "since", "section", "owner", "changed", "review", "languages", "actors"];
    out.push_str(&csv::record(head));
    for page in in_order(tracked, &site.config.loft.statuses) {
        let line = line(site, lang, page);
        let texts = [line.title, line.url, line.status, &line.label].map(str::to_string);
        let text = |value: Option<String>| value.unwrap_or_default();
        let rest = [
            text(line.since),
            line.section.to_string(),
            line.owner.unwrap_or_default().to_string(),
            text(line.changed),
            text(line.review),
            line.languages.join(" "),
            page.actors.iter().map(|actor| actor.name.as_str()).collect::<Vec<_>>().join("; "),
        ];
        out.push_str(&csv::record(texts.into_iter().chain(rest)));
    }
    out
}

/// What changed status, the newest first. `title` is the view's, `url` its address, `own` the feed's.
pub fn feed(site: &Site, view: &Shared<SiteView>, lang: &Lang, all: &[&Tracked], title: &str, url: &str, own: &str) -> Feed {
    let vocabulary = &site.config.loft.statuses;
    let mut changes: Vec<(crate::site::Moment, String, String, String)> = Vec::new();
    for page in all {
        let Some(history) = site.history.of(site, site.page(page.id)) else { continue };
        for (before, step) in history.steps() {
            let label = |status: Option<&crate::site::statuses::PageStatus>| {
                status.map_or_else(|| "–".to_string(), |status| status_view(status, vocabulary, lang.as_str()).label)
            };
            let (from, to) = (before.and_then(|before| before.status.as_ref()), step.status.as_ref());
            let told = if before.is_some() { format!("{} → {}", label(from), label(to)) } else { label(to) };
            changes.push((step.moment, format!("{}: {told}", page.page.title), page.page.url.clone(), step.commit.clone()));
        }
    }
    changes.sort_by(|left, right| right.0.seconds().cmp(&left.0.seconds()).then_with(|| left.1.cmp(&right.1)));
    changes.truncate(ITEMS);
    Feed {
        site: view.clone(),
        title: format!("{title} – {}", view.title),
        description: String::new(),
        link: permalink(site, url),
        own_url: permalink(site, own),
        last_build: changes.first().map(|(moment, ..)| moment.rfc822()),
        items: changes
            .into_iter()
            .map(|(moment, title, url, commit)| FeedItem {
                title,
                // Each change is an item of its own, though several are about one page.
                link: format!("{}#{}", permalink(site, &url), super::timeline::anchor(&commit)),
                date: Some(moment.rfc822()),
                summary: Summary::None,
            })
            .collect(),
    }
}

/// Two fields beside each other, as an image: `status | Til QA`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Badge {
    pub name: String,
    pub text: String,
    /// The status's position in the vocabulary, for its colour; `None` for no status in particular.
    pub place: Option<usize>,
    /// How far the pages have come, in percent from the first status to the last, for a section.
    pub parts: Vec<(usize, String, String)>,
}

/// A page's badge.
pub fn badge_of_page(site: &Site, page: &Page) -> Badge {
    let vocabulary = &site.config.loft.statuses;
    let status = site.status_of(page);
    Badge {
        name: "status".to_string(),
        text: status.map_or_else(|| "–".to_string(), |status| status_view(status, vocabulary, page.lang.as_str()).label),
        place: status.and_then(|status| vocabulary.statuses.iter().position(|def| Some(&def.id) == status.id.as_ref())),
        parts: Vec::new(),
    }
}

/// A section's badge, or the site's: how many of its pages are done, and the bar of its statuses.
pub fn badge_of_section(site: &Site, lang: &Lang, pages: &[&Tracked]) -> Badge {
    let (vocabulary, rules) = (&site.config.loft.statuses, &site.config.loft.status_rules);
    let done = pages.iter().filter(|page| page.status.id.as_ref().is_some_and(|id| rules.approved.contains(id))).count();
    let label =
        rules.approved.first().and_then(|id| vocabulary.statuses.iter().find(|def| def.id == *id)).map(|def| def.label(lang.as_str()));
    let mut before = 0;
    let mut parts = Vec::new();
    for (place, def) in vocabulary.statuses.iter().enumerate() {
        let count = pages.iter().filter(|page| page.status.id.as_ref() == Some(&def.id)).count();
        if count > 0 {
            parts.push((place, super::percent(before, pages.len()), super::percent(count, pages.len())));
        }
        before += count;
    }
    Badge { name: label.unwrap_or("status").to_lowercase(), text: format!("{done} / {}", pages.len()), place: None, parts }
}
