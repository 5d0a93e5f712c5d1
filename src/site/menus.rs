//! Menus from configuration and front matter, as trees in order.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use super::order::CollationKey;
use super::{Page, PageKind, Site};
use crate::config::MenuEntry;
use crate::diag::Diag;
use crate::paths::Lang;

/// One entry of a menu.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub identifier: String,
    pub name: String,
    pub title: String,
    /// Ready for `href`.
    pub href: String,
    pub pre: String,
    pub post: String,
    pub weight: i64,
    pub params: Map<String, Value>,
    pub children: Vec<Entry>,
}

/// All menus of all languages. Source: Hugo's `assembleMenus` in `hugolib/site.go`.
pub(super) fn collect(site: &Site, diags: &mut Vec<Diag>) -> BTreeMap<Lang, BTreeMap<String, Vec<Entry>>> {
    let mut menus = BTreeMap::new();
    for language in &site.config.languages {
        let mut flat: BTreeMap<String, Vec<Placed>> = BTreeMap::new();
        for (menu, entry) in language.menus.iter().flat_map(|(menu, entries)| entries.iter().map(move |entry| (menu, entry))) {
            let page = (!entry.page_ref.is_empty())
                .then(|| site.at(&language.lang, &crate::paths::logical(&with_slash(&entry.page_ref))))
                .flatten();
            flat.entry(menu.clone()).or_default().push(from_config(site, entry, page));
        }
        let pages = || site.pages.iter().filter(|page| page.lang == language.lang);
        if !site.config.section_pages_menu.is_empty() {
            let entries = flat.entry(site.config.section_pages_menu.clone()).or_default();
            pages().filter(|page| is_main_section(page)).for_each(|section| add(entries, from_section(section)));
        }
        for page in pages() {
            for (menu, entry) in page.doc.iter().flat_map(|doc| &doc.meta.menus) {
                add(flat.entry(menu.to_lowercase()).or_default(), from_page(entry, page));
            }
        }
        let trees = flat.into_iter().map(|(name, entries)| (name.clone(), tree(&name, entries, diags))).collect();
        menus.insert(language.lang.clone(), trees);
    }
    menus
}

/// An entry, and the identifier of that under which it stands: empty at the top.
struct Placed {
    parent: String,
    entry: Entry,
}

/// Adds what a page asks for, unless the menu leads there already under that name.
fn add(entries: &mut Vec<Placed>, placed: Placed) {
    if !entries.iter().any(|known| known.entry.identifier == placed.entry.identifier) {
        entries.push(placed);
    }
}

fn with_slash(path: &str) -> String {
    format!("/{}", path.trim_matches('/'))
}

/// A section right below the home page.
fn is_main_section(page: &Page) -> bool {
    page.kind == PageKind::Section && page.path.trim_matches('/').split('/').count() == 1
}

fn from_section(section: &Page) -> Placed {
    let entry = MenuEntry { identifier: section.path.trim_matches('/').to_string(), ..MenuEntry::default() };
    from_page(&entry, section)
}

fn from_config(site: &Site, entry: &MenuEntry, page: Option<&Page>) -> Placed {
    match page {
        Some(page) => from_page(entry, page),
        // A page that this language does not have: no address, as in Hugo.
        None if entry.url.is_empty() || leads_as_written(&entry.url) => {
            made(entry, &entry.name, &entry.title, entry.url.clone(), entry.weight)
        }
        None => made(entry, &entry.name, &entry.title, site.href(&crate::paths::decode_path(&entry.url)), entry.weight),
    }
}

/// Whether an address is no path on this site: `https:`, `mailto:`, `//host`, `#fragment`.
fn leads_as_written(url: &str) -> bool {
    let has_scheme = url.split_once(':').is_some_and(|(scheme, _)| !scheme.is_empty() && scheme.bytes().all(|c| c.is_ascii_alphanumeric()));
    has_scheme || url.starts_with("//") || url.starts_with(['#', '?'])
}

/// What an entry leaves open, its page gives.
fn from_page(entry: &MenuEntry, page: &Page) -> Placed {
    let or = |given: &str, own: &str| if given.is_empty() { own.to_string() } else { given.to_string() };
    let (name, title) = (or(&entry.name, page.name()), or(&entry.title, &page.title));
    let weight = if entry.weight == 0 { page.weight } else { entry.weight };
    made(entry, &name, &title, page.rel_permalink.clone(), weight)
}

fn made(entry: &MenuEntry, name: &str, title: &str, href: String, weight: i64) -> Placed {
    let entry_made = Entry {
        identifier: if entry.identifier.is_empty() { name.to_string() } else { entry.identifier.clone() },
        name: name.to_string(),
        title: title.to_string(),
        href,
        pre: entry.pre.clone(),
        post: entry.post.clone(),
        weight,
        params: entry.params.clone(),
        children: Vec::new(),
    };
    Placed { parent: entry.parent.clone(), entry: entry_made }
}

/// Hangs entries under their parents. For a parent that the menu does not have, an entry without an address is made, as
/// in Hugo, with a finding.
fn tree(menu: &str, flat: Vec<Placed>, diags: &mut Vec<Diag>) -> Vec<Entry> {
    let known: HashSet<String> = flat.iter().map(|placed| placed.entry.identifier.clone()).collect();
    let mut by_parent: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for Placed { parent, entry } in flat {
        let parent = if parent == entry.identifier { String::new() } else { parent };
        if !parent.is_empty() && !known.contains(&parent) {
            diags.push(Diag::warning("menu-parent-missing").with("menu", menu).with("entry", &entry.name).with("parent", &parent));
            if !by_parent.contains_key(&parent) {
                let heading = MenuEntry { name: parent.clone(), ..MenuEntry::default() };
                by_parent.entry(String::new()).or_default().push(made(&heading, &parent, "", String::new(), 0).entry);
            }
        }
        by_parent.entry(parent).or_default().push(entry);
    }
    let mut entries = take_children("", &mut by_parent);
    // entries that are each other's parents
    while let Some(parent) = by_parent.keys().next().cloned() {
        entries.append(&mut take_children(&parent, &mut by_parent));
    }
    entries
}

fn take_children(parent: &str, by_parent: &mut BTreeMap<String, Vec<Entry>>) -> Vec<Entry> {
    let mut entries = by_parent.remove(parent).unwrap_or_default();
    let key = |entry: &Entry| {
        let weight = if entry.weight == 0 { (1, 0) } else { (0, entry.weight) };
        (weight, CollationKey::new(&entry.name), entry.name.clone(), entry.identifier.clone())
    };
    entries.sort_by_cached_key(key);
    for entry in &mut entries {
        entry.children = take_children(&entry.identifier.clone(), by_parent);
    }
    entries
}
