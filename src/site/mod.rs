//! Docs → [`Site`]: the pages of all languages as a tree, with their URLs, order, translations,
//! taxonomies, menus, statuses and actors. Rebuilt whole from the docs each time: maps over small structs.

pub mod actors;
pub mod ask;
mod cascade;
pub mod coverage;
pub mod dates;
pub mod decisions;
pub mod drift;
pub mod duties;
pub mod experiences;
pub mod history;
pub mod links;
pub mod menus;
pub mod order;
mod page_list;
pub mod pictures;
pub mod references;
pub mod relations;
mod resources;
pub mod statuses;
mod taxonomies;
pub mod titles;
mod translations;
mod tree;
pub mod types;
mod urls;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use crate::config::Config;
use crate::diag::Diag;
use crate::doc::front_matter::BuildOptions;
use crate::doc::{Content, Doc};
use crate::input::{Blob, Snapshot};
use crate::memo::{Key, Shared};
use crate::paths::{Lang, OutPath, SourcePath, UrlPath, as_named};

pub use dates::Moment;
pub use page_list::PageList;
pub use resources::Resource;
pub use taxonomies::of_language as taxonomies_of;
pub use tree::{Unpublished, Why};

/// A page's place in [`Site::pages`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageKind {
    Home,
    Section,
    Page,
    Taxonomy,
    Term,
}

impl PageKind {
    /// Hugo's name of the kind.
    pub fn name(self) -> &'static str {
        match self {
            PageKind::Home => "home",
            PageKind::Section => "section",
            PageKind::Page => "page",
            PageKind::Taxonomy => "taxonomy",
            PageKind::Term => "term",
        }
    }
}

/// One page in one language.
#[derive(Clone, Debug)]
pub struct Page {
    pub id: PageId,
    pub kind: PageKind,
    pub lang: Lang,
    /// Hugo's `.Path`: lower case, without language: `/behov/use-cases`.
    pub path: String,
    /// The path before lower-casing.
    pub raw_path: String,
    /// The file it comes from, if any.
    pub doc: Option<Arc<Doc>>,
    /// The body; replaced when shortcodes have been expanded into it.
    pub content: Shared<Content>,
    pub title: String,
    /// `linkTitle`, else the title.
    pub link_title: String,
    pub description: String,
    pub weight: i64,
    pub draft: bool,
    pub date: Option<Moment>,
    pub lastmod: Option<Moment>,
    pub publish_date: Option<Moment>,
    pub expiry_date: Option<Moment>,
    /// Front matter with cascaded values filled in, keys in lower case.
    pub params: Map<String, Value>,
    pub build: BuildOptions,
    /// From the site's root, not encoded: `/en/behov/`.
    pub url: UrlPath,
    /// Encoded, with the base URL's path: Hugo's `.RelPermalink`.
    pub rel_permalink: String,
    pub out: OutPath,
    /// The folder in which the page's own files are published, as a URL path with a trailing slash.
    pub bundle_url: String,
    pub parent: Option<PageId>,
    /// Hugo's `.Pages`, in order.
    pub children: Vec<PageId>,
    /// The same page in other languages, in the site's order.
    pub translations: Vec<PageId>,
    pub resources: Vec<Resource>,
    /// Hugo's `.Aliases`.
    pub aliases: Vec<String>,
    /// The page before and after it in reading order.
    pub prev: Option<PageId>,
    pub next: Option<PageId>,
    /// Terms of the page by taxonomy, in the order written.
    pub terms: Vec<(usize, Vec<PageId>)>,
    /// First part of the path: Hugo's `.Section`.
    pub section: String,
    /// Hugo's `.Type`, or what the configuration infers from the folders.
    pub page_type: String,
    pub collation: order::CollationKey,
}

impl Page {
    /// Hugo's `.File.Path`, if the page has a file.
    pub fn file(&self) -> Option<Cow<'_, str>> {
        self.doc.as_ref().map(|doc| as_named(&doc.path, &doc.shown))
    }

    /// What lists call the page: link title, else title, else the last part of its path.
    pub fn name(&self) -> &str {
        [self.link_title.as_str(), self.title.as_str(), crate::paths::file_name(&self.raw_path)]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or("/")
    }

    /// Seconds for sorting; a page without a date is older than all others.
    pub fn date_seconds(&self) -> i64 {
        self.date.as_ref().map_or(i64::MIN, |date| date.seconds())
    }

    pub fn is_branch(&self) -> bool {
        self.kind != PageKind::Page
    }

    /// Whether the page has a file of its own in the output.
    pub fn is_rendered(&self) -> bool {
        self.build.render == crate::doc::front_matter::BuildRender::Always
    }

    /// Whether lists of the whole site hold the page.
    pub fn is_listed(&self) -> bool {
        self.build.list == crate::doc::front_matter::BuildList::Always
    }
}

/// Everything the views may ask about.
#[derive(Clone, Debug)]
pub struct Site {
    pub config: Arc<Config>,
    /// By language, then logical path.
    pub pages: PageList,
    pub files: Arc<BTreeMap<SourcePath, Blob>>,
    /// Menus per language: name → entries as a tree, sorted.
    pub menus: Arc<BTreeMap<Lang, BTreeMap<String, Vec<menus::Entry>>>>,
    /// By page; the same for all languages of one.
    statuses: Arc<Vec<Option<statuses::PageStatus>>>,
    /// What the statuses were.
    pub history: Arc<history::StatusHistory>,
    /// The day for which the site is built, in UTC.
    pub today: jiff::civil::Date,
    /// Who takes part where. Its page numbers are those of [`Site::original`].
    pub actors: Arc<actors::Actors>,
    /// Where running text names them.
    pub namings: actors::naming::Namings,
    /// Every page by the names that front matter may use for it.
    pub references: Arc<references::References>,
    /// How pages relate.
    pub relations: Arc<relations::Relations>,
    /// By page: the fields of its type.
    fields: Arc<Vec<Vec<types::Field>>>,
    /// What was made of pictures, by their source.
    pub pictures: BTreeMap<SourcePath, pictures::MadeOfPicture>,
    /// The pages' own files by their address from the site's root.
    resources_by_url: Arc<HashMap<String, SourcePath>>,
    urls_of_resources: Arc<HashMap<SourcePath, String>>,
    /// How much of each page its translations hold: worked out when first asked for.
    coverage: Arc<OnceLock<Vec<coverage::Translation>>>,
    /// Which actors pages name in their fields: read when first asked for.
    duties: Arc<OnceLock<duties::Duties>>,
    /// The pages that readers may find, with their documents' keys, which hold the texts: for `views::search` to fill in when first
    /// asked. Forgotten with every body that is given.
    pub found: Arc<OnceLock<Vec<(PageId, Key)>>>,
    rooted: Arc<HashSet<String>>,
    by_path: Arc<HashMap<(Lang, String), PageId>>,
    by_file: Arc<HashMap<SourcePath, PageId>>,
    shown_to_source: Arc<HashMap<String, SourcePath>>,
    homes: BTreeMap<Lang, PageId>,
    /// Files that are no pages now, in order of path.
    pub unpublished: Arc<Vec<Unpublished>>,
    /// The moments between which no page appears or goes by its dates; [`Site::today`] narrows them to a day.
    pub holds: Range<jiff::Timestamp>,
}

impl Site {
    /// Builds the site from its docs. Each step adds what the next needs.
    pub fn build(snapshot: &Snapshot, docs: Vec<Arc<Doc>>) -> (Site, Vec<Diag>) {
        let mut diags = Vec::new();
        let selected = tree::select(snapshot, docs, &mut diags);
        let (holds, unpublished) = (selected.holds.clone(), selected.unpublished.clone());
        let mut pages = tree::grow(&snapshot.config, selected);
        tree::number(&mut pages);
        urls::assign(&snapshot.config, &mut pages);
        let mut site = Site { unpublished: Arc::new(unpublished), ..Site::index(snapshot, pages, holds) };
        tree::connect(&mut site);
        taxonomies::connect(&mut site);
        tree::aggregate_dates(&mut site);
        tree::sort_children(&mut site);
        tree::reading_order(&mut site);
        translations::connect(&mut site);
        resources::assign(&mut site);
        let mut of_actors = Vec::new();
        let (actors, (menus, statuses, references)) = rayon::join(
            || actors::of_site(&site, &mut of_actors),
            || (menus::collect(&site, &mut diags), statuses::judge(&site, &mut diags), references::References::of_site(&site)),
        );
        diags.append(&mut of_actors);
        (site.actors, site.menus) = (Arc::new(actors), Arc::new(menus));
        (site.statuses, site.references) = (Arc::new(statuses), Arc::new(references));
        site.history = Arc::new(history::of_site(&site, snapshot));
        site.fields = Arc::new(types::read(&site, &mut diags));
        site.relations = Arc::new(relations::of_site(&site, &mut diags));
        decisions::check(&site, &mut diags);
        site.rooted = Arc::new(links::rooted(&site));
        (site, diags)
    }

    fn index(snapshot: &Snapshot, pages: Vec<Page>, holds: Range<jiff::Timestamp>) -> Site {
        let (by_path, by_file): (HashMap<_, _>, HashMap<_, _>) = rayon::join(
            || pages.iter().map(|page| ((page.lang.clone(), page.path.clone()), page.id)).collect(),
            || pages.iter().filter_map(|page| Some((page.doc.as_ref()?.path.clone(), page.id))).collect(),
        );
        let homes = pages.iter().filter(|page| page.kind == PageKind::Home).map(|page| (page.lang.clone(), page.id)).collect();
        Site {
            config: Arc::clone(&snapshot.config),
            rooted: Arc::default(),
            pages: pages.into(),
            shown_to_source: Arc::new(links::shown_to_source(&snapshot.files)),
            files: Arc::clone(&snapshot.files),
            menus: Arc::default(),
            statuses: Arc::default(),
            history: Arc::default(),
            today: day_of(snapshot.now),
            actors: Arc::default(),
            namings: actors::naming::Namings::default(),
            references: Arc::default(),
            relations: Arc::default(),
            fields: Arc::default(),
            pictures: BTreeMap::new(),
            resources_by_url: Arc::default(),
            urls_of_resources: Arc::default(),
            coverage: Arc::default(),
            duties: Arc::default(),
            found: Arc::default(),
            by_path: Arc::new(by_path),
            by_file: Arc::new(by_file),
            homes,
            unpublished: Arc::default(),
            holds,
        }
    }

    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    fn page_mut(&mut self, id: PageId) -> &mut Page {
        &mut self.pages[id.0 as usize]
    }

    pub fn home(&self, lang: &Lang) -> Option<&Page> {
        self.homes.get(lang).map(|id| self.page(*id))
    }

    /// The page at a logical path in a language: `/behov/use-cases`, `/` for the home page.
    pub fn at(&self, lang: &Lang, logical: &str) -> Option<&Page> {
        self.by_path.get(&(lang.clone(), logical.to_string())).map(|id| self.page(*id))
    }

    pub fn by_file(&self, path: &SourcePath) -> Option<&Page> {
        self.by_file.get(path).map(|id| self.page(*id))
    }

    /// From the home page down to the page's parent.
    pub fn ancestors(&self, page: &Page) -> Vec<&Page> {
        let mut chain: Vec<&Page> =
            std::iter::successors(page.parent.map(|id| self.page(id)), |page| page.parent.map(|id| self.page(id))).collect();
        chain.reverse();
        chain
    }

    /// A page's status, the same in all its languages.
    pub fn status_of(&self, page: &Page) -> Option<&statuses::PageStatus> {
        self.statuses.get(page.id.0 as usize)?.as_ref()
    }

    /// A field of a page's type as its own version has it, else its original, else any other version.
    pub fn field_of(&self, page: &Page, id: &str) -> Option<&types::Field> {
        self.field_and_version(page, id).map(|(field, _)| field)
    }

    /// The same with the version that has it.
    pub fn field_and_version(&self, page: &Page, id: &str) -> Option<(&types::Field, &Page)> {
        let versions = [page.id, self.original(page)].into_iter().chain(page.translations.iter().copied());
        versions.into_iter().map(|id| self.page(id)).find_map(|version| {
            let field = self.fields_of(version).iter().find(|field| field.id == id)?;
            Some((field, version))
        })
    }

    /// Every page in every other language, compared with its source.
    pub fn coverage(&self) -> &[coverage::Translation] {
        self.coverage.get_or_init(|| coverage::of_site(self))
    }

    /// Which actors the pages name in their fields.
    pub fn duties(&self) -> &duties::Duties {
        self.duties.get_or_init(|| duties::Duties::of_site(self))
    }

    /// What a page's own language version says in the fields of its type.
    pub fn fields_of(&self, page: &Page) -> &[types::Field] {
        self.fields.get(page.id.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The version that stands for a page in all its languages: the default language's, else the first.
    pub fn original(&self, page: &Page) -> PageId {
        let versions = || page.translations.iter().copied().chain([page.id]);
        let default = versions().filter(|id| self.page(*id).lang == self.config.default_language).min();
        default.or_else(|| versions().min()).unwrap_or(page.id)
    }

    /// A page in a language, or as it stands when there is no such version.
    pub fn in_language<'a>(&'a self, page: &'a Page, lang: &Lang) -> &'a Page {
        page.translations.iter().map(|id| self.page(*id)).find(|other| page.lang != *lang && other.lang == *lang).unwrap_or(page)
    }

    pub fn children<'a>(&'a self, page: &'a Page) -> impl Iterator<Item = &'a Page> {
        page.children.iter().map(|id| self.page(*id))
    }

    /// Findings that need the bodies, which [`Site::build`] may be without.
    pub fn check_bodies(&self, diags: &mut Vec<Diag>) {
        ask::check(self, diags);
    }

    /// Whether two sites have the same pages in the same places: they differ in bodies at most.
    pub fn shares_structure(&self, other: &Site) -> bool {
        Arc::ptr_eq(&self.by_path, &other.by_path)
    }

    /// Gives a page the doc that it comes from, with its body.
    pub fn set_doc(&mut self, id: PageId, doc: &Arc<Doc>) {
        (self.coverage, self.found) = (Arc::default(), Arc::default());
        let page = self.page_mut(id);
        page.content = Shared::with_key(doc.content.key, Arc::clone(&doc.content));
        page.doc = Some(Arc::clone(doc));
    }

    /// Gathers the actors anew, now that a page has its own doc.
    pub fn gather_actors(&mut self) {
        self.actors = Arc::new(actors::of_site(self, &mut Vec::new()));
    }

    /// Gives a page its body after shortcodes have been expanded into it.
    pub fn set_content(&mut self, id: PageId, content: Arc<Content>) {
        self.found = Arc::default();
        self.page_mut(id).content = Shared::with_key(content.key, content);
    }

    /// Whether something happened within the days that count as lately.
    pub fn is_recent(&self, moment: &Moment) -> bool {
        (0..=i64::from(self.config.loft.status_rules.recent_days)).contains(&moment.days_before(self.today))
    }

    /// The base URL's path and a site path, encoded: what stands in an `href`.
    pub fn href(&self, url: &str) -> String {
        [self.config.base_path(), &crate::paths::encode_path(url.trim_start_matches('/'))].concat()
    }
}

/// A moment's day in UTC.
pub fn day_of(moment: jiff::Timestamp) -> jiff::civil::Date {
    jiff::tz::Offset::UTC.to_datetime(moment).date()
}
