//! Text that stands where text is to come: "English translation TBD.", "Innhold kommer".

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// Whether a block says something, or that something is to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placeholder {
    No,
    /// The content itself is not written yet.
    Content,
    /// The translation is not.
    Translation,
}

impl Placeholder {
    pub fn is_any(self) -> bool {
        self != Placeholder::No
    }

    pub fn is_of_translation(self) -> bool {
        self == Placeholder::Translation
    }
}

/// As many words as such a remark has at most.
const LONGEST: usize = 30;

/// What says that something is to come, in bokmål, nynorsk and English. Whole words.
const TO_COME: &[&str] = &[
    "tbd",
    "tba",
    "tbc",
    "todo",
    "to do",
    "to be added",
    "to be done",
    "to be written",
    "to be translated",
    "to come",
    "to follow",
    "coming soon",
    "will be added",
    "will be translated",
    "will follow",
    "is coming",
    "under construction",
    "under preparation",
    "not yet",
    "not available",
    "only available in",
    "available in norwegian only",
    "currently available in",
    "placeholder",
    "kommer",
    "kommer snart",
    "kommer senere",
    "kjem",
    "skal skrives",
    "skal skrivast",
    "skal oversettes",
    "skal omsettast",
    "ikke oversatt",
    "ikkje omsett",
    "ikke skrevet",
    "ikkje skrive",
    "under arbeid",
    "under utarbeidelse",
    "mangler",
    "manglar",
    "bare på",
    "berre på",
    "kun på",
    "plassholder",
];

/// What says that it is about the content, so that "Toget kommer" is no placeholder.
const CONTENT: &[&str] =
    &["content", "text", "innhold", "innhald", "tekst", "beskrivelse", "description", "side", "page", "mer", "meir", "more"];

/// What says that it is about a translation.
const TRANSLATION: &[&str] = &[
    "translation",
    "translated",
    "english",
    "norwegian",
    "oversettelse",
    "oversettelsen",
    "oversatt",
    "omsetjing",
    "omsett",
    "norsk",
    "engelsk",
    "bokmål",
    "nynorsk",
];

/// What says all by itself that nothing is there.
const ALONE: &[&str] = &[
    "tbd",
    "tba",
    "tbc",
    "todo",
    "to do",
    "to be added",
    "coming soon",
    "kommer",
    "kommer snart",
    "kjem",
    "kommer senere",
    "under construction",
    "under arbeid",
    "under utarbeidelse",
    "placeholder",
    "plassholder",
];

pub(super) fn of(text: &str) -> Placeholder {
    let words = || text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    let count = words().take(LONGEST + 1).count();
    if count > LONGEST {
        return Placeholder::No;
    }
    let mut line = String::from(" ");
    for word in words() {
        line.extend(word.chars().flat_map(char::to_lowercase).chain([' ']));
    }
    if !PHRASES.is_match(&line) {
        return Placeholder::No;
    }
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| line.contains(&format!(" {phrase} ")));
    let is_alone = ALONE.contains(&line.trim());
    if has(TRANSLATION) {
        Placeholder::Translation
    } else if is_alone || (has(CONTENT) && count <= 8) {
        Placeholder::Content
    } else {
        Placeholder::No
    }
}

/// [`TO_COME`] with a blank on either side: every line of every translated page is looked through for all of them at once.
static PHRASES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let phrases = TO_COME.iter().map(|phrase| format!(" {phrase} "));
    AhoCorasick::new(phrases).expect("a few phrases")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_and_sentences() {
        for (text, expected) in [
            ("English translation TBD.", Placeholder::Translation),
            ("English content coming soon", Placeholder::Translation),
            ("This page is only available in Norwegian at the moment.", Placeholder::Translation),
            ("Denne siden er ikke oversatt ennå.", Placeholder::Translation),
            ("Sida er ikkje omsett.", Placeholder::Translation),
            ("(Innhold kommer)", Placeholder::Content),
            ("(Content to be added)", Placeholder::Content),
            ("TBD", Placeholder::Content),
            ("Kommer …", Placeholder::Content),
            ("Toget kommer klokken ti.", Placeholder::No),
            ("What is to be done is described below.", Placeholder::No),
            ("English schools and Norwegian schools share data.", Placeholder::No),
            ("", Placeholder::No),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }
}
