//! Attributes that stand on the line after a block. Source: Hugo's `markup/goldmark/internal/extensions/attributes`.

use std::collections::HashMap;

use pulldown_cmark::{Event, Tag};

use super::attributes::Attributes;
use super::mask::Masked;
use super::tape::Item;

/// Attributes by index of the start of the block that they are for. Code blocks take theirs from the info string only.
pub fn attributes(masked: &Masked<'_>, tape: &[Item<'_>]) -> HashMap<usize, Attributes> {
    let mut found: HashMap<usize, Attributes> = HashMap::new();
    if !masked.has_marks() {
        return found;
    }
    for (index, item) in tape.iter().enumerate() {
        if !matches!(item.event, Event::Start(Tag::HtmlBlock)) {
            continue;
        }
        let Some((at, attributes)) = masked.block_attributes(item.range.start) else { continue };
        let Some(target) = block_before(tape, index).filter(|_| !is_after_blank_line(masked.source, at)) else { continue };
        let known = found.entry(target).or_default();
        for (name, value) in attributes {
            if !known.iter().any(|(other, _)| other == name) {
                known.push((name.clone(), value.clone()));
            }
        }
    }
    found
}

/// The start of the block that ends right before `index`.
fn block_before(tape: &[Item<'_>], index: usize) -> Option<usize> {
    let before = index.checked_sub(1)?;
    match &tape[before].event {
        Event::End(_) => match &tape[tape[before].partner].event {
            Event::Start(Tag::CodeBlock(_) | Tag::FootnoteDefinition(_)) => None,
            Event::Start(Tag::HtmlBlock) => None,
            _ => Some(tape[before].partner),
        },
        Event::Rule => Some(before),
        _ => None,
    }
}

/// Whether nothing but quote marks and spaces stands on the line before that of byte `at`.
pub fn is_after_blank_line(source: &str, at: usize) -> bool {
    is_after_blank_within(source, at, usize::MAX)
}

/// The same, where no more than so many quotes are open: the mark of one more is text.
pub fn is_after_blank_within(source: &str, at: usize, quotes: usize) -> bool {
    let line_start = source[..at].rfind('\n').map_or(0, |at| at + 1);
    let Some(before) = source[..line_start].strip_suffix('\n') else { return true };
    let line = before.rsplit('\n').next().unwrap_or("").trim_end_matches('\r');
    line.trim_matches([' ', '\t', '>']).is_empty() && line.bytes().filter(|c| *c == b'>').count() <= quotes
}
