//! A phrase as the page has it → the actors it names: "KS og KS Digital" are two, since the register
//! knows them; "Lærere, rådgivere og skoleledelse i …" is one.

use super::names;
use super::register::{ActorId, Register};
use crate::doc::actors::grammar;

/// A name out of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    pub name: &'a str,
    pub actor: Option<ActorId>,
}

/// What a phrase comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Division<'a> {
    pub named: Vec<Named<'a>>,
    /// What follows the last name: "Sikt, ansvarlig for registeret".
    pub rest: &'a str,
}

impl Division<'_> {
    /// Whether the register knows any of those named.
    pub fn knows_one(&self) -> bool {
        self.named.iter().any(|named| named.actor.is_some())
    }
}

/// A phrase of more parts than this is left whole.
const MOST_PARTS: usize = 16;

/// Divides a listed phrase where a part of it stands in the register, and at slashes.
pub fn listed<'a>(phrase: &'a str, register: &Register) -> Division<'a> {
    if let Some(actor) = register.find(phrase) {
        return Division { named: vec![Named { name: phrase, actor: Some(actor.id.clone()) }], rest: "" };
    }
    let parts = parts(phrase);
    if parts.len() < 2 || parts.len() > MOST_PARTS {
        return whole(phrase, register);
    }
    let items = merge(items(phrase, &parts, register));
    let slashed = parts.iter().all(|part| part.link == Link::Start || part.link == Link::Slash);
    if items.iter().all(|item| item.actor.is_none()) {
        if parts.iter().all(|part| is_municipality(part.text(phrase))) {
            return each(phrase, &parts);
        }
        let alone = slashed && parts.iter().all(|part| part.text(phrase).len() > 1 && !has_preposition(part.text(phrase)));
        return if alone { each(phrase, &parts) } else { whole(phrase, register) };
    }
    let joined = parts.iter().any(|part| part.link == Link::Word);
    let trailing = items.last().filter(|last| items.len() > 1 && is_remark(phrase, last, joined));
    let kept = if trailing.is_some() { items.len() - 1 } else { items.len() };
    Division {
        named: items[..kept].iter().map(|item| Named { name: &phrase[item.start..item.end], actor: item.actor.clone() }).collect(),
        rest: trailing.map_or("", |item| &phrase[item.start..item.end]),
    }
}

/// The known names with which the parts of a sentence begin: "andre kommuner blant annet" → "andre kommuner".
pub fn mentioned<'a>(phrase: &'a str, register: &Register) -> Vec<Named<'a>> {
    if let Some(found) = known_start(phrase, register).filter(|found| found.name.len() == phrase.len()) {
        return vec![found];
    }
    let parts = parts(phrase);
    // A name such as "Barne- og familiedepartementet" spans parts; from the first part's start it is found whole.
    let whole = known_start(phrase, register).filter(|found| parts.get(1).is_some_and(|second| found.name.len() > second.start));
    match whole {
        Some(found) => vec![found],
        None => parts.iter().take(MOST_PARTS).filter_map(|part| known_start(part.text(phrase), register)).collect(),
    }
}

/// Whom a single phrase means: itself, or the word that its prepositions hang on ("Elever i grunnskolen").
pub fn whom(phrase: &str, register: &Register) -> Option<ActorId> {
    register.find(phrase).map(|actor| actor.id.clone()).or_else(|| head(phrase, register))
}

/// Whom the word means that a phrase's prepositions hang on.
fn head(phrase: &str, register: &Register) -> Option<ActorId> {
    let end = first_preposition(phrase);
    (end < phrase.len()).then(|| register.find(&phrase[..end])).flatten().map(|actor| actor.id.clone())
}

/// A phrase that the register does not know, left whole.
fn whole<'a>(phrase: &'a str, register: &Register) -> Division<'a> {
    Division { named: vec![Named { name: phrase, actor: head(phrase, register) }], rest: "" }
}

fn each<'a>(phrase: &'a str, parts: &[Part]) -> Division<'a> {
    Division { named: parts.iter().map(|part| Named { name: part.text(phrase), actor: None }).collect(), rest: "" }
}

/// Whether a phrase has commas or slashes between names; "Barne-, ungdoms- og familiedirektoratet" has not.
pub fn lists(phrase: &str) -> bool {
    parts(phrase).iter().any(|part| matches!(part.link, Link::Comma | Link::Slash))
}

/// "Agder fylkeskommune": no register has all of them, and each is one.
fn is_municipality(name: &str) -> bool {
    let kinds = ["kommune", "fylkeskommune", "bydel", "municipality", "county"];
    name.starts_with(char::is_uppercase)
        && name.split_whitespace().count() <= 3
        && kinds.iter().any(|kind| name.ends_with(&format!(" {kind}")))
}

/// How a part is joined to the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    Start,
    Comma,
    Slash,
    /// "og", "and".
    Word,
}

/// A part between two joints, as a byte range of the phrase.
#[derive(Clone, Copy, Debug)]
struct Part {
    link: Link,
    start: usize,
    end: usize,
}

impl Part {
    fn text<'a>(&self, phrase: &'a str) -> &'a str {
        &phrase[self.start..self.end]
    }
}

/// Cuts at commas, slashes and conjunctions; not after a hyphen that waits for its other half ("barne- og …").
fn parts(phrase: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut open = Part { link: Link::Start, start: 0, end: 0 };
    let mut close = |open: &mut Part, end: usize, next: usize, link: Link| {
        let text = phrase[open.start..end].trim();
        if text.ends_with('-') {
            return;
        }
        if !text.is_empty() {
            let start = open.start + (phrase[open.start..end].len() - phrase[open.start..end].trim_start().len());
            parts.push(Part { link: open.link, start, end: start + text.len() });
            *open = Part { link, start: next, end: next };
        } else {
            // "A, og B": the later joint counts.
            *open = Part { link, start: next, end: next };
        }
    };
    for (at, word) in grammar::words(phrase) {
        if grammar::is_one_of(word, grammar::CONJUNCTIONS) || word.eq_ignore_ascii_case("og/eller") || word.eq_ignore_ascii_case("and/or") {
            close(&mut open, at, at + word.len(), Link::Word);
            continue;
        }
        for (inside, sign) in word.char_indices() {
            match sign {
                ',' | ';' => close(&mut open, at + inside, at + inside + 1, Link::Comma),
                '/' => close(&mut open, at + inside, at + inside + 1, Link::Slash),
                _ => {}
            }
        }
    }
    close(&mut open, phrase.len(), phrase.len(), Link::Start);
    parts
}

/// A stretch of the phrase that is one name.
#[derive(Clone, Debug)]
struct Item {
    link: Link,
    start: usize,
    end: usize,
    actor: Option<ActorId>,
}

/// The longest known names from left to right, and what lies between. A phrase with a preposition takes the
/// rest with it: "Ansatte i kommuner og fylkeskommuner" are employees.
fn items(phrase: &str, parts: &[Part], register: &Register) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        let known = (at..parts.len()).rev().find_map(|last| Some((last, register.find(&phrase[part.start..parts[last].end])?)));
        let item = |end: usize, actor: Option<ActorId>| Item { link: part.link, start: part.start, end, actor };
        if let Some((last, actor)) = known {
            items.push(item(parts[last].end, Some(actor.id.clone())));
            at = last + 1;
        } else if has_preposition(part.text(phrase)) {
            items.push(item(phrase.trim_end().len(), whom(part.text(phrase), register)));
            break;
        } else {
            items.push(item(part.end, None));
            at += 1;
        }
    }
    items
}

/// Neighbours that mean the same ("Barn, unge"; "Barnet/ungdommen") and neighbours that nobody knows are one name.
fn merge(items: Vec<Item>) -> Vec<Item> {
    let mut merged: Vec<Item> = Vec::new();
    for item in items {
        match merged.last_mut() {
            Some(last) if last.actor == item.actor && !(item.actor.is_none() && item.link == Link::Slash) => last.end = item.end,
            _ => merged.push(item),
        }
    }
    merged
}

/// After "A, " without any "og", words in lower case that nobody knows tell about A.
fn is_remark(phrase: &str, item: &Item, joined: bool) -> bool {
    let small = phrase[item.start..].starts_with(char::is_lowercase);
    !joined && item.link == Link::Comma && item.actor.is_none() && small
}

/// So many words are tried for a name.
const MOST_WORDS: usize = 12;

/// A name of one word, and a determiner before it: more are not tried where no name of several begins as the phrase does.
const WITH_DETERMINER: usize = 2;

/// The longest run of words from the start that the register knows.
fn known_start<'a>(phrase: &'a str, register: &Register) -> Option<Named<'a>> {
    let most = if register.may_know(names::without_determiner(phrase)) { MOST_WORDS } else { WITH_DETERMINER };
    let ends: Vec<usize> = grammar::words(phrase).take(most).map(|(at, word)| at + word.len()).collect();
    ends.into_iter().rev().find_map(|end| {
        let name = phrase[..end].trim_end_matches([',', ';', '.']);
        Some(Named { name: name.trim_start(), actor: Some(register.find(name)?.id.clone()) })
    })
}

fn has_preposition(text: &str) -> bool {
    first_preposition(text) < text.len()
}

/// Where the first preposition after the first word stands; the end when there is none.
fn first_preposition(text: &str) -> usize {
    let found = grammar::words(text).skip(1).find(|(_, word)| grammar::is_one_of(word, grammar::PREPOSITIONS));
    found.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn divided(phrase: &str) -> Vec<(String, String)> {
        let division = listed(phrase, &Register::built_in());
        division.named.iter().map(|named| (named.name.to_string(), named.actor.as_deref().unwrap_or("-").to_string())).collect()
    }

    #[test]
    fn phrases_divide_where_the_register_knows_a_part() {
        for (phrase, expected) in [
            ("KS og KS Digital", &[("KS", "ks"), ("KS Digital", "ks-digital")][..]),
            ("KS / KS Digital", &[("KS", "ks"), ("KS Digital", "ks-digital")]),
            ("Elever og foresatte", &[("Elever", "sluttbruker-elev"), ("foresatte", "sluttbruker-foresatt")]),
            ("Elev/Foreldre", &[("Elev", "sluttbruker-elev"), ("Foreldre", "sluttbruker-foresatt")]),
            ("Barn, unge og føresette", &[("Barn, unge", "sluttbruker-elev"), ("føresette", "sluttbruker-foresatt")]),
            ("Barnet/ungdommen", &[("Barnet/ungdommen", "sluttbruker-elev")]),
            ("Barnet/ungdommen og de foresatte", &[("Barnet/ungdommen", "sluttbruker-elev"), ("de foresatte", "sluttbruker-foresatt")]),
            ("Skoleleder/Lærer", &[("Skoleleder", "-"), ("Lærer", "-")]),
            ("Kristiansand kommune og Agder fylkeskommune", &[("Kristiansand kommune", "-"), ("Agder fylkeskommune", "-")]),
            ("Skoler/kommuner", &[("Skoler", "-"), ("kommuner", "kommuner")]),
            ("Utenlandske studenter og elever", &[("Utenlandske studenter", "-"), ("elever", "sluttbruker-elev")]),
            ("Lærere, rådgivere og skoleledelse i skolen", &[("Lærere, rådgivere og skoleledelse i skolen", "-")]),
            ("Lærere, rådgivere og elever", &[("Lærere, rådgivere", "-"), ("elever", "sluttbruker-elev")]),
            ("Ansatte i kommuner og fylkeskommuner", &[("Ansatte i kommuner og fylkeskommuner", "-")]),
            ("Karriereveiledere i fylkeskommuner og NAV", &[("Karriereveiledere i fylkeskommuner og NAV", "-")]),
            ("Elever i grunnskole og barnehage", &[("Elever i grunnskole og barnehage", "sluttbruker-elev")]),
            ("Barne- og familiedepartementet", &[("Barne- og familiedepartementet", "bfd")]),
            ("Udir, Barne- og familiedepartementet og KD", &[("Udir", "udir"), ("Barne- og familiedepartementet", "bfd"), ("KD", "kd")]),
            ("Ministry of Education and Research and KS", &[("Ministry of Education and Research", "kd"), ("KS", "ks")]),
            ("Vendors of kindergarten and school systems", &[("Vendors of kindergarten and school systems", "-")]),
        ] {
            let expected: Vec<(String, String)> = expected.iter().map(|(name, id)| (name.to_string(), id.to_string())).collect();
            assert_eq!(divided(phrase), expected, "{phrase}");
        }
    }

    #[test]
    fn what_follows_a_name_after_a_comma_is_said_of_it() {
        let register = Register::built_in();
        let division = listed("Sikt, ansvarlig for registeret", &register);
        assert_eq!((division.named.len(), division.named[0].name, division.rest), (1, "Sikt", "ansvarlig for registeret"));
    }

    #[test]
    fn sentences_give_only_names_that_are_known() {
        let register = Register::built_in();
        for (phrase, expected) in [
            ("andre kommuner blant annet", &["andre kommuner"][..]),
            ("Fag- og prioriteringsutvalget for oppvekst og utdanning", &["Fag- og prioriteringsutvalget for oppvekst og utdanning"]),
            ("Oslo kommune og Bergen kommune i fjor", &["Oslo kommune", "Bergen kommune"]),
            ("områdeansvarlig Oppvekst i KS Digital", &[]),
            ("Caset", &[]),
        ] {
            let found: Vec<&str> = mentioned(phrase, &register).into_iter().map(|named| named.name).collect();
            assert_eq!(found, expected, "{phrase}");
        }
    }
}
