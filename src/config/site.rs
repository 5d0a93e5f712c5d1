//! Hugo's keys at the top of the configuration, with Hugo's defaults.

use std::collections::BTreeMap;

use super::fields::{boolean, cascades, int, map, menu_entry, strings, text, wrong};
use super::{Config, Entry, FrontMatterDates, Located, MenuEntry, Node, Taxonomy, languages, loft, markup, modules};
use crate::diag::{Diag, Span};
use crate::paths::Lang;

/// Kinds of pages that a pattern in `[permalinks]` may be for.
const PERMALINK_KINDS: [&str; 4] = ["page", "section", "taxonomy", "term"];

/// The configuration from the values of all files.
pub(super) fn read(root: &Node, diags: &mut Vec<Diag>) -> Config {
    let params = map(root, "params", diags).unwrap_or(&Node::Null);
    let own = map(params, "loft", diags).unwrap_or(&Node::Null);
    let mut site_params = params.to_param_map();
    site_params.shift_remove("loft");
    let loft = loft::read(own, diags);
    let menus = menus(root, diags);
    let languages::Languages { languages, disabled, default } = languages::read(root, &site_params, &menus, diags);
    Config {
        base_url: base_url(root, diags),
        title: text(root, "title", diags).unwrap_or_default(),
        theme: modules::themes(root, &loft, diags),
        mounts: modules::mounts(root, &languages, &loft, diags),
        languages,
        disabled_languages: disabled,
        default_language: default,
        capitalize_list_titles: boolean(root, "capitalizeListTitles", diags).unwrap_or(true),
        title_case_style: text(root, "titleCaseStyle", diags).unwrap_or_default().to_lowercase(),
        pluralize_list_titles: boolean(root, "pluralizeListTitles", diags).unwrap_or(true),
        default_in_subdir: boolean(root, "defaultContentLanguageInSubdir", diags).unwrap_or(false),
        enable_git_info: boolean(root, "enableGitInfo", diags).unwrap_or(false),
        enable_emoji: boolean(root, "enableEmoji", diags).unwrap_or(false),
        enable_robots_txt: boolean(root, "enableRobotsTXT", diags).unwrap_or(false),
        build_drafts: boolean(root, "buildDrafts", diags).unwrap_or(false),
        build_expired: boolean(root, "buildExpired", diags).unwrap_or(false),
        noindex: false,
        build_future: boolean(root, "buildFuture", diags).unwrap_or(false),
        markup: markup::read(root, diags),
        params: site_params,
        section_pages_menu: text(root, "sectionPagesMenu", diags).unwrap_or_default().to_lowercase(),
        taxonomies: taxonomies(root, diags).unwrap_or_else(standard_taxonomies),
        permalinks: permalinks(root, diags),
        cascade: root.get("cascade").map(|value| cascades(value, diags)).unwrap_or_default(),
        outputs: outputs(root, diags),
        disable_kinds: lower(strings(root, "disableKinds", diags).unwrap_or_default()),
        rss_limit: rss_limit(root, diags),
        sitemap: map(root, "sitemap", diags).map(Node::to_param_map).unwrap_or_default(),
        ignore_files: strings(root, "ignoreFiles", diags).unwrap_or_default(),
        disable_path_to_lower: boolean(root, "disablePathToLower", diags).unwrap_or(false),
        remove_path_accents: boolean(root, "removePathAccents", diags).unwrap_or(false),
        ugly_urls: ugly_urls(root, diags),
        canonify_urls: boolean(root, "canonifyURLs", diags).unwrap_or(false),
        relative_urls: boolean(root, "relativeURLs", diags).unwrap_or(false),
        summary_length: int(root, "summaryLength", diags).map_or(70, |words| words.max(0) as usize),
        main_sections: strings(root, "mainSections", diags).or_else(|| strings(params, "mainSections", diags)).unwrap_or_default(),
        has_cjk_language: boolean(root, "hasCJKLanguage", diags).unwrap_or(false),
        front_matter_dates: front_matter_dates(root, diags),
        publish_dir: text(root, "publishDir", diags).unwrap_or_else(|| "public".to_string()),
        copyright: text(root, "copyright", diags).unwrap_or_default(),
        loft,
    }
}

/// With a trailing slash; `/` when there is none.
pub(super) fn with_slash(url: &str) -> String {
    // It stands in headers and in lists of addresses, one a line, words between spaces.
    let one_word: String = url.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    format!("{}/", one_word.trim_end_matches('/'))
}

fn base_url(root: &Node, diags: &mut Vec<Diag>) -> String {
    let Some(url) = text(root, "baseURL", diags).filter(|url| !url.trim().is_empty()) else { return "/".to_string() };
    if let Some((_, value)) = root.entry("baseURL").filter(|_| !url.contains("://") && !url.starts_with('/')) {
        diags.push(Diag::warning("config-base-url").span(value.span).with("url", &url));
    }
    with_slash(&url)
}

/// `[services.rss] limit`, else the older `rssLimit`; none below 1.
fn rss_limit(root: &Node, diags: &mut Vec<Diag>) -> Option<usize> {
    let rss = map(root, "services", diags).and_then(|services| map(services, "rss", diags));
    let limit = rss.and_then(|rss| int(rss, "limit", diags)).or_else(|| int(root, "rssLimit", diags))?;
    usize::try_from(limit).ok().filter(|limit| *limit > 0)
}

/// `uglyURLs = true`; Hugo's form per section is told and not followed.
fn ugly_urls(root: &Node, diags: &mut Vec<Diag>) -> bool {
    boolean(root, "uglyURLs", diags).unwrap_or(false)
}

pub(super) fn lower(texts: Vec<String>) -> Vec<String> {
    texts.into_iter().map(|text| text.to_lowercase()).collect()
}

/// `[[menus.main]]`, formerly `[[menu.main]]`.
pub(super) fn menus(node: &Node, diags: &mut Vec<Diag>) -> BTreeMap<String, Vec<MenuEntry>> {
    let Some(menus) = ["menus", "menu"].iter().find_map(|key| map(node, key, diags)) else { return BTreeMap::new() };
    let entries = |value: &Located<Node>, diags: &mut Vec<Diag>| {
        value
            .value
            .one_or_many(value.span)
            .into_iter()
            .filter(|(_, entry)| entry.is_map())
            .map(|(_, entry)| menu_entry(entry, diags))
            .collect()
    };
    menus.entries().iter().map(|(name, value)| (name.value.to_lowercase(), entries(value, diags))).collect()
}

/// `None` where the configuration says nothing; an empty group means none.
pub(super) fn taxonomies(node: &Node, diags: &mut Vec<Diag>) -> Option<Vec<Taxonomy>> {
    let given = map(node, "taxonomies", diags)?;
    let taxonomy = |(singular, plural): &Entry| {
        let plural = plural.value.as_text()?;
        Some(Taxonomy { singular: singular.value.to_lowercase(), plural: plural.to_lowercase() })
    };
    let mut taxonomies: Vec<Taxonomy> = given.entries().iter().filter_map(taxonomy).collect();
    taxonomies.sort_by(|a, b| a.plural.cmp(&b.plural));
    Some(taxonomies)
}

fn standard_taxonomies() -> Vec<Taxonomy> {
    [("category", "categories"), ("tag", "tags")]
        .map(|(singular, plural)| Taxonomy { singular: singular.to_string(), plural: plural.to_string() })
        .into()
}

/// `[permalinks.page] posts = …`, or the older `[permalinks] posts = …`, which is for pages and terms.
fn permalinks(root: &Node, diags: &mut Vec<Diag>) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut patterns: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut add = |kind: &str, section: &str, pattern: String| {
        patterns.entry(kind.to_string()).or_default().insert(section.to_lowercase(), pattern);
    };
    let Some(given) = map(root, "permalinks", diags) else { return patterns };
    for (key, value) in given.entries() {
        let kind = PERMALINK_KINDS.iter().find(|kind| kind.eq_ignore_ascii_case(&key.value));
        match (kind, &value.value) {
            (Some(kind), Node::Map(sections)) => {
                sections
                    .iter()
                    .filter_map(|(section, pattern)| Some((section, pattern.value.as_text()?)))
                    .for_each(|(section, pattern)| add(kind, &section.value, pattern));
            }
            (_, other) => match other.as_text() {
                Some(pattern) => {
                    add("page", &key.value, pattern.clone());
                    add("term", &key.value, pattern);
                }
                None => diags.push(wrong("field-not-text", key, value)),
            },
        }
    }
    patterns
}

/// Hugo's outputs per kind, with the site's laid over.
fn outputs(root: &Node, diags: &mut Vec<Diag>) -> BTreeMap<String, Vec<String>> {
    let standard = [
        ("home", vec!["html", "rss"]),
        ("page", vec!["html"]),
        ("section", vec!["html", "rss"]),
        ("taxonomy", vec!["html", "rss"]),
        ("term", vec!["html", "rss"]),
    ];
    let mut outputs: BTreeMap<String, Vec<String>> =
        standard.into_iter().map(|(kind, formats)| (kind.to_string(), formats.into_iter().map(str::to_string).collect())).collect();
    if let Some(given) = map(root, "outputs", diags) {
        for (kind, _) in given.entries() {
            if let Some(formats) = strings(given, &kind.value, diags) {
                outputs.insert(kind.value.to_lowercase(), lower(formats));
            }
        }
    }
    outputs
}

/// `[frontmatter]`. `:default` stands for Hugo's own list, and some keys bring their older names.
/// Source: Hugo's `resources/page/pagemeta/page_frontmatter.go`.
fn front_matter_dates(root: &Node, diags: &mut Vec<Diag>) -> FrontMatterDates {
    let given = map(root, "frontmatter", diags).unwrap_or(&Node::Null);
    let mut dates = |key: &str, standard: &[&str]| {
        let keys = strings(given, key, diags).map_or_else(|| vec![":default".to_string()], lower);
        let expanded = keys.iter().flat_map(|key| if key == ":default" { standard.to_vec() } else { vec![key.as_str()] });
        let mut all: Vec<String> = Vec::new();
        for key in expanded.flat_map(with_older_names) {
            if !all.iter().any(|earlier| earlier == key) {
                all.push(key.to_string());
            }
        }
        all
    };
    FrontMatterDates {
        date: dates("date", &["date", "publishdate", "lastmod"]),
        lastmod: dates("lastmod", &[":git", "lastmod", "date", "publishdate"]),
        publish_date: dates("publishDate", &["publishdate", "date"]),
        expiry_date: dates("expiryDate", &["expirydate"]),
    }
}

fn with_older_names(key: &str) -> Vec<&str> {
    match key {
        "lastmod" => vec!["lastmod", "modified"],
        "publishdate" => vec!["publishdate", "pubdate", "published"],
        "expirydate" => vec!["expirydate", "unpublishdate"],
        other => vec![other],
    }
}

/// The place of a field's value, else none.
pub(super) fn place(node: &Node, key: &str) -> Span {
    node.get(key).map_or(Span::at(0, 1, 0), |value| value.span)
}

/// A language key as the configuration compares it.
pub(super) fn lang(key: &str) -> Lang {
    Lang::new(key.to_lowercase())
}
