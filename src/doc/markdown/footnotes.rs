//! Footnotes: their numbers, in the order in which Goldmark comes across the references.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::tape::Item;

/// A page's footnotes.
#[derive(Debug, Default)]
pub struct Notes<'a> {
    by_label: HashMap<&'a str, Note>,
    /// Labels of the notes referred to, by number.
    order: Vec<&'a str>,
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
        let [mut before, mut within, mut after] = [const { Vec::new() }; 3];
        let mut defined_until = 0;
        for (index, item) in tape.iter().enumerate() {
            match &item.event {
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    defined_until = defined_until.max(item.partner);
                    notes.by_label.entry(label).or_insert(Note { range: index + 1..item.partner, ..Note::default() });
                }
                Event::FootnoteReference(label) if index < defined_until => within.push(&**label),
                Event::FootnoteReference(label) if defined_until == 0 => before.push(&**label),
                Event::FootnoteReference(label) => after.push(&**label),
                _ => {}
            }
        }
        for label in before.into_iter().chain(within).chain(after) {
            notes.count(label);
        }
        notes
    }

    fn count(&mut self, label: &'a str) {
        let Some(note) = self.by_label.get_mut(label) else { return };
        if note.number == 0 {
            self.order.push(label);
            note.number = self.order.len();
        }
        note.references += 1;
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
