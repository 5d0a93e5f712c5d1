//! Whole sites in one text file each: `tests/fixtures/sites/*.txt`. What a file says is described in `README.md` beside them.
//!
//! Every step is built twice: through a memo and an input that remember the steps before, and from nothing. The two must be
//! equal, so that each fixture proves incremental building too. `UPDATE=1` writes what was found into the files.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use loft::config::Overrides;
use loft::diag::{Diag, MessageLang, Style, to_text};
use loft::edit;
use loft::input::Input;
use loft::paths::OutPath;
use loft::pipeline::{Memo, Plan};
use loft::render::Body;
use loft::site::Page;
use loft::views::{self, JobKind};
use regex::Regex;
use scraper::{Html, Selector};

use crate::support::{Made, checked, differing, make, pictures};

/// A line that begins a section, and the lines below it.
struct Section {
    head: String,
    body: String,
}

/// A fixture's sections, after the words that say what it shows.
struct Fixture {
    intro: String,
    sections: Vec<Section>,
}

const MARKS: &[&str] = &["-- ", "=> ", "-> "];

fn parse(text: &str) -> Fixture {
    let mut fixture = Fixture { intro: String::new(), sections: Vec::new() };
    for line in text.split_inclusive('\n') {
        if MARKS.iter().any(|mark| line.starts_with(mark)) {
            fixture.sections.push(Section { head: line.trim_end().to_string(), body: String::new() });
            continue;
        }
        // A backslash lets a line begin with a mark.
        let line = line.strip_prefix('\\').filter(|rest| MARKS.iter().any(|mark| rest.starts_with(mark))).unwrap_or(line);
        match fixture.sections.last_mut() {
            Some(section) => section.body.push_str(line),
            None => fixture.intro.push_str(line),
        }
    }
    fixture
}

fn print(fixture: &Fixture) -> String {
    let mut text = fixture.intro.clone();
    for section in &fixture.sections {
        let _ = writeln!(text, "{}", section.head);
        for line in section.body.split_inclusive('\n') {
            if MARKS.iter().any(|mark| line.starts_with(mark)) {
                text.push('\\');
            }
            text.push_str(line);
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }
    text
}

/// One site on its way through a fixture's steps.
struct Run {
    site: tempfile::TempDir,
    memo: Memo,
    input: Option<(String, Input)>,
    made: Option<(Plan, Made)>,
    /// Whether something has been expected since the last build, and whether its findings have.
    is_looked_at: bool,
    are_findings_told: bool,
}

impl Run {
    fn new() -> Run {
        Run {
            site: tempfile::tempdir().expect("a folder"),
            memo: Memo::keeping().with_pictures(pictures()),
            input: None,
            made: None,
            is_looked_at: true,
            are_findings_told: true,
        }
    }

    fn disk(&self, path: &str) -> PathBuf {
        self.site.path().join(path)
    }

    /// `-- path --` with what the file holds, or what happens to it.
    fn edit(&self, head: &str, body: &str) {
        let rest = head.trim_start_matches("-- ");
        let (path, action) = rest.split_once(" --").unwrap_or_else(|| panic!("not a file: {head}"));
        let disk = self.disk(path);
        fs::create_dir_all(disk.parent().expect("a folder")).expect("folders");
        let words: Vec<&str> = action.split_whitespace().collect();
        assert!(matches!(words[..], [] | ["repeated", _] | ["bytes"]) || body.trim().is_empty(), "{head}: text that nothing uses");
        match words[..] {
            [] => fs::write(disk, body).expect("write"),
            ["bytes"] => fs::write(disk, unescape(body)).expect("write"),
            ["repeated", times] => fs::write(disk, body.trim_end().repeat(times.parse().expect("a number"))).expect("write"),
            ["deleted"] if disk.is_dir() => fs::remove_dir_all(disk).expect("remove"),
            ["deleted"] => fs::remove_file(disk).expect("remove"),
            ["renamed", "to", to] => fs::rename(disk, self.disk(to)).expect("rename"),
            ["size", size] => fs::File::create(disk).and_then(|file| file.set_len(size.parse().expect("a number"))).expect("write"),
            #[cfg(unix)]
            ["linked", "to", to] => std::os::unix::fs::symlink(self.disk(to), disk).expect("link"),
            _ => panic!("unknown section: {head}"),
        }
    }

    /// `=> build [-D] [-E] [-F] [-b URL]`: incrementally and from nothing.
    fn build(&mut self, head: &str) {
        self.finish_step(head);
        let (flags, overrides) = flags(head);
        if self.input.as_ref().is_none_or(|(before, _)| *before != flags) {
            self.input = Some((flags, Input::open_cold(self.site.path(), overrides.clone())));
        }
        let (_, input) = self.input.as_mut().expect("just set");
        let (plan, incremental) = make(input, &self.memo);
        let (_, fresh) = make(&mut Input::open_cold(self.site.path(), overrides), &Memo::passing().with_pictures(pictures()));
        assert_eq!(incremental.diags, fresh.diags, "{head}: findings differ from those of a fresh build");
        assert_eq!(differing(&incremental, &fresh), Vec::<String>::new(), "{head}: files differ from those of a fresh build");
        self.made = Some((plan, incremental));
        (self.is_looked_at, self.are_findings_told) = (false, false);
    }

    /// Puts right what is certain, and tells in which files how much.
    fn fix(&self) -> String {
        let (plan, _) = self.made.as_ref().expect("a build");
        let changes = edit::plan(&checked(plan), &|shown| self.disk(shown));
        assert_eq!(edit::apply(&changes), [], "fixes that could not be written");
        changes.iter().map(|change| format!("{}: {}\n", change.shown, change.count)).collect()
    }

    /// A step must expect something, and a finding that is not told is one too many.
    fn finish_step(&self, head: &str) {
        assert!(self.is_looked_at, "before `{head}` nothing is expected");
        if let (false, Some((_, made))) = (self.are_findings_told, &self.made) {
            assert_eq!(findings(made, MessageLang::En), "", "before `{head}`: findings that the fixture does not tell");
        }
    }

    /// `-> run [nb] ARGS`: what the program says on the terminal, and how it ends. Ids that are made anew each time are `ID`.
    fn command(&self, line: &str) -> String {
        let (language, line) = line.strip_prefix("nb ").map_or(("C", line), |rest| ("nb_NO.UTF-8", rest));
        let run = Command::new(env!("CARGO_BIN_EXE_loft"))
            .args(line.split_whitespace())
            .current_dir(self.site.path())
            .env("LC_ALL", language)
            .stdin(Stdio::null())
            .output()
            .expect("loft runs");
        let said = [&run.stdout, &run.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat();
        let said = said.replace(&*self.site.path().to_string_lossy(), "SITE");
        let ids = Regex::new("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}").expect("a pattern");
        format!("{}exit {}\n", ids.replace_all(&said, "ID"), run.status.code().unwrap_or(-1))
    }

    /// What a `-> …` section should hold.
    fn found(&mut self, head: &str) -> String {
        if let Some(line) = head.strip_prefix("-> run ") {
            self.is_looked_at = true;
            return self.command(line);
        }
        let (plan, made) = self.made.as_ref().unwrap_or_else(|| panic!("`{head}` before any build"));
        self.is_looked_at = true;
        let rest = head.trim_start_matches("-> ");
        let (what, of) = rest.split_once(' ').unwrap_or((rest, ""));
        match (what, of) {
            ("findings", "" | "nb") => {
                self.are_findings_told = true;
                findings(made, if of == "nb" { MessageLang::Nb } else { MessageLang::En })
            }
            ("check", "" | "nb") => {
                self.are_findings_told = true;
                texts(&checked(plan), if of == "nb" { MessageLang::Nb } else { MessageLang::En })
            }
            ("fix", "") => self.fix(),
            ("source", path) => fs::read_to_string(self.disk(path)).unwrap_or_else(|error| panic!("{path}: {error}")),
            ("files", "") => plan.jobs.iter().filter(|job| !is_of_theme(&job.kind)).map(|job| format!("{}\n", job.out)).collect(),
            ("pages", "") => plan.site.pages.iter().map(page_line).collect(),
            ("children", url) => page(plan, url).children.iter().map(|id| format!("{}\n", plan.site.page(*id).rel_permalink)).collect(),
            ("body", url) => body(plan, page(plan, url)),
            ("row", rest) => row(plan, rest),
            ("menu", rest) => menu(plan, rest),
            ("file", out) => file(plan, made, out),
            ("select", rest) => {
                let (out, selector) = rest.split_once(" | ").unwrap_or_else(|| panic!("{head}: no selector"));
                select(&file(plan, made, out), selector)
            }
            _ => panic!("unknown section: {head}"),
        }
    }
}

/// `\xff` and `\n` in text as bytes.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let (code, length) = match after.as_bytes() {
            [b'x', ..] => (after.get(1..3).and_then(|digits| u8::from_str_radix(digits, 16).ok()), 3),
            [b'r', ..] => (Some(b'\r'), 1),
            [b't', ..] => (Some(b'\t'), 1),
            _ => (None, 0),
        };
        bytes.push(code.unwrap_or_else(|| panic!("unknown escape in {text}")));
        rest = &after[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

fn flags(head: &str) -> (String, Overrides) {
    let mut words = head.strip_prefix("=> build").unwrap_or_else(|| panic!("unknown step: {head}")).split_whitespace();
    let mut overrides = Overrides::default();
    while let Some(word) = words.next() {
        match word {
            "-D" => overrides.drafts = true,
            "-E" => overrides.expired = true,
            "-F" => overrides.future = true,
            "-b" => overrides.base_url = words.next().map(str::to_string),
            _ => panic!("unknown flag: {head}"),
        }
    }
    (head.to_string(), overrides)
}

fn findings(made: &Made, lang: MessageLang) -> String {
    texts(&made.diags, lang)
}

fn texts(diags: &[Diag], lang: MessageLang) -> String {
    diags.iter().map(|diag| format!("{}\n", to_text(diag, lang, Style::Plain))).collect()
}

fn is_of_theme(kind: &JobKind) -> bool {
    matches!(kind, JobKind::Asset(_) | JobKind::HighlightCss)
}

fn page_line(page: &Page) -> String {
    let weight = if page.weight == 0 { String::new() } else { format!(" {}", page.weight) };
    format!("{} {}{weight} {} \"{}\"\n", page.lang, page.kind.name(), page.rel_permalink, page.title)
}

fn page<'a>(plan: &'a Plan, url: &str) -> &'a Page {
    plan.site.pages.iter().find(|page| page.rel_permalink == url).unwrap_or_else(|| panic!("no page has the address {url}"))
}

/// The body alone, as `loft list --html` prints it.
fn body(plan: &Plan, page: &Page) -> String {
    let site = plan.common.site(&plan.site, &page.lang);
    let view = views::page_view(&plan.site, &plan.common, page);
    let body = views::body_view(&plan.site, page, &page.content, false);
    loft::render::body(&body, &loft::render::Scope::new(&plan.engine, site, &view)).0
}

/// `URL FIELD…`: fields of the page's row in `loft list`.
fn row(plan: &Plan, rest: &str) -> String {
    let mut words = rest.split_whitespace();
    let page = page(plan, words.next().unwrap_or(""));
    let row = serde_json::to_value(views::list::row(&plan.site, page, None)).expect("a row is JSON");
    words.map(|field| format!("{field}: {}\n", row.get(field).unwrap_or_else(|| panic!("a row has no field {field}")))).collect()
}

/// `LANG NAME`: a menu's entries, indented by level.
fn menu(plan: &Plan, rest: &str) -> String {
    let (lang, name) = rest.split_once(' ').expect("a language and a menu");
    let menus = plan.site.menus.iter().find(|(of, _)| of.as_str() == lang).map(|(_, menus)| menus);
    let mut out = String::new();
    if let Some(entries) = menus.and_then(|menus| menus.get(name)) {
        write_menu(entries, 0, &mut out);
    }
    out
}

fn write_menu(entries: &[loft::site::menus::Entry], level: usize, out: &mut String) {
    for entry in entries {
        let _ = writeln!(out, "{}{} {}", "  ".repeat(level), entry.name, entry.href);
        write_menu(&entry.children, level + 1, out);
    }
}

fn file(plan: &Plan, made: &Made, out: &str) -> String {
    let job = plan.job(&OutPath::new(out)).unwrap_or_else(|| panic!("nothing makes {out}"));
    match &loft::pipeline::render(plan, job, &Memo::passing().with_pictures(pictures())).body {
        Body::Bytes(_) => String::from_utf8_lossy(&made.files[out]).into_owned(),
        Body::File(path) => String::from_utf8_lossy(&fs::read(path).expect("a copied file")).into_owned(),
    }
}

/// Elements of a page, each on a line, with white space folded.
fn select(html: &str, selector: &str) -> String {
    let parsed = Selector::parse(selector).unwrap_or_else(|_| panic!("not a selector: {selector}"));
    Html::parse_document(html)
        .select(&parsed)
        .map(|element| element.html().split_whitespace().collect::<Vec<_>>().join(" ").replace("> <", "><") + "\n")
        .collect()
}

/// Runs a fixture and returns what it should say.
fn run(text: &str) -> Fixture {
    let mut fixture = parse(text);
    let mut run = Run::new();
    for section in &mut fixture.sections {
        let head = section.head.clone();
        match &head[..3] {
            "-- " => run.edit(&head, &section.body),
            "=> " => {
                assert!(section.body.trim().is_empty(), "{head}: text that nothing uses");
                run.build(&head);
            }
            _ => {
                let found = run.found(&head);
                let is_apart = section.body.ends_with("\n\n") || (section.body == "\n");
                section.body = found;
                if !section.body.is_empty() && !section.body.ends_with('\n') {
                    section.body.push('\n');
                }
                if is_apart {
                    section.body.push('\n');
                }
            }
        }
    }
    run.finish_step("the end");
    fixture
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sites");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("the fixtures").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    files
}

#[test]
fn every_site_is_built_as_its_fixture_says() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut failures = Vec::new();
    let files = files();
    assert!(files.len() >= 20, "only {} fixtures were found", files.len());
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_string();
        let text = fs::read_to_string(&path).expect("a fixture");
        match std::panic::catch_unwind(|| print(&run(&text))) {
            Err(panic) => failures.push(format!("{name}: {}", message(&*panic))),
            Ok(found) if found == text => {}
            Ok(found) if update => fs::write(&path, found).expect("write"),
            Ok(found) => failures.push(format!("{name}:\n{}", difference(&text, &found))),
        }
    }
    assert!(failures.is_empty(), "{}\n(UPDATE=1 writes what was found; review the difference)", failures.join("\n"));
}

/// Messages that no text file can bring about, and the tests that hold their words.
const ELSEWHERE: &[(&str, &str)] = &[
    ("fix-not-written", "messages::files_that_cannot_be_written"),
    ("git-owner", "messages::repositories_that_cannot_be_read"),
    ("git-shallow", "messages::repositories_that_cannot_be_read"),
    ("git-unreadable", "messages::repositories_that_cannot_be_read"),
    ("history-not-written", "messages::files_that_cannot_be_written"),
    ("history-only-new", "messages::repositories_that_cannot_be_read"),
    ("history-shallow", "messages::repositories_that_cannot_be_read"),
    ("image-damaged", "messages::names_and_kinds_of_files"),
    ("name-not-text", "messages::names_and_kinds_of_files"),
    ("name-twice", "messages::names_and_kinds_of_files"),
    ("not-a-file", "messages::names_and_kinds_of_files"),
    ("not-readable", "messages::names_and_kinds_of_files"),
    ("output-busy", "messages::outputs_that_cannot_be_written"),
    ("output-changed-by-others", "messages::outputs_that_cannot_be_written"),
    ("output-failed", "messages::outputs_that_cannot_be_written"),
    ("output-not-remembered", "messages::outputs_that_cannot_be_written"),
    ("search-index-busy", "messages::a_search_index_that_cannot_be_used"),
    ("search-index-failed", "messages::a_search_index_that_cannot_be_used"),
    ("serve-failed", "messages::a_preview_that_cannot_start"),
    ("status-file-changed", "messages::a_status_that_cannot_be_changed"),
    ("status-form", "messages::a_status_that_cannot_be_changed"),
    ("status-not-written", "messages::a_status_that_cannot_be_changed"),
];

/// Each message's words stand in a fixture, in both languages: a change of one is read by whoever reviews it.
#[test]
fn every_message_is_in_a_fixture_in_both_languages() {
    let front_matter = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/front_matter.txt");
    let texts: String = files().iter().chain([&front_matter]).map(|path| fs::read_to_string(path).expect("a fixture")).collect();
    let is_there = |code: &str, words: [&str; 3]| words.iter().any(|word| texts.contains(&format!("{word}[{code}]: ")));
    // `loft migrate` tells without codes: the longest piece of each sentence that holds no value.
    let is_told = |code: &'static str| {
        [MessageLang::En, MessageLang::Nb].into_iter().all(|lang| {
            let sentence = Diag::note(code).message(lang);
            let piece = sentence.split(['{', '}']).step_by(2).max_by_key(|piece| piece.len()).unwrap_or_default().to_string();
            piece.len() > 8 && texts.contains(&piece)
        })
    };
    let elsewhere = |code: &str| ELSEWHERE.iter().any(|(other, _)| *other == code);
    let missing: Vec<&str> = loft::diag::all_codes()
        .filter(|code| !elsewhere(code) && !(code.starts_with("migrate-") && is_told(code)))
        .filter(|code| !(is_there(code, ["error", "warning", "note"]) && is_there(code, ["feil", "advarsel", "merknad"])))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").to_string()
}

/// The lines between what two texts share at both ends.
fn difference(expected: &str, found: &str) -> String {
    let (left, right): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let same = left.iter().zip(&right).take_while(|(left, right)| left == right).count();
    let rest = left.len().min(right.len()) - same;
    let tail = left.iter().rev().zip(right.iter().rev()).take(rest).take_while(|(left, right)| left == right).count();
    let lines = |mark: &str, lines: &[&str]| lines.iter().map(|line| format!("{mark} {line}\n")).collect::<String>();
    format!("line {}\n{}{}", same + 1, lines("-", &left[same..left.len() - tail]), lines("+", &right[same..right.len() - tail]))
}

/// The harness itself: what must make a fixture fail does.
#[test]
fn a_fixture_that_does_not_hold_fails() {
    const SITE: &str = "-- hugo.toml --\ntitle = 'T'\n-- content/a.md --\n---\ntitle: A\n---\nx\n";
    let fails = |rest: &str| std::panic::catch_unwind(|| print(&run(&format!("{SITE}{rest}")))).map_err(|panic| message(&*panic));
    for (rest, expected) in [
        ("=> build\n", "nothing is expected"),
        ("-> files\n", "before any build"),
        ("=> build\n-> ghost\n", "unknown section"),
        ("=> build\n-> file b/index.html\n<p>\n", "nothing makes b/index.html"),
        ("=> build\n-> body /b/\n", "no page has the address /b/"),
        ("-- content/a.md -- eaten\n", "unknown section"),
        ("-- content/b.md --\n---\nweight: x\n---\n=> build\n-> children /\n", "findings that the fixture does not tell"),
    ] {
        let told = fails(rest).expect_err(rest);
        assert!(told.contains(expected), "{rest}: {told}");
    }
    let wrong = format!("{SITE}=> build\n-> body /a/\n<p>y</p>\n");
    assert_ne!(print(&run(&wrong)), wrong);
}
