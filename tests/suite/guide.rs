//! Loft's own site: it builds without a finding, its links lead somewhere, and its reference pages say what the
//! program does. `UPDATE=1 cargo test guide` writes the list of findings anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::{env, fs};

use scraper::{Html, Selector};
use serde_json::Value;

const LANGS: [&str; 2] = ["nb", "en"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn loft(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_loft")).args(args).current_dir(root()).env("LC_ALL", "C").output().expect("loft runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A page of the guide as written.
fn page(name: &str, lang: &str) -> String {
    let path = root().join(format!("content/veiledning/{name}.{lang}.md"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

struct Built {
    out: tempfile::TempDir,
    stderr: String,
    succeeded: bool,
}

/// The site, built once for all tests.
fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let out = tempfile::tempdir().expect("a folder");
        let run = loft(&["build", "--strict", "--quiet", "--no-cache", "-d", &out.path().to_string_lossy()]);
        Built { stderr: text(&run.stderr), succeeded: run.status.success(), out }
    })
}

#[test]
fn builds_without_a_finding() {
    let built = built();
    // What git has to say depends on how the repository was fetched.
    let findings: Vec<&str> = built.stderr.lines().filter(|line| line.contains("]: ") && !line.contains("[git-")).collect();
    assert_eq!(findings, Vec::<&str>::new());
    assert!(built.succeeded, "{}", built.stderr);
}

/// Every HTML file of the output, by its address.
fn pages() -> BTreeMap<String, Html> {
    let mut files = BTreeMap::new();
    let out = built().out.path();
    for entry in walkdir::WalkDir::new(out).into_iter().flatten().filter(|entry| entry.path().extension().is_some_and(|e| e == "html")) {
        let below = entry.path().strip_prefix(out).expect("below").to_string_lossy().replace('\\', "/");
        let address = format!("/{}", below.strip_suffix("index.html").unwrap_or(&below));
        files.insert(address, Html::parse_document(&fs::read_to_string(entry.path()).expect("UTF-8")));
    }
    files
}

/// Where a link on a page leads, as browsers read it.
fn joined(address: &str, target: &str) -> String {
    if target.is_empty() || target.starts_with('/') {
        return if target.is_empty() { address } else { target }.to_string();
    }
    let mut parts: Vec<&str> = address.rsplit_once('/').map_or("", |(folder, _)| folder).split('/').collect();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn every_internal_link_leads_somewhere() {
    let pages = pages();
    assert!(pages.len() > 50, "only {} pages", pages.len());
    let (links, ids) = (Selector::parse("a[href]").unwrap(), Selector::parse("[id]").unwrap());
    let anchors: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|(address, html)| (address.as_str(), html.select(&ids).filter_map(|element| element.value().attr("id")).collect()))
        .collect();
    let mut broken = Vec::new();
    for (address, html) in &pages {
        for href in html.select(&links).filter_map(|link| link.value().attr("href")) {
            let decoded = percent_encoding::percent_decode_str(href).decode_utf8_lossy();
            let (target, fragment) = decoded.split_once('#').map_or((&*decoded, None), |(target, fragment)| (target, Some(fragment)));
            if target.contains(':') {
                continue;
            }
            let target = &*joined(address, target.split('?').next().unwrap_or(target));
            let exists = match fragment.filter(|fragment| !fragment.is_empty()) {
                Some(fragment) => anchors.get(target).is_some_and(|ids| ids.contains(fragment)),
                None => pages.contains_key(target) || built().out.path().join(target.trim_start_matches('/')).is_file(),
            };
            if !exists {
                broken.push(format!("{address}: {href}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn every_page_is_in_both_languages_with_the_same_place_and_identity() {
    let run = loft(&["list", "--format", "ndjson"]);
    let rows: Vec<Value> = text(&run.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let by_lang = |lang: &str| -> BTreeMap<String, (Value, Value)> {
        let own = rows.iter().filter(|row| row["lang"] == *lang && !row["file"].is_null());
        own.map(|row| {
            let file = row["file"].as_str().unwrap_or_default().replace(&format!(".{lang}.md"), "");
            (file, (row["weight"].clone(), row["params"]["id"].clone()))
        })
        .collect()
    };
    let (nb, en) = (by_lang("nb"), by_lang("en"));
    assert!(nb.len() > 20);
    assert_eq!(nb, en);
}

/// The commands that `loft --help` lists.
fn commands() -> Vec<String> {
    let help = text(&loft(&["--help"]).stdout);
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // A long description goes on in deeper lines.
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_string).collect()
}

#[test]
fn every_command_and_option_is_in_the_reference() {
    let commands = commands();
    assert!(commands.len() >= 7, "{commands:?}");
    for lang in LANGS {
        let reference = page("oppslag/kommandolinje", lang);
        let mut missing = Vec::new();
        for command in &commands {
            if !reference.contains(&format!("\n## loft {command}\n")) {
                missing.push(command.clone());
            }
            let help = text(&loft(&[command, "--help"]).stdout);
            let named = |line: &str| {
                line.split_whitespace().find_map(|word| word.strip_prefix("--")).map(|name| name.trim_end_matches('.').to_string())
            };
            let options = help.lines().filter(|line| line.trim_start().starts_with('-')).filter_map(named);
            let listed = |option: &String| *option == "help" || reference.contains(&format!("`--{option}`"));
            missing.extend(options.filter(|option| !listed(option)).map(|option| format!("{command} --{option}")));
        }
        assert_eq!(missing, Vec::<String>::new(), "{lang}");
    }
}

#[test]
fn every_shortcode_is_in_the_guide() {
    let folder = fs::read_dir(root().join("themes/loft/shortcodes")).expect("the theme's shortcodes");
    let names: BTreeSet<String> =
        folder.flatten().filter_map(|file| Some(file.path().file_stem()?.to_string_lossy().into_owned())).collect();
    assert!(names.len() > 20);
    for lang in LANGS {
        let guide = page("skrive/kortkoder/index", lang);
        let missing: Vec<&String> = names.iter().filter(|name| !guide.contains(&format!("`{name}`"))).collect();
        assert_eq!(missing, Vec::<&String>::new(), "{lang}");
    }
}

#[test]
fn every_key_of_loft_s_own_configuration_is_in_the_reference() {
    let run = loft(&["config", "--format", "json"]);
    let config: Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let keys: Vec<&String> = config["loft"].as_object().expect("a group").keys().filter(|key| *key != "extra").collect();
    assert!(keys.len() >= 8, "{keys:?}");
    for lang in LANGS {
        let reference = page("oppslag/konfigurasjon", lang);
        let missing: Vec<&&String> = keys.iter().filter(|key| !reference.contains(&format!("\n### {key}\n"))).collect();
        assert_eq!(missing, Vec::<&&String>::new(), "{lang}");
    }
}

/// File of messages, heading in Norwegian and in English.
const ROOMS: &[(&str, &str, &str)] = &[
    ("config", "Felter og innstillinger", "Fields and settings"),
    ("doc", "Sidene", "Pages"),
    ("input", "Filer, mapper og git", "Files, folders and git"),
    ("site", "Nettstedet som helhet", "The site as a whole"),
    ("check", "Kontroller", "Checks"),
    ("render", "Maler og kortkoder", "Templates and shortcodes"),
    ("output", "Skriving av nettstedet", "Writing the site"),
    ("edit", "Nye sider og nettsteder", "New pages and sites"),
    ("search", "Søk", "Search"),
    ("serve", "Forhåndsvisning", "Preview"),
];

#[test]
fn the_list_of_findings_is_current() {
    for lang in LANGS {
        let written = page("oppslag/funn", lang);
        let (head, _) = written.split_once("\n## ").unwrap_or((written.trim_end(), ""));
        let expected = format!("{}\n{}", head.trim_end(), findings(lang));
        if env::var_os("UPDATE").is_some() {
            fs::write(root().join(format!("content/veiledning/oppslag/funn.{lang}.md")), &expected).expect("written");
        } else {
            assert!(written == expected, "the list of findings has changed: run UPDATE=1 cargo test guide ({lang})");
        }
    }
}

/// Every code with its sentence and what to do, by room.
fn findings(lang: &str) -> String {
    let mut list = String::new();
    let mut files: BTreeSet<PathBuf> =
        fs::read_dir(root().join("src/diag/messages")).expect("messages").flatten().map(|file| file.path()).collect();
    for (room, nb, en) in ROOMS {
        let path = root().join(format!("src/diag/messages/{room}.toml"));
        if !files.remove(&path) {
            continue;
        }
        let messages: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(&fs::read_to_string(&path).expect("UTF-8")).expect("messages");
        if messages.is_empty() {
            continue;
        }
        list.push_str(&format!("\n## {}\n", if lang == "nb" { nb } else { en }));
        for (code, message) in &messages {
            list.push_str(&format!("\n{code}\n: {}", shown(&message[lang])));
            if let Some(hint) = message.get(&format!("hint_{lang}")) {
                list.push_str(&format!(" {}", shown(hint)));
            }
            list.push('\n');
        }
    }
    assert!(files.is_empty(), "messages without a heading here: {files:?}");
    list
}

/// A message as text in Markdown: its values as three dots, nothing in it taken for markup or a shortcode.
fn shown(message: &str) -> String {
    let values = regex::Regex::new(r"\{[a-z_]+\}").expect("a pattern");
    let mut text = String::new();
    for (position, piece) in values.replace_all(message, "…").split('`').enumerate() {
        match position % 2 {
            0 => text.push_str(&piece.replace("{{<", "{{\\<").replace('*', "\\*").replace('[', "\\[").replace('<', "\\<")),
            _ => text.push_str(&format!("`{}`", piece.replace("{{<", "{{</*").replace(">}}", "*/>}}"))),
        }
    }
    text.replace("{{\\\\<", "{{\\<")
}
