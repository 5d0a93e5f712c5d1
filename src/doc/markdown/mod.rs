//! Markdown → [`Content`], to Goldmark's result as Hugo configures it.
//!
//! ```text
//! source ─mask→ Masked ─pulldown-cmark→ tape of events ─write→ HTML with slots, headings, reading text ─split tokens→ Content
//! ```
//!
//! pulldown-cmark reads CommonMark and GFM. What Goldmark and Hugo have beyond that is done here: `mask` hides from
//! pulldown-cmark what would confuse it (`containers` tells it in what each line stands), `inline` reads running text for
//! typography, bare links and emoji, and `write` gives Goldmark's forms. Nothing recurses, so no nesting is too deep.

mod anchor;
mod attributes;
mod blocks;
mod containers;
mod delimiters;
mod escape;
mod footnotes;
mod heading_ids;
mod inline;
mod lines;
mod linkify;
mod mask;
mod plain;
mod prescan;
mod raw_tags;
mod slots;
mod tables;
mod tape;
mod tightness;
mod typographer;
mod unicode;
mod write;

use std::cell::Cell;
use std::ops::Range;

use crate::config::{Goldmark, Markup};
use crate::diag::Span;
use crate::memo::Key;

use super::Content;

pub use escape::{html as escape_html, is_dangerous as is_dangerous_url, url as escape_url};
pub use heading_ids::anchor;
pub(super) use lines::step_fence;
pub use plain::{ids_of_html, strip_tags};
pub(super) use raw_tags::read as read_raw_tags;
pub use slots::{TokenPiece, href_as_written, plain_code, plain_href, plain_html, plain_image, plain_link, split_tokens};

/// Reads a Markdown body. `first_line` is the body's first line in its file, so that spans point there.
/// Shortcode tokens (see [`super::shortcodes::token`]) pass through untouched and come out as
/// [`Part::Shortcode`](super::Part::Shortcode).
pub fn parse(source: &str, first_line: u32, options: &Options) -> Content {
    let masked = mask::Masked::new(source, options);
    let tape = tape::read(&masked, options);
    let places = Places::new(source, first_line);
    let place = |range: &Range<usize>| places.span(range);
    let mut content = write::write(&masked, &tape, options, &place);
    slots::split_parts(&mut content);
    content.words = plain::words(&content.text);
    content.shrink();
    content.key = Key::of(&(source, first_line, options));
    content
}

/// Byte ranges → places in the file.
struct Places<'s> {
    source: &'s str,
    index: lines::LineIndex,
    first_line: u32,
    /// The place last asked for, and its column: the next is mostly on the same line, and counted from there.
    last: Cell<(usize, usize)>,
}

impl<'s> Places<'s> {
    fn new(source: &'s str, first_line: u32) -> Places<'s> {
        Places { source, index: lines::LineIndex::new(source), first_line, last: Cell::new((0, 0)) }
    }

    /// The place of a range; as long as its first line.
    fn span(&self, range: &Range<usize>) -> Span {
        let line = self.index.line(range.start);
        let line_start = self.index.start(line);
        let (last, last_col) = self.last.get();
        let (from, before) = if (line_start..=range.start).contains(&last) { (last, last_col) } else { (line_start, 0) };
        let col = before + self.source.get(from..range.start).map_or(0, |text| text.chars().count());
        self.last.set((range.start, col));
        let length = self.source.get(range.clone()).and_then(|text| text.lines().next()).map_or(0, |text| text.chars().count());
        Span { line: self.first_line + line as u32, col: col as u32 + 1, len: length as u32 }
    }
}

/// What decides how Markdown reads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    pub goldmark: Goldmark,
    /// Hugo's `enableEmoji`.
    pub emoji: bool,
    pub toc_levels: (u8, u8),
}

impl Options {
    pub fn new(markup: &Markup, emoji: bool) -> Options {
        Options { goldmark: markup.goldmark.clone(), emoji, toc_levels: (markup.toc.start_level, markup.toc.end_level) }
    }
}
