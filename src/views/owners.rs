//! A writer's own pages: by owner, what is wrong and what is left to do.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::common::Common;
use super::{PageLink, page_link};
use crate::diag::{Diag, MessageLang, Severity};
use crate::paths::Lang;
use crate::site::{Moment, Page, Site, ask};

/// Every owner's pages in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct OwnersView {
    pub owners: Vec<OwnerRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct OwnerRow {
    /// Empty for pages without an owner.
    pub owner: String,
    pub pages: Vec<OwnedPage>,
    /// How many there are; of those without an owner only those with something to do are listed.
    pub total: usize,
    pub findings: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct OwnedPage {
    pub page: PageLink,
    /// The day until which it was to be reviewed, when that has passed.
    pub review_passed: Option<String>,
    /// Languages in which something of it is left to translate.
    pub to_translate: Vec<String>,
    pub findings: Vec<Finding>,
}

impl OwnedPage {
    fn is_todo(&self) -> bool {
        self.review_passed.is_some() || !self.to_translate.is_empty() || !self.findings.is_empty()
    }
}

/// What is wrong in one of a page's files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Finding {
    pub path: String,
    pub line: Option<u32>,
    /// `error`, `warning`, `note`.
    pub severity: String,
    pub nb: String,
    pub en: String,
}

/// A finding in a file, in both languages of findings.
pub fn finding(diag: &Diag) -> Option<Finding> {
    let severity = match diag.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    Some(Finding {
        path: diag.path.clone()?,
        line: diag.span.map(|span| span.line),
        severity: severity.to_string(),
        nb: diag.message(MessageLang::Nb),
        en: diag.message(MessageLang::En),
    })
}

/// Who owns a page, as front matter says: its own, else that of its other versions.
pub fn owner_of<'a>(site: &'a Site, page: &'a Page) -> Option<&'a str> {
    let versions = [page.id, site.original(page)].into_iter().chain(page.translations.iter().copied());
    let own = |page: &'a Page| ask::OWNER.iter().find_map(|key| page.params.get(*key)?.as_str()).filter(|owner| !owner.trim().is_empty());
    versions.into_iter().find_map(|id| own(site.page(id))).map(str::trim)
}

/// The files of an owner's pages, asked for by id or name in any case.
pub fn files<'a>(site: &'a Site, asked: &str) -> BTreeSet<&'a str> {
    let register = &site.actors.register;
    let named = |written: &str| register.find_by_id_or_name(written).map_or(written.to_lowercase(), |actor| actor.id.to_string());
    let owner = named(asked.trim());
    let owned = site.pages.iter().filter(|page| owner_of(site, page).is_some_and(|written| named(written) == owner));
    owned.filter_map(|page| page.doc.as_ref().map(|doc| &*doc.shown)).collect()
}

/// The day until which a page is to be reviewed, when it has passed.
pub fn review_passed(site: &Site, page: &Page) -> Option<Moment> {
    ask::review(site, page).filter(|day| day.day() < site.today.to_string())
}

/// Every owner with pages, by name; pages without an owner last.
pub fn of_site(site: &Site, common: &Common, lang: &Lang) -> OwnersView {
    let mut left: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (translation, row) in site.coverage().iter().zip(super::translations::rows(site)) {
        if row.is_todo() {
            left.entry(translation.source.0).or_default().push(translation.lang.to_string());
        }
    }
    let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in common.findings().unwrap_or_default() {
        by_file.entry(&finding.path).or_default().push(finding);
    }
    let mut owners: BTreeMap<(bool, String), OwnerRow> = BTreeMap::new();
    for page in site.pages.iter().filter(|page| site.original(page) == page.id && page.doc.is_some()) {
        let written = owner_of(site, page).unwrap_or_default();
        let owner = site.actors.register.find_by_id_or_name(written).map_or(written, |actor| actor.name(lang.as_str())).to_string();
        let versions = std::iter::once(page.id).chain(page.translations.iter().copied());
        let mut found: Vec<Finding> = versions
            .filter_map(|id| by_file.get(&*site.page(id).doc.as_ref()?.shown))
            .flat_map(|found| found.iter().map(|finding| (*finding).clone()))
            .collect();
        found.sort();
        let owned = OwnedPage {
            page: page_link(site, site.in_language(page, lang)),
            review_passed: review_passed(site, page).map(|day| day.text(lang.as_str())),
            to_translate: left.remove(&page.id.0).unwrap_or_default(),
            findings: found,
        };
        let fresh = OwnerRow { owner: owner.clone(), pages: Vec::new(), total: 0, findings: 0 };
        let row = owners.entry((owner.is_empty(), owner.to_lowercase())).or_insert(fresh);
        row.total += 1;
        row.findings += owned.findings.len();
        // Pages that nobody owns are told of only where something is to be done about them.
        if !owner.is_empty() || owned.is_todo() {
            row.pages.push(owned);
        }
    }
    OwnersView { owners: owners.into_values().collect() }
}
