//! A body as the few kinds of block that can carry actors, in plain text that still knows what was
//! bold, where the lines were broken, and on which line of the file each word stands.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// One block of a body. Quotations, code, footnotes and raw HTML are left out: they list nobody.
#[derive(Debug)]
pub enum Block {
    Heading {
        level: u8,
        text: Inline,
    },
    Paragraph(Inline),
    /// A list item; `depth` is 1 for an outermost list.
    Item {
        depth: usize,
        text: Inline,
    },
    /// A row of a table; the head row is one too.
    Row {
        head: bool,
        cells: Vec<Inline>,
    },
}

/// Text without markup. A hard line break or a new paragraph of a list item is `\n`.
#[derive(Debug, Default)]
pub struct Inline {
    pub text: String,
    /// How far the text is bold from its very start, in bytes; 0 when it does not begin in bold.
    pub bold: usize,
    /// Byte offset in `text` → line of the file, ascending.
    lines: Vec<(usize, u32)>,
}

impl Inline {
    /// The line of the file on which byte `at` of the text stands.
    pub fn line(&self, at: usize) -> u32 {
        let after = self.lines.partition_point(|(start, _)| *start <= at);
        self.lines.get(after.saturating_sub(1)).map_or(0, |(_, line)| *line)
    }

    /// The text line by line as the file has it, with the byte at which each begins.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let ends = self.lines.iter().skip(1).map(|(start, _)| *start).chain([self.text.len()]);
        self.lines.iter().zip(ends).map(|((start, _), end)| (*start, &self.text[*start..end]))
    }

    /// All of it is bold: a label such as `**Direktorater**`, with or without a colon after.
    pub fn is_all_bold(&self) -> bool {
        self.bold > 0 && self.text[self.bold..].trim().trim_matches(':').is_empty()
    }

    fn push(&mut self, text: &str, line: u32) {
        if self.lines.last().is_none_or(|(_, last)| *last != line) {
            self.lines.push((self.text.len(), line));
        }
        self.text.push_str(text);
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Cuts a Markdown body into blocks. Linear in the body's length.
pub fn blocks(body: &str, first_line: u32) -> Vec<Block> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut cutter = Cutter { lines: LineCounter::new(body, first_line), ..Cutter::default() };
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        cutter.take(event, range.start);
    }
    cutter.blocks
}

/// Offsets → lines, for offsets that mostly ascend.
#[derive(Default)]
struct LineCounter {
    starts: Vec<usize>,
    first_line: u32,
}

impl LineCounter {
    fn new(text: &str, first_line: u32) -> LineCounter {
        let starts = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).collect();
        LineCounter { starts, first_line }
    }

    fn line_of(&self, offset: usize) -> u32 {
        self.first_line + self.starts.partition_point(|start| *start <= offset) as u32
    }
}

#[derive(Default)]
struct Cutter {
    lines: LineCounter,
    blocks: Vec<Block>,
    /// Indices of the open list items, outermost first.
    items: Vec<usize>,
    /// What is being written when it is not a list item.
    open: Option<Inline>,
    /// Inside how many quotations, code blocks, footnotes and the like.
    muted: usize,
    /// Inside how many `**`.
    strong: usize,
}

impl Cutter {
    fn take(&mut self, event: Event<'_>, at: usize) {
        match event {
            Event::Start(tag) => self.start(&tag, at),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.text(&text, at),
            Event::SoftBreak => self.text(" ", at),
            Event::HardBreak => self.text("\n", at),
            Event::InlineHtml(html) if html.starts_with("<br") => self.text("\n", at),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, at: usize) {
        match tag {
            _ if mutes(tag) => self.muted += 1,
            _ if self.muted > 0 => {}
            Tag::Strong => self.strong += 1,
            Tag::Item => {
                let depth = self.items.len() + 1;
                self.items.push(self.blocks.len());
                self.blocks.push(Block::Item { depth, text: Inline::default() });
            }
            // A second paragraph of an item stands on a line of its own.
            Tag::Paragraph if !self.items.is_empty() => self.text("\n", at),
            Tag::Paragraph | Tag::Heading { .. } => self.open = Some(Inline::default()),
            Tag::TableHead => self.blocks.push(Block::Row { head: true, cells: Vec::new() }),
            Tag::TableRow => self.blocks.push(Block::Row { head: false, cells: Vec::new() }),
            Tag::TableCell => self.open = Some(Inline { lines: vec![(0, self.lines.line_of(at))], ..Inline::default() }),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            _ if unmutes(tag) => self.muted = self.muted.saturating_sub(1),
            _ if self.muted > 0 => {}
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Item => drop(self.items.pop()),
            TagEnd::Paragraph => {
                if let Some(text) = self.open.take().filter(|text| !text.is_blank()) {
                    self.blocks.push(Block::Paragraph(text));
                }
            }
            TagEnd::Heading(level) => {
                if let Some(text) = self.open.take() {
                    self.blocks.push(Block::Heading { level: number(level), text });
                }
            }
            TagEnd::TableCell => {
                if let (Some(text), Some(Block::Row { cells, .. })) = (self.open.take(), self.blocks.last_mut()) {
                    cells.push(text);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, at: usize) {
        if self.muted > 0 {
            return;
        }
        let line = self.lines.line_of(at);
        let strong = self.strong > 0;
        let target = match (&mut self.open, self.items.last()) {
            (Some(open), _) => open,
            (None, Some(item)) => match &mut self.blocks[*item] {
                Block::Item { text, .. } => text,
                _ => return,
            },
            (None, None) => return,
        };
        if target.text.is_empty() && text.trim().is_empty() {
            return;
        }
        if strong && target.bold == target.text.len() {
            target.bold += text.len();
        }
        target.push(text, line);
    }
}

fn mutes(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::FootnoteDefinition(_) | Tag::HtmlBlock | Tag::Image { .. })
}

fn unmutes(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::BlockQuote(_) | TagEnd::CodeBlock | TagEnd::FootnoteDefinition | TagEnd::HtmlBlock | TagEnd::Image)
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_counts_only_from_the_start() {
        for (body, bold) in [("**KS** og meir", 2), ("Om **KS**", 0), ("**KS**: tekst", 2), ("**A *b* c** d", 5)] {
            match &blocks(body, 1)[..] {
                [Block::Paragraph(text)] => assert_eq!(text.bold, bold, "{body}"),
                other => panic!("{body}: {other:?}"),
            }
        }
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let found = blocks("# A\n\nen\nto\n\n- tre\n  fire\n", 10);
        match &found[..] {
            [Block::Heading { level: 1, text: heading }, Block::Paragraph(paragraph), Block::Item { depth: 1, text: item }] => {
                assert_eq!((heading.line(0), paragraph.line(0), paragraph.line(3)), (10, 12, 13));
                assert_eq!((item.text.as_str(), item.line(0), item.line(4)), ("tre fire", 15, 16));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn quotations_code_and_comments_are_left_out() {
        assert!(blocks("> - sitat\n\n```\n- kode\n```\n\n<!-- - kommentar -->\n", 1).is_empty());
    }
}
