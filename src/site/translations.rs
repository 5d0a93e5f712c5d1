//! Which pages are each other's translations: same logical path, or same `translationKey`.
//! A page without an address is nobody's.

use std::collections::BTreeMap;

use crate::doc::front_matter::BuildRender;

use super::{PageId, PageKind, Site};

/// Connects the language versions of each page, in the site's order of languages.
pub(super) fn connect(site: &mut Site) {
    let mut groups: BTreeMap<(u8, String), Vec<PageId>> = BTreeMap::new();
    let has_place = |page: &&super::Page| page.build.render != BuildRender::Never;
    for page in site.pages.iter().filter(has_place) {
        let declared = page.doc.as_ref().and_then(|doc| doc.meta.translation_key.clone());
        let shape = match page.kind {
            PageKind::Page => 0,
            PageKind::Taxonomy | PageKind::Term => 1,
            PageKind::Home | PageKind::Section => 2,
        };
        groups.entry((shape, declared.unwrap_or_else(|| page.path.clone()))).or_default().push(page.id);
    }
    for group in groups.into_values().filter(|group| group.len() > 1) {
        for id in &group {
            let lang = site.page(*id).lang.clone();
            let others = group.iter().copied().filter(|other| site.page(*other).lang != lang).collect();
            site.page_mut(*id).translations = others;
        }
    }
}
