//! Escaping text for HTML and destinations for `href`.

/// Appends `text` with `& < > "` as entities.
pub fn html(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = first_special(rest.as_bytes()) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "\u{fffd}",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Where the first byte is that does not stand for itself. Text has few of them: it is passed in steps that the processor
/// takes at once.
fn first_special(bytes: &[u8]) -> Option<usize> {
    let is_special = |byte: &u8| matches!(byte, b'&' | b'<' | b'>' | b'"' | 0);
    let is_plain = |step: &&[u8]| !step.iter().fold(false, |found, byte| found | is_special(byte));
    let passed = STEP * bytes.chunks_exact(STEP).take_while(is_plain).count();
    bytes[passed..].iter().position(|byte| is_special(byte)).map(|at| passed + at)
}

const STEP: usize = 32;

/// A destination as Goldmark writes it into `href` and `src`, before HTML escaping: what is not allowed in a URL is
/// percent-encoded, existing `%xx` stay. Source: goldmark's `util.URLEscape`.
pub fn url(dest: &str) -> String {
    let mut out = String::with_capacity(dest.len());
    let bytes = dest.as_bytes();
    for (at, c) in dest.char_indices() {
        match c {
            '%' if is_hex(bytes, at + 1) && is_hex(bytes, at + 2) => out.push('%'),
            '!' | '#' | '$' | '&'..=';' | '=' | '?'..='Z' | '_' | 'a'..='z' | '~' => out.push(c),
            _ => {
                let mut buffer = [0; 4];
                for byte in c.encode_utf8(&mut buffer).bytes() {
                    out.push('%');
                    out.push(char::from(b"0123456789ABCDEF"[usize::from(byte >> 4)]));
                    out.push(char::from(b"0123456789ABCDEF"[usize::from(byte & 15)]));
                }
            }
        }
    }
    out
}

fn is_hex(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(u8::is_ascii_hexdigit)
}

/// `javascript:` and such, which Goldmark leaves empty unless raw HTML is allowed. Source: goldmark's `html.IsDangerousURL`.
pub fn is_dangerous(dest: &str) -> bool {
    let has = |prefix: &str| dest.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    if has("data:image/") {
        return !["png;", "gif;", "jpeg;", "webp;", "svg+xml;"].iter().any(|kind| has(&format!("data:image/{kind}")));
    }
    ["javascript:", "vbscript:", "file:", "data:"].into_iter().any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specials_are_found_wherever_they_stand() {
        for before in [0, 1, 31, 32, 33, 64, 100] {
            for (special, entity) in [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("\0", "\u{fffd}"), ("æ", "æ")] {
                let plain = "x".repeat(before);
                let mut out = String::new();
                html(&mut out, &format!("{plain}{special}{plain}"));
                assert_eq!(out, format!("{plain}{entity}{plain}"));
            }
        }
    }

    #[test]
    fn urls_are_percent_encoded_once() {
        let cases = [
            ("a b", "a%20b"),
            ("a%20b%zz", "a%20b%25zz"),
            ("/æ/ø", "/%C3%A6/%C3%B8"),
            ("x?a=1&b=[2]", "x?a=1&b=%5B2%5D"),
            ("\\\"`<>^{|}", "%5C%22%60%3C%3E%5E%7B%7C%7D"),
            ("mailto:a@b.no", "mailto:a@b.no"),
        ];
        for (dest, expected) in cases {
            assert_eq!(url(dest), expected);
        }
    }

    #[test]
    fn dangerous_destinations() {
        for (dest, expected) in [
            ("JavaScript:x", true),
            ("data:text/html,x", true),
            ("data:image/png;base64,x", false),
            ("data:image/bmp;x", true),
            ("file:///x", true),
            ("https://x", false),
            ("æ", false),
        ] {
            assert_eq!(is_dangerous(dest), expected, "{dest}");
        }
    }
}
