//! The questions that people ask of a shared site (CONTENT-MODEL), each answered on screen and on the terminal. One small
//! site holds an answer and a near miss for each.

use std::fs;
use std::sync::OnceLock;

use scraper::{Html, Selector};

use crate::support::{loft, text};

const FILES: &[(&str, &str)] = &[
    (
        "hugo.toml",
        "title = 'T'\nbaseURL = 'https://example.org/'\ndefaultContentLanguage = 'nb'\n[languages.nb]\n[languages.en]\n[params.loft.views]\nowners = true\n",
    ),
    ("content/_index.nb.md", "---\ntitle: Hjem\n---\n"),
    ("content/_index.en.md", "---\ntitle: Home\n---\n"),
    (
        "content/use-cases/01-skole.nb.md",
        "---\ntitle: Skolebytte\nstatus: Til QA\neier: udir\nweight: 1\nrelasjoner: {dekkes_av: [pilot-1], bidrar_til: [metode]}\ngjennomgas: 2020-01-01\n---\nEleven bytter skole midt i året, og papirene følger ikke med. Skolen må be om dem på nytt.\n\n![](mangler.png)\n",
    ),
    (
        "content/use-cases/01-skole.en.md",
        "---\ntitle: Changing schools\nstatus: Approved\nweight: 9\n---\nThe pupil changes schools in the middle of the year, and the papers do not follow. The school must ask for them again.\n",
    ),
    (
        "content/use-cases/02-helse.nb.md",
        "---\ntitle: Helsestasjon\nstatus: Pågår\neier: kf\nmaalform: nn\n---\nHelsestasjonen får ikkje vite at familien har flytta.\n\nJournalen ligg att i den gamle kommunen, og ingen sender han vidare.\n\nForeldra må fortelje alt på nytt kvar gong dei kjem.\n",
    ),
    ("content/use-cases/02-helse.en.md", "---\ntitle: Health centre\n---\nTo be translated.\n"),
    ("content/pilotering/pilot-1/_index.nb.md", "---\ntitle: Pilot én\n---\n"),
    ("content/pilotering/pilot-1/_index.en.md", "---\ntitle: Pilot one\n---\n"),
    ("content/rammeverk/metode.nb.md", "---\ntitle: Metode\n---\n"),
    ("content/rammeverk/metode.en.md", "---\ntitle: Method\n---\n"),
    ("content/rammeverk/styring.nb.md", "---\ntitle: Styring\nrelasjoner: {bidrar_til: [juss]}\n---\n"),
    ("content/rammeverk/styring.en.md", "---\ntitle: Governance\n---\n"),
    ("content/rammeverk/juss.nb.md", "---\ntitle: Juss\n---\n"),
    ("content/rammeverk/juss.en.md", "---\ntitle: Law\n---\n"),
    (
        "content/beslutninger/aapen.nb.md",
        "---\ntitle: Start piloten\nsaksnr: '1/26'\ndato: 2026-01-10\norgan: skate\nvedtak: [Piloten settes i gang.]\ngjelder: 01-skole\noppfolging: {av: udir, status: i-gang, dato: 2020-01-01}\n---\n",
    ),
    ("content/beslutninger/aapen.en.md", "---\ntitle: Start the pilot\n---\n"),
    ("content/beslutninger/ferdig.nb.md", "---\ntitle: Velg navn\nvedtak: [Navnet er valgt.]\noppfolging: {status: fulgt-opp}\n---\n"),
    ("content/beslutninger/ferdig.en.md", "---\ntitle: Choose a name\n---\n"),
    (
        "content/erfaringer/tidlig.nb.md",
        "---\ntitle: Tidlig\nlaerdom: Ta med kommunene tidlig.\nanbefaling: Spør KS.\nfase: oppstart\nsamhandlingsniva: [organisatorisk]\nkilde: pilot-1\n---\n",
    ),
    ("content/erfaringer/tidlig.en.md", "---\ntitle: Early\nlesson: Bring the municipalities in early.\n---\n"),
    ("content/erfaringer/data.nb.md", "---\ntitle: Data\nlaerdom: Data ut koster.\nfase: evaluering\nsamhandlingsniva: [teknisk]\n---\n"),
    ("content/erfaringer/data.en.md", "---\ntitle: Data costs\nlesson: Getting data out costs.\n---\n"),
];

struct Made {
    site: tempfile::TempDir,
    out: tempfile::TempDir,
}

/// Built once, by the program itself.
fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let (site, out) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        for (path, body) in FILES {
            let disk = site.path().join(path);
            fs::create_dir_all(disk.parent().expect("a folder")).expect("folders");
            fs::write(disk, body).expect("write");
        }
        let run = loft(site.path(), &["build", "--quiet", "--no-cache", "-d", &out.path().to_string_lossy()]);
        assert!(out.path().join("index.html").is_file(), "{}", text(&run.stderr));
        Made { site, out }
    })
}

/// The text of each element that the selector finds, in one line.
fn shown(path: &str, selector: &str) -> Vec<String> {
    let html = fs::read_to_string(made().out.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let (page, selector) = (Html::parse_document(&html), Selector::parse(selector).expect("a selector"));
    let line =
        |element: scraper::ElementRef<'_>| element.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    page.select(&selector).map(line).collect()
}

/// What the terminal answers. The site's default language is that of its messages.
fn told(args: &[&str]) -> String {
    text(&loft(made().site.path(), args).stdout)
}

/// The first column of a table on the terminal, without its head.
fn first_column(args: &[&str]) -> Vec<String> {
    told(args).lines().skip(1).map(|line| line.split("  ").next().unwrap_or_default().to_string()).collect()
}

#[test]
fn what_awaits_qa_is_on_the_report_and_on_the_terminal() {
    assert_eq!(shown("rapport/index.html", "#awaiting + ul li"), ["Skolebytte"]);
    let told = told(&["status", "--status", "til-qa", "--format", "csv"]);
    assert!(told.contains("Skolebytte") && !told.contains("Helsestasjon"), "{told}");
}

#[test]
fn what_is_past_its_review_date() {
    assert_eq!(shown("rapport/index.html", "#review + ul li"), ["Skolebytte 1. januar 2020"]);
    // One page is past it, in either language.
    for (lang, title) in [("nb", "Skolebytte"), ("en", "Changing schools")] {
        let told = told(&["stale", "--lang", lang, "--format", "ndjson"]);
        let pages: Vec<serde_json::Value> = told.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert!(pages.len() == 1 && pages[0]["title"] == title, "{told}");
    }
    assert_eq!(first_column(&["stale"]), ["gjennomgang forfalt"]);
}

#[test]
fn which_pages_lack_a_real_translation() {
    let todo = shown("oversettelser/index.html", "#todo-en ~ * tbody tr");
    assert!(todo.iter().any(|row| row.starts_with("Helsestasjon Bare begynt")), "{todo:?}");
    // The words are all there; a picture is not.
    let picture: Vec<&String> = todo.iter().filter(|row| row.starts_with("Skolebytte")).collect();
    assert!(picture.len() == 1 && picture[0].ends_with("Bilder som mangler: 1"), "{todo:?}");
    assert_eq!(shown("oversettelser/index.html", "#lang-en + .tiles strong")[1], "1", "of the pages only that one is partial");
    let told = told(&["translations"]);
    assert!(told.contains("stubb") && told.contains("use-cases/02-helse"), "{told}");
}

#[test]
fn where_the_languages_disagree() {
    assert_eq!(
        shown("oversettelser/index.html", "#drift ~ * tbody tr"),
        ["Changing schools Status Godkjent Til QA", "Changing schools Plass i menyen 9 1"]
    );
    let told = told(&["check"]);
    assert!(
        told.contains("01-skole.en.md:3:1: advarsel[status-differs]") && told.contains("01-skole.en.md:4:1: merknad[weight-differs]"),
        "{told}"
    );
    assert!(!told.contains("02-helse.en.md:2:1: merknad[weight"), "{told}");
}

#[test]
fn which_needs_a_pilot_covers_and_which_have_none() {
    assert_eq!(shown("behov-og-piloter/index.html", "main tbody tr"), ["Skolebytte Til QA Ja", "Helsestasjon Pågår"]);
    assert_eq!(shown("behov-og-piloter/index.html", "#without ~ ul li"), ["Helsestasjon"]);
    assert_eq!(first_column(&["needs"]), ["Skolebytte", "Helsestasjon"]);
    assert_eq!(first_column(&["needs", "--without"]), ["Helsestasjon"]);
    let pilots: serde_json::Value = serde_json::from_str(&told(&["needs", "--format", "json"])).expect("JSON");
    assert_eq!(pilots[0]["pilots"][0]["page"]["title"], "Pilot én");
}

#[test]
fn decisions_about_a_case_and_their_follow_up() {
    assert_eq!(
        shown("beslutninger/index.html", ".entries > li"),
        [
            "1/26 Start piloten 10. januar 2026 Vedtatt av Skate I gang Piloten settes i gang. Gjelder Skolebytte Til QA Oppfølging Utdanningsdirektoratet 1. januar 2020 , over fristen",
            "Velg navn Fulgt opp Navnet er valgt."
        ]
    );
    assert_eq!(shown("use-cases/01-skole/index.html", ".relations dt"), ["Dekkes av", "Omtalt i", "Bidrar til"]);
    let told_about = told(&["decisions", "--about", "01-skole", "--format", "csv"]);
    assert_eq!(
        told_about,
        "date,number,title,body,about,follow_up,decided\r\n2026-01-10,1/26,Start piloten,Skate,Skolebytte,\"i gang, over fristen (Utdanningsdirektoratet)\",Piloten settes i gang.\r\n"
    );
    assert!(!told(&["decisions", "--open"]).contains("Velg navn"));
    assert!(told(&["decisions"]).contains("Velg navn"));
    assert_eq!(
        told(&["decisions", "--lang", "en", "--format", "csv"]),
        "date,number,title,body,about,follow_up,decided\r\n2026-01-10,1/26,Start the pilot,Skate,Changing schools,\"in progress, late (The Norwegian Directorate for Education and Training)\",Piloten settes i gang.\r\n,,Choose a name,,,followed up,Navnet er valgt.\r\n"
    );
}

#[test]
fn lessons_by_phase_and_level_and_what_to_read_before_a_pilot() {
    assert_eq!(shown("erfaringer/index.html", "#before + ul li"), ["Ta med kommunene tidlig."]);
    assert_eq!(shown("erfaringer/index.html", "#by-phase ~ h3"), ["Oppstart", "Evaluering"]);
    assert_eq!(shown("erfaringer/index.html", "#by-level + dl dt"), ["Organisatorisk", "Teknisk"]);
    assert_eq!(shown("en/experiences/index.html", ".lessons strong"), ["Bring the municipalities in early.", "Getting data out costs."]);
    let lessons = |args: &[&str]| -> Vec<String> {
        let told = told(&[&["experiences", "--format", "ndjson"], args].concat());
        let row = |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["lesson"].as_str().map(str::to_string);
        told.lines().filter_map(row).collect()
    };
    let (early, data) = ("Ta med kommunene tidlig.", "Data ut koster.");
    for (args, expected) in [
        (&[][..], &[early, data][..]),
        (&["--before"], &[early]),
        (&["--phase", "Evaluering"], &[data]),
        (&["--level", "teknisk"], &[data]),
        (&["--phase", "mvp"], &[]),
        (&["--actor", "Udir"], &[]),
    ] {
        assert_eq!(lessons(args), expected, "{args:?}");
    }
}

#[test]
fn the_collection_of_lessons_can_be_printed() {
    let page = told(&["experiences", "--html"]);
    let html = Html::parse_document(&page);
    let found = |selector: &str| html.select(&Selector::parse(selector).expect("a selector")).count();
    assert_eq!((found("h2"), found(".lessons li"), found("link, script, img")), (2, 2, 0));
    assert!(page.contains("Spør KS."));
    assert_eq!(
        Html::parse_document(&told(&["experiences", "--html", "--before"])).select(&Selector::parse(".lessons li").expect("li")).count(),
        1
    );
}

/// A part that only another part refers to has no case, lesson or decision behind it.
#[test]
fn parts_of_the_framework_with_nothing_behind_them() {
    assert_eq!(shown("rammeverk/index.html", "#behind ~ h3"), ["Juss", "Metode"]);
    assert_eq!(shown("rammeverk/index.html", "#without ~ ul li"), ["Juss", "Styring"]);
    assert_eq!(first_column(&["framework", "--without"]), ["Juss", "Styring"]);
    assert_eq!(first_column(&["framework"]), ["Juss", "Metode", "Styring"]);
}

#[test]
fn bokmal_and_nynorsk_by_owner() {
    let rows = shown("oversettelser/index.html", "#forms ~ * tbody tr");
    assert!(rows.iter().any(|row| row.starts_with("Utdanningsdirektoratet 1 100 % 0 % Under 25 prosent her")), "{rows:?}");
    let told = told(&["translations", "--owners", "--format", "csv"]);
    assert!(told.contains("Utdanningsdirektoratet,1,100,0,under 25 % her\r\n"), "{told}");
    assert!(!told.lines().any(|line| line.starts_with(',') && line.contains("25")), "pages without an owner are not judged: {told}");
}

#[test]
fn a_writers_own_pages_with_what_is_wrong() {
    let row = shown("mine-sider/index.html", "#owner-1 ~ * tbody tr, #owner-2 ~ * tbody tr")
        .into_iter()
        .find(|row| row.starts_with("Skolebytte"));
    let row = row.expect("the page");
    assert!(row.contains("01-skole.nb.md:11") && row.contains("Fristen for gjennomgang er ute: 1. januar 2020"), "{row}");
    let told = told(&["check", "--owner", "udir"]);
    assert!(told.contains("image-broken") && told.contains("review-passed"), "{told}");
    assert!(!told.contains("02-helse"), "{told}");
}

/// The rest of the report: what the other views count, on one sheet.
#[test]
fn a_leaders_report_has_the_figures_of_the_other_views() {
    assert_eq!(
        shown("rapport/index.html", ".report > .tiles > li"),
        [
            "2 sider med status",
            "1 uten pilot behov: 2",
            "1 beslutninger som ikke er fulgt opp beslutninger: 2",
            "2 erfaringer",
            "2 uten noe bak seg deler av rammeverket: 3",
            &format!("{} sider helt oversatt: English I alt: 11", shown("oversettelser/index.html", ".tiles strong")[0]),
        ]
    );
    let told = told(&["status", "--html"]);
    assert!(told.contains("<!DOCTYPE html>") && told.contains("Skolebytte"), "{told}");
}
