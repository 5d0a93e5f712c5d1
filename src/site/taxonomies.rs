//! Taxonomies (`tags`) and their terms, as pages of their own.

use std::collections::BTreeMap;

use serde_json::Value;

use super::tree::page_without_file;
use super::{Page, PageId, PageKind, Site, titles};
use crate::config::{Config, Taxonomy};
use crate::doc::front_matter::{BuildList, BuildRender};
use crate::paths::logical;

/// The taxonomies of a language.
pub fn of_language<'a>(config: &'a Config, lang_index: usize) -> &'a [Taxonomy] {
    config.languages.get(lang_index).and_then(|language| language.taxonomies.as_deref()).unwrap_or(&config.taxonomies)
}

/// Adds a page for every term in use, and in every language for each taxonomy that has one, where no
/// file describes it. A taxonomy that no language uses gets no page: nothing could be read there.
pub(super) fn add(config: &Config, pages: &mut Vec<Page>) {
    let mut found: BTreeMap<(usize, String), Page> = BTreeMap::new();
    for page in pages.iter().filter(|page| has_terms(page)) {
        let lang_index = config.language_index(&page.lang);
        for taxonomy in of_language(config, lang_index) {
            let terms = terms_of(page, taxonomy);
            let list = (!terms.is_empty()).then(|| (PageKind::Taxonomy, format!("/{}", logical(&taxonomy.plural)), &taxonomy.plural));
            let terms = terms.iter().map(|term| (PageKind::Term, term_path(taxonomy, term), term));
            for (kind, path, name) in terms.chain(list) {
                let page = |key: &(usize, String)| page_without_file(kind, &page.lang, &key.1, &key.1, &titles::of_list(name, config));
                found.entry((lang_index, path)).or_insert_with_key(page);
            }
        }
    }
    for (path, title) in found
        .values()
        .chain(pages.iter())
        .filter(|page| page.kind == PageKind::Taxonomy)
        .map(|page| (page.path.clone(), page.title.clone()))
        .collect::<BTreeMap<_, _>>()
    {
        for (lang_index, language) in config.languages.iter().enumerate() {
            found
                .entry((lang_index, path.clone()))
                .or_insert_with(|| page_without_file(PageKind::Taxonomy, &language.lang, &path, &path, &title));
        }
    }
    let is_made = |page: &Page| !config.disable_kinds.iter().any(|kind| kind.eq_ignore_ascii_case(page.kind.name()));
    for page in pages.iter() {
        found.remove(&(config.language_index(&page.lang), page.path.clone()));
    }
    pages.extend(found.into_values().filter(is_made));
    pages.sort_by(|left, right| (config.language_index(&left.lang), &left.path).cmp(&(config.language_index(&right.lang), &right.path)));
}

/// Lists pages under their terms and terms under their taxonomies.
pub(super) fn connect(site: &mut Site) {
    let mut members: BTreeMap<PageId, Vec<PageId>> = BTreeMap::new();
    let mut terms_by_page: Vec<(PageId, Vec<(usize, Vec<PageId>)>)> = Vec::new();
    for page in site.pages.iter().filter(|page| has_terms(page)) {
        let taxonomies = of_language(&site.config, site.config.language_index(&page.lang));
        let mut by_taxonomy = Vec::new();
        for (position, taxonomy) in taxonomies.iter().enumerate() {
            let mut terms: Vec<PageId> = Vec::new();
            for term in terms_of(page, taxonomy).iter().filter_map(|term| site.at(&page.lang, &term_path(taxonomy, term))) {
                if !terms.contains(&term.id) {
                    if page.build.list != BuildList::Never {
                        members.entry(term.id).or_default().push(page.id);
                    }
                    terms.push(term.id);
                }
            }
            if !terms.is_empty() {
                by_taxonomy.push((position, terms));
            }
        }
        terms_by_page.push((page.id, by_taxonomy));
    }
    for page in site.pages.iter().filter(|page| page.kind == PageKind::Term) {
        if let Some(parent) = page.parent {
            members.entry(parent).or_default().push(page.id);
        }
    }
    for (id, pages) in members {
        site.page_mut(id).children = pages;
    }
    for (id, terms) in terms_by_page {
        site.page_mut(id).terms = terms;
    }
}

/// Whether a page's terms count: one that has no address of its own has none.
fn has_terms(page: &Page) -> bool {
    matches!(page.kind, PageKind::Page | PageKind::Section | PageKind::Home) && page.build.render != BuildRender::Never
}

/// The page's terms as written, in order.
fn terms_of(page: &Page, taxonomy: &Taxonomy) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let value = page.params.get(&taxonomy.plural.to_lowercase());
    let terms: Vec<String> = match value {
        Some(Value::Array(values)) => values.iter().filter_map(text).collect(),
        Some(value) => text(value).into_iter().collect(),
        None => Vec::new(),
    };
    terms.into_iter().filter(|term| !term.is_empty()).collect()
}

/// Where a term's page lies. A term with slashes has a place below another, as in Hugo, but never one outside its taxonomy.
fn term_path(taxonomy: &Taxonomy, term: &str) -> String {
    let parts = term.split('/').filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.map(|part| if matches!(part.trim(), "." | "..") { "-" } else { part }).collect();
    let path = if parts.is_empty() { "-".to_string() } else { parts.join("/") };
    format!("/{}/{}", logical(&taxonomy.plural), logical(&path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_stays_in_its_taxonomy() {
        let tags = Taxonomy { singular: "tag".into(), plural: "tags".into() };
        for (term, path) in [
            ("Barn og unge", "/tags/barn-og-unge"),
            ("CI/CD", "/tags/ci/cd"),
            ("//a//b/", "/tags/a/b"),
            ("..", "/tags/-"),
            ("../../a", "/tags/-/-/a"),
            ("a/../../b/ ..", "/tags/a/-/-/b/-"),
            ("/", "/tags/-"),
        ] {
            assert_eq!(term_path(&tags, term), path, "{term}");
        }
    }
}
