//! What Goldmark's inline extensions make of running text: typography, bare links, emoji, mathematics.
//!
//! Goldmark reads a block's text from left to right and asks its extensions at each trigger character. pulldown-cmark
//! has taken code, links and emphasis out; what it left as text is read here in the same order, with the same state.

use std::ops::Range;

use super::Options;
use super::linkify::{self, Bare};
use super::mask::Masked;
use super::typographer;

/// What stands at a place instead of the text there.
#[derive(Debug, PartialEq)]
pub enum Piece<'o> {
    /// A typographic substitution: as configured, usually an entity.
    Typography(&'o str),
    Link(Bare),
    Emoji(&'static emojis::Emoji),
    /// Mathematics, and whether it is a block.
    Passthrough(bool),
}

/// How one block's text is read: reset at each block.
#[derive(Debug)]
pub struct Cursor<'o> {
    options: &'o Options,
    /// Which bytes need a closer look: in a block without links, and in one that may have some.
    triggers: [[bool; 256]; 2],
    /// Whether the block may have bare links.
    links: bool,
    marks: bool,
    /// Goldmark means to begin anew at each block, but its `CloseBlock` is never called: quotes left open count for
    /// the whole document.
    quotes: typographer::Open,
    /// The block's text, from its first inline event to its last.
    block: Range<usize>,
    /// `[` not closed: no bare links inside.
    brackets: u32,
    /// The line last looked at, and what was found out about it: each is asked for once, however many triggers it has.
    line: Range<usize>,
    /// No e-mail address begins before this.
    no_email: usize,
    /// Where the run of quotes last looked at ends.
    quotes_end: usize,
    /// Nothing but an inline node or the line's start stands before: a bare link may begin here.
    fresh: bool,
    /// Text before this has been taken by a piece.
    pub taken: usize,
}

impl<'o> Cursor<'o> {
    pub fn new(masked: &Masked<'_>, options: &'o Options) -> Cursor<'o> {
        let mut plain = [false; 256];
        let set = |triggers: &mut [bool; 256], bytes: &[u8]| bytes.iter().for_each(|c| triggers[usize::from(*c)] = true);
        if options.goldmark.typographer.is_some() {
            set(&mut plain, b"'\"-.<>");
        }
        if options.emoji {
            set(&mut plain, b":");
        }
        let mut with_links = plain;
        set(&mut with_links, b" (*_~[]");
        Cursor {
            options,
            triggers: [plain, with_links],
            links: false,
            marks: masked.has_passthrough(),
            quotes: typographer::Open::default(),
            block: 0..0,
            brackets: 0,
            line: 0..0,
            no_email: 0,
            quotes_end: 0,
            fresh: true,
            taken: 0,
        }
    }

    /// Begins the text of a block.
    pub fn enter(&mut self, masked: &Masked<'_>, block: Range<usize>) {
        self.links = self.options.goldmark.linkify && masked.source.as_bytes().get(block.clone()).is_some_and(linkify::possible);
        self.block = block;
        self.line = 0..0;
        self.no_email = 0;
        self.quotes_end = 0;
        self.brackets = 0;
        self.fresh = true;
        self.taken = 0;
    }

    /// An inline node (emphasis, code, a line break) was passed.
    pub fn pass(&mut self) {
        self.fresh = true;
    }

    pub fn open_label(&mut self) {
        self.brackets += 1;
    }

    pub fn close_label(&mut self) {
        self.brackets = self.brackets.saturating_sub(1);
        self.fresh = true;
    }

    /// The next piece in `source[at..end]` and where it stands. `escaped`: the first character is just itself.
    pub fn next(&mut self, masked: &Masked<'_>, mut at: usize, end: usize, escaped: bool) -> Option<(Range<usize>, Piece<'o>)> {
        let bytes = masked.source.as_bytes();
        if self.marks {
            if let Some(found) = self.marked(masked, at..end) {
                // what comes before the mark is looked at first
                if found.0.start > at {
                    return self.next_unmarked(masked, at, found.0.start, escaped).or(Some(found));
                }
                self.fresh = true;
                return Some(found);
            }
        }
        if escaped && at < end {
            at += 1;
            while at < end && !masked.source.is_char_boundary(at) {
                at += 1;
            }
            self.fresh = false;
        }
        if at < end && self.fresh && self.links && !matches!(bytes[at], b' ' | b'(') {
            if let Some(found) = self.link(masked.source, at) {
                return Some(found);
            }
        }
        self.next_unmarked(masked, at, end, false)
    }

    fn next_unmarked(&mut self, masked: &Masked<'_>, start: usize, end: usize, escaped: bool) -> Option<(Range<usize>, Piece<'o>)> {
        let bytes = masked.source.as_bytes();
        let mut at = start + usize::from(escaped);
        while let Some(plain) = bytes.get(at..end).and_then(|rest| rest.iter().position(|byte| self.is_trigger(*byte))) {
            at += plain;
            let byte = bytes[at];
            match self.at_trigger(masked.source, at, byte) {
                Some(found) => {
                    self.fresh = true;
                    return Some(found);
                }
                None => at += 1,
            }
        }
        self.fresh = self.fresh && at == start;
        if end > start && matches!(bytes[end - 1], b'*' | b'_') && self.links {
            self.fresh = true;
        }
        None
    }

    fn is_trigger(&self, byte: u8) -> bool {
        self.triggers[usize::from(self.links)][usize::from(byte)]
    }

    fn at_trigger(&mut self, source: &str, at: usize, byte: u8) -> Option<(Range<usize>, Piece<'o>)> {
        match byte {
            b' ' | b'(' => return self.link(source, at + 1),
            b'*' | b'_' | b'~' => {
                // a delimiter without a partner is still a node to Goldmark
                let next = source.as_bytes().get(at + 1).copied();
                return if next == Some(byte) { None } else { self.link(source, at + 1) };
            }
            b'[' => self.brackets += 1,
            b']' => self.brackets = self.brackets.saturating_sub(1),
            b':' => {
                let end = self.line_end(source, at);
                return emoji(source, at, end);
            }
            _ => return self.typography(source, at),
        }
        None
    }

    fn typography(&mut self, source: &str, at: usize) -> Option<(Range<usize>, Piece<'o>)> {
        let typographer = self.options.goldmark.typographer.as_ref()?;
        let before = if at <= self.block.start { '\n' } else { source[..at].chars().next_back().unwrap_or('\n') };
        let line = &source[at..self.line_end(source, at)];
        if at >= self.quotes_end {
            let quote = source.as_bytes()[at];
            self.quotes_end = at + line.bytes().take_while(|c| *c == quote).count();
        }
        let run = self.quotes_end.saturating_sub(at).max(1);
        let (text, length) = typographer::substitute(typographer, line, before, run, &mut self.quotes)?;
        Some((at..at + length, Piece::Typography(text)))
    }

    fn link(&mut self, source: &str, at: usize) -> Option<(Range<usize>, Piece<'o>)> {
        if !self.links || self.brackets > 0 || at >= self.block.end {
            return None;
        }
        let line = &source.as_bytes()[at..self.line_end(source, at)];
        if at < self.no_email && !linkify::begins_url(line) {
            return None;
        }
        let Some(bare) = linkify::find(line) else {
            self.no_email = self.no_email.max(at + linkify::no_email_for(line));
            return None;
        };
        self.fresh = true;
        Some((at..at + bare.length, Piece::Link(bare)))
    }

    /// The end of the line on which `at` stands, line break included, or of the block.
    fn line_end(&mut self, source: &str, at: usize) -> usize {
        if self.line.contains(&at) {
            return self.line.end;
        }
        let limit = self.block.end.max(at).min(source.len());
        let end = source.as_bytes()[at..limit].iter().position(|c| *c == b'\n').map_or(limit, |length| at + length + 1);
        self.line = at..end;
        end
    }

    /// The mark that covers text here.
    fn marked(&self, masked: &Masked<'_>, range: Range<usize>) -> Option<(Range<usize>, Piece<'o>)> {
        masked.passthrough_in(range).map(|(found, block)| (found.clone(), Piece::Passthrough(*block)))
    }
}

/// `:smile:`. Source: goldmark-emoji's parser.
fn emoji<'o>(source: &str, at: usize, line_end: usize) -> Option<(Range<usize>, Piece<'o>)> {
    let line = &source.as_bytes()[at + 1..line_end];
    let length = line.iter().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-' | b'+')).count();
    if length == 0 || line.get(length) != Some(&b':') {
        return None;
    }
    let emoji = emojis::get_by_shortcode(&source[at + 1..at + 1 + length])?;
    Some((at..at + length + 2, Piece::Emoji(emoji)))
}
