//! Which pages each language has, how much of them, and what is left to do.

use serde::Serialize;

use crate::site::Site;
use crate::site::coverage::{Section, Translation, Verdict};

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
        changed: translation.older.as_ref().map(|older| older.changed.clone()).unwrap_or_default(),
    }
}
