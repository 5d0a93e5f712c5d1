//! Splitting a text into words.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A word as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawWord<'w> {
    /// In lower case.
    pub text: &'w str,
    pub start: usize,
    pub end: usize,
    /// Joined from the two words before it: `hk-dir` → `hkdir`.
    pub joined: bool,
}

/// The longest pair that is also joined, in letters: `hk-dir`, `e-helse`, `18/20`.
const JOINED_LETTERS: usize = 8;
/// A word longer than this is no word (a key, an encoded image) and is cut.
const LONGEST_WORD: usize = 64;

/// Gives the words of a text in order: runs of letters and digits. Short pairs around `-`, `/` or
/// `.` come joined as well.
pub fn each_word(text: &str, mut give: impl FnMut(RawWord)) {
    let mut splitter =
        Splitter { text, word: String::new(), before: String::new(), joined: String::new(), before_end: None, before_start: 0 };
    let mut start = None;
    for (at, letter) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        match (is_word_letter(letter), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                splitter.end_word(from, at, &mut give);
                start = None;
            }
            _ => {}
        }
    }
}

/// The words of a short text without the joined ones: a query, a title.
pub fn plain_words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    each_word(text, |word| {
        if !word.joined {
            out.push(word.text.to_string());
        }
    });
    out
}

/// Combining marks belong to the letter before them; a soft hyphen is not there.
fn is_word_letter(letter: char) -> bool {
    match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' => true,
        _ if letter.is_ascii() => false,
        _ => letter.is_alphanumeric() || matches!(letter, '\u{300}'..='\u{36f}' | '\u{ad}'),
    }
}

/// The word that is being read and the one before it, in strings that are used again.
struct Splitter<'t> {
    text: &'t str,
    word: String,
    before: String,
    joined: String,
    before_start: usize,
    before_end: Option<usize>,
}

impl Splitter<'_> {
    fn end_word(&mut self, start: usize, end: usize, give: &mut impl FnMut(RawWord)) {
        lower_case(&self.text[start..end], &mut self.word);
        if self.word.is_empty() {
            return;
        }
        give(RawWord { text: &self.word, start, end, joined: false });
        let linked = self.before_end.is_some_and(|before| is_link(&self.text[before..start]));
        let joins = linked && self.before.chars().count() + self.word.chars().count() <= JOINED_LETTERS;
        if joins {
            self.joined.clear();
            self.joined.push_str(&self.before);
            self.joined.push_str(&self.word);
            give(RawWord { text: &self.joined, start: self.before_start, end, joined: true });
        }
        std::mem::swap(&mut self.word, &mut self.before);
        self.before_start = start;
        // Of three short words in a row the second pair is not joined: `1.2.3` is `12` and `3`.
        self.before_end = (!joins).then_some(end);
    }
}

fn is_link(between: &str) -> bool {
    matches!(between, "-" | "/" | "." | "\u{2010}" | "\u{2011}")
}

fn lower_case(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.push_str(&word[..word.len().min(LONGEST_WORD)]);
        out.make_ascii_lowercase();
        return;
    }
    let letters = |out: &mut String, lower: String| out.extend(lower.chars().filter(|letter| *letter != '\u{ad}').take(LONGEST_WORD));
    match is_nfc_quick(word.chars()) {
        IsNormalized::Yes => letters(out, word.to_lowercase()),
        _ => letters(out, word.nfc().collect::<String>().to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> String {
        let mut out: Vec<String> = Vec::new();
        each_word(text, |word| out.push(if word.joined { format!("+{}", word.text) } else { word.text.to_string() }));
        out.join(" ")
    }

    #[test]
    fn splits() {
        for (text, expected) in [
            ("Samtykke, portal.", "samtykke portal"),
            ("HK-dir og Udir", "hk dir +hkdir og udir"),
            ("sak 18/20", "sak 18 20 +1820"),
            ("opplæringsloven § 3-5", "opplæringsloven 3 5 +35"),
            ("1.2.3", "1 2 +12 3"),
            ("grunnskole-overgang", "grunnskole overgang"),
            ("ÅPNE Data", "åpne data"),
            ("e\u{301}n", "én"),
            ("sam\u{ad}tykke", "samtykke"),
            ("", ""),
            ("… – !", ""),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
    }

    #[test]
    fn ranges_point_into_the_text() {
        let text = "Å, Øst-ny";
        let mut pieces = Vec::new();
        each_word(text, |word| pieces.push(text[word.start..word.end].to_string()));
        assert_eq!(pieces, ["Å", "Øst", "ny", "Øst-ny"]);
    }
}
