//! What a page says of itself to others than its readers: search engines (canonical address, versions in other languages,
//! JSON-LD) and whoever shows a link to it (Open Graph).

mod json_ld;

use std::collections::BTreeMap;

use serde_json::Value;

use super::build::{host, permalink};
use super::page::{Metadata, OpenGraph, PageView, Property, Version};
use crate::doc::Part;
use crate::input::picture::Format;
use crate::paths::Lang;
use crate::site::{Page, PageKind, Site};

/// Longer descriptions are cut where they are shown.
const DESCRIPTION: usize = 200;
/// Pictures smaller than this are not shown with a link.
const SMALLEST_PICTURE: u32 = 200;

/// Of a page as its template sees it; `page` is the source page, where there is one.
pub(super) fn of(site: &Site, view: &PageView, lang: &Lang, page: Option<&Page>) -> Metadata {
    let is_found = view.kind != "404";
    // A page that stands in for a translation speaks for nobody: the original does.
    let is_itself = is_found && view.fallback_from.is_none();
    let has_host = !host(site).is_empty();
    let versions = if is_itself && has_host { versions(site, view, lang) } else { Vec::new() };
    let picture = page.and_then(|page| picture(site, page)).filter(|_| has_host);
    let description = description(view, page);
    let open_graph = if is_found { open_graph(site, view, lang, page, &description, picture.as_ref()) } else { OpenGraph::default() };
    Metadata {
        no_index: !is_found || site.config.noindex || view.kind == "search",
        canonical: view.permalink.clone(),
        json_ld: if is_itself && has_host {
            json_ld::of(site, view, lang, page, &description, picture.as_ref().map(|picture| picture.address.as_str()))
        } else {
            String::new()
        },
        description,
        versions,
        open_graph,
    }
}

/// The page's translations and itself, each by its language's code; the default language's, else the first, is for
/// everybody else. None where there are no others: then nothing needs to be said.
fn versions(site: &Site, view: &PageView, lang: &Lang) -> Vec<Version> {
    let others = view.translations.iter().filter(|other| other.exists).map(|other| (other.lang.as_str(), other.url.as_str()));
    let mut all: BTreeMap<usize, (&str, &str)> = BTreeMap::new();
    for (key, url) in others.chain([(lang.as_str(), view.url.as_str())]) {
        all.insert(site.config.language_index(&Lang::new(key)), (key, url));
    }
    if all.len() < 2 {
        return Vec::new();
    }
    let default = site.config.default_language.as_str();
    let (_, for_all) = all.values().find(|(key, _)| *key == default).or_else(|| all.values().next()).copied().unwrap_or_default();
    let version = |code: String, url: &str| Version { code, url: permalink(site, url) };
    let named = all.values().map(|(key, url)| version(language_tag(site, &Lang::new(key)), url));
    named.chain([version("x-default".to_string(), for_all)]).collect()
}

/// A language as BCP 47 has it: `nb-NO` for a configuration's `nb_NO` too.
pub(super) fn language_tag(site: &Site, lang: &Lang) -> String {
    site.config.language(lang).map_or_else(|| lang.to_string(), |language| language.code.replace('_', "-"))
}

/// Something that somebody wrote, and not only a list of what is below it.
fn is_article(page: &Page) -> bool {
    matches!(page.kind, PageKind::Page | PageKind::Section) && page.doc.is_some() && !page.content.text.trim().is_empty()
}

/// The text without the headings before its first sentence.
fn first_sentences(page: &Page) -> &str {
    let mut text = page.content.text.trim_start();
    for heading in &page.content.headings {
        match text.strip_prefix(heading.text.as_str()) {
            Some(rest) if !heading.text.is_empty() => text = rest.trim_start(),
            _ => break,
        }
    }
    text
}

/// The page's own description, else how its text begins.
fn description(view: &PageView, page: Option<&Page>) -> String {
    let own = view.description.split_whitespace().collect::<Vec<_>>().join(" ");
    if !own.is_empty() {
        return own;
    }
    let mut text = String::new();
    for word in page.map_or("", first_sentences).split_whitespace() {
        if text.chars().count() + word.chars().count() + 1 > DESCRIPTION {
            let end = if text.ends_with(['.', '!', '?']) { "" } else { " …" };
            return text + end;
        }
        text.push_str(if text.is_empty() { "" } else { " " });
        text.push_str(word);
    }
    text
}

/// A picture to show with a link.
struct Picture {
    address: String,
    size: Option<(u32, u32)>,
    alt: String,
}

/// The first of `images` in front matter, else the first picture in the text that is large enough, else the site's `images`.
fn picture(site: &Site, page: &Page) -> Option<Picture> {
    let named = |value: Option<&Value>| match value {
        Some(Value::String(one)) => Some(one.clone()),
        Some(Value::Array(several)) => several.first().and_then(Value::as_str).map(str::to_string),
        _ => None,
    };
    let own = named(page.params.get("images")).and_then(|name| of_reference(site, page, &name, "", true));
    let in_text = || {
        page.content.parts.iter().find_map(|part| match part {
            Part::Image(slot) => of_reference(site, page, &slot.dest, &slot.alt, false),
            _ => None,
        })
    };
    let of_site = || named(site.config.params.get("images")).and_then(|name| of_reference(site, page, &name, "", true));
    own.or_else(in_text).or_else(of_site)
}

/// A picture of the site. Drawings are not shown by those who show links.
fn of_reference(site: &Site, page: &Page, dest: &str, alt: &str, is_chosen: bool) -> Option<Picture> {
    let target = site.resolve_image(page, dest).target;
    let (source, _, picture) = site.picture(&target)?;
    let (width, height) = picture.size()?;
    let fits = picture.format != Format::Svg && picture.fault.is_none() && (is_chosen || width.min(height) >= SMALLEST_PICTURE);
    let url = site.published_url(source)?;
    fits.then(|| Picture { address: permalink(site, &site.href(&url)), size: Some((width, height)), alt: alt.to_string() })
}

fn open_graph(site: &Site, view: &PageView, lang: &Lang, page: Option<&Page>, description: &str, picture: Option<&Picture>) -> OpenGraph {
    let is_article = page.is_some_and(is_article);
    let address = if host(site).is_empty() { "" } else { view.permalink.as_str() };
    let mut all = vec![
        ("og:type", if is_article { "article" } else { "website" }.to_string()),
        ("og:title", view.title.clone()),
        ("og:description", description.to_string()),
        ("og:url", address.to_string()),
        ("og:site_name", site_name(site, lang).to_string()),
        ("og:locale", locale(site, lang)),
    ];
    if view.fallback_from.is_none() {
        let others = view.translations.iter().filter(|other| other.exists);
        all.extend(others.map(|other| ("og:locale:alternate", locale(site, &Lang::new(&other.lang)))));
    }
    if let Some(picture) = picture {
        all.push(("og:image", picture.address.clone()));
        let (width, height) = picture.size.map_or_else(Default::default, |(width, height)| (width.to_string(), height.to_string()));
        all.extend([("og:image:width", width), ("og:image:height", height), ("og:image:alt", picture.alt.clone())]);
    }
    if is_article {
        let date = |date: &Option<super::page::DateView>| date.as_ref().map_or(String::new(), |date| date.iso.clone());
        all.extend([("article:published_time", date(&view.date)), ("article:modified_time", date(&view.lastmod))]);
    }
    let said = all.into_iter().filter(|(_, content)| !content.is_empty());
    OpenGraph(said.map(|(name, content)| Property { name: name.to_string(), content }).collect())
}

pub(super) fn site_name<'a>(site: &'a Site, lang: &Lang) -> &'a str {
    site.config.language(lang).and_then(|language| language.title.as_deref()).unwrap_or(&site.config.title)
}

/// `nb_NO`: Open Graph asks for a language and a country. Empty where the configuration does not name one.
fn locale(site: &Site, lang: &Lang) -> String {
    let tag = language_tag(site, lang);
    match tag.split_once('-') {
        Some((language, country)) if country.len() == 2 => format!("{}_{}", language.to_lowercase(), country.to_uppercase()),
        None if matches!(tag.as_str(), "nb" | "nn" | "no") => format!("{tag}_NO"),
        _ => String::new(),
    }
}
