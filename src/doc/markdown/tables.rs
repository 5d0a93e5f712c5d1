//! Tables that pulldown-cmark would not take for tables, or not whole. Source: goldmark 1.8's `extension/table.go`.
//!
//! Goldmark looks for a row of dashes anywhere in a paragraph: the line above is the table's head, the lines before
//! that stay a paragraph. pulldown-cmark wants the head on the paragraph's first line, so a blank line is put before it.

use super::containers::{Containers, Kind, Place};
use super::lines::{Line, Lines};
use super::mask::{Mark, MarkKind};

/// Adds what tables lack for pulldown-cmark: a break before a head that follows a line of text, cells of a head that has
/// fewer than the row of dashes, a cell for a row that is only `|`, their container's beginning before lazy rows.
pub fn find_tables(source: &str, marks: &mut Vec<Mark>) {
    let mut scan = Scan::default();
    for line in Lines::new(source) {
        scan.line(source, line, marks);
    }
}

/// What is known of the lines above.
#[derive(Debug, Default)]
struct Scan {
    containers: Containers,
    /// Lines of the current paragraph, as far as it can have a table.
    above: Vec<(Line, Place)>,
    /// The paragraph has its table, or can have none.
    closed: bool,
    in_table: bool,
}

impl Scan {
    fn line(&mut self, source: &str, line: Line, marks: &mut Vec<Mark>) {
        let content = line.content(source);
        let place = self.containers.step(content);
        if place.kind != Kind::Continues {
            // `- | -` is a list's item to Goldmark
            let is_item = place.kind == Kind::Begins && self.above.last().is_some_and(|(_, above)| above.matched == 0);
            if is_item && delimiter_columns(content).is_some() {
                marks.push(insert(line.start, "\n".to_string()));
            }
            (self.closed, self.in_table) = (false, false);
            self.above.clear();
        }
        if !matches!(place.kind, Kind::Begins | Kind::Continues) {
            return;
        }
        let body = content[place.text..].trim_end();
        if self.in_table {
            row(line, body, &place, marks);
        } else if !self.closed && !self.above.is_empty() {
            if let Some(columns) = delimiter_columns(body).filter(|_| place.indent < 4) {
                self.closed = true;
                self.in_table = self.head(source, columns, marks);
                if self.in_table {
                    complete(line, &place, marks);
                }
            }
        }
        self.above.push((line, place));
    }

    /// Whether the line above is the head of a table with so many columns; adds what it lacks.
    fn head(&self, source: &str, columns: usize, marks: &mut Vec<Mark>) -> bool {
        let Some((head, place)) = self.above.last() else { return false };
        let text = head.content(source)[place.text..].trim_end();
        let found = cells(text);
        if found > columns {
            return false;
        }
        if self.above.len() > 1 {
            marks.push(insert(head.start, format!("{}\n", self.containers.prefix().trim_end())));
        }
        complete(*head, place, marks);
        let start = head.start + place.text;
        if !text.contains('|') {
            marks.push(insert(start, "|".to_string()));
        }
        if found < columns || text == "|" {
            let missing = columns - found + usize::from(text == "|" || !text.ends_with('|'));
            marks.push(insert(start + text.len(), " |".repeat(missing)));
        }
        true
    }
}

/// A row below the row of dashes.
fn row(line: Line, body: &str, place: &Place, marks: &mut Vec<Mark>) {
    complete(line, place, marks);
    let start = line.start + place.text;
    if body == "|" {
        marks.push(insert(start + body.len(), " |".to_string()));
    } else if super::lines::prefix_len(&format!("{body} ")) > 0 {
        // a marker that begins no list within a paragraph
        marks.push(Mark { range: start..start + 1, kind: MarkKind::Text });
    }
}

/// Puts before a lazy row what it lacks.
fn complete(line: Line, place: &Place, marks: &mut Vec<Mark>) {
    if !place.missing.is_empty() {
        marks.push(insert(line.start + place.matched, place.missing.clone()));
    }
}

fn insert(at: usize, text: String) -> Mark {
    Mark { range: at..at, kind: MarkKind::Insert(text) }
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
            ("- text\na | b\n--|--\nc\n", vec![7, 7, 13, 19]),
            ("> a | b\n> --|--\n2. c\n", vec![]),
            ("a | b\n--|--\n2. c\n", vec![12]),
            ("|\n|--|\n|\n", vec![1, 8]),
            ("text\na\n|--|--|\n", vec![5, 5, 6]),
            ("a | b\n- | -\n", vec![6]),
            ("- | -\n  - | -\n", vec![]),
        ] {
            assert_eq!(inserts(source), expected, "{source}");
        }
    }
}
