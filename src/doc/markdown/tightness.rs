//! Which paragraphs in lists and definitions have a `<p>`, where Goldmark decides otherwise than CommonMark's text.

use std::collections::HashSet;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::blocks::{is_after_blank_line, is_after_blank_within};
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
        let mut quotes = 0;
        for (index, item) in tape.iter().enumerate() {
            match &item.event {
                Event::Start(Tag::BlockQuote(_)) => quotes += 1,
                Event::End(TagEnd::BlockQuote(_)) => quotes -= 1,
                Event::Start(Tag::DefinitionListDefinition) => {
                    let is_loose = is_after_blank_line(masked.source, item.range.start);
                    tightness.definition(tape, index, is_loose);
                }
                Event::Start(Tag::List(_)) => tightness.list(masked, tape, index, quotes),
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

    /// A list is loose when a blank line stands before one of its items, or between blocks of one. The blank line before a
    /// table or a term Goldmark does not see: it makes them of paragraphs. Footnotes it has taken out.
    fn list(&mut self, masked: &Masked<'_>, tape: &[Item<'_>], list: usize, quotes: usize) {
        let items: Vec<usize> = children(tape, list).collect();
        let after_blank = |index: usize| is_after_blank_within(masked.source, tape[index].range.start, quotes);
        let parts = |child: &usize| match &tape[*child].event {
            Event::Start(Tag::Table(_) | Tag::FootnoteDefinition(_)) => false,
            Event::Start(Tag::DefinitionList) => children(tape, *child)
                .find(|part| matches!(tape[*part].event, Event::Start(Tag::DefinitionListDefinition)))
                .is_some_and(after_blank),
            _ => after_blank(*child),
        };
        let is_loose = items.iter().skip(1).any(|item| after_blank(*item))
            || items.iter().any(|item| children(tape, *item).skip(1).any(|child| parts(&child)));
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
