//! Where each page is published: default paths, `slug`, `url`, permalink patterns, aliases.
//! Source: Hugo's `resources/page/page_paths.go` and `permalinks.go`.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Page, PageKind};
use crate::config::Config;
use crate::paths::{self, Lang, OutPath, UrlPath, file_name, folder, sanitize};

/// Gives every page its URL, its file in the output and its aliases.
pub(super) fn assign(config: &Config, pages: &mut [Page]) {
    let titles: HashMap<(String, String), String> = pages
        .iter()
        .filter(|page| page.kind == PageKind::Section)
        .map(|page| ((page.lang.to_string(), page.path.clone()), page.title.clone()))
        .collect();
    let section_title = |page: &Page, path: &str| titles.get(&(page.lang.to_string(), path.to_string())).cloned();
    let slugs = section_slugs(config, pages);
    pages.par_iter_mut().for_each(|page| {
        let place = place_of(config, page, &slugs, &section_title);
        page.out = OutPath::of_url(&UrlPath::new(&place));
        page.rel_permalink = format!("{}{}", config.base_path(), paths::encode_path(place.trim_start_matches('/')));
        page.bundle_url = if place.ends_with('/') {
            place.clone()
        } else {
            format!("{}/", place.rsplit_once('.').map_or(place.as_str(), |(stem, _)| stem))
        };
        page.aliases = aliases_of(config, page, &place);
        page.url = UrlPath::new(&place);
    });
}

/// Sections' slugs by language and logical path: they count for the pages below as well.
type Slugs = HashMap<(Lang, String), String>;

fn section_slugs(config: &Config, pages: &[Page]) -> Slugs {
    let sections = pages.iter().filter(|page| page.kind == PageKind::Section);
    sections.filter_map(|page| Some(((page.lang.clone(), page.path.clone()), slug_of(config, page)?))).collect()
}

fn place_of(config: &Config, page: &Page, slugs: &Slugs, section_title: &dyn Fn(&Page, &str) -> Option<String>) -> String {
    let prefix = config.language_prefix(&page.lang);
    let meta = page.doc.as_ref().map(|doc| &doc.meta);
    if let Some(url) = meta.and_then(|meta| meta.url.as_deref()).filter(|url| !url.is_empty() && page.kind != PageKind::Home) {
        let expanded = expand(config, url, page, section_title);
        let absolute = if expanded.starts_with('/') { expanded } else { format!("/{prefix}{expanded}") };
        return with_ending(&paths::clean(&absolute));
    }
    let local = match permalink_pattern(config, page) {
        Some(pattern) => with_ending(&expand(config, pattern, page, section_title)),
        None => default_path(config, page, slugs),
    };
    paths::clean(&format!("/{prefix}{}", local.trim_start_matches('/')))
}

/// `/behov/use-cases/`; a page's slug replaces the last part, a section's its own part of all paths below.
fn default_path(config: &Config, page: &Page, slugs: &Slugs) -> String {
    let written = if config.disable_path_to_lower { page.raw_path.replace(' ', "-") } else { page.path.clone() };
    let path = with_section_slugs(page, &sanitize(&strip_accents(config, &written)), slugs);
    if path == "/" {
        return path;
    }
    let path = match slug_of(config, page).filter(|_| page.kind == PageKind::Page) {
        Some(slug) => format!("{}/{slug}", folder(&path)),
        None => path,
    };
    if config.ugly_urls && page.kind == PageKind::Page { format!("{path}.html") } else { format!("{path}/") }
}

fn with_section_slugs(page: &Page, path: &str, slugs: &Slugs) -> String {
    if slugs.is_empty() {
        return path.to_string();
    }
    let ends = page.path.match_indices('/').map(|(at, _)| at).skip(1).chain([page.path.len()]);
    let slug_at = |end: usize| slugs.get(&(page.lang.clone(), page.path[..end].to_string())).map(String::as_str);
    let parts = path[1..].split('/').zip(ends).map(|(part, end)| slug_at(end).unwrap_or(part));
    format!("/{}", parts.collect::<Vec<_>>().join("/"))
}

fn strip_accents(config: &Config, path: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if !config.remove_path_accents {
        return path.to_string();
    }
    path.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).nfc().collect()
}

fn slug_of(config: &Config, page: &Page) -> Option<String> {
    let doc = page.doc.as_ref()?;
    let of_file = || super::dates::slug_of_file_name(config, &page.params, doc.path.as_str());
    let slug = doc.meta.slug.as_deref().filter(|slug| !slug.trim().is_empty()).or_else(of_file)?;
    Some(sanitize(&slug.to_lowercase()).trim_matches('-').to_string())
}

/// A URL without extension is a folder.
fn with_ending(url: &str) -> String {
    if url.ends_with('/') || file_name(url).contains('.') { url.to_string() } else { format!("{url}/") }
}

fn permalink_pattern<'a>(config: &'a Config, page: &Page) -> Option<&'a str> {
    let patterns = config.permalinks.get(page.kind.name())?;
    let by_path = std::iter::successors(Some(page.path.as_str()), |at| Some(folder(at)).filter(|above| !above.is_empty()));
    let specific = by_path.map(|at| at.trim_start_matches('/')).find_map(|at| patterns.get(at));
    specific.or_else(|| patterns.get(&page.section)).or_else(|| patterns.get("/")).or_else(|| patterns.get("")).map(String::as_str)
}

/// Fills `:year`, `:slug`, `:sections[1:]`, … in a permalink pattern or a `url`.
fn expand(config: &Config, pattern: &str, page: &Page, section_title: &dyn Fn(&Page, &str) -> Option<String>) -> String {
    if !pattern.contains(':') {
        return pattern.to_string();
    }
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(colon) = rest.find(':') {
        out.push_str(&rest[..colon]);
        let after = &rest[colon + 1..];
        let name_end = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
        let (name, mut tail) = after.split_at(name_end);
        let mut slice = None;
        if tail.starts_with('[') {
            if let Some(close) = tail.find(']') {
                slice = Some(&tail[1..close]);
                tail = &tail[close + 1..];
            }
        }
        match token(config, name, slice, page, section_title) {
            Some(value) => out.push_str(&value),
            None => {
                out.push(':');
                out.push_str(name);
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn token(
    config: &Config,
    name: &str,
    slice: Option<&str>,
    page: &Page,
    section_title: &dyn Fn(&Page, &str) -> Option<String>,
) -> Option<String> {
    let urlize = |text: &str| sanitize(&text.to_lowercase());
    let date = |format: &str| {
        page.date.map(|date| date.offset.to_datetime(date.timestamp).strftime(format).to_string()).or_else(|| Some("0001".to_string()))
    };
    let base = || file_name(&page.path).to_string();
    let sections: Vec<&str> = match page.kind {
        PageKind::Page => folder(&page.path).split('/').filter(|part| !part.is_empty()).collect(),
        _ => page.path.split('/').filter(|part| !part.is_empty()).collect(),
    };
    Some(match name {
        "year" => date("%Y")?,
        "month" => date("%m")?,
        "monthname" => date("%B")?,
        "day" => date("%d")?,
        "weekday" => date("%w")?,
        "weekdayname" => date("%A")?,
        "yearday" => date("%j")?.trim_start_matches('0').to_string(),
        "section" => sections.first().map(|section| sanitize(section)).unwrap_or_default(),
        "sections" => slice_of(&sections, slice).iter().map(|section| sanitize(section)).collect::<Vec<_>>().join("/"),
        "sectionslug" | "sectionslugs" => {
            let path = format!("/{}", sections.first().copied().unwrap_or_default());
            section_title(page, &path)
                .map_or_else(|| sections.first().map(|section| sanitize(section)).unwrap_or_default(), |title| urlize(&title))
        }
        "title" => urlize(&page.title),
        "slug" => slug_of(config, page).unwrap_or_else(|| urlize(&page.title)),
        "slugorfilename" | "slugorcontentbasename" => slug_of(config, page).unwrap_or_else(|| sanitize(&base())),
        "filename" | "contentbasename" => sanitize(&base()),
        _ => return None,
    })
}

/// `1:`, `:2`, `last`, `0`: Hugo's slices of `:sections`.
fn slice_of<'a, 'b>(sections: &'b [&'a str], slice: Option<&str>) -> &'b [&'a str] {
    let Some(slice) = slice else { return sections };
    let last = sections.len().saturating_sub(1);
    let index = |text: &str| if text == "last" { Some(last) } else { text.parse::<usize>().ok() };
    let (start, end) = match slice.split_once(':') {
        Some((start, end)) => {
            (if start.is_empty() { Some(0) } else { index(start) }, if end.is_empty() { Some(sections.len()) } else { index(end) })
        }
        None => (index(slice), index(slice).map(|at| at + 1)),
    };
    let (Some(start), Some(end)) = (start, end) else { return sections };
    let end = end.min(sections.len());
    &sections[start.min(end)..end]
}

/// Hugo's `.Aliases`: from the root with the language's prefix, or relative to the page's parent folder.
fn aliases_of(config: &Config, page: &Page, place: &str) -> Vec<String> {
    let Some(doc) = &page.doc else { return Vec::new() };
    let prefix = config.language_prefix(&page.lang);
    let parent = folder(place.trim_end_matches('/'));
    let resolve = |alias: &String| match alias.strip_prefix('/') {
        Some(rooted) => paths::clean(&format!("/{prefix}{rooted}")),
        None => paths::clean(&format!("{parent}/{alias}")),
    };
    doc.meta
        .aliases
        .iter()
        .filter(|alias| !alias.is_empty())
        .map(|alias| resolve(alias).trim_end_matches('/').to_string())
        .map(|alias| if alias.is_empty() { "/".into() } else { alias })
        .collect()
}
