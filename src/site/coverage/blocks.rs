//! A body as blocks: what can be laid beside a translation of it.

use std::collections::BTreeSet;

use super::placeholder::{self, Placeholder};
use crate::doc::{Content, Part};

/// A heading, a paragraph, a list item, a row, or a picture.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub kind: Kind,
    /// Letters and digits.
    pub letters: usize,
    pub words: usize,
    /// What does not change from language to language: numbers, names, addresses, abbreviations.
    pub fixed: BTreeSet<String>,
    /// The heading it stands under, by its place among the page's headings.
    pub section: Option<usize>,
    pub placeholder: Placeholder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Heading(u8),
    Text,
    /// A picture with this address.
    Picture,
}

/// What a picture weighs, in letters: a reader misses it as a short sentence.
const PICTURE: f64 = 15.0;

impl Block {
    pub fn is_heading(&self) -> bool {
        matches!(self.kind, Kind::Heading(_))
    }

    pub fn is_picture(&self) -> bool {
        self.kind == Kind::Picture
    }

    pub fn weight(&self) -> f64 {
        if self.is_picture() { PICTURE } else { self.letters as f64 }
    }
}

/// The blocks of a body in order; pictures, which the reading text does not place, come last.
pub(super) fn of(content: &Content) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut headings = content.headings.iter().enumerate().peekable();
    let mut section = None;
    let mut at = 0;
    for line in content.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let mut kind = Kind::Text;
        while let Some((index, heading)) = headings.peek().copied().filter(|(_, heading)| heading.text_start < at) {
            section = Some(index);
            // A heading without text leaves no line of its own.
            if heading.text_start >= start && !heading.text.is_empty() {
                kind = Kind::Heading(heading.level);
            }
            headings.next();
        }
        let text = line.trim();
        let letters = text.chars().filter(|sign| sign.is_alphanumeric()).count();
        if letters > 0 {
            let (words, placeholder) = (text.split_whitespace().count(), placeholder::of(text));
            blocks.push(Block { kind, letters, words, fixed: fixed(text), section, placeholder });
        }
    }
    blocks.extend(content.parts.iter().filter_map(|part| match part {
        Part::Image(image) => Some(picture(&image.dest)),
        _ => None,
    }));
    blocks
}

fn picture(address: &str) -> Block {
    let name = crate::paths::file_name(address).to_lowercase();
    let fixed = BTreeSet::from([name]);
    Block { kind: Kind::Picture, letters: 0, words: 0, fixed, section: None, placeholder: Placeholder::No }
}

/// Words with a digit or a sign in them, abbreviations in capitals, and names inside a sentence.
fn fixed(text: &str) -> BTreeSet<String> {
    let is_edge = |sign: char| !sign.is_alphanumeric();
    let mut is_first = true;
    let mut found = BTreeSet::new();
    for word in text.split_whitespace() {
        let bare = word.trim_matches(is_edge);
        let capitals = bare.chars().filter(|sign| sign.is_uppercase()).count();
        let is_name = bare.starts_with(char::is_uppercase) && !is_first && bare.chars().count() > 2;
        let is_sign = bare.contains(|sign: char| sign.is_ascii_digit() || matches!(sign, '/' | '@' | '_')) || bare.contains('.');
        if capitals >= 2 || is_name || is_sign {
            found.insert(bare.to_lowercase());
        }
        is_first = word.ends_with(['.', ':', '!', '?']);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_the_same_in_every_language() {
        let words = |text: &str| fixed(text).into_iter().collect::<Vec<_>>();
        assert_eq!(words("Se case 12 hos Udir, i API-et og på a.no."), ["12", "a.no", "api-et", "udir"]);
        assert_eq!(words("Dette er en setning. Neste begynner."), Vec::<String>::new());
    }
}
