//! What a rule may ask about.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::references::{self, Reference};
use crate::diag::{Diag, Span};
use crate::doc::Doc;
use crate::paths::{self, OutPath};
use crate::site::links::has_scheme;
use crate::site::{Page, PageId, Site};
use crate::views::{Common, Job, JobKind};

/// Makes a file of the site, for what only its finished text can tell.
pub type Make<'a> = dyn Fn(&Job) -> Option<Arc<Vec<u8>>> + Sync + 'a;

/// The whole site as it will be published.
pub struct Facts<'a> {
    pub site: &'a Site,
    pub common: &'a Common,
    pub jobs: &'a [Job],
    by_out: HashMap<&'a str, usize>,
    make: &'a Make<'a>,
    /// By page, gathered when first asked for.
    references: Vec<OnceLock<Vec<Reference>>>,
}

/// Where a browser goes from a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination<'a> {
    /// Another site, an e-mail address, a place on this host that is not this site's.
    Outside,
    /// A file of this site, and the place in it.
    File {
        job: &'a Job,
        fragment: Option<&'a str>,
    },
    Nowhere,
}

impl<'a> Facts<'a> {
    pub fn new(site: &'a Site, common: &'a Common, jobs: &'a [Job], make: &'a Make<'a>) -> Facts<'a> {
        let by_out = jobs.iter().enumerate().map(|(position, job)| (job.out.as_str(), position)).collect();
        let references = std::iter::repeat_with(OnceLock::new).take(site.pages.len()).collect();
        Facts { site, common, jobs, by_out, make, references }
    }

    /// The pages that have a file, with it: by language, then path.
    pub fn written(&self) -> impl Iterator<Item = (&'a Page, &'a Doc)> + use<'a> {
        let site = self.site;
        site.pages.iter().filter_map(|page| Some((page, &**page.doc.as_ref()?)))
    }

    /// Everything on a page that leads somewhere, in the order of its text.
    pub fn references(&self, page: &Page) -> &[Reference] {
        self.references[page.id.0 as usize]
            .get_or_init(|| page.doc.as_deref().map_or_else(Vec::new, |doc| references::of_page(self, page, doc)))
    }

    /// What findings call a page: its file, else its address.
    pub fn name<'p>(&self, page: &'p Page) -> &'p str {
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

    /// The file that a web server answers with for a path from the site's root: `/a/`, `/a`, `/a/b.png`.
    pub fn published(&self, path: &str) -> Option<&'a Job> {
        let path = path.trim_start_matches('/');
        let folder = path.trim_end_matches('/');
        let index = if folder.is_empty() { "index.html".to_string() } else { format!("{folder}/index.html") };
        let file = || self.by_out.get(path).filter(|_| !path.ends_with('/'));
        self.by_out.get(index.as_str()).or_else(file).map(|position| &self.jobs[*position])
    }

    /// Follows an address on a page as a browser would.
    pub fn follow<'h>(&self, page: &Page, href: &'h str) -> Destination<'h>
    where
        'a: 'h,
    {
        let Some(Target { path, fragment }) = self.target(page, href) else { return Destination::Outside };
        match self.published(&path) {
            Some(job) => Destination::File { job, fragment },
            None => Destination::Nowhere,
        }
    }

    /// Where on this site an address leads, whether something is there or not; nothing for other sites.
    pub fn target<'h>(&self, page: &Page, href: &'h str) -> Option<Target<'h>> {
        let (address, fragment) = href.split_once('#').map_or((href, None), |(address, fragment)| (address, Some(fragment)));
        let fragment = fragment.filter(|fragment| !fragment.is_empty());
        let address = address.split('?').next().unwrap_or(address);
        let base = self.site.config.base_url.as_str();
        let own = address
            .strip_prefix(base.trim_end_matches('/'))
            .filter(|rest| base.contains("://") && (rest.is_empty() || rest.starts_with('/')));
        let path = match own {
            Some(rest) => format!("/{}", paths::decode_path(rest.trim_start_matches('/'))),
            None if has_scheme(address) || address.starts_with("//") => return None,
            None if address.is_empty() => page.url.as_str().to_string(),
            None => self.on_site(&paths::clean(&paths::decode_path(&self.absolute(page, address))))?,
        };
        Some(Target { path: paths::clean(&path), fragment })
    }

    /// A path as a browser makes it from a page's: with the base URL's.
    fn absolute(&self, page: &Page, address: &str) -> String {
        if address.starts_with('/') {
            return address.to_string();
        }
        let here = page.rel_permalink.as_str();
        format!("{}/{address}", if here.ends_with('/') { here.trim_end_matches('/') } else { paths::folder(here) })
    }

    /// A path on the host as a path from the site's root. What lies beside the site is not the site's to judge, unless the
    /// site has such a path itself: then the base URL's path is what is missing.
    fn on_site(&self, path: &str) -> Option<String> {
        let base = self.site.config.base_path();
        if let Some(rest) = path.strip_prefix(base.trim_end_matches('/')).filter(|rest| rest.is_empty() || rest.starts_with('/')) {
            return Some(format!("/{}", rest.trim_start_matches('/')));
        }
        self.published(path).map(|_| format!("/../{path}"))
    }

    /// The page that a job shows.
    pub fn page_of(&self, job: &Job) -> Option<&'a Page> {
        let page = |id: PageId| self.site.page(id);
        match &job.kind {
            JobKind::Page(id) | JobKind::Fallback(id, _) => Some(page(*id)),
            _ => None,
        }
    }

    /// The ids in a finished HTML file; nothing for other files.
    pub fn anchors(&self, job: &Job) -> Vec<String> {
        if !is_html(&job.out) {
            return Vec::new();
        }
        let made = (self.make)(job);
        let html = made.as_ref().and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("");
        crate::doc::markdown::ids_of_html(html)
    }
}

/// A path from the site's root, decoded, and the place on that page, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target<'h> {
    pub path: String,
    pub fragment: Option<&'h str>,
}

pub fn is_html(out: &OutPath) -> bool {
    out.as_str().ends_with(".html") || out.as_str().ends_with(".htm")
}
