//! Where the front matter ends and the body begins. Follows Hugo's page lexer, but a head without an
//! end gives a finding and is read as far as it looks like one.

use super::Format;
use crate::diag::{Diag, Span};

/// A content file, cut.
#[derive(Debug, PartialEq)]
pub(super) struct Split<'a> {
    /// The head's form and text, without delimiters; JSON with its braces.
    pub head: Option<(Format, &'a str)>,
    /// The file's line on which the head's text begins.
    pub head_line: u32,
    pub body: &'a str,
    pub body_line: u32,
    pub diags: Vec<Diag>,
}

pub(super) fn split(text: &str) -> Split<'_> {
    let start = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
    let rest = &text[start..];
    let line = 1 + newlines(&text[..start]);
    let fenced = |format, mark| fenced(text, start, line, format, mark);
    let head = if opens_with(rest, "---") {
        fenced(Format::Yaml, "---")
    } else if opens_with(rest, "+++") {
        fenced(Format::Toml, "+++")
    } else if rest.starts_with('{') && !rest.starts_with("{{") {
        json(text, start, line)
    } else {
        None
    };
    head.unwrap_or_else(|| without_head(text))
}

fn without_head(text: &str) -> Split<'_> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    Split { head: None, head_line: 1, body, body_line: 1, diags: without_mark(body).into_iter().collect() }
}

/// Fields that pages begin with.
const FIRST: [&str; 12] =
    ["title", "tittel", "linkTitle", "status", "weight", "date", "lastmod", "description", "draft", "type", "id", "aktorer"];

/// A page that begins as front matter does but for the mark, or with another mark such as a text editor makes of it.
fn without_mark(text: &str) -> Option<Diag> {
    let mut lines = text.lines().enumerate().skip_while(|(_, line)| line.trim().is_empty());
    let (at, first) = lines.next()?;
    let field = |line: &str| {
        line.split_once(':').filter(|(_, value)| value.is_empty() || value.starts_with([' ', '\u{a0}'])).map(|(key, _)| key.to_string())
    };
    let known = |line: &str| field(line).filter(|key| FIRST.contains(&key.as_str()));
    let place = |line: &str| Span::at(at as u32 + 1, 1, line.trim_end().chars().count() as u32);
    if let Some(key) = known(first) {
        return Some(Diag::warning("front-matter-missing").span(place(first)).with("field", key));
    }
    let is_mark = first.trim().chars().all(|sign| matches!(sign, '-' | '_' | '‐'..='―' | ' '));
    let begins = is_mark && lines.next().is_some_and(|(_, second)| known(second).is_some());
    begins.then(|| Diag::warning("front-matter-mark").span(place(first)).with("mark", first.trim()))
}

/// Whether the first line is the mark and nothing else.
fn opens_with(text: &str, mark: &str) -> bool {
    text.lines().next().is_some_and(|line| line.trim_end() == mark)
}

fn newlines(text: &str) -> u32 {
    text.matches('\n').count() as u32
}

fn fenced<'a>(text: &'a str, start: usize, line: u32, format: Format, mark: &'static str) -> Option<Split<'a>> {
    let Some(newline) = text[start..].find('\n') else {
        let diag = unclosed(mark, line);
        return Some(Split { head: Some((format, "")), head_line: line, body: "", body_line: line, diags: vec![diag] });
    };
    let head_start = start + newline + 1;
    match closing_line(&text[head_start..], mark) {
        Some(at) => {
            let body_start = after_line_end(text, head_start + at + mark.len());
            Some(cut(text, format, head_start, head_start + at, body_start, line + 1))
        }
        None => {
            let end = head_start + fields_end(&text[head_start..]);
            let mut split = cut(text, format, head_start, end, end, line + 1);
            split.diags.push(unclosed(mark, line));
            Some(split)
        }
    }
}

fn unclosed(mark: &str, line: u32) -> Diag {
    Diag::error("front-matter-unclosed").span(Span::at(line, 1, 3)).with("mark", mark)
}

fn cut(text: &str, format: Format, head_start: usize, head_end: usize, body_start: usize, head_line: u32) -> Split<'_> {
    Split {
        head: Some((format, &text[head_start..head_end])),
        head_line,
        body: &text[body_start..],
        body_line: 1 + newlines(&text[..body_start]),
        diags: Vec::new(),
    }
}

/// The offset of the first line that begins with the mark.
fn closing_line(text: &str, mark: &str) -> Option<usize> {
    if text.starts_with(mark) {
        return Some(0);
    }
    text.match_indices(mark).map(|(at, _)| at).find(|at| text[..*at].ends_with('\n'))
}

fn after_line_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) }
}

/// How far a head without an end looks like one: to the first empty line, if it has a field at all.
fn fields_end(text: &str) -> usize {
    let first = text.lines().next().unwrap_or("");
    if !first.contains([':', '=']) && !first.trim_start().starts_with('#') {
        return 0;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            break;
        }
        at += line.len();
    }
    at
}

/// A head in JSON ends with the brace that closes the first one.
fn json(text: &str, start: usize, line: u32) -> Option<Split<'_>> {
    let mut depth = 0usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return Some(cut(text, Format::Json, start, at + 1, after_line_end(text, at + 1), line));
                }
            }
            _ => {}
        }
    }
    let end = start + fields_end(&text[start..]);
    let mut split = cut(text, Format::Json, start, end, end, line);
    split.diags.push(Diag::error("front-matter-json-unclosed").span(Span::at(line, 1, 1)));
    Some(split)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_and_bodies() {
        // text, form, head, body, body's line
        let cases: &[(&str, Option<Format>, &str, &str, u32)] = &[
            ("---\na: 1\n---\nText", Some(Format::Yaml), "a: 1\n", "Text", 4),
            ("---\r\na: 1\r\n---\r\nText", Some(Format::Yaml), "a: 1\r\n", "Text", 4),
            ("\u{feff}---\na: 1\n---\nText", Some(Format::Yaml), "a: 1\n", "Text", 4),
            ("\n\n---\na: 1\n---\nText", Some(Format::Yaml), "a: 1\n", "Text", 6),
            ("---\n---\nText", Some(Format::Yaml), "", "Text", 3),
            ("---\na: 1\n---", Some(Format::Yaml), "a: 1\n", "", 3),
            ("--- \na: b --- c\n--- \nText", Some(Format::Yaml), "a: b --- c\n", " \nText", 3),
            ("+++\na = 1\n+++\n\nText", Some(Format::Toml), "a = 1\n", "\nText", 4),
            ("{\"a\": \"}\\\"\"}\nText", Some(Format::Json), "{\"a\": \"}\\\"\"}", "Text", 2),
            ("{{< note >}}", None, "", "{{< note >}}", 1),
            ("\u{feff}Text\n---\n", None, "", "Text\n---\n", 1),
            ("----\nText", None, "", "----\nText", 1),
            ("- a\n- b\n", None, "", "- a\n- b\n", 1),
            ("", None, "", "", 1),
        ];
        for (text, format, head, body, line) in cases {
            let split = split(text);
            assert_eq!(split.head.map(|(format, _)| format), *format, "{text:?}");
            assert_eq!(split.head.map_or("", |(_, head)| head), *head, "{text:?}");
            assert_eq!((split.body, split.body_line), (*body, *line), "{text:?}");
            assert_eq!(split.diags, [], "{text:?}");
        }
    }

    #[test]
    fn a_head_without_an_end_stops_at_the_first_empty_line() {
        let cases = [
            ("---\ntitle: A\n\nText\n", "title: A\n", "\nText\n", "front-matter-unclosed"),
            ("---\nJust text\n", "", "Just text\n", "front-matter-unclosed"),
            ("---", "", "", "front-matter-unclosed"),
            ("+++\ntitle = 'A'", "title = 'A'", "", "front-matter-unclosed"),
            ("{\"title\": \"A\"\n\nText", "{\"title\": \"A\"\n", "\nText", "front-matter-json-unclosed"),
        ];
        for (text, head, body, code) in cases {
            let split = split(text);
            assert_eq!((split.head.unwrap().1, split.body), (head, body), "{text:?}");
            assert_eq!(split.diags.iter().map(|diag| diag.code).collect::<Vec<_>>(), [code], "{text:?}");
        }
    }
}
