//! Cascaded front matter: values that a page or the configuration gives to itself and the pages below.
//! Source: Hugo's `cascade`; the nearest section wins, a page's own value always does.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::Page;
use crate::config::{Cascade, CascadeTarget, Config};
use crate::doc::Doc;
use crate::doc::content_path::{ContentKind, ContentPath};
use crate::paths::{Lang, folder};

/// All cascades of a site, by the page that declares them: it has them itself, too.
pub(super) struct Cascades<'a> {
    config: &'a Config,
    by_path: HashMap<(Lang, String), Arc<Doc>>,
}

impl<'a> Cascades<'a> {
    pub fn new(config: &'a Config, named: &[(Arc<Doc>, ContentPath)]) -> Cascades<'a> {
        let declares = |(doc, _): &&(Arc<Doc>, ContentPath)| !doc.meta.cascade.is_empty();
        let by_path =
            named.iter().filter(declares).map(|(doc, path)| ((doc.lang.clone(), path.logical.clone()), Arc::clone(doc))).collect();
        Cascades { config, by_path }
    }

    /// A page's front matter with what it inherits filled in. `params:` lies open among the other keys, as in Hugo.
    pub fn fill(&self, doc: &Doc, path: &ContentPath, lang: &Lang) -> Map<String, Value> {
        let mut params = doc.meta.params.clone();
        lift_params(&mut params);
        self.inherit(&mut params, &path.logical, kind_name(path), lang);
        params
    }

    /// What a page that no file describes inherits.
    pub fn of_made(&self, page: &Page) -> Map<String, Value> {
        let mut params = Map::new();
        self.inherit(&mut params, &page.path, page.kind.name(), &page.lang);
        params
    }

    fn inherit(&self, params: &mut Map<String, Value>, path: &str, kind: &str, lang: &Lang) {
        for cascade in self.above(path, lang) {
            if matches(&cascade.target, path, kind, lang) {
                let mut values = cascade.values.clone();
                lift_params(&mut values);
                for (key, value) in values {
                    params.entry(key).or_insert(value);
                }
            }
        }
    }

    /// Cascades that reach a page, nearest first; the configuration's last.
    fn above<'b>(&'b self, path: &'b str, lang: &'b Lang) -> impl Iterator<Item = &'b Cascade> {
        let sections = std::iter::successors(Some(path), |at| match folder(at) {
            _ if *at == "/" => None,
            "" => Some("/"),
            above => Some(above),
        });
        let declared =
            sections.filter_map(move |at| self.by_path.get(&(lang.clone(), at.to_string()))).flat_map(|doc| doc.meta.cascade.iter());
        declared.chain(self.config.cascade.iter())
    }
}

fn lift_params(params: &mut Map<String, Value>) {
    if let Some(Value::Object(inner)) = params.get("params").cloned() {
        params.remove("params");
        for (key, value) in inner {
            params.entry(key).or_insert(value);
        }
    }
}

fn kind_name(path: &ContentPath) -> &'static str {
    match path.kind {
        ContentKind::Branch if path.logical == "/" => "home",
        ContentKind::Branch => "section",
        ContentKind::Leaf | ContentKind::Single => "page",
    }
}

fn matches(target: &CascadeTarget, path: &str, kind: &str, lang: &Lang) -> bool {
    let alternatives =
        |pattern: &str, value: &str| pattern.is_empty() || crate::glob::Glob::new(pattern).is_ok_and(|glob| glob.matches(value));
    alternatives(&target.path, path)
        && alternatives(&target.kind, kind)
        && alternatives(&target.lang, lang.as_str())
        && alternatives(&target.environment, "production")
}
