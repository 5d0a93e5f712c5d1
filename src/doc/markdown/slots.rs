//! Slots: what they are made of, and the HTML they give when nothing else is known of them.

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::attributes;
use super::escape;
use crate::doc::shortcodes::{TOKEN_END, TOKEN_START};
use crate::doc::{CodeSlot, Content, ImageSlot, LinkSlot, Part, Run};

/// A destination as Goldmark writes it, escaped for an attribute. `allow_dangerous` is `renderer.unsafe`: without it,
/// `javascript:` and such give an empty text.
pub fn plain_href(dest: &str, allow_dangerous: bool) -> String {
    let mut href = String::with_capacity(dest.len());
    escape::html(&mut href, &href_as_written(dest, allow_dangerous));
    href
}

/// The same before it is escaped for an attribute.
pub fn href_as_written(dest: &str, allow_dangerous: bool) -> String {
    if allow_dangerous || !escape::is_dangerous(dest) { escape::url(dest) } else { String::new() }
}

/// `<a href="…">` without any resolving.
pub fn plain_link(slot: &LinkSlot, allow_dangerous: bool) -> String {
    let href = plain_href(&slot.dest, allow_dangerous);
    format!("<a href=\"{href}\"{}{}>", title(&slot.title), slot.attrs)
}

/// `<img …>` without any resolving.
pub fn plain_image(slot: &ImageSlot, allow_dangerous: bool, xhtml: bool) -> String {
    let mut alt = String::new();
    escape::html(&mut alt, &slot.alt);
    let src = plain_href(&slot.dest, allow_dangerous);
    format!("<img src=\"{src}\" alt=\"{alt}\"{}{}{}>", title(&slot.title), slot.attrs, if xhtml { " /" } else { "" })
}

fn title(title: &str) -> String {
    if title.is_empty() {
        return String::new();
    }
    let mut html = String::from(" title=\"");
    escape::html(&mut html, title);
    html.push('"');
    html
}

/// `<pre><code>` without highlighting, as Hugo writes it for an unknown language.
pub fn plain_code(slot: &CodeSlot) -> String {
    let mut html = String::with_capacity(slot.code.len() + 64);
    html.push_str(if slot.fenced { "<pre tabindex=\"0\"><code" } else { "<pre><code" });
    if !slot.lang.is_empty() {
        let mut lang = String::new();
        escape::html(&mut lang, &slot.lang);
        html.push_str(&format!(" class=\"language-{lang}\" data-lang=\"{lang}\""));
    }
    html.push('>');
    escape::html(&mut html, &slot.code);
    html.push_str("</code></pre>\n");
    html
}

/// The whole body with every slot in its plain form, shortcodes left out. For tests and tools.
pub fn plain_html(content: &Content, allow_dangerous: bool) -> String {
    let mut html = String::new();
    for part in &content.parts {
        match part {
            Part::Html(text) => html.push_str(text),
            Part::Link(slot) => html.push_str(&plain_link(slot, allow_dangerous)),
            Part::Image(slot) => html.push_str(&plain_image(slot, allow_dangerous, false)),
            Part::Code(slot) => html.push_str(&plain_code(slot)),
            Part::Shortcode(_) | Part::SummaryEnd => {}
        }
    }
    html
}

/// The info string of a fence: language, then attributes in braces.
pub fn code_slot(info: &str, fenced: bool, line: u32) -> CodeSlot {
    let brace = info.find('{');
    let attrs = brace.and_then(|at| attributes::read(&info[at..])).map(|(attrs, _)| attrs).unwrap_or_default();
    let before = if attrs.is_empty() { info } else { &info[..brace.unwrap_or(info.len())] };
    let lang = before.split_whitespace().next().unwrap_or("").to_string();
    CodeSlot { lang, attrs, code: String::new(), fenced, line }
}

/// Text that may hold entities → plain text.
pub fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_string();
    }
    let mut plain = String::new();
    for event in Parser::new(text) {
        if let Event::Text(piece) = event {
            plain.push_str(&piece);
        }
    }
    plain
}

/// A piece of text between shortcode tokens, or a token's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPiece<'t> {
    Text(&'t str),
    Call(usize),
}

/// Splits text at its shortcode tokens: for code, destinations, titles, and wherever else a token may stand.
pub fn split_tokens(text: &str) -> Vec<TokenPiece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(found) = rest[from..].find(TOKEN_START) {
        let start = from + found;
        let digits = &rest[start + TOKEN_START.len()..];
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let number = digits[..length].parse().ok().filter(|_| digits[length..].starts_with(TOKEN_END));
        let Some(number) = number else {
            from = start + TOKEN_START.len();
            continue;
        };
        if start > 0 {
            pieces.push(TokenPiece::Text(&rest[..start]));
        }
        pieces.push(TokenPiece::Call(number));
        rest = &digits[length + TOKEN_END.len()..];
        from = 0;
    }
    if !rest.is_empty() {
        pieces.push(TokenPiece::Text(rest));
    }
    pieces
}

/// Turns tokens in finished HTML into parts. A token that is all of a paragraph loses the `<p>` around it, as in Hugo.
pub fn split_parts(content: &mut Content) {
    let has_token = |part: &Part| matches!(part, Part::Html(html) if html.contains(TOKEN_START));
    if !content.parts.iter().any(has_token) {
        return;
    }
    let mut parts = Vec::with_capacity(content.parts.len() + 8);
    let mut runs = Vec::with_capacity(content.runs.len() + 8);
    let mut old_runs = std::mem::take(&mut content.runs).into_iter().peekable();
    for (old, part) in std::mem::take(&mut content.parts).into_iter().enumerate() {
        if part == Part::SummaryEnd {
            content.summary_end = Some(parts.len());
        }
        let Part::Html(html) = part else {
            parts.push(part);
            continue;
        };
        let pieces = split_html(&html);
        let first = parts.len();
        parts.extend(pieces.iter().map(|piece| match piece {
            SplitPiece::Call(number) => Part::Shortcode(*number),
            SplitPiece::Text(range) => Part::Html(html[range.clone()].to_string()),
        }));
        while let Some(run) = old_runs.next_if(|run| run.part as usize == old) {
            runs.extend(pieces.iter().enumerate().filter_map(|(at, piece)| within(run, piece, first + at)));
        }
    }
    content.parts = parts;
    content.runs = runs;
}

/// What of a run of text lies in a piece of its part, which has become part number `part`.
fn within(run: Run, piece: &SplitPiece, part: usize) -> Option<Run> {
    let SplitPiece::Text(range) = piece else { return None };
    let (start, end) = (range.start.max(run.start as usize), range.end.min(run.end as usize));
    let shifted = |at: usize| (at - range.start) as u32;
    (start < end).then(|| Run { part: part as u32, start: shifted(start), end: shifted(end) })
}

/// A call, or a range of the HTML that stays.
enum SplitPiece {
    Call(usize),
    Text(Range<usize>),
}

fn split_html(html: &str) -> Vec<SplitPiece> {
    let pieces = split_tokens(html);
    let mut split = Vec::with_capacity(pieces.len());
    let mut unwrapped = false;
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            TokenPiece::Call(number) => split.push(SplitPiece::Call(*number)),
            TokenPiece::Text(text) => {
                let text = if unwrapped { &text["</p>".len()..] } else { text };
                let is_before_token = matches!(pieces.get(index + 1), Some(TokenPiece::Call(_)));
                unwrapped = is_before_token
                    && text.ends_with("<p>")
                    && matches!(pieces.get(index + 2), Some(TokenPiece::Text(after)) if after.starts_with("</p>"));
                let text = if unwrapped { &text[..text.len() - "<p>".len()] } else { text };
                if !text.is_empty() {
                    let start = text.as_ptr() as usize - html.as_ptr() as usize;
                    split.push(SplitPiece::Text(start..start + text.len()));
                }
            }
        }
    }
    split
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::*;
    use crate::config::Markup;

    #[test]
    fn tokens_are_split_out() {
        let pieces = split_tokens("aHAHALOFTSHORTCODE12HBHBbHAHALOFTSHORTCODExHAHALOFTSHORTCODE0HBHB");
        assert_eq!(pieces, [TokenPiece::Text("a"), TokenPiece::Call(12), TokenPiece::Text("bHAHALOFTSHORTCODEx"), TokenPiece::Call(0)]);
    }

    #[test]
    fn a_token_alone_loses_its_paragraph() {
        let mut content =
            super::super::parse("HAHALOFTSHORTCODE1HBHB\n\nx HAHALOFTSHORTCODE2HBHB y", 1, &Options::new(&Markup::default(), false));
        let html = |text: &str| Part::Html(text.to_string());
        assert_eq!(content.parts, [Part::Shortcode(1), html("\n<p>x "), Part::Shortcode(2), html(" y</p>\n")]);
        let runs = |content: &Content| content.runs.iter().map(|run| (run.part, run.start, run.end)).collect::<Vec<_>>();
        assert_eq!(runs(&content), [(1, 4, 6), (3, 0, 2)]);
        // Nothing is left to split.
        split_parts(&mut content);
        assert_eq!(runs(&content), [(1, 4, 6), (3, 0, 2)]);
    }

    #[test]
    fn info_strings() {
        for (info, lang, attrs) in [
            ("go {linenos=table,hl_lines=[1,\"2-3\"]}", "go", "linenos=table hl_lines=[1,\"2-3\"]"),
            ("c++{.x}", "c++", "class=x"),
            ("{.x}", "", "class=x"),
            ("go {broken", "go", ""),
            ("", "", ""),
        ] {
            let slot = code_slot(info, true, 1);
            let written: Vec<String> = slot.attrs.iter().map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!((slot.lang.as_str(), written.join(" ").as_str()), (lang, attrs), "{info}");
        }
    }
}
