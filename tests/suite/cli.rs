//! The command line as people and scripts meet it: exit codes, streams, formats, refusals.

use std::fs;
use std::process::Command;

use scraper::{Html, Selector};
use serde_json::Value;

use crate::support::{copy, corpus, loft, own_site, site_of, text};

/// A site in English with one page, and what else is asked for.
fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let own = [("hugo.toml", "baseURL = 'https://x.no/'\ntitle = 'T'\n"), ("content/a.md", "---\ntitle: A\n---\nx\n")];
    site_of(own.iter().chain(files))
}

const WARNED: (&str, &str) = ("content/b.md", "---\ntitle: B\nweight: ti\n---\n");
const WRONG: (&str, &str) = ("content/c.md", "---\ntitle: C: d\n---\n");

#[test]
fn exit_codes_say_what_became_of_a_build() {
    for (files, args, code) in [
        (&[][..], &["build"][..], 0),
        (&[][..], &["build", "--strict"], 0),
        (&[WARNED][..], &["build"], 0),
        (&[WARNED][..], &["build", "--strict"], 1),
        (&[WRONG][..], &["build"], 1),
        (&[][..], &["build", "--no-such-flag"], 2),
        (&[][..], &["no-such-command"], 2),
        (&[][..], &["list", "--format", "xml"], 2),
        (&[][..], &["--help"], 0),
        (&[][..], &["--version"], 0),
    ] {
        let run = loft(site(files).path(), args);
        assert_eq!(run.status.code(), Some(code), "{files:?} {args:?}: {}", text(&run.stderr));
    }
}

/// A finding does not keep the rest from being built, and `--quiet` keeps nothing back but the summary.
#[test]
fn findings_go_to_standard_error_and_the_pages_are_written() {
    let site = site(&[WRONG]);
    let run = loft(site.path(), &["build", "--quiet"]);
    assert_eq!(text(&run.stdout), "");
    assert!(text(&run.stderr).starts_with("content/c.md:2:9: error[colon-inside]"), "{}", text(&run.stderr));
    assert!(!text(&run.stderr).contains("Pages:"), "{}", text(&run.stderr));
    for page in ["a", "c"] {
        assert!(site.path().join(format!("public/{page}/index.html")).is_file(), "{page}");
    }
    let run = loft(site.path(), &["build"]);
    assert_eq!(text(&run.stdout), "");
    let last: Vec<String> = text(&run.stderr).lines().rev().take(2).map(str::to_string).collect();
    assert!(last[1].starts_with("Pages: 3 en. Files: ") && last[0].starts_with("Time: "), "{last:?}");
}

#[test]
fn every_command_has_help_and_those_that_build_have_examples() {
    let site = site(&[]);
    let help = text(&loft(site.path(), &["--help"]).stdout);
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' '))?.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.len() >= 8, "{commands:?}");
    for command in &commands {
        let run = loft(site.path(), &[command, "--help"]);
        assert!(run.status.success() && text(&run.stdout).contains("Usage: loft"), "{command}");
    }
    for command in ["build", "serve", "list"] {
        let help = text(&loft(site.path(), &[command, "--help"]).stdout);
        assert!(help.contains("Examples:\n  loft "), "{command}: {help}");
    }
}

#[test]
fn completions_know_the_commands() {
    let site = site(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = text(&loft(site.path(), &["completions", shell]).stdout);
        assert!(script.contains("build") && script.contains("serve") && script.contains("list"), "{shell}");
    }
}

/// No colour where nobody sees it or where it is refused; colour where it is asked for.
#[test]
fn colour_follows_what_is_asked() {
    let site = site(&[WRONG]);
    let has_colour = |args: &[&str], no_color: &str| {
        let run = Command::new(env!("CARGO_BIN_EXE_loft")).args(args).current_dir(site.path()).env("NO_COLOR", no_color).output();
        text(&run.expect("loft runs").stderr).contains('\u{1b}')
    };
    assert!(!has_colour(&["build"], ""));
    assert!(!has_colour(&["build"], "1"));
    assert!(!has_colour(&["build", "--color", "never"], ""));
    assert!(has_colour(&["build", "--color", "always"], ""));
}

#[test]
fn each_format_of_the_list_can_be_read() {
    let site = own_site();
    let listed = |format: &str| {
        let run = loft(&site, &["list", "--format", format]);
        assert!(run.status.success());
        text(&run.stdout)
    };
    let (ndjson, csv, table) = (listed("ndjson"), listed("csv"), listed("table"));
    let rows: Vec<Value> = ndjson.lines().map(|line| serde_json::from_str(line).expect("a row of JSON")).collect();
    assert!(rows.len() > 120);
    for row in &rows {
        for field in ["url", "lang", "kind", "title", "linkTitle", "weight", "children", "ancestors", "translations", "headings", "params"]
        {
            assert!(row.get(field).is_some(), "{field} is missing of {row}");
        }
    }
    assert_eq!(csv.lines().count(), rows.len() + 1);
    assert_eq!(csv.lines().next(), Some("lang,kind,weight,status,lastmod,title,url,file"));
    for (line, row) in csv.lines().skip(1).zip(&rows) {
        assert!(line.contains(row["url"].as_str().expect("an address")), "{line}");
    }
    // A quotation mark within is doubled.
    assert!(csv.contains(",\"\"\"Tabeller\"\"\",") || csv.contains(",Tabeller,"), "{csv}");
    assert_eq!(table.lines().count(), rows.len() + 1);
}

/// A reader that stops reading, such as `head`, is no fault.
#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_fault() {
    let mut run = Command::new(env!("CARGO_BIN_EXE_loft"))
        .args(["list", "--format", "ndjson", "--html"])
        .current_dir(own_site())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("loft runs");
    drop(run.stdout.take());
    assert_eq!(run.wait().expect("an end").code(), Some(0));
}

#[test]
fn an_output_folder_that_holds_the_sources_is_refused() {
    let site = site(&[]);
    let before = fs::read(site.path().join("content/a.md")).expect("a page");
    for folder in [".", "..", "content", "content/..", "/"] {
        let run = loft(site.path(), &["build", "-d", folder]);
        assert_eq!(run.status.code(), Some(1), "{folder}: {}", text(&run.stderr));
        assert!(text(&run.stderr).contains("error["), "{folder}: {}", text(&run.stderr));
    }
    assert_eq!(fs::read(site.path().join("content/a.md")).expect("a page"), before);
    assert!(!site.path().join("index.html").exists() && !site.path().join("content/index.html").exists());
}

/// `loft init` makes a site, `loft new` a page of it, and both build strictly.
#[test]
fn a_new_site_with_a_new_page_builds_without_a_finding() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(loft(folder.path(), &["init", "site"]).status.success());
    let site = folder.path().join("site");
    assert!(loft(&site, &["new", "behov/use-cases/02-ny"]).status.success());
    let run = loft(&site, &["build", "--strict"]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    assert!(site.join("public/behov/use-cases/02-ny/index.html").is_file());
    assert_eq!(loft(folder.path(), &["init", "site"]).status.code(), Some(1), "a folder in use is not written over");
}

/// Nothing in a page grows with the site: one of the longest pages of the real site, within what the issue allows.
#[test]
fn a_page_of_the_real_site_is_small() {
    let Some(corpus) = corpus("the size of a page") else { return };
    let site = copy(&corpus.join("samt-bu"));
    assert!(loft(site.path(), &["build", "--quiet"]).status.success());
    let page = fs::read(site.path().join("public/behov/use-cases/02-overgang-grunnskole-vgo/index.html")).expect("the page");
    assert!(page.len() <= 30 * 1024, "{} bytes", page.len());
    let html = Html::parse_document(&text(&page));
    assert!(html.select(&Selector::parse("main h2").expect("a selector")).count() > 3, "the page is whole");
}
