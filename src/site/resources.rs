//! The files that lie beside pages: images, documents. Each belongs to the nearest bundle above it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Page, PageId, Site};
use crate::doc::content_path::ContentPath;
use crate::memo::Key;
use crate::paths::{Lang, SourcePath, UrlPath, as_named, folder, logical, split_language, without_language};

/// A page's own file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    pub source: SourcePath,
    /// Path below the bundle's folder: `img/kart.png`. Links name it so, in any case.
    pub name: String,
    /// Where it is published, from the site's root; empty for a content file inside a leaf bundle.
    pub url: String,
    pub size: u64,
    pub key: Key,
}

impl Resource {
    pub fn url_path(&self) -> UrlPath {
        UrlPath::new(&self.url)
    }
}

/// Gives each file in `content/` that is no page to the pages that own it. A file without a language in
/// its name is published once, with the default language or the first that has the page, and shared by the others
/// (Hugo's `duplicateResourceFiles = false`).
pub(super) fn assign(site: &mut Site) {
    let languages: Vec<Lang> = site.config.languages.iter().map(|language| language.lang.clone()).collect();
    let bundles: HashMap<String, Vec<PageId>> = bundles_by_folder(site);
    let mut given: Vec<(PageId, Resource)> = Vec::new();
    for (path, blob) in site.files.iter().filter(|(path, _)| path.component() == "content") {
        if site.by_file(path).is_some() {
            continue;
        }
        let within = path.within();
        let is_content = ContentPath::parse(within, &languages).is_some();
        let Some((owner_folder, owners)) = owner(&bundles, within) else { continue };
        if is_content && owners.iter().all(|id| site.page(*id).is_branch()) {
            continue;
        }
        let lang = language_of(within, &languages).or_else(|| blob.lang.clone());
        let name = as_named(path, &blob.shown)[owner_folder.len()..].trim_start_matches('/').to_string();
        let mut url: Option<String> = None;
        for id in owners.iter().filter(|id| lang.as_ref().is_none_or(|lang| site.page(**id).lang == *lang)) {
            let published = || if is_content { String::new() } else { format!("{}{name}", site.page(*id).bundle_url) };
            let url = url.get_or_insert_with(published).clone();
            given.push((*id, Resource { source: path.clone(), name: name.clone(), url, size: blob.size, key: blob.key }));
        }
    }
    share_between_folders(site, &bundles, &mut given);
    let mut by_url: HashMap<String, SourcePath> = HashMap::new();
    let mut urls: HashMap<SourcePath, String> = HashMap::new();
    for (id, resource) in given {
        if !resource.url.is_empty() {
            urls.entry(resource.source.clone()).or_insert_with(|| resource.url.clone());
            by_url.entry(resource.url.clone()).or_insert_with(|| resource.source.clone());
        }
        site.page_mut(id).resources.push(resource);
    }
    site.resources_by_url = Arc::new(by_url);
    site.urls_of_resources = Arc::new(urls);
    for page in site.pages.iter_mut() {
        hide_replaced(page, &languages);
    }
}

/// A file that lies in one language's folder alone is there for the same bundle in the others, at the one address it has.
fn share_between_folders(site: &Site, bundles: &HashMap<String, Vec<PageId>>, given: &mut Vec<(PageId, Resource)>) {
    let mut names: HashSet<(PageId, String)> = given.iter().map(|(id, resource)| (*id, resource.name.clone())).collect();
    let is_of_folder = |resource: &Resource| resource.name != file_name_within(&resource.source, &resource.name);
    let of_folders: Vec<(PageId, Resource)> = given.iter().filter(|(_, resource)| is_of_folder(resource)).cloned().collect();
    for (id, resource) in of_folders {
        let others = bundles.get(site.page(id).path.trim_start_matches('/')).into_iter().flatten();
        for other in others {
            if names.insert((*other, resource.name.clone())) {
                given.push((*other, resource.clone()));
            }
        }
    }
}

/// The end of a file's path that is as long in parts as a resource's name.
fn file_name_within<'a>(source: &'a SourcePath, name: &str) -> &'a str {
    let folder = source.within().len() - source.file_name().len();
    let own_folder = name.len() - crate::paths::file_name(name).len();
    &source.within()[folder.saturating_sub(own_folder)..]
}

/// `kart.en.png` stands in for `kart.png` on the English page.
fn hide_replaced(page: &mut Page, languages: &[Lang]) {
    let replaced: HashSet<String> = page.resources.iter().filter_map(|resource| without_language(&resource.name, languages)).collect();
    page.resources.retain(|resource| !replaced.contains(&resource.name));
}

/// Bundles by their folder below `content/` in logical form: leaf bundles, sections, home pages.
fn bundles_by_folder(site: &Site) -> HashMap<String, Vec<PageId>> {
    let mut bundles: HashMap<String, Vec<PageId>> = HashMap::new();
    for page in &site.pages {
        let is_bundle =
            page.is_branch() || page.doc.as_ref().is_some_and(|doc| logical(&format!("/{}", folder(doc.path.within()))) == page.path);
        if is_bundle {
            bundles.entry(page.path.trim_start_matches('/').to_string()).or_default().push(page.id);
        }
    }
    let is_not_default = |id: &PageId| site.page(*id).lang != site.config.default_language;
    bundles.values_mut().for_each(|pages| pages.sort_by_key(is_not_default));
    bundles
}

/// The nearest folder above a file that is a bundle: its path as written, and its pages.
fn owner<'a, 'b>(bundles: &'a HashMap<String, Vec<PageId>>, within: &'b str) -> Option<(&'b str, &'a Vec<PageId>)> {
    let mut at = folder(within);
    loop {
        if let Some(pages) = bundles.get(&logical(at)) {
            return Some((at, pages));
        }
        if at.is_empty() {
            return None;
        }
        at = folder(at);
    }
}

fn language_of(name: &str, languages: &[Lang]) -> Option<Lang> {
    split_language(name.rsplit_once('.')?.0, languages).1
}
