//! Links within the site lead to a file that is published.

use super::suggest;
use crate::check::{Destination, Facts, Kind, Reference};
use crate::diag::{Diag, Fix};
use crate::doc::Doc;
use crate::paths::{self, SourcePath};
use crate::site::Page;

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    for (page, doc) in facts.written() {
        for link in facts.references(page).iter().filter(|reference| reference.kind == Kind::Link) {
            found.extend(look(facts, page, doc, link).map(|diag| facts.at(page, link.span, diag)));
        }
    }
}

fn look(facts: &Facts<'_>, page: &Page, doc: &Doc, link: &Reference) -> Option<Diag> {
    let written = link.written.trim();
    if written.is_empty() {
        return Some(Diag::warning("link-empty"));
    }
    if is_on_own_machine(written) {
        return Some(Diag::warning("link-local").with("link", written));
    }
    if !link.is_lost && facts.follow(page, &link.href) != Destination::Nowhere {
        return None;
    }
    let diag = |code| Diag::warning(code).with("link", written);
    if let Some(file) = unpublished(facts, page, doc, written) {
        return Some(diag("link-unpublished").with("file", file));
    }
    Some(match suggest::page(facts, page, doc, link) {
        Some(near) if near.is_certain => diag("link-broken-near").with("near", &near.text).fix(Fix::replace(written, &near.text)),
        Some(near) => diag("link-broken-near").with("near", &near.text),
        None => diag("link-broken"),
    })
}

/// `file:///…`, `C:\…`: what nobody else can open. (`http://localhost:1313/` may be meant for whoever follows the text.)
pub(super) fn is_on_own_machine(link: &str) -> bool {
    let lower = link.to_lowercase();
    let is_drive = matches!(lower.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    lower.starts_with("file:") || lower.starts_with("\\\\") || is_drive
}

/// The page file that a link names and that is not a page of this build: a draft, one whose date lies ahead, one that has expired.
fn unpublished(facts: &Facts<'_>, page: &Page, doc: &Doc, written: &str) -> Option<String> {
    let path = paths::decode_path(written.split(['#', '?']).next().unwrap_or(""));
    let folder = paths::folder(doc.path.as_str());
    let file = match path.strip_prefix('/') {
        Some(rooted) => format!("content/{rooted}"),
        None => paths::clean(&paths::join(folder, &path)),
    };
    let stem = file.trim_end_matches('/').trim_end_matches(".md");
    let names = ["", "/_index", "/index"].iter().flat_map(|name| [format!("{stem}{name}.md"), format!("{stem}{name}.{}.md", page.lang)]);
    let waiting = names.map(SourcePath::new).find(|source| facts.site.files.contains_key(source) && facts.site.by_file(source).is_none());
    waiting.and_then(|source| facts.site.files.get(&source)).map(|blob| blob.shown.to_string())
}
