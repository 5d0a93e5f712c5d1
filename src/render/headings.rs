//! A link on every heading, so that a reader can send someone to the very place. Loft's own addition: bodies as
//! Hugo has them (`loft list --html`) go without.

use super::escape::escaped;
use crate::doc::markdown::strip_tags;

/// Puts a link after each heading from `h2` down that has an id, to the heading. `label` is what it is called. It stands beside
/// the heading, not in it: a screen reader's list of headings tells their texts alone.
pub(super) fn with_links(html: &str, label: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let label = escaped(label);
    let mut written = 0;
    for start in memchr::memmem::find_iter(html.as_bytes(), "<h") {
        if let Some(heading) = html.get(start..).filter(|_| start >= written).and_then(heading) {
            let end = start + heading.end;
            out.push_str(&html[written..end]);
            push_link(&mut out, &heading, &label);
            written = end;
        }
    }
    out.push_str(&html[written..]);
    out
}

/// A heading at the beginning of a text: its id and inner HTML, and where it ends.
struct Heading<'a> {
    id: &'a str,
    inner: &'a str,
    end: usize,
}

/// How each link begins.
const LINK: &str = "<a class=\"anchor\"";

fn heading(html: &str) -> Option<Heading<'_>> {
    let level = html.as_bytes().get(2).copied().filter(|level| (b'2'..=b'6').contains(level))?;
    let tag_end = html.find('>')? + 1;
    let attributes = html[..tag_end].get(3..).filter(|rest| rest.starts_with(char::is_whitespace))?;
    let id = attributes.split_once(" id=\"")?.1.split_once('"')?.0;
    let close = ["</h", std::str::from_utf8(&[level]).ok()?, ">"].concat();
    let inner_end = tag_end + html[tag_end..].find(&close)?;
    let inner = &html[tag_end..inner_end];
    let end = inner_end + close.len();
    (!id.is_empty() && !html[end..].starts_with(LINK)).then_some(Heading { id, inner, end })
}

/// `label` is ready for an attribute.
fn push_link(out: &mut String, heading: &Heading, label: &str) {
    for part in [LINK, " href=\"#", heading.id, "\" aria-label=\"", label, ": ", attribute_text(heading.inner).trim(), "\">#</a>"] {
        out.push_str(part);
    }
}

/// What a heading says, without tags, ready for an attribute.
fn attribute_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    strip_tags(html, &mut text);
    if text.contains('"') { text.replace('"', "&quot;") } else { text }
}

#[cfg(test)]
mod tests {
    use super::with_links;

    #[test]
    fn headings_with_an_id_get_a_link() {
        let cases = [
            ("<h2 id=\"a\">A</h2>", "<h2 id=\"a\">A</h2><a class=\"anchor\" href=\"#a\" aria-label=\"Hit: A\">#</a>"),
            (
                "<p>x</p><h3 class=\"c\" id=\"b\">B <em>&amp;</em> \"c\"</h3>y",
                "<p>x</p><h3 class=\"c\" id=\"b\">B <em>&amp;</em> \"c\"</h3><a class=\"anchor\" href=\"#b\" aria-label=\"Hit: B &amp; &quot;c&quot;\">#</a>y",
            ),
            ("<h1 id=\"a\">A</h1>", "<h1 id=\"a\">A</h1>"),
            ("<h2>A</h2>", "<h2>A</h2>"),
            ("<h2 id=\"a\">A", "<h2 id=\"a\">A"),
            ("<hr><h", "<hr><h"),
            ("<h2 data-id=\"x\">A</h2>", "<h2 data-id=\"x\">A</h2>"),
            ("<h2 id=\"æ\">Æ</h2>", "<h2 id=\"æ\">Æ</h2><a class=\"anchor\" href=\"#æ\" aria-label=\"Hit: Æ\">#</a>"),
        ];
        for (html, expected) in cases {
            assert_eq!(with_links(html, "Hit"), expected);
        }
        let twice = with_links(&with_links("<h2 id=\"a\">A</h2>", "Hit"), "Hit");
        assert_eq!(twice.matches("anchor").count(), 1);
    }
}
