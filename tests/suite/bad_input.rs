//! Everything that a site should not hold, all in one site: each gives a clear finding at its place, and
//! the rest of the site is built as if nothing were wrong.

use std::fs;
use std::path::Path;

use loft::config::Overrides;
use loft::diag::{Diag, MessageLang, Style, to_text};
use loft::input::Input;
use loft::paths::OutPath;
use loft::pipeline::{Memo, plan, render};
use loft::render::Body;

use crate::support::pictures;

/// A built site: its findings, and its files by path.
struct Built {
    diags: Vec<Diag>,
    plan: loft::pipeline::Plan,
    memo: Memo,
}

impl Built {
    fn of(site: &Path) -> Built {
        let snapshot = Input::open_cold(site, Overrides::default()).snapshot(None);
        let memo = Memo::passing().with_pictures(pictures());
        let plan = plan(snapshot.clone(), &memo);
        let mut diags = plan.diags.clone();
        for job in plan.jobs.iter() {
            diags.extend(render(&plan, job, &memo).diags.iter().cloned());
        }
        loft::diag::sort(&mut diags);
        Built { diags, plan, memo }
    }

    fn html(&self, out: &str) -> String {
        let job = self.plan.job(&OutPath::new(out)).unwrap_or_else(|| panic!("{out} is not built"));
        match &render(&self.plan, job, &self.memo).body {
            Body::Bytes(bytes) => String::from_utf8(bytes.clone()).expect("pages are UTF-8"),
            Body::File(_) => panic!("{out} is a copy"),
        }
    }

    /// Findings of one file, without their hints.
    fn told(&self, path: &str) -> Vec<String> {
        let first_line = |diag: &Diag| to_text(diag, MessageLang::En, Style::Plain).lines().next().unwrap_or("").to_string();
        self.diags.iter().filter(|diag| diag.path.as_deref() == Some(path)).map(first_line).collect()
    }
}

fn write(site: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let disk = site.join(path);
    fs::create_dir_all(disk.parent().unwrap()).unwrap();
    fs::write(disk, bytes).unwrap();
}

fn bomb() -> String {
    let mut bomb = String::from("---\ntitle: Bomb\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 10].join(", ")));
    }
    bomb + "---\nAfter the bomb\n"
}

#[test]
fn each_is_told_and_the_rest_is_built() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    write(site, "hugo.toml", "baseURL = 'https://x.no/'\ntitle = 'T'\n");
    write(site, "content/good.md", "---\ntitle: Good\n---\nAll is **well**\n");
    write(site, "content/broken.md", "---\ntitle: Broken: yes\nweight: ti\n---\nStill here\n");
    write(site, "content/unclosed.md", "---\ntitle: Unclosed\n\nStill here too\n");
    write(site, "content/latin1.md", b"---\ntitle: Latin\n---\nBl\xe5b\xe6r\n");
    write(site, "content/bomb.md", bomb());
    write(site, "content/deep.md", format!("---\ntitle: Deep\n---\n{} bottom\n", ">".repeat(10_000)));
    write(site, "content/one.md", "---\ntitle: One\nurl: /same/\n---\nOne\n");
    write(site, "content/two.md", "---\ntitle: Two\nurl: /same/\n---\nTwo\n");
    write(site, "content/huge.md", vec![b'x'; 50 << 20]);
    let built = Built::of(site);

    assert!(built.html("good/index.html").contains("All is <strong>well</strong>"));
    assert_eq!(built.told("content/good.md"), Vec::<String>::new());
    let expected = [
        "content/broken.md:2:14: error[colon-inside]: A colon followed by a space means that a new field begins, and it cannot begin here.",
        "content/broken.md:3:9: warning[field-not-number]: `weight` should be a whole number, but is \"ti\".",
    ];
    assert_eq!(built.told("content/broken.md"), expected);
    let broken = built.html("broken/index.html");
    assert!(broken.contains("Broken: yes") && broken.contains("Still here"));
    assert_eq!(
        built.told("content/unclosed.md"),
        ["content/unclosed.md:1:1: error[front-matter-unclosed]: The front matter begins with `---`, but no line with `---` ends it."]
    );
    let unclosed = built.html("unclosed/index.html");
    assert!(unclosed.contains("Unclosed") && unclosed.contains("Still here too"));
    assert_eq!(
        built.told("content/latin1.md"),
        ["content/latin1.md:4:3: error[text-not-utf8]: The file holds characters that are not UTF-8 from here on; they are shown as �."]
    );
    assert!(built.html("latin1/index.html").contains("Bl\u{fffd}b\u{fffd}r"));
    assert_eq!(
        built.told("content/bomb.md"),
        ["content/bomb.md:7:30: error[alias-too-much]: The references with `*` repeat so much that the rest of them is left out."]
    );
    assert!(built.html("bomb/index.html").contains("After the bomb"));
    assert!(built.html("deep/index.html").contains("bottom"));
    assert_eq!(built.told("content/huge.md").len(), 1, "{:?}", built.told("content/huge.md"));
    let same: Vec<&Diag> = built.diags.iter().filter(|diag| diag.code == "same-output-path").collect();
    let names = same.iter().map(|diag| to_text(diag, MessageLang::En, Style::Plain)).collect::<String>();
    assert!(same.len() == 1 && names.contains("content/one.md") && names.contains("content/two.md"), "{names}");
    built.html("same/index.html");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_from_disk_is_told_and_the_rest_is_built() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    write(site, "hugo.toml", "baseURL = 'https://x.no/'\n");
    write(site, "content/good.md", "Well\n");
    write(site, "content/secret.md", "Not to be read\n");
    fs::set_permissions(site.join("content/secret.md"), fs::Permissions::from_mode(0o000)).unwrap();
    symlink(site.join("content"), site.join("content/loop")).unwrap();
    let built = Built::of(site);
    assert!(built.html("good/index.html").contains("Well"));
    assert_eq!(built.told("content/loop").len(), 1, "{:?}", built.diags);
    // Whoever may read everything is not refused here.
    if fs::read(site.join("content/secret.md")).is_err() {
        assert_eq!(built.told("content/secret.md").len(), 1, "{:?}", built.diags);
    }
}

#[test]
fn a_template_with_an_error_is_told_with_its_line_and_the_pages_are_built() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    write(site, "hugo.toml", "baseURL = 'https://x.no/'\ntheme = 'mine'\n");
    write(site, "content/good.md", "---\ntitle: Good\n---\nWell\n");
    write(site, "themes/mine/templates/page.html", "<p>\n{{ page.title | }}\n</p>\n");
    let built = Built::of(site);
    let told: Vec<(&str, Option<u32>)> = built
        .diags
        .iter()
        .filter(|diag| diag.path.as_deref() == Some("themes/mine/templates/page.html"))
        .map(|diag| (diag.code, diag.span.map(|span| span.line)))
        .collect();
    assert_eq!(told, [("template-error", Some(2))], "{:?}", built.diags);
    assert!(built.html("good/index.html").contains("Well"));
}

/// What `loft init` makes is built without a finding.
#[test]
fn a_starter_site_builds_without_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    loft::edit::init(folder.path(), Some("Start")).unwrap();
    let built = Built::of(folder.path());
    let told: Vec<String> = built.diags.iter().map(|diag| to_text(diag, MessageLang::En, Style::Plain)).collect();
    assert_eq!(told, Vec::<String>::new());
    assert!(built.html("index.html").contains("Velkommen") && built.html("en/index.html").contains("Welcome"));
    assert!(built.html("behov/use-cases/01-eksempel/index.html").contains("Kommuner"));
}
