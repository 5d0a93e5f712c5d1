//! `loft status`: how far the pages have come, on the terminal; `loft stale`: which of them nobody looks after.

mod history;
mod report;
pub mod stale;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use super::listing::{self, Format};
use super::{SiteArgs, Voice, table};
use crate::csv;
use crate::diag::Diag;
use crate::edit;
use crate::pipeline::{self, Memo};
use crate::site::Site;
use crate::site::history::{PageHistory, Source, WRITTEN_PATH, write};
use crate::views::status::{self, Scope, StatusDashboard, StatusRow, Tracked};
use crate::views::{PageLink, StatusView};

/// Show the status of the site's pages: the same figures as the dashboard.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "Examples:
  loft status                              totals, then every page by status
  loft status --status til-qa              what awaits QA
  loft status --section behov --format csv > status.csv
  loft status --at 2026-06-30              as it was at the end of that day
  loft status --at 2026-06-30 --html > report.html
  loft status --history --format ndjson    every change of status, as git has it")]
pub struct StatusArgs {
    #[command(flatten)]
    pub which: Which,
    /// As it was at the end of a day: 2026-06-30
    #[arg(long, value_name = "DATE")]
    pub at: Option<Date>,
    /// One page to print, as HTML
    #[arg(long, conflicts_with_all = ["format", "history"])]
    pub html: bool,
    /// What the pages' statuses were, and when, as git has it
    #[arg(long)]
    pub history: bool,
    /// Only pages whose status came from one that is further on
    #[arg(long, conflicts_with_all = ["history", "html", "at"])]
    pub backwards: bool,
    /// Write the history to data/, for places that build without git
    #[arg(long, conflicts_with = "history")]
    pub export_history: bool,
}

/// Which pages are asked for, and how they are printed.
#[derive(Args, Clone, Debug, Default)]
pub struct Which {
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Language of titles and labels; the site's default language if not given
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Only this status: its id, label or symbol
    #[arg(long, value_name = "STATUS")]
    pub status: Option<String>,
    /// Only pages below this address: a part of its path
    #[arg(long, value_name = "PATH")]
    pub section: Option<String>,
    /// Only pages with this owner: its id or name
    #[arg(long, value_name = "OWNER")]
    pub owner: Option<String>,
}

/// Reads the site and answers.
pub fn run(args_of_site: &SiteArgs, args: &StatusArgs, voice: Voice) -> ExitCode {
    let plan = pipeline::plan(args_of_site.snapshot(), &Memo::passing());
    let site = &plan.site;
    let lang = super::language(args.which.lang.as_deref(), &site.config);
    let voice = voice.for_answer(args.which.lang.as_deref(), &site.config);
    let faults: Vec<Diag> = plan.diags.iter().filter(|diag| diag.code.starts_with("status-")).cloned().collect();
    voice.report(&faults);
    if args.export_history {
        return export(args_of_site, site, voice);
    }
    if (args.history || args.at.is_some()) && site.history.pages.is_empty() {
        let why = if site.history.source == Source::Shallow { "history-only-new" } else { "history-none" };
        voice.report(&[Diag::note(why)]);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let tracked = status::of_language(site, &lang);
    let answer = if args.history {
        let all = site.history.pages.iter().filter(|page| page.transitions.iter().any(|step| step.status.is_some()));
        let pages: Vec<&PageHistory> = all.filter(|page| lets_history_through(site, args, page, &tracked)).collect();
        history::print(site, &pages, args.which.format, (&lang, voice), &mut out)
    } else if args.html {
        let day = args.at.unwrap_or(site.today);
        report::print(&plan, &lang, &tracked, scope(site, args), day, &mut out)
    } else {
        let then = status::at(site, &tracked, args.at.unwrap_or(site.today));
        let is_shown =
            |page: &Tracked| is_owned(page, args.which.owner.as_deref(), site) && (!args.backwards || status::went_backwards(site, page));
        let shown: Vec<Tracked> = then.tracked.into_iter().filter(is_shown).collect();
        run_on(&status::status_dashboard(&shown, &site.config.loft.statuses, lang.as_str()), args, voice, &mut out)
    };
    super::written(answer.and_then(|()| out.flush()))
}

/// The section that a report is of.
fn scope(site: &Site, args: &StatusArgs) -> Scope {
    let wanted = args.which.section.as_deref().map(|section| format!("/{}", crate::paths::logical(section.trim_matches('/'))));
    let found = wanted.and_then(|wanted| site.pages.iter().find(|page| page.is_branch() && page.path.ends_with(&wanted)));
    found.map_or(Scope::Site, |page| Scope::Section(site.original(page)))
}

/// Whether the filters let a page's history through: of a page that is gone, only its last status and path are known.
fn lets_history_through(site: &Site, args: &StatusArgs, page: &PageHistory, tracked: &[Tracked]) -> bool {
    let vocabulary = &site.config.loft.statuses;
    let last = page.transitions.last().and_then(|step| step.status.as_ref());
    let has_status = args.which.status.as_deref().is_none_or(|wanted| {
        let wanted = vocabulary.find(wanted).map(|def| &def.id);
        wanted.is_some() && last.and_then(|status| status.id.as_ref()) == wanted
    });
    let owned = args.which.owner.is_none()
        || tracked.iter().any(|tracked| Some(tracked.id) == page.page && is_owned(tracked, args.which.owner.as_deref(), site));
    has_status && owned && is_within(&page.path, args.which.section.as_deref())
}

/// Whether a page's owner is the one asked for, by id or by any name.
fn is_owned(page: &Tracked, owner: Option<&str>, site: &Site) -> bool {
    let Some(wanted) = owner else { return true };
    let register = &site.actors.register;
    let known = register.find_by_id_or_name(wanted).map(|actor| &actor.id);
    page.owner.as_deref().is_some_and(|name| {
        name.eq_ignore_ascii_case(wanted) || (known.is_some() && register.find_by_id_or_name(name).map(|actor| &actor.id) == known)
    })
}

/// Writes the history to `data/`. What a shallow clone knows is not worth keeping.
fn export(args: &SiteArgs, site: &Site, voice: Voice) -> ExitCode {
    let history = &site.history;
    let result = match history.source {
        Source::Shallow | Source::Written => Err(Diag::error("history-shallow")),
        _ if history.is_empty() => Err(Diag::error("history-nothing")),
        _ => edit::export_history(&args.source, WRITTEN_PATH, &write(history)),
    };
    match result {
        Ok(changed) => {
            let (wrote, same) = (voice.say("written", "skrevet"), voice.say("as it was", "uendret"));
            println!("{WRITTEN_PATH}: {}", if changed { wrote } else { same });
            ExitCode::SUCCESS
        }
        Err(diag) => {
            voice.report(&[diag]);
            ExitCode::FAILURE
        }
    }
}

/// One page on the command line: an interface for scripts.
#[derive(Serialize)]
struct PageLine<'a> {
    title: &'a str,
    url: &'a str,
    /// Id; empty when unknown.
    status: &'a str,
    label: &'a str,
    /// When the status began, where git tells.
    since: Option<&'a str>,
    section: &'a str,
    owner: Option<&'a str>,
    languages: &'a [String],
    lastmod: Option<&'a str>,
}

/// Everything as JSON: totals and pages.
#[derive(Serialize)]
struct Report<'a> {
    total: usize,
    counts: Vec<CountLine<'a>>,
    pages: Vec<PageLine<'a>>,
}

#[derive(Serialize)]
struct CountLine<'a> {
    status: &'a str,
    label: &'a str,
    count: usize,
}

/// Prints the dashboard, as far as the filters let it through.
pub fn run_on(dashboard: &StatusDashboard, args: &StatusArgs, voice: Voice, out: &mut dyn Write) -> io::Result<()> {
    let pages: Vec<PageLine<'_>> = dashboard
        .groups
        .iter()
        .filter(|group| is_status(&group.status, args.which.status.as_deref()))
        .flat_map(|group| group.rows.iter().map(|row| page_line(&group.status, row)))
        .filter(|page| is_within(page.url, args.which.section.as_deref()))
        .collect();
    let counts: Vec<CountLine<'_>> = dashboard.counts.iter().map(|count| count_line(&count.status, &pages)).collect();
    match args.which.format {
        Format::Json => listing::json(&Report { total: pages.len(), counts, pages }, out),
        Format::Ndjson => listing::ndjson(&pages, out),
        Format::Csv => print_csv(&pages, out),
        Format::Table => print_table(&counts, &pages, voice, out),
    }
}

fn is_status(status: &StatusView, wanted: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| {
        let wanted = wanted.trim().to_lowercase();
        status.id == wanted || status.label.to_lowercase() == wanted || (!wanted.is_empty() && status.symbol == wanted)
    })
}

fn is_within(url: &str, section: Option<&str>) -> bool {
    section.is_none_or(|section| format!("/{}/", url.trim_matches('/')).contains(&format!("/{}/", section.trim_matches('/'))))
}

fn page_line<'a>(status: &'a StatusView, row: &'a StatusRow) -> PageLine<'a> {
    let PageLink { title, url, lastmod, .. } = &row.page;
    PageLine {
        title,
        url,
        status: &status.id,
        label: &status.label,
        since: row.since.as_ref().and_then(|since| since.iso.get(..10)),
        section: &row.section.title,
        owner: row.owner.as_deref(),
        languages: &row.languages,
        lastmod: lastmod.as_ref().map(|date| date.iso.as_str()),
    }
}

fn count_line<'a>(status: &'a StatusView, pages: &[PageLine<'_>]) -> CountLine<'a> {
    let count = pages.iter().filter(|page| page.status == status.id && page.label == status.label).count();
    CountLine { status: &status.id, label: &status.label, count }
}

fn print_table(counts: &[CountLine<'_>], pages: &[PageLine<'_>], voice: Voice, out: &mut dyn Write) -> io::Result<()> {
    let totals: Vec<Vec<String>> = counts.iter().map(|line| vec![line.label.to_string(), line.count.to_string()]).collect();
    table::write(out, &["status", voice.say("pages", "sider")], &totals)?;
    writeln!(out)?;
    let rows: Vec<Vec<String>> = pages
        .iter()
        .map(|page| [page.label, page.since.unwrap_or(""), page.title, page.section, page.url].map(str::to_string).to_vec())
        .collect();
    let (since, page) = (voice.say("since", "siden"), voice.say("page", "side"));
    table::write(out, &["status", since, page, voice.say("section", "seksjon"), voice.say("address", "adresse")], &rows)
}

fn print_csv(pages: &[PageLine<'_>], out: &mut dyn Write) -> io::Result<()> {
    csv::write(out, ["title", "url", "status", "label", "since", "section", "owner", "languages", "lastmod"])?;
    pages.iter().try_for_each(|page| {
        let languages = page.languages.join(" ");
        let (owner, lastmod, since) = (page.owner.unwrap_or(""), page.lastmod.unwrap_or(""), page.since.unwrap_or(""));
        csv::write(out, [page.title, page.url, page.status, page.label, since, page.section, owner, &languages, lastmod])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::StatusVocabulary;
    use crate::diag::MessageLang;
    use crate::site::statuses::PageStatus;

    fn printed(args: &StatusArgs) -> String {
        printed_in(MessageLang::En, args)
    }

    fn printed_in(lang: MessageLang, args: &StatusArgs) -> String {
        let link = |title: &str, url: &str| PageLink { title: title.to_string(), url: url.to_string(), ..PageLink::default() };
        let tracked = |title: &str, url: &str, id: &str| Tracked {
            page: link(title, url),
            status: PageStatus { id: Some(id.to_string()), raw: id.to_string() },
            section: link("Behov", "/behov/"),
            languages: vec!["nb".to_string(), "en".to_string()],
            ..Tracked::default()
        };
        let pages = [tracked("Én, to", "/behov/a/", "til-qa"), tracked("B", "/om/b/", "ny")];
        let mut out = Vec::new();
        assert!(run_on(&status::status_dashboard(&pages, &StatusVocabulary::standard(), "nb"), args, Voice::plain(lang), &mut out).is_ok());
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn tables_hold_totals_and_pages() {
        let table = printed(&StatusArgs::default());
        assert!(table.starts_with("status         pages\nNy             1\nTidlig utkast  0\n"), "{table}");
        assert!(
            table.ends_with(
                "\nstatus  since  page    section  address\nNy             B       Behov    /om/b/\nTil QA         Én, to  Behov    /behov/a/\n"
            ),
            "{table}"
        );
        let heads = printed_in(MessageLang::Nb, &StatusArgs::default());
        assert!(heads.starts_with("status         sider\n") && heads.contains("\nstatus  siden  side    seksjon  adresse\n"), "{heads}");
    }

    #[test]
    fn filters_narrow_pages_and_totals() {
        let args = StatusArgs {
            which: Which { status: Some("Til QA".to_string()), format: Format::Csv, ..Which::default() },
            ..StatusArgs::default()
        };
        let head = "title,url,status,label,since,section,owner,languages,lastmod\r\n";
        assert_eq!(printed(&args), format!("{head}\"Én, to\",/behov/a/,til-qa,Til QA,,Behov,,nb en,\r\n"));
        let args = StatusArgs {
            which: Which { section: Some("om".to_string()), format: Format::Json, ..Which::default() },
            ..StatusArgs::default()
        };
        let report: serde_json::Value = serde_json::from_str(&printed(&args)).unwrap_or_default();
        assert_eq!((&report["total"], &report["counts"][0]["count"], &report["pages"][0]["title"]), (&1.into(), &1.into(), &"B".into()));
    }
}
