//! A small strict reader of XML, to judge feeds and sitemaps by something other than what wrote them.

use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub children: Vec<Element>,
    pub text: String,
}

impl Element {
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the only child of this name.
    pub fn one(&self, name: &str) -> Option<&str> {
        let mut found = self.children.iter().filter(|child| child.name == name);
        let text = found.next().map(|child| child.text.as_str());
        assert!(found.next().is_none(), "several <{name}>");
        text
    }
}

/// The root element. Panics where the text is not well-formed: in a test that is the finding.
pub fn parse(text: &str) -> Element {
    let body = text.strip_prefix("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>").expect("a declaration");
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(allowed), "a character that XML does not allow");
    let mut open = vec![Element::default()];
    let mut rest = body;
    while let Some(start) = rest.find('<') {
        let inner = open.last_mut().expect("the document");
        inner.text.push_str(&unescape(&rest[..start]));
        let end = start + rest[start..].find('>').expect("an end of the tag");
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let closed = open.pop().expect("an open element");
            assert_eq!(closed.name, name, "closed by another name");
            open.last_mut().expect("an element around it").children.push(closed);
            continue;
        }
        let element = element(tag.trim_end_matches('/'));
        if tag.ends_with('/') {
            open.last_mut().expect("an element around it").children.push(element);
        } else {
            open.push(element);
        }
    }
    assert!(rest.trim().is_empty(), "text after the root: {rest}");
    assert_eq!(open.len(), 1, "left open: {:?}", open.last().map(|element| &element.name));
    let mut document = open.remove(0);
    assert_eq!(document.children.len(), 1, "one root");
    document.children.remove(0)
}

fn element(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut attributes = BTreeMap::new();
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, next) = after.split_once('"').expect("an end of the value");
        assert!(attributes.insert(name.trim().to_string(), unescape(value)).is_none(), "{name} twice");
        rest = next;
    }
    assert!(rest.trim().is_empty(), "not an attribute: {rest}");
    Element { name: name.to_string(), attributes, ..Element::default() }
}

fn unescape(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut out = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        let (name, after) = piece.split_once(';').expect("an end of the entity");
        let hex = name.strip_prefix("#x").map(|digits| u32::from_str_radix(digits, 16).expect("hexadecimal digits"));
        let number = hex.or_else(|| name.strip_prefix('#').map(|digits| digits.parse().expect("digits")));
        let named = || match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            other => panic!("not an entity of XML: {other}"),
        };
        out.push(number.map_or_else(named, |number| char::from_u32(number).expect("a character")));
        out.push_str(after);
    }
    out
}
