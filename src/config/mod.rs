//! `hugo.toml` and `loft.toml` → [`Config`]: everything the other rooms need to know about the site,
//! with Hugo's defaults filled in. Problems are findings; a configuration always comes out.

mod defaults;
pub(crate) mod fields;
mod known;
mod languages;
pub mod life_events;
mod load;
mod loft;
mod markup;
mod modules;
mod patterns;
mod progress;
pub mod schema;
mod show;
mod site;
mod sources;
pub mod types;
mod values;
pub mod vocabulary;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::paths::Lang;

pub use load::{ConfigFile, Overrides, load};
pub use progress::{HistoryRules, StatusRules};
pub use show::{Format, show};
pub use types::{FieldDef, FieldKind, TypeDef, TypeView, Types};
pub use values::{Entry, Located, Node, parse_json, parse_toml, parse_yaml};
pub use vocabulary::{ActorVocabulary, StatusVocabulary};

/// The whole configuration of a site, after `loft.toml` has been laid over Hugo's files and the
/// command line over both.
#[derive(Clone, Debug, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// With a trailing slash: `https://example.org/docs/`. Empty host means relative to the root: `/`.
    pub base_url: String,
    pub title: String,
    /// Theme folder names below `themes/`, first wins; `loft` (embedded) is always last.
    pub theme: Vec<String>,
    /// In order of weight, then key; never empty.
    pub languages: Vec<Language>,
    /// Languages that are switched off: their files are known as such and left out.
    pub disabled_languages: Vec<Lang>,
    pub default_language: Lang,
    /// Hugo's `defaultContentLanguageInSubdir`.
    pub default_in_subdir: bool,
    /// Hugo's `capitalizeListTitles` and `pluralizeListTitles`: titles of lists that no file describes.
    pub capitalize_list_titles: bool,
    /// Hugo's `titleCaseStyle`, lower case: `none`, `firstupper`, `go`; else as the AP has it.
    pub title_case_style: String,
    pub pluralize_list_titles: bool,
    pub enable_git_info: bool,
    pub enable_emoji: bool,
    pub enable_robots_txt: bool,
    pub build_drafts: bool,
    pub build_expired: bool,
    pub build_future: bool,
    /// Search engines are asked to leave the whole site out.
    pub noindex: bool,
    pub markup: Markup,
    /// Site-wide `[params]`; a language's own lie over them in [`Language::params`].
    pub params: Map<String, Value>,
    /// The menu to which every section below the home page is added; empty: none.
    pub section_pages_menu: String,
    pub taxonomies: Vec<Taxonomy>,
    /// Permalink patterns: kind (`page`, `section`, `term`, `taxonomy`) → top-level section (or `/` for all) → pattern.
    pub permalinks: BTreeMap<String, BTreeMap<String, String>>,
    pub cascade: Vec<Cascade>,
    pub mounts: Vec<Mount>,
    /// Output formats per kind, lower case: `home` → `["html", "rss", "json"]`.
    pub outputs: BTreeMap<String, Vec<String>>,
    /// Kinds that are not made: `taxonomy`, `term`, `rss`, `sitemap`, `robotstxt`, `404`, ….
    pub disable_kinds: Vec<String>,
    /// How many pages a feed holds at most: Hugo's `services.rss.limit`, formerly `rssLimit`; `None` is all.
    pub rss_limit: Option<usize>,
    /// `[sitemap]`: `filename`, `limit`, and what pages' own `sitemap` is laid over (`changefreq`, `priority`, `disable`).
    pub sitemap: Map<String, Value>,
    pub ignore_files: Vec<String>,
    pub disable_path_to_lower: bool,
    pub remove_path_accents: bool,
    pub ugly_urls: bool,
    pub canonify_urls: bool,
    pub relative_urls: bool,
    pub summary_length: usize,
    pub main_sections: Vec<String>,
    pub has_cjk_language: bool,
    /// Which front matter keys give a date, in order, per date: Hugo's `[frontmatter]`.
    pub front_matter_dates: FrontMatterDates,
    pub publish_dir: String,
    pub copyright: String,
    /// Everything of Loft's own: `[params.loft]` or the top of `loft.toml`.
    pub loft: LoftConfig,
}

/// One language of the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Language {
    pub lang: Lang,
    /// For `<html lang>`: `languageCode`/`locale`, else the key.
    pub code: String,
    /// `languageName`/`label`: the language's name in itself.
    pub name: String,
    pub title: Option<String>,
    pub weight: i64,
    pub direction: String,
    /// A language's own content folder, when each has one.
    pub content_dir: Option<String>,
    /// Never true in [`Config::languages`], unless it is the default language, which cannot be switched off.
    pub disabled: bool,
    pub base_url: Option<String>,
    /// The site's `[params]` with the language's laid over them.
    pub params: Map<String, Value>,
    pub menus: BTreeMap<String, Vec<MenuEntry>>,
    pub taxonomies: Option<Vec<Taxonomy>>,
}

/// `[markup]`: how Markdown becomes HTML. Defaults are Hugo's.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Markup {
    pub goldmark: Goldmark,
    pub highlight: Highlight,
    pub toc: TableOfContents,
}

/// `[markup.goldmark]`. Source: Hugo's `markup/goldmark/goldmark_config`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Goldmark {
    /// `renderer.unsafe`: raw HTML passes through.
    pub unsafe_html: bool,
    pub hard_wraps: bool,
    pub xhtml: bool,
    /// `extensions.typographer`: `None` when disabled.
    pub typographer: Option<Typographer>,
    pub footnote: bool,
    pub footnote_backlink_html: String,
    pub definition_list: bool,
    pub strikethrough: bool,
    pub linkify: bool,
    pub linkify_protocol: String,
    pub table: bool,
    pub task_list: bool,
    /// `extensions.extras.*`: superscript, subscript, insert, mark, delete.
    pub extras: Extras,
    /// `extensions.passthrough`: delimiters left as they are, for mathematics.
    pub passthrough: Option<Passthrough>,
    /// `extensions.cjk.eastAsianLineBreaks`, with the extension on: a line break between wide characters is none.
    pub cjk: bool,
    pub auto_heading_id: bool,
    pub auto_id_type: AutoIdType,
    pub auto_definition_term_id: bool,
    /// `parser.attribute.title`: `## Heading {#id .class}`.
    pub attribute_title: bool,
    /// `parser.attribute.block`: `{.class}` on the line after a block.
    pub attribute_block: bool,
    pub wrap_standalone_image: bool,
    pub duplicate_resource_files: bool,
    /// `renderHooks.link/image`: whether links are resolved to pages and resources as Hugo's embedded hooks do.
    pub link_hook: HookUse,
    pub image_hook: HookUse,
}

/// Hugo's `renderHooks.*.useEmbedded`: `auto` means in multilingual sites only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HookUse {
    Auto,
    Always,
    Fallback,
    Never,
}

/// What each typographic substitution gives; Hugo's defaults are HTML entities.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Typographer {
    pub apostrophe: String,
    pub ellipsis: String,
    pub em_dash: String,
    pub en_dash: String,
    pub left_angle_quote: String,
    pub left_double_quote: String,
    pub left_single_quote: String,
    pub right_angle_quote: String,
    pub right_double_quote: String,
    pub right_single_quote: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Extras {
    pub delete: bool,
    pub insert: bool,
    pub mark: bool,
    pub subscript: bool,
    pub superscript: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Passthrough {
    pub block: Vec<(String, String)>,
    pub inline: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AutoIdType {
    Github,
    GithubAscii,
    Blackfriday,
}

/// `[markup.highlight]`. Source: Hugo's `markup/highlight/config.go`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Highlight {
    pub code_fences: bool,
    pub guess_syntax: bool,
    pub line_nos: bool,
    pub line_numbers_in_table: bool,
    pub line_no_start: u32,
    pub anchor_line_nos: bool,
    pub line_anchors: String,
    pub hl_lines: String,
    pub hl_inline: bool,
    pub tab_width: u32,
}

/// `[markup.tableOfContents]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TableOfContents {
    pub start_level: u8,
    pub end_level: u8,
    pub ordered: bool,
}

/// A menu entry from configuration; front matter gives the same shape in `doc`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MenuEntry {
    pub identifier: String,
    pub name: String,
    pub title: String,
    pub pre: String,
    pub post: String,
    pub url: String,
    pub page_ref: String,
    pub parent: String,
    pub weight: i64,
    pub params: Map<String, Value>,
}

/// `[taxonomies]`: `tag = "tags"`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Taxonomy {
    pub singular: String,
    pub plural: String,
}

/// `[[cascade]]`, in configuration or in a section's front matter: values for the pages below that match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cascade {
    pub target: CascadeTarget,
    /// Front matter that pages get where they don't set it themselves, keys in lower case.
    pub values: Map<String, Value>,
}

/// Which pages a cascade is for; an empty field matches all. Globs as Hugo's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CascadeTarget {
    pub path: String,
    pub kind: String,
    pub lang: String,
    pub environment: String,
}

/// `[[module.mounts]]`: a folder on disk shown at a place in the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mount {
    /// Relative to the site's folder, or absolute.
    pub source: String,
    /// `content/utkast`, `static`, `data/x`, ….
    pub target: String,
    /// Files get this language when their name has none.
    pub lang: Option<Lang>,
    /// Globs, relative to the source; empty includes all.
    pub include_files: Vec<String>,
    pub exclude_files: Vec<String>,
}

/// `[frontmatter]`: where each date comes from, in order, first found counts. Entries are front
/// matter keys and Hugo's `:filename`, `:fileModTime`, `:git`, `:default`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FrontMatterDates {
    pub date: Vec<String>,
    pub lastmod: Vec<String>,
    pub publish_date: Vec<String>,
    pub expiry_date: Vec<String>,
}

/// Loft's own configuration, English keys.
#[derive(Clone, Debug, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoftConfig {
    pub statuses: StatusVocabulary,
    /// `[status]`: what the statuses mean for progress.
    #[serde(rename = "status")]
    pub status_rules: StatusRules,
    /// `[history]`: how their history is read.
    pub history: HistoryRules,
    pub actors: ActorVocabulary,
    /// Types of pages, and the folders that give them.
    pub types: Types,
    /// Slugs of generated views per language, and whether each is made.
    pub views: Views,
    /// Mount target → URL prefix of the edit link: `content/utkast` → `https://…/edit/main/content/`.
    pub edit: BTreeMap<String, String>,
    /// `[imports]`: a Hugo module's path → the local folder that holds it.
    pub imports: BTreeMap<String, String>,
    pub search: SearchConfig,
    /// Search engines are asked to leave the whole site out: a preview.
    pub noindex: bool,
    /// Findings that are switched off or changed: code → `off` | `note` | `warning` | `error`.
    pub checks: BTreeMap<String, String>,
    /// Theme settings, given to templates as `site.theme`.
    pub theme: Map<String, Value>,
    /// Keys that are known but unused so far are kept, so that later parts of Loft can read them.
    pub extra: Map<String, Value>,
}

/// `[views]`: which generated views there are and under what slug.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Views {
    /// View id (`status`, `actors`, `experiences`, `decisions`, `search`) → its setting.
    pub by_id: BTreeMap<String, View>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct View {
    pub when: ViewWhen,
    /// Language → slug without slashes; a language not listed uses the English one, `nn` the `nb` one.
    pub slugs: BTreeMap<String, String>,
}

/// A view exists when something fills it, always, or never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ViewWhen {
    Filled,
    Always,
    Never,
}

/// `[search]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchConfig {
    pub enabled: bool,
    /// Owner's synonyms: each list's words mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// `status:godkjent`, `type:case`, `section:arkiv` → by how many percent such pages count more.
    pub boost: BTreeMap<String, i16>,
    /// The engine that readers' browsers ask; without one they search the site's own files.
    pub http: Option<HttpSearch>,
}

/// `[search.http]`: a search engine that the site's owner runs, asked by the browser and only read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpSearch {
    pub engine: SearchEngine,
    /// `https://sok.example.no`, or a path of the site's own host: `/sok-api`. Without a slash at the end.
    pub address: String,
    pub index: String,
}

/// Engines whose search API the browser speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SearchEngine {
    Quickwit,
    Opensearch,
}

impl HttpSearch {
    /// The origin that pages must be allowed to ask; none for the site's own.
    pub fn origin(&self) -> Option<&str> {
        let host = self.address.find("://")? + "://".len();
        Some(self.address[host..].find('/').map_or(self.address.as_str(), |path| &self.address[..host + path]))
    }
}

impl Config {
    pub fn language(&self, lang: &Lang) -> Option<&Language> {
        self.languages.iter().find(|language| language.lang == *lang)
    }

    /// The position of a language in the site's order; unknown ones come last.
    pub fn language_index(&self, lang: &Lang) -> usize {
        self.languages.iter().position(|language| language.lang == *lang).unwrap_or(self.languages.len())
    }

    pub fn is_multilingual(&self) -> bool {
        self.languages.len() > 1
    }

    /// The path part of the base URL with a trailing slash: `/` or `/docs/`.
    pub fn base_path(&self) -> &str {
        let after_scheme = self.base_url.find("://").map_or(0, |at| at + 3);
        self.base_url[after_scheme..].find('/').map_or("/", |at| &self.base_url[after_scheme + at..])
    }

    /// `en/` for a language that has its own folder in the URLs, else empty.
    pub fn language_prefix(&self, lang: &Lang) -> String {
        if *lang == self.default_language && !self.default_in_subdir { String::new() } else { format!("{lang}/") }
    }
}
