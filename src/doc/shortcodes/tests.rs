use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Stands in for the Markdown parser: keeps the text, so that tests see what it was given.
fn parse(text: &str, line: u32) -> Content {
    Content { text: format!("{line}:{text}"), ..Content::default() }
}

/// `name(arguments){inner}` per call, joined: short enough for tables.
fn shown(source: &str) -> String {
    let extracted = extract(source, 1, &parse);
    show_text(&extracted.text, &extracted.calls)
}

fn show_text(text: &str, calls: &[Call]) -> String {
    let calls: Vec<String> = calls.iter().map(show_call).collect();
    replace_tokens(text, &|n| calls.get(n).map(String::as_str)).into_owned()
}

fn show_call(call: &Call) -> String {
    let args = match &call.args {
        CallArgs::Positional(values) => json!(values).to_string(),
        CallArgs::Named(values) => json!(values.iter().cloned().collect::<serde_json::Map<_, _>>()).to_string(),
    };
    let sign = if call.notation == Notation::Percent { "%" } else { "" };
    let inner = call.inner.as_ref().map_or(String::new(), |inner| {
        let parts = inner.parts.iter().map(|part| match part {
            InnerPart::Text(text) => text.clone(),
            InnerPart::Call(n) => format!("#{}", show_call(&inner.content.calls[*n])),
        });
        format!("{{{}}}", parts.collect::<String>())
    });
    format!("«{sign}{}{args}{inner}»", call.name)
}

fn codes(source: &str) -> Vec<&'static str> {
    extract(source, 1, &parse).diags.iter().map(|diag| diag.code).collect()
}

#[test]
fn tags_are_read_as_hugo_reads_them() {
    let table = [
        ("to be {{ or }} not", "to be {{ or }} not"),
        ("{{< sc1 >}}", "«sc1[]»"),
        ("{{< sc1 \n >}}", "«sc1[]»"),
        ("{{<sc1>}}", "«sc1[]»"),
        ("{{< sc/sub >}}", "«sc/sub[]»"),
        ("{{% sc1 %}}", "«%sc1[]»"),
        ("{{% sc1 %}} inner {{% /sc1 %}}", "«%sc1[]{ inner }»"),
        ("{{< sc1 -ziL-Q_456igdO-4 >}}", "«sc1[\"-ziL-Q_456igdO-4\"]»"),
        ("{{< sc1 \"-ziL-.%QigdO-4\" >}}", "«sc1[\"-ziL-.%QigdO-4\"]»"),
        ("{{< sc1 p1   p2 >}}", "«sc1[\"p1\",\"p2\"]»"),
        ("{{< sc1 />}}{{< sc1 p1 />}}x", "«sc1[]»«sc1[\"p1\"]»x"),
        ("{{< sc1/>}}", "«sc1[]»"),
        ("{{< sc1 / >}}", "«sc1[]»"),
        ("{{< sc1 >}}{{< sc2 >}}{{< /sc1 >}}", "«sc1[]{#«sc2[]»}»"),
        ("{{< a >}}ab{{% b p %}}cd{{< c >}}ef{{< /c >}}gh{{% /b %}}ij{{< /a >}}kl", "«a[]{ab#«%b[\"p\"]{cd#«c[]{ef}»gh}»ij}»kl"),
        ("{{< a >}}{{< a >}}x{{< /a >}}", "«a[]»«a[]{x}»"),
        ("{{< a >}}x{{% /a %}}", "«a[]{x}»"),
        ("{{< a >}}x{{< / a >}}", "«a[]{x}»"),
        ("{{< a >}}{{< /a >}}", "«a[]{}»"),
        ("```\n{{< a >}}\n```", "```\n«a[]»\n```"),
        ("{{< sc1.inline >}}x{{< /sc1.inline >}}", "«sc1.inline[]{x}»"),
        ("{{< æøå »", "{{< æøå »"),
    ];
    for (source, expected) in table {
        assert_eq!(shown(source), expected, "{source}");
    }
}

#[test]
fn arguments_are_read_as_hugo_reads_them() {
    let table = [
        (r#""param nr. 1" "param nr. 2""#, r#"["param nr. 1","param nr. 2"]"#),
        (r#"a="Hello World" b="p2""#, r#"{"a":"Hello World","b":"p2"}"#),
        (r#"a=\"Hello World\" "#, r#"{"a":"Hello World"}"#),
        (r#"\"param1\" "#, r#"["param1"]"#),
        (r#"a="Hello \"escaped\" World""#, r#"{"a":"Hello \"escaped\" World"}"#),
        (r#""Hello \"escaped\" World""#, r#"["Hello \"escaped\" World"]"#),
        (r#""a\b \"c\" d\e" "x\y""#, r#"["ab \"c\" de","x\\y"]"#),
        ("1 true 1.5 -2 \"3\" 2", r#"[1,true,1.5,-2,"3",2]"#),
        ("a=1 b=true c=1.5 d=x.y e=\"1\" f=-3 g=+2 h=.5 ", r#"{"a":1,"b":true,"c":1.5,"d":"x.y","e":"1","f":-3,"g":2,"h":0.5}"#),
        (r#"a = "b" c = "d""#, r#"{"a":"b","c":"d"}"#),
        ("`raw\nline \"x\"`", r#"["raw\nline \"x\""]"#),
        ("a=`x` b=\"y\nz\"", ""),
        ("a=`x\ny` b=\"z\"", r#"{"a":"x\ny","b":"z"}"#),
        ("a=https://example.org/?x=1 ", r#"{"a":"https://example.org/?x=1"}"#),
        ("99999999999999999999", r#"["99999999999999999999"]"#),
        (r#"a="1" a="2""#, r#"{"a":"2"}"#),
    ];
    for (args, expected) in table {
        let source = format!("{{{{< x {args} >}}}}");
        let expected = if expected.is_empty() { source.clone() } else { format!("«x{expected}»") };
        assert_eq!(shown(&source), expected);
    }
}

#[test]
fn an_escaped_call_is_shown_without_its_comment_marks() {
    let table = [
        ("{{</* sc1 */>}}", "{{< sc1 >}}"),
        ("{{%/* sc1 \"a\" */%}}", "{{% sc1 \"a\" %}}"),
        ("{{</* sc1 \"**/*.pdf\" */>}}", "{{< sc1 \"**/*.pdf\" >}}"),
        ("{{< a >}}{{</* b */>}}{{< /a >}}", "«a[]{{{< b >}}}»"),
        ("{{</* a */>}}{{< b >}}", "{{< a >}}«b[]»"),
    ];
    for (source, expected) in table {
        assert_eq!(shown(source), expected, "{source}");
        assert!(codes(source).is_empty(), "{source}");
    }
}

#[test]
fn what_cannot_be_read_stays_as_text_with_a_finding() {
    let table = [
        ("{{< sc1 %}}", "shortcode-unexpected-character"),
        ("{{< /sc1 >}}", "shortcode-closes-nothing"),
        ("{{< sc1 ", "shortcode-tag-unclosed"),
        ("{{<", "shortcode-tag-unclosed"),
        ("{{< >}}", "shortcode-without-name"),
        ("{{< sc1 a=\"Hello >}}", "shortcode-quote-unclosed"),
        ("{{< sc1 `Hello >}}", "shortcode-quote-unclosed"),
        ("{{< sc1 a=\"b\" c >}}", "shortcode-mixed-arguments"),
        ("{{< sc1 a=\"b\" \"c\" >}}", "shortcode-mixed-arguments"),
        ("{{< sc1 a b=\"c\" >}}", "shortcode-mixed-arguments"),
        ("{{< sc1 a=1>}}", "shortcode-value-runs-into-end"),
        ("{{< sc1 a/b >}}", "shortcode-unexpected-character"),
        ("{{< sc.x >}}", "shortcode-unexpected-character"),
        ("{{</* sc1 >}}", "shortcode-comment-unclosed"),
        ("{{</* sc1 >}}*/", "shortcode-comment-unclosed"),
    ];
    for (source, code) in table {
        assert_eq!(codes(source), [code], "{source}");
        assert_eq!(shown(source), source);
    }
    assert_eq!(codes("{{< a >}}{{< /a b >}}"), ["shortcode-closing-tag-with-more"]);
    assert_eq!(codes("{{< a >}}{{< /b >}}"), ["shortcode-closes-nothing"]);
    // One mistake, one finding: the closing tag of an opening one that cannot be read; another's is told of.
    assert_eq!(codes("{{< a x=\"y >}}\n\ntext {{< /a >}}"), ["shortcode-quote-unclosed"]);
    assert_eq!(codes("{{< a b=1 c >}}text{{< /a >}}"), ["shortcode-mixed-arguments"]);
    assert_eq!(codes("{{< a b=1 c >}}text{{< /a >}}{{< /a >}}"), ["shortcode-mixed-arguments", "shortcode-closes-nothing"]);
    assert_eq!(codes("{{< a b=1 c >}}text{{< /d >}}"), ["shortcode-mixed-arguments", "shortcode-closes-nothing"]);
}

#[test]
fn findings_and_calls_know_their_line() {
    let source = "one\ntwo {{< a\n  \"x\" >}}\ninner\n{{< /a >}}\n  {{< /b >}}";
    let extracted = extract(source, 10, &parse);
    assert_eq!(extracted.calls[0].span, Span::at(11, 5, 5));
    let inner = extracted.calls[0].inner.as_ref().expect("closed");
    assert_eq!(inner.content.text, "12:\ninner\n");
    assert_eq!(extracted.diags[0].span, Some(Span::at(15, 3, 10)));
}

#[test]
fn ordinals_and_indents_are_kept() {
    let extracted = extract("x {{< a >}}\n  {{< b >}}{{< c >}}y{{< d >}}{{< e >}}{{< /c >}}", 1, &parse);
    let seen: Vec<_> = extracted.calls.iter().map(|call| (call.name.as_str(), call.ordinal, call.indent.as_str())).collect();
    assert_eq!(seen, [("a", 0, ""), ("b", 1, "  "), ("c", 2, "")]);
    let nested: Vec<_> = extracted.calls[2]
        .inner
        .iter()
        .flat_map(|inner| inner.content.calls.iter().map(|call| (call.name.as_str(), call.ordinal)))
        .collect();
    assert_eq!(nested, [("d", 0), ("e", 1)]);
}

#[test]
fn raw_inner_text_is_not_read_as_markdown() {
    let extracted = extract("{{< highlight md >}}[a](b){{< /highlight >}}{{< note >}}[a](b){{< /note >}}", 1, &parse);
    let texts: Vec<_> = extracted.calls.iter().map(|call| call.inner.as_ref().expect("closed").content.text.as_str()).collect();
    assert_eq!(texts, ["", "1:[a](b)"]);
}

#[test]
fn depth_is_bounded() {
    let deep = MAX_DEPTH + 3;
    let source = format!("{}x{}", "{{< a >}}".repeat(deep), "{{< /a >}}".repeat(deep));
    assert_eq!(codes(&source), ["shortcode-too-deep"], "told once, however much deeper it goes");
}

/// Expands calls of `md`, which writes `**arguments|inner**`.
fn expanded(source: &str) -> String {
    let extracted = extract(source, 1, &parse);
    let mut output = |call: &Call| {
        let inner = call.inner.as_ref().map(|inner| show_text(&inner.content.text, &inner.content.calls));
        (call.name == "md").then(|| format!("<{}>\n", inner.unwrap_or_default()))
    };
    let result = expand(&extracted.text, &extracted.calls, &parse, &mut output);
    show_text(&result.text, &result.calls)
}

#[test]
fn markdown_output_goes_into_the_text() {
    let table = [
        ("a {{% md %}} b", "a <>\n b"),
        ("a {{< md >}} b", "a «md[]» b"),
        ("{{% x %}} {{% md %}}", "«%x[]» <>\n"),
        ("{{% md %}}i{{% /md %}}{{< x >}}", "<1:i>\n«x[]»"),
        ("{{< x >}}a{{% md %}}b{{< /x >}}", "«x[]{a<>\nb}»"),
        ("{{% md %}}a{{% md %}}b{{% /md %}}{{< x >}}{{% /md %}}", "<1:a<1:b>\n«x[]»>\n"),
        ("- a\n  {{% md %}}\n", "- a\n  <>\n  \n"),
    ];
    for (source, expected) in table {
        assert_eq!(expanded(source), expected, "{source}");
    }
}

#[test]
fn expanding_keeps_what_it_does_not_know() {
    let extracted = extract("{{< a 1 >}}x{{< b >}}{{< /a >}}", 1, &parse);
    let result = expand(&extracted.text, &extracted.calls, &parse, &mut |_| Some("lost".into()));
    assert_eq!((result.text.as_str(), &result.calls), (&*extracted.text, &extracted.calls));
}

#[test]
fn a_token_that_a_writer_typed_stays() {
    assert_eq!(replace_tokens("HAHALOFTSHORTCODE7HBHB HAHALOFTSHORTCODE", &|_| None), "HAHALOFTSHORTCODE7HBHB HAHALOFTSHORTCODE");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(source in r#"([ab/]|\{\{[<%]|[>%]\}\}|/\*|\*/|"|\\|`|=|[ \n\t]|[æ1.-]|\{|\}){0,40}"#) {
        let extracted = extract(&source, 1, &parse);
        let again = expand(&extracted.text, &extracted.calls, &parse, &mut |_| None);
        prop_assert_eq!(&again.text, &*extracted.text);
    }

    #[test]
    fn text_without_tags_is_untouched(source in "[a-z {}<>%\n]{0,60}") {
        prop_assume!(!source.contains("{{<") && !source.contains("{{%"));
        prop_assert_eq!(&*extract(&source, 1, &parse).text, source.as_str());
    }
}
