//! `loft serve`: shows the site in the browser and keeps it up to date while it is written.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;

use super::{SiteArgs, Voice};
use crate::cache::CacheDir;
use crate::diag::Diag;
use crate::input::{Input, Snapshot};
use crate::pipeline::PictureStore;
use crate::serve::{Changed, Editor, Events, Preview, Serving, Settings, Watch};

/// Show the site in the browser and keep it up to date
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  loft serve
  loft serve -s ../docs -D --open
  loft serve -p 8080 --editor zed
  loft serve --read-only
  loft serve --poll 2")]
pub struct ServeArgs {
    #[command(flatten)]
    pub site: SiteArgs,
    /// The port on this machine; the next free one when it is taken
    #[arg(short, long, value_name = "PORT", default_value_t = 1313)]
    pub port: u16,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
    /// The editor that links open: vscode, zed, idea, vim, … or an address with {path}, {line} and {col}
    #[arg(long, value_name = "EDITOR", default_value = "vscode", env = "LOFT_EDITOR")]
    pub editor: Editor,
    /// Change no file: statuses cannot be changed from the pages
    #[arg(long)]
    pub read_only: bool,
    /// Look for changes every so many seconds, for folders that tell of none (network drives)
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "1", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub poll: Option<u64>,
}

/// How long to wait for a change before waiting again.
const A_WHILE: Duration = Duration::from_secs(3600);
/// How long a page that was emptied is waited for at most, before it counts as empty.
const SAVING_AT_MOST: Duration = Duration::from_millis(500);

pub fn run(args: &ServeArgs, voice: Voice) -> ExitCode {
    match serve(args, voice) {
        Ok(never) => match never {},
        Err(diag) => super::finish(Err(diag), voice),
    }
}

/// Serves until the process is ended.
fn serve(args: &ServeArgs, voice: Voice) -> Result<std::convert::Infallible, Diag> {
    // The watcher speaks of whole paths.
    let site = std::path::absolute(&args.site.source).unwrap_or_else(|_| args.site.source.clone());
    let mut input = Input::open(&site, args.site.overrides());
    let snapshot = input.snapshot(None);
    let voice = voice.for_site(&snapshot.config);
    let output = site.join(&snapshot.config.publish_dir);
    let settings = Settings { editor: args.editor.clone(), read_only: args.read_only, ..Settings::new(voice.lang, &site) };
    let preview = Arc::new(Preview::opening(settings, PictureStore::open(CacheDir::of(&site))));
    let events = Arc::new(Events::default());
    let poll = args.poll.map(Duration::from_secs);
    let mut watch = Watch::new(&site, &output, poll).map_err(|error| Diag::error("serve-failed").with("reason", error))?;
    let serving = Serving::start(args.port, Arc::clone(&preview) as _, Arc::clone(&events))
        .map_err(|error| Diag::error("serve-failed").because(&error))?;
    welcome(args, &serving, snapshot.config.base_path(), voice);
    preview.show_early(&snapshot);
    let mut seen = snapshot.clone();
    let plan = preview.show(snapshot, || events.announce(false));
    let mut reported = BTreeSet::new();
    report(&plan.diags, &mut reported, voice);
    drop(plan);

    // What happened before a folder was watched is looked at once more.
    let mut change = Changed::Paths(watch.cover(&site, &input.watched()));
    loop {
        if matches!(&change, Changed::Paths(paths) if paths.is_empty()) {
            let due = until(preview.plan().site.holds.end);
            change = match watch.next(due.min(A_WHILE)) {
                Some(change) => change,
                // A page's moment has come.
                None if until(preview.plan().site.holds.end).is_zero() => Changed::Everything,
                None => Changed::Paths(Vec::new()),
            };
            continue;
        }
        let snapshot;
        (snapshot, change) = when_saved(&mut input, &mut watch, &seen, change);
        // Nothing to show when it was looked at in vain and no page's moment has come.
        if !snapshot.says_the_same(&seen) || until(preview.plan().site.holds.end).is_zero() {
            seen = snapshot.clone();
            let assets = change.hints().is_none_or(|paths| paths.iter().any(|path| is_asset(path)));
            let plan = preview.show(snapshot, || events.announce(assets));
            report(&plan.diags, &mut reported, voice);
            preview.sweep();
        }
        change = Changed::Paths(watch.cover(&site, &input.watched()));
    }
}

/// The site as it is after a change, once pages that it only emptied are written: who saves in place empties the file first.
fn when_saved(input: &mut Input, watch: &mut Watch, seen: &Snapshot, mut change: Changed) -> (Snapshot, Changed) {
    let begun = Instant::now();
    let mut snapshot = input.snapshot(change.hints());
    while begun.elapsed() < SAVING_AT_MOST && snapshot.empties_a_page_of(seen) {
        if let Some(more) = watch.next(SAVING_AT_MOST.saturating_sub(begun.elapsed())) {
            snapshot = input.snapshot(more.hints());
            change = change.and(more);
        }
    }
    (snapshot, change)
}

/// How long it is until a moment.
fn until(moment: jiff::Timestamp) -> Duration {
    Duration::try_from(moment.duration_since(jiff::Timestamp::now())).unwrap_or_default()
}

/// Whether a file shows in pages without being part of them, so that they must be loaded again when it changes.
fn is_asset(path: &Path) -> bool {
    const ASSETS: &[&str] = &["css", "js", "mjs", "svg", "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "woff", "woff2"];
    path.extension().and_then(|extension| extension.to_str()).is_some_and(|extension| ASSETS.contains(&extension))
}

/// Prints the findings that are new since the last time.
fn report(diags: &[Diag], reported: &mut BTreeSet<Diag>, voice: Voice) {
    let new: Vec<Diag> = diags.iter().filter(|diag| !reported.contains(*diag)).cloned().collect();
    *reported = diags.iter().cloned().collect();
    voice.report(&new);
}

fn welcome(args: &ServeArgs, serving: &Serving, base_path: &str, voice: Voice) {
    let port = serving.port();
    let url = format!("http://localhost:{port}{base_path}");
    if port != args.port && args.port != 0 {
        match voice.say("en", "nb") {
            "nb" => eprintln!("Port {} er opptatt, så {port} brukes i stedet.", args.port),
            _ => eprintln!("Port {} is taken, so {port} is used instead.", args.port),
        }
    }
    eprintln!("{} {url}", voice.say("The site is at", "Nettstedet er på"));
    eprintln!("{}", voice.say("Stop with Ctrl-C.", "Stopp med Ctrl-C."));
    if args.open && !open(&url) {
        eprintln!("{}", voice.say("No browser could be opened.", "Fikk ikke åpnet noen nettleser."));
    }
}

/// Opens the system's browser; `false` when there is none.
fn open(url: &str) -> bool {
    let (program, first): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    Command::new(program).args(first).arg(url).spawn().is_ok()
}
