//! Links within the site lead to a file that is published.

use super::suggest;
use crate::check::{Destination, Facts, Kind, Reference};
use crate::diag::{Diag, Fix};
use crate::doc::Doc;
use crate::paths;
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
    if let Some(file) = unpublished(facts, doc, written) {
        return Some(diag("link-unpublished").with("file", file));
    }
    Some(match suggest::page(facts, page, doc, link) {
        Some(near) if near.is_certain => diag("link-broken-near").with("near", &near.text).fix(Fix::replace(written, &near.text)),
        Some(near) => diag("link-broken-near").with("near", &near.text),
        None => diag("link-broken"),
    })
}

/// `file:///…`, `C:\…`, `http://localhost:1313/…`: what nobody else can open.
pub(super) fn is_on_own_machine(link: &str) -> bool {
    let lower = link.to_lowercase();
    let host = lower.split_once("://").map(|(_, rest)| rest.split(['/', ':', '?']).next().unwrap_or(""));
    let is_drive = matches!(lower.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    lower.starts_with("file:") || lower.starts_with("\\\\") || is_drive || matches!(host, Some("localhost" | "127.0.0.1"))
}

/// The page file that a link names and that is not a page of this build: a draft, one whose date lies ahead, one that has expired.
fn unpublished(facts: &Facts<'_>, doc: &Doc, written: &str) -> Option<String> {
    let path = paths::decode_path(written.split(['#', '?']).next().unwrap_or(""));
    let folder = paths::folder(doc.path.as_str());
    let file = match path.strip_prefix('/') {
        Some(rooted) => format!("content/{rooted}"),
        None => paths::clean(&paths::join(folder, &path)),
    };
    let source = crate::paths::SourcePath::new(&file);
    let is_page = file.ends_with(".md") && facts.site.files.contains_key(&source) && facts.site.by_file(&source).is_none();
    is_page.then(|| facts.site.files[&source].shown.to_string())
}
