//! `loft schema` says what the site says, and `loft new --type` gives a form that has no finding.

use std::path::Path;
use std::{env, fs};

use serde_json::Value;

use crate::support::loft;

fn json(site: &Path, args: &[&str]) -> Value {
    serde_json::from_slice(&loft(site, args).stdout).expect("JSON")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_schema_knows_every_field_status_type_and_actor_of_this_site() {
    let schema = json(root(), &["schema"]);
    let properties = schema["properties"].as_object().expect("properties");
    assert_eq!(properties["status"]["enum"].as_array().expect("statuses")[..2], ["Ny", "Tidlig utkast"]);
    assert!(properties["type"]["anyOf"][0]["enum"].as_array().expect("types").contains(&Value::from("fellesløsning")));
    let actors = properties["forvalter"]["anyOf"][0]["oneOf"].as_array().expect("actors");
    assert!(actors.iter().any(|actor| actor["const"] == "udir" && actor["description"] == "Utdanningsdirektoratet"));

    let list = loft(root(), &["list", "--format", "ndjson"]);
    let text = String::from_utf8_lossy(&list.stdout).into_owned();
    let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let lower: Vec<String> = properties.keys().map(|key| key.to_lowercase()).collect();
    let unknown = |row: &Value| {
        row["params"].as_object().into_iter().flatten().map(|(key, _)| key.clone()).filter(|key| !lower.contains(key)).collect()
    };
    let faults: Vec<(String, Vec<String>)> = rows
        .iter()
        .map(|row| (row["url"].to_string(), unknown(row)))
        .filter(|(_, keys): &(String, Vec<String>)| !keys.is_empty())
        .collect();
    assert_eq!(faults, []);

    let allowed = |key: &str, value: &Value| {
        let choices = &properties[key];
        let choices = choices["enum"].as_array().or_else(|| choices["anyOf"][0]["items"]["enum"].as_array()).expect("choices");
        value.as_array().unwrap_or(&vec![value.clone()]).iter().all(|value| choices.contains(value))
    };
    let mut checked = 0;
    for row in rows.iter().filter(|row| !row["file"].is_null()) {
        for key in ["status", "fase", "samhandlingsniva", "sakstype"] {
            let Some(value) = row["params"].get(key) else { continue };
            checked += 1;
            assert!(allowed(key, value), "{}: {key}: {value}", row["url"]);
        }
    }
    assert!(checked > 100, "{checked}");
    assert!(!allowed("status", &Value::from("Utkast")) && !allowed("fase", &Value::from("start")), "the schema tells right from wrong");
}

#[test]
fn snippets_offer_the_words_of_the_vocabulary() {
    let snippets = json(root(), &["schema", "--format", "snippets"]);
    let body = |name: &str| snippets[name]["body"].as_str().expect("a body").to_string();
    assert_eq!(body("status"), "status: ${1|Ny,Tidlig utkast,Pågår,Til QA,Godkjent,Avbrutt|}");
    assert!(body("samhandlingsniva").starts_with("samhandlingsniva: [${1|juridisk,"), "{}", body("samhandlingsniva"));
    assert_eq!(body("title"), "title: $1");
}

#[test]
fn a_form_for_each_type_in_three_languages() {
    let site = tempfile::tempdir().expect("a folder");
    let config = "baseURL = '/'\ndefaultContentLanguage = 'nb'\n[languages.nb]\nweight = 1\n[languages.nn]\nweight = 2\n[languages.en]\nweight = 3\n";
    fs::write(site.path().join("hugo.toml"), config).expect("written");
    fs::create_dir_all(site.path().join("archetypes")).expect("a folder");
    fs::write(site.path().join("archetypes/default.md"), "---\ntitle: default\n---\n").expect("written");
    for (kind, nb, nn, en) in [
        ("case", "## Kort beskrivelse", "## Kort omtale", "## Short description"),
        ("erfaring", "Hva skjedde", "Kva hende", "What happened"),
        ("beslutning", "## Bakgrunn", "## Bakgrunn", "## Background"),
        ("rammeverk", "## Hva det betyr", "## Kva det betyr", "## What it means"),
        ("pilot", "## Deltakere", "## Deltakarar", "## Participants"),
    ] {
        let run = loft(site.path(), &["new", &format!("a/{kind}.md"), "--type", kind]);
        assert!(run.status.success() && run.stderr.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
        for (lang, expected) in [("nb", nb), ("nn", nn), ("en", en)] {
            let page = fs::read_to_string(site.path().join(format!("content/a/{kind}.{lang}.md"))).expect("a page");
            let (meta, body, diags) = loft::doc::front_matter::read(&page, "");
            assert_eq!((meta.kind_type.as_deref(), diags.len()), (Some(kind), 0), "{page}");
            assert!(body.contains(expected), "{kind} {lang}: {page}");
        }
    }
    // The site's own form for a type takes the place of Loft's.
    fs::write(site.path().join("archetypes/pilot.md"), "---\ntitle: ours\n---\nVårt\n").expect("written");
    assert!(loft(site.path(), &["new", "a/b.md", "--type", "pilot"]).status.success());
    assert!(fs::read_to_string(site.path().join("content/a/b.nb.md")).expect("a page").contains("Vårt"));
}
