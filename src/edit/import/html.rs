//! HTML read as Markdown: the page's own content, without the site's menus around it.

use std::rc::Rc;
use std::sync::LazyLock;

use htmd::options::{BrStyle, BulletListMarker, Options};
use htmd::{HtmlToMarkdown, Node};
use markup5ever_rcdom::NodeData;
use regex::Regex;

use super::Page;

/// Elements that belong to the site around the page.
const AROUND: &[&str] = &["script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button", "svg", "iframe"];
/// As deep as a page's elements may stand in each other. Far more than anyone writes; keeps recursion bounded.
const DEPTH_LIMIT: usize = 256;

/// Whether a text is HTML, by its name or its beginning.
pub(super) fn is_html(name: &str, text: &str) -> bool {
    let lower = name.to_lowercase();
    let start: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(14).collect::<String>().to_lowercase();
    lower.ends_with(".html") || lower.ends_with(".htm") || start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Title, language, Markdown and images of a page; `None` when its elements stand too deep in each other.
pub(super) fn read(html: &str) -> Option<Page> {
    let options = Options {
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        br_style: BrStyle::Backslash,
        ..Options::default()
    };
    if unclosed(html) > DEPTH_LIMIT {
        return None;
    }
    let converter = HtmlToMarkdown::builder().options(options).skip_tags([AROUND, &["head", "title"]].concat()).build();
    let tree = converter.html_to_tree(html).ok()?;
    if depth(&tree) > DEPTH_LIMIT {
        return None;
    }
    all(&tree, "a").iter().for_each(|link| disarm(link));
    let content = ["main", "article", "body"].iter().find_map(|tag| first(&tree, tag)).unwrap_or_else(|| Rc::clone(&tree));
    let heading = first(&content, "h1");
    let title = heading.as_ref().map(text).or_else(|| first(&tree, "title").as_ref().map(text)).filter(|title| !title.is_empty());
    let images = all(&content, "img").iter().filter_map(|image| attribute(image, "src")).collect();
    let lang = first(&tree, "html").and_then(|html| attribute(&html, "lang"));
    let markdown = without_title(&converter.tree_to_markdown(&content), heading.is_some());
    let markdown = whole_addresses(&markdown).replace("{{<", "{{\\<").replace("{{%", "{{\\%");
    Some(Page { title, lang, markdown, images })
}

/// The first heading is the page's title, which stands in its front matter.
fn without_title(markdown: &str, has_heading: bool) -> String {
    let mut lines: Vec<&str> = markdown.lines().collect();
    if let Some(at) = lines.iter().position(|line| line.starts_with("# ")).filter(|_| has_heading) {
        lines.remove(at);
    }
    format!("{}\n", lines.join("\n").trim())
}

/// Addresses in running text without the `\` that would be part of them.
fn whole_addresses(markdown: &str) -> String {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"https?://[^\s<>()\[\]]+").expect("a pattern"));
    ADDRESS.replace_all(markdown, |found: &regex::Captures| found[0].replace('\\', "")).into_owned()
}

/// A link that would run a script becomes text.
fn disarm(link: &Node) {
    let NodeData::Element { attrs, .. } = &link.data else { return };
    let runs = |address: &str| {
        let address: String = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>().to_lowercase();
        ["javascript:", "vbscript:", "data:"].iter().any(|scheme| address.starts_with(scheme))
    };
    attrs.borrow_mut().retain(|attr| !(&*attr.name.local == "href" && runs(&attr.value)));
}

fn tag(node: &Node) -> Option<&str> {
    if let NodeData::Element { name, .. } = &node.data { Some(&name.local) } else { None }
}

fn attribute(node: &Node, wanted: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else { return None };
    attrs.borrow().iter().find(|attr| &*attr.name.local == wanted).map(|attr| attr.value.to_string()).filter(|value| !value.is_empty())
}

/// Elements whose end is implied or that have none: they do not stand in each other because one is not closed.
const UNCLOSED: &[&str] = &[
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "br", "img", "hr", "input", "meta", "link", "col",
    "source", "wbr", "area", "base", "embed", "track",
];

/// The most elements that are open at once, as far as can be told without parsing: a parser takes long over thousands.
fn unclosed(html: &str) -> usize {
    let (mut open, mut most) = (0usize, 0);
    for tag in html.split('<').skip(1) {
        let closing = tag.starts_with('/');
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        let is_empty = tag.split('>').next().is_some_and(|tag| tag.ends_with('/'));
        if name.is_empty() || is_empty || UNCLOSED.contains(&name.as_str()) {
            continue;
        }
        open = if closing { open.saturating_sub(1) } else { open + 1 };
        most = most.max(open);
    }
    most
}

/// Every node with how deep it stands, in order.
fn walk(root: &Rc<Node>, mut see: impl FnMut(&Rc<Node>, usize)) {
    let mut open = vec![(Rc::clone(root), 0)];
    while let Some((node, depth)) = open.pop() {
        see(&node, depth);
        open.extend(node.children.borrow().iter().rev().map(|child| (Rc::clone(child), depth + 1)));
    }
}

fn depth(root: &Rc<Node>) -> usize {
    let mut deepest = 0;
    walk(root, |_, depth| deepest = deepest.max(depth));
    deepest
}

fn all(root: &Rc<Node>, wanted: &str) -> Vec<Rc<Node>> {
    let mut found = Vec::new();
    walk(root, |node, _| {
        if tag(node) == Some(wanted) {
            found.push(Rc::clone(node));
        }
    });
    found
}

fn first(root: &Rc<Node>, wanted: &str) -> Option<Rc<Node>> {
    all(root, wanted).into_iter().next()
}

/// Text without elements, white space made single.
fn text(root: &Rc<Node>) -> String {
    let mut found = String::new();
    walk(root, |node, _| {
        if let NodeData::Text { contents } = &node.data {
            found.push_str(&contents.borrow());
        }
    });
    found.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_of_a_page_as_markdown() {
        let html = "<!DOCTYPE html><html lang=nn><head><title>Nettstad – Side</title></head><body><nav><a href='/'>Meny</a></nav>\
            <main><h1>Ei side</h1><p>Tekst med <strong>trykk</strong> og <a href='/x/'>lenke</a>.</p><h2>Del</h2>\
            <ul><li>ein<ul><li>under</li></ul></li><li>to</li></ul><ol><li>fyrst</li></ol>\
            <table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>\
            <img src='b.png' alt='Bilete'></main><footer>Botn</footer></body></html>";
        let page = read(html).unwrap();
        assert_eq!((page.title.as_deref(), page.lang.as_deref(), page.images), (Some("Ei side"), Some("nn"), vec!["b.png".to_string()]));
        let expected = "Tekst med **trykk** og [lenke](/x/).\n\n## Del\n\n- ein\n  - under\n- to\n\n1. fyrst\n\n| A | B |\n| - | - |\n| 1 | 2 |\n\n![Bilete](b.png)\n";
        assert_eq!(page.markdown, expected);
    }

    #[test]
    fn what_the_web_holds() {
        let body = |html: &str| read(&format!("<html><body>{html}</body></html>")).unwrap().markdown;
        for (html, expected) in [
            ("<h1>Om <em>data</em></h1><p>Tekst.", "Tekst.\n"),
            ("<h1>Om</h1><p><a href=' java\tscript:alert(1)'>klikk</a>", "klikk\n"),
            ("<h1>Om</h1><p>http://x.no/a_b_c og a_b", "http://x.no/a_b_c og a\\_b\n"),
        ] {
            assert_eq!(body(html), expected, "{html}");
        }
    }

    #[test]
    fn what_is_html() {
        for (name, text, expected) in
            [("a.HTM", "", true), ("a.txt", " <!doctype HTML>", true), ("a.txt", "<html lang=nb>", true), ("a.txt", "Tekst <b>", false)]
        {
            assert_eq!(is_html(name, text), expected, "{name} {text}");
        }
    }

    #[test]
    fn elements_in_each_other_without_end_are_refused() {
        assert!(read(&"<div>".repeat(100_000)).is_none());
        assert!(read(&"<ul><li>".repeat(5_000)).is_none());
        assert!(read(&format!("{}x", "<div>".repeat(200))).is_some());
    }
}
