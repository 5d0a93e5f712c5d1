//! Menus from configuration and front matter, as trees in order.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Page, Site};
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

/// All menus of all languages.
pub(super) fn collect(site: &Site, diags: &mut Vec<Diag>) -> BTreeMap<Lang, BTreeMap<String, Vec<Entry>>> {
    let mut menus = BTreeMap::new();
    for language in &site.config.languages {
        let mut flat: BTreeMap<String, Vec<(String, Entry)>> = BTreeMap::new();
        let configured = site.config.menus.iter().filter(|(name, _)| !language.menus.contains_key(*name)).chain(&language.menus);
        for (menu, entry) in configured.flat_map(|(menu, entries)| entries.iter().map(move |entry| (menu, entry))) {
            let page = (!entry.page_ref.is_empty())
                .then(|| site.at(&language.lang, &crate::paths::logical(&with_slash(&entry.page_ref))))
                .flatten();
            flat.entry(menu.clone()).or_default().push((entry.parent.clone(), from_config(site, entry, page)));
        }
        for page in site.pages.iter().filter(|page| page.lang == language.lang) {
            for (menu, entry) in page.doc.iter().flat_map(|doc| &doc.meta.menus) {
                flat.entry(menu.clone()).or_default().push((entry.parent.clone(), from_page(entry, page)));
            }
        }
        let trees = flat.into_iter().map(|(name, entries)| (name.clone(), tree(&name, entries, diags))).collect();
        menus.insert(language.lang.clone(), trees);
    }
    menus
}

fn with_slash(path: &str) -> String {
    format!("/{}", path.trim_matches('/'))
}

fn from_config(site: &Site, entry: &MenuEntry, page: Option<&Page>) -> Entry {
    let href = match page {
        Some(page) => page.rel_permalink.clone(),
        None if entry.url.contains("://") || entry.url.starts_with('#') || entry.url.starts_with("mailto:") => entry.url.clone(),
        // A page that this language does not have: no address, as in Hugo.
        None if entry.url.is_empty() => String::new(),
        None => site.href(&crate::paths::decode_path(&entry.url)),
    };
    let name = if entry.name.is_empty() { page.map_or("", |page| page.name()) } else { &entry.name };
    made(entry, name, href, entry.weight)
}

fn from_page(entry: &MenuEntry, page: &Page) -> Entry {
    let name = if entry.name.is_empty() { page.name() } else { &entry.name };
    made(entry, name, page.rel_permalink.clone(), if entry.weight == 0 { page.weight } else { entry.weight })
}

fn made(entry: &MenuEntry, name: &str, href: String, weight: i64) -> Entry {
    Entry {
        identifier: if entry.identifier.is_empty() { name.to_string() } else { entry.identifier.clone() },
        name: name.to_string(),
        title: entry.title.clone(),
        href,
        pre: entry.pre.clone(),
        post: entry.post.clone(),
        weight,
        params: entry.params.clone(),
        children: Vec::new(),
    }
}

/// Hangs entries under their parents. An entry whose parent is missing stands at the top, with a finding.
fn tree(menu: &str, flat: Vec<(String, Entry)>, diags: &mut Vec<Diag>) -> Vec<Entry> {
    let known: Vec<String> = flat.iter().map(|(_, entry)| entry.identifier.clone()).collect();
    let mut by_parent: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for (parent, entry) in flat {
        let parent = if parent.is_empty() || (known.contains(&parent) && parent != entry.identifier) {
            parent
        } else {
            diags.push(Diag::warning("menu-parent-missing").with("menu", menu).with("entry", &entry.name).with("parent", &parent));
            String::new()
        };
        by_parent.entry(parent).or_default().push(entry);
    }
    take_children("", &mut by_parent)
}

fn take_children(parent: &str, by_parent: &mut BTreeMap<String, Vec<Entry>>) -> Vec<Entry> {
    let mut entries = by_parent.remove(parent).unwrap_or_default();
    let order = |weight: i64| if weight == 0 { (1, 0) } else { (0, weight) };
    entries.sort_by(|left, right| {
        order(left.weight)
            .cmp(&order(right.weight))
            .then_with(|| left.name.cmp(&right.name))
            .then_with(|| left.identifier.cmp(&right.identifier))
    });
    for entry in &mut entries {
        entry.children = take_children(&entry.identifier.clone(), by_parent);
    }
    entries
}
