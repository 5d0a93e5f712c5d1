//! Pages that the preview of a large site shows before it has read them all.

use std::path::Path;
use std::sync::Arc;

use loft::config::Overrides;
use loft::diag::MessageLang;
use loft::input::{Input, Snapshot};
use loft::paths::{OutPath, UrlPath};
use loft::pipeline::{self, Early, Memo};
use loft::render::{Body, Rendered};
use loft::serve::{Preview, Settings, Shown};
use loft::views::{Job, JobKind};

use crate::support::{corpus, pictures};

fn snapshot(site: &Path) -> Snapshot {
    Input::open_cold(site, Overrides::default()).snapshot(None)
}

fn bytes(body: &Body) -> Vec<u8> {
    match body {
        Body::Bytes(bytes) => bytes.clone(),
        Body::File(source) => std::fs::read(source).expect("a source"),
    }
}

/// How many pages are shown early, and where one of them is other than in the whole site.
fn compare(site: &Path) -> (usize, Vec<String>) {
    let memo = Memo::keeping().with_pictures(pictures());
    let snapshot = snapshot(site);
    let early = Early::of(&snapshot, &memo);
    let plan = pipeline::plan(snapshot, &memo);
    let pages = plan.jobs.iter().filter(|job| matches!(job.kind, JobKind::Page(_)));
    let shown: Vec<_> = pages.filter_map(|job| Some((job, early.file(&job.out, &memo)?))).collect();
    let difference = |job: &Job, early: &Rendered| {
        let (early, whole) = (bytes(&early.body), bytes(&pipeline::render(&plan, job, &memo).body));
        let at = early.iter().zip(&whole).position(|(early, whole)| early != whole).unwrap_or(early.len().min(whole.len()));
        let around = |bytes: &[u8]| String::from_utf8_lossy(&bytes[at.saturating_sub(60)..(at + 60).min(bytes.len())]).into_owned();
        (early != whole).then(|| format!("{}: {:?} for {:?}", job.out, around(&early), around(&whole)))
    };
    let others = shown.iter().filter_map(|(job, rendered)| difference(job, rendered)).collect();
    (shown.len(), others)
}

#[test]
fn pages_shown_early_are_those_of_the_whole_site() {
    let site = tempfile::tempdir().expect("a folder");
    let page = |path: &str, text: &str| {
        let disk = site.path().join("content").join(path);
        std::fs::create_dir_all(disk.parent().expect("a folder")).expect("a folder");
        std::fs::write(disk, text).expect("a file");
    };
    std::fs::write(site.path().join("hugo.toml"), "baseURL='https://example.org/'\ntitle='T'\ndefaultContentLanguage='nb'")
        .expect("a file");
    page("_index.md", "---\ntitle: Hjem\n---\nVelkommen.\n");
    for number in 0..40 {
        let status = ["Ny", "Pågår", "Godkjent"][number % 3];
        page(
            &format!("a/side-{number}.md"),
            &format!(
                "---\ntitle: Side {number}\nstatus: {status}\n---\n# En\n\n[neste](../side-1/) med *tekst* {number}.\n\n## Aktører\n\n- Udir\n"
            ),
        );
    }
    page("a/spor.md", "---\ntitle: Spør\n---\n{{< children >}}\n");
    page("a/feil.md", "---\ntitle: Feil\nstatus: finnes ikke\n---\n[borte](/nei/)\n");
    let (shown, others) = compare(site.path());
    assert!(shown >= 40, "{shown} pages");
    assert_eq!(others, [""; 0], "pages that say something else until the whole is read");
}

#[test]
fn on_the_real_site_nearly_all_pages_are_the_same() {
    let Some(corpus) = corpus("pages shown early") else { return };
    let (shown, others) = compare(&corpus.join("samt-bu"));
    println!("{shown} pages are shown early; {} of them say something else than the whole: {:?}", others.len(), others.first());
    // What only other pages' bodies tell of a page comes with the whole.
    assert!(shown > 100 && others.len() * 10 <= shown, "{} of {shown}", others.len());
}

#[test]
fn the_first_page_does_not_wait_for_the_whole_and_the_rest_does() {
    let site = tempfile::tempdir().expect("a folder");
    std::fs::write(site.path().join("hugo.toml"), "baseURL='https://example.org/'\ndefaultContentLanguage='nb'").expect("a file");
    std::fs::create_dir(site.path().join("content")).expect("a folder");
    for number in 0..1_600 {
        let text = format!("---\ntitle: Side {number}\n---\nTekst {number}.\n");
        std::fs::write(site.path().join(format!("content/side-{number}.md")), text).expect("a file");
    }
    let snapshot = snapshot(site.path());
    let preview = Arc::new(Preview::opening(Settings::new(MessageLang::Nb, site.path()), pictures()));
    preview.show_early(&snapshot);
    let page = |name: &str| preview.make(&OutPath::of_url(&UrlPath::new(name)));
    let early = page("/side-7/").expect("a page, although nothing is planned");
    assert!(String::from_utf8_lossy(&early).contains("Tekst 7."));
    assert!(page("/css/loft.css").is_some(), "and what it needs to be seen");
    let waiting = std::thread::spawn({
        let preview = Arc::clone(&preview);
        move || preview.make(&OutPath::of_url(&UrlPath::new("/search-data/index.json")))
    });
    preview.show(snapshot, || ());
    assert!(waiting.join().expect("an answer").is_some());
    assert_eq!(page("/side-7/"), Some(early));
}
