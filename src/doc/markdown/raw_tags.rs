//! Tags in raw HTML that lead somewhere or name a place, for the checks: what the page shows is not made from them.

use super::slots::decode;
use crate::doc::RawTag;

/// Attributes that are kept.
const KEPT: &[&str] = &["alt", "aria-hidden", "href", "id", "role", "src"];

/// Every opening tag with one of [`KEPT`] attributes, every image and every heading. `place` gives the span of a byte range.
pub fn read(html: &str, place: &mut dyn FnMut(usize, usize) -> crate::diag::Span, found: &mut Vec<RawTag>) {
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|found| at + found) {
        let rest = &html[open..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(html.len(), |end| open + end + 3);
            continue;
        }
        let name_end = rest[1..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(rest.len(), |end| end + 1);
        let name = rest[1..name_end].to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            at = open + 1;
            continue;
        }
        let (attributes, length) = attributes(&rest[name_end..]);
        at = open + name_end + length;
        if name == "img" || is_heading(&name) || !attributes.is_empty() {
            found.push(RawTag { name, attributes, span: place(open, at) });
        }
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

/// The kept attributes of a tag, from after its name, and how long the rest of the tag is.
fn attributes(rest: &str) -> (Vec<(String, String)>, usize) {
    let mut kept = Vec::new();
    let mut at = 0;
    let skip = |at: usize, set: &[char]| at + (rest[at..].len() - rest[at..].trim_start_matches(set).len());
    const SPACE: &[char] = &[' ', '\t', '\r', '\n'];
    loop {
        at = skip(at, &[' ', '\t', '\r', '\n', '/']);
        if at >= rest.len() || rest[at..].starts_with('>') {
            return (kept, (at + 1).min(rest.len()));
        }
        let end = rest[at..].find(|c: char| c == '=' || c == '>' || c == '/' || c.is_whitespace()).map_or(rest.len(), |end| at + end);
        let name = rest[at..end].to_ascii_lowercase();
        let equals = skip(end, SPACE);
        let mut value = "";
        // A sign that cannot begin a name is stepped over whole: a no-break space has two bytes.
        at = if end > at { end } else { at + rest[at..].chars().next().map_or(1, char::len_utf8) };
        if rest[equals..].starts_with('=') {
            let start = skip(equals + 1, SPACE);
            (value, at) = value_at(rest, start);
        }
        if KEPT.contains(&name.as_str()) {
            kept.push((name, decode(value)));
        }
    }
}

/// The value that begins at a place, and where what follows it begins.
fn value_at(rest: &str, start: usize) -> (&str, usize) {
    let quote = rest[start..].chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => match rest[start + 1..].find(quote) {
            Some(length) => (&rest[start + 1..start + 1 + length], start + length + 2),
            None => (&rest[start + 1..], rest.len()),
        },
        None => {
            let end = rest[start..].find(|c: char| c == '>' || c.is_whitespace()).map_or(rest.len(), |end| start + end);
            (&rest[start..end], end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;

    #[test]
    fn tags_with_what_they_lead_to() {
        // HTML, tags as name, start, end and attributes
        let cases: &[(&str, &[&str])] = &[
            ("<p>x <A HREF='b.md' class=x>y</a>", &["a 5..28 href=b.md"]),
            ("<img>", &["img 0..5"]),
            ("<img src=a.png alt>", &["img 0..19 src=a.png alt="]),
            ("<img src=\"a&amp;b.png\"\n  alt = \"x > y\" />", &["img 0..41 src=a&b.png alt=x > y"]),
            ("<!-- <a href=x> --><div id=y>", &["div 19..29 id=y"]),
            ("a < b <c", &[]),
            ("<a href=\"x", &["a 0..10 href=x"]),
            ("<a =x href=æ>", &["a 0..14 href=æ"]),
            ("<b><i ><p class=x>", &[]),
        ];
        for (html, expected) in cases {
            let mut found = Vec::new();
            read(html, &mut |start, end| Span::at(start as u32, end as u32, 0), &mut found);
            let shown: Vec<String> = found
                .iter()
                .map(|tag| {
                    let attributes: String = tag.attributes.iter().map(|(name, value)| format!(" {name}={value}")).collect();
                    format!("{} {}..{}{attributes}", tag.name, tag.span.line, tag.span.col)
                })
                .collect();
            assert_eq!(shown, *expected, "{html}");
        }
    }
}
