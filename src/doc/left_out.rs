//! Raw HTML that does not come out on the page, because the configuration does not allow it.

use std::collections::BTreeMap;

use super::Content;
use super::shortcodes::{Call, MARKDOWN_INNER};
use crate::diag::{Diag, Span};

/// A finding for each element, where it first stands: a page with forty `<br>` has one.
pub(super) fn findings(content: &Content, calls: &[Call]) -> Vec<Diag> {
    let mut all: Vec<&(String, Span)> = Vec::new();
    gather(content, calls, &mut all);
    all.sort_by_key(|(_, span)| *span);
    let mut elements: BTreeMap<String, Vec<&(String, Span)>> = BTreeMap::new();
    for one in all {
        elements.entry(element(&one.0)).or_default().push(one);
    }
    let told = |places: Vec<&(String, Span)>| {
        let (html, span) = places[0];
        Diag::warning("html-left-out").span(*span).with("html", shown(html)).with("count", places.len())
    };
    elements.into_values().map(told).collect()
}

fn gather<'a>(content: &'a Content, calls: &'a [Call], all: &mut Vec<&'a (String, Span)>) {
    all.extend(&content.left_out);
    for call in calls.iter().filter(|call| MARKDOWN_INNER.contains(&call.name.as_str())) {
        if let Some(inner) = &call.inner {
            gather(&inner.content, &inner.content.calls, all);
        }
    }
}

/// `<Div class="x">…` → `div`.
fn element(html: &str) -> String {
    html.trim_start_matches('<').chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

/// As much of it as tells the writer which it is.
fn shown(html: &str) -> String {
    const LONGEST: usize = 60;
    let line = html.lines().next().unwrap_or_default().trim_end();
    let mut shown: String = line.chars().take(LONGEST).collect();
    if shown.len() < html.len() {
        shown.push('…');
    }
    shown
}
