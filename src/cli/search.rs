//! `loft search`: a question to the index of the site's pages, answered on the terminal.

use std::ffi::OsString;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::check::search_cases;
use crate::diag::{Diag, MessageLang, Style};
use crate::search::{Answer, Document, Engine, Filter, Hit, Index, Marked, Note, Options, Thesaurus, Understood, Why};
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
    /// Words, "phrases", -exclusions and fields (status: seksjon: type: aktør: eier: emne: tittel:)
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

/// The arguments with `loft search`'s options before the words: a query may hold `-words`, so that clap takes what stands
/// behind the first word for words too, and `loft search samtykke -s folder` would search for `-s`.
pub fn options_first(args: Vec<OsString>, program: &clap::Command) -> Vec<OsString> {
    let Some(at) = args.iter().position(|arg| arg == "search").filter(|at| args[1..*at].iter().all(is_option)) else { return args };
    let Some(command) = program.find_subcommand("search") else { return args };
    let mut rest = args[at + 1..].iter().peekable();
    let (mut options, mut others) = (Vec::new(), Vec::new());
    // What a subcommand has an option of its own for stays with it.
    let mut own: Option<&clap::Command> = None;
    while let Some(arg) = rest.next() {
        let text = arg.to_string_lossy();
        let found = option_named(&text, command.get_arguments().chain(program.get_arguments()));
        if text == "--" {
            others.push(arg.clone());
            others.extend(rest.by_ref().cloned());
        } else if let Some(option) = found.filter(|_| own.is_none_or(|own| option_named(&text, own.get_arguments()).is_none())) {
            options.push(arg.clone());
            if option.get_action().takes_values() && !text.contains('=') {
                options.extend(rest.next().cloned());
            }
        } else {
            own = own.or_else(|| others.is_empty().then(|| command.find_subcommand(&*text)).flatten());
            others.push(arg.clone());
        }
    }
    args[..=at].iter().cloned().chain(options).chain(others).collect()
}

fn is_option(arg: &OsString) -> bool {
    arg.to_string_lossy().starts_with('-')
}

/// The option that an argument such as `-s`, `--lang` or `--lang=en` names.
fn option_named<'c>(arg: &str, mut options: impl Iterator<Item = &'c clap::Arg>) -> Option<&'c clap::Arg> {
    let long = arg.strip_prefix("--").map(|name| name.split('=').next().unwrap_or(name));
    let short = arg.strip_prefix('-').filter(|name| name.chars().count() == 1).and_then(|name| name.chars().next());
    options.find(|option| (long.is_some() && option.get_long() == long) || (short.is_some() && option.get_short() == short))
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
        let asked: QueryLine = serde_json::from_str(&line).map_err(|_| {
            let example = r#"{"id": 1, "lang": "nb", "query": "samtykke"}"#;
            Diag::error("search-query-line").with("line", number + 1).with("example", example)
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
    super::listing::json(&JsonAnswer { query, lang, answer }, out)
}

fn print_table(answer: &Answer, site: Surroundings, out: &mut dyn Write) -> io::Result<()> {
    for note in &answer.notes {
        writeln!(out, "({})", note_text(note, site.voice_lang))?;
    }
    for offer in &answer.offers {
        writeln!(out, "({})", offer_text(offer, site.voice_lang))?;
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
        Why::Related => ("near in meaning", "nær i betydning"),
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

/// A filter that could stand in a word's place.
fn offer_text(offer: &Filter, lang: MessageLang) -> String {
    let filter = format!("{}:{}", offer.field.name(lang == MessageLang::En), offer.value);
    match lang {
        MessageLang::En => format!("write {filter} instead to see only those pages"),
        MessageLang::Nb => format!("skriv {filter} i stedet for å se bare de sidene"),
    }
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

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    #[derive(Parser)]
    #[command(name = "loft")]
    struct Program {
        #[command(subcommand)]
        command: Only,
        #[arg(short, long, global = true, action = clap::ArgAction::Count)]
        verbose: u8,
    }

    #[derive(Subcommand)]
    enum Only {
        Search {
            #[arg(short, long)]
            source: Option<String>,
            #[command(flatten)]
            search: SearchArgs,
        },
    }

    #[test]
    fn options_may_stand_behind_the_words() {
        let sorted = |line: &str| {
            let args = line.split(' ').map(OsString::from).collect();
            let out: Vec<String> =
                options_first(args, &Program::command()).into_iter().map(|arg| arg.to_string_lossy().into_owned()).collect();
            out.join(" ")
        };
        for (typed, expected) in [
            ("loft search samtykke -s mappe", "loft search -s mappe samtykke"),
            ("loft search register -utkast --lang en -v", "loft search --lang en -v register -utkast"),
            ("loft search --format=json x", "loft search --format=json x"),
            ("loft search audit -s mappe", "loft search -s mappe audit"),
            ("loft search export --format quickwit -s mappe -o ut", "loft search -s mappe export --format quickwit -o ut"),
            ("loft search -- -s x", "loft search -- -s x"),
            ("loft search x -s", "loft search -s x"),
            ("loft list search -s x", "loft list search -s x"),
        ] {
            assert_eq!(sorted(typed), expected, "{typed}");
        }
        let args = "loft search register -utkast -s mappe".split(' ').map(OsString::from).collect();
        let program = Program::try_parse_from(options_first(args, &Program::command())).unwrap_or_else(|error| panic!("{error}"));
        let Only::Search { source, search } = program.command;
        assert_eq!((source.as_deref(), search.query.join(" ").as_str()), (Some("mappe"), "register -utkast"));
    }
}
