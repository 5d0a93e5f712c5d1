//! What the site in `content/` holds: the framework, the needs, the common solutions, the decisions and the lessons, each
//! with the facts that make it of use, in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use scraper::{Html, Selector};
use serde_json::Value;

use crate::support::{loft, text};

/// The pages of a language by address without it, with their bodies.
fn pages(lang: &str) -> BTreeMap<String, Value> {
    let run = loft(Path::new(env!("CARGO_MANIFEST_DIR")), &["list", "--format", "ndjson", "--html"]);
    let prefix = if lang == "nb" { String::new() } else { format!("/{lang}") };
    let rows = text(&run.stdout);
    let rows = rows.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    rows.filter(|row| row["lang"] == *lang && !row["file"].is_null())
        .map(|row| (row["url"].as_str().expect("an address").strip_prefix(&prefix).expect("its language").to_string(), row))
        .collect()
}

/// The pages right below a section, by the last part of their addresses.
fn below<'a>(pages: &'a BTreeMap<String, Value>, section: &str) -> BTreeMap<&'a str, &'a Value> {
    let name = |url: &'a String| url.strip_prefix(section)?.strip_suffix('/').filter(|name| !name.is_empty() && !name.contains('/'));
    pages.iter().filter_map(|(url, page)| Some((name(url)?, page))).collect()
}

fn body(page: &Value) -> Html {
    Html::parse_fragment(page["html"].as_str().expect("a body"))
}

fn count(page: &Value, selector: &str) -> usize {
    body(page).select(&Selector::parse(selector).expect("a selector")).count()
}

/// Fields that a page lacks.
fn lacking<'a>(page: &Value, fields: &[&'a str]) -> Vec<&'a str> {
    let is_empty = |value: &Value| value.is_null() || value == "" || value.as_array().is_some_and(Vec::is_empty);
    fields.iter().copied().filter(|field| is_empty(&page["params"][*field])).collect()
}

fn assert_all_have(pages: &BTreeMap<&str, &Value>, fields: &[&str]) {
    let wanting: Vec<(&str, Vec<&str>)> =
        pages.iter().map(|(name, page)| (*name, lacking(page, fields))).filter(|(_, fields)| !fields.is_empty()).collect();
    assert_eq!(wanting, []);
}

const LIFE_EVENTS: [&str; 7] = [
    "faa-barn",
    "alvorlig-sykt-barn",
    "miste-og-finne-jobb",
    "dodsfall-og-arv",
    "ny-i-norge",
    "frivillig-organisasjon",
    "starte-og-drive-bedrift",
];

#[test]
fn seven_life_events_with_what_bears_on_each() {
    for lang in ["nb", "en"] {
        let pages = pages(lang);
        let events = below(&pages, "/livshendelser/");
        assert_eq!(events.keys().copied().collect::<BTreeSet<_>>(), BTreeSet::from(LIFE_EVENTS));
        for (name, page) in &events {
            // Solutions, decisions, lessons: each below a heading of its own.
            assert_eq!(count(page, "h2"), 3, "{name}");
            let links = |part: &str| count(page, &format!("a[href*='/{part}/']"));
            assert!(links("beslutninger") > 1 && links("erfaringer") > 1, "{name}");
            let named = *name == "frivillig-organisasjon" || links("losninger") > 0;
            assert!(named, "{name}: solutions, or that the sources name none");
        }
    }
}

#[test]
fn the_framework_has_its_parts_with_status_owner_and_relations() {
    for lang in ["nb", "en"] {
        let pages = pages(lang);
        let parts = below(&pages, "/rammeverk/");
        let expected = ["begreper", "faser", "partnere", "produkter", "samhandlingsnivaer", "styringsprinsipper", "suksessfaktorer"];
        assert_eq!(parts.keys().copied().collect::<Vec<_>>(), expected);
        assert_all_have(&parts, &["status", "eier", "relasjoner", "gjennomgas"]);
        for (name, selector, number) in [
            ("begreper", "dt", 3),
            ("produkter", "tbody tr", 7),
            ("partnere", "tbody tr", 8),
            ("samhandlingsnivaer", "dt", 4),
            ("styringsprinsipper", "h2", 3),
            ("faser", "tbody tr", 8),
            ("suksessfaktorer", "ol > li", 6),
        ] {
            assert_eq!(count(parts[name], selector), number, "{name}: {selector}");
        }
        let law = below(&pages, "/regelverk/");
        assert_eq!(law.keys().copied().collect::<Vec<_>>(), ["hindringer", "innspill"]);
        assert_all_have(&law, &["status", "eier", "relasjoner"]);
    }
}

#[test]
fn one_need_in_full_and_the_others_as_early_drafts() {
    let pages = pages("nb");
    let cases = below(&pages, "/behov/use-cases/");
    let full = cases["overgang-grunnskole-vgo"];
    let headings: Vec<&str> = full["headings"].as_array().expect("headings").iter().filter_map(Value::as_str).collect();
    let form = [
        "kort-beskrivelse",
        "problemet-i-dag",
        "hvor-stopper-det",
        "aktører",
        "sluttbrukere",
        "ansatte-i-tjenestene",
        "fagsystemleverandører",
        "premissgivere",
        "tjenesteleverandører",
        "samordnende-aktører",
        "konsekvenser",
        "ønsket-situasjon",
        "mål-caset-bidrar-til",
    ];
    let missing: Vec<&&str> = form.iter().filter(|part| !headings.contains(part)).collect();
    assert_eq!(missing, Vec::<&&str>::new(), "{headings:?}");
    let by_status = |status: &str| cases.values().filter(|case| case["status"] == *status).count();
    assert_eq!((by_status("Godkjent"), by_status("Tidlig utkast"), cases.len()), (1, 7, 8));
}

/// The systems that the documents describe.
const SOLUTIONS: &[&str] = &[
    "altinn",
    "digital-postkasse",
    "eformidling",
    "einnsyn",
    "id-porten",
    "esignering",
    "kontaktregisteret",
    "maskinporten",
    "fiks",
    "svarut",
    "folkeregisteret",
    "matrikkelen",
    "feide",
    "fint",
    "data-norge-no",
    "geonorge",
    "torget",
    "fellestjenester-bygg",
    "ebyggesak",
];

#[test]
fn a_page_for_each_common_solution_as_structured_data() {
    for lang in ["nb", "en"] {
        let pages = pages(lang);
        let solutions = below(&pages, "/losninger/");
        let missing: Vec<&&str> = SOLUTIONS.iter().filter(|name| !solutions.contains_key(**name)).collect();
        assert_eq!(missing, Vec::<&&str>::new());
        assert_all_have(&solutions, &["formaal", "forvalter", "kilde", "status"]);
        for (name, page) in &solutions {
            for other in page["params"]["virker_med"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                assert!(solutions.contains_key(other), "{name} works with {other}");
            }
        }
        assert!(solutions.values().all(|page| page["status"] != "Godkjent" && page["status"] != "Approved"), "no owner has reviewed them");
    }
}

#[test]
fn six_decisions_of_one_meeting_in_nynorsk() {
    let pages = pages("nb");
    let decisions = below(&pages, "/beslutninger/skate-2020-12-09/");
    let numbers: BTreeSet<&str> = decisions.values().filter_map(|page| page["params"]["saksnr"].as_str()).collect();
    assert_eq!(numbers, BTreeSet::from(["17/20", "18/20", "19/20", "20/20", "21/20", "22/20"]));
    assert_all_have(&decisions, &["organ", "dato", "sakstype", "vedtak", "oppfolging", "maalform"]);
    for (name, page) in &decisions {
        assert_eq!(page["params"]["maalform"], "nn", "{name}");
        assert!(count(page, "h2") == 2 && count(page, "li") > 2, "{name}: background, and input by theme");
    }
}

#[test]
fn lessons_with_recommendation_phase_level_and_source() {
    for lang in ["nb", "en"] {
        let pages = pages(lang);
        let lessons = below(&pages, "/erfaringer/");
        assert_all_have(&lessons, &["laerdom", "anbefaling", "fase", "samhandlingsniva", "kilde"]);
        let values = |field: &str| -> BTreeSet<String> {
            lessons
                .values()
                .flat_map(|page| match &page["params"][field] {
                    Value::Array(values) => values.iter().filter_map(Value::as_str).map(str::to_string).collect(),
                    value => vec![value.as_str().unwrap_or_default().to_string()],
                })
                .collect()
        };
        assert_eq!(values("fase").len(), 8, "every phase has one");
        assert_eq!(values("samhandlingsniva").len(), 4, "and every level");
        assert!(lessons.values().filter(|page| page["params"]["kilde"] == "loft").count() > 5, "what the work on Loft taught");
        let one_sentence = |page: &Value, field: &str| {
            let said = page["params"][field].as_str().expect("text");
            said.ends_with(['.', '?']) && said.trim_end_matches(['.', '?']).matches(". ").count() == 0
        };
        let longer: Vec<&&str> = lessons
            .iter()
            .filter(|(_, page)| !one_sentence(page, "laerdom") || !one_sentence(page, "anbefaling"))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(longer, Vec::<&&str>::new());
    }
}

/// Every page that tells facts says where they are from.
#[test]
fn facts_have_their_source_on_the_page() {
    let pages = pages("nb");
    let mut without = Vec::new();
    for (url, page) in &pages {
        let tells = [
            "/rammeverk/",
            "/regelverk/",
            "/livshendelser/",
            "/behov/use-cases/",
            "/beslutninger/skate",
            "/losninger/",
            "/erfaringer/",
            "/samt-bu/",
        ];
        let is_list = page["kind"] == "section" && !url.starts_with("/beslutninger/skate") && url != "/livshendelser/";
        if is_list || !tells.iter().any(|part| url.starts_with(part)) {
            continue;
        }
        let body = page["html"].as_str().expect("a body");
        let named = ["Kilde:", "Kilder:", "Kjelde:", "/kilder/"].iter().any(|word| body.contains(word));
        if !named && lacking(page, &["kilde"]) == ["kilde"] {
            without.push(url.as_str());
        }
    }
    assert_eq!(without, Vec::<&str>::new());
}
