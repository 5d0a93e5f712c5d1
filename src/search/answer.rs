//! A query's answer: which pages, in which order, and what of them is shown.

use std::collections::BTreeSet;

use serde::Serialize;

use super::agreement::{COMPARED, raised};
use super::analysis::Analyser;
use super::document::{Actor, Document, Status};
use super::excerpt::{Marked, Sought, show};
use super::expand::{Asked, Books, Wanted, Why, asked, expand};
use super::index::Index;
use super::lexicon::Stem;
use super::offer::offered;
use super::phrase::Phrase;
use super::postings::{FIELDS, Field};
use super::query::{Filter, FilterField, Note, Query, parse};
use super::rank::Tuning;
use super::ranking::{Page, rank};
use super::thesaurus::Thesaurus;
use super::view::{Tuned, View};
use crate::diag::Diag;

/// How a query is to be answered.
#[derive(Clone, Debug)]
pub struct Options {
    pub limit: usize,
    pub tuning: Tuning,
    /// The owner's synonyms.
    pub thesaurus: Thesaurus,
    /// Say how each word was understood.
    pub explain: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { limit: 10, tuning: Tuning::default(), thesaurus: Thesaurus::default(), explain: false }
    }
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Answer {
    pub hits: Vec<Hit>,
    /// How many pages there are in all.
    pub total: usize,
    pub notes: Vec<Note>,
    /// What words of the query could filter by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Filter>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub understood: Vec<Understood>,
}

/// One page found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    pub url: String,
    /// Of the section that answers best; none for the page as a whole.
    pub anchor: Option<String>,
    pub lang: String,
    pub title: Marked,
    pub section_path: Vec<String>,
    pub heading: Marked,
    pub status: Option<Status>,
    #[serde(rename = "type")]
    pub page_type: String,
    pub actors: Vec<Actor>,
    pub date: String,
    pub excerpt: Marked,
    pub score: u64,
}

/// A word of the query and the stems it was taken to mean.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Understood {
    pub word: String,
    pub meanings: Vec<(String, f64, Why)>,
}

impl Index {
    /// Answers a query in the part that holds `lang`.
    pub fn query(&self, lang: &str, text: &str, options: &Options) -> Result<Answer, Diag> {
        match self.view(lang)? {
            Some(view) => answer(&view, lang, text, options).map_err(|error| Diag::error("search-index-failed").with("error", error)),
            None => Ok(Answer::default()),
        }
    }

    /// The URLs only, best first: no page is read.
    pub fn urls(&self, lang: &str, text: &str, options: &Options) -> Result<Vec<String>, Diag> {
        let hits = self.query(lang, text, options)?.hits;
        Ok(hits.into_iter().map(|hit| hit.url).collect())
    }
}

fn answer(view: &View, lang: &str, text: &str, options: &Options) -> tantivy::Result<Answer> {
    let query = parse(text);
    let asked = asked(&query.words, view.language);
    let books = Books { lexicon: &view.lexicon, language: view.language, thesaurus: &options.thesaurus, tuning: &options.tuning };
    let wanted = expand(&asked, books);
    let mut analyser = Analyser::new(lang);
    let allowed = allowed(view, &query, &mut analyser)?;
    let mut ranked = ranked(view, &wanted, allowed.as_deref(), &options.tuning);
    compare_titles(view, &mut ranked, &asked, &options.tuning)?;
    let sought = sought(view, &wanted, &options.tuning);
    let mut hits = Vec::new();
    for (page, score) in ranked.iter().take(options.limit) {
        hits.push(hit(view.document(*page)?, *score, &sought, &mut analyser));
    }
    let understood = if options.explain { wanted.iter().map(|word| understood(view, word, &options.tuning)).collect() } else { Vec::new() };
    let offers = offered(view, &query)?;
    Ok(Answer { hits, total: ranked.len(), notes: query.notes, offers, understood })
}

/// Ranks by the words; with filters alone every page that passes, by URL.
fn ranked(view: &View, wanted: &[Wanted], allowed: Option<&[Page]>, tuning: &Tuning) -> Vec<(Page, u64)> {
    if wanted.is_empty() {
        return allowed.unwrap_or_default().iter().map(|page| (*page, 0)).collect();
    }
    let mut ranked = rank(wanted, &Tuned(view, tuning), tuning);
    if let Some(allowed) = allowed {
        ranked.retain(|(page, _)| allowed.binary_search(page).is_ok());
    }
    ranked
}

/// Puts the first pages in the order of their titles' agreement.
fn compare_titles(view: &View, ranked: &mut [(Page, u64)], asked: &[Asked], tuning: &Tuning) -> tantivy::Result<()> {
    let first = ranked.len().min(COMPARED);
    for (page, score) in &mut ranked[..first] {
        let document = view.document(*page)?;
        *score = raised(*score, asked, &[&document.title, &document.link_title], view.language, tuning);
    }
    ranked[..first].sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    Ok(())
}

/// The pages that phrases, exclusions and filters leave; none when the query has only words.
///
/// Each is a tantivy query of its own, and their pages are put together here: as one nested query they would pass through
/// tantivy's union of intersections, which up to 0.27 may keep a page that only part of them matches (tantivy issue 3086).
fn allowed(view: &View, query: &Query, analyser: &mut Analyser) -> tantivy::Result<Option<Vec<Page>>> {
    let mut pages: Option<BTreeSet<Page>> = None;
    let mut keep = |found: BTreeSet<Page>, wanted: bool| {
        pages.get_or_insert_with(|| (0..view.page_count() as Page).collect()).retain(|page| found.contains(page) == wanted);
    };
    for (texts, wanted) in [(&query.phrases, true), (&query.without, false)] {
        for phrase in texts.iter().filter_map(|text| Phrase::of(text, analyser)) {
            keep(phrase.pages(view, &FIELDS)?, wanted);
        }
    }
    for filter in &query.filters {
        if let Some(found) = passing(view, filter, analyser)? {
            keep(found, !filter.negated);
        }
    }
    Ok(pages.map(|pages| pages.into_iter().collect()))
}

/// The pages that a filter names; none when it says nothing.
fn passing(view: &View, filter: &Filter, analyser: &mut Analyser) -> tantivy::Result<Option<BTreeSet<Page>>> {
    if filter.field != FilterField::Title {
        return Ok(Some(view.matching(&view.filtered(filter))?.into_iter().collect()));
    }
    Phrase::of(&filter.value, analyser).map(|title| title.pages(view, &[Field::Title])).transpose()
}

/// Every stem that is marked, compounds among them.
fn sought(view: &View, wanted: &[Wanted], tuning: &Tuning) -> Sought {
    let mut out = Sought::new();
    let mut add = |stem: &str, word: usize, fit: f64| {
        let known = out.entry(stem.to_string()).or_insert((word, fit));
        if fit > known.1 {
            *known = (word, fit);
        }
    };
    for (at, word) in wanted.iter().enumerate() {
        for (stem, share) in begun(view, word, tuning) {
            add(view.lexicon.stem(stem), at, share);
        }
        for (stem, meaning) in &word.meanings {
            add(view.lexicon.stem(*stem), at, meaning.weight);
            for compound in view.lexicon.compounds(*stem, view.language) {
                add(view.lexicon.stem(compound), at, meaning.weight * tuning.parts);
            }
        }
    }
    out
}

/// The stems of the words that begin as a word does, each with its weight: the nearest in length, not more than are worth a look.
fn begun(view: &View, word: &Wanted, tuning: &Tuning) -> Vec<(Stem, f64)> {
    const MOST: usize = 256;
    let Some((prefix, meaning)) = &word.beginning else { return Vec::new() };
    let typed = prefix.chars().count();
    let weigh = |(stem, length)| (stem, meaning.weight * tuning.share(typed, length));
    let mut all: Vec<(Stem, f64)> = view.lexicon.prefixed(prefix).into_iter().map(weigh).collect();
    all.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    all.truncate(MOST);
    all
}

fn hit(document: Document, score: u64, sought: &Sought, analyser: &mut Analyser) -> Hit {
    let shown = show(&document, sought, analyser);
    Hit {
        url: document.url,
        anchor: shown.anchor,
        lang: document.lang,
        title: shown.title,
        section_path: document.section_path,
        heading: shown.heading,
        status: document.status,
        page_type: document.page_type,
        actors: document.actors,
        date: document.date,
        excerpt: shown.excerpt,
        score,
    }
}

fn understood(view: &View, word: &Wanted, tuning: &Tuning) -> Understood {
    let begun = begun(view, word, tuning).into_iter().filter(|(stem, _)| !word.meanings.contains_key(stem));
    let begun = begun.map(|(stem, weight)| (view.lexicon.stem(stem).to_string(), weight, Why::Prefix));
    let meant = word.meanings.iter().map(|(stem, meaning)| (view.lexicon.stem(*stem).to_string(), meaning.weight, meaning.why));
    let mut meanings: Vec<(String, f64, Why)> = meant.chain(begun).collect();
    meanings.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    Understood { word: word.form.clone(), meanings }
}
