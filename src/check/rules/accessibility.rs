//! Norwegian public sites must link to their accessibility statement. Whether a site is public cannot be read from it: asked
//! are sites in Norwegian that have an address on the open web, where search engines are let in.

use crate::check::Facts;
use crate::config::{Config, MenuEntry};
use crate::diag::Diag;

/// Where Norway keeps the statements.
const REGISTER: &str = "uustatus.no";

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    let config = &facts.site.config;
    if is_norwegian(config) && !config.noindex && is_public(&config.base_url) && !has_statement(config) {
        found.push(Diag::warning("accessibility-statement-missing").with("host", host(&config.base_url)));
    }
}

fn is_norwegian(config: &Config) -> bool {
    config.languages.iter().any(|language| ["nb", "nn", "no"].contains(&language.lang.as_str().split('-').next().unwrap_or_default()))
}

/// In `[theme]`, or as an entry of a menu.
fn has_statement(config: &Config) -> bool {
    let set = config.loft.theme.get("accessibility_url").and_then(serde_json::Value::as_str).is_some_and(|url| !url.trim().is_empty());
    set || config.languages.iter().flat_map(|language| language.menus.values()).flatten().any(is_statement)
}

fn is_statement(entry: &MenuEntry) -> bool {
    let texts = [&entry.url, &entry.page_ref, &entry.name];
    texts.into_iter().map(|text| text.to_lowercase()).any(|text| {
        text.contains(REGISTER) || ["tilgjengelighetserkl", "tilgjengeerkl", "accessibility"].iter().any(|word| text.contains(word))
    })
}

/// On the open web: not a machine's own name, a number, or a name that is kept for examples.
fn is_public(base_url: &str) -> bool {
    let host = host(base_url);
    let Some((above, top)) = host.rsplit_once('.') else { return false };
    let is_kept = ["example", "test", "invalid", "localhost", "local", "internal"].contains(&top);
    let is_example = ["com", "org", "net"].contains(&top) && above.rsplit('.').next() == Some("example");
    !is_kept && !is_example && top.chars().all(|c| c.is_alphabetic() || c == '-')
}

/// Without scheme, user, port and path, in lower case; empty where there is none.
fn host(base_url: &str) -> String {
    let rest = base_url.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_addresses() {
        for (url, expected) in [
            ("https://docs.samt-bu.no/", true),
            ("https://etat.no/docs/", true),
            ("https://bruker@xn--br-yia.no:8443/", true),
            ("/", false),
            ("/docs/", false),
            ("http://localhost:1313/", false),
            ("http://127.0.0.1:8000/", false),
            ("http://[::1]:80/", false),
            ("https://example.org/", false),
            ("https://docs.example.com/", false),
            ("https://example.no/", true),
            ("https://wiki.internal/", false),
        ] {
            assert_eq!(is_public(url), expected, "{url}");
        }
    }
}
