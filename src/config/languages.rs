//! `[languages]`: in Hugo's older names and in the newer.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::fields::{boolean, int, map, strings, text};
use super::site::{lang, menus, place, taxonomies, with_slash};
use super::{Language, MenuEntry, Node};
use crate::diag::Diag;
use crate::paths::Lang;

/// What the names of common languages are in themselves, where the configuration does not say.
const NAMES: &[(&str, &str)] = &[
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("en", "English"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("is", "Íslenska"),
    ("nb", "Bokmål"),
    ("nn", "Nynorsk"),
    ("no", "Norsk"),
    ("se", "Davvisámegiella"),
    ("sma", "Åarjelsaemien gïele"),
    ("smj", "Julevsámegiella"),
    ("sv", "Svenska"),
];

/// The site's languages in order, those switched off, and the one without a prefix.
pub(super) struct Languages {
    pub languages: Vec<Language>,
    pub disabled: Vec<Lang>,
    pub default: Lang,
}

pub(super) fn read(
    root: &Node,
    params: &Map<String, Value>,
    site_menus: &BTreeMap<String, Vec<MenuEntry>>,
    diags: &mut Vec<Diag>,
) -> Languages {
    let named = text(root, "defaultContentLanguage", diags).map(|key| lang(&key));
    let wanted = named.clone().unwrap_or_else(|| Lang::new("en"));
    let off: Vec<Lang> = strings(root, "disableLanguages", diags).unwrap_or_default().iter().map(|key| lang(key)).collect();
    let given = map(root, "languages", diags).map(Node::entries).unwrap_or_default();
    let mut all: Vec<Language> = given
        .iter()
        .filter(|(_, value)| matches!(value.value, Node::Map(_) | Node::Null))
        .map(|(key, value)| language(lang(&key.value), &value.value, params, site_menus, diags))
        .collect();
    if all.is_empty() {
        all.push(only_language(wanted.clone(), root, params, site_menus, diags));
    }
    // As Hugo: by weight, those without one last, then by key.
    all.sort_by_key(|language| (language.weight == 0, language.weight, language.lang.clone()));
    let (disabled, mut languages): (Vec<Language>, Vec<Language>) =
        all.into_iter().partition(|language| (language.disabled || off.contains(&language.lang)) && language.lang != wanted);
    if languages.is_empty() {
        languages.push(language(wanted.clone(), &Node::Null, params, site_menus, diags));
    }
    let default = if languages.iter().any(|language| language.lang == wanted) {
        wanted
    } else {
        let first = languages[0].lang.clone();
        let diag = Diag::warning("config-default-language").with("lang", &wanted).with("first", &first);
        diags.push(diag.span(place(root, if named.is_some() { "defaultContentLanguage" } else { "languages" })));
        first
    };
    Languages { languages, disabled: disabled.into_iter().map(|language| language.lang).collect(), default }
}

/// A site without `[languages]` may name its only one at the top.
fn only_language(
    lang: Lang,
    root: &Node,
    params: &Map<String, Value>,
    site_menus: &BTreeMap<String, Vec<MenuEntry>>,
    diags: &mut Vec<Diag>,
) -> Language {
    let naming = ["locale", "languageCode", "label", "languageName"];
    let named = root.entries().iter().filter(|(key, _)| naming.iter().any(|name| name.eq_ignore_ascii_case(&key.value)));
    language(lang, &Node::Map(named.cloned().collect()), params, site_menus, diags)
}

fn language(
    lang: Lang,
    node: &Node,
    params: &Map<String, Value>,
    site_menus: &BTreeMap<String, Vec<MenuEntry>>,
    diags: &mut Vec<Diag>,
) -> Language {
    let mut either = |newer, older| text(node, newer, diags).or_else(|| text(node, older, diags));
    let code = either("locale", "languageCode").unwrap_or_else(|| lang.to_string());
    let name = either("label", "languageName").unwrap_or_else(|| name(lang.as_str()));
    let direction = either("direction", "languageDirection").unwrap_or_else(|| "ltr".to_string());
    let own_menus = menus(node, diags);
    Language {
        code,
        name,
        direction,
        title: text(node, "title", diags),
        weight: int(node, "weight", diags).unwrap_or(0),
        content_dir: text(node, "contentDir", diags),
        disabled: boolean(node, "disabled", diags).unwrap_or(false),
        base_url: text(node, "baseURL", diags).map(|url| with_slash(&url)),
        params: overlaid(params, map(node, "params", diags).map(Node::to_param_map).unwrap_or_default()),
        menus: if own_menus.is_empty() { site_menus.clone() } else { own_menus },
        taxonomies: taxonomies(node, diags),
        lang,
    }
}

fn name(key: &str) -> String {
    NAMES.iter().find(|(lang, _)| *lang == key).map_or(key, |(_, name)| name).to_string()
}

/// One group of parameters laid over another, key by key.
fn overlaid(base: &Map<String, Value>, over: Map<String, Value>) -> Map<String, Value> {
    let mut all = base.clone();
    for (key, value) in over {
        match (all.get_mut(&key), value) {
            (Some(Value::Object(below)), Value::Object(above)) => *below = overlaid(below, above),
            (_, value) => {
                all.insert(key, value);
            }
        }
    }
    all
}
