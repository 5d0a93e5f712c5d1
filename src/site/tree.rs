//! Which docs become pages, how they hang together, and in which order they are read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Map, Value};

use super::cascade::Cascades;
use super::dates::{Dates, Moment};
use super::{Page, PageId, PageKind, Site, order, titles};
use crate::config::Config;
use crate::diag::{Diag, Span};
use crate::doc::content_path::{ContentKind, ContentPath};
use crate::doc::front_matter::{BuildList, BuildOptions, BuildRender, FrontMatter};
use crate::doc::{Content, Doc};
use crate::input::Snapshot;
use crate::memo::{Key, Shared};
use crate::paths::{Lang, OutPath, UrlPath, file_name, folder};

/// A content file that is a page of this build.
pub(super) struct Source {
    pub doc: Arc<Doc>,
    pub path: ContentPath,
    pub lang: Lang,
    pub params: Map<String, Value>,
    pub dates: Dates,
}

/// A content file that is no page now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpublished {
    /// The file as findings name it.
    pub shown: Arc<str>,
    pub title: String,
    pub why: Why,
}

/// Why a file is no page: the first of these that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Expired,
    /// Until this moment.
    Scheduled(Moment),
    Draft,
}

impl Unpublished {
    fn new(doc: &Doc, params: &Map<String, Value>, dates: &Dates, now: jiff::Timestamp) -> Unpublished {
        let title = params.get("title").and_then(Value::as_str).unwrap_or_default().to_string();
        let why = match (dates.expiry_date, dates.publish_date) {
            (Some(date), _) if date.timestamp <= now => Why::Expired,
            (_, Some(date)) if date.timestamp > now => Why::Scheduled(date),
            _ => Why::Draft,
        };
        Unpublished { shown: Arc::clone(&doc.shown), title, why }
    }
}

/// The pages of this build, and the sections that wait for theirs.
pub(super) struct Selected<'a> {
    pub cascades: Cascades<'a>,
    pub sources: Vec<Source>,
    /// Sections whose own page is a draft, expired or in the future: what is below them is made, they are not.
    pub hidden: BTreeSet<(Lang, String)>,
    /// Files that are no pages yet, or no more.
    pub unpublished: Vec<Unpublished>,
    /// The moments between which the same pages are made.
    pub holds: Range<jiff::Timestamp>,
}

/// The docs that are pages now: not inside a leaf bundle, not drafts, expired or in the future
/// (unless asked for), and one per language and path.
pub(super) fn select<'a>(snapshot: &'a Snapshot, docs: Vec<Arc<Doc>>, diags: &mut Vec<Diag>) -> Selected<'a> {
    let config = &snapshot.config;
    let languages: Vec<Lang> = config.languages.iter().map(|language| language.lang.clone()).collect();
    let named: Vec<(Arc<Doc>, ContentPath)> =
        docs.into_iter().filter_map(|doc| ContentPath::parse(doc.path.within(), &languages).map(|path| (doc, path))).collect();
    let leaves: BTreeSet<String> =
        named.iter().filter(|(_, path)| path.kind == ContentKind::Leaf).map(|(_, path)| path.raw.clone()).collect();
    let cascades = Cascades::new(config, &named);
    let filled = |(doc, path): (Arc<Doc>, ContentPath)| {
        let params = cascades.fill(&doc, &path, &doc.lang);
        let dates = Dates::resolve(config, &params, doc.path.as_str(), snapshot);
        Source { lang: doc.lang.clone(), doc, path, params, dates }
    };
    let found: Vec<Source> = named.into_par_iter().filter(|(_, path)| !is_inside_leaf(path, &leaves)).map(filled).collect();

    let mut sources: Vec<Source> = Vec::new();
    let mut hidden = BTreeSet::new();
    let mut unpublished = Vec::new();
    let mut holds = jiff::Timestamp::MIN..jiff::Timestamp::MAX;
    let mut taken: HashMap<(Lang, String), usize> = HashMap::new();
    for source in found {
        let Source { doc, path, lang, params, dates } = &source;
        narrow(&mut holds, dates, snapshot.now);
        if !is_published(config, &doc.meta, params, dates, snapshot.now) {
            unpublished.push(Unpublished::new(doc, params, dates, snapshot.now));
            if path.kind == ContentKind::Branch {
                hidden.insert((lang.clone(), path.logical.clone()));
            }
            continue;
        }
        if let Some(first) = taken.get(&(lang.clone(), path.logical.clone())) {
            let first: &Source = &sources[*first];
            diags.push(
                Diag::error("same-page-twice").at(&*doc.shown, Span::line(1)).with("other", &first.doc.shown).with("path", &path.logical),
            );
            continue;
        }
        taken.insert((lang.clone(), path.logical.clone()), sources.len());
        sources.push(source);
    }
    Selected { cascades, sources, hidden, unpublished, holds }
}

/// A content file below a leaf bundle's folder is a resource of the bundle, not a page.
fn is_inside_leaf(path: &ContentPath, leaves: &BTreeSet<String>) -> bool {
    let start = match path.kind {
        ContentKind::Leaf => folder(&path.raw),
        ContentKind::Branch => path.raw.as_str(),
        ContentKind::Single => folder(&path.raw),
    };
    let mut at = start;
    while !at.is_empty() {
        if leaves.contains(at) && !(path.kind == ContentKind::Branch && at == path.raw) {
            return true;
        }
        at = folder(at);
    }
    path.kind == ContentKind::Single && leaves.contains("/") && folder(&path.raw).is_empty()
}

fn is_published(config: &Config, meta: &FrontMatter, params: &Map<String, Value>, dates: &Dates, now: jiff::Timestamp) -> bool {
    let draft = meta.draft.unwrap_or_else(|| params.get("draft").and_then(Value::as_bool).unwrap_or(false));
    let is_after_now = |date: &Option<Moment>| date.as_ref().is_some_and(|date| date.timestamp > now);
    let is_expired = dates.expiry_date.as_ref().is_some_and(|date| date.timestamp <= now);
    (config.build_drafts || !draft) && (config.build_future || !is_after_now(&dates.publish_date)) && (config.build_expired || !is_expired)
}

/// Narrows the moments around `now` to those at which a page with these dates is published as it is now.
fn narrow(holds: &mut Range<jiff::Timestamp>, dates: &Dates, now: jiff::Timestamp) {
    for date in [&dates.publish_date, &dates.expiry_date].into_iter().flatten() {
        // A page appears when its date is no longer after now, and goes when its expiry is not.
        if date.timestamp > now {
            holds.end = holds.end.min(date.timestamp);
        } else {
            holds.start = holds.start.max(date.timestamp);
        }
    }
}

/// `headless: true`: neither listed nor made, but its files are published.
const HEADLESS: BuildOptions = BuildOptions { list: BuildList::Never, render: BuildRender::Never, publish_resources: true };

/// A place in the tree without a page.
const UNMADE: BuildOptions = BuildOptions { list: BuildList::Never, render: BuildRender::Never, publish_resources: false };

/// Pages of all languages by logical path: those with files, then the home pages and top sections
/// that no file describes.
pub(super) struct Pages(pub BTreeMap<(usize, String), Page>);

impl Pages {
    pub fn get(&self, lang_index: usize, path: &str) -> Option<&Page> {
        self.0.get(&(lang_index, path.to_string()))
    }

    pub fn insert(&mut self, lang_index: usize, page: Page) {
        self.0.insert((lang_index, page.path.clone()), page);
    }
}

/// Makes the pages, with a home page per language, a section for every top folder that has pages, taxonomies and terms.
pub(super) fn grow(config: &Config, selected: Selected<'_>) -> Vec<Page> {
    let from_source = |source: Source| (config.language_index(&source.lang), page_from(config, source));
    let made: Vec<(usize, Page)> = selected.sources.into_par_iter().map(from_source).collect();
    let mut pages = Pages(made.into_iter().map(|(lang_index, page)| ((lang_index, page.path.clone()), page)).collect());
    for (lang_index, language) in config.languages.iter().enumerate() {
        if pages.get(lang_index, "/").is_none() {
            let title = language.title.as_deref().unwrap_or(&config.title);
            pages.insert(lang_index, page_without_file(PageKind::Home, &language.lang, "/", "/", title));
        }
        for (path, raw) in top_folders(&pages, lang_index) {
            if pages.get(lang_index, &path).is_none() {
                let is_hidden = selected.hidden.contains(&(language.lang.clone(), path.clone()));
                pages.insert(lang_index, top_section(config, &language.lang, &path, &raw, is_hidden));
            }
        }
    }
    let mut pages = pages.0.into_values().collect();
    super::taxonomies::add(config, &mut pages);
    for page in pages.iter_mut().filter(|page| page.doc.is_none()) {
        let params = selected.cascades.of_made(page);
        page.weight = params.get("weight").and_then(Value::as_i64).unwrap_or(0);
        page.params = params;
    }
    pages
}

/// A top section, or a taxonomy, that no file describes in this build.
fn top_section(config: &Config, lang: &Lang, path: &str, raw: &str, is_hidden: bool) -> Page {
    let folder = file_name(raw);
    let build = if is_hidden { UNMADE } else { BuildOptions::default() };
    let page = match taxonomy_kind(config, path) {
        Some(kind) => page_without_file(kind, lang, path, raw, &titles::of_list(folder, config)),
        None => page_without_file(PageKind::Section, lang, path, raw, &titles::of_section(folder, config)),
    };
    Page { build, ..page }
}

/// Folders directly below `content/` in which the language has pages: logical path → as written.
fn top_folders(pages: &Pages, lang_index: usize) -> BTreeMap<String, String> {
    let in_language = pages.0.range((lang_index, String::new())..(lang_index + 1, String::new()));
    let first_part = |path: &str| path[1..].split('/').next().unwrap_or("").to_string();
    in_language
        .filter(|(_, page)| page.path[1..].contains('/'))
        .map(|(_, page)| (format!("/{}", first_part(&page.path)), format!("/{}", first_part(&page.raw_path))))
        .collect()
}

fn page_from(config: &Config, source: Source) -> Page {
    let Source { doc, path, lang, params, dates } = source;
    let meta = &doc.meta;
    let kind = match path.kind {
        ContentKind::Branch if path.logical == "/" => PageKind::Home,
        ContentKind::Branch => taxonomy_kind(config, &path.logical).unwrap_or(PageKind::Section),
        ContentKind::Leaf | ContentKind::Single => PageKind::Page,
    };
    let params = as_hugo_types(params, &doc.meta);
    let text = |key: &str| params.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
    let title = meta.title.clone().unwrap_or_else(|| text("title"));
    let link_title = meta.link_title.clone().filter(|link_title| !link_title.is_empty()).unwrap_or_else(|| title.clone());
    Page {
        collation: order::CollationKey::new(&link_title),
        description: meta.description.clone().unwrap_or_else(|| text("description")),
        weight: if meta.params.contains_key("weight") { meta.weight } else { params.get("weight").and_then(Value::as_i64).unwrap_or(0) },
        draft: meta.draft.unwrap_or(false),
        date: dates.date,
        lastmod: dates.lastmod,
        publish_date: dates.publish_date,
        expiry_date: dates.expiry_date,
        build: if params.get("headless") == Some(&Value::Bool(true)) { HEADLESS } else { meta.build },
        content: Shared::with_key(doc.content.key, Arc::clone(&doc.content)),
        page_type: page_type(config, meta.kind_type.as_deref().or(params.get("type").and_then(Value::as_str)), &path.logical),
        title,
        link_title,
        params,
        doc: Some(Arc::clone(&doc)),
        ..page_without_file(kind, &lang, &path.logical, &path.raw, "")
    }
}

/// The fields that Hugo itself knows have its types among the parameters too: `title: 2024` is a text, `weight: "60"` a number.
fn as_hugo_types(mut params: Map<String, Value>, meta: &FrontMatter) -> Map<String, Value> {
    let mut set = |key: &str, value: Option<Value>| {
        if let (Some(value), Some(known)) = (value, params.get_mut(key)) {
            *known = value;
        }
    };
    set("title", meta.title.clone().map(Value::String));
    set("linktitle", meta.link_title.clone().map(Value::String));
    set("slug", meta.slug.as_deref().map(|slug| slug.trim_matches('-').into()));
    set("description", meta.description.clone().map(Value::String));
    set("weight", meta.params.get("weight").filter(|weight| weight.is_string()).map(|_| meta.weight.into()));
    let words = |text: &str| text.split_whitespace().map(Value::from).collect();
    set("keywords", meta.params.get("keywords").and_then(Value::as_str).map(words));
    params
}

/// A page that no file describes.
pub(super) fn page_without_file(kind: PageKind, lang: &Lang, path: &str, raw_path: &str, title: &str) -> Page {
    Page {
        id: PageId(0),
        kind,
        lang: lang.clone(),
        path: path.to_string(),
        raw_path: raw_path.to_string(),
        doc: None,
        content: Shared::with_key(Key::default(), Arc::new(Content::default())),
        title: title.to_string(),
        link_title: title.to_string(),
        description: String::new(),
        weight: 0,
        draft: false,
        date: None,
        lastmod: None,
        publish_date: None,
        expiry_date: None,
        params: Map::new(),
        build: BuildOptions::default(),
        url: UrlPath::new("/"),
        rel_permalink: String::new(),
        out: OutPath::new(""),
        bundle_url: String::new(),
        parent: None,
        children: Vec::new(),
        translations: Vec::new(),
        resources: Vec::new(),
        aliases: Vec::new(),
        prev: None,
        next: None,
        terms: Vec::new(),
        section: path[1..].split('/').next().unwrap_or("").to_string(),
        page_type: String::new(),
        collation: order::CollationKey::new(title),
    }
}

/// `/tags` is a taxonomy and `/tags/x` a term, whatever files describe them.
pub(super) fn taxonomy_kind(config: &Config, path: &str) -> Option<PageKind> {
    let (first, rest) = path[1..].split_once('/').map_or((&path[1..], None), |(first, rest)| (first, Some(rest)));
    let is_taxonomy = config.taxonomies.iter().any(|taxonomy| taxonomy.plural == first);
    is_taxonomy.then_some(if rest.is_some() { PageKind::Term } else { PageKind::Taxonomy })
}

/// Declared, or inferred from the nearest folder that the configuration gives a type. A type that the site
/// does not know (a Hugo theme's) stays as it is written.
fn page_type(config: &Config, declared: Option<&str>, path: &str) -> String {
    let types = &config.loft.types;
    let known = |written: &str| types.find(written).map_or(written, |def| def.id.as_str()).to_string();
    let inferred = || types.of_path(path.rsplit('/').skip(1)).map(str::to_string);
    declared.map(known).or_else(inferred).unwrap_or_default()
}

/// Gives each page its number; from here on pages are named by it.
pub(super) fn number(pages: &mut [Page]) {
    for (position, page) in pages.iter_mut().enumerate() {
        page.id = PageId(position as u32);
    }
}

/// Gives every page its parent, every branch its children in order.
pub(super) fn connect(site: &mut Site) {
    for index in 0..site.pages.len() {
        let page = &site.pages[index];
        if page.kind == PageKind::Home {
            continue;
        }
        let (id, parent) = (page.id, parent_of(site, page));
        site.pages[index].parent = parent;
        let page = &site.pages[index];
        let takes_part = matches!(page.kind, PageKind::Section | PageKind::Page) && page.build.list != BuildList::Never;
        if let (true, Some(parent)) = (takes_part, parent) {
            site.page_mut(parent).children.push(id);
        }
    }
}

/// A branch without any date has the latest of all pages below it, at any depth. Source: Hugo's `applyAggregates`.
pub(super) fn aggregate_dates(site: &mut Site) {
    let has_none = |page: &Page| page.date.is_none() && page.lastmod.is_none() && page.publish_date.is_none() && page.expiry_date.is_none();
    let mut dateless: Vec<PageId> = site.pages.iter().filter(|page| page.is_branch() && has_none(page)).map(|page| page.id).collect();
    // The deepest first; a taxonomy after its terms, terms after the pages they list.
    let depth = |site: &Site, id: &PageId| {
        let page = site.page(*id);
        let is_list = matches!(page.kind, PageKind::Taxonomy | PageKind::Term);
        (is_list, if page.kind == PageKind::Home { 0 } else { usize::MAX - page.path.matches('/').count() })
    };
    dateless.sort_by_key(|id| depth(site, id));
    let held = held_pages(site);
    let (homes, others): (Vec<PageId>, Vec<PageId>) = dateless.into_iter().partition(|id| site.page(*id).kind == PageKind::Home);
    for id in others.into_iter().chain(homes) {
        let pages = below(site, &held, id);
        let latest = |date: fn(&Page) -> Option<Moment>| pages.iter().copied().filter_map(date).max_by_key(Moment::seconds);
        let (date, lastmod, publish_date) = (latest(|page| page.date), latest(|page| page.lastmod), latest(|page| page.publish_date));
        let page = site.page_mut(id);
        (page.date, page.lastmod, page.publish_date) = (date, lastmod, publish_date);
    }
}

/// What each branch holds, also what no list shows: a section the pages right below it, a taxonomy its terms, a term its pages.
fn held_pages(site: &Site) -> HashMap<PageId, Vec<PageId>> {
    let mut held: HashMap<PageId, Vec<PageId>> = HashMap::new();
    for page in site.pages.iter() {
        if let Some(parent) = page.parent.filter(|_| page.kind != PageKind::Taxonomy) {
            held.entry(parent).or_default().push(page.id);
        }
        for term in page.terms.iter().flat_map(|(_, terms)| terms) {
            held.entry(*term).or_default().push(page.id);
        }
    }
    held
}

/// The pages below a section, at any depth; those that a taxonomy or term lists.
fn below<'s>(site: &'s Site, held: &HashMap<PageId, Vec<PageId>>, id: PageId) -> Vec<&'s Page> {
    let pages = |id: PageId| held.get(&id).into_iter().flatten().map(|page| site.page(*page));
    let mut found: Vec<&Page> = pages(id).collect();
    let is_list = matches!(site.page(id).kind, PageKind::Taxonomy | PageKind::Term);
    let mut next = 0;
    while let Some(child) = found.get(next).copied().filter(|_| !is_list) {
        found.extend(pages(child.id));
        next += 1;
    }
    found
}

/// The nearest section above, else the home page.
fn parent_of(site: &Site, page: &Page) -> Option<PageId> {
    let mut at = folder(&page.path);
    while !at.is_empty() {
        // a term with a slash in its name stands below the taxonomy, not below another term
        let is_parent = |above: &&Page| above.is_branch() && above.kind != PageKind::Term;
        if let Some(above) = site.at(&page.lang, at).filter(is_parent) {
            return Some(above.id);
        }
        at = folder(at);
    }
    site.homes.get(&page.lang).copied()
}

pub(super) fn sort_children(site: &mut Site) {
    for index in 0..site.pages.len() {
        let mut children = std::mem::take(&mut site.pages[index].children);
        children.sort_by(|left, right| order::by_default(site.page(*left), site.page(*right)));
        site.pages[index].children = children;
    }
}

/// Links the pages of a language in the order in which the sidebar shows them.
pub(super) fn reading_order(site: &mut Site) {
    let homes: Vec<PageId> = site.homes.values().copied().collect();
    for home in homes {
        let mut order: Vec<PageId> = Vec::new();
        let mut waiting = vec![home];
        while let Some(id) = waiting.pop() {
            order.push(id);
            waiting.extend(site.page(id).children.iter().rev());
        }
        order.retain(|id| site.page(*id).is_rendered());
        for pair in order.windows(2) {
            site.page_mut(pair[0]).next = Some(pair[1]);
            site.page_mut(pair[1]).prev = Some(pair[0]);
        }
    }
}
