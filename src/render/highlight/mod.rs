//! Code blocks → HTML as Hugo's (Chroma's) with classes: the same structure, line numbers and class names,
//! tokens found by syntect with the grammars that two-face gathers.

mod classes;
mod css;
mod languages;
mod options;
mod tokens;

use crate::config::Highlight;

pub use css::highlight_css;
pub use options::parse_options;

use super::escape::push_escaped;
use options::{LineNumbers, Options};

/// A code block and how it was written.
pub(super) struct Block<'a> {
    pub lang: &'a str,
    /// From the info string: options and HTML attributes.
    pub attrs: &'a [(String, String)],
    /// Without line ends at its end.
    pub code: &'a str,
    /// Which block of the page this is, for the ids of numbered lines.
    pub ordinal: usize,
    /// Whether the last line has a line end, as in fenced blocks.
    pub end_line: bool,
}

/// Unpacks the grammars: ahead of time, while a core has nothing else to do.
pub fn prepare() {
    let _ = languages::find("markdown");
}

/// A block in its `<div class="highlight">`, or plain where the language is unknown.
pub(super) fn block(block: &Block, defaults: &Highlight) -> String {
    let options = Options::new(block.attrs, defaults, block.ordinal);
    let Some(lines) = tokens::lines(block.lang, block.code) else {
        let end = if block.end_line && !block.code.is_empty() { "\n" } else { "" };
        return plain_block(block.lang, &format!("{}{end}", block.code), true);
    };
    if options.inline {
        return inline_code(block.lang, &lines);
    }
    let mut out = String::from("<div class=\"highlight");
    options.push_attributes(&mut out);
    out.push('>');
    match options.line_numbers {
        LineNumbers::Table => table(&mut out, block, &lines, &options),
        _ => listing(&mut out, block, &lines, &options),
    }
    out.push_str("</div>");
    out
}

/// Code without colours: `<pre><code>`, of a fenced block with Hugo's tab stop and language.
pub(super) fn plain_block(lang: &str, code: &str, fenced: bool) -> String {
    let mut out = String::from(if fenced { "<pre tabindex=\"0\"><code" } else { "<pre><code" });
    push_language(&mut out, lang);
    out.push('>');
    push_escaped(&mut out, code);
    out.push_str("</code></pre>");
    out
}

fn push_language(out: &mut String, lang: &str) {
    if lang.is_empty() {
        return;
    }
    for (start, end) in [(" class=\"language-", "\""), (" data-lang=\"", "\"")] {
        out.push_str(start);
        push_escaped(out, lang);
        out.push_str(end);
    }
}

fn inline_code(lang: &str, lines: &[String]) -> String {
    let mut out = String::from("<code class=\"code-inline language-");
    push_escaped(&mut out, lang);
    out.push_str("\">");
    out.push_str(&lines.join("\n"));
    out.push_str("</code>");
    out
}

/// The numbers in one cell, the code in the next.
fn table(out: &mut String, block: &Block, lines: &[String], options: &Options) {
    out.push_str("<div class=\"chroma\">\n<table class=\"lntable\"><tr><td class=\"lntd\">\n<pre tabindex=\"0\" class=\"chroma\"><code>");
    for n in 0..lines.len() {
        let marked = options.is_marked(n + 1);
        out.push_str(if marked { "<span class=\"hl\">" } else { "" });
        options.push_number(out, "lnt", n, lines.len(), "\n");
        out.push_str(if marked { "</span>" } else { "" });
    }
    out.push_str("</code></pre></td>\n<td class=\"lntd\">\n");
    listing(out, block, lines, options);
    out.push_str("</td></tr></table>\n</div>\n");
}

fn listing(out: &mut String, block: &Block, lines: &[String], options: &Options) {
    out.push_str("<pre tabindex=\"0\" class=\"chroma\"");
    options.push_tab_width(out);
    out.push_str("><code");
    push_language(out, block.lang);
    out.push('>');
    for (n, line) in lines.iter().enumerate() {
        out.push_str(if options.is_marked(n + 1) { "<span class=\"line hl\">" } else { "<span class=\"line\">" });
        if options.line_numbers == LineNumbers::Inline {
            options.push_number(out, "ln", n, lines.len(), "");
        }
        out.push_str("<span class=\"cl\">");
        out.push_str(line);
        if block.end_line || n + 1 < lines.len() {
            out.push('\n');
        }
        out.push_str("</span></span>");
    }
    out.push_str("</code></pre>");
}

#[cfg(test)]
mod tests;
