//! Loft's own keys: statuses, actors, types, views, edit links, imports, search, checks, theme.

use std::collections::BTreeMap;

use serde_json::Map;

use super::fields::{boolean, map, one_of, strings, text, unknown_key, wrong};
use super::site::lower;
use super::vocabulary::{RoleDef, StatusDef};
use super::{
    ActorVocabulary, Entry, HttpSearch, LoftConfig, Node, SearchConfig, SearchEngine, StatusVocabulary, View, ViewWhen, Views, modules,
    progress, types,
};
use crate::diag::Diag;

/// Keys that become fields of [`LoftConfig`]; others are kept in `extra`.
const READ: [&str; 12] =
    ["statuses", "status", "history", "actors", "types", "views", "edit", "imports", "search", "checks", "theme", "noindex"];

/// The generated views and their slugs in Norwegian and English.
const VIEWS: [(&str, &str, &str); 10] = [
    ("actors", "aktorer", "actors"),
    ("decisions", "beslutninger", "decisions"),
    ("experiences", "erfaringer", "experiences"),
    ("framework", "rammeverk", "framework"),
    ("needs", "behov-og-piloter", "needs-and-pilots"),
    ("owners", "mine-sider", "my-pages"),
    ("report", "rapport", "report"),
    ("search", "sok", "search"),
    ("status", "status", "status"),
    ("translations", "oversettelser", "translations"),
];

/// A view for those who write, with what is wrong on their pages: made only where a site asks for it.
const ON_DEMAND: [&str; 1] = ["owners"];

pub(super) fn read(own: &Node, diags: &mut Vec<Diag>) -> LoftConfig {
    let statuses = statuses(own, diags);
    LoftConfig {
        status_rules: progress::status_rules(own, &statuses, diags),
        history: progress::history_rules(own, &statuses, diags),
        statuses,
        actors: actors(map(own, "actors", diags).unwrap_or(&Node::Null), diags),
        types: types::read(own, diags),
        views: views(map(own, "views", diags).unwrap_or(&Node::Null), diags),
        edit: texts_by_key(own, "edit", diags).into_iter().map(|(target, url)| (target.trim_matches('/').to_string(), url)).collect(),
        imports: map(own, "imports", diags).map(modules::import_map).unwrap_or_default(),
        search: search(own, diags),
        noindex: boolean(own, "noindex", diags).unwrap_or(false),
        checks: checks(map(own, "checks", diags).unwrap_or(&Node::Null), diags),
        theme: map(own, "theme", diags).map(Node::to_param_map).unwrap_or_default(),
        extra: own.entries().iter().filter(|(key, _)| !READ.iter().any(|read| read.eq_ignore_ascii_case(&key.value))).fold(
            Map::new(),
            |mut extra, (key, value)| {
                extra.insert(key.value.to_lowercase(), value.value.to_params());
                extra
            },
        ),
    }
}

fn texts_by_key(node: &Node, key: &str, diags: &mut Vec<Diag>) -> BTreeMap<String, String> {
    let Some(group) = map(node, key, diags) else { return BTreeMap::new() };
    group.entries().iter().filter_map(|(name, _)| Some((name.value.clone(), text(group, &name.value, diags)?))).collect()
}

/// `[[statuses]]` replace the content model's, in the order written.
fn statuses(own: &Node, diags: &mut Vec<Diag>) -> StatusVocabulary {
    let Some((key, value)) = own.entry("statuses") else { return StatusVocabulary::standard() };
    let statuses: Vec<StatusDef> = value.value.items().iter().filter_map(|item| status(&item.value, diags)).collect();
    if statuses.is_empty() {
        diags.push(wrong("config-statuses", key, value));
        return StatusVocabulary::standard();
    }
    StatusVocabulary { statuses }
}

fn status(node: &Node, diags: &mut Vec<Diag>) -> Option<StatusDef> {
    let id = text(node, "id", diags)?;
    Some(StatusDef {
        symbol: text(node, "symbol", diags).unwrap_or_default(),
        labels: texts_by_key(node, "labels", diags),
        aliases: strings(node, "aliases", diags).unwrap_or_default(),
        id,
    })
}

/// `[actors]`: a site's headings, groups and roles come before Loft's own, which stay.
fn actors(node: &Node, diags: &mut Vec<Diag>) -> ActorVocabulary {
    let mut actors = ActorVocabulary::standard();
    actors.links = boolean(node, "links", diags).unwrap_or(actors.links);
    let lists = [
        ("headings", &mut actors.headings),
        ("submitters", &mut actors.submitters),
        ("staffing", &mut actors.staffing),
        ("duties", &mut actors.duties),
        ("closing", &mut actors.closing),
        ("everyone", &mut actors.everyone),
        ("columns", &mut actors.columns),
        ("role_columns", &mut actors.role_columns),
    ];
    for (key, list) in lists {
        list.prepend(lower(strings(node, key, diags).unwrap_or_default()));
    }
    if let Some(groups) = map(node, "groups", diags) {
        let of_role = |(role, _): &Entry, diags: &mut Vec<Diag>| {
            let patterns = lower(strings(groups, &role.value, diags).unwrap_or_default());
            patterns.into_iter().map(|pattern| (pattern, role.value.clone())).collect::<Vec<_>>()
        };
        let given: Vec<(String, String)> = groups.entries().iter().flat_map(|entry| of_role(entry, diags)).collect();
        actors.groups.prepend(given);
    }
    if let Some(roles) = map(node, "roles", diags) {
        for (id, _) in roles.entries() {
            let mut labels = texts_by_key(roles, &id.value, diags);
            let sign = labels.remove("sign");
            match actors.roles.iter_mut().find(|role| role.id == id.value) {
                Some(role) => {
                    role.labels.extend(labels);
                    role.sign = sign.unwrap_or_else(|| role.sign.clone());
                }
                None => {
                    let sign = sign.unwrap_or_else(|| id.value.chars().take(2).collect());
                    actors.roles.push(RoleDef { id: id.value.clone(), sign, labels });
                }
            }
        }
    }
    actors
}

/// `[views]`: `false`, `true`, one slug for all languages, or a group with `when` and a slug per language.
fn views(node: &Node, diags: &mut Vec<Diag>) -> Views {
    let ids = VIEWS.map(|(id, ..)| id);
    for (key, _) in node.entries().iter().filter(|(key, _)| !ids.iter().any(|id| id.eq_ignore_ascii_case(&key.value))) {
        diags.push(unknown_key(key, &ids));
    }
    Views { by_id: VIEWS.map(|(id, nb, en)| (id.to_string(), view(node, id, standard_view(id, nb, en), diags))).into() }
}

fn standard_view(id: &str, nb: &str, en: &str) -> View {
    View {
        when: if ON_DEMAND.contains(&id) { ViewWhen::Never } else { ViewWhen::Filled },
        slugs: [("nb", nb), ("nn", nb), ("en", en)].map(|(lang, slug)| (lang.to_string(), slug.to_string())).into(),
    }
}

fn view(views: &Node, id: &str, mut view: View, diags: &mut Vec<Diag>) -> View {
    let Some((key, value)) = views.entry(id) else { return view };
    match &value.value {
        Node::Bool(true) => view.when = ViewWhen::Always,
        Node::Bool(false) => view.when = ViewWhen::Never,
        Node::Text(slug) => view.slugs.values_mut().for_each(|place| *place = tidy(slug)),
        Node::Map(_) => {
            let words = [("filled", ViewWhen::Filled), ("always", ViewWhen::Always), ("never", ViewWhen::Never)];
            view.when = one_of(&value.value, "when", &words, diags).unwrap_or(view.when);
            let slugs = value.value.entries().iter().filter(|(lang, _)| !lang.value.eq_ignore_ascii_case("when"));
            for (lang, slug) in slugs {
                match slug.value.as_text() {
                    Some(slug) => drop(view.slugs.insert(lang.value.to_lowercase(), tidy(&slug))),
                    None => diags.push(wrong("field-not-text", lang, slug)),
                }
            }
        }
        _ => diags.push(wrong("config-view", key, value)),
    }
    view
}

pub(super) fn tidy(slug: &str) -> String {
    crate::paths::clean(slug).trim_matches('/').to_string()
}

/// `search = false`, or a group.
fn search(own: &Node, diags: &mut Vec<Diag>) -> SearchConfig {
    let is_group = own.get("search").is_none_or(|value| value.value.is_map());
    let group = if is_group { map(own, "search", diags).unwrap_or(&Node::Null) } else { &Node::Null };
    let enabled = if is_group { boolean(group, "enabled", diags) } else { boolean(own, "search", diags) };
    let lists = group.get("synonyms").map_or(&[][..], |lists| lists.value.items());
    let words = |list: &Node| list.items().iter().filter_map(|word| word.value.as_text()).collect();
    SearchConfig {
        enabled: enabled.unwrap_or(true),
        synonyms: lists.iter().map(|list| words(&list.value)).collect(),
        boost: boosts(group, diags),
        http: http(group, diags),
    }
}

/// `backend = "http"` with `[search.http]`. What is missing or unfit there is a finding, and the site's own files are searched.
fn http(group: &Node, diags: &mut Vec<Diag>) -> Option<HttpSearch> {
    let is_http = one_of(group, "backend", &[("files", false), ("http", true)], diags)?;
    let said = map(group, "http", diags).unwrap_or(&Node::Null);
    let engines = [("quickwit", SearchEngine::Quickwit), ("opensearch", SearchEngine::Opensearch)];
    let engine = one_of(said, "engine", &engines, diags);
    let address = text(said, "address", diags).unwrap_or_default();
    let index = text(said, "index", diags).unwrap_or_default();
    if !is_http {
        return None;
    }
    let unfit = [("address", !is_address(&address), &address), ("index", !is_index_name(&index), &index)];
    let place = group.entry("backend").map(|(_, value)| value.span)?;
    let before = diags.len();
    diags.extend(
        unfit
            .iter()
            .filter(|(_, is_unfit, _)| *is_unfit)
            .map(|(key, _, value)| Diag::warning("search-http").span(place).with("key", format!("search.http.{key}")).with("value", value)),
    );
    match engine {
        None => diags.push(Diag::warning("search-http").span(place).with("key", "search.http.engine").with("value", "")),
        Some(engine) if diags.len() == before => {
            return Some(HttpSearch { engine, address: address.trim_end_matches('/').to_string(), index });
        }
        Some(_) => {}
    }
    None
}

/// An address of the web, or a path of the site's own host. It stands in a header: no spaces, quotes or semicolons.
fn is_address(address: &str) -> bool {
    let rest = ["https://", "http://", "/"].iter().find_map(|start| address.strip_prefix(start));
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-._~:/[]%".contains(letter);
    rest.is_some_and(|rest| {
        !rest.starts_with('/')
            && rest.chars().all(fits)
            && (address.starts_with('/') || rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '['))
    })
}

fn is_index_name(name: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    name.starts_with(|first: char| first.is_ascii_alphanumeric()) && name.chars().all(fits)
}

/// Approved pages come first at equal relevance unless the site says otherwise.
const APPROVED_FIRST: (&str, i16) = ("status:godkjent", 1);

/// `[search.boost]`: `"status:godkjent" = 20`, in percent.
fn boosts(group: &Node, diags: &mut Vec<Diag>) -> BTreeMap<String, i16> {
    let Some(said) = map(group, "boost", diags) else {
        return BTreeMap::from([(APPROVED_FIRST.0.to_string(), APPROVED_FIRST.1)]);
    };
    let names = [("status", "status"), ("type", "type"), ("section", "section"), ("seksjon", "section")];
    let mut boosts = BTreeMap::new();
    for (key, value) in said.entries() {
        let field = key.value.split_once(':').and_then(|(name, value)| Some((names.iter().find(|(known, _)| *known == name)?.1, value)));
        match (field, value.value.as_int()) {
            (Some((field, name)), Some(percent)) => {
                boosts.insert(format!("{field}:{}", name.trim()), percent.clamp(-100, 1000) as i16);
            }
            _ => diags.push(wrong("search-boost", key, value)),
        }
    }
    boosts
}

/// `[checks] code = "off"`.
fn checks(node: &Node, diags: &mut Vec<Diag>) -> BTreeMap<String, String> {
    let codes: Vec<&str> = crate::diag::all_codes().collect();
    let levels = [("off", "off"), ("note", "note"), ("warning", "warning"), ("error", "error"), ("false", "off")];
    let mut checks = BTreeMap::new();
    for (code, _) in node.entries() {
        if !codes.contains(&code.value.as_str()) {
            diags.push(unknown_key(code, &codes));
        }
        if let Some(level) = one_of(node, &code.value, &levels, diags) {
            checks.insert(code.value.clone(), level.to_string());
        }
    }
    checks
}
