//! `loft migrate`: what it says of sites made for Hugo, what it writes and what it leaves alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{copy, corpus, loft, own_site, text};

fn hugo_site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a folder");
    for (path, body) in files {
        let disk = site.path().join(path);
        fs::create_dir_all(disk.parent().expect("a folder")).expect("folders");
        fs::write(disk, body).expect("write");
    }
    site
}

/// Every file with its bytes, but for what Loft keeps for itself.
fn files(site: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(site).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let below = |path: &Path| path.strip_prefix(site).expect("below").to_string_lossy().replace('\\', "/");
    let own = entries.filter(|entry| !below(entry.path()).starts_with(".loft/"));
    own.map(|entry| (below(entry.path()), fs::read(entry.path()).expect("a file"))).collect()
}

/// Codes of each part of the report.
fn codes(site: &Path) -> BTreeMap<String, Vec<String>> {
    let report: Value = serde_json::from_slice(&loft(site, &["migrate", "--format", "json"]).stdout).expect("JSON");
    let of = |part: &str| {
        report[part].as_array().expect("a list").iter().map(|item| item["code"].as_str().expect("a code").to_string()).collect()
    };
    ["works", "replaced", "missing"].map(|part| (part.to_string(), of(part))).into()
}

const BUSY: &[(&str, &str)] = &[
    (
        "hugo.toml",
        "baseURL = 'https://x.no/'\ntitle = 'X'\ntheme = 'docsy'\n[outputs]\nhome = ['HTML', 'RSS', 'JSON']\n[[module.imports]]\npath = 'github.com/x/innhold'\n[[module.imports]]\npath = 'github.com/google/docsy'\n[params]\ngithub_repo = 'https://github.com/x/y'\n[minify]\nx = true\n",
    ),
    (
        "content/a.md",
        "---\ntitle: A\nstatus: Ferdigstilt\naliases: [/gammel/]\n---\n{{< egen >}}x{{< /egen >}} {{< note >}}n{{< /note >}} {{< ukjent >}} {{< tip >}}t{{< /tip >}}\n",
    ),
    ("content/b.md", "---\ntitle: B\nstatus: Ferdigstilt\n---\n"),
    ("content/c.md", "---\ntitle: C\nstatus: Ny\n---\n"),
    ("content/d.rst", "D\n"),
    ("layouts/shortcodes/egen.html", "x"),
    ("layouts/shortcodes/note.html", "x"),
    ("layouts/_default/single.html", "x"),
    ("assets/a.scss", "x"),
    ("_vendor/github.com/x/innhold/content/v.md", "---\ntitle: V\n---\n"),
    (".github/workflows/pages.yml", "run: hugo --minify\n"),
    (".github/workflows/other.yml", "run: make hugoless\n"),
    ("netlify.toml", "[build]\ncommand = 'npm run build'\n"),
    ("go.mod", "module x\n"),
];

#[test]
fn each_thing_is_told_under_its_heading() {
    let site = hugo_site(BUSY);
    let codes = codes(site.path());
    assert_eq!(codes["works"], ["migrate-pages", "migrate-aliases", "migrate-files", "migrate-statuses", "migrate-shortcodes"]);
    assert_eq!(
        codes["replaced"],
        [
            "migrate-shortcode-own",
            "migrate-shortcode-same",
            "migrate-theme",
            "migrate-layouts",
            "migrate-assets",
            "migrate-host",
            "migrate-go-mod",
            "migrate-statuses-own",
            "migrate-module",
            "migrate-module-fetched",
            "migrate-edit"
        ]
    );
    assert_eq!(codes["missing"], ["migrate-markup", "migrate-shortcode-unknown", "migrate-output", "migrate-settings-ignored"]);
}

#[test]
fn nothing_is_written_unasked_and_then_only_loft_toml() {
    let site = hugo_site(BUSY);
    let before = files(site.path());
    let dry = loft(site.path(), &["migrate"]);
    assert!(dry.status.success(), "{}", text(&dry.stderr));
    assert!(text(&dry.stdout).contains("With --write, this loft.toml is written:"), "{}", text(&dry.stdout));
    assert_eq!(files(site.path()), before);

    assert!(loft(site.path(), &["migrate", "--write"]).status.success());
    let mut after = files(site.path());
    let settings = text(&after.remove("loft.toml").expect("loft.toml"));
    assert_eq!(after, before);
    for line in [
        "\"github.com/x/innhold\" = \"_vendor/github.com/x/innhold\"",
        "\"content\" = \"https://github.com/x/y/edit/main/content/\"",
        "id = \"ferdigstilt\"",
    ] {
        assert!(settings.contains(line), "{settings}");
    }

    // What it wrote is understood: the module's page is there, the statuses are known, and nothing more is asked for.
    let run = loft(site.path(), &["build", "--quiet"]);
    assert!(site.path().join("public/v/index.html").is_file(), "{}", text(&run.stderr));
    assert!(!text(&run.stderr).contains("status-unknown"), "{}", text(&run.stderr));
    let report: Value = serde_json::from_slice(&loft(site.path(), &["migrate", "--format", "json"]).stdout).expect("JSON");
    assert_eq!(report["loft.toml"], Value::Null);
}

#[test]
fn a_loft_toml_that_is_there_stays() {
    let mut site_files = BUSY.to_vec();
    site_files.push(("loft.toml", "# mine\n"));
    let site = hugo_site(&site_files);
    let before = files(site.path());
    let run = loft(site.path(), &["migrate", "--write"]);
    assert!(run.status.success());
    assert!(text(&run.stdout).contains("The site has a loft.toml. Take this into it:"), "{}", text(&run.stdout));
    assert_eq!(files(site.path()).get("loft.toml"), before.get("loft.toml"));
}

/// A plain site needs nothing: no file is written, and nothing is said to be lost.
#[test]
fn a_plain_site_needs_nothing() {
    let site = hugo_site(&[("hugo.toml", "title = 'X'\n"), ("content/_index.md", "---\ntitle: X\n---\n")]);
    let run = loft(site.path(), &["migrate", "--write"]);
    assert!(text(&run.stdout).contains("No loft.toml is needed."), "{}", text(&run.stdout));
    assert!(!site.path().join("loft.toml").exists());
    let codes = codes(site.path());
    assert_eq!((codes["replaced"].len(), codes["missing"].len()), (0, 0), "{codes:?}");
    let own = copy(&own_site());
    assert_eq!(loft(own.path(), &["migrate"]).status.code(), Some(0));
}

#[test]
fn the_real_site_needs_no_settings_and_loses_one_output() {
    let Some(root) = corpus("migrating the real site") else { return };
    let site = copy(&root.join("samt-bu"));
    let run = loft(site.path(), &["migrate", "--write"]);
    let report = text(&run.stdout);
    assert!(report.starts_with("Virker som det er\n") && report.contains("Sider: 313 (nb 157, en 156)"), "{report}");
    assert!(report.contains("Det trengs ingen loft.toml.") && !site.path().join("loft.toml").exists(), "{report}");
    let codes = codes(site.path());
    assert_eq!(codes["replaced"], ["migrate-theme", "migrate-texts", "migrate-edit-mount"]);
    assert_eq!(codes["missing"], ["migrate-output"]);
}
