//! Pages that a language lacks: their addresses there show the page in the language that has it, with a notice.

use super::PageFile;
use super::build::{language_link, page_file, page_view, permalink};
use super::common::Common;
use crate::paths::{Lang, UrlPath};
use crate::site::{Page, PageId, Site};

/// Every page and language that lacks it, in the order of pages, then of languages.
pub(super) fn missing(site: &Site) -> impl Iterator<Item = (&Page, &Lang)> {
    let originals = site.pages.iter().filter(|page| is_made(page) && site.original(page) == page.id);
    originals.flat_map(|page| {
        site.config.languages.iter().filter(|language| lacks(site, page, &language.lang)).map(move |language| (page, &language.lang))
    })
}

/// Whether a page stands in for its missing translations.
pub(super) fn is_made(page: &Page) -> bool {
    page.doc.is_some() && page.is_rendered() && page.is_listed()
}

fn lacks(site: &Site, page: &Page, lang: &Lang) -> bool {
    page.lang != *lang && !page.translations.iter().any(|id| site.page(*id).lang == *lang)
}

/// Where the page would stand in a language: its own address with that language's prefix.
pub(super) fn url(site: &Site, page: &Page, lang: &Lang) -> UrlPath {
    let own = format!("/{}", site.config.language_prefix(&page.lang));
    let rest = page.url.as_str().strip_prefix(&own).unwrap_or_else(|| page.url.as_str().trim_start_matches('/'));
    UrlPath::new(format!("/{}{rest}", site.config.language_prefix(lang)))
}

/// The page with the other language's frame around it: its navigation, its words, a notice. Search engines are
/// sent to the original.
pub(super) fn file(site: &Site, common: &Common, page: &Page, lang: &Lang) -> PageFile {
    let stand_in = Page {
        lang: lang.clone(),
        rel_permalink: site.href(url(site, page, lang).as_str()),
        parent: nearest_above(site, page, lang),
        translations: page.translations.iter().copied().chain([page.id]).collect(),
        children: Vec::new(),
        terms: Vec::new(),
        prev: None,
        next: None,
        ..page.clone()
    };
    let original = language_link(site, &page.lang, &page.rel_permalink);
    let mut view = page_view(site, common, &stand_in);
    view.permalink = permalink(site, &page.rel_permalink);
    view.body_lang = Some(view.body_lang.unwrap_or_else(|| original.code.clone()));
    view.fallback_from = Some(original);
    PageFile { site: common.site(site, lang).clone(), page: view, ..page_file(site, common, page) }
}

/// The nearest page above that the language has, else its home page.
fn nearest_above(site: &Site, page: &Page, lang: &Lang) -> Option<PageId> {
    let translated = |above: &Page| above.translations.iter().copied().find(|id| site.page(*id).lang == *lang);
    site.ancestors(page).into_iter().rev().find_map(translated).or_else(|| site.home(lang).map(|home| home.id))
}
