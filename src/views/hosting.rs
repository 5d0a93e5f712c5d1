//! Files that tell robots and hosts how to treat the site: `robots.txt`, `_redirects`, `_headers`. A file of the
//! site's own in `static/` takes the place of any of them.

use std::collections::HashSet;

use super::jobs::{Job, JobKind};
use super::sitemap;
use crate::paths::OutPath;
use crate::site::Site;

#[derive(Debug, Hash)]
pub enum HostFile {
    /// All may be read; where the sitemap is.
    Robots { sitemap: Option<String> },
    /// Old address → new, both as paths from the host's root.
    Redirects(Vec<(String, String)>),
    /// Headers for everything below a path that ends in a slash; which other origin the search asks.
    Headers { below: String, noindex: bool, search: Option<String> },
}

pub(super) fn jobs(site: &Site, redirects: Vec<(String, String)>) -> Vec<Job> {
    let robots = site.config.enable_robots_txt && !site.config.disable_kinds.iter().any(|kind| kind == "robotstxt");
    let files = [
        robots.then(|| ("robots.txt", JobKind::Robots)),
        (!redirects.is_empty()).then(|| ("_redirects", JobKind::Redirects(redirects))),
        Some(("_headers", JobKind::Headers)),
    ];
    files.into_iter().flatten().map(|(out, kind)| Job { out: OutPath::new(out), kind }).collect()
}

/// A line for each alias whose address nothing else has: some hosts follow `_redirects` before they look for a file.
/// In order of old address; of two pages with one alias the first counts, as for the alias's own page.
pub(super) fn redirect_lines(site: &Site, files: &[Job], aliases: &[Job]) -> Vec<(String, String)> {
    let mut taken: HashSet<String> = files.iter().map(|job| job.out.as_str().to_lowercase()).collect();
    let mut lines: Vec<(String, String)> = aliases
        .iter()
        // In these files a star stands for anything and a colon begins a name for it: such an alias would lead far more astray.
        .filter(|job| job.out.is_writable() && !job.out.as_str().contains(['*', ':']))
        .filter(|job| taken.insert(job.out.as_str().to_lowercase()))
        .filter_map(|job| match &job.kind {
            JobKind::Redirect { to, .. } => Some((address(site, &job.out), to.clone())),
            _ => None,
        })
        .collect();
    lines.sort();
    lines
}

/// `gammel/index.html` → `/gammel/`.
fn address(site: &Site, out: &OutPath) -> String {
    let path = out.as_str();
    let is_index = path == "index.html" || path.ends_with("/index.html");
    site.href(if is_index { &path[..path.len() - "index.html".len()] } else { path })
}

pub(super) fn robots(site: &Site) -> HostFile {
    // They must be let in to see that nothing is to be shown; where all there is stands, is not for them.
    HostFile::Robots { sitemap: sitemap::address(site).filter(|_| !site.config.noindex) }
}

pub(super) fn headers(site: &Site) -> HostFile {
    let search = site.config.loft.search.http.as_ref().and_then(|http| http.origin()).map(str::to_string);
    HostFile::Headers { below: site.config.base_path().to_string(), noindex: site.config.noindex, search }
}
