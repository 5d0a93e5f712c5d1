//! Words that mean the same: a language's own pairs and those that the site's owner gives.

use std::collections::{BTreeMap, BTreeSet};

use super::analysis::{Language, fold, plain_words};

/// An owner's synonyms: in each list everything means the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thesaurus {
    /// Word → others. Folded.
    words: BTreeMap<String, BTreeSet<String>>,
    /// Several words → single ones, and single ones → several.
    phrases: Vec<(Vec<String>, Vec<String>)>,
}

impl Thesaurus {
    pub fn new(lists: &[Vec<String>]) -> Thesaurus {
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

    /// What is said in several words on one side at least: what was typed → what it also means.
    pub fn phrases(&self) -> &[(Vec<String>, Vec<String>)] {
        &self.phrases
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_go_every_way() {
        let list = |words: &[&str]| words.iter().map(|word| word.to_string()).collect::<Vec<_>>();
        let thesaurus = Thesaurus::new(&[list(&["KI", "AI", "kunstig intelligens"]), list(&["Øving", "", "trening"])]);
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
