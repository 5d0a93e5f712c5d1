//! Judges the ranking on the real corpus, without the rest of Loft:
//! `evaluate.py dev.jsonl -- search_oracle [name=value …] --queries -`, where a name is a part of
//! the ranking (`fuzzy=0` switches it off). Needs the corpus (`LOFT_CORPUS`).

#[path = "../suite/search/oracle.rs"]
mod oracle;

use std::io::{BufRead, stdin};

use loft::search::{Index, Options, Tuning};

fn main() {
    let Some(documents) = oracle::documents() else { return };
    let mut index = Index::in_memory();
    index.update(&documents).expect("an index");
    let mut options = Options::default();
    let mut words = Vec::new();
    let mut lang = "nb".to_string();
    for argument in std::env::args().skip(1) {
        match argument.split_once('=') {
            Some(("lang", value)) => lang = value.to_string(),
            Some((name, value)) => set(&mut options.tuning, name, value.parse().expect("a number")),
            None => words.push(argument),
        }
    }
    if words.iter().any(|word| word == "--queries") {
        for line in stdin().lock().lines() {
            let asked: serde_json::Value = serde_json::from_str(&line.expect("a line")).expect("a query");
            let text = |name: &str| asked[name].as_str().unwrap_or_default().to_string();
            let urls = index.urls(&text("lang"), &text("query"), &options).expect("an answer");
            println!("{}", serde_json::json!({"id": asked["id"], "urls": urls}));
        }
        return;
    }
    options.explain = true;
    let answer = index.query(&lang, &words.join(" "), &options).expect("an answer");
    for word in &answer.understood {
        println!("{}: {:?}", word.word, word.meanings);
    }
    for hit in &answer.hits {
        println!("{:9} {}#{}  {}\n          {}", hit.score, hit.url, hit.anchor.as_deref().unwrap_or(""), hit.title.text, hit.excerpt.text);
    }
}

fn set(tuning: &mut Tuning, name: &str, value: f64) {
    match name {
        "title" => tuning.fields[0] = value,
        "headings" => tuning.fields[1] = value,
        "body" => tuning.fields[2] = value,
        "meta" => tuning.fields[3] = value,
        "actors" => tuning.fields[4] = value,
        "b-title" => tuning.lengths[0] = value,
        "b-headings" => tuning.lengths[1] = value,
        "b-body" => tuning.lengths[2] = value,
        "b-meta" => tuning.lengths[3] = value,
        "b-actors" => tuning.lengths[4] = value,
        "k1" => tuning.saturation = value,
        "parts" => tuning.parts = value,
        "neighbour" => tuning.neighbour = value,
        "variant" => tuning.variant = value,
        "prefix" => tuning.prefix = value,
        "fuzzy" => tuning.fuzzy = value,
        "prefix-of-word" => tuning.prefix_of_word = value,
        "ending" => tuning.ending = value,
        "ending-unfinished" => tuning.ending_unfinished = value,
        "agreement" => tuning.title_agreement = value as u64,
        "completeness" => tuning.completeness = value,
        "stop-word" => tuning.stop_word = value,
        "beginning" => tuning.beginning = value,
        "split" => tuning.split = value,
        "coverage" => tuning.coverage = value as u32,
        other => panic!("no part is called {other}"),
    }
}
