//! Typed fields out of a map, with a finding for each of the wrong kind. Used for configuration and
//! for front matter, which share some shapes.

use serde_json::{Map, Value};

use super::{Cascade, CascadeTarget, Located, MenuEntry, Node};
use crate::diag::{Diag, Fix};

/// Looks a field up and reads it; what cannot be read gives a finding with `code` and no value.
fn read<T>(map: &Node, key: &str, code: &'static str, diags: &mut Vec<Diag>, convert: impl Fn(&Node) -> Option<T>) -> Option<T> {
    let (name, value) = map.entry(key)?;
    if value.value == Node::Null {
        return None;
    }
    let read = convert(&value.value);
    if read.is_none() {
        diags.push(wrong(code, name, value));
    }
    read
}

/// The finding that a field has a value of the wrong kind.
pub(crate) fn wrong(code: &'static str, key: &Located<String>, value: &Located<Node>) -> Diag {
    let shown = value.value.as_text().unwrap_or_else(|| value.value.to_json().to_string());
    Diag::warning(code).span(value.span).with("key", &key.value).with("value", shorten(&shown))
}

fn shorten(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    if line.chars().count() > 60 { format!("{}…", line.chars().take(59).collect::<String>()) } else { line.to_string() }
}

/// Text; numbers, dates and yes/no are taken as written.
pub(crate) fn text(map: &Node, key: &str, diags: &mut Vec<Diag>) -> Option<String> {
    read(map, key, "field-not-text", diags, Node::as_text)
}

pub(crate) fn int(map: &Node, key: &str, diags: &mut Vec<Diag>) -> Option<i64> {
    read(map, key, "field-not-number", diags, Node::as_int)
}

pub(crate) fn boolean(map: &Node, key: &str, diags: &mut Vec<Diag>) -> Option<bool> {
    read(map, key, "field-not-yes-no", diags, Node::as_bool)
}

/// A date in any form that [`crate::dates::parse`] reads; the value stays as written.
pub(crate) fn check_date(map: &Node, key: &str, diags: &mut Vec<Diag>) {
    let before = diags.len();
    read(map, key, "field-not-date", diags, |node| node.as_text().filter(|text| text.is_empty() || crate::dates::parse(text).is_some()));
    let written = map.get(key).and_then(|value| value.value.as_text()).unwrap_or_default();
    if let (Some(diag), Some(meant)) = (diags.get_mut(before), crate::dates::meant(&written)) {
        diag.fix = Some(Fix::replace(written, meant));
    }
}

/// A list of texts. One text alone is split at spaces, as Hugo does.
pub(crate) fn texts(map: &Node, key: &str, diags: &mut Vec<Diag>) -> Option<Vec<String>> {
    read(map, key, "field-not-list", diags, |node| match node {
        Node::List(items) => items.iter().map(|item| item.value.as_text()).collect(),
        Node::Map(_) => None,
        one => one.as_text().map(|text| text.split_whitespace().map(str::to_string).collect()),
    })
}

/// A list of texts, or one text as the only one, spaces and all.
pub(crate) fn strings(map: &Node, key: &str, diags: &mut Vec<Diag>) -> Option<Vec<String>> {
    read(map, key, "field-not-list", diags, |node| match node {
        Node::List(items) => items.iter().map(|item| item.value.as_text()).collect(),
        Node::Map(_) => None,
        one => one.as_text().map(|text| vec![text]),
    })
}

/// A group of fields.
pub(crate) fn map<'a>(from: &'a Node, key: &str, diags: &mut Vec<Diag>) -> Option<&'a Node> {
    let (name, value) = from.entry(key)?;
    match &value.value {
        Node::Map(_) => Some(&value.value),
        Node::Null => None,
        _ => {
            diags.push(wrong("field-not-map", name, value));
            None
        }
    }
}

/// One of a few words; `allowed` pairs each with what it means.
pub(crate) fn one_of<T: Copy>(map: &Node, key: &str, allowed: &[(&str, T)], diags: &mut Vec<Diag>) -> Option<T> {
    let find = |node: &Node| {
        let text = node.as_text()?;
        allowed.iter().find(|(word, _)| word.eq_ignore_ascii_case(text.trim())).map(|(_, meaning)| *meaning)
    };
    let before = diags.len();
    let found = read(map, key, "field-not-one-of", diags, find);
    if let Some(diag) = diags.get_mut(before) {
        let words: Vec<String> = allowed.iter().map(|(word, _)| format!("`{word}`")).collect();
        diag.args.push(("allowed", words.join(", ")));
    }
    found
}

/// `cascade`: one group or a list of them.
pub(crate) fn cascades(value: &Located<Node>, diags: &mut Vec<Diag>) -> Vec<Cascade> {
    value
        .value
        .one_or_many(value.span)
        .into_iter()
        .filter_map(|(span, node)| match node {
            Node::Map(_) => Some(cascade(node, diags)),
            _ => {
                let name = Located { span, value: "cascade".to_string() };
                diags.push(wrong("field-not-map", &name, &Located { span, value: node.clone() }));
                None
            }
        })
        .collect()
}

fn cascade(node: &Node, diags: &mut Vec<Diag>) -> Cascade {
    let target = ["target", "_target"].iter().find_map(|key| map(node, key, diags));
    let mut values = with_params(node);
    values.retain(|key, _| key != "target" && key != "_target");
    Cascade { target: target.map(|target| cascade_target(target, diags)).unwrap_or_default(), values }
}

fn cascade_target(node: &Node, diags: &mut Vec<Diag>) -> CascadeTarget {
    let known = ["path", "kind", "lang", "environment"];
    for (key, _) in node.entries().iter().filter(|(key, _)| !known.iter().any(|name| key.value.eq_ignore_ascii_case(name))) {
        diags.push(unknown_key(key, &known));
    }
    let mut field = |key| text(node, key, diags).unwrap_or_default();
    CascadeTarget { path: field("path"), kind: field("kind"), lang: field("lang"), environment: field("environment") }
}

/// The finding that a key has no meaning here, with the nearest that has.
pub(crate) fn unknown_key(key: &Located<String>, known: &[&str]) -> Diag {
    let lower: Vec<String> = known.iter().map(|name| name.to_lowercase()).collect();
    let near = crate::text::nearest(&key.value.to_lowercase(), lower.iter().map(String::as_str));
    let near = near.and_then(|near| known.iter().find(|name| name.to_lowercase() == near));
    match near {
        Some(near) => Diag::warning("key-unknown-near").span(key.span).with("key", &key.value).with("near", near),
        None => Diag::warning("key-unknown").span(key.span).with("key", &key.value),
    }
}

/// All fields as Hugo's `.Params`: lower case, with those below `params` lifted to the top, where they
/// do not stand already.
pub(crate) fn with_params(node: &Node) -> Map<String, Value> {
    let mut all = node.to_param_map();
    if let Some(Value::Object(nested)) = all.get("params").cloned() {
        all.shift_remove("params");
        for (key, value) in nested {
            all.entry(key).or_insert(value);
        }
    }
    all
}

/// A menu entry's fields, in configuration or front matter.
pub(crate) fn menu_entry(node: &Node, diags: &mut Vec<Diag>) -> MenuEntry {
    let mut field = |key| text(node, key, diags).unwrap_or_default();
    let entry = MenuEntry {
        identifier: field("identifier"),
        name: field("name"),
        title: field("title"),
        pre: field("pre"),
        post: field("post"),
        url: field("url"),
        page_ref: field("pageRef"),
        parent: field("parent"),
        ..MenuEntry::default()
    };
    let weight = int(node, "weight", diags).unwrap_or(0);
    let params = map(node, "params", diags).map(Node::to_param_map).unwrap_or_default();
    MenuEntry { weight, params, ..entry }
}
