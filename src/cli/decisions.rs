//! `loft decisions`: what was decided, and what became of it.

use std::process::ExitCode;

use clap::Args;

use super::listing::{self, Column, ListingArgs};
use super::{SiteArgs, Voice};
use crate::views::decisions::{DecisionRow, of_site};

/// List what was decided, by whom, about what, and whether it was followed up.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "Examples:
  loft decisions --open                   what is not followed up yet
  loft decisions --about 02-overgang      decisions about a case
  loft decisions --format csv > decisions.csv")]
pub struct DecisionsArgs {
    #[command(flatten)]
    pub listing: ListingArgs,
    /// Only decisions about a page: a part of its title or address
    #[arg(long, value_name = "PAGE")]
    pub about: Option<String>,
    /// Only decisions whose follow-up is not finished
    #[arg(long)]
    pub open: bool,
}

const COLUMNS: [Column; 7] = [
    ("date", "Date", "Dato"),
    ("number", "Number", "Saksnr"),
    ("title", "Matter", "Sak"),
    ("body", "By", "Organ"),
    ("about", "About", "Gjelder"),
    ("follow_up", "Follow-up", "Oppfølging"),
    ("decided", "Decided", "Vedtak"),
];

pub fn run(site: &SiteArgs, args: &DecisionsArgs, voice: Voice) -> ExitCode {
    listing::answered(site, &args.listing, voice, |plan, lang, voice, out| {
        let mut rows = of_site(&plan.site, lang).decisions;
        rows.retain(|row| is_wanted(row, args));
        listing::print(&rows, &COLUMNS, |row| cells(row, voice), args.listing.format, voice, out)
    })
}

fn is_wanted(row: &DecisionRow, args: &DecisionsArgs) -> bool {
    let is_about = |asked: &String| {
        let asked = asked.trim().to_lowercase();
        row.about.iter().any(|page| page.title.to_lowercase().contains(&asked) || page.url.to_lowercase().contains(&asked))
    };
    args.about.as_ref().is_none_or(is_about) && (!args.open || row.is_unfinished())
}

fn cells(row: &DecisionRow, voice: Voice) -> Vec<String> {
    let follow_up = row.follow_up.as_ref().map(|follow_up| {
        let state = match follow_up.state {
            "apen" => voice.say("open", "åpen"),
            "i-gang" => voice.say("in progress", "i gang"),
            "fulgt-opp" => voice.say("followed up", "fulgt opp"),
            "bortfalt" => voice.say("lapsed", "bortfalt"),
            _ => voice.say("not stated", "ikke oppgitt"),
        };
        let late = if follow_up.late { voice.say(", late", ", over fristen") } else { "" };
        let by = follow_up.by.as_ref().map(|by| format!(" ({})", by.text)).unwrap_or_default();
        format!("{state}{late}{by}")
    });
    vec![
        row.date.as_ref().map(|date| date.iso.chars().take(10).collect()).unwrap_or_default(),
        row.number.clone().unwrap_or_default(),
        row.title.clone(),
        row.body.as_ref().map(|body| body.text.clone()).unwrap_or_default(),
        listing::titles(&row.about),
        follow_up.unwrap_or_default(),
        row.decided.join(" "),
    ]
}
