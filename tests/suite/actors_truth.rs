//! Reading actors, measured against entries labelled by hand in the real content: precision, recall and
//! role, by the rules of `score_truth.py actors`. Skipped where the corpus is not at hand; the forms
//! themselves are held by `tests/suite/actors_forms.rs`, which needs nothing.
//!
//! `ACTORS_SHOW=1` prints what was missed and what was read wrongly.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use loft::config::{ActorVocabulary, parse_toml};
use loft::doc::actors;
use loft::site::actors::{Mention, Register, mentions};
use serde_json::Value;

#[test]
fn entries_equal_those_labelled_by_hand() {
    let corpus = std::env::var("LOFT_CORPUS").unwrap_or_else(|_| "../shared/corpus".to_string());
    let site = Path::new(&corpus).join("samt-bu");
    let truth = read_ndjson(&Path::new(&corpus).join("../reference/actors-dev.ndjson"));
    let alike = read_ndjson(&Path::new(&corpus).join("../reference/actors-not-dev.ndjson"));
    if truth.is_empty() || !site.is_dir() {
        println!("skipped: no corpus at {corpus}");
        return;
    }
    let files: BTreeSet<&str> = truth.iter().chain(&alike).filter_map(|entry| entry["file"].as_str()).collect();
    let vocabulary = ActorVocabulary::standard();
    let register = Register::built_in();
    let mut score = Score::default();
    for file in files {
        let judged: Vec<&Value> = truth.iter().filter(|entry| entry["file"] == file).collect();
        let (body, first_line) = body_of(&source_of(&site, file));
        score.count(file, &judged, &mentions(&actors::read(&body, first_line, &vocabulary), &register));
    }
    println!("recall {:.3}  precision {:.3}  role {:.3}  actor {:.3}", score.recall(), score.precision(), score.role(), score.actor());
    assert!(score.recall() >= 0.97 && score.precision() >= 0.97 && score.role() >= 0.97, "below 0.97");
}

#[derive(Default)]
struct Score {
    judged: usize,
    read: usize,
    used: usize,
    hit: usize,
    role: usize,
    actor: usize,
}

impl Score {
    fn count(&mut self, file: &str, judged: &[&Value], read: &[Mention]) {
        let mut used = BTreeSet::new();
        self.read += read.len();
        for entry in judged {
            let must = entry["kind"] == "entry";
            self.judged += usize::from(must);
            let line = entry["line"].as_u64().unwrap_or(0) as i64;
            let distance = |index: usize| (i64::from(read[index].line) - line).abs();
            let near =
                (0..read.len()).filter(|index| !used.contains(index) && distance(*index) <= 1 && is_named(entry, &read[*index].name));
            let Some(found) = near.min_by_key(|index| distance(*index)) else {
                if must {
                    show("missed", file, line, entry["name"].as_str().unwrap_or(""));
                }
                continue;
            };
            used.insert(found);
            if must {
                self.hit += 1;
                self.role += usize::from(one_of(entry, "role", Some(&read[found].role)));
                let unknown = read[found].actor.is_none() && ["inferred", "none"].iter().any(|kind| entry["match"] == *kind);
                let known = one_of(entry, "actor", read[found].actor.as_deref()) || unknown;
                self.actor += usize::from(known);
                if !known {
                    show("actor ", file, line, &format!("{} → {:?}", entry["name"], read[found].actor));
                }
            }
        }
        self.used += used.len();
        for (_, wrong) in read.iter().enumerate().filter(|(index, _)| !used.contains(index)) {
            show("wrong ", file, i64::from(wrong.line), &wrong.name);
        }
    }

    fn recall(&self) -> f64 {
        self.hit as f64 / self.judged.max(1) as f64
    }

    fn precision(&self) -> f64 {
        self.used as f64 / self.read.max(1) as f64
    }

    fn role(&self) -> f64 {
        self.role as f64 / self.hit.max(1) as f64
    }

    fn actor(&self) -> f64 {
        self.actor as f64 / self.hit.max(1) as f64
    }
}

fn show(what: &str, file: &str, line: i64, name: &str) {
    if std::env::var_os("ACTORS_SHOW").is_some() {
        println!("{what} {file}:{line} {name}");
    }
}

/// The name read is the one judged, or lies between its short and its full form.
fn is_named(entry: &Value, read: &str) -> bool {
    let (short, full, read) = (fold(&entry["name"]), fold(&entry["name_full"]), fold(&Value::from(read)));
    read == short || read == full || (read.starts_with(&short) && full.starts_with(&read))
}

fn fold(text: &Value) -> String {
    let text = text.as_str().unwrap_or("").replace('–', "-");
    let spaced = text.replace(|c: char| c.is_whitespace() || "*_`.,:;".contains(c), " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether a value is the judged one or among those also right.
fn one_of(entry: &Value, key: &str, read: Option<&str>) -> bool {
    let also = &entry[format!("{key}_alt")];
    let others = also.as_array().map(Vec::as_slice).unwrap_or(std::slice::from_ref(also));
    entry[key].as_str() == read || (!also.is_null() && others.iter().any(|other| other.as_str() == read))
}

fn read_ndjson(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// Where a mounted path stands on disk.
fn source_of(site: &Path, file: &str) -> PathBuf {
    let config = std::fs::read_to_string(site.join("hugo.toml")).unwrap_or_default();
    let (node, _) = parse_toml(&config, 1);
    let mounts = node.get("module").and_then(|module| module.value.get("mounts")).map(|mounts| mounts.value.items()).unwrap_or_default();
    let mounted = mounts.iter().filter_map(|mount| {
        let field = |key| mount.value.get(key).and_then(|value| value.value.as_text());
        let within = format!("content/{file}").strip_prefix(&format!("{}/", field("target")?))?.to_string();
        Some(site.join(field("source")?).join(within))
    });
    let candidates: Vec<PathBuf> = mounted.collect();
    candidates.into_iter().find(|path| path.is_file()).unwrap_or_else(|| site.join("content").join(file))
}

/// The body of a page and the line on which it begins.
fn body_of(path: &Path) -> (String, u32) {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines: Vec<&str> = text.lines().collect();
    let end =
        lines.iter().skip(1).position(|line| line.trim_end() == "---").filter(|_| lines[0].trim_end() == "---").map_or(0, |at| at + 2);
    (lines[end..].join("\n"), end as u32 + 1)
}
