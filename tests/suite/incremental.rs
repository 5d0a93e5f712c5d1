//! Incremental equals fresh, byte for byte, whatever is edited (HOUSE: invariant 1).

use std::fs;
use std::path::{Path, PathBuf};

use loft::config::Overrides;
use loft::input::Input;
use loft::pipeline::Memo;

use crate::support::{Dice, copy, corpus, differing, fresh, keys, make, own_site, pictures};

/// Files of a site that edits may touch, in order.
fn files(site: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![site.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.') || name == "public");
            match path.is_dir() {
                _ if is_hidden => {}
                true => waiting.push(path),
                false if path.to_string_lossy().ends_with(ending) => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found
}

/// One random change to a site, and what it was.
fn edit(site: &Path, dice: &mut Dice, step: usize) -> String {
    let pages = files(&site.join("content"), ".md");
    let Some(page) = dice.pick(&pages).cloned() else { return "nothing to edit".into() };
    let name = page.file_name().map(|name| name.to_string_lossy().to_string()).unwrap_or_default();
    let text = fs::read_to_string(&page).unwrap_or_default();
    match dice.below(12) {
        0..=2 => {
            fs::write(&page, format!("{text}\n\nEn ny setning nummer {step}, med [lenke](../) og **vekt**.\n")).expect("write");
            format!("body of {name}")
        }
        3 => {
            let status = dice.pick(&["Ny", "◐ Pågår", "Til QA", "Godkjent", "Ukjent verdi", ""]).copied().unwrap_or("");
            fs::write(&page, set_front_matter(&text, "status", status)).expect("write");
            format!("status of {name}")
        }
        4 => {
            let weight = dice.below(200).to_string();
            fs::write(&page, set_front_matter(&text, "weight", &weight)).expect("write");
            format!("weight of {name}")
        }
        5 => {
            fs::write(&page, set_front_matter(&text, "title", &format!("\"Tittel {step}\""))).expect("write");
            format!("title of {name}")
        }
        6 => {
            fs::write(&page, set_front_matter(&text, "draft", if step % 2 == 0 { "true" } else { "false" })).expect("write");
            format!("draft of {name}")
        }
        7 => {
            let _ = fs::remove_file(&page);
            format!("{name} deleted")
        }
        8 => {
            let folder = page.parent().unwrap_or(site).join(format!("ny-{step}"));
            fs::create_dir_all(&folder).expect("folder");
            fs::write(folder.join("_index.nb.md"), format!("---\ntitle: Ny {step}\nstatus: Ny\naliases: [/gammel-{step}/]\n---\n## Aktører\n\n- **Udir** – noe\n\n{{{{% notice info %}}}}\nx\n{{{{% /notice %}}}}\n")).expect("write");
            format!("page added beside {name}")
        }
        9 => {
            let renamed = page.with_file_name(format!("omdopt-{step}-{name}"));
            let _ = fs::rename(&page, renamed);
            format!("{name} renamed")
        }
        10 => {
            let template = site.join("themes/loft/templates/404.html");
            fs::create_dir_all(template.parent().expect("a folder")).expect("folder");
            let broken = if dice.below(3) == 0 { "{{ oh no" } else { "" };
            fs::write(&template, format!("<!doctype html><title>{{{{ page.title }}}} {step}</title>{broken}")).expect("write");
            "a template".into()
        }
        _ => {
            let config = site.join("loft.toml");
            let text = dice
                .pick(&["[views]\nstatus = false\n", "", "[theme]\naccent = \"x\"\n", "title = \"Annet\"\n", "ukjent = 1\n"])
                .copied()
                .unwrap_or("");
            fs::write(config, text).expect("write");
            "the configuration".into()
        }
    }
}

/// Sets one line of YAML front matter; text without any gets some.
fn set_front_matter(text: &str, key: &str, value: &str) -> String {
    let Some((head, body)) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---")) else {
        return format!("---\n{key}: {value}\n---\n{text}");
    };
    let others: Vec<&str> = head.lines().filter(|line| !line.starts_with(&format!("{key}:"))).collect();
    format!("---\n{}\n{key}: {value}\n---{body}", others.join("\n"))
}

/// Unoptimised builds, which nobody publishes with, try fewer: ten times slower, they would keep a writer of code waiting.
const STEPS: usize = if cfg!(debug_assertions) { 30 } else { 300 };

/// Runs an edit script and holds the incremental site against a fresh one after every step.
fn run(site: &Path, steps: usize, seed: u64) {
    let mut dice = Dice::new(seed);
    let memo = Memo::keeping().with_pictures(pictures());
    let mut input = Input::open(site, Overrides::default());
    let mut before = keys(&make(&mut input, &memo).0);
    let mut rendered_anew = 0;
    for step in 0..steps {
        let what = edit(site, &mut dice, step);
        let (plan, incremental) = make(&mut input, &memo);
        let (_, expected) = fresh(site);
        assert_eq!(incremental.diags, expected.diags, "findings after step {step}: {what}");
        let differing = differing(&incremental, &expected);
        assert!(differing.is_empty(), "after step {step} ({what}) these files differ: {differing:?}");
        let now = keys(&plan);
        rendered_anew += now.iter().filter(|(out, key)| before.get(*out) != Some(key)).count();
        before = now;
    }
    println!("{steps} steps, {} files at the end, {rendered_anew} rendered anew", before.len());
    assert!(rendered_anew < steps * before.len() / 2, "most of the site was rendered at every step: {rendered_anew}");
}

#[test]
fn random_edits_of_the_real_site() {
    let Some(corpus) = corpus("random edits of the real site") else { return };
    let site = copy(&corpus.join("samt-bu"));
    run(site.path(), STEPS, 7);
}

#[test]
fn random_edits_of_our_own_site() {
    let site = copy(&own_site());
    run(site.path(), STEPS, 11);
}

/// The negative control: an edit that the incremental side cannot see, since the file keeps its size, time and inode. If the
/// comparison did not tell the two apart, the tests above would show nothing.
#[test]
fn an_unseen_edit_is_told_apart() {
    let site = copy(&own_site());
    let page = site.path().join("content/forord/uten.md");
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    let write = |text: &str| {
        let mut file = fs::OpenOptions::new().write(true).open(&page).expect("the page");
        std::io::Write::write_all(&mut file, text.as_bytes()).expect("write");
        file.set_modified(long_ago).expect("a time");
    };
    let text = fs::read_to_string(&page).expect("the page");
    assert!(text.contains("Tekst"));
    write(&text);
    let memo = Memo::keeping().with_pictures(pictures());
    let mut input = Input::open_cold(site.path(), Overrides::default());
    assert_eq!(differing(&make(&mut input, &memo).1, &fresh(site.path()).1), Vec::<String>::new());
    write(&text.replace("Tekst", "tekst"));
    let stale = make(&mut input, &memo).1;
    assert!(differing(&stale, &fresh(site.path()).1).contains(&"forord/uten/index.html".to_string()));
}
