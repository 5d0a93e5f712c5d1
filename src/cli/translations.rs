//! `loft translations`: how much of the site each language has, on the terminal.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::listing::{self, Format};
use super::{SiteArgs, Voice, table};
use crate::csv;
use crate::paths::Lang;
use crate::pipeline::{self, Memo};
use crate::site::coverage::Verdict;
use crate::views::translations::{FormsRow, TranslationRow, forms, rows};

/// Show how much of each page the other languages have.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "Examples:
  loft translations                        what is left to do, the largest first
  loft translations --all --lang en        every page in English
  loft translations --verdict stub --format csv > stubs.csv
  loft translations --owners               bokmål and nynorsk by owner")]
pub struct TranslationsArgs {
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Only translations into this language
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Only this verdict
    #[arg(long, value_enum, value_name = "VERDICT")]
    pub verdict: Option<Wanted>,
    /// Only pages below this path
    #[arg(long, value_name = "PATH")]
    pub section: Option<String>,
    /// Also pages with nothing left to do (always so for csv, json and ndjson)
    #[arg(long)]
    pub all: bool,
    /// How much each owner has written in bokmål and in nynorsk, instead
    #[arg(long, conflicts_with_all = ["lang", "verdict", "section", "all"])]
    pub owners: bool,
}

/// A verdict as asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Wanted {
    Full,
    Partial,
    Stub,
    Missing,
}

impl Wanted {
    fn verdict(self) -> Verdict {
        match self {
            Wanted::Full => Verdict::Full,
            Wanted::Partial => Verdict::Partial,
            Wanted::Stub => Verdict::Stub,
            Wanted::Missing => Verdict::Missing,
        }
    }
}

/// Reads the site and answers.
pub fn run(site: &SiteArgs, args: &TranslationsArgs, voice: Voice) -> ExitCode {
    let plan = pipeline::plan(site.snapshot(), &Memo::passing());
    let voice = voice.for_site(&plan.site.config);
    let mut out = BufWriter::new(io::stdout().lock());
    if args.owners {
        let rows = forms(&plan.site, &plan.site.config.default_language);
        return super::written(print_owners(&rows, args.format, voice, &mut out).and_then(|()| out.flush()));
    }
    super::written(run_on(&rows(&plan.site), args, voice, &mut out).and_then(|()| out.flush()))
}

/// Prints the rows that the filters let through.
pub fn run_on(rows: &[TranslationRow], args: &TranslationsArgs, voice: Voice, out: &mut dyn Write) -> io::Result<()> {
    let lang = args.lang.as_deref().map(|lang| Lang::new(lang.to_lowercase()));
    let is_wanted = |row: &&TranslationRow| {
        lang.as_ref().is_none_or(|lang| row.lang == lang.as_str())
            && args.verdict.is_none_or(|wanted| row.verdict == wanted.verdict().name())
            && is_within(&row.path, args.section.as_deref())
            && (args.all || args.format != Format::Table || args.verdict.is_some() || row.is_todo())
    };
    let mut rows: Vec<&TranslationRow> = rows.iter().filter(is_wanted).collect();
    match args.format {
        Format::Json => listing::json(&rows, out),
        Format::Ndjson => listing::ndjson(&rows, out),
        Format::Csv => print_csv(&rows, out),
        Format::Table => {
            rows.sort_by(|left, right| {
                right.words_left.cmp(&left.words_left).then_with(|| (&left.path, &left.lang).cmp(&(&right.path, &right.lang)))
            });
            print_table(&rows, voice, out)
        }
    }
}

/// The law's share is weighed for national state bodies, on these pages alone; others are only told.
fn print_owners(rows: &[FormsRow], format: Format, voice: Voice, out: &mut dyn Write) -> io::Result<()> {
    let cells = |row: &FormsRow| {
        let judged = match (row.is_state, row.falls_short) {
            (false, _) => "",
            (true, true) => voice.say("below 25 % here", "under 25 % her"),
            (true, false) => voice.say("25 % or more here", "minst 25 % her"),
        };
        let numbers = [row.pages, row.nb_percent, row.nn_percent].map(|number| number.to_string());
        [vec![row.owner.clone()], numbers.to_vec(), vec![judged.to_string()]].concat()
    };
    listing::print(rows, &OWNERS, cells, format, voice, out)
}

const OWNERS: [listing::Column; 5] = [
    ("owner", "Owner", "Eier"),
    ("pages", "Pages", "Sider"),
    ("nb_percent", "Bokmål %", "Bokmål %"),
    ("nn_percent", "Nynorsk %", "Nynorsk %"),
    ("language_act", "At least 25 %", "Minst 25 %"),
];

fn is_within(path: &str, section: Option<&str>) -> bool {
    section.is_none_or(|section| format!("/{}/", path.trim_matches('/')).contains(&format!("/{}/", section.trim_matches('/'))))
}

fn print_csv(rows: &[&TranslationRow], out: &mut dyn Write) -> io::Result<()> {
    csv::write(
        out,
        ["path", "lang", "verdict", "percent", "words_left", "title_untranslated", "older", "title", "url", "missing", "changed"],
    )?;
    rows.iter().try_for_each(|row| {
        let (percent, left) = (row.percent.to_string(), row.words_left.to_string());
        let names = |sections: &[crate::site::coverage::Section]| {
            sections.iter().map(|section| section.heading.as_str()).collect::<Vec<_>>().join(" | ")
        };
        let (missing, changed) = (names(&row.missing), row.changed.join(" | "));
        csv::write(
            out,
            [
                row.path.as_str(),
                &row.lang,
                row.verdict,
                &percent,
                &left,
                yes_no(row.title_untranslated),
                yes_no(row.older),
                &row.title,
                row.url.as_deref().unwrap_or(""),
                &missing,
                &changed,
            ],
        )
    })
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn print_table(rows: &[&TranslationRow], voice: Voice, out: &mut dyn Write) -> io::Result<()> {
    let verdict = |row: &TranslationRow| match row.verdict {
        "full" => voice.say("full", "hel"),
        "partial" => voice.say("partial", "delvis"),
        "stub" => voice.say("stub", "stubb"),
        _ => voice.say("missing", "mangler"),
    };
    let flags = |row: &TranslationRow| {
        let told = [
            (row.title_untranslated, voice.say("title untranslated", "tittel ikke oversatt")),
            (row.older, voice.say("older than its source", "eldre enn kilden")),
        ];
        told.iter().filter(|(holds, _)| *holds).map(|(_, text)| *text).collect::<Vec<_>>().join(", ")
    };
    let head = [
        voice.say("Language", "Språk"),
        voice.say("Translation", "Oversettelse"),
        "%",
        voice.say("Words left", "Ord igjen"),
        voice.say("Page", "Side"),
        voice.say("Remarks", "Merknader"),
    ];
    let line = |row: &&TranslationRow| {
        vec![row.lang.clone(), verdict(row).to_string(), row.percent.to_string(), row.words_left.to_string(), row.path.clone(), flags(row)]
    };
    table::write(out, &head, &rows.iter().map(line).collect::<Vec<_>>())
}
