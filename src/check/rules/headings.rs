//! Headings step down one level at a time: readers with screen readers move by them. The page's title is the first.

use crate::check::Facts;
use crate::diag::{Diag, Span};
use crate::doc::Doc;

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    for (page, doc) in facts.written() {
        let mut last = 1;
        for (line, level) in headings(doc) {
            if level > last + 1 {
                let diag =
                    Diag::warning("heading-skipped").with("level", level).with("above", last).with("marks", "#".repeat(last as usize + 1));
                found.push(facts.at(page, Span::at(line, 1, 0), diag));
            }
            last = level;
        }
    }
}

/// Lines and levels of the body's own headings, those in raw HTML among them.
fn headings(doc: &Doc) -> Vec<(u32, u8)> {
    let raw = doc.content.raw_tags.iter().filter_map(|tag| {
        let level = tag.name.strip_prefix('h')?.parse::<u8>().ok().filter(|level| (1..=6).contains(level))?;
        Some((tag.span.line, level))
    });
    let mut all: Vec<(u32, u8)> = doc.content.headings.iter().map(|heading| (heading.line, heading.level)).chain(raw).collect();
    all.sort_by_key(|(line, _)| *line);
    all
}
