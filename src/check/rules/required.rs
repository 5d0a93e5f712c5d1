//! Fields that a type asks for and a page leaves out.

use crate::check::Facts;
use crate::config::{FieldDef, TypeDef};
use crate::diag::Diag;
use crate::site::{Page, Site};

/// Each page once, at its original: what one language version says holds for all.
pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    let site = facts.site;
    for page in site.pages.iter().filter(|page| site.original(page) == page.id && page.doc.is_some()) {
        let Some(def) = site.config.loft.types.get(&page.page_type).filter(|def| is_meant(site, page, def)) else { continue };
        for field in def.fields.iter().filter(|field| field.required && is_missing(site, page, field)) {
            let diag = Diag::warning("type-field-missing").with("field", &field.id).with("type", def.label(page.lang.as_str()));
            found.push(facts.at_field(page, "type", diag.with("label", field.label(page.lang.as_str()))));
        }
    }
}

/// A folder's name alone gives a page one of Loft's own types, but asks nothing of it: many sites have such folders and
/// know nothing of Loft. The page's own word for its type does, and so does a type that the site defines.
fn is_meant(site: &Site, page: &Page, def: &TypeDef) -> bool {
    let versions = || std::iter::once(page.id).chain(page.translations.iter().copied()).map(|id| site.page(id));
    let declares = |version: &Page| version.doc.as_ref().is_some_and(|doc| doc.meta.kind_type.is_some());
    !def.is_standard || versions().any(|version| declares(version) || !site.fields_of(version).is_empty())
}

/// A lesson or a decision that is read from the page's text needs no field.
fn is_missing(site: &Site, page: &Page, field: &FieldDef) -> bool {
    let is_read = |doc: &crate::doc::Doc| match field.id.as_str() {
        "laerdom" => !doc.lessons.is_empty(),
        "vedtak" => !doc.decided.is_empty() || doc.minutes.iter().any(|entry| !entry.decisions.is_empty()),
        _ => false,
    };
    site.field_of(page, &field.id).is_none() && !page.doc.as_deref().is_some_and(is_read)
}
