use super::*;

fn attrs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

fn fenced(lang: &str, options: &[(&str, &str)], code: &str) -> String {
    block(&Block { lang, attrs: &attrs(options), code, ordinal: 0, end_line: true }, &Highlight::default())
}

/// What `compare_with_hugo.py` compares: the text of each `<pre>`.
fn texts(html: &str) -> Vec<String> {
    let document = scraper::Html::parse_fragment(html);
    let pre = scraper::Selector::parse("pre").expect("a selector");
    document.select(&pre).map(|element| element.text().collect()).collect()
}

/// Text of Hugo 0.168 for the same blocks.
#[test]
fn the_text_is_hugo_s() {
    let table: [(&[(&str, &str)], &str, &[&str]); 9] = [
        (&[], "a\n\tb", &["a\n\tb\n"]),
        (&[("linenos", "table"), ("hl_lines", "[1,\"3-4\"]"), ("linenostart", "9")], "a\nb\nc\nd", &[" 9\n10\n11\n12\n", "a\nb\nc\nd\n"]),
        (&[("linenos", "inline"), ("hl_lines", "[1]")], "a\n\nb", &["1a\n2\n3b\n"]),
        (&[("linenos", "true"), ("anchorLineNos", "true")], "a\nb", &["1\n2\n", "a\nb\n"]),
        (&[("linenos", "inline"), ("linenostart", "98"), ("anchorLineNos", "true")], "a\nb\nc", &[" 98a\n 99b\n100c\n"]),
        (&[("linenos", "false")], "a", &["a\n"]),
        (&[], "", &[""]),
        (&[], "\n\na", &["\n\na\n"]),
        (&[("lineNos", "true"), ("lineNumbersInTable", "false")], "a", &["1a\n"]),
    ];
    for (options, code, expected) in table {
        for lang in ["go", "text", "python"] {
            assert_eq!(texts(&fenced(lang, options, code)), expected, "{lang} {options:?}");
        }
    }
    assert_eq!(texts(&fenced("zzz", &[("linenos", "true")], "a\nb")), ["a\nb\n"]);
}

#[test]
fn the_structure_is_chroma_s() {
    let table = [
        (
            fenced("text", &[("hl_lines", "2")], "a <b>\nc"),
            "<div class=\"highlight\"><pre tabindex=\"0\" class=\"chroma\"><code class=\"language-text\" data-lang=\"text\"><span class=\"line\"><span class=\"cl\">a &lt;b&gt;\n</span></span><span class=\"line hl\"><span class=\"cl\">c\n</span></span></code></pre></div>",
        ),
        (
            fenced("text", &[("linenos", "inline"), ("anchorLineNos", "true")], "a"),
            "<div class=\"highlight\"><pre tabindex=\"0\" class=\"chroma\"><code class=\"language-text\" data-lang=\"text\"><span class=\"line\"><span class=\"ln\" id=\"hl-0-1\"><a class=\"lnlinks\" href=\"#hl-0-1\">1</a></span><span class=\"cl\">a\n</span></span></code></pre></div>",
        ),
        (
            fenced("text", &[("linenos", "table"), ("hl_lines", "1"), ("lineAnchors", "p"), ("anchorLineNos", "true")], "a"),
            "<div class=\"highlight\"><div class=\"chroma\">\n<table class=\"lntable\"><tr><td class=\"lntd\">\n<pre tabindex=\"0\" class=\"chroma\"><code><span class=\"hl\"><span class=\"lnt\" id=\"p-1\"><a class=\"lnlinks\" href=\"#p-1\">1</a>\n</span></span></code></pre></td>\n<td class=\"lntd\">\n<pre tabindex=\"0\" class=\"chroma\"><code class=\"language-text\" data-lang=\"text\"><span class=\"line hl\"><span class=\"cl\">a\n</span></span></code></pre></td></tr></table>\n</div>\n</div>",
        ),
        (fenced("zzz\"", &[], "a<"), "<pre tabindex=\"0\"><code class=\"language-zzz&quot;\" data-lang=\"zzz&quot;\">a&lt;\n</code></pre>"),
    ];
    for (html, expected) in table {
        assert_eq!(html, expected);
    }
}

#[test]
fn attributes_stand_on_the_outer_element() {
    let html =
        fenced("text", &[("class", "foo"), ("id", "bar"), ("title", "x \"y\""), ("onclick", "z"), ("a b", "c"), ("style", "monokai")], "a");
    assert!(html.starts_with("<div class=\"highlight foo\" id=\"bar\" title=\"x &quot;y&quot;\"><pre"), "{html}");
}

#[test]
fn tokens_get_chroma_s_classes() {
    let table = [
        ("go", "func f() { return \"x\" } // c", vec!["kd", "nf", "k", "s", "c"]),
        ("python", "def f(a): return 1", vec!["kd", "nf", "k", "m"]),
        ("toml", "a = true # c", vec!["kc", "c"]),
        ("json", "{\"a\": 1.5}", vec!["m"]),
        ("yaml", "a: \"b\" # c", vec!["s", "c"]),
        ("html", "<p class=\"x\">&amp;</p>", vec!["nt", "na", "s"]),
        ("ts", "const x: number = 1; // c", vec!["kt", "m", "c"]),
        ("ps1", "if ($a) { Write-Host \"x\" } # c", vec!["k", "s", "c"]),
        ("dockerfile", "FROM alpine:3 # c", vec!["k"]),
        ("diff", "-a\n+b", vec!["gd", "gi"]),
        ("sh", "if true; then echo \"x\"; fi # c", vec!["k", "s", "c"]),
        ("rust", "fn f() -> u8 { 1 } // c", vec!["nf", "m", "c"]),
    ];
    for (lang, code, classes) in table {
        let html = fenced(lang, &[], code);
        let lost: Vec<_> = classes.into_iter().filter(|class| !html.contains(&format!("<span class=\"{class}\">"))).collect();
        assert!(lost.is_empty(), "{lang} lacks {lost:?}: {html}");
    }
}

#[test]
fn comments_and_strings_cross_lines() {
    let html = fenced("go", &[], "/* a\nb */\nx");
    assert_eq!(html.matches("<span class=\"c\">").count(), 2, "{html}");
}

#[test]
fn too_much_is_shown_without_colours() {
    let long = format!("x = \"{}\" # c", "a".repeat(5_000));
    let html = fenced("python", &[], &long);
    assert!(html.starts_with("<div class=\"highlight\">") && !html.contains("<span class=\"s\">"));
    assert_eq!(texts(&html), [format!("{long}\n")]);
}

#[test]
fn options_of_the_shortcode_are_read() {
    assert_eq!(
        parse_options("linenos=table,hl_lines=1 3-4, linenostart=199,x"),
        attrs(&[("linenos", "table"), ("hl_lines", "1 3-4"), ("linenostart", "199")])
    );
}

proptest::proptest! {
    #[test]
    fn every_code_keeps_its_text(code in "[ -~æ\n\t]{0,120}", lang in "go|python|html|yaml|markdown|sh|zzz|text|ts") {
        let code = code.trim_end_matches(['\r', '\n']);
        let html = fenced(&lang, &[], code);
        let expected = if code.is_empty() { String::new() } else { format!("{code}\n") };
        // HTML drops a line end that stands first in a <pre>; ours never does, its text begins in a span.
        proptest::prop_assert_eq!(texts(&html).concat(), expected);
    }
}

/// Lines are remembered with the place where they stood; a block comes out as if nothing had been seen before it.
#[test]
fn what_was_seen_before_changes_nothing() {
    let anew = |lang: &'static str, code: String| std::thread::spawn(move || tokens::lines(lang, &code)).join().expect("a thread");
    // The same lines within a string, a comment and neither, and more places than are remembered.
    let heredoc = |n: usize| format!("cat <<END{n}\nif x; then # y\nEND{n}\nif x; then # y\n");
    let blocks = [
        ("rust", "let a = 1;\n/*\nlet a = 1;\n*/\nlet a = 1;\n\"\nlet a = 1;\n\"".to_string()),
        ("rust", "let a = 1;\nlet a = 1;".to_string()),
        ("bash", (0..400).map(heredoc).collect()),
        ("bash", heredoc(7)),
        ("bash", (0..10_000).map(|n| format!("echo {n}\n")).collect()),
        ("bash", heredoc(7)),
    ];
    for _ in 0..2 {
        for (lang, code) in &blocks {
            assert!(tokens::lines(lang, code) == anew(lang, code.clone()), "{lang}: {}", &code[..40.min(code.len())]);
        }
    }
}
