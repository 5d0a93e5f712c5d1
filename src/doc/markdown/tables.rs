//! Tables that pulldown-cmark would not take for tables, or not whole. Source: goldmark 1.8's `extension/table.go`.
//!
//! Goldmark looks for a row of dashes anywhere in a paragraph: the line above is the table's head, the lines before
//! that stay a paragraph. pulldown-cmark wants the head on the paragraph's first line, so a blank line is put before it.

use super::lines::{self, Line, Lines};
use super::mask::{Mark, MarkKind};

/// Adds what tables lack for pulldown-cmark: a break before a head that follows a line of text, cells of a head that has
/// fewer than the row of dashes, a cell for a row that is only `|`.
pub fn find_tables(source: &str, marks: &mut Vec<Mark>) {
    let mut scan = Scan::default();
    for line in Lines::new(source) {
        scan.line(source, line, marks);
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
    in_table: bool,
}

impl Scan {
    fn line(&mut self, source: &str, line: Line, marks: &mut Vec<Mark>) {
        let content = line.content(source);
        let body = content[lines::prefix_len(content)..].trim_end();
        if lines::step_fence(&mut self.fence, body) || body.is_empty() {
            *self = Scan { fence: self.fence, ..Scan::default() };
            return;
        }
        let begins_block = starts_block(content, body);
        let columns = delimiter_columns(body).filter(|_| !begins_block);
        if self.in_table && body == "|" {
            marks.push(insert(line.start + content.trim_end().len(), " |".to_string()));
        }
        if !self.closed {
            self.in_table |= columns.is_some_and(|columns| self.head(source, columns, marks));
        }
        self.closed |= self.in_table || (self.above.is_empty() && body.starts_with('<')) || columns.is_some();
        if begins_block {
            // `- | -` is a list's item to Goldmark
            if self.above.last().is_some_and(|above| is_plain(above.content(source))) && delimiter_columns(content).is_some() {
                marks.push(insert(line.start, "\n".to_string()));
            }
            self.above.clear();
            self.in_table = false;
        }
        self.above.push(line);
    }

    /// Whether the line above is the head of a table with so many columns; adds what it lacks.
    fn head(&self, source: &str, columns: usize, marks: &mut Vec<Mark>) -> bool {
        let Some(head) = self.above.last() else { return false };
        let content = head.content(source);
        let prefix = lines::prefix_len(content);
        let text = content[prefix..].trim_end();
        let found = cells(text);
        if found > columns || prefix < self.indent(source) {
            return false;
        }
        if self.above.len() > 1 {
            let quotes = content[..prefix].rfind('>').map_or("", |last| &content[..=last]);
            marks.push(insert(head.start, format!("{quotes}\n")));
        }
        if !text.contains('|') {
            marks.push(insert(head.start + prefix, "|".to_string()));
        }
        if found < columns || text == "|" {
            let missing = columns - found + usize::from(text == "|" || !text.ends_with('|'));
            marks.push(insert(head.start + prefix + text.len(), " |".repeat(missing)));
        }
        true
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

fn insert(at: usize, text: String) -> Mark {
    Mark { range: at..at, kind: MarkKind::Insert(text) }
}

/// Whether a line has no list's marker before it.
fn is_plain(content: &str) -> bool {
    content[..lines::prefix_len(content)].trim().is_empty()
}

/// Whether a line begins another block than the paragraph above it.
fn starts_block(content: &str, body: &str) -> bool {
    let prefix = &content[..content.len() - content.trim_start().len()];
    let marker = content[prefix.len()..lines::prefix_len(content).max(prefix.len())].trim();
    lines::is_atx_heading(body) || marker.bytes().any(|c| c != b'>')
}

/// The number of columns of `| --- | :-: |`; `None` when the line is something else.
pub fn delimiter_columns(line: &str) -> Option<usize> {
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

    fn inserts(source: &str) -> Vec<usize> {
        let mut marks = Vec::new();
        find_tables(source, &mut marks);
        marks.iter().map(|mark| mark.range.start).collect()
    }

    #[test]
    fn what_tables_lack_is_put_in() {
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
            ("|\n|--|\n|\n", vec![1, 8]),
            ("text\na\n|--|--|\n", vec![5, 5, 6]),
            ("a | b\n- | -\n", vec![6]),
            ("- | -\n  - | -\n", vec![]),
        ] {
            assert_eq!(inserts(source), expected, "{source}");
        }
    }
}
