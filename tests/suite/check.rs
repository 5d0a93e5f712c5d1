//! `loft check`: what it finds in the real site and in our own, its formats, its exit codes, and what it puts right.
//! Each rule has its fixture: `tests/fixtures/sites/check_*.txt`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

use crate::support::{checked, copy, corpus, fresh, loft, site_of, text};

fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    site_of([("hugo.toml", "title = 'T'\n"), ("content/_index.md", "---\ntitle: Home\n---\n")].iter().chain(files))
}

/// File, line, column and code of every finding: the real site's text stays where it is. What git has to say depends on
/// how the site was fetched.
fn places(site: &Path) -> Vec<String> {
    let (plan, _) = fresh(site);
    let place = |diag: &loft::diag::Diag| {
        let span = diag.span.map_or(String::new(), |span| format!(":{}:{}", span.line, span.col));
        format!("{}{span} {}", diag.path.as_deref().unwrap_or("-"), diag.code)
    };
    checked(&plan).iter().filter(|diag| !diag.code.starts_with("git-")).map(place).collect()
}

const SNAPSHOT: &str = "tests/fixtures/corpus_findings.txt";

/// Reviewed by eye, finding by finding. `UPDATE=1` writes what is found; look at the difference.
#[test]
fn the_real_site_has_these_findings_and_no_other() {
    let Some(root) = corpus("what check finds in the real site") else { return };
    let found = places(&root.join("samt-bu")).iter().map(|place| format!("{place}\n")).collect::<String>();
    let snapshot = Path::new(env!("CARGO_MANIFEST_DIR")).join(SNAPSHOT);
    let written = fs::read_to_string(&snapshot).unwrap_or_default();
    if found != written && env::var_os("UPDATE").is_some() {
        return fs::write(snapshot, found).expect("written");
    }
    let missing: Vec<&str> = written.lines().filter(|line| !found.lines().any(|other| other == *line)).collect();
    let new: Vec<&str> = found.lines().filter(|line| !written.lines().any(|other| other == *line)).collect();
    assert!(found == written, "no longer found: {missing:#?}\nfound now: {new:#?}\n(UPDATE=1 writes what was found)");
}

/// Counted in the sources by plain search, independently of the parser.
#[test]
fn the_snapshot_agrees_with_a_plain_search_of_the_sources() {
    let Some(root) = corpus("the real site's sources") else { return };
    let root = root.join("samt-bu");
    let (mut empty, mut addresses) = (BTreeMap::new(), 0);
    let address = regex::Regex::new(r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+\.[a-z]+").expect("a pattern");
    for entry in walkdir::WalkDir::new(&root).into_iter().flatten().filter(|entry| entry.path().extension().is_some_and(|e| e == "md")) {
        let source = fs::read_to_string(entry.path()).expect("UTF-8");
        let count = source.matches("![](").count();
        if count > 0 {
            empty.insert(entry.path().strip_prefix(&root).expect("below").to_string_lossy().replace('\\', "/"), count);
        }
        // `[a@b.no](mailto:a@b.no)` is one address.
        addresses += address.find_iter(&source).count() - source.matches("](mailto:").count();
    }
    let found = places(&root);
    let of = |code: &str| found.iter().filter(|place| place.ends_with(&format!(" {code}"))).collect::<Vec<_>>();
    let mut by_file: BTreeMap<String, usize> = BTreeMap::new();
    for place in of("image-without-text") {
        *by_file.entry(place.split(':').next().unwrap_or_default().to_string()).or_default() += 1;
    }
    assert_eq!(by_file, empty);
    assert_eq!(empty.len(), 11);
    assert_eq!(of("email-published").len(), addresses);
    assert_eq!(of("image-broken").len(), 6);
    assert_eq!(of("link-broken").len() + of("link-broken-near").len(), 5);
    assert_eq!(of("anchor-broken").len() + of("anchor-broken-near").len(), 1);
}

#[test]
fn exit_codes_say_whether_something_was_found() {
    const NOTED: (&str, &str) = ("content/a.md", "---\ntitle: A\nweight: 1\n---\n");
    const TWIN: (&str, &str) = ("content/b.md", "---\ntitle: B\nweight: 1\n---\n");
    const WARNED: (&str, &str) = ("content/c.md", "---\ntitle: C\n---\n[gone](/gone/)\n");
    const WRONG: (&str, &str) = ("content/d.md", "---\ntitle: D: e\n---\n");
    for (files, args, code) in [
        (&[][..], &["check"][..], 0),
        (&[NOTED], &["check"], 0),
        (&[NOTED, TWIN], &["check"], 1),
        (&[NOTED, TWIN], &["check", "--level", "warning"], 0),
        (&[WARNED], &["check"], 1),
        (&[WARNED], &["check", "--level", "warning"], 1),
        (&[WARNED], &["check", "--level", "error"], 0),
        (&[WARNED], &["check", "--format", "json"], 1),
        (&[WARNED], &["check", "--format", "github"], 1),
        (&[WRONG], &["check", "--level", "error"], 1),
        (&[], &["check", "--format", "xml"], 2),
        (&[], &["check", "--dry-run"], 2),
        (&[], &["check", "-s", "no-such-folder"], 2),
        (&[WARNED, ("loft.toml", "[checks]\nlink-broken = 'off'\n")], &["check"], 0),
        (&[WARNED, ("loft.toml", "[checks]\nlink-broken = 'error'\n")], &["check", "--level", "error"], 1),
        (&[("content/c.md", "---\ntitle: C\nchecks: {link-broken: off}\n---\n[gone](/gone/)\n")], &["check"], 0),
        (&[("content/c.md", "---\ntitle: C\n---\n[gone](/gone/) <!-- loft-ignore: link-broken -->\n")], &["check"], 0),
    ] {
        let run = loft(site(files).path(), args);
        assert_eq!(run.status.code(), Some(code), "{files:?} {args:?}: {}{}", text(&run.stdout), text(&run.stderr));
    }
}

#[test]
fn findings_are_data_in_three_forms() {
    let site = site(&[("content/c.md", "---\ntitle: C\n---\nÆ [gone, 100%](www.udir.no/a,b)\n")]);
    let run = loft(site.path(), &["check"]);
    assert!(
        text(&run.stdout).starts_with("content/c.md:4:3: warning[link-broken-near]: The link “www.udir.no/a,b”"),
        "{}",
        text(&run.stdout)
    );
    assert_eq!(text(&run.stderr), "0 errors, 1 warnings, 0 notes.\n");

    let json: Value = serde_json::from_slice(&loft(site.path(), &["check", "--format", "json"]).stdout).expect("JSON");
    let finding = &json[0];
    assert_eq!(json.as_array().map(Vec::len), Some(1));
    for (key, value) in [
        ("severity", "warning"),
        ("code", "link-broken-near"),
        ("path", "content/c.md"),
        ("hint", "Did you mean “https://www.udir.no/a,b”?"),
    ] {
        assert_eq!(finding[key], value, "{key}");
    }
    assert_eq!((&finding["line"], &finding["col"], &finding["len"]), (&4.into(), &3.into(), &29.into()));
    assert_eq!(finding["fix"], serde_json::json!({ "replace": "www.udir.no/a,b", "with": "https://www.udir.no/a,b" }));

    let github = text(&loft(site.path(), &["check", "--format", "github"]).stdout);
    assert!(
        github.starts_with("::warning file=content/c.md,line=4,col=3,endColumn=32,title=link-broken-near::The link “www.udir.no/a,b”"),
        "{github}"
    );
    assert!(github.ends_with("%0ADid you mean “https://www.udir.no/a,b”?\n"), "{github}");
}

/// GitHub shows a finding beside its line only if the path is that in the repository.
#[test]
fn github_paths_are_the_repositorys() {
    let repository = tempfile::tempdir().expect("a folder");
    let site = site(&[("content/c.md", "---\ntitle: C\n---\n[gone](/gone/)\n")]);
    fs::rename(site.path(), repository.path().join("docs")).expect("moved");
    for (folder, args) in [
        (repository.path().to_path_buf(), &["check", "-s", "docs", "--format", "github"][..]),
        (repository.path().join("docs"), &["check", "--format", "github"]),
    ] {
        let run = Command::new(env!("CARGO_BIN_EXE_loft"))
            .args(args)
            .current_dir(folder)
            .env("LC_ALL", "C")
            .env("GITHUB_WORKSPACE", repository.path())
            .output()
            .expect("loft runs");
        assert!(text(&run.stdout).starts_with("::warning file=docs/content/c.md,line=4,"), "{}", text(&run.stdout));
    }
}

#[test]
fn fixing_changes_what_is_certain_and_nothing_else() {
    const BEFORE: &str = "---\r\ntitle: C\r\n---\r\n[a](www.udir.no) [b](/gone/) \t\r\n\r\n[a](www.udir.no)";
    let site = site(&[("content/c.md", BEFORE)]);
    let file = site.path().join("content/c.md");
    let read = || fs::read_to_string(&file).expect("UTF-8");

    let run = loft(site.path(), &["check", "--fix", "--dry-run"]);
    assert_eq!((run.status.code(), read().as_str()), (Some(1), BEFORE));
    assert!(text(&run.stderr).contains("content/c.md: 2 would be put right"), "{}", text(&run.stderr));

    let run = loft(site.path(), &["check", "--fix"]);
    assert_eq!(read(), BEFORE.replace("www.udir.no", "https://www.udir.no"));
    assert!(text(&run.stderr).contains("content/c.md: 2 put right"), "{}", text(&run.stderr));
    assert_eq!(text(&run.stdout).matches("link-broken").count(), 1, "{}", text(&run.stdout));

    let run = loft(site.path(), &["check", "--fix"]);
    assert_eq!(text(&run.stderr), "0 errors, 1 warnings, 0 notes.\n");
}

/// The real site has nothing that is certain enough; whatever fixing does there, the rest of every file stays.
#[test]
fn fixing_the_real_site_keeps_every_other_line() {
    let Some(root) = corpus("fixing the real site") else { return };
    let site = copy(&root.join("samt-bu"));
    loft(site.path(), &["check", "--fix"]);
    // Another test may be building the site where it is: its cache is no part of it.
    let sources = walkdir::WalkDir::new(root.join("samt-bu")).into_iter().filter_entry(|entry| entry.file_name() != ".loft").flatten();
    for entry in sources.filter(|entry| entry.file_type().is_file()) {
        let before = fs::read(entry.path()).expect("a file");
        let after = fs::read(site.path().join(entry.path().strip_prefix(root.join("samt-bu")).expect("below"))).expect("the same file");
        let lines = |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').count();
        assert_eq!(lines(&before), lines(&after), "{}", entry.path().display());
    }
}

#[test]
fn our_own_site_has_no_finding() {
    let (plan, _) = fresh(Path::new(env!("CARGO_MANIFEST_DIR")));
    let found: Vec<String> = checked(&plan)
        .iter()
        .filter(|diag| !diag.code.starts_with("git-"))
        .map(|diag| loft::diag::to_text(diag, loft::diag::MessageLang::En, loft::diag::Style::Plain))
        .collect();
    assert_eq!(found, Vec::<String>::new());
}
