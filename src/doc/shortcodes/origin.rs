//! Where text came from whose shortcodes stand as tokens: so that findings in it name the line and column that the writer sees.

use crate::diag::Span;
use crate::doc::{Content, Part};

/// For each stretch of a text, in order, where it begins there and in the file's body.
#[derive(Clone, Debug, Default)]
pub struct Origin(Vec<(usize, usize)>);

impl Origin {
    /// From here on the text is what stands at `source` in the body.
    pub fn push(&mut self, text: usize, source: usize) {
        self.0.push((text, source));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn source(&self, at: usize) -> usize {
        let before = self.0.partition_point(|(text, _)| *text <= at);
        before.checked_sub(1).and_then(|position| self.0.get(position)).map_or(at, |(text, source)| source + (at - text))
    }
}

/// A text and the line of its file on which it begins.
#[derive(Clone, Copy)]
pub struct Placed<'t> {
    pub text: &'t str,
    pub first_line: u32,
}

impl Placed<'_> {
    fn line_starts(&self) -> Vec<usize> {
        std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| at + 1)).collect()
    }
}

/// Moves the places in what was read from `text` to where they stand in `body`.
pub fn relocate(content: &mut Content, text: Placed<'_>, body: Placed<'_>, origin: &Origin) {
    let (from, to) = (text.line_starts(), body.line_starts());
    let moved = |span: Span| -> Span {
        let Some(line_start) = span.line.checked_sub(text.first_line).and_then(|line| from.get(line as usize)) else { return span };
        let on_line = text.text.get(*line_start..).unwrap_or("");
        let column = on_line.char_indices().nth(span.col.saturating_sub(1) as usize).map_or(on_line.len(), |(at, _)| at);
        let at = origin.source(line_start + column).min(body.text.len());
        let line = to.partition_point(|start| *start <= at).saturating_sub(1);
        let before = body.text.get(to[line]..at).map_or(0, |before| before.chars().count());
        Span { line: body.first_line + line as u32, col: before as u32 + 1, len: span.len }
    };
    for part in &mut content.parts {
        match part {
            Part::Link(slot) => slot.span = moved(slot.span),
            Part::Image(slot) => slot.span = moved(slot.span),
            Part::Code(slot) => slot.line = moved(Span::line(slot.line)).line,
            _ => {}
        }
    }
    for heading in &mut content.headings {
        heading.line = moved(Span::line(heading.line)).line;
    }
    for (_, span) in &mut content.addresses {
        *span = moved(*span);
    }
    for tag in &mut content.raw_tags {
        tag.span = moved(tag.span);
    }
    for (_, span) in &mut content.left_out {
        *span = moved(*span);
    }
}
