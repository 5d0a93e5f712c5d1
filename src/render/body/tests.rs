use std::sync::Arc;

use super::*;
use crate::diag::Span;
use crate::doc::Content;
use crate::memo::{Key, Shared};
use crate::render::engine::tests::{engine_with, page, site};

fn link(dest: &str, title: &str) -> Part {
    Part::Link(LinkSlot {
        dest: dest.into(),
        title: title.into(),
        text: String::new(),
        attrs: String::new(),
        auto: false,
        span: Span::line(1),
    })
}

fn image(dest: &str, attrs: &str) -> Part {
    Part::Image(ImageSlot {
        dest: dest.into(),
        title: String::new(),
        alt: "a \"b\"".into(),
        attrs: attrs.into(),
        block: false,
        span: Span::line(1),
    })
}

fn code(lang: &str, fenced: bool) -> Part {
    Part::Code(CodeSlot { lang: lang.into(), attrs: Vec::new(), code: "a<\n\n".into(), fenced, line: 1 })
}

fn html(parts: Vec<Part>, links: Vec<LinkAnswer>, images: Vec<ImageAnswer>, enrich: bool) -> String {
    let content = Shared::with_key(Key::default(), Arc::new(Content { parts, ..Content::default() }));
    let (engine, _) = engine_with(&[]);
    let (site, page) = (site(), page());
    let view = BodyView { content, links, images, names: Vec::new(), calls: Vec::new(), enrich };
    let (html, diags) = body(&view, &Scope::new(&engine, &site, &page));
    assert_eq!(diags, Vec::new());
    html
}

#[test]
fn links_lead_where_the_site_says() {
    let answer = LinkAnswer { href: "/a/?x=1&y=\"".into() };
    let parts = vec![Part::Html("<p>".into()), link("a.md", ""), Part::Html("x</a>".into()), link("b.md", "T & \"U\"")];
    assert_eq!(
        html(parts, vec![answer], Vec::new(), false),
        "<p><a href=\"/a/?x=1&amp;y=&quot;\">x</a><a href=\"b.md\" title=\"T &amp; &quot;U&quot;\">"
    );
}

#[test]
fn images_get_their_size_only_when_enriched() {
    let answer = |src: &str| ImageAnswer { src: src.into(), width: Some(4), height: Some(3), srcset: String::new() };
    let parts = || vec![image("a.png", ""), image("b.png", " class=\"c\""), image("c.png", " width=\"9\"")];
    let answers = || vec![answer("/a.png"), answer("/b.png"), answer("/c.png")];
    assert_eq!(
        html(parts(), Vec::new(), answers(), false),
        "<img src=\"/a.png\" alt=\"a &quot;b&quot;\"><img src=\"/b.png\" alt=\"a &quot;b&quot;\" class=\"c\"><img src=\"/c.png\" alt=\"a &quot;b&quot;\" width=\"9\">"
    );
    assert_eq!(
        html(parts(), Vec::new(), answers(), true),
        "<img src=\"/a.png\" alt=\"a &quot;b&quot;\" width=\"4\" height=\"3\"><img src=\"/b.png\" alt=\"a &quot;b&quot;\" class=\"c\" width=\"4\" height=\"3\" loading=\"lazy\"><img src=\"/c.png\" alt=\"a &quot;b&quot;\" width=\"9\" loading=\"lazy\">"
    );
}

#[test]
fn code_is_plain_without_a_known_language() {
    let table = [
        (code("", true), "<pre tabindex=\"0\"><code>a&lt;\n</code></pre>"),
        (code("", false), "<pre><code>a&lt;\n\n</code></pre>"),
        (code("zzz", true), "<pre tabindex=\"0\"><code class=\"language-zzz\" data-lang=\"zzz\">a&lt;\n</code></pre>"),
    ];
    for (part, expected) in table {
        assert_eq!(html(vec![part], Vec::new(), Vec::new(), false), expected);
    }
}

#[test]
fn a_diagram_waits_for_its_script_only_when_enriched() {
    assert_eq!(html(vec![code("mermaid", true)], Vec::new(), Vec::new(), true), "<pre class=\"mermaid\">a&lt;\n\n</pre>");
    assert!(html(vec![code("mermaid", true)], Vec::new(), Vec::new(), false).contains("language-mermaid"));
}
