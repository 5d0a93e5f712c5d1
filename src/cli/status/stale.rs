//! `loft stale`: pages past their review date, and pages that nobody has touched for long.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::{Which, is_owned, is_status, is_within};
use crate::cli::listing::{self, Format};
use crate::cli::{SiteArgs, Voice, table};
use crate::csv;
use crate::pipeline::{self, Memo};
use crate::views::status::{self, Tracked};

/// List pages past their review date, and pages with a status that nobody has really changed for long.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "Machines and bulk changes count as nobody: see [history] in the configuration. Pages that are approved
are stale only when their review date has passed, pages that were given up never.

Examples:
  loft stale                      untouched for as long as [status] stale_days says
  loft stale --days 90 --owner udir
  loft stale --format csv > stale.csv")]
pub struct StaleArgs {
    #[command(flatten)]
    pub which: Which,
    /// Untouched for so many days
    #[arg(long, value_name = "N")]
    pub days: Option<u32>,
}

/// One page: an interface for scripts.
#[derive(Serialize)]
struct Line<'a> {
    title: &'a str,
    url: &'a str,
    /// `review`: past its review date; `stale`: untouched.
    why: &'a str,
    /// The review date, or the day of the last real change.
    date: &'a str,
    days: i64,
    owner: Option<&'a str>,
}

/// Reads the site and answers.
pub fn run(site: &SiteArgs, args: &StaleArgs, voice: Voice) -> ExitCode {
    let mut plan = pipeline::plan(site.snapshot(), &Memo::passing());
    if let Some(days) = args.days {
        let mut config = (*plan.site.config).clone();
        config.loft.status_rules.stale_days = days;
        plan.site.config = std::sync::Arc::new(config);
    }
    let site = &plan.site;
    let voice = voice.for_answer(args.which.lang.as_deref(), &site.config);
    let lang = crate::cli::language(args.which.lang.as_deref(), &site.config);
    let all = status::of_language(site, &lang);
    let view = |page: &Tracked| status::status_view(&page.status, &site.config.loft.statuses, lang.as_str());
    let tracked: Vec<&Tracked> = all
        .iter()
        .filter(|page| is_status(&view(page), args.which.status.as_deref()) && is_within(&page.page.url, args.which.section.as_deref()))
        .filter(|page| is_owned(page, args.which.owner.as_deref(), site))
        .collect();
    let notices = status::stale(site, &lang, &tracked);
    let lines: Vec<Line<'_>> = notices
        .iter()
        .map(|notice| Line {
            title: &notice.page.title,
            url: &notice.page.url,
            why: notice.why,
            date: notice.date.as_ref().and_then(|date| date.iso.get(..10)).unwrap_or(""),
            days: notice.days.unwrap_or(0),
            owner: notice.owner.as_deref(),
        })
        .collect();
    let mut out = BufWriter::new(io::stdout().lock());
    crate::cli::written(print(&lines, args.which.format, voice, &mut out).and_then(|()| out.flush()))
}

fn print(lines: &[Line<'_>], format: Format, voice: Voice, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => listing::json(lines, out),
        Format::Ndjson => listing::ndjson(lines, out),
        Format::Csv => {
            csv::write(out, ["title", "url", "why", "date", "days", "owner"])?;
            lines.iter().try_for_each(|line| {
                csv::write(out, [line.title, line.url, line.why, line.date, &line.days.to_string(), line.owner.unwrap_or("")])
            })
        }
        Format::Table => {
            let why = |line: &Line<'_>| match line.why {
                "review" => voice.say("past its review date", "gjennomgang forfalt"),
                _ => voice.say("untouched", "ikke endret"),
            };
            let row = |line: &Line<'_>| {
                [why(line), line.date, &line.days.to_string(), line.title, line.owner.unwrap_or(""), line.url].map(str::to_string).to_vec()
            };
            let (why, date, days) = (voice.say("why", "hvorfor"), voice.say("date", "dato"), voice.say("days", "dager"));
            let (page, owner, address) = (voice.say("page", "side"), voice.say("owner", "eier"), voice.say("address", "adresse"));
            table::write(out, &[why, date, days, page, owner, address], &lines.iter().map(row).collect::<Vec<_>>())
        }
    }
}
