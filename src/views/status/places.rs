//! Where dashboards stand: the view's own address, a folder a section below it, and a page for each further piece of a list.

use super::dashboard::{FileLink, Places, StatusDashboard, dashboard, in_order};
use super::files::{self, Badge};
use super::listing::Listing;
use super::parts::{cut, is_whole, sections_with_status};
use super::tracked::{Placed, Scope, Tracked};
use crate::paths::{Lang, OutPath, UrlPath};
use crate::site::{Page, PageId, Site};
use crate::views::common::{Common, Strings};
use crate::views::feed::{Feed, rss};
use crate::views::generated::{Generated, Subject, place};
use crate::views::jobs::{Job, JobKind};
use crate::views::page::Alternate;
use crate::views::{PageLink, build};

/// A file beside a dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatusFile {
    Json,
    Csv,
    /// What changed; of the whole site only.
    Feed,
    Badge,
}

impl StatusFile {
    fn name(self) -> &'static str {
        match self {
            StatusFile::Json => "status.json",
            StatusFile::Csv => "status.csv",
            StatusFile::Feed => "index.xml",
            StatusFile::Badge => "status.svg",
        }
    }

    fn kind(self) -> &'static str {
        match self {
            StatusFile::Json => "json",
            StatusFile::Csv => "csv",
            StatusFile::Feed => "feed",
            StatusFile::Badge => "badge",
        }
    }
}

/// Every page of the status view in a language.
pub fn generated(site: &Site, lang: &Lang, tracked: &Placed<Tracked>, lacking: &Placed<PageId>, strings: &Strings) -> Vec<Generated> {
    let Some(root) = place(site, lang, "status", !tracked.all.is_empty()) else { return Vec::new() };
    let title = strings(lang.as_str(), "status");
    let mut views = of_scope(site, lang, tracked, Scope::Site, &root, &title);
    for section in sections_with_status(site, &tracked.all) {
        let page = site.in_language(site.page(section), lang);
        let title = format!("{title}: {}", page.name());
        views.extend(of_scope(site, lang, tracked, Scope::Section(section), &section_url(&root, site.page(section)), &title));
    }
    let lacking = super::lacking::generated(site, lang, lacking, &views, strings);
    views.extend(lacking);
    views
}

fn section_url(root: &UrlPath, section: &Page) -> UrlPath {
    UrlPath::new(format!("{}{}/", root.as_str(), section.path.trim_matches('/')))
}

fn of_scope(site: &Site, lang: &Lang, tracked: &Placed<Tracked>, scope: Scope, url: &UrlPath, title: &str) -> Vec<Generated> {
    let pages = tracked.within(site, scope);
    let pieces = if is_whole(&pages) { 1 } else { cut(&in_order(&pages, &site.config.loft.statuses)).len() };
    let one = |piece: usize| {
        let in_navigation = scope == Scope::Site && piece == 0;
        Generated { in_navigation, ..piece_of(lang, "status", Subject::Status { scope, piece }, piece, title, url) }
    };
    (0..pieces).map(one).collect()
}

/// A piece of a list that is too long for one page: the first has the list's own title and address.
pub(super) fn piece_of(lang: &Lang, id: &'static str, subject: Subject, piece: usize, title: &str, url: &UrlPath) -> Generated {
    let word = if matches!(lang.as_str(), "nb" | "nn" | "no") { "side" } else { "page" };
    let (title, url) = match piece {
        0 => (title.to_string(), url.clone()),
        _ => (format!("{title} ({})", piece + 1), UrlPath::new(format!("{}{word}-{}/", url.as_str(), piece + 1))),
    };
    Generated { lang: lang.clone(), id, subject, title, url, in_navigation: false }
}

/// What one page of the status view shows.
pub fn data(site: &Site, common: &Common, view: &Generated, scope: Scope, piece: usize) -> StatusDashboard {
    let at = |wanted: Scope, piece: usize| common.view_of(&view.lang, Subject::Status { scope: wanted, piece });
    let href = |view: &Generated| site.href(view.url.as_str());
    let pieces: Vec<String> = (0..).map_while(|number| at(scope, number)).map(href).collect();
    let section = |page: &Page| at(Scope::Section(page.id), 0).map(href);
    let above = match scope {
        Scope::Site => None,
        Scope::Section(id) => {
            let ancestors = site.ancestors(site.page(id));
            let nearest = ancestors.iter().rev().find_map(|above| at(Scope::Section(site.original(above)), 0));
            nearest.or_else(|| at(Scope::Site, 0)).map(|view| PageLink {
                title: view.title.clone(),
                url: href(view),
                ..PageLink::default()
            })
        }
    };
    let first = at(scope, 0).unwrap_or(view);
    let files = files_of(site, scope).into_iter().map(|file| FileLink { kind: file.kind(), url: file_href(site, first, file) });
    let whole = at(Scope::Site, 0).unwrap_or(view);
    let places = Places {
        pieces: &pieces,
        piece,
        section: &section,
        above,
        json: if site.config.loft.status_rules.files { file_href(site, whole, StatusFile::Json) } else { String::new() },
        files: files.collect(),
        lacking: common.view_of(&view.lang, Subject::Lacking { scope, piece: 0 }).map(href),
    };
    let tracked = common.tracked(site, &view.lang).within(site, scope);
    let listing =
        common.listing(first, || Listing::of(&tracked, &site.config.loft.statuses, &site.config.loft.status_rules, view.lang.as_str()));
    dashboard(site, &view.lang, &tracked, &common.lacking.within(site, scope), scope, listing, &places)
}

/// The files that a dashboard has. Feeds need addresses with a host.
fn files_of(site: &Site, scope: Scope) -> Vec<StatusFile> {
    let mut files = Vec::new();
    if site.config.loft.status_rules.files {
        files.extend([StatusFile::Json, StatusFile::Csv, StatusFile::Badge]);
        let has_feed = scope == Scope::Site && !build::host(site).is_empty() && !site.history.pages.is_empty();
        files.extend(has_feed.then_some(StatusFile::Feed));
    }
    files
}

fn file_url(view: &Generated, file: StatusFile) -> UrlPath {
    UrlPath::new(format!("{}{}", view.url.as_str(), file.name()))
}

fn file_href(site: &Site, view: &Generated, file: StatusFile) -> String {
    site.href(file_url(view, file).as_str())
}

/// The feed in the head of a dashboard's page.
pub fn alternates(site: &Site, view: &Generated) -> Vec<Alternate> {
    match view.subject {
        Subject::Status { scope, piece: 0 } if files_of(site, scope).contains(&StatusFile::Feed) => {
            vec![rss(file_href(site, view, StatusFile::Feed), view.title.clone())]
        }
        _ => Vec::new(),
    }
}

/// The files beside dashboards, and a badge beside each page with a status.
pub fn jobs(site: &Site, common: &Common) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (position, view) in common.generated.iter().enumerate() {
        if let Subject::Status { scope, piece: 0 } = view.subject {
            let file = |file| Job { out: OutPath::of_url(&file_url(view, file)), kind: JobKind::Status(position, file) };
            jobs.extend(files_of(site, scope).into_iter().map(file));
        }
    }
    if !jobs.is_empty() {
        for page in site.pages.iter().filter(|page| page.is_rendered() && page.doc.is_some() && site.status_of(page).is_some()) {
            let folder = page.url.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
            let name = if page.url.as_str().ends_with('/') {
                "status".to_string()
            } else {
                crate::paths::file_name(page.url.as_str()).replace('.', "-")
            };
            jobs.push(Job { out: OutPath::of_url(&UrlPath::new(format!("{folder}/{name}.svg"))), kind: JobKind::Badge(page.id) });
        }
    }
    jobs
}

/// A file that a dashboard has beside it.
#[derive(Debug)]
pub enum FileView {
    Text(String),
    Feed(Box<Feed>),
    Badge(Badge),
}

/// What a file beside a dashboard holds.
pub fn file(site: &Site, common: &Common, view: &Generated, file: StatusFile) -> FileView {
    let Subject::Status { scope, .. } = view.subject else { return FileView::Text(String::new()) };
    let (lang, tracked) = (&view.lang, common.tracked(site, &view.lang).within(site, scope));
    match file {
        StatusFile::Json => FileView::Text(files::json(site, lang, &tracked)),
        StatusFile::Csv => FileView::Text(files::as_csv(site, lang, &tracked)),
        StatusFile::Badge => FileView::Badge(files::badge_of_section(site, lang, &tracked)),
        StatusFile::Feed => {
            let (url, own) = (site.href(view.url.as_str()), file_href(site, view, file));
            FileView::Feed(Box::new(files::feed(site, common.site(site, lang), lang, &tracked, &view.title, &url, &own)))
        }
    }
}
