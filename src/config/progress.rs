//! `[status]` and `[history]`: what statuses mean for progress, and how their history is read.

use std::collections::BTreeMap;

use serde::Serialize;

use super::fields::{boolean, int, map, strings, text};
use super::vocabulary::StatusVocabulary;
use super::{Entry, Node};
use crate::diag::Diag;
use crate::text::like;

/// `[status]`: which statuses mean that somebody waits, that a page is done, that it was given up.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct StatusRules {
    /// Ids of statuses in which a page awaits somebody's judgement.
    pub awaiting: Vec<String>,
    /// Ids of statuses in which a page is done.
    pub approved: Vec<String>,
    /// Ids of statuses in which a page was given up: outside the order of progress.
    pub stopped: Vec<String>,
    /// Types (`case`) and sections (`behov/use-cases`) whose pages should have a status.
    pub expected: Vec<String>,
    /// After how many days without a real change a page is stale.
    pub stale_days: u32,
    /// How many days back "lately" reaches.
    pub recent_days: u32,
    /// Writes status.json, status.csv, a feed and badges beside the view.
    pub files: bool,
}

/// `[history]`: whether history is read, what counts as a machine's work, and what statuses were called.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct HistoryRules {
    pub enabled: bool,
    /// Patterns with `*` of authors and subjects of commits that a machine made.
    pub bots: Vec<String>,
    /// Patterns with `*` of subjects of commits that changed many pages in one go.
    pub bulk: Vec<String>,
    /// How many pages a commit must change to count as bulk, whatever it is called.
    pub bulk_pages: usize,
    /// What statuses were called earlier: text → id; an empty id means none.
    pub statuses: BTreeMap<String, String>,
}

impl Default for HistoryRules {
    fn default() -> Self {
        let owned = |words: &[&str]| words.iter().map(|word| word.to_string()).collect();
        HistoryRules {
            enabled: true,
            bots: owned(&["*[bot]*", "github-actions*", "dependabot*", "renovate*", "auto: *", "*[skip ci]*"]),
            bulk: owned(&["bulk: *", "bulk:*"]),
            bulk_pages: 25,
            statuses: BTreeMap::new(),
        }
    }
}

impl HistoryRules {
    /// Whether a machine made a commit, by its author and subject.
    pub fn is_bot(&self, author: &str, subject: &str) -> bool {
        self.bots.iter().any(|pattern| like(pattern, author) || like(pattern, subject))
    }

    /// Whether a commit changed many pages in one go.
    pub fn is_bulk(&self, subject: &str, pages: usize) -> bool {
        pages >= self.bulk_pages || self.bulk.iter().any(|pattern| like(pattern, subject))
    }
}

impl StatusRules {
    /// The content model's meanings, as far as the vocabulary has those statuses.
    pub fn standard(vocabulary: &StatusVocabulary) -> StatusRules {
        let known = |id: &str| vocabulary.statuses.iter().filter(|def| def.id == id).map(|def| def.id.clone()).collect();
        StatusRules {
            awaiting: known("til-qa"),
            approved: known("godkjent"),
            stopped: known("avbrutt"),
            expected: vec!["case".to_string()],
            stale_days: 180,
            recent_days: 30,
            files: true,
        }
    }
}

pub(super) fn status_rules(own: &Node, vocabulary: &StatusVocabulary, diags: &mut Vec<Diag>) -> StatusRules {
    let mut rules = StatusRules::standard(vocabulary);
    let Some(group) = map(own, "status", diags) else { return rules };
    for (key, list) in [("awaiting", &mut rules.awaiting), ("approved", &mut rules.approved), ("stopped", &mut rules.stopped)] {
        if let Some(written) = strings(group, key, diags) {
            *list = written.iter().map(|text| status_id(text, group.entry(key), vocabulary, diags)).collect();
        }
    }
    rules.expected = strings(group, "expected", diags).unwrap_or(rules.expected);
    rules.stale_days = days(group, "stale_days", diags).unwrap_or(rules.stale_days);
    rules.recent_days = days(group, "recent_days", diags).unwrap_or(rules.recent_days);
    rules.files = boolean(group, "files", diags).unwrap_or(rules.files);
    rules
}

pub(super) fn history_rules(own: &Node, vocabulary: &StatusVocabulary, diags: &mut Vec<Diag>) -> HistoryRules {
    let mut rules = HistoryRules::default();
    let Some(group) = map(own, "history", diags) else { return rules };
    rules.enabled = boolean(group, "enabled", diags).unwrap_or(true);
    rules.bots.extend(strings(group, "bots", diags).unwrap_or_default());
    rules.bulk.extend(strings(group, "bulk", diags).unwrap_or_default());
    rules.bulk_pages = int(group, "bulk_pages", diags)
        .and_then(|count| usize::try_from(count).ok())
        .filter(|count| *count > 0)
        .unwrap_or(rules.bulk_pages);
    if let Some(names) = map(group, "statuses", diags) {
        for (name, _) in names.entries() {
            let Some(meant) = text(names, &name.value, diags) else { continue };
            let id = if meant.trim().is_empty() { String::new() } else { status_id(&meant, names.entry(&name.value), vocabulary, diags) };
            rules.statuses.insert(name.value.trim().to_lowercase(), id);
        }
    }
    rules
}

fn days(group: &Node, key: &str, diags: &mut Vec<Diag>) -> Option<u32> {
    int(group, key, diags).and_then(|days| u32::try_from(days).ok())
}

/// The id of a status named in the configuration; one that the vocabulary lacks is a finding, and stays as written.
fn status_id(text: &str, entry: Option<&Entry>, vocabulary: &StatusVocabulary, diags: &mut Vec<Diag>) -> String {
    match vocabulary.find(text) {
        Some(def) => def.id.clone(),
        None => {
            let diag = match vocabulary.near(text, "nb") {
                Some(near) => Diag::warning("config-status-unknown-near").with("near", near),
                None => Diag::warning("config-status-unknown"),
            };
            let diag = diag.with("status", text);
            diags.push(entry.map_or(diag.clone(), |(key, _)| diag.span(key.span)));
            text.to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_and_bulk_changes_are_known_by_pattern_and_size() {
        let rules = HistoryRules { bulk: vec!["Feilretting*".to_string()], ..HistoryRules::default() };
        // author, subject, pages, bot, bulk
        for (author, subject, pages, bot, bulk) in [
            ("Kari", "Ny side: Juss", 1, false, false),
            ("github-actions[bot]", "Ny side", 1, true, false),
            ("Kari", "Auto: legg til manglende UUID-er [skip ci]", 3, true, false),
            ("Kari", "Automatisk tekst rettet", 3, false, false),
            ("Kari", "feilretting i casene", 3, false, true),
            ("Kari", "Alt", 25, false, true),
            ("Kari", "Alt", 24, false, false),
        ] {
            assert_eq!((rules.is_bot(author, subject), rules.is_bulk(subject, pages)), (bot, bulk), "{author}: {subject}, {pages}");
        }
    }
}
