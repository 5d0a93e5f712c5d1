//! When two spellings are the same name.

use crate::doc::actors::grammar;

/// A spelling in the register and whom it means.
#[derive(Clone, Debug)]
pub struct Spelling {
    pub actor: usize,
    /// Short names are common words in lower case ("sikt", "ot", "unit"): they count only as written.
    exactly: Option<String>,
}

/// Names of this many characters or fewer are matched with their capitals.
const SHORT: usize = 4;

impl Spelling {
    pub fn new(spelling: &str, actor: usize, common_noun: bool) -> Spelling {
        let short = !common_noun && spelling.chars().count() <= SHORT;
        Spelling { actor, exactly: short.then(|| spelling.to_string()) }
    }

    /// Whether only one writing of the name counts.
    pub fn is_exact(&self) -> bool {
        self.exactly.is_some()
    }

    /// Whether this writing of the name counts.
    pub fn allows(&self, written: &str) -> bool {
        self.exactly.as_ref().is_none_or(|exactly| exactly == written)
    }
}

/// Lower case, one space between words, one kind of dash, no "the".
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for (number, word) in name.split_whitespace().enumerate() {
        if number == 0 && word.eq_ignore_ascii_case("the") {
            continue;
        }
        if !folded.is_empty() {
            folded.push(' ');
        }
        match word.is_ascii() {
            true => folded.extend(word.chars().map(|sign| sign.to_ascii_lowercase())),
            false => folded.extend(word.chars().map(one_dash).flat_map(char::to_lowercase)),
        }
    }
    folded
}

fn one_dash(sign: char) -> char {
    if matches!(sign, '–' | '—' | '‑') { '-' } else { sign }
}

/// With which bytes names begin: most words begin otherwise, and need no further look.
#[derive(Clone, Debug)]
pub struct Beginnings {
    /// By the first two.
    firsts: Box<[bool; 1 << 16]>,
    /// By the second and the third.
    seconds: Box<[bool; 1 << 16]>,
    /// Some name begins with a sign that is no letter.
    by_signs: bool,
}

impl Beginnings {
    /// Case does not count for plain letters.
    pub fn add(&mut self, name: &str) {
        let cases = |byte: u8| [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()];
        self.add_in(name, cases);
    }

    /// For a name that counts only as it is written.
    pub fn add_exactly(&mut self, name: &str) {
        self.add_in(name, |byte| [byte, byte]);
    }

    fn add_in(&mut self, name: &str, cases: impl Fn(u8) -> [u8; 2]) {
        let [first, second, after @ ..] = name.as_bytes() else { return };
        self.by_signs |= first.is_ascii() && !first.is_ascii_alphabetic();
        for second in cases(*second) {
            cases(*first).into_iter().for_each(|first| self.firsts[pair(first, second)] = true);
            match after.first() {
                Some(third) => cases(*third).into_iter().for_each(|third| self.seconds[pair(second, third)] = true),
                None => (0..=u8::MAX).for_each(|third| self.seconds[pair(second, third)] = true),
            }
        }
    }

    pub fn hold(&self, first: u8, second: u8) -> bool {
        self.firsts[pair(first, second)]
    }

    /// The places, in order, where a word begins as a name does: no plain letter before it. Every byte of every text is looked at
    /// here, eight at a time.
    pub fn each(&self, text: &[u8], mut found: impl FnMut(usize)) {
        let mut look = |at: usize| {
            let begins = match text[at..] {
                [first, second, third, ..] => self.hold(first, second) && self.seconds[pair(second, third)],
                [first, second] => self.hold(first, second),
                _ => false,
            };
            if begins {
                found(at);
            }
        };
        let (eights, rest) = text.as_chunks::<8>();
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        // Whether no letter stands before the eight, as the highest bit of its byte.
        let mut before = 0x80;
        for (number, eight) in eights.iter().chain([&last]).enumerate() {
            let eight = u64::from_le_bytes(*eight);
            let others = no_letters(eight);
            let signs = if self.by_signs { 0 } else { others & !eight };
            let mut starts = (others << 8 | before) & !signs;
            before = others >> 56;
            while starts != 0 {
                look((number * 8 + starts.trailing_zeros() as usize / 8).min(text.len()));
                starts &= starts - 1;
            }
        }
    }
}

fn pair(first: u8, second: u8) -> usize {
    usize::from(u16::from_le_bytes([first, second]))
}

/// Of eight bytes, the highest bit of each that is no plain letter.
fn no_letters(eight: u64) -> u64 {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    // Letters are what is at least "A" and, of the thirty-two signs from there and of the next, among the first twenty-six.
    let from_a = (eight & (0x7f * EACH)) + (0x80 - u64::from(b'A')) * EACH;
    let past_z = (from_a & (0x1f * EACH)) + (0x80 - 26) * EACH;
    (!from_a | past_z | eight) & (0x80 * EACH)
}

impl Default for Beginnings {
    fn default() -> Beginnings {
        let none = || Box::new([false; 1 << 16]);
        Beginnings { firsts: none(), seconds: none(), by_signs: false }
    }
}

/// "de foresatte" → "foresatte"; a name that is nothing but a determiner stays.
pub fn without_determiner(name: &str) -> &str {
    match name.trim().split_once(' ') {
        Some((first, rest)) if grammar::is_one_of(first, grammar::DETERMINERS) => rest.trim_start(),
        _ => name.trim(),
    }
}

/// "Udirs" → "Udir", "Sikt's" → "Sikt".
pub fn without_genitive(name: &str) -> &str {
    let bare = name.strip_suffix('s').unwrap_or(name);
    bare.strip_suffix(['\'', '’']).unwrap_or(bare)
}

/// Endings of Norwegian nouns in both written forms, and of English plurals; longest first.
const ENDINGS: &[&str] = &["ene", "ane", "er", "ar", "en", "et", "e", "r", "s"];

/// A common noun without its ending: "kommunene", "kommuner" and "kommune" are one. Empty for what is not one word,
/// so that it is never found.
pub fn stem(word: &str) -> String {
    let folded = fold(word);
    if folded.contains(' ') {
        return String::new();
    }
    let ending = ENDINGS.iter().find(|ending| folded.strip_suffix(*ending).is_some_and(|stem| stem.chars().count() >= 3));
    let stem = ending.map_or(folded.as_str(), |ending| &folded[..folded.len() - ending.len()]);
    // "ungdommen" doubles the m of "ungdom".
    stem.strip_suffix("mm").map_or_else(|| stem.to_string(), |short| format!("{short}m"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_and_article() {
        for (name, folded) in [
            ("  The Norwegian  Directorate\tof Health", "norwegian directorate of health"),
            ("HK–dir", "hk-dir"),
            ("Ås Kommune", "ås kommune"),
            ("Theatre", "theatre"),
            ("The", ""),
        ] {
            assert_eq!(fold(name), folded);
        }
    }

    #[test]
    fn plain_letters_are_told_from_all_else() {
        for byte in 0..=u8::MAX {
            let others = no_letters(u64::from_le_bytes([b'a', byte, b'Z', byte, byte, b'A', b'z', byte]));
            let expected = if byte.is_ascii_alphabetic() { 0 } else { 0x8000_0080_8000_8000 };
            assert_eq!(others, expected, "{byte}");
        }
    }

    #[test]
    fn names_may_begin_only_where_no_letter_stands_before() {
        let mut beginnings = Beginnings::default();
        beginnings.add("Udir");
        beginnings.add_exactly("KS");
        beginnings.add("Ås");
        for (text, expected) in [
            ("udir", &[0][..]),
            ("UD KS ks Ks", &[3]),
            ("ved udir og Udir, eller (KS/KS) – «udir»", &[4, 12, 25, 28, 38]),
            ("xudir 1udir æudir [udir] {KS}|KS", &[7, 14, 20, 27, 31]),
            ("u", &[]),
            ("", &[]),
            ("sju ord u", &[]),
            ("udøde udirekte KSS K udi, ud", &[7, 16, 22, 27]),
            ("ÅS, Ås og ås", &[0, 5]),
        ] {
            let mut found = Vec::new();
            beginnings.each(text.as_bytes(), |at| found.push(at));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn names_may_begin_with_signs() {
        let mut beginnings = Beginnings::default();
        beginnings.add("4human");
        let mut found = Vec::new();
        beginnings.each(b"Om 4human (4Human) 14human", |at| found.push(at));
        assert_eq!(found, [3, 11, 20]);
    }

    #[test]
    fn inflections_of_a_word_have_one_stem() {
        for forms in [
            &["kommune", "Kommuner", "kommunene", "kommunar", "kommunane", "kommunen"][..],
            &["elev", "elever", "eleven", "elevene", "elevar", "elevane"],
            &["barn", "barnet", "Barn"],
            &["ungdom", "ungdommen", "ungdommer"],
            &["pupil", "pupils"],
        ] {
            assert!(forms.iter().all(|form| stem(form) == stem(forms[0])), "{forms:?}");
        }
        assert_ne!(stem("elev"), stem("lærer"));
    }
}
