//! Shortcode calls: found in the source before it is Markdown, as Hugo does.
//!
//! [`extract`] belongs to the first reading of a file: it replaces each call by a token and needs nothing
//! but the source. [`expand`](expand::expand) belongs to the second: it puts in the output of those calls
//! whose template writes Markdown. A call whose template writes HTML keeps its token through both, and
//! `render` puts its output in at the token's place.

mod expand;
mod lexer;
mod origin;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::Content;
use crate::diag::{Diag, Span};
use crate::memo::Key;

pub(crate) use expand::has_percent;
pub use expand::{Expanded, expand};
use lexer::{Item, Shape, Tag};
pub use origin::{Origin, Placed, relocate};

/// `{{< name … >}}` or `{{% name … %}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Notation {
    Angle,
    Percent,
}

/// One call, with what it encloses.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Call {
    pub name: String,
    pub notation: Notation,
    pub args: CallArgs,
    /// `None` for a call without a closing tag.
    pub inner: Option<Inner>,
    /// Position among its siblings, from 0.
    pub ordinal: usize,
    /// White space before the opening tag, when nothing else stands before it on its line.
    pub indent: String,
    pub span: Span,
}

/// Hugo allows all positional or all named, never a mixture. Unquoted numbers and `true`/`false` are typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CallArgs {
    Positional(Vec<Value>),
    Named(Vec<(String, Value)>),
}

/// Quotation marks as Word makes them.
const QUOTES: [char; 6] = ['“', '”', '„', '‟', '«', '»'];

/// What stands between the tags: as text, and the same read as Markdown.
#[derive(Clone, Debug, PartialEq)]
pub struct Inner {
    pub parts: Vec<InnerPart>,
    /// Its `calls` are the nested calls, numbered in the order of `parts`. Empty but for these where the
    /// text is never Markdown: see [`RAW_INNER`].
    pub content: Arc<Content>,
}

impl std::hash::Hash for Inner {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.parts.hash(state);
        self.content.calls.hash(state);
    }
}

#[derive(Clone, Debug, PartialEq, Hash)]
pub enum InnerPart {
    Text(String),
    /// Index into the inner content's `calls`.
    Call(usize),
}

/// Shortcodes whose inner text is code or a formula: it is not read as Markdown, so that nothing in it
/// counts as a link or a heading.
pub const RAW_INNER: &[&str] = &["chart", "comment", "gist", "highlight", "katex", "math", "mermaid", "openapi"];

/// Loft's own shortcodes that show what they enclose as Markdown. What another does with it, only its template knows.
pub const MARKDOWN_INNER: &[&str] =
    &["alert", "details", "excerpt", "expand", "info", "note", "notice", "panel", "tab", "tabs", "tip", "warning"];

/// How deep calls may stand in each other. Deeper ones are left as text.
pub const MAX_DEPTH: usize = 64;

/// A source with its calls taken out.
#[derive(Debug)]
pub struct Extracted<'a> {
    /// The source with a [`token`] for each top-level call, and escaped calls without their comment marks.
    pub text: Cow<'a, str>,
    /// Top-level calls, by the number in their tokens.
    pub calls: Vec<Call>,
    /// Where the text's stretches stand in the source.
    pub origin: Origin,
    /// Findings with their places; the caller knows the file.
    pub diags: Vec<Diag>,
}

/// Reads Markdown that stands on the given line of its file.
pub type Parse<'p> = dyn Fn(&str, u32) -> Content + 'p;

/// Finds the calls in a body whose first line is `first_line` of its file; `parse` reads inner text.
///
/// Follows Hugo's lexer: calls run inside code too unless escaped (`{{</* name */>}}`), arguments may
/// cross lines, and any other `{{ }}` is text. Where Hugo gives up, a finding says why and the tag stays
/// as text. A call has inner text if a closing tag of its name follows.
pub fn extract<'a>(source: &'a str, first_line: u32, parse: &Parse) -> Extracted<'a> {
    let has = |begin: &str| memchr::memmem::find(source.as_bytes(), begin.as_bytes()).is_some();
    if !has("{{<") && !has("{{%") {
        return Extracted { text: Cow::Borrowed(source), calls: Vec::new(), origin: Origin::default(), diags: Vec::new() };
    }
    let (items, faults) = lexer::items(source);
    let mut lines = Lines::new(source, first_line);
    let mut broken: HashMap<&str, usize> = HashMap::new();
    faults.iter().for_each(|fault| *broken.entry(fault.name(source)).or_default() += 1);
    let mut diags: Vec<Diag> = faults.into_iter().map(|fault| fault.into_diag(&mut lines)).collect();
    let roles = match_tags(&items);
    let mut lines = Lines::new(source, first_line);
    let mut builder =
        Builder { source, items: &items, roles: &roles, lines: &mut lines, diags: &mut diags, parse, is_depth_told: false, broken };
    let mut at = 0;
    let level = builder.level(&mut at, None, 0);
    Extracted { text: Cow::Owned(level.text), calls: level.calls, origin: level.origin, diags }
}

/// The token that stands for call number `n` while the text around it is Markdown. Letters and digits
/// only, so that no Markdown rule touches it. As Hugo's `HAHAHUGOSHORTCODE…HBHB`.
pub fn token(n: usize) -> String {
    format!("{TOKEN_START}{n}{TOKEN_END}")
}

pub const TOKEN_START: &str = "HAHALOFTSHORTCODE";
pub const TOKEN_END: &str = "HBHB";

/// Replaces each token by what `output` gives for its number; a number that it does not know stays.
pub fn replace_tokens<'a, 'o>(text: &'a str, output: &dyn Fn(usize) -> Option<&'o str>) -> Cow<'a, str> {
    if !text.contains(TOKEN_START) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(TOKEN_START) {
        let after = &rest[at + TOKEN_START.len()..];
        let found = after.find(TOKEN_END).and_then(|end| Some((end, output(after[..end].parse().ok()?)?)));
        match found {
            Some((end, value)) => {
                out.push_str(&rest[..at]);
                out.push_str(value);
                rest = &after[end + TOKEN_END.len()..];
            }
            None => {
                out.push_str(&rest[..at + TOKEN_START.len()]);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What a tag turned out to be.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    /// A call without inner text.
    Alone,
    /// The opening tag whose closing tag is item n.
    Opens(usize),
    Closes,
    /// A closing tag that closes nothing.
    Stray,
    /// Text, or a tag too deep to be one.
    Text,
}

/// Gives each closing tag the nearest open tag of its name; opening tags passed over stand alone.
fn match_tags(items: &[Item]) -> Vec<Role> {
    let mut roles = vec![Role::Text; items.len()];
    let mut open: Vec<usize> = Vec::new();
    let mut open_by_name: HashMap<&str, usize> = HashMap::new();
    for (n, item) in items.iter().enumerate() {
        let Item::Tag(tag) = item else { continue };
        roles[n] = match tag.shape {
            Shape::SelfClosing => Role::Alone,
            Shape::Open => {
                open.push(n);
                *open_by_name.entry(tag.name).or_default() += 1;
                Role::Alone
            }
            Shape::Close if open_by_name.get(tag.name).is_none_or(|count| *count == 0) => Role::Stray,
            Shape::Close => {
                while let Some(last) = open.pop() {
                    let Item::Tag(opening) = &items[last] else { continue };
                    if let Some(count) = open_by_name.get_mut(opening.name) {
                        *count -= 1;
                    }
                    if opening.name == tag.name {
                        roles[last] = Role::Opens(n);
                        break;
                    }
                }
                Role::Closes
            }
        };
    }
    roles
}

/// One level of text: the body, or what one call encloses.
#[derive(Default)]
struct Level {
    text: String,
    parts: Vec<InnerPart>,
    calls: Vec<Call>,
    /// Empty where the text is not as written.
    origin: Origin,
}

struct Builder<'b> {
    source: &'b str,
    items: &'b [Item<'b>],
    roles: &'b [Role],
    lines: &'b mut Lines<'b>,
    diags: &'b mut Vec<Diag>,
    parse: &'b Parse<'b>,
    /// That calls are too deep is told once.
    is_depth_told: bool,
    /// How many opening tags of a name could not be read, which is told where they stand.
    broken: HashMap<&'b str, usize>,
}

impl Builder<'_> {
    /// Gathers items from `*at` up to item `end` (or the last), nested calls included.
    fn level(&mut self, at: &mut usize, end: Option<usize>, depth: usize) -> Level {
        let mut level = Level::default();
        let end = end.unwrap_or(self.items.len());
        while *at < end {
            let n = *at;
            *at += 1;
            match (&self.items[n], self.roles[n]) {
                (Item::Text(text), _) => level.push_source(text, self.offset(text)),
                (Item::Tag(tag), Role::Alone) => {
                    level.mark(tag.start);
                    let call = self.call(tag, None, level.calls.len());
                    level.push_call(call);
                }
                (Item::Tag(tag), Role::Opens(close)) if depth < MAX_DEPTH => {
                    level.mark(tag.start);
                    let inner = self.inner(tag, at, close, depth);
                    let call = self.call(tag, Some(inner), level.calls.len());
                    level.push_call(call);
                }
                (Item::Tag(tag), role) => {
                    self.report(tag, role);
                    level.push_source(&self.source[tag.start..tag.end], tag.start);
                }
            }
        }
        level
    }

    /// Where a piece of the source begins in it.
    fn offset(&self, piece: &str) -> usize {
        (piece.as_ptr() as usize).saturating_sub(self.source.as_ptr() as usize)
    }

    fn inner(&mut self, tag: &Tag, at: &mut usize, close: usize, depth: usize) -> Inner {
        let first_line = self.lines.place(tag.end).0;
        let mut level = self.level(at, Some(close), depth + 1);
        *at = close + 1;
        let text = level.text.clone();
        let origin = std::mem::take(&mut level.origin);
        let mut inner = inner_of(tag.name, level, first_line, self.parse);
        let placed = |text, first_line| Placed { text, first_line };
        if let Some(content) = Arc::get_mut(&mut inner.content) {
            relocate(content, placed(&text, first_line), placed(self.source, self.lines.first_line), &origin);
        }
        inner
    }

    fn call(&mut self, tag: &Tag, inner: Option<Inner>, ordinal: usize) -> Call {
        if self.source[tag.start..tag.end].split('=').skip(1).any(|value| value.starts_with(QUOTES)) {
            let span = self.lines.span(tag.start, tag.end);
            self.diags.push(Diag::warning("shortcode-quote-typographic").span(span).with("name", tag.name));
        }
        Call {
            name: tag.name.to_string(),
            notation: tag.notation,
            args: tag.args.clone(),
            inner,
            ordinal,
            indent: tag.indent.to_string(),
            span: self.lines.span(tag.start, tag.end),
        }
    }

    /// A tag that stays as text says why. Of calls that are too deep the first does, and their closing tags say nothing more;
    /// nor does the closing tag of one that was told of already.
    fn report(&mut self, tag: &Tag, role: Role) {
        if let (Role::Stray, Some(told)) = (role, self.broken.get_mut(tag.name).filter(|left| **left > 0)) {
            *told -= 1;
            return;
        }
        let code = match role {
            Role::Stray => "shortcode-closes-nothing",
            Role::Opens(_) if !std::mem::replace(&mut self.is_depth_told, true) => "shortcode-too-deep",
            _ => return,
        };
        let span = self.lines.span(tag.start, tag.end);
        self.diags.push(Diag::error(code).span(span).with("name", tag.name));
    }
}

/// Reads one level as the inner text of shortcode `name`.
fn inner_of(name: &str, level: Level, first_line: u32, parse: &Parse) -> Inner {
    let mut content = if RAW_INNER.contains(&name) { Content::default() } else { parse(&level.text, first_line) };
    content.key = Key::of(&(&level.text, &level.calls));
    content.calls = level.calls;
    Inner { parts: level.parts, content: Arc::new(content) }
}

impl Level {
    /// What comes next stands at `source` in the body.
    fn mark(&mut self, source: usize) {
        self.origin.push(self.text.len(), source);
    }

    fn push_source(&mut self, text: &str, source: usize) {
        self.mark(source);
        self.push_text(text);
    }

    fn push_text(&mut self, text: &str) {
        self.text.push_str(text);
        match self.parts.last_mut() {
            Some(InnerPart::Text(last)) => last.push_str(text),
            _ => self.parts.push(InnerPart::Text(text.to_string())),
        }
    }

    fn push_call(&mut self, call: Call) {
        self.text.push_str(&token(self.calls.len()));
        self.parts.push(InnerPart::Call(self.calls.len()));
        self.calls.push(call);
    }
}

/// Byte offsets → lines and columns, each step from the last place asked for.
struct Lines<'a> {
    source: &'a str,
    at: usize,
    line: u32,
    first_line: u32,
}

impl<'a> Lines<'a> {
    fn new(source: &'a str, first_line: u32) -> Lines<'a> {
        Lines { source, at: 0, line: first_line, first_line }
    }

    /// The line of a byte offset, and where that line begins.
    fn place(&mut self, offset: usize) -> (u32, usize) {
        if offset < self.at {
            (self.at, self.line) = (0, self.first_line);
        }
        self.line += self.source.as_bytes()[self.at..offset].iter().filter(|byte| **byte == b'\n').count() as u32;
        self.at = offset;
        (self.line, self.source[..offset].rfind('\n').map_or(0, |end| end + 1))
    }

    fn span(&mut self, start: usize, end: usize) -> Span {
        let (line, line_start) = self.place(start);
        let shown = self.source[start..end].lines().next().unwrap_or("");
        Span { line, col: self.source[line_start..start].chars().count() as u32 + 1, len: shown.chars().count() as u32 }
    }
}

#[cfg(test)]
mod tests;
