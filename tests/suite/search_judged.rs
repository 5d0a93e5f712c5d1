//! Queries that were judged before they were ever asked: `tests/search/*.jsonl`, each with the pages that answer it. They are
//! there to notice when ranking gets worse, not to be tuned to.

use std::path::Path;

use loft::config::Overrides;
use loft::input::Input;
use loft::pipeline::{self, Memo};
use loft::search::{Index, Options};
use loft::views::search::{documents, thesaurus};
use serde::Deserialize;

use crate::support::corpus;

#[derive(Deserialize)]
struct Judged {
    lang: String,
    query: String,
    /// Any of them will do; decoded paths.
    relevant: Vec<String>,
}

/// The place of the first page that answers, from one; none when no such page is among the first ten.
fn places(site: &Path, judged: &str) -> Vec<(String, Option<usize>)> {
    let plan = pipeline::plan(Input::open_cold(site, Overrides::default()).snapshot(None), &Memo::passing());
    let mut index = Index::in_memory();
    index.update(&documents(&plan.site)).expect("an index");
    let options = Options { thesaurus: thesaurus(&plan.site), ..Options::default() };
    let judged = judged.lines().map(|line| serde_json::from_str::<Judged>(line).expect("a judged query"));
    let place = |judged: Judged| {
        let found = index.urls(&judged.lang, &judged.query, &options).expect("an answer");
        assert!(!found.is_empty(), "nothing is found for {}", judged.query);
        let at = found.iter().position(|url| judged.relevant.contains(url));
        (judged.query, at.map(|at| at + 1))
    };
    judged.map(place).collect()
}

/// Asserts the share of queries whose right page comes first, and the mean of one divided by its place.
fn assert_found(places: &[(String, Option<usize>)], first: f64, reciprocal: f64) {
    assert!(places.len() >= 40);
    let share = |worth: fn(usize) -> f64| places.iter().filter_map(|(_, at)| at.map(worth)).sum::<f64>() / places.len() as f64;
    let (at_first, mean) = (share(|at| f64::from(u8::from(at == 1))), share(|at| 1.0 / at as f64));
    let missed: Vec<_> = places.iter().filter(|(_, at)| *at != Some(1)).collect();
    assert!(at_first >= first && mean >= reciprocal, "first {at_first:.3}, mean {mean:.3}: {missed:?}");
}

#[test]
fn judged_queries_of_this_repositorys_site_find_their_page() {
    assert_found(&places(Path::new(env!("CARGO_MANIFEST_DIR")), include_str!("../search/own.jsonl")), 0.93, 0.95);
}

#[test]
fn judged_queries_of_the_real_site_find_their_page() {
    let Some(site) = corpus("judged queries") else { return };
    assert_found(&places(&site.join("samt-bu"), include_str!("../search/real.jsonl")), 0.91, 0.94);
}
