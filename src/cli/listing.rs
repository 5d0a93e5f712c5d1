//! What the commands that answer with a list share: how its rows are printed.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{SiteArgs, Voice, table};
use crate::csv;
use crate::paths::Lang;
use crate::pipeline::{self, Memo, Plan};

#[derive(Args, Clone, Debug, Default)]
pub struct ListingArgs {
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Language of titles and labels; the site's default language if not given
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    #[default]
    Table,
    Json,
    Csv,
    /// One JSON object a line
    Ndjson,
}

/// A column: its name for programs, then for people in English and in Norwegian.
pub type Column = (&'static str, &'static str, &'static str);

/// Reads the site and lets `answer` print.
pub fn answered(
    site: &SiteArgs,
    args: &ListingArgs,
    voice: Voice,
    answer: impl FnOnce(&Plan, &Lang, Voice, &mut dyn Write) -> io::Result<()>,
) -> ExitCode {
    let plan = pipeline::plan(site.snapshot(), &Memo::passing());
    let voice = voice.for_answer(args.lang.as_deref(), &plan.site.config);
    let lang = super::language(args.lang.as_deref(), &plan.site.config);
    let mut out = BufWriter::new(io::stdout().lock());
    super::written(answer(&plan, &lang, voice, &mut out).and_then(|()| out.flush()))
}

/// Prints rows under columns that people see in their own language.
pub fn print<T: Serialize>(
    rows: &[T],
    columns: &[Column],
    cells: impl Fn(&T) -> Vec<String>,
    format: Format,
    voice: Voice,
    out: &mut dyn Write,
) -> io::Result<()> {
    let head: Vec<&str> = match format {
        Format::Table => columns.iter().map(|(_, en, nb)| voice.say(en, nb)).collect(),
        _ => columns.iter().map(|(name, ..)| *name).collect(),
    };
    rows_of(rows, &head, cells, format, out)
}

/// Rows in any of the formats: as they are for programs, as the cells that `head` names for people and spreadsheets.
pub fn rows_of<T: Serialize>(
    rows: &[T],
    head: &[&str],
    cells: impl Fn(&T) -> Vec<String>,
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Table => table::write(out, head, &rows.iter().map(cells).collect::<Vec<_>>()),
        Format::Csv => {
            csv::write(out, head)?;
            rows.iter().try_for_each(|row| csv::write(out, cells(row)))
        }
        Format::Json => json(rows, out),
        Format::Ndjson => ndjson(rows, out),
    }
}

/// One JSON document.
pub fn json<T: Serialize + ?Sized>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// One JSON object a line.
pub fn ndjson<T: Serialize>(rows: &[T], out: &mut dyn Write) -> io::Result<()> {
    rows.iter().try_for_each(|row| {
        serde_json::to_writer(&mut *out, row)?;
        writeln!(out)
    })
}

/// Titles of pages in one cell.
pub fn titles<'a>(pages: impl IntoIterator<Item = &'a crate::views::PageLink>) -> String {
    pages.into_iter().map(|page| page.title.as_str()).collect::<Vec<_>>().join("; ")
}
