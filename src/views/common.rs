//! What views share: made once a plan, each list when first asked for.

use std::sync::OnceLock;

use super::build::{nav_item, site_view};
use super::generated::{self, Generated};
use super::owners::Finding;
use super::page::{NavList, SiteView};
use super::status::{self, Tracked};
use crate::memo::Shared;
use crate::paths::Lang;
use crate::site::{Page, Site};

/// A theme's text by language and name: `strings("nb", "status")`.
pub type Strings<'a> = dyn Fn(&str, &str) -> String + 'a;

#[derive(Debug)]
pub struct Common {
    /// One per language, in the site's order.
    sites: Vec<Shared<SiteView>>,
    /// One per page: its children as lists show them.
    lists: Vec<OnceLock<Shared<NavList>>>,
    /// One per language: the pages with a status.
    tracked: Vec<Vec<Tracked>>,
    /// The generated views of all languages.
    pub generated: Vec<Generated>,
    /// What is wrong in the pages' files: told when the first view that shows it is made.
    findings: OnceLock<Vec<Finding>>,
}

impl Common {
    pub fn new(site: &Site, strings: &Strings) -> Common {
        let tracked: Vec<Vec<Tracked>> = site.config.languages.iter().map(|language| status::of_language(site, &language.lang)).collect();
        let generated = generated::all(site, &tracked, strings);
        let sites = site.config.languages.iter().map(|language| Shared::new(site_view(site, &language.lang, &generated))).collect();
        Common {
            sites,
            lists: std::iter::repeat_with(OnceLock::new).take(site.pages.len()).collect(),
            tracked,
            generated,
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
    pub fn tracked(&self, site: &Site, lang: &Lang) -> &[Tracked] {
        self.tracked.get(site.config.language_index(lang)).map_or(&[], Vec::as_slice)
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
