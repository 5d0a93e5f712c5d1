//! Anchors from heading text, unique on the page. Source: Hugo's `markup/goldmark/autoid.go` and `markup/blackfriday/anchors.go`.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::unicode::is_digit;
use crate::config::AutoIdType;

/// The ids given so far. Looked up only, never listed.
#[derive(Debug, Default)]
pub struct Ids {
    /// Id → the number that was last put after it.
    taken: HashMap<String, usize>,
}

/// What an id is for; decides its name when the text gives none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    Heading,
    Term,
}

impl Ids {
    /// Takes an id that the author wrote.
    pub fn put(&mut self, id: &str) {
        self.taken.entry(id.to_string()).or_default();
    }

    /// Makes an id of `text`: with `-1`, `-2`, … when it is taken.
    pub fn generate(&mut self, text: &str, id_type: AutoIdType, what: For) -> String {
        let mut id = anchor(text, id_type);
        if id.is_empty() {
            id.push_str(if what == For::Heading { "heading" } else { "id" });
        }
        if let Some(last) = self.taken.get(&id).copied() {
            let mut number = last + 1;
            while self.taken.contains_key(&format!("{id}-{number}")) {
                number += 1;
            }
            self.taken.insert(id.clone(), number);
            id = format!("{id}-{number}");
        }
        self.taken.insert(id.clone(), 0);
        id
    }
}

/// Text as an anchor: Hugo's `anchorize`.
pub fn anchor(text: &str, id_type: AutoIdType) -> String {
    match id_type {
        AutoIdType::Github => text.chars().filter_map(github).flat_map(lower).collect(),
        AutoIdType::GithubAscii => {
            let plain: String = text.nfd().filter(|c| !is_mark(*c)).nfc().collect();
            plain.chars().filter(char::is_ascii).filter_map(github).flat_map(lower).collect()
        }
        AutoIdType::Blackfriday => blackfriday(text),
    }
}

fn github(c: char) -> Option<char> {
    match c {
        '-' | ' ' | '\t' => Some('-'),
        '_' => Some('_'),
        _ if c.is_alphabetic() && !is_mark(c) || is_digit(c) => Some(c),
        _ => None,
    }
}

/// Go's `unicode.ToLower` gives one character for one.
fn lower(c: char) -> impl Iterator<Item = char> {
    if c == 'İ' { 'i'.to_lowercase() } else { c.to_lowercase() }
}

/// Combining marks, which Go does not count as letters.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn blackfriday(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    let mut dash_is_due = false;
    for c in text.chars() {
        if (c.is_alphabetic() && !is_mark(c)) || c.is_numeric() {
            if dash_is_due && !id.is_empty() {
                id.push('-');
            }
            dash_is_due = false;
            id.extend(lower(c));
        } else {
            dash_is_due = true;
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_by_type() {
        let cases = [
            ("Ærlig talt, Øye & Å!", "ærlig-talt-øye--å", "rlig-talt-ye--a", "ærlig-talt-øye-å"),
            ("  a_b-c  d", "--a_b-c--d", "--a_b-c--d", "a-b-c-d"),
            ("Café 2.0", "café-20", "cafe-20", "café-2-0"),
            ("½ m²", "-m", "-m", "½-m²"),
            ("!!!", "", "", ""),
        ];
        for (text, github, ascii, blackfriday) in cases {
            assert_eq!(anchor(text, AutoIdType::Github), github, "{text}");
            assert_eq!(anchor(text, AutoIdType::GithubAscii), ascii, "{text}");
            assert_eq!(anchor(text, AutoIdType::Blackfriday), blackfriday, "{text}");
        }
    }

    #[test]
    fn repeated_ids_get_numbers() {
        let mut ids = Ids::default();
        ids.put("a-1");
        let made: Vec<String> =
            ["a", "a", "a", "", "", "a-1"].iter().map(|text| ids.generate(text, AutoIdType::Github, For::Heading)).collect();
        assert_eq!(made, ["a", "a-2", "a-3", "heading", "heading-1", "a-1-1"]);
    }
}
