//! The second reading of a body: shortcodes that write Markdown are put in, and the whole is read again.

use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::Diag;
use crate::doc::{self, Content, Doc, Source, markdown};
use crate::memo::{Key, Table};
use crate::render::{Engine, Scope, shortcodes};
use crate::site::{Page, PageId, Site};
use crate::views::{self, Common};

/// A body after its second reading, and what went wrong in it.
#[derive(Debug)]
pub struct Expansion {
    content: Arc<Content>,
    diags: Vec<Diag>,
}

/// Gives every page whose shortcodes write Markdown its final body.
pub(super) fn expand(site: &mut Site, common: &Common, engine: &Engine, memo: &Table<Expansion>, generation: u64) -> Vec<Diag> {
    let options = markdown::Options::new(&site.config.markup, site.config.enable_emoji);
    let expand_one = |page: &Page| -> Option<(PageId, Arc<Expansion>)> {
        let doc = page.doc.as_ref()?;
        let source = doc.source.as_ref()?;
        Some((page.id, expand_page(site, common, engine, page, doc, source, &options, memo, generation)))
    };
    let expanded: Vec<(PageId, Arc<Expansion>)> = site.pages.par_iter().filter_map(expand_one).collect();
    let diags = expanded.iter().flat_map(|(_, expansion)| expansion.diags.iter().cloned()).collect();
    for (id, expansion) in expanded {
        site.set_content(id, Arc::clone(&expansion.content));
    }
    diags
}

#[allow(clippy::too_many_arguments)] // each is part of the key
fn expand_page(
    site: &Site,
    common: &Common,
    engine: &Engine,
    page: &Page,
    doc: &Doc,
    source: &Source,
    options: &markdown::Options,
    memo: &Table<Expansion>,
    generation: u64,
) -> Arc<Expansion> {
    let calls: Vec<views::CallView> = doc.content.calls.iter().map(|call| views::call_view(site, page, call, true)).collect();
    let (site_view, page_view) = (common.site(site, &page.lang), views::page_view(site, common, page));
    let key = Key::of(&(doc.key, engine.key(), options, &calls, site_view, &page_view));
    memo.get_or(key, generation, || {
        let scope = Scope::new(engine, site_view, &page_view);
        let mut diags = Vec::new();
        let parse = |text: &str, line: u32| doc::read::keyed(markdown::parse(text, line, options), (text, line, options));
        let expanded = doc::shortcodes::expand(&source.text, &doc.content.calls, &parse, &mut |call| {
            let (text, found) = shortcodes::markdown(&views::call_view(site, page, call, true), &scope)?;
            diags.extend(found.into_iter().map(|diag| diag.in_file(&*doc.shown)));
            Some(text)
        });
        let mut content = markdown::parse(&expanded.text, source.first_line, options);
        content.key = key;
        content.calls = expanded.calls;
        Expansion { content: Arc::new(content), diags }
    })
}
