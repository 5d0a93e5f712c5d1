//! The status view: figures that equal an independent count, and its bounds on a site of 10,000 pages.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use loft::config::Overrides;
use loft::input::Input;
use loft::paths::OutPath;
use loft::pipeline::{self, Memo, Plan};
use loft::render::Body;
use scraper::{Html, Selector};
use serde_json::Value;

use crate::support::{corpus, keys};

fn text_of(plan: &Plan, out: &str) -> String {
    let job = plan.job(&OutPath::new(out)).unwrap_or_else(|| panic!("no {out}"));
    match &pipeline::render(plan, job, &Memo::passing()).body {
        Body::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap(),
        Body::File(_) => panic!("{out} is a file"),
    }
}

fn plan_of(folder: &Path) -> Plan {
    pipeline::plan(Input::open_cold(folder, Overrides::default()).snapshot(None), &Memo::passing())
}

/// Status lines of the sources, counted without any of Loft's own reading.
fn counted(folder: &Path, symbols: &[(&str, &[&str])]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_name() == "_index.nb.md") {
        let text = fs::read_to_string(entry.path()).unwrap();
        let line = text.lines().skip(1).take_while(|line| *line != "---").find_map(|line| line.strip_prefix("status:"));
        let written = line.unwrap_or("").trim().trim_matches('"');
        if let Some((label, _)) = symbols.iter().find(|(_, names)| names.contains(&written)) {
            *counts.entry(label.to_string()).or_default() += 1;
        }
    }
    counts
}

#[test]
fn figures_equal_an_independent_count_of_the_real_cases() {
    let Some(root) = corpus("figures of the real cases") else { return };
    let site = root.join("samt-bu");
    let names: &[(&str, &[&str])] =
        &[("Ny", &["Ny"]), ("Tidlig utkast", &["Tidlig utkast"]), ("Pågår", &["Pågår"]), ("Til QA", &["Til QA"])];
    let expected = counted(&site.join("content/behov/use-cases"), names);
    assert_eq!(
        expected.iter().map(|(label, count)| format!("{label} {count}")).collect::<Vec<_>>(),
        ["Ny 16", "Pågår 4", "Tidlig utkast 10", "Til QA 1"]
    );
    let plan = plan_of(&site);
    let report: Value = serde_json::from_str(&text_of(&plan, "status/behov/use-cases/status.json")).unwrap();
    let told = report["counts"].as_array().unwrap().iter().filter(|count| count["count"] != 0);
    let told: BTreeMap<String, usize> =
        told.map(|count| (count["label"].as_str().unwrap().to_string(), count["count"].as_u64().unwrap() as usize)).collect();
    assert_eq!(told, expected);
    assert_eq!(report["pages"].as_array().unwrap().len(), 31);
    // The page, the file and the list say the same.
    let html = Html::parse_document(&text_of(&plan, "status/behov/use-cases/index.html"));
    let all =
        |selector: &str| html.select(&Selector::parse(selector).unwrap()).map(|found| found.text().collect::<String>()).collect::<Vec<_>>();
    assert_eq!(all(".tally strong"), ["16", "10", "4", "1", "0", "0"]);
    assert_eq!(all("#pages tbody tr").len(), 31);
    assert!(text_of(&plan, "status/behov/use-cases/index.html").contains("Ingenting er godkjent ennå."));
}

/// Every number of the view leads to something that is there.
#[test]
fn numbers_lead_to_their_lists() {
    let Some(root) = corpus("links of the dashboards") else { return };
    let plan = plan_of(&root.join("samt-bu"));
    let dashboards = ["status/index.html", "status/behov/index.html", "status/behov/use-cases/index.html", "en/status/index.html"];
    let mut seen = 0;
    for out in dashboards {
        let html = Html::parse_document(&text_of(&plan, out));
        for link in html.select(&Selector::parse("main .tally a, .by-section a").unwrap()) {
            let (path, anchor) = link.attr("href").unwrap().split_once('#').unwrap_or((link.attr("href").unwrap(), ""));
            let target = if path.is_empty() { out.to_string() } else { format!("{}index.html", path.trim_start_matches('/')) };
            let there = Html::parse_document(&text_of(&plan, &target));
            let id = Selector::parse(&if anchor.is_empty() { "main".to_string() } else { format!("#{anchor}") }).unwrap();
            assert_eq!(there.select(&id).count(), 1, "{out}: {path}#{anchor}");
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
}

/// Sections with 100 pages each, as a site's configuration and pages; `fields` are more lines of front matter.
fn large(sections: usize, fields: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    // Nothing that this is not about: search, feeds and sitemaps would take most of the time.
    let config = "defaultContentLanguage = 'nb'\ndisableKinds = ['RSS', 'sitemap', 'taxonomy']\n\
        [languages.nb]\nweight = 1\n[params.loft.search]\nenabled = false\n";
    fs::write(folder.path().join("hugo.toml"), config).unwrap();
    let statuses = ["Ny", "Tidlig utkast", "Pågår", "Til QA", "Godkjent"];
    for section in 0..sections {
        let below = folder.path().join(format!("content/del-{section}"));
        fs::create_dir_all(&below).unwrap();
        fs::write(below.join("_index.md"), format!("---\ntitle: Del nummer {section}\n---\n")).unwrap();
        for page in 0..100 {
            let status = statuses[(section * 7 + page * 3) % 5];
            let text = format!("---\ntitle: En side om noe vanlig, nummer {page}\nstatus: {status}\neier: udir\n{fields}---\nTekst.\n");
            fs::write(below.join(format!("side-{page}.md")), text).unwrap();
        }
    }
    folder
}

/// The pieces of the whole site's list after the first.
fn pieces(plan: &Plan) -> Vec<String> {
    plan.jobs.iter().map(|job| job.out.to_string()).filter(|out| out.starts_with("status/side-")).collect()
}

#[test]
fn at_ten_thousand_pages_every_part_of_the_view_is_light() {
    let folder = large(100, "gjennomgas: 2020-01-01\naktorer: [udir, ks, digdir, hk-dir, ssb]\n");
    let plan = plan_of(folder.path());
    let pieces = pieces(&plan);
    assert!((50..160).contains(&pieces.len()), "{} pieces", pieces.len());
    let some = [&pieces[0], &pieces[pieces.len() / 2], &pieces[pieces.len() - 1]].map(String::as_str);
    for out in ["status/index.html", "status/del-7/index.html"].into_iter().chain(some) {
        let length = text_of(&plan, out).len();
        assert!(length < 200_000, "{out}: {length} bytes");
    }
}

/// More pages that lack a status than the dashboard shows have a list of their own, in pieces, of the site and of the section.
#[test]
fn every_page_that_lacks_a_status_is_listed() {
    let folder = large(1, "");
    fs::write(folder.path().join("loft.toml"), "[status]\nexpected = ['caser', 'mangler']\n").unwrap();
    for (below, pages, status) in [("caser", 230, ""), ("mangler", 3, ""), ("caser", 1, "status: Ny\n")] {
        fs::create_dir_all(folder.path().join("content").join(below)).unwrap();
        fs::write(folder.path().join("content").join(below).join("_index.md"), format!("---\ntitle: {below}\nstatus: Ny\n---\n")).unwrap();
        for page in 0..pages {
            let name = format!("content/{below}/side-{page}{}.md", if status.is_empty() { "" } else { "-ny" });
            fs::write(folder.path().join(name), format!("---\ntitle: Side {page} i {below}\n{status}---\nTekst.\n")).unwrap();
        }
    }
    let plan = plan_of(folder.path());
    let page = |out: &str| Html::parse_document(&text_of(&plan, out));
    let links = |html: &Html, selector: &str| {
        html.select(&Selector::parse(selector).unwrap()).map(|link| link.attr("href").unwrap_or("").to_string()).collect::<Vec<_>>()
    };
    for (dashboard, total) in [("status", 233), ("status/caser", 230)] {
        let html = page(&format!("{dashboard}/index.html"));
        let shown = links(&html, "section[aria-labelledby=lacking] li a");
        let whole = links(&html, "section[aria-labelledby=lacking] details p a");
        assert_eq!((shown.len(), whole), (50, vec![format!("/{dashboard}/uten-status/")]));
        let pieces = ["index.html", "side-2/index.html"].map(|piece| page(&format!("{dashboard}/uten-status/{piece}")));
        let mut all: Vec<String> = pieces.iter().flat_map(|piece| links(piece, "main ul.changes li a")).collect();
        let listed = all.len();
        all.sort();
        all.dedup();
        assert_eq!((listed, all.len()), (total, total), "each once");
        assert!(shown.iter().all(|url| all.contains(url)));
        assert_eq!(links(&pieces[0], "a[rel=next]"), [format!("/{dashboard}/uten-status/side-2/")]);
        assert_eq!(links(&pieces[1], "p.up a"), [format!("/{dashboard}/")]);
    }
    assert!(plan.job(&OutPath::new("status/mangler/uten-status/index.html")).is_none(), "three stand on the dashboard");
}

/// In a debug build a smaller site must do: the numbers are the same, planning ten thousand pages twice is not quick there.
#[test]
fn one_status_renders_only_what_shows_it() {
    let sections = if cfg!(debug_assertions) { 12 } else { 100 };
    let folder = large(sections, "");
    let mut input = Input::open_cold(folder.path(), Overrides::default());
    let before = pipeline::plan(input.snapshot(None), &Memo::passing());
    let pieces = pieces(&before);
    let old = keys(&before);
    let page = folder.path().join("content/del-7/side-7.md");
    let text = fs::read_to_string(&page).unwrap();
    assert!(text.contains("status: Ny\n"), "{text}");
    fs::write(&page, text.replace("status: Ny", "status: Godkjent")).unwrap();
    let after = pipeline::plan(input.snapshot(None), &Memo::passing());
    let new = keys(&after);
    let changed: Vec<&String> = new.iter().filter(|(out, key)| old.get(*out) != Some(*key)).map(|(out, _)| out).collect();
    let (lists, rest): (Vec<&str>, Vec<&str>) =
        changed.iter().map(|out| out.as_str()).partition(|out| pieces.iter().any(|piece| piece == out));
    // The section's own page and its hundred pages show the status in the sidebar; the page has a badge.
    let (section, rest): (Vec<&str>, Vec<&str>) = rest.into_iter().partition(|out| out.starts_with("del-7/"));
    assert_eq!(section.len(), 102, "{section:?}");
    // The home page's bar, the dashboards of the section and of the site with their files, and the report.
    let shown = [
        "index.html",
        "rapport/index.html",
        "status/del-7/index.html",
        "status/del-7/status.csv",
        "status/del-7/status.json",
        "status/del-7/status.svg",
        "status/index.html",
        "status/status.csv",
        "status/status.json",
        "status/status.svg",
    ];
    assert_eq!(rest, shown);
    // Of the list, the piece that the page left, the one where it came, and what lies right beside them.
    assert!((1..=5).contains(&lists.len()), "{lists:?} of {} pieces", pieces.len());
    assert!(changed.len() <= 120, "{} of {} jobs", changed.len(), new.len());
}

#[test]
fn a_report_needs_no_other_file() {
    let Some(root) = corpus("the report") else { return };
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_loft"))
        .args(["status", "--html", "--at", "2026-06-30", "-s"])
        .arg(root.join("samt-bu"))
        .output()
        .unwrap();
    let text = String::from_utf8(run.stdout).unwrap();
    assert!(run.status.success() && text.starts_with("<!DOCTYPE html>"), "{text}");
    assert!(text.contains("30. juni 2026") && !text.contains("src=") && !text.contains("<link"), "{text}");
}
