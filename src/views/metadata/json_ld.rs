//! JSON-LD in the words of schema.org: what the page is, and the way to it. It is data, not a program: browsers do not run it,
//! and no policy for scripts concerns it.

use serde_json::{Map, Value, json};

use super::super::build::permalink;
use super::super::page::PageView;
use super::{is_article, language_tag, site_name};
use crate::paths::Lang;
use crate::site::{Page, PageKind, Site};

/// One graph, ready to stand in a `<script>`; empty where there is nothing to say.
pub(super) fn of(site: &Site, view: &PageView, lang: &Lang, page: Option<&Page>, description: &str, picture: Option<&str>) -> String {
    let about = page.and_then(|page| match page.kind {
        PageKind::Page | PageKind::Section if is_article(page) => Some(article(site, view, lang, page, picture)),
        PageKind::Home => Some(whole_site(site, view, lang, description)),
        _ => None,
    });
    let graph: Vec<Value> = about.into_iter().chain(breadcrumbs(site, view)).collect();
    if graph.is_empty() {
        return String::new();
    }
    for_script(&json!({ "@context": "https://schema.org", "@graph": graph }))
}

fn article(site: &Site, view: &PageView, lang: &Lang, page: &Page, picture: Option<&str>) -> Value {
    let date = |date: &Option<super::super::page::DateView>| date.as_ref().map(|date| date.iso.clone());
    let keywords: Vec<&str> = view.taxonomies.iter().flat_map(|taxonomy| &taxonomy.terms).map(|term| term.title.as_str()).collect();
    let is_part_of = json!({ "@type": "WebSite", "name": site_name(site, lang), "url": home(site, lang) });
    object([
        ("@type", Some(json!("TechArticle"))),
        ("url", Some(json!(view.permalink))),
        // No description: the head has it twice already.
        ("headline", Some(json!(view.title))),
        ("inLanguage", Some(json!(view.body_lang.clone().unwrap_or_else(|| language_tag(site, lang))))),
        ("datePublished", date(&view.date).map(Value::from)),
        ("dateModified", date(&view.lastmod).map(Value::from)),
        // The label, as readers see it: schema.org asks for a word for how far a work has come.
        ("creativeWorkStatus", view.status.as_ref().and_then(|status| said(&status.label))),
        ("keywords", (!keywords.is_empty()).then(|| json!(keywords))),
        ("identifier", page.params.get("id").and_then(Value::as_str).and_then(said)),
        ("image", picture.map(Value::from)),
        ("isPartOf", Some(is_part_of)),
    ])
}

fn whole_site(site: &Site, view: &PageView, lang: &Lang, description: &str) -> Value {
    object([
        ("@type", Some(json!("WebSite"))),
        ("@id", Some(json!(view.permalink))),
        ("url", Some(json!(view.permalink))),
        ("name", Some(json!(site_name(site, lang)))),
        ("description", said(description)),
        ("inLanguage", Some(json!(language_tag(site, lang)))),
    ])
}

/// From the home page down to the page itself.
fn breadcrumbs(site: &Site, view: &PageView) -> Option<Value> {
    let above = view.breadcrumbs.iter().map(|crumb| (crumb.title.as_str(), permalink(site, &crumb.url)));
    let way: Vec<(&str, String)> = above.chain([(view.link_title.as_str(), view.permalink.clone())]).collect();
    let step =
        |(at, (name, address)): (usize, &(&str, String))| json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": address });
    let steps: Vec<Value> = way.iter().enumerate().map(step).collect();
    (way.len() > 1).then(|| json!({ "@type": "BreadcrumbList", "itemListElement": steps }))
}

fn home(site: &Site, lang: &Lang) -> String {
    permalink(site, site.home(lang).map_or("/", |home| &home.rel_permalink))
}

fn said(text: &str) -> Option<Value> {
    (!text.trim().is_empty()).then(|| json!(text))
}

fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let given = fields.into_iter().filter_map(|(name, value)| Some((name.to_string(), value?)));
    Value::Object(given.collect::<Map<String, Value>>())
}

/// As text within `<script>`: nothing in it can end the element or open a comment, whoever wrote it.
fn for_script(value: &Value) -> String {
    let mut out = String::new();
    for c in value.to_string().chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\u{7f}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_the_data_ends_the_script() {
        let hostile = "</script><script>alert(1)</script><!-- ]]> & \u{2028} \u{0} \"'\\ <!--<script";
        let text = for_script(&json!({ "headline": hostile }));
        assert!(!text.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON")["headline"], hostile);
    }
}
