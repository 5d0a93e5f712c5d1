//! The search page: a field, and below it an index of the site's pages for readers without JavaScript.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use serde_json::{Value, json};

use super::build::page_link;
use super::common::Common;
use super::generated::Subject;
use super::page::PageLink;
use super::search::is_kept_out;
use crate::paths::Lang;
use crate::search::part_of;
use crate::site::{PageId, Site};

/// Pages that the index lists; of a larger site it lists the upper levels, and says how many pages are below.
const MOST_LISTED: usize = 500;

#[derive(Debug, Serialize)]
struct Listed {
    page: PageLink,
    children: Vec<Listed>,
    /// Pages further down that are not listed.
    below: usize,
}

pub(super) fn of_site(site: &Site, lang: &Lang) -> Value {
    let index: Vec<Listed> = site.home(lang).map(|home| listed(site, home.id)).unwrap_or_default();
    json!({ "index": index, "total": site.pages.iter().filter(|page| page.lang == *lang && is_shown(site, page.id)).count() })
}

/// A page that is kept out of the search is kept out of its index, unless the way to other pages leads by it.
fn is_shown(site: &Site, id: PageId) -> bool {
    let page = site.page(id);
    let is_listed = page.is_rendered() && page.is_listed() && page.doc.is_some();
    is_listed && (!is_kept_out(page) || !shown_children(site, id).is_empty())
}

fn shown_children(site: &Site, id: PageId) -> Vec<PageId> {
    site.children(site.page(id)).map(|child| child.id).filter(|child| is_shown(site, *child)).collect()
}

/// Level by level, as long as whole families of pages fit.
fn listed(site: &Site, home: PageId) -> Vec<Listed> {
    let mut open: BTreeMap<PageId, Vec<PageId>> = BTreeMap::new();
    let mut waiting = VecDeque::from([home]);
    let mut count = 0;
    while let Some(id) = waiting.pop_front() {
        let children = shown_children(site, id);
        if count + children.len() > MOST_LISTED && count > 0 {
            continue;
        }
        let children: Vec<PageId> = children.into_iter().take(MOST_LISTED).collect();
        count += children.len();
        waiting.extend(&children);
        open.insert(id, children);
    }
    family(site, home, &open)
}

fn family(site: &Site, id: PageId, open: &BTreeMap<PageId, Vec<PageId>>) -> Vec<Listed> {
    let children = open.get(&id).map(Vec::as_slice).unwrap_or_default();
    let one = |child: &PageId| Listed {
        page: PageLink { description: String::new(), lastmod: None, ..page_link(site, site.page(*child)) },
        children: family(site, *child, open),
        below: if open.contains_key(child) { 0 } else { descendants(site, *child) },
    };
    children.iter().map(one).collect()
}

fn descendants(site: &Site, id: PageId) -> usize {
    shown_children(site, id).into_iter().map(|child| 1 + descendants(site, child)).sum()
}

/// What the script needs beside the index: for each language its part, its search page and its words.
pub fn interface(site: &Site, common: &Common, strings: &dyn Fn(&str) -> BTreeMap<String, String>) -> Value {
    let pages = common.generated.iter().filter(|view| view.subject == Subject::Search);
    let of_language = |view: &super::Generated| {
        let lang = view.lang.as_str();
        let name = site.config.language(&view.lang).map_or(lang, |language| language.name.as_str());
        let about = json!({ "part": part_of(lang), "name": name, "page": site.href(view.url.as_str()), "strings": strings(lang) });
        (lang.to_string(), about)
    };
    Value::Object(pages.map(of_language).collect())
}
