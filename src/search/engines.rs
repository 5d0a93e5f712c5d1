//! Beyond what a browser can carry: documents, schema and analysis for engines that run on several machines.
//! Words are analysed here, so that such an engine splits at spaces only and finds what Loft's own index finds.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use clap::ValueEnum;
use serde_json::{Value, json};

use super::analysis::Analyser;
use super::document::{Document, Section};
use super::export::pages::page_facets;
use super::postings::{FIELD_COUNT, FIELDS, Field, each_placed};
use super::rank::Tuning;
use super::schema::facet;
use crate::diag::Diag;

/// Engines that documents are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Quickwit,
    Opensearch,
}

/// Values that are counted beside the results, as `id|name`: field, and the filter that it belongs to.
const COUNTED: [(&str, &str); 4] = [("by_status", "status"), ("by_section", "section"), ("by_type", "type"), ("by_actor", "actor")];
/// What is shown of a page.
const SHOWN: [&str; 4] = ["shown_title", "shown_link_title", "shown_status", "date"];
/// The same, several of each.
const SHOWN_LISTS: [&str; 2] = ["shown_path", "shown_actors"];

/// Values by which results are filtered.
const FILTERS: [&str; 7] = ["lang", "status", "type", "section", "actor", "owner", "tag"];

/// Writes everything that the engine is fed with into a folder. Returns the number of documents.
///
/// # Errors
/// A finding, when the folder cannot be written.
pub fn write_for_engine(documents: &[Document], engine: Engine, dir: &Path) -> Result<usize, Diag> {
    write(documents, engine, dir).map_err(|error| Diag::error("search-index-failed").with("error", error))
}

fn write(documents: &[Document], engine: Engine, dir: &Path) -> io::Result<usize> {
    fs::create_dir_all(dir)?;
    let (name, config) = match engine {
        Engine::Quickwit => ("index-config.json", quickwit()),
        Engine::Opensearch => ("index.json", opensearch()),
    };
    fs::write(dir.join(name), serde_json::to_vec_pretty(&config)?)?;
    let mut out = BufWriter::new(fs::File::create(dir.join("documents.ndjson"))?);
    for document in documents {
        if engine == Engine::Opensearch {
            writeln!(out, "{}", json!({ "index": { "_id": document.url } }))?;
        }
        writeln!(out, "{}", record(document))?;
    }
    out.flush()?;
    Ok(documents.len())
}

/// A page as an engine gets it: analysed fields to search in, values to filter by, text to show.
fn record(document: &Document) -> Value {
    let stems = stems(document);
    let mut out = serde_json::Map::new();
    for field in FIELDS {
        out.insert(field.name().to_string(), json!(stems[field as usize].join(" ")));
    }
    let status = document.status.iter().flat_map(|status| [facet(&status.id), facet(&status.label)]);
    let sections = document.url.split('/').map(facet).chain(document.section_path.iter().map(|title| facet(title)));
    let actors = document
        .actors
        .iter()
        .flat_map(|actor| [&*actor.id, &actor.name].into_iter().chain(actor.aliases.iter().map(String::as_str)))
        .map(facet);
    let values: [Vec<String>; 7] = [
        vec![document.lang.clone()],
        status.collect(),
        vec![facet(&document.page_type)],
        sections.collect(),
        actors.collect(),
        vec![facet(&document.owner)],
        document.tags.iter().map(|tag| facet(tag)).collect(),
    ];
    for (name, mut values) in FILTERS.into_iter().zip(values) {
        values.retain(|value| !value.is_empty());
        values.dedup();
        out.insert(name.to_string(), json!(values));
    }
    let facets = |filter: &str| {
        page_facets(document).into_iter().filter(|(of, ..)| *of == filter).map(|(_, id, name)| format!("{id}|{name}")).collect()
    };
    for (name, filter) in COUNTED {
        let mut values: Vec<String> = facets(filter);
        values.dedup();
        out.insert(name.to_string(), json!(values));
    }
    let section = |section: &Section| json!({ "anchor": section.anchor, "heading": section.heading, "text": section.text });
    let names: Vec<&str> = document.actors.iter().map(|actor| actor.name.as_str()).collect();
    out.insert("url".into(), json!(document.url));
    out.insert("shown_title".into(), json!(document.title));
    out.insert("shown_path".into(), json!(document.section_path));
    out.insert("shown_status".into(), json!(document.status.as_ref().map(|status| format!("{} {}", status.symbol, status.label))));
    out.insert("shown_link_title".into(), json!(document.link_title));
    out.insert("shown_actors".into(), json!(names));
    out.insert("shown_sections".into(), json!(document.sections.iter().map(section).collect::<Vec<_>>()));
    out.insert("date".into(), json!(document.date));
    Value::Object(out)
}

/// The stems of each field.
fn stems(document: &Document) -> [Vec<String>; FIELD_COUNT] {
    let mut stems: [Vec<String>; FIELD_COUNT] = Default::default();
    each_placed(document, &mut Analyser::new(&document.lang), |entry, placed| stems[placed.field as usize].push(entry.stem.clone()));
    stems
}

/// The fields that a query looks in, each with its weight.
fn weights() -> Vec<String> {
    let tuning = Tuning::default();
    FIELDS.iter().map(|field: &Field| format!("{}^{}", field.name(), tuning.fields[*field as usize])).collect()
}

/// Quickwit is built on tantivy: fields are tantivy's, split at white space since the words are stems already.
fn quickwit() -> Value {
    let text = |name: &str| json!({ "name": name, "type": "text", "tokenizer": "whitespace", "record": "position", "fieldnorms": true, "stored": false });
    let filter = |name: &str| json!({ "name": name, "type": "array<text>", "tokenizer": "raw", "fast": true });
    let shown = |name: &str| json!({ "name": name, "type": "text", "indexed": false, "stored": true });
    let fields = FIELDS.iter().map(|field| text(field.name())).chain(FILTERS.iter().map(|name| filter(name)));
    let fields = fields.chain(COUNTED.iter().map(|(name, _)| filter(name))).chain(SHOWN.into_iter().map(shown));
    let lists = SHOWN_LISTS.map(|name| json!({ "name": name, "type": "array<text>", "indexed": false, "stored": true }));
    let more = [
        json!({ "name": "url", "type": "text", "tokenizer": "raw", "fast": true, "stored": true }),
        json!({ "name": "shown_sections", "type": "array<json>", "indexed": false, "stored": true }),
    ];
    json!({
        "version": "0.8",
        "index_id": "loft",
        "doc_mapping": { "mode": "strict", "field_mappings": fields.chain(lists).chain(more).collect::<Vec<_>>() },
        "search_settings": { "default_search_fields": FIELDS.iter().map(|field| field.name()).collect::<Vec<_>>() },
    })
}

fn opensearch() -> Value {
    let mut properties = serde_json::Map::new();
    for field in FIELDS {
        properties.insert(field.name().into(), json!({ "type": "text", "analyzer": "loft", "similarity": "loft" }));
    }
    for name in FILTERS.into_iter().chain(COUNTED.map(|(name, _)| name)).chain(["url"]) {
        properties.insert(name.into(), json!({ "type": "keyword" }));
    }
    for name in SHOWN.into_iter().chain(SHOWN_LISTS) {
        properties.insert(name.into(), json!({ "type": "keyword", "index": false, "doc_values": false }));
    }
    properties.insert("shown_sections".into(), json!({ "type": "object", "enabled": false }));
    let saturation = Tuning::default().saturation;
    json!({
        "settings": { "index": {
            "analysis": { "analyzer": { "loft": { "type": "custom", "tokenizer": "whitespace" } } },
            "similarity": { "loft": { "type": "BM25", "k1": saturation, "b": 0.75 } },
            "query": { "default_field": weights() },
        } },
        "mappings": { "dynamic": "strict", "properties": properties },
    })
}

#[cfg(test)]
mod tests {
    use super::super::document::Status;
    use super::*;

    #[test]
    fn every_field_of_a_document_is_in_both_schemas() {
        let document = Document {
            url: "/behov/a/".into(),
            lang: "nb".into(),
            title: "Elevene i HK-dir".into(),
            status: Some(Status { id: "godkjent".into(), symbol: "⏺".into(), label: "Godkjent".into(), since: String::new() }),
            sections: vec![Section { anchor: None, heading: "Om".into(), text: "Tjenester.".into() }],
            ..Document::default()
        };
        let record = record(&document);
        assert_eq!(record["title"], "elev i hk dir hkdir");
        assert_eq!(record["status"], json!(["godkjent"]));
        assert_eq!(record["by_status"], json!(["godkjent|Godkjent"]));
        let quickwit = quickwit();
        let named = |name: &str| {
            quickwit["doc_mapping"]["field_mappings"].as_array().is_some_and(|all| all.iter().any(|field| field["name"] == name))
        };
        for (name, _) in record.as_object().expect("a map") {
            assert!(named(name), "{name} in quickwit");
            assert!(opensearch()["mappings"]["properties"].get(name).is_some(), "{name} in opensearch");
        }
    }
}
