//! pulldown-cmark's events, in a row, each with its place and its partner.

use std::ops::Range;

use pulldown_cmark::{Event, Options as Flags, Parser, Tag, TagEnd};

use super::Options;
use super::mask::Masked;

/// One event.
#[derive(Debug)]
pub struct Item<'a> {
    pub event: Event<'a>,
    pub range: Range<usize>,
    /// For a start, the index of its end; for an end, of its start; else its own.
    pub partner: usize,
    /// The element that a pair of signs makes; empty for all else.
    pub name: &'static str,
}

impl<'a> Item<'a> {
    /// Without its partner, which is told when all items are there.
    pub fn new(event: Event<'a>, range: Range<usize>) -> Item<'a> {
        Item { event, range, partner: 0, name: "" }
    }
}

/// Reads the masked source.
pub fn read<'a>(masked: &'a Masked<'_>, options: &Options) -> Vec<Item<'a>> {
    let mut tape: Vec<Item<'a>> = Vec::with_capacity(masked.text.len() / 24 + 16);
    for (event, range) in Parser::new_ext(&masked.text, flags(options)).into_offset_iter() {
        tape.push(Item::new(event, masked.to_source(range)));
    }
    let mut tape = super::delimiters::pair(masked, super::footnotes::refer(masked, tape), options);
    set_partners(&mut tape);
    tape
}

/// Tells each start its end and each end its start.
fn set_partners(tape: &mut [Item<'_>]) {
    let mut open = Vec::new();
    for index in 0..tape.len() {
        tape[index].partner = index;
        match &tape[index].event {
            Event::Start(_) => open.push(index),
            Event::End(_) => {
                if let Some(start) = open.pop() {
                    tape[index].partner = start;
                    tape[start].partner = index;
                }
            }
            _ => {}
        }
    }
}

fn flags(options: &Options) -> Flags {
    let goldmark = &options.goldmark;
    let mut flags = Flags::empty();
    flags.set(Flags::ENABLE_TABLES, goldmark.table);
    flags.set(Flags::ENABLE_FOOTNOTES, goldmark.footnote);
    flags.set(Flags::ENABLE_TASKLISTS, goldmark.task_list);
    flags.set(Flags::ENABLE_DEFINITION_LIST, goldmark.definition_list);
    flags
}

/// Whether an event belongs to the text of a block, rather than being a block or its end.
pub fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::End(tag) => matches!(
            tag,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
                | TagEnd::Link
                | TagEnd::Image
        ),
        Event::Html(_) | Event::Rule => false,
        _ => true,
    }
}
