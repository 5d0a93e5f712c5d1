//! What the page templates see.
//!
//! A template's context has `site` ([`SiteView`]), `page` ([`PageView`]), `t` (the theme's strings in the
//! page's language), `content` (the body as HTML, safe), and, for a generated view, `view` (its own data).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use super::reader::HomeView;
use crate::diag::Span;
use crate::doc::Content;
use crate::memo::Shared;

/// The site in one language: the same value for every page of it.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct SiteView {
    pub title: String,
    /// Language key: `nb`.
    pub lang: String,
    /// For `<html lang>`: `nb-NO`.
    pub lang_code: String,
    pub direction: String,
    /// With host and trailing slash, or `/`.
    pub base_url: String,
    /// Path part of the base URL with a trailing slash: prefix for theme assets.
    pub base_path: String,
    /// URL of the home page in this language.
    pub home: String,
    pub languages: Vec<LanguageLink>,
    /// Search engines are asked to leave the whole site out.
    pub noindex: bool,
    pub menus: BTreeMap<String, Vec<MenuItem>>,
    /// Generated views that exist, in order: `status`, `actors`, `search`, ….
    pub views: Vec<ViewLink>,
    /// The script of the search box: one reads the site's own files, the other asks a search engine.
    pub search_script: &'static str,
    pub params: Map<String, Value>,
    /// `[theme]` of `loft.toml`.
    pub theme: Map<String, Value>,
    pub copyright: String,
}

/// A link to a generated view.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ViewLink {
    /// `status`, `actors`, ….
    pub id: String,
    pub url: String,
    pub title: String,
    /// For those who make the site: shown at its foot.
    pub is_for_makers: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LanguageLink {
    pub lang: String,
    pub code: String,
    pub name: String,
    pub url: String,
}

#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct MenuItem {
    pub identifier: String,
    pub name: String,
    pub title: String,
    pub url: String,
    pub pre: String,
    pub post: String,
    pub weight: i64,
    pub params: Map<String, Value>,
    pub children: Vec<MenuItem>,
}

/// One page, as its template sees it.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize)]
pub struct PageView {
    /// `home`, `section`, `page`, `taxonomy`, `term`, `404`, or a generated view's id.
    pub kind: String,
    /// `case`, `erfaring`, … or empty.
    pub page_type: String,
    /// What its type says of it, when the site knows the type.
    pub typed: Option<super::typed::Typed>,
    /// What it is related to, from both ends.
    pub relations: Vec<super::relations::RelationView>,
    pub title: String,
    pub link_title: String,
    pub description: String,
    /// Path from the host's root, percent-encoded: `/docs/en/behov/`.
    pub url: String,
    /// With host, when the base URL has one.
    pub permalink: String,
    /// Language of the body when it is not the site's (a nynorsk page, a fallback): for `lang` on `<main>`.
    pub body_lang: Option<String>,
    /// Set when the page stands in for a missing translation: the language that it is really in.
    pub fallback_from: Option<LanguageLink>,
    pub status: Option<StatusView>,
    /// What the status was, the newest first; empty when it has never changed.
    pub timeline: Vec<super::status::Step>,
    pub date: Option<DateView>,
    pub lastmod: Option<DateView>,
    pub publish_date: Option<DateView>,
    pub edit_url: Option<String>,
    /// Who answers for the page.
    pub owner: Option<String>,
    /// The place that feeds link to, when the status is the only one it has had.
    pub status_anchor: Option<String>,
    /// When it got the status that it has.
    pub status_since: Option<DateView>,
    /// Where readers report an error on this page.
    pub report_url: Option<String>,
    /// Where readers share an experience of what this page is about.
    pub share_url: Option<String>,
    /// What a home page shows of its site.
    pub home: Option<HomeView>,
    /// From the home page down to the parent.
    pub breadcrumbs: Vec<PageLink>,
    /// The sidebar: one list a level, from the home page's children to this page's own. Level n+1 hangs
    /// under the item of level n whose `url` equals `open`.
    #[serde(skip)] // put in by `render`, which converts a shared list once, not once a page
    pub nav: Vec<NavLevel>,
    /// The page's children, when it is a section.
    #[serde(skip)]
    pub children: Option<Shared<NavList>>,
    /// For taxonomy and term pages: what they list.
    pub listed: Vec<PageLink>,
    pub prev: Option<PageLink>,
    pub next: Option<PageLink>,
    /// The page in the site's other languages; `exists` is false where the link leads to a fallback.
    pub translations: Vec<TranslationLink>,
    pub toc: Vec<TocItem>,
    pub taxonomies: Vec<TaxonomyView>,
    pub params: Map<String, Value>,
    /// Who takes part in the page's matter, by role.
    pub actors: Vec<PageRole>,
    /// Other formats of this page: RSS and such.
    pub alternates: Vec<Alternate>,
    /// What the page says of itself to search engines and to those who show links to it.
    pub metadata: Metadata,
}

/// Ready for `<head>`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Metadata {
    /// The page's own, else how its text begins.
    pub description: String,
    /// Search engines are asked to leave the page out.
    pub no_index: bool,
    /// The one address of what is shown here.
    pub canonical: String,
    /// The page in every language that has it, and `x-default`; empty where it is in one only.
    pub versions: Vec<Version>,
    pub open_graph: OpenGraph,
    /// Text of a `<script type="application/ld+json">`, safe there; may be empty.
    pub json_ld: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Version {
    /// For `hreflang`.
    pub code: String,
    /// With host.
    pub url: String,
}

/// In order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct OpenGraph(pub Vec<Property>);

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Property {
    /// `og:title`.
    pub name: String,
    pub content: String,
}

/// Those who have a role in a page's matter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct PageRole {
    pub id: String,
    pub label: String,
    pub actors: Vec<PageActor>,
}

/// Someone who takes part, and how Loft knows. What it does not have is not there in a template, since most pages have several.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct PageActor {
    pub name: String,
    pub url: String,
    /// Said in front matter, not read from the text.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub declared: bool,
    /// The line of the page's file that says so.
    pub line: u32,
    /// The heading that it stands below, as a link on the page; empty when declared, above all headings or told in another language.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relevance: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Alternate {
    pub media_type: String,
    pub url: String,
    pub title: String,
}

/// A status as shown: sign, label in the page's language, and whether the vocabulary knows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct StatusView {
    /// Empty when unknown.
    pub id: String,
    pub symbol: String,
    pub label: String,
    pub known: bool,
}

/// A date for machines and for people.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct DateView {
    /// `2026-08-04T01:11:46+02:00`.
    pub iso: String,
    /// `4. august 2026`.
    pub text: String,
}

/// A link to a page in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PageLink {
    pub title: String,
    pub url: String,
    pub status: Option<StatusView>,
    /// When the status began.
    pub since: Option<DateView>,
    pub description: String,
    pub lastmod: Option<DateView>,
}

/// One level of the sidebar.
#[derive(Clone, Debug, PartialEq, Hash, Serialize)]
pub struct NavLevel {
    pub list: Shared<NavList>,
    /// URL of the item that is open (an ancestor) or current (this page).
    pub open: String,
}

/// The children of one page as lists show them: shared by every page that shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct NavList {
    pub items: Vec<NavItem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct NavItem {
    pub title: String,
    pub url: String,
    pub status: Option<StatusView>,
    /// When the status began.
    pub since: Option<DateView>,
    pub has_children: bool,
    pub description: String,
    pub lastmod: Option<DateView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TranslationLink {
    pub lang: String,
    pub code: String,
    pub name: String,
    pub url: String,
    pub exists: bool,
}

/// An entry of the table of contents, within the configured levels.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TocItem {
    pub id: String,
    /// Inner HTML of the heading, without links.
    pub html: String,
    pub level: u8,
    pub children: Vec<TocItem>,
}

/// The page's terms of one taxonomy.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TaxonomyView {
    pub name: String,
    pub title: String,
    pub url: String,
    pub terms: Vec<PageLink>,
}

/// A body and the answers to what its slots ask.
#[derive(Clone, Debug, Hash)]
pub struct BodyView {
    pub content: Shared<Content>,
    /// One per `Part::Link`, in order.
    pub links: Vec<LinkAnswer>,
    /// One per `Part::Image`, in order.
    pub images: Vec<ImageAnswer>,
    /// Names in running text that lead to their actors, in order.
    pub names: Vec<NameLink>,
    /// One per `Part::Shortcode`'s call, in the order of `Content::calls`.
    pub calls: Vec<CallView>,
    /// Adds Loft's own to the body (heading links, image sizes). Off for `loft list --html`.
    pub enrich: bool,
}

/// A name in running text: where it stands in the body's parts, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NameLink {
    pub part: usize,
    pub start: usize,
    pub end: usize,
    pub href: String,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LinkAnswer {
    /// Ready for `href`, before HTML escaping.
    pub href: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ImageAnswer {
    pub src: String,
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// Versions for smaller screens, ready for `srcset`; empty where there are none.
    pub srcset: String,
}

/// A shortcode call as its template sees it: `args`, `inner`, `inner_html`, `answer`, `page`, `site`, `ordinal`.
#[derive(Clone, Debug, Hash)]
pub struct CallView {
    pub name: String,
    /// Positional arguments, or empty.
    pub positional: Vec<Value>,
    /// Named arguments, or empty.
    pub named: Map<String, Value>,
    /// `None` without a closing tag.
    pub inner: Option<CallInner>,
    pub ordinal: usize,
    /// Where the call stands in its file, for findings.
    pub span: Span,
    /// What the site says, for shortcodes that ask it (children, ref, pagelink, …); null else.
    pub answer: Value,
}

/// What a call encloses: source text with tokens for nested calls, and the same read as Markdown.
#[derive(Clone, Debug, Hash)]
pub struct CallInner {
    /// Text and nested calls in order; a nested call's output is put in.
    pub parts: Vec<CallInnerPart>,
    /// The inner text as Markdown; its `Part::Shortcode(n)` is the n-th nested call.
    pub body: Arc<BodyView>,
}

#[derive(Clone, Debug, Hash)]
pub enum CallInnerPart {
    Text(String),
    /// Index into the inner body's `calls`.
    Call(usize),
}
