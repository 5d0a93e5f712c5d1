//! The third reading of a body: where it names an actor that has a page.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::ViewWhen;
use crate::memo::{Key, Table};
use crate::paths::Lang;
use crate::site::actors::naming::{Finder, Named, Namings};
use crate::site::{Page, PageId, Site};

/// Finds the actors that each page names, unless the site has no view of actors to lead to.
pub(super) fn name_actors(site: &mut Site, memo: &Table<Vec<Named>>, generation: u64) {
    let is_off = site.config.loft.views.by_id.get("actors").is_some_and(|view| view.when == ViewWhen::Never);
    if is_off || site.actors.is_empty() {
        return;
    }
    let languages = site.config.languages.iter().map(|language| &language.lang);
    let finders: BTreeMap<&Lang, Finder> = languages.filter_map(|lang| Some((lang, Finder::new(&site.actors, lang)?))).collect();
    let find = |page: &Page| -> Option<(PageId, Arc<Vec<Named>>)> {
        let finder = finders.get(&page.lang)?;
        let key = Key::of(&(page.content.key(), finder.key));
        Some((page.id, memo.get_or(key, generation, || finder.find(&page.content))))
    };
    let found: Vec<(PageId, Arc<Vec<Named>>)> = site.pages.par_iter().filter_map(find).collect();
    site.namings = Namings::new(found);
}
