//! A site made for Hugo with habits of its own (tests/hugo-site), moved to Loft as the guide says: `loft migrate`, what it asks
//! for, and then every address and every text as Hugo has them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::hugo_oracle::differences;
use crate::support::{copy, loft, text, write_files};

fn tests() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))
}

fn site() -> tempfile::TempDir {
    copy(&tests().join("hugo-site"))
}

/// What the owner writes, since the report says that Hugo's templates for these cannot run. Data comes from the configuration.
const SHORTCODES: &[(&str, &str)] = &[
    ("themes/loft/shortcodes/callout.html", "<aside class=\"{{ named.kind or \"note\" }}\">{{ inner_html }}</aside>\n"),
    (
        "themes/loft/shortcodes/phone.html",
        "{% set found = site.params.phones[arg(name=\"who\", at=0)] %}<a href=\"tel:{{ found.phone }}\">{{ found.name }}</a>",
    ),
    ("themes/loft/shortcodes/step.html", "<li>{{ named.title }}: {{ inner | markdown }}</li>\n"),
    ("themes/loft/shortcodes/steps.html", "<ol class=\"steps\">{{ inner }}</ol>\n"),
    ("themes/loft/shortcodes/year.html", "<span>{{ arg(name=\"year\", at=0) }}</span>"),
];
const PHONES: &str = "\n[phones.lending]\nname = 'Desk'\nphone = '55000001'\n[phones.events]\nname = 'Events'\nphone = '55000002'\n";

#[test]
fn the_report_names_all_that_hugo_alone_can_run() {
    let run = loft(site().path(), &["migrate"]);
    let report = text(&run.stdout);
    let parts: Vec<&str> = ["Works as it is", "Something else takes its place", "Has nothing in its place", "With --write"]
        .iter()
        .map(|heading| report.find(heading).map(|at| &report[at..]).unwrap_or_else(|| panic!("{heading}: {report}")))
        .collect();
    let part = |at: usize| &parts[at][..parts[at].len() - parts.get(at + 1).map_or(0, |next| next.len())];
    for (at, sentence) in [
        (0, "Pages: 29 (en 19, nn 10)"),
        (0, "Old addresses (aliases): 3."),
        (0, "Shortcodes, with how often they are used: figure (1), highlight (1), param (1), ref (2), relref (1)."),
        (1, "The shortcode “callout” (used 4 ×, first in content/en/_index.md:6) has a template for Hugo"),
        (1, "The templates in layouts/ (9) are written for Hugo."),
        (1, "The texts in i18n/ (2) are for Hugo's templates."),
        (1, ".github/workflows/publish.yml calls Hugo."),
        (2, "The files in data/ (2) were read by Hugo's templates."),
        (2, "Hugo also writes JSON for home."),
    ] {
        assert!(part(at).contains(sentence), "{sentence}\n{report}");
    }
}

#[test]
fn every_file_that_hugo_writes_is_there_but_for_its_own_json() {
    let site = site();
    let run = loft(site.path(), &["build", "--quiet"]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    let hugo = fs::read_to_string(tests().join("hugo-site.files")).expect("what Hugo writes");
    let missing: BTreeSet<&str> = hugo.lines().filter(|file| !site.path().join("public").join(file).is_file()).collect();
    assert_eq!(missing, ["en/index.json", "nn/index.json"].into());
    assert!(hugo.lines().count() > 70);
    let leads = |file: &str| fs::read_to_string(site.path().join("public").join(file)).expect(file);
    assert!(leads("index.html").contains("url=/handbook/en/"), "{}", leads("index.html"));
    assert!(leads("nn/lending/rooms/index.html").contains("/nn/lending/rooms/plan.svg"));
}

/// After what the report asks for, nothing is left to ask, and pages say what they said.
#[test]
fn with_its_shortcodes_written_anew_each_page_is_as_hugo_has_it() {
    let site = site();
    assert!(loft(site.path(), &["migrate", "--write"]).status.success());
    write_files(site.path(), SHORTCODES);
    let params = site.path().join("config/_default/params.toml");
    let before = fs::read_to_string(&params).expect("params");
    fs::write(&params, before + PHONES).expect("written");
    let (pages, report) = differences("tests/hugo-site.oracle.ndjson", site.path());
    assert_eq!((pages, report.as_str()), (38, ""));
    let found = text(&loft(site.path(), &["build", "--quiet"]).stderr);
    assert!(!found.contains("shortcode"), "{found}");
    let edit = fs::read_to_string(site.path().join("public/nn/lending/loans/index.html")).expect("a page");
    assert!(edit.contains("https://git.example.org/library/handbook/edit/trunk/content/nn/lending/loans.md"));
}
