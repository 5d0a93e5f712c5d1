//! Pages as the search index and the search export get them.

use std::sync::Arc;

use memchr::memmem;
use rayon::prelude::*;

use super::build::status_view;
use crate::config::{HttpSearch, SearchEngine};
use crate::memo::Key;
use crate::paths::decode_path;
use crate::search::{self, Actor, Document, Remote, Section, Status, Thesaurus};
use crate::site::actors::ActorId;
use crate::site::{Page, PageId, PageKind, Site, ask};

/// One document a page that readers may find, in order of language and path.
pub fn documents(site: &Site) -> Vec<Document> {
    found_pages(site).collect::<Vec<_>>().into_par_iter().map(|page| document(site, page)).collect()
}

/// The pages that readers may find.
pub fn found_pages(site: &Site) -> impl Iterator<Item = &Page> {
    let enabled = site.config.loft.search.enabled;
    site.pages.iter().filter(move |page| enabled && is_found(page))
}

/// The pages that the export is made from, one document at a time.
pub struct Exported<'s> {
    site: &'s Site,
    pages: &'s [(PageId, Key)],
}

impl<'s> Exported<'s> {
    pub fn new(site: &'s Site) -> Exported<'s> {
        Exported { site, pages: site.found.get_or_init(|| with_keys(site)) }
    }

    /// Of everything that the export is made from.
    pub fn key(&self) -> Key {
        let keys: Vec<Key> = self.pages.iter().map(|(_, key)| *key).collect();
        Key::of(&(keys, &self.site.config.loft.search))
    }
}

/// The pages that readers may find, with their documents' keys.
fn with_keys(site: &Site) -> Vec<(PageId, Key)> {
    let pages: Vec<&Page> = found_pages(site).collect();
    pages.into_par_iter().map(|page| (page.id, key(page, &head(site, page)))).collect()
}

impl search::Pages for Exported<'_> {
    fn places(&self) -> Vec<(String, i16, String)> {
        let pages = self.pages.iter().map(|(id, _)| self.site.page(*id));
        pages.map(|page| (page.lang.to_string(), boost(self.site, page), decode_path(&page.rel_permalink))).collect()
    }

    fn document(&self, at: usize) -> Document {
        let (id, key) = self.pages[at];
        let page = self.site.page(id);
        Document { key, sections: sections(page), ..head(self.site, page) }
    }
}

/// What the export and a query on the terminal have in common.
pub fn thesaurus(site: &Site) -> Thesaurus {
    Thesaurus::new(&site.config.loft.search.synonyms)
}

/// The engine that browsers ask, and the languages of the site.
pub fn remote(site: &Site, http: &HttpSearch) -> Remote {
    let engine = match http.engine {
        SearchEngine::Quickwit => "quickwit",
        SearchEngine::Opensearch => "opensearch",
    };
    let languages = site.config.languages.iter().map(|language| language.lang.to_string()).collect();
    let own = http.address.strip_prefix('/').map(|path| site.href(&format!("/{path}")));
    Remote { engine, address: own.unwrap_or_else(|| http.address.clone()), index: http.index.clone(), languages }
}

/// Pages with a source, unless they are kept out of the search.
fn is_found(page: &Page) -> bool {
    let is_source = page.doc.is_some() && matches!(page.kind, PageKind::Home | PageKind::Section | PageKind::Page);
    is_source && page.is_rendered() && page.is_listed() && !is_kept_out(page)
}

/// Whether front matter says `search: false`.
pub(super) fn is_kept_out(page: &Page) -> bool {
    page.params.get("search").and_then(|value| value.as_bool()) == Some(false)
}

fn document(site: &Site, page: &Page) -> Document {
    let head = head(site, page);
    Document { key: key(page, &head), sections: sections(page), ..head }
}

/// The key of a page's document, of which only the head is made: it needs no copy of the text.
fn key(page: &Page, head: &Document) -> Key {
    let headings: Vec<(&str, &str, usize)> =
        page.content.headings.iter().map(|heading| (heading.id.as_str(), heading.text.as_str(), heading.text_start)).collect();
    Key::of(&(head, page.content.text.as_str(), headings))
}

/// Everything but the text and the key.
fn head(site: &Site, page: &Page) -> Document {
    let strings = |key: &str| match page.params.get(key) {
        Some(serde_json::Value::String(text)) => vec![text.clone()],
        Some(serde_json::Value::Array(values)) => values.iter().filter_map(|value| value.as_str().map(str::to_string)).collect(),
        _ => Vec::new(),
    };
    let since = site.history.since(site, page).map(|step| step.moment.day()).unwrap_or_default();
    let status = status_view(site, page).map(|status| Status { id: status.id, symbol: status.symbol, label: status.label, since });
    Document {
        url: decode_path(&page.rel_permalink),
        lang: page.lang.to_string(),
        title: page.title.clone(),
        link_title: page.link_title.clone(),
        description: page.description.trim().to_string(),
        section_path: site.ancestors(page).into_iter().skip(1).map(|above| above.title.clone()).collect(),
        status,
        kind: page.kind.name().to_string(),
        page_type: page.page_type.clone(),
        actors: actors(site, page),
        owner: ask::OWNER.iter().find_map(|key| strings(key).into_iter().next()).unwrap_or_default(),
        tags: strings("tags"),
        date: page.lastmod.as_ref().or(page.date.as_ref()).map(|moment| moment.day()).unwrap_or_default(),
        boost: boost(site, page),
        ..Document::default()
    }
}

/// By how many percent the owner wants the page to count more: the sum of what is said of its status, type and sections.
fn boost(site: &Site, page: &Page) -> i16 {
    let said = &site.config.loft.search.boost;
    let status = site.status_of(page).and_then(|status| status.id.as_deref());
    let holds = |name: &str| match name.split_once(':') {
        Some(("status", id)) => status == Some(id),
        Some(("type", id)) => page.page_type == id,
        Some(("section", name)) if !name.is_empty() => page.rel_permalink.split('/').any(|section| section == name),
        _ => false,
    };
    said.iter().filter(|(name, _)| holds(name)).fold(0i16, |sum, (_, percent)| sum.saturating_add(*percent))
}

/// Who takes part in the page's matter, each once, with all names.
fn actors(site: &Site, page: &Page) -> Vec<Actor> {
    let participants = site.actors.participants(site.original(page).0 as usize, &page.lang);
    let mut seen = std::collections::BTreeSet::new();
    let first = participants.iter().filter(|participant| seen.insert(participant.id.clone()));
    first
        .map(|participant| {
            let known = site.actors.register.get(&participant.id);
            let name = site.actors.name_of(participant, &page.lang).to_string();
            let aliases = known.map(|actor| Arc::clone(&actor.other_names)).unwrap_or_default();
            Actor { id: ActorId::clone(&participant.id), name, aliases }
        })
        .collect()
}

/// The reading text cut at the headings.
fn sections(page: &Page) -> Vec<Section> {
    let content = &page.content;
    let text = &content.text;
    let starts: Vec<usize> = content.headings.iter().map(|heading| floor(text, heading.text_start)).collect();
    let first_end = starts.first().copied().unwrap_or(text.len());
    let mut sections = vec![Section { anchor: None, heading: String::new(), text: opening(page, text[..first_end].trim()) }];
    for (n, heading) in content.headings.iter().enumerate() {
        let end = starts.get(n + 1).copied().unwrap_or(text.len()).max(starts[n]);
        let body = text[starts[n]..end].trim();
        let body = body.strip_prefix(heading.text.as_str()).unwrap_or(body).trim();
        let anchor = (!heading.id.is_empty()).then(|| heading.id.clone());
        sections.push(Section { anchor, heading: heading.text.clone(), text: body.to_string() });
    }
    sections.retain(|section| !section.heading.is_empty() || !section.text.is_empty());
    sections
}

/// What stands before the first heading, after what the page says of itself where its text does not say so as well.
fn opening(page: &Page, text: &str) -> String {
    match page.description.trim() {
        "" => text.to_string(),
        said if memmem::find(page.content.text.as_bytes(), said.as_bytes()).is_some() => text.to_string(),
        said => format!("{said}\n{text}").trim_end().to_string(),
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
