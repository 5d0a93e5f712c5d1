//! Search through an engine of the owner's: what the configuration may say, what pages are then allowed to ask, and what is
//! published. `tests/browser/search-remote.test.mjs` asks such engines.

use std::fs;

use loft::config::{Config, ConfigFile, Overrides, load};
use loft::diag::Diag;
use proptest::prelude::*;

use crate::support::loft;

fn config(search: &str) -> (Config, Vec<Diag>) {
    let file = |path: &str, text: &str| ConfigFile { path: path.into(), bytes: text.as_bytes().to_vec() };
    load(&[file("hugo.toml", "title = 'A'\n"), file("loft.toml", search)], &Overrides::default())
}

fn http(engine: &str, address: &str, index: &str) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    format!(
        "[search]\nbackend = \"http\"\n[search.http]\nengine = {}\naddress = {}\nindex = {}\n",
        text(engine),
        text(address),
        text(index)
    )
}

#[test]
fn an_engine_is_asked_when_all_is_said_of_it() {
    for (engine, address, index, origin) in [
        ("quickwit", "https://sok.example.no", "loft", Some("https://sok.example.no")),
        ("OpenSearch", "https://sok.example.no:9200/api/", "loft-2", Some("https://sok.example.no:9200")),
        ("quickwit", "http://[::1]:7280", "loft.a_b", Some("http://[::1]:7280")),
        ("opensearch", "/sok-api", "loft", None),
    ] {
        let (config, diags) = config(&http(engine, address, index));
        assert!(diags.is_empty(), "{address}: {diags:?}");
        let http = config.loft.search.http.unwrap_or_else(|| panic!("{address}"));
        assert_eq!(http.origin(), origin, "{address}");
        assert_eq!((http.index.as_str(), http.address.as_str()), (index, address.trim_end_matches('/')));
    }
}

#[test]
fn what_is_missing_or_unfit_is_said_and_the_own_files_are_searched() {
    for (search, key) in [
        (http("solr", "https://a.no", "x"), "search.http.engine"),
        (http("quickwit", "", "x"), "search.http.address"),
        (http("quickwit", "a.no", "x"), "search.http.address"),
        (http("quickwit", "//a.no", "x"), "search.http.address"),
        (http("quickwit", "ftp://a.no", "x"), "search.http.address"),
        (http("quickwit", "https://a.no; script-src *", "x"), "search.http.address"),
        (http("quickwit", "https://user@a.no", "x"), "search.http.address"),
        (http("quickwit", "https://", "x"), "search.http.address"),
        (http("quickwit", "https://a.no", ""), "search.http.index"),
        (http("quickwit", "https://a.no", "_all,*"), "search.http.index"),
        (http("quickwit", "https://a.no", "../x"), "search.http.index"),
        ("[search]\nbackend = \"http\"\n".to_string(), "search.http.address"),
    ] {
        let (config, diags) = config(&search);
        assert_eq!(config.loft.search.http, None, "{search}");
        let said = diags.iter().any(|diag| diag.code == "search-http" && diag.args.iter().any(|(_, value)| value == key));
        assert!(said, "{search}: {diags:?}");
    }
    let (config, diags) = config("[search]\nbackend = \"sky\"\n");
    assert_eq!((config.loft.search.http, diags[0].code), (None, "field-not-one-of"));
}

#[test]
fn pages_may_ask_the_engine_and_only_the_box_is_told_of_it() {
    let site = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let file = site.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(file, text).expect("a file");
    };
    write("hugo.toml", "title = 'A'\ndefaultContentLanguage = 'nb'\n");
    write("loft.toml", &http("quickwit", "https://sok.example.no/qw", "loft"));
    write("content/_index.md", "# Hei\n");
    write("content/a.md", "---\ntitle: Samtykke\n---\nOm samtykke.\n");
    let out = loft(site.path(), &["build", "--quiet"]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let read = |path: &str| fs::read_to_string(site.path().join("public").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(read("_headers").contains("; connect-src 'self' https://sok.example.no\n"), "{}", read("_headers"));
    assert!(read("index.html").contains("js/search-remote.js"));
    let index: serde_json::Value = serde_json::from_str(&read("search-data/index.json")).expect("JSON");
    assert_eq!(index["remote"]["address"], "https://sok.example.no/qw");
    assert_eq!(index["remote"]["parts"]["nb"]["langs"], serde_json::json!(["nb"]));
    let beside = fs::read_dir(site.path().join("public/search-data")).expect("a folder").count();
    assert_eq!(beside, 1, "no file but index.json");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever stands there, it is read or said to be wrong; and what pages are told of an engine can stand in a header.
    #[test]
    fn no_configuration_of_the_search_is_too_strange(
        key in "backend|enabled|synonyms|boost|http|http.engine|http.address|http.index|boost.\"status:x\"|[a-z\"]{0,6}",
        value in "\"[^\"\\\\\r\n]{0,30}\"|true|-?[0-9]{1,20}|\\[\\[\"[a-zæ ]{0,8}\", 3\\], 7\\]|\\{ a = 1 \\}|.{0,20}",
        address in "(https?://|/)?[ -~]{0,30}",
    ) {
        let _ = config(&format!("[search]\n{key} = {value}\n"));
        let _ = config(&format!("search = {value}\n"));
        let (config, _) = config(&http("quickwit", &address, "loft"));
        if let Some(http) = config.loft.search.http {
            let origin = http.origin().unwrap_or("");
            prop_assert!(origin.chars().all(|letter| letter.is_ascii_graphic() && !";,'\"@".contains(letter)), "{origin}");
        }
    }
}
