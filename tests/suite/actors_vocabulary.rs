//! Headings, groups and roles are the site's own words: a site in a language that Loft does not know, by configuration alone.

use std::path::Path;

use crate::support::{fresh, loft, site_of, text};

const CONFIGURATION: &str = r#"
baseURL = "https://exempel.se/"
title = "Dokumentation"
defaultContentLanguage = "sv"
[languages.sv]
label = "Svenska"
"#;

const WORDS: &str = r#"
[actors]
headings = ["*aktörer", "Vilka berörs*"]
submitters = ["Anmält av"]
staffing = ["Medverkande"]
duties = ["Roller och uppgifter"]
closing = ["Följder*"]
everyone = ["aktörer"]
columns = ["Myndighet"]
role_columns = ["Uppgift"]

[actors.groups]
premissgiver = ["Myndigheter*", "*beslutsfattare"]
sluttbruker = ["*slutanvändare", "Elever och vårdnadshavare"]
granskare = ["Granskare"]

[actors.roles.premissgiver]
sv = "Styrande aktör"
sign = "Y"

[actors.roles.granskare]
sv = "Granskande aktör"
sign = "G"

[views.actors]
sv = "aktorer-pa-svenska"
"#;

const REGISTER: &str =
    "aktorer:\n- id: skolverket\n  navn: Skolverket\n- id: elever\n  navn: elever\n  type: brukergruppe\n- id: sala\n  navn: Sala kommun\n";

const CASE: &str = "---\ntitle: Byte av skola\ntype: case\n---\n\
# Byte av skola\n\n\
## 2. Anmält av\n\nSala kommun.\n\n\
## Berörda aktörer\n\n\
### Myndigheter (staten)\n\n- **Skolverket** – ger regler\n- Läraraktörer\n\n\
**Primära slutanvändare:**\n\n- Elever (i grundskolan)\n\n\
**Granskare**\n\n- Revisionen: läser allt\n\n\
**Följder för skolan**\n\n- Mer arbete\n\n\
## Deltagare\n\n- Ingen här\n\n\
## Medverkande\n\nAnna Ek, rektor, Malmö stad\n\n\
## Roller och uppgifter\n\n- Skolverket: beslutar\n- Projektledaren: leder\n";

const TABLE: &str = "---\ntitle: Pilot\n---\n## Vilka berörs av piloten?\n\n| Myndighet | Uppgift | Om |\n|---|---|---|\n| Skolverket | Styrande aktör | beslutar |\n| Sala kommun | Granskare | provar |\n";

fn site(words: &str) -> tempfile::TempDir {
    site_of(&[
        ("hugo.toml", CONFIGURATION),
        ("loft.toml", words),
        ("data/aktorer.yaml", REGISTER),
        ("content/_index.md", "---\ntitle: Hem\n---\nHit hör Skolverket.\n"),
        ("content/byte.md", CASE),
        ("content/pilot.md", TABLE),
    ])
}

/// Line, name, role and actor of every entry, as the command tells them.
fn entries(folder: &Path) -> Vec<String> {
    let told = text(&loft(folder, &["actors", "--entries", "--format", "ndjson"]).stdout);
    let entry = |line: &str| {
        let entry: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let of = |field: &str| entry[field].as_str().unwrap_or("-").to_string();
        format!("{}:{} {} {} {}", of("file"), entry["line"], of("name"), of("role"), of("actor"))
    };
    told.lines().map(entry).collect()
}

#[test]
fn a_site_in_another_language_has_its_own_headings_groups_and_roles() {
    let folder = site(WORDS);
    assert_eq!(
        entries(folder.path()),
        [
            "byte.md:9 Sala kommun innmelder sala",
            "byte.md:15 Skolverket premissgiver skolverket",
            "byte.md:16 Läraraktörer premissgiver -",
            "byte.md:20 Elever sluttbruker elever",
            "byte.md:24 Revisionen granskare -",
            "byte.md:36 Malmö stad pilotdeltaker -",
            "byte.md:40 Skolverket berort skolverket",
            "pilot.md:8 Skolverket premissgiver skolverket",
            "pilot.md:9 Sala kommun granskare sala",
        ]
    );
}

#[test]
fn without_those_words_none_of_it_is_read() {
    assert_eq!(entries(site("").path()), Vec::<String>::new());
}

#[test]
fn the_roles_own_names_and_signs_stand_in_the_views() {
    let (_, made) = fresh(site(WORDS).path());
    let page = |path: &str| {
        text(made.files.get(path).unwrap_or_else(|| panic!("{path} is not among {:?}", made.files.keys().collect::<Vec<_>>())))
    };
    let list = page("aktorer-pa-svenska/index.html");
    // The one who only the page knows is no row of the matrix, which the register's actors are.
    assert!(list.contains("title=\"Styrande aktör\">Y</abbr>") && !list.contains(">G</abbr>"), "{list}");
    assert!(page("aktorer-pa-svenska/matrise.csv").contains("Skolverket,Styrande aktör; "), "{}", page("aktorer-pa-svenska/matrise.csv"));
    let agency = page("aktorer-pa-svenska/skolverket/index.html");
    assert!(agency.contains("<h2 id=\"role-premissgiver\">Styrande aktör</h2>"), "{agency}");
    let margin = page("byte/index.html");
    assert!(margin.contains("<dt>Granskande aktör</dt>"), "{margin}");
}

#[test]
fn names_in_running_text_lead_nowhere_where_links_are_off() {
    let linked = |words: &str| {
        let (_, made) = fresh(site(words).path());
        let home = text(made.files.get("index.html").expect("the home page"));
        let list = made.files.contains_key("aktorer-pa-svenska/skolverket/index.html");
        let named = "<p>Hit hör <a class=\"actor\" href=\"/aktorer-pa-svenska/skolverket/\">Skolverket</a>.</p>";
        (home.contains(named), home.contains("<p>Hit hör Skolverket.</p>"), list)
    };
    assert_eq!(linked(WORDS), (true, false, true));
    // The pages of actors stay, and who is named there still counts as a mention.
    assert_eq!(linked(&WORDS.replacen("[actors]", "[actors]\nlinks = false", 1)), (false, true, true));
}
