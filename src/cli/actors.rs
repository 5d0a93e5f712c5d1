//! `loft actors`: who takes part, where, as what; and every entry as it was read.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::listing::{self, Column, Format};
use super::{SiteArgs, Voice, table};
use crate::csv;
use crate::diag::Diag;
use crate::pipeline::{self, Memo};
use crate::site::actors::{Actors, Mention, Profile, mentions};
use crate::site::{Page, Site};
use crate::views::PageLink;
use crate::views::actor;
use crate::views::actor::{ActorRow, ActorView, CaseRow, MatrixView, Surroundings, actor_view, actors_view, matrix_view};

/// List actors, the pages on which they take part, and their roles.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "Examples:
  loft actors                                  every actor, with how many pages and which roles
  loft actors udir --status godkjent           where Udir takes part in approved cases, and as what
  loft actors --never pilot                    who never takes part in a pilot
  loft actors --matrix --format csv            actors down, cases across
  loft actors --entries --format ndjson        every entry as read, with file and line")]
pub struct ActorsArgs {
    /// An actor: its id, or any of its names
    pub name: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Language of names and titles; the site's default language if not given
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Only pages with this status: its id or its label
    #[arg(long, value_name = "STATUS")]
    pub status: Option<String>,
    /// Only this role, by id
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    /// Only actors that never have this role, or never take part in a page of this type, by id
    #[arg(long, value_name = "ROLE|TYPE", conflicts_with_all = ["name", "matrix"])]
    pub never: Option<String>,
    /// The matrix of actors and cases
    #[arg(long, conflicts_with = "name")]
    pub matrix: bool,
    /// Every entry as it was read from the pages
    #[arg(long, conflicts_with_all = ["name", "matrix", "status", "never"])]
    pub entries: bool,
}

/// Reads the site and answers.
pub fn run(site: &SiteArgs, args: &ActorsArgs, voice: Voice) -> ExitCode {
    let plan = pipeline::plan(site.snapshot(), &Memo::passing());
    let site = &plan.site;
    let voice = voice.for_answer(args.lang.as_deref(), &site.config);
    let entries: Vec<FileEntries> = site.pages.iter().filter_map(|page| file_entries(site, page)).collect();
    let lang = super::language(args.lang.as_deref(), &site.config);
    let mut out = BufWriter::new(io::stdout().lock());
    let whole = |id: &str| actor::whole_view(site, &lang, id);
    if let Some(diag) = unknown(site, args) {
        voice.report(&[diag]);
        return ExitCode::FAILURE;
    }
    let answer = actor::of_site(site, &lang, |actors, around| run_on(actors, around, &entries, &whole, args, voice, &mut out));
    match answer {
        Ok(Err(diag)) => {
            voice.report(&[diag]);
            ExitCode::FAILURE
        }
        answer => super::written(answer.map(drop).and_then(|()| out.flush())),
    }
}

/// A role or a type that the site does not know: an answer about it would be about nothing.
fn unknown(site: &Site, args: &ActorsArgs) -> Option<Diag> {
    let roles = || site.config.loft.actors.roles.iter().map(|role| role.id.as_str());
    let types = || site.config.loft.types.defs.iter().map(|def| def.id.as_str());
    let fault = |code: &'static str, asked: &str, known: Vec<&str>| {
        let near = crate::text::nearest(&asked.to_lowercase(), known.iter().copied());
        let near = near.map(str::to_string).unwrap_or_else(|| known.join(", "));
        (!known.contains(&asked)).then(|| Diag::error(code).with("asked", asked).with("known", near))
    };
    let role = args.role.as_deref().and_then(|role| fault("asked-role-unknown", role, roles().collect()));
    role.or_else(|| fault("asked-role-or-type-unknown", args.never.as_deref()?, roles().chain(types()).collect()))
}

fn file_entries(site: &Site, page: &Page) -> Option<FileEntries> {
    let doc = page.doc.as_ref().filter(|doc| !doc.actor_entries.is_empty())?;
    Some(FileEntries { file: doc.path.within().to_string(), mentions: mentions(&doc.actor_entries, &site.actors.register) })
}

/// What was read from one file.
pub struct FileEntries {
    /// As Hugo names it: the mounted path below `content/`.
    pub file: String,
    pub mentions: Vec<Mention>,
}

/// One entry on the command line: an interface for scripts.
#[derive(Serialize)]
struct EntryLine<'a> {
    file: &'a str,
    line: u32,
    name: &'a str,
    actor: Option<&'a str>,
    role: &'a str,
    group: Option<&'a str>,
    qualifier: Option<&'a str>,
    text: Option<&'a str>,
}

/// Answers the command. `entries` are in the order of the site's files, `one` gives an actor by id. A name that nobody has is a finding.
pub fn run_on(
    actors: &Actors,
    around: &Surroundings<'_>,
    entries: &[FileEntries],
    one: &dyn Fn(&str) -> Option<ActorView>,
    args: &ActorsArgs,
    voice: Voice,
    out: &mut dyn Write,
) -> io::Result<Result<(), Diag>> {
    if args.entries {
        return print_entries(entries, args, voice, out).map(Ok);
    }
    if args.matrix {
        return print_matrix(matrix_view(actors, around), args.format, voice, out).map(Ok);
    }
    match &args.name {
        None => print_all(rows(actors, around, args), args.format, voice, out).map(Ok),
        Some(name) => match find(actors, around, name).and_then(|id| one(&id)) {
            Some(view) => print_one(filtered(view, args), args.format, voice, out).map(Ok),
            None => Ok(Err(nobody(actors, around, name))),
        },
    }
}

/// The columns of entries.
const ENTRY: [Column; 8] = [
    ("file", "file", "fil"),
    ("line", "line", "linje"),
    ("name", "name", "navn"),
    ("actor", "actor", "aktør"),
    ("role", "role", "rolle"),
    ("group", "group", "gruppe"),
    ("qualifier", "qualifier", "forbehold"),
    ("text", "text", "tekst"),
];

fn print_entries(entries: &[FileEntries], args: &ActorsArgs, voice: Voice, out: &mut dyn Write) -> io::Result<()> {
    let of_file = |file: &'_ FileEntries| -> Vec<usize> {
        (0..file.mentions.len()).filter(|index| wanted_role(args, &file.mentions[*index].role)).collect()
    };
    let lines: Vec<EntryLine<'_>> =
        entries.iter().flat_map(|file| of_file(file).into_iter().map(move |index| entry_line(&file.file, &file.mentions[index]))).collect();
    let cells = |entry: &EntryLine<'_>| {
        let optional = |value: Option<&str>| value.unwrap_or("").to_string();
        let (line, name, role) = (entry.line.to_string(), entry.name.to_string(), entry.role.to_string());
        vec![
            entry.file.to_string(),
            line,
            name,
            optional(entry.actor),
            role,
            optional(entry.group),
            optional(entry.qualifier),
            optional(entry.text),
        ]
    };
    listing::print(&lines, &ENTRY, cells, args.format, voice, out)
}

fn entry_line<'a>(file: &'a str, mention: &'a Mention) -> EntryLine<'a> {
    EntryLine {
        file,
        line: mention.line,
        name: &mention.name,
        actor: mention.actor.as_deref(),
        role: &mention.role,
        group: mention.group.as_deref(),
        qualifier: mention.qualifier.as_deref(),
        text: mention.text.as_deref(),
    }
}

/// One actor on the command line.
#[derive(Serialize)]
struct ActorLine {
    id: String,
    name: String,
    kind: String,
    level: String,
    registered: bool,
    pages: usize,
    roles: serde_json::Map<String, serde_json::Value>,
}

fn rows(actors: &Actors, around: &Surroundings<'_>, args: &ActorsArgs) -> Vec<ActorLine> {
    let with_status = args.status.as_ref().map(|_| pages_with_status(actors, around, args));
    let view = actors_view(actors, around);
    let listed = view.groups.into_iter().flat_map(|group| group.actors).chain(view.user_groups).chain(view.others);
    let keep = |row: &ActorRow| {
        let has = |role: &str| row.roles.iter().any(|count| count.id == role);
        let takes_part = |what: &str| has(what) || row.types.contains(what) || (what == "pilot" && row.is_in_pilot());
        let never = args.never.as_deref().is_none_or(|what| !takes_part(what));
        never && args.role.as_deref().is_none_or(has) && with_status.as_ref().is_none_or(|ids| ids.contains(&row.id))
    };
    listed.filter(keep).map(|row| actor_line(actors, row)).collect()
}

/// Actors that take part in a page with the status asked for.
fn pages_with_status(actors: &Actors, around: &Surroundings<'_>, args: &ActorsArgs) -> BTreeSet<String> {
    let takes_part =
        |profile: &&Profile| actor_view(actors, &profile.id, around).is_some_and(|view| !filtered(view, args).roles.is_empty());
    actors.profiles(around.lang).iter().filter(takes_part).map(|profile| profile.id.to_string()).collect()
}

fn actor_line(actors: &Actors, row: ActorRow) -> ActorLine {
    let actor = actors.register.get(&row.id);
    ActorLine {
        kind: actor.map_or_else(String::new, |actor| actor.kind.clone()),
        level: actor.map_or_else(String::new, |actor| actor.level.clone()),
        registered: actor.is_some(),
        pages: row.pages,
        roles: row.roles.into_iter().map(|role| (role.id, role.count.into())).collect(),
        id: row.id,
        name: row.name,
    }
}

/// The columns of all actors.
const ALL: [Column; 6] = [
    ("id", "id", "id"),
    ("name", "name", "navn"),
    ("kind", "kind", "type"),
    ("level", "level", "nivå"),
    ("pages", "pages", "sider"),
    ("roles", "roles", "roller"),
];

/// After the name of an actor that the register lacks.
fn outside(voice: Voice) -> &'static str {
    voice.say(" (not in the register)", " (ikke i registeret)")
}

fn print_all(rows: Vec<ActorLine>, format: Format, voice: Voice, out: &mut dyn Write) -> io::Result<()> {
    let cells = |row: &ActorLine| {
        let roles: Vec<String> = row.roles.iter().map(|(role, count)| format!("{role} {count}")).collect();
        let name = if row.registered || format != Format::Table { row.name.clone() } else { format!("{}{}", row.name, outside(voice)) };
        vec![row.id.clone(), name, row.kind.clone(), row.level.clone(), row.pages.to_string(), roles.join(", ")]
    };
    listing::print(&rows, &ALL, cells, format, voice, out)
}

/// Whom a name on the command line means: an id, a name of the register, or a name as pages have it.
fn find(actors: &Actors, around: &Surroundings<'_>, name: &str) -> Option<String> {
    let profiles = actors.profiles(around.lang);
    let folded = name.trim().to_lowercase();
    let has = |id: &str| profiles.iter().any(|profile| &*profile.id == id);
    let known = actors.register.find(name).map(|actor| actor.id.to_string()).filter(|id| has(id));
    let by_name = || profiles.iter().find(|profile| profile.name.to_lowercase() == folded).map(|profile| profile.id.to_string());
    Some(folded.clone()).filter(|id| has(id)).or(known).or_else(by_name)
}

fn nobody(actors: &Actors, around: &Surroundings<'_>, name: &str) -> Diag {
    let folded = name.to_lowercase();
    let profiles = actors.profiles(around.lang);
    let names: Vec<String> = profiles.iter().flat_map(|profile| [profile.id.to_string(), profile.name.to_lowercase()]).collect();
    match crate::text::nearest(&folded, names.iter().map(String::as_str)) {
        Some(near) => Diag::error("actor-nowhere-near").with("actor", name).with("near", near),
        None => Diag::error("actor-nowhere").with("actor", name),
    }
}

/// The view with only the roles and statuses asked for.
fn filtered(view: ActorView, args: &ActorsArgs) -> ActorView {
    let status = args.status.as_ref().map(|status| status.to_lowercase());
    let fits = |case: &CaseRow| match (&status, &case.page.status) {
        (None, _) => true,
        (Some(wanted), Some(status)) => status.id == *wanted || status.label.to_lowercase() == *wanted || status.symbol == *wanted,
        (Some(_), None) => false,
    };
    let mut view = view;
    let of_role = |case: &CaseRow| wanted_role(args, &case.role_id);
    for sections in [&mut view.roles, &mut view.types] {
        sections.iter_mut().for_each(|section| section.cases.retain(|case| of_role(case) && fits(case)));
        sections.retain(|section| !section.cases.is_empty());
    }
    if args.role.is_some() || args.status.is_some() {
        view.duties.clear();
    }
    view
}

fn wanted_role(args: &ActorsArgs, role: &str) -> bool {
    args.role.as_deref().is_none_or(|wanted| wanted == role)
}

/// An actor's part in one page on the command line.
#[derive(Serialize)]
struct CaseLine<'a> {
    actor: &'a str,
    /// Its id; `owner`, or a field's id, for a page that has the actor in its front matter.
    role: &'a str,
    /// Id of the page's type, where that is neither a case nor an ordinary page.
    #[serde(rename = "type")]
    page_type: &'a str,
    status: &'a str,
    title: &'a str,
    url: &'a str,
    name: &'a str,
    qualifier: Option<&'a str>,
    text: Option<&'a str>,
    declared: bool,
}

fn print_one(view: ActorView, format: Format, voice: Voice, out: &mut dyn Write) -> io::Result<()> {
    if format == Format::Json {
        return listing::json(&view, out);
    }
    let parts = view.roles.iter().map(|role| ("", role)).chain(view.types.iter().map(|of_type| (of_type.id.as_str(), of_type)));
    let parts = parts.flat_map(|(page_type, section)| section.cases.iter().map(move |case| (page_type, case)));
    let duties = view.duties.iter().flat_map(|duty| duty.pages.iter().map(|page| duty_line(&view, &duty.id, page)));
    let lines: Vec<CaseLine<'_>> = parts.map(|(page_type, case)| case_line(&view, page_type, case)).chain(duties).collect();
    if format == Format::Table {
        writeln!(out, "{}{}", view.name, if view.registered { "" } else { outside(voice) })?;
        let rows: Vec<Vec<String>> = lines
            .iter()
            .map(|line| {
                let own = [line.role, line.page_type, line.status, line.title].map(str::to_string);
                own.into_iter().chain([shorten(line.text.unwrap_or(""), 60)]).collect()
            })
            .collect();
        let (role, page, says) = (voice.say("role", "rolle"), voice.say("page", "side"), voice.say("what the page says", "hva siden sier"));
        return table::write(out, &[role, "type", "status", page, says], &rows);
    }
    let head = ["actor", "role", "status", "title", "url", "name", "qualifier", "text", "declared", "type"];
    let cells = |line: &CaseLine<'_>| {
        let own = |values: &[&str]| values.iter().map(|value| value.to_string()).collect::<Vec<_>>();
        let declared = if line.declared { "true" } else { "false" };
        let optional = |value: Option<&'_ str>| value.unwrap_or("").to_string();
        let mut cells = own(&[line.actor, line.role, line.status, line.title, line.url, line.name]);
        cells.extend([optional(line.qualifier), optional(line.text), declared.to_string(), line.page_type.to_string()]);
        cells
    };
    listing::rows_of(&lines, &head, cells, format, out)
}

fn duty_line<'a>(view: &'a ActorView, field: &'a str, page: &'a PageLink) -> CaseLine<'a> {
    CaseLine {
        actor: &view.id,
        role: field,
        page_type: "",
        status: page.status.as_ref().map_or("", |status| &status.label),
        title: &page.title,
        url: &page.url,
        name: &view.name,
        qualifier: None,
        text: None,
        declared: true,
    }
}

fn case_line<'a>(view: &'a ActorView, page_type: &'a str, case: &'a CaseRow) -> CaseLine<'a> {
    CaseLine {
        actor: &view.id,
        role: &case.role_id,
        page_type,
        status: case.page.status.as_ref().map_or("", |status| &status.label),
        title: &case.page.title,
        url: &case.place,
        name: case.named.as_deref().unwrap_or(&view.name),
        qualifier: case.qualifier.as_deref(),
        text: case.text.as_deref(),
        declared: case.declared,
    }
}

fn shorten(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        text.to_string()
    } else {
        format!("{}…", text.chars().take(width - 1).collect::<String>().trim_end())
    }
}

fn print_matrix(matrix: Option<MatrixView>, format: Format, voice: Voice, out: &mut dyn Write) -> io::Result<()> {
    let Some(matrix) = matrix else {
        return writeln!(out, "{}", voice.say("No actor takes part in a case.", "Ingen aktør deltar i noe case."));
    };
    match format {
        Format::Json | Format::Ndjson => listing::json(&matrix, out),
        Format::Csv => {
            csv::write(out, std::iter::once("actor").chain(matrix.cases.iter().map(|case| case.title.as_str())))?;
            for row in &matrix.rows {
                let cells: Vec<String> = row.cells.iter().map(|cell| join(cell.iter().map(|role| role.id.as_str()))).collect();
                csv::write(out, std::iter::once(row.name.as_str()).chain(cells.iter().map(String::as_str)))?;
            }
            Ok(())
        }
        Format::Table => {
            let numbers: Vec<String> = (1..=matrix.cases.len()).map(|number| number.to_string()).collect();
            let head: Vec<&str> = std::iter::once("").chain(numbers.iter().map(String::as_str)).collect();
            let row = |row: &crate::views::actor::MatrixRow| {
                std::iter::once(row.name.clone())
                    .chain(row.cells.iter().map(|cell| join(cell.iter().map(|role| role.sign.as_str()))))
                    .collect()
            };
            table::write(out, &head, &matrix.rows.iter().map(row).collect::<Vec<Vec<String>>>())?;
            writeln!(out)?;
            matrix.legend.iter().try_for_each(|role| writeln!(out, "{} = {}", role.sign, role.label))?;
            matrix.cases.iter().zip(&numbers).try_for_each(|(case, number)| writeln!(out, "{number} = {}", case.title))
        }
    }
}

fn join<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    parts.collect::<Vec<_>>().join(" ")
}
