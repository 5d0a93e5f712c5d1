//! What somebody who means harm, or only slips, may put into a site: nothing runs in the reader's browser or on the builder's
//! terminal, nothing is written outside the output folder, and each is told at its place.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::write_files;

fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let top = tempfile::tempdir().unwrap();
    let own = [("hugo.toml", "baseURL = 'https://x.no/'\ntitle = 'T'\n"), ("content/good.md", "---\ntitle: Good\n---\nWell\n")];
    write_files(&top.path().join("site"), own.iter().chain(files));
    top
}

fn build(top: &Path) -> Output {
    loft(&["build", "-s", &top.join("site").to_string_lossy()])
}

fn loft(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_loft")).args(args).env("LC_ALL", "C").output().expect("loft runs")
}

/// The findings' first lines, without the summary.
fn told(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stderr);
    text.lines().filter(|line| line.contains("error[") || line.contains("warning[")).map(str::to_string).collect()
}

fn page(top: &Path, path: &str) -> String {
    fs::read_to_string(top.join("site/public").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn no_address_leads_out_of_the_output_folder() {
    let urls = ["/../../out", "../../../out", "/\\\\..\\\\..\\\\out", "C:/out", "/.git/hooks/x.html", "/a\\nb", "/a\\u0000b"];
    let pages: Vec<(String, String)> = urls
        .iter()
        .enumerate()
        .map(|(n, url)| (format!("content/u{n}.md"), format!("---\ntitle: U\nurl: \"{url}\"\naliases: [\"{url}/alias\"]\n---\nx\n")))
        .collect();
    let files: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let top = site(&files);
    let findings = told(&build(top.path()));
    let beside: Vec<String> =
        fs::read_dir(top.path()).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(beside, ["site"]);
    assert!(!top.path().join("site/public/.git").exists());
    for n in [2, 4, 5, 6] {
        let place = format!("content/u{n}.md:3:1: error[output-path-unfit]");
        assert!(findings.iter().any(|finding| finding.starts_with(&place)), "{place} in {findings:#?}");
        let place = format!("content/u{n}.md:4:1: warning[output-path-unfit]");
        assert!(findings.iter().any(|finding| finding.starts_with(&place)), "{place} in {findings:#?}");
    }
    assert!(!findings.iter().any(|finding| finding.contains("output-failed")), "{findings:#?}");
    assert!(page(top.path(), "good/index.html").contains("Well"));
}

#[test]
fn a_file_in_place_of_a_folder_and_an_alias_in_place_of_a_page_are_told_where_they_are_written() {
    let top = site(&[
        ("content/a.md", "---\ntitle: A\nurl: /x.y/\n---\n"),
        ("content/b.md", "---\ntitle: B\nurl: /x.y\n---\n"),
        ("content/c.md", "---\ntitle: C\naliases: [/good/]\n---\n"),
    ]);
    let expected = [
        "content/b.md:3:1: error[file-and-folder]: This would be published at x.y, but that cannot stand beside content/a.md: one of them needs a folder where the other has a file.",
        "content/c.md:3:1: warning[alias-taken]: The old address in `aliases` leads nowhere new: content/good.md is published at good/index.html.",
    ];
    assert_eq!(told(&build(top.path())), expected);
    assert!(page(top.path(), "x.y/index.html").contains("<h1>A</h1>"));
}

#[test]
fn no_link_runs_a_program() {
    let body = "[a](javascript:alert(1)) ![i](JavaScript:alert(1))\n\n\
        {{< figure src=\"javascript:alert(1)\" link=\" java\tscript:alert(1)\" attr=\"x\" attrlink=\"vbscript:x\" >}}\n\
        {{< button href=\"javascript:alert(1)\" >}}b{{< /button >}}\n\
        {{< button href=\"https://x.no/?a=javascript:\" >}}c{{< /button >}}\n";
    let top = site(&[("content/js.md", &format!("---\ntitle: Js\n---\n{body}"))]);
    build(top.path());
    let html = page(top.path(), "js/index.html");
    let values = html.split("href=\"").chain(html.split("src=\"")).skip(1).filter_map(|rest| rest.split('"').next());
    let bad: Vec<&str> = values.filter(|value| !value.starts_with("https://") && value.contains("script:")).collect();
    assert_eq!(bad, Vec::<&str>::new());
    assert!(html.contains("https://x.no/?a=javascript:"), "an address that only mentions it stays");
    assert_eq!(html.matches("class=\"button\"").count(), 2);
}

#[test]
fn long_lines_take_time_by_their_length() {
    // At each of these places Goldmark's extensions look at the rest of the line: in a debug build, a squared length would not end.
    let bodies = ["<a ".repeat(100_000), format!("www.{}", "a.".repeat(100_000)), "\"'".repeat(100_000), "\"".repeat(100_000)];
    let pages: Vec<String> = bodies.iter().map(|body| format!("---\ntitle: Long\n---\n{body}\nend\n")).collect();
    let top = site(&[("content/a.md", &pages[0]), ("content/b.md", &pages[1]), ("content/c.md", &pages[2]), ("content/d.md", &pages[3])]);
    assert_eq!(told(&build(top.path())), Vec::<String>::new());
    for name in ["a", "b", "c", "d"] {
        assert!(page(top.path(), &format!("{name}/index.html")).contains("\nend"), "{name}");
    }
}

#[test]
fn many_findings_of_one_kind_do_not_hide_the_others() {
    let top = site(&[("content/a.md", &"{{< nothing >}}\n".repeat(500)), ("content/z.md", "---\nweight: ti\n---\n")]);
    let output = build(top.path());
    let findings = told(&output);
    assert_eq!(findings.iter().filter(|finding| finding.starts_with("content/a.md")).count(), 20);
    assert_eq!(findings.iter().filter(|finding| finding.starts_with("content/z.md")).count(), 1);
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("\n… 480 more findings of the same kind"), "{text}");
    let source = top.path().join("site");
    let all = loft(&["build", "-v", "--no-cache", "-s", &source.to_string_lossy()]);
    assert_eq!(told(&all).len(), 501);
}

#[test]
fn a_template_that_is_not_text_is_told_and_one_of_lofts_own_theme_is_used() {
    let top =
        site(&[("themes/loft/shortcodes/hello.html", "<b>Hello {{ inner }}</b>"), ("content/h.md", "{{< hello >}}you{{< /hello >}}\n")]);
    fs::create_dir_all(top.path().join("site/themes/loft/templates")).unwrap();
    fs::write(top.path().join("site/themes/loft/templates/404.html"), b"\xff\xfe").unwrap();
    let findings = told(&build(top.path()));
    let expected = "themes/loft/templates/404.html: error[template-not-utf8]: \
        This file of the theme holds characters that are not UTF-8, so it cannot be read.";
    assert_eq!(findings, [expected]);
    assert!(page(top.path(), "h/index.html").contains("<b>Hello you</b>"), "changes to Loft's own theme need no setting");
}

#[test]
fn a_misspelt_folder_is_wrong_usage_and_is_not_made() {
    let top = tempfile::tempdir().unwrap();
    let nowhere = top.path().join("nowhere");
    for command in ["build", "serve", "list", "status", "actors", "config"] {
        let output = loft(&[command, "-s", &nowhere.to_string_lossy()]);
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{command}: {text}");
        assert!(text.contains("there is no such folder"), "{command}: {text}");
        assert!(!nowhere.exists(), "{command}");
    }
}
