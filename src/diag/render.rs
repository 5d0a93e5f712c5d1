//! Diags as text for a terminal and as JSON for programs.

use std::borrow::Cow;

use serde_json::json;

use super::{Diag, Fix, MessageLang, Severity};

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
    let path = diag.path.as_deref().map(harmless);
    let place = match (&path, diag.span) {
        (Some(path), Some(span)) => format!("{path}:{}:{}: ", span.line, span.col),
        (Some(path), None) => format!("{path}: "),
        _ => String::new(),
    };
    let mut text = format!("{place}{}: {}", paint(&format!("{word}[{}]", diag.code), colour), harmless(&diag.message(lang)));
    if let Some(hint) = diag.hint(lang) {
        text.push_str("\n    ");
        text.push_str(&harmless(&hint));
    }
    text
}

/// Names and values come from the site, and may hold what a terminal would obey (escape sequences, line breaks, turned
/// reading direction). It is shown as in source code: `\u{1b}`.
fn harmless(text: &str) -> Cow<'_, str> {
    let obeyed = |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    let show = |c: char| if obeyed(c) { c.escape_default().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(show).collect())
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
        "fix": diag.fix.as_ref().map(fix_to_json),
    })
}

fn fix_to_json(fix: &Fix) -> serde_json::Value {
    match fix {
        Fix::Replace { old, new } => json!({ "replace": old, "with": new }),
        Fix::Append { file, text } => json!({ "append": text, "to": file }),
    }
}

/// One diag as a GitHub Actions workflow command, which shows it beside the line in a pull request.
/// `folder` is the site's, as seen from the repository's root; empty when it is the root.
pub fn to_github(diag: &Diag, lang: MessageLang, folder: &str) -> String {
    let word = match diag.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties: Vec<String> = Vec::new();
    if let Some(path) = &diag.path {
        properties.push(format!("file={}", property(&crate::paths::clean(&crate::paths::join(folder, path)))));
    }
    if let Some(span) = diag.span {
        properties.push(format!("line={},col={}", span.line, span.col));
        if span.len > 0 {
            properties.push(format!("endColumn={}", span.col + span.len));
        }
    }
    properties.push(format!("title={}", property(diag.code)));
    let text = [Some(diag.message(lang)), diag.hint(lang)].into_iter().flatten().collect::<Vec<_>>().join("\n");
    format!("::{word} {}::{}", properties.join(","), escaped(&text))
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_obeys_nothing_that_a_site_holds() {
        for (name, shown) in [("a\u{1b}[31m.md", "a\\u{1b}[31m.md"), ("a\nb", "a\\nb"), ("a\u{202e}b", "a\\u{202e}b"), ("blåbær", "blåbær")]
        {
            let diag = Diag::error("same-output-path").in_file(name).with("path", name).with("other", name);
            let text = to_text(&diag, MessageLang::En, Style::Plain);
            assert_eq!(text.lines().count(), 2, "{text}");
            assert_eq!(text.matches(shown).count(), 4, "{text}");
            assert!(name == shown || !text.contains(name), "{text}");
        }
    }
}
