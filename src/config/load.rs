//! Reading the configuration files and laying them over each other.

use super::sources::Sources;
use super::values::same_key;
use super::{Config, Entry, Located, Node, known, parse_json, parse_toml, parse_yaml, site};
use crate::diag::{self, Diag, Span};

/// What the command line lays over the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    pub base_url: Option<String>,
    pub drafts: bool,
    pub expired: bool,
    pub future: bool,
    /// Search engines are asked to leave the site out: for previews.
    pub noindex: bool,
}

/// One configuration file as read by `input`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFile {
    /// Relative to the site's folder: `hugo.toml`, `config/_default/params.toml`.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Files in order of precedence (Hugo's first, `loft.toml` last) → the configuration and its findings.
pub fn load(files: &[ConfigFile], overrides: &Overrides) -> (Config, Vec<Diag>) {
    let mut diags = Vec::new();
    let mut sources = Sources::default();
    let mut root = Node::Map(Vec::new());
    for file in files {
        let node = read(file, &mut sources, &mut diags);
        overlay(&mut root, node);
    }
    let mut found = Vec::new();
    known::check(&root, &mut found);
    let mut config = site::read(&root, &mut found);
    if files.is_empty() {
        found.push(Diag::warning("config-missing"));
    }
    apply(overrides, &mut config);
    diags.extend(found.into_iter().map(|diag| sources.resolve(diag)));
    diag::sort(&mut diags);
    (config, diags)
}

fn apply(overrides: &Overrides, config: &mut Config) {
    if let Some(url) = &overrides.base_url {
        config.base_url = site::with_slash(url);
    }
    config.build_drafts |= overrides.drafts;
    config.build_expired |= overrides.expired;
    config.build_future |= overrides.future;
    config.noindex = overrides.noindex || config.loft.noindex;
}

/// One file's values, at their place in the whole and with places that tell the file.
fn read(file: &ConfigFile, sources: &mut Sources, diags: &mut Vec<Diag>) -> Node {
    let (text, bad) = crate::text::decode(&file.bytes, &file.path);
    diags.extend(bad);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let (node, syntax) = match file.path.rsplit('.').next() {
        Some("toml") => parse_toml(text, 1),
        Some("json") => parse_json(text, 1),
        _ => parse_yaml(text, 1),
    };
    diags.extend(syntax.into_iter().map(|diag| diag.in_file(&file.path)));
    let node = match node {
        Node::Map(_) => node,
        Node::Null => Node::Map(Vec::new()),
        _ => {
            diags.push(Diag::error("config-not-fields").at(&file.path, Span::line(1)));
            Node::Map(Vec::new())
        }
    };
    placed(&file.path, sources.add(&file.path, text, node))
}

/// Where a file's values belong: `config/_default/params.toml` → `params`, `menus.en.toml` →
/// `languages.en.menus`, `loft.toml` → Loft's own keys below `params.loft`, others to the root.
fn placed(path: &str, node: Node) -> Node {
    let name = crate::paths::file_name(path);
    if name.eq_ignore_ascii_case("loft.toml") {
        return with_own_below_params(node);
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if !path.contains('/') || matches!(stem, "hugo" | "config") {
        return node;
    }
    match stem.split_once('.') {
        None => below(&[stem], node),
        Some((section @ ("menu" | "menus" | "params"), lang)) => below(&["languages", lang, section], node),
        Some((_, lang)) => below(&["languages", lang], node),
    }
}

/// Keys of `loft.toml` that are Loft's go to `params.loft`, Hugo's stay where they are.
fn with_own_below_params(node: Node) -> Node {
    let Node::Map(entries) = node else { return node };
    let (own, hugo): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|(key, value)| known::is_own(&key.value, &value.value));
    let mut root = Node::Map(hugo);
    overlay(&mut root, below(&["params", "loft"], Node::Map(own)));
    root
}

fn below(keys: &[&str], node: Node) -> Node {
    let span = Span::at(0, 1, 0);
    keys.iter().rev().fold(node, |value, key| Node::Map(vec![(Located { span, value: key.to_string() }, Located { span, value })]))
}

/// Lays one map over another: groups are joined key by key, other values replaced.
fn overlay(base: &mut Node, over: Node) {
    let (Node::Map(entries), Node::Map(over)) = (base, over) else { return };
    for (key, value) in over {
        match entries.iter_mut().find(|(name, _)| same_key(&name.value, &key.value)) {
            Some((_, present)) if present.value.is_map() && value.value.is_map() => overlay(&mut present.value, value.value),
            Some(entry) => *entry = (key, value),
            None => entries.push((key, value)),
        }
    }
}
