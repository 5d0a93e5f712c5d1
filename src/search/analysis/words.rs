//! Splitting a text into words.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::suspended::Suspended;

/// A word as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawWord<'w> {
    /// As written; [`lower_case`] makes of it what is filed.
    pub text: &'w str,
    pub start: usize,
    pub end: usize,
    /// Joined from two words: `hk-dir` → `hkdir`; `kontakt- og reservasjonsregister` → `kontakt-reservasjonsregister`.
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
    let mut splitter = Splitter { text, before: None, joined: String::new(), suspended: Suspended::default() };
    let mut runs = Runs::new(text);
    let mut at = 0;
    loop {
        let start = runs.end(at, false);
        if start == text.len() {
            return;
        }
        at = runs.end(start, true);
        splitter.end_word(start, at, &mut give);
    }
}

/// Where runs of letters, and of what is none, end in a text. Every byte of a site comes past here, so as many are told from
/// each other at once as a number has bits, and a run's end is one step away, however long it is.
struct Runs<'t> {
    text: &'t str,
    /// Where the bytes begin that are known.
    from: usize,
    kinds: Kinds,
}

/// A bit for each of so many bytes, the first lowest.
#[derive(Clone, Copy, Default)]
struct Kinds {
    letters: u64,
    /// Bytes that alone do not tell.
    parts: u64,
}

const AT_ONCE: usize = u64::BITS as usize;

impl<'t> Runs<'t> {
    fn new(text: &'t str) -> Runs<'t> {
        Runs { text, from: 0, kinds: kinds_from(text.as_bytes(), 0) }
    }

    /// Where the run ends that begins at a byte.
    #[inline]
    fn end(&mut self, mut at: usize, of_letters: bool) -> usize {
        while at < self.text.len() {
            if at >= self.from + AT_ONCE {
                self.from = at - at % AT_ONCE;
                self.kinds = kinds_from(self.text.as_bytes(), self.from);
            }
            let Kinds { letters, parts } = self.kinds;
            let others = if of_letters { !letters } else { letters | parts };
            let others = others >> (at - self.from);
            if others == 0 {
                at = self.from + AT_ONCE;
                continue;
            }
            at += others.trailing_zeros() as usize;
            if parts >> (at - self.from) & 1 == 0 {
                break;
            }
            match letter_at(self.text, at) {
                (is_letter, width) if is_letter == of_letters => at += width,
                _ => break,
            }
        }
        at.min(self.text.len())
    }
}

/// What the bytes from one on are. Behind the end is no letter.
fn kinds_from(text: &[u8], from: usize) -> Kinds {
    // With the byte before them and the one behind.
    let mut window = [0; AT_ONCE + 2];
    let end = text.len().min(from + AT_ONCE + 1);
    match from.checked_sub(1) {
        Some(before) => window[..end - before].copy_from_slice(&text[before..end]),
        None => window[1..=end].copy_from_slice(&text[..end]),
    }
    kinds(&window)
}

/// À to ÿ begin so in UTF-8; with these two behind it, it is × or ÷.
const FIRST_OF_COMMON: u8 = 0xc3;
const TIMES: u8 = 0x97;
const DIVIDED: u8 = 0xb7;

/// Without branches, so that many bytes are looked at together.
fn kinds(window: &[u8; AT_ONCE + 2]) -> Kinds {
    let (mut letters, mut parts) = ([0u8; AT_ONCE], [0u8; AT_ONCE]);
    let is_no_sign = |second: u8| (second != TIMES) & (second != DIVIDED);
    for at in 0..AT_ONCE {
        let (before, byte, behind) = (window[at], window[at + 1], window[at + 2]);
        let is_plain = ((byte | 0x20).wrapping_sub(b'a') < 26) | (byte.wrapping_sub(b'0') < 10);
        let is_first = (byte == FIRST_OF_COMMON) & is_no_sign(behind);
        let is_second = (before == FIRST_OF_COMMON) & (byte >= 0x80) & is_no_sign(byte);
        let is_letter = is_plain | is_first | is_second;
        letters[at] = u8::from(is_letter);
        parts[at] = u8::from((byte >= 0x80) & !is_letter);
    }
    Kinds { letters: bits(&letters), parts: bits(&parts) }
}

/// The lowest bits of bytes, side by side.
fn bits(bytes: &[u8; AT_ONCE]) -> u64 {
    // Moves the bit of each of eight bytes to its place in the highest.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = bytes.as_chunks::<8>();
    (0..).zip(eights).fold(0, |all, (number, eight)| all | u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56 << (8 * number))
}

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
    suspended: Suspended,
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
        self.suspended.take(self.text, (start, end), give);
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
            ("helse- og omsorgstjenester", "helse og omsorgstjenester +helse-omsorgstjenester"),
            ("kommune-, fylkes- og statsnivå", "kommune fylkes og statsnivå +kommune-statsnivå +fylkes-statsnivå"),
            ("lov- og forskrift", "lov og forskrift +lov-forskrift"),
            ("barne-/ungdomsskole", "barne ungdomsskole +barne-ungdomsskole"),
            ("bolig- og bil", "bolig og bil"),
            ("bolig- . Og byggesaker", "bolig og byggesaker"),
            ("vei- og så ikke byggesaker", "vei og så ikke byggesaker"),
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
    fn a_word_ends_where_its_letters_do_wherever_it_stands() {
        for text in ["må×le", "–«åpne»÷ø", "e\u{301}n Ωμέγα 漢字", "øøø§ß\u{ad}t", "Ã—b·c", "1½x"].map(|part| part.repeat(3))
        {
            for before in 0..2 * AT_ONCE {
                let text = format!("{}{text}", ". ".repeat(before / 2) + &"a".repeat(before % 2 * before));
                let mut found = Vec::new();
                each_word(&text, |word| found.extend((!word.joined).then(|| word.text.to_string())));
                let runs = text.split(|letter| !is_word_letter(letter)).filter(|run| run.chars().any(|letter| letter != SOFT_HYPHEN));
                assert_eq!(found, runs.collect::<Vec<_>>(), "{text:?}");
            }
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
