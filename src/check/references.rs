//! Everything on a page that leads somewhere: links, images, what raw HTML and shortcodes name.

use serde_json::Value;

use super::Facts;
use crate::diag::Span;
use crate::doc::shortcodes::TOKEN_START;
use crate::doc::{Call, CallArgs, Content, Doc, Part, RawTag};
use crate::site::Page;
use crate::views;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Link,
    Image,
}

/// One of them, as written and as a browser meets it.
#[derive(Clone, Debug)]
pub struct Reference {
    pub kind: Kind,
    pub written: String,
    /// The final address, relative to the page's own.
    pub href: String,
    /// What an image shows, in words; `None` for links and for images that are decoration on purpose.
    pub alt: Option<String>,
    pub span: Span,
    /// In raw HTML, where nothing is resolved.
    pub is_raw: bool,
    /// Set when a shortcode found no page.
    pub is_lost: bool,
}

/// The page's references in the order of its text. What a shortcode within an address would give is not known here.
pub fn of_page(facts: &Facts<'_>, page: &Page, doc: &Doc) -> Vec<Reference> {
    let mut found = Vec::new();
    contents(doc, &mut |content| of_content(facts, page, content, &mut found));
    found.retain(|reference| !reference.written.contains(TOKEN_START) && !reference.href.contains(TOKEN_START));
    found.sort_by_key(|reference| reference.span);
    found
}

/// The body as the writer wrote it, then what its shortcodes enclose.
pub fn contents<'a>(doc: &'a Doc, see: &mut dyn FnMut(&'a Content)) {
    let mut waiting = vec![&*doc.content];
    while let Some(content) = waiting.pop() {
        see(content);
        waiting.extend(content.calls.iter().filter_map(|call| call.inner.as_ref()).map(|inner| &*inner.content));
    }
}

fn of_content(facts: &Facts<'_>, page: &Page, content: &Content, found: &mut Vec<Reference>) {
    let site = facts.site;
    let link = |written: &str, href: String, span| Reference {
        kind: Kind::Link,
        written: written.to_string(),
        href,
        alt: None,
        span,
        is_raw: false,
        is_lost: false,
    };
    for part in &content.parts {
        match part {
            Part::Link(slot) if slot.auto => found.push(link(&slot.dest, site.auto_href(&slot.dest), slot.span)),
            Part::Link(slot) => found.push(link(&slot.dest, views::link_href(site, page, &slot.dest), slot.span)),
            Part::Image(slot) => found.push(Reference {
                kind: Kind::Image,
                alt: Some(slot.alt.clone()),
                ..link(&slot.dest, site.resolve_image(page, &slot.dest).href, slot.span)
            }),
            _ => {}
        }
    }
    found.extend(content.raw_tags.iter().filter_map(of_tag));
    for call in &content.calls {
        of_call(facts, page, call, found);
    }
}

/// A tag's `href` or `src`. An empty `alt` in HTML says that the image is decoration.
fn of_tag(tag: &RawTag) -> Option<Reference> {
    let is_image = tag.name == "img";
    let written = tag.get(if tag.name == "a" || tag.name == "area" || tag.name == "link" { "href" } else { "src" })?.trim().to_string();
    let is_decoration = tag.get("alt").is_some() || tag.get("aria-hidden") == Some("true") || tag.get("role") == Some("presentation");
    Some(Reference {
        kind: if is_image { Kind::Image } else { Kind::Link },
        href: written.clone(),
        written,
        alt: (is_image && !is_decoration).then(String::new),
        span: tag.span,
        is_raw: true,
        is_lost: false,
    })
}

fn of_call(facts: &Facts<'_>, page: &Page, call: &Call, found: &mut Vec<Reference>) {
    let answer = || views::call_view(facts.site, page, call, true).answer;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let reference =
        |kind, written: String, href: String| Reference { kind, written, href, alt: None, span: call.span, is_raw: false, is_lost: false };
    match call.name.as_str() {
        "ref" | "relref" | "pagelink" => {
            let answer = answer();
            let written = argument(call, "path").or_else(|| argument(call, "page")).unwrap_or_default();
            let is_lost = answer.get("found") == Some(&Value::Bool(false));
            found.push(Reference { is_lost, ..reference(Kind::Link, written, text(&answer["url"])) });
        }
        "button" => {
            let answer = answer();
            found.push(reference(Kind::Link, argument(call, "href").unwrap_or_default(), text(&answer["url"])));
        }
        "figure" | "image" => {
            let answer = answer();
            let in_words = ["alt", "caption"].iter().find_map(|name| named(call, name)).unwrap_or_default();
            let image = reference(Kind::Image, argument(call, "src").unwrap_or_default(), text(&answer["src"]));
            found.push(Reference { alt: Some(in_words), ..image });
            let link = named(call, "link").map(|written| (written, text(&answer["link"])));
            let credit = named(call, "attrlink").map(|written| (written.clone(), written));
            found.extend(link.into_iter().chain(credit).map(|(written, href)| reference(Kind::Link, written, href)));
        }
        _ => {}
    }
}

fn named(call: &Call, name: &str) -> Option<String> {
    match &call.args {
        CallArgs::Named(values) => values.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, value)| value.as_str()),
        CallArgs::Positional(_) => None,
    }
    .map(str::to_string)
}

/// An argument by name, else the first.
fn argument(call: &Call, name: &str) -> Option<String> {
    match &call.args {
        CallArgs::Named(_) => named(call, name),
        CallArgs::Positional(values) => values.first().and_then(Value::as_str).map(str::to_string),
    }
}
