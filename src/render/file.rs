//! A view → the file it stands for.

use std::path::PathBuf;

use super::escape::escaped;
use super::{Engine, Scope, badge, body, headings, highlight_css, hosting, summary, theme, xml};
use crate::diag::Diag;
use crate::site::pictures::Held;
use crate::views::feed::Feed;
use crate::views::{PageFile, Redirect, View};

/// A finished file.
#[derive(Debug, PartialEq)]
pub struct Rendered {
    pub body: Body,
    pub diags: Vec<Diag>,
}

/// What a file holds.
#[derive(Debug, PartialEq)]
pub enum Body {
    Bytes(Vec<u8>),
    /// The same as this source file.
    File(PathBuf),
}

/// Makes the file of a view: from the view and the engine, and nothing else.
pub fn file(view: &View, engine: &Engine) -> Rendered {
    let plain = |bytes: Vec<u8>| Rendered { body: Body::Bytes(bytes), diags: Vec::new() };
    match view {
        View::Page(page) => page_file(page, engine),
        View::Redirect(redirect) => plain(redirect_html(redirect).into_bytes()),
        View::Feed(feed) => feed_file(feed, engine),
        View::SitemapIndex(index) => plain(xml::sitemap_index(index).into_bytes()),
        View::Sitemap(sitemap) => plain(xml::sitemap(sitemap).into_bytes()),
        View::Badge(badge) => plain(badge::svg(badge).into_bytes()),
        View::Text(text) => plain(text.clone().into_bytes()),
        View::Hosting(file) => plain(hosting::text(file).into_bytes()),
        View::Copy(_, source) => Rendered { body: Body::File(source.clone()), diags: Vec::new() },
        View::Picture(made) => match &made.held {
            Held::Disk(path) => Rendered { body: Body::File(path.clone()), diags: Vec::new() },
            Held::Memory(bytes) => plain(bytes.to_vec()),
        },
        View::Asset(name) => plain(theme::asset(name).unwrap_or_default().to_vec()),
        View::HighlightCss => plain(highlight_css().into_bytes()),
        // Many files, and made from the site itself: `pipeline::search_export`.
        View::SearchExport(_) => plain(Vec::new()),
    }
}

fn page_file(file: &PageFile, engine: &Engine) -> Rendered {
    let scope = Scope::new(engine, &file.site, &file.page);
    let (content, mut diags) = file.body.as_ref().map_or_else(Default::default, |view| body(view, &scope));
    let content = headings::with_links(&content, engine.string(&file.site.lang, "link_here").unwrap_or("#"));
    if let Some(shown) = &file.shown {
        diags = diags.into_iter().map(|diag| if diag.path.is_none() { diag.in_file(&**shown) } else { diag }).collect();
    }
    let template = file.templates.iter().find(|name| engine.has_template(name));
    let template = template.map_or("page.html", String::as_str);
    let (html, found) = engine.page(template, &scope, &content, file.data.as_ref());
    diags.extend(found);
    Rendered { body: Body::Bytes(html), diags }
}

/// Findings of the bodies are the pages' own, and are told there.
fn feed_file(feed: &Feed, engine: &Engine) -> Rendered {
    let summaries: Vec<String> = feed.items.iter().map(|item| summary::html(&item.summary, &feed.site, engine)).collect();
    Rendered { body: Body::Bytes(xml::feed(feed, &summaries).into_bytes()), diags: Vec::new() }
}

/// As Hugo's alias page: works without scripts, and tells search engines where the page is.
fn redirect_html(redirect: &Redirect) -> String {
    let (lang, to) = (escaped(&redirect.lang), escaped(&redirect.to));
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{to}</title>\n<link rel=\"canonical\" href=\"{to}\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<meta http-equiv=\"refresh\" content=\"0; url={to}\">\n</head>\n<body>\n<a href=\"{to}\">{to}</a>\n</body>\n</html>\n"
    )
}
