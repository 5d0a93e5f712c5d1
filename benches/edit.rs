//! What an edit costs without the watcher and the network: `cargo bench --bench edit -- SITE FILE URL [EDITS]`.
//! FILE is a content file below SITE; a sentence is added to it and taken away again.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use loft::config::Overrides;
use loft::input::Input;
use loft::paths::{OutPath, UrlPath};
use loft::pipeline::{self, Memo};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let [site, file, url, rest @ ..] = arguments.as_slice() else {
        eprintln!("cargo bench --bench edit -- SITE FILE URL [EDITS]");
        return;
    };
    let edits: usize = rest.first().and_then(|count| count.parse().ok()).unwrap_or(20);
    let site = std::path::absolute(site).expect("a path");
    let disk = site.join(file);
    let before = std::fs::read_to_string(&disk).expect("a content file");
    let mut input = Input::open(&site, Overrides::default());
    let memo = Memo::keeping();
    let mut plan = pipeline::plan(input.snapshot(None), &memo);
    let mut stages: [Vec<Duration>; 3] = Default::default();
    for edit in 0..edits {
        std::fs::write(&disk, format!("{before}\nEdit number {edit}.\n")).expect("a writable file");
        let start = Instant::now();
        let snapshot = input.snapshot(Some(&[disk.clone()]));
        let looked = start.elapsed();
        let next = pipeline::plan(snapshot, &memo);
        let planned = start.elapsed();
        render(&next, url, &memo);
        let rendered = start.elapsed();
        plan = next;
        for (stage, time) in stages.iter_mut().zip([looked, planned - looked, rendered - planned]) {
            stage.push(time);
        }
    }
    std::fs::write(&disk, before).expect("a writable file");
    for (name, times) in ["look", "plan", "render"].iter().zip(&mut stages) {
        times.sort();
        println!("{name}: median {:.2?}, {:.2?} to {:.2?}", times[edits / 2], times[0], times[edits - 1]);
    }
    black_box(plan);
}

fn render(plan: &pipeline::Plan, url: &str, memo: &Memo) {
    let out = OutPath::of_url(&UrlPath::new(Path::new(url).to_string_lossy()));
    let job = plan.job(&out).expect("a page at that URL");
    black_box(pipeline::render(plan, job, memo));
}
