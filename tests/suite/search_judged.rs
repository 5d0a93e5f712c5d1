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

/// A site that is asked.
struct Asker {
    index: Index,
    options: Options,
}

impl Asker {
    fn of(site: &Path) -> Asker {
        let plan = pipeline::plan(Input::open_cold(site, Overrides::default()).snapshot(None), &Memo::passing());
        let mut index = Index::in_memory();
        index.update(&documents(&plan.site)).expect("an index");
        Asker { index, options: Options { thesaurus: thesaurus(&plan.site), ..Options::default() } }
    }

    /// The place of the first page that answers, from one; none when no such page is among the first ten.
    fn places(&self, judged: &str) -> Vec<(String, Option<usize>)> {
        let judged = judged.lines().map(|line| serde_json::from_str::<Judged>(line).expect("a judged query"));
        let place = |judged: Judged| {
            let found = self.index.urls(&judged.lang, &judged.query, &self.options).expect("an answer");
            assert!(!found.is_empty(), "nothing is found for {}", judged.query);
            let at = found.iter().position(|url| judged.relevant.contains(url));
            (judged.query, at.map(|at| at + 1))
        };
        judged.map(place).collect()
    }
}

/// The share of queries whose right page comes first, and the mean of one divided by its place, that a set must reach.
struct Floor {
    first: f64,
    reciprocal: f64,
}

/// A site's sets, each with what it must reach.
fn assert_found(site: &Path, sets: &[(&str, Floor)]) {
    let asker = Asker::of(site);
    for (judged, floor) in sets {
        let places = asker.places(judged);
        let share = |worth: fn(usize) -> f64| places.iter().filter_map(|(_, at)| at.map(worth)).sum::<f64>() / places.len() as f64;
        let (first, mean) = (share(|at| f64::from(u8::from(at == 1))), share(|at| 1.0 / at as f64));
        let missed: Vec<_> = places.iter().filter(|(_, at)| *at != Some(1)).collect();
        assert!(first >= floor.first && mean >= floor.reciprocal, "first {first:.3}, mean {mean:.3}: {missed:?}");
    }
}

#[test]
fn judged_queries_of_this_repositorys_site_find_their_page() {
    let sets = [
        (include_str!("../search/own.jsonl"), Floor { first: 0.93, reciprocal: 0.95 }),
        (include_str!("../search/own-hard.jsonl"), Floor { first: 0.8, reciprocal: 0.83 }),
        (include_str!("../search/own-second.jsonl"), Floor { first: 0.9, reciprocal: 0.95 }),
    ];
    assert_found(Path::new(env!("CARGO_MANIFEST_DIR")), &sets);
}

#[test]
fn judged_queries_of_the_real_site_find_their_page() {
    let Some(site) = corpus("judged queries") else { return };
    let sets = [
        (include_str!("../search/real.jsonl"), Floor { first: 0.93, reciprocal: 0.95 }),
        (include_str!("../search/real-hard.jsonl"), Floor { first: 0.75, reciprocal: 0.8 }),
        (include_str!("../search/real-second.jsonl"), Floor { first: 0.93, reciprocal: 0.94 }),
        (include_str!("../search/real-third.jsonl"), Floor { first: 0.93, reciprocal: 0.95 }),
    ];
    assert_found(&site.join("samt-bu"), &sets);
}
