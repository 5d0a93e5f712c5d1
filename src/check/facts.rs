//! What a rule may ask about.

use std::collections::HashSet;

use crate::diag::{Diag, Span};
use crate::doc::Doc;
use crate::site::{Page, Site};
use crate::views::{Common, Job};

/// The whole site as it will be published.
#[derive(Debug)]
pub struct Facts<'a> {
    pub site: &'a Site,
    pub common: &'a Common,
    pub jobs: &'a [Job],
    outs: HashSet<&'a str>,
}

impl<'a> Facts<'a> {
    pub fn new(site: &'a Site, common: &'a Common, jobs: &'a [Job]) -> Facts<'a> {
        Facts { site, common, jobs, outs: jobs.iter().map(|job| job.out.as_str()).collect() }
    }

    /// The pages that have a file, with it: by language, then path.
    pub fn written(&self) -> impl Iterator<Item = (&'a Page, &'a Doc)> {
        self.site.pages.iter().filter_map(|page| Some((page, &**page.doc.as_ref()?)))
    }

    /// What findings call a page: its file, else its address.
    pub fn name(&self, page: &'a Page) -> &'a str {
        page.doc.as_ref().map_or(page.rel_permalink.as_str(), |doc| &doc.shown)
    }

    /// A finding at a place in a page's file.
    pub fn at(&self, page: &Page, span: Span, diag: Diag) -> Diag {
        match &page.doc {
            Some(doc) => diag.at(&*doc.shown, span),
            None => diag.in_file(&page.rel_permalink),
        }
    }

    /// A finding at a field of a page's front matter, else at the file's first line.
    pub fn at_field(&self, page: &Page, field: &str, diag: Diag) -> Diag {
        let place = page.doc.as_ref().and_then(|doc| doc.meta.places.get(&field.to_lowercase()));
        self.at(page, place.copied().unwrap_or(Span::line(1)), diag)
    }

    /// Whether the site has a file for this path from its root (`/a/`, `/a/b.png`), as a web server would answer.
    pub fn is_published(&self, path: &str) -> bool {
        let path = path.trim_start_matches('/');
        let folder = path.trim_end_matches('/');
        let index = if folder.is_empty() { "index.html".to_string() } else { format!("{folder}/index.html") };
        self.outs.contains(index.as_str()) || (!path.ends_with('/') && self.outs.contains(path))
    }
}
