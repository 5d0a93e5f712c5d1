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

/// Why something failed, as the system says it → in words.
static REASONS: LazyLock<BTreeMap<String, Reason>> =
    LazyLock::new(|| toml::from_str(include_str!("reasons.toml")).unwrap_or_else(|error| panic!("reasons.toml: {error}")));

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    en: String,
    nb: String,
}

/// The kind of an error when there are words for it, else what the system says.
pub(super) fn reason(error: &std::io::Error) -> String {
    let kind = error.kind().to_string();
    if REASONS.contains_key(&kind) { kind } else { error.to_string() }
}

/// A value as it stands in a message: a reason in the message's language.
fn shown<'a>(name: &str, value: &'a str, lang: MessageLang) -> &'a str {
    match REASONS.get(value).filter(|_| name == "reason") {
        Some(reason) if lang == MessageLang::Nb => &reason.nb,
        Some(reason) => &reason.en,
        None => value,
    }
}

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
    Some(substitute(template, args, lang))
}

/// Replaces `{name}` in one pass, so that a value that holds braces is not read again.
fn substitute(template: &str, args: &[(&'static str, String)], lang: MessageLang) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let value = after.find('}').and_then(|close| {
            let name = &after[..close];
            args.iter().find(|(arg, _)| *arg == name).map(|(_, value)| (shown(name, value, lang), close))
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
        assert_eq!(substitute("{a} and {b}", &[("a", "{b}".into()), ("b", "x".into())], MessageLang::En), "{b} and x");
    }

    #[test]
    fn reasons_are_in_the_language_of_the_message() {
        use std::io::{Error, ErrorKind};
        let args = |error: &Error| [("reason", reason(error)), ("path", "permission denied".to_string())];
        let denied = args(&Error::from(ErrorKind::PermissionDenied));
        assert_eq!(substitute("{path}: {reason}", &denied, MessageLang::Nb), "permission denied: du har ikke tilgang");
        assert_eq!(substitute("{path}: {reason}", &denied, MessageLang::En), "permission denied: you have no access to it");
        let other = args(&Error::other("the cable is out"));
        assert_eq!(substitute("{reason}", &other, MessageLang::Nb), "the cable is out");
    }

    /// A kind that is called something else one day would be said in English.
    #[test]
    fn reasons_are_called_what_the_system_calls_them() {
        use std::io::ErrorKind::{
            AddrInUse, AlreadyExists, InvalidFilename, IsADirectory, NotADirectory, NotFound, PermissionDenied, QuotaExceeded,
            ReadOnlyFilesystem, ResourceBusy, StorageFull,
        };
        let kinds = [
            AddrInUse,
            AlreadyExists,
            InvalidFilename,
            IsADirectory,
            NotADirectory,
            NotFound,
            PermissionDenied,
            QuotaExceeded,
            ReadOnlyFilesystem,
            ResourceBusy,
            StorageFull,
        ];
        let mut names: Vec<String> = kinds.iter().map(ToString::to_string).chain(["changed".to_string()]).collect();
        names.sort();
        assert_eq!(names, REASONS.keys().cloned().collect::<Vec<_>>());
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
