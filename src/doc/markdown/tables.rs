//! Tables that begin within a paragraph. Source: goldmark 1.8's `extension/table.go`.
//!
//! Goldmark looks for a row of dashes anywhere in a paragraph: the line above is the table's head, the lines before
//! that stay a paragraph. pulldown-cmark wants the head on the paragraph's first line, so a blank line is put before it.

use super::lines::{self, Line, Lines};
use super::mask::{Mark, MarkKind};

/// Adds a break before each table's head that follows a line of text.
pub fn find_breaks(source: &str, marks: &mut Vec<Mark>) {
    let mut scan = Scan::default();
    for line in Lines::new(source) {
        if let Some(mark) = scan.line(source, line) {
            marks.push(mark);
        }
    }
}

/// What is known of the lines above.
#[derive(Debug, Default)]
struct Scan {
    /// The fence of an open code block: its character and length.
    fence: Option<(u8, usize)>,
    /// Lines of the current paragraph, as far as it can have a table.
    above: Vec<Line>,
    closed: bool,
}

impl Scan {
    fn line(&mut self, source: &str, line: Line) -> Option<Mark> {
        let content = line.content(source);
        let body = content[lines::prefix_len(content)..].trim_end();
        if lines::step_fence(&mut self.fence, body) || body.is_empty() {
            self.above.clear();
            self.closed = false;
            return None;
        }
        let mark = if self.closed || self.above.len() < 2 { None } else { self.before_head(source, body) };
        self.closed |= mark.is_some() || (self.above.is_empty() && body.starts_with('<')) || is_delimiter_row(body).is_some();
        if starts_block(content, body) {
            self.above.clear();
        }
        self.above.push(line);
        mark
    }

    /// The break before the last line above, if `body` makes that the head of a table.
    fn before_head(&self, source: &str, body: &str) -> Option<Mark> {
        let columns = is_delimiter_row(body)?;
        let head = self.above.last()?;
        let content = head.content(source);
        let prefix = lines::prefix_len(content);
        if cells(&content[prefix..]) != columns || prefix < self.indent(source) {
            return None;
        }
        let quotes = content[..prefix].rfind('>').map_or("", |last| &content[..=last]);
        Some(Mark { range: head.start..head.start, kind: MarkKind::Break(format!("{quotes}\n")) })
    }

    /// The text of the paragraph's first line stands this far in; less, and the head is a lazy continuation.
    fn indent(&self, source: &str) -> usize {
        self.above.first().map_or(0, |line| {
            let content = line.content(source);
            let prefix = lines::prefix_len(content);
            if content[..prefix].trim().is_empty() { 0 } else { prefix }
        })
    }
}

/// Whether a line begins another block than the paragraph above it.
fn starts_block(content: &str, body: &str) -> bool {
    let prefix = &content[..content.len() - content.trim_start().len()];
    let marker = content[prefix.len()..lines::prefix_len(content).max(prefix.len())].trim();
    lines::is_atx_heading(body) || marker.bytes().any(|c| c != b'>')
}

/// The number of columns of `| --- | :-: |`.
fn is_delimiter_row(line: &str) -> Option<usize> {
    let line = line.trim();
    if !line.contains('-') || !line.bytes().all(|c| matches!(c, b'-' | b'|' | b':' | b' ' | b'\t')) || line.bytes().all(|c| c == b'-') {
        return None;
    }
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let is_dashes = |cell: &str| {
        let cell = cell.trim();
        let cell = cell.strip_prefix(':').unwrap_or(cell);
        let cell = cell.strip_suffix(':').unwrap_or(cell);
        !cell.is_empty() && cell.bytes().all(|c| c == b'-')
    };
    inner.split('|').all(is_dashes).then(|| inner.split('|').count())
}

/// The number of cells of a row: `|` divides unless it is escaped.
fn cells(line: &str) -> usize {
    let line = line.trim();
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = if inner.ends_with('|') { &inner[..inner.len() - 1] } else { inner };
    let bytes = inner.as_bytes();
    1 + (0..bytes.len()).filter(|at| bytes[*at] == b'|' && (*at == 0 || bytes[*at - 1] != b'\\')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaks(source: &str) -> Vec<usize> {
        let mut marks = Vec::new();
        find_breaks(source, &mut marks);
        marks.iter().map(|mark| mark.range.start).collect()
    }

    #[test]
    fn breaks_stand_before_heads_that_follow_text() {
        for (source, expected) in [
            ("text\na | b\n--|--\nc | d\n", vec![5]),
            ("a | b\n--|--\nc | d\n--|--\n", vec![]),
            ("> text\n> a | b\n> --|--\n", vec![7]),
            ("text\n\na | b\n--|--\n", vec![]),
            ("```\ntext\na | b\n--|--\n```\n", vec![]),
            ("<div>\ntext\na | b\n--|--\n", vec![]),
            ("text\na | b\n---\n", vec![]),
            ("text\na | b | c\n--|--\n", vec![]),
            ("- text\n  a | b\n  --|--\n", vec![7]),
            ("- text\na | b\n--|--\n", vec![]),
        ] {
            assert_eq!(breaks(source), expected, "{source}");
        }
    }
}
