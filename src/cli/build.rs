//! `loft build`: plans once, renders every file, writes what changed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::Args;
use rayon::prelude::*;

use super::progress::Progress;
use super::{SiteArgs, Voice, count};
use crate::cache::CacheDir;
use crate::check;
use crate::config::Overrides;
use crate::diag::{self, Diag, Severity};
use crate::input::{Input, Snapshot};
use crate::memo::Key;
use crate::output::{Options, Report, Writer};
use crate::paths::OutPath;
use crate::pipeline::{self, Memo, PictureStore, Plan};
use crate::render::Body;
use crate::views::{self, Job, JobKind, View};

/// Write the site to public/
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  loft build
  loft build -s ../docs -d /tmp/out -b https://example.org/docs/
  loft build --strict --quiet")]
pub struct BuildArgs {
    #[command(flatten)]
    pub site: SiteArgs,
    /// Where to write; relative to the site's folder
    #[arg(short, long, value_name = "DIR")]
    pub destination: Option<PathBuf>,
    /// Make the HTML smaller: no white space that does not show
    #[arg(long)]
    pub minify: bool,
    /// Ask search engines to leave the site out: for previews
    #[arg(long)]
    pub noindex: bool,
    /// Warnings fail the build too
    #[arg(long)]
    pub strict: bool,
    /// Read, render and write everything again
    #[arg(long)]
    pub no_cache: bool,
    /// Overwrite and delete files in the output folder that Loft did not write
    #[arg(long)]
    pub force: bool,
    /// Say nothing but findings
    #[arg(long, short)]
    pub quiet: bool,
}

/// How long each stage took.
struct Times {
    read: Duration,
    plan: Duration,
    write: Duration,
}

pub fn run(args: &BuildArgs, voice: Voice) -> ExitCode {
    let started = Instant::now();
    let (snapshot, sources) = read(args);
    let read = started.elapsed();
    let plan = pipeline::plan(snapshot, &Memo::passing().with_pictures(pictures(args)));
    let planned = started.elapsed();
    let voice = voice.for_site(&plan.site.config);

    let mut diags = plan.diags.clone();
    let report = match write(args, &plan, &sources, Progress::new(plan.jobs.len(), started, voice.is_terminal && !args.quiet), &mut diags) {
        Ok(report) => report,
        Err(refused) => {
            diags.extend(refused);
            diag::sort(&mut diags);
            voice.report(&diags);
            return ExitCode::FAILURE;
        }
    };
    diags.extend(report.diags.iter().cloned());
    check::weigh(&plan.site, &mut diags);
    diag::sort(&mut diags);
    voice.report(&diags);
    if !args.quiet {
        let times = Times { read, plan: planned - read, write: started.elapsed() - planned };
        summary(&plan, &report, &diags, &times, voice);
    }
    let failed = count(&diags, Severity::Error) > 0 || (args.strict && count(&diags, Severity::Warning) > 0);
    // The process ends: its memory goes back at once, not page by page.
    std::mem::forget(plan);
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The site as it is now, and the folders that it is made from.
fn read(args: &BuildArgs) -> (Snapshot, Vec<PathBuf>) {
    let (site, overrides) = (&args.site.source, Overrides { noindex: args.noindex, ..args.site.overrides() });
    let mut input = if args.no_cache { Input::open_cold(site, overrides) } else { Input::open(site, overrides) };
    let snapshot = input.snapshot(None);
    let sources = input.watched();
    (snapshot, sources)
}

/// What earlier runs made of pictures.
fn pictures(args: &BuildArgs) -> PictureStore {
    let cache = CacheDir::of(&args.site.source);
    if args.no_cache { PictureStore::anew(cache) } else { PictureStore::open(cache) }
}

/// Renders and writes every job that is not there already.
fn write(args: &BuildArgs, plan: &Plan, sources: &[PathBuf], progress: Progress, diags: &mut Vec<Diag>) -> Result<Report, Vec<Diag>> {
    let destination = args.destination.clone().unwrap_or_else(|| PathBuf::from(&plan.site.config.publish_dir));
    let dir = args.site.source.join(destination);
    let outs: Vec<OutPath> = plan.jobs.iter().map(|job| job.out.clone()).collect();
    let options = Options { force: args.force, cold: args.no_cache, sources: sources.to_vec() };
    let writer = Writer::open(&dir, &args.site.source, &outs, options)?;
    let found: Mutex<Vec<Diag>> = Mutex::new(Vec::new());
    let memo = Memo::passing();
    let write = |job: &Job| {
        pipeline::tell(plan, job, &memo);
        let diags = write_job(plan, job, &writer, args);
        if !diags.is_empty() {
            found.lock().expect("findings lock").extend(diags);
        }
        progress.step();
    };
    // The search export is the longest job, and in parts one for a single thread: it begins first, and pages occupy the others.
    let (search, others): (Vec<&Job>, Vec<&Job>) = plan.jobs.iter().partition(|job| job.kind == JobKind::SearchExport);
    rayon::join(|| search.into_iter().for_each(&write), || others.into_par_iter().for_each(write));
    progress.done();
    diags.extend(found.into_inner().expect("findings lock"));
    Ok(writer.finish())
}

/// One file. One with findings is not remembered as current, so that they are found again next time.
fn write_job(plan: &Plan, job: &Job, writer: &Writer, args: &BuildArgs) -> Vec<Diag> {
    let minify = args.minify;
    let view = pipeline::view(plan, job);
    let key = Key::of(&(view.key(plan.engine.key()), minify));
    if let View::SearchExport(_) = view {
        return write_search(plan, key, writer, CacheDir::of(&args.site.source));
    }
    if writer.is_current(&job.out, key) {
        return Vec::new();
    }
    let rendered = crate::render::file(&view, &plan.engine);
    let key = if rendered.diags.is_empty() { key } else { Key::default() };
    // A file that cannot be written is a finding of the report.
    let _ = match &rendered.body {
        Body::Bytes(bytes) if minify && is_html(job.out.as_str()) => writer.put(&job.out, key, &crate::render::minify(bytes)),
        Body::Bytes(bytes) => writer.put(&job.out, key, bytes),
        Body::File(source) => writer.copy(&job.out, key, source),
    };
    rendered.diags
}

/// The search export: all of its files, or none when they are there already.
fn write_search(plan: &Plan, key: Key, writer: &Writer, spill: CacheDir) -> Vec<Diag> {
    if writer.is_current_group(key) {
        return Vec::new();
    }
    let written = pipeline::search_export(plan, spill, &|files| writer.put_all(key, &files));
    written.err().map(|error| Diag::error("output-failed").in_file(views::SEARCH_FOLDER).because(&error)).into_iter().collect()
}

fn is_html(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "html")
}

fn summary(plan: &Plan, report: &Report, diags: &[Diag], times: &Times, voice: Voice) {
    let pages: Vec<String> = plan
        .site
        .config
        .languages
        .iter()
        .map(|language| {
            format!("{} {}", plan.site.pages.iter().filter(|page| page.lang == language.lang && page.is_rendered()).count(), language.lang)
        })
        .collect();
    let (errors, warnings, notes) = (count(diags, Severity::Error), count(diags, Severity::Warning), count(diags, Severity::Note));
    let milliseconds = |time: Duration| time.as_millis();
    let size = report.bytes as f64 / 1_048_576.0;
    let (files, written, removed) = (report.written + report.unchanged, report.written, report.removed);
    let all = times.read + times.plan + times.write;
    eprintln!(
        "{}",
        match voice.say("en", "nb") {
            "nb" => format!(
                "Sider: {}. Filer: {files} ({size:.1} MB), {written} skrevet, {removed} fjernet. Funn: {errors} feil, {warnings} advarsler, {notes} merknader.",
                pages.join(", ")
            ),
            _ => format!(
                "Pages: {}. Files: {files} ({size:.1} MB), {written} written, {removed} removed. Findings: {errors} errors, {warnings} warnings, {notes} notes.",
                pages.join(", ")
            ),
        }
    );
    let (read, plan, write, all) = (milliseconds(times.read), milliseconds(times.plan), milliseconds(times.write), milliseconds(all));
    eprintln!(
        "{}",
        match voice.say("en", "nb") {
            "nb" => format!("Tid: {all} ms (lese {read}, planlegge {plan}, skrive {write})."),
            _ => format!("Time: {all} ms (read {read}, plan {plan}, write {write})."),
        }
    );
}
