//! A type that the site alone defines, from its fields to its place in the views: configuration and theme, no code.

use std::fs;

use scraper::{Html, Selector};

use crate::support::{loft, site_of, text};

const TYPE: &str = "[types.tilsyn]
labels = { nb = 'Tilsyn', en = 'Inspection' }
plural = { nb = 'Tilsynene', en = 'Inspections' }
folders = ['tilsyn']
views = ['catalogue', 'actors', 'decisions']
template = 'kontroll'
[[types.tilsyn.fields]]
id = 'funn'
kind = 'text'
required = true
labels = { nb = 'Funn', en = 'Finding' }
[[types.tilsyn.fields]]
id = 'utfort'
kind = 'date'
labels = { nb = 'Utført', en = 'Carried out' }
[[types.tilsyn.fields]]
id = 'myndighet'
kind = 'actor'
labels = { nb = 'Myndighet', en = 'Authority' }
[[types.tilsyn.fields]]
id = 'sak'
kind = 'page'
of = 'case'
labels = { nb = 'Sak', en = 'Case' }
[[types.tilsyn.fields]]
id = 'alvor'
kind = 'choice'
choices = { lavt = { nb = 'Lavt', en = 'Low' }, hoyt = { nb = 'Høyt', en = 'High' } }
labels = { nb = 'Alvor', en = 'Severity' }
[[types.tilsyn.fields]]
id = 'deltakere'
kind = 'list'
of = 'actor'
labels = { nb = 'Deltakere', en = 'Participants' }
";

const PAGE: &str = "---
title: Skolen i nord
funn: Ingen rutine.
utfort: 2026-05-04
myndighet: udir
sak: 01-skole
alvor: hoyt
deltakere: [ks, digdir]
aktorer: [{id: ks, rolle: partner}]
---
Tekst.
";

fn site() -> tempfile::TempDir {
    site_of(&[
        ("hugo.toml", "defaultContentLanguage = 'nb'\n[languages.nb]\nweight = 1\n[languages.en]\nweight = 2\n"),
        ("loft.toml", TYPE),
        ("content/tilsyn/nord.nb.md", PAGE),
        ("content/tilsyn/nord.en.md", "---\ntitle: The school in the north\nfunn: No routine.\nalvor: hoyt\n---\nText.\n"),
        ("content/tilsyn/tom.nb.md", "---\ntitle: Uten felt\ntype: tilsyn\n---\n"),
        ("content/use-cases/01-skole.nb.md", "---\ntitle: Skolebytte\nstatus: Ny\n---\n"),
        (
            "themes/loft/templates/kontroll.html",
            "{% extends \"page.html\" %}\n{% block lead %}<p class=\"kontroll\">{{ page.typed.label }}: {% if page.params?.funn %}{{ page.params.funn }}{% endif %}</p>{% endblock lead %}\n",
        ),
    ])
}

#[test]
fn a_type_of_the_sites_own_needs_no_code() {
    let (site, out) = (site(), tempfile::tempdir().expect("a folder"));
    let run = loft(site.path(), &["build", "--no-cache", "-d", &out.path().to_string_lossy()]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    let shown = |path: &str, selector: &str| -> Vec<String> {
        let html = fs::read_to_string(out.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let line =
            |found: scraper::ElementRef<'_>| found.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        Html::parse_document(&html).select(&Selector::parse(selector).expect("a selector")).map(line).collect()
    };
    // Its template, from the theme; its fields, each by its kind, with labels in the page's language.
    assert_eq!(shown("tilsyn/nord/index.html", ".kontroll"), ["Tilsyn: Ingen rutine."]);
    assert_eq!(shown("en/tilsyn/nord/index.html", ".kontroll"), ["Inspection: No routine."]);
    assert_eq!(shown("tilsyn/nord/index.html", ".facts-list dt"), ["Funn", "Utført", "Myndighet", "Sak", "Alvor", "Deltakere"]);
    assert_eq!(
        shown("tilsyn/nord/index.html", ".facts-list dd"),
        ["Ingen rutine.", "4. mai 2026", "Utdanningsdirektoratet", "Skolebytte Ny", "Høyt", "KS", "Digitaliseringsdirektoratet"]
    );
    assert_eq!(shown("en/tilsyn/nord/index.html", ".facts-list dt")[0], "Finding");
    // Its places: a catalogue with a column a field, the matrix of actors, the decisions.
    assert_eq!(shown("tilsynene/index.html", "main thead th")[..7], ["Tilsyn", "Funn", "Utført", "Myndighet", "Sak", "Alvor", "Deltakere"]);
    assert_eq!(shown("tilsynene/index.html", "main tbody th"), ["Skolen i nord", "Uten felt"]);
    assert_eq!(shown("en/inspections/index.html", "main tbody th")[0], "The school in the north");
    assert!(shown("aktorer/index.html", "#matrix ~ * thead th, #matrix thead th").iter().any(|head| head.contains("Skolen i nord")));
    assert!(shown("beslutninger/index.html", "main").join(" ").contains("Skolen i nord"));
    // What it asks for, by file and line.
    let told = text(&run.stderr) + &text(&run.stdout) + &text(&loft(site.path(), &["check"]).stdout);
    assert!(told.contains("tilsyn/tom.nb.md") && told.contains("`funn`"), "{told}");
    assert!(!told.contains("nord.nb.md"), "{told}");
}

#[test]
fn a_new_page_of_it_begins_with_its_fields_or_with_the_sites_own_form() {
    let site = site();
    let new = |path: &str| {
        let run = loft(site.path(), &["new", path, "--type", "tilsyn", "--lang", "nb"]);
        assert!(run.status.success(), "{}", text(&run.stderr));
        fs::read_to_string(site.path().join(format!("content/{path}.nb.md")))
            .or_else(|_| fs::read_to_string(site.path().join(format!("content/{path}/_index.nb.md"))))
            .expect("the new page")
    };
    let page = new("notater/vest");
    for field in ["type: tilsyn", "funn:", "utfort:", "myndighet:", "sak:", "alvor:", "deltakere: []"] {
        assert!(page.contains(field), "{field} in {page}");
    }
    fs::create_dir_all(site.path().join("archetypes")).expect("a folder");
    fs::write(site.path().join("archetypes/tilsyn.md"), "---\ntitle: \"{{ title }}\"\nfunn: Skriv her.\n---\nVår form.\n").expect("write");
    let page = new("notater/sor");
    assert!(page.contains("funn: Skriv her.") && page.contains("Vår form."), "{page}");
}
