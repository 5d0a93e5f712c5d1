//! The catalogue of messages: code → sentence and hint, in Norwegian and English.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The language of findings: Norwegian when the terminal or the site is, else English.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageLang {
    Nb,
    En,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    en: String,
    nb: String,
    hint_en: Option<String>,
    hint_nb: Option<String>,
}

pub(super) enum Part {
    Message,
    Hint,
}

/// One file a room, so that a room's findings are proof-read together.
const SOURCES: &[(&str, &str)] = &[
    ("check", include_str!("messages/check.toml")),
    ("config", include_str!("messages/config.toml")),
    ("doc", include_str!("messages/doc.toml")),
    ("edit", include_str!("messages/edit.toml")),
    ("input", include_str!("messages/input.toml")),
    ("output", include_str!("messages/output.toml")),
    ("render", include_str!("messages/render.toml")),
    ("search", include_str!("messages/search.toml")),
    ("site", include_str!("messages/site.toml")),
];

static CATALOGUE: LazyLock<BTreeMap<String, Message>> = LazyLock::new(|| {
    let mut catalogue = BTreeMap::new();
    for (room, source) in SOURCES {
        let messages: BTreeMap<String, Message> = toml::from_str(source).unwrap_or_else(|error| panic!("messages/{room}.toml: {error}"));
        for (code, message) in messages {
            assert!(catalogue.insert(code.clone(), message).is_none(), "messages/{room}.toml: {code} stands in two files");
        }
    }
    catalogue
});

/// Every code in the catalogue, in alphabetical order.
pub fn all_codes() -> impl Iterator<Item = &'static str> {
    CATALOGUE.keys().map(String::as_str)
}

pub(super) fn fill(code: &str, part: Part, lang: MessageLang, args: &[(&'static str, String)]) -> Option<String> {
    let message = CATALOGUE.get(code)?;
    let template = match (part, lang) {
        (Part::Message, MessageLang::Nb) => &message.nb,
        (Part::Message, MessageLang::En) => &message.en,
        (Part::Hint, MessageLang::Nb) => message.hint_nb.as_ref()?,
        (Part::Hint, MessageLang::En) => message.hint_en.as_ref()?,
    };
    Some(substitute(template, args))
}

/// Replaces `{name}` in one pass, so that a value that holds braces is not read again.
fn substitute(template: &str, args: &[(&'static str, String)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let value = after.find('}').and_then(|close| {
            let name = &after[..close];
            args.iter().find(|(arg, _)| *arg == name).map(|(_, value)| (value, close))
        });
        match value {
            Some((value, close)) => {
                out.push_str(value);
                rest = &after[close + 1..];
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_come_in_both_languages_or_none() {
        for (code, message) in CATALOGUE.iter() {
            assert_eq!(message.hint_en.is_some(), message.hint_nb.is_some(), "{code}");
        }
    }

    /// A sentence that only says what is wrong leaves the reader alone. What `loft migrate` counts needs no doing.
    #[test]
    fn every_message_says_what_to_do() {
        let silent: Vec<&String> = CATALOGUE
            .iter()
            .filter(|(code, message)| message.hint_en.is_none() && !code.starts_with("migrate-"))
            .map(|(code, _)| code)
            .collect();
        assert_eq!(silent, Vec::<&String>::new());
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        assert_eq!(substitute("{a} and {b}", &[("a", "{b}".into()), ("b", "x".into())]), "{b} and x");
    }

    #[test]
    fn both_languages_name_the_same_values() {
        let names = |text: &str| {
            let mut found: Vec<String> =
                text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name.to_string()).collect();
            found.sort();
            found.dedup();
            found
        };
        for (code, message) in CATALOGUE.iter() {
            assert_eq!(names(&message.en), names(&message.nb), "{code}");
            assert_eq!(names(message.hint_en.as_deref().unwrap_or("")), names(message.hint_nb.as_deref().unwrap_or("")), "{code} (hint)");
        }
    }
}
