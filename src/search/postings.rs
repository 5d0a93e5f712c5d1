//! A document, analysed: what the index and the export are both made from.

use super::analysis::{Analyser, Entry, Word};
use super::document::Document;

/// The searchable fields, in the order in which scores are summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Title,
    Headings,
    Body,
    /// Status, link title, the last part of the address, parents' titles, tags, type, owner.
    Meta,
    /// Names, abbreviations and former names of the actors on the page.
    Actors,
}

pub const FIELDS: [Field; 5] = [Field::Title, Field::Headings, Field::Body, Field::Meta, Field::Actors];
pub const FIELD_COUNT: usize = FIELDS.len();

impl Field {
    pub fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Headings => "headings",
            Field::Body => "body",
            Field::Meta => "meta",
            Field::Actors => "actors",
        }
    }
}

/// A word of a document and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Placed {
    pub field: Field,
    /// Which of the field's texts: the number of the section, in headings and body.
    pub text: usize,
    pub word: Word,
}

impl Placed {
    /// Whether it counts for its field's length.
    pub fn is_counted(&self, is_stop_word: bool) -> bool {
        !self.word.joined && (self.field == Field::Title || !is_stop_word)
    }

    /// Whether pages are found by it: every third word of a text is one by which none is.
    pub fn is_filed(&self, counts_in_titles_alone: bool) -> bool {
        self.field == Field::Title || !counts_in_titles_alone
    }
}

/// Gives every word of a document, field by field, the title first.
pub fn each_placed(document: &Document, analyser: &mut Analyser, mut give: impl FnMut(&Entry, Placed)) {
    let mut field = |field: Field, texts: &mut dyn Iterator<Item = &str>| {
        for (text, content) in texts.enumerate() {
            analyser.each_word(content, |entry, word| give(entry, Placed { field, text, word }));
        }
    };
    field(Field::Title, &mut std::iter::once(document.title.as_str()));
    field(Field::Headings, &mut document.sections.iter().map(|section| section.heading.as_str()));
    // What a page says of itself in a line tells as much as a heading.
    field(Field::Headings, &mut std::iter::once(document.description.as_str()));
    field(Field::Body, &mut document.sections.iter().map(|section| section.text.as_str()));
    field(Field::Meta, &mut meta(document));
    let names = document.actors.iter().flat_map(|actor| std::iter::once(&actor.name).chain(actor.aliases.iter()));
    field(Field::Actors, &mut names.map(String::as_str));
}

/// Places left free between two texts of one field, so that no phrase reaches across.
const GAP: u32 = 16;

/// Tells the places of a document's words, when they come in order: each field's from nought on.
#[derive(Default)]
pub struct Places {
    text: Option<(Field, usize)>,
    next: u32,
}

impl Places {
    /// Where a word stands in its field: a joined one where the second of its two does.
    pub fn of(&mut self, placed: &Placed) -> u32 {
        let here = Some((placed.field, placed.text));
        if self.text != here {
            let is_same_field = self.text.is_some_and(|(field, _)| field == placed.field);
            self.next = if is_same_field { self.next + GAP } else { 0 };
            self.text = here;
        }
        if placed.word.joined {
            return self.next.saturating_sub(1);
        }
        self.next += 1;
        self.next - 1
    }
}

fn meta(document: &Document) -> impl Iterator<Item = &str> {
    let link_title = Some(document.link_title.as_str()).filter(|text| *text != document.title);
    let status = document.status.as_ref().map(|status| status.label.as_str());
    let parents = document.section_path.iter().map(String::as_str);
    let tags = document.tags.iter().map(String::as_str);
    let slug = document.url.trim_end_matches('/').rsplit('/').next().filter(|slug| !slug.is_empty());
    status
        .into_iter()
        .chain(link_title)
        .chain(slug)
        .chain(parents)
        .chain(tags)
        .chain([document.page_type.as_str(), document.owner.as_str()])
}

#[cfg(test)]
mod tests {
    use super::super::document::Section;
    use super::*;

    fn section(heading: &str, text: &str) -> Section {
        Section { anchor: None, heading: heading.into(), text: text.into() }
    }

    /// The stems that are filed in a field, each with its place.
    fn filed(document: &Document, field: Field) -> Vec<(String, u32)> {
        let (mut out, mut places) = (Vec::new(), Places::default());
        each_placed(document, &mut Analyser::new("nb"), |entry, placed| {
            let place = places.of(&placed);
            if placed.field == field && placed.is_filed(entry.counts_in_titles_alone) {
                out.push((entry.stem.clone(), place));
            }
        });
        out
    }

    fn at(stems: &[(&str, u32)]) -> Vec<(String, u32)> {
        stems.iter().map(|(stem, place)| (stem.to_string(), *place)).collect()
    }

    #[test]
    fn a_description_is_found_as_a_heading_is() {
        let document = Document { description: "Flytting av elever".into(), ..Document::default() };
        assert_eq!(filed(&document, Field::Headings), at(&[("flytt", 0), ("elev", 2)]));
    }

    #[test]
    fn places_leave_room_for_stop_words_and_between_texts() {
        let document = Document {
            title: "Elevene i HK-dir".into(),
            sections: vec![section("Bakgrunn", "Flytting av elever"), section("Saker om det", "Av HK-dir")],
            ..Document::default()
        };
        assert_eq!(filed(&document, Field::Title), at(&[("elev", 0), ("i", 1), ("hk", 2), ("dir", 3), ("hkdir", 3)]));
        assert_eq!(filed(&document, Field::Headings), at(&[("bakgrunn", 0), ("sak", 17)]));
        assert_eq!(filed(&document, Field::Body), at(&[("flytt", 0), ("elev", 2), ("hk", 20), ("dir", 21), ("hkdir", 21)]));
    }
}
