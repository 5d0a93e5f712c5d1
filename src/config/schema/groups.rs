//! The groups of front matter, key by key: what may stand below `relasjoner`, `oppfolging`, `menus` and the others.
//! A key that nothing reads is a slip in most of them, so they are closed.

use serde_json::{Map, Value, json};

/// The relations of the content model, either end of each, with their English names.
const RELATIONS: &[&str] = &[
    "dekkes_av",
    "covered_by",
    "dekker",
    "covers",
    "del_av",
    "part_of",
    "har_del",
    "has_part",
    "erstatter",
    "replaces",
    "erstattes_av",
    "replaced_by",
    "bygger_paa",
    "bygger_på",
    "bygger_pa",
    "builds_on",
    "grunnlag_for",
    "basis_for",
    "gjelder",
    "concerns",
    "about",
    "omtalt_i",
    "subject_of",
    "bidrar_til",
    "contributes_to",
    "bidrag_fra",
    "contributions_from",
];

/// Every word for how far a decision's follow-up has come, the content model's four first.
const FOLLOW_UP_STATES: &[&str] = &[
    "apen",
    "i-gang",
    "fulgt-opp",
    "bortfalt",
    "åpen",
    "open",
    "ope",
    "i gang",
    "in-progress",
    "in progress",
    "started",
    "fulgt opp",
    "følgd-opp",
    "følgd opp",
    "done",
    "followed-up",
    "followed up",
    "bortfalle",
    "lapsed",
    "dropped",
];

/// What a finding may weigh; YAML reads a bare `off` as false.
const LEVELS: &[&str] = &["off", "note", "warning", "error"];

pub(super) fn words() -> Value {
    json!({ "type": ["string", "null"] })
}

/// One text or a list of them; numbers are taken as written.
pub(super) fn texts() -> Value {
    json!({ "anyOf": [{ "type": ["string", "number", "null"] }, { "type": "array", "items": { "type": ["string", "number"] } }] })
}

pub(super) fn date() -> Value {
    json!({ "type": ["string", "null"], "pattern": r"^$|^\d{4}-\d{1,2}-\d{1,2}" })
}

fn yes_no() -> Value {
    json!({ "type": ["boolean", "null"] })
}

fn number() -> Value {
    json!({ "type": ["integer", "null"] })
}

/// A group that holds these keys and no others.
fn closed<'k>(keys: impl IntoIterator<Item = (&'k str, Value)>) -> Value {
    let properties: Map<String, Value> = keys.into_iter().map(|(key, shape)| (key.to_string(), shape)).collect();
    json!({ "type": ["object", "null"], "properties": properties, "additionalProperties": false })
}

fn one_or_many(shape: Value) -> Value {
    json!({ "anyOf": [shape, { "type": "array", "items": shape }] })
}

/// `relasjoner`: each key leads to one page or several.
pub(super) fn relations() -> Value {
    closed(RELATIONS.iter().map(|name| (*name, texts())))
}

/// `oppfolging`, with an actor as the site's register has them.
pub(super) fn follow_up(actor: &Value) -> Value {
    let states = json!({ "enum": FOLLOW_UP_STATES });
    closed([
        ("av", actor.clone()),
        ("by", actor.clone()),
        ("status", states),
        ("dato", date()),
        ("date", date()),
        ("kilde", words()),
        ("source", words()),
    ])
}

/// `checks`: a finding's code and what it weighs on this page.
pub(super) fn checks() -> Value {
    let codes: Vec<&str> = crate::diag::all_codes().collect();
    json!({
        "type": ["object", "null"],
        "propertyNames": { "enum": codes },
        "additionalProperties": { "enum": LEVELS.iter().map(|level| json!(level)).chain([json!(false)]).collect::<Vec<_>>() },
    })
}

/// `build`, as in Hugo.
pub(super) fn build() -> Value {
    closed([
        ("list", json!({ "enum": ["always", "local", "never", true, false] })),
        ("render", json!({ "enum": ["always", "link", "never", true, false] })),
        ("publishResources", yes_no()),
    ])
}

/// `menus`: a name, several, or each with its entry.
pub(super) fn menus() -> Value {
    let mut keys = vec![("weight", number()), ("params", json!({ "type": ["object", "null"] }))];
    keys.extend(["identifier", "name", "title", "pre", "post", "url", "pageRef", "parent"].map(|key| (key, words())));
    json!({ "anyOf": [
        { "type": ["string", "null"] },
        { "type": "array", "items": { "type": "string" } },
        { "type": "object", "additionalProperties": closed(keys) },
    ] })
}

/// `resources`: names, titles and parameters of files beside the page.
pub(super) fn resources() -> Value {
    let params = json!({ "type": ["object", "null"] });
    let mut file = closed([("src", json!({ "type": "string" })), ("name", words()), ("title", words()), ("params", params)]);
    file["type"] = json!("object");
    file["required"] = json!(["src"]);
    one_or_many(file)
}

/// `cascade`: values for the pages below, all of them or those that the target names.
pub(super) fn cascade() -> Value {
    let target = closed([("path", words()), ("kind", words()), ("lang", words()), ("environment", words())]);
    one_or_many(json!({ "type": ["object", "null"], "properties": { "target": target, "_target": target } }))
}

/// An actor in `aktorer` with the role that it has.
pub(super) fn actor_with_role(actor: &Value, roles: &Value) -> Value {
    let named = |key: &str| json!({ "required": [key] });
    let mut shape = closed([
        ("id", actor.clone()),
        ("navn", words()),
        ("name", words()),
        ("rolle", roles.clone()),
        ("role", roles.clone()),
        ("relevans", words()),
        ("relevance", words()),
    ]);
    shape["type"] = json!("object");
    shape["anyOf"] = json!(["id", "navn", "name"].map(named));
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The strings of a list in the code that reads the group.
    fn words_in(code: &str, pattern: &str) -> Vec<String> {
        let pattern = regex::Regex::new(pattern).expect("a pattern");
        let quoted = regex::Regex::new(r#""([^"]+)""#).expect("a pattern");
        let found = pattern.captures_iter(code).flat_map(|found| {
            let list = found.get(1).map_or("", |list| list.as_str());
            quoted.captures_iter(list).map(|word| word[1].to_string()).collect::<Vec<_>>()
        });
        found.collect()
    }

    #[test]
    fn every_relation_that_is_read_is_known() {
        let read = words_in(include_str!("../../site/relations.rs"), r"names: &(\[[^\]]+\])");
        assert!(read.len() >= 20, "{read:?}");
        assert_eq!(read.iter().filter(|name| !RELATIONS.contains(&name.as_str())).count(), 0, "{read:?}");
    }

    #[test]
    fn every_state_of_a_follow_up_that_is_read_is_known() {
        let read = words_in(include_str!("../../site/decisions.rs"), r#"\n            ("[a-zåø| "-]+) => State::"#);
        assert!(read.len() >= 12, "{read:?}");
        let missing: Vec<&String> = read.iter().filter(|state| !FOLLOW_UP_STATES.contains(&state.as_str())).collect();
        assert_eq!(missing, ["open-"], "what is left of a space, which no one writes");
    }
}
