//! The head of a content file: YAML between `---`, TOML between `+++`, or JSON.

mod fields;
mod split;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::config::{Cascade, MenuEntry, Node, parse_json, parse_toml, parse_yaml};
use crate::diag::{self, Diag, Span};

/// Reads the head of a content file and gives it with the body and what was wrong. `shown` is the
/// file's path in findings. What cannot be read is left out; the rest is there.
pub fn read<'a>(text: &'a str, shown: &str) -> (FrontMatter, &'a str, Vec<Diag>) {
    let split = split::split(text);
    let mut diags = split.diags;
    let mut meta = match split.head {
        None => FrontMatter::default(),
        Some((format, head)) => {
            let (node, syntax) = parse(format, head, split.head_line);
            diags.extend(syntax);
            if !matches!(node, Node::Map(_) | Node::Null) && diags.is_empty() {
                diags.push(not_fields(head, split.head_line));
            }
            FrontMatter { format: Some(format), ..fields::read(&node, &mut diags) }
        }
    };
    meta.body_line = split.body_line;
    let mut diags = diags.into_iter().map(|diag| diag.in_file(shown)).collect();
    diag::sort(&mut diags);
    (meta, split.body, diags)
}

/// What a page says of itself across versions, and nothing else of its head: `id` and `status`, as [`read`] has them.
pub fn identity(head: &str) -> (Option<String>, Option<String>) {
    let split = split::split(head);
    let Some((format, head)) = split.head else { return (None, None) };
    let (node, _) = parse(format, head, split.head_line);
    (fields::own(&node, "id", &mut Vec::new()), fields::own(&node, "status", &mut Vec::new()))
}

fn parse(format: Format, head: &str, first_line: u32) -> (Node, Vec<Diag>) {
    match format {
        Format::Yaml => parse_yaml(head, first_line),
        Format::Toml => parse_toml(head, first_line),
        Format::Json => parse_json(head, first_line),
    }
}

/// A content file cut in two: the head with its marks, which is read by itself as it is in the file, and the body.
pub fn parts(text: &str) -> (&str, &str) {
    let body = split::split(text).body;
    text.split_at(text.len() - body.len())
}

/// A head that is one text to YAML. To its writer it may be fields: a space that does not break, as Word has it, is none.
fn not_fields(head: &str, first_line: u32) -> Diag {
    let place = head.lines().zip(first_line..).find_map(|(line, number)| Some((number, line[..line.find(":\u{a0}")?].chars().count())));
    match place {
        Some((line, before)) => Diag::error("colon-nbsp").span(Span::at(line, before as u32 + 1, 2)),
        None => Diag::error("front-matter-not-fields").span(Span::line(first_line)),
    }
}

/// Front matter, read as far as it could be.
///
/// `params` holds every key as written, top-level and nested, in lower case (as Hugo's `.Params`);
/// the fields are those that Loft itself acts on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    pub format: Option<Format>,
    pub params: Map<String, Value>,
    /// Where each top-level key stands in the file.
    pub places: BTreeMap<String, Span>,
    /// The line of the file on which the body begins.
    pub body_line: u32,
    pub title: Option<String>,
    pub link_title: Option<String>,
    pub description: Option<String>,
    pub weight: i64,
    pub draft: Option<bool>,
    /// Dates as written; `site` resolves Hugo's `[frontmatter]` rules.
    pub slug: Option<String>,
    pub url: Option<String>,
    pub kind_type: Option<String>,
    pub layout: Option<String>,
    pub aliases: Vec<String>,
    pub id: Option<String>,
    pub status: Option<String>,
    pub translation_key: Option<String>,
    pub outputs: Option<Vec<String>>,
    pub build: BuildOptions,
    pub cascade: Vec<Cascade>,
    pub menus: Vec<(String, MenuEntry)>,
    pub resources: Vec<Value>,
    pub is_cjk: bool,
    /// `markup: html`, or empty for Markdown.
    pub markup: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Yaml,
    Toml,
    Json,
}

/// Hugo's `build:` (formerly `_build:`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BuildOptions {
    pub list: BuildList,
    pub render: BuildRender,
    pub publish_resources: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BuildList {
    Always,
    Local,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BuildRender {
    Always,
    /// No file, but a permalink: `link`.
    Link,
    Never,
}

impl Default for BuildOptions {
    fn default() -> Self {
        BuildOptions { list: BuildList::Always, render: BuildRender::Always, publish_resources: true }
    }
}
