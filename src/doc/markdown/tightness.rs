//! Which paragraphs in lists and definitions have a `<p>`, where Goldmark decides otherwise than CommonMark's text.

use std::collections::HashSet;

use pulldown_cmark::{Event, Tag};

use super::blocks::is_after_blank_line;
use super::mask::Masked;
use super::tape::{Item, is_inline};

/// Paragraphs that lose their `<p>`, and bare text that gets one, by index on the tape.
#[derive(Debug, Default)]
pub struct Tightness {
    bare: HashSet<usize>,
    wrapped: HashSet<usize>,
}

impl Tightness {
    pub fn of(masked: &Masked<'_>, tape: &[Item<'_>]) -> Tightness {
        let mut tightness = Tightness::default();
        for (index, item) in tape.iter().enumerate() {
            match &item.event {
                Event::Start(Tag::DefinitionListDefinition) => {
                    let is_loose = is_after_blank_line(masked.source, item.range.start);
                    tightness.definition(tape, index, is_loose);
                }
                Event::Start(Tag::List(_)) => tightness.list(masked, tape, index),
                _ => {}
            }
        }
        tightness
    }

    /// Whether the paragraph that starts at `index` has no `<p>`.
    pub fn is_bare(&self, index: usize) -> bool {
        self.bare.contains(&index)
    }

    /// Whether the text that starts at `index` gets a `<p>`.
    pub fn wraps(&self, index: usize) -> bool {
        self.wrapped.contains(&index)
    }

    /// Of a tight definition, Goldmark bares the first paragraph only.
    fn definition(&mut self, tape: &[Item<'_>], definition: usize, is_loose: bool) {
        if is_loose {
            return self.set(tape, definition, true);
        }
        let is_paragraph = |child: &usize| matches!(tape[*child].event, Event::Start(Tag::Paragraph));
        let is_bare_text = |child: &usize| is_inline(&tape[*child].event);
        match children(tape, definition).find(|child| is_paragraph(child) || is_bare_text(child)) {
            Some(first) if is_paragraph(&first) => {
                self.bare.insert(first);
            }
            _ => {}
        }
    }

    /// Goldmark does not see the blank line before a table in a list item. Other lists are as pulldown-cmark has them.
    fn list(&mut self, masked: &Masked<'_>, tape: &[Item<'_>], list: usize) {
        let items: Vec<usize> = children(tape, list).collect();
        let is_table = |index: &usize| matches!(tape[*index].event, Event::Start(Tag::Table(_)));
        if !items.iter().any(|item| children(tape, *item).any(|child| is_table(&child))) {
            return;
        }
        let after_blank = |index: usize| is_after_blank_line(masked.source, tape[index].range.start);
        let is_loose = items.iter().skip(1).any(|item| after_blank(*item))
            || items.iter().any(|item| children(tape, *item).skip(1).any(|child| !is_table(&child) && after_blank(child)));
        for item in items {
            self.set(tape, item, is_loose);
        }
    }

    /// Makes the paragraphs right below `parent` loose or tight.
    fn set(&mut self, tape: &[Item<'_>], parent: usize, is_loose: bool) {
        for child in children(tape, parent) {
            match tape[child].event {
                Event::Start(Tag::Paragraph) if !is_loose => {
                    self.bare.insert(child);
                }
                ref event if is_loose && is_inline(event) => {
                    self.wrapped.insert(child);
                }
                _ => {}
            }
        }
    }
}

/// The blocks right below `parent`; bare text counts as one, named by its first event.
fn children<'t>(tape: &'t [Item<'_>], parent: usize) -> impl Iterator<Item = usize> + 't {
    let end = tape[parent].partner;
    let mut index = parent + 1;
    std::iter::from_fn(move || {
        if index >= end {
            return None;
        }
        let child = index;
        if is_inline(&tape[index].event) {
            while index < end && is_inline(&tape[index].event) {
                index += 1;
            }
        } else {
            index = tape[index].partner.max(index) + 1;
        }
        Some(child)
    })
}
