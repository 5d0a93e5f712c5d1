//! An id names one place on a page. Markdown makes its own unique; those that are written may not be.

use std::collections::HashMap;

use crate::check::Facts;
use crate::diag::{Diag, Span};
use crate::doc::Doc;

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    for (page, doc) in facts.written() {
        let mut first_at: HashMap<&str, u32> = HashMap::new();
        for (span, id) in ids(doc) {
            let first = *first_at.entry(id).or_insert(span.line);
            if first != span.line {
                found.push(facts.at(page, span, Diag::warning("anchor-twice").with("id", id).with("first", first)));
            }
        }
    }
}

fn ids(doc: &Doc) -> Vec<(Span, &str)> {
    let headings = doc.content.headings.iter().map(|heading| (Span::at(heading.line, 1, 0), heading.id.as_str()));
    let raw = doc.content.raw_tags.iter().filter_map(|tag| Some((tag.span, tag.get("id")?)));
    let mut all: Vec<(Span, &str)> = headings.chain(raw).filter(|(_, id)| !id.is_empty()).collect();
    all.sort();
    all
}
