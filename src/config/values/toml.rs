//! TOML, read by the `toml` crate with places; it goes on after an error by itself.

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue, Error};

use super::{Entry, Lines, Located, Node, without_duplicates};
use crate::diag::{Diag, Span};

/// Reads TOML. What could be read comes back also when something could not.
pub fn parse_toml(text: &str, first_line: u32) -> (Node, Vec<Diag>) {
    let lines = Lines::new(text, first_line);
    let (table, mut errors) = DeTable::parse_recoverable(text);
    errors.sort_by_key(|error| error.span().map(|range| range.start));
    let mut diags: Vec<Diag> = Vec::new();
    for error in &errors {
        let diag = syntax(error, &lines);
        // One slip often breaks several rules on the same line; the first says it.
        if !diags.iter().any(|earlier| earlier.span.map(|span| span.line) == diag.span.map(|span| span.line)) {
            diags.push(diag);
        }
    }
    let node = map(table.get_ref(), &lines, &mut diags);
    (node, diags)
}

fn map(table: &DeTable<'_>, lines: &Lines<'_>, diags: &mut Vec<Diag>) -> Node {
    let mut entries: Vec<(usize, Entry)> = table
        .iter()
        .map(|(key, value)| {
            let name = Located { span: span_of(key, lines), value: key.get_ref().to_string() };
            (key.span().start, (name, located(value, lines, diags)))
        })
        .collect();
    entries.sort_by_key(|(start, _)| *start);
    Node::Map(without_duplicates(entries.into_iter().map(|(_, entry)| entry).collect(), diags))
}

fn located(value: &Spanned<DeValue<'_>>, lines: &Lines<'_>, diags: &mut Vec<Diag>) -> Located<Node> {
    let span = span_of(value, lines);
    let node = match value.get_ref() {
        DeValue::String(text) => Node::Text(text.to_string()),
        DeValue::Integer(integer) => number(integer),
        DeValue::Float(float) => float.as_str().parse().map_or(Node::Text(float.as_str().to_string()), Node::Float),
        DeValue::Boolean(value) => Node::Bool(*value),
        DeValue::Datetime(date) => Node::Date(date.to_string()),
        DeValue::Array(items) => Node::List(items.iter().map(|item| located(item, lines, diags)).collect()),
        DeValue::Table(table) => map(table, lines, diags),
    };
    Located { span, value: node }
}

fn number(integer: &DeInteger<'_>) -> Node {
    i64::from_str_radix(integer.as_str(), integer.radix()).map_or_else(|_| Node::Text(integer.to_string()), Node::Int)
}

fn span_of<T>(spanned: &Spanned<T>, lines: &Lines<'_>) -> Span {
    lines.span(spanned.span().start, spanned.span().end)
}

fn syntax(error: &Error, lines: &Lines<'_>) -> Diag {
    let range = error.span().unwrap_or(0..0);
    let span = lines.span(range.start, range.end);
    let written = lines.text.get(range).unwrap_or("");
    let rule = error.message().split(", expected").next().unwrap_or("");
    let code = match rule {
        "duplicate key" => return duplicate(written, span),
        "string values must be quoted" if written.trim().is_empty() => "value-missing",
        "string values must be quoted" => "toml-text-unquoted",
        "missing value" | "missing value for key" => "value-missing",
        "invalid unquoted key" if written == ":" => "toml-equals-missing",
        "key with no value" | "missing assignment between key-value pairs" => "toml-equals-missing",
        "invalid unquoted key" => "toml-key",
        "recursion limit" => "nested-too-deep",
        _ if rule.contains("unclosed") || rule.contains("between array elements") => "bracket-unclosed",
        _ if rule.contains("escape") => "escape-unknown",
        _ if rule.starts_with("invalid") && rule.contains("string") => "quote-unclosed",
        _ => "toml-syntax",
    };
    Diag::error(code).span(span).with("bracket", "[")
}

fn duplicate(key: &str, span: Span) -> Diag {
    Diag::warning("key-repeated").span(span).with("key", key.trim_matches(['"', '\'']))
}
