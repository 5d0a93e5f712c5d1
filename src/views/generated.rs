//! The views that Loft itself adds to a site: status, actors, …: which there are, where they stand,
//! and what each shows.

use serde_json::{Value, json};

use super::PageFile;
use super::build::bare_view;
use super::common::{Common, Strings};
use super::page::ViewLink;
use crate::config::ViewWhen;
use crate::paths::{Lang, UrlPath};
use crate::site::Site;

/// One generated page in one language.
#[derive(Clone, Debug)]
pub struct Generated {
    pub lang: Lang,
    /// `status`, `actors`, …: its template's name, and what the configuration calls it.
    pub id: &'static str,
    pub subject: Subject,
    pub title: String,
    pub url: UrlPath,
    /// Whether the site's navigation links to it.
    pub in_navigation: bool,
}

/// What a generated page is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Status,
}

/// Every generated view that something fills, or that is forced on.
pub(super) fn all(site: &Site, strings: &Strings) -> Vec<Generated> {
    let mut views = Vec::new();
    for language in &site.config.languages {
        let lang = &language.lang;
        let has_status = site.pages.iter().any(|page| page.lang == *lang && site.status_of(page).is_some());
        if let Some(url) = place(site, lang, "status", has_status) {
            views.push(Generated {
                lang: lang.clone(),
                id: "status",
                subject: Subject::Status,
                title: strings(lang.as_str(), "status"),
                url,
                in_navigation: true,
            });
        }
    }
    views
}

/// Where a view stands in a language, if it is made at all.
fn place(site: &Site, lang: &Lang, id: &str, filled: bool) -> Option<UrlPath> {
    let view = site.config.loft.views.by_id.get(id)?;
    let is_made = match view.when {
        ViewWhen::Filled => filled,
        ViewWhen::Always => true,
        ViewWhen::Never => false,
    };
    let fallback = if lang.as_str() == "nn" { "nb" } else { "en" };
    let slug = view.slugs.get(lang.as_str()).or_else(|| view.slugs.get(fallback)).map_or(id, String::as_str);
    is_made.then(|| UrlPath::new(format!("/{}{slug}/", site.config.language_prefix(lang))))
}

pub(super) fn link(site: &Site, view: &Generated) -> ViewLink {
    ViewLink { id: view.id.to_string(), url: site.href(view.url.as_str()), title: view.title.clone() }
}

/// A generated page. Where a section's own page has its path, the view stands below that page's body.
pub(super) fn file(site: &Site, common: &Common, view: &Generated) -> PageFile {
    let host = site.pages.iter().find(|page| page.url == view.url);
    let own = host.map(|page| super::build::page_file(site, common, page));
    PageFile {
        templates: vec![format!("{}.html", view.id)],
        data: Some(data(site, view)),
        ..own.unwrap_or_else(|| PageFile {
            templates: Vec::new(),
            site: common.site(site, &view.lang).clone(),
            page: bare_view(site, common, &view.lang, view.id, &view.title, &site.href(view.url.as_str())),
            body: None,
            data: None,
            shown: None,
        })
    }
}

fn data(site: &Site, view: &Generated) -> Value {
    match &view.subject {
        Subject::Status => {
            let rows: Vec<Value> = site
                .pages
                .iter()
                .filter(|page| page.lang == view.lang && site.status_of(page).is_some())
                .map(|page| json!(super::page_link(site, page)))
                .collect();
            json!({ "rows": rows })
        }
    }
}
