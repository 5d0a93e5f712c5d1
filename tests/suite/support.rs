//! What several tests need: the real corpus where it is, a folder to work in, a site built in memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};

use loft::config::Overrides;
use loft::diag::Diag;
use loft::input::Input;
use loft::memo::Key;
use loft::pipeline::{self, Memo, PictureStore, Plan};
use loft::render::Body;
use rayon::prelude::*;

/// The folder of real sites, or `None` with a line that says what was skipped.
pub fn corpus(what: &str) -> Option<PathBuf> {
    let root =
        std::env::var_os("LOFT_CORPUS").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"), PathBuf::from);
    if root.is_dir() {
        return Some(root);
    }
    println!("skipped: {what}: no corpus at {} (set LOFT_CORPUS)", root.display());
    None
}

/// The self-written site of the tests.
pub fn own_site() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site")
}

/// Our own site, and the real one where it is.
pub fn sites(what: &str) -> Vec<PathBuf> {
    [own_site()].into_iter().chain(corpus(what).map(|corpus| corpus.join("samt-bu"))).collect()
}

/// A copy that a test may change.
pub fn copy(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().expect("a temporary folder");
    copy_into(from, to.path());
    to
}

fn copy_into(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder to copy").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_into(&entry.path(), &target);
        } else {
            fs::write(&target, fs::read(entry.path()).expect("a file to copy")).expect("a copied file");
        }
    }
}

/// A site's files as they would be written, and everything found.
#[derive(Debug, PartialEq)]
pub struct Made {
    pub files: BTreeMap<String, Arc<Vec<u8>>>,
    pub diags: Vec<Diag>,
}

/// Plans and renders everything, through a memo.
pub fn make(input: &mut Input, memo: &Memo) -> (Plan, Made) {
    let plan = pipeline::plan(input.snapshot(None), memo);
    let made = render_all(&plan, memo);
    (plan, made)
}

pub fn render_all(plan: &Plan, memo: &Memo) -> Made {
    let rendered: Vec<(String, Arc<Vec<u8>>, Vec<Diag>)> = plan
        .jobs
        .par_iter()
        .map(|job| {
            let rendered = pipeline::render(plan, job, memo);
            let bytes = match &rendered.body {
                Body::Bytes(bytes) => bytes.clone(),
                Body::File(source) => fs::read(source).unwrap_or_default(),
            };
            (job.out.to_string(), Arc::new(bytes), rendered.diags.clone())
        })
        .collect();
    let mut made = Made { files: BTreeMap::new(), diags: plan.diags.clone() };
    for (out, bytes, diags) in rendered {
        made.files.insert(out, bytes);
        made.diags.extend(diags);
    }
    loft::diag::sort(&mut made.diags);
    made
}

/// Everything that `loft check` finds.
pub fn checked(plan: &Plan) -> Vec<Diag> {
    pipeline::findings(plan, &Memo::passing())
}

/// Files that two makings of a site do not share byte for byte.
pub fn differing(left: &Made, right: &Made) -> Vec<String> {
    let mut names: Vec<String> =
        left.files.keys().chain(right.files.keys()).filter(|out| left.files.get(*out) != right.files.get(*out)).cloned().collect();
    names.dedup();
    names
}

/// A site made from nothing but what lies on disk now, and what was made of the same pictures before.
pub fn fresh(site: &Path) -> (Plan, Made) {
    make(&mut Input::open_cold(site, Overrides::default()), &Memo::passing().with_pictures(pictures()))
}

/// Versions of pictures, made once for all tests: they depend on a picture's content alone.
pub fn pictures() -> PictureStore {
    static STORE: OnceLock<PictureStore> = OnceLock::new();
    STORE.get_or_init(PictureStore::in_memory).clone()
}

/// A small generator of numbers (SplitMix64): the same seed gives the same run everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.below(from.len())) }
    }
}

/// Keys of all jobs of a plan, for counting what must be rendered anew.
pub fn keys(plan: &Plan) -> BTreeMap<String, Key> {
    plan.jobs.par_iter().map(|job| (job.out.to_string(), pipeline::view(plan, job).key(plan.engine.key()))).collect()
}

/// Writes files into a folder, by their paths in it.
pub fn write_files<'f>(folder: &Path, files: impl IntoIterator<Item = &'f (&'f str, &'f str)>) {
    for (path, text) in files {
        let disk = folder.join(path);
        fs::create_dir_all(disk.parent().expect("a folder")).expect("folders");
        fs::write(disk, text).expect("write");
    }
}

/// A site of these files.
pub fn site_of<'f>(files: impl IntoIterator<Item = &'f (&'f str, &'f str)>) -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a folder");
    write_files(site.path(), files);
    site
}

/// Runs the built Loft in a folder, as a shell would: in English, whatever the machine's language.
pub fn loft(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_loft")).args(args).current_dir(folder).env("LC_ALL", "C").output().expect("loft runs")
}

/// What a program printed.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
