//! One content file, from bytes to [`Doc`].

use std::hash::Hash;
use std::path::Path;
use std::sync::Arc;

use super::markdown::{TokenPiece, split_tokens};
use super::shortcodes::Extracted;
use super::{Content, Doc, Part, Source, actors, covered, front_matter, ignores, left_out, lessons, markdown, minutes, shortcodes, slips};
use crate::config::{ActorVocabulary, Config};
use crate::diag::{Diag, Span};
use crate::memo::Key;
use crate::paths::{Lang, SourcePath, split_language};

/// Everything in the configuration that decides how a file reads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    pub markdown: markdown::Options,
    pub languages: Vec<Lang>,
    pub default_language: Lang,
    pub actors: ActorVocabulary,
}

impl Options {
    pub fn new(config: &Config) -> Options {
        Options {
            markdown: markdown::Options::new(&config.markup, config.enable_emoji),
            languages: config.languages.iter().map(|language| language.lang.clone()).collect(),
            default_language: config.default_language.clone(),
            actors: config.loft.actors.clone(),
        }
    }
}

/// Reads a content file. `shown` names it in findings, `mount_lang` is the language its mount gives it,
/// `key` is the key of all of this function's arguments.
pub fn read(key: Key, path: &SourcePath, shown: &Arc<str>, bytes: &[u8], mount_lang: Option<&Lang>, options: &Options) -> Doc {
    let (text, diags) = crate::text::decode(bytes, shown);
    let (doc, body) = head(key, path, shown, (&text, diags), mount_lang, options);
    let doc = if is_html(path) { with_html(doc, body, options) } else { with_markdown(doc, body, options) };
    let head = text.strip_suffix(body).unwrap_or(&text);
    Doc {
        outline_key: Key::of(&(
            path,
            shown,
            &doc.lang,
            head,
            &doc.actor_entries,
            &doc.lessons,
            &doc.minutes,
            &doc.decided,
            &doc.covered,
            &doc.taken_up,
        )),
        ..doc
    }
}

/// What can be told of a content file without reading its body as Markdown: enough to place its page among the others.
/// `None` where its text tells more of it than its front matter does.
pub fn glance(path: &SourcePath, shown: &Arc<str>, bytes: &[u8], mount_lang: Option<&Lang>, options: &Options) -> Option<Doc> {
    let (text, diags) = crate::text::decode(bytes, shown);
    let (mut doc, body) = head(Key::default(), path, shown, (&text, diags), mount_lang, options);
    if is_html(path) {
        return Some(doc);
    }
    let headings = || body.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_matches(['#', ' ']));
    let title = doc.meta.title.as_deref().unwrap_or_default();
    if lessons::may_be_in(title, headings()) || minutes::may_be_in(headings()) || covered::may_be_in(body) {
        return None;
    }
    doc.actor_entries = Arc::new(actors::read(body, doc.meta.body_line.max(1), &options.actors));
    Some(doc)
}

/// The doc of a file's front matter, and the file's body.
fn head<'t>(
    key: Key,
    path: &SourcePath,
    shown: &Arc<str>,
    (text, mut diags): (&'t str, Vec<Diag>),
    mount_lang: Option<&Lang>,
    options: &Options,
) -> (Doc, &'t str) {
    let (meta, body, head_diags) = front_matter::read(text, shown);
    diags.extend(head_diags);
    let lang = language(path, mount_lang, options);
    let ignores = ignores::read(body, meta.body_line.max(1));
    let doc = Doc {
        key,
        outline_key: key,
        path: path.clone(),
        shown: Arc::clone(shown),
        lang,
        meta: Arc::new(meta),
        source: None,
        content: Arc::default(),
        actor_entries: Arc::default(),
        lessons: Arc::default(),
        minutes: Arc::default(),
        decided: Arc::default(),
        covered: Arc::default(),
        taken_up: Arc::default(),
        ignores,
        diags,
    };
    (doc, body)
}

/// The language of the file's name, else of its mount, else the site's default.
fn language(path: &SourcePath, mount_lang: Option<&Lang>, options: &Options) -> Lang {
    let stem = path.file_name().rsplit_once('.').map_or("", |(stem, _)| stem);
    split_language(stem, &options.languages).1.or_else(|| mount_lang.cloned()).unwrap_or_else(|| options.default_language.clone())
}

fn is_html(path: &SourcePath) -> bool {
    Path::new(path.as_str())
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("html") || extension.eq_ignore_ascii_case("htm"))
}

/// An HTML content file is its own body, with its shortcodes run.
fn with_html(mut doc: Doc, body: &str, options: &Options) -> Doc {
    let extracted = extract(&mut doc, body, options);
    let part = |piece| match piece {
        TokenPiece::Text(text) => Part::Html(text.to_string()),
        TokenPiece::Call(number) => Part::Shortcode(number),
    };
    let parts = split_tokens(&extracted.text).into_iter().map(part).collect();
    let mut raw_tags = Vec::new();
    let first_line = doc.meta.body_line.max(1);
    let mut span = |start: usize, end: usize| Span::of_bytes(&extracted.text, start, end, first_line);
    markdown::read_raw_tags(&extracted.text, &mut span, &mut raw_tags);
    let mut content = Content { raw_tags, ..Content::default() };
    relocated(&mut content, &extracted, body, first_line);
    doc.content = Arc::new(Content { key: doc.key, parts, calls: extracted.calls, ..content });
    doc
}

/// The body with tokens for its shortcodes; what is wrong with them joins the doc's findings.
fn extract<'a>(doc: &mut Doc, body: &'a str, options: &Options) -> Extracted<'a> {
    let first_line = doc.meta.body_line.max(1);
    let parse = |text: &str, line: u32| keyed(markdown::parse(text, line, &options.markdown), (text, line, &options.markdown));
    let mut extracted = shortcodes::extract(body, first_line, &parse);
    let shown = Arc::clone(&doc.shown);
    doc.diags.extend(extracted.diags.drain(..).map(|diag| diag.in_file(&*shown)));
    extracted
}

/// Places in a body whose shortcodes stand as tokens, as they are in the file.
fn relocated(content: &mut Content, extracted: &Extracted<'_>, body: &str, first_line: u32) {
    if !extracted.origin.is_empty() {
        let placed = |text| shortcodes::Placed { text, first_line };
        shortcodes::relocate(content, placed(&extracted.text), placed(body), &extracted.origin);
    }
}

fn with_markdown(mut doc: Doc, body: &str, options: &Options) -> Doc {
    let first_line = doc.meta.body_line.max(1);
    let extracted = extract(&mut doc, body, options);

    let mut content = markdown::parse(&extracted.text, first_line, &options.markdown);
    relocated(&mut content, &extracted, body, first_line);
    content.key = doc.key;
    doc.diags.extend(left_out::findings(&content, &extracted.calls).into_iter().map(|diag| diag.in_file(&*doc.shown)));
    doc.diags.extend(slips::findings(body, first_line).into_iter().map(|diag| diag.in_file(&*doc.shown)));
    let mut entries = actors::read(body, first_line, &options.actors);
    actors::set_anchors(&mut entries, &content.headings);
    doc.actor_entries = Arc::new(entries);
    doc.lessons = Arc::new(lessons::read(body, first_line, doc.meta.title.as_deref().unwrap_or_default(), &content.headings));
    doc.minutes = Arc::new(minutes::read(body, first_line, &content.headings));
    doc.decided = Arc::new(minutes::decided(body, first_line, &content.headings));
    doc.covered = Arc::new(covered::read(&content.text));
    doc.taken_up = Arc::new(covered::read_taken_up(&content.text));
    if shortcodes::has_percent(&extracted.calls) {
        doc.source = Some(Source { text: extracted.text.into_owned(), first_line });
    }
    content.calls = extracted.calls;
    doc.content = Arc::new(content);
    doc
}

/// Content with the key of what it was made from.
pub fn keyed(content: Content, made_from: impl Hash) -> Content {
    Content { key: Key::of(&made_from), ..content }
}
