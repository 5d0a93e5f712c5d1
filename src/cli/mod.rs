//! The command line: one file a command. Data goes to standard output, everything else to standard error.

pub mod actors;
mod build;
mod check;
pub mod config;
mod decisions;
mod experiences;
mod import;
pub mod init;
mod list;
pub mod listing;
mod migrate;
mod needs;
pub mod new;
mod progress;
mod schema;
pub mod search;
mod serve;
pub mod status;
mod table;
pub mod translations;

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use serde_json::Value;

use crate::config::Overrides;
use crate::diag::{self, Diag, MessageLang, Severity, Style};
use crate::input::{Input, Snapshot};
use crate::memo::Shared;
use crate::pipeline::Plan;
use crate::render;
use crate::views::{PageFile, PageView, SiteView, View, ViewData};

/// Build shared documentation with status: Hugo-style Markdown in, a static site out.
#[derive(Debug, Parser)]
#[command(name = "loft", version, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Colour in messages; NO_COLOR is respected
    #[arg(long, value_enum, default_value_t = When::Auto, global = true)]
    color: When,
    /// More about what happens; twice for still more
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    verbose: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the site to public/
    Build(build::BuildArgs),
    /// Find what is wrong in the site, and put right what is certain
    Check(check::CheckArgs),
    /// Show the site in the browser and keep it up to date
    Serve(serve::ServeArgs),
    /// List every page, for people and for scripts
    List(list::ListArgs),
    /// Make a page, in every language of the site
    New {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        new: new::NewArgs,
    },
    /// Make pages of text copied from the web, of HTML, and of minutes
    Import {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        import: import::ImportArgs,
    },
    /// Make a small site to begin from
    Init(init::InitArgs),
    /// Report what a site made for Hugo needs, and write loft.toml where that is needed
    Migrate(migrate::MigrateArgs),
    /// Print the configuration in effect
    Config {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        config: config::ConfigArgs,
    },
    /// Print a JSON Schema of front matter, for editors
    Schema {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        schema: schema::SchemaArgs,
    },
    /// Search the site's pages
    Search {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        search: search::SearchArgs,
    },
    /// List actors, the pages on which they take part, and their roles
    Actors {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        actors: actors::ActorsArgs,
    },
    /// Show the status of the site's pages
    Status {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        status: status::StatusArgs,
    },
    /// List what was learned: a sentence each, with advice and source
    Experiences {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        experiences: experiences::ExperiencesArgs,
    },
    /// List what was decided, by whom, about what, and whether it was followed up
    Decisions {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        decisions: decisions::DecisionsArgs,
    },
    /// List needs, and the pilots that cover them
    Needs {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        needs: needs::NeedsArgs,
    },
    /// List the parts of the framework, and what stands behind each
    Framework {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        framework: needs::FrameworkArgs,
    },
    /// Show how much of each page the other languages have
    Translations {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        translations: translations::TranslationsArgs,
    },
    /// List pages past their review date, and pages that nobody has changed for long
    Stale {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        stale: status::stale::StaleArgs,
    },
    /// Print a completion script for your shell
    Completions { shell: clap_complete::Shell },
}

/// Which site, and which of its pages. The names are Hugo's.
#[derive(Args, Clone, Debug)]
pub struct SiteArgs {
    /// The site's folder
    #[arg(short, long, value_name = "DIR", default_value = ".", value_parser = folder)]
    pub source: PathBuf,
    /// The address where the site will live, with a path if it has one
    #[arg(short, long = "baseURL", value_name = "URL")]
    pub base_url: Option<String>,
    /// Include drafts
    #[arg(short = 'D', long = "buildDrafts")]
    pub drafts: bool,
    /// Include pages that have expired
    #[arg(short = 'E', long = "buildExpired")]
    pub expired: bool,
    /// Include pages whose date lies ahead
    #[arg(short = 'F', long = "buildFuture")]
    pub future: bool,
}

/// A folder that is there: a slip of the pen must not build an empty site somewhere.
fn folder(text: &str) -> Result<PathBuf, String> {
    let folder = PathBuf::from(text);
    if folder.is_dir() { Ok(folder) } else { Err("there is no such folder".to_string()) }
}

impl SiteArgs {
    pub fn overrides(&self) -> Overrides {
        Overrides { base_url: self.base_url.clone(), drafts: self.drafts, expired: self.expired, future: self.future, noindex: false }
    }

    /// The site as it is now.
    pub fn snapshot(&self) -> Snapshot {
        Input::open(&self.source, self.overrides()).snapshot(None)
    }
}

/// As many findings of one kind in one file are shown; more would hide the others.
const SAME_FINDINGS: usize = 20;

/// How a command talks to people.
#[derive(Clone, Copy, Debug)]
pub struct Voice {
    pub lang: MessageLang,
    /// Of findings and progress, on stderr.
    pub style: Style,
    /// Of data, on stdout: a pipe gets plain text though the terminal has colours.
    pub data_style: Style,
    pub is_terminal: bool,
    pub verbose: u8,
}

impl Voice {
    /// As a file gets it.
    pub fn plain(lang: MessageLang) -> Voice {
        Voice { lang, style: Style::Plain, data_style: Style::Plain, is_terminal: false, verbose: 0 }
    }

    fn new(color: When, verbose: u8) -> Voice {
        let is_terminal = std::io::stderr().is_terminal();
        let style_on = |is_terminal: bool| match color {
            When::Always => Style::Colour,
            When::Auto if is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) => Style::Colour,
            When::Auto | When::Never => Style::Plain,
        };
        Voice {
            lang: language_of_terminal().unwrap_or(MessageLang::En),
            style: style_on(is_terminal),
            data_style: style_on(std::io::stdout().is_terminal()),
            is_terminal,
            verbose,
        }
    }

    /// Findings in Norwegian where the terminal or the site is Norwegian.
    pub fn for_site(self, config: &crate::config::Config) -> Voice {
        if is_norwegian(config.default_language.as_str()) { Voice { lang: MessageLang::Nb, ..self } } else { self }
    }

    /// The same, or in the language that the answer was asked for in.
    pub fn for_answer(self, asked: Option<&str>, config: &crate::config::Config) -> Voice {
        let Some(lang) = asked else { return self.for_site(config) };
        Voice { lang: if is_norwegian(lang) { MessageLang::Nb } else { MessageLang::En }, ..self }
    }

    /// In the reader's language.
    pub fn say<'a>(&self, en: &'a str, nb: &'a str) -> &'a str {
        if self.lang == MessageLang::Nb { nb } else { en }
    }

    /// Prints findings on standard error: of one kind in one file only the first few, unless more was asked for with `-v`.
    pub fn report(&self, diags: &[Diag]) {
        // Nobody is left to tell when standard error is closed.
        let _ = self.report_to(&mut std::io::stderr().lock(), self.style, diags);
    }

    /// The same on another stream.
    pub fn report_to(&self, out: &mut impl Write, style: Style, diags: &[Diag]) -> std::io::Result<()> {
        let mut shown: BTreeMap<(Option<&str>, &str), usize> = BTreeMap::new();
        for diag in diags {
            let so_far = shown.entry((diag.path.as_deref(), diag.code)).or_default();
            *so_far += 1;
            if *so_far <= SAME_FINDINGS || self.verbose > 0 {
                writeln!(out, "{}", diag::to_text(diag, self.lang, style))?;
            }
        }
        let left_out: usize = shown.values().map(|count| count.saturating_sub(SAME_FINDINGS)).sum();
        if left_out > 0 && self.verbose == 0 {
            let en = "more findings of the same kind in the same files are not shown; -v shows them all.";
            let nb = "flere funn av samme slag i de samme filene er ikke vist; -v viser alle.";
            writeln!(out, "… {left_out} {}", self.say(en, nb))?;
        }
        Ok(())
    }
}

fn language_of_terminal() -> Option<MessageLang> {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty())?;
    let is_norwegian = ["nb", "nn", "no"].iter().any(|lang| set.starts_with(lang));
    Some(if is_norwegian { MessageLang::Nb } else { MessageLang::En })
}

/// How many findings there are of a severity.
pub fn count(diags: &[Diag], severity: Severity) -> usize {
    diags.iter().filter(|diag| diag.severity == severity).count()
}

/// Runs the program. Exit codes: 0 done, 1 errors in the site, 2 wrong usage.
pub fn main() -> ExitCode {
    let cli = Cli::parse_from(search::options_first(std::env::args_os().collect(), &Cli::command()));
    let voice = Voice::new(cli.color, cli.verbose);
    match cli.command {
        Command::Build(args) => build::run(&args, voice),
        Command::Migrate(args) => migrate::run(&args, voice),
        Command::Check(args) => check::run(&args, voice),
        Command::Serve(args) => serve::run(&args, voice),
        Command::List(args) => list::run(&args, voice),
        Command::New { site, new } => run_new(&site, &new, voice),
        Command::Import { site, import } => import::run(&site, &import, voice),
        Command::Init(args) => finish(init::run(&args, &mut std::io::stdout().lock()).map(|()| Vec::new()), voice),
        Command::Config { site, config } => run_config(&site, &config, voice),
        Command::Schema { site, schema } => schema::run(&site, &schema, voice),
        Command::Search { site, search } => run_search(&site, &search, voice),
        Command::Actors { site, actors } => actors::run(&site, &actors, voice),
        Command::Status { site, status } => status::run(&site, &status, voice),
        Command::Translations { site, translations } => translations::run(&site, &translations, voice),
        Command::Experiences { site, experiences } => experiences::run(&site, &experiences, voice),
        Command::Decisions { site, decisions } => decisions::run(&site, &decisions, voice),
        Command::Needs { site, needs } => needs::run(&site, &needs, voice),
        Command::Framework { site, framework } => needs::run_framework(&site, &framework, voice),
        Command::Stale { site, stale } => status::stale::run(&site, &stale, voice),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "loft", &mut std::io::stdout());
            ExitCode::SUCCESS
        }
    }
}

fn run_new(site: &SiteArgs, args: &new::NewArgs, voice: Voice) -> ExitCode {
    let snapshot = site.snapshot();
    let result = new::run_on(&site.source, &snapshot, args, &mut std::io::stdout().lock());
    finish(result, voice.for_site(&snapshot.config))
}

fn run_config(site: &SiteArgs, args: &config::ConfigArgs, voice: Voice) -> ExitCode {
    let snapshot = site.snapshot();
    voice.for_site(&snapshot.config).report(&snapshot.diags);
    written(config::run_on(&snapshot.config, args, &mut std::io::stdout().lock()))
}

/// Prints what a command found; an error ends it with 1.
fn finish(result: Result<Vec<Diag>, Diag>, voice: Voice) -> ExitCode {
    match result {
        Ok(diags) => {
            voice.report(&diags);
            ExitCode::SUCCESS
        }
        Err(diag) => {
            voice.report(&[diag]);
            ExitCode::FAILURE
        }
    }
}

/// What came of showing something before the work itself goes on: the reader of a pipe may have seen enough.
fn shown(result: std::io::Result<()>) -> std::io::Result<()> {
    result.or_else(|error| if error.kind() == std::io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

fn is_norwegian(lang: &str) -> bool {
    matches!(lang, "nb" | "nn" | "no")
}

/// Prints a page of the theme that no site has: a view's data, as a file that needs no other.
fn print_page(plan: &Plan, site: Shared<SiteView>, template: &str, page: PageView, data: Value, out: &mut dyn Write) -> io::Result<()> {
    let file = PageFile { templates: vec![template.to_string()], site, page, body: None, data: Some(ViewData::Json(data)), shown: None };
    match render::file(&View::Page(Box::new(file)), &plan.engine).body {
        render::Body::Bytes(bytes) => out.write_all(&bytes),
        render::Body::File(_) => Ok(()),
    }
}

/// The exit code after writing to standard output.
fn written(result: std::io::Result<()>) -> ExitCode {
    match shown(result) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The language that a command answers in: the one asked for, else the site's default.
fn language(asked: Option<&str>, config: &crate::config::Config) -> crate::paths::Lang {
    asked.map_or_else(|| config.default_language.clone(), crate::paths::Lang::new)
}

fn run_search(site: &SiteArgs, args: &search::SearchArgs, voice: Voice) -> ExitCode {
    let plan = crate::pipeline::plan(site.snapshot(), &crate::pipeline::Memo::passing());
    let documents = crate::views::search::documents(&plan.site);
    let index_dir = site.source.join("search-index");
    let config = &plan.site.config;
    let thesaurus = crate::views::search::thesaurus(&plan.site);
    match &args.command {
        Some(search::SearchCommand::Audit) => {
            let voice = voice.for_site(config);
            return match search::audit(&plan.site, voice.lang, &mut std::io::stdout().lock()) {
                Ok(all_met) => ExitCode::from(u8::from(!all_met)),
                Err(search::Failure::Diag(diag)) => finish(Err(diag), voice),
                Err(search::Failure::Io(error)) => written(Err(error)),
            };
        }
        Some(search::SearchCommand::Export { format, output }) => {
            let output = site.source.join(output);
            return finish(crate::search::write_for_engine(&documents, *format, &output).map(|_| Vec::new()), voice.for_site(config));
        }
        None => {}
    }
    let surroundings = search::Surroundings {
        thesaurus: &thesaurus,
        index_dir: &index_dir,
        default_lang: config.default_language.as_str(),
        voice_lang: voice.for_site(config).lang,
        style: voice.data_style,
    };
    let code = match search::run_on(&documents, args, surroundings, &mut std::io::stdout().lock()) {
        Ok(_) => ExitCode::SUCCESS,
        Err(search::Failure::Diag(diag)) => finish(Err(diag), voice.for_site(&plan.site.config)),
        Err(search::Failure::Io(error)) => written(Err(error)),
    };
    // The process ends: its memory goes back at once, not page by page.
    std::mem::forget((plan, documents));
    code
}
