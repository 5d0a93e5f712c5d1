//! Markdown as Hugo reads it: every case of `tests/markdown/*.txt`, and any text at all.
//!
//! The cases' HTML is written by `tests/tools/markdown_vs_hugo.py --update`, which compares with Hugo itself.

use std::path::PathBuf;

use loft::config::{AutoIdType, Extras, Markup, Passthrough};
use loft::doc::Part;
use loft::doc::markdown::{self, Options};
use proptest::prelude::*;

#[test]
fn every_case_gives_its_html() {
    let mut failures = Vec::new();
    let mut count = 0;
    for path in case_files() {
        let text = std::fs::read_to_string(&path).expect("a case file is readable").replace("\r\n", "\n");
        for case in text.split("\n@@ ").skip(1) {
            let (head, body) = case.split_once('\n').expect("a case has a body");
            let (name, set) = head.split_once(" | ").unwrap_or((head, ""));
            let (source, expected) = body.split_once("\n@>\n").unwrap_or_else(|| panic!("{name}: no expected HTML"));
            count += 1;
            let options = options(set);
            let html = markdown::plain_html(&markdown::parse(source, 1, &options), options.goldmark.unsafe_html);
            if html.trim_end() != expected.trim_end() {
                failures.push(format!("== {}: {name}\n-- expected\n{}\n-- got\n{html}", path.display(), expected.trim_end()));
            }
        }
    }
    assert!(count > 30, "only {count} cases were found");
    assert!(failures.is_empty(), "{} of {count} cases differ\n{}", failures.len(), failures.join("\n"));
}

fn case_files() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/markdown");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the case folder is there").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

/// The options that a case names, the same as in the comparing script.
fn options(names: &str) -> Options {
    let mut options = Options::new(&Markup::default(), false);
    for name in names.split_whitespace() {
        let goldmark = &mut options.goldmark;
        let pair = |open: &str, close: &str| (open.to_string(), close.to_string());
        match name {
            "unsafe" => goldmark.unsafe_html = true,
            "hard_wraps" => goldmark.hard_wraps = true,
            "no_typographer" => goldmark.typographer = None,
            "attribute_block" => goldmark.attribute_block = true,
            "auto_definition_term_id" => goldmark.auto_definition_term_id = true,
            "github-ascii" => goldmark.auto_id_type = AutoIdType::GithubAscii,
            "blackfriday" => goldmark.auto_id_type = AutoIdType::Blackfriday,
            "emoji" => options.emoji = true,
            "cjk" => goldmark.cjk = true,
            "no_standalone_image" => goldmark.wrap_standalone_image = false,
            "extras" => {
                goldmark.extras = Extras { delete: true, insert: true, mark: true, subscript: true, superscript: true };
                goldmark.strikethrough = false;
            }
            "passthrough" => {
                goldmark.passthrough =
                    Some(Passthrough { block: vec![pair("\\[", "\\]"), pair("$$", "$$")], inline: vec![pair("\\(", "\\)")] });
            }
            other => panic!("unknown option {other}"),
        }
    }
    options
}

#[test]
fn nesting_of_any_depth_is_read() {
    let deep = 10_000;
    for source in [
        ">".repeat(deep),
        "[".repeat(deep),
        "![".repeat(deep),
        "*a ".repeat(deep),
        "- ".repeat(deep),
        format!("{}x{}", "[".repeat(deep), "](y)".repeat(deep)),
        "\"'".repeat(deep),
        "`".repeat(deep),
        "<".repeat(deep),
        "https://a.no/(".repeat(deep),
        "$$a ".repeat(deep),
        "{#a ".repeat(deep),
        format!("x\n\n{}", "[^a]: ".repeat(deep)),
        "a\n: ".repeat(deep),
    ] {
        let content = markdown::parse(&source, 1, &options("unsafe passthrough attribute_block"));
        assert!(!content.parts.is_empty(), "{}", &source[..20]);
    }
}

/// As Hugo 0.168 has them, byte for byte.
#[test]
fn windows_line_ends_stay_in_code_that_is_not_coloured() {
    for (source, expected) in [
        ("```\r\nc\r\n\r\nd\r\n```\r\n", "<pre tabindex=\"0\"><code>c\r\n\r\nd\n</code></pre>"),
        ("```go\r\nc\r\n\r\nd\r\n```\r\n", "<pre tabindex=\"0\"><code class=\"language-go\" data-lang=\"go\">c\n\nd\n</code></pre>"),
        ("    c\r\n\r\n    d\r\n", "<pre><code>c\r\n\r\nd\r\n</code></pre>"),
        ("> ```\r\n> a\r\n>\r\n> b\r\n> ```\r\n", "<blockquote>\n<pre tabindex=\"0\"><code>a\r\n\r\nb\n</code></pre>\n</blockquote>"),
    ] {
        let html = markdown::plain_html(&markdown::parse(source, 1, &options("")), false);
        assert_eq!(html.trim_end(), expected, "{source:?}");
    }
}

#[test]
fn spans_point_into_the_file() {
    let content = markdown::parse("# A\n\ntekst æ [b](c) ![d](e)\n\n```\nx\n```\n", 5, &options(""));
    let mut places = Vec::new();
    for part in &content.parts {
        match part {
            Part::Link(slot) => places.push((slot.span.line, slot.span.col, slot.text.as_str())),
            Part::Image(slot) => places.push((slot.span.line, slot.span.col, slot.alt.as_str())),
            Part::Code(slot) => places.push((slot.line, 1, slot.code.as_str())),
            _ => {}
        }
    }
    assert_eq!(places, [(7, 9, "b"), (7, 16, "d"), (9, 1, "x\n")]);
    assert_eq!((content.headings[0].line, content.headings[0].id.as_str()), (5, "a"));
}

#[test]
fn tokens_become_parts() {
    let content = markdown::parse("HAHALOFTSHORTCODE0HBHB\n\na HAHALOFTSHORTCODE1HBHB [x](HAHALOFTSHORTCODE2HBHB)\n", 1, &options(""));
    assert_eq!(content.parts[0], Part::Shortcode(0));
    assert!(content.parts.contains(&Part::Shortcode(1)));
    assert!(content.parts.iter().any(|part| matches!(part, Part::Link(slot) if slot.dest == "HAHALOFTSHORTCODE2HBHB")));
    let is_left = |part: &Part| matches!(part, Part::Html(html) if html.contains("HAHALOFT"));
    assert!(!content.parts.iter().any(is_left), "a token is left in the text");
}

/// Text made of what Markdown and its extensions react to.
fn markdown_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[ -~\n]{0,6}",
        2 => proptest::sample::select(vec![
            "\n\n", "> ", "- ", "1. ", "    ", "\t", "# ", "```", "~~~", "|", "|--|--|\n", ": ", "[^a]", "[^a]: ", "{#x .y}", "{", "}", "$$",
            "\\(", "\\)", "<!--more-->", "<<", "https://a.no/_x", "www.æ.no", "a@b.no", ":smile:", "**", "_", "](", "![", "æ", "\u{1f600}", "\r\n",
            "\0", "HAHALOFTSHORTCODE1HBHB", "===\n", "---\n", "<div>", "&amp;", "\"", "'", "...", "\u{a0}", "\u{2028}",
        ]).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_and_spans_are_in_it(source in markdown_like(), first_line in 1u32..50) {
        for set in ["", "unsafe passthrough attribute_block auto_definition_term_id emoji hard_wraps"] {
            let content = markdown::parse(&source, first_line, &options(set));
            let last_line = first_line + source.matches('\n').count() as u32;
            let in_file = |line: u32| (first_line..=last_line).contains(&line);
            for part in &content.parts {
                match part {
                    Part::Link(slot) => prop_assert!(in_file(slot.span.line)),
                    Part::Image(slot) => prop_assert!(in_file(slot.span.line)),
                    Part::Code(slot) => prop_assert!(in_file(slot.line)),
                    _ => {}
                }
            }
            for heading in &content.headings {
                prop_assert!(in_file(heading.line) && content.text.is_char_boundary(heading.text_start));
            }
        }
    }
}
