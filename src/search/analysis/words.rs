//! Splitting a text into words.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A word as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawWord<'w> {
    /// As written; [`lower_case`] makes of it what is filed.
    pub text: &'w str,
    pub start: usize,
    pub end: usize,
    /// Joined from the two words before it: `hk-dir` → `hkdir`.
    pub joined: bool,
}

/// The longest pair that is also joined, in letters: `hk-dir`, `e-helse`, `18/20`.
const JOINED_LETTERS: usize = 8;
/// A word longer than this is no word (a key, an encoded image) and is cut.
pub const LONGEST_WORD: usize = 64;
/// Two numbers that are joined stay two: `20/20` is not the year 2020.
pub const BETWEEN_NUMBERS: char = '/';
const SOFT_HYPHEN: char = '\u{ad}';

/// Gives the words of a text in order: runs of letters and digits. Short pairs around `-`, `/` or
/// `.` come joined as well.
pub fn each_word(text: &str, mut give: impl FnMut(RawWord)) {
    let mut splitter = Splitter { text, before: None, joined: String::new() };
    let mut at = 0;
    loop {
        let start = passed(text, at, false);
        if start == text.len() {
            return;
        }
        at = passed(text, start, true);
        splitter.end_word(start, at, &mut give);
    }
}

/// Where the run of letters, or of what is none, ends that begins at a byte.
fn passed(text: &str, mut at: usize, letters: bool) -> usize {
    let bytes = text.as_bytes();
    let same = if letters { LETTER } else { NO_LETTER };
    loop {
        // One look a byte: every byte of a site comes past here.
        while at < bytes.len() && KINDS[bytes[at] as usize] == same {
            at += 1;
        }
        match bytes.get(at).map(|byte| KINDS[*byte as usize]) {
            Some(PART_OF_CHARACTER) => match common_letter(bytes, at).unwrap_or_else(|| letter_at(text, at)) {
                (is_letter, width) if is_letter == letters => at += width,
                _ => return at,
            },
            _ => return at,
        }
    }
}

const NO_LETTER: u8 = 0;
const LETTER: u8 = 1;
/// The byte alone does not tell.
const PART_OF_CHARACTER: u8 = 2;

/// What each byte is in a text.
const KINDS: [u8; 256] = {
    let mut kinds = [PART_OF_CHARACTER; 256];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte] = if (byte as u8).is_ascii_alphanumeric() { LETTER } else { NO_LETTER };
        byte += 1;
    }
    kinds
};

/// The words of a short text, in lower case and without the joined ones: a query, a title.
pub fn plain_words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    each_word(text, |word| {
        if !word.joined {
            out.push(lower_case(word.text));
        }
    });
    out
}

/// [`letter_at`] for À to ÿ, whose first byte is known.
fn common_letter(bytes: &[u8], at: usize) -> Option<(bool, usize)> {
    const TIMES: u8 = 0x97;
    const DIVIDED: u8 = 0xb7;
    let is_one = bytes[at] == 0xc3;
    is_one.then(|| (bytes.get(at + 1).is_some_and(|second| !matches!(*second, TIMES | DIVIDED)), 2))
}

/// Whether a word's letter stands there, and how many bytes it takes.
fn letter_at(text: &str, at: usize) -> (bool, usize) {
    text[at..].chars().next().map_or((false, 1), |letter| (is_word_letter(letter), letter.len_utf8()))
}

/// Combining marks belong to the letter before them; a soft hyphen is not there.
fn is_word_letter(letter: char) -> bool {
    match letter {
        'À'..='ÿ' => !matches!(letter, '×' | '÷'),
        _ => letter.is_alphanumeric() || matches!(letter, '\u{300}'..='\u{36f}' | SOFT_HYPHEN),
    }
}

struct Splitter<'t> {
    text: &'t str,
    /// Where the word before stands, if it may be joined with the next.
    before: Option<(usize, usize)>,
    /// Used again for each pair.
    joined: String,
}

impl Splitter<'_> {
    fn end_word(&mut self, start: usize, end: usize, give: &mut impl FnMut(RawWord)) {
        let word = &self.text[start..end];
        if !word.as_bytes()[0].is_ascii() && letters(word) == 0 {
            return;
        }
        give(RawWord { text: word, start, end, joined: false });
        let linked = self.before.filter(|(_, before)| is_link(&self.text.as_bytes()[*before..start]));
        let pair =
            linked.map(|(from, to)| (from, &self.text[from..to])).filter(|(_, before)| letters(before) + letters(word) <= JOINED_LETTERS);
        if let Some((from, before)) = pair {
            self.joined.clear();
            self.joined.push_str(before);
            if is_number(before) && is_number(word) {
                self.joined.push(BETWEEN_NUMBERS);
            }
            self.joined.push_str(word);
            give(RawWord { text: &self.joined, start: from, end, joined: true });
        }
        // Of three short words in a row the second pair is not joined: `1.2.3` is `12` and `3`.
        self.before = pair.is_none().then_some((start, end));
    }
}

fn letters(word: &str) -> usize {
    if word.is_ascii() { word.len() } else { word.chars().filter(|letter| *letter != SOFT_HYPHEN).count() }
}

/// Whether a word is all digits.
pub fn is_number(word: &str) -> bool {
    word.chars().all(char::is_numeric)
}

/// `-`, `/`, `.`, and the hyphens U+2010 and U+2011.
fn is_link(between: &[u8]) -> bool {
    matches!(between, [b'-' | b'/' | b'.'] | [0xe2, 0x80, 0x90 | 0x91])
}

/// A word in lower case, composed, without soft hyphens, and no longer than words are.
pub fn lower_case(word: &str) -> String {
    if word.is_ascii() {
        return word[..word.len().min(LONGEST_WORD)].to_ascii_lowercase();
    }
    let composed = match is_nfc_quick(word.chars()) {
        IsNormalized::Yes => word.to_lowercase(),
        _ => word.nfc().collect::<String>().to_lowercase(),
    };
    composed.chars().filter(|letter| *letter != SOFT_HYPHEN).take(LONGEST_WORD).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> String {
        let mut out: Vec<String> = Vec::new();
        each_word(text, |word| out.push(format!("{}{}", if word.joined { "+" } else { "" }, lower_case(word.text))));
        out.join(" ")
    }

    #[test]
    fn splits() {
        for (text, expected) in [
            ("Samtykke, portal.", "samtykke portal"),
            ("HK-dir og Udir", "hk dir +hkdir og udir"),
            ("sak 18/20", "sak 18 20 +18/20"),
            ("opplæringsloven § 3-5", "opplæringsloven 3 5 +3/5"),
            ("1.2.3", "1 2 +1/2 3"),
            ("grunnskole-overgang", "grunnskole overgang"),
            ("ÅPNE Data", "åpne data"),
            ("e\u{301}n", "én"),
            ("sam\u{ad}tykke \u{ad}", "samtykke"),
            ("2×3 à", "2 3 à"),
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
