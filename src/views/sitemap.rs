//! `sitemap.xml`, as Hugo's own templates write it: one list, or in a site with several languages one for each and a
//! list of those. Source: Hugo's `sitemap.xml` and `sitemapindex.xml`. A list that would be too long is split.

use std::collections::HashSet;

use serde_json::Value;

use super::build::{host, permalink};
use super::common::Common;
use super::generated::{Generated, Subject};
use super::jobs::{Job, JobKind};
use super::metadata::language_tag;
use crate::paths::{Lang, OutPath, UrlPath};
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

/// How many addresses a sitemap holds, those of other versions among them. Search engines read 50,000 pages and 50 MB
/// at most; some hosts take no file over 25 MB.
const ADDRESSES: usize = 50_000;

/// Sitemaps need addresses with a host.
pub(super) fn jobs(site: &Site, common: &Common) -> Vec<Job> {
    if !has_sitemaps(site) {
        return Vec::new();
    }
    let of_language = |position: usize| {
        let pieces = pieces(count(site, common, &site.config.languages[position].lang), limit(site));
        (0..pieces).map(move |piece| (position, piece, pieces))
    };
    let all: Vec<(usize, usize, usize)> = (0..site.config.languages.len()).flat_map(of_language).collect();
    let first = Job { out: OutPath::new(file_name(site)), kind: JobKind::SitemapIndex };
    if let ([_], false) = (&all[..], site.config.is_multilingual()) {
        return vec![Job { kind: JobKind::Sitemap(0, 0), ..first }];
    }
    let maps =
        all.into_iter().map(|(position, piece, _)| Job { out: file(site, position, piece), kind: JobKind::Sitemap(position, piece) });
    std::iter::once(first).chain(maps).collect()
}

fn has_sitemaps(site: &Site) -> bool {
    !host(site).is_empty() && !site.config.disable_kinds.iter().any(|kind| kind == "sitemap")
}

fn file_name(site: &Site) -> &str {
    site.config.sitemap.get("filename").and_then(Value::as_str).filter(|name| !name.is_empty()).unwrap_or("sitemap.xml")
}

/// A piece of a language's sitemap: below the language's key, also where its pages stand at the root; the first under
/// the name that the only one would have, the others numbered.
fn file(site: &Site, position: usize, piece: usize) -> OutPath {
    let name = file_name(site);
    let name = match (piece, name.rsplit_once('.')) {
        (0, _) => name.to_string(),
        (_, Some((stem, ending))) => format!("{stem}-{}.{ending}", piece + 1),
        (_, None) => format!("{name}-{}", piece + 1),
    };
    OutPath::new(format!("{}/{name}", site.config.languages[position].lang))
}

/// How many pages one sitemap holds: `[sitemap] limit`, else so many that they and their versions are not too many.
fn limit(site: &Site) -> usize {
    let versions = site.config.languages.len();
    let addresses_of_a_page = if versions > 1 { versions + 1 } else { 1 };
    let most = (ADDRESSES / addresses_of_a_page).max(1);
    let wanted = site.config.sitemap.get("limit").and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    wanted.filter(|limit| *limit > 0).map_or(most, |limit| limit.min(most))
}

/// An empty language has a sitemap too.
fn pieces(count: usize, limit: usize) -> usize {
    count.div_ceil(limit).max(1)
}

/// The address of the first sitemap to read, if there is one.
pub(super) fn address(site: &Site) -> Option<String> {
    has_sitemaps(site).then(|| permalink(site, &site.href(file_name(site))))
}

pub(super) fn index(site: &Site, common: &Common) -> SitemapIndex {
    let mut sitemaps = Vec::new();
    for (position, language) in site.config.languages.iter().enumerate() {
        let listed = listed(site, common, &language.lang);
        for piece in 0..pieces(listed.len(), limit(site)) {
            let dates = part(&listed, piece, limit(site)).iter().filter_map(|one| match one {
                Listed::Page(page) => page.lastmod,
                Listed::View(_) => None,
            });
            let latest = dates.max_by_key(Moment::seconds);
            sitemaps.push((permalink(site, &site.href(file(site, position, piece).as_str())), latest.as_ref().map(date)));
        }
    }
    SitemapIndex { sitemaps }
}

pub(super) fn of_language(site: &Site, common: &Common, lang: &Lang, piece: usize) -> Sitemap {
    let listed = listed(site, common, lang);
    let entry = |one: &Listed| match one {
        Listed::Page(page) => of_page(site, page),
        Listed::View(view) => of_view(site, common, view),
    };
    Sitemap { entries: part(&listed, piece, limit(site)).iter().map(entry).collect() }
}

/// What stands in a sitemap.
enum Listed<'a> {
    Page(&'a Page),
    View(&'a Generated),
}

/// A language's pages in lists' order, then its generated views.
fn listed<'a>(site: &'a Site, common: &'a Common, lang: &Lang) -> Vec<Listed<'a>> {
    let mut pages: Vec<&Page> = pages(site, lang).collect();
    pages.sort_by(|left, right| order::by_default(left, right));
    pages.into_iter().map(Listed::Page).chain(views(site, common, lang).map(Listed::View)).collect()
}

fn count(site: &Site, common: &Common, lang: &Lang) -> usize {
    pages(site, lang).count() + views(site, common, lang).count()
}

fn part<T>(all: &[T], piece: usize, limit: usize) -> &[T] {
    all.chunks(limit).nth(piece).unwrap_or_default()
}

fn pages<'a>(site: &'a Site, lang: &Lang) -> impl Iterator<Item = &'a Page> {
    site.pages.iter().filter(move |page| page.lang == *lang && is_listed(site, page))
}

fn views<'a>(site: &'a Site, common: &'a Common, lang: &Lang) -> impl Iterator<Item = &'a Generated> {
    let taken: HashSet<&UrlPath> = site.pages.iter().map(|page| &page.url).collect();
    let is_sought = |view: &Generated| view.subject != Subject::Search && !view.subject.is_for_makers();
    common.generated.iter().filter(move |view| view.lang == *lang && is_sought(view) && !taken.contains(&view.url))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_split_and_nothing_is_lost() {
        for (count, limit, expected) in [(0, 3, 1), (1, 3, 1), (3, 3, 1), (4, 3, 2), (50_001, 50_000, 2)] {
            assert_eq!(pieces(count, limit), expected, "{count} by {limit}");
            let all: Vec<usize> = (0..count).collect();
            let parts: Vec<usize> = (0..expected).flat_map(|piece| part(&all, piece, limit).to_vec()).collect();
            assert_eq!(parts, all, "{count} by {limit}");
        }
    }
}
