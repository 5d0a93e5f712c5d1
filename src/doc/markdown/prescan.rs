//! Inline spans that must be found before pulldown-cmark reads: mathematics passed through, and bare URLs with
//! characters in them that Markdown would take as its own.
//!
//! A paragraph is read from left to right as Goldmark does, as far as it matters here: code, tags and link
//! destinations are stepped over, and `[` is counted.

use std::ops::Range;

use super::Options;
use super::lines::{self, Lines};
use super::linkify;
use super::mask::{Mark, MarkKind};

/// Adds the marks for `source`.
pub fn find_inline(source: &str, options: &Options, marks: &mut Vec<Mark>) {
    let delimiters = Delimiters::of(options);
    let links = options.goldmark.linkify && (source.contains("://") || source.contains("www."));
    if (delimiters.pairs.is_empty() || !delimiters.are_in(source)) && !links {
        return;
    }
    for range in paragraphs(source) {
        let text = &source[range.clone()];
        if delimiters.are_in(text) || (links && may_need_mask(text)) {
            Scan::new(source, range.clone(), &delimiters, links).paragraph(range.start, marks);
        }
    }
}

/// The configured pairs of passthrough delimiters, and whether each makes a block.
struct Delimiters<'o> {
    pairs: Vec<(&'o str, &'o str, bool)>,
}

impl<'o> Delimiters<'o> {
    fn of(options: &'o Options) -> Delimiters<'o> {
        let mut pairs = Vec::new();
        if let Some(passthrough) = &options.goldmark.passthrough {
            let usable = |pair: &&(String, String)| !pair.0.is_empty() && !pair.1.is_empty();
            pairs.extend(passthrough.block.iter().filter(usable).map(|(open, close)| (open.as_str(), close.as_str(), true)));
            pairs.extend(passthrough.inline.iter().filter(usable).map(|(open, close)| (open.as_str(), close.as_str(), false)));
            pairs.sort_by_key(|(open, ..)| std::cmp::Reverse(open.len()));
        }
        Delimiters { pairs }
    }

    fn are_in(&self, text: &str) -> bool {
        self.pairs.iter().any(|(open, ..)| text.contains(open))
    }
}

/// Whether a paragraph has a URL and, anywhere, a character that might need a mask in it.
fn may_need_mask(text: &str) -> bool {
    (text.contains("://") || text.contains("www.")) && text.bytes().any(needs_mask)
}

fn needs_mask(c: u8) -> bool {
    matches!(c, b'_' | b'~' | b'[' | b']' | b'`' | b'^')
}

/// Runs of lines with text, fenced code left out.
fn paragraphs(source: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut fence: Option<(u8, usize)> = None;
    let mut open = false;
    for line in Lines::new(source) {
        let content = line.content(source);
        let body = content[lines::prefix_len(content)..].trim_end();
        let is_code = lines::step_fence(&mut fence, body);
        let is_text = !is_code && !body.is_empty();
        match ranges.last_mut().filter(|_| open) {
            Some(last) if is_text => last.end = line.end,
            _ if is_text => ranges.push(line.start..line.end),
            _ => {}
        }
        open = is_text;
    }
    ranges
}

struct Scan<'a> {
    source: &'a str,
    end: usize,
    delimiters: &'a Delimiters<'a>,
    links: bool,
    brackets: u32,
    /// The end of the line last looked at.
    line_end: usize,
    /// What was sought in vain before is not sought again: else many an opener without its end takes ever so long.
    misses: Misses,
}

#[derive(Default)]
struct Misses {
    /// By index of the pair.
    passthrough: Vec<bool>,
    /// By number of backticks.
    code: Vec<bool>,
    tag: bool,
    destinations: u32,
}

impl<'a> Scan<'a> {
    fn new(source: &'a str, range: Range<usize>, delimiters: &'a Delimiters<'a>, links: bool) -> Scan<'a> {
        let misses = Misses { passthrough: vec![false; delimiters.pairs.len()], ..Misses::default() };
        Scan { source, end: range.end, delimiters, links, brackets: 0, line_end: 0, misses }
    }

    fn paragraph(&mut self, start: usize, marks: &mut Vec<Mark>) {
        let bytes = self.source.as_bytes();
        let mut at = start;
        let mut may_link = true;
        while at < self.end {
            if let Some(end) = self.definition(start, at) {
                at = end;
                continue;
            }
            if let Some((range, block)) = self.passthrough(at) {
                at = range.end;
                marks.push(Mark { range, kind: MarkKind::Passthrough { block } });
                may_link = true;
                continue;
            }
            if may_link && self.links && self.brackets == 0 {
                if let Some(length) = self.link(at) {
                    if bytes[at..at + length].iter().copied().any(needs_mask) {
                        marks.push(Mark { range: at..at + length, kind: MarkKind::Url });
                    }
                    at += length;
                    continue;
                }
            }
            may_link = matches!(bytes[at], b' ' | b'\n' | b'(' | b'*' | b'_' | b'~' | b'"' | b'\'' | b'>' | b'-' | b'|' | b'`');
            at = self.step(at);
        }
    }

    /// The end of the line at whose start `at` stands, if it defines a reference: `[x]: /url`.
    fn definition(&self, start: usize, at: usize) -> Option<usize> {
        let bytes = &self.source.as_bytes()[..self.end];
        if at != start && bytes[at - 1] != b'\n' {
            return None;
        }
        let line = bytes[at..].split(|c| *c == b'\n').next()?;
        let text = line.trim_ascii_start();
        let close = text.iter().position(|c| *c == b']')?;
        (text[0] == b'[' && text.get(1) != Some(&b'^') && text.get(close + 1) == Some(&b':') && !line.is_empty()).then_some(at + line.len())
    }

    fn passthrough(&mut self, at: usize) -> Option<(Range<usize>, bool)> {
        let rest = self.source.get(at..self.end)?;
        let index = self.delimiters.pairs.iter().position(|(open, ..)| rest.starts_with(open))?;
        let (open, close, block) = self.delimiters.pairs[index];
        if self.misses.passthrough[index] {
            return None;
        }
        let length = rest[open.len()..].find(close);
        self.misses.passthrough[index] = length.is_none();
        let length = length?;
        Some((at..at + open.len() + length + close.len(), block))
    }

    fn link(&mut self, at: usize) -> Option<usize> {
        let line = &self.source.as_bytes()[at..self.end];
        if !(line.starts_with(b"http") || line.starts_with(b"ftp:") || line.starts_with(b"www.")) {
            return None;
        }
        if at >= self.line_end {
            self.line_end = line.iter().position(|c| *c == b'\n').map_or(self.end, |length| at + length);
        }
        linkify::find(&line[..self.line_end - at]).map(|bare| bare.length)
    }

    /// The end of what stands at `at`: a code span, a tag, a destination, an escape, or one byte.
    fn step(&mut self, at: usize) -> usize {
        let bytes = &self.source.as_bytes()[..self.end];
        match bytes[at] {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at + 2,
            b'`' => code_span(bytes, at, &mut self.misses.code),
            b'<' if begins_tag(&bytes[at + 1..]) => {
                if self.misses.tag {
                    return at + 1;
                }
                let length = bytes[at..].iter().position(|c| *c == b'>');
                self.misses.tag = length.is_none();
                length.map_or(at + 1, |length| at + length + 1)
            }
            b'[' => {
                self.brackets += 1;
                at + 1
            }
            b']' => {
                self.brackets = self.brackets.saturating_sub(1);
                if bytes.get(at + 1) == Some(&b'(') { self.destination(at + 1) } else { at + 1 }
            }
            _ => at + 1,
        }
    }

    /// The end of `(destination "title")`, or its beginning if it does not close.
    fn destination(&mut self, at: usize) -> usize {
        let reach = if self.misses.destinations < 50 { usize::MAX } else { 500 };
        let bytes = &self.source.as_bytes()[..self.end.min(at.saturating_add(reach))];
        let mut depth = 0;
        let mut index = at;
        while index < bytes.len() {
            match bytes[index] {
                b'\\' => index += 1,
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        return index + 1;
                    }
                }
                _ => {}
            }
            index += 1;
        }
        self.misses.destinations += 1;
        at
    }
}

/// Whether `<` before this begins raw HTML.
fn begins_tag(rest: &[u8]) -> bool {
    match rest {
        [b'!', next, ..] => next.is_ascii_uppercase() || matches!(next, b'-' | b'['),
        [first, ..] => first.is_ascii_alphabetic() || matches!(first, b'/' | b'?'),
        [] => false,
    }
}

/// The end of the code span that opens at `at`, or of the backticks if none does.
fn code_span(bytes: &[u8], at: usize, misses: &mut Vec<bool>) -> usize {
    let run = |at: usize| bytes[at..].iter().take_while(|c| **c == b'`').count();
    let length = run(at);
    let mut from = at + length;
    if misses.get(length) == Some(&true) {
        return from;
    }
    while let Some(found) = bytes[from..].iter().position(|c| *c == b'`') {
        let close = run(from + found);
        from += found + close;
        if close == length {
            return from;
        }
    }
    misses.resize(misses.len().max(length + 1), false);
    misses[length] = true;
    at + length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Markup, Passthrough};

    fn marks(source: &str) -> Vec<&str> {
        let mut options = Options::new(&Markup::default(), false);
        let pair = |open: &str, close: &str| (open.to_string(), close.to_string());
        options.goldmark.passthrough = Some(Passthrough { block: vec![pair("$$", "$$")], inline: vec![pair("\\(", "\\)")] });
        let mut marks = Vec::new();
        find_inline(source, &options, &mut marks);
        marks.iter().map(|mark| &source[mark.range.clone()]).collect()
    }

    #[test]
    fn finds_what_needs_a_mask() {
        for (source, expected) in [
            ("a \\(x_1\\) b $$y\nz$$", vec!["\\(x_1\\)", "$$y\nz$$"]),
            ("`$$a$$` $$b", vec![]),
            ("$$a\n\nb$$", vec![]),
            ("see https://a.no/_x_ and https://a.no/x", vec!["https://a.no/_x"]),
            ("[https://a.no/_x_](https://a.no/_y_)", vec![]),
            ("a](https://a.no/_x_ b", vec!["https://a.no/_x"]),
            ("`curl https://a.no/_x_` b", vec![]),
            ("```\n$$a$$\n```\n$$b$$", vec!["$$b$$"]),
        ] {
            assert_eq!(marks(source), expected, "{source}");
        }
    }
}
