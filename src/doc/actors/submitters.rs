//! Who submitted a case, from the sentences under "Hvem har spilt inn caset?".

use super::blocks::Inline;
use super::grammar;
use super::label::{self, Label};

/// A name found in a submitter's paragraph.
#[derive(Debug)]
pub struct Found<'a> {
    /// Where in the paragraph, in bytes.
    pub at: usize,
    pub label: Label<'a>,
    /// It stands alone, as an answer to the heading; otherwise it is part of a sentence.
    pub sure: bool,
}

/// Words after which a submitter is named: "spilt inn av X", "meldt gjennom X".
const AGENTS: &[&str] = &["av", "gjennom", "fra", "frå", "by", "through", "from", "via"];

/// What a case has been when someone submitted it.
const PARTICIPLES: &[&str] = &[
    "meldt",
    "meld",
    "innmeldt",
    "innmeld",
    "spilt",
    "spelt",
    "spela",
    "foreslått",
    "føreslått",
    "føreslege",
    "submitted",
    "proposed",
    "suggested",
];

/// Words after which a sentence tells what the submission rests on, not who made it.
const GROUNDS: &[&str] = &["basert", "based", "drawing", "bygd", "bygger", "byggjer"];

/// Reads "Bergen kommune.", "Novari og HK-dir (…), begge …", "Caset er spilt inn av X", "X har også meldt inn …".
/// Only what `answers` the heading, its first sentence or an item, may name someone whom nobody knows.
pub fn read(text: &Inline, answers: bool) -> Vec<Found<'_>> {
    let sentences = grammar::sentences(&text.text).into_iter().enumerate();
    sentences.flat_map(|(number, (at, sentence))| of_sentence(at, before_grounds(sentence), answers && number == 0)).collect()
}

fn of_sentence(at: usize, sentence: &str, answers: bool) -> Vec<Found<'_>> {
    if let Some(end) = passive(sentence).filter(|_| answers) {
        return answer(at + end, &sentence[end..]).into_iter().chain(company(at + end, &sentence[end..])).collect();
    }
    match grammar::first_finite_verb(sentence) {
        None if answers => answer(at, sentence).into_iter().chain(company(at, sentence)).collect(),
        None => answer(at, sentence).map(|found| Found { sure: false, ..found }).into_iter().collect(),
        Some(verb) => {
            let told = agents(at + verb, &sentence[verb..]).into_iter().chain(company(at + verb, &sentence[verb..]));
            mention(at, &sentence[..verb]).into_iter().chain(told).collect()
        }
    }
}

/// Where the name begins in "Meldt inn av X": the heading's words once more.
fn passive(sentence: &str) -> Option<usize> {
    let mut words = grammar::words(sentence).take(4);
    let (_, first) = words.next()?;
    let (by, word) = words.find(|(_, word)| grammar::is_one_of(word, &["av", "by"]))?;
    let end = by + word.len();
    grammar::is_one_of(first, PARTICIPLES).then(|| end + (sentence[end..].len() - sentence[end..].trim_start().len()))
}

/// "Novari og HK-dir (Direktoratet …), begge deltakere": what stands before the first comma that ends a name.
fn answer(at: usize, sentence: &str) -> Option<Found<'_>> {
    let end = end_of_answer(sentence).min(start_of_route(sentence));
    let label = label::of_plain(sentence[..end].trim_end_matches(','))?;
    let name = label.name.strip_prefix("the ").unwrap_or(label.name);
    name.starts_with(char::is_uppercase).then_some(Found { at, label, sure: true })
}

/// Where a sentence begins to tell how the case came in, or with whom: "Vestland fylkeskommune gjennom fagutvalet".
fn start_of_route(sentence: &str) -> usize {
    let routes = ["gjennom", "through", "via", "etter", "after", "under", "during"];
    let word = grammar::words(sentence).skip(1).find(|(_, word)| grammar::is_one_of(word, &routes)).map(|(at, _)| at);
    let together = COMPANY.iter().filter_map(|phrase| sentence.find(phrase)).min();
    word.unwrap_or(sentence.len()).min(together.unwrap_or(sentence.len()))
}

/// Before those with whom someone submitted a case.
const COMPANY: &[&str] =
    &[" i samarbeid med ", " sammen med ", " saman med ", " together with ", " in cooperation with ", " in collaboration with "];

/// "Asker kommune sammen med KS": those whom the register knows.
fn company(at: usize, sentence: &str) -> Option<Found<'_>> {
    let start = COMPANY.iter().filter_map(|phrase| sentence.find(phrase).map(|found| found + phrase.len())).min()?;
    mention(at + start, name_at(&sentence[start..]))
}

/// A comma after which no further name comes: "Sikt, basert på …" but not "Bergen, Oslo og Asker".
fn end_of_answer(sentence: &str) -> usize {
    let mut depth = 0usize;
    for (at, sign) in sentence.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 && !sentence[at + 1..].trim_start().starts_with(char::is_uppercase) => return at,
            _ => {}
        }
    }
    sentence.len()
}

fn mention(at: usize, name: &str) -> Option<Found<'_>> {
    let label = label::of_plain(name.trim())?;
    Some(Found { at, label, sure: false })
}

/// Every name that follows "av", "gjennom", "fra" in the sentence.
fn agents(at: usize, predicate: &str) -> Vec<Found<'_>> {
    let starts = grammar::words(predicate).filter(|(_, word)| grammar::is_one_of(word, AGENTS)).map(|(start, word)| start + word.len());
    starts.filter_map(|start| mention(at + start, name_at(&predicate[start..]))).collect()
}

/// What may be a name: up to the next comma, parenthesis or agent. The register knows how much of it is one.
fn name_at(text: &str) -> &str {
    for (at, word) in grammar::words(text) {
        if grammar::is_one_of(word, AGENTS) || word.starts_with('(') {
            return &text[..at];
        }
        if word.ends_with([',', ';', ':', '.']) {
            return &text[..at + word.len()];
        }
    }
    text
}

fn before_grounds(sentence: &str) -> &str {
    let cut = grammar::words(sentence).find(|(at, word)| *at > 0 && grammar::is_one_of(word, GROUNDS)).map_or(sentence.len(), |(at, _)| at);
    sentence[..cut].trim_end().trim_end_matches(',')
}
