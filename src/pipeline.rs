//! The program in two functions: [`plan`] says what the site consists of, [`render`] makes one file of it.

mod early;
mod expand;
mod jobs;
mod naming;
mod pictures;
mod structure;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use crate::cache::CacheDir;
use crate::check::{self, Facts};
use crate::diag::{self, Diag};
use crate::doc::{self, Doc, Part};
use crate::input::{Blob, Snapshot};
use crate::memo::{Key, Table};
use crate::paths::{OutPath, SourcePath};
use crate::render::{self, Body, Engine, Rendered, ThemeFiles};
use crate::search;
use crate::site::Site;
use crate::site::actors::naming::Named;
use crate::views::{self, Common, Job, JobKind, View};

pub use early::Early;
use expand::Expansion;
use jobs::UniqueJobs;
pub use pictures::PictureStore;
use structure::Structure;

/// What earlier plans computed. `serve` keeps one for its life; `build` uses one that passes through.
#[derive(Debug)]
pub struct Memo {
    docs: Table<Doc>,
    expanded: Table<Expansion>,
    named: Table<Vec<Named>>,
    rendered: Table<Rendered>,
    exports: Table<Export>,
    structure: Mutex<Option<Structure>>,
    engine: Mutex<Option<(Key, Arc<Engine>, Vec<Diag>)>>,
    /// Where versions of pictures are kept; without it none are made.
    pictures: Option<PictureStore>,
    generation: AtomicU64,
}

impl Memo {
    /// Remembers, so that the next plan computes only what changed.
    pub fn keeping() -> Memo {
        Memo::with(true)
    }

    /// For a single build, in which nothing is asked for twice.
    pub fn passing() -> Memo {
        Memo::with(false)
    }

    fn with(keep: bool) -> Memo {
        Memo {
            docs: Table::new(keep),
            expanded: Table::new(keep),
            named: Table::new(keep),
            rendered: Table::new(keep),
            exports: Table::new(keep),
            structure: Mutex::new(None),
            engine: Mutex::new(None),
            pictures: None,
            generation: AtomicU64::new(0),
        }
    }

    /// Makes versions of pictures too, and keeps them there: for whoever shows or writes the site's files.
    pub fn with_pictures(self, store: PictureStore) -> Memo {
        Memo { pictures: Some(store), ..self }
    }

    /// How many rendered files are remembered.
    pub fn rendered_len(&self) -> usize {
        self.rendered.len()
    }

    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Relaxed)
    }
}

/// The whole site, and the files that it will be.
#[derive(Debug)]
pub struct Plan {
    pub site: Site,
    pub engine: Arc<Engine>,
    pub common: Arc<Common>,
    /// In order of output path; each path once.
    pub jobs: Arc<Vec<Job>>,
    /// Findings of every stage so far; rendering adds its own.
    pub diags: Vec<Diag>,
    by_out: Arc<HashMap<OutPath, usize>>,
}

impl Plan {
    /// The job that makes an output file.
    pub fn job(&self, out: &OutPath) -> Option<&Job> {
        self.by_out.get(out).map(|position| &self.jobs[*position])
    }
}

/// Reads the snapshot into a site and lists the files it consists of.
pub fn plan(snapshot: Snapshot, memo: &Memo) -> Plan {
    let generation = memo.generation.fetch_add(1, Ordering::Relaxed) + 1;
    let ((engine, engine_diags), docs) = rayon::join(|| engine(&snapshot, memo), || docs(&snapshot, memo, generation));
    let snapshot = snapshot.without_pages();
    if docs.iter().any(|doc| doc.content.parts.iter().any(|part| matches!(part, Part::Code(_)))) {
        rayon::spawn(render::highlight::prepare);
    }

    let mut diags = snapshot.diags.clone();
    diags.extend(engine_diags);
    diags.extend(docs.iter().flat_map(|doc| doc.diags.iter().cloned()));

    let mut kept = memo.structure.lock().expect("structure lock");
    let structure = Structure::of(&mut kept, &snapshot, &docs);
    let common = structure.common(&engine);
    let (mut site, site_diags) = structure.site(&snapshot, &docs);
    diags.extend(site_diags);
    diags.extend(expand::expand(&mut site, &common, &engine, &memo.expanded, generation));
    diags.extend(pictures::prepare(&mut site, &mut structure.shown, memo.pictures.as_ref()));
    naming::name_actors(&mut site, &structure.finders, &memo.named, generation);
    let jobs = UniqueJobs::of(&mut structure.jobs, &site, &common, &theme_assets(), &mut diags);
    let (jobs, by_out) = (Arc::clone(&jobs.all), Arc::clone(&jobs.by_out));
    drop(kept);
    check::weigh(&site, &mut diags);
    diag::sort(&mut diags);
    memo.docs.sweep(generation);
    memo.expanded.sweep(generation);
    memo.named.sweep(generation);
    Plan { site, engine, common, jobs, diags, by_out }
}

/// The closed view of a job: everything its file is made of.
pub fn view(plan: &Plan, job: &Job) -> View {
    views::of(&plan.site, &plan.common, job)
}

/// The search export's files by their paths.
pub type Export = BTreeMap<OutPath, Arc<[u8]>>;

/// Makes the search export: its files are given as soon as some are finished, from many threads. What a large site's takes
/// beyond some memory is laid aside in the cache folder for a while.
///
/// # Errors
/// When that cannot be read back.
pub fn search_export(plan: &Plan, spill: CacheDir, put: &(dyn Fn(Vec<(OutPath, Vec<u8>)>) + Sync)) -> io::Result<()> {
    let put = |files: Vec<search::File>| {
        put(files.into_iter().map(|(path, bytes)| (OutPath::new(format!("{}/{path}", views::SEARCH_FOLDER)), bytes)).collect());
    };
    let pages = views::search::Exported::new(&plan.site);
    let interface = views::search_page::interface(&plan.site, &plan.common, &|lang| plan.engine.strings_beginning(lang, "search_"));
    if let Some(http) = &plan.site.config.loft.search.http {
        let index = search::remote_index(&views::search::remote(&plan.site, http), &views::search::thesaurus(&plan.site), interface);
        put(vec![("index.json".to_string(), index.to_string().into_bytes())]);
        return Ok(());
    }
    let room = search::Room { spill, ..search::Room::default() };
    let thesaurus = views::search::thesaurus(&plan.site);
    search::export(&pages, &search::Settings { thesaurus, interface, room, ..search::Settings::default() }, &put)
}

/// A file of the search export, from memory: for the preview.
pub fn search_file(plan: &Plan, out: &OutPath, memo: &Memo) -> Option<Arc<[u8]>> {
    let job = plan.jobs.iter().find(|job| job.kind == JobKind::SearchExport)?;
    let compute = || {
        let files: Mutex<Export> = Mutex::default();
        let put = |made: Vec<(OutPath, Vec<u8>)>| {
            files.lock().expect("export lock").extend(made.into_iter().map(|(out, bytes)| (out, bytes.into())));
        };
        // It stays in memory anyhow: nothing is laid aside, and so nothing can fail.
        let _ = search_export(plan, CacheDir::none(), &put);
        files.into_inner().expect("export lock")
    };
    let key = view(plan, job).key(plan.engine.key());
    memo.exports.get_or(key, memo.generation(), compute).get(out).cloned()
}

/// Gives a job's view what is wrong with the pages, where it shows that: before the view is asked for.
pub fn tell(plan: &Plan, job: &Job, memo: &Memo) {
    if views::shows_findings(&plan.common, job) && plan.common.findings().is_none() {
        // Two threads may both get here: they find the same, and neither waits for the other.
        plan.common.set_findings(planned_findings(plan, memo).iter().filter_map(views::owners::finding).collect());
    }
}

/// The bytes of one job and its findings: recalled, or computed from its view alone.
pub fn render(plan: &Plan, job: &Job, memo: &Memo) -> Arc<Rendered> {
    tell(plan, job, memo);
    make(plan, job, memo)
}

fn make(plan: &Plan, job: &Job, memo: &Memo) -> Arc<Rendered> {
    if job.kind == JobKind::SearchExport {
        let bytes = search_file(plan, &job.out, memo).unwrap_or_default();
        return Arc::new(Rendered { body: Body::Bytes(bytes.to_vec()), diags: Vec::new() });
    }
    let view = view(plan, job);
    memo.rendered.get_or(view.key(plan.engine.key()), memo.generation(), || render::file(&view, &plan.engine))
}

/// Everything that is wrong with the site: what planning and rendering found, and what the rules find.
pub fn findings(plan: &Plan, memo: &Memo) -> Vec<Diag> {
    let mut diags: Vec<Diag> = plan.jobs.par_iter().flat_map_iter(|job| render(plan, job, memo).diags.clone()).collect();
    check::weigh(&plan.site, &mut diags);
    diags.extend(planned_findings(plan, memo));
    diag::sort(&mut diags);
    diags
}

/// What planning found, and what the rules find. Only files with a place that somebody links to are rendered for it.
fn planned_findings(plan: &Plan, memo: &Memo) -> Vec<Diag> {
    let made = |job: &Job| match &make(plan, job, memo).body {
        Body::Bytes(bytes) => Some(Arc::new(bytes.clone())),
        Body::File(_) => None,
    };
    let mut diags = check::run(&Facts::new(&plan.site, &plan.common, &plan.jobs, &made));
    check::weigh(&plan.site, &mut diags);
    diags.extend(plan.diags.iter().cloned());
    diags
}

/// Forgets rendered files that nothing has asked for since the last `plans` plans.
pub fn sweep_rendered(memo: &Memo, plans: u64) {
    memo.rendered.sweep(memo.generation().saturating_sub(plans));
    memo.exports.sweep(memo.generation().saturating_sub(1));
}

/// Reads every content file, or recalls it. Order: by source path.
fn docs(snapshot: &Snapshot, memo: &Memo, generation: u64) -> Vec<Arc<Doc>> {
    let options = doc::read::Options::new(&snapshot.config);
    let options_key = Key::of(&options);
    pages(snapshot).par_iter().map(|(path, blob)| read(path, blob, (&options, options_key), memo, generation)).collect()
}

/// The content files that pages come from.
fn pages(snapshot: &Snapshot) -> Vec<(&SourcePath, &Blob)> {
    let disabled = &snapshot.config.disabled_languages;
    let counts = |path: &SourcePath, blob: &Blob| blob.is_page && !doc::content_path::is_switched_off(path.as_str(), disabled);
    snapshot.files.iter().filter(|(path, blob)| counts(path, blob)).collect()
}

fn read(path: &SourcePath, blob: &Blob, (options, options_key): (&doc::read::Options, Key), memo: &Memo, generation: u64) -> Arc<Doc> {
    let key = Key::of(&(path, &blob.shown, blob.key, &blob.lang, options_key));
    let compute = || doc::read::read(key, path, &blob.shown, blob.bytes.as_deref().unwrap_or_default(), blob.lang.as_ref(), options);
    memo.docs.get_or(key, generation, compute)
}

/// The theme's engine: made anew only when a template, a string or `[markup]` changed.
fn engine(snapshot: &Snapshot, memo: &Memo) -> (Arc<Engine>, Vec<Diag>) {
    let markup = &snapshot.config.markup;
    let theme: Vec<(&SourcePath, &Blob)> = snapshot.files.iter().filter(|(path, _)| path.component() == "themes").collect();
    let key = Key::of(&(markup, &snapshot.config.theme, theme.iter().map(|(path, blob)| (path, blob.key)).collect::<Vec<_>>()));
    let mut kept = memo.engine.lock().expect("engine lock");
    if let Some((_, engine, diags)) = kept.as_ref().filter(|(kept_key, ..)| *kept_key == key) {
        return (Arc::clone(engine), diags.clone());
    }
    let (files, mut diags) = theme_files(&snapshot.config.theme, &theme);
    let (engine, engine_diags) = Engine::new(&files, markup);
    diags.extend(engine_diags);
    let engine = Arc::new(engine);
    *kept = Some((key, Arc::clone(&engine), diags.clone()));
    (engine, diags)
}

/// Loft's own theme, under the site's changes to it, under the site's chosen themes: the first named wins.
fn theme_files(chosen: &[String], files: &[(&SourcePath, &Blob)]) -> (ThemeFiles, Vec<Diag>) {
    let mut diags = Vec::new();
    let mut theme = ThemeFiles::embedded();
    let mut names: Vec<&str> = vec!["loft"];
    names.extend(chosen.iter().rev().map(String::as_str).filter(|name| *name != "loft"));
    for name in names {
        for (path, blob) in files {
            let Some(rest) = path.within().strip_prefix(name).and_then(|rest| rest.strip_prefix('/')) else { continue };
            match blob.bytes.as_deref().map(std::str::from_utf8) {
                Some(Ok(text)) => theme.lay(rest, &blob.shown, text),
                Some(Err(_)) if render::theme::is_engine_file(rest) => diags.push(Diag::error("template-not-utf8").in_file(&*blob.shown)),
                _ => {}
            }
        }
    }
    (theme, diags)
}

/// The embedded theme's files that are published as they are, by their paths below `static/`.
fn theme_assets() -> Vec<&'static str> {
    render::theme::EMBEDDED.iter().filter_map(|(name, _)| name.strip_prefix("static/")).collect()
}
