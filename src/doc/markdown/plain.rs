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
    let (mut words, mut within) = (0, false);
    // Byte by byte, since every text is counted: only four bytes begin a space that is not ASCII.
    for (at, byte) in text.bytes().enumerate() {
        let is_space = match byte {
            b' ' | b'\t'..=b'\r' => true,
            0xC2 | 0xE1..=0xE3 => text[at..].starts_with(char::is_whitespace),
            0x80..=0xBF => !within,
            _ => false,
        };
        words += usize::from(!is_space && !within);
        within = !is_space;
    }
    words
}
