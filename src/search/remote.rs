//! What a browser needs in order to ask a search engine that the site's owner runs, fed by [`super::write_for_engine`].
//!
//! The engine holds stems, and a browser has no stemmer: it asks for every beginning of a word that may be its stem,
//! which the language's endings give. So what is found is what the site's own files would find, but in the engine's
//! order, put right in the browser for the first pages.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::analysis::{Language, part_of};
use super::postings::{FIELDS, Field};
use super::rank::Tuning;
use super::thesaurus::Thesaurus;

/// An engine, and the languages of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    pub engine: &'static str,
    /// Of the web, or a path of the site's own host.
    pub address: String,
    pub index: String,
    pub languages: Vec<String>,
}

/// The file `index.json` that the search box reads first; no other file is made beside it.
pub fn remote_index(remote: &Remote, thesaurus: &Thesaurus, interface: Value) -> Value {
    let tuning = Tuning::default();
    let mut parts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for lang in &remote.languages {
        parts.entry(part_of(lang)).or_default().push(lang);
    }
    let parts: BTreeMap<&str, Value> = parts.into_iter().map(|(name, langs)| (name, part(Language::of(name), &langs, thesaurus))).collect();
    let weights: Vec<(&str, f64)> = FIELDS.iter().map(|field: &Field| (field.name(), tuning.fields[*field as usize])).collect();
    json!({
        "format": super::export::FORMAT,
        "interface": interface,
        "remote": {
            "engine": remote.engine,
            "address": remote.address,
            "index": remote.index,
            "fields": weights,
            "coverage": tuning.coverage,
            "parts": parts,
        },
    })
}

fn part(language: &Language, langs: &[&str], thesaurus: &Thesaurus) -> Value {
    let variants: Vec<String> = thesaurus
        .all(language)
        .into_iter()
        .map(|(base, others)| format!("{base}={}", others.into_iter().collect::<Vec<_>>().join(",")))
        .collect();
    json!({
        "langs": langs,
        "stop": language.stop_words.iter().map(String::as_str).collect::<Vec<_>>().join(" "),
        "endings": language.endings,
        "links": language.links,
        "variants": variants.join("\n"),
        "phrases": thesaurus.phrases(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_that_share_a_part_are_asked_for_together() {
        let languages = ["nb", "nn", "en"].map(str::to_string).to_vec();
        let remote = Remote { engine: "quickwit", address: "/sok".into(), index: "loft".into(), languages };
        let index = remote_index(&remote, &Thesaurus::new(&[vec!["KI".into(), "AI".into()]]), json!({}));
        assert_eq!(index["remote"]["parts"]["nb"]["langs"], json!(["nb", "nn"]));
        assert!(index["remote"]["parts"]["en"]["variants"].as_str().is_some_and(|lines| lines.lines().any(|line| line == "ai=ki")));
        assert_eq!(index["remote"]["fields"][0], json!(["title", 10.0]));
    }
}
