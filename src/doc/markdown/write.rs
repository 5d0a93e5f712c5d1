//! The tape → HTML, slots, headings and reading text, in Goldmark's forms.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

use super::Options;
use super::anchor::Anchor;
use super::attributes::{self, Attributes};
use super::escape;
use super::footnotes::Notes;
use super::heading_ids::{For, Ids};
use super::inline::{Cursor, Piece};
use super::linkify;
use super::mask::Masked;
use super::slots;
use super::tape::{Item, is_inline};
use super::tightness::Tightness;
use crate::diag::Span;
use crate::doc::{CodeSlot, Content, Heading, ImageSlot, LinkSlot, Part, Run};

/// Writes a whole body. `place` gives the span of a byte range in the file.
pub fn write<'a>(masked: &'a Masked<'_>, tape: &'a [Item<'a>], options: &'a Options, place: &'a dyn Fn(&Range<usize>) -> Span) -> Content {
    let mut writer = Writer {
        masked,
        tape,
        options,
        place,
        cursor: Cursor::new(masked, options),
        notes: Notes::collect(tape),
        block_attributes: super::blocks::attributes(masked, tape),
        more_at: masked.more_at(),
        ids: Ids::default(),
        content: Content::default(),
        html: String::with_capacity(masked.source.len() + masked.source.len() / 4),
        in_block: false,
        links: Vec::new(),
        image: None,
        heading: None,
        term: None,
        code: None,
        tables: Vec::new(),
        items: 0,
        tightness: Tightness::of(masked, tape),
        wrapped: false,
        in_paragraph: false,
        split: false,
        trim_next: false,
        depth: 0,
        last_end: 0,
        raw_labels: 0,
    };
    writer.run(0..tape.len());
    writer.footnotes();
    writer.flush();
    writer.content
}

struct Writer<'a> {
    masked: &'a Masked<'a>,
    tape: &'a [Item<'a>],
    options: &'a Options,
    place: &'a dyn Fn(&Range<usize>) -> Span,
    cursor: Cursor<'a>,
    notes: Notes<'a>,
    /// By index of the start event.
    block_attributes: HashMap<usize, Attributes>,
    more_at: Option<usize>,
    ids: Ids,
    content: Content,
    /// HTML since the last slot.
    html: String,
    /// Inside the text of a block.
    in_block: bool,
    links: Vec<OpenLink>,
    image: Option<OpenImage>,
    heading: Option<OpenHeading>,
    term: Option<OpenTerm>,
    code: Option<OpenCode>,
    tables: Vec<OpenTable>,
    /// Items of lists that are open.
    items: usize,
    /// Where Goldmark has paragraphs with and without `<p>` otherwise than pulldown-cmark.
    tightness: Tightness,
    /// In a `<p>` that pulldown-cmark has no event for.
    wrapped: bool,
    /// In a paragraph with a `<p>`.
    in_paragraph: bool,
    /// A block of mathematics has ended the paragraph, and nothing follows it so far.
    split: bool,
    /// Spaces that come next are dropped: a block of mathematics stands before.
    trim_next: bool,
    /// How many inline nodes are open.
    depth: usize,
    /// Where the last inline event ended.
    last_end: usize,
    /// How many elements of raw HTML are open in which no link may stand.
    raw_labels: usize,
}

struct OpenLink {
    part: usize,
    text_start: usize,
    /// Autolinks' text is what was written, without typography.
    literal: bool,
}

struct OpenImage {
    slot: ImageSlot,
    /// Images within the description.
    depth: usize,
}

/// A place in the output to which the opening tag's attributes are added when they are known.
#[derive(Clone, Copy)]
struct Gap {
    part: usize,
    offset: usize,
}

struct OpenHeading {
    gap: Gap,
    level: u8,
    text_start: usize,
    html: String,
    anchor: Anchor,
    range: Range<usize>,
}

struct OpenTerm {
    gap: Gap,
    anchor: Anchor,
}

struct OpenCode {
    slot: CodeSlot,
}

struct OpenTable {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_body: bool,
}

impl<'a> Writer<'a> {
    fn run(&mut self, range: Range<usize>) {
        let tape = self.tape;
        let mut index = range.start;
        while index < range.end {
            let item = &tape[index];
            if is_inline(&item.event) {
                if !self.in_block {
                    self.enter_block(index);
                }
                if self.split && item.range.start >= self.cursor.taken && !matches!(item.event, Event::Text(_)) {
                    self.resume_paragraph();
                }
            } else {
                self.leave_block();
            }
            index = self.event(index, item);
        }
        self.leave_block();
    }

    /// Tells the cursor where the text that begins at `index` ends.
    fn enter_block(&mut self, index: usize) {
        self.in_block = true;
        let run = self.tape[index..].iter().take_while(|item| is_inline(&item.event));
        let end = run.map(|item| item.range.end).max().unwrap_or(0);
        self.cursor.enter(self.masked, self.tape[index].range.start..end);
        self.last_end = 0;
        if self.tightness.wraps(index) {
            self.wrapped = true;
            self.tag("\n<p>");
        }
    }

    fn leave_block(&mut self) {
        self.trim_next = false;
        self.in_block = false;
        if std::mem::take(&mut self.wrapped) {
            self.end_line("</p>\n");
        }
    }

    /// Writes one event; gives the index of the next.
    fn event(&mut self, index: usize, item: &'a Item<'a>) -> usize {
        match &item.event {
            Event::Start(Tag::FootnoteDefinition(_)) => return item.partner + 1,
            Event::Start(Tag::HtmlBlock) => {
                self.html_block(index, item);
                return item.partner + 1;
            }
            Event::Start(tag) => self.start(index, item, tag),
            Event::End(tag) => self.end(item, tag),
            Event::Text(text) => self.text(item, text),
            Event::Code(code) => self.code_span(item, code),
            Event::InlineHtml(html) => self.inline_html(item, html),
            Event::SoftBreak => self.line_break(self.options.goldmark.hard_wraps, item.range.start),
            Event::HardBreak => self.line_break(true, item.range.start),
            Event::Rule => {
                let attributes = self.attributes_of(index);
                self.tag(&format!("<hr{attributes}{}>\n", self.slash()));
            }
            Event::TaskListMarker(checked) => self.task_marker(*checked, item),
            Event::FootnoteReference(label) => self.footnote_reference(index, label),
            Event::Html(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
        if is_inline(&item.event) {
            self.anchor_nodes(&item.event);
            match item.event {
                Event::Start(_) => self.depth += 1,
                Event::End(_) => self.depth -= 1,
                _ => {}
            }
            // what an element's start covers is the whole element
            self.last_end = if matches!(item.event, Event::Start(_)) { item.range.start } else { item.range.end };
            if !matches!(item.event, Event::Text(_)) {
                self.cursor.pass();
            }
        }
        index + 1
    }

    // ---- blocks ----

    fn start(&mut self, index: usize, item: &'a Item<'a>, tag: &'a Tag<'a>) {
        match tag {
            Tag::Paragraph => self.start_paragraph(index, item),
            Tag::Heading { level, .. } => self.start_heading(*level as u8, item),
            Tag::BlockQuote(_) => self.open_block(index, "blockquote"),
            Tag::CodeBlock(kind) => self.start_code(kind, item),
            Tag::List(None) => self.open_block(index, "ul"),
            Tag::List(Some(first)) => {
                let start = if *first == 1 { String::new() } else { format!(" start=\"{first}\"") };
                let attributes = self.attributes_of(index);
                self.tag(&format!("<ol{start}{attributes}>\n"));
            }
            Tag::Item => {
                self.items += 1;
                self.tag("<li>");
                self.break_before_block(index);
            }
            Tag::Table(alignments) => {
                self.tables.push(OpenTable { alignments: alignments.clone(), column: 0, in_head: false, has_body: false });
                self.open_block(index, "table");
            }
            Tag::TableHead => self.start_table_head(),
            Tag::TableRow => self.start_table_row(),
            Tag::TableCell => self.start_table_cell(item),
            Tag::DefinitionList => self.open_block(index, "dl"),
            Tag::DefinitionListTitle => self.start_term(),
            Tag::DefinitionListDefinition => {
                self.tag("<dd>");
                self.break_before_block(index);
            }
            Tag::Emphasis => self.tag("<em>"),
            Tag::Strong => self.tag("<strong>"),
            Tag::Strikethrough => self.tag(&format!("<{}>", item.name)),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(*link_type, dest_url, title, item),
            Tag::Image { dest_url, title, .. } => self.start_image(index, dest_url, title, item),
            Tag::FootnoteDefinition(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) | Tag::Superscript | Tag::Subscript => {}
        }
    }

    fn end(&mut self, item: &'a Item<'a>, tag: &TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(item),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) => self.tag("</blockquote>\n"),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(false) => self.tag("</ul>\n"),
            TagEnd::List(true) => self.tag("</ol>\n"),
            TagEnd::Item => {
                self.items -= 1;
                self.end_line("</li>\n");
            }
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.tag("</tr>\n</thead>\n"),
            TagEnd::TableRow => self.tag("</tr>\n"),
            TagEnd::TableCell => self.end_table_cell(),
            TagEnd::DefinitionList => self.tag("</dl>\n"),
            TagEnd::DefinitionListTitle => self.end_term(),
            TagEnd::DefinitionListDefinition => self.end_line("</dd>\n"),
            TagEnd::Emphasis => self.tag("</em>"),
            TagEnd::Strong => self.tag("</strong>"),
            TagEnd::Strikethrough => self.tag(&format!("</{}>", item.name)),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(),
            TagEnd::FootnoteDefinition | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) | TagEnd::Superscript | TagEnd::Subscript => {}
        }
    }

    fn open_block(&mut self, index: usize, name: &str) {
        let attributes = self.attributes_of(index);
        self.tag(&format!("<{name}{attributes}>\n"));
    }

    fn attributes_of(&mut self, index: usize) -> String {
        let Some(attributes) = self.block_attributes.get(&index) else { return String::new() };
        if let Some((_, id)) = attributes.iter().find(|(name, _)| name == "id") {
            self.content.anchors.push(id.clone());
        }
        attributes::to_html(attributes)
    }

    /// Goldmark breaks the line after `<li>` and `<dd>` when a block, not text, follows.
    fn break_before_block(&mut self, index: usize) {
        if let Some(next) = self.tape.get(index + 1) {
            if !is_inline(&next.event) && !matches!(next.event, Event::End(_)) {
                self.html.push('\n');
            }
        }
    }

    /// Ends a block of text; its reading text is a line.
    fn end_line(&mut self, tag: &str) {
        self.tag(tag);
        self.end_text_line();
    }

    fn end_text_line(&mut self) {
        if !self.content.text.is_empty() && !self.content.text.ends_with('\n') {
            self.content.text.push('\n');
        }
    }

    fn start_paragraph(&mut self, index: usize, item: &'a Item<'a>) {
        if self.is_more(item) || self.is_standalone_image(index, item) || self.tightness.is_bare(index) {
            return;
        }
        let attributes = self.attributes_of(index);
        self.end_text_line();
        self.in_paragraph = true;
        self.tag("<p");
        self.tag(&attributes);
        self.tag(">");
    }

    fn end_paragraph(&mut self, item: &'a Item<'a>) {
        let start = &self.tape[item.partner];
        if self.is_more(start) {
            return;
        }
        if self.is_standalone_image(item.partner, start) || self.tightness.is_bare(item.partner) {
            self.html.push('\n');
            return self.end_text_line();
        }
        self.in_paragraph = false;
        if std::mem::take(&mut self.split) {
            return self.end_text_line();
        }
        self.end_line("</p>\n");
    }

    fn is_more(&self, paragraph: &Item<'_>) -> bool {
        self.more_at == Some(paragraph.range.start)
    }

    fn is_standalone_image(&self, index: usize, item: &Item<'_>) -> bool {
        !self.options.goldmark.wrap_standalone_image && self.is_image_alone(index, item)
    }

    /// Whether a paragraph holds one image and nothing else.
    fn is_image_alone(&self, index: usize, item: &Item<'_>) -> bool {
        let first = &self.tape[index + 1];
        matches!(first.event, Event::Start(Tag::Image { .. })) && first.partner + 1 == item.partner
    }

    fn start_heading(&mut self, level: u8, item: &'a Item<'a>) {
        self.end_text_line();
        self.html.push_str("<h");
        self.html.push(char::from(b'0' + level));
        let text_start = self.content.text.len();
        self.heading = Some(OpenHeading {
            gap: self.gap(),
            level,
            text_start,
            html: String::new(),
            anchor: Anchor::default(),
            range: item.range.clone(),
        });
        self.html.push('>');
    }

    fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else { return };
        let goldmark = &self.options.goldmark;
        let mut attributes = self.masked.heading_attributes(heading.range.clone()).cloned().unwrap_or_default();
        let last_line = heading.anchor.text.rsplit('\n').next().unwrap_or("");
        let id = match attributes.iter().find(|(name, _)| name == "id") {
            Some((_, id)) => {
                self.ids.put(id);
                id.clone()
            }
            None if goldmark.auto_heading_id && !last_line.is_empty() => {
                let id = self.ids.generate(last_line.trim(), goldmark.auto_id_type, For::Heading);
                attributes.push(("id".to_string(), id.clone()));
                id
            }
            None => String::new(),
        };
        self.fill(heading.gap, &attributes::to_html(&attributes));
        self.tag(&format!("</h{}>\n", heading.level));
        if !id.is_empty() {
            self.content.anchors.push(id.clone());
        }
        self.content.headings.push(Heading {
            level: heading.level,
            id,
            text: self.content.text[heading.text_start..].trim().to_string(),
            html: heading.html,
            line: (self.place)(&heading.range).line,
            text_start: heading.text_start,
        });
        self.end_text_line();
    }

    /// Each line of a paragraph before a definition is a term; a backslash at its end is text.
    fn next_term(&mut self, backslash: bool) {
        if backslash {
            self.words("\\");
        }
        self.end_term();
        self.start_term();
    }

    fn start_term(&mut self) {
        self.html.push_str("<dt");
        self.term = Some(OpenTerm { gap: self.gap(), anchor: Anchor::default() });
        self.html.push('>');
    }

    fn end_term(&mut self) {
        if let Some(term) = self.term.take() {
            if self.options.goldmark.auto_definition_term_id && !term.anchor.text.is_empty() {
                let id = self.ids.generate(&term.anchor.text, self.options.goldmark.auto_id_type, For::Term);
                self.fill(term.gap, &attributes::to_html(&[("id".to_string(), id.clone())]));
                self.content.anchors.push(id);
            }
        }
        self.end_line("</dt>\n");
    }

    /// The place where the output now ends.
    fn gap(&self) -> Gap {
        Gap { part: self.content.parts.len(), offset: self.html.len() }
    }

    fn fill(&mut self, gap: Gap, text: &str) {
        match self.content.parts.get_mut(gap.part) {
            Some(Part::Html(html)) => html.insert_str(gap.offset, text),
            Some(_) => {}
            None => self.html.insert_str(gap.offset, text),
        }
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'a>, item: &Item<'_>) {
        let (info, fenced) = match kind {
            CodeBlockKind::Fenced(info) => (self.masked.unmask(info).to_string(), true),
            CodeBlockKind::Indented => (String::new(), false),
        };
        let slot = slots::code_slot(&info, fenced, (self.place)(&item.range).line);
        self.code = Some(OpenCode { slot });
    }

    fn end_code(&mut self) {
        let Some(mut code) = self.code.take() else { return };
        if self.items > 0 {
            code.slot.code = with_blank_lines_empty(code.slot.code);
        }
        if code.slot.fenced && code.slot.code.ends_with("\r\n") {
            code.slot.code.truncate(code.slot.code.len() - "\r\n".len());
            code.slot.code.push('\n');
        }
        self.end_text_line();
        self.content.text.extend(code.slot.code.split('\r'));
        self.end_text_line();
        self.part(Part::Code(code.slot));
    }

    fn start_table_head(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.in_head = true;
            table.column = 0;
        }
        self.tag("<thead>\n<tr>\n");
    }

    fn start_table_row(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        table.in_head = false;
        table.column = 0;
        let first = !std::mem::replace(&mut table.has_body, true);
        self.tag(if first { "<tbody>\n<tr>\n" } else { "<tr>\n" });
    }

    /// Cells that a row lacks have no alignment in Goldmark.
    fn start_table_cell(&mut self, item: &Item<'_>) {
        let (before, rest) = self.masked.source.as_bytes().split_at(item.range.start);
        let next = rest.iter().find(|c| !matches!(c, b' ' | b'\t'));
        let is_lacking = item.range.is_empty() && (matches!(next, None | Some(b'\r' | b'\n')) || before.ends_with(b"\n"));
        let Some(table) = self.tables.last_mut() else { return };
        let name = if table.in_head { "th" } else { "td" };
        let alignment = match table.alignments.get(table.column).filter(|_| !is_lacking) {
            Some(Alignment::Left) => " style=\"text-align:left\"",
            Some(Alignment::Center) => " style=\"text-align:center\"",
            Some(Alignment::Right) => " style=\"text-align:right\"",
            _ => "",
        };
        table.column += 1;
        self.html.push('<');
        self.html.push_str(name);
        self.html.push_str(alignment);
        self.html.push('>');
    }

    fn end_table_cell(&mut self) {
        let in_head = self.tables.last().is_some_and(|table| table.in_head);
        self.end_line(if in_head { "</th>\n" } else { "</td>\n" });
    }

    fn end_table(&mut self) {
        let has_body = self.tables.pop().is_some_and(|table| table.has_body);
        self.tag(if has_body { "</tbody>\n</table>\n" } else { "</table>\n" });
    }

    fn html_block(&mut self, index: usize, item: &'a Item<'a>) {
        if self.masked.block_attributes(item.range.start).is_some() {
            return;
        }
        if !self.options.goldmark.unsafe_html {
            self.html.push_str(OMITTED);
            self.html.push('\n');
            return self.left_out(&item.range);
        }
        self.raw_tags(&item.range);
        for inner in &self.tape[index + 1..item.partner] {
            if let Event::Html(html) | Event::Text(html) = &inner.event {
                self.raw(self.masked.unmask(html));
            }
        }
        self.end_text_line();
    }

    /// Remembers the tags of a range of raw HTML for the checks.
    fn raw_tags(&mut self, range: &Range<usize>) {
        let (source, place) = (self.masked.source, self.place);
        let Some(html) = source.get(range.clone()) else { return };
        let mut span = |start: usize, end: usize| place(&(range.start + start..range.start + end));
        super::raw_tags::read(html, &mut span, &mut self.content.raw_tags);
    }

    /// Remembers raw HTML that does not come out, so that the writer is told. Nobody misses a comment or a closing tag.
    fn left_out(&mut self, range: &Range<usize>) {
        let html = self.masked.source.get(range.clone()).unwrap_or_default().trim();
        if !html.starts_with("<!--") && !html.starts_with("</") {
            self.content.left_out.push((html.to_string(), (self.place)(range)));
        }
    }

    /// Raw HTML as written; its ids are anchors.
    fn raw(&mut self, html: &str) {
        if html.contains('\0') {
            self.html.push_str(&html.replace('\0', "\u{fffd}"));
        } else {
            self.html.push_str(html);
        }
        self.raw_labels = super::plain::labels_open(html, self.raw_labels);
        super::plain::raw_ids(html, &mut self.content.anchors);
        super::plain::strip_tags(html, &mut self.content.text);
    }

    // ---- text ----

    fn text(&mut self, item: &'a Item<'a>, text: &'a CowStr<'a>) {
        if let Some(code) = &mut self.code {
            if code.slot.keeps_line_ends() && self.masked.place(text).is_some_and(|range| self.masked.source[..range.start].ends_with('\r'))
            {
                code.slot.code.push('\r');
            }
            code.slot.code.push_str(self.masked.unmask(text));
            return;
        }
        let literal = self.links.last().is_some_and(|link| link.literal);
        let Some(range) = self.masked.place(text) else {
            return self.made_text(item, text);
        };
        if self.more_at == Some(range.start) {
            return self.summary_end();
        }
        if literal {
            return self.autolink_text(&self.masked.source[range]);
        }
        let escaped = range.start > self.last_end && self.masked.source.as_bytes()[range.start - 1] == b'\\';
        if escaped && !self.tables.is_empty() && self.masked.source[..range.start].ends_with("\\\\") {
            self.backslash_before_bar(range.start);
        }
        self.running_text(range, escaped);
    }

    /// `\\|` in a cell: pulldown-cmark has taken both backslashes for the bar's, Goldmark shows the first.
    fn backslash_before_bar(&mut self, at: usize) {
        let before = self.masked.source[..at].bytes().rev().take_while(|c| *c == b'\\').count();
        if before == 2 && self.masked.source[at..].starts_with('|') {
            self.words("\\");
        }
    }

    /// The text of `<https://…>` and bare links: not part of anchors and image descriptions.
    fn autolink_text(&mut self, text: &str) {
        if self.image.is_some() {
            return;
        }
        escape::html(&mut self.html, text);
        if let Some(heading) = &mut self.heading {
            escape::html(&mut heading.html, text);
        }
        self.plain_text(text);
    }

    /// Text that the parser made: a decoded entity. No extension looks into it.
    fn made_text(&mut self, item: &Item<'_>, text: &str) {
        if item.range.start < self.cursor.taken {
            return;
        }
        let written = &self.masked.source[item.range.clone()];
        if !written.starts_with("&#") {
            return self.words(text);
        }
        // an anchor is made of a number as it is written
        self.resume_paragraph();
        self.escaped(text);
        self.anchor_text(written);
        self.plain_text(text);
    }

    fn running_text(&mut self, range: Range<usize>, mut escaped: bool) {
        if !self.options.goldmark.linkify && self.links.is_empty() {
            self.addresses(&range);
        }
        let masked = self.masked;
        let mut at = range.start.max(self.cursor.taken);
        if at > range.start {
            escaped = false;
        }
        while at < range.end {
            let Some((found, piece)) = self.cursor.next(masked, at, range.end, escaped) else { break };
            escaped = false;
            self.words(&masked.source[at..found.start]);
            self.piece(&found, piece);
            at = found.end;
            self.cursor.taken = at;
        }
        if at < range.end {
            self.words(&masked.source[at..range.end]);
        }
    }

    fn piece(&mut self, found: &Range<usize>, piece: Piece<'a>) {
        let source = &self.masked.source[found.clone()];
        match piece {
            Piece::Typography(entity) => {
                self.markup(entity);
                let text = slots::decode(entity);
                if let Some(anchor) = self.anchor() {
                    anchor.whole(&text);
                }
                self.plain_text(&text);
            }
            Piece::Link(bare) => self.bare_link(found, bare.kind, source),
            Piece::Emoji(emoji) => {
                self.markup(emoji.as_str());
                if let Some(anchor) = self.anchor() {
                    anchor.whole(source);
                }
                if self.image.is_none() {
                    self.plain_text(emoji.as_str());
                }
            }
            Piece::Passthrough(block) => self.passthrough(source, block),
        }
    }

    /// Mathematics goes to the page as it is. As a block, it ends the paragraph; what follows begins another.
    fn passthrough(&mut self, source: &str, block: bool) {
        if self.image.is_some() {
            return;
        }
        if !block || self.depth > 0 || self.heading.is_some() || self.term.is_some() {
            self.markup(source);
            return self.plain_text(source);
        }
        self.trim_next = true;
        if !self.in_paragraph {
            self.html.push_str(source);
            return self.plain_text(source);
        }
        if self.html.ends_with("<p>") {
            self.html.truncate(self.html.len() - "<p>".len());
        } else if !self.split {
            self.html.push_str("</p>\n");
        }
        self.split = true;
        self.html.push_str(source);
        self.plain_text(source);
    }

    /// Begins the paragraph again that a block of mathematics ended.
    fn resume_paragraph(&mut self) {
        if std::mem::take(&mut self.split) {
            self.html.push_str("<p>");
        }
    }

    fn bare_link(&mut self, found: &Range<usize>, kind: linkify::Kind, text: &str) {
        let dest = match kind {
            linkify::Kind::Url => text.to_string(),
            linkify::Kind::Www => format!("{}://{text}", self.options.goldmark.linkify_protocol),
            linkify::Kind::Email => format!("mailto:{text}"),
        };
        if self.image.is_some() {
            return;
        }
        let span = (self.place)(found);
        if let Some(anchor) = self.anchor() {
            anchor.end_text();
        }
        self.part(Part::Link(LinkSlot { dest, title: String::new(), text: text.to_string(), attrs: String::new(), auto: true, span }));
        self.autolink_text(text);
        self.html.push_str("</a>");
    }

    /// Text, to be escaped.
    fn words(&mut self, text: &str) {
        let text = if std::mem::take(&mut self.trim_next) { text.trim_start() } else { text };
        if text.is_empty() {
            return;
        }
        self.resume_paragraph();
        let start = self.html.len();
        self.escaped(text);
        self.remember_run(start);
        self.plain(text);
    }

    /// Running text that has just been written, from byte `start` of the part in progress.
    fn remember_run(&mut self, start: usize) {
        let is_running = self.heading.is_none() && self.term.is_none() && self.links.is_empty() && self.raw_labels == 0;
        if !is_running || self.html.len() == start {
            return;
        }
        let (part, start, end) = (self.content.parts.len() as u32, start as u32, self.html.len() as u32);
        match self.content.runs.last_mut().filter(|last| last.part == part && last.end == start) {
            Some(last) => last.end = end,
            None => self.content.runs.push(Run { part, start, end }),
        }
    }

    /// Text to the page and to a heading's own HTML, not to the reading text.
    fn escaped(&mut self, text: &str) {
        if self.image.is_some() {
            return;
        }
        escape::html(&mut self.html, text);
        if let Some(heading) = &mut self.heading {
            escape::html(&mut heading.html, text);
        }
    }

    /// Markup within text: to the page, and to a heading's own HTML.
    fn markup(&mut self, html: &str) {
        if self.image.is_some() {
            return;
        }
        self.html.push_str(html);
        if let Some(heading) = &mut self.heading {
            heading.html.push_str(html);
        }
    }

    /// A tag: nothing within an image's description.
    fn tag(&mut self, html: &str) {
        self.markup(html);
    }

    /// Plain text, also for anchors.
    fn plain(&mut self, text: &str) {
        self.anchor_text(text);
        self.plain_text(text);
    }

    fn plain_text(&mut self, text: &str) {
        match &mut self.image {
            Some(image) => image.slot.alt.push_str(text),
            None => self.content.text.push_str(text),
        }
    }

    /// Text for the anchor of a heading or a term. Of what is in emphasis, links and so on, Hugo takes the first text only.
    fn anchor_text(&mut self, text: &str) {
        let anchor = match (&mut self.heading, &mut self.term) {
            (Some(heading), _) => &mut heading.anchor,
            (None, Some(term)) => &mut term.anchor,
            (None, None) => return,
        };
        anchor.text(text);
    }

    /// Remembers e-mail addresses in text that is not read for links.
    fn addresses(&mut self, range: &Range<usize>) {
        let source = self.masked.source;
        let Some(text) = source.get(range.clone()).filter(|text| text.contains('@')) else { return };
        for found in linkify::emails(text) {
            let span = (self.place)(&(range.start + found.start..range.start + found.end));
            self.content.addresses.push((text[found].to_string(), span));
        }
    }

    fn anchor(&mut self) -> Option<&mut Anchor> {
        let heading = self.heading.as_mut().map(|heading| &mut heading.anchor);
        heading.or(self.term.as_mut().map(|term| &mut term.anchor))
    }

    /// Tells the anchor where inline nodes open and close.
    fn anchor_nodes(&mut self, event: &Event<'_>) {
        let Some(anchor) = self.anchor() else { return };
        match event {
            Event::Start(_) => anchor.open(),
            Event::End(_) => anchor.close(),
            Event::Text(_) => {}
            _ => anchor.end_text(),
        }
    }

    fn code_span(&mut self, item: &'a Item<'a>, code: &'a CowStr<'a>) {
        self.addresses(&item.range);
        self.tag("<code>");
        let code = &*self.masked.code(code, &item.range);
        if let Some(anchor) = self.anchor() {
            anchor.whole(code);
        }
        self.escaped(code);
        self.plain_text(code);
        self.tag("</code>");
    }

    fn inline_html(&mut self, item: &'a Item<'a>, html: &'a CowStr<'a>) {
        if self.image.is_some() {
            return;
        }
        if !self.options.goldmark.unsafe_html {
            self.left_out(&item.range);
            return self.markup(OMITTED);
        }
        let html = self.masked.unmask(html);
        self.markup(&unindented(html));
        self.raw_tags(&item.range);
        self.raw_labels = super::plain::labels_open(html, self.raw_labels);
        super::plain::raw_ids(html, &mut self.content.anchors);
    }

    fn line_break(&mut self, hard: bool, at: usize) {
        if at < self.cursor.taken {
            return;
        }
        if self.term.is_some() {
            return self.next_term(hard && self.masked.source[at..].starts_with('\\'));
        }
        if hard {
            self.tag(if self.options.goldmark.xhtml { "<br />\n" } else { "<br>\n" });
        } else if !self.is_within_cjk(at) {
            self.tag("\n");
        }
        self.plain("\n");
    }

    /// Whether a line break stands between two wide East Asian characters, where it means nothing.
    fn is_within_cjk(&self, at: usize) -> bool {
        let is_wide = |c: Option<char>| c.is_some_and(super::unicode::is_wide);
        let source = self.masked.source;
        self.options.goldmark.cjk && is_wide(source[..at].chars().next_back()) && is_wide(source[at..].trim_start().chars().next())
    }

    /// A box where a paragraph of an item begins: of a paragraph that became a table or a term it is text.
    fn task_marker(&mut self, checked: bool, item: &Item<'_>) {
        if self.term.is_some() || !self.tables.is_empty() {
            return self.words(&format!("{} ", &self.masked.source[item.range.clone()]));
        }
        let checked = if checked { "checked=\"\" " } else { "" };
        self.tag(&format!("<input {checked}disabled=\"\" type=\"checkbox\"{}> ", self.slash()));
    }

    fn slash(&self) -> &'static str {
        if self.options.goldmark.xhtml { " /" } else { "" }
    }

    // ---- links and images ----

    fn start_link(&mut self, kind: LinkType, dest: &CowStr<'a>, title: &CowStr<'a>, item: &Item<'_>) {
        let auto = matches!(kind, LinkType::Autolink | LinkType::Email);
        self.cursor.open_label();
        if self.image.is_some() {
            self.links.push(OpenLink { part: usize::MAX, text_start: 0, literal: auto });
            return;
        }
        let dest = self.masked.unmask(dest);
        let dest = if kind == LinkType::Email { format!("mailto:{dest}") } else { dest.to_string() };
        let title = self.masked.unmask(title).to_string();
        let span = (self.place)(&item.range);
        self.part(Part::Link(LinkSlot { dest, title, text: String::new(), attrs: String::new(), auto, span }));
        let part = self.content.parts.len() - 1;
        self.links.push(OpenLink { part, text_start: self.content.text.len(), literal: auto });
    }

    fn end_link(&mut self) {
        self.cursor.close_label();
        let Some(open) = self.links.pop() else { return };
        if self.image.is_some() {
            return;
        }
        if let Some(Part::Link(slot)) = self.content.parts.get_mut(open.part) {
            slot.text = self.content.text.get(open.text_start..).unwrap_or("").to_string();
        }
        self.html.push_str("</a>");
    }

    fn start_image(&mut self, index: usize, dest: &CowStr<'a>, title: &CowStr<'a>, item: &Item<'_>) {
        self.cursor.open_label();
        if let Some(image) = &mut self.image {
            image.depth += 1;
            return;
        }
        let block = index > 0 && {
            let before = &self.tape[index - 1];
            matches!(before.event, Event::Start(Tag::Paragraph)) && item.partner + 1 == before.partner
        };
        let attrs = if block && !self.options.goldmark.wrap_standalone_image { self.attributes_of(index - 1) } else { String::new() };
        let slot = ImageSlot {
            dest: self.masked.unmask(dest).to_string(),
            title: self.masked.unmask(title).to_string(),
            alt: String::new(),
            attrs,
            block,
            span: (self.place)(&item.range),
        };
        self.image = Some(OpenImage { slot, depth: 0 });
    }

    fn end_image(&mut self) {
        self.cursor.close_label();
        match self.image.take() {
            Some(mut image) if image.depth > 0 => {
                image.depth -= 1;
                self.image = Some(image);
            }
            Some(image) => self.part(Part::Image(image.slot)),
            None => {}
        }
    }

    // ---- footnotes ----

    fn footnote_reference(&mut self, index: usize, label: &'a str) {
        let Some((number, id)) = self.notes.reference(index, label) else { return };
        self.tag(&format!("<sup id=\"{id}\"><a href=\"#fn:{number}\" class=\"footnote-ref\" role=\"doc-noteref\">{number}</a></sup>"));
        self.content.anchors.push(id);
    }

    fn footnotes(&mut self) {
        let order = self.notes.in_order();
        if order.is_empty() {
            return;
        }
        self.flush_html_line();
        self.html.push_str(&format!("<div class=\"footnotes\" role=\"doc-endnotes\">\n<hr{}>\n<ol>\n", self.slash()));
        for (number, range) in order {
            self.html.push_str(&format!("<li id=\"fn:{number}\">\n"));
            self.content.anchors.push(format!("fn:{number}"));
            self.footnote(number, range);
            self.html.push_str("</li>\n");
        }
        self.html.push_str("</ol>\n</div>\n");
    }

    /// A footnote's blocks; the links back stand at the end of its last paragraph.
    fn footnote(&mut self, number: usize, range: Range<usize>) {
        let last = range.end - 1;
        let ends_in_paragraph = range.end > range.start && matches!(self.tape[last].event, Event::End(TagEnd::Paragraph));
        self.run(range.start..if ends_in_paragraph { last } else { range.end });
        let links = self.notes.back_links(number, &self.options.goldmark.footnote_backlink_html);
        self.html.push_str(&links);
        if ends_in_paragraph {
            self.end_line("</p>\n");
        } else {
            self.html.push('\n');
        }
    }

    fn flush_html_line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    // ---- parts ----

    fn summary_end(&mut self) {
        self.part(Part::SummaryEnd);
        self.content.summary_end = Some(self.content.parts.len() - 1);
    }

    fn part(&mut self, part: Part) {
        self.flush();
        self.content.parts.push(part);
    }

    fn flush(&mut self) {
        if !self.html.is_empty() {
            let html = std::mem::take(&mut self.html);
            self.content.parts.push(Part::Html(html));
        }
    }
}

/// Code in a list: Goldmark has passed over the white space of blank lines before the code block sees them.
fn with_blank_lines_empty(code: String) -> String {
    let is_blank = |line: &str| !line.is_empty() && line.bytes().all(|c| matches!(c, b' ' | b'\t' | b'\r'));
    if !code.split('\n').any(is_blank) {
        return code;
    }
    let lines: Vec<&str> = code.split('\n').map(|line| if is_blank(line) { "" } else { line }).collect();
    lines.join("\n")
}

/// Raw HTML over several lines of a paragraph: those have lost their indentation, within a tag too.
fn unindented(html: &str) -> Cow<'_, str> {
    if !html.contains('\n') {
        return Cow::Borrowed(html);
    }
    let mut lines = html.split('\n');
    let first = lines.next().unwrap_or_default().to_string();
    Cow::Owned(lines.fold(first, |html, line| html + "\n" + line.trim_start_matches([' ', '\t'])))
}

const OMITTED: &str = "<!-- raw HTML omitted -->";
