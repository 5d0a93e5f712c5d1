//! HTML read as Markdown: the page's own content, without the site's menus around it.

mod around;
mod dom;
mod links;
mod parts;
mod tables;
mod word;

use std::rc::Rc;
use std::sync::LazyLock;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::options::{BrStyle, BulletListMarker, Options};
use htmd::{Element, HtmlToMarkdown, Node};
use markup5ever_rcdom::NodeData;
use regex::Regex;

use super::Page;

/// As deep as a page's elements may stand in each other. Far more than anyone writes; keeps recursion bounded.
const DEPTH_LIMIT: usize = 256;

/// Whether a text is HTML, by its name or its beginning.
pub(super) fn is_html(name: &str, text: &str) -> bool {
    let lower = name.to_lowercase();
    let start: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(14).collect::<String>().to_lowercase();
    lower.ends_with(".html") || lower.ends_with(".htm") || start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Title, language, Markdown and images of a page; `None` when its elements stand too deep in each other. Whether an image
/// lies beside the page decides whether its address stays as it is.
pub(super) fn read(html: &str, is_beside: &dyn Fn(&str) -> bool) -> Option<Page> {
    if unclosed(html) > DEPTH_LIMIT {
        return None;
    }
    let tree = HtmlToMarkdown::new().html_to_tree(html).ok()?;
    if dom::depth(&tree) > DEPTH_LIMIT {
        return None;
    }
    let lang = ["html", "body"].iter().find_map(|tag| dom::first(&tree, tag).and_then(|node| dom::attribute(&node, "lang")));
    let content = ["main", "article", "body"].iter().find_map(|tag| dom::first(&tree, tag)).unwrap_or_else(|| Rc::clone(&tree));
    around::remove(&content);
    word::remove_leftovers(&content);
    dom::all(&content, "a").iter().for_each(|link| disarm(link));
    let links = place_links(&tree, &content, is_beside);
    let (title, deeper) = title(&tree, &content);
    let images = dom::all(&content, "img").iter().filter_map(|image| dom::attribute(image, "src")).collect();
    let markdown = converter(deeper).tree_to_markdown(&content);
    let markdown = whole_addresses(markdown.trim()).replace("{{<", "{{\\<").replace("{{%", "{{\\%") + "\n";
    Some(Page { title, lang: lang.map(|lang| word::language(&lang)), markdown, images, links, left_out: Vec::new() })
}

/// What makes Markdown of a page whose headings stand that much deeper than they say.
fn converter(deeper: usize) -> HtmlToMarkdown {
    let options = Options {
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        br_style: BrStyle::Backslash,
        ..Options::default()
    };
    let heading = move |handlers: &dyn Handlers, element: Element| -> Option<HandlerResult> {
        let level = element.tag.trim_start_matches('h').parse().unwrap_or(1) + deeper;
        // A title that stands among the headings has been taken out: what is left is below it.
        let content = handlers.walk_children(element.node).content.split_whitespace().collect::<Vec<_>>().join(" ");
        // A number begins a list at the beginning of a line, which this is not.
        let digits = content.chars().take_while(char::is_ascii_digit).count();
        let content = match content[digits..].strip_prefix("\\.") {
            Some(rest) if digits > 0 => format!("{}.{rest}", &content[..digits]),
            _ => content,
        };
        (!content.is_empty()).then(|| format!("\n\n{} {content}\n\n", "#".repeat(level.clamp(2, 6))).into())
    };
    HtmlToMarkdown::builder()
        .options(options)
        .skip_tags(around::NEVER.to_vec())
        .add_handler(vec!["h1", "h2", "h3", "h4", "h5", "h6"], heading)
        .add_handler(vec!["table"], tables::table)
        .add_handler(vec!["dl"], parts::terms)
        .add_handler(vec!["summary"], parts::summary)
        .add_handler(vec!["del", "s", "strike"], parts::struck)
        .add_handler(vec!["sub", "sup"], parts::raised)
        .add_handler(vec!["iframe", "video", "audio"], parts::embedded)
        .add_handler(vec!["p"], word::paragraph)
        .add_handler(vec!["a"], word::link)
        .build()
}

/// The page's title, taken out of its text, and how much deeper the headings that are left must stand.
fn title(tree: &Rc<Node>, content: &Rc<Node>) -> (Option<String>, usize) {
    let headings: Vec<Rc<Node>> = dom::all(content, "h1").into_iter().filter(|heading| !dom::text(heading).is_empty()).collect();
    let said = dom::first(tree, "title").map(|title| dom::text(&title)).filter(|title| !title.is_empty());
    let documents = word::title(content);
    // Several headings of the first level are chapters, unless the page's own title is the first of them.
    let first_is_title = headings.first().is_some_and(|first| {
        headings.len() == 1 && documents.is_none() || said.as_ref().is_some_and(|said| said.contains(&dom::text(first)))
    });
    let own = if first_is_title { headings.first().cloned() } else { documents };
    let title = own.as_ref().map(dom::text);
    if let Some(own) = &own {
        dom::remove(content, |node| Rc::ptr_eq(node, own));
    }
    let deeper = usize::from(!first_is_title && !headings.is_empty());
    // «Title | The agency»: a page's own name comes first.
    (title.or_else(|| said.map(|said| said.split(" | ").next().unwrap_or(&said).to_string())), deeper)
}

/// Gives relative addresses the place that the page had, when it is known. Gives back the links that lead nowhere without it.
fn place_links(tree: &Rc<Node>, content: &Rc<Node>, is_beside: &dyn Fn(&str) -> bool) -> Vec<String> {
    let base = links::address(tree);
    let mut nowhere = Vec::new();
    for (tag, key) in [("a", "href"), ("img", "src"), ("iframe", "src"), ("video", "src"), ("source", "src")] {
        for node in dom::all(content, tag) {
            let Some(address) = dom::attribute(&node, key).filter(|address| links::is_relative(address)) else { continue };
            match &base {
                Some(base) if tag == "a" || !is_beside(&address) => dom::set_attribute(&node, key, &links::absolute(base, &address)),
                None if tag == "a" => nowhere.push(address),
                _ => {}
            }
        }
    }
    nowhere
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
        let page = read(html, &|_| true).unwrap();
        assert_eq!((page.title.as_deref(), page.lang.as_deref(), page.images), (Some("Ei side"), Some("nn"), vec!["b.png".to_string()]));
        let expected = "Tekst med **trykk** og [lenke](/x/).\n\n## Del\n\n- ein\n  - under\n- to\n\n1. fyrst\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n![Bilete](b.png)\n";
        assert_eq!(page.markdown, expected);
    }

    #[test]
    fn what_the_web_holds() {
        let body = |html: &str| read(&format!("<html><body>{html}</body></html>"), &|_| false).unwrap().markdown;
        for (html, expected) in [
            ("<h1>Om <em>data</em></h1><p>Tekst.", "Tekst.\n"),
            ("<h1>Om</h1><p><a href=' java\tscript:alert(1)'>klikk</a>", "klikk\n"),
            ("<h1>Om</h1><p>http://x.no/a_b_c og a_b", "http://x.no/a_b_c og a\\_b\n"),
            // Lists of terms.
            (
                "<dl><dt>Data</dt><dt>Datum</dt><dd>Tall.<dd>Mer.<dt>Ord<dd><p>En.</p><p>To.</p></dl><p>Etter.",
                "Data\nDatum\n: Tall.\n: Mer.\n\nOrd\n: En.\n\n  To.\n\nEtter.\n",
            ),
            ("<dl><div><dt>A</dt><dd>b</dd></div><div><dt>C</dt><dd>d</dd></div></dl>", "A\n: b\n\nC\n: d\n"),
            // Tables with cells that span others.
            (
                "<table><caption>Pris</caption><tr><th rowspan=2>Type<th colspan=2>Kroner<tr><th>2024<th>2025<tr><td>Ny<td>1<td>2<br>3 | 4<tr><td colspan=3>Merk</table>",
                "Pris\n\n| Type | Kroner 2024 | Kroner 2025 |\n|---|---|---|\n| Ny | 1 | 2 3 \\| 4 |\n| Merk |  |  |\n",
            ),
            (
                "<table><tr><td><b>A</b><td>B<tr><td rowspan=2>1<td><p>x</p><p>y</p><tr><td>2</table>",
                "| A | B |\n|---|---|\n| 1 | x; y |\n| 1 | 2 |\n",
            ),
            ("<table><tr><th>Navn<td>Kari<tr><th>By<td>Oslo</table>", "|  |  |\n|---|---|\n| Navn | Kari |\n| By | Oslo |\n"),
            ("<table><tr><td><p>Bare</p><p>tekst</p></table>", "Bare\n\ntekst\n"),
            ("<table><tr><td colspan=1000>A<td>B<tr><td>1<td>2</table>", "| A | B |\n|---|---|\n| 1 | 2 |\n"),
            // What is not the page's text.
            (
                "<div role=navigation><a href=/a>A</a></div><ol class=breadcrumb><li>Hjem</ol><div id=cookie-banner>Godta</div><span hidden>x</span><h1>T</h1><p class=social>Sosial tekst.",
                "Sosial tekst.\n",
            ),
            (
                "<main><header><h1>T</h1><p>Ingress.</header><p>Tekst.<aside>Fakta.</aside><footer>Del</footer></main>",
                "Ingress.\n\nTekst.\n\nFakta.\n",
            ),
            ("<form><h1>T</h1><p>Tekst.</form><form>Søk</form>", "Tekst.\n"),
            // What Markdown says in its own way.
            ("<p>m<sup>2</sup>, H<sub>2</sub>O, x<sup>n</sup> og <s>nei</s> ja", "m², H₂O, xn og ~~nei~~ ja\n"),
            ("<details><summary>Mer</summary><p>Tekst.</details>", "**Mer**\n\nTekst.\n"),
            ("<iframe src=https://x.no/film title=Filmen></iframe><iframe src=/annonse></iframe>", "[Filmen](https://x.no/film)\n"),
            ("<h1>T</h1><pre><code># ikke overskrift</code></pre><h3>Del</h3>", "```\n# ikke overskrift\n```\n\n### Del\n"),
        ] {
            assert_eq!(body(html), expected, "{html}");
        }
    }

    #[test]
    fn titles_among_headings() {
        for (html, title, markdown) in [
            ("<title>Side | Etat</title><h1>Side</h1><h2>Del</h2><h1>Annet</h1>", "Side", "## Del\n\n## Annet\n"),
            (
                "<title>Rapport</title><h1>1. Bakgrunn</h1><h2>Mer</h2><h1>2. Forslag</h1>",
                "Rapport",
                "## 1. Bakgrunn\n\n### Mer\n\n## 2. Forslag\n",
            ),
            ("<title>Side | Etat</title><h2>Del</h2>", "Side", "## Del\n"),
        ] {
            let page = read(&format!("<html>{html}"), &|_| false).unwrap();
            assert_eq!((page.title.as_deref(), page.markdown.as_str()), (Some(title), markdown), "{html}");
        }
    }

    #[test]
    fn relative_addresses_get_the_place_that_the_page_had() {
        let body = "<h1>T</h1><p><a href=b.html>b</a> <a href=#c>c</a> <img src=beside.png alt=x> <img src=/d.png alt=y>";
        let known = read(&format!("<base href=https://x.no/a/>{body}"), &|image| image == "beside.png").unwrap();
        assert_eq!(known.markdown, "[b](https://x.no/a/b.html) [c](#c) ![x](beside.png) ![y](https://x.no/d.png)\n");
        assert_eq!(known.links, Vec::<String>::new());
        let unknown = read(body, &|_| false).unwrap();
        assert_eq!(unknown.markdown, "[b](b.html) [c](#c) ![x](beside.png) ![y](/d.png)\n");
        assert_eq!(unknown.links, ["b.html"]);
    }

    #[test]
    fn a_document_saved_by_word() {
        let item = |level: u32, mark: &str, text: &str| {
            format!(
                "<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level{level} lfo1'><span style='mso-list:Ignore'>{mark}<span>&nbsp;&nbsp; </span></span>{text}<o:p></o:p></p>\n"
            )
        };
        let items = [item(1, "·", "En"), item(2, "o", "Under"), item(1, "·", "To"), item(1, "1.", "Først")].concat();
        let html = format!(
            "<html><body lang=NO-NYN><p class=MsoTitle>Notat</p><p class=MsoToc1>Innhald 3</p><h1><a name='_Toc1'></a>1. Bakgrunn</h1>\
            <p class=MsoNormal>Sjå <a href='#_Toc1'>over</a>.<a href='#_ftn1' name='_ftnref1'>[1]</a></p><p class=MsoNormal>&nbsp;</p>{items}\
            <p class=MsoNormal>Etter.</p><div style='mso-element:footnote-list'><hr><div><p><a href='#_ftnref1'>[1]</a> Ein note.</p></div></div></body></html>"
        );
        let page = read(&html, &|_| false).unwrap();
        assert_eq!((page.title.as_deref(), page.lang.as_deref()), (Some("Notat"), Some("nn")));
        let expected = "## 1. Bakgrunn\n\nSjå over.[^1]\n\n- En\n   - Under\n- To\n1. Først\n\nEtter.\n\n[^1]: Ein note.\n";
        assert_eq!(page.markdown, expected);
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
        let page = |html: &str| read(html, &|_| false);
        assert!(page(&"<div>".repeat(100_000)).is_none());
        assert!(page(&"<ul><li>".repeat(5_000)).is_none());
        assert!(page(&format!("{}x", "<div>".repeat(200))).is_some());
    }
}
