//! Smaller HTML that reads the same: white space that does not show, and comments, go.

/// Elements whose text is kept to the letter.
const VERBATIM: &[&str] = &["pre", "textarea", "script", "style"];

/// Collapses runs of white space in text to one space or line break, and drops comments. Tags keep their
/// attributes; the text of `pre`, `textarea`, `script` and `style` stays as it is.
pub fn minify(html: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(html.len());
    let mut at = 0;
    while at < html.len() {
        let rest = &html[at..];
        if rest.starts_with(b"<!--") {
            at += find(rest, b"-->").map_or(rest.len(), |end| end + 3);
        } else if rest[0] == b'<' {
            let end = tag_end(rest);
            out.extend_from_slice(&rest[..end]);
            at += end;
            if let Some(name) = VERBATIM.iter().find(|name| opens(&rest[..end], name)) {
                let close = find_close(&html[at..], name).unwrap_or(html.len() - at);
                out.extend_from_slice(&html[at..at + close]);
                at += close;
            }
        } else if rest[0].is_ascii_whitespace() {
            let run = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let space = if rest[..run].contains(&b'\n') { b'\n' } else { b' ' };
            if out.last().is_none_or(|last| !last.is_ascii_whitespace()) {
                out.push(space);
            }
            at += run;
        } else {
            let run = rest.iter().take_while(|byte| **byte != b'<' && !byte.is_ascii_whitespace()).count();
            out.extend_from_slice(&rest[..run]);
            at += run;
        }
    }
    out
}

fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len()).position(|window| window == needle)
}

/// Where a tag ends; a `>` within quotation marks is not its end.
fn tag_end(tag: &[u8]) -> usize {
    let mut quote = None;
    for (at, byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

fn opens(tag: &[u8], name: &str) -> bool {
    let rest = tag.get(1..1 + name.len()).filter(|found| found.eq_ignore_ascii_case(name.as_bytes()));
    rest.is_some() && tag.get(1 + name.len()).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'>')
}

fn find_close(text: &[u8], name: &str) -> Option<usize> {
    let close = format!("</{name}");
    text.windows(close.len()).position(|window| window.eq_ignore_ascii_case(close.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_white_space_that_does_not_show_goes() {
        for (html, small) in [
            ("<p>a  b\n\n c</p>", "<p>a b\nc</p>"),
            ("<pre>a  b\n\n c</pre>  <p>", "<pre>a  b\n\n c</pre> <p>"),
            ("<a title=\"x  > y\">z</a>", "<a title=\"x  > y\">z</a>"),
            ("a<!-- gone -->b", "ab"),
            ("<script>a  =  1</SCRIPT>", "<script>a  =  1</SCRIPT>"),
            ("<pre>never closed  ", "<pre>never closed  "),
            ("<unfinished \"", "<unfinished \""),
        ] {
            assert_eq!(String::from_utf8(minify(html.as_bytes())).as_deref(), Ok(small));
        }
    }
}
