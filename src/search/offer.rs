//! A status or an actor typed as plain words is offered as the filter that it could be. The browser's box does the same (`suggest`).

use tantivy::Term;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;

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
                if !value.is_empty() && !out.contains(&filter) && names_a_page(view, &filter)? {
                    out.push(filter);
                }
            }
        }
    }
    Ok(out)
}

fn names_a_page(view: &View, filter: &Filter) -> tantivy::Result<bool> {
    let term = Term::from_field_text(view.schema().filter(filter.field), &filter.value);
    Ok(!view.matching(&TermQuery::new(term, IndexRecordOption::Basic))?.is_empty())
}
