//! What belongs to the site around a page, and not to the page.

use std::rc::Rc;

use htmd::Node;

use super::dom;

/// Elements that are never part of a text.
pub(super) const NEVER: &[&str] =
    &["script", "style", "noscript", "template", "nav", "button", "select", "textarea", "svg", "head", "title"];
/// Elements that belong to the site, unless they stand in the page's own content.
const OUTSIDE: &[&str] = &["header", "footer", "aside", "form"];
/// What an element says that it is.
const ROLES: &[&str] = &["navigation", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "contentinfo"];
/// Words in an element's class or id, as sites commonly call such things.
const NAMES: &[&str] = &["breadcrumb", "breadcrumbs", "brodsmuler", "brodsmulesti", "cookie", "cookies", "share", "pagination", "skiplink"];
/// What is so called and has more text than this, in bytes, is no mere tool.
const TOOL: usize = 400;

/// Takes out what a reader would not call the page's text.
pub(super) fn remove(content: &Rc<Node>) {
    let is_whole_page = matches!(dom::tag(content), Some("body") | None);
    dom::remove(content, |node| is_around(node, is_whole_page));
}

fn is_around(node: &Rc<Node>, is_whole_page: bool) -> bool {
    let Some(tag) = dom::tag(node) else { return false };
    let is_outside = || OUTSIDE.contains(&tag) && (is_whole_page || matches!(tag, "footer" | "form"));
    let has_role = || dom::attribute(node, "role").is_some_and(|role| ROLES.contains(&role.as_str()));
    let is_hidden = || dom::attribute(node, "aria-hidden").as_deref() == Some("true") || dom::has_attribute(node, "hidden");
    let may_hold_the_page = || matches!(tag, "html" | "body" | "main" | "article") || dom::first(node, "h1").is_some();
    is_hidden() || ((is_outside() || has_role() || is_named(node)) && !may_hold_the_page())
}

fn is_named(node: &Rc<Node>) -> bool {
    let names = ["class", "id"].into_iter().filter_map(|key| dom::attribute(node, key)).collect::<Vec<_>>().join(" ").to_lowercase();
    let names = names.replace("skip-link", "skiplink");
    names.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| NAMES.contains(&word)) && dom::text(node).len() < TOOL
}
