//! Words that mean the same: a language's own pairs and those that the site's owner gives.

use std::collections::{BTreeMap, BTreeSet};

use super::analysis::{Language, fold, plain_words};

/// Groups of words that mean the same: common abbreviations, and an owner's synonyms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thesaurus {
    /// Word → others. Folded.
    words: BTreeMap<String, BTreeSet<String>>,
    /// Several words → single ones, and single ones → several.
    phrases: Vec<(Vec<String>, Vec<String>)>,
}

impl Thesaurus {
    /// The owner's lists beside the common abbreviations.
    pub fn new(lists: &[Vec<String>]) -> Thesaurus {
        let common = abbreviations().map(|group| group.map(str::to_string).collect());
        Thesaurus::of(&common.chain(lists.iter().cloned()).collect::<Vec<_>>())
    }

    fn of(lists: &[Vec<String>]) -> Thesaurus {
        let mut out = Thesaurus::default();
        for list in lists {
            let terms: Vec<Vec<String>> = list
                .iter()
                .map(|term| plain_words(term).iter().map(|word| fold(word)).collect())
                .filter(|term: &Vec<String>| !term.is_empty())
                .collect();
            for one in &terms {
                for other in terms.iter().filter(|other| *other != one) {
                    match (one.as_slice(), other.as_slice()) {
                        ([one], [other]) => drop(out.words.entry(one.clone()).or_default().insert(other.clone())),
                        _ => out.phrases.push((one.clone(), other.clone())),
                    }
                }
            }
        }
        out.phrases.sort();
        out.phrases.dedup();
        out
    }

    /// What a word may also be called, in the other written form or by the owner.
    pub fn others<'t>(&'t self, base: &str, language: &'t Language) -> impl Iterator<Item = &'t str> {
        let of = |map: &'t BTreeMap<String, BTreeSet<String>>| map.get(base).into_iter().flatten().map(String::as_str);
        of(&language.variants).chain(of(&self.words))
    }

    /// Every word with its others, in order.
    pub fn all<'t>(&'t self, language: &'t Language) -> BTreeMap<&'t str, BTreeSet<&'t str>> {
        let bases: BTreeSet<&str> = language.variants.keys().chain(self.words.keys()).map(String::as_str).collect();
        bases.into_iter().map(|base| (base, self.others(base, language).collect())).collect()
    }

    /// What is said in several words on one side at least: what was typed → what it also means. Of that, some word must be known.
    pub fn phrases_where(&self, is_known: impl Fn(&str) -> bool) -> Vec<&(Vec<String>, Vec<String>)> {
        self.phrases.iter().filter(|(_, meant)| meant.iter().any(|word| is_known(word))).collect()
    }

    /// The same, wherever it leads.
    pub fn phrases(&self) -> &[(Vec<String>, Vec<String>)] {
        &self.phrases
    }
}

/// The groups of the list of common abbreviations.
fn abbreviations() -> impl Iterator<Item = impl Iterator<Item = &'static str>> {
    let lines = include_str!("analysis/abbreviations.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('=').map(str::trim))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_abbreviations_are_known_and_each_stands_once() {
        let thesaurus = Thesaurus::new(&[]);
        let meant = |typed: &str| {
            let found = thesaurus.phrases().iter().filter(|(from, _)| from.join(" ") == typed);
            found.map(|(_, to)| to.join(" ")).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(meant("kunstig intelligens"), "ai, artificial intelligence, ki");
        assert_eq!(meant("ppt"), "pedagogisk psykologisk tjeneste, pp tjenesten");
        let mut terms: Vec<&str> = abbreviations().flatten().collect();
        let all = terms.len();
        terms.sort();
        terms.dedup();
        assert_eq!(terms.len(), all);
        assert!(abbreviations().all(|group| group.count() > 1));
    }

    #[test]
    fn lists_go_every_way() {
        let list = |words: &[&str]| words.iter().map(|word| word.to_string()).collect::<Vec<_>>();
        let thesaurus = Thesaurus::of(&[list(&["KI", "AI", "kunstig intelligens"]), list(&["Øving", "", "trening"])]);
        let others = |word: &str| thesaurus.others(word, Language::of("en")).collect::<Vec<_>>().join(" ");
        assert_eq!(others("ki"), "ai");
        assert_eq!(others("oving"), "trening");
        let phrases: Vec<String> =
            thesaurus.phrases().iter().map(|(one, other)| format!("{} → {}", one.join(" "), other.join(" "))).collect();
        assert_eq!(
            phrases,
            ["ai → kunstig intelligens", "ki → kunstig intelligens", "kunstig intelligens → ai", "kunstig intelligens → ki"]
        );
    }
}
