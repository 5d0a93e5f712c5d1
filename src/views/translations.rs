//! Which pages each language has, how much of them, and what is left to do.

use std::collections::BTreeMap;

use serde::Serialize;

use super::build::language_link;
use super::page::LanguageLink;
use super::{PageLink, page_link};
use crate::paths::Lang;
use crate::site::coverage::{Section, Translation, Verdict};
use crate::site::drift::{self, Drift, What};
use crate::site::statuses::PageStatus;
use crate::site::{Page, Site};

/// One page in one other language: an interface for scripts, documented in the user guide.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TranslationRow {
    /// The page's path below `content/`, without language and extension; `/` for the home page.
    pub path: String,
    pub lang: String,
    pub source_lang: String,
    /// `full`, `partial`, `stub`, `missing`.
    pub verdict: &'static str,
    /// How much of the source is there, in percent.
    pub percent: u32,
    /// How many words of the source are not.
    pub words_left: usize,
    pub title_untranslated: bool,
    /// The source has been changed since the translation was.
    pub older: bool,
    pub title: String,
    pub source_url: String,
    /// Of the translation, if there is one.
    pub url: Option<String>,
    /// Sections of the source that are not there.
    pub missing: Vec<Section>,
    /// How many of the source's pictures are not there.
    pub missing_pictures: usize,
    /// Sections of the source that were changed since.
    pub changed: Vec<String>,
}

impl TranslationRow {
    pub fn is_todo(&self) -> bool {
        self.verdict != Verdict::Full.name() || self.title_untranslated || self.older
    }
}

/// Every page in every other language, in the site's order.
pub fn rows(site: &Site) -> Vec<TranslationRow> {
    site.coverage().iter().map(|translation| row(site, translation)).collect()
}

fn row(site: &Site, translation: &Translation) -> TranslationRow {
    let source = site.page(translation.source);
    let percent = (translation.share * 100.0).round().clamp(0.0, 100.0) as u32;
    let words_left = (source.content.words as f64 * (1.0 - translation.share)).round() as usize;
    TranslationRow {
        path: match source.raw_path.trim_matches('/') {
            "" => "/".to_string(),
            path => path.to_string(),
        },
        lang: translation.lang.to_string(),
        source_lang: source.lang.to_string(),
        verdict: translation.verdict.name(),
        percent,
        words_left,
        title_untranslated: translation.title_untranslated,
        older: translation.older.is_some(),
        title: source.name().to_string(),
        source_url: source.rel_permalink.clone(),
        url: translation.page.map(|page| site.page(page).rel_permalink.clone()),
        missing: translation.missing.clone(),
        missing_pictures: translation.missing_pictures,
        changed: translation.older.as_ref().map(|older| older.changed.clone()).unwrap_or_default(),
    }
}

/// What each language has, for the overview.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TranslationsView {
    pub languages: Vec<LanguageView>,
    /// Where the languages disagree.
    pub drift: Vec<DriftRow>,
    /// Bokmål and nynorsk by owner; empty where no page is in nynorsk and none has an owner.
    pub forms: Vec<FormsRow>,
}

/// One language that others are translated into.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LanguageView {
    pub language: LanguageLink,
    /// Full, partial, stub, missing.
    pub counts: Vec<VerdictCount>,
    pub total: usize,
    pub sections: Vec<SectionCounts>,
    /// What is left to do, the most first; at most [`MOST_ROWS`].
    pub todo: Vec<TodoRow>,
    /// How many more there are.
    pub more: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VerdictCount {
    pub verdict: &'static str,
    pub count: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SectionCounts {
    pub section: PageLink,
    /// As [`LanguageView::counts`].
    pub counts: Vec<usize>,
    pub total: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TodoRow {
    pub source: PageLink,
    pub row: TranslationRow,
}

/// A version of a page that says another status or weight than the original.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DriftRow {
    pub page: PageLink,
    pub lang: String,
    /// `status` or `weight`.
    pub what: &'static str,
    pub here: String,
    pub there: String,
}

/// How much of an owner's text is in each written form of Norwegian.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormsRow {
    /// Empty for pages without an owner.
    pub owner: String,
    /// The owner is a national state body, which the language act binds.
    pub is_state: bool,
    pub pages: usize,
    pub nb_words: usize,
    pub nn_words: usize,
    /// Of the words, rounded.
    pub nb_percent: usize,
    pub nn_percent: usize,
    /// A state body with less than a quarter of either.
    pub falls_short: bool,
}

/// As many pages to do are listed for a language; the command line has them all.
const MOST_ROWS: usize = 500;
/// The language act's least share of each written form, in percent.
const LEAST_SHARE: usize = 25;

/// Whether there is anything to compare: another language than the source's.
pub fn is_any(site: &Site) -> bool {
    site.config.is_multilingual() && site.pages.iter().any(|page| page.doc.is_some() && !page.translations.is_empty())
}

/// The overview, with labels in one language.
pub fn of_site(site: &Site, lang: &Lang) -> TranslationsView {
    let all = rows(site);
    let languages = site.config.languages.iter().filter_map(|language| of_language(site, lang, &language.lang, &all));
    TranslationsView { languages: languages.collect(), drift: drifts(site, lang), forms: forms(site, lang) }
}

/// Where the languages disagree on a page's status or its place in the menu.
fn drifts(site: &Site, lang: &Lang) -> Vec<DriftRow> {
    let label = |status: &PageStatus| super::status::status_view(status, &site.config.loft.statuses, lang.as_str()).label;
    let row = |drift: Drift| {
        let (what, here, there) = match &drift.what {
            What::Status(here, there) => ("status", label(here), label(there)),
            What::Weight(here, there) => ("weight", here.to_string(), there.to_string()),
        };
        let page = site.page(drift.page);
        DriftRow { page: page_link(site, page), lang: page.lang.to_string(), what, here, there }
    };
    drift::of_site(site).into_iter().map(row).collect()
}

fn of_language(site: &Site, lang: &Lang, into: &Lang, all: &[TranslationRow]) -> Option<LanguageView> {
    let own: Vec<(&Translation, &TranslationRow)> =
        site.coverage().iter().zip(all).filter(|(translation, _)| translation.lang == *into).collect();
    let home = site.home(into)?;
    if own.is_empty() {
        return None;
    }
    let count = |rows: &[&TranslationRow], verdict: Verdict| rows.iter().filter(|row| row.verdict == verdict.name()).count();
    let rows: Vec<&TranslationRow> = own.iter().map(|(_, row)| *row).collect();
    let mut sections: BTreeMap<&str, (PageLink, Vec<&TranslationRow>)> = BTreeMap::new();
    for (translation, row) in &own {
        let source = site.page(translation.source);
        let ancestors = site.ancestors(source);
        let top = ancestors.into_iter().skip(1).find(|above| site.in_language(above, lang).is_rendered()).unwrap_or(source);
        let link = || page_link(site, site.in_language(top, lang));
        sections.entry(top.path.as_str()).or_insert_with(|| (link(), Vec::new())).1.push(row);
    }
    let sections = sections.into_values().map(|(section, rows)| SectionCounts {
        section,
        counts: Verdict::ALL.map(|verdict| count(&rows, verdict)).to_vec(),
        total: rows.len(),
    });
    let mut todo: Vec<TodoRow> = own
        .iter()
        .filter(|(_, row)| row.is_todo())
        .map(|(translation, row)| TodoRow { source: page_link(site, site.page(translation.source)), row: (*row).clone() })
        .collect();
    todo.sort_by(|left, right| right.row.words_left.cmp(&left.row.words_left).then_with(|| left.row.path.cmp(&right.row.path)));
    let more = todo.len().saturating_sub(MOST_ROWS);
    todo.truncate(MOST_ROWS);
    Some(LanguageView {
        language: language_link(site, into, &home.rel_permalink),
        counts: Verdict::ALL.map(|verdict| VerdictCount { verdict: verdict.name(), count: count(&rows, verdict) }).to_vec(),
        total: rows.len(),
        sections: sections.collect(),
        todo,
        more,
    })
}

/// The written form of a page in Norwegian: its own word for it, else its language.
fn form(page: &Page) -> Option<&str> {
    let own = page.params.get("maalform").or_else(|| page.params.get("målform")).and_then(|value| value.as_str());
    Some(own.unwrap_or(page.lang.as_str())).filter(|form| matches!(*form, "nb" | "nn"))
}

/// How much each owner has written in bokmål and in nynorsk: nothing where nobody owns a page and nobody writes nynorsk.
pub fn forms(site: &Site, lang: &Lang) -> Vec<FormsRow> {
    let mut owners: BTreeMap<String, FormsRow> = BTreeMap::new();
    for page in site.pages.iter().filter(|page| page.doc.is_some() && page.is_rendered()) {
        let Some(form) = form(page) else { continue };
        let written = super::owners::owner_of(site, page);
        let actor = written.and_then(|written| site.actors.register.find_by_id_or_name(written));
        let owner = actor.map_or(written.unwrap_or_default(), |actor| actor.name(lang.as_str())).to_string();
        let row = owners.entry(owner.clone()).or_insert_with(|| FormsRow {
            owner,
            is_state: actor.is_some_and(|actor| actor.level == "stat"),
            pages: 0,
            nb_words: 0,
            nn_words: 0,
            nb_percent: 0,
            nn_percent: 0,
            falls_short: false,
        });
        row.pages += 1;
        *(if form == "nn" { &mut row.nn_words } else { &mut row.nb_words }) += page.content.words;
    }
    let is_told = owners.keys().any(|owner| !owner.is_empty()) || owners.values().any(|row| row.nn_words > 0);
    let mut rows: Vec<FormsRow> = owners.into_values().filter(|_| is_told).collect();
    for row in &mut rows {
        let all = row.nb_words + row.nn_words;
        if all > 0 {
            row.nn_percent = (row.nn_words * 100 + all / 2) / all;
            row.nb_percent = 100 - row.nn_percent;
            let least = row.nb_words.min(row.nn_words);
            row.falls_short = row.is_state && least * 100 < all * LEAST_SHARE;
        }
    }
    rows.sort_by(|left, right| {
        (left.owner.is_empty(), left.owner.to_lowercase()).cmp(&(right.owner.is_empty(), right.owner.to_lowercase()))
    });
    rows
}
