//! Elements that Markdown says in its own way, or that a page's text would lose.

use std::rc::Rc;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::{Element, Node};

use super::dom;

/// A list of terms, each with what it means: `Term`, and below it `: what it means`.
pub(super) fn terms(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let mut out = String::from("\n\n");
    let mut follows_a_meaning = false;
    for node in entries(element.node) {
        let content = handlers.walk_children(&node).content;
        let content = content.trim();
        if content.is_empty() {
            continue;
        }
        if dom::tag(&node) == Some("dt") {
            out.push_str(if follows_a_meaning { "\n" } else { "" });
            out.push_str(&content.split_whitespace().collect::<Vec<_>>().join(" "));
            out.push('\n');
        } else {
            out.push_str(&format!(": {}\n", content.replace('\n', "\n  ").replace("\n  \n", "\n\n")));
        }
        follows_a_meaning = dom::tag(&node) == Some("dd");
    }
    Some(format!("{out}\n").into())
}

/// Terms and meanings, also where each pair stands in a `div`.
fn entries(list: &Node) -> Vec<Rc<Node>> {
    let inside = |node: Rc<Node>| if dom::tag(&node) == Some("div") { dom::elements(&node) } else { vec![node] };
    dom::elements(list).into_iter().flat_map(inside).filter(|node| matches!(dom::tag(node), Some("dt" | "dd"))).collect()
}

/// What opens a folded part stands above it.
pub(super) fn summary(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    Some(format!("\n\n**{}**\n\n", content.trim()).into())
}

/// Text that was struck out.
pub(super) fn struck(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let inner = content.trim();
    Some(if inner.is_empty() || inner.contains("\n\n") {
        content.into()
    } else {
        content.replacen(inner, &format!("~~{inner}~~"), 1).into()
    })
}

/// Numbers and signs above or below the line, with the characters that are so: m², H₂O.
pub(super) fn raised(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let (from, to) = ("0123456789+-=()", if element.tag == "sup" { "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾" } else { "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎" });
    let raised: Option<String> = content.chars().map(|c| from.find(c).and_then(|at| to.chars().nth(at))).collect();
    Some(raised.unwrap_or(content).into())
}

/// A film or a map from another place: a link to it.
pub(super) fn embedded(_: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let source = || dom::first(element.node, "source").and_then(|source| dom::attribute(&source, "src"));
    let address = dom::attribute(element.node, "src").or_else(source).filter(|address| address.starts_with("http"))?;
    let title = ["title", "aria-label"].into_iter().find_map(|key| dom::attribute(element.node, key)).unwrap_or_else(|| address.clone());
    Some(format!("\n\n[{}]({address})\n\n", title.replace(['[', ']'], "")).into())
}
