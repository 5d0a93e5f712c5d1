//! `loft status --history`: what each page's status was, and when.

use std::io::{self, Write};

use serde::Serialize;

use crate::cli::listing::{self, Format};
use crate::cli::{Voice, table};
use crate::config::StatusVocabulary;
use crate::csv;
use crate::paths::Lang;
use crate::site::Site;
use crate::site::history::{Hand, PageHistory, Transition};
use crate::site::statuses::PageStatus;

/// One page: an interface for scripts.
#[derive(Serialize)]
struct PageLine<'a> {
    id: Option<&'a str>,
    path: &'a str,
    /// Whether the page is still there.
    live: bool,
    /// Of the default language's version, when that ever had a status.
    transitions: Vec<StepLine<'a>>,
}

#[derive(Serialize)]
struct StepLine<'a> {
    date: String,
    /// A label in the language asked for, or `none`.
    status: &'a str,
    author: &'a str,
    commit: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'static str>,
}

/// Prints the pages' statuses over time.
pub(super) fn print(
    site: &Site,
    pages: &[&PageHistory],
    format: Format,
    (lang, voice): (&Lang, Voice),
    out: &mut dyn Write,
) -> io::Result<()> {
    let vocabulary = &site.config.loft.statuses;
    let lines: Vec<PageLine<'_>> = pages.iter().map(|page| page_line(page, vocabulary, lang.as_str())).collect();
    match format {
        Format::Ndjson => listing::ndjson(&lines, out),
        Format::Json => listing::json(&lines, out),
        Format::Csv => {
            csv::write(out, ["id", "path", "date", "status", "author", "commit", "by"])?;
            steps(&lines).try_for_each(|(page, step)| {
                let (id, by) = (page.id.unwrap_or(""), step.by.unwrap_or(""));
                csv::write(out, [id, page.path, &step.date, step.status, step.author, step.commit, by])
            })
        }
        Format::Table => {
            let cut = |text: &str, length: usize| text.chars().take(length).collect::<String>();
            let row = |(page, step): (&PageLine<'_>, &StepLine<'_>)| {
                vec![cut(&step.date, 10), step.status.to_string(), page.path.to_string(), step.author.to_string()]
            };
            table::write(
                out,
                &[voice.say("date", "dato"), "status", voice.say("page", "side"), voice.say("by", "av")],
                &steps(&lines).map(row).collect::<Vec<_>>(),
            )
        }
    }
}

fn steps<'a, 'b>(lines: &'a [PageLine<'b>]) -> impl Iterator<Item = (&'a PageLine<'b>, &'a StepLine<'b>)> {
    lines.iter().flat_map(|line| line.transitions.iter().map(move |step| (line, step)))
}

fn page_line<'a>(page: &'a PageHistory, vocabulary: &'a StatusVocabulary, lang: &str) -> PageLine<'a> {
    PageLine {
        id: page.id.as_deref(),
        path: &page.path,
        live: page.page.is_some(),
        transitions: page
            .in_default
            .as_ref()
            .unwrap_or(&page.transitions)
            .iter()
            .map(|transition| step_line(transition, vocabulary, lang))
            .collect(),
    }
}

fn step_line<'a>(transition: &'a Transition, vocabulary: &'a StatusVocabulary, lang: &str) -> StepLine<'a> {
    let label = |status: &'a PageStatus| status.def(vocabulary).map_or(status.raw.as_str(), |def| def.label(lang));
    StepLine {
        date: transition.moment.iso(),
        status: transition.status.as_ref().map_or("none", label),
        author: &transition.author,
        commit: &transition.commit,
        by: match transition.hand {
            Hand::Person => None,
            Hand::Bulk => Some("bulk"),
            Hand::Bot => Some("bot"),
        },
    }
}
