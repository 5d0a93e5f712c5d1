//! The source with a mask over what only Goldmark's extensions know, so that pulldown-cmark reads past it.
//!
//! A mask is as long as what it covers, and inserted lines are counted. So the parser's offsets lead back to the source,
//! and what turns out to stand in code or raw HTML is read from there.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::CowStr;

use super::Options;
use super::attributes::{self, Attributes};
use super::containers::{Containers, Kind};
use super::lines::{self, Line, Lines};

/// A source and its masked form: of equal length, but for inserted blank lines.
#[derive(Debug)]
pub struct Masked<'s> {
    pub source: &'s str,
    pub text: Cow<'s, str>,
    /// In order of place; they do not overlap.
    marks: Vec<Mark>,
    /// Mathematics among them: where, and whether it is a block.
    passthrough: Vec<(Range<usize>, bool)>,
    inserts: Vec<Insert>,
}

/// What only the masked text has: a blank line where Goldmark ends a paragraph, a cell that a table lacks, a space after
/// a task's box.
#[derive(Clone, Debug, PartialEq)]
struct Insert {
    /// Where it would stand in the source.
    at: usize,
    /// Where it stands in the masked text.
    masked: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub range: Range<usize>,
    pub kind: MarkKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum MarkKind {
    /// `<!--more-->`
    More,
    /// `{.class}` on a line of its own, after the block it is for. Masked as a processing instruction, which, as Hugo's
    /// attribute block does, ends a paragraph.
    BlockAttributes(Attributes),
    /// `{#id}` at the end of a heading. Masked as spaces, which headings lose.
    HeadingAttributes(Attributes),
    /// Mathematics: delimiters and all between. Masked as full stops.
    Passthrough { block: bool },
    /// `[^label]`, where such a footnote may be defined. Masked as full stops.
    Note,
    /// `<<`, which Goldmark's typographer reads before any tag.
    Angles,
    /// One sign that is text to Goldmark: the colon at the start of a line that is no definition, `<` of `<!doctype`.
    Text,
    /// The colon of a definition and the spaces after it, more than pulldown-cmark lets stand there before text: as many
    /// stand before it in the mask.
    WideColon,
    /// Text put in at this place: see [`Insert`].
    Insert(String),
    /// A bare URL with characters that Markdown would take as its own. Those are masked as full stops.
    Url,
}

impl<'s> Masked<'s> {
    /// Finds what to mask. Costs nothing where the features' characters are absent.
    pub fn new(source: &'s str, options: &Options) -> Masked<'s> {
        let mut marks = Vec::new();
        find_more(source, &mut marks);
        let has = |needle: &str| memmem::find(source.as_bytes(), needle.as_bytes()).is_some();
        let goldmark = &options.goldmark;
        if (goldmark.attribute_title || goldmark.attribute_block) && has("{") {
            find_attributes(source, options, &mut marks);
        }
        if goldmark.typographer.as_ref().is_some_and(|typographer| !typographer.left_angle_quote.is_empty()) {
            let angles = memmem::find_iter(source.as_bytes(), "<<");
            marks.extend(angles.map(|at| Mark { range: at..at + 2, kind: MarkKind::Angles }));
        }
        find_declarations(source, &mut marks);
        if goldmark.definition_list {
            find_colons(source, &mut marks);
        }
        if goldmark.table && may_have_table(source.as_bytes()) {
            super::tables::find_tables(source, &mut marks);
        }
        if goldmark.task_list && ["[ ]", "[x]", "[X]"].into_iter().any(has) {
            find_tasks(source, &mut marks);
        }
        if goldmark.footnote && has("[^") && has("]:") {
            find_notes(source, &mut marks);
        }
        super::prescan::find_inline(source, options, &mut marks);
        marks.sort_by_key(|mark| (mark.range.start, mark.range.end));
        let mut end = 0;
        marks.retain(|mark| {
            let is_free = mark.range.start >= end;
            end = if is_free { mark.range.end } else { end };
            is_free
        });
        let (text, inserts) = if marks.is_empty() { (Cow::Borrowed(source), Vec::new()) } else { paint(source, &marks) };
        marks.retain(|mark| !mark.range.is_empty());
        let passthrough = marks.iter().filter_map(|mark| match mark.kind {
            MarkKind::Passthrough { block } => Some((mark.range.clone(), block)),
            _ => None,
        });
        let passthrough = passthrough.collect();
        Masked { source, text, marks, passthrough, inserts }
    }

    /// Where the word that stands for `<!--more-->` begins.
    pub fn more_at(&self) -> Option<usize> {
        self.marks.iter().find(|mark| mark.kind == MarkKind::More).map(|mark| mark.range.start + 2)
    }

    /// The marks that begin in `range`.
    pub fn marks_in(&self, range: Range<usize>) -> impl Iterator<Item = &Mark> {
        let first = self.marks.partition_point(|mark| mark.range.start < range.start);
        self.marks[first..].iter().take_while(move |mark| mark.range.start < range.end)
    }

    /// The attributes of the heading at `range`.
    pub fn heading_attributes(&self, range: Range<usize>) -> Option<&Attributes> {
        self.marks_in(range).find_map(|mark| match &mark.kind {
            MarkKind::HeadingAttributes(attributes) => Some(attributes),
            _ => None,
        })
    }

    /// The attributes with which the block at `start` begins, and where: elsewhere in raw HTML they are part of it.
    pub fn block_attributes(&self, start: usize) -> Option<(usize, &Attributes)> {
        let indent = self.source[start..].bytes().take_while(|c| matches!(c, b' ' | b'\t')).count();
        self.marks_in(start + indent..start + indent + 1).find_map(|mark| match &mark.kind {
            MarkKind::BlockAttributes(attributes) => Some((mark.range.start, attributes)),
            _ => None,
        })
    }

    pub fn has_passthrough(&self) -> bool {
        !self.passthrough.is_empty()
    }

    /// The first mathematics that begins in `range`.
    pub fn passthrough_in(&self, range: Range<usize>) -> Option<&(Range<usize>, bool)> {
        let first = self.passthrough.partition_point(|(found, _)| found.start < range.start);
        self.passthrough.get(first).filter(|(found, _)| found.start < range.end)
    }

    /// References to footnotes that begin in `range`.
    pub fn notes_in(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        self.marks_in(range).filter(|mark| mark.kind == MarkKind::Note).map(|mark| mark.range.clone())
    }

    pub fn has_marks(&self) -> bool {
        !self.marks.is_empty()
    }

    /// Where a piece of text that the parser lent stands in the source; `None` when the parser made it (a decoded entity).
    pub fn place(&self, piece: &CowStr<'_>) -> Option<Range<usize>> {
        let CowStr::Borrowed(piece) = piece else { return None };
        let start = (piece.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        let end = start.checked_add(piece.len())?;
        (end <= self.text.len()).then(|| self.to_source(start..end))
    }

    /// A range of the masked text as one of the source.
    pub fn to_source(&self, range: Range<usize>) -> Range<usize> {
        if self.inserts.is_empty() { range } else { self.offset(range.start)..self.offset(range.end) }
    }

    fn offset(&self, at: usize) -> usize {
        let after = self.inserts.partition_point(|insert| insert.masked.start <= at);
        match after.checked_sub(1).map(|last| &self.inserts[last]) {
            Some(insert) => insert.at + at.saturating_sub(insert.masked.end),
            None => at,
        }
    }

    /// The text of a code span at `range`, as the author wrote it. What the parser made – of several lines, or of a cell
    /// with `\|` – has each sign that is masked put back from the source, in order.
    pub fn code<'a>(&'a self, code: &'a CowStr<'_>, range: &Range<usize>) -> Cow<'a, str> {
        let hidden: Vec<Range<usize>> =
            self.marks_in(range.clone()).map(|mark| mark.range.clone()).filter(|mark| mark.end <= range.end).collect();
        if self.place(code).is_some() || hidden.is_empty() {
            return Cow::Borrowed(self.unmask(code));
        }
        let mut text = String::with_capacity(code.len());
        let mut rest: &str = code;
        for mark in hidden {
            let dots = ".".repeat(mark.len());
            let Some(at) = rest.find(&dots) else { continue };
            text.push_str(&rest[..at]);
            text.push_str(&self.source[mark]);
            rest = &rest[at + dots.len()..];
        }
        Cow::Owned(text + rest)
    }

    /// A piece as the author wrote it.
    pub fn unmask<'a>(&'a self, piece: &'a CowStr<'_>) -> &'a str {
        self.place(piece).and_then(|range| self.source.get(range)).unwrap_or(piece)
    }
}

/// The masked text. Marks begin and end at character boundaries and their masks are ASCII, so it is valid UTF-8.
fn paint<'s>(source: &str, marks: &[Mark]) -> (Cow<'s, str>, Vec<Insert>) {
    let mut text = String::with_capacity(source.len());
    let mut inserts = Vec::new();
    let mut at = 0;
    for mark in marks {
        text.push_str(&source[at..mark.range.start]);
        let start = text.len();
        mark.paint(&source[mark.range.clone()], &mut text);
        at = mark.range.end;
        if mark.range.is_empty() {
            inserts.push(Insert { at, masked: start..text.len() });
        }
    }
    text.push_str(&source[at..]);
    (Cow::Owned(text), inserts)
}

impl Mark {
    fn paint(&self, covered: &str, text: &mut String) {
        match &self.kind {
            MarkKind::Text => text.push('.'),
            MarkKind::WideColon => {
                let after = covered.len().min(":    ".len());
                text.extend(std::iter::repeat_n(' ', covered.len() - after));
                text.push(':');
                text.extend(std::iter::repeat_n(' ', after - 1));
            }
            MarkKind::Angles => text.push_str(".."),
            MarkKind::Insert(inserted) => text.push_str(inserted),
            MarkKind::More => text.push_str("\n\nLOFTMOR\n\n"),
            MarkKind::HeadingAttributes(_) => text.extend(std::iter::repeat_n(' ', covered.len())),
            MarkKind::BlockAttributes(_) => {
                let end = if covered.len() < "<??>".len() { "" } else { "?>" };
                text.push_str("<?");
                text.extend(std::iter::repeat_n('x', covered.len() - "<?".len() - end.len()));
                text.push_str(end);
            }
            MarkKind::Passthrough { .. } | MarkKind::Note => paint_inert(covered, text),
            MarkKind::Url => text.extend(covered.chars().map(|c| if matches!(c, '_' | '~' | '[' | ']' | '`' | '^') { '.' } else { c })),
        }
    }
}

/// Full stops, byte for byte, but for line breaks and the characters with which a line could begin a block.
fn paint_inert(covered: &str, text: &mut String) {
    let mut at_line_start = false;
    for c in covered.chars() {
        match c {
            '\n' | '\r' => {
                at_line_start = true;
                text.push(c);
            }
            ' ' | '\t' => text.push(c),
            _ if at_line_start => {
                at_line_start = false;
                text.push_str(c.encode_utf8(&mut [0; 4]));
            }
            _ => text.extend(std::iter::repeat_n('.', c.len_utf8())),
        }
    }
}

const MORE: &str = "<!--more-->";

/// Hugo takes the first `<!--more-->` anywhere as the end of the summary, and a paragraph of its own.
fn find_more(source: &str, marks: &mut Vec<Mark>) {
    if let Some(at) = memmem::find(source.as_bytes(), MORE.as_bytes()) {
        marks.push(Mark { range: at..at + MORE.len(), kind: MarkKind::More });
    }
}

/// Whether a cell's edge stands beside a dash or a colon, as in each table's row of dashes.
fn may_have_table(source: &[u8]) -> bool {
    let is_rule = |at: Option<usize>, beyond: Option<usize>| match at.and_then(|at| source.get(at)) {
        Some(b'-' | b':') => true,
        Some(b' ') => matches!(beyond.and_then(|at| source.get(at)), Some(b'-' | b':')),
        _ => false,
    };
    memchr::memchr_iter(b'|', source).any(|at| is_rule(at.checked_sub(1), at.checked_sub(2)) || is_rule(Some(at + 1), Some(at + 2)))
}

/// `<!doctype` in small letters is text to Goldmark, not raw HTML.
fn find_declarations(source: &str, marks: &mut Vec<Mark>) {
    let is_small = |at: &usize| source.as_bytes().get(at + 2).is_some_and(u8::is_ascii_lowercase);
    let found = memmem::find_iter(source.as_bytes(), "<!").filter(is_small);
    marks.extend(found.map(|at| Mark { range: at..at + 1, kind: MarkKind::Text }));
}

/// pulldown-cmark takes `:x` for a definition; Goldmark wants a space after the colon, and a term above it in the same
/// container.
fn find_colons(source: &str, marks: &mut Vec<Mark>) {
    let begins_line = |at: usize| {
        let before = source.as_bytes()[..at].iter().rposition(|c| !matches!(c, b' ' | b'\t' | b'>'));
        before.is_none_or(|before| source.as_bytes()[before] == b'\n')
    };
    if !memchr::memchr_iter(b':', source.as_bytes()).any(begins_line) {
        return;
    }
    let mut containers = Containers::default();
    for line in Lines::new(source) {
        let content = line.content(source);
        let place = containers.step(content);
        let start = content.len() - content.trim_start_matches([' ', '\t', '>']).len();
        let at = line.start + start;
        if !content[start..].starts_with(':') || begins_delimiter_row(source, at) {
            continue;
        }
        if !place.defines {
            marks.push(Mark { range: at..at + 1, kind: MarkKind::Text });
            continue;
        }
        let spaces = content[start + 1..].bytes().take_while(|c| *c == b' ').count();
        if (5..=7).contains(&spaces) {
            marks.push(Mark { range: at..at + 1 + spaces, kind: MarkKind::WideColon });
        }
    }
}

/// Whether the line from `at` on is a table's row of dashes: `:--|--:`.
fn begins_delimiter_row(source: &str, at: usize) -> bool {
    matches!(source.as_bytes().get(at + 1), Some(b'-'))
        && source[at..].lines().next().is_some_and(|line| line.contains('|') && super::tables::delimiter_columns(line).is_some())
}

/// Goldmark needs no space after a task's `[x]`.
fn find_tasks(source: &str, marks: &mut Vec<Mark>) {
    let mut fence = None;
    for line in Lines::new(source) {
        let content = line.content(source);
        let prefix = lines::prefix_len(content);
        let body = &content[prefix..];
        if lines::step_fence(&mut fence, body.trim_end()) || !content[..prefix].trim_end().ends_with(['-', '+', '*', '.', ')']) {
            continue;
        }
        let at = line.start + prefix + "[ ]".len();
        let insert = |text: &str| Mark { range: at..at, kind: MarkKind::Insert(text.to_string()) };
        match body.as_bytes() {
            [b'[', b' ' | b'\t' | b'x' | b'X', b']', rest @ ..] if rest.trim_ascii().is_empty() => marks.push(insert(" .")),
            [b'[', b' ' | b'\t' | b'x' | b'X', b']', next, ..] if !matches!(next, b' ' | b'\t' | b':') => marks.push(insert(" ")),
            _ => {}
        }
    }
}

/// References to footnotes: to Goldmark they are such in a link's text too, and before `(x)`, and letters' case counts.
fn find_notes(source: &str, marks: &mut Vec<Mark>) {
    let labels = defined_notes(source);
    let folded: HashSet<String> = labels.iter().map(|label| label.to_lowercase()).collect();
    for (open, _) in source.match_indices("[^") {
        let Some(length) = source.as_bytes()[open..].iter().take(200).position(|c| matches!(c, b']' | b'\n')) else { continue };
        let range = open..open + length + 1;
        let Some(label) = source.get(range.clone()).filter(|label| label.ends_with(']')) else { continue };
        let escapes = source.as_bytes()[..open].iter().rev().take_while(|c| **c == b'\\').count();
        if escapes % 2 == 1 || source[range.end..].starts_with(':') && lines::begins_line(source, open) {
            continue;
        }
        if labels.contains(label) {
            marks.push(Mark { range, kind: MarkKind::Note });
        } else if folded.contains(&label.replace(' ', "").to_lowercase()) {
            marks.push(Mark { range: open + 1..open + 2, kind: MarkKind::Text });
        }
    }
}

/// `[^label]` of each line that might define a footnote.
fn defined_notes(source: &str) -> HashSet<&str> {
    let bodies = Lines::new(source).map(|line| line.content(source)).map(|content| &content[lines::prefix_len(content)..]);
    bodies.filter(|body| body.starts_with("[^")).filter_map(|body| Some(&body[..body.find("]:")? + 1])).collect()
}

fn find_attributes(source: &str, options: &Options, marks: &mut Vec<Mark>) {
    let goldmark = &options.goldmark;
    let mut lines = Lines::new(source).peekable();
    let mut containers = Containers::default();
    let mut above: Option<Line> = None;
    while let Some(line) = lines.next() {
        let content = line.content(source);
        let place = containers.step(content);
        let above = above.replace(line).filter(|above| is_text(above.content(source)));
        if !content.contains('{') {
            continue;
        }
        let body = &content[lines::prefix_len(content)..];
        let body_start = line.start + content.len() - body.len();
        if goldmark.attribute_block && body.starts_with('{') {
            if let Some((attributes, _)) = attributes::read(body) {
                // what follows on the line is lost, as in Hugo
                let end = line.start + content.trim_end().len();
                marks.push(Mark { range: body_start..end, kind: MarkKind::BlockAttributes(attributes) });
                if end < body_start + "<??>".len() {
                    marks.push(Mark { range: end..end, kind: MarkKind::Insert("?>".to_string()) });
                }
                continue;
            }
        }
        let is_heading = (lines::is_atx_heading(body) && place.kind == Kind::Other)
            || lines.peek().is_some_and(|next| is_underlined(content, next.content(source)));
        if goldmark.attribute_title && is_heading {
            if let Some((range, attributes)) = heading_attributes(body) {
                // alone on its line, it is masked with the line break, so that no blank line ends the heading
                let start = above.filter(|_| range.start == 0).map_or(body_start + range.start, |above| above.end);
                let range = start..body_start + range.end;
                marks.push(Mark { range, kind: MarkKind::HeadingAttributes(attributes) });
            }
        }
    }
}

/// Whether `next` makes a heading of the line before it: indented by four, it is part of the paragraph.
fn is_underlined(content: &str, next: &str) -> bool {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '>']).len();
    lines::is_setext_underline(next) && indent(next) < lines::prefix_len(content) + 4
}

/// Whether a line could be the first of a heading of two.
fn is_text(content: &str) -> bool {
    let body = &content[lines::prefix_len(content)..];
    !body.trim().is_empty() && !lines::is_atx_heading(body)
}

/// What the last `{` of a heading's line opens, if nothing follows it. After a closing `##` it may stand, before it not.
fn heading_attributes(line: &str) -> Option<(Range<usize>, Attributes)> {
    let line = line.trim_end();
    let start = last_unescaped_brace(line)?;
    let (attributes, length) = attributes::read(&line[start..])?;
    (line[start + length..].trim().is_empty()).then_some((start..start + length, attributes))
}

fn last_unescaped_brace(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    (0..bytes.len()).rev().find(|at| bytes[*at] == b'{' && (*at == 0 || bytes[*at - 1] != b'\\'))
}
