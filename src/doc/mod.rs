//! Bytes → [`Doc`]: front matter, Markdown, headings, links, shortcode calls, actor entries as
//! written. One file at a time; knows no other.

pub mod actors;
pub mod content_path;
pub mod covered;
pub mod front_matter;
pub mod ignores;
mod left_out;
pub mod lessons;
pub mod markdown;
pub mod minutes;
pub mod read;
pub mod shortcodes;
mod slips;

use std::sync::Arc;

use crate::diag::{Diag, Span};
use crate::memo::Key;
use crate::paths::{Lang, SourcePath};

pub use actors::ActorEntry;
pub use front_matter::FrontMatter;
pub use ignores::Ignore;
pub use shortcodes::{Call, CallArgs, Inner, InnerPart, Notation};

/// One content file, read.
#[derive(Debug)]
pub struct Doc {
    /// Key of path, bytes and options: everything this value was made from.
    pub key: Key,
    /// Key of what stands outside the body: the same as long as only sentences change.
    pub outline_key: Key,
    pub path: SourcePath,
    /// As findings name it.
    pub shown: Arc<str>,
    pub lang: Lang,
    pub meta: Arc<FrontMatter>,
    /// The body's source, kept only while shortcodes must still be expanded into it.
    pub source: Option<Source>,
    /// The body, parsed; for a body that awaits expansion, as far as it can be read without.
    pub content: Arc<Content>,
    pub actor_entries: Arc<Vec<ActorEntry>>,
    pub lessons: Arc<Vec<lessons::LessonEntry>>,
    /// Cases of a page of minutes.
    pub minutes: Arc<Vec<minutes::MinuteEntry>>,
    /// What stands under a heading that says "decision".
    pub decided: Arc<Vec<String>>,
    /// Sentences that say what covers the page.
    pub covered: Arc<Vec<String>>,
    /// Sentences that say what a pilot takes up, for a page of a pilot.
    pub taken_up: Arc<Vec<String>>,
    /// Findings that comments in the text accept.
    pub ignores: Vec<Ignore>,
    pub diags: Vec<Diag>,
}

impl Doc {
    /// The doc without its body: all that the site's structure may depend on.
    pub fn outline(&self) -> Doc {
        Doc {
            key: self.outline_key,
            outline_key: self.outline_key,
            path: self.path.clone(),
            shown: Arc::clone(&self.shown),
            lang: self.lang.clone(),
            meta: Arc::clone(&self.meta),
            source: None,
            content: Arc::default(),
            actor_entries: Arc::clone(&self.actor_entries),
            lessons: Arc::clone(&self.lessons),
            minutes: Arc::clone(&self.minutes),
            decided: Arc::clone(&self.decided),
            covered: Arc::clone(&self.covered),
            taken_up: Arc::clone(&self.taken_up),
            ignores: Vec::new(),
            diags: Vec::new(),
        }
    }
}

/// A body whose `{{% %}}` shortcodes must be expanded before it is Markdown.
#[derive(Debug)]
pub struct Source {
    /// Text with a token for each call.
    pub text: String,
    pub first_line: u32,
}

/// A parsed body: HTML with slots for what only the site can answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    pub key: Key,
    pub parts: Vec<Part>,
    /// Where in the parts running text stands, in order: not in headings, links, code or image descriptions.
    pub runs: Vec<Run>,
    pub headings: Vec<Heading>,
    /// Every id that is an anchor on the page: headings, definition terms, footnotes, raw HTML ids.
    pub anchors: Vec<String>,
    /// Tags in raw HTML that lead somewhere or name a place.
    pub raw_tags: Vec<RawTag>,
    /// Raw HTML that the configuration leaves out, as written, but for closing tags and comments.
    pub left_out: Vec<(String, Span)>,
    /// E-mail addresses in text that are no links.
    pub addresses: Vec<(String, Span)>,
    /// Top-level shortcode calls, by the number in their tokens.
    pub calls: Vec<Call>,
    /// Reading text without markup, headings included, one block a line.
    pub text: String,
    /// Index into `parts` of the `<!--more-->` divider.
    pub summary_end: Option<usize>,
    /// How many words the text has, as Hugo counts them.
    pub words: usize,
}

impl Content {
    /// Gives back the room that texts were grown into: a site holds all its pages at once.
    pub fn shrink(&mut self) {
        for part in &mut self.parts {
            if let Part::Html(html) = part {
                html.shrink_to_fit();
            }
        }
        for heading in &mut self.headings {
            heading.text.shrink_to_fit();
            heading.html.shrink_to_fit();
        }
        self.parts.shrink_to_fit();
        self.runs.shrink_to_fit();
        self.headings.shrink_to_fit();
        self.anchors.shrink_to_fit();
        self.raw_tags.shrink_to_fit();
        self.text.shrink_to_fit();
    }
}

/// A stretch of running text in a [`Part::Html`]: escaped text without markup, in which a name may be made a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Run {
    /// Index into [`Content::parts`].
    pub part: u32,
    /// Bytes of the part's HTML.
    pub start: u32,
    pub end: u32,
}

/// A piece of a body.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Part {
    /// Finished HTML.
    Html(String),
    /// The opening tag of a link; its text and `</a>` follow as other parts.
    Link(LinkSlot),
    /// A whole `<img>`.
    Image(ImageSlot),
    /// A whole code block, fenced or indented.
    Code(CodeSlot),
    /// The output of call number n in [`Content::calls`].
    Shortcode(usize),
    /// Where `<!--more-->` stood.
    SummaryEnd,
}

/// A link as written; `views` resolves it.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct LinkSlot {
    /// The destination as written, entities and escapes resolved, not yet percent-encoded.
    pub dest: String,
    pub title: String,
    /// The text, without markup.
    pub text: String,
    /// From Markdown attributes, already escaped: ` class="x"`.
    pub attrs: String,
    /// Written bare or as `<…>`: never resolved to a page.
    pub auto: bool,
    pub span: Span,
}

/// An image as written.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct ImageSlot {
    pub dest: String,
    pub title: String,
    /// Alternative text, plain.
    pub alt: String,
    pub attrs: String,
    /// Alone in its paragraph.
    pub block: bool,
    pub span: Span,
}

/// A code block: highlighted when rendered.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct CodeSlot {
    pub lang: String,
    /// The info string's attributes: `{linenos=table hl_lines=["1-3"] .class}`.
    pub attrs: Vec<(String, String)>,
    pub code: String,
    pub fenced: bool,
    pub line: u32,
}

impl CodeSlot {
    /// Whether Windows' line ends stay: Hugo's colouring of code makes plain ones of them, and only code that is not
    /// coloured has them.
    pub fn keeps_line_ends(&self) -> bool {
        self.lang.is_empty() || self.lang == "mermaid"
    }
}

/// A tag as written in raw HTML, with those of its attributes that checks ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawTag {
    /// In lower case.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub span: Span,
}

impl RawTag {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// A heading on the page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Heading {
    pub level: u8,
    pub id: String,
    /// Plain text.
    pub text: String,
    /// Inner HTML without links, for tables of contents.
    pub html: String,
    pub line: u32,
    /// Byte offset in [`Content::text`] where the heading's section begins.
    pub text_start: usize,
}
