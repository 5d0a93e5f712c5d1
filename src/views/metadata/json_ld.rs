//! JSON-LD in the words of schema.org: what the page is, and the way to it. It is data, not a program: browsers do not run it,
//! and no policy for scripts concerns it.

use serde::Serialize;
use serde_json::Value;

use super::super::build::permalink;
use super::super::page::{DateView, PageView};
use super::{is_article, language_tag, site_name};
use crate::paths::Lang;
use crate::site::{Page, PageKind, Site};

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: Vec<Node<'a>>,
}

/// A thing of schema.org, with what can be said of it.
#[derive(Serialize)]
#[serde(tag = "@type")]
enum Node<'a> {
    #[serde(rename_all = "camelCase")]
    TechArticle {
        url: &'a str,
        // No description: the head has it twice already.
        headline: &'a str,
        in_language: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        date_published: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        date_modified: Option<&'a str>,
        /// The label, as readers see it: schema.org asks for a word for how far a work has come.
        #[serde(skip_serializing_if = "Option::is_none")]
        creative_work_status: Option<&'a str>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        keywords: Vec<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        identifier: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        image: Option<&'a str>,
        is_part_of: Box<Node<'a>>,
    },
    #[serde(rename_all = "camelCase")]
    WebSite {
        #[serde(rename = "@id", skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        description: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        in_language: Option<String>,
        name: &'a str,
        url: String,
    },
    #[serde(rename_all = "camelCase")]
    BreadcrumbList {
        item_list_element: Vec<Node<'a>>,
    },
    ListItem {
        position: usize,
        name: &'a str,
        item: String,
    },
}

/// One graph, ready to stand in a `<script>`; empty where there is nothing to say.
pub(super) fn of(site: &Site, view: &PageView, lang: &Lang, page: Option<&Page>, description: &str, picture: Option<&str>) -> String {
    let about = page.and_then(|page| match page.kind {
        PageKind::Page | PageKind::Section if is_article(page) => Some(article(site, view, lang, page, picture)),
        PageKind::Home => Some(whole_site(site, view, lang, description)),
        _ => None,
    });
    let graph: Vec<Node<'_>> = about.into_iter().chain(breadcrumbs(site, view)).collect();
    if graph.is_empty() {
        return String::new();
    }
    for_script(&Document { context: "https://schema.org", graph })
}

fn article<'a>(site: &'a Site, view: &'a PageView, lang: &Lang, page: &'a Page, picture: Option<&'a str>) -> Node<'a> {
    let date = |date: &'a Option<DateView>| date.as_ref().map(|date| date.iso.as_str());
    Node::TechArticle {
        url: &view.permalink,
        headline: &view.title,
        in_language: view.body_lang.clone().unwrap_or_else(|| language_tag(site, lang)),
        date_published: date(&view.date),
        date_modified: date(&view.lastmod),
        creative_work_status: view.status.as_ref().and_then(|status| said(&status.label)),
        keywords: view.taxonomies.iter().flat_map(|taxonomy| &taxonomy.terms).map(|term| term.title.as_str()).collect(),
        identifier: page.params.get("id").and_then(Value::as_str).and_then(said),
        image: picture,
        is_part_of: Box::new(Node::WebSite {
            id: None,
            description: None,
            in_language: None,
            name: site_name(site, lang),
            url: permalink(site, site.home(lang).map_or("/", |home| &home.rel_permalink)),
        }),
    }
}

fn whole_site<'a>(site: &'a Site, view: &'a PageView, lang: &Lang, description: &'a str) -> Node<'a> {
    Node::WebSite {
        id: Some(&view.permalink),
        description: said(description),
        in_language: Some(language_tag(site, lang)),
        name: site_name(site, lang),
        url: view.permalink.clone(),
    }
}

/// From the home page down to the page itself.
fn breadcrumbs<'a>(site: &Site, view: &'a PageView) -> Option<Node<'a>> {
    let above = view.breadcrumbs.iter().map(|crumb| (crumb.title.as_str(), permalink(site, &crumb.url)));
    let way: Vec<(&str, String)> = above.chain([(view.link_title.as_str(), view.permalink.clone())]).collect();
    let is_somewhere = way.len() > 1;
    let step = |(at, (name, item))| Node::ListItem { position: at + 1, name, item };
    is_somewhere.then(|| Node::BreadcrumbList { item_list_element: way.into_iter().enumerate().map(step).collect() })
}

fn said(text: &str) -> Option<&str> {
    (!text.trim().is_empty()).then_some(text)
}

/// As text within `<script>`: nothing in it can end the element or open a comment, whoever wrote it.
fn for_script(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_default();
    let mut out = String::with_capacity(json.len());
    let mut rest = json.as_str();
    while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}', '\u{7f}']) {
        let (before, from) = rest.split_at(at);
        let Some(c) = from.chars().next() else { break };
        out.push_str(before);
        out.push_str(&format!("\\u{:04x}", u32::from(c)));
        rest = &from[c.len_utf8()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_in_the_data_ends_the_script() {
        let hostile = "</script><script>alert(1)</script><!-- ]]> & \u{2028} \u{0} \"'\\ <!--<script";
        let text = for_script(&json!({ "headline": hostile }));
        assert!(!text.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON")["headline"], hostile);
    }
}
