//! The user guide, followed to the letter: each command in it runs, each setting and each piece of front matter is one that
//! Loft knows, each message shown is the one that Loft gives, and each shortcode is shown as it is written. What these tests
//! hold is what lets the guide be approved.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::support::{copy, loft, text};

const LANGS: [&str; 2] = ["nb", "en"];

/// A block of code in a page of the guide.
struct Block {
    /// Path of the page below the guide, without language: `redigere/status`.
    page: String,
    lang: &'static str,
    /// `sh`, `toml`, `yaml`, `markdown`, `text`, …
    kind: String,
    text: String,
    /// The name of a file in the line before the block or in its first line, when one is given: `loft.toml`.
    file: Option<String>,
}

impl Block {
    fn place(&self) -> String {
        format!("{}.{}.md: {}", self.page, self.lang, self.text.lines().next().unwrap_or_default())
    }
}

fn guide() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("content/veiledning")
}

fn pages(lang: &'static str) -> Vec<(String, String)> {
    let ending = format!(".{lang}.md");
    let files = walkdir::WalkDir::new(guide()).sort_by_file_name().into_iter().flatten().map(walkdir::DirEntry::into_path);
    files
        .filter_map(|path| {
            let below = path.strip_prefix(guide()).ok()?.to_string_lossy().replace('\\', "/");
            Some((below.strip_suffix(&ending)?.to_string(), fs::read_to_string(&path).expect("UTF-8")))
        })
        .collect()
}

fn blocks() -> Vec<Block> {
    static FENCE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^( *)(`{3,})(\w*)").expect("a pattern"));
    let mut found = Vec::new();
    for lang in LANGS {
        for (page, source) in pages(lang) {
            let mut open: Option<(String, Block)> = None;
            let mut before = "";
            for line in source.lines() {
                if let Some((end, block)) = &mut open {
                    if line == end {
                        found.extend(open.take().map(|(_, block)| block));
                    } else {
                        let indent = end.len() - end.trim_start().len();
                        block.text += line.get(indent..).unwrap_or_default();
                        block.text.push('\n');
                    }
                } else if let Some(fence) = FENCE.captures(line) {
                    let block =
                        Block { page: page.clone(), lang, kind: fence[3].to_string(), text: String::new(), file: file_named(before) };
                    open = Some((format!("{}{}", &fence[1], &fence[2]), block));
                } else if !line.trim().is_empty() {
                    before = line;
                }
            }
            assert!(open.is_none(), "{page}.{lang}.md: a code block without an end");
        }
    }
    for block in &mut found {
        let first =
            block.text.lines().next().and_then(|line| line.strip_prefix("# ")).filter(|name| name.contains('.')).map(str::to_string);
        block.file = first.or(block.file.take());
    }
    found
}

/// `data/search-cases.yaml` in "Write them in `data/search-cases.yaml`:".
fn file_named(line: &str) -> Option<String> {
    static NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"`([\w/-]+\.(?:toml|yaml|html|md))`").expect("a pattern"));
    NAME.captures_iter(line).last().map(|name| name[1].to_string())
}

fn of_kind(kind: &str) -> Vec<Block> {
    let found: Vec<Block> = blocks().into_iter().filter(|block| block.kind == kind).collect();
    assert!(found.len() > 1, "no {kind} in the guide");
    found
}

/// A copy of what `loft init` makes, with the files that the guide's commands and settings speak of.
fn practice_site() -> tempfile::TempDir {
    static MADE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let made = loft(folder.path(), &["init", "mitt-nettsted"]);
        assert!(made.status.success(), "{}", text(&made.stderr));
        let site = folder.path().join("mitt-nettsted");
        let actor =
            "---\ntitle: Udir\nstatus: Til QA\naktorer: [{id: udir, rolle: premissgiver}]\n---\n\nSamtykke for elever som flytter.\n";
        let minutes = "Møte 03.02.2024\n\n1/24 Register\n\nOrienteringssak\n\nVedtak\n\n• Tas til orientering.\n";
        for (path, written) in [
            ("notat.txt", "Et notat\n\nTekst som er skrevet av noen.\n"),
            ("note.txt", "A note\n\nText that somebody wrote, and that is long enough.\n"),
            ("referat.txt", minutes),
            ("minutes.txt", minutes),
            ("content/behov/use-cases/udir.nb.md", actor),
            ("content/behov/use-cases/udir.en.md", &actor.replace("Til QA", "For QA")),
            ("data/search-cases.yaml", "- query: Udir\n  page: /behov/use-cases/udir/\n"),
            ("modules/pilot-1/content/_index.nb.md", "---\ntitle: Pilot 1\n---\n"),
            ("themes/vaart/templates/.keep", ""),
            ("themes/ours/templates/.keep", ""),
            ("static/bilder/logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("static/css/egen.css", "p { color: inherit }\n"),
        ] {
            write(&site, path, written);
        }
        folder
    });
    copy(MADE.path())
}

fn write(site: &Path, path: &str, written: &str) {
    let file = site.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(file, written).expect("written");
}

/// Runs a line of the guide as a shell does, with the `loft` of this test.
fn run(line: &str, folder: &Path) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_loft")).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(folder).env("PATH", path).env("LC_ALL", "C");
    command.env("DEPLOY_PRIME_URL", "https://preview.example.org/").output().expect("a shell")
}

/// Every `loft` command runs as written, page after page, on the site that the first page of the guide makes. A preview
/// would run on, so its options are read by `--help` alone.
#[cfg(unix)]
#[test]
fn every_command_of_the_guide_runs() {
    let mut counted = 0;
    let mut wrong = Vec::new();
    let commands = of_kind("sh");
    for (page, lang) in commands.iter().map(|block| (block.page.clone(), block.lang)).collect::<BTreeSet<_>>() {
        let folder = practice_site();
        let site = folder.path().join("mitt-nettsted");
        // The language that the page on translations adds.
        fs::remove_file(site.join("content/om/_index.en.md")).expect("a page less");
        if page.ends_with("typer") {
            // The type that the page has made before it is used.
            write(&site, "loft.toml", "[types.tjeneste]\nfolders = ['tjenester']\n[types.service]\nfolders = ['services']\n");
        }
        for block in commands.iter().filter(|block| (&block.page, block.lang) == (&page, lang)) {
            if block.file.as_deref() == Some("data/search-cases.yaml") {
                write(&site, "data/search-cases.yaml", &block.text);
            }
            for line in block.text.lines() {
                let words: Vec<&str> = line.split_whitespace().collect();
                let (in_site, line) = match words[..] {
                    // Where the site stands is the practice site; what it is made from lies beside it.
                    ["loft", "init", ..] => (false, line.replace("mitt-nettsted", "nytt").replace("my-site", "nytt")),
                    ["loft", "serve", ..] => (true, line.split(" #").next().unwrap_or(line).to_string() + " --help"),
                    ["loft", ..] | ["mkdir", ..] => (true, line.split(" | ").next().unwrap_or(line).to_string()),
                    _ => continue,
                };
                let done = run(&line, if in_site { &site } else { folder.path() });
                // A finding is no fault of the command (the practice site has no git); a wrong word, or a panic, is.
                let finds = ["check", "audit", "--strict", "--export-history"].iter().any(|word| line.contains(word));
                let code = done.status.code();
                if code != Some(0) && !(finds && code == Some(1)) {
                    wrong.push(format!("{page}.{lang}.md: {line}: {code:?}: {}", text(&done.stderr)));
                }
                counted += usize::from(words[0] == "loft");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(counted > 80, "only {counted} commands");
}

#[cfg(unix)]
#[test]
fn the_first_page_of_the_guide_makes_what_it_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path().join("mitt-nettsted");
    for line in ["loft init mitt-nettsted", "cd mitt-nettsted && loft build --strict"] {
        let done = run(line, folder.path());
        assert!(done.status.success(), "{line}: {}", text(&done.stderr));
    }
    for (_, source) in LANGS.iter().flat_map(|lang| pages(lang)).filter(|(page, _)| page == "kom-i-gang") {
        let rows = source.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
        let named: Vec<&str> = rows.map(|(name, _)| name).collect();
        assert_eq!(named, ["content", "archetypes", "hugo.toml", "public"]);
        assert!(named.iter().all(|name| site.join(name).exists()), "{named:?}");
    }
    assert!(run("loft new behov/use-cases/02-samtykke", &site).status.success());
    let page = |lang: &str| fs::read_to_string(site.join(format!("content/behov/use-cases/02-samtykke/_index.{lang}.md"))).expect("a page");
    assert!(page("nb").contains("\nstatus: Ny\n") && page("en").contains("\nstatus: New\n"), "the first status");
    assert!(page("nb").contains("\nweight: 20\n"), "the next free place");
}

/// What `loft check` finds in one file of a site, by code. An example is in one language; that it lacks the other is no matter.
fn findings(site: &Path, file: &str) -> Vec<String> {
    let found: Vec<Value> = serde_json::from_slice(&loft(site, &["check", "--format", "json"]).stdout).expect("JSON");
    found
        .iter()
        // Examples stand alone: the pages that they speak of are not there, nor are they in other languages.
        .filter(|finding| finding["path"] == *file && finding["code"] != "translation-missing" && finding["code"] != "reference-unknown")
        .map(|finding| format!("{}: {}", finding["code"], finding["message"]))
        .collect()
}

#[test]
fn every_setting_of_the_guide_is_known() {
    let mut wrong = Vec::new();
    for block in of_kind("toml") {
        // Netlify's own file is Netlify's.
        if block.text.starts_with("[build]") {
            continue;
        }
        let folder = practice_site();
        let site = folder.path().join("mitt-nettsted");
        let file = match block.file.as_deref() {
            Some("nb.toml" | "nn.toml" | "en.toml") => "themes/vaart/strings/nb.toml",
            Some("hugo.toml") if block.text.contains("baseURL") => "hugo.toml",
            _ => "loft.toml",
        };
        if file.starts_with("themes/") {
            write(&site, "loft.toml", "theme = 'vaart'\n");
        }
        write(&site, file, &block.text);
        wrong.extend(findings(&site, file).into_iter().map(|finding| format!("{}: {finding}", block.place())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn front_matter_and_data_of_the_guide_are_known() {
    let mut wrong = Vec::new();
    let examples = of_kind("yaml").into_iter().chain(of_kind("markdown").into_iter().filter(|block| block.text.starts_with("---\n")));
    for block in examples {
        let folder = practice_site();
        let site = folder.path().join("mitt-nettsted");
        let file = match block.file.as_deref() {
            Some(name) if name.starts_with("data/") => name.to_string(),
            // Steps of a workflow on GitHub.
            _ if block.text.starts_with("- run:") => continue,
            _ => format!("content/behov/use-cases/prove.{}.md", block.lang),
        };
        let has_title = block.text.contains("title:");
        let page = match &*block.kind {
            "markdown" => block.text.clone(),
            _ if file.starts_with("data/") => block.text.clone(),
            _ => format!("---\n{}{}---\n\nTekst.\n", if has_title { "" } else { "title: Prøve\n" }, block.text),
        };
        write(&site, &file, &page);
        if file.starts_with("data/search-cases") {
            // The pages that the example speaks of are others' pages; that it is read is what counts.
            let audit = loft(&site, &["search", "audit"]);
            assert!(audit.status.code().is_some_and(|code| code < 2), "{}", text(&audit.stderr));
            continue;
        }
        wrong.extend(findings(&site, &file).into_iter().map(|finding| format!("{}: {finding}", block.place())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn templates_of_the_guide_work() {
    for lang in LANGS {
        let folder = practice_site();
        let site = folder.path().join("mitt-nettsted");
        write(&site, "loft.toml", "theme = 'vaart'\n");
        let examples: Vec<Block> = of_kind("html").into_iter().filter(|block| block.lang == lang && block.page == "eie/utseende").collect();
        let [template, shortcode] = &examples[..] else { panic!("a template and a shortcode, not {}", examples.len()) };
        write(&site, "themes/vaart/templates/page.html", &template.text);
        write(&site, "themes/vaart/shortcodes/frist.html", &shortcode.text);
        write(&site, "content/om/_index.nb.md", "---\ntitle: Om\n---\n\n{{< frist \"1. mars\" >}}\n");
        let built = loft(&site, &["build", "--strict", "--quiet"]);
        assert!(built.status.success(), "{lang}: {}", text(&built.stderr));
        let page = |path: &str| fs::read_to_string(site.join("public").join(path)).expect("a page");
        let line = template.text.lines().nth(2).expect("what the template adds");
        assert!(page("behov/use-cases/udir/index.html").contains(line), "{lang}: {line}");
        assert!(page("om/index.html").contains(": 1. mars</p>"), "{lang}");
    }
}

/// The messages that the guide shows, word for word: each is given for a page with that mistake in that place.
#[test]
fn messages_of_the_guide_are_those_of_the_program() {
    static MESSAGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(content/\S+\.md):(\d+):(\d+): \w+\[([a-z-]+)\]: .*?[«“](.+?)[»”](?s:.*[«“](.+?)[»”])?").expect("a pattern")
    });
    for lang in LANGS {
        let folder = practice_site();
        let site = folder.path().join("mitt-nettsted");
        let config = fs::read_to_string(site.join("hugo.toml")).expect("settings");
        write(&site, "hugo.toml", &config.replace("defaultContentLanguage = \"nb\"", &format!("defaultContentLanguage = \"{lang}\"")));
        let shown: Vec<Block> = blocks().into_iter().filter(|block| block.lang == lang && MESSAGE.is_match(&block.text)).collect();
        assert_eq!(shown.len(), 3, "messages in {lang}");
        for block in &shown {
            let message = MESSAGE.captures(&block.text).expect("a message");
            let (path, line, column) =
                (&message[1], message[2].parse::<usize>().expect("a line"), message[3].parse::<usize>().expect("a column"));
            match &message[4] {
                "status-unknown-near" => {
                    let fields = "weight: 20\n".repeat(usize::from(line > 3));
                    write(&site, path, &format!("---\ntitle: X\n{fields}status: {}\n---\n\nX.\n", &message[5]));
                }
                "link-broken-near" => {
                    let (before, above) = ("x".repeat(column - 2), "\n".repeat(line - 4));
                    write(&site, path, &format!("---\ntitle: X\n---\n{above}{before} [x]({})\n", &message[5]));
                    let near =
                        format!("{}/{}", path.rsplit_once('/').expect("a folder").0, message[6].replace(".md", &format!(".{lang}.md")));
                    write(&site, &near, "---\ntitle: Y\n---\n\nY.\n");
                }
                other => panic!("no page is made for {other}"),
            }
        }
        let locale = if lang == "nb" { "nb_NO.UTF-8" } else { "C.UTF-8" };
        let run = Command::new(env!("CARGO_BIN_EXE_loft")).arg("check").current_dir(&site).env("LC_ALL", locale).output();
        let said = text(&run.expect("loft runs").stdout);
        for block in &shown {
            assert!(said.contains(block.text.trim_end()), "{}\n{}\nin\n{said}", block.place(), block.text);
        }
    }
}

/// The page of shortcodes shows each as it is written and as it looks.
#[test]
fn each_shortcode_is_shown_as_it_is_written() {
    static CALL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{\{[<%]/\*\s*(/?)(\w[\w-]*)").expect("a pattern"));
    let own = ["frist", "excerpt", "excerpt-include", "icon"];
    for lang in LANGS {
        let (_, page) = pages(lang).into_iter().find(|(page, _)| page == "skrive/kortkoder/index").expect("the page");
        let examples: Vec<Block> = blocks()
            .into_iter()
            .filter(|block| block.lang == lang && block.page == "skrive/kortkoder/index" && CALL.is_match(&block.text))
            .collect();
        assert!(examples.len() > 15, "{}", examples.len());
        let mut differ = Vec::new();
        for block in examples {
            let name = &CALL.captures(&block.text).expect("a call")[2];
            let live = block.text.replace("{{</*", "{{<").replace("*/>}}", ">}}").replace("{{%/*", "{{%").replace("*/%}}", "%}}");
            if !own.contains(&name) && name != "*" && !page.contains(live.trim_end()) && !block.text.contains("/*/*") {
                differ.push(block.place());
            }
        }
        assert_eq!(differ, Vec::<String>::new());
    }
}

/// Each field that Loft knows of itself is in the reference of front matter, which is made from `loft schema`:
/// `UPDATE=1 cargo test guide_followed` writes it anew.
#[test]
fn the_reference_of_front_matter_is_that_of_the_schema() {
    for (lang, locale) in [("nb", "nb_NO.UTF-8"), ("en", "C.UTF-8")] {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), "hugo.toml", &format!("defaultContentLanguage = '{lang}'\n[languages.{lang}]\nweight = 1\n"));
        let program = env!("CARGO_BIN_EXE_loft");
        let run = Command::new(program).args(["schema"]).current_dir(folder.path()).env("LC_ALL", locale).output().expect("loft runs");
        let schema: Value = serde_json::from_slice(&run.stdout).expect("JSON");
        let path = guide().join(format!("oppslag/sidehode.{lang}.md"));
        let written = fs::read_to_string(&path).expect("UTF-8");
        let heading = if lang == "nb" { "\n## Alle feltene Loft kjenner\n" } else { "\n## Every field that Loft knows\n" };
        let (head, _) = written.split_once(heading).unwrap_or((written.trim_end(), ""));
        let head = head.trim_end();
        let columns = if lang == "nb" { "| Felt | Betyr |" } else { "| Field | Means |" };
        let mut expected = format!("{head}\n{heading}\n{}\n\n{columns}\n|---|---|\n", intro(lang));
        for (key, field) in schema["properties"].as_object().expect("properties") {
            let means = field["description"].as_str().unwrap_or_default().replace('|', "\\|").replace('<', "&lt;");
            expected += &format!("| `{key}` | {means} |\n");
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &expected).expect("written");
        } else {
            assert!(written == expected, "the fields have changed: run UPDATE=1 cargo test guide_followed ({lang})");
        }
    }
}

fn intro(lang: &str) -> &'static str {
    match lang {
        "nb" => {
            "Listen er laget av programmet selv, så den er alltid riktig. Feltene til [egne typer](/veiledning/redigere/typer/) kommer i tillegg."
        }
        _ => {
            "The list is made by the program itself, so it is always right. The fields of [your own types](/veiledning/redigere/typer/) come in addition."
        }
    }
}

/// The pages that Loft makes, with their addresses.
#[test]
fn the_reference_of_addresses_has_every_view() {
    let folder = practice_site();
    let config: Value =
        serde_json::from_slice(&loft(&folder.path().join("mitt-nettsted"), &["config", "--format", "json"]).stdout).expect("JSON");
    let views = config["loft"]["views"]["by_id"].as_object().expect("views");
    assert!(views.len() >= 10, "{views:?}");
    for lang in LANGS {
        let (_, page) = pages(lang).into_iter().find(|(page, _)| page == "oppslag/adresser").expect("the page");
        for view in views.values() {
            let row = format!(
                "| `/{}/` | `/en/{}/` |",
                view["slugs"]["nb"].as_str().expect("a slug"),
                view["slugs"]["en"].as_str().expect("a slug")
            );
            assert!(page.contains(&row), "{row} in oppslag/adresser.{lang}.md");
        }
    }
}

/// The reference of templates names each template that others build on, and each field that they see.
#[test]
fn the_reference_of_templates_is_complete() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("themes/loft/README.md")).expect("the README, which is held to the code");
    let fields = |heading: &str| -> BTreeSet<String> {
        let table = readme.split(heading).nth(1).and_then(|rest| rest.split("\n\n").nth(1)).expect("a table");
        first_cells(table)
    };
    for lang in LANGS {
        let (_, page) = pages(lang).into_iter().find(|(page, _)| page == "oppslag/maler").expect("the page");
        for heading in ["### `site`", "### `page`"] {
            let told =
                first_cells(page.split(&format!("{heading} {{#")).nth(1).and_then(|rest| rest.split("\n\n").nth(1)).expect("a table"));
            assert_eq!(told, fields(heading), "{heading} in oppslag/maler.{lang}.md");
        }
        let generated = fs::read_to_string(root.join("src/views/generated.rs")).expect("the generated views");
        let templates = fs::read_dir(root.join("themes/loft/templates")).expect("templates").flatten();
        let names: Vec<String> =
            templates.map(|file| file.file_name().to_string_lossy().into_owned()).filter(|name| name.ends_with(".html")).collect();
        for name in names.iter().filter(|name| !name.contains('_')) {
            let id = name.trim_end_matches(".html");
            let own = generated.contains(&format!("\"{id}\"")) || ["actor", "owners"].contains(&id);
            assert!(own || page.contains(&format!("`{name}`")), "{name} in oppslag/maler.{lang}.md");
        }
    }
}

fn first_cells(table: &str) -> BTreeSet<String> {
    table.lines().filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_string())).collect()
}

/// Nothing in the guide is approved before the tests above hold it, and nothing else than the guide by us.
#[test]
fn what_is_approved_was_approved_by_somebody() {
    let root = guide().parent().expect("content/").to_path_buf();
    let files = walkdir::WalkDir::new(&root).into_iter().flatten().map(walkdir::DirEntry::into_path);
    let approved: BTreeSet<String> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .filter(|path| {
            let page = fs::read_to_string(path).expect("UTF-8");
            page.lines().any(|line| matches!(line, "status: Godkjent" | "status: Approved" | "status: godkjent"))
        })
        .map(|path| path.strip_prefix(&root).expect("below").to_string_lossy().replace('\\', "/"))
        .filter(|path| !path.starts_with("veiledning/"))
        .collect();
    // The project SAMT-BU itself gives this case the status Godkjent.
    let theirs = LANGS.map(|lang| format!("behov/use-cases/overgang-grunnskole-vgo.{lang}.md"));
    assert_eq!(approved, theirs.into_iter().collect());
}
