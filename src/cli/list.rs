//! `loft list`: every page, as a table, as JSON lines or as CSV.

use std::io::{BufWriter, Write};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::{SiteArgs, Voice};
use crate::csv;
use crate::doc::front_matter::BuildRender;
use crate::memo::Shared;
use crate::pipeline::{self, Memo, Plan};
use crate::render;
use crate::site::Page;
use crate::views::{self, list::Row};

/// List every page, for people and for scripts.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  loft list
  loft list --format ndjson | jq -r 'select(.status == null) | .url'
  loft list --format csv > pages.csv")]
pub struct ListArgs {
    #[command(flatten)]
    pub site: SiteArgs,
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Add each page's body as HTML, before anything that Loft adds to it (ndjson only)
    #[arg(long)]
    pub html: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Ndjson,
    Csv,
}

pub fn run(args: &ListArgs, voice: Voice) -> ExitCode {
    let plan = pipeline::plan(args.site.snapshot(), &Memo::passing());
    let voice = voice.for_site(&plan.site.config);
    voice.report(&plan.diags);
    let with_html = args.html && args.format == Format::Ndjson;
    let listed = plan.site.pages.par_iter().filter(|page| page.is_listed() && page.build.render != BuildRender::Never);
    let rows: Vec<Row> = listed.map(|page| views::list::row(&plan.site, page, with_html.then(|| html(&plan, page)))).collect();
    let out = BufWriter::new(std::io::stdout().lock());
    let written = match args.format {
        Format::Table => table(&rows, voice, out),
        Format::Ndjson => ndjson(&rows, out),
        Format::Csv => print_csv(&rows, out),
    };
    super::written(written)
}

/// The body alone, before anything that Loft adds.
fn html(plan: &Plan, page: &Page) -> String {
    let site: &Shared<views::SiteView> = plan.common.site(&plan.site, &page.lang);
    let view = views::page_view(&plan.site, &plan.common, page);
    let body = views::body_view(&plan.site, page, &page.content, false);
    render::body(&body, &render::Scope::new(&plan.engine, site, &view)).0
}

fn ndjson(rows: &[Row], mut out: impl Write) -> std::io::Result<()> {
    for row in rows {
        serde_json::to_writer(&mut out, row)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// Columns in `csv` and in the table.
fn cells(row: &Row) -> [String; 8] {
    [
        row.lang.clone(),
        row.kind.clone(),
        row.weight.to_string(),
        row.status.clone().unwrap_or_default(),
        row.lastmod.as_deref().map_or(String::new(), |date| date.chars().take(10).collect()),
        row.title.clone(),
        row.url.clone(),
        row.file.clone().unwrap_or_default(),
    ]
}

fn print_csv(rows: &[Row], mut out: impl Write) -> std::io::Result<()> {
    csv::write(&mut out, ["lang", "kind", "weight", "status", "lastmod", "title", "url", "file"])?;
    rows.iter().try_for_each(|row| csv::write(&mut out, cells(row)))?;
    out.flush()
}

fn table(rows: &[Row], voice: Voice, mut out: impl Write) -> std::io::Result<()> {
    let head = match voice.say("en", "nb") {
        "nb" => ["språk", "slag", "vekt", "status", "endret", "tittel", "adresse", "fil"],
        _ => ["lang", "kind", "weight", "status", "changed", "title", "address", "file"],
    };
    let mut lines: Vec<[String; 8]> = vec![head.map(str::to_string)];
    lines.extend(rows.iter().map(cells));
    let widths: Vec<usize> =
        (0..7).map(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0).min(60)).collect();
    for line in &lines {
        for (cell, width) in line.iter().zip(&widths) {
            let padding = width.saturating_sub(cell.chars().count());
            write!(out, "{cell}{}  ", " ".repeat(padding))?;
        }
        writeln!(out, "{}", line[7])?;
    }
    out.flush()
}
