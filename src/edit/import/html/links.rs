//! Addresses that say where they lead only together with the place that the page had.

use std::rc::Rc;

use htmd::Node;

use super::dom;
use crate::paths;
use crate::site::links::has_scheme;

/// The address that the page had, when it says so.
pub(super) fn address(tree: &Rc<Node>) -> Option<String> {
    let base = dom::first(tree, "base").and_then(|base| dom::attribute(&base, "href"));
    let canonical = || {
        let links = dom::all(tree, "link");
        links.iter().find(|link| dom::attribute(link, "rel").as_deref() == Some("canonical")).and_then(|link| dom::attribute(link, "href"))
    };
    base.or_else(canonical).filter(|address| address.starts_with("https://") || address.starts_with("http://"))
}

/// Whether an address needs the page's own to lead anywhere.
pub(super) fn is_relative(link: &str) -> bool {
    !has_scheme(link) && !link.starts_with('#') && !link.starts_with("//") && !link.is_empty()
}

/// A relative address in full.
pub(super) fn absolute(base: &str, link: &str) -> String {
    let (scheme, rest) = base.split_once("://").unwrap_or(("https", base));
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if link.starts_with('?') {
        return format!("{scheme}://{host}/{path}{link}");
    }
    let end = link.find(['?', '#']).unwrap_or(link.len());
    let (target, tail) = link.split_at(end);
    let joined = match target.strip_prefix('/') {
        Some(from_root) => paths::clean(from_root),
        None => paths::clean(&paths::join(paths::folder(path), target)),
    };
    format!("{scheme}://{host}/{}{tail}", joined.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_full() {
        for (base, link, expected) in [
            ("https://x.no/a/b.html", "c.html", "https://x.no/a/c.html"),
            ("https://x.no/a/b/", "../c/#d", "https://x.no/a/c/#d"),
            ("https://x.no/a/b/", "/c", "https://x.no/c"),
            ("https://x.no", "c?d=1", "https://x.no/c?d=1"),
            ("https://x.no/a?b=1", "?c=2", "https://x.no/a?c=2"),
            ("http://x.no/a", "/", "http://x.no/"),
        ] {
            assert_eq!(absolute(base, link), expected, "{base} {link}");
        }
    }

    #[test]
    fn what_is_relative() {
        for (link, expected) in [
            ("a.html", true),
            ("/a", true),
            ("../a:b", true),
            ("#a", false),
            ("//x.no/a", false),
            ("mailto:a@b.no", false),
            ("https://x.no", false),
        ] {
            assert_eq!(is_relative(link), expected, "{link}");
        }
    }
}
