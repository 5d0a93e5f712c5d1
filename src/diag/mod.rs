//! Every problem, from every stage, is a [`Diag`]: stages collect them and nothing stops at the first.
//!
//! A diag carries a code and values; the sentences stand in `messages/*.toml`, one file a room,
//! Norwegian and English side by side, so that they can be read and proof-read as text.

mod fix;
mod messages;
mod render;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

pub use fix::Fix;
pub use messages::{MessageLang, all_codes};
pub use render::{Style, to_github, to_json, to_text};

/// How much a problem matters: an error fails `loft build`, a warning only with `--strict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Note,
}

/// A place in a file. Lines and columns count from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    pub line: u32,
    pub col: u32,
    /// Characters from `col`; 0 when only the point is known.
    pub len: u32,
}

impl Span {
    pub fn line(line: u32) -> Span {
        Span { line, col: 1, len: 0 }
    }

    pub fn at(line: u32, col: u32, len: u32) -> Span {
        Span { line, col, len }
    }

    /// The place of byte range `start..end` in `text`, whose first line is `first_line` of its file.
    pub fn of_bytes(text: &str, start: usize, end: usize, first_line: u32) -> Span {
        let start = floor_boundary(text, start);
        let end = floor_boundary(text, end.max(start));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line = first_line + text[..start].matches('\n').count() as u32;
        let one_line = text[start..end].lines().next().unwrap_or("");
        Span { line, col: text[line_start..start].chars().count() as u32 + 1, len: one_line.chars().count() as u32 }
    }
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// One problem: what is wrong, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Diag {
    pub severity: Severity,
    /// Names the message in `messages/*.toml`, and the rule in configuration: `front-matter-syntax`.
    pub code: &'static str,
    /// The file as the writer knows it: relative to the site's folder, with `/`.
    pub path: Option<String>,
    pub span: Option<Span>,
    /// Values for the message's `{placeholders}`.
    pub args: Vec<(&'static str, String)>,
    /// What puts it right, where that is certain.
    pub fix: Option<Fix>,
}

impl Diag {
    pub fn new(severity: Severity, code: &'static str) -> Diag {
        Diag { severity, code, path: None, span: None, args: Vec::new(), fix: None }
    }

    pub fn error(code: &'static str) -> Diag {
        Diag::new(Severity::Error, code)
    }

    pub fn warning(code: &'static str) -> Diag {
        Diag::new(Severity::Warning, code)
    }

    pub fn note(code: &'static str) -> Diag {
        Diag::new(Severity::Note, code)
    }

    pub fn at(mut self, path: impl Into<String>, span: Span) -> Diag {
        self.path = Some(path.into());
        self.span = Some(span);
        self
    }

    pub fn in_file(mut self, path: impl Into<String>) -> Diag {
        self.path = Some(path.into());
        self
    }

    pub fn span(mut self, span: Span) -> Diag {
        self.span = Some(span);
        self
    }

    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Diag {
        self.args.push((name, value.to_string()));
        self
    }

    /// With the reason why something could not be read or written.
    pub fn because(self, error: &std::io::Error) -> Diag {
        self.with("reason", messages::reason(error))
    }

    pub fn fix(mut self, fix: Fix) -> Diag {
        self.fix = Some(fix);
        self
    }

    /// What is wrong, as a sentence.
    pub fn message(&self, lang: MessageLang) -> String {
        messages::fill(self.code, messages::Part::Message, lang, &self.args).unwrap_or_else(|| self.code.to_string())
    }

    /// What to do about it, if the message has a hint.
    pub fn hint(&self, lang: MessageLang) -> Option<String> {
        messages::fill(self.code, messages::Part::Hint, lang, &self.args)
    }
}

/// Applies the site's own weights: code → `off`, `note`, `warning` or `error`. What is not named keeps its own.
pub fn weigh(diags: &mut Vec<Diag>, levels: &BTreeMap<String, String>) {
    diags.retain_mut(|diag| weigh_one(diag, levels));
}

/// The same for one; `false` when it is switched off.
pub fn weigh_one(diag: &mut Diag, levels: &BTreeMap<String, String>) -> bool {
    match levels.get(diag.code).map(String::as_str) {
        Some("off") => return false,
        Some("error") => diag.severity = Severity::Error,
        Some("warning") => diag.severity = Severity::Warning,
        Some("note") => diag.severity = Severity::Note,
        _ => {}
    }
    true
}

/// Puts diags in the order in which a reader meets them, each once: by file, place, then code.
pub fn sort(diags: &mut Vec<Diag>) {
    diags.sort_by(|a, b| (&a.path, a.span, a.severity, a.code, &a.args).cmp(&(&b.path, b.span, b.severity, b.code, &b.args)));
    diags.dedup();
}
