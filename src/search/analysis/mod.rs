//! Text → words as they are indexed: split, lower-cased, stemmed, folded.
//!
//! The same word is met in two shapes. Its *form* is the word as written, lower-cased and folded
//! (`tjenestene`); its *stem* is what it is filed under (`tjenest`). Queries look up forms, and
//! the index knows which stem each form belongs to, so that a browser needs no stemmer.

mod fold;
mod language;
mod words;

use std::collections::HashMap;

pub use fold::fold;
pub use language::{Language, part_of};
pub use words::words;

/// A word of a text after analysis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub form: String,
    pub stem: String,
    /// Byte range in the text.
    pub start: usize,
    pub end: usize,
    /// Made by joining this word with the one before: `hk-dir` is also `hkdir`.
    pub joined: bool,
}

/// Analyses text of one language and remembers each word form it has met.
pub struct Analyser {
    language: &'static Language,
    stemmer: Option<frostem::Stemmer>,
    seen: HashMap<String, (String, String)>,
}

/// More distinct forms than this in one analyser are not remembered: memory stays bounded.
const REMEMBERED_FORMS: usize = 200_000;

impl Analyser {
    /// For the part of the index that `lang` belongs to.
    pub fn new(lang: &str) -> Analyser {
        let language = Language::of(lang);
        Analyser { language, stemmer: language.stemmer.map(frostem::Stemmer::new), seen: HashMap::new() }
    }

    pub fn language(&self) -> &'static Language {
        self.language
    }

    /// The words of a text, in order.
    pub fn words(&mut self, text: &str) -> Vec<Word> {
        words(text)
            .into_iter()
            .map(|raw| {
                let (form, stem) = self.form_and_stem(&raw.text);
                Word { form, stem, start: raw.start, end: raw.end, joined: raw.joined }
            })
            .collect()
    }

    /// Form and stem of one lower-cased word.
    pub fn form_and_stem(&mut self, word: &str) -> (String, String) {
        if let Some(known) = self.seen.get(word) {
            return known.clone();
        }
        let form = fold(word);
        let stem = match &self.stemmer {
            Some(stemmer) => fold(&stemmer.stem(word)),
            None => form.clone(),
        };
        if self.seen.len() < REMEMBERED_FORMS {
            self.seen.insert(word.to_string(), (form.clone(), stem.clone()));
        }
        (form, stem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(lang: &str, text: &str) -> String {
        Analyser::new(lang).words(text).into_iter().map(|word| word.stem).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn inflections_share_a_stem() {
        for (lang, one, other) in [
            ("nb", "tjeneste", "tjenestene"),
            ("nb", "elev", "elevenes"),
            ("nn", "teneste", "tenestene"),
            ("en", "services", "service"),
            ("en", "pupil", "pupils"),
        ] {
            assert_eq!(stems(lang, one), stems(lang, other), "{lang}: {one}, {other}");
        }
    }

    #[test]
    fn letters_typed_otherwise_fold_alike() {
        for (one, other) in [("læring", "laering"), ("løsning", "loesning"), ("målbilde", "maalbilde"), ("målbilde", "malbilde")] {
            assert_eq!(stems("nb", one), stems("nb", other), "{one}, {other}");
        }
    }
}
