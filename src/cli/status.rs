//! `loft status`: how far the pages have come, on the terminal.

mod history;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{SiteArgs, Voice, csv, table};
use crate::diag::Diag;
use crate::edit;
use crate::pipeline::{self, Memo};
use crate::site::Site;
use crate::site::history::{Source, WRITTEN_PATH, write};
use crate::views::status::{StatusDashboard, StatusRow, of_site};
use crate::views::{PageLink, StatusView};

/// Show the status of the site's pages: the same figures as the dashboard.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "Examples:
  loft status                              totals, then every page by status
  loft status --status til-qa              what awaits QA
  loft status --section behov --format csv > status.csv")]
pub struct StatusArgs {
    #[arg(long, value_enum, default_value_t = StatusFormat::Table)]
    pub format: StatusFormat,
    /// Language of titles and labels; the site's default language if not given
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Only this status: its id, label or symbol
    #[arg(long, value_name = "STATUS")]
    pub status: Option<String>,
    /// Only pages below this address: a part of its path
    #[arg(long, value_name = "PATH")]
    pub section: Option<String>,
    /// What the pages' statuses were, and when, as git has it
    #[arg(long)]
    pub history: bool,
    /// Write the history to data/, for places that build without git
    #[arg(long, conflicts_with = "history")]
    pub export_history: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum StatusFormat {
    #[default]
    Table,
    Json,
    Csv,
    /// One JSON object a line
    Ndjson,
}

/// Reads the site and answers.
pub fn run(site: &SiteArgs, args: &StatusArgs, voice: Voice) -> ExitCode {
    let plan = pipeline::plan(site.snapshot(), &Memo::passing());
    let lang = super::language(args.lang.as_deref(), &plan.site.config);
    let faults: Vec<Diag> = plan.diags.into_iter().filter(|diag| diag.code.starts_with("status-")).collect();
    voice.for_site(&plan.site.config).report(&faults);
    if args.export_history {
        return export(site, &plan.site, voice.for_site(&plan.site.config));
    }
    let mut out = BufWriter::new(io::stdout().lock());
    if args.history {
        let pages: Vec<_> =
            plan.site.history.pages.iter().filter(|page| page.transitions.iter().any(|step| step.status.is_some())).collect();
        let answer = history::print(&plan.site, &pages, args.format, lang.as_str(), &mut out);
        return super::written(answer.and_then(|()| out.flush()));
    }
    super::written(run_on(&of_site(&plan.site, &lang), args, &mut out).and_then(|()| out.flush()))
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
pub fn run_on(dashboard: &StatusDashboard, args: &StatusArgs, out: &mut dyn Write) -> io::Result<()> {
    let pages: Vec<PageLine<'_>> = dashboard
        .groups
        .iter()
        .filter(|group| is_status(&group.status, args.status.as_deref()))
        .flat_map(|group| group.rows.iter().map(|row| page_line(&group.status, row)))
        .filter(|page| is_within(page.url, args.section.as_deref()))
        .collect();
    let counts: Vec<CountLine<'_>> = dashboard.counts.iter().map(|count| count_line(&count.status, &pages)).collect();
    match args.format {
        StatusFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &Report { total: pages.len(), counts, pages })?;
            writeln!(out)
        }
        StatusFormat::Ndjson => pages.iter().try_for_each(|page| {
            serde_json::to_writer(&mut *out, page)?;
            writeln!(out)
        }),
        StatusFormat::Csv => print_csv(&pages, out),
        StatusFormat::Table => print_table(&counts, &pages, out),
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

fn print_table(counts: &[CountLine<'_>], pages: &[PageLine<'_>], out: &mut dyn Write) -> io::Result<()> {
    let totals: Vec<Vec<String>> = counts.iter().map(|line| vec![line.label.to_string(), line.count.to_string()]).collect();
    table::write(out, &["status", "pages"], &totals)?;
    writeln!(out)?;
    let rows: Vec<Vec<String>> = pages
        .iter()
        .map(|page| vec![page.label.to_string(), page.title.to_string(), page.section.to_string(), page.url.to_string()])
        .collect();
    table::write(out, &["status", "page", "section", "address"], &rows)
}

fn print_csv(pages: &[PageLine<'_>], out: &mut dyn Write) -> io::Result<()> {
    csv::record(out, ["title", "url", "status", "label", "section", "owner", "languages", "lastmod"])?;
    pages.iter().try_for_each(|page| {
        let languages = page.languages.join(" ");
        let (owner, lastmod) = (page.owner.unwrap_or(""), page.lastmod.unwrap_or(""));
        csv::record(out, [page.title, page.url, page.status, page.label, page.section, owner, &languages, lastmod])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::StatusVocabulary;
    use crate::site::statuses::PageStatus;
    use crate::views::status::{Tracked, status_dashboard};

    fn printed(args: &StatusArgs) -> String {
        let link = |title: &str, url: &str| PageLink { title: title.to_string(), url: url.to_string(), ..PageLink::default() };
        let tracked = |title: &str, url: &str, id: &str| Tracked {
            page: link(title, url),
            status: PageStatus { id: Some(id.to_string()), raw: id.to_string() },
            section: link("Behov", "/behov/"),
            languages: vec!["nb".to_string(), "en".to_string()],
            owner: None,
        };
        let pages = [tracked("Én, to", "/behov/a/", "til-qa"), tracked("B", "/om/b/", "ny")];
        let mut out = Vec::new();
        assert!(run_on(&status_dashboard(&pages, &StatusVocabulary::standard(), "nb"), args, &mut out).is_ok());
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn tables_hold_totals_and_pages() {
        let table = printed(&StatusArgs::default());
        assert!(table.starts_with("status         pages\nNy             1\nTidlig utkast  0\n"), "{table}");
        assert!(
            table.ends_with("\nstatus  page    section  address\nNy      B       Behov    /om/b/\nTil QA  Én, to  Behov    /behov/a/\n"),
            "{table}"
        );
    }

    #[test]
    fn filters_narrow_pages_and_totals() {
        let args = StatusArgs { status: Some("Til QA".to_string()), format: StatusFormat::Csv, ..StatusArgs::default() };
        let head = "title,url,status,label,section,owner,languages,lastmod\r\n";
        assert_eq!(printed(&args), format!("{head}\"Én, to\",/behov/a/,til-qa,Til QA,Behov,,nb en,\r\n"));
        let args = StatusArgs { section: Some("om".to_string()), format: StatusFormat::Json, ..StatusArgs::default() };
        let report: serde_json::Value = serde_json::from_str(&printed(&args)).unwrap_or_default();
        assert_eq!((&report["total"], &report["counts"][0]["count"], &report["pages"][0]["title"]), (&1.into(), &1.into(), &"B".into()));
    }
}
