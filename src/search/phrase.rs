//! Words next to each other: tantivy finds the pages, and where the phrase has stop words, which are not filed outside titles,
//! the pages' texts tell whether those stand between the others. A phrase of stop words alone is looked for in titles.

use std::collections::BTreeSet;

use rayon::prelude::*;
use tantivy::Term;
use tantivy::query::{PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::analysis::Analyser;
use super::document::Document;
use super::postings::{Field, each_placed};
use super::ranking::Page;
use super::view::View;

/// The words of a phrase, whatever their inflection.
pub struct Phrase {
    words: Vec<Word>,
}

struct Word {
    stem: String,
    counts_in_titles_alone: bool,
}

impl Phrase {
    /// None when the text has no words.
    pub fn of(text: &str, analyser: &mut Analyser) -> Option<Phrase> {
        let mut words = Vec::new();
        analyser.each_word(text, |entry, word| {
            let is_typed = !word.joined;
            words.extend(is_typed.then(|| Word { stem: entry.stem.clone(), counts_in_titles_alone: entry.counts_in_titles_alone }));
        });
        (!words.is_empty()).then_some(Phrase { words })
    }

    /// The pages that have the phrase in one of the fields.
    pub fn pages(&self, view: &View, fields: &[Field]) -> tantivy::Result<BTreeSet<Page>> {
        let (mut found, mut possible) = (BTreeSet::new(), BTreeSet::new());
        for field in fields {
            let terms = self.terms(view, *field);
            let pages = if terms.len() == self.words.len() { &mut found } else { &mut possible };
            if let Some(query) = query(terms) {
                pages.extend(view.matching(&*query)?);
            }
        }
        let unread: Vec<Page> = possible.difference(&found).copied().collect();
        let has_phrase = |analyser: &mut Analyser, page: Page| {
            let stands = self.stands_in(&view.document(page)?, fields, analyser);
            Ok(stands.then_some(page))
        };
        let read = unread.into_par_iter().map_init(|| Analyser::of(view.language), has_phrase);
        found.extend(read.collect::<tantivy::Result<Vec<Option<Page>>>>()?.into_iter().flatten());
        Ok(found)
    }

    /// The words that are filed in a field, and at which place of the phrase each stands.
    fn terms(&self, view: &View, field: Field) -> Vec<(usize, Term)> {
        let filed = self.words.iter().enumerate().filter(|(_, word)| field == Field::Title || !word.counts_in_titles_alone);
        filed.map(|(place, word)| (place, Term::from_field_text(view.schema().field(field), &word.stem))).collect()
    }

    fn stands_in(&self, document: &Document, fields: &[Field], analyser: &mut Analyser) -> bool {
        let (mut stands, mut before, mut reading) = (false, None, Reading::default());
        each_placed(document, analyser, |entry, placed| {
            if stands || !fields.contains(&placed.field) {
                return;
            }
            let here = Some((placed.field, placed.text));
            if before != here {
                (before, reading) = (here, Reading::default());
            }
            stands = reading.read(&self.words, &entry.stem, placed.word.joined);
        });
        stands
    }
}

/// The query for terms that stand at these places from each other; none without terms.
fn query(mut terms: Vec<(usize, Term)>) -> Option<Box<dyn Query>> {
    Some(match terms.len() {
        0 => return None,
        1 => Box::new(TermQuery::new(terms.remove(0).1, IndexRecordOption::Basic)),
        _ => Box::new(PhraseQuery::new_with_offset(terms)),
    })
}

/// How many words of a phrase have been read wherever it may have begun: before the last place of the text, and at it.
#[derive(Default)]
struct Reading {
    before: Vec<usize>,
    here: Vec<usize>,
}

impl Reading {
    /// Takes the text's next stem, and says whether the phrase ends with it. A joined one stands at the same place as the last.
    fn read(&mut self, phrase: &[Word], stem: &str, joined: bool) -> bool {
        if !joined {
            self.before = std::mem::take(&mut self.here);
        }
        let begun = self.before.iter().copied().chain([0]);
        self.here.extend(begun.filter(|read| phrase[*read].stem == stem).map(|read| read + 1));
        self.here.contains(&phrase.len())
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::Section;
    use super::*;

    #[test]
    fn every_word_of_a_phrase_stands_in_the_text() {
        let section = |text: &str| Section { anchor: None, heading: String::new(), text: text.into() };
        let texts = ["Elevene har rett til til utdanning.", "Sak til HK-dir og", "Udir."].map(section);
        let document = Document { title: "Rett på utdanning".into(), sections: texts.into(), ..Document::default() };
        for (phrase, in_body, in_title) in [
            ("rett til", true, false),
            ("til utdanning", true, false),
            ("rett til utdanning", false, false),
            ("rett på utdanning", false, true),
            ("til hkdir", false, false),
            ("hkdir og", true, false),
            ("hk dir og", true, false),
            ("og udir", false, false),
        ] {
            let mut analyser = Analyser::new("nb");
            let words = Phrase::of(phrase, &mut analyser).expect("words");
            let found = [Field::Body, Field::Title].map(|field| words.stands_in(&document, &[field], &mut analyser));
            assert_eq!(found, [in_body, in_title], "{phrase}");
        }
    }
}
