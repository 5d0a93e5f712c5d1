//! What Word writes when a document is saved as a web page: lists that are paragraphs with a bullet typed into them,
//! a title that is no heading, footnotes as links to and fro.

use std::rc::Rc;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::{Element, Node};

use super::dom;

/// The paragraph that is the document's title.
pub(super) fn title(tree: &Rc<Node>) -> Option<Rc<Node>> {
    dom::all(tree, "p").into_iter().find(|paragraph| has_class(paragraph, |class| class == "MsoTitle"))
}

/// Takes out tables of contents, empty paragraphs, and the line above the footnotes.
pub(super) fn remove_leftovers(content: &Rc<Node>) {
    dom::remove(content, |node| {
        let is_contents = has_class(node, |class| class.starts_with("MsoToc"));
        let is_empty = dom::tag(node) == Some("p") && dom::text(node).is_empty() && dom::first(node, "img").is_none();
        is_contents || is_empty
    });
    for notes in dom::found(content, |node| style(node).contains("mso-element:footnote-list")) {
        notes.children.borrow_mut().retain(|child| dom::tag(child) != Some("hr"));
    }
}

/// A paragraph that is an item of a list becomes one; every other stays as it is.
pub(super) fn paragraph(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let Some(level) = level(element.node) else { return handlers.fallback(element) };
    let marks = dom::found(element.node, |node| style(node).contains("mso-list:Ignore"));
    let Some(mark) = marks.first().map(dom::text) else { return handlers.fallback(element) };
    dom::remove(element.node, |node| style(node).contains("mso-list:Ignore"));
    let is_numbered = mark.starts_with(|c: char| c.is_ascii_digit());
    let mark =
        if is_numbered { format!("{}.", mark.chars().take_while(char::is_ascii_digit).collect::<String>()) } else { "-".to_string() };
    let content = handlers.walk_children(element.node).content;
    let content = content.split_whitespace().collect::<Vec<_>>().join(" ");
    // Three spaces a level stand below the text of `-` and of `1.` alike.
    Some(format!("\n{}{mark} {content}", "   ".repeat(level - 1)).into())
}

/// How deep an item of a list stands: `mso-list:l0 level2 lfo1`.
fn level(paragraph: &Node) -> Option<usize> {
    let style = style(paragraph);
    let (_, list) = style.split_once("mso-list:")?;
    let level = list.split(';').next()?.split_whitespace().find_map(|word| word.strip_prefix("level"))?;
    level.parse().ok().map(|level: usize| level.clamp(1, 9))
}

/// Footnotes and their marks; links to places that Word made for itself become text.
pub(super) fn link(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let target = dom::attribute(element.node, "href").and_then(|href| href.strip_prefix("#_").map(str::to_string));
    let Some(target) = target else { return handlers.fallback(element) };
    let number = |prefix: &str| target.strip_prefix(prefix).filter(|number| number.bytes().all(|b| b.is_ascii_digit()));
    if let Some(number) = number("ftnref").or_else(|| number("ednref")) {
        return Some(format!("[^{number}]:").into());
    }
    match number("ftn").or_else(|| number("edn")) {
        Some(number) => Some(format!("[^{number}]").into()),
        None => Some(handlers.walk_children(element.node)),
    }
}

/// Word's names of languages: `NO-BOK`, `NO-NYN`.
pub(super) fn language(code: &str) -> String {
    match code.to_uppercase().as_str() {
        "NO-BOK" => "nb".to_string(),
        "NO-NYN" => "nn".to_string(),
        _ => code.to_string(),
    }
}

fn has_class(node: &Node, is_wanted: impl Fn(&str) -> bool) -> bool {
    dom::attribute(node, "class").is_some_and(|classes| classes.split_whitespace().any(is_wanted))
}

fn style(node: &Node) -> String {
    dom::attribute(node, "style").unwrap_or_default()
}
