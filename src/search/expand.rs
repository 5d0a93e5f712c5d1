//! Words typed → stems meant, each with a weight.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::analysis::{Language, fold, words};
use super::lexicon::{Lexicon, Stem};
use super::rank::Tuning;

/// One word of a query with everything it may mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    pub form: String,
    pub meanings: BTreeMap<Stem, Meaning>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Meaning {
    pub weight: f64,
    pub why: Why,
}

/// How a word came to mean a stem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    Exact,
    Inflected,
    Neighbour,
    Variant,
    Prefix,
    Fuzzy,
    Part,
}

impl Wanted {
    fn add(&mut self, stems: impl IntoIterator<Item = Stem>, weight: f64, why: Why) {
        for stem in stems {
            let meaning = self.meanings.entry(stem).or_insert(Meaning { weight, why });
            if weight > meaning.weight {
                *meaning = Meaning { weight, why };
            }
        }
    }
}

/// The folded forms that a query asks for: stop words dropped, unless there is nothing else.
pub fn query_forms(texts: &[String], language: &Language, tuning: &Tuning) -> Vec<String> {
    let forms: Vec<String> = texts.iter().flat_map(|text| words(text)).filter(|word| !word.joined).map(|word| fold(&word.text)).collect();
    let meaningful: Vec<String> = forms.iter().filter(|form| !language.is_stop_word(form)).cloned().collect();
    if meaningful.is_empty() || !tuning.stop_words { forms } else { meaningful }
}

/// What the forms of a query mean in this lexicon. The last one may be unfinished.
pub fn expand(forms: &[String], lexicon: &Lexicon, language: &Language, tuning: &Tuning) -> Vec<Wanted> {
    let joined = neighbours(forms, lexicon, language);
    let mut out = Vec::new();
    for (at, form) in forms.iter().enumerate() {
        let last = at + 1 == forms.len();
        out.extend(expand_one(form, &joined[at], last, lexicon, language, tuning));
    }
    out
}

fn expand_one(form: &str, joined: &BTreeSet<Stem>, last: bool, lexicon: &Lexicon, language: &Language, tuning: &Tuning) -> Vec<Wanted> {
    let mut wanted = Wanted { form: form.to_string(), ..Wanted::default() };
    let exact = lexicon.exact(form);
    let why = if exact.is_empty() { Why::Inflected } else { Why::Exact };
    wanted.add(lexicon.inflected(form, language), 1.0, why);
    wanted.add(lexicon.variants(form, language), tuning.variant, Why::Variant);
    wanted.add(joined.iter().copied(), tuning.neighbour, Why::Neighbour);
    if last && form.chars().count() >= 2 {
        wanted.add(lexicon.prefixed(form), tuning.prefix, Why::Prefix);
    }
    if !wanted.meanings.is_empty() {
        return vec![wanted];
    }
    let near = lexicon.near(form);
    if let Some((1, stems)) = near {
        wanted.add(stems, tuning.fuzzy, Why::Fuzzy);
        return vec![wanted];
    }
    if let Some((head, tail)) = lexicon.split(form, language) {
        let part = |part: &str| {
            let mut wanted = Wanted { form: part.to_string(), ..Wanted::default() };
            wanted.add(lexicon.exact(part), tuning.split, Why::Part);
            wanted
        };
        return vec![part(head), part(tail)];
    }
    if let Some((distance, stems)) = near {
        wanted.add(stems, tuning.fuzzy / distance as f64, Why::Fuzzy);
    }
    vec![wanted]
}

/// For each form the stems of compounds that it makes with the word before or after, in either
/// order: `data plattform` → `dataplattform`, `register utdanning` → `utdanningsregister`.
fn neighbours(forms: &[String], lexicon: &Lexicon, language: &Language) -> Vec<BTreeSet<Stem>> {
    let mut out = vec![BTreeSet::new(); forms.len()];
    for at in 1..forms.len() {
        let (one, other) = (&forms[at - 1], &forms[at]);
        let mut stems = BTreeSet::new();
        for link in language.links {
            stems.extend(lexicon.exact(&format!("{one}{link}{other}")));
            stems.extend(lexicon.exact(&format!("{other}{link}{one}")));
        }
        out[at - 1].extend(stems.iter().copied());
        out[at].extend(stems);
    }
    out
}
