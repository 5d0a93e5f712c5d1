//! Splitting a text into words.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A word as it stands in a text, lower-cased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawWord {
    pub text: String,
    pub start: usize,
    pub end: usize,
    /// Joined from the two words before it: `hk-dir` → `hkdir`.
    pub joined: bool,
}

/// The longest pair that is also joined, in letters: `hk-dir`, `e-helse`, `18/20`.
const JOINED_LETTERS: usize = 8;
/// A word longer than this is no word (a key, an encoded image) and is cut.
const LONGEST_WORD: usize = 64;

/// The words of a text: runs of letters and digits. Short pairs around `-`, `/` or `.` come joined as well.
pub fn words(text: &str) -> Vec<RawWord> {
    let mut out: Vec<RawWord> = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        match (is_word_letter(letter), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                push(&mut out, text, from, at);
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// Combining marks belong to the letter before them; a soft hyphen is not there.
fn is_word_letter(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '\u{300}'..='\u{36f}' | '\u{ad}')
}

fn push(out: &mut Vec<RawWord>, text: &str, start: usize, end: usize) {
    let lower = lower_case(&text[start..end]);
    if lower.is_empty() {
        return;
    }
    let before = out.last().filter(|before| !before.joined && is_link(&text[before.end..start])).cloned();
    let joined = before.filter(|before| before.text.chars().count() + lower.chars().count() <= JOINED_LETTERS);
    out.push(RawWord { text: lower.clone(), start, end, joined: false });
    if let Some(before) = joined {
        out.push(RawWord { text: before.text + &lower, start: before.start, end, joined: true });
    }
}

fn is_link(between: &str) -> bool {
    matches!(between, "-" | "/" | "." | "\u{2010}" | "\u{2011}")
}

fn lower_case(word: &str) -> String {
    if word.is_ascii() {
        let mut lower = word.to_ascii_lowercase();
        lower.truncate(LONGEST_WORD);
        return lower;
    }
    let composed = match is_nfc_quick(word.chars()) {
        IsNormalized::Yes => word.to_lowercase(),
        _ => word.nfc().collect::<String>().to_lowercase(),
    };
    composed.chars().filter(|letter| *letter != '\u{ad}').take(LONGEST_WORD).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> String {
        words(text).into_iter().map(|word| if word.joined { format!("+{}", word.text) } else { word.text }).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn splits() {
        for (text, expected) in [
            ("Samtykke, portal.", "samtykke portal"),
            ("HK-dir og Udir", "hk dir +hkdir og udir"),
            ("sak 18/20", "sak 18 20 +1820"),
            ("opplæringsloven § 3-5", "opplæringsloven 3 5 +35"),
            ("grunnskole-overgang", "grunnskole overgang"),
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
        for word in words(text) {
            assert!(text.get(word.start..word.end).is_some());
        }
        assert_eq!(&text[words(text)[1].start..words(text)[1].end], "Øst");
    }
}
