//! Markdown → [`Content`](super::Content), to Goldmark's result as Hugo configures it.

use crate::config::{Goldmark, Markup};

use super::Content;

/// Reads a Markdown body. `first_line` is the body's first line in its file, so that spans point there.
/// Shortcode tokens (see [`super::shortcodes::token`]) pass through untouched and come out as
/// [`Part::Shortcode`](super::Part::Shortcode).
pub fn parse(source: &str, first_line: u32, options: &Options) -> Content {
    let _ = (source, first_line, options);
    todo!("markdown")
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
