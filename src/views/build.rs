//! Site → views: gathers for each page exactly what its template may see.

use std::sync::Arc;

use serde_json::Map;

use super::common::Common;
use super::generated::{self, Generated};
use super::page::*;
use super::{PageFile, ask, fallback, feed, pictures, reader};
use crate::config::Taxonomy;
use crate::doc::{Call, CallArgs, Content, Heading, InnerPart, Part};
use crate::memo::Shared;
use crate::paths::Lang;
use crate::site::links::Target;
use crate::site::{Moment, Page, PageKind, Site, menus};

/// The site as every page of a language sees it.
pub(super) fn site_view(site: &Site, lang: &Lang, views: &[Generated]) -> SiteView {
    let config = &site.config;
    let Some(language) = config.language(lang) else { return SiteView::default() };
    let menus = site
        .menus
        .get(lang)
        .map(|menus| menus.iter().map(|(name, entries)| (name.clone(), entries.iter().map(menu_item).collect())).collect());
    SiteView {
        title: language.title.clone().unwrap_or_else(|| config.title.clone()),
        lang: lang.to_string(),
        lang_code: language.code.clone(),
        direction: language.direction.clone(),
        base_url: config.base_url.clone(),
        base_path: config.base_path().to_string(),
        noindex: config.noindex,
        home: site.home(lang).map_or_else(|| "/".to_string(), |home| home.rel_permalink.clone()),
        languages: config
            .languages
            .iter()
            .filter_map(|other| Some(language_link(site, &other.lang, &site.home(&other.lang)?.rel_permalink)))
            .collect(),
        menus: menus.unwrap_or_default(),
        views: views.iter().filter(|view| view.lang == *lang && view.in_navigation).map(|view| generated::link(site, view)).collect(),
        search_script: if config.loft.search.http.is_some() { "js/search-remote.js" } else { "js/search.js" },
        params: language.params.clone(),
        theme: config.loft.theme.clone(),
        copyright: config.copyright.clone(),
    }
}

fn menu_item(entry: &menus::Entry) -> MenuItem {
    MenuItem {
        identifier: entry.identifier.clone(),
        name: entry.name.clone(),
        title: entry.title.clone(),
        url: entry.href.clone(),
        pre: entry.pre.clone(),
        post: entry.post.clone(),
        weight: entry.weight,
        params: entry.params.clone(),
        children: entry.children.iter().map(menu_item).collect(),
    }
}

pub fn language_link(site: &Site, lang: &Lang, url: &str) -> LanguageLink {
    let language = site.config.language(lang);
    LanguageLink {
        lang: lang.to_string(),
        code: language.map_or_else(|| lang.to_string(), |language| language.code.clone()),
        name: language.map_or_else(|| lang.to_string(), |language| language.name.clone()),
        url: url.to_string(),
    }
}

pub fn date_view(moment: &Moment, lang: &Lang) -> DateView {
    DateView { iso: moment.iso(), text: moment.text(lang.as_str()) }
}

/// The page's status as its own language shows it.
pub fn status_view(site: &Site, page: &Page) -> Option<StatusView> {
    Some(super::status::status_view(site.status_of(page)?, &site.config.loft.statuses, page.lang.as_str()))
}

pub(super) fn nav_item(site: &Site, page: &Page) -> NavItem {
    NavItem {
        title: page.name().to_string(),
        url: page.rel_permalink.clone(),
        status: status_view(site, page),
        since: reader::status_since(site, page),
        has_children: !page.children.is_empty(),
        description: page.description.clone(),
        lastmod: page.lastmod.as_ref().map(|moment| date_view(moment, &page.lang)),
    }
}

/// A page as a list or a breadcrumb shows it.
pub fn page_link(site: &Site, page: &Page) -> PageLink {
    PageLink {
        title: page.name().to_string(),
        url: page.rel_permalink.clone(),
        status: status_view(site, page),
        since: reader::status_since(site, page),
        description: page.description.clone(),
        lastmod: page.lastmod.as_ref().map(|moment| date_view(moment, &page.lang)),
    }
}

/// Everything but the body.
pub fn page_view(site: &Site, common: &Common, page: &Page) -> PageView {
    let lang = &page.lang;
    let ancestors = site.ancestors(page);
    let date = |moment: &Option<Moment>| moment.as_ref().map(|moment| date_view(moment, lang));
    let link = |id: Option<crate::site::PageId>| id.map(|id| page_link(site, site.page(id)));
    PageView {
        kind: page.kind.name().to_string(),
        page_type: page.page_type.clone(),
        typed: super::typed::of_page(site, page),
        relations: super::relations::of_page(site, page),
        title: if page.title.is_empty() { page.name().to_string() } else { page.title.clone() },
        link_title: page.name().to_string(),
        description: page.description.clone(),
        url: page.rel_permalink.clone(),
        permalink: permalink(site, &page.rel_permalink),
        body_lang: page.params.get("maalform").and_then(|value| value.as_str()).filter(|form| *form != lang.as_str()).map(str::to_string),
        fallback_from: None,
        status: status_view(site, page),
        timeline: super::status::timeline(site, page, lang),
        date: date(&page.date),
        lastmod: date(&page.lastmod),
        publish_date: date(&page.publish_date),
        edit_url: edit_url(site, page),
        owner: reader::owner(site, page),
        status_anchor: super::status::only_anchor(site, page),
        status_since: reader::status_since(site, page),
        report_url: reader::report_url(site, page),
        share_url: reader::share_url(site, page),
        home: reader::home(site, common, page),
        breadcrumbs: ancestors.iter().filter(|above| above.is_rendered()).map(|above| page_link(site, above)).collect(),
        nav: nav_levels(site, common, page, &ancestors),
        children: (page.is_branch() && !page.children.is_empty()).then(|| common.children(site, page).clone()),
        listed: if matches!(page.kind, PageKind::Taxonomy | PageKind::Term) {
            site.children(page).filter(|child| child.is_rendered()).map(|child| page_link(site, child)).collect()
        } else {
            Vec::new()
        },
        prev: link(page.prev),
        next: link(page.next),
        translations: translations(site, page),
        toc: toc(&page.content.headings, site.config.markup.toc.start_level, site.config.markup.toc.end_level),
        taxonomies: taxonomies(site, page),
        params: page.params.clone(),
        actors: super::actor::on_page(site, page),
        alternates: feed::alternate(site, page).into_iter().collect(),
        metadata: Metadata::default(),
    }
}

/// A page of the site that no source page stands for: a generated view, the 404 page.
pub(super) fn bare_view(site: &Site, common: &Common, lang: &Lang, kind: &str, title: &str, url: &str) -> PageView {
    let home = site.home(lang);
    PageView {
        kind: kind.to_string(),
        title: title.to_string(),
        link_title: title.to_string(),
        url: url.to_string(),
        permalink: permalink(site, url),
        breadcrumbs: home.iter().map(|home| page_link(site, home)).collect(),
        nav: home.iter().map(|home| NavLevel { list: common.children(site, home).clone(), open: String::new() }).collect(),
        ..PageView::default()
    }
}

/// With host, when the base URL has one.
pub fn permalink(site: &Site, rel_permalink: &str) -> String {
    format!("{}{rel_permalink}", host(site))
}

/// Scheme and host of the base URL, `https://example.org`; empty when it is only a path.
pub(super) fn host(site: &Site) -> &str {
    let base = &site.config.base_url;
    base.find("://").map_or("", |at| &base[..base[at + 3..].find('/').map_or(base.len(), |slash| at + 3 + slash)])
}

/// Lists from the home page's children down to the page's own; each knows which of its items is open.
fn nav_levels(site: &Site, common: &Common, page: &Page, ancestors: &[&Page]) -> Vec<NavLevel> {
    let mut path: Vec<&Page> = ancestors.to_vec();
    path.push(page);
    let open = |level: usize| path.get(level + 1).map_or(String::new(), |below| below.rel_permalink.clone());
    path.iter()
        .enumerate()
        .filter(|(_, above)| !above.children.is_empty() && matches!(above.kind, PageKind::Home | PageKind::Section))
        .map(|(level, above)| NavLevel { list: common.children(site, above).clone(), open: open(level) })
        .collect()
}

/// The page's other languages; where a translation is missing, the link leads to the page in its own language there.
fn translations(site: &Site, page: &Page) -> Vec<TranslationLink> {
    let others = site.config.languages.iter().filter(|language| language.lang != page.lang);
    others
        .filter_map(|language| {
            let exact = page.translations.iter().map(|id| site.page(*id)).find(|other| other.lang == language.lang);
            let original = site.page(site.original(page));
            let stand_in = || fallback::is_made(original).then(|| site.href(fallback::url(site, original, &language.lang).as_str()));
            let home = || site.home(&language.lang).map(|home| home.rel_permalink.clone());
            let url = exact.map(|exact| exact.rel_permalink.clone()).or_else(stand_in).or_else(home)?;
            let link = language_link(site, &language.lang, &url);
            Some(TranslationLink { lang: link.lang, code: link.code, name: link.name, url: link.url, exists: exact.is_some() })
        })
        .collect()
}

fn taxonomies(site: &Site, page: &Page) -> Vec<TaxonomyView> {
    let of_language =
        site.config.language(&page.lang).and_then(|language| language.taxonomies.as_deref()).unwrap_or(&site.config.taxonomies);
    let view = |taxonomy: &Taxonomy, terms: &[crate::site::PageId]| {
        let list = site.at(&page.lang, &format!("/{}", crate::paths::logical(&taxonomy.plural)));
        TaxonomyView {
            name: taxonomy.plural.clone(),
            title: list.map_or_else(|| taxonomy.plural.clone(), |list| list.name().to_string()),
            url: list.map_or_else(String::new, |list| list.rel_permalink.clone()),
            terms: terms.iter().map(|id| page_link(site, site.page(*id))).collect(),
        }
    };
    page.terms.iter().filter_map(|(position, terms)| Some(view(of_language.get(*position)?, terms))).collect()
}

/// Headings within the configured levels, each under the nearest higher one before it.
pub fn toc(headings: &[Heading], start: u8, end: u8) -> Vec<TocItem> {
    let mut roots: Vec<TocItem> = Vec::new();
    for heading in headings.iter().filter(|heading| (start..=end).contains(&heading.level) && !heading.id.is_empty()) {
        let item = TocItem { id: heading.id.clone(), html: heading.html.clone(), level: heading.level, children: Vec::new() };
        let mut list = &mut roots;
        while list.last().is_some_and(|last| last.level < item.level) {
            list = &mut list.last_mut().expect("a last item").children;
        }
        list.push(item);
    }
    roots
}

/// Where the page's source can be edited: the longest configured mount target that holds it, else `params.editURL`.
pub(super) fn edit_url(site: &Site, page: &Page) -> Option<String> {
    let (doc, file) = (page.doc.as_ref()?, page.file()?);
    // Where a folder holds one language, what is edited is the file as it lies on disk.
    let is_named_by_folder = *file != *doc.path.within();
    let source = if is_named_by_folder { &*doc.shown } else { doc.path.as_str() };
    let targets = site.config.loft.edit.iter().map(|(target, url)| (target.trim_end_matches('/'), url));
    let by_mount = targets
        .filter_map(|(target, url)| Some((target.len(), source.strip_prefix(target)?.strip_prefix('/')?, url)))
        .max_by_key(|(length, _, _)| *length);
    let (rest, prefix) = match by_mount {
        Some((_, rest, url)) => (rest, url.as_str()),
        None => (source.strip_prefix("content/").unwrap_or(&file), param(&site.config.params, "editurl")?),
    };
    Some(format!("{}/{}", prefix.trim_end_matches('/'), crate::paths::encode_path(rest)))
}

fn param<'a>(params: &'a Map<String, serde_json::Value>, key: &str) -> Option<&'a str> {
    params.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).and_then(|(_, value)| value.as_str()).filter(|text| !text.is_empty())
}

/// Where a link leads. `/status/` and other generated views, which Hugo does not know, are found too: in the
/// page's own language, and under the base URL's path.
fn link_answer(site: &Site, page: &Page, dest: &str, enrich: bool) -> LinkAnswer {
    let resolved = site.resolve_link(page, dest);
    let resolved = if enrich { site.within_base(resolved) } else { resolved };
    let view = match &resolved.target {
        Target::Place(_) if enrich && dest.starts_with('/') => {
            let path_end = dest.find(['?', '#']).unwrap_or(dest.len());
            generated::address(site, &page.lang, &dest[..path_end]).map(|url| format!("{}{}", site.href(url.as_str()), &dest[path_end..]))
        }
        _ => None,
    };
    let href = view.unwrap_or(resolved.href);
    LinkAnswer { href: if enrich { site.without_own_host(href) } else { href } }
}

/// Where a link on a page leads in the end, as it stands in `href`.
pub fn link_href(site: &Site, page: &Page, dest: &str) -> String {
    link_answer(site, page, dest, true).href
}

/// The body with an answer for each of its slots. `enrich` is off where only Hugo's own HTML is wanted.
pub fn body_view(site: &Site, page: &Page, content: &Shared<Content>, enrich: bool) -> BodyView {
    body_view_until(site, page, content, content.parts.len(), enrich)
}

/// The same for the first `end` parts of the body alone.
pub(super) fn body_view_until(site: &Site, page: &Page, content: &Shared<Content>, end: usize, enrich: bool) -> BodyView {
    let mut links = Vec::new();
    let mut images = Vec::new();
    for part in content.parts.iter().take(end) {
        match part {
            Part::Link(slot) if !slot.auto => {
                links.push(link_answer(site, page, &slot.dest, enrich));
            }
            Part::Link(slot) => {
                let href = site.auto_href(&slot.dest);
                links.push(LinkAnswer { href: if enrich { site.without_own_host(href) } else { href } });
            }
            Part::Image(slot) => images.push(pictures::image(site, page, &slot.dest, enrich)),
            _ => {}
        }
    }
    BodyView {
        content: content.clone(),
        links,
        images,
        names: if enrich { super::actor::name_links(site, page, content) } else { Vec::new() },
        calls: content.calls.iter().map(|call| call_view(site, page, call, enrich)).collect(),
        enrich,
    }
}

pub fn call_view(site: &Site, page: &Page, call: &Call, enrich: bool) -> CallView {
    let (positional, named) = match &call.args {
        CallArgs::Positional(values) => (values.clone(), Map::new()),
        CallArgs::Named(values) => (Vec::new(), values.iter().cloned().collect()),
    };
    let inner = call.inner.as_ref().map(|inner| {
        let content = Shared::with_key(inner.content.key, Arc::clone(&inner.content));
        let parts = inner.parts.iter().map(|part| match part {
            InnerPart::Text(text) => CallInnerPart::Text(text.clone()),
            InnerPart::Call(n) => CallInnerPart::Call(*n),
        });
        CallInner { parts: parts.collect(), body: Arc::new(body_view(site, page, &content, enrich)) }
    });
    CallView {
        name: call.name.clone(),
        positional,
        named,
        inner,
        ordinal: call.ordinal,
        span: call.span,
        answer: ask::answer(site, page, call, enrich),
    }
}

/// A source page as a file.
pub(super) fn page_file(site: &Site, common: &Common, page: &Page) -> PageFile {
    PageFile {
        templates: templates(site, page),
        site: common.site(site, &page.lang).clone(),
        page: page_view(site, common, page),
        body: Some(body_view(site, page, &page.content, true)),
        data: None,
        shown: page.doc.as_ref().map(|doc| Arc::clone(&doc.shown)),
    }
}

/// A page's own `layout`, then its type's template, then its kind's.
fn templates(site: &Site, page: &Page) -> Vec<String> {
    let of_type = site.config.loft.types.get(&page.page_type).map_or("", |def| def.template.as_str());
    let layout = page.doc.as_ref().and_then(|doc| doc.meta.layout.clone()).unwrap_or_default();
    let kind = if page.kind == PageKind::Term { "term" } else { page.kind.name() };
    [layout.as_str(), of_type, page.page_type.as_str(), kind]
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| format!("{name}.html"))
        .collect()
}

/// `404.html` of a language.
pub(super) fn not_found(site: &Site, common: &Common, lang: &Lang) -> PageFile {
    let url = site.href(&format!("{}404.html", site.config.language_prefix(lang)));
    let page = bare_view(site, common, lang, "404", "404", &url);
    PageFile { templates: vec!["404.html".to_string()], site: common.site(site, lang).clone(), page, body: None, data: None, shown: None }
}
