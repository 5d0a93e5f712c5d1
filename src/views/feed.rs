//! Feeds: `index.xml` beside each page that lists others. Content, order and names as Hugo's own RSS template
//! (`tpl/tplimpl/embedded/templates/rss.xml`), with two differences: links in summaries have their host, and a page
//! without a date has no `pubDate`, where Hugo writes the year 1.

use std::sync::Arc;

use serde_json::Value;

use super::build::{body_view_until, host, page_view, permalink};
use super::common::Common;
use super::page::{Alternate, BodyView, PageView, SiteView};
use crate::doc::{Content, Part};
use crate::memo::Shared;
use crate::paths::OutPath;
use crate::site::{Moment, Page, PageKind, Site, order};

/// One feed: RSS 2.0.
#[derive(Debug, Hash)]
pub struct Feed {
    pub site: Shared<SiteView>,
    pub title: String,
    pub description: String,
    /// The page that the feed is of, with host.
    pub link: String,
    /// The feed itself, with host.
    pub own_url: String,
    /// When the latest of the pages was changed: `Tue, 04 Aug 2026 01:11:46 +0200`.
    pub last_build: Option<String>,
    pub items: Vec<FeedItem>,
}

#[derive(Debug, Hash)]
pub struct FeedItem {
    pub title: String,
    pub link: String,
    /// As [`Feed::last_build`].
    pub date: Option<String>,
    pub summary: Summary,
}

/// What a page's summary is made of, by Hugo's rules.
#[derive(Debug, Hash)]
pub enum Summary {
    None,
    /// `summary` in front matter: a short text in Markdown.
    Written(String),
    /// The body up to `<!--more-->`, or its first paragraphs.
    Body(Box<Excerpt>),
}

/// The beginning of a body.
#[derive(Debug, Hash)]
pub struct Excerpt {
    pub body: BodyView,
    /// How many of the body's parts the summary is within.
    pub end: usize,
    /// The summary ends with the paragraph that has this word; `None` where it ends with the parts.
    pub words: Option<usize>,
    /// For shortcodes that ask the page; empty where there are none.
    pub page: PageView,
}

/// The feed's file, if the page has one.
pub(super) fn out(site: &Site, page: &Page) -> Option<OutPath> {
    has_feed(site, page).then(|| OutPath::new(format!("{}.xml", page.out.as_str().trim_end_matches(".html"))))
}

/// Feeds need addresses with a host. Hugo's `outputs` and `disableKinds` say which there are.
fn has_feed(site: &Site, page: &Page) -> bool {
    let is_rss = |format: &str| format.eq_ignore_ascii_case("rss");
    let own = || page.params.get("outputs").and_then(Value::as_array);
    let by_kind = || site.config.outputs.get(page.kind.name()).is_some_and(|formats| formats.iter().any(|format| is_rss(format)));
    page.is_branch()
        && page.is_rendered()
        && !host(site).is_empty()
        && !site.config.disable_kinds.iter().any(|kind| kind == "rss")
        && own().map_or_else(by_kind, |formats| formats.iter().filter_map(Value::as_str).any(is_rss))
}

/// The link to the feed in the page's head.
pub(super) fn alternate(site: &Site, page: &Page) -> Option<Alternate> {
    let url = site.href(out(site, page)?.as_str());
    let name = site_title(site, page);
    let title = if page.title.is_empty() || page.title == name { name.to_string() } else { format!("{} – {name}", page.title) };
    Some(rss(url, title))
}

/// A feed as a page's head names it.
pub(super) fn rss(url: String, title: String) -> Alternate {
    Alternate { media_type: "application/rss+xml".to_string(), url, title }
}

fn site_title<'a>(site: &'a Site, page: &Page) -> &'a str {
    site.config.language(&page.lang).and_then(|language| language.title.as_deref()).unwrap_or(&site.config.title)
}

pub(super) fn of_page(site: &Site, common: &Common, page: &Page) -> Feed {
    let name = site_title(site, page);
    let named = !page.title.is_empty() && page.title != name;
    let pages = pages(site, page);
    let latest = pages.iter().filter_map(|page| page.lastmod).max_by_key(Moment::seconds).filter(|_| page.date.is_some());
    Feed {
        site: common.site(site, &page.lang).clone(),
        title: if named { format!("{} on {name}", page.title) } else { name.to_string() },
        description: if named { format!("Recent content in {} on {name}", page.title) } else { format!("Recent content on {name}") },
        link: permalink(site, &page.rel_permalink),
        own_url: out(site, page).map(|out| permalink(site, &site.href(out.as_str()))).unwrap_or_default(),
        last_build: latest.map(|date| date.rfc822()),
        items: pages.into_iter().map(|page| item(site, common, page)).collect(),
    }
}

/// All ordinary pages for the home page, a section's own for a section, what it lists for any other; in lists' order.
fn pages<'a>(site: &'a Site, page: &'a Page) -> Vec<&'a Page> {
    let is_page = |page: &&Page| page.kind == PageKind::Page && page.is_rendered();
    let mut pages: Vec<&Page> = match page.kind {
        PageKind::Home => site.pages.iter().filter(|other| other.lang == page.lang && other.is_listed()).filter(is_page).collect(),
        PageKind::Section => site.children(page).filter(is_page).collect(),
        _ => site.children(page).filter(|page| page.is_rendered()).collect(),
    };
    pages.sort_by(|left, right| order::by_default(left, right));
    pages.truncate(site.config.rss_limit.unwrap_or(usize::MAX));
    pages
}

fn item(site: &Site, common: &Common, page: &Page) -> FeedItem {
    FeedItem {
        title: page.title.clone(),
        link: permalink(site, &page.rel_permalink),
        date: page.publish_date.as_ref().map(Moment::rfc822),
        summary: summary(site, common, page),
    }
}

fn summary(site: &Site, common: &Common, page: &Page) -> Summary {
    if let Some(written) = page.params.get("summary").and_then(Value::as_str).filter(|text| !text.trim().is_empty()) {
        return Summary::Written(written.to_string());
    }
    if page.content.parts.is_empty() {
        return Summary::None;
    }
    let words = site.config.summary_length;
    let (end, words) = match page.content.summary_end {
        Some(end) => (end, None),
        None => (reach(&page.content, words), Some(words)),
    };
    let mut body = body_view_until(site, page, &page.content, end, false);
    make_absolute(&mut body, host(site), &page.rel_permalink);
    let page = if body.calls.is_empty() { PageView::default() } else { page_view(site, common, page) };
    Summary::Body(Box::new(Excerpt { body, end, words, page }))
}

/// How many parts surely hold the paragraph with this word. What shortcodes say comes on top, so that this is never
/// too few.
fn reach(content: &Content, words: usize) -> usize {
    let mut count = 0;
    for (position, part) in content.parts.iter().enumerate() {
        let Part::Html(html) = part else { continue };
        // A paragraph's end right at the start is dropped where a shortcode stood alone in it.
        if count >= words && html.strip_prefix("</p>").unwrap_or(html).contains("</p>") {
            return position + 1;
        }
        count += html.split_whitespace().filter(|word| !word.contains(['<', '>', '='])).count();
    }
    content.parts.len()
}

/// Gives links and images the host and path that a feed reader does not know.
fn make_absolute(body: &mut BodyView, host: &str, page: &str) {
    for link in &mut body.links {
        link.href = absolute(host, page, &link.href);
    }
    for image in &mut body.images {
        image.src = absolute(host, page, &image.src);
    }
    for inner in body.calls.iter_mut().filter_map(|call| call.inner.as_mut()) {
        make_absolute(Arc::make_mut(&mut inner.body), host, page);
    }
}

/// A reference as found on the page `page` (a path), with host: `../to/#a` → `https://example.org/saker/to/#a`.
fn absolute(host: &str, page: &str, reference: &str) -> String {
    let path_end = reference.find(['?', '#']).unwrap_or(reference.len());
    let (path, rest) = reference.split_at(path_end);
    if reference.starts_with("//") || path.split('/').next().is_some_and(|first| first.contains(':')) {
        return reference.to_string();
    }
    match path {
        "" => format!("{host}{page}{rest}"),
        _ if path.starts_with('/') => format!("{host}{path}{rest}"),
        _ => {
            let folder = page.rfind('/').map_or("/", |slash| &page[..=slash]);
            format!("{host}{}{rest}", crate::paths::clean(&format!("{folder}{path}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_get_the_host() {
        for (reference, expected) in [
            ("/docs/b/", "https://x.no/docs/b/"),
            ("../b/?q=1#c", "https://x.no/docs/b/?q=1#c"),
            ("bilde.png", "https://x.no/docs/a/bilde.png"),
            ("#fn:1", "https://x.no/docs/a/#fn:1"),
            ("", "https://x.no/docs/a/"),
            ("https://y.no/", "https://y.no/"),
            ("//y.no/", "//y.no/"),
            ("mailto:a@y.no", "mailto:a@y.no"),
        ] {
            assert_eq!(absolute("https://x.no", "/docs/a/", reference), expected, "{reference}");
        }
    }
}
