//! `loft check`: everything that is wrong in the site, at once; what is certain can be put right.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{SiteArgs, Voice, count, written};
use crate::diag::{self, Diag, Severity};
use crate::edit;
use crate::pipeline::{self, Memo};
use crate::views::owners;

/// Find what is wrong in the site, and put right what is certain
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  loft check
  loft check --fix
  loft check --owner digdir            what is wrong on an owner's pages
  loft check --format github --level warning

Ends with 0 when nothing was found, 1 when something was.")]
pub struct CheckArgs {
    #[command(flatten)]
    pub site: SiteArgs,
    /// For people, for programs, or for the lines of a pull request on GitHub
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Leave out what matters less
    #[arg(long, value_enum, default_value_t = Level::Note)]
    pub level: Level,
    /// Only what is wrong on pages with this owner: its id or name
    #[arg(long, value_name = "OWNER")]
    pub owner: Option<String>,
    /// Put right what is certain, and tell of the rest
    #[arg(long)]
    pub fix: bool,
    /// With --fix: say what would be changed, and change nothing
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Every finding fails, as it does anyway: for those who know the word from `build`
    #[arg(long, hide = true)]
    pub strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Level {
    Note,
    Warning,
    Error,
}

impl Level {
    fn holds(self, diag: &Diag) -> bool {
        match self {
            Level::Note => true,
            Level::Warning => diag.severity <= Severity::Warning,
            Level::Error => diag.severity == Severity::Error,
        }
    }
}

pub fn run(args: &CheckArgs, voice: Voice) -> ExitCode {
    let (mut diags, voice) = find(args, voice);
    if args.fix {
        let changes = edit::plan(&diags, &|shown| args.site.source.join(shown));
        for change in &changes {
            let sentence = match (args.dry_run, voice.say("en", "nb")) {
                (true, "nb") => "ville blitt rettet",
                (true, _) => "would be put right",
                (false, "nb") => "rettet",
                (false, _) => "put right",
            };
            eprintln!("{}: {} {sentence}", change.shown, change.count);
        }
        if !args.dry_run {
            let failed = edit::apply(&changes);
            diags = find(args, voice).0;
            diags.extend(failed);
        }
    }
    diags.retain(|diag| args.level.holds(diag));
    let printed = written(print(args, &diags, voice));
    summary(&diags, voice);
    if diags.is_empty() { printed } else { ExitCode::FAILURE }
}

/// Everything that is found in the site as it is now.
fn find(args: &CheckArgs, voice: Voice) -> (Vec<Diag>, Voice) {
    let memo = Memo::passing();
    let plan = pipeline::plan(args.site.snapshot(), &memo);
    let mut diags = pipeline::findings(&plan, &memo);
    if let Some(owner) = &args.owner {
        let files = owners::files(&plan.site, owner);
        diags.retain(|diag| diag.path.as_deref().is_some_and(|path| files.contains(path)));
    }
    (diags, voice.for_site(&plan.site.config))
}

fn print(args: &CheckArgs, diags: &[Diag], voice: Voice) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match args.format {
        Format::Text => voice.report_to(&mut out, voice.data_style, diags)?,
        Format::Json => {
            let findings: Vec<_> = diags.iter().map(|diag| diag::to_json(diag, voice.lang)).collect();
            serde_json::to_writer_pretty(&mut out, &findings)?;
            writeln!(out)?;
        }
        Format::Github => {
            let folder = from_repository(&args.site.source);
            for diag in diags {
                writeln!(out, "{}", diag::to_github(diag, voice.lang, &folder))?;
            }
        }
    }
    out.flush()
}

/// The site's folder as seen from the root of the repository that GitHub checked out.
fn from_repository(site: &Path) -> String {
    let full = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let root = std::env::var_os("GITHUB_WORKSPACE").map_or_else(|| full(Path::new(".")), |root| full(Path::new(&root)));
    full(site).strip_prefix(root).map(|below| below.to_string_lossy().replace('\\', "/")).unwrap_or_default()
}

fn summary(diags: &[Diag], voice: Voice) {
    let (errors, warnings, notes) = (count(diags, Severity::Error), count(diags, Severity::Warning), count(diags, Severity::Note));
    match voice.say("en", "nb") {
        "nb" => eprintln!("{errors} feil, {warnings} advarsler, {notes} merknader."),
        _ => eprintln!("{errors} errors, {warnings} warnings, {notes} notes."),
    }
}
