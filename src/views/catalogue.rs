//! A type's catalogue: all its pages in a table, a column for each field that any of them fills.

use serde::Serialize;

use super::generated::{Generated, Subject};
use super::typed::{Fact, fact};
use super::{PageLink, page_link};
use crate::config::{FieldDef, TypeDef, TypeView};
use crate::paths::{Lang, UrlPath};
use crate::site::{Page, Site};

/// All pages of a type in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CatalogueView {
    pub id: String,
    /// "Tjeneste".
    pub label: String,
    pub columns: Vec<Column>,
    pub rows: Vec<CatalogueRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Column {
    pub id: String,
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct CatalogueRow {
    pub page: PageLink,
    /// One a column; null where the page says nothing.
    pub facts: Vec<Option<Fact>>,
}

/// The catalogues that a language has.
pub(super) fn generated(site: &Site, lang: &Lang) -> Vec<Generated> {
    let one = |def: &TypeDef| Generated {
        lang: lang.clone(),
        id: "catalogue",
        subject: Subject::Catalogue(def.id.clone()),
        title: def.plural(lang.as_str()),
        url: address(site, def, lang),
        in_navigation: true,
    };
    filled(site, |_| true).map(one).collect()
}

/// Those that are meant, of the types with a catalogue and a page to put in it.
pub(super) fn filled<'a>(site: &'a Site, is_meant: impl Fn(&TypeDef) -> bool) -> impl Iterator<Item = &'a TypeDef> {
    let defs = site.config.loft.types.defs.iter().filter(move |def| def.views.contains(&TypeView::Catalogue) && is_meant(def));
    defs.filter(|def| site.pages.iter().any(|page| page.page_type == def.id && page.is_rendered()))
}

/// Where a type's catalogue stands: its slug, else what many such pages are called.
pub(super) fn address(site: &Site, def: &TypeDef, lang: &Lang) -> UrlPath {
    let slug = crate::config::types::label(&def.slug, lang.as_str()).map_or_else(|| slug(&def.plural(lang.as_str())), str::to_string);
    UrlPath::new(format!("/{}{slug}/", site.config.language_prefix(lang)))
}

/// `Felles løsninger` → `felles-løsninger`.
fn slug(name: &str) -> String {
    name.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// A type's catalogue in one language: each page once, in that language where it exists.
pub fn of_site(site: &Site, lang: &Lang, id: &str) -> CatalogueView {
    let Some(def) = site.config.loft.types.get(id) else { return CatalogueView::default() };
    let originals = site.pages.iter().filter(|page| page.page_type == def.id && site.original(page) == page.id && page.is_rendered());
    let mut pages: Vec<&Page> = originals.map(|page| site.in_language(page, lang)).collect();
    pages.sort_by(|left, right| crate::site::order::by_default(left, right));
    let facts = |field: &FieldDef| pages.iter().map(|page| fact(site, page, field, lang)).collect::<Vec<_>>();
    let filled: Vec<(&FieldDef, Vec<Option<Fact>>)> =
        def.fields.iter().map(|field| (field, facts(field))).filter(|(_, facts)| facts.iter().any(Option::is_some)).collect();
    CatalogueView {
        id: def.id.clone(),
        label: def.label(lang.as_str()),
        columns: filled.iter().map(|(field, _)| Column { id: field.id.clone(), label: field.label(lang.as_str()) }).collect(),
        rows: pages
            .iter()
            .enumerate()
            .map(|(index, page)| CatalogueRow {
                page: page_link(site, page),
                facts: filled.iter().map(|(_, facts)| facts[index].clone()).collect(),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_norwegian_letters() {
        for (name, expected) in [("Felles løsninger", "felles-løsninger"), ("  A/B – c ", "a-b-c"), ("…", "")] {
            assert_eq!(slug(name), expected);
        }
    }
}
