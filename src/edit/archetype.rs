//! Archetypes: what a new page begins as. Loft's placeholders are `{{ title }}`, `{{ id }}`,
//! `{{ weight }}`, `{{ date }}`, `{{ status }}` and `{{ lang }}`; of Hugo's template language the
//! actions that archetypes commonly hold are understood, and others give a finding.

use jiff::Timestamp;

use crate::diag::{Diag, Span};
use crate::text::capitalised;

/// Loft's own archetype, where a site has none.
pub(super) const STANDARD: &str = "---
id: {{ id }}
title: \"{{ title }}\"
weight: {{ weight }}
status: {{ status }}
---

";

/// What placeholders stand for.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub title: String,
    /// The file's or folder's name without extension and language.
    pub name: String,
    pub id: String,
    pub weight: i64,
    pub status: String,
    pub lang: String,
    pub section: String,
    pub kind: String,
    pub now: Timestamp,
}

/// Fills an archetype. What cannot be understood is left out, with a finding.
pub(super) fn fill(archetype: &str, shown: &str, facts: &Facts) -> (String, Vec<Diag>) {
    let mut out = String::with_capacity(archetype.len() + 64);
    let mut diags = Vec::new();
    let mut rest = archetype;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((action, next)) = after.split_once("}}") else { break };
        out.push_str(if action.starts_with("- ") { before.trim_end() } else { before });
        let inner = action.strip_prefix("- ").unwrap_or(action);
        let inner = inner.strip_suffix(" -").unwrap_or(inner).trim();
        match evaluate(inner, facts) {
            Some(text) => out.push_str(&text),
            None => {
                let start = archetype.len() - after.len() - 2;
                let span = Span::of_bytes(archetype, start, archetype.len() - next.len(), 1);
                diags.push(Diag::warning("archetype-action").at(shown, span).with("action", inner));
            }
        }
        rest = if action.ends_with(" -") { next.trim_start() } else { next };
    }
    out.push_str(rest);
    (out, diags)
}

/// One action: steps joined by `|`, each given what the one before made as its last argument.
fn evaluate(action: &str, facts: &Facts) -> Option<String> {
    if action.starts_with("/*") && action.ends_with("*/") {
        return Some(String::new());
    }
    let mut piped: Option<String> = None;
    for step in split_outside_quotes(action, '|') {
        let mut words = words(&step)?;
        if words.is_empty() {
            return None;
        }
        let name = words.remove(0);
        let mut args: Vec<String> = words.into_iter().map(|word| word.value(facts)).collect::<Option<_>>()?;
        args.extend(piped.take());
        piped = Some(match name {
            Word::Text(text) if args.is_empty() => text,
            Word::Text(_) => return None,
            Word::Name(name) => call(&name, &args, facts)?,
        });
    }
    piped
}

/// A word of an action: quoted text, or a name.
enum Word {
    Text(String),
    Name(String),
}

impl Word {
    fn value(self, facts: &Facts) -> Option<String> {
        match self {
            Word::Text(text) => Some(text),
            Word::Name(name) => call(&name, &[], facts),
        }
    }
}

fn split_outside_quotes(text: &str, mark: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quote: Option<char> = None;
    for c in text.chars() {
        match (c, quote) {
            (c, None) if c == mark => parts.push(String::new()),
            (c, _) => {
                if quote == Some(c) {
                    quote = None;
                } else if quote.is_none() && matches!(c, '"' | '`') {
                    quote = Some(c);
                }
                parts.last_mut().into_iter().for_each(|part| part.push(c));
            }
        }
    }
    parts
}

/// The words of a step; `None` for brackets and unclosed quotation marks.
fn words(step: &str) -> Option<Vec<Word>> {
    let mut found = Vec::new();
    let mut rest = step.trim();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '`' => {
                let end = rest[1..].find(first)?;
                found.push(Word::Text(rest[1..=end].to_string()));
                end + 2
            }
            '(' | ')' => return None,
            _ => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                found.push(Word::Name(rest[..end].to_string()));
                end
            }
        };
        rest = rest[length..].trim_start();
    }
    Some(found)
}

/// A placeholder, a field of Hugo's, or one of its functions.
fn call(name: &str, args: &[String], facts: &Facts) -> Option<String> {
    let value = match (name, args) {
        ("title" | ".Title", []) => facts.title.clone(),
        ("id", []) => facts.id.clone(),
        ("weight", []) => facts.weight.to_string(),
        ("status", []) => facts.status.clone(),
        ("lang" | ".Lang" | ".Site.Language.Lang" | "site.Language.Lang", []) => facts.lang.clone(),
        ("date", []) => format_date("2006-01-02", facts.now),
        (".Date", []) => format_date("2006-01-02T15:04:05Z07:00", facts.now),
        (".Name" | ".File.ContentBaseName" | ".File.BaseFileName" | ".File.TranslationBaseName", []) => facts.name.clone(),
        (".Section" | ".File.Section", []) => facts.section.clone(),
        (".Type" | ".Kind", []) => facts.kind.clone(),
        ("now.Format" | "time.Now.Format" | ".Date.Format", [layout]) => format_date(layout, facts.now),
        ("dateFormat" | "time.Format", [layout, _]) => format_date(layout, facts.now),
        ("replace" | "strings.Replace", [text, from, to]) => text.replace(from, to),
        ("title" | "strings.Title", [text]) => capitals(text),
        ("humanize" | "inflect.Humanize", [text]) => capitalised(&text.replace(['-', '_'], " ")),
        ("lower" | "strings.ToLower", [text]) => text.to_lowercase(),
        ("upper" | "strings.ToUpper", [text]) => text.to_uppercase(),
        ("trim" | "strings.Trim", [text, cut]) => text.trim_matches(|c| cut.contains(c)).to_string(),
        ("print" | "string" | "safeHTML", [text]) => text.clone(),
        _ => return None,
    };
    Some(value)
}

fn capitals(text: &str) -> String {
    text.split(' ').map(capitalised).collect::<Vec<_>>().join(" ")
}

/// Go's layouts are written as the moment 2 January 2006, 15:04:05. In UTC.
fn format_date(layout: &str, now: Timestamp) -> String {
    const PARTS: [(&str, &str); 13] = [
        ("2006", "%Y"),
        ("Z07:00", "Z"),
        ("-07:00", "+00:00"),
        ("-0700", "+0000"),
        ("January", "%B"),
        ("Jan", "%b"),
        ("Monday", "%A"),
        ("Mon", "%a"),
        ("01", "%m"),
        ("02", "%d"),
        ("15", "%H"),
        ("04", "%M"),
        ("05", "%S"),
    ];
    let mut form = String::new();
    let mut rest = layout;
    while let Some(first) = rest.chars().next() {
        match PARTS.iter().find(|(go, _)| rest.starts_with(go)) {
            Some((go, ours)) => {
                form.push_str(ours);
                rest = &rest[go.len()..];
            }
            None => {
                form.push_str(if first == '%' { "%%" } else { &rest[..first.len_utf8()] });
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    now.strftime(&form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            title: "Ny case".to_string(),
            name: "12-ny-case".to_string(),
            id: "u-1".to_string(),
            weight: 30,
            status: "Ny".to_string(),
            lang: "nb".to_string(),
            section: "behov".to_string(),
            kind: "case".to_string(),
            now: "2026-08-04T01:11:46Z".parse().unwrap(),
        }
    }

    #[test]
    fn placeholders_and_hugos_common_actions() {
        let cases = [
            ("{{ title }} {{id}} {{ weight }} {{ date }} {{ status }} {{ lang }}", "Ny case u-1 30 2026-08-04 Ny nb"),
            ("{{ .Date }}", "2026-08-04T01:11:46Z"),
            ("{{ replace .Name \"-\" \" \" | title }}", "12 Ny Case"),
            ("{{ replace .File.ContentBaseName `-` ` ` | title }}", "12 Ny Case"),
            ("{{ .Name | humanize | upper }}", "12 NY CASE"),
            ("{{ now.Format \"02.01.2006 15:04\" }}", "04.08.2026 01:11"),
            ("{{ .Date | time.Format \"Jan 2, 2006\" }}", "Aug 2, 2026"),
            ("{{ \"a | b\" }}", "a | b"),
            ("a {{- .Section -}} b", "abehovb"),
            ("a {{/* said */}}b", "a b"),
            ("{ a } {{ unclosed", "{ a } {{ unclosed"),
        ];
        for (archetype, expected) in cases {
            assert_eq!(fill(archetype, "a.md", &facts()), (expected.to_string(), Vec::new()), "{archetype}");
        }
    }

    #[test]
    fn other_actions_are_left_out_with_a_finding() {
        for action in ["range .Pages", "end", "(len .Name)", "replace .Name", ".Params.x | title", "\"unclosed", "", "|"] {
            let (text, diags) = fill(&format!("æ\nx {{{{ {action} }}}}y"), "a.md", &facts());
            assert_eq!(text, "æ\nx y", "{action}");
            assert_eq!((diags[0].code, diags[0].span.map(|span| (span.line, span.col))), ("archetype-action", Some((2, 3))), "{action}");
        }
    }
}
