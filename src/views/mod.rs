//! Closed, serialisable data for one template or file each. A view holds everything that its
//! template may see and nothing else; its hash is the key of what is rendered from it.

pub mod actor;
mod ask;
mod build;
pub mod catalogue;
mod common;
pub mod decisions;
pub mod experiences;
mod export;
mod fallback;
pub mod feed;
pub mod framework;
mod generated;
pub mod hosting;
mod jobs;
pub mod list;
mod metadata;
pub mod needs;
pub mod overview;
pub mod owners;
pub mod page;
pub mod pictures;
pub mod reader;
pub mod relations;
pub mod report;
pub mod search;
pub mod search_page;
pub mod sitemap;
pub mod status;
pub mod translations;
pub mod typed;

use std::path::PathBuf;
use std::sync::Arc;

use crate::memo::{Key, Shared};
use crate::paths::{Lang, SourcePath};
use crate::site::pictures::MadeFile;
use crate::site::{Page, Site};

pub use ask::jobs as answer_jobs;
pub use build::{body_view, call_view, date_view, link_href, page_link, page_view, permalink, status_view};
pub use common::Common;
pub use generated::{BesideFile, Generated, Subject, ViewData, shows_findings};
pub use jobs::{ExportForm, Job, JobKind, PictureOp, SEARCH_FOLDER, jobs, name_of, place_of};
pub use page::*;

/// Everything that one output file is made of.
#[derive(Debug, Hash)]
pub enum View {
    Page(Box<PageFile>),
    Redirect(Redirect),
    Feed(Box<feed::Feed>),
    SitemapIndex(sitemap::SitemapIndex),
    Sitemap(sitemap::Sitemap),
    Hosting(hosting::HostFile),
    Badge(status::Badge),
    /// A file that is text, ready as it is.
    Text(String),
    /// A file as it is: its content's key, where it lies.
    Copy(Key, PathBuf),
    /// A file made of a picture.
    Picture(MadeFile),
    /// A file of the embedded theme, by its path below `static/`.
    Asset(String),
    HighlightCss,
    /// The search export, by the key of everything that it is made from: it is made page by page, never as one value.
    SearchExport(Key),
}

/// An HTML page.
#[derive(Debug, Hash)]
pub struct PageFile {
    /// Below the theme's `templates/`, best first: `case.html`, `section.html`.
    pub templates: Vec<String>,
    pub site: Shared<SiteView>,
    pub page: PageView,
    pub body: Option<BodyView>,
    /// A generated view's own data.
    pub data: Option<ViewData>,
    /// The source, for findings of its body.
    pub shown: Option<Arc<str>>,
}

/// An old address that leads on.
#[derive(Debug, Hash)]
pub struct Redirect {
    pub lang: String,
    /// Ready for `href`.
    pub to: String,
}

impl View {
    /// The key of the file: this view, the engine that renders it, and the program itself.
    pub fn key(&self, engine: Key) -> Key {
        Key::of(&(env!("LOFT_BUILD"), engine, self))
    }
}

/// The view of a job.
pub fn of(site: &Site, common: &Common, job: &Job) -> View {
    match &job.kind {
        JobKind::Page(id) => page(site, build::page_file(site, common, site.page(*id)), Some(site.page(*id))),
        JobKind::Fallback(id, position) => {
            let lang = &site.config.languages[*position].lang;
            page(site, fallback::file(site, common, site.page(*id), lang), Some(site.page(*id)))
        }
        JobKind::Generated(position) => page(site, generated::file(site, common, &common.generated[*position]), None),
        JobKind::Beside(position, file) => {
            let view = &common.generated[*position];
            match file {
                BesideFile::Data => View::Text(generated::beside_text(site, common, view)),
                BesideFile::Feed => View::Feed(Box::new(generated::feed(site, common, view))),
            }
        }
        JobKind::NotFound(position) => page(site, build::not_found(site, common, &site.config.languages[*position].lang), None),
        JobKind::Redirect { lang, to, .. } => View::Redirect(Redirect { lang: lang.clone(), to: to.clone() }),
        JobKind::Badge(id) => View::Badge(status::badge_of_page(site, site.page(*id))),
        JobKind::Status(position, file) => match status::file(site, common, &common.generated[*position], *file) {
            status::FileView::Text(text) => View::Text(text),
            status::FileView::Feed(feed) => View::Feed(feed),
            status::FileView::Badge(badge) => View::Badge(badge),
        },
        JobKind::Export(position, form) => export::view(site, common, *position, *form),
        JobKind::Answer(id, number) => View::Text(ask::csv(site, site.page(*id), *number)),
        JobKind::Feed(id) => View::Feed(Box::new(feed::of_page(site, common, site.page(*id)))),
        JobKind::SitemapIndex => View::SitemapIndex(sitemap::index(site, common)),
        JobKind::Sitemap(position, piece) => {
            View::Sitemap(sitemap::of_language(site, common, &site.config.languages[*position].lang, *piece))
        }
        JobKind::Robots => View::Hosting(hosting::robots(site)),
        JobKind::Redirects(lines) => View::Hosting(hosting::HostFile::Redirects(lines.clone())),
        JobKind::Headers => View::Hosting(hosting::headers(site)),
        JobKind::Copy(source) => copy(site, source),
        JobKind::Image { source, op } => match pictures::made(site, source, *op) {
            Some(file) => View::Picture(file.clone()),
            None => copy(site, source),
        },
        JobKind::Asset(name) => View::Asset(name.clone()),
        JobKind::HighlightCss => View::HighlightCss,
        JobKind::SearchExport => View::SearchExport(search::Exported::new(site).key()),
    }
}

/// A page with what it says of itself; `source` is the page that it comes from, where it does.
fn page(site: &Site, mut file: PageFile, source: Option<&Page>) -> View {
    let lang = Lang::new(&file.site.lang);
    file.page.metadata = metadata::of(site, &file.page, &lang, source);
    View::Page(Box::new(file))
}

fn copy(site: &Site, source: &SourcePath) -> View {
    match site.files.get(source) {
        Some(blob) => View::Copy(blob.key, blob.disk.to_path_buf()),
        None => View::Copy(Key::default(), PathBuf::new()),
    }
}
