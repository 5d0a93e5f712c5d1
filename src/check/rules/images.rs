//! Images are there, come from the site itself, and say in words what they show.

use super::suggest;
use crate::check::{Destination, Facts, Kind, Reference};
use crate::diag::{Diag, Fix};
use crate::doc::Doc;
use crate::site::Page;

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    for (page, doc) in facts.written() {
        for image in facts.references(page).iter().filter(|reference| reference.kind == Kind::Image) {
            found.extend(look(facts, page, doc, image).into_iter().map(|diag| facts.at(page, image.span, diag)));
        }
    }
}

fn look(facts: &Facts<'_>, page: &Page, doc: &Doc, image: &Reference) -> Vec<Diag> {
    if image.written.trim().is_empty() {
        return vec![Diag::warning("image-empty")];
    }
    let has_no_text = image.alt.as_deref().is_some_and(|alt| alt.trim().is_empty());
    let without_text = has_no_text.then(|| Diag::warning("image-without-text").with("image", shorten(&image.written)));
    source(facts, page, doc, image).into_iter().chain(without_text).collect()
}

/// What is wrong with where the image comes from.
fn source(facts: &Facts<'_>, page: &Page, doc: &Doc, image: &Reference) -> Option<Diag> {
    let written = image.written.trim();
    if written.starts_with("data:") {
        return None;
    }
    let diag = |code| Diag::warning(code).with("image", shorten(written));
    match facts.follow(page, &image.href) {
        Destination::File { .. } => None,
        Destination::Outside if super::links::is_on_own_machine(written) => Some(diag("image-broken")),
        Destination::Outside => Some(diag("image-remote")),
        Destination::Nowhere => Some(match suggest::image(facts, page, doc, image) {
            Some(near) if near.is_certain => diag("image-broken-near").with("near", &near.text).fix(Fix::replace(written, &near.text)),
            Some(near) => diag("image-broken-near").with("near", &near.text),
            None => diag("image-broken"),
        }),
    }
}

/// Addresses can be very long; their end tells the file.
fn shorten(address: &str) -> String {
    let length = address.chars().count();
    if length <= 80 { address.to_string() } else { format!("…{}", address.chars().skip(length - 79).collect::<String>()) }
}
