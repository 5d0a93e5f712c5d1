//! Files around the site that call Hugo: hosts' settings, workflows, modules.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Report, note};

/// Files that hosts read, at the repository's root.
const SETTINGS: &[&str] = &[
    "netlify.toml",
    "vercel.json",
    "wrangler.toml",
    "render.yaml",
    "amplify.yml",
    ".gitlab-ci.yml",
    "azure-pipelines.yml",
    "package.json",
    "Makefile",
    "Dockerfile",
];
const WORKFLOWS: &[&str] = &[".github/workflows", ".forgejo/workflows", ".gitea/workflows"];

/// No file that says how a site is built is larger.
const LARGEST: u64 = 1 << 20;

pub(super) fn look(folder: &Path, report: &mut Report) {
    let workflows = WORKFLOWS.iter().flat_map(|folder_of| yaml_in(folder, folder_of));
    let settings = SETTINGS.iter().map(|name| name.to_string());
    for shown in settings.chain(workflows).filter(|shown| calls_hugo(&folder.join(shown))) {
        report.replaced.push(note("migrate-host").in_file(&shown).with("file", &shown));
    }
    if folder.join("go.mod").is_file() {
        report.replaced.push(note("migrate-go-mod").in_file("go.mod"));
    }
}

fn yaml_in(site: &Path, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(site.join(folder)).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names.into_iter().filter(|name| name.ends_with(".yml") || name.ends_with(".yaml")).map(|name| format!("{folder}/{name}")).collect()
}

fn calls_hugo(disk: &PathBuf) -> bool {
    let is_small = fs::metadata(disk).is_ok_and(|found| found.is_file() && found.len() <= LARGEST);
    let text = if is_small { fs::read(disk).unwrap_or_default() } else { Vec::new() };
    String::from_utf8_lossy(&text).to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == "hugo")
}
