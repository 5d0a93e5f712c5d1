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
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => parse_yaml(text, first_line),
        Err(error) if error.is_eof() => (parse_yaml(&completed(text), first_line).0, vec![syntax(&error, first_line)]),
        Err(error) => (parse_yaml(text, first_line).0, vec![syntax(&error, first_line)]),
    }
}

/// The text with the quotation mark and brackets that are missing at its end.
fn completed(text: &str) -> String {
    let mut missing: Vec<char> = Vec::new();
    let mut quoted = false;
    let mut escaped = false;
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '{' if !quoted => missing.push('}'),
            '[' if !quoted => missing.push(']'),
            '}' | ']' if !quoted => drop(missing.pop()),
            _ => {}
        }
    }
    let quote = if quoted { "\"" } else { "" };
    format!("{}{quote}{}", text.trim_end(), missing.iter().rev().collect::<String>())
}

fn syntax(error: &serde_json::Error, first_line: u32) -> Diag {
    let line = first_line + (error.line() as u32).saturating_sub(1);
    let code = if error.is_eof() { "json-unfinished" } else { "json-syntax" };
    Diag::error(code).span(Span::at(line, (error.column() as u32).max(1), 0))
}
