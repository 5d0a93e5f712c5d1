use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use super::*;
use crate::diag::{MessageLang, Style, to_text};
use crate::doc::markdown;
use crate::doc::shortcodes::{Call, CallArgs, Inner, InnerPart, extract};
use crate::doc::{Content, Part};
use crate::memo::{Key, Shared};
use crate::render::engine::tests::{engine_with, page, site};
use crate::views::{BodyView, ImageAnswer, LinkAnswer};

fn parse(text: &str, line: u32) -> Content {
    let mut markup = crate::config::Markup::default();
    markup.goldmark.unsafe_html = true;
    markdown::parse(text, line, &markdown::Options::new(&markup, false))
}

/// What the site would make of a body: links as written, and one answer for every call.
fn view(content: Content, answer: &Json) -> BodyView {
    let links = content.parts.iter().filter_map(|part| match part {
        Part::Link(slot) => Some(LinkAnswer { href: slot.dest.clone() }),
        _ => None,
    });
    let images = content.parts.iter().filter_map(|part| match part {
        Part::Image(slot) => Some(ImageAnswer { src: slot.dest.clone(), ..ImageAnswer::default() }),
        _ => None,
    });
    BodyView {
        links: links.collect(),
        names: Vec::new(),
        images: images.collect(),
        calls: content.calls.iter().map(|call| call_view(call, answer)).collect(),
        enrich: false,
        content: Shared::with_key(Key::default(), Arc::new(content)),
    }
}

fn call_view(call: &Call, answer: &Json) -> CallView {
    let (positional, named) = match &call.args {
        CallArgs::Positional(values) => (values.clone(), Map::new()),
        CallArgs::Named(values) => (Vec::new(), values.iter().cloned().collect()),
    };
    CallView {
        name: call.name.clone(),
        positional,
        named,
        inner: call.inner.as_ref().map(|inner| inner_view(inner, answer)),
        ordinal: call.ordinal,
        span: call.span,
        answer: answer.clone(),
    }
}

fn inner_view(inner: &Inner, answer: &Json) -> CallInner {
    let parts = inner.parts.iter().map(|part| match part {
        InnerPart::Text(text) => CallInnerPart::Text(text.clone()),
        InnerPart::Call(n) => CallInnerPart::Call(*n),
    });
    CallInner { parts: parts.collect(), body: Arc::new(view((*inner.content).clone(), answer)) }
}

struct Rendered {
    html: String,
    findings: Vec<String>,
}

fn render_with(files: &[(&str, &str)], source: &str, answer: &Json) -> Rendered {
    let (engine, diags) = engine_with(files);
    let extracted = extract(source, 1, &parse);
    let mut content = parse(&extracted.text, 1);
    content.calls = extracted.calls;
    let (site, mut page) = (site(), page());
    page.params.insert("forfatter".into(), json!({"navn": "Kari & co"}));
    let (html, more) = body::body(&view(content, answer), &Scope::new(&engine, &site, &page));
    let findings =
        diags.iter().chain(&more).map(|diag| to_text(diag, MessageLang::En, Style::Plain).lines().next().unwrap_or("").to_string());
    Rendered { findings: findings.collect(), html: html.split_whitespace().collect::<Vec<_>>().join(" ") }
}

fn html(source: &str, answer: &Json) -> String {
    let rendered = render_with(&[], source, answer);
    assert_eq!(rendered.findings, Vec::<String>::new(), "{source}");
    rendered.html
}

/// Expected HTML is Hugo's own for the same call (0.168), with white space folded.
#[test]
fn hugo_s_own_shortcodes_give_hugo_s_html() {
    let table = [
        ("{{< figure src=\"a.png\" >}}", "<figure><img src=\"a.png\"> </figure>"),
        (
            "{{< figure src=\"a.png\" title=\"T\" caption=\"*c*\" alt=\"al\" link=\"https://x.no\" target=\"_blank\" rel=\"r\" width=10 height=\"20\" class=\"c\" attr=\"at\" attrlink=\"https://y.no\" loading=lazy >}}",
            "<figure class=\"c\"><a href=\"https://x.no\" target=\"_blank\" rel=\"r\"><img src=\"a.png\" alt=\"al\" width=\"10\" height=\"20\" loading=\"lazy\"></a><figcaption><h4>T</h4><p><em>c</em> <a href=\"https://y.no\">at</a></p></figcaption> </figure>",
        ),
        (
            "{{< figure src=\"a.png\" caption=\"*c* \\\"q\\\"\" >}}",
            "<figure><img src=\"a.png\" alt=\"c &ldquo;q&rdquo;\"><figcaption><p><em>c</em> &ldquo;q&rdquo;</p></figcaption> </figure>",
        ),
        (
            "{{< details summary=\"S *x*\" open=true name=\"n\" class=\"k\" title=\"t\" >}}\nhei *du*\n{{< /details >}}",
            "<details class=\"k\" name=\"n\" open title=\"t\"> <summary>S <em>x</em></summary> <p>hei <em>du</em></p> </details>",
        ),
        ("{{< details >}}\na\n\n- b\n{{< /details >}}", "<details> <summary>Details</summary> <p>a</p> <ul> <li>b</li> </ul> </details>"),
        ("{{< param \"forfatter.navn\" >}}, {{< param forfatter.Navn >}}", "<p>Kari &amp; co, Kari &amp; co</p>"),
        (
            "{{< highlight zzz >}}a <b>{{< /highlight >}}",
            "<pre tabindex=\"0\"><code class=\"language-zzz\" data-lang=\"zzz\">a &lt;b&gt;</code></pre>",
        ),
        (
            "x {{< highlight text \"hl_inline=true\" >}}a{{< /highlight >}} y",
            "<p>x <code class=\"code-inline language-text\">a</code> y</p>",
        ),
        ("a {{< comment >}}b{{< /comment >}}c", "<p>a c</p>"),
    ];
    for (source, expected) in table {
        assert_eq!(html(source, &Json::Null), expected, "{source}");
    }
}

#[test]
fn references_stand_where_they_are_written() {
    let answer = json!({"url": "https://example.org/a/?x=1&y", "title": "A", "found": true});
    let table = [
        ("[l]({{< ref \"a\" >}})", "<p><a href=\"https://example.org/a/?x=1&amp;y\">l</a></p>"),
        ("{{< relref \"a\" >}}", "https://example.org/a/?x=1&amp;y"),
        ("se {{< pagelink \"a\" >}}.", "<p>se <a href=\"https://example.org/a/?x=1&amp;y\">A</a>.</p>"),
        (
            "{{< button href=\"a\" >}}Gå *dit*{{< /button >}}",
            "<a class=\"button\" href=\"https://example.org/a/?x=1&amp;y\">Gå <em>dit</em></a>",
        ),
    ];
    for (source, expected) in table {
        assert_eq!(html(source, &answer), expected, "{source}");
    }
    assert_eq!(html("{{< pagelink \"a\" >}}", &json!({"url": "", "title": "", "found": false})), "a");
    assert_eq!(html("{{< ref \"a b\" >}}", &Json::Null), "a b");
}

#[test]
fn what_others_host_is_a_link() {
    let table = [
        ("{{< youtube abc123 >}}", "https://www.youtube.com/watch?v=abc123\" rel=\"external noopener\">Se filmen på YouTube<"),
        (
            "{{< youtube id=\"abc\" title=\"Film\" start=30 >}}",
            "https://www.youtube.com/watch?v=abc&amp;t=30\" rel=\"external noopener\">Film<",
        ),
        ("{{< vimeo 123 >}}", "https://vimeo.com/123\" rel=\"external noopener\">Se filmen på Vimeo<"),
        ("{{< instagram xyz >}}", "https://www.instagram.com/p/xyz/\" rel=\"external noopener\">Se innlegget på Instagram<"),
        ("{{< x user=\"a\" id=\"1\" >}}", "https://x.com/a/status/1\" rel=\"external noopener\">Se innlegget på X<"),
        ("{{< gist ola 123 >}}", "https://gist.github.com/ola/123\" rel=\"external noopener\">Se koden på GitHub<"),
    ];
    for (source, part) in table {
        assert_eq!(html(source, &Json::Null), format!("<p class=\"outside\"><a href=\"{part}/a></p>"), "{source}");
    }
}

#[test]
fn no_paragraph_stands_in_another() {
    let link = |id: &str| format!("<a href=\"https://vimeo.com/{id}\" rel=\"external noopener\">Se filmen på Vimeo</a>");
    let (one, two) = (link("1"), link("2"));
    for (source, expected) in [
        ("{{< vimeo 1 >}} {{< vimeo 2 >}}", format!("<p>{one} {two}</p>")),
        ("Se {{< vimeo 1 >}} og {{< vimeo 2 >}}.", format!("<p>Se {one} og {two}.</p>")),
        ("- {{< vimeo 1 >}}", format!("<ul> <li><p class=\"outside\">{one}</p></li> </ul>")),
        ("Se\n\n{{< vimeo 1 >}}", format!("<p>Se</p> <p class=\"outside\">{one}</p>")),
    ] {
        assert_eq!(html(source, &Json::Null), expected, "{source}");
    }
}

#[test]
fn boxes_hold_markdown_in_both_notations() {
    let notice = |class: &str, title: &str| {
        format!("<div class=\"notice{class}\" role=\"note\"> <p><strong>{title}</strong></p> <p>a <em>b</em></p> </div>")
    };
    let table = [
        ("{{% notice tip %}}\na *b*\n{{% /notice %}}", notice(" success", "Tips")),
        ("{{< notice warning \"Se opp\" >}}\na *b*\n{{< /notice >}}", notice(" warning", "Se opp")),
        ("{{% notice style=\"info\" title=\"Obs <1>\" %}}a *b*{{% /notice %}}", notice("", "Obs &lt;1&gt;")),
        ("{{% notice %}}a *b*{{% /notice %}}", notice("", "Merk")),
        ("{{< note >}}a *b*{{< /note >}}", notice("", "Merk")),
        ("{{< info >}}a *b*{{< /info >}}", notice("", "Informasjon")),
        ("{{< tip >}}a *b*{{< /tip >}}", notice(" success", "Tips")),
        ("{{< warning \"X\" >}}a *b*{{< /warning >}}", notice(" warning", "X")),
        ("{{% alert theme=\"danger\" %}}a{{% /alert %}}", "<div class=\"notice danger\" role=\"note\"> <p>a</p> </div>".into()),
        (
            "{{% panel theme=\"success\" header=\"H\" footer=\"*F*\" %}}a{{% /panel %}}",
            "<div class=\"notice panel success\"> <p><strong>H</strong></p> <p>a</p> <p class=\"quiet\"><em>F</em></p> </div>".into(),
        ),
        (
            "{{% expand \"Mer?\" \"true\" %}}a{{% /expand %}}",
            "<details class=\"expand\" open> <summary>Mer?</summary> <p>a</p> </details>".into(),
        ),
        ("{{% expand %}}a{{% /expand %}}", "<details class=\"expand\"> <summary>Vis mer</summary> <p>a</p> </details>".into()),
        ("{{% excerpt %}}a{{% /excerpt %}}{{% excerpt hidden=\"true\" %}}b{{% /excerpt %}}", "<p>a</p>".into()),
        (
            "{{< tabs >}}\n{{% tab \"En\" %}}a{{% /tab %}}\n{{% tab title=\"To\" %}}*b*{{% /tab %}}\n{{< /tabs >}}",
            "<div class=\"tabs\"> <details class=\"tab\" open> <summary>En</summary> <p>a</p> </details> <details class=\"tab\"> <summary>To</summary> <p><em>b</em></p> </details> </div>"
                .into(),
        ),
    ];
    for (source, expected) in table {
        assert_eq!(html(source, &Json::Null), expected, "{source}");
    }
}

#[test]
fn small_signs_and_drawings() {
    let table = [
        ("{{< icon name=\"circle\" >}}", "<span class=\"icon icon-circle\" aria-hidden=\"true\"></span>"),
        ("{{< label \"Ny\" \"success\" >}}", "<span class=\"label success\">Ny</span>"),
        ("{{< badge style=\"info\" >}}*Ny*{{< /badge >}}", "<span class=\"label info\"><em>Ny</em></span>"),
        ("{{< mermaid >}}\na --> b & c\n{{< /mermaid >}}", "<pre class=\"mermaid\">a --&gt; b &amp; c</pre>"),
        ("om {{< math >}}a < b_1_{{< /math >}}", "<p>om <span class=\"math inline\">a &lt; b_1_</span></p>"),
        ("{{< katex >}}\nx^2\n{{< /katex >}}", "<div class=\"math display\">x^2</div>"),
    ];
    for (source, expected) in table {
        assert_eq!(html(source, &Json::Null), expected, "{source}");
    }
}

#[test]
fn lists_of_pages_show_what_the_site_answers() {
    let leaf = |title: &str| json!({"title": title, "url": format!("/{title}/"), "description": "om", "status": null, "lastmod": null, "children": []});
    let mut first = leaf("a");
    first["children"] = json!([leaf("b")]);
    let answer = json!([first, leaf("c")]);
    let table = [
        (
            "{{< children >}}",
            "<ul class=\"children\"><li><a href=\"/a/\">a</a><ul class=\"children\"><li><a href=\"/b/\">b</a></li></ul></li><li><a href=\"/c/\">c</a></li></ul>",
        ),
        (
            "{{% children style=\"h3\" description=\"true\" %}}",
            "<h3><a href=\"/a/\">a</a></h3><p>om</p><h4><a href=\"/b/\">b</a></h4><p>om</p><h3><a href=\"/c/\">c</a></h3><p>om</p>",
        ),
        (
            "{{< children containerstyle=\"ol\" >}}",
            "<ol class=\"children\"><li><a href=\"/a/\">a</a><ol class=\"children\"><li><a href=\"/b/\">b</a></li></ol></li><li><a href=\"/c/\">c</a></li></ol>",
        ),
    ];
    for (source, expected) in table {
        assert_eq!(html(source, &answer), expected, "{source}");
    }
    assert!(html("{{< children style=\"card\" >}}", &answer).contains("href=\"/c/\""));
    assert_eq!(html("{{< children >}}", &json!([])), "");
    let recent = json!([{"title": "a", "url": "/a/", "lastmod": {"iso": "2026-01-02", "text": "2. januar 2026"}}]);
    assert_eq!(
        html("{{< recently-updated >}}", &recent),
        "<ul class=\"recent\"> <li><a href=\"/a/\">a</a> <time datetime=\"2026-01-02\">2. januar 2026</time></li> </ul>"
    );
    let files = json!([{"name": "a b.pdf", "url": "/a%20b.pdf", "size": 2_340_000}, {"name": "c.txt", "url": "/c.txt", "size": 812}]);
    assert_eq!(
        html("{{% attachments title=\"Filer\" /%}}", &files),
        "<div class=\"attachments\"> <p><strong>Filer</strong></p> <ul> <li><a href=\"/a%20b.pdf\" download>a b.pdf</a> <span class=\"quiet\">(2,3 MB)</span></li> <li><a href=\"/c.txt\" download>c.txt</a> <span class=\"quiet\">(812 B)</span></li> </ul> </div>"
    );
    let excerpt = json!({"html": "<p>x</p>", "found": true, "url": "/a/", "title": "A"});
    assert_eq!(html("{{< excerpt-include filename=\"a\" />}}", &excerpt), "<p>x</p>");
}

#[test]
fn a_site_adds_its_own() {
    let files = [
        (
            "shortcodes/mine.html",
            "<b title=\"{{ farge }}\">{{ args | length }} {{ inner }} {{ inner_html }} {{ ordinal }} {{ page.title }}</b>\n",
        ),
        ("shortcodes/dir/liste.html", "{% for value in args %}{{ value }};{% endfor %}"),
    ];
    let mine = render_with(&files, "{{< mine farge=\"r&d\" >}}*x* {{< dir/liste 1 true \"<\" >}}{{< /mine >}}", &Json::Null);
    assert_eq!(mine.findings, Vec::<String>::new());
    assert_eq!(mine.html, "<b title=\"r&amp;d\">0 *x* 1;true;&lt;; <p><em>x</em> 1;true;&lt;;</p> 0 Behov &amp; mål</b>");
}

#[test]
fn an_output_takes_the_place_of_its_paragraph() {
    let files = [("shortcodes/x.html", "<div>{{ ordinal }}</div>\n")];
    let table = [
        ("a\n\n{{< x >}}\n\nb", "<p>a</p> <div>0</div> <p>b</p>"),
        ("a {{< x >}} b", "<p>a <div>0</div> b</p>"),
        ("{{< x >}} {{< x >}}", "<p><div>0</div> <div>1</div></p>"),
        ("> {{< x >}}", "<blockquote> <div>0</div> </blockquote>"),
        ("```\n{{< x >}}\n```", "<pre tabindex=\"0\"><code><div>0</div> </code></pre>"),
        ("<i title=\"{{< x >}}\">a</i>", "<p><i title=\"<div>0</div>\">a</i></p>"),
    ];
    for (source, expected) in table {
        assert_eq!(render_with(&files, source, &Json::Null).html, expected, "{source}");
    }
}

#[test]
fn an_unknown_shortcode_shows_what_it_encloses() {
    let rendered =
        render_with(&[], "{{< notise >}}\na *b*\n{{< /notise >}}\n\n{{< fantasi >}}\n\n{{< x.inline >}}y{{< /x.inline >}}", &Json::Null);
    assert_eq!(rendered.html, "<p>a <em>b</em></p>");
    assert_eq!(
        rendered.findings,
        [
            "warning[shortcode-unknown-near]: There is no shortcode called \"notise\". Did you mean \"notice\"?",
            "warning[shortcode-unknown]: There is no shortcode called \"fantasi\".",
            "warning[shortcode-inline]: The shortcode \"x.inline\" holds a template for Hugo, which Loft cannot run.",
        ]
    );
}

#[test]
fn a_template_that_fails_shows_what_the_call_encloses() {
    let rendered = render_with(&[("shortcodes/min.html", "\n{{ nothing.here }}")], "{{< min >}}a{{< /min >}}", &Json::Null);
    assert_eq!(rendered.html, "<p>a</p>");
    assert_eq!(rendered.findings[0], "error[shortcode-fails]: The shortcode \"min\" could not be shown: its template failed.");
    assert!(rendered.findings[1].starts_with("themes/site/shortcodes/min.html:2:4: error[template-error]"), "{:?}", rendered.findings);
}

#[test]
fn markdown_is_written_by_md_templates_only() {
    let (engine, _) = engine_with(&[("shortcodes/vers.md", "**{{ inner }}** & {{ args[0] }}\n")]);
    let (site, page) = (site(), page());
    let scope = Scope::new(&engine, &site, &page);
    let call = |source: &str| call_view(&extract(source, 1, &parse).calls[0], &Json::Null);
    assert_eq!(markdown(&call("{{% vers \"<\" %}}a{{% /vers %}}"), &scope), Some(("**a** & <".into(), Vec::new())));
    assert_eq!(markdown(&call("{{% notice %}}a{{% /notice %}}"), &scope), None);
    assert!(engine.writes_markdown("relref") && !engine.writes_markdown("figure"));
    assert!(engine.has_shortcode("vers") && engine.has_shortcode("figure") && !engine.has_shortcode("fantasi"));
}

#[test]
fn every_template_of_the_theme_has_a_line_that_says_what_it_is() {
    for (name, bytes) in
        crate::render::theme::EMBEDDED.iter().filter(|(name, _)| name.starts_with("shortcodes/") && !name.ends_with("README.md"))
    {
        assert!(bytes.starts_with(b"{#- "), "{name}");
    }
}
