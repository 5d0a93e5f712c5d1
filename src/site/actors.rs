//! Who takes part, where, as what: entries as read, given the names that the register knows.

mod beginnings;
pub mod divide;
mod gather;
mod names;
pub mod naming;
pub mod register;

use std::collections::HashMap;

use serde::Serialize;

pub(super) use gather::of_site;
pub use gather::{Actors, Part, Participant, Profile, REGISTERS, Source};
pub use register::{Actor, ActorId, Register};

use crate::doc::actors::{ActorEntry, Form};

/// An entry with its actor: one name, one role, one place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Mention {
    pub line: u32,
    pub name: String,
    /// `None` when the register has no such name.
    pub actor: Option<ActorId>,
    pub role: String,
    pub group: Option<String>,
    pub qualifier: Option<String>,
    pub text: Option<String>,
    pub anchor: Option<String>,
}

/// How listed phrases divide: most of a site's are the same few names.
#[derive(Debug, Default)]
pub struct Divisions<'a>(HashMap<&'a str, divide::Division<'a>>);

impl<'a> Divisions<'a> {
    /// Divides a page's entries into mentions. Where a submitter is named in several sentences, once is enough.
    pub fn mentions(&mut self, entries: &'a [ActorEntry], register: &Register) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        for entry in entries {
            for mention in of_entry(entry, register, self) {
                let again =
                    entry.form == Form::Mentioned && found.iter().any(|other| other.role == mention.role && other.actor == mention.actor);
                if !again {
                    found.push(mention);
                }
            }
        }
        found
    }

    fn listed(&mut self, phrase: &'a str, register: &Register) -> divide::Division<'a> {
        self.0.entry(phrase).or_insert_with(|| divide::listed(phrase, register)).clone()
    }
}

/// The same of one page alone.
pub fn mentions(entries: &[ActorEntry], register: &Register) -> Vec<Mention> {
    Divisions::default().mentions(entries, register)
}

fn of_entry<'a>(entry: &'a ActorEntry, register: &Register, divisions: &mut Divisions<'a>) -> Vec<Mention> {
    let division = match entry.form {
        Form::Mentioned => divide::Division { named: divide::mentioned(&entry.name, register), rest: "" },
        Form::Affiliation => {
            divide::Division { named: vec![divide::Named { name: &entry.name, actor: divide::whom(&entry.name, register) }], rest: "" }
        }
        Form::Listed => divisions.listed(&entry.name, register),
        Form::Told => Some(divisions.listed(&entry.name, register)).filter(divide::Division::knows_one).unwrap_or_default(),
    };
    let alone = division.named.len() == 1;
    let text = match (division.rest, entry.text.as_deref().unwrap_or("")) {
        ("", text) | (text, "") => text.to_string(),
        (rest, text) => format!("{rest} – {text}"),
    };
    let mention = |named: &divide::Named<'_>| Mention {
        line: entry.line,
        name: named.name.to_string(),
        actor: named.actor.clone().or_else(|| abbreviated(entry, register).filter(|_| alone)),
        role: entry.role.clone(),
        group: entry.group.clone(),
        qualifier: entry
            .qualifier
            .clone()
            .filter(|qualifier| alone || register.find(qualifier).is_none_or(|actor| named.actor.as_ref() == Some(&actor.id))),
        text: Some(text.clone()).filter(|text| !text.is_empty()),
        anchor: entry.anchor.clone(),
    };
    // A sign without a letter names nobody.
    division.named.iter().filter(|named| named.name.chars().any(char::is_alphabetic)).map(mention).collect()
}

/// Whom the abbreviation in an entry's parenthesis means: "Folkeregisteret (FREG)".
fn abbreviated(entry: &ActorEntry, register: &Register) -> Option<ActorId> {
    let abbreviation = entry.qualifier.as_deref()?;
    let capitals = abbreviation.chars().filter(|sign| sign.is_uppercase()).count();
    let looks_like_one = capitals >= 2 && !abbreviation.contains([' ', ',', '/']);
    // After several names the abbreviation is the last one's.
    (looks_like_one && !divide::lists(&entry.name)).then(|| register.find(abbreviation)).flatten().map(|actor| actor.id.clone())
}
