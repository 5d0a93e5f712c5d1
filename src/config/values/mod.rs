//! TOML, YAML and JSON as one kind of value that knows its place in the file.
//!
//! A broken document gives findings in a writer's words and as much as could be read.

mod json;
mod toml;
mod yaml;

use serde_json::{Map, Number, Value};

use crate::diag::{Diag, Span};

pub use json::parse_json;
pub use toml::parse_toml;
pub use yaml::parse_yaml;

/// A value with the place where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Located<T> {
    pub span: Span,
    pub value: T,
}

/// A parsed document's value, in the order written.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    /// A date or time as written: `2026-08-04`, `2026-08-04T01:11:46+02:00`.
    Date(String),
    List(Vec<Located<Node>>),
    /// Keys with their own places.
    Map(Vec<Entry>),
}

/// One `key: value` of a map.
pub type Entry = (Located<String>, Located<Node>);

/// How deep lists and maps may stand in each other. Far more than anyone writes; keeps recursion bounded.
const DEPTH_LIMIT: usize = 64;

impl Node {
    /// A map's value by key; case does not count, as in Hugo.
    pub fn get(&self, key: &str) -> Option<&Located<Node>> {
        self.entry(key).map(|(_, value)| value)
    }

    /// A map's key and value by key; case does not count.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|(name, _)| same_key(&name.value, key))
    }

    /// A map's entries in the order written; none for other values.
    pub fn entries(&self) -> &[Entry] {
        match self {
            Node::Map(entries) => entries,
            _ => &[],
        }
    }

    /// A list's items; none for other values.
    pub fn items(&self) -> &[Located<Node>] {
        match self {
            Node::List(items) => items,
            _ => &[],
        }
    }

    /// A list's items, or the value itself as the only one: for fields that take one or several.
    pub fn one_or_many<'a>(self: &'a Node, span: Span) -> Vec<(Span, &'a Node)> {
        match self {
            Node::Null => Vec::new(),
            Node::List(items) => items.iter().map(|item| (item.span, &item.value)).collect(),
            one => vec![(span, one)],
        }
    }

    pub fn is_map(&self) -> bool {
        matches!(self, Node::Map(_))
    }

    /// Any single value as text, numbers as Go prints them. `None` for nothing, lists and maps.
    pub fn as_text(&self) -> Option<String> {
        match self {
            Node::Text(text) | Node::Date(text) => Some(text.clone()),
            Node::Bool(value) => Some(value.to_string()),
            Node::Int(value) => Some(value.to_string()),
            Node::Float(value) => Some(value.to_string()),
            Node::Null | Node::List(_) | Node::Map(_) => None,
        }
    }

    /// A whole number, also when written as text, as Hugo's casts read it.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Node::Int(value) => Some(*value),
            Node::Float(value) if value.is_finite() => Some(*value as i64),
            Node::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// Yes or no, also when written as text or 1 and 0, as Hugo's casts read it.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Node::Bool(value) => Some(*value),
            Node::Int(value) => Some(*value != 0),
            Node::Text(text) => match text.trim() {
                "true" | "True" | "TRUE" | "t" | "T" | "1" => Some(true),
                "false" | "False" | "FALSE" | "f" | "F" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value with keys as written.
    pub fn to_json(&self) -> Value {
        self.convert(&str::to_string)
    }

    /// The value as Hugo keeps it in `.Params`: keys of maps in lower case, maps inside lists as written.
    pub fn to_params(&self) -> Value {
        match self {
            Node::Map(_) => Value::Object(self.to_param_map()),
            other => other.to_json(),
        }
    }

    /// As [`Node::to_params`], for a map; empty for other values.
    pub fn to_param_map(&self) -> Map<String, Value> {
        self.entries().iter().map(|(key, value)| (key.value.to_lowercase(), value.value.to_params())).collect()
    }

    fn convert(&self, rename: &impl Fn(&str) -> String) -> Value {
        match self {
            Node::Null => Value::Null,
            Node::Bool(value) => Value::Bool(*value),
            Node::Int(value) => Value::from(*value),
            Node::Float(value) => Number::from_f64(*value).map_or(Value::Null, Value::Number),
            Node::Text(text) | Node::Date(text) => Value::String(text.clone()),
            Node::List(items) => items.iter().map(|item| item.value.convert(rename)).collect(),
            Node::Map(entries) => {
                Value::Object(entries.iter().map(|(key, value)| (rename(&key.value), value.value.convert(rename))).collect())
            }
        }
    }
}

/// Whether two keys name the same field: case does not count.
pub(crate) fn same_key(left: &str, right: &str) -> bool {
    let ascii = left.is_ascii() && right.is_ascii();
    left.eq_ignore_ascii_case(right) || (!ascii && left.to_lowercase() == right.to_lowercase())
}

/// Turns byte offsets into places, in time independent of the text's length.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    first_line: u32,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str, first_line: u32) -> Lines<'a> {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Lines { text, starts, first_line }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let line = self.starts.partition_point(|at| *at <= start).saturating_sub(1);
        let line_start = self.starts[line];
        let place = Span::of_bytes(&self.text[line_start..], start.saturating_sub(line_start), end.saturating_sub(line_start), 1);
        Span { line: self.first_line + line as u32, ..place }
    }
}

/// Keeps the first of several entries with the same key and tells about the others.
fn without_duplicates(entries: Vec<Entry>, diags: &mut Vec<Diag>) -> Vec<Entry> {
    if entries.len() < 2 {
        return entries;
    }
    let mut seen: std::collections::BTreeMap<String, u32> = Default::default();
    entries
        .into_iter()
        .filter(|(key, _)| match seen.get(&key.value.to_lowercase()) {
            Some(first) => {
                diags.push(Diag::warning("duplicate-key").span(key.span).with("key", &key.value).with("first", first));
                false
            }
            None => {
                seen.insert(key.value.to_lowercase(), key.span.line);
                true
            }
        })
        .collect()
}
