//! YAML, built from the parser's events: places for every value, a budget for aliases, and a second
//! reading field by field when the document as a whole is broken.
//!
//! Plain scalars mean what they mean to Hugo (goccy/go-yaml): YAML 1.2's core schema, with `0o17` and
//! `017` in base eight and `1_000` as a number; `yes` and `no` are text.

use std::collections::BTreeMap;

use serde_saphyr::granit_parser::{ErrorKind, Event, Marker, Options, Parser, ScalarStyle, ScanError, Span as Range, Tag};

use super::{DEPTH_LIMIT, Entry, Located, Node, without_duplicates};
use crate::diag::{Diag, Span};

/// How much repetition by aliases may add to a document, in bytes of text plus [`NODE_COST`] a value:
/// a bomb of nested aliases stops here.
const ALIAS_BUDGET: usize = 1 << 20;
const NODE_COST: usize = 16;

/// Reads YAML. What could be read comes back also when something could not.
pub fn parse_yaml(text: &str, first_line: u32) -> (Node, Vec<Diag>) {
    let whole = read(text, first_line);
    match whole.error {
        None => (whole.node, whole.diags),
        Some(error) => {
            let (node, mut diags) = recover(text, first_line, whole.node);
            if diags.is_empty() {
                diags.push(error);
            }
            diags.extend(whole.diags);
            (node, diags)
        }
    }
}

/// One reading of one document: what was built before an error, the error, and lesser findings.
struct Reading {
    node: Node,
    error: Option<Diag>,
    diags: Vec<Diag>,
}

fn read(text: &str, first_line: u32) -> Reading {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.flow_nesting_limit = DEPTH_LIMIT;
    options.block_nesting_limit = DEPTH_LIMIT;
    options.emit_unresolved_aliases = true;
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut builder = Builder { first_line, ..Builder::default() };
    let mut error = None;
    while let Some(next) = parser.next_event() {
        match next {
            Ok((Event::DocumentEnd, _)) => break,
            Ok((event, range)) => builder.take(event, &range),
            Err(scan_error) => {
                error = Some(syntax(&scan_error, first_line));
                break;
            }
        }
    }
    Reading { node: builder.finish(), error, diags: builder.diags }
}

/// Not «», in which titles of books and the like are written too.
pub const TYPOGRAPHIC_QUOTES: [char; 4] = ['“', '”', '„', '‟'];

/// A list or map that is still being read.
struct Open {
    span: Span,
    anchor: usize,
    /// A map's key that waits for its value.
    key: Option<Located<String>>,
    content: Content,
}

enum Content {
    List(Vec<Located<Node>>),
    Map(Vec<Entry>),
}

#[derive(Default)]
struct Builder {
    first_line: u32,
    open: Vec<Open>,
    root: Option<Located<Node>>,
    /// Anchored values by the parser's number, with their cost and depth.
    anchors: BTreeMap<usize, Anchored>,
    spent: usize,
    diags: Vec<Diag>,
}

struct Anchored {
    node: Node,
    cost: usize,
    depth: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, range: &Range) {
        let span = self.span(range);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.look_at_quotes(&text, style, span);
                self.add(Located { span, value: scalar(&text, style, tag.as_deref()) }, anchor);
            }
            Event::SequenceStart(_, anchor, _) => self.open(span, anchor, Content::List(Vec::new())),
            Event::MappingStart(_, anchor, _) => self.open(span, anchor, Content::Map(Vec::new())),
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => {
                let value = self.alias(anchor, span);
                self.add(Located { span, value }, 0);
            }
            Event::UnresolvedAlias(name) => {
                self.diags.push(Diag::warning("alias-unknown").span(span).with("name", &name));
                self.add(Located { span, value: Node::Text(format!("*{name}")) }, 0);
            }
            _ => {}
        }
    }

    /// Quotation marks as Word makes them are part of the text: readers see them.
    fn look_at_quotes(&mut self, text: &str, style: ScalarStyle, span: Span) {
        let inner = || text.strip_prefix(TYPOGRAPHIC_QUOTES)?.strip_suffix(TYPOGRAPHIC_QUOTES);
        if style == ScalarStyle::Plain && inner().is_some_and(|inner| !inner.contains(TYPOGRAPHIC_QUOTES)) {
            self.diags.push(Diag::warning("quote-typographic").span(span).with("text", text));
        }
    }

    fn open(&mut self, span: Span, anchor: usize, content: Content) {
        self.open.push(Open { span, anchor, key: None, content });
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let value = match open.content {
            Content::List(items) => Node::List(items),
            Content::Map(entries) => Node::Map(merged(without_duplicates(entries, &mut self.diags))),
        };
        self.add(Located { span: open.span, value }, open.anchor);
    }

    fn add(&mut self, value: Located<Node>, anchor: usize) {
        if anchor > 0 {
            let (cost, depth) = measure(&value.value);
            self.anchors.insert(anchor, Anchored { node: value.value.clone(), cost, depth });
        }
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some(Open { content: Content::List(items), .. }) => items.push(value),
            Some(Open { content: Content::Map(entries), key, .. }) => match key.take() {
                Some(key) => entries.push((key, value)),
                None => match key_text(&value.value) {
                    Some(text) => *key = Some(Located { span: value.span, value: text }),
                    None => {
                        self.diags.push(Diag::warning("key-not-text").span(value.span));
                        *key = Some(Located { span: value.span, value: String::new() });
                    }
                },
            },
        }
    }

    /// A copy of an anchored value, unless copies have become too many or too deep.
    fn alias(&mut self, anchor: usize, span: Span) -> Node {
        // An alias inside its own anchor has no value yet.
        let Some(anchored) = self.anchors.get(&anchor) else { return Node::Null };
        self.spent += anchored.cost;
        if self.spent > ALIAS_BUDGET || self.open.len() + anchored.depth > 2 * DEPTH_LIMIT {
            if !self.diags.iter().any(|diag| diag.code == "alias-too-much") {
                self.diags.push(Diag::error("alias-too-much").span(span));
            }
            return Node::Null;
        }
        anchored.node.clone()
    }

    /// Closes what an error left open and gives the whole.
    fn finish(&mut self) -> Node {
        while !self.open.is_empty() {
            self.close();
        }
        self.root.take().map_or(Node::Null, |root| root.value)
    }

    fn span(&self, range: &Range) -> Span {
        let (start, end) = (range.start, range.end);
        let len = if start.line() == end.line() { end.col().saturating_sub(start.col()) } else { 0 };
        Span { len: len as u32, ..place(&start, self.first_line) }
    }
}

fn place(marker: &Marker, first_line: u32) -> Span {
    Span::at(first_line + (marker.line() as u32).saturating_sub(1), marker.col() as u32 + 1, 0)
}

fn key_text(node: &Node) -> Option<String> {
    match node {
        Node::Null => Some(String::new()),
        other => other.as_text(),
    }
}

/// What a copy of a value costs, and how deep it is.
fn measure(node: &Node) -> (usize, usize) {
    let children = |parts: &mut dyn Iterator<Item = (usize, usize)>| {
        parts.fold((NODE_COST, 0), |(cost, depth), (more, deeper)| (cost + more, depth.max(deeper + 1)))
    };
    match node {
        Node::Text(text) | Node::Date(text) => (NODE_COST + text.len(), 0),
        Node::List(items) => children(&mut items.iter().map(|item| measure(&item.value))),
        Node::Map(entries) => children(&mut entries.iter().map(|(key, value)| {
            let (cost, depth) = measure(&value.value);
            (cost + key.value.len(), depth)
        })),
        _ => (NODE_COST, 0),
    }
}

/// Applies `<<: *defaults`: the map's own keys count before merged ones.
fn merged(mut entries: Vec<Entry>) -> Vec<Entry> {
    let Some(at) = entries.iter().position(|(key, value)| key.value == "<<" && matches!(value.value, Node::Map(_) | Node::List(_))) else {
        return entries;
    };
    let (_, source) = entries.remove(at);
    let maps = source.value.one_or_many(source.span);
    for (key, value) in maps.iter().flat_map(|(_, map)| map.entries()) {
        if !entries.iter().any(|(own, _)| own.value == key.value) {
            entries.push((key.clone(), value.clone()));
        }
    }
    entries
}

/// What a scalar means: text when quoted or tagged so, else by its looks.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Node {
    match tag.and_then(Tag::core_suffix) {
        Some("str") => Node::Text(text.to_string()),
        Some(_) => plain(text),
        None if style == ScalarStyle::Plain => plain(text),
        None => Node::Text(text.to_string()),
    }
}

fn plain(text: &str) -> Node {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Node::Null,
        "true" | "True" | "TRUE" => return Node::Bool(true),
        "false" | "False" | "FALSE" => return Node::Bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "-.inf" | ".nan" | ".NaN" | ".NAN" => return Node::Text(text.to_string()),
        _ => {}
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.')) {
        return Node::Text(text.to_string());
    }
    integer(text)
        .map(Node::Int)
        .or_else(|| float(text).map(Node::Float))
        .or_else(|| is_date(text).then(|| Node::Date(text.to_string())))
        .unwrap_or_else(|| Node::Text(text.to_string()))
}

fn integer(text: &str) -> Option<i64> {
    let (sign, digits) = match text.as_bytes()[0] {
        b'-' => ("-", &text[1..]),
        b'+' => ("", &text[1..]),
        _ => ("", text),
    };
    if !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let (radix, digits) = match digits.get(..2) {
        Some("0x" | "0X") => (16, &digits[2..]),
        Some("0o" | "0O") => (8, &digits[2..]),
        Some("0b" | "0B") => (2, &digits[2..]),
        Some(two) if two.starts_with('0') => (8, &digits[1..]),
        _ => (10, digits),
    };
    i64::from_str_radix(&format!("{sign}{}", digits.replace('_', "")), radix).ok()
}

fn float(text: &str) -> Option<f64> {
    let looks = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-' | '_');
    let digits = text.chars().any(|c| c.is_ascii_digit());
    if !digits || !text.chars().all(looks) || !text.contains(['.', 'e', 'E']) {
        return None;
    }
    text.replace('_', "").parse().ok()
}

/// Whether a plain scalar is a date, or a date and time: it begins `2026-08-04`.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let day = bytes.len() >= 10
        && bytes[..10].iter().enumerate().all(|(at, byte)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() });
    day && (bytes.len() == 10 || matches!(bytes[10], b'T' | b't' | b' ') && bytes.get(11).is_some_and(u8::is_ascii_digit))
}

/// Reads a broken document field by field, so that one bad field spoils only itself. `partial` is
/// what the first reading gave; it stands where the document is not a list of fields.
fn recover(text: &str, first_line: u32, partial: Node) -> (Node, Vec<Diag>) {
    let fields = fields(text);
    if fields.is_empty() || text.trim_start().starts_with(['{', '[']) {
        return (partial, Vec::new());
    }
    let mut entries: Vec<Entry> = Vec::new();
    let mut diags = Vec::new();
    for field in fields {
        let line = first_line + field.line;
        let reading = read(field.text, line);
        diags.extend(reading.diags.into_iter().filter(|diag| diag.code != "alias-unknown"));
        if reading.error.is_none() && reading.node.is_map() {
            entries.extend(reading.node.entries().iter().cloned());
        } else {
            diags.push(explain(reading.error, field.text, line));
            entries.extend(salvage(field.text, line));
        }
    }
    (Node::Map(without_duplicates(entries, &mut diags)), diags)
}

/// What is wrong with a field: the parser's error, or better what its first line shows.
fn explain(error: Option<Diag>, field: &str, line: u32) -> Diag {
    let first = field.lines().next().unwrap_or("");
    let (key, value) = first.split_once(':').unwrap_or((first, ""));
    let text = value.trim();
    let span = Span::at(line, key.chars().count() as u32 + 2 + leading_space(value), text.chars().count() as u32);
    if value.starts_with('\u{a0}') {
        return Diag::error("colon-nbsp").span(Span::at(line, key.chars().count() as u32 + 1, 2));
    }
    if !key.is_empty() && !value.is_empty() && leading_space(value) == 0 || !first.contains(':') {
        return Diag::error("colon-missing").span(Span::at(line, 1, first.trim_end().chars().count() as u32));
    }
    let Some(error) = error else { return Diag::error("yaml-syntax").span(span) };
    let below = error.span.is_some_and(|place| place.line > line);
    match (error.code, text.chars().next()) {
        ("indent-uneven" | "colon-missing" | "quote-unclosed", Some('"' | '\'')) if below => Diag::error("quote-unclosed").span(span),
        ("indent-uneven", Some(mark @ ('[' | '{' | '*' | '&' | '!'))) => Diag::error("character-first").span(span).with("character", mark),
        ("colon-inside", Some(mark)) if TYPOGRAPHIC_QUOTES.contains(&mark) => {
            Diag::error("quote-typographic").span(span).with("text", text)
        }
        ("colon-inside", Some(_)) if below => Diag { code: "indent-uneven", ..error },
        _ => error,
    }
}

fn leading_space(text: &str) -> u32 {
    text.chars().take_while(|c| c.is_whitespace()).count() as u32
}

/// A top-level field as text: its line and the deeper lines below it.
struct Field<'a> {
    /// Lines before it in the document.
    line: u32,
    text: &'a str,
}

fn fields(text: &str) -> Vec<Field<'_>> {
    let mut starts: Vec<(u32, usize)> = Vec::new();
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if begins_field(line) {
            starts.push((number as u32, at));
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(_, start)| *start).chain([text.len()]);
    starts.iter().zip(ends).map(|((line, start), end)| Field { line: *line, text: &text[*start..end] }).collect()
}

/// `key:` at the start of a line; also without a space after it, which is an error told later.
fn begins_field(line: &str) -> bool {
    let Some((key, _)) = line.split_once(':') else { return false };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'');
    !key.is_empty() && !key.starts_with('-') && key.chars().all(plain)
}

/// What can be had of a broken field. With the tabs before its lines as spaces it may be sound; else
/// its first line gives plain text, and lines below that look like fields are taken as such.
fn salvage(field: &str, line: u32) -> Vec<Entry> {
    let (first, below) = field.split_once('\n').unwrap_or((field, ""));
    if below.lines().any(|line| line.trim_start_matches(' ').starts_with('\t')) {
        let spaced = read(&with_spaces(field), line);
        if spaced.error.is_none() {
            return spaced.node.entries().to_vec();
        }
    }
    let mut entries = vec![as_plain_text(first, line)];
    if entries[0].1.value != Node::Null {
        let deeper = below.lines().enumerate().filter(|(_, text)| begins_field(text.trim_start()) && text.contains(": "));
        entries.extend(deeper.map(|(at, text)| as_plain_text(text.trim_start(), line + 1 + at as u32)));
    }
    entries
}

/// Two spaces for each tab before a line's text.
fn with_spaces(text: &str) -> String {
    let spaced = |line: &str| {
        let body = line.trim_start_matches([' ', '\t']);
        format!("{}{body}", line[..line.len() - body.len()].replace('\t', "  "))
    };
    text.split_inclusive('\n').map(spaced).collect()
}

/// The last resort for a field: what stands after the colon, without quotation marks.
fn as_plain_text(field: &str, line: u32) -> Entry {
    let (key, value) = field.split_once(':').unwrap_or((field, ""));
    let span = |text: &str, col: u32| Span::at(line, col + 1, text.chars().count() as u32);
    let text = value.trim();
    let half_open = |open, close| text.starts_with(open) && (!text.contains(close) || text.ends_with(close));
    let structure = half_open('[', ']') || half_open('{', '}') || text.starts_with(['|', '>', '&']);
    let bare = text.trim_matches(['"', '\'']).trim();
    let node = if bare.is_empty() || structure { Node::Null } else { plain(bare) };
    let col = key.chars().count() as u32 + 1 + leading_space(value);
    (Located { span: span(key, 0), value: key.trim_matches(['"', '\'']).to_string() }, Located { span: span(text, col), value: node })
}

/// The parser's error in a writer's words.
fn syntax(error: &ScanError, first_line: u32) -> Diag {
    use ErrorKind as E;
    let code = match error.kind() {
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => "quote-unclosed",
        E::InvalidTrailingDoubleQuotedScalar | E::InvalidTrailingSingleQuotedScalar => "quote-inside",
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidUnicodeEscape
        | E::InvalidLowSurrogate
        | E::InvalidLowSurrogateHexEscape
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate => "escape-unknown",
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabAtBlockScalarStart
        | E::TabInPlainScalar
        | E::InvalidBlockEntryWhitespace
        | E::InvalidMappingValueWhitespace => "tab-indent",
        E::MappingValueNotAllowed | E::InvalidColonPlacement => "colon-inside",
        E::SimpleKeyExpected | E::InvalidSimpleKey => "colon-missing",
        E::InvalidIndentation
        | E::ExpectedBlockMappingKey
        | E::ExpectedBlockSequenceEntry
        | E::InvalidBlockScalarIndent
        | E::InvalidFlowScalarIndent
        | E::InvalidQuotedScalarIndent
        | E::BlockSequenceEntryNotAllowed => "indent-uneven",
        E::UnclosedFlowCollection { open } => return at(error, "bracket-unclosed", first_line).with("bracket", open),
        E::MismatchedFlowCollectionEnd { open, .. } => return at(error, "bracket-unclosed", first_line).with("bracket", open),
        E::UnexpectedEofFlowSequence | E::ExpectedFlowSequenceSeparator => {
            return at(error, "bracket-unclosed", first_line).with("bracket", '[');
        }
        E::UnexpectedEofFlowMapping | E::UnexpectedEofImplicitFlowMapping | E::ExpectedFlowMappingSeparator => {
            return at(error, "bracket-unclosed", first_line).with("bracket", '{');
        }
        E::UnexpectedCharacter { character } => return at(error, "character-first", first_line).with("character", character),
        E::MissingAnchorOrAliasName => return at(error, "character-first", first_line).with("character", "*"),
        E::RecursionLimitExceeded => "nested-too-deep",
        _ => "yaml-syntax",
    };
    at(error, code, first_line)
}

fn at(error: &ScanError, code: &'static str, first_line: u32) -> Diag {
    Diag::error(code).span(place(error.marker(), first_line))
}
