//! Weights order the pages of a section. Two with the same weight are ordered by title, which is seldom what was meant.

use std::collections::BTreeMap;

use crate::check::Facts;
use crate::diag::Diag;
use crate::site::Page;

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    for section in &facts.site.pages {
        let mut first_with: BTreeMap<i64, &Page> = BTreeMap::new();
        for page in facts.site.children(section).filter(|page| has_own_weight(page) && page.is_rendered()) {
            match first_with.get(&page.weight) {
                None => drop(first_with.insert(page.weight, page)),
                Some(first) => {
                    let diag = Diag::note("weight-twice").with("weight", page.weight).with("other", facts.name(first));
                    found.push(facts.at_field(page, "weight", diag));
                }
            }
        }
    }
}

/// Zero is no weight; a weight that a section gives to all its pages is meant to be the same.
fn has_own_weight(page: &Page) -> bool {
    page.weight != 0 && page.doc.as_ref().is_some_and(|doc| doc.meta.places.contains_key("weight"))
}
