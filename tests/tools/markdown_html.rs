//! Markdown as JSON lines on standard input (`{"name": …, "markdown": …, "options": {…}}`) → its HTML as JSON lines.
//! For `tests/tools/markdown_vs_hugo.py`.

use std::io::{BufRead, Write};

use loft::config::{AutoIdType, Extras, Markup, Passthrough};
use loft::doc::markdown::{self, Options};
use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let case: Value = serde_json::from_str(&line?)?;
        let options = options(&case["options"]);
        let content = markdown::parse(case["markdown"].as_str().unwrap_or(""), 1, &options);
        let html = markdown::plain_html(&content, options.goldmark.unsafe_html);
        writeln!(out, "{}", json!({ "name": case["name"], "html": html }))?;
    }
    Ok(())
}

/// Hugo's defaults, with what the case sets.
fn options(set: &Value) -> Options {
    let mut options = Options::new(&Markup::default(), false);
    let is = |name: &str| set.get(name).and_then(Value::as_bool).unwrap_or(false);
    let goldmark = &mut options.goldmark;
    goldmark.unsafe_html = is("unsafe");
    goldmark.hard_wraps = is("hard_wraps");
    goldmark.attribute_block = is("attribute_block");
    goldmark.auto_definition_term_id = is("auto_definition_term_id");
    if is("no_typographer") {
        goldmark.typographer = None;
    }
    if is("extras") {
        goldmark.extras = Extras { delete: true, insert: true, mark: true, subscript: true, superscript: true };
        goldmark.strikethrough = false;
    }
    if is("passthrough") {
        let pair = |open: &str, close: &str| (open.to_string(), close.to_string());
        goldmark.passthrough = Some(Passthrough { block: vec![pair("\\[", "\\]"), pair("$$", "$$")], inline: vec![pair("\\(", "\\)")] });
    }
    goldmark.auto_id_type = match set.get("auto_id_type").and_then(Value::as_str) {
        Some("github-ascii") => AutoIdType::GithubAscii,
        Some("blackfriday") => AutoIdType::Blackfriday,
        _ => AutoIdType::Github,
    };
    goldmark.cjk = is("cjk");
    goldmark.wrap_standalone_image = !is("no_standalone_image");
    options.emoji = is("emoji");
    options
}
