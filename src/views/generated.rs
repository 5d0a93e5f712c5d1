//! The views that Loft itself adds to a site: status, actors, …: which there are, where they stand,
//! and what each shows.

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::actor::{self, ActorFiles, ActorView, ActorsView, MATRIX_CSV, actor_url, actors_view};
use super::build::{bare_view, language_link};
use super::catalogue::{self, CatalogueView};
use super::common::{Common, Strings};
use super::decisions::{self, DecisionsView};
use super::experiences::{self, ExperiencesView};
use super::feed::Feed;
use super::framework::{self, FrameworkView};
use super::jobs::{Job, JobKind};
use super::needs::{self, NeedsView};
use super::owners::{self, OwnersView};
use super::page::{LanguageLink, PageLink, PageView, TranslationLink, ViewLink};
use super::status::{self, LackingView, Placed, Scope, StatusDashboard, Tracked};
use super::{PageFile, report, search_page, translations};
use crate::config::{TypeDef, ViewWhen};
use crate::memo::Shared;
use crate::paths::{Lang, OutPath, UrlPath};
use crate::site::actors::{ActorId, Profile};
use crate::site::{PageId, Site};

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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// How far the pages have come: all or a section's, and which piece of the list.
    Status {
        scope: Scope,
        piece: usize,
    },
    /// The pages that lack a status, all or a section's, where a dashboard cannot hold them: a piece of the list.
    Lacking {
        scope: Scope,
        piece: usize,
    },
    Actors,
    /// One actor, by id.
    Actor(ActorId),
    Search,
    /// All pages of a type, by its id.
    Catalogue(String),
    Experiences,
    Decisions,
    Framework,
    Needs,
    Translations,
    Report,
    Owners,
}

impl Subject {
    /// For those who make the site: linked from its foot, and no business of search engines.
    pub fn is_for_makers(&self) -> bool {
        matches!(self, Subject::Translations | Subject::Report | Subject::Owners)
    }
}

/// Every generated view that something fills, or that is forced on.
/// `tracked`: the pages with a status, a list a language; `lacking`: those that should have one.
pub(super) fn all(site: &Site, tracked: &[Placed<Tracked>], lacking: &Placed<PageId>, strings: &Strings) -> Vec<Generated> {
    let languages = site.config.languages.iter().map(|language| &language.lang).zip(tracked);
    languages
        .flat_map(|(lang, tracked)| {
            let fixed = status::generated(site, lang, tracked, lacking, strings).into_iter().chain(actors(site, lang, strings));
            let fixed = fixed.chain(others(site, lang, strings)).chain(catalogue::generated(site, lang));
            fixed.chain(search(site, lang, strings))
        })
        .collect()
}

/// The views of what was learned, decided and translated.
fn others(site: &Site, lang: &Lang, strings: &Strings) -> Vec<Generated> {
    let one = |id: &'static str, subject: Subject, filled: bool| {
        let url = place(site, lang, id, filled)?;
        Some(Generated { lang: lang.clone(), id, subject, title: strings(lang.as_str(), id), url, in_navigation: true })
    };
    let has_statuses = site.pages.iter().any(|page| site.status_of(page).is_some());
    [
        one("experiences", Subject::Experiences, crate::site::experiences::is_any(site)),
        one("decisions", Subject::Decisions, crate::site::decisions::is_any(site)),
        one("needs", Subject::Needs, needs::is_any(site)),
        one("framework", Subject::Framework, framework::is_any(site)),
        one("translations", Subject::Translations, translations::is_any(site)),
        one("report", Subject::Report, has_statuses),
        one("owners", Subject::Owners, false),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn search(site: &Site, lang: &Lang, strings: &Strings) -> Option<Generated> {
    let filled = super::search::found_pages(site).any(|page| page.lang == *lang);
    let url = place(site, lang, "search", filled).filter(|_| site.config.loft.search.enabled)?;
    let title = strings(lang.as_str(), "search");
    Some(Generated { lang: lang.clone(), id: "search", subject: Subject::Search, title, url, in_navigation: true })
}

/// The list of actors, and a page for each.
fn actors(site: &Site, lang: &Lang, strings: &Strings) -> Vec<Generated> {
    let Some(url) = place(site, lang, "actors", !site.actors.is_empty()) else { return Vec::new() };
    let one = |profile: &Profile| Generated {
        lang: lang.clone(),
        id: "actor",
        subject: Subject::Actor(profile.id.clone()),
        title: profile.name.clone(),
        url: UrlPath::new(actor_url(url.as_str(), &profile.id)),
        in_navigation: false,
    };
    let profiles = site.actors.profiles(lang).iter().map(one);
    let title = strings(lang.as_str(), "actors");
    let list = Generated { lang: lang.clone(), id: "actors", subject: Subject::Actors, title, url: url.clone(), in_navigation: true };
    std::iter::once(list).chain(profiles).collect()
}

/// Where a view stands in a language, if it is made at all.
pub(super) fn place(site: &Site, lang: &Lang, id: &str, filled: bool) -> Option<UrlPath> {
    let view = site.config.loft.views.by_id.get(id)?;
    let is_made = match view.when {
        ViewWhen::Filled => filled,
        ViewWhen::Always => true,
        ViewWhen::Never => false,
    };
    let slug = view_slug(site, lang, id)?;
    is_made.then(|| UrlPath::new(["/", &site.config.language_prefix(lang), slug, "/"].concat()))
}

/// What a view's folder is called in a language; `None` for one that is not made.
fn view_slug<'a>(site: &'a Site, lang: &Lang, id: &'a str) -> Option<&'a str> {
    let view = site.config.loft.views.by_id.get(id).filter(|view| view.when != ViewWhen::Never)?;
    let fallback = if lang.as_str() == "nn" { "nb" } else { "en" };
    Some(view.slugs.get(lang.as_str()).or_else(|| view.slugs.get(fallback)).map_or(id, String::as_str))
}

/// The address in `lang` of the view that a path names in any language.
pub(super) fn address(site: &Site, lang: &Lang, path: &str) -> Option<UrlPath> {
    // Most links lead further down than any view stands, and an address is longer to write than to compare.
    let slug_of = |lang: &Lang| path.trim_matches('/').strip_prefix(site.config.language_prefix(lang).as_str());
    let slugs: Vec<(&Lang, &str)> = site.config.languages.iter().filter_map(|one| Some((&one.lang, slug_of(&one.lang)?))).collect();
    let named = |id: &&String| slugs.iter().any(|(lang, slug)| view_slug(site, lang, id) == Some(slug));
    let catalogue = || {
        let is_named = |def: &TypeDef| {
            let anywhere = site.config.languages.iter().map(|language| catalogue::address(site, def, &language.lang));
            anywhere.into_iter().any(|url| url.as_str().trim_end_matches('/') == path.trim_end_matches('/'))
        };
        catalogue::filled(site, is_named).next().map(|def| catalogue::address(site, def, lang))
    };
    site.config.loft.views.by_id.keys().find(named).and_then(|id| place(site, lang, id, true)).or_else(catalogue)
}

pub(super) fn link(site: &Site, view: &Generated) -> ViewLink {
    ViewLink {
        id: view.id.to_string(),
        url: site.href(view.url.as_str()),
        title: view.title.clone(),
        is_for_makers: view.subject.is_for_makers(),
    }
}

/// A generated page. Where a section's own page has its path, the view stands below that page's body.
pub(super) fn file(site: &Site, common: &Common, view: &Generated) -> PageFile {
    let own = common.host_of(view).map(|host| site.page(host)).map(|page| super::build::page_file(site, common, page));
    PageFile {
        templates: vec![format!("{}.html", view.id)],
        data: Some(data(site, common, view)),
        ..own.unwrap_or_else(|| PageFile {
            templates: Vec::new(),
            site: common.site(site, &view.lang).clone(),
            page: page(site, common, view),
            body: None,
            data: None,
            shown: None,
        })
    }
}

/// What is around a view that no page of the site hosts: its way home, and itself in the other languages.
fn page(site: &Site, common: &Common, view: &Generated) -> PageView {
    let mut page = bare_view(site, common, &view.lang, view.id, &view.title, &site.href(view.url.as_str()));
    let above = match view.subject {
        Subject::Actor(_) => Some("actors"),
        Subject::Status { scope, piece } => (scope != Scope::Site || piece > 0).then_some("status"),
        Subject::Lacking { .. } => Some("status"),
        _ => None,
    };
    let list = above.and_then(|id| common.generated.iter().find(|other| other.lang == view.lang && other.id == id));
    page.breadcrumbs.extend(list.map(|list| PageLink {
        title: list.title.clone(),
        url: site.href(list.url.as_str()),
        ..PageLink::default()
    }));
    page.alternates = status::alternates(site, view);
    page.alternates.extend(super::export::alternates(site, view));
    page.alternates.extend(feed_url(site, view).map(|url| super::feed::rss(site.href(url.as_str()), view.title.clone())));
    let languages = site.config.languages.iter().map(|language| &language.lang).filter(|lang| **lang != view.lang);
    let others = languages.filter_map(|lang| common.view_of(lang, view.subject.clone()));
    page.translations = others
        .map(|other| {
            let LanguageLink { lang, code, name, url } = language_link(site, &other.lang, &site.href(other.url.as_str()));
            TranslationLink { lang, code, name, url, exists: true }
        })
        .collect();
    page
}

/// A file that a view has beside its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BesideFile {
    /// An actor's data as JSON, the matrix as CSV.
    Data,
    /// What changed status among an actor's pages.
    Feed,
}

/// The files that a view has beside its page, with their paths.
pub(super) fn beside(site: &Site, view: &Generated) -> Vec<(BesideFile, OutPath)> {
    let name = match &view.subject {
        Subject::Actors => MATRIX_CSV,
        Subject::Actor(_) => "index.json",
        _ => return Vec::new(),
    };
    let path = |name: &str| OutPath::of_url(&UrlPath::new(format!("{}{name}", view.url.as_str())));
    let feed = feed_url(site, view).map(|url| (BesideFile::Feed, OutPath::of_url(&url)));
    [(BesideFile::Data, path(name))].into_iter().chain(feed).collect()
}

/// An actor's feed, where something has changed that it could tell of. Feeds need addresses with a host.
fn feed_url(site: &Site, view: &Generated) -> Option<UrlPath> {
    let Subject::Actor(id) = &view.subject else { return None };
    let has_feed = !super::build::host(site).is_empty() && actor::has_changed(site, &view.lang, id);
    has_feed.then(|| UrlPath::new(format!("{}index.xml", view.url.as_str())))
}

/// What changed status among the pages of the actor that the view is of.
pub(super) fn feed(site: &Site, common: &Common, view: &Generated) -> Feed {
    let pages = match &view.subject {
        Subject::Actor(id) => actor::pages_of(site, &view.lang, id),
        _ => Default::default(),
    };
    let tracked: Vec<&Tracked> =
        common.tracked(site, &view.lang).all.iter().filter(|page| pages.binary_search(&(page.id.0 as usize)).is_ok()).collect();
    let href = |url: &UrlPath| site.href(url.as_str());
    let own = feed_url(site, view).as_ref().map(href).unwrap_or_default();
    status::feed(site, common.site(site, &view.lang), &view.lang, &tracked, &view.title, &href(&view.url), &own)
}

/// The text of a view's data.
pub(super) fn beside_text(site: &Site, common: &Common, view: &Generated) -> String {
    match &view.subject {
        Subject::Actors => actor::matrix_csv(site, &view.lang),
        Subject::Actor(id) => one_actor(site, common, view, id).map_or_else(|| "null\n".to_string(), |actor| actor.json.clone()),
        _ => serde_json::to_string(&data(site, common, view)).unwrap_or_default() + "\n",
    }
}

/// What a generated view shows: `view` in its template.
#[derive(Debug, Hash, Serialize)]
#[serde(untagged)]
pub enum ViewData {
    Status(Box<StatusDashboard>),
    Lacking(LackingView),
    Actors(ActorsView),
    /// `None` for one that takes part nowhere in the view's language.
    Actor(Option<Shared<ActorView>>),
    Experiences(ExperiencesView),
    Decisions(DecisionsView),
    Needs(NeedsView),
    Framework(FrameworkView),
    Owners(Box<OwnersView>),
    Catalogue(CatalogueView),
    /// Of views that stand once a language: the search page, translations, reports.
    Json(serde_json::Value),
}

fn data(site: &Site, common: &Common, view: &Generated) -> ViewData {
    let lang = &view.lang;
    match &view.subject {
        Subject::Search => ViewData::Json(search_page::of_site(site, lang)),
        Subject::Status { scope, piece } => ViewData::Status(Box::new(status::data(site, common, view, *scope, *piece))),
        Subject::Lacking { scope, piece } => ViewData::Lacking(status::lacking_data(site, common, view, *scope, *piece)),
        Subject::Actors => ViewData::Actors(actor::of_site(site, lang, actors_view)),
        Subject::Experiences => ViewData::Experiences(experiences::of_site(site, lang)),
        Subject::Decisions => ViewData::Decisions(decisions::of_site(site, lang)),
        Subject::Framework => ViewData::Framework(framework::of_site(site, lang)),
        Subject::Needs => ViewData::Needs(needs::of_site(site, lang)),
        Subject::Translations => ViewData::Json(json!(translations::of_site(site, lang))),
        Subject::Report => ViewData::Json(json!(report::of_site(site, common, lang))),
        Subject::Owners => ViewData::Owners(Box::new(owners::of_site(site, common, lang))),
        Subject::Catalogue(id) => ViewData::Catalogue(catalogue::of_site(site, lang, id)),
        Subject::Actor(id) => ViewData::Actor(one_actor(site, common, view, id).map(|actor| actor.view.clone())),
    }
}

/// `None` for one that takes part nowhere in the view's language.
fn one_actor(site: &Site, common: &Common, view: &Generated, id: &ActorId) -> Option<Arc<ActorFiles>> {
    common.last_actors.files(site, &view.lang, id, || feed_url(site, view).map(|url| site.href(url.as_str())))
}

/// Whether a job's file shows what is wrong with the pages.
pub fn shows_findings(common: &Common, job: &Job) -> bool {
    matches!(&job.kind, JobKind::Generated(position) if common.generated[*position].subject == Subject::Owners)
}
