//! `sitemap.xml`, as Hugo's own templates write it: one list, or in a site with several languages one for each and a
//! list of those. Source: Hugo's `sitemap.xml` and `sitemapindex.xml`.

use serde_json::Value;

use super::build::{host, permalink};
use super::common::Common;
use super::generated::{Generated, Subject};
use super::jobs::{Job, JobKind};
use super::metadata::language_tag;
use crate::paths::{Lang, OutPath};
use crate::site::{Moment, Page, Site, order};

/// Where each language's sitemap is.
#[derive(Debug, Hash)]
pub struct SitemapIndex {
    /// Address with host, and when the latest of its pages was changed.
    pub sitemaps: Vec<(String, Option<String>)>,
}

/// The pages of one language.
#[derive(Debug, Hash)]
pub struct Sitemap {
    pub entries: Vec<Entry>,
}

#[derive(Debug, Hash)]
pub struct Entry {
    /// With host.
    pub loc: String,
    /// `2026-08-04T01:11:46+02:00`.
    pub lastmod: Option<String>,
    /// As configured or written on the page; empty where nothing is said.
    pub change_freq: String,
    pub priority: String,
    /// Language code and address of every version, this one among them; empty where there is only this.
    pub alternates: Vec<(String, String)>,
}

/// What sitemaps may say of how often a page changes; robots pass over a map with any other word.
const FREQUENCIES: [&str; 7] = ["always", "hourly", "daily", "weekly", "monthly", "yearly", "never"];

/// Sitemaps need addresses with a host.
pub(super) fn jobs(site: &Site) -> Vec<Job> {
    if host(site).is_empty() || site.config.disable_kinds.iter().any(|kind| kind == "sitemap") {
        return Vec::new();
    }
    if !site.config.is_multilingual() {
        return vec![Job { out: OutPath::new(file_name(site)), kind: JobKind::Sitemap(0) }];
    }
    let of_language = |position: usize| Job { out: language_file(site, position), kind: JobKind::Sitemap(position) };
    let index = Job { out: OutPath::new(file_name(site)), kind: JobKind::SitemapIndex };
    std::iter::once(index).chain((0..site.config.languages.len()).map(of_language)).collect()
}

fn file_name(site: &Site) -> &str {
    site.config.sitemap.get("filename").and_then(Value::as_str).filter(|name| !name.is_empty()).unwrap_or("sitemap.xml")
}

/// Below the language's key, also where its pages stand at the root.
fn language_file(site: &Site, position: usize) -> OutPath {
    OutPath::new(format!("{}/{}", site.config.languages[position].lang, file_name(site)))
}

/// The address of the first sitemap to read, if there is one.
pub(super) fn address(site: &Site) -> Option<String> {
    jobs(site).first().map(|job| permalink(site, &site.href(job.out.as_str())))
}

pub(super) fn index(site: &Site) -> SitemapIndex {
    let languages = site.config.languages.iter().enumerate();
    SitemapIndex {
        sitemaps: languages
            .map(|(position, language)| {
                let pages = site.pages.iter().filter(|page| page.lang == language.lang && is_listed(site, page));
                let latest = pages.filter_map(|page| page.lastmod).max_by_key(Moment::seconds);
                (permalink(site, &site.href(language_file(site, position).as_str())), latest.as_ref().map(date))
            })
            .collect(),
    }
}

pub(super) fn of_language(site: &Site, common: &Common, lang: &Lang) -> Sitemap {
    let mut pages: Vec<&Page> = site.pages.iter().filter(|page| page.lang == *lang && is_listed(site, page)).collect();
    pages.sort_by(|left, right| order::by_default(left, right));
    let is_sought = |view: &Generated| view.subject != Subject::Search && !view.subject.is_for_makers();
    let is_own = |view: &Generated| !site.pages.iter().any(|page| page.url == view.url);
    let views = common.generated.iter().filter(|view| view.lang == *lang && is_sought(view) && is_own(view));
    let entries = pages.into_iter().map(|page| of_page(site, page)).chain(views.map(|view| of_view(site, common, view)));
    Sitemap { entries: entries.collect() }
}

fn is_listed(site: &Site, page: &Page) -> bool {
    page.is_rendered() && page.is_listed() && setting(site, page, "disable") != "true"
}

/// A key of the page's own `sitemap`, else of the configuration's; empty where neither has it.
fn setting(site: &Site, page: &Page, key: &str) -> String {
    let own = page.params.get("sitemap").and_then(|sitemap| sitemap.get(key));
    match own.or_else(|| site.config.sitemap.get(key)) {
        Some(Value::String(text)) => text.clone(),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
        _ => String::new(),
    }
}

fn of_page(site: &Site, page: &Page) -> Entry {
    let mut versions: Vec<&Page> = page.translations.iter().map(|id| site.page(*id)).filter(|other| is_listed(site, other)).collect();
    if !versions.is_empty() {
        versions.push(page);
        versions.sort_by_key(|version| site.config.language_index(&version.lang));
    }
    let priority = setting(site, page, "priority");
    Entry {
        loc: permalink(site, &page.rel_permalink),
        lastmod: page.lastmod.as_ref().map(date),
        change_freq: Some(setting(site, page, "changefreq")).filter(|word| FREQUENCIES.contains(&word.as_str())).unwrap_or_default(),
        // Below zero is Hugo's way to say nothing.
        priority: Some(priority).filter(|number| number.parse().is_ok_and(|number: f64| (0.0..=1.0).contains(&number))).unwrap_or_default(),
        alternates: versions.iter().map(|version| (language_tag(site, &version.lang), permalink(site, &version.rel_permalink))).collect(),
    }
}

fn of_view(site: &Site, common: &Common, view: &Generated) -> Entry {
    let versions: Vec<&Generated> = common.generated.iter().filter(|other| other.subject == view.subject).collect();
    let address = |view: &Generated| permalink(site, &site.href(view.url.as_str()));
    let alternates = if versions.len() > 1 {
        versions.iter().map(|version| (language_tag(site, &version.lang), address(version))).collect()
    } else {
        Vec::new()
    };
    Entry { loc: address(view), lastmod: None, change_freq: String::new(), priority: String::new(), alternates }
}

fn date(moment: &Moment) -> String {
    moment.iso().replace('Z', "+00:00")
}
