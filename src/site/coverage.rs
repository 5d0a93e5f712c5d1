//! How much of a page its translations hold: judged by substance, not by whether there is a file.
//!
//! Both bodies are divided into blocks (a heading, a paragraph, a list item, a table row), which are laid beside each
//! other in order, so that what fits best stands together: blocks of about the same length, with the same
//! numbers, names, addresses and pictures. What stands alone in the source is missing in the translation, and a
//! block that is much shorter than its source holds only as much of it. The verdict is the share of the source
//! that is there. No dictionary is needed, so it works for any two languages.

mod align;
mod blocks;
mod placeholder;
mod titles;

use std::collections::BTreeSet;

use serde::Serialize;

use super::history::Hand;
use super::{Moment, Page, PageId, PageKind, Site};
use crate::doc::Content;
use crate::paths::Lang;

use blocks::Block;

/// How much of a page a language has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Missing,
    Stub,
    Partial,
    Full,
}

impl Verdict {
    pub const ALL: [Verdict; 4] = [Verdict::Full, Verdict::Partial, Verdict::Stub, Verdict::Missing];

    pub fn name(self) -> &'static str {
        match self {
            Verdict::Missing => "missing",
            Verdict::Stub => "stub",
            Verdict::Partial => "partial",
            Verdict::Full => "full",
        }
    }

    fn of_share(share: f64) -> Verdict {
        if share >= FULL {
            Verdict::Full
        } else if share >= PARTIAL {
            Verdict::Partial
        } else {
            Verdict::Stub
        }
    }
}

/// From this share on, what is missing is a detail.
const FULL: f64 = 0.88;
/// Below this share, there is little more than a beginning.
const PARTIAL: f64 = 0.22;

/// One page in one language, compared with its source.
#[derive(Clone, Debug, PartialEq)]
pub struct Translation {
    /// The version that is translated from.
    pub source: PageId,
    pub lang: Lang,
    /// `None`: there is no such version.
    pub page: Option<PageId>,
    pub verdict: Verdict,
    /// Of the source's text, from 0 to 1.
    pub share: f64,
    /// The title is the source's, in the source's language.
    pub title_untranslated: bool,
    /// The source's text was changed after the translation's.
    pub older: Option<Older>,
    /// Parts of the source that the translation lacks, in order.
    pub missing: Vec<Section>,
    /// How many of the source's pictures it lacks.
    pub missing_pictures: usize,
}

/// That a translation is older than its source.
#[derive(Clone, Debug, PartialEq)]
pub struct Older {
    /// When the source was last changed.
    pub since: Moment,
    /// Headings of the source's sections that were changed since the translation was; empty for what stands above the first.
    pub changed: Vec<String>,
}

/// A section of the source, or its part above the first heading, which has no name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Section {
    pub heading: String,
    pub anchor: String,
    /// How many words of it are not there.
    pub words: usize,
}

/// What a comparison of two bodies says.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub verdict: Verdict,
    pub share: f64,
    pub missing: Vec<Section>,
    pub missing_pictures: usize,
}

/// Every page in every other language of the site: by page, then language.
pub(super) fn of_site(site: &Site) -> Vec<Translation> {
    let sources = site.pages.iter().filter(|page| site.original(page) == page.id && page.is_rendered() && page.doc.is_some());
    let languages = &site.config.languages;
    let wanted = |source: &Page| {
        languages.iter().filter(|language| language.lang != source.lang).map(|language| &language.lang).cloned().collect::<Vec<_>>()
    };
    sources.flat_map(|source| wanted(source).into_iter().map(|lang| translation(site, source, lang))).collect()
}

fn translation(site: &Site, source: &Page, lang: Lang) -> Translation {
    let page = source.translations.iter().map(|id| site.page(*id)).find(|page| page.lang == lang && page.doc.is_some());
    let none = Translation {
        source: source.id,
        lang,
        page: None,
        verdict: Verdict::Missing,
        share: 0.0,
        title_untranslated: false,
        older: None,
        missing: Vec::new(),
        missing_pictures: 0,
    };
    let Some(page) = page else { return none };
    let Comparison { verdict, share, missing, missing_pictures } = compare(&source.content, &page.content);
    let title_untranslated =
        !is_site_title(site, page) && titles::is_untranslated(&source.title, &page.title, source.lang.as_str(), page.lang.as_str());
    Translation {
        page: Some(page.id),
        verdict,
        share,
        title_untranslated,
        older: older(site, source, page),
        missing,
        missing_pictures,
        ..none
    }
}

/// Whether a page is a home page with the title that its language gives the site: a name, not words to translate.
fn is_site_title(site: &Site, page: &Page) -> bool {
    let own = site.config.language(&page.lang).and_then(|language| language.title.as_deref());
    page.kind == PageKind::Home && page.title == own.unwrap_or(&site.config.title)
}

/// Whether people changed the source's text after the translation's, by git. What one commit changed in both is in step.
fn older(site: &Site, source: &Page, page: &Page) -> Option<Older> {
    let translated = site.history.edits(page).last()?.moment.seconds();
    let later = || site.history.edits(source).iter().filter(|edit| edit.hand != Hand::Bot && edit.moment.seconds() > translated);
    let since = later().last()?.moment;
    let touched: BTreeSet<&str> = later().flat_map(|edit| &edit.sections).map(String::as_str).collect();
    let above = touched.contains("").then(String::new);
    let headings = source.content.headings.iter().map(|heading| heading.text.clone()).filter(|heading| touched.contains(heading.as_str()));
    let mut changed: Vec<String> = above.into_iter().chain(headings).collect();
    changed.dedup();
    Some(Older { since, changed })
}

/// How much of the source's body is in the translation's.
pub fn compare(source: &Content, translation: &Content) -> Comparison {
    let (from, to) = (blocks::of(source), blocks::of(translation));
    let done = |verdict, share, credits: &[f64]| {
        let is_lost = |(block, credit): &(&Block, &f64)| block.is_picture() && **credit == 0.0;
        let missing_pictures = from.iter().zip(credits).filter(is_lost).count();
        Comparison { verdict, share, missing: missing_sections(source, &from, credits), missing_pictures }
    };
    if to.iter().any(|block| block.placeholder.is_of_translation())
        && to.iter().all(|block| block.is_heading() || block.placeholder.is_any())
    {
        return done(Verdict::Stub, 0.0, &vec![0.0; from.len()]);
    }
    let total: f64 = from.iter().map(Block::weight).sum();
    if total == 0.0 {
        return done(Verdict::Full, 1.0, &[]); // There is nothing to translate.
    }
    let credits = align::credits(&from, &to);
    let share = from.iter().zip(&credits).map(|(block, credit)| block.weight() * credit).sum::<f64>() / total;
    done(Verdict::of_share(share), share, &credits)
}

/// The source's sections of which at least a third is not there, and a sentence's worth of words.
fn missing_sections(source: &Content, blocks: &[Block], credits: &[f64]) -> Vec<Section> {
    let mut sections: Vec<(Option<usize>, f64, f64)> = Vec::new();
    for (block, credit) in blocks.iter().zip(credits) {
        let words = block.words as f64;
        match sections.last_mut().filter(|(section, ..)| *section == block.section) {
            Some((_, all, lost)) => (*all, *lost) = (*all + words, *lost + words * (1.0 - credit)),
            None => sections.push((block.section, words, words * (1.0 - credit))),
        }
    }
    let lacking = sections.into_iter().filter(|(_, all, lost)| *lost >= 3.0 && *lost * 3.0 >= *all);
    let section = |(section, _, lost): (Option<usize>, f64, f64)| {
        let heading = section.and_then(|index| source.headings.get(index));
        let (heading, anchor) = heading.map_or_else(Default::default, |heading| (heading.text.clone(), heading.id.clone()));
        Section { heading, anchor, words: lost.round() as usize }
    };
    lacking.map(section).collect()
}

#[cfg(test)]
mod tests;
