//! Hugo's shortcode tags, one by one. Source of the rules: Hugo's `parser/pageparser` and its tests.

use serde_json::Value;

use super::{CallArgs, Lines, Notation};
use crate::diag::Diag;

/// A piece of the source.
pub(super) enum Item<'a> {
    Text(&'a str),
    Tag(Tag<'a>),
}

/// One tag, from `{{` to `}}`.
pub(super) struct Tag<'a> {
    pub shape: Shape,
    pub name: &'a str,
    pub notation: Notation,
    pub args: CallArgs,
    pub indent: &'a str,
    /// Byte offsets in the source.
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    Open,
    Close,
    /// `{{< name />}}`
    SelfClosing,
}

/// Why a tag cannot be read.
pub(super) struct Fault {
    code: &'static str,
    start: usize,
    end: usize,
    args: Vec<(&'static str, String)>,
}

impl Fault {
    fn new(code: &'static str, start: usize, end: usize) -> Fault {
        Fault { code, start, end, args: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Fault {
        self.args.push((name, value.into()));
        self
    }

    /// The name that the tag would have, as far as it can be read; empty for none.
    pub(super) fn name<'s>(&self, source: &'s str) -> &'s str {
        let rest = source.get(self.start + 3..).unwrap_or("").trim_start();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "-_/".contains(c))).unwrap_or(rest.len());
        &rest[..end]
    }

    pub(super) fn into_diag(self, lines: &mut Lines) -> Diag {
        let mut diag = Diag::error(self.code).span(lines.span(self.start, self.end));
        diag.args = self.args;
        diag
    }
}

impl Notation {
    fn opening(self) -> &'static str {
        match self {
            Notation::Angle => "{{<",
            Notation::Percent => "{{%",
        }
    }

    fn closing(self) -> &'static str {
        match self {
            Notation::Angle => ">}}",
            Notation::Percent => "%}}",
        }
    }
}

/// Cuts a source into text and tags. A tag that cannot be read is text and a fault.
pub(super) fn items(source: &str) -> (Vec<Item<'_>>, Vec<Fault>) {
    let mut items = Vec::new();
    let mut faults = Vec::new();
    let mut text_start = 0;
    let mut at = 0;
    let mut unclosed_comments = UnclosedComments::default();
    while let Some((start, notation)) = next_opening(source, at) {
        let inside = start + 3;
        if source[inside..].starts_with("/*") {
            at = match unclosed_comments.end(source, inside + 2, notation) {
                Some(end) => {
                    items.push(Item::Text(&source[text_start..inside]));
                    items.push(Item::Text(&source[inside + 2..end]));
                    text_start = end + 2;
                    text_start + 3
                }
                None => {
                    faults
                        .push(Fault::new("shortcode-comment-unclosed", start, inside + 2).with("end", format!("*/{}", notation.closing())));
                    inside
                }
            };
            continue;
        }
        match (Lexer { source, at: inside, notation, start }).tag() {
            Ok(tag) => {
                if text_start < start {
                    items.push(Item::Text(&source[text_start..start]));
                }
                (at, text_start) = (tag.end, tag.end);
                items.push(Item::Tag(tag));
            }
            Err(fault) => {
                faults.push(fault);
                at = inside;
            }
        }
    }
    if text_start < source.len() {
        items.push(Item::Text(&source[text_start..]));
    }
    (items, faults)
}

fn next_opening(source: &str, from: usize) -> Option<(usize, Notation)> {
    let mut at = from;
    loop {
        at += source[at..].find("{{")?;
        match source.as_bytes().get(at + 2) {
            Some(b'<') => return Some((at, Notation::Angle)),
            Some(b'%') => return Some((at, Notation::Percent)),
            _ => at += 1,
        }
    }
}

/// Remembers which comment ends are not to be found, so that many openings cost one search.
#[derive(Default)]
struct UnclosedComments {
    angle: bool,
    percent: bool,
}

impl UnclosedComments {
    /// Where `*/` of the comment that begins before `from` stands.
    fn end(&mut self, source: &str, from: usize, notation: Notation) -> Option<usize> {
        let (missing, pattern) = match notation {
            Notation::Angle => (&mut self.angle, "*/>}}"),
            Notation::Percent => (&mut self.percent, "*/%}}"),
        };
        if *missing {
            return None;
        }
        let found = source[from..].find(pattern).map(|at| from + at);
        *missing = found.is_none();
        found
    }
}

/// An argument as met: Hugo decides by what follows whether it is a name or a value.
enum Word {
    Param { text: String, quoted: bool },
    Value(Value),
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    notation: Notation,
    start: usize,
}

impl<'a> Lexer<'a> {
    /// Reads the tag that begins at `start`; `at` is past its `{{<`.
    fn tag(mut self) -> Result<Tag<'a>, Fault> {
        self.skip_space();
        let closes = self.eat("/");
        self.skip_space();
        let name = self.name()?;
        let (shape, args) = if closes {
            self.skip_space();
            self.end_of_closing(name)?;
            (Shape::Close, CallArgs::Positional(Vec::new()))
        } else {
            self.rest_of_opening(name)?
        };
        let line_start = self.source[..self.start].rfind('\n').map_or(0, |end| end + 1);
        let before = &self.source[line_start..self.start];
        let indent = if before.chars().all(|c| c == ' ' || c == '\t') { before } else { "" };
        Ok(Tag { shape, name, notation: self.notation, args, indent, start: self.start, end: self.at })
    }

    /// Letters, digits, `_`, `-`, and `/` for folders; `.inline` marks Hugo's inline shortcodes.
    fn name(&mut self) -> Result<&'a str, Fault> {
        let start = self.at;
        match self.peek() {
            Some(c) if is_word(c) => {}
            Some(c) if !self.rest().starts_with(self.notation.closing()) => return Err(self.unexpected(c)),
            None => return Err(self.unclosed()),
            _ => return Err(Fault::new("shortcode-without-name", self.start, self.at + 3)),
        }
        while let Some(c) = self.peek() {
            match c {
                '/' if self.rest()[1..].starts_with(self.notation.closing()) => break,
                '.' if self.rest().starts_with(".inline ") => {}
                _ if is_word_or_hyphen(c) || c == '/' => {}
                '.' => return Err(self.unexpected(c)),
                _ => break,
            }
            self.at += c.len_utf8();
        }
        Ok(&self.source[start..self.at])
    }

    fn end_of_closing(&mut self, name: &str) -> Result<(), Fault> {
        if self.eat(self.notation.closing()) {
            return Ok(());
        }
        Err(Fault::new("shortcode-closing-tag-with-more", self.start, self.at).with("name", name))
    }

    /// Arguments up to the end of the tag.
    fn rest_of_opening(&mut self, name: &str) -> Result<(Shape, CallArgs), Fault> {
        let mut words = Vec::new();
        loop {
            self.skip_space();
            if self.eat(self.notation.closing()) {
                return Ok((Shape::Open, self.args(words, name)?));
            }
            match self.peek() {
                None => return Err(self.unclosed()),
                Some('/') => {
                    self.at += 1;
                    self.skip_space();
                    if !self.eat(self.notation.closing()) {
                        return Err(self.unexpected('/'));
                    }
                    return Ok((Shape::SelfClosing, self.args(words, name)?));
                }
                Some('=') => {
                    self.at += 1;
                    self.skip_space();
                    let value = self.value()?;
                    words.push(Word::Value(value));
                }
                Some('"' | '`') => {
                    let text = self.quoted_or_raw()?;
                    words.push(Word::Param { text, quoted: true });
                }
                Some('\\') if self.rest().starts_with("\\\"") => {
                    let text = self.quoted()?;
                    words.push(Word::Param { text, quoted: true });
                }
                Some(c) if is_word_or_hyphen(c) => {
                    let start = self.at;
                    while let Some(c) = self.peek().filter(|c| is_word_or_hyphen(*c) || *c == '.') {
                        self.at += c.len_utf8();
                    }
                    words.push(Word::Param { text: self.source[start..self.at].to_string(), quoted: false });
                }
                Some(c) => return Err(self.unexpected(c)),
            }
        }
    }

    /// What follows `=`. Without quotes it goes to the next white space, as Hugo's does.
    fn value(&mut self) -> Result<Value, Fault> {
        match self.peek() {
            Some('"' | '`' | '\\') => Ok(Value::String(self.quoted_or_raw()?)),
            _ => {
                let rest = self.rest();
                let text = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
                self.at += text.len();
                match text.strip_suffix(self.notation.closing()) {
                    Some(value) => Err(Fault::new("shortcode-value-runs-into-end", self.start, self.at)
                        .with("value", value)
                        .with("end", self.notation.closing())),
                    None => Ok(typed(text)),
                }
            }
        }
    }

    fn quoted_or_raw(&mut self) -> Result<String, Fault> {
        if self.peek() == Some('`') { self.raw() } else { self.quoted() }
    }

    /// `` `…` ``: taken as it is, across lines too.
    fn raw(&mut self) -> Result<String, Fault> {
        self.at += 1;
        let Some(len) = self.rest().find('`') else {
            return Err(Fault::new("shortcode-quote-unclosed", self.start, self.at).with("quote", "`"));
        };
        let text = self.rest()[..len].to_string();
        self.at += len + 1;
        Ok(text)
    }

    /// `"…"` with `\"` inside, or `\"…\"`. Where a quote is escaped Hugo drops every backslash, else none.
    fn quoted(&mut self) -> Result<String, Fault> {
        let escaped_form = self.eat("\\");
        if !self.eat("\"") {
            return Err(self.unexpected('\\'));
        }
        let start = self.at;
        let mut has_escapes = false;
        loop {
            match self.peek() {
                None | Some('\n') => {
                    return Err(Fault::new("shortcode-quote-unclosed", self.start, self.at).with("quote", "\""));
                }
                Some('"') => break,
                Some('\\') if self.rest().starts_with("\\\"") && escaped_form => break,
                Some('\\') if self.rest().starts_with("\\\"") => {
                    has_escapes = true;
                    self.at += 2;
                }
                Some(c) => self.at += c.len_utf8(),
            }
        }
        let text = &self.source[start..self.at];
        self.eat("\\");
        self.eat("\"");
        Ok(if has_escapes { text.replace('\\', "") } else { text.to_string() })
    }

    /// Words → arguments: a word followed by a value is a name.
    fn args(&self, words: Vec<Word>, name: &str) -> Result<CallArgs, Fault> {
        let mut positional = Vec::new();
        let mut named: Vec<(String, Value)> = Vec::new();
        let mut words = words.into_iter().peekable();
        while let Some(word) = words.next() {
            let Word::Param { text, quoted } = word else { continue };
            match words.next_if(|next| matches!(next, Word::Value(_))) {
                Some(Word::Value(value)) => {
                    named.retain(|(other, _)| *other != text);
                    named.push((text, value));
                }
                _ => positional.push(if quoted { Value::String(text) } else { typed(&text) }),
            }
        }
        match (positional.is_empty(), named.is_empty()) {
            (false, false) => Err(Fault::new("shortcode-mixed-arguments", self.start, self.at).with("name", name)),
            (true, false) => Ok(CallArgs::Named(named)),
            _ => Ok(CallArgs::Positional(positional)),
        }
    }

    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    fn skip_space(&mut self) {
        self.at = self.source.len() - self.rest().trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    fn unclosed(&self) -> Fault {
        Fault::new("shortcode-tag-unclosed", self.start, self.start + 3)
            .with("start", self.notation.opening())
            .with("end", self.notation.closing())
    }

    fn unexpected(&self, c: char) -> Fault {
        Fault::new("shortcode-unexpected-character", self.start, self.at).with("char", c.to_string()).with("end", self.notation.closing())
    }
}

/// Unquoted values have Hugo's types: `true`, `-3`, `1.5`; all else is text.
fn typed(text: &str) -> Value {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_float = |(whole, part): (&str, &str)| (whole.is_empty() || all_digits(whole)) && all_digits(part);
    let number = match text {
        "true" => return Value::Bool(true),
        "false" => return Value::Bool(false),
        _ if all_digits(digits) => text.parse::<i64>().ok().map(Value::from),
        _ if digits.split_once('.').is_some_and(is_float) => text.parse::<f64>().ok().map(Value::from),
        _ => None,
    };
    number.unwrap_or_else(|| Value::String(text.to_string()))
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphabetic() || c.is_numeric()
}

fn is_word_or_hyphen(c: char) -> bool {
    is_word(c) || c == '-'
}
