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

/// How many words a text has, as Hugo's `.WordCount`.
pub fn words(text: &str) -> usize {
    let (mut words, mut within) = (0, false);
    for c in text.chars() {
        let is_part = !c.is_whitespace();
        words += usize::from(is_part && !within);
        within = is_part;
    }
    words
}
