//! Every word of one part of the index: which forms there are, which stems they belong to, and
//! how a word that is typed finds those that are meant.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, Match};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::analysis::{Language, SUSPENDED, fold};
use super::thesaurus::Thesaurus;
use crate::text::edit_distance;

/// A stem by number, in alphabetical order.
pub type Stem = u32;

/// The words of a part, sorted.
#[derive(Debug, Default)]
pub struct Lexicon {
    forms: Vec<Form>,
    stems: Vec<Box<str>>,
    /// Pairs of a stem and what is filed where its compound is [written in half](complete).
    halves: Vec<(Stem, Stem)>,
    /// Forms on fewer pages are not offered to who misspelt: see [`OFFERED_FORMS`].
    offered_from: u32,
    /// Pairs of a stem and a compound that it is part of, sorted; made when first asked for.
    compounds: OnceLock<Vec<(Stem, Stem)>>,
}

/// A word form and one of the stems that it belongs to.
#[derive(Debug)]
pub struct Form {
    pub text: Box<str>,
    pub stem: Stem,
    /// On how many pages it stands.
    pub pages: u32,
    /// Which letters it has, for quick refusals.
    letters: u32,
}

impl Form {
    fn new(text: &str, stem: Stem, pages: u32) -> Form {
        Form { text: text.into(), stem, pages, letters: letters(text) }
    }
}

/// The shortest part of a compound, in letters.
const PART_LETTERS: usize = 4;
/// A part of a compound stands by itself on at least this many pages.
const PART_PAGES: u32 = 2;
/// The shortest word that is corrected, and the shortest in which two slips are.
const CORRECTED_LETTERS: usize = 5;
const TWICE_CORRECTED_LETTERS: usize = 8;
/// What a longer word has before one that it ends with, in letters at least.
const HEAD_LETTERS: usize = 3;
/// The shortest beginning that an unseen inflection shares with a known form.
const BASE_LETTERS: usize = 4;
/// At most so many forms, those on most pages, are offered to who misspelt: a browser must fetch them,
/// and a word that stands on one page of a hundred thousand is itself most likely misspelt.
const OFFERED_FORMS: usize = 1 << 15;
/// A misspelt word has its first or its last letters right: so many of them.
const ANCHOR_LETTERS: usize = 2;

impl Lexicon {
    /// From `(form, stem, pages)` in any order; what comes twice is added up.
    pub fn new(entries: Vec<Entry>, language: &Language) -> Lexicon {
        let mut lexicon = Lexicon::of(entries);
        let related = lexicon.related(language);
        lexicon.forms.extend(related);
        lexicon.forms.sort_by(|one, other| (&one.text, one.stem).cmp(&(&other.text, other.stem)));
        lexicon
    }

    fn of(mut entries: Vec<Entry>) -> Lexicon {
        entries.par_sort_unstable();
        entries.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0 && later.1 == earlier.1;
            if same {
                earlier.2 += later.2;
            }
            same
        });
        let halves = complete(&mut entries);
        let stems: BTreeSet<&str> =
            entries.iter().map(|(_, stem, _)| stem.as_str()).chain(halves.iter().map(|(_, half)| half.as_str())).collect();
        let stems: Vec<Box<str>> = stems.into_iter().map(Box::from).collect();
        let number = |stem: &str| stems.binary_search_by(|known| (**known).cmp(stem)).unwrap_or(0) as Stem;
        let forms: Vec<Form> = entries.iter().map(|(form, stem, pages)| Form::new(form, number(stem), *pages)).collect();
        let halves = halves.iter().map(|(stem, half)| (number(stem), number(half))).collect();
        let offered_from = offered_from(&forms);
        Lexicon { forms, stems, halves, offered_from, compounds: OnceLock::new() }
    }

    /// The words that no page has, as forms of those near them in what they mean.
    fn related(&self, language: &Language) -> Vec<Form> {
        let is_missing = |word: &str| self.inflected(word, language).is_empty();
        let near = |words: &[String]| words.iter().flat_map(|word| self.inflected(word, language)).collect::<BTreeSet<Stem>>();
        let missing = language.related.iter().filter(|(word, _)| is_missing(word));
        missing.flat_map(|(word, words)| near(words).into_iter().map(move |stem| Form::new(&related_key(word), stem, 0))).collect()
    }

    /// Every form, in order.
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    pub fn stem_count(&self) -> usize {
        self.stems.len()
    }

    pub fn stem(&self, stem: Stem) -> &str {
        &self.stems[stem as usize]
    }

    pub fn find_stem(&self, stem: &str) -> Option<Stem> {
        self.stems.binary_search_by(|known| (**known).cmp(stem)).ok().map(|at| at as Stem)
    }

    pub fn form_count(&self) -> usize {
        self.forms.len()
    }

    /// The stems of a form that stands in some page.
    pub fn exact(&self, form: &str) -> BTreeSet<Stem> {
        self.entries(form).iter().map(|entry| entry.stem).collect()
    }

    fn entries(&self, form: &str) -> &[Form] {
        all_with(&self.forms, form, |entry| &entry.text)
    }

    fn beginning_with(&self, prefix: &str) -> impl Iterator<Item = &Form> {
        let from = self.forms.partition_point(|entry| *entry.text < *prefix);
        self.forms[from..].iter().take_while(move |entry| entry.text.starts_with(prefix))
    }

    /// The stems of a form, or, when it stands nowhere, those of forms that differ only in a known
    /// ending and share the longest beginning with it.
    pub fn inflected(&self, form: &str, language: &Language) -> BTreeSet<Stem> {
        let exact = self.exact(form);
        if !exact.is_empty() {
            return exact;
        }
        by_longest_base(form, language, |base| match base.chars().count() {
            BASE_LETTERS.. => self.with_any_ending(base, language),
            _ => BTreeSet::new(),
        })
    }

    fn with_any_ending(&self, base: &str, language: &Language) -> BTreeSet<Stem> {
        // Most have none: one look instead of one for each ending.
        if !self.has_beginning(base) {
            return BTreeSet::new();
        }
        language.endings.iter().flat_map(|ending| self.exact(&format!("{base}{ending}"))).collect()
    }

    /// The stems of the same word in the other written form, or of what the owner says means the same: `tenester` → `tjeneste`. Of a
    /// compound either part may be another, or both: `heimesjukepleie` → `hjemmesykepleie`.
    pub fn variants(&self, form: &str, language: &Language, thesaurus: &Thesaurus) -> BTreeSet<Stem> {
        by_longest_base(form, language, |base| {
            let parts = cuts(base).flat_map(|(head, tail)| [head, tail]);
            let known = self.within(&parts.flat_map(|part| thesaurus.others(part, language)).collect::<Vec<_>>());
            let others = |part| thesaurus.others(part, language).filter(|other| known.contains(other)).collect::<Vec<_>>();
            let mut found = BTreeSet::new();
            for (head, tail) in cuts(base) {
                let tails = others(tail);
                let mut add = |head: &str, tail: &str| found.extend(self.with_any_ending(&format!("{head}{tail}"), language));
                tails.iter().for_each(|other| add(head, other));
                for first in others(head) {
                    std::iter::once(&tail).chain(&tails).for_each(|last| add(first, last));
                }
            }
            found
        })
    }

    /// Those that some word of the site has in it; what is too short to be sought in the middle of words, only those that some
    /// word begins or ends with.
    pub fn within<'p>(&self, parts: &[&'p str]) -> BTreeSet<&'p str> {
        let mut within = BTreeSet::new();
        if parts.is_empty() {
            return within;
        }
        let Ok(finder) = AhoCorasick::new(parts) else { return within };
        for form in self.forms.iter().filter(|form| form.pages > 0) {
            let is_at_an_end = |found: &Match| found.start() == 0 || found.end() == form.text.len();
            let found = finder.find_overlapping_iter(&*form.text).filter(|found| found.len() >= PART_LETTERS || is_at_an_end(found));
            within.extend(found.map(|found| parts[found.pattern()]));
        }
        within
    }

    /// Whether any form begins so.
    pub fn has_beginning(&self, prefix: &str) -> bool {
        self.beginning_with(prefix).next().is_some()
    }

    /// The stems of the forms that begin with what was typed, each with the length of its shortest
    /// such form in letters.
    pub fn prefixed(&self, prefix: &str) -> BTreeMap<Stem, usize> {
        let mut found = BTreeMap::new();
        for entry in self.beginning_with(prefix) {
            let length = entry.text.chars().count();
            found.entry(entry.stem).and_modify(|known: &mut usize| *known = length.min(*known)).or_insert(length);
        }
        found
    }

    /// The nearest forms to a misspelt one and their distance, if near enough: one slip from five
    /// letters, two from eight. A swap of neighbours counts one.
    pub fn near(&self, form: &str) -> Option<(usize, BTreeSet<Stem>)> {
        let letters = form.chars().count();
        if letters < CORRECTED_LETTERS || form.chars().any(|letter| letter.is_numeric()) {
            return None;
        }
        let limit = if letters < TWICE_CORRECTED_LETTERS { 1 } else { 2 };
        let has = self::letters(form);
        let mut nearest: (usize, BTreeSet<Stem>) = (limit + 1, BTreeSet::new());
        for entry in self.forms.iter().filter(|entry| self.is_offered(entry)) {
            // Each slip changes at most two of the letters that a word has.
            let differing = (entry.letters ^ has).count_ones() as usize;
            if differing > limit * 2 || entry.text.chars().count().abs_diff(letters) > limit || !share_an_end(form, &entry.text) {
                continue;
            }
            let distance = edit_distance(form, &entry.text);
            if distance < nearest.0 {
                nearest = (distance, BTreeSet::new());
            }
            if distance == nearest.0 && distance <= limit {
                nearest.1.insert(entry.stem);
            }
        }
        (!nearest.1.is_empty()).then_some(nearest)
    }

    /// The stems of longer words that end with a form that stands nowhere by itself: `rabatt` of `studentrabatt`.
    pub fn ending_with(&self, form: &str) -> BTreeSet<Stem> {
        let letters = form.chars().count();
        if letters < CORRECTED_LETTERS || form.chars().any(|letter| letter.is_numeric()) {
            return BTreeSet::new();
        }
        let is_longer = |text: &str| text.len() > form.len() && text.ends_with(form) && text.chars().count() >= letters + HEAD_LETTERS;
        self.forms.iter().filter(|entry| self.is_offered(entry) && is_longer(&entry.text)).map(|entry| entry.stem).collect()
    }

    /// The stems of words near one that no page has in what they mean.
    pub fn near_in_meaning(&self, form: &str, language: &Language) -> BTreeSet<Stem> {
        self.inflected(&related_key(form), language)
    }

    /// The stems of the longest known word, however inflected, that an unknown one ends with: `rettighet` of `filrettighetene`.
    /// A compound's last part says what it is.
    pub fn known_ending(&self, form: &str, language: &Language) -> BTreeSet<Stem> {
        let endings = form.char_indices().skip(HEAD_LETTERS).map(|(at, _)| &form[at..]);
        let long_enough = endings.take_while(|ending| ending.chars().count() >= PART_LETTERS);
        long_enough.map(|ending| self.inflected(ending, language)).find(|stems| !stems.is_empty()).unwrap_or_default()
    }

    /// As much of an unknown word as some word begins with, if that is long enough to say something: `student` of `studentbevis`.
    pub fn known_beginning<'w>(&self, form: &'w str) -> Option<&'w str> {
        let beginnings = form.char_indices().rev().map(|(at, _)| &form[..at]);
        beginnings.take_while(|beginning| beginning.chars().count() >= PART_LETTERS).find(|beginning| self.has_beginning(beginning))
    }

    /// Whether a form is offered to who misspelt.
    pub fn is_offered(&self, form: &Form) -> bool {
        form.pages >= self.offered_from && is_offerable(&form.text)
    }

    /// The two known words of which a word is made, however inflected: the split with the longest first part.
    pub fn split<'w>(&self, form: &'w str, language: &Language) -> Option<(&'w str, &'w str)> {
        let cuts: Vec<usize> = form.char_indices().map(|(at, _)| at).collect();
        cuts.into_iter().rev().map(|at| form.split_at(at)).find_map(|(head, tail)| {
            let is_known = |part: &str| part.chars().count() >= PART_LETTERS && !self.inflected(part, language).is_empty();
            let head = language.links.iter().filter_map(|link| head.strip_suffix(link)).find(|head| is_known(head))?;
            is_known(tail).then_some((head, tail))
        })
    }

    /// Whether a form may be a part of a compound.
    fn is_part(&self, form: &str) -> bool {
        form.chars().count() >= PART_LETTERS && self.entries(form).iter().map(|entry| entry.pages).sum::<u32>() >= PART_PAGES
    }

    /// The stems of the compounds that have a form of `stem` as their first or last part, in order, and of those written in half
    /// that mean `stem` itself.
    pub fn compounds(&self, stem: Stem, language: &Language) -> impl Iterator<Item = Stem> + '_ {
        let all = self.compounds.get_or_init(|| self.all_compounds(language));
        let from = all.partition_point(|(part, _)| *part < stem);
        all[from..].iter().take_while(move |(part, _)| *part == stem).map(|(_, compound)| *compound)
    }

    /// Each form is cut in two wherever both halves are parts.
    fn all_compounds(&self, language: &Language) -> Vec<(Stem, Stem)> {
        let mut parts: FxHashMap<&str, Vec<Stem>> = FxHashMap::default();
        for entry in self.forms.iter().filter(|entry| self.is_part(&entry.text)) {
            parts.entry(&entry.text).or_default().push(entry.stem);
        }
        let cut = |entry: &Form| {
            let mut found = Vec::new();
            for (at, _) in entry.text.char_indices().skip(PART_LETTERS) {
                let (head, rest) = entry.text.split_at(at);
                let Some(heads) = parts.get(head) else { continue };
                for tails in language.links.iter().filter_map(|link| parts.get(rest.strip_prefix(link)?)) {
                    found.extend(heads.iter().chain(tails).filter(|part| **part != entry.stem).map(|part| (*part, entry.stem)));
                }
            }
            found
        };
        let mut all: Vec<(Stem, Stem)> = self.forms.par_iter().flat_map_iter(cut).collect();
        all.extend(&self.halves);
        all.par_sort_unstable();
        all.dedup();
        all
    }
}

/// Words that no page has are filed apart, where nothing that is typed leads by its beginning.
fn related_key(word: &str) -> String {
    format!("~{word}")
}

/// A word with its stem, and on how many pages it stands.
type Entry = (String, String, u32);

/// The shortest first part of the word that completes another: `ut` of `inn- og utmelding`.
const COMPLETING_HEAD: usize = 2;

/// What was filed as `kontakt-reservasjonsregister` becomes the form `kontaktregister`, where the site has the word `register`. Where it has
/// that form already, the form's stem is given with the one that was filed. What cannot be completed is dropped. Entries come and are left sorted.
fn complete(entries: &mut Vec<Entry>) -> Vec<(String, String)> {
    let suspended: Vec<Entry> = entries.extract_if(.., |(form, ..)| form.contains(SUSPENDED)).collect();
    let of_form = |form: &str| all_with(entries, form, |entry| entry.0.as_str());
    let (mut halves, mut completed) = (Vec::new(), Vec::new());
    for (form, stem, pages) in suspended {
        let Some(form) = completed_form(&form, |tail| !of_form(tail).is_empty()) else { continue };
        let known: Vec<(String, String)> = of_form(&form).iter().map(|(_, known, _)| (known.clone(), stem.clone())).collect();
        if known.is_empty() {
            completed.push((form, stem, pages));
        }
        halves.extend(known);
    }
    entries.extend(completed);
    // Stable, and so quick where nearly all is sorted.
    entries.sort();
    halves
}

/// Those of sorted things that have a text.
fn all_with<'t, T>(sorted: &'t [T], text: &str, text_of: impl Fn(&T) -> &str) -> &'t [T] {
    let from = sorted.partition_point(|one| text_of(one) < text);
    let count = sorted[from..].iter().take_while(|one| text_of(one) == text).count();
    &sorted[from..from + count]
}

/// The first part with the longest known word that the other ends with.
fn completed_form(suspended: &str, is_known: impl Fn(&str) -> bool) -> Option<String> {
    let (first, word) = suspended.split_once(SUSPENDED)?;
    let tails = word.char_indices().skip(COMPLETING_HEAD).map(|(at, _)| &word[at..]);
    let tail = tails.take_while(|tail| tail.chars().count() >= PART_LETTERS).find(|tail| is_known(tail))?;
    Some(fold(&format!("{first}{tail}")))
}

/// What is found by the longest beginning of a word that a known ending leaves, and by which anything is: `eigne` is `egne`, and not
/// `eie` as `eig` is.
fn by_longest_base(form: &str, language: &Language, find: impl Fn(&str) -> BTreeSet<Stem>) -> BTreeSet<Stem> {
    let mut bases: Vec<&str> = language.endings.iter().filter_map(|ending| form.strip_suffix(ending)).collect();
    bases.sort_by_key(|base| std::cmp::Reverse(base.len()));
    bases.into_iter().map(find).find(|stems| !stems.is_empty()).unwrap_or_default()
}

/// A word, with nothing before it, and its two parts wherever it may be cut: `livshending` is also `livs` and `hending`.
fn cuts(word: &str) -> impl Iterator<Item = (&str, &str)> {
    let cuts = word.char_indices().skip(HEAD_LETTERS).map(|(at, _)| word.split_at(at));
    std::iter::once(("", word)).chain(cuts.filter(|(_, tail)| tail.chars().count() >= PART_LETTERS))
}

/// Long enough to be what somebody meant, and no number.
fn is_offerable(form: &str) -> bool {
    form.chars().count() + 1 >= CORRECTED_LETTERS && !form.chars().any(char::is_numeric)
}

/// The least number of pages a form stands on to be among the [`OFFERED_FORMS`].
fn offered_from(forms: &[Form]) -> u32 {
    let mut pages: Vec<u32> = forms.iter().filter(|form| is_offerable(&form.text)).map(|form| form.pages).collect();
    if pages.len() <= OFFERED_FORMS {
        return 1;
    }
    pages.sort_unstable_by(|one, other| other.cmp(one));
    pages[OFFERED_FORMS] + 1
}

/// The first letters of a form, and its last: one of them is right where the word is misspelt.
pub fn ends(form: &str) -> (&str, &str) {
    let start = form.char_indices().nth(ANCHOR_LETTERS).map_or(form.len(), |(at, _)| at);
    let end = form.char_indices().rev().nth(ANCHOR_LETTERS - 1).map_or(0, |(at, _)| at);
    (&form[..start], &form[end..])
}

fn share_an_end(one: &str, other: &str) -> bool {
    let ((start, end), (other_start, other_end)) = (ends(one), ends(other));
    start == other_start || end == other_end
}

/// The set of letters of a word, one bit each; what is not a to z shares the bits that are left.
fn letters(form: &str) -> u32 {
    form.chars().fold(0, |set, letter| match letter {
        'a'..='z' => set | 1 << (letter as u32 - 'a' as u32),
        other => set | 1 << (26 + other as u32 % 6),
    })
}

#[cfg(test)]
mod tests {
    use super::super::analysis::Analyser;
    use super::*;

    fn lexicon(words: &str) -> Lexicon {
        let mut analyser = Analyser::new("nb");
        let mut entries = Vec::new();
        analyser.each_word(words, |entry, _| entries.push((entry.form.clone(), entry.stem.clone(), 2)));
        Lexicon::new(entries, Language::of("nb"))
    }

    fn named(lexicon: &Lexicon, stems: impl IntoIterator<Item = Stem>) -> Vec<String> {
        stems.into_iter().map(|stem| lexicon.stem(stem).to_string()).collect()
    }

    #[test]
    fn finds_what_is_meant() {
        let language = Language::of("nb");
        let lexicon = lexicon("elever tjenester utdanning register utdanningsregister samtykkeportal barn flytting velferdstjeneste");
        assert_eq!(named(&lexicon, lexicon.inflected("elevenes", language)), ["elev"]);
        assert_eq!(named(&lexicon, lexicon.variants("tenestene", language, &Thesaurus::default())), ["tjenest"]);
        assert_eq!(named(&lexicon, lexicon.variants("born", language, &Thesaurus::default())), ["barn"]);
        assert_eq!(named(&lexicon, lexicon.variants("velferdstenester", language, &Thesaurus::default())), ["velferdstjenest"]);
        assert_eq!(named(&lexicon, lexicon.prefixed("utd").into_keys()), ["utdann", "utdanningsregist"]);
        let register = lexicon.find_stem("regist").expect("a stem");
        assert_eq!(named(&lexicon, lexicon.compounds(register, language)), ["utdanningsregist"]);
        assert_eq!(
            lexicon.near("samtykeportal").map(|(distance, stems)| (distance, named(&lexicon, stems))),
            Some((1, vec!["samtykkeportal".into()]))
        );
        assert_eq!(lexicon.near("qqqqqqqq"), None);
        assert_eq!(named(&lexicon, lexicon.ending_with("portal")), ["samtykkeportal"]);
        assert_eq!(lexicon.ending_with("kkeportal").len() + lexicon.ending_with("mtykkeportal").len(), 1, "two letters are no head");
        assert_eq!(named(&lexicon, lexicon.known_ending("filregister", language)), ["regist"]);
        assert_eq!(named(&lexicon, lexicon.known_ending("filregisteret", language)), ["regist"]);
        assert!(lexicon.known_ending("qregister", language).is_empty(), "one letter is no head");
        assert_eq!(lexicon.known_beginning("barnqqqq"), Some("barn"));
        assert_eq!(lexicon.known_beginning("barqqqqq"), None, "three letters say nothing");
        assert_eq!(lexicon.split("registerflytting", language), Some(("register", "flytting")));
        assert_eq!(lexicon.split("barneflytting", language), Some(("barne", "flytting")));
        assert_eq!(lexicon.split("elevsflyttinga", language), Some(("elevs", "flyttinga")));
    }

    #[test]
    fn compounds_written_in_half_are_completed_by_words_of_the_site() {
        let language = Language::of("nb");
        let lexicon =
            lexicon("register tjenester helsetjenester kontakt- og reservasjonsregister helse- og omsorgstjenester lov- og forskrift");
        let register = lexicon.exact("kontaktregister");
        assert_eq!(named(&lexicon, register), ["kontakt-reservasjonsregist"]);
        let services = lexicon.find_stem("helsetjenest").expect("a stem");
        assert_eq!(named(&lexicon, lexicon.compounds(services, language)), ["helse-omsorgstjenest"]);
        assert!(lexicon.forms().iter().all(|form| !form.text.contains(SUSPENDED)), "nobody types it so");
        assert_eq!(lexicon.find_stem("lov-forskrift"), None, "what nothing completes is not kept");
        assert_eq!(lexicon.within(&["register", "tjeneste", "res", "ter", "ist", "qq"]), ["register", "res", "ter", "tjeneste"].into());
    }
}
