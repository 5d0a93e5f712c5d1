//! Bare URLs and e-mail addresses in text. Source: goldmark 1.8's `extension/linkify.go`; its regular expressions written out.

/// A link found at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bare {
    pub kind: Kind,
    /// Bytes of text that the link takes.
    pub length: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// With its own protocol.
    Url,
    /// `www.`: the configured protocol is put before it.
    Www,
    Email,
}

/// Whether a text can hold any bare link at all.
pub fn possible(text: &[u8]) -> bool {
    memchr::memchr3_iter(b'@', b':', b'w', text).any(|at| [&b"@"[..], b"://", b"www."].iter().any(|mark| text[at..].starts_with(mark)))
}

/// The link that `line` begins with. `line` reaches to the end of its line.
pub fn find(line: &[u8]) -> Option<Bare> {
    match url(line) {
        Some((kind, length)) => Some(Bare { kind, length: without_trailing(line, without_punctuation(line, length)) }),
        None => email(line).map(|length| Bare { kind: Kind::Email, length: without_punctuation(line, length) }),
    }
}

/// Whether `line` begins as a URL does.
pub fn begins_url(line: &[u8]) -> bool {
    [&b"http://"[..], b"https://", b"ftp://", b"www."].iter().any(|start| line.starts_with(start))
}

/// Of a `line` that does not begin with an address: how much of it none can begin in, being of one name with the start.
pub fn no_email_for(line: &[u8]) -> usize {
    let name = line.iter().take_while(|c| is_email_name(**c)).count();
    let may_begin_later = line.get(name) == Some(&b'@') && line[0].is_ascii_punctuation();
    if may_begin_later { 0 } else { name }
}

/// Punctuation at the end is the sentence's.
fn without_punctuation(line: &[u8], length: usize) -> usize {
    let is_inner = |c: &u8| !matches!(c, b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~');
    line[..length].iter().rposition(is_inner).map_or(1, |last| last + 1)
}

fn url(line: &[u8]) -> Option<(Kind, usize)> {
    for protocol in [&b"http://"[..], b"https://", b"ftp://"] {
        if line.starts_with(protocol) {
            return after_protocol(line, protocol.len(), true).map(|length| (Kind::Url, length));
        }
    }
    if line.starts_with(b"www.") {
        return after_protocol(line, 4, false).map(|length| (Kind::Www, length));
    }
    None
}

/// `[-a-zA-Z0-9@:%._+~#=]{1,256}\.[a-z]+(?::\d+)?(?:[/#?]…*)?` from `start`; only full URLs have a port and `$` in the path.
fn after_protocol(line: &[u8], start: usize, full: bool) -> Option<usize> {
    let host = line[start..].iter().take(256).take_while(|c| is_host(**c)).count();
    let dot = (1..=host)
        .rev()
        .map(|length| start + length)
        .find(|at| line.get(*at) == Some(&b'.') && line.get(at + 1).is_some_and(u8::is_ascii_lowercase))?;
    let mut end = dot + 1 + line[dot + 1..].iter().take_while(|c| c.is_ascii_lowercase()).count();
    if full && line.get(end) == Some(&b':') {
        let digits = line[end + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
        end += if digits > 0 { digits + 1 } else { 0 };
    }
    if matches!(line.get(end), Some(b'/' | b'#' | b'?')) {
        end += 1 + line[end + 1..].iter().take_while(|c| is_path(**c) || (full && **c == b'$')).count();
    }
    Some(end)
}

fn is_host(c: u8) -> bool {
    c.is_ascii_alphanumeric() || b"-@:%._+~#=".contains(&c)
}

fn is_path(c: u8) -> bool {
    c.is_ascii_alphanumeric() || b"-@:%_+.~#!?&/=();,'\">^{}[]`".contains(&c)
}

/// Nor are an unbalanced `)` or an entity the link's.
fn without_trailing(line: &[u8], length: usize) -> usize {
    match line[length - 1] {
        b')' => {
            let count = |wanted: u8| line[..length].iter().filter(|c| **c == wanted).count();
            length - count(b')').saturating_sub(count(b'('))
        }
        b';' => {
            let name = line[..length - 1].iter().rev().take_while(|c| c.is_ascii_alphanumeric()).count();
            let before = length - 1 - name;
            if name > 0 && before > 0 && line[before - 1] == b'&' { before - 1 } else { length }
        }
        _ => length,
    }
}

/// E-mail addresses in text that is not read for links, such as code. `git@host:path` and `//user@host` are none.
pub fn emails(text: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let name_begins = at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || b"._+-/".contains(&bytes[at - 1]));
        match email(&bytes[at..]).filter(|_| name_begins).map(|length| without_punctuation(&bytes[at..], length)) {
            Some(length) => {
                let end = at + length;
                if bytes.get(end) != Some(&b':') && !text[at..end].contains("//") {
                    found.push(at..end);
                }
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// `name@domain.tld`, as HTML's e-mail inputs take it.
fn email(line: &[u8]) -> Option<usize> {
    if line.first()?.is_ascii_punctuation() {
        return None;
    }
    let at = line.iter().take_while(|c| is_email_name(**c)).count();
    if at == 0 || line.get(at) != Some(&b'@') {
        return None;
    }
    let mut end = at + 1 + label(&line[at + 1..])?;
    while line.get(end) == Some(&b'.') {
        let Some(length) = label(&line[end + 1..]) else { break };
        end += 1 + length;
    }
    (line[at..end - 1].contains(&b'.') && !matches!(line.get(end), Some(b'-' | b'_'))).then_some(end)
}

fn is_email_name(c: u8) -> bool {
    c.is_ascii_alphanumeric() || b"!#$%&'*+-./=?^_`{|}~".contains(&c)
}

/// One part of a domain: letters, digits and inner hyphens, 63 at most.
fn label(text: &[u8]) -> Option<usize> {
    let run = text.iter().take(63).take_while(|c| c.is_ascii_alphanumeric() || **c == b'-').count();
    if !text.first()?.is_ascii_alphanumeric() {
        return None;
    }
    text[..run].iter().rposition(u8::is_ascii_alphanumeric).map(|last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_code() {
        for (text, expected) in [
            ("ola@example.no", &["ola@example.no"][..]),
            ("`ola@example.no`", &["ola@example.no"]),
            ("to: ola@example.no, kari@example.no.", &["ola@example.no", "kari@example.no"]),
            ("git@github.com:a/b.git", &[]),
            ("https://ola@example.no/x", &[]),
            ("@media", &[]),
            ("blåbær@æ ola@x", &[]),
        ] {
            let found: Vec<&str> = emails(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn finds_what_goldmark_finds() {
        let cases = [
            ("https://example.com/x.", Some((Kind::Url, 21))),
            ("https://example.com/a_(b)) c", Some((Kind::Url, 25))),
            ("https://example.com/?q=1&copy; x", Some((Kind::Url, 24))),
            ("http://localhost:1313/", None),
            ("http://a.no:80/x", Some((Kind::Url, 16))),
            ("https://a.no/b).", Some((Kind::Url, 14))),
            ("https://a.no/b_).", Some((Kind::Url, 15))),
            ("https://a.no/x&copy;.", Some((Kind::Url, 14))),
            ("www.example.no, og", Some((Kind::Www, 14))),
            ("www.no", None),
            ("ola@example.no.", Some((Kind::Email, 14))),
            ("ola@localhost", None),
            ("a@b.no_", None),
            ("ftp://a.b", Some((Kind::Url, 9))),
            ("mailto:ola@example.no", None),
            ("", None),
        ];
        for (line, expected) in cases {
            let found = find(line.as_bytes()).map(|bare| (bare.kind, bare.length));
            assert_eq!(found, expected, "{line}");
        }
    }
}
