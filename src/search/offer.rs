//! A status or an actor typed as plain words is offered as the filter that it could be. The browser's box does the same (`suggest`).

use super::query::{Filter, FilterField, Query};
use super::schema::facet;
use super::view::View;

/// The longest name that is looked for, in words.
const MOST_WORDS: usize = 5;

/// The filters that words of a query name, each once, in the order of the words. None where the query has filters already.
pub fn offered(view: &View, query: &Query) -> tantivy::Result<Vec<Filter>> {
    let mut out: Vec<Filter> = Vec::new();
    if !query.filters.is_empty() {
        return Ok(out);
    }
    for from in 0..query.words.len() {
        for to in from + 1..=query.words.len().min(from + MOST_WORDS) {
            let value = facet(&query.words[from..to].join(" "));
            for field in [FilterField::Status, FilterField::Actor] {
                let filter = Filter { field, value: value.clone(), negated: false };
                if !value.is_empty() && !out.contains(&filter) && !view.matching(&view.filtered(&filter))?.is_empty() {
                    out.push(filter);
                }
            }
        }
    }
    Ok(out)
}
