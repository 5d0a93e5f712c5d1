//! A document, analysed: what the index and the export are both made from.

use serde::{Deserialize, Serialize};

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

/// Between stems in a field's stream: the next stem stands at the same place as the one before.
pub const SAME_PLACE: char = '+';
/// A stem of its own in a stream: a gap that no phrase reaches across.
pub const GAP: &str = "¶";

/// One page's contribution to the index: a pure function of the document, so it can be memoised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PagePostings {
    /// Per field the stems in order, with a space between; see [`SAME_PLACE`] and [`GAP`]. Of a word that is not filed there, its place
    /// alone.
    pub streams: [String; FIELD_COUNT],
    /// Words per field, stop words not counted outside titles.
    pub lengths: [u32; FIELD_COUNT],
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

/// Analyses a document. The analyser only remembers; it does not change the result. Its number of each word is told to `meet`.
pub fn postings(document: &Document, analyser: &mut Analyser, mut meet: impl FnMut(usize)) -> PagePostings {
    let mut out = PagePostings::default();
    let body: usize = document.sections.iter().map(|section| section.text.len()).sum();
    out.streams[Field::Body as usize].reserve(body + body / 8);
    let mut before: Option<(Field, usize)> = None;
    each_placed(document, analyser, |entry, placed| {
        out.lengths[placed.field as usize] += u32::from(placed.is_counted(entry.is_stop_word));
        meet(placed.word.entry);
        let is_filed = placed.is_filed(entry.counts_in_titles_alone);
        if placed.word.joined && !is_filed {
            return;
        }
        let stream = &mut out.streams[placed.field as usize];
        let here = (placed.field, placed.text);
        if !stream.is_empty() {
            stream.push(' ');
            if before != Some(here) {
                stream.push_str(GAP);
                stream.push(' ');
            }
        }
        before = Some(here);
        if placed.word.joined {
            stream.push(SAME_PLACE);
        }
        if is_filed {
            stream.push_str(&entry.stem);
        }
    });
    out
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

    #[test]
    fn a_description_is_found_as_a_heading_is() {
        let document = Document { description: "Flytting av elever".into(), ..Document::default() };
        let postings = postings(&document, &mut Analyser::new("nb"), |_| {});
        assert_eq!(postings.streams[Field::Headings as usize], "flytt  elev");
    }

    #[test]
    fn streams_hold_stems_gaps_and_joined_words() {
        let section = |heading: &str, text: &str| Section { anchor: None, heading: heading.into(), text: text.into() };
        let document = Document {
            title: "Elevene i HK-dir".into(),
            sections: vec![section("Bakgrunn", "Flytting av elever"), section("Saker om det", "")],
            ..Document::default()
        };
        let mut analyser = Analyser::new("nb");
        let mut met = Vec::new();
        let postings = postings(&document, &mut analyser, |entry| met.push(entry));
        assert_eq!(postings.streams[Field::Title as usize], "elev i hk dir +hkdir");
        assert_eq!(postings.streams[Field::Headings as usize], "bakgrunn ¶ sak  ");
        assert_eq!(postings.streams[Field::Body as usize], "flytt  elev");
        assert_eq!(postings.lengths, [4, 2, 2, 0, 0]);
        let forms: Vec<&str> = met.iter().map(|entry| analyser.entry(*entry).form.as_str()).collect();
        assert_eq!(forms[..3], ["elevene", "i", "hk"]);
    }
}
