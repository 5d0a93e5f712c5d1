//! Pages and bodies against Hugo's own view of the same content, with the corpus' comparing tool.

use std::process::Command;

use crate::support::corpus;

/// `loft list --format ndjson --html` of a site.
fn listed(site: &std::path::Path) -> Vec<u8> {
    let run = Command::new(env!("CARGO_BIN_EXE_loft"))
        .args(["list", "--format", "ndjson", "--html", "-s"])
        .arg(site)
        .output()
        .expect("loft runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    run.stdout
}

#[test]
fn the_real_site_is_where_hugo_has_it() {
    let Some(corpus) = corpus("the real site against Hugo") else { return };
    let tool = corpus.join("../tools/compare_with_hugo.py");
    if Command::new("python3").arg("--version").output().is_err() || !tool.is_file() {
        println!("skipped: the real site against Hugo: needs python3 and {}", tool.display());
        return;
    }
    let pages = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(pages.path(), listed(&corpus.join("samt-bu"))).expect("pages");
    let run =
        Command::new("python3").arg(&tool).arg(corpus.join("samt-bu.oracle.ndjson")).arg(pages.path()).output().expect("the tool runs");
    let report = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{report}{}", String::from_utf8_lossy(&run.stderr));
    assert!(report.contains("html          313/313"), "{report}");
}
