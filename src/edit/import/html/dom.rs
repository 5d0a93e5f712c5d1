//! Looking around in a parsed page.

use std::rc::Rc;

use htmd::Node;
use markup5ever_rcdom::NodeData;

pub(super) fn tag(node: &Node) -> Option<&str> {
    if let NodeData::Element { name, .. } = &node.data { Some(&name.local) } else { None }
}

pub(super) fn has_attribute(node: &Node, wanted: &str) -> bool {
    let NodeData::Element { attrs, .. } = &node.data else { return false };
    attrs.borrow().iter().any(|attr| &*attr.name.local == wanted)
}

/// An attribute's value, unless it is empty.
pub(super) fn attribute(node: &Node, wanted: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else { return None };
    attrs.borrow().iter().find(|attr| &*attr.name.local == wanted).map(|attr| attr.value.to_string()).filter(|value| !value.is_empty())
}

/// Gives an attribute that is there another value.
pub(super) fn set_attribute(node: &Node, wanted: &str, value: &str) {
    let NodeData::Element { attrs, .. } = &node.data else { return };
    attrs.borrow_mut().iter_mut().filter(|attr| &*attr.name.local == wanted).for_each(|attr| attr.value = value.into());
}

/// The elements right below a node.
pub(super) fn elements(node: &Node) -> Vec<Rc<Node>> {
    node.children.borrow().iter().filter(|child| tag(child).is_some()).cloned().collect()
}

/// Every node with how deep it stands, in order.
pub(super) fn walk(root: &Rc<Node>, mut see: impl FnMut(&Rc<Node>, usize)) {
    let mut open = vec![(Rc::clone(root), 0)];
    while let Some((node, depth)) = open.pop() {
        see(&node, depth);
        open.extend(node.children.borrow().iter().rev().map(|child| (Rc::clone(child), depth + 1)));
    }
}

pub(super) fn depth(root: &Rc<Node>) -> usize {
    let mut deepest = 0;
    walk(root, |_, depth| deepest = deepest.max(depth));
    deepest
}

pub(super) fn all(root: &Rc<Node>, wanted: &str) -> Vec<Rc<Node>> {
    found(root, |node| tag(node) == Some(wanted))
}

pub(super) fn first(root: &Rc<Node>, wanted: &str) -> Option<Rc<Node>> {
    all(root, wanted).into_iter().next()
}

/// Every node that is as asked, in order.
pub(super) fn found(root: &Rc<Node>, is_wanted: impl Fn(&Rc<Node>) -> bool) -> Vec<Rc<Node>> {
    let mut found = Vec::new();
    walk(root, |node, _| {
        if is_wanted(node) {
            found.push(Rc::clone(node));
        }
    });
    found
}

/// Takes out every node below the root that is as asked, with what is in it.
pub(super) fn remove(root: &Rc<Node>, is_unwanted: impl Fn(&Rc<Node>) -> bool) {
    walk(root, |node, _| node.children.borrow_mut().retain(|child| !is_unwanted(child)));
}

/// Text without elements, white space made single.
pub(super) fn text(root: &Rc<Node>) -> String {
    let mut found = String::new();
    walk(root, |node, _| {
        if let NodeData::Text { contents } = &node.data {
            found.push_str(&contents.borrow());
        }
    });
    found.split_whitespace().collect::<Vec<_>>().join(" ")
}
