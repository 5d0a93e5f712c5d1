//! Plain text and ids out of raw HTML.

/// Appends the text between tags.
pub fn strip_tags(html: &str, text: &mut String) {
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        match rest[open..].find('>') {
            Some(close) => rest = &rest[open + close + 1..],
            None => return,
        }
    }
    text.push_str(rest);
}

/// Appends the `id`s of tags, and the `name`s that old HTML has for them.
pub fn raw_ids(html: &str, ids: &mut Vec<String>) {
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or("");
        for (at, _) in tag.match_indices("id=").chain(tag.match_indices("name=")) {
            if !tag[..at].ends_with([' ', '\t', '\n', '"', '\'']) {
                continue;
            }
            let is_name = tag[at..].starts_with("name=");
            if is_name && !tag.starts_with("a ") {
                continue;
            }
            let value = &tag[at + if is_name { 5 } else { 3 }..];
            let id = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
                _ => value.split_whitespace().next(),
            };
            ids.extend(id.filter(|id| !id.is_empty()).map(String::from));
        }
    }
}

/// The `id`s in a finished HTML file.
pub fn ids_of_html(html: &str) -> Vec<String> {
    let mut ids = Vec::new();
    raw_ids(html, &mut ids);
    ids
}

/// Elements whose text is a label, code or no text at all: no link may stand there, or none should.
const LABELS: [&str; 19] = [
    "a", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label", "option", "pre", "script", "style", "summary", "svg",
    "textarea", "title",
];

/// How many such elements are open after a piece of raw HTML, when `open` were before it.
pub fn labels_open(html: &str, mut open: usize) -> usize {
    for tag in html.split('<').skip(1) {
        let (closes, name) = tag.strip_prefix('/').map_or((false, tag), |name| (true, name));
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        if LABELS.iter().any(|label| label.eq_ignore_ascii_case(name)) {
            open = if closes { open.saturating_sub(1) } else { open + 1 };
        }
    }
    open
}

/// How many words a text has, as Hugo's `.WordCount`.
pub fn words(text: &str) -> usize {
    if has_wide_space(text) {
        return text.split_whitespace().count();
    }
    let is_space = |byte: u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let bytes = text.as_bytes();
    let Some(first) = bytes.first() else { return 0 };
    // In pieces whose sum a byte holds: the processor then adds many at a time.
    let (before, after) = (bytes.chunks(255), bytes[1..].chunks(255));
    let starts = |(before, after): (&[u8], &[u8])| -> u8 {
        before.iter().zip(after).map(|(before, after)| u8::from(is_space(*before) & !is_space(*after))).sum()
    };
    usize::from(!is_space(*first)) + before.zip(after).map(starts).map(usize::from).sum::<usize>()
}

/// Whether a text has a space of more than one byte: those begin with one of four.
fn has_wide_space(text: &str) -> bool {
    let mut leads = memchr::memchr3_iter(0xC2, 0xE2, 0xE3, text.as_bytes()).chain(memchr::memchr_iter(0xE1, text.as_bytes()));
    leads.any(|at| text[at..].starts_with(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_between_all_kinds_of_spaces() {
        let texts =
            ["", " ", "a", " a b ", "å\u{a0}b", "«å» – b", "a\u{2003}b\u{3000}c", "a\u{b}b\n\nc", "\u{1680}x", "é\u{85}", "日本 語"];
        let long: Vec<String> = (250..270).map(|length| "a ".repeat(length) + &" b".repeat(length)).collect();
        let texts = texts.into_iter().chain(long.iter().map(String::as_str));
        for text in texts {
            assert_eq!(words(text), text.split_whitespace().count(), "{text:?}");
        }
    }
}
