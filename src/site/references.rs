//! Which page a writer means in front matter: `case-01`, `pilot-1`, an id, a path, a title.

use std::collections::BTreeMap;

use super::{Page, PageId, Site};
use crate::paths;

/// Every page by the names that front matter may use for it. Pages are named by their originals.
#[derive(Clone, Debug, Default)]
pub struct References {
    by_name: BTreeMap<String, Named>,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Named {
    One(PageId),
    /// Several pages have the name: it means none of them.
    Several(Vec<PageId>),
}

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Page(PageId),
    /// More than one page is called so.
    Several(Vec<PageId>),
    None,
}

impl References {
    pub(super) fn of_site(site: &Site) -> References {
        let mut references = References::default();
        for page in site.pages.iter().filter(|page| page.is_rendered()) {
            let original = site.original(page);
            for name in names(site, page) {
                references.add(name, original);
            }
        }
        references
    }

    fn add(&mut self, name: String, page: PageId) {
        let named = self.by_name.entry(name).or_insert(Named::One(page));
        *named = match std::mem::replace(named, Named::One(page)) {
            Named::One(other) if other == page => Named::One(page),
            Named::One(other) => Named::Several(vec![other, page]),
            Named::Several(mut pages) => {
                if !pages.contains(&page) {
                    pages.push(page);
                }
                Named::Several(pages)
            }
        };
    }

    /// The page that a reference means: by its strongest kind of name that any page has.
    pub fn find(&self, written: &str) -> Found {
        let text = written.trim().trim_end_matches('#');
        let path = text.split('#').next().unwrap_or(text).trim_end_matches('/').trim_end_matches(".md");
        let folded = path.trim_start_matches("content/").to_lowercase();
        let kinds = [format!("id {}", text.to_lowercase()), format!("path /{}", folded.trim_start_matches('/')), format!("name {folded}")];
        let kinds = kinds.into_iter().chain(number_name(&folded)).chain([format!("title {}", text.to_lowercase())]);
        match kinds.into_iter().find_map(|name| self.by_name.get(&name)) {
            Some(Named::One(page)) => Found::Page(*page),
            Some(Named::Several(pages)) => Found::Several(pages.clone()),
            None => Found::None,
        }
    }

    /// The name nearest to one that no page has, for "did you mean".
    pub fn nearest(&self, written: &str) -> Option<String> {
        if number_name(&written.trim().to_lowercase()).is_some() {
            return None; // `case-2` is near `case-1`, but not meant by it.
        }
        let names = self.by_name.keys().filter_map(|name| name.strip_prefix("name "));
        crate::text::nearest(&written.trim().to_lowercase(), names).map(str::to_string)
    }
}

/// What a page is called, each with its kind before it: `id …`, `path /behov/use-cases/01-x`, `name 01-x`,
/// `number case 1`, `title …`. Files are called by Loft's path of them, without language and extension.
fn names(site: &Site, page: &Page) -> Vec<String> {
    let own = paths::file_name(&page.path);
    let id = page.doc.as_ref().and_then(|doc| doc.meta.id.as_ref()).map(|id| format!("id {}", id.to_lowercase()));
    let mut names: Vec<String> = id.into_iter().collect();
    names.push(format!("path {}", page.path));
    if !own.is_empty() {
        names.push(format!("name {own}"));
    }
    for name in [&page.title, &page.link_title].into_iter().filter(|name| !name.is_empty()) {
        names.push(format!("title {}", name.trim().to_lowercase()));
    }
    let types = &site.config.loft.types;
    if let (Some(def), Some(number)) = (types.get(&page.page_type), leading_number(own)) {
        let words = std::iter::once(&def.id).chain(&def.aliases);
        names.extend(words.map(|word| format!("number {} {number}", word.to_lowercase())));
    }
    names
}

/// `01-resultater` → 1.
fn leading_number(name: &str) -> Option<u32> {
    let digits = name.find(|c: char| !c.is_ascii_digit()).map_or(name, |end| &name[..end]);
    let ends_well = name[digits.len()..].chars().next().is_none_or(|next| !next.is_alphanumeric());
    digits.parse().ok().filter(|_| ends_well && digits.len() <= 4)
}

/// `case-01`, `Case 1` → `number case 1`.
fn number_name(written: &str) -> Option<String> {
    let at = written.find(|c: char| c.is_ascii_digit())?;
    let word = written[..at].trim_end_matches(['-', '_', ' ', '.']);
    let number: u32 = written[at..].parse().ok()?;
    (!word.is_empty()).then(|| format!("number {word} {number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_from_names() {
        for (name, number) in
            [("01-resultater", Some(1)), ("12", Some(12)), ("2026-08-04-x", Some(2026)), ("1a", None), ("a-1", None), ("20260804", None)]
        {
            assert_eq!(leading_number(name), number, "{name}");
        }
        for (written, name) in
            [("case-01", Some("number case 1")), ("use-case 7", Some("number use-case 7")), ("01", None), ("case-x", None)]
        {
            assert_eq!(number_name(written).as_deref(), name, "{written}");
        }
    }

    #[test]
    fn a_name_of_two_pages_means_neither() {
        let mut references = References::default();
        for (name, page) in [("name x", 1), ("name x", 2), ("name x", 2), ("id u", 3), ("name u", 4), ("path /a/b", 5)] {
            references.add(name.to_string(), PageId(page));
        }
        assert_eq!(references.find("X/"), Found::Several(vec![PageId(1), PageId(2)]));
        assert_eq!(references.find(" U "), Found::Page(PageId(3)));
        assert_eq!(references.find("content/a/B.md"), Found::Page(PageId(5)));
        assert_eq!((references.find("y"), references.nearest("y")), (Found::None, Some("u".to_string())));
    }
}
