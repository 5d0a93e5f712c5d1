//! The fields of front matter that Loft acts on.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{BuildList, BuildOptions, BuildRender, FrontMatter};
use crate::config::fields::{boolean, cascades, check_date, int, map, menu_entry, one_of, text, texts, with_params, wrong};
use crate::config::{Entry, Located, MenuEntry, Node};
use crate::diag::{Diag, Span};

/// Dates that Hugo reads from front matter by default, checked here and resolved by `site`.
const DATES: &[&str] = &["date", "lastmod", "publishDate", "expiryDate"];

/// Groups of which each key has a place of its own: `relasjoner.dekkes_av`.
const RELATIONS: &[&str] = &["relasjoner", "relasjonar", "relations"];

pub(super) fn read(node: &Node, diags: &mut Vec<Diag>) -> FrontMatter {
    for key in DATES {
        check_date(node, key, diags);
    }
    FrontMatter {
        params: with_params(node),
        places: places(node),
        title: text(node, "title", diags),
        link_title: text(node, "linkTitle", diags),
        description: text(node, "description", diags),
        weight: int(node, "weight", diags).unwrap_or(0),
        draft: draft(node, diags),
        slug: text(node, "slug", diags),
        url: text(node, "url", diags),
        kind_type: text(node, "type", diags),
        layout: text(node, "layout", diags),
        aliases: texts(node, "aliases", diags).unwrap_or_default(),
        id: own(node, "id", diags),
        status: own(node, "status", diags),
        translation_key: text(node, "translationKey", diags),
        outputs: texts(node, "outputs", diags).map(|names| names.iter().map(|name| name.to_lowercase()).collect()),
        build: build(node, diags),
        cascade: node.get("cascade").map(|value| cascades(value, diags)).unwrap_or_default(),
        menus: ["menus", "menu"].iter().find_map(|key| node.entry(key)).map(|entry| menus(entry, diags)).unwrap_or_default(),
        resources: resources(node, diags),
        is_cjk: boolean(node, "isCJKLanguage", diags).unwrap_or(false),
        markup: text(node, "markup", diags).unwrap_or_default().to_lowercase(),
        ..FrontMatter::default()
    }
}

/// A field of Loft's own: at the top, or among `params`, where newer Hugo sites keep such fields.
pub(super) fn own(node: &Node, key: &str, diags: &mut Vec<Diag>) -> Option<String> {
    let found = text(node, key, diags).or_else(|| node.get("params").and_then(|params| text(&params.value, key, diags)));
    found.map(|text| text.trim().to_string()).filter(|text| !text.is_empty())
}

/// Where each field stands: the top-level ones, and those below `params` that it lifts to the top.
fn places(node: &Node) -> BTreeMap<String, Span> {
    let nested = node.get("params").map_or(&[][..], |params| params.value.entries());
    let top = || nested.iter().chain(node.entries());
    let within = |(key, value): &Entry| {
        let name = key.value.to_lowercase();
        let below = if RELATIONS.contains(&name.as_str()) { value.value.entries() } else { &[] };
        below.iter().map(|(inner, _)| (format!("{name}.{}", inner.value.to_lowercase()), inner.span)).collect::<Vec<_>>()
    };
    top().map(|(key, _)| (key.value.to_lowercase(), key.span)).chain(top().flat_map(within)).collect()
}

/// `draft`, or the opposite of `published` when that is yes or no.
fn draft(node: &Node, diags: &mut Vec<Diag>) -> Option<bool> {
    boolean(node, "draft", diags).or_else(|| node.get("published").and_then(|value| value.value.as_bool()).map(|published| !published))
}

/// `build`, formerly `_build`, and Hugo's older `headless`.
fn build(node: &Node, diags: &mut Vec<Diag>) -> BuildOptions {
    let mut options = BuildOptions::default();
    if boolean(node, "headless", diags) == Some(true) {
        options.list = BuildList::Never;
        options.render = BuildRender::Never;
    }
    let Some(given) = ["build", "_build"].iter().find_map(|key| map(node, key, diags)) else { return options };
    let lists = [
        ("always", BuildList::Always),
        ("local", BuildList::Local),
        ("never", BuildList::Never),
        ("true", BuildList::Always),
        ("false", BuildList::Never),
    ];
    let renders = [
        ("always", BuildRender::Always),
        ("link", BuildRender::Link),
        ("never", BuildRender::Never),
        ("true", BuildRender::Always),
        ("false", BuildRender::Never),
    ];
    options.list = one_of(given, "list", &lists, diags).unwrap_or(options.list);
    options.render = one_of(given, "render", &renders, diags).unwrap_or(options.render);
    options.publish_resources = boolean(given, "publishResources", diags).unwrap_or(true);
    options
}

/// `menu: main`, `menu: [main, footer]`, or `menu: {main: {weight: 10}}`.
fn menus((key, value): &Entry, diags: &mut Vec<Diag>) -> Vec<(String, MenuEntry)> {
    match &value.value {
        Node::Map(entries) => entries.iter().map(|(menu, fields)| (menu.value.clone(), menu_entry(&fields.value, diags))).collect(),
        other => {
            let names = Node::Map(vec![(key.clone(), Located { span: value.span, value: other.clone() })]);
            texts(&names, &key.value, diags).unwrap_or_default().into_iter().map(|menu| (menu, MenuEntry::default())).collect()
        }
    }
}

/// `resources`: names, titles and parameters of files beside the page.
fn resources(node: &Node, diags: &mut Vec<Diag>) -> Vec<Value> {
    let Some((key, value)) = node.entry("resources") else { return Vec::new() };
    let items = value.value.one_or_many(value.span);
    for (span, item) in items.iter().filter(|(_, item)| !item.is_map()) {
        diags.push(wrong("field-not-map", key, &Located { span: *span, value: (*item).clone() }));
    }
    items.into_iter().filter(|(_, item)| item.is_map()).map(|(_, item)| item.to_params()).collect()
}
