//! What labels are held against: the headings of actors, and the like.

use std::hash::{Hash, Hasher};

use serde::{Serialize, Serializer};

/// Patterns of folded labels. A pattern is the whole label; with `*` at its end, how the label begins; with `*` before a single
/// word, that word after at most three describing words ("Sentrale aktører").
///
/// Every heading of every page is held against them all, so they are found by the byte that a label begins or ends with.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    written: Vec<String>,
    /// By a byte: the patterns that begin with it, and those of a last word that end with it, in order.
    by_first: Vec<Vec<usize>>,
    by_last: Vec<Vec<usize>>,
    /// The letters that they begin or end with, for labels that are not folded yet.
    beginnings: Sixes,
    endings: Sixes,
}

impl Patterns {
    pub fn new(written: Vec<String>) -> Patterns {
        let (mut by_first, mut by_last) = (vec![Vec::new(); 256], vec![Vec::new(); 256]);
        let (mut beginnings, mut endings) = (Sixes::default(), Sixes::default());
        for (at, pattern) in written.iter().enumerate() {
            match pattern.as_bytes() {
                [b'*', word @ .., last] => {
                    by_last[usize::from(*last)].push(at);
                    endings.add([word, &[*last]].concat().iter().rev());
                }
                [first, ..] => {
                    by_first[usize::from(*first)].push(at);
                    beginnings.add(pattern.trim_end_matches('*').as_bytes().iter());
                }
                [] => {}
            }
        }
        Patterns { written, by_first, by_last, beginnings, endings }
    }

    /// Whether a label of which only the ends are known can be one of them.
    pub fn may_hold(&self, ends: Ends) -> bool {
        self.beginnings.hold(ends.first) || self.endings.hold(ends.last)
    }

    /// Puts more before those that are there.
    pub fn prepend(&mut self, mut more: Vec<String>) {
        more.append(&mut self.written);
        *self = Patterns::new(more);
    }

    /// Whether a folded label is one of them.
    pub fn hold(&self, label: &str) -> bool {
        self.first(label).is_some()
    }

    /// The place of the first pattern that a folded label is one of.
    fn first(&self, label: &str) -> Option<usize> {
        let (first, last) = (label.as_bytes().first()?, label.as_bytes().last()?);
        let among =
            |by: &[Vec<usize>], byte: u8| by.get(usize::from(byte))?.iter().copied().find(|at| matches_in_full(&self.written[*at], label));
        let (whole, ending) = (among(&self.by_first, *first), among(&self.by_last, *last));
        whole.into_iter().chain(ending).min()
    }
}

/// With which six letters a label begins and ends once it is folded, from without inwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    first: Six,
    last: Six,
}

impl Ends {
    /// `None` where only folding can tell: of what is numbered, in parentheses or has letters from afar or wide gaps there.
    pub fn of(label: &str) -> Option<Ends> {
        let bare = label.trim_matches(is_dress).as_bytes();
        let (begin, end) = (&bare[..bare.len().min(6)], &bare[bare.len().saturating_sub(6)..]);
        let before_end = bare.iter().nth_back(6).copied().unwrap_or_default();
        let is_word = begin.first().is_some_and(|sign| sign.is_ascii_alphabetic() || *sign == LATIN);
        let is_numbered = begin.iter().any(|sign| matches!(sign, b'.' | b')'));
        let is_whole =
            is_word && !is_numbered && fold_in_place(0, begin) && fold_in_place(before_end, end) && memchr::memchr(b'(', bare).is_none();
        is_whole.then(|| Ends { first: six(begin.iter()), last: six(end.iter().rev()) })
    }
}

/// The byte with which "ø", "é" and their like begin. Their second bytes differ between cases as those of "h" and "H" do.
const LATIN: u8 = 0xc3;

/// Whether folding leaves these bytes, which stand after another, in their places, and the last five bits of each letter as they are.
fn fold_in_place(mut before: u8, bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| {
        let left = std::mem::replace(&mut before, *byte);
        (byte.is_ascii() || *byte == LATIN || left == LATIN) && !(byte.is_ascii_whitespace() && left.is_ascii_whitespace())
    })
}

/// Six letters, the outermost three first.
type Six = [Triple; 2];

/// The first six of these. What is missing counts as a space.
fn six<'a>(letters: impl Iterator<Item = &'a u8>) -> Six {
    let mut six = [b' '; 6];
    six.iter_mut().zip(letters).for_each(|(place, letter)| *place = *letter);
    let [a, b, c, d, e, f] = six;
    [Triple::of([a, b, c]), Triple::of([d, e, f])]
}

/// A set of sixes: of those whose outer and whose inner three letters are in it.
#[derive(Clone, Debug, Default)]
struct Sixes {
    outer: Triples,
    inner: Triples,
}

impl Sixes {
    /// Those with which these bytes begin.
    fn add<'a>(&mut self, bytes: impl Iterator<Item = &'a u8>) {
        let bytes: Vec<u8> = bytes.take(6).copied().collect();
        let (outer, inner) = bytes.split_at(bytes.len().min(3));
        self.outer.add(outer);
        self.inner.add(inner);
    }

    fn hold(&self, [outer, inner]: Six) -> bool {
        self.outer.hold(outer) && self.inner.hold(inner)
    }
}

/// Three plain letters in either case, a number below [`Triples::SIZE`]. What is no letter has the number of one, or of a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Triple(usize);

impl Triple {
    fn of(letters: [u8; 3]) -> Triple {
        let number = |letter: u8| if letter <= b' ' { 0 } else { usize::from(letter & 31) };
        Triple(letters.into_iter().fold(0, |all, letter| all << 5 | number(letter)))
    }
}

/// What a label wears around its words.
pub(super) fn is_dress(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '?' | '!' | '.' | ':' | ';' | ',' | '*' | '_')
}

/// A set of triples.
#[derive(Clone, Debug)]
struct Triples(Vec<u64>);

impl Triples {
    const SIZE: usize = 1 << 15;

    /// Those with which these bytes begin: of fewer than three, whatever follows them.
    fn add(&mut self, bytes: &[u8]) {
        let any = 5 * (3 - bytes.len());
        let Triple(first) = Triple::of(std::array::from_fn(|at| bytes.get(at).copied().unwrap_or_default()));
        (first..first + (1 << any)).for_each(|triple| self.0[triple / 64] |= 1 << (triple % 64));
    }

    fn hold(&self, Triple(triple): Triple) -> bool {
        self.0[triple / 64] & (1 << (triple % 64)) != 0
    }
}

impl Default for Triples {
    fn default() -> Triples {
        Triples(vec![0; Triples::SIZE / 64])
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

/// Patterns that each mean something: the first that a label is one of decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Meanings {
    patterns: Patterns,
    /// A pattern's meaning, at the same place.
    meanings: Vec<String>,
}

impl Meanings {
    /// Pairs of pattern and meaning, in order of precedence.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Meanings {
        let (written, meanings) = pairs.into_iter().unzip();
        Meanings { patterns: Patterns::new(written), meanings }
    }

    /// Puts more before those that are there.
    pub fn prepend(&mut self, more: Vec<(String, String)>) {
        let (written, mut meanings): (Vec<String>, Vec<String>) = more.into_iter().unzip();
        meanings.append(&mut self.meanings);
        self.patterns.prepend(written);
        self.meanings = meanings;
    }

    /// Whether a label of which only the ends are known can mean something.
    pub fn may_mean(&self, ends: Ends) -> bool {
        self.patterns.may_hold(ends)
    }

    /// What a folded label means.
    pub fn of(&self, label: &str) -> Option<&str> {
        self.patterns.first(label).map(|at| self.meanings[at].as_str())
    }

    /// The same of a label that says no more: only an ending may follow the beginning that a pattern gives ("direktorat*").
    pub fn of_bare(&self, label: &str) -> Option<&str> {
        let at = self.patterns.first(label)?;
        let begun = self.patterns.written[at].strip_suffix('*').and_then(|start| label.strip_prefix(start));
        let is_bare = |rest: &str| rest.is_empty() || is_plural(rest);
        begun.is_none_or(is_bare).then(|| self.meanings[at].as_str())
    }
}

/// "-er", "-ene", "-arar", "-s": what is longer or ends otherwise makes another word, as in "leverandørdialog" and "partnerskap".
fn is_plural(ending: &str) -> bool {
    ending.chars().all(char::is_alphabetic) && ending.chars().count() <= 5 && ending.ends_with(['r', 'e', 's'])
}

/// As the pairs that they are made of.
impl Serialize for Meanings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.patterns.written.iter().zip(&self.meanings))
    }
}

/// `pattern` and `label` both folded.
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

    /// What the ends of a label rule out, its whole form does too: for labels in any dress.
    #[test]
    fn the_ends_of_a_label_never_rule_out_what_it_is() {
        let patterns =
            Patterns::new(["aktører", "hvem er*", "*parter", "x", "b*", "*å", "øvrige", "ålesund*", "*miljø"].map(str::to_string).to_vec());
        let cores =
            ["aktører", "Aktører", "hvem er de", "HVEM  ER", "Sentrale PARTER", "x", "b", "by", "på", "tabell", "Berørte parter (alle)"];
        let northern =
            ["Øvrige", "ØVRIGE", "Ålesund", "ÅLESUND I DAG", "Viktige miljø", "VIKTIGE MILJØ", "løsning", "Čar øvrige", "øvrigeč"];
        let mut ruled_out = 0;
        for core in cores.into_iter().chain(northern) {
            for (before, after) in
                [("", ""), ("2. ", ":"), ("3.1 ", ""), ("B) ", ""), ("Ø) ", ""), ("** ", "?**"), ("\u{a0}", "\u{a0}"), ("_", "_ .")]
            {
                let label = format!("{before}{core}{after}");
                let may = Ends::of(&label).is_none_or(|ends| patterns.may_hold(ends));
                let is = patterns.hold(&crate::config::vocabulary::fold_label(&label));
                assert!(may || !is, "{label}");
                ruled_out += usize::from(!may);
            }
        }
        assert!(ruled_out >= 8, "{ruled_out}");
    }

    #[test]
    fn the_first_pattern_decides_whatever_its_kind() {
        let pair = |pattern: &str, meaning: &str| (pattern.to_string(), meaning.to_string());
        let mut meanings = Meanings::new([pair("*brukere", "a"), pair("brukere", "b"), pair("primære*", "c")]);
        for (label, meaning) in [("brukere", Some("a")), ("primære brukere", Some("a")), ("primære", Some("c")), ("bruk", None), ("", None)]
        {
            assert_eq!(meanings.of(label), meaning, "{label}");
        }
        meanings.prepend(vec![pair("primære*", "d")]);
        assert_eq!(meanings.of("primære brukere"), Some("d"));
        meanings.prepend(vec![pair("leverandør*", "e")]);
        for (label, meaning) in [
            ("leverandørene", Some("e")),
            ("leverandørdialog", None),
            ("leverandørskap", None),
            ("leverandører i dag", None),
            ("brukere", Some("a")),
        ] {
            assert_eq!(meanings.of_bare(label), meaning, "{label}");
        }
        assert_eq!(serde_json::to_value(&meanings).expect("JSON")[0], serde_json::json!(["leverandør*", "e"]));
    }
}
