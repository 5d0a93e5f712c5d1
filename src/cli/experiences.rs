//! `loft experiences`: what was learned, on the terminal and on paper.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use super::listing::{self, Column, ListingArgs};
use super::{SiteArgs, Voice};
use crate::paths::Lang;
use crate::pipeline::Plan;
use crate::site::Moment;
use crate::views::experiences::{BEFORE, ExperiencesView, LessonRow, of_site};
use crate::views::{PageView, date_view};

/// List what was learned: a sentence each, with advice and source.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "Examples:
  loft experiences --before                    read these before you start a pilot
  loft experiences --phase oppstart --level juridisk
  loft experiences --actor ks --format csv > lessons.csv
  loft experiences --html > collection.html    to print")]
pub struct ExperiencesArgs {
    #[command(flatten)]
    pub listing: ListingArgs,
    /// Only this phase: its id or label
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    /// Only this level of interoperability: its label
    #[arg(long, value_name = "LEVEL")]
    pub level: Option<String>,
    /// Only lessons with this actor: its name
    #[arg(long, value_name = "ACTOR")]
    pub actor: Option<String>,
    /// Only this life event: its label
    #[arg(long, value_name = "EVENT")]
    pub life_event: Option<String>,
    /// Only lessons from the phases before a pilot begins
    #[arg(long)]
    pub before: bool,
    /// All of them as one page to print, as HTML
    #[arg(long, conflicts_with = "format")]
    pub html: bool,
}

const COLUMNS: [Column; 6] = [
    ("phase", "Phase", "Fase"),
    ("lesson", "Lesson", "Erfaring"),
    ("advice", "Advice", "Anbefaling"),
    ("levels", "Levels", "Nivåer"),
    ("actors", "Actors", "Aktører"),
    ("source", "From", "Fra"),
];

pub fn run(site: &SiteArgs, args: &ExperiencesArgs, voice: Voice) -> ExitCode {
    listing::answered(site, &args.listing, voice, |plan, lang, voice, out| {
        let view = wanted(plan, lang, args);
        if args.html {
            return print_page(plan, lang, &view, out);
        }
        let rows: Vec<LessonRow> = view.phases.into_iter().flat_map(|phase| phase.lessons).collect();
        listing::print(&rows, &COLUMNS, cells, args.listing.format, voice, out)
    })
}

fn cells(row: &LessonRow) -> Vec<String> {
    let source = row.source.as_ref().unwrap_or(&row.page);
    let actors: Vec<&str> = row.actors.iter().map(|actor| actor.text.as_str()).collect();
    vec![
        row.phase.clone(),
        row.lesson.clone(),
        row.advice.clone().unwrap_or_default(),
        row.levels.join("; "),
        actors.join("; "),
        source.title.clone(),
    ]
}

/// The lessons that the filters let through, in their phases.
fn wanted(plan: &Plan, lang: &Lang, args: &ExperiencesArgs) -> ExperiencesView {
    let site = &plan.site;
    let mut view = of_site(site, lang);
    let is = |asked: &Option<String>, held: Vec<&String>| {
        asked.as_ref().is_none_or(|asked| held.iter().any(|held| held.to_lowercase() == asked.trim().to_lowercase()))
    };
    let actor = args.actor.as_ref().map(|asked| {
        let known = site.actors.register.find_by_id_or_name(asked);
        known.map_or_else(|| asked.clone(), |actor| actor.name(lang.as_str()).to_string())
    });
    for phase in &mut view.phases {
        let is_phase = is(&args.phase, vec![&phase.id, &phase.label]) && (!args.before || BEFORE.contains(&phase.id.as_str()));
        phase.lessons.retain(|lesson| {
            is_phase
                && is(&actor, lesson.actors.iter().map(|actor| &actor.text).collect())
                && is(&args.level, lesson.levels.iter().collect())
                && is(&args.life_event, lesson.life_events.iter().collect())
        });
    }
    view.phases.retain(|phase| !phase.lessons.is_empty());
    view.total = view.phases.iter().map(|phase| phase.lessons.len()).sum();
    view
}

/// The collection, as a file that needs no other.
fn print_page(plan: &Plan, lang: &Lang, view: &ExperiencesView, out: &mut dyn Write) -> io::Result<()> {
    let site = plan.common.site(&plan.site, lang).clone();
    let page = PageView { kind: "experiences".to_string(), title: site.title.clone(), ..PageView::default() };
    let mut data = serde_json::to_value(view)?;
    data["day"] = serde_json::to_value(Moment::parse(&plan.site.today.to_string()).map(|day| date_view(&day, lang)))?;
    super::print_page(plan, site, "experiences_print.html", page, data, out)
}
