//! JSON. Its values are read by the YAML reader, which knows places and goes on after an error;
//! what is wrong is found by the JSON reader, which is strict.

use serde::de::IgnoredAny;

use super::{Node, parse_yaml};
use crate::diag::{Diag, Span};

/// Reads JSON. What could be read comes back also when something could not.
pub fn parse_json(text: &str, first_line: u32) -> (Node, Vec<Diag>) {
    if text.trim().is_empty() {
        return (Node::Null, Vec::new());
    }
    let (node, mut diags) = parse_yaml(text, first_line);
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        diags = vec![syntax(&error, first_line)];
    }
    (node, diags)
}

fn syntax(error: &serde_json::Error, first_line: u32) -> Diag {
    let line = first_line + (error.line() as u32).saturating_sub(1);
    let code = if error.is_eof() { "json-unfinished" } else { "json-syntax" };
    Diag::error(code).span(Span::at(line, (error.column() as u32).max(1), 0))
}
