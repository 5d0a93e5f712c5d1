//! What the search knows of each language.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use frostem::Algorithm;

use super::fold::fold;

/// A language's rules and lists. All words in it are folded forms.
pub struct Language {
    pub stemmer: Option<Algorithm>,
    /// Brings together what the stemmer leaves apart. It only cuts: a stem is always a beginning of its word.
    /// It is given the stem and the form.
    pub mend_stem: fn(String, &str) -> String,
    /// Words that carry no meaning of their own in a query.
    pub stop_words: BTreeSet<String>,
    /// Endings by which an inflection that the index has not met finds one that it has; longest first.
    pub endings: Vec<&'static str>,
    /// Letters that may stand between the parts of a compound.
    pub links: &'static [&'static str],
    /// Stop words that make one word with a verb before them: `logge inn` is `innlogging`, and `log in` is `login`.
    pub particles: &'static [&'static str],
    /// For a word that no page has, those near it in what they mean.
    pub related: BTreeMap<String, Vec<String>>,
    /// Words of the other written form, both ways: `tenest` ↔ `tjenest`. Beginnings, not whole words.
    pub variants: BTreeMap<String, BTreeSet<String>>,
}

/// The part of the index that holds a language: bokmål, nynorsk and plain `no` share one.
pub fn part_of(lang: &str) -> &str {
    match lang.split(['-', '_']).next().unwrap_or(lang) {
        "nn" | "no" => "nb",
        other => other,
    }
}

impl Language {
    /// The rules for a language key; a language that is not known is split and folded only.
    pub fn of(lang: &str) -> &'static Language {
        match part_of(lang) {
            "nb" => &NORWEGIAN,
            "en" => &ENGLISH,
            "da" => &DANISH,
            "sv" => &SWEDISH,
            "de" => &GERMAN,
            "fr" => &FRENCH,
            "es" => &SPANISH,
            "fi" => &FINNISH,
            _ => &OTHER,
        }
    }

    pub fn is_stop_word(&self, form: &str) -> bool {
        self.stop_words.contains(form)
    }
}

static NORWEGIAN: LazyLock<Language> = LazyLock::new(|| Language {
    stemmer: Some(Algorithm::Norwegian),
    mend_stem: mend_norwegian,
    stop_words: word_set(include_str!("stop_nb.txt")),
    endings: vec![
        "elsene", "elsen", "endes", "ningen", "heten", "ene", "ane", "ens", "ets", "ers", "ede", "ert", "ende", "else", "enes", "anes",
        "ingene", "ingane", "ingen", "inger", "ingar", "inga", "ing", "ninger", "ning", "en", "et", "er", "ar", "es", "te", "de", "ne",
        "a", "e", "t", "s", "n", "r", "",
    ],
    links: &["", "s", "e"],
    particles: &["inn", "ut", "opp", "ned", "pa"],
    variants: variant_map(include_str!("nynorsk.txt")),
    related: related_words(include_str!("related_nb.txt")),
});

static ENGLISH: LazyLock<Language> = LazyLock::new(|| Language {
    stemmer: Some(Algorithm::English),
    mend_stem: as_it_is,
    stop_words: word_set(include_str!("stop_en.txt")),
    endings: vec!["ments", "ment", "ings", "ing", "ers", "er", "ed", "es", "ly", "s", "e", "d", ""],
    links: &[""],
    particles: &["in", "out", "up", "off", "down"],
    variants: BTreeMap::new(),
    related: related_words(include_str!("related_en.txt")),
});

static DANISH: LazyLock<Language> = LazyLock::new(|| stemmed(Algorithm::Danish, &["", "s", "e"]));
static SWEDISH: LazyLock<Language> = LazyLock::new(|| stemmed(Algorithm::Swedish, &["", "s"]));
static GERMAN: LazyLock<Language> = LazyLock::new(|| stemmed(Algorithm::German, &["", "s", "n", "en"]));
static FRENCH: LazyLock<Language> = LazyLock::new(|| stemmed(Algorithm::French, &[""]));
static SPANISH: LazyLock<Language> = LazyLock::new(|| stemmed(Algorithm::Spanish, &[""]));
static FINNISH: LazyLock<Language> = LazyLock::new(|| stemmed(Algorithm::Finnish, &[""]));
static OTHER: LazyLock<Language> = LazyLock::new(|| Language {
    stemmer: None,
    mend_stem: as_it_is,
    stop_words: BTreeSet::new(),
    endings: vec![""],
    links: &[""],
    particles: &[],
    variants: BTreeMap::new(),
    related: BTreeMap::new(),
});

fn stemmed(stemmer: Algorithm, links: &'static [&'static str]) -> Language {
    Language {
        stemmer: Some(stemmer),
        mend_stem: as_it_is,
        stop_words: BTreeSet::new(),
        endings: vec!["en", "er", "es", "s", "e", "n", ""],
        links,
        particles: &[],
        variants: BTreeMap::new(),
        related: BTreeMap::new(),
    }
}

fn as_it_is(stem: String, _: &str) -> String {
    stem
}

/// The stemmer knows `lærer`, `register` and `utseende` as `lær`, `regist` and `utse`, but `læreren` as `lærer`, `registre` as
/// `registr` and `utseendet` as `utseend`; `studium` and `studier` stay apart as well, and so do `grupper` and `gruppers`.
fn mend_norwegian(mut stem: String, form: &str) -> String {
    const SHORTEST: usize = 3;
    if let Some(verb) = verb_in_ig(form) {
        return verb.to_string();
    }
    cut_ing(&mut stem);
    let cut = if stem.ends_with("ium") || stem.ends_with("er") {
        2
    } else if stem.ends_with("end") || stem.ends_with("ers") {
        3
    } else if ends_in_loose_r(&stem) {
        1
    } else {
        0
    };
    if stem.len() >= SHORTEST + cut {
        stem.truncate(stem.len() - cut);
    }
    stem
}

/// `naviger` and `korriger` lose an ending too much: they would be filed under `nav`, an agency, and apart from `navigere`.
/// The nouns in `-iger` are homes.
fn verb_in_ig(form: &str) -> Option<&str> {
    form.strip_suffix("er").filter(|verb| verb.ends_with("ig") && !verb.ends_with("bolig"))
}

/// What is done is asked for by its verb: `betaling` and `betale`, `registrering` and `registrere`. Short ones are other words:
/// `måling` is no `mål`, and who is told a `melding` need not have `meldt` it.
fn cut_ing(stem: &mut String) {
    const SHORTEST: usize = 5;
    if let Some(verb) = stem.strip_suffix("ing")
        && verb.chars().count() >= SHORTEST
    {
        stem.truncate(verb.len());
    }
}

/// `registr`, `sentr`: an r after two consonants; not after d and r, as in `hundre` and `større`.
fn ends_in_loose_r(stem: &str) -> bool {
    let is_consonant = |letter: char| letter.is_ascii_lowercase() && !"aeiouy".contains(letter);
    let Some(rest) = stem.strip_suffix('r') else { return false };
    let mut letters = rest.chars().rev();
    let last_is_fit = letters.next().is_some_and(|last| is_consonant(last) && !"dr".contains(last));
    last_is_fit && letters.next().is_some_and(is_consonant)
}

/// Words in a list, folded; `#` begins a comment.
fn word_set(list: &str) -> BTreeSet<String> {
    list.lines().flat_map(|line| line.split('#').next().unwrap_or("").split_whitespace()).map(fold).collect()
}

/// Both sides of the lines of a list that have two; `#` begins a comment.
fn pairs(list: &str) -> impl Iterator<Item = (&str, &str)> {
    list.lines().filter_map(|line| line.split('#').next()?.split_once('='))
}

/// Words between commas, folded.
fn listed(side: &str) -> impl Iterator<Item = String> {
    side.split(',').map(|word| fold(word.trim()))
}

/// Lines `word = word[, word …]`, folded, one way.
fn related_words(list: &str) -> BTreeMap<String, Vec<String>> {
    pairs(list).map(|(word, related)| (fold(word.trim()), listed(related).collect())).collect()
}

/// Lines `nynorsk = bokmål[, bokmål …]`, folded, both ways.
fn variant_map(list: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut map: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (left, right) in pairs(list) {
        for one in listed(left) {
            // What differs in letters that fold alone is one word already.
            for other in listed(right).filter(|other| *other != one) {
                map.entry(one.clone()).or_default().insert(other.clone());
                map.entry(other).or_default().insert(one.clone());
            }
        }
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nynorsk_list_is_long_enough_and_goes_both_ways() {
        let pairs = include_str!("nynorsk.txt").lines().filter(|line| line.contains('=') && !line.starts_with('#')).count();
        assert!(pairs >= 150, "{pairs} pairs");
        for (word, others) in &Language::of("nn").variants {
            for other in others {
                assert!(Language::of("nb").variants[other].contains(word), "{word} {other}");
            }
        }
    }

    #[test]
    fn related_words_are_single_ones_that_are_looked_for() {
        for language in [Language::of("nb"), Language::of("en")] {
            assert!(language.related.len() > 300);
            for (word, others) in &language.related {
                for word in others.iter().chain([word]) {
                    assert!(!word.contains(' ') && !language.is_stop_word(word), "{word}");
                }
                assert!(!others.contains(word), "{word} is related to itself");
            }
        }
    }

    #[test]
    fn parts() {
        for (lang, part) in [("nn", "nb"), ("nb", "nb"), ("nb-no", "nb"), ("no", "nb"), ("en-gb", "en"), ("xx", "xx")] {
            assert_eq!(part_of(lang), part);
        }
    }
}
