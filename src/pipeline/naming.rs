//! The third reading of a body: where it names an actor that has a page.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::ViewWhen;
use crate::memo::{Key, Table};
use crate::paths::Lang;
use crate::site::actors::naming::{Finder, Named, Namings};
use crate::site::{Page, PageId, Site};

/// By language: the names to look for. None where the site has no view of actors to lead to.
#[derive(Debug, Default)]
pub(super) struct Finders(BTreeMap<Lang, Finder>);

impl Finders {
    pub fn of(site: &Site) -> Finders {
        let is_off = site.config.loft.views.by_id.get("actors").is_some_and(|view| view.when == ViewWhen::Never);
        if is_off || site.actors.is_empty() {
            return Finders::default();
        }
        let languages = site.config.languages.iter().map(|language| &language.lang);
        Finders(languages.filter_map(|lang| Some((lang.clone(), Finder::new(&site.actors, lang)?))).collect())
    }
}

/// Finds the actors that each page names.
pub(super) fn name_actors(site: &mut Site, finders: &Finders, memo: &Table<Vec<Named>>, generation: u64) {
    let find = |page: &Page| -> Option<(PageId, Arc<Vec<Named>>)> {
        let finder = finders.0.get(&page.lang)?;
        let key = Key::of(&(page.content.key(), finder.key));
        Some((page.id, memo.get_or(key, generation, || finder.find(&page.content))))
    };
    let found: Vec<(PageId, Arc<Vec<Named>>)> = site.pages.par_iter().filter_map(find).collect();
    site.namings = Namings::new(found.into_iter());
}

/// The same for one page, when the others have no bodies yet.
pub(super) fn name_in(site: &mut Site, id: PageId, finders: &Finders) {
    let page = site.page(id);
    let named = finders.0.get(&page.lang).map(|finder| (id, Arc::new(finder.find(&page.content))));
    site.namings = Namings::new(named.into_iter());
}
