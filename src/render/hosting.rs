//! `robots.txt`, `_redirects`, `_headers`.

use crate::views::hosting::HostFile;
use crate::views::pictures;

/// What a page may load. Scripts, styles, fonts and requests: the site's own files only, nothing written into pages but
/// the three ways in which Markdown's tables align a column (`text-align:left`, `center`, `right`, by SHA-256).
/// Pictures from elsewhere are shown where they come encrypted, since editors do paste them.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-hashes' 'sha256-De7agAeYqm6ANIVvRRW6HFWi52AJW8inhFE0gSdgXnI=' 'sha256-kFAIUwypIt04FgLyVU63Lcmp2AQimPh/TdYjy04Flxs=' 'sha256-XzJlZKVo+ff9ozww9Sr2p/2TbJXITZuaWMZ9p53zN1U='; \
     img-src 'self' data: https:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

/// [`POLICY`], and the one other origin that the site's search asks, where there is one.
pub fn policy(search: Option<&str>) -> String {
    match search {
        Some(origin) => format!("{POLICY}; connect-src 'self' {origin}"),
        None => POLICY.to_string(),
    }
}

pub(super) fn text(file: &HostFile) -> String {
    match file {
        HostFile::Robots { sitemap } => robots(sitemap.as_deref()),
        HostFile::Redirects(lines) => redirects(lines),
        HostFile::Headers { below, noindex, search } => headers(below, *noindex, &policy(search.as_deref())),
    }
}

fn robots(sitemap: Option<&str>) -> String {
    let sitemap = sitemap.map(|address| format!("\nSitemap: {address}\n")).unwrap_or_default();
    format!("User-agent: *\nAllow: /\n{sitemap}")
}

/// Each address twice, since no one line does for all hosts. Netlify serves the file that lies at the old address unless the line
/// says `!`; Cloudflare Pages and GitLab Pages take no line with a `!`, and tell so in their log.
fn redirects(lines: &[(String, String)]) -> String {
    let twice = lines.iter().map(|(from, to)| format!("{from} {to} 301!\n{from} {to} 301\n"));
    format!("# 301! is for Netlify. Other hosts pass it over and follow the line below it.\n{}", twice.collect::<String>())
}

/// Netlify's and Cloudflare Pages' form.
fn headers(below: &str, noindex: bool, policy: &str) -> String {
    let robots = if noindex { "  X-Robots-Tag: noindex\n" } else { "" };
    format!(
        "{below}*\n  Content-Security-Policy: {policy}\n  Referrer-Policy: strict-origin-when-cross-origin\n  X-Content-Type-Options: nosniff\n{robots}\
         {below}{}/*\n  Cache-Control: public, max-age=31536000, immutable\n",
        pictures::FOLDER
    )
}
