//! Which containers – quotes, list items, definitions, footnotes – the lines of a source stand in, as Goldmark opens and
//! closes them. Only as much of the leaves is read as decides that: open code, raw HTML, and whether a paragraph goes on.
//!
//! Source: CommonMark's block structure; goldmark's `parser/list.go`, `extension/definition_list.go`, `extension/footnote.go`.

use super::lines;

/// Steps from line to line.
#[derive(Debug, Default)]
pub struct Containers {
    open: Vec<Container>,
    leaf: Leaf,
    /// The depth at which the block before is a paragraph: a colon makes it a term.
    term: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Container {
    Quote,
    /// A list's item: how far its text stands in, and the last sign of its marker.
    Item {
        width: usize,
        sign: u8,
    },
    Definition {
        width: usize,
    },
    Footnote,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Leaf {
    #[default]
    None,
    Paragraph,
    Fence(u8, usize),
    /// Raw HTML to a blank line, or to this.
    Html(Option<&'static str>),
}

/// In deeper ones than this, nobody continues a line lazily and means a table.
const DEEPEST: usize = 100;

/// What a line is.
#[derive(Debug, PartialEq)]
pub struct Place {
    pub kind: Kind,
    /// Where containers end on the line, and where text begins: bytes from its start.
    pub matched: usize,
    pub text: usize,
    /// Columns of white space between.
    pub indent: usize,
    /// What the line lacks of its containers' beginnings: a lazy continuation does.
    pub missing: String,
    /// A colon has begun a definition on it.
    pub defines: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A paragraph's first line.
    Begins,
    /// A later one.
    Continues,
    Blank,
    /// Code, raw HTML, a heading, a rule.
    Other,
}

/// How a line is read: what is left of it, in bytes and columns.
struct Reader<'l> {
    line: &'l str,
    at: usize,
    column: usize,
    is_blank: bool,
}

impl<'l> Reader<'l> {
    fn rest(&self) -> &'l str {
        &self.line[self.at..]
    }

    fn new(line: &'l str) -> Reader<'l> {
        Reader { line, at: 0, column: 0, is_blank: is_blank(line) }
    }

    /// Columns of white space that come next.
    fn indent(&self) -> usize {
        self.indent_within(usize::MAX)
    }

    /// The same, not counted farther than this.
    fn indent_within(&self, limit: usize) -> usize {
        let mut column = self.column;
        for c in self.rest().bytes().take(limit) {
            match c {
                b' ' => column += 1,
                b'\t' => column += 4 - column % 4,
                _ => break,
            }
        }
        column - self.column
    }

    /// Steps over so many columns of white space; a tab that reaches farther is stepped over whole.
    fn skip(&mut self, columns: usize) {
        let end = self.column + columns;
        while self.column < end {
            match self.rest().bytes().next() {
                Some(b' ') => self.column += 1,
                Some(b'\t') => self.column += 4 - self.column % 4,
                _ => return,
            }
            self.at += 1;
        }
    }

    fn advance(&mut self, bytes: usize) {
        self.at += bytes;
        self.column += bytes;
        self.is_blank = is_blank(self.rest());
    }
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|c| matches!(c, b' ' | b'\t' | b'\r'))
}

impl Containers {
    /// Reads the next line, its line break taken away.
    pub fn step(&mut self, line: &str) -> Place {
        let mut reader = Reader::new(line);
        let matched = self.open.iter().take_while(|container| container.goes_on(&mut reader)).count();
        if reader.is_blank {
            return self.blank(matched, reader.at);
        }
        if matched == self.open.len() {
            if let Some(place) = self.literal(&reader) {
                return place;
            }
        } else if !matches!(self.leaf, Leaf::Paragraph) {
            self.leaf = Leaf::None;
        }
        self.block(matched, reader)
    }

    fn blank(&mut self, matched: usize, at: usize) -> Place {
        // an open quote ends: a blank line is no lazy continuation
        self.truncate(matched);
        if !matches!(self.leaf, Leaf::Fence(..) | Leaf::Html(Some(_))) {
            self.leaf = Leaf::None;
        }
        Place { kind: Kind::Blank, matched: at, text: at, indent: 0, missing: String::new(), defines: false }
    }

    fn truncate(&mut self, depth: usize) {
        if depth < self.open.len() {
            self.open.truncate(depth);
            self.leaf = Leaf::None;
            self.term = self.term.filter(|term| *term <= depth);
        }
    }

    /// A line within code or raw HTML.
    fn literal(&mut self, reader: &Reader<'_>) -> Option<Place> {
        let body = reader.rest().trim();
        match self.leaf {
            Leaf::Fence(sign, length) => {
                let mut fence = Some((sign, length));
                lines::step_fence(&mut fence, body);
                if fence.is_none() {
                    self.leaf = Leaf::None;
                }
            }
            Leaf::Html(end) => {
                if end.is_some_and(|end| contains(body, end)) {
                    self.leaf = Leaf::None;
                }
            }
            _ => return None,
        }
        Some(self.place(Kind::Other, reader, String::new(), false))
    }

    fn place(&self, kind: Kind, reader: &Reader<'_>, missing: String, defines: bool) -> Place {
        let rest = reader.rest();
        let text = reader.at + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        Place { kind, matched: reader.at, text, indent: reader.indent(), missing, defines }
    }

    /// Opens what begins on the line; `depth` containers go on.
    fn block(&mut self, mut depth: usize, mut reader: Reader<'_>) -> Place {
        let mut defines = false;
        loop {
            let indent = reader.indent();
            let in_paragraph = self.leaf == Leaf::Paragraph;
            let body = reader.rest().trim_matches([' ', '\t', '\r']);
            let goes_on = in_paragraph && depth == self.open.len();
            if indent >= 4 || !self.opens_leaf(goes_on, depth, body) {
                let rest = reader.rest().trim_start_matches([' ', '\t']);
                match (indent < 4).then(|| self.container(goes_on, depth, indent, rest)).flatten() {
                    Some((container, length)) => {
                        self.truncate(depth);
                        self.leaf = Leaf::None;
                        self.term = None;
                        defines |= matches!(container, Container::Definition { .. });
                        self.open.push(container);
                        depth = self.open.len();
                        reader.skip(indent);
                        reader.advance(length);
                        self.after_marker(container, &mut reader);
                        if reader.is_blank {
                            return self.place(Kind::Other, &reader, String::new(), defines);
                        }
                    }
                    None => return self.text(depth, indent, &reader, defines),
                }
            } else {
                self.truncate(depth);
                self.term = None;
                self.leaf = leaf_of(body);
                return self.place(Kind::Other, &reader, String::new(), defines);
            }
        }
    }

    fn text(&mut self, depth: usize, indent: usize, reader: &Reader<'_>, defines: bool) -> Place {
        if self.leaf == Leaf::Paragraph {
            let missing = if self.open.len() > DEEPEST { String::new() } else { missing(&self.open[depth..], indent) };
            return self.place(Kind::Continues, reader, missing, defines);
        }
        self.truncate(depth);
        if indent >= 4 {
            self.term = None;
            return self.place(Kind::Other, reader, String::new(), defines);
        }
        self.leaf = Leaf::Paragraph;
        self.term = Some(depth);
        self.place(Kind::Begins, reader, String::new(), defines)
    }

    /// Whether a heading, a rule, fenced code or raw HTML begins here. `goes_on`: the line would continue a paragraph here.
    fn opens_leaf(&self, goes_on: bool, depth: usize, body: &str) -> bool {
        let lazy = self.leaf == Leaf::Paragraph && depth < self.open.len();
        lines::is_atx_heading(body)
            || (goes_on && lines::is_setext_underline(body))
            || is_rule(body)
            || lines::step_fence(&mut None, body)
            || html_end(body, !goes_on && !lazy).is_some()
    }

    /// The container that begins with `body`, and the length of its marker.
    fn container(&self, goes_on: bool, depth: usize, indent: usize, body: &str) -> Option<(Container, usize)> {
        let bytes = body.as_bytes();
        match *bytes.first()? {
            b'>' => return Some((Container::Quote, 1)),
            b':' if indent == 0 && matches!(bytes.get(1), Some(b' ' | b'\t')) => {
                let is_next = matches!(self.open.get(depth), Some(Container::Definition { .. }));
                return (is_next || self.term == Some(depth)).then_some((Container::Definition { width: 0 }, 1));
            }
            b'[' if bytes.get(1) == Some(&b'^') && !goes_on => {
                let end = body.find("]:").filter(|end| *end > 2)?;
                return Some((Container::Footnote, end + 2));
            }
            _ => {}
        }
        let (sign, length) = marker(body)?;
        let is_next = matches!(self.open.get(depth), Some(Container::Item { sign: other, .. }) if *other == sign);
        let interrupts = !is_blank(&body[length..]) && (!bytes[0].is_ascii_digit() || body[..length - 1].parse() == Ok(1));
        (is_next || !goes_on || interrupts).then_some((Container::Item { width: indent + length, sign }, length))
    }

    /// Steps over the white space after a marker; tells the container how far its text stands in.
    fn after_marker(&mut self, container: Container, reader: &mut Reader<'_>) {
        let spaces = reader.indent();
        let step = match container {
            Container::Quote => spaces.min(1),
            Container::Item { .. } if reader.is_blank || spaces > 4 => 1,
            Container::Definition { .. } if spaces >= 8 => 5,
            _ => spaces,
        };
        reader.skip(step);
        match self.open.last_mut() {
            Some(Container::Item { width, .. }) => *width += step,
            Some(Container::Definition { width }) => *width = 1 + step,
            _ => {}
        }
    }

    /// What a line within all open containers begins with.
    pub fn prefix(&self) -> String {
        missing(&self.open, 0)
    }
}

impl Container {
    /// Whether the container has a part in the line; steps over it.
    fn goes_on(&self, reader: &mut Reader<'_>) -> bool {
        let is_blank = reader.is_blank;
        match self {
            Container::Quote => {
                let indent = reader.indent_within(4);
                let is_quote = indent < 4 && reader.rest().trim_start_matches([' ', '\t']).starts_with('>');
                if is_quote {
                    reader.skip(indent);
                    reader.advance(1);
                    reader.skip(reader.indent().min(1));
                }
                is_quote
            }
            Container::Item { width, .. } | Container::Definition { width } => {
                let indent = reader.indent_within(*width);
                reader.skip(if is_blank || indent >= *width { *width } else { 0 });
                is_blank || indent >= *width
            }
            Container::Footnote => {
                let indent = reader.indent_within(4);
                reader.skip(if is_blank || indent >= 4 { 4 } else { 0 });
                is_blank || indent >= 4
            }
        }
    }
}

/// What a line that stands `indent` in lacks of these containers.
fn missing(containers: &[Container], indent: usize) -> String {
    let mut prefix = String::new();
    for container in containers {
        match container {
            Container::Quote => prefix.push_str("> "),
            Container::Item { width, .. } | Container::Definition { width } => prefix.extend(std::iter::repeat_n(' ', *width)),
            Container::Footnote => prefix.push_str("    "),
        }
    }
    // its own indentation comes after what is put in
    let spare = prefix.len() - prefix.trim_end_matches(' ').len();
    let spare = if prefix.trim_end().is_empty() { spare } else { spare.saturating_sub(1) };
    prefix.truncate(prefix.len() - indent.min(spare));
    prefix
}

/// A list's marker at the start of a line: its sign, and its length.
fn marker(body: &str) -> Option<(u8, usize)> {
    let bytes = body.as_bytes();
    let digits = bytes.iter().take_while(|c| c.is_ascii_digit()).count();
    let sign = *bytes.get(digits)?;
    let is_sign = match digits {
        0 => matches!(sign, b'-' | b'+' | b'*'),
        1..=9 => matches!(sign, b'.' | b')'),
        _ => false,
    };
    (is_sign && matches!(bytes.get(digits + 1), None | Some(b' ' | b'\t'))).then_some((sign, digits + 1))
}

/// `---`, `* * *`, `___`.
fn is_rule(body: &str) -> bool {
    let Some(sign) = body.bytes().next().filter(|c| matches!(c, b'-' | b'*' | b'_')) else { return false };
    body.bytes().all(|c| c == sign || matches!(c, b' ' | b'\t')) && body.bytes().filter(|c| *c == sign).count() >= 3
}

fn leaf_of(body: &str) -> Leaf {
    let mut fence = None;
    if lines::step_fence(&mut fence, body) {
        return fence.map_or(Leaf::None, |(sign, length)| Leaf::Fence(sign, length));
    }
    match html_end(body, true) {
        Some(Some(end)) if contains(&body[2..], end) => Leaf::None,
        Some(end) if body.starts_with('<') => Leaf::Html(end),
        _ => Leaf::None,
    }
}

fn contains(body: &str, end: &str) -> bool {
    body.contains(end) || (end.starts_with("</") && body.to_ascii_lowercase().contains(end))
}

/// Where the raw HTML ends that begins here: `Some(None)` at a blank line. `alone`: a tag of any name may begin it.
fn html_end(body: &str, alone: bool) -> Option<Option<&'static str>> {
    let rest = body.strip_prefix('<')?;
    for (start, end) in [("!--", "-->"), ("?", "?>"), ("![CDATA[", "]]>")] {
        if rest.starts_with(start) {
            return Some(Some(end));
        }
    }
    if rest.strip_prefix('!').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase())) {
        return Some(Some(">"));
    }
    let name_start = usize::from(rest.starts_with('/'));
    let name_end = rest[name_start..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-').map_or(rest.len(), |end| name_start + end);
    let name = rest[name_start..name_end].to_ascii_lowercase();
    let is_whole = rest[name_end..].is_empty() || rest[name_end..].starts_with([' ', '\t', '>']) || rest[name_end..].starts_with("/>");
    if name.is_empty() || !is_whole {
        return None;
    }
    if let Some(index) = RAW.iter().position(|raw| *raw == name) {
        return (name_start == 0).then_some(Some(RAW_END[index]));
    }
    let is_one_tag = || rest.ends_with('>') && !rest[..rest.len() - 1].contains(['<', '>']);
    (BLOCKS.binary_search(&name.as_str()).is_ok() || (alone && is_one_tag())).then_some(None)
}

const RAW: [&str; 4] = ["pre", "script", "style", "textarea"];
const RAW_END: [&str; 4] = ["</pre>", "</script>", "</style>", "</textarea>"];

/// Elements whose tag begins raw HTML wherever it stands on a line's start.
const BLOCKS: [&str; 62] = [
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// One sign a line: `b`egins, `c`ontinues, `l`azily, `d`efines, `.` blank, `-` else.
    fn kinds(source: &str) -> String {
        let mut containers = Containers::default();
        let sign = |line: &str, containers: &mut Containers| match containers.step(line) {
            Place { defines: true, .. } => 'd',
            Place { kind: Kind::Begins, .. } => 'b',
            Place { kind: Kind::Continues, missing, .. } if !missing.is_empty() => 'l',
            Place { kind: Kind::Continues, .. } => 'c',
            Place { kind: Kind::Blank, .. } => '.',
            Place { kind: Kind::Other, .. } => '-',
        };
        source.split('\n').map(|line| sign(line, &mut containers)).collect()
    }

    #[test]
    fn lines_have_their_place() {
        for (source, expected) in [
            ("a\nb\n\nc", "bc.b"),
            ("- a\nb\n  c\n\n  d\ne", "blc.bl"),
            ("> a\nb\n> c\n\nd", "blc.b"),
            ("1. a\n2. b\n\n   c\n3) d", "bb.bb"),
            ("a\n2. b\n1. c\n2. d", "bcbb"),
            ("a\n* b\n*\n", "bb-."),
            ("```\na\n\nb\n```\nc", "--.--b"),
            ("- ```\n  a\nb", "--b"),
            ("<div>\na\n\nb\n<b>\nc", "--.bcc"),
            ("<!-- a\n\nb -->\nc", "-.-b"),
            ("a\n: b\nc\n\n: d\n e\n\nf", "bdl.dl.b"),
            ("a\n : b\n\n  c\n  : d", "bc.bc"),
            ("- a\n  : b\n  c\n: d", "bdll"),
            ("# a\n---\nb\n===\nc", "--b-b"),
            ("[^1]: a\n    b\nc\n\n    d", "bcl.b"),
            ("    a\n\n1. b\n\n       c\n\n   d", "-.b.-.b"),
        ] {
            assert_eq!(kinds(source), expected, "{source}");
        }
    }

    #[test]
    fn what_a_lazy_line_lacks() {
        for (source, expected) in
            [("- a\nb", "  "), ("> - a\n> b", "  "), ("> a\nb", "> "), ("1. a\n b", "  "), ("> - a\nb", ">   "), ("a\n:   b\nc", "    ")]
        {
            let mut containers = Containers::default();
            let places: Vec<Place> = source.split('\n').map(|line| containers.step(line)).collect();
            assert_eq!(places.last().map(|place| place.missing.as_str()), Some(expected), "{source}");
        }
    }
}
