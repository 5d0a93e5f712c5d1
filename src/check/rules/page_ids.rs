//! `id` is a page's identity across renames and languages, so only the versions of one page share it.

use std::collections::BTreeMap;

use crate::check::Facts;
use crate::diag::Diag;
use crate::site::Page;

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    let mut first_with: BTreeMap<&str, &Page> = BTreeMap::new();
    for (page, doc) in facts.written() {
        let Some(id) = doc.meta.id.as_deref() else { continue };
        let first = *first_with.entry(id).or_insert(page);
        if facts.site.original(first) != facts.site.original(page) {
            let diag = Diag::warning("page-id-twice").with("id", id).with("other", facts.name(first));
            found.push(facts.at_field(page, "id", diag));
        }
    }
}
