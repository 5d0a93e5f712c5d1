//! A page's summary as HTML, as Hugo's `.Summary`.

use super::engine::Scope;
use super::{Engine, body, filters};
use crate::doc::markdown::Options;
use crate::memo::Shared;
use crate::views::SiteView;
use crate::views::feed::Summary;

pub(super) fn html(summary: &Summary, site: &Shared<SiteView>, engine: &Engine) -> String {
    match summary {
        Summary::None => String::new(),
        Summary::Written(text) => filters::inline_markdown(text, &Options::new(&engine.markup, false)),
        Summary::Body(excerpt) => {
            let html = body::until(&excerpt.body, excerpt.end, &Scope::new(engine, site, &excerpt.page));
            let end = excerpt.words.map_or(html.len(), |words| summary_end(&html, words));
            html[..end].trim().to_string()
        }
    }
}

/// Where the paragraph ends in which the text has reached this many words; the text's end if it never has.
/// Source: Hugo's `ExtractSummaryFromHTML` in `resources/page/page_markup.go`.
fn summary_end(html: &str, words: usize) -> usize {
    const END: &str = "</p>";
    let mut count = 0;
    let mut at = 0;
    while let Some(found) = html[at..].find(END).filter(|_| words > 0) {
        count += html[at..at + found].split_whitespace().filter(|word| !is_markup(word)).count();
        at += found + END.len();
        if count >= words {
            return at;
        }
    }
    html.len()
}

/// What is most likely a piece of a tag: `<p>`, `</a`, `href="…`, `>`.
fn is_markup(word: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let tag = word.strip_prefix('<').map(|tag| tag.strip_prefix('/').unwrap_or(tag)).map(|tag| tag.strip_suffix('>').unwrap_or(tag));
    let attribute = word.split_once('=').filter(|(_, value)| value.starts_with(['"', '\''])).map(|(name, _)| name);
    word == ">" || tag.or(attribute).is_some_and(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_ends_with_a_paragraph() {
        for (html, words, summary) in [
            ("<p>a b</p><p>c</p>", 2, "<p>a b</p>"),
            ("<p>a b</p><p>c</p><p>d</p>", 3, "<p>a b</p><p>c</p>"),
            ("<p>a <a href=\"x\">b</a></p><p>c</p>", 3, "<p>a <a href=\"x\">b</a></p><p>c</p>"),
            ("<ul><li>a b c</li></ul><p>d</p><p>e</p>", 3, "<ul><li>a b c</li></ul><p>d</p>"),
            ("<p>a b</p><ul><li>c</li></ul>", 9, "<p>a b</p><ul><li>c</li></ul>"),
            ("<p>a</p>", 0, "<p>a</p>"),
        ] {
            assert_eq!(&html[..summary_end(html, words)], summary, "{html}");
        }
    }
}
