//! `loft search`: a question to the index of the site's pages, answered on the terminal.

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::check::search_cases;
use crate::diag::{Diag, MessageLang, Style};
use crate::search::{Answer, Document, Engine, Hit, Index, Marked, Note, Options, Thesaurus, Understood, Why};
use crate::site::Site;

/// Search the site's pages.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  loft search samtykkeportal
  loft search '\"tidlig innsats\" status:utkast -register'
  loft search --lang en 'consent portal' --format json
  loft search --queries queries.jsonl > answers.jsonl")]
#[command(subcommand_negates_reqs = true)]
pub struct SearchArgs {
    #[command(subcommand)]
    pub command: Option<SearchCommand>,
    /// Words, \"phrases\", -exclusions and fields (status: seksjon: type: aktør: eier: emne: tittel:)
    #[arg(required_unless_present_any = ["queries"], allow_hyphen_values = true)]
    pub query: Vec<String>,
    /// Language whose pages are searched; the site's default language if not given
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    #[arg(long, value_enum, default_value_t = SearchFormat::Table)]
    pub format: SearchFormat,
    /// How many pages are shown
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// Read queries from a file or - (one {"id","lang","query"} a line); answer with {"id","urls"} lines
    #[arg(long, value_name = "FILE", conflicts_with_all = ["query", "format", "explain"])]
    pub queries: Option<PathBuf>,
    /// Say how each word was understood
    #[arg(long)]
    pub explain: bool,
}

#[derive(Clone, Debug, Subcommand)]
pub enum SearchCommand {
    /// Ask the queries of data/search-cases.yaml, and say which no longer find their page
    Audit,
    /// Write documents, schema and analysis for a distributed search engine
    Export {
        /// The engine
        #[arg(long, value_enum)]
        format: Engine,
        /// Where to write
        #[arg(long, short, value_name = "DIR", default_value = "search-export")]
        output: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SearchFormat {
    Table,
    Json,
}

/// What the command needs to know of the site.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// Folder of the index; it is made and kept up to date.
    pub index_dir: &'a Path,
    pub default_lang: &'a str,
    /// The owner's synonyms.
    pub thesaurus: &'a Thesaurus,
    /// Language in which the command speaks.
    pub voice_lang: MessageLang,
    pub style: Style,
}

/// Brings the index up to date with the documents, then answers. Returns whether anything was found.
pub fn run_on(documents: &[Document], args: &SearchArgs, site: Surroundings, out: &mut dyn Write) -> Result<bool, Failure> {
    let index = up_to_date(documents, site.index_dir)?;
    let options = Options { limit: args.limit, explain: args.explain, thesaurus: site.thesaurus.clone(), ..Options::default() };
    let default_lang = args.lang.as_deref().unwrap_or(site.default_lang);
    if let Some(path) = &args.queries {
        let input: Box<dyn BufRead> = match path.as_os_str() == "-" {
            true => Box::new(io::stdin().lock()),
            false => Box::new(io::BufReader::new(std::fs::File::open(path)?)),
        };
        answer_lines(&index, input, default_lang, &options, out)?;
        return Ok(true);
    }
    let query = args.query.join(" ");
    let answer = index.query(default_lang, &query, &options)?;
    match args.format {
        SearchFormat::Json => print_json(&query, default_lang, &answer, out)?,
        SearchFormat::Table => print_table(&answer, site, out)?,
    }
    Ok(!answer.hits.is_empty())
}

/// Asks the site's own cases. Returns whether all were met.
pub fn audit(site: &Site, lang: MessageLang, out: &mut dyn Write) -> Result<bool, Failure> {
    let (cases, diags) = search_cases::read(site);
    if let Some(diag) = diags.into_iter().next() {
        return Err(Failure::Diag(diag));
    }
    let judged = search_cases::judge(site, cases)?;
    for one in &judged {
        let sign = if one.is_met() { "✓" } else { "✗" };
        let place = one.place.map_or("–".to_string(), |place| place.to_string());
        writeln!(out, "{sign} {place:>3}  {}  →  {}", one.case.query, one.case.pages.join(", "))?;
    }
    let met = judged.iter().filter(|one| one.is_met()).count();
    match lang {
        MessageLang::Nb => writeln!(out, "{met} av {} spørringer finner siden sin.", judged.len())?,
        MessageLang::En => writeln!(out, "{met} of {} queries find their page.", judged.len())?,
    }
    Ok(met == judged.len())
}

/// The index with these documents in it. Where another program is writing, what is there answers
/// well enough; where nothing can be written, the index is made in memory.
fn up_to_date(documents: &[Document], dir: &Path) -> Result<Index, Diag> {
    let mut index = Index::open(dir);
    match index.update(documents) {
        Err(diag) if diag.code == "search-index-busy" && index.parts().next().is_some() => Ok(index),
        Err(_) => {
            let mut index = Index::in_memory();
            index.update(documents)?;
            Ok(index)
        }
        Ok(_) => Ok(index),
    }
}

/// Why there is no answer: a finding, or a stream that could not be read or written.
#[derive(Debug)]
pub enum Failure {
    Diag(Diag),
    Io(io::Error),
}

impl From<Diag> for Failure {
    fn from(diag: Diag) -> Failure {
        Failure::Diag(diag)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Io(error)
    }
}

#[derive(Deserialize)]
struct QueryLine {
    id: serde_json::Value,
    lang: Option<String>,
    query: String,
}

#[derive(Serialize)]
struct AnswerLine {
    id: serde_json::Value,
    urls: Vec<String>,
}

/// Answers one query a line, in order.
fn answer_lines(index: &Index, input: impl BufRead, lang: &str, options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    for (number, line) in input.lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let asked: QueryLine = serde_json::from_str(&line).map_err(|error| {
            let example = r#"{"id": 1, "lang": "nb", "query": "samtykke"}"#;
            Diag::error("search-query-line").with("line", number + 1).with("error", error).with("example", example)
        })?;
        let urls = index.urls(asked.lang.as_deref().unwrap_or(lang), &asked.query, options)?;
        writeln!(out, "{}", serde_json::to_string(&AnswerLine { id: asked.id, urls }).map_err(io::Error::from)?)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct JsonAnswer<'a> {
    query: &'a str,
    lang: &'a str,
    #[serde(flatten)]
    answer: &'a Answer,
}

fn print_json(query: &str, lang: &str, answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &JsonAnswer { query, lang, answer })?;
    writeln!(out)
}

fn print_table(answer: &Answer, site: Surroundings, out: &mut dyn Write) -> io::Result<()> {
    for note in &answer.notes {
        writeln!(out, "({})", note_text(note, site.voice_lang))?;
    }
    for word in &answer.understood {
        print_understood(word, site.voice_lang, out)?;
    }
    for hit in &answer.hits {
        print_hit(hit, site.style, out)?;
    }
    writeln!(out, "{}", count_text(answer.total, answer.hits.len(), site.voice_lang))
}

fn count_text(total: usize, shown: usize, lang: MessageLang) -> String {
    match (lang, total) {
        (MessageLang::En, 0) => "Nothing found.".to_string(),
        (MessageLang::Nb, 0) => "Ingen treff.".to_string(),
        (MessageLang::En, _) if total > shown => format!("{shown} of {total} pages."),
        (MessageLang::Nb, _) if total > shown => format!("{shown} av {total} sider."),
        (MessageLang::En, 1) => "1 page.".to_string(),
        (MessageLang::Nb, 1) => "1 side.".to_string(),
        (MessageLang::En, _) => format!("{total} pages."),
        (MessageLang::Nb, _) => format!("{total} sider."),
    }
}

fn print_hit(hit: &Hit, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let status = hit.status.as_ref().map(|status| format!("  [{} {}]", status.symbol, status.label).replace("[ ", "[")).unwrap_or_default();
    writeln!(out, "{}{status}", bold_marks(&hit.title, style))?;
    let anchor = hit.anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
    writeln!(out, "  {}{anchor}", hit.url)?;
    let mut place: Vec<String> = hit.section_path.clone();
    if !hit.heading.text.is_empty() {
        place.push(bold_marks(&hit.heading, style));
    }
    if !place.is_empty() {
        writeln!(out, "  {}", place.join(" › "))?;
    }
    if !hit.excerpt.text.is_empty() {
        writeln!(out, "  {}", bold_marks(&hit.excerpt, style))?;
    }
    writeln!(out)
}

/// How a word was understood, the best meanings first.
fn print_understood(word: &Understood, lang: MessageLang, out: &mut dyn Write) -> io::Result<()> {
    const SHOWN: usize = 12;
    let meanings: Vec<String> =
        word.meanings.iter().take(SHOWN).map(|(stem, weight, why)| format!("{stem} ({}, {weight:.2})", why_text(*why, lang))).collect();
    let more = word.meanings.len().saturating_sub(SHOWN);
    let (unknown, and_more) = match lang {
        MessageLang::En => ("unknown", format!(" and {more} more")),
        MessageLang::Nb => ("ukjent", format!(" og {more} til")),
    };
    let meanings = if meanings.is_empty() { unknown.to_string() } else { meanings.join(", ") };
    writeln!(out, "{}: {meanings}{}", word.word, if more > 0 { and_more } else { String::new() })
}

fn why_text(why: Why, lang: MessageLang) -> &'static str {
    let (en, nb) = match why {
        Why::Exact => ("as typed", "som skrevet"),
        Why::Inflected => ("other ending", "annen endelse"),
        Why::Neighbour => ("joined with its neighbour", "satt sammen med naboordet"),
        Why::Variant => ("other written form", "annen målform"),
        Why::Prefix => ("beginning", "begynnelse"),
        Why::Fuzzy => ("spelt differently", "skrevet annerledes"),
        Why::Part => ("part of the word", "del av ordet"),
    };
    if lang == MessageLang::En { en } else { nb }
}

fn note_text(note: &Note, lang: MessageLang) -> String {
    let (en, nb) = match note {
        Note::UnclosedQuote => (
            "a quotation mark lacks its pair, so its words were searched for one by one".to_string(),
            "et anførselstegn mangler makker, så ordene ble søkt etter hver for seg".to_string(),
        ),
        Note::UnknownField(field) => (
            format!("there is no field called “{field}”, so it was searched for as a word"),
            format!("det finnes ikke noe felt som heter «{field}», så det ble søkt etter som ord"),
        ),
        Note::TooLong => (
            "the query is very long, so only its beginning counts".to_string(),
            "søket er svært langt, så bare begynnelsen teller".to_string(),
        ),
        Note::OnlyExclusions => ("the query only says what to leave out".to_string(), "søket sier bare hva som skal utelates".to_string()),
    };
    if lang == MessageLang::En { en } else { nb }
}

/// Control characters that a page may hold never reach the terminal.
fn bold_marks(marked: &Marked, style: Style) -> String {
    let mut out = String::with_capacity(marked.text.len() + 16);
    let mut at = 0;
    let clean = |text: &str| text.chars().filter(|letter| !letter.is_control()).collect::<String>();
    for (start, end) in &marked.marks {
        out.push_str(&clean(&marked.text[at..*start]));
        let word = clean(&marked.text[*start..*end]);
        if style == Style::Colour {
            out.push_str(&format!("\u{1b}[1m{word}\u{1b}[0m"))
        } else {
            out.push_str(&word)
        }
        at = *end;
    }
    out.push_str(&clean(&marked.text[at..]));
    out
}
