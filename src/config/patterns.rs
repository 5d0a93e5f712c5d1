//! What labels are held against: the headings of actors, and the like.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use serde::{Serialize, Serializer};

/// Patterns of folded labels. A pattern is the whole label; with `*` at its end, how the label begins; with `*` before a single
/// word, that word after at most three describing words ("Sentrale aktører").
///
/// Every heading of every page is held against them all, so they are found by the byte that a label begins or ends with.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    written: Vec<String>,
    by_first: BTreeMap<u8, Vec<usize>>,
    by_last: BTreeMap<u8, Vec<usize>>,
}

impl Patterns {
    pub fn new(written: Vec<String>) -> Patterns {
        let mut patterns = Patterns::default();
        for (at, pattern) in written.iter().enumerate() {
            match pattern.as_bytes() {
                [b'*', .., last] => patterns.by_last.entry(*last).or_default().push(at),
                [first, ..] => patterns.by_first.entry(*first).or_default().push(at),
                [] => {}
            }
        }
        Patterns { written, ..patterns }
    }

    /// Puts more before those that are there.
    pub fn prepend(&mut self, mut more: Vec<String>) {
        more.append(&mut self.written);
        *self = Patterns::new(more);
    }

    /// Whether a folded label is one of them.
    pub fn hold(&self, label: &str) -> bool {
        let may = |by: &BTreeMap<u8, Vec<usize>>, byte: Option<&u8>| {
            byte.and_then(|byte| by.get(byte)).is_some_and(|places| places.iter().any(|at| matches(&self.written[*at], label)))
        };
        may(&self.by_first, label.as_bytes().first()) || may(&self.by_last, label.as_bytes().last())
    }
}

impl PartialEq for Patterns {
    fn eq(&self, other: &Patterns) -> bool {
        self.written == other.written
    }
}

impl Eq for Patterns {}

impl Hash for Patterns {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.written.hash(state);
    }
}

impl Serialize for Patterns {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written.serialize(serializer)
    }
}

/// `pattern` and `label` both folded.
#[inline]
pub(super) fn matches(pattern: &str, label: &str) -> bool {
    // The outermost letters rule most patterns out.
    let ends = |text: &str| (text.as_bytes().first().copied(), text.as_bytes().last().copied());
    let ((first, last), (label_first, label_last)) = (ends(pattern), ends(label));
    let could = match (first, last) {
        (Some(b'*'), _) => last == label_last,
        (_, Some(b'*')) => first == label_first,
        _ => pattern.len() == label.len() && first == label_first,
    };
    could && matches_in_full(pattern, label)
}

fn matches_in_full(pattern: &str, label: &str) -> bool {
    if let Some(start) = pattern.strip_suffix('*') {
        label.starts_with(start)
    } else if let Some(word) = pattern.strip_prefix('*') {
        let before = label.strip_suffix(word).map(str::trim_end);
        before.is_some_and(|before| before.split(' ').filter(|part| !part.is_empty()).all(is_describing) && before.split(' ').count() <= 3)
    } else {
        pattern == label
    }
}

/// Adjectives and what joins them; anything short is a preposition or a pronoun ("for", "hvem er de").
fn is_describing(word: &str) -> bool {
    matches!(word, "og" | "and" | "dei" | "de" | "the" | "key" | "our" | "våre") || word.chars().count() > 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_found_whole_by_its_beginning_or_by_its_last_word() {
        let mut patterns = Patterns::new(["aktører", "meldt inn av*", "*parter"].map(str::to_string).to_vec());
        patterns.prepend(vec!["øvrige".to_string()]);
        for held in ["aktører", "meldt inn av", "meldt inn av ks", "parter", "sentrale parter", "de viktige parter", "øvrige"] {
            assert!(patterns.hold(held), "{held}");
        }
        for other in ["", "aktører i dag", "ikke meldt inn av ks", "for parter", "en to tre fire parter", "partere", "øvrig"] {
            assert!(!patterns.hold(other), "{other}");
        }
        assert_eq!(serde_json::to_value(&patterns).expect("JSON")[0], "øvrige");
    }
}
