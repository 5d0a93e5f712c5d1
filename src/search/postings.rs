//! A document, analysed: what the index and the export are both made from.

use serde::{Deserialize, Serialize};

use super::analysis::Analyser;
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
/// Between form and stem in [`PagePostings::forms`].
pub const FORM_SEPARATOR: char = '\u{1f}';

/// One page's contribution to the index: a pure function of the document, so it can be memoised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PagePostings {
    /// Per field the stems in order, with a space between; see [`SAME_PLACE`] and [`GAP`].
    pub streams: [String; FIELD_COUNT],
    /// Words per field, stop words not counted outside titles.
    pub lengths: [u32; FIELD_COUNT],
    /// Each distinct `form SEPARATOR stem` of the page, with a space between, sorted.
    pub forms: String,
}

/// Analyses a document. The analyser only remembers; it does not change the result.
pub fn postings(document: &Document, analyser: &mut Analyser) -> PagePostings {
    analyser.forget_if_full();
    let mut writer = Writer { analyser, met: Vec::new(), out: PagePostings::default() };
    writer.field(Field::Title, [document.title.as_str()]);
    writer.field(Field::Headings, document.sections.iter().map(|section| section.heading.as_str()));
    writer.field(Field::Body, document.sections.iter().map(|section| section.text.as_str()));
    writer.field(Field::Meta, meta(document));
    writer.field(
        Field::Actors,
        document.actors.iter().flat_map(|actor| std::iter::once(&actor.name).chain(&actor.aliases)).map(String::as_str),
    );
    writer.finish()
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

struct Writer<'a> {
    analyser: &'a mut Analyser,
    /// Entries of the analyser that stand on the page, over and over.
    met: Vec<usize>,
    out: PagePostings,
}

impl Writer<'_> {
    fn field<'t>(&mut self, field: Field, texts: impl IntoIterator<Item = &'t str>) {
        let stream = &mut self.out.streams[field as usize];
        let length = &mut self.out.lengths[field as usize];
        for text in texts {
            let mut gap = !stream.is_empty();
            stream.reserve(text.len());
            self.analyser.each_word(text, |entry, word| {
                if !stream.is_empty() {
                    stream.push(' ');
                }
                if std::mem::take(&mut gap) {
                    stream.push_str(GAP);
                    stream.push(' ');
                }
                if word.joined {
                    stream.push(SAME_PLACE);
                }
                stream.push_str(&entry.stem);
                *length += u32::from(!word.joined && (field == Field::Title || !entry.is_stop_word));
                self.met.push(word.entry);
            });
        }
    }

    fn finish(mut self) -> PagePostings {
        self.met.sort_unstable();
        self.met.dedup();
        let entries = self.met.iter().map(|number| self.analyser.entry(*number));
        let mut forms: Vec<(&str, &str)> = entries.map(|entry| (entry.form.as_str(), entry.stem.as_str())).collect();
        forms.sort_unstable();
        forms.dedup();
        for (form, stem) in forms {
            if !self.out.forms.is_empty() {
                self.out.forms.push(' ');
            }
            self.out.forms.push_str(form);
            self.out.forms.push(FORM_SEPARATOR);
            self.out.forms.push_str(stem);
        }
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::Section;
    use super::*;

    #[test]
    fn streams_hold_stems_gaps_and_joined_words() {
        let section = |heading: &str, text: &str| Section { anchor: None, heading: heading.into(), text: text.into() };
        let document = Document {
            title: "Elevene i HK-dir".into(),
            sections: vec![section("Om", "Flytting av elever"), section("Mer", "")],
            ..Document::default()
        };
        let postings = postings(&document, &mut Analyser::new("nb"));
        assert_eq!(postings.streams[Field::Title as usize], "elev i hk dir +hkdir");
        assert_eq!(postings.streams[Field::Headings as usize], "om ¶ mer");
        assert_eq!(postings.streams[Field::Body as usize], "flytting av elev");
        assert_eq!(postings.lengths, [4, 1, 2, 0, 0]);
        assert!(postings.forms.contains("elevene\u{1f}elev elever\u{1f}elev"), "{}", postings.forms);
    }
}
