//! `loft needs`: which pilot covers which need; `loft framework`: what stands behind each part of the framework.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::listing::{self, Column, ListingArgs};
use super::{SiteArgs, Voice};
use crate::views::needs::{NeedRow, NeedsView};
use crate::views::{PageLink, framework, needs};

/// List needs, and the pilots that cover them.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "Examples:
  loft needs
  loft needs --without                 needs that no pilot covers
  loft needs --format csv > needs.csv")]
pub struct NeedsArgs {
    #[command(flatten)]
    pub listing: ListingArgs,
    /// Only needs that no pilot covers
    #[arg(long)]
    pub without: bool,
}

/// List the parts of the framework, and what stands behind each.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "Examples:
  loft framework
  loft framework --without             parts with no case, lesson or decision behind them")]
pub struct FrameworkArgs {
    #[command(flatten)]
    pub listing: ListingArgs,
    /// Only parts with no case, lesson or decision behind them
    #[arg(long)]
    pub without: bool,
}

/// A need for programs.
#[derive(Serialize)]
struct Need<'a> {
    page: &'a PageLink,
    pilots: Vec<Pilot<'a>>,
    others: &'a [PageLink],
}

#[derive(Serialize)]
struct Pilot<'a> {
    page: &'a PageLink,
    /// The need through which it covers this one.
    via: Option<&'a PageLink>,
    /// The sentence that it was read from.
    read: Option<&'a str>,
}

const NEEDS: [Column; 5] = [
    ("need", "Need", "Behov"),
    ("status", "Status", "Status"),
    ("pilots", "Pilots", "Piloter"),
    ("others", "Covered by other needs", "Dekket av andre behov"),
    ("url", "Address", "Adresse"),
];

const PARTS: [Column; 4] =
    [("part", "Part", "Del"), ("status", "Status", "Status"), ("behind", "Behind it", "Bak delen"), ("url", "Address", "Adresse")];

pub fn run(site: &SiteArgs, args: &NeedsArgs, voice: Voice) -> ExitCode {
    listing::answered(site, &args.listing, voice, |plan, lang, voice, out| {
        let view = needs::of_site(&plan.site, lang);
        let rows: Vec<Need<'_>> = view.needs.iter().filter(|row| !args.without || !row.is_covered).map(|row| need(&view, row)).collect();
        let cells = |row: &Need<'_>| {
            let pilot = |pilot: &Pilot<'_>| match pilot.via {
                Some(via) => format!("{} ({} {})", pilot.page.title, voice.say("by way of", "via"), via.title),
                None => pilot.page.title.clone(),
            };
            let pilots = row.pilots.iter().map(pilot).collect::<Vec<_>>().join("; ");
            vec![row.page.title.clone(), status(row.page), pilots, listing::titles(row.others), row.page.url.clone()]
        };
        listing::print(&rows, &NEEDS, cells, args.listing.format, voice, out)
    })
}

fn need<'a>(view: &'a NeedsView, row: &'a NeedRow) -> Need<'a> {
    let covers = row.pilots.iter().zip(&view.pilots).filter_map(|(cover, pilot)| Some((cover.as_ref()?, pilot)));
    let pilots = covers.map(|(cover, pilot)| Pilot { page: &pilot.page, via: cover.via.as_ref(), read: cover.read.as_deref() });
    Need { page: &row.page, pilots: pilots.collect(), others: &row.others }
}

pub fn run_framework(site: &SiteArgs, args: &FrameworkArgs, voice: Voice) -> ExitCode {
    listing::answered(site, &args.listing, voice, |plan, lang, voice, out| {
        let mut rows = framework::of_site(&plan.site, lang).parts;
        rows.retain(|row| !args.without || row.is_bare);
        let cells = |row: &framework::PartRow| {
            let group = |group: &framework::Support| match group.label.as_str() {
                "" => listing::titles(&group.pages),
                label => format!("{label}: {}", listing::titles(&group.pages)),
            };
            let behind = row.groups.iter().map(group).collect::<Vec<_>>().join(" | ");
            vec![row.page.title.clone(), status(&row.page), behind, row.page.url.clone()]
        };
        listing::print(&rows, &PARTS, cells, args.listing.format, voice, out)
    })
}

fn status(page: &PageLink) -> String {
    page.status.as_ref().map(|status| status.label.clone()).unwrap_or_default()
}
