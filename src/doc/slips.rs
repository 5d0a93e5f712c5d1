//! Marks that look like Markdown or a shortcode and are none, so that they stand as text on the page: a space in an address,
//! a heading without a space, a table whose lines do not go together.
//!
//! Only what can hardly be meant as it stands is told.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::{memchr, memchr2, memchr3, memmem};
use regex::Regex;

use super::markdown::step_fence;
use crate::diag::{Diag, Fix, Span};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern")
}

/// `[text](two words.md)`: an address with a space ends there, unless `<` and `>` stand around it.
static SPACE: LazyLock<Regex> = LazyLock::new(|| pattern(r#"!?\[[^\[\]]*\]\(\s*([^\s()<>"']+(?:[ \u{a0}]+[^\s()<>"']+)+)\s*\)"#));
/// `[text] (/address/)`.
static APART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\[[^\[\]]+\]\s+\((?:https?://[^\s()]+|\.{0,2}/[^\s()]*|[^\s()]+\.(?:md|html?|pdf|docx?|png|jpe?g|svg)(?:#[^\s()]*)?)\)")
});
/// `[text](/address/` at the end of a line.
static OPEN: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[[^\[\]]+\]\([^\s()<>]*[/.#][^\s()<>]*$"));
/// `##Heading`; one `#` before a small letter may be a tag.
static HEADING: LazyLock<Regex> = LazyLock::new(|| pattern(r"^ {0,3}(#\p{Lu}|#{2,6}\p{L})"));
/// `{{ < figure >}}`.
static SHORTCODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\{\{\s+[<%]/?\s*[\p{L}\d_./-]+"));
/// The line below a table's head.
static RULE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$"));
static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(`+)[^`]+(`+)"));

/// Findings for a body whose first line is `first_line` of its file.
pub(super) fn findings(body: &str, first_line: u32) -> Vec<Diag> {
    if memchr3(b'#', b']', b'|', body.as_bytes()).is_none() && !has(body, "{{") {
        return Vec::new();
    }
    let lines = prose(body);
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(line) = line else { continue };
        let place = |start: usize, end: usize| {
            let chars = |text: &str| text.chars().count() as u32;
            Span::at(first_line + at as u32, chars(&line[..start]) + 1, chars(&line[start..end]))
        };
        in_line(line, &place, &mut found);
        let above = at.checked_sub(1).and_then(|above| lines[above].as_deref()).unwrap_or_default();
        if holds(line, b'|') && holds(above, b'|') && RULE.is_match(line) && !RULE.is_match(above) {
            table(&lines[at - 1..], first_line + at as u32 - 1, &mut found);
        }
    }
    found
}

/// Whether a mark stands somewhere in a whole body: this is asked of every page.
fn has(body: &str, mark: &str) -> bool {
    memmem::find(body.as_bytes(), mark.as_bytes()).is_some()
}

/// The lines of running text, with code in them blotted out; `None` for those of code and comments.
fn prose(body: &str) -> Vec<Option<Cow<'_, str>>> {
    let (mut fence, mut in_comment) = (None, false);
    let (has_comments, has_fences) = (has(body, "<!--"), has(body, "```") || has(body, "~~~"));
    let lines = body.lines().map(|line| {
        // A line without the signs of a fence is code, or is not, as the one before.
        let may_be_mark = has_fences && memchr2(b'`', b'~', line.as_bytes()).is_some();
        let fenced =
            if may_be_mark { step_fence(&mut fence, line.trim().trim_start_matches(['>', ' ', '-', '*'])) } else { fence.is_some() };
        let is_code = fenced || line.starts_with("    ") || line.starts_with('\t');
        let (was_in_comment, opened) = (in_comment, has_comments.then(|| line.rfind("<!--")).flatten());
        let opens = opened.is_some();
        in_comment =
            !is_code && opened.map_or(in_comment, |opened| !line[opened..].contains("-->")) && !(in_comment && line.contains("-->"));
        (!is_code && !was_in_comment && !opens).then(|| without_code(line))
    });
    lines.collect()
}

/// As many characters as before, so that places stay.
fn without_code(line: &str) -> Cow<'_, str> {
    let blotted = |found: &regex::Captures| if found[1] == found[2] { "`".repeat(found[0].chars().count()) } else { found[0].to_string() };
    if holds(line, b'`') { CODE.replace_all(line, blotted) } else { Cow::Borrowed(line) }
}

fn holds(line: &str, sign: u8) -> bool {
    memchr(sign, line.as_bytes()).is_some()
}

fn in_line(line: &str, place: &dyn Fn(usize, usize) -> Span, found: &mut Vec<Diag>) {
    // Few lines have the marks that begin a slip, and a pattern takes its time.
    if memchr3(b'#', b']', b'{', line.as_bytes()).is_none() {
        return;
    }
    let bracket = memchr(b']', line.as_bytes());
    let is_link = bracket.is_some_and(|at| line[at..].contains("]("));
    for slip in is_link.then(|| SPACE.captures_iter(line)).into_iter().flatten() {
        let (Some(whole), Some(address)) = (slip.get(0), slip.get(1)) else { continue };
        if whole.as_str().starts_with('!') || address.as_str().contains(['/', '.']) {
            let address = address.as_str();
            let diag = Diag::warning("address-with-space").with("address", address).with("right", address.replace([' ', '\u{a0}'], "%20"));
            found.push(diag.span(place(whole.start(), whole.end())));
        }
    }
    let is_call = holds(line, b'{') && line.contains("{{");
    let slips = [(bracket.is_some(), &APART, "link-apart"), (is_link, &OPEN, "link-unclosed"), (is_call, &SHORTCODE, "shortcode-apart")];
    for (slip, code) in slips.into_iter().filter_map(|(may_be, pattern, code)| Some((may_be.then(|| pattern.find(line)).flatten()?, code)))
    {
        found.push(Diag::warning(code).with("text", slip.as_str()).span(place(slip.start(), slip.end())));
    }
    if let Some(slip) = line.trim_start().starts_with('#').then(|| HEADING.find(line)).flatten() {
        let marks: String = slip.as_str().trim_start().chars().take_while(|sign| *sign == '#').collect();
        let first = slip.as_str().trim_start().trim_start_matches('#');
        let start = slip.end() - marks.len() - first.len();
        let diag = Diag::warning("heading-without-space").with("marks", &marks).span(place(start, slip.end()));
        // One may begin a tag: #Barnehage.
        let is_certain = marks.len() > 1;
        found.push(if is_certain { diag.fix(Fix::replace(format!("{marks}{first}"), format!("{marks} {first}"))) } else { diag });
    }
}

/// A table from its head on: its rule must have as many columns, and no row may have more, for those are left out.
fn table(lines: &[Option<Cow<'_, str>>], line: u32, found: &mut Vec<Diag>) {
    let text = |at: usize| lines.get(at).and_then(|line| line.as_deref()).unwrap_or_default();
    let (head, rule) = (cells(text(0)), cells(text(1)));
    let span = |at: usize| Span::at(line + at as u32, 1, text(at).chars().count() as u32);
    if head != rule {
        return found.push(Diag::warning("table-not-read").with("head", head).with("rule", rule).span(span(1)));
    }
    let rows = (2..lines.len()).take_while(|at| text(*at).contains('|'));
    for (at, count) in rows.map(|at| (at, cells(text(at)))).filter(|(_, count)| *count > head) {
        found.push(Diag::warning("table-row-long").with("cells", count).with("head", head).span(span(at)));
    }
}

fn cells(line: &str) -> usize {
    let inner = line.trim();
    let inner = inner.strip_prefix('|').unwrap_or(inner);
    let inner = inner.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(inner);
    inner.replace("\\|", "").matches('|').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_none_and_what_looks_alike() {
        // body → line:column code
        for (body, expected) in [
            ("Se ![](bilde æøå.png).", &["1:4 address-with-space"][..]),
            ("Se [siden](min side.md) og [her](a b/).", &["1:4 address-with-space", "1:28 address-with-space"]),
            ("[a](b \"en tittel\") [a](<b c.png>) [a](b%20c.png) [note](se side tre) `[a](b c.md)`", &[]),
            ("Se [siden] (/behov/) og [x] (se også).", &["1:4 link-apart"]),
            ("Se [siden](/behov/", &["1:4 link-unclosed"]),
            ("Se [siden](/behov/) og [x](", &[]),
            ("#Uten mellomrom\n##uten\n#tag\n# Med\n####### Sju\n\\#Ikke\n#1", &["1:1 heading-without-space", "2:1 heading-without-space"]),
            ("æ {{ < figure src=\"a.png\" >}} {{ % notice %}}", &["1:3 shortcode-apart"]),
            ("{{< figure >}} {{ title }} {{/* < */}}", &[]),
            ("| A | B |\n|---|\n| 1 | 2 |", &["2:1 table-not-read"]),
            ("| A | B |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n| 1 \\| 2 | 3 |\n\n| 1 | 2 | 3 |", &["4:1 table-row-long"]),
            ("A | B\n--|--\n1 | 2", &[]),
            ("---\n| A |\n---\na | b\n---", &["5:1 table-not-read"][..0]),
            ("```\n##Kode\n```\n    ##Kode\n<!-- ##Kode\n##Kode\n-->\n##Tekst", &["8:1 heading-without-space"]),
            ("- ```\n  ##Kode\n  ```\n##Tekst", &["4:1 heading-without-space"]),
        ] {
            let found: Vec<String> = findings(body, 1)
                .iter()
                .map(|diag| format!("{}:{} {}", diag.span.unwrap().line, diag.span.unwrap().col, diag.code))
                .collect();
            assert_eq!(found, expected, "{body}");
        }
    }
}
