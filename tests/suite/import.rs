//! `loft import`: what is shown is what is written, nothing is written over, and a site of the five seeds works.

use std::fs;
use std::path::Path;

use scraper::{Html, Selector};
use serde_json::Value;

use crate::support;

use crate::support::{loft, site_of, text};

const CONFIG: &str = "baseURL = '/'\ndefaultContentLanguage = 'nb'\n[languages.nb]\nweight = 1\n[languages.en]\nweight = 2\n";
const MINUTES: &str = "Saksliste\n\n• 1/24 Register\n\nGodkjenning av agenda 03.02.2024\n\nOk.\n\n1/24 Register\n\nOrienteringssak\nRådet fikk vite hvordan det går med registeret som alle venter på.\n\nVedtak\n\n• Tas til orientering.\n";

/// A site with some files beside it to import.
fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    site_of([("hugo.toml", CONFIG), ("content/_index.nb.md", "---\ntitle: Hjem\n---\n")].iter().chain(files))
}

/// Files below `content/`, with their text.
fn content(site: &Path) -> Vec<(String, String)> {
    let entries = walkdir::WalkDir::new(site.join("content")).sort_by_file_name().into_iter().flatten();
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|file| {
            let path = file.path().strip_prefix(site).unwrap().to_string_lossy().replace('\\', "/");
            (path, text(&fs::read(file.path()).unwrap()))
        })
        .collect()
}

#[test]
fn nothing_is_written_before_it_was_asked_for_and_nothing_twice() {
    let site = site(&[("notat.txt", "Et notat\n\nTekst som er ikke lang.\n")]);
    let before = content(site.path());
    let shown = loft(site.path(), &["import", "notat.txt", "--to", "a/notat.md", "--origin", "Et «møte»: \"ja\""]);
    assert!(shown.status.success());
    assert_eq!(content(site.path()), before);
    assert!(text(&shown.stdout).starts_with("content/a/notat.nb.md\n    ---\n    id: "), "{}", text(&shown.stdout));

    let written = loft(site.path(), &["import", "notat.txt", "--to", "a/notat.md", "--origin", "Et «møte»: \"ja\"", "--write"]);
    assert!(written.status.success());
    let page = fs::read_to_string(site.path().join("content/a/notat.nb.md")).unwrap();
    let (meta, body, diags) = loft::doc::front_matter::read(&page, "");
    assert_eq!((meta.title.as_deref(), body, diags.len()), (Some("Et notat"), "\nTekst som er ikke lang.\n", 0));
    assert_eq!(meta.params["kilde"], "Et «møte»: \"ja\"");

    fs::write(site.path().join("content/a/notat.nb.md"), "Mitt eget\n").unwrap();
    let again = loft(site.path(), &["import", "notat.txt", "--to", "a/notat.md", "--write"]);
    assert_eq!(
        (again.status.code(), fs::read_to_string(site.path().join("content/a/notat.nb.md")).unwrap().as_str()),
        (Some(1), "Mitt eget\n")
    );
}

#[test]
fn minutes_are_not_written_in_part() {
    let site = site(&[("referat.txt", MINUTES), ("content/beslutninger/m/1-24-register.nb.md", "Fra før\n")]);
    let before = content(site.path());
    let refused = loft(site.path(), &["import", "referat.txt", "--type", "beslutning", "--to", "beslutninger/m", "--write"]);
    assert_eq!((refused.status.code(), content(site.path())), (Some(1), before));
    assert!(text(&refused.stderr).contains("content/beslutninger/m/1-24-register.nb.md"), "{}", text(&refused.stderr));

    let elsewhere =
        loft(site.path(), &["import", "referat.txt", "--type", "beslutning", "--to", "beslutninger/n", "--organ", "skate", "--write"]);
    assert!(elsewhere.status.success(), "{}", text(&elsewhere.stderr));
    let page = fs::read_to_string(site.path().join("content/beslutninger/n/1-24-register.nb.md")).unwrap();
    let meta = loft::doc::front_matter::read(&page, "").0;
    let field = |key: &str| meta.params[key].clone();
    assert_eq!(
        ["type", "saksnr", "organ", "dato", "sakstype", "vedtak"].map(field),
        [
            Value::from("beslutning"),
            "1/24".into(),
            "skate".into(),
            "2024-02-03".into(),
            "orientering".into(),
            vec!["Tas til orientering."].into()
        ]
    );
}

#[test]
fn images_beside_html_come_along() {
    let html = "<html lang=en><body><main><h1>A page</h1><p>Text.</p><img src='img/a.png' alt='A'><img src='https://x.no/b.png' alt='B'></main></body></html>";
    let site = site(&[("side.html", html), ("img/a.png", "PNG")]);
    let run = loft(site.path(), &["import", "side.html", "--to", "om/side.md", "--write"]);
    assert!(run.status.success() && text(&run.stderr).contains("import-image-elsewhere"), "{}", text(&run.stderr));
    let files = content(site.path());
    let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["content/_index.nb.md", "content/om/side/img/a.png", "content/om/side/index.en.md"]);
    assert!(files[2].1.ends_with("Text.\n\n![A](img/a.png)![B](https://x.no/b.png)\n"), "{}", files[2].1);
}

#[test]
fn what_cannot_be_imported_is_told_plainly() {
    let deep = "<div>".repeat(3000);
    let site = site(&[("tom.txt", " \n"), ("dyp.html", &deep), ("notat.txt", "Bare tekst.\n")]);
    let cases: [(&[&str], &str); 5] = [
        (&["finnes-ikke.txt"], "import-not-read"),
        (&["tom.txt"], "import-empty"),
        (&["dyp.html"], "import-too-deep"),
        (&["notat.txt", "--type", "beslutning"], "import-no-cases"),
        (&["notat.txt", "--to", "../ute.md"], "new-path"),
    ];
    for (args, code) in cases {
        let run = loft(site.path(), &[&["import"], args].concat());
        assert_eq!(run.status.code(), Some(1), "{args:?}");
        assert!(text(&run.stderr).contains(&format!("[{code}]")), "{args:?}: {}", text(&run.stderr));
    }
    fs::write(site.path().join("rot.txt"), [0xff, 0xfe, 0x00, b'A', b'\n', 0x80]).unwrap();
    assert!(loft(site.path(), &["import", "rot.txt"]).status.code().is_some_and(|code| code < 2));
}

/// A site of the five seeds alone: two as they are, three through `loft import`.
fn seeds_site(seeds: &Path) -> tempfile::TempDir {
    let named = |number: &str| {
        let entries = fs::read_dir(seeds).expect("the seeds").flatten().map(|entry| entry.path());
        entries.into_iter().find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number))).expect("a seed")
    };
    let as_is = |number: &str| fs::read_to_string(named(number)).expect("a seed");
    let register = include_str!("../../data/aktorer.yaml");
    let site = site(&[
        ("data/aktorer.yaml", register),
        ("content/om.md", &as_is("000")),
        ("content/behov/use-cases/02-overgang.md", &as_is("001")),
    ]);
    for (number, args) in
        [("002", &["--to", "rammeverk/om-veiledningen.md"][..]), ("003", &["--to", "rundskriv.md"]), ("004", &["--type", "beslutning"])]
    {
        let run = loft(site.path(), &[&["import", &named(number).to_string_lossy(), "--write"], args].concat());
        assert!(run.status.success(), "{number}: {}", text(&run.stderr));
    }
    site
}

#[test]
fn a_site_of_the_five_seeds_answers() {
    let Some(corpus) = support::corpus("a site of the five seeds") else { return };
    let site = seeds_site(&corpus.join("seeds"));
    let built = loft(site.path(), &["build", "--quiet"]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    let page = |path: &str| {
        Html::parse_document(&fs::read_to_string(site.path().join("public").join(path)).unwrap_or_else(|error| panic!("{path}: {error}")))
    };
    let row = Selector::parse("li, tr, article").unwrap();
    for actor in ["udir", "digdir", "bufdir", "kommuner", "fylkeskommuner", "ks", "sikt", "ssb"] {
        let actor_page = page(&format!("aktorer/{actor}/index.html"));
        let own = |element: &scraper::ElementRef| element.html().contains("/behov/use-cases/02-overgang/");
        let found = actor_page.select(&row).filter(own).any(|element| element.text().collect::<String>().contains("Godkjent"));
        assert!(found, "{actor} has the case, approved");
    }

    let list = text(&loft(site.path(), &["list", "--format", "ndjson"]).stdout);
    let rows: Vec<Value> = list.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let decisions: Vec<(&str, &str)> = rows
        .iter()
        .filter(|row| row["params"]["saksnr"].is_string())
        .map(|row| (row["params"]["saksnr"].as_str().unwrap(), row["url"].as_str().unwrap()))
        .collect();
    assert_eq!(decisions.iter().map(|(number, _)| *number).collect::<Vec<_>>(), ["17/20", "18/20", "19/20", "20/20", "21/20", "22/20"]);
    for (number, url) in &decisions {
        assert!(url.starts_with("/beslutninger/skate-2020-12-09/"), "{number}: {url}");
        assert!(site.path().join("public").join(url.trim_start_matches('/')).join("index.html").is_file(), "{url}");
    }

    let cases = [
        ("sømløs overgang", "/behov/use-cases/02-overgang/"),
        ("kasteball", "/rundskriv/"),
        ("livshendingar", "/beslutninger/skate-2020-12-09/21-20-det-samla-arbeidet-med-livshendingar/"),
        ("Maskinporten", "/rundskriv/"),
    ];
    for (query, url) in cases {
        let found = text(&loft(site.path(), &["search", query]).stdout);
        let first = found.lines().find_map(|line| line.strip_prefix("  /")).and_then(|address| address.split('#').next());
        assert_eq!(first.map(|address| format!("/{address}")).as_deref(), Some(url), "{query}: {found}");
    }
}
