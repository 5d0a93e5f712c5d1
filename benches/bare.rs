//! The floor that builds are measured against: read every Markdown file of a site, turn it into HTML, write it.
//!
//! `cargo bench --bench bare -- SITE [RUNS]` prints the time of the bare loop, with one thread and with all, and of a cold
//! `loft build` of the same site, with the ratio. Nothing here is a test: no figure makes anything fail.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some(site) = arguments.first().map(PathBuf::from) else {
        println!("bare: which site? cargo bench --bench bare -- SITE [RUNS]");
        return;
    };
    let runs = arguments.get(1).and_then(|runs| runs.parse().ok()).unwrap_or(5);
    let pages = pages(&site.join("content"));
    let out = tempfile::tempdir().expect("a temporary folder");
    let one = median(runs, || pages.iter().enumerate().for_each(|(number, page)| make(page, number, out.path())));
    let all = median(runs, || pages.par_iter().enumerate().for_each(|(number, page)| make(page, number, out.path())));
    let loft = median(runs, || build(&site, &out.path().join("public")));
    let seconds = |time: Duration| time.as_secs_f64();
    println!("{} pages, median of {runs}", pages.len());
    println!("bare loop, one thread   {:8.3} s", seconds(one));
    println!("bare loop, all threads  {:8.3} s", seconds(all));
    println!("loft build, cold        {:8.3} s  {:.1} times the bare loop with all threads", seconds(loft), seconds(loft) / seconds(all));
}

/// The Markdown files below a folder, in order.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    files.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// One page: read, parse, write.
fn make(page: &Path, number: usize, out: &Path) {
    let text = fs::read_to_string(page).unwrap_or_default();
    let mut body = String::with_capacity(text.len() * 2);
    html::push_html(&mut body, Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES));
    fs::write(out.join(format!("{number}.html")), body).expect("a page is written");
}

fn build(site: &Path, out: &Path) {
    let _ = fs::remove_dir_all(out);
    let run = Command::new(env!("CARGO_BIN_EXE_loft"))
        .args(["build", "--no-cache", "--quiet", "-s"])
        .arg(site)
        .arg("-d")
        .arg(out)
        .stderr(Stdio::null())
        .status();
    assert!(run.expect("loft runs").code().is_some_and(|code| code < 2));
}

/// The median time of some runs, after one that warms the caches.
fn median(runs: usize, work: impl Fn()) -> Duration {
    work();
    let mut times: Vec<Duration> = (0..runs.max(1))
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}
