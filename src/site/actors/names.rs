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
///
/// Every byte of every text is looked at here, by the Shift-Or algorithm over pairs of neighbouring bytes: a bit for each place at the
/// beginning of a name, set where the pair may not stand. A bit that is still unset at the last place tells of a name.
#[derive(Clone, Debug)]
pub struct Beginnings(Box<[u8; 1 << 16]>);

/// The places of a pair: the first byte and what stands before it, the first and the second, the second and the third, the third and
/// the fourth.
const BEFORE: u8 = 1;
const FIRST: u8 = 1 << 1;
const SECOND: u8 = 1 << 2;
const THIRD: u8 = 1 << 3;

/// So many pairs are looked at before it is asked whether a name begins among them: mostly none does.
const LOT: usize = 8;

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
        let is_word = name.bytes().all(|byte| byte.is_ascii_alphabetic());
        let any = || (0..=u8::MAX).filter(|byte| !is_word || may_follow(*byte)).collect::<Vec<u8>>();
        let thirds = after.first().map_or_else(any, |third| cases(*third).to_vec());
        let mut may_stand = |left: u8, right: u8, place: u8| self.0[number([left, right])] &= !place;
        for first in cases(*first) {
            (0..=u8::MAX).filter(|before| !before.is_ascii_alphabetic()).for_each(|before| may_stand(before, first, BEFORE));
            cases(*second).into_iter().for_each(|second| may_stand(first, second, FIRST));
        }
        for second in cases(*second) {
            thirds.iter().for_each(|third| may_stand(second, *third, SECOND));
        }
        for third in thirds {
            let fourths = match after {
                [] => (0..=u8::MAX).collect(),
                [_] => any(),
                [_, fourth, ..] => cases(*fourth).to_vec(),
            };
            fourths.into_iter().for_each(|fourth| may_stand(third, fourth, THIRD));
        }
    }

    pub fn hold(&self, first: u8, second: u8) -> bool {
        self.0[number([first, second])] & FIRST == 0
    }

    /// The places, in order, where a word begins as a name does: no plain letter before it.
    pub fn each(&self, text: &[u8], mut found: impl FnMut(usize)) {
        let Some(first) = text.first() else { return };
        let mut met = self.meet(u8::MAX, [b' ', *first]);
        let (mut at, mut rest) = (0, text);
        while let Some(lot) = rest.first_chunk::<{ LOT + 1 }>() {
            met = self.lot(met, lot, at, &mut found);
            (at, rest) = (at + LOT, &rest[LOT..]);
        }
        let mut last = [b' '; LOT + 2];
        last[..rest.len()].copy_from_slice(rest);
        self.lot(met, &last, at, &mut found);
    }

    /// Goes on with the pairs of a piece of text that stands at `start`.
    fn lot<const N: usize>(&self, before: u8, lot: &[u8; N], start: usize, found: &mut impl FnMut(usize)) -> u8 {
        let (mut met, mut all) = (before, u8::MAX);
        for pair in pairs(lot) {
            met = self.meet(met, pair);
            all &= met;
        }
        if all & THIRD == 0 {
            self.tell(before, lot, start, found);
        }
        met
    }

    /// Tells where a name has shown its fourth byte among these pairs.
    #[cold]
    fn tell(&self, mut met: u8, lot: &[u8], start: usize, found: &mut impl FnMut(usize)) {
        for (at, pair) in (start..).zip(pairs(lot)) {
            met = self.meet(met, pair);
            if met & THIRD == 0 {
                found(at - 2);
            }
        }
    }

    fn meet(&self, met: u8, pair: [u8; 2]) -> u8 {
        met << 1 | self.0[number(pair)]
    }
}

fn pairs(bytes: &[u8]) -> impl Iterator<Item = [u8; 2]> + '_ {
    bytes.iter().zip(bytes.iter().skip(1)).map(|(first, second)| [*first, *second])
}

/// Whether a name of plain letters can have ended before this byte: a letter after it makes another word, unless it is a genitive's.
fn may_follow(byte: u8) -> bool {
    byte == b's' || !byte.is_ascii_alphanumeric()
}

fn number(pair: [u8; 2]) -> usize {
    usize::from(u16::from_le_bytes(pair))
}

impl Default for Beginnings {
    fn default() -> Beginnings {
        Beginnings(Box::new([u8::MAX; 1 << 16]))
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
    stem_of_folded(&fold(word))
}

/// The same, of a word that is folded already.
pub fn stem_of_folded(folded: &str) -> String {
    if folded.contains(' ') {
        return String::new();
    }
    let ending = ENDINGS.iter().find(|ending| folded.strip_suffix(*ending).is_some_and(|stem| stem.chars().count() >= 3));
    let stem = ending.map_or(folded, |ending| &folded[..folded.len() - ending.len()]);
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
    fn names_may_begin_only_where_no_letter_stands_before() {
        let mut beginnings = Beginnings::default();
        beginnings.add("Udir");
        beginnings.add_exactly("KS");
        beginnings.add("Ås");
        for (text, expected) in [
            ("", &[][..]),
            ("K", &[]),
            ("KS", &[0]),
            ("12345678 KS, 12345678 KS", &[9, 22]),
            ("udir", &[0]),
            ("UD KS ks Ks", &[3]),
            ("ved udir og Udir, eller (KS/KS) – «udir»", &[4, 12, 25, 28, 38]),
            ("xudir 1udir æudir [udir] {KS}|KS", &[7, 14, 20, 27, 31]),
            ("u", &[]),
            ("", &[]),
            ("sju ord u", &[]),
            ("udøde udirekte KSS K udi, ud", &[7]),
            ("KSs tall, KSA, KS-en", &[0, 15]),
            ("ÅS, Ås og ås", &[0, 5]),
        ] {
            let mut found = Vec::new();
            beginnings.each(text.as_bytes(), |at| found.push(at));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn names_are_found_wherever_the_text_ends() {
        let mut beginnings = Beginnings::default();
        beginnings.add("Udir");
        beginnings.add_exactly("KS");
        for before in 0..3 * LOT {
            for name in ["KS", "KS.", "udir", "Udirs"] {
                let mut found = Vec::new();
                beginnings.each(format!("{}{name}", " ".repeat(before)).as_bytes(), |at| found.push(at));
                assert_eq!(found, [before], "{name}");
            }
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
