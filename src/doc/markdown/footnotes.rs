//! Footnotes: their numbers, in the order in which Goldmark comes across the references.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::mask::Masked;
use super::tape::Item;

/// The tape with the references that the mask has covered, where the note is defined.
pub fn refer<'a>(masked: &'a Masked<'_>, tape: Vec<Item<'a>>) -> Vec<Item<'a>> {
    let labels: HashSet<String> = tape.iter().filter_map(|item| defined(&item.event)).map(String::from).collect();
    if labels.is_empty() {
        return tape;
    }
    let mut out = Vec::with_capacity(tape.len() + 16);
    let mut literal = false;
    for item in tape {
        match &item.event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => literal = true,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => literal = false,
            Event::Text(piece @ CowStr::Borrowed(text)) if !literal => {
                if let Some(place) = masked.place(piece) {
                    split(masked, text, place, &labels, &mut out);
                    continue;
                }
            }
            _ => {}
        }
        out.push(item);
    }
    out
}

fn defined<'t>(event: &'t Event<'_>) -> Option<&'t str> {
    match event {
        Event::Start(Tag::FootnoteDefinition(label)) => Some(label),
        _ => None,
    }
}

/// A piece of text, divided at the references in it.
fn split<'a>(masked: &'a Masked<'_>, text: &'a str, place: Range<usize>, labels: &HashSet<String>, out: &mut Vec<Item<'a>>) {
    let mut at = 0;
    for note in masked.notes_in(place.clone()) {
        let (start, end) = (note.start - place.start, note.end - place.start);
        let label = masked.source[note.clone()].trim_start_matches("[^").trim_end_matches(']');
        if !labels.contains(label) || end > text.len() || start < at {
            continue;
        }
        if start > at {
            out.push(Item::new(Event::Text(CowStr::Borrowed(&text[at..start])), place.start + at..note.start));
        }
        out.push(Item::new(Event::FootnoteReference(CowStr::Borrowed(label)), note));
        at = end;
    }
    if at < text.len() {
        out.push(Item::new(Event::Text(CowStr::Borrowed(&text[at..])), place.start + at..place.end));
    }
}

/// A page's footnotes.
#[derive(Debug, Default)]
pub struct Notes<'a> {
    by_label: HashMap<&'a str, Note>,
    /// Labels of the notes referred to, by number.
    order: Vec<&'a str>,
    /// By index on the tape: which of the references to its note one is, counted from 0.
    nth: HashMap<usize, usize>,
}

#[derive(Debug, Default)]
struct Note {
    /// Its blocks on the tape.
    range: Range<usize>,
    /// 0: never referred to.
    number: usize,
    /// References in the text.
    references: usize,
}

impl<'a> Notes<'a> {
    /// Numbers the notes. Goldmark reads references in document order, with all notes at the place of the first.
    pub fn collect(tape: &'a [Item<'a>]) -> Notes<'a> {
        let mut notes = Notes::default();
        let [mut before, mut within, mut after] = [const { Vec::new() }; 3];
        let mut defined_until = 0;
        for (index, item) in tape.iter().enumerate() {
            match &item.event {
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    defined_until = defined_until.max(item.partner);
                    notes.by_label.entry(label).or_insert(Note { range: index + 1..item.partner, ..Note::default() });
                }
                Event::FootnoteReference(label) if index < defined_until => within.push((index, &**label)),
                Event::FootnoteReference(label) if defined_until == 0 => before.push((index, &**label)),
                Event::FootnoteReference(label) => after.push((index, &**label)),
                _ => {}
            }
        }
        for (index, label) in before.into_iter().chain(within).chain(after) {
            notes.count(index, label);
        }
        notes
    }

    fn count(&mut self, index: usize, label: &'a str) {
        let Some(note) = self.by_label.get_mut(label) else { return };
        if note.number == 0 {
            self.order.push(label);
            note.number = self.order.len();
        }
        self.nth.insert(index, note.references);
        note.references += 1;
    }

    /// The number of a note and the id of the reference to it that stands at `index` on the tape.
    pub fn reference(&self, index: usize, label: &str) -> Option<(usize, String)> {
        let note = self.by_label.get(label).filter(|note| note.number > 0)?;
        let nth = self.nth.get(&index).copied().unwrap_or(0);
        Some((note.number, reference_id(note.number, nth)))
    }

    /// The notes referred to: number and place.
    pub fn in_order(&self) -> Vec<(usize, Range<usize>)> {
        self.order.iter().filter_map(|label| self.by_label.get(label)).map(|note| (note.number, note.range.clone())).collect()
    }

    /// Links from a note to each of its references.
    pub fn back_links(&self, number: usize, html: &str) -> String {
        let label = number.checked_sub(1).and_then(|index| self.order.get(index));
        let references = label.and_then(|label| self.by_label.get(label)).map_or(0, |note| note.references);
        (0..references)
            .map(|nth| {
                format!("&#160;<a href=\"#{}\" class=\"footnote-backref\" role=\"doc-backlink\">{html}</a>", reference_id(number, nth))
            })
            .collect()
    }
}

fn reference_id(number: usize, nth: usize) -> String {
    if nth == 0 { format!("fnref:{number}") } else { format!("fnref{nth}:{number}") }
}
