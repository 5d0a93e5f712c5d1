//! Diags as text for a terminal and as JSON for programs.

use serde_json::json;

use super::{Diag, MessageLang, Severity};

/// How text is printed: with colour or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    Colour,
}

/// One diag as a few lines: `file:line:col: error[code]: what is wrong`, then what to do.
pub fn to_text(diag: &Diag, lang: MessageLang, style: Style) -> String {
    let paint = |text: &str, code: &str| match style {
        Style::Colour => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        Style::Plain => text.to_string(),
    };
    let (word, colour) = match (diag.severity, lang) {
        (Severity::Error, MessageLang::En) => ("error", "1;31"),
        (Severity::Error, MessageLang::Nb) => ("feil", "1;31"),
        (Severity::Warning, MessageLang::En) => ("warning", "1;33"),
        (Severity::Warning, MessageLang::Nb) => ("advarsel", "1;33"),
        (Severity::Note, MessageLang::En) => ("note", "1;36"),
        (Severity::Note, MessageLang::Nb) => ("merknad", "1;36"),
    };
    let place = match (&diag.path, diag.span) {
        (Some(path), Some(span)) => format!("{path}:{}:{}: ", span.line, span.col),
        (Some(path), None) => format!("{path}: "),
        _ => String::new(),
    };
    let mut text = format!("{place}{}: {}", paint(&format!("{word}[{}]", diag.code), colour), diag.message(lang));
    if let Some(hint) = diag.hint(lang) {
        text.push_str("\n    ");
        text.push_str(&hint);
    }
    text
}

/// One diag as an object: severity, code, path, line, col, len, message, hint.
pub fn to_json(diag: &Diag, lang: MessageLang) -> serde_json::Value {
    json!({
        "severity": diag.severity,
        "code": diag.code,
        "path": diag.path,
        "line": diag.span.map(|span| span.line),
        "col": diag.span.map(|span| span.col),
        "len": diag.span.map(|span| span.len),
        "message": diag.message(lang),
        "hint": diag.hint(lang),
    })
}
