//! What views share: made once a plan, each list when first asked for.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::actor::LastActors;
use super::build::{nav_item, site_view};
use super::generated::{self, Generated, Subject};
use super::owners::Finding;
use super::page::{NavList, SiteView};
use super::status::{self, Listing, Placed, Tracked};
use crate::memo::Shared;
use crate::paths::{Lang, UrlPath};
use crate::site::{Page, PageId, Site};

/// A theme's text by language and name: `strings("nb", "status")`.
pub type Strings<'a> = dyn Fn(&str, &str) -> String + 'a;

#[derive(Debug)]
pub struct Common {
    /// One per language, in the site's order.
    sites: Vec<Shared<SiteView>>,
    /// One per page: its children as lists show them.
    lists: Vec<OnceLock<Shared<NavList>>>,
    /// One per language: the pages with a status.
    tracked: Vec<Placed<Tracked>>,
    /// The pages that should have a status and have none.
    pub lacking: Placed<PageId>,
    /// The generated views of all languages.
    pub generated: Vec<Generated>,
    /// One per generated view: what the pieces of its list share, where it is a dashboard.
    listings: Vec<OnceLock<Listing>>,
    /// Their places, by what they are of.
    by_subject: HashMap<(Lang, Subject), usize>,
    /// The pages that stand where a generated view does.
    hosts: HashMap<UrlPath, PageId>,
    pub last_actors: LastActors,
    /// What is wrong in the pages' files: told when the first view that shows it is made.
    findings: OnceLock<Vec<Finding>>,
}

impl Common {
    pub fn new(site: &Site, strings: &Strings) -> Common {
        let languages = site.config.languages.iter().map(|language| &language.lang);
        let tracked: Vec<Placed<Tracked>> =
            languages.map(|lang| Placed::new(site, status::of_language(site, lang), |page| page.id)).collect();
        let lacking = Placed::new(site, status::lacking_pages(site), |id| *id);
        let generated = generated::all(site, &tracked, &lacking, strings);
        let sites = site.config.languages.iter().map(|language| Shared::new(site_view(site, &language.lang, &generated))).collect();
        Common {
            sites,
            lists: std::iter::repeat_with(OnceLock::new).take(site.pages.len()).collect(),
            tracked,
            lacking,
            listings: std::iter::repeat_with(OnceLock::new).take(generated.len()).collect(),
            by_subject: by_subject(&generated),
            hosts: hosts(site, &generated),
            generated,
            last_actors: LastActors::default(),
            findings: OnceLock::new(),
        }
    }

    /// Tells what is wrong, once a plan.
    pub fn set_findings(&self, findings: Vec<Finding>) {
        let _ = self.findings.set(findings); // Told already: it is the same.
    }

    /// What is wrong in the pages' files, if it has been told.
    pub fn findings(&self) -> Option<&[Finding]> {
        self.findings.get().map(Vec::as_slice)
    }

    pub fn site(&self, site: &Site, lang: &Lang) -> &Shared<SiteView> {
        &self.sites[site.config.language_index(lang).min(self.sites.len() - 1)]
    }

    /// The pages with a status, as a language has them.
    pub fn tracked(&self, site: &Site, lang: &Lang) -> &Placed<Tracked> {
        &self.tracked[site.config.language_index(lang).min(self.tracked.len() - 1)]
    }

    /// The view of a subject in a language, if there is one.
    pub fn view_of(&self, lang: &Lang, subject: Subject) -> Option<&Generated> {
        self.by_subject.get(&(lang.clone(), subject)).map(|place| &self.generated[*place])
    }

    /// What the pieces of a dashboard's list share, by the view of its first.
    pub fn listing(&self, first: &Generated, compute: impl FnOnce() -> Listing) -> &Listing {
        // Each generated view is among them.
        self.listings[self.by_subject[&(first.lang.clone(), first.subject.clone())]].get_or_init(compute)
    }

    /// The page that a view stands on, where a page has its address.
    pub fn host_of(&self, view: &Generated) -> Option<PageId> {
        self.hosts.get(&view.url).copied()
    }

    /// A page's children, hashed once and shared by all pages that show them.
    pub fn children(&self, site: &Site, page: &Page) -> &Shared<NavList> {
        self.lists[page.id.0 as usize].get_or_init(|| {
            Shared::new(NavList {
                items: site.children(page).filter(|child| child.is_rendered()).map(|child| nav_item(site, child)).collect(),
            })
        })
    }
}

/// Where two views have one subject, the first.
fn by_subject(generated: &[Generated]) -> HashMap<(Lang, Subject), usize> {
    let of_views = generated.iter().enumerate().rev();
    of_views.map(|(place, view)| ((view.lang.clone(), view.subject.clone()), place)).collect()
}

/// Where two pages have one address, the first.
fn hosts(site: &Site, generated: &[Generated]) -> HashMap<UrlPath, PageId> {
    let urls: HashSet<&UrlPath> = generated.iter().map(|view| &view.url).collect();
    let pages = site.pages.iter().rev().filter(|page| urls.contains(&page.url));
    pages.map(|page| (page.url.clone(), page.id)).collect()
}
