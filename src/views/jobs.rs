//! The files that a site consists of.

use std::collections::HashSet;

use super::common::Common;
use super::generated::{BesideFile, Subject};
use super::status::{self, StatusFile};
use super::{ask, export, fallback, feed, hosting, pictures, sitemap};
use crate::diag::Diag;
use crate::paths::{OutPath, SourcePath, UrlPath};
use crate::site::{PageId, Site};

/// One output file: where it goes and what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Job {
    pub out: OutPath,
    pub kind: JobKind,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    Page(PageId),
    /// A page at its address in a language that lacks it, by the language's position.
    Fallback(PageId, usize),
    /// A generated view, by its position in [`Common::generated`].
    Generated(usize),
    /// A file beside a generated view, by the view's position: an actor's JSON and feed, the matrix as CSV.
    Beside(usize, BesideFile),
    /// `404.html` of a language, by the language's position.
    NotFound(usize),
    /// An alias: a small page that leads on, to this `href`.
    Redirect {
        lang: String,
        to: String,
        /// The page whose alias it is.
        page: PageId,
    },
    /// A file beside a page of the status view, by its position in [`Common::generated`].
    Status(usize, StatusFile),
    /// A page's status as an image.
    Badge(PageId),
    /// The CSV of a page's question, by its number among them.
    Answer(PageId, usize),
    /// A generated view for programs: `index.json` and `index.xml` beside it, by its position.
    Export(usize, ExportForm),
    /// `index.xml` of a page that lists others.
    Feed(PageId),
    /// `sitemap.xml` of a site with more than one: where each of them is.
    SitemapIndex,
    /// A piece of a language's sitemap, by the language's position and the piece's.
    Sitemap(usize, usize),
    /// `robots.txt`.
    Robots,
    /// `_redirects`: each old address and where it leads, for hosts that answer with a redirect.
    Redirects(Vec<(String, String)>),
    /// `_headers`.
    Headers,
    /// A file of the site, as it is.
    Copy(SourcePath),
    /// What an operation makes of a picture of the site.
    Image {
        source: SourcePath,
        op: PictureOp,
    },
    /// A file of the embedded theme, by its path below `static/`.
    Asset(String),
    /// The style sheet of highlighted code.
    HighlightCss,
    /// The search export: this file, and many beside it that it leads to.
    SearchExport,
}

/// What is made of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureOp {
    /// The picture itself, without what it says beside what it shows.
    Clean,
    /// A version of this width.
    Version(u32),
}

/// What a generated view is written as besides a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExportForm {
    Json,
    Feed,
}

impl JobKind {
    /// Whether the site may have a file of its own in the place of this one, without a word.
    pub fn stands_back(&self) -> bool {
        matches!(
            self,
            JobKind::Asset(_)
                | JobKind::HighlightCss
                | JobKind::Fallback(..)
                | JobKind::Export(..)
                | JobKind::Feed(_)
                | JobKind::Status(..)
                | JobKind::Badge(_)
                | JobKind::SitemapIndex
                | JobKind::Sitemap(..)
                | JobKind::Robots
                | JobKind::Redirects(_)
                | JobKind::Headers
                | JobKind::SearchExport
        )
    }
}

/// The folder of the search export's files.
pub const SEARCH_FOLDER: &str = "search-data";

/// Every file of the site, the more important first: where two want one path, the first has it.
/// `assets` are the embedded theme's files by their paths below `static/`.
pub fn jobs(site: &Site, common: &Common, assets: &[&str]) -> Vec<Job> {
    let (mut jobs, (of_status, feeds)) = rayon::join(
        || pages_and_views(site, common),
        || {
            let feeds = site.pages.iter().filter_map(|page| Some(Job { out: feed::out(site, page)?, kind: JobKind::Feed(page.id) }));
            (status::jobs(site, common), feeds.collect::<Vec<Job>>())
        },
    );
    for (path, _) in site.files.iter().filter(|(path, _)| path.component() == "static") {
        jobs.push(Job { out: OutPath::new(path.within()), kind: pictures::published(site, path) });
    }
    jobs.extend(resources(site));
    jobs.extend(pictures::jobs(site));
    for (position, language) in site.config.languages.iter().enumerate() {
        let out = OutPath::new(format!("{}404.html", site.config.language_prefix(&language.lang)));
        jobs.push(Job { out, kind: JobKind::NotFound(position) });
    }
    if site.config.default_in_subdir {
        // Hosts look for it here.
        let default = site.config.language_index(&site.config.default_language);
        jobs.push(Job { out: OutPath::new("404.html"), kind: JobKind::NotFound(default) });
    }
    let mut aliases = redirects(site);
    let is_free = |job: &Job| jobs.iter().chain(&aliases).all(|other| other.out != job.out);
    let home = to_the_home_page(site).filter(is_free);
    aliases.extend(home);
    let lines = hosting::redirect_lines(site, &jobs, &aliases);
    jobs.extend(aliases);
    for (page, lang) in fallback::missing(site) {
        let kind = JobKind::Fallback(page.id, site.config.language_index(lang));
        jobs.push(Job { out: OutPath::of_url(&fallback::url(site, page, lang)), kind });
    }
    jobs.extend(theme_files(site));
    jobs.extend(assets.iter().map(|name| Job { out: OutPath::new(name), kind: JobKind::Asset(name.to_string()) }));
    jobs.push(Job { out: OutPath::new("css/highlight.css"), kind: JobKind::HighlightCss });
    jobs.extend(ask::jobs(site));
    jobs.extend(of_status);
    jobs.extend(export::jobs(site, common));
    jobs.extend(feeds);
    jobs.extend(sitemap::jobs(site, common));
    jobs.extend(hosting::jobs(site, lines));
    if common.generated.iter().any(|view| view.subject == Subject::Search) {
        jobs.push(Job { out: OutPath::new(format!("{SEARCH_FOLDER}/index.json")), kind: JobKind::SearchExport });
    }
    jobs
}

/// What a reader comes for: pages, and the views that Loft adds, with what stands beside them.
fn pages_and_views(site: &Site, common: &Common) -> Vec<Job> {
    let mut jobs = Vec::new();
    let hosts: HashSet<&UrlPath> = common.generated.iter().map(|view| &view.url).collect();
    for page in site.pages.iter().filter(|page| page.is_rendered() && !hosts.contains(&page.url)) {
        jobs.push(Job { out: page.out.clone(), kind: JobKind::Page(page.id) });
    }
    for (position, view) in common.generated.iter().enumerate() {
        jobs.push(Job { out: OutPath::of_url(&view.url), kind: JobKind::Generated(position) });
        jobs.extend(super::generated::beside(site, view).into_iter().map(|(file, out)| Job { out, kind: JobKind::Beside(position, file) }));
    }
    jobs
}

/// The pages' own files; one that several languages share is published once.
fn resources(site: &Site) -> impl Iterator<Item = Job> + '_ {
    let mut seen = HashSet::new();
    let published = site.pages.iter().filter(|page| page.build.publish_resources).flat_map(|page| &page.resources);
    published
        .filter(move |resource| !resource.url.is_empty() && seen.insert((resource.url.clone(), resource.source.clone())))
        .map(|resource| Job { out: OutPath::of_url(&resource.url_path()), kind: pictures::published(site, &resource.source) })
}

/// Old addresses. Where Hugo doubles the language prefix (`/en/en/…`), the plainly meant address leads on too.
fn redirects(site: &Site) -> Vec<Job> {
    let mut jobs = Vec::new();
    let mut plain = Vec::new();
    for page in site.pages.iter().filter(|page| page.is_rendered()) {
        let prefix = site.config.language_prefix(&page.lang);
        for alias in &page.aliases {
            let kind = JobKind::Redirect { lang: page.lang.to_string(), to: page.rel_permalink.clone(), page: page.id };
            let doubled = !prefix.is_empty() && alias.starts_with(&format!("/{prefix}{prefix}"));
            if doubled {
                plain.push(Job { out: alias_file(&alias[prefix.len()..]), kind: kind.clone() });
            }
            jobs.push(Job { out: alias_file(alias), kind });
        }
    }
    let taken: HashSet<OutPath> = site.pages.iter().map(|page| page.out.clone()).chain(jobs.iter().map(|job| job.out.clone())).collect();
    jobs.extend(plain.into_iter().filter(|job| !taken.contains(&job.out)));
    jobs
}

/// The default language's other address: `/` where it has a folder, `/nb/` where it has none, as in Hugo.
fn to_the_home_page(site: &Site) -> Option<Job> {
    let config = &site.config;
    let home = site.home(&config.default_language).filter(|home| home.is_rendered())?;
    let out = match (config.default_in_subdir, config.is_multilingual()) {
        (true, _) => "index.html".to_string(),
        (false, true) => format!("{}/index.html", config.default_language),
        (false, false) => return None,
    };
    let kind = JobKind::Redirect { lang: home.lang.to_string(), to: home.rel_permalink.clone(), page: home.id };
    Some(Job { out: OutPath::new(out), kind })
}

/// `/om/gammel` → `om/gammel/index.html`; a name with an extension is a file.
fn alias_file(alias: &str) -> OutPath {
    let is_file = [".html", ".htm", ".xml", ".txt", ".php", ".aspx"].iter().any(|ending| alias.to_lowercase().ends_with(ending));
    OutPath::of_url(&UrlPath::new(if is_file || alias.ends_with('/') { alias.to_string() } else { format!("{alias}/") }))
}

/// Static files of the site's chosen themes and of its changes to Loft's own, the first theme named first.
fn theme_files(site: &Site) -> Vec<Job> {
    let mut names: Vec<&str> = site.config.theme.iter().map(String::as_str).filter(|name| *name != "loft").collect();
    names.push("loft");
    let mut jobs = Vec::new();
    let mut seen = HashSet::new();
    for name in names {
        for path in site.files.keys().filter(|path| path.component() == "themes") {
            let Some(rest) = path.within().strip_prefix(name).and_then(|rest| rest.strip_prefix("/static/")) else { continue };
            if seen.insert(rest.to_string()) {
                jobs.push(Job { out: OutPath::new(rest), kind: JobKind::Copy(path.clone()) });
            }
        }
    }
    jobs
}

/// A finding about a job's path, at the place that gives it: the page's `url`, `slug` or `aliases`, else its file.
pub fn place_of(site: &Site, common: &Common, job: &Job, code: &'static str) -> Diag {
    let (id, fields) = match &job.kind {
        JobKind::Page(id) => (Some(*id), &["url", "slug"][..]),
        JobKind::Redirect { page, .. } => (Some(*page), &["aliases"][..]),
        _ => (None, &[][..]),
    };
    let meta = id.and_then(|id| site.page(id).doc.as_ref()).map(|doc| &doc.meta);
    let span = meta.and_then(|meta| fields.iter().find_map(|field| meta.places.get(*field).copied()));
    let diag = Diag::error(code).in_file(name_of(site, common, job));
    span.map_or(diag.clone(), |span| diag.span(span))
}

/// What a job's file comes from, as a finding names it: the source's path, else what it is.
pub fn name_of(site: &Site, common: &Common, job: &Job) -> String {
    match &job.kind {
        JobKind::Page(id) | JobKind::Redirect { page: id, .. } => {
            site.page(*id).doc.as_ref().map_or_else(|| site.page(*id).rel_permalink.clone(), |doc| doc.shown.to_string())
        }
        JobKind::Generated(position) | JobKind::Beside(position, _) | JobKind::Export(position, _) => {
            format!("[views] {}", common.generated[*position].id)
        }
        JobKind::Fallback(id, _) => site.page(*id).rel_permalink.clone(),
        JobKind::NotFound(_) => "404.html".to_string(),
        JobKind::Status(position, _) => format!("[views] {}", common.generated[*position].id),
        JobKind::Answer(id, _) | JobKind::Badge(id) => name_of(site, common, &Job { out: job.out.clone(), kind: JobKind::Page(*id) }),
        JobKind::Feed(id) => format!("RSS {}", site.page(*id).rel_permalink),
        JobKind::SitemapIndex | JobKind::Sitemap(..) | JobKind::Robots | JobKind::Redirects(_) | JobKind::Headers => job.out.to_string(),
        JobKind::Copy(source) | JobKind::Image { source, .. } => {
            site.files.get(source).map_or_else(|| source.to_string(), |blob| blob.shown.to_string())
        }
        JobKind::Asset(name) => format!("themes/loft/static/{name}"),
        JobKind::HighlightCss => "css/highlight.css".to_string(),
        JobKind::SearchExport => job.out.to_string(),
    }
}
