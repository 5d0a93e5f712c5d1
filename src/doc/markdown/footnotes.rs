//! Footnotes: their numbers, in the order in which Goldmark comes across the references.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::tape::Item;

/// A page's footnotes.
#[derive(Debug, Default)]
pub struct Notes<'a> {
    by_label: HashMap<&'a str, Note>,
}

#[derive(Debug, Default)]
struct Note {
    /// Its blocks on the tape.
    range: Range<usize>,
    /// 0: never referred to.
    number: usize,
    /// References in the text, and how many of them have been written.
    references: usize,
    written: usize,
}

impl<'a> Notes<'a> {
    /// Numbers the notes. Goldmark reads references in document order, with all notes at the place of the first.
    pub fn collect(tape: &'a [Item<'a>]) -> Notes<'a> {
        let mut notes = Notes::default();
        let mut definitions = Vec::new();
        for (index, item) in tape.iter().enumerate() {
            if let Event::Start(Tag::FootnoteDefinition(label)) = &item.event {
                let range = index + 1..item.partner;
                definitions.push(range.clone());
                notes.by_label.entry(label).or_insert(Note { range, ..Note::default() });
            }
        }
        let Some(first) = definitions.first().map(|range| range.start) else { return notes };
        let is_defined = |index: &usize| definitions.iter().any(|range| range.contains(index));
        let references: Vec<usize> = (0..tape.len()).filter(|index| matches!(tape[*index].event, Event::FootnoteReference(_))).collect();
        let before = references.iter().filter(|index| **index < first);
        let within = references.iter().filter(|index| is_defined(index));
        let after = references.iter().filter(|index| **index >= first && !is_defined(index));
        let mut count = 0;
        for index in before.chain(within).chain(after) {
            if let Event::FootnoteReference(label) = &tape[*index].event {
                if let Some(note) = notes.by_label.get_mut(&**label) {
                    if note.number == 0 {
                        count += 1;
                        note.number = count;
                    }
                    note.references += 1;
                }
            }
        }
        notes
    }

    /// The number of a note and the id of this reference to it.
    pub fn refer(&mut self, label: &str) -> Option<(usize, String)> {
        let note = self.by_label.get_mut(label).filter(|note| note.number > 0)?;
        let id = reference_id(note.number, note.written);
        note.written += 1;
        Some((note.number, id))
    }

    /// The notes referred to: number and place.
    pub fn in_order(&self) -> Vec<(usize, Range<usize>)> {
        let mut order: Vec<_> =
            self.by_label.values().filter(|note| note.number > 0).map(|note| (note.number, note.range.clone())).collect();
        order.sort_by_key(|(number, _)| *number);
        order
    }

    /// Links from a note to each of its references.
    pub fn back_links(&self, number: usize, html: &str) -> String {
        let references = self.by_label.values().find(|note| note.number == number).map_or(0, |note| note.references);
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
