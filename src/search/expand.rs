//! Words typed → stems meant, each with a weight.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::analysis::{BETWEEN_NUMBERS, Language, fold, is_number, plain_words};
use super::lexicon::{Lexicon, Stem};
use super::rank::Tuning;
use super::thesaurus::Thesaurus;

/// One word of a query with everything it may mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    pub form: String,
    pub meanings: BTreeMap<Stem, Meaning>,
    /// All words that begin as it does, where it may be unfinished.
    pub beginning: Option<(String, Meaning)>,
    /// Adds where it is found and is not missed where it is not.
    pub optional: bool,
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
    Related,
}

impl Why {
    /// One of several words that may be meant: then it does not count that each of them is rare. So no other word for the
    /// same thing outdoes the one that was typed because fewer pages have it.
    pub fn is_guess(self) -> bool {
        matches!(self, Why::Prefix | Why::Fuzzy | Why::Variant | Why::Related)
    }
}

impl Meaning {
    pub fn hundredths(self) -> u64 {
        (self.weight * 100.0).round() as u64
    }
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

/// The shortest beginning of a word that is looked for, in letters.
pub const SHORTEST_BEGINNING: usize = 2;

/// A folded word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub form: String,
    pub stop_word: bool,
}

/// The words that a query asks for. When all of them are stop words, none is.
pub fn asked(texts: &[String], language: &Language) -> Vec<Asked> {
    let forms = texts.iter().flat_map(|text| plain_words(text)).map(|word| fold(&word));
    let mut out: Vec<Asked> = forms.map(|form| Asked { stop_word: language.is_stop_word(&form), form }).collect();
    if out.iter().all(|word| word.stop_word) {
        out.iter_mut().for_each(|word| word.stop_word = false);
    }
    out
}

/// Where the words of a query are looked up.
#[derive(Clone, Copy)]
pub struct Books<'b> {
    pub lexicon: &'b Lexicon,
    pub language: &'b Language,
    pub thesaurus: &'b Thesaurus,
    pub tuning: &'b Tuning,
}

/// What the words of a query mean in these books. The last one may be unfinished.
pub fn expand(asked: &[Asked], books: Books) -> Vec<Wanted> {
    let forms: Vec<&str> = asked.iter().filter(|word| !word.stop_word).map(|word| word.form.as_str()).collect();
    let mut joined = neighbours(&forms, books);
    join_particles(&mut joined, asked, books);
    let said_otherwise = said_otherwise(&forms, books);
    let mut out = Vec::new();
    for (at, form) in forms.iter().enumerate() {
        let last = at + 1 == forms.len();
        out.extend(expand_one(form, &joined[at], &said_otherwise[at], last, books));
    }
    for word in asked.iter().filter(|word| word.stop_word && books.tuning.stop_word > 0.0) {
        let mut wanted = Wanted { form: word.form.clone(), optional: true, ..Wanted::default() };
        wanted.add(books.lexicon.exact(&word.form), books.tuning.stop_word, Why::Exact);
        out.push(wanted);
    }
    out
}

fn expand_one(form: &str, joined: &BTreeSet<Stem>, said_otherwise: &[(Stem, f64)], last: bool, books: Books) -> Vec<Wanted> {
    let Books { lexicon, language, thesaurus, tuning } = books;
    let mut wanted = Wanted { form: form.to_string(), ..Wanted::default() };
    let exact = lexicon.exact(form);
    let unfinished = last && form.chars().count() >= SHORTEST_BEGINNING && lexicon.has_beginning(form);
    if exact.is_empty() {
        let weight = if unfinished { tuning.ending_unfinished } else { tuning.ending };
        wanted.add(lexicon.inflected(form, language), weight, Why::Inflected);
    }
    let of_word = !exact.is_empty();
    wanted.add(exact, 1.0, Why::Exact);
    wanted.add(lexicon.variants(form, language, thesaurus), tuning.variant, Why::Variant);
    wanted.add(joined.iter().copied(), tuning.neighbour, Why::Neighbour);
    said_otherwise.iter().for_each(|(stem, weight)| wanted.add([*stem], *weight, Why::Variant));
    if unfinished {
        let weight = if of_word { tuning.prefix_of_word } else { tuning.prefix };
        wanted.beginning = Some((form.to_string(), Meaning { weight, why: Why::Prefix }));
    }
    if !wanted.meanings.is_empty() || unfinished {
        return vec![wanted];
    }
    wanted.add(lexicon.near_in_meaning(form, language), tuning.split, Why::Related);
    wanted.add(lexicon.ending_with(form), tuning.split, Why::Part);
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
            wanted.add(lexicon.inflected(part, language), tuning.split, Why::Part);
            wanted
        };
        return vec![part(head), part(tail)];
    }
    if let Some((distance, stems)) = near {
        wanted.add(stems, tuning.fuzzy / distance as f64, Why::Fuzzy);
        return vec![wanted];
    }
    wanted.add(lexicon.known_ending(form, language), tuning.split, Why::Part);
    if !wanted.meanings.is_empty() {
        return vec![wanted];
    }
    wanted.beginning =
        lexicon.known_beginning(form).map(|known| (known.to_string(), Meaning { weight: tuning.beginning, why: Why::Prefix }));
    vec![wanted]
}

/// For each form the stems of what the owner calls the same in another number of words. Each of several words means as
/// much as all of them together.
fn said_otherwise(forms: &[&str], books: Books) -> Vec<Vec<(Stem, f64)>> {
    let mut out = vec![Vec::new(); forms.len()];
    for (typed, meant) in books.thesaurus.phrases() {
        let weight = books.tuning.variant / meant.len() as f64;
        let stems: Vec<(Stem, f64)> = meant.iter().flat_map(|word| books.lexicon.exact(word)).map(|stem| (stem, weight)).collect();
        for at in 0..(forms.len() + 1).saturating_sub(typed.len()) {
            if forms[at..at + typed.len()] == typed[..] {
                out[at..at + typed.len()].iter_mut().for_each(|own: &mut Vec<(Stem, f64)>| own.extend(&stems));
            }
        }
    }
    out
}

/// To the stems joined with each word, those that it makes with the particles after it: `hvordan logger jeg inn` → `innlogging`.
fn join_particles(joined: &mut [BTreeSet<Stem>], asked: &[Asked], books: Books) {
    let mut before: Option<(usize, &str)> = None;
    for Asked { form, stop_word } in asked {
        if !stop_word {
            before = Some((before.map_or(0, |(at, _)| at + 1), form));
        } else if let Some((at, verb)) = before.filter(|_| books.language.particles.contains(&form.as_str())) {
            joined[at].extend(compounds((form, verb), &[""], books));
        }
    }
}

/// For each form the stems of compounds that it makes with the word before or after, in either
/// order: `data plattform` → `dataplattform`, `register utdanning` → `utdanningsregister`. Two numbers make one in their own
/// order only: `18/20`.
fn neighbours(forms: &[&str], books: Books) -> Vec<BTreeSet<Stem>> {
    let mut out = vec![BTreeSet::new(); forms.len()];
    for at in 1..forms.len() {
        let (one, other) = (forms[at - 1], forms[at]);
        let stems = if is_number(one) && is_number(other) {
            books.lexicon.exact(&format!("{one}{BETWEEN_NUMBERS}{other}"))
        } else {
            compounds((one, other), books.language.links, books)
        };
        out[at - 1].extend(stems.iter().copied());
        out[at].extend(stems);
    }
    out
}

/// The stems of the words that two make together, in either order. What may be an ending makes none with the word before: the `e` of
/// `endre e-post` is no part of `endre`, which would count twice.
fn compounds((one, other): (&str, &str), links: &[&str], Books { lexicon, language, .. }: Books) -> BTreeSet<Stem> {
    let pairs = [(one, other), (other, one)].into_iter().filter(|(_, last)| !language.endings.contains(last));
    let words = pairs.flat_map(|(first, last)| links.iter().map(move |link| format!("{first}{link}{last}")));
    words.flat_map(|word| lexicon.inflected(&word, language)).collect()
}
