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
