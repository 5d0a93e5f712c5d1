//! The pages with a status, with all that dashboards tell of them.

use std::collections::HashMap;

use rayon::prelude::*;
use serde::Serialize;

use crate::paths::{self, Lang};
use crate::site::ask::{self, Field};
use crate::site::history::Touch;
use crate::site::statuses::PageStatus;
use crate::site::{Moment, Page, PageId, Site};
use crate::views::{PageLink, page_link};

/// A page with a status, in one language.
#[derive(Clone, Debug, Default)]
pub struct Tracked {
    /// The page's original.
    pub id: PageId,
    pub page: PageLink,
    /// The language of the title, when it is not the one asked for.
    pub lang: Option<String>,
    /// Logical path.
    pub path: String,
    pub page_type: String,
    pub status: PageStatus,
    /// The status before, where history knows it.
    pub before: Option<PageStatus>,
    /// The section that the page stands in.
    pub section: PageLink,
    /// The languages in which the page exists.
    pub languages: Vec<String>,
    pub owner: Option<String>,
    /// Organisations of the register that take part.
    pub actors: Vec<TakesPart>,
    /// When the status began, and by whose hand.
    pub since: Option<Touch>,
    /// The last real change.
    pub changed: Option<Moment>,
    pub review: Option<Moment>,
}

/// An organisation that takes part in a page's matter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TakesPart {
    pub name: String,
    pub id: String,
}

/// The part of the site that a dashboard is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    Site,
    /// A section, by its original.
    Section(PageId),
}

impl Scope {
    /// Whether a page at this path is in it.
    pub fn holds(self, site: &Site, path: &str) -> bool {
        match self {
            Scope::Site => true,
            Scope::Section(id) => path.strip_prefix(site.page(id).path.as_str()).is_some_and(|rest| rest.starts_with('/')),
        }
    }
}

/// Pages, or what is told of them, found by the part of the site that they stand in: a site has nearly as many dashboards
/// as sections, and none of them looks through all its pages.
#[derive(Clone, Debug, Default)]
pub struct Placed<T> {
    /// In the site's order.
    pub all: Vec<T>,
    /// By a section's logical path: the places in `all` of what lies below it.
    below: HashMap<String, Vec<usize>>,
}

impl<T> Placed<T> {
    /// `id` tells whose place each has.
    pub fn new(site: &Site, all: Vec<T>, id: impl Fn(&T) -> PageId) -> Placed<T> {
        let mut below: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, one) in all.iter().enumerate() {
            let path = site.page(id(one)).path.as_str();
            let above = std::iter::successors(Some(paths::folder(path)), |folder| Some(paths::folder(folder)));
            for folder in above.take_while(|folder| !folder.is_empty()) {
                match below.get_mut(folder) {
                    Some(places) => places.push(place),
                    None => drop(below.insert(folder.to_string(), vec![place])),
                }
            }
        }
        Placed { all, below }
    }

    /// Those in a part of the site, in the site's order.
    pub fn within(&self, site: &Site, scope: Scope) -> Vec<&T> {
        match scope {
            Scope::Site => self.all.iter().collect(),
            Scope::Section(id) => self.below.get(&site.page(id).path).into_iter().flatten().map(|place| &self.all[*place]).collect(),
        }
    }
}

/// Every page with a status in one language, in the site's order.
pub fn of_language(site: &Site, lang: &Lang) -> Vec<Tracked> {
    let originals = site.pages.par_iter().filter(|page| site.original(page) == page.id && page.is_rendered());
    originals.filter_map(|page| tracked(site, page, lang)).collect()
}

fn tracked(site: &Site, original: &Page, lang: &Lang) -> Option<Tracked> {
    let status = site.status_of(original)?.clone();
    let page = site.in_language(original, lang);
    let history = site.history.of(site, original);
    let since = site.history.since(site, original);
    let before = history.filter(|_| since.is_some()).and_then(|history| history.steps().last()?.0?.status.clone());
    let exists_in = |other: &Lang| original.lang == *other || original.translations.iter().any(|id| site.page(*id).lang == *other);
    let languages = site.config.languages.iter().filter(|language| exists_in(&language.lang));
    Some(Tracked {
        id: original.id,
        page: page_link(site, page),
        lang: (page.lang != *lang).then(|| page.lang.to_string()),
        path: original.path.clone(),
        page_type: original.page_type.clone(),
        status,
        before,
        section: page.parent.map(|parent| page_link(site, site.page(parent))).unwrap_or_default(),
        languages: languages.map(|language| language.lang.to_string()).collect(),
        owner: ask::value_of(site, lang, page, &Field::Owner).map(|owner| owner.text),
        actors: organisations(site, lang, page),
        since: since.map(|step| Touch { moment: step.moment, author: step.author.clone() }),
        changed: ask::changed(site, original),
        review: ask::review(site, page),
    })
}

/// Who takes part, groups of people apart: those are on nearly every page and tell none from another.
fn organisations(site: &Site, lang: &Lang, page: &Page) -> Vec<TakesPart> {
    let is_organisation = |id: &str| site.actors.register.get(id).is_some_and(|actor| !actor.is_user_group());
    let actors = ask::actors(site, lang, page).into_iter().filter(|(id, _)| is_organisation(id));
    actors.map(|(id, name)| TakesPart { name: name.to_string(), id: id.to_string() }).collect()
}
