//! HTML escaping, as Goldmark's.

pub(super) use crate::doc::markdown::escape_html as push_escaped;

/// Text for HTML, or for a double-quoted attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(&mut out, text);
    out
}
