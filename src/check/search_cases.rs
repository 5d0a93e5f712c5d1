//! Queries that must find their page: `data/search-cases.yaml`, kept with the site by its editors.

use crate::config::{Located, Node, parse_yaml};
use crate::diag::{Diag, Span};
use crate::paths::{SourcePath, decode_path};
use crate::search::{Index, Options};
use crate::site::Site;
use crate::views::search::{documents, thesaurus};

/// Where the cases are kept.
pub const FILE: &str = "data/search-cases.yaml";
/// How far down the page may stand when the case does not say.
const WITHIN: usize = 3;

/// One query and the pages that answer it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub query: String,
    pub lang: String,
    /// Any of them will do.
    pub pages: Vec<String>,
    pub within: usize,
    pub span: Span,
}

/// A case and where its page stood: 1 is the first; none when it is not among the first fifty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub case: Case,
    pub place: Option<usize>,
}

impl Judged {
    pub fn is_met(&self) -> bool {
        self.place.is_some_and(|place| place <= self.case.within)
    }
}

const LOOKED_AT: usize = 50;

/// The site's cases, and what is wrong with how they are written. None of either when there is no file.
pub fn read(site: &Site) -> (Vec<Case>, Vec<Diag>) {
    let Some(blob) = site.files.get(&SourcePath::new(FILE)) else { return (Vec::new(), Vec::new()) };
    let text = String::from_utf8_lossy(blob.bytes.as_deref().unwrap_or_default());
    let (node, mut diags) = parse_yaml(&text, 1);
    let mut cases = Vec::new();
    for item in node.items() {
        match case(item, site.config.default_language.as_str()) {
            Some(case) => cases.push(case),
            None => diags.push(Diag::error("search-case-unreadable").span(item.span)),
        }
    }
    if node.items().is_empty() && node != Node::Null {
        diags.push(Diag::error("search-case-unreadable").span(Span::line(1)));
    }
    (cases, diags.into_iter().map(|diag| diag.in_file(&*blob.shown)).collect())
}

fn case(item: &Located<Node>, default_lang: &str) -> Option<Case> {
    let text = |key: &str| item.value.get(key).and_then(|value| value.value.as_text());
    let page = item.value.get("page")?;
    let pages: Vec<String> = page.value.one_or_many(page.span).into_iter().filter_map(|(_, page)| page.as_text()).collect();
    let within =
        item.value.get("within").and_then(|value| value.value.as_int()).map_or(WITHIN, |within| within.clamp(1, LOOKED_AT as i64) as usize);
    let lang = text("lang").unwrap_or_else(|| default_lang.to_string());
    (!pages.is_empty()).then_some(Case { query: text("query")?, lang, pages, within, span: item.span })
}

/// Asks every query of the site as it is now.
pub fn judge(site: &Site, cases: Vec<Case>) -> Result<Vec<Judged>, Diag> {
    let mut index = Index::in_memory();
    index.update(&documents(site))?;
    let options = Options { limit: LOOKED_AT, thesaurus: thesaurus(site), ..Options::default() };
    let judge = |case: Case| {
        let urls = index.urls(&case.lang, &case.query, &options)?;
        let wanted: Vec<String> = case.pages.iter().map(|page| tidy(site, page)).collect();
        let place = urls.iter().position(|url| wanted.iter().any(|wanted| wanted.trim_matches('/') == url.trim_matches('/')));
        Ok(Judged { case, place: place.map(|place| place + 1) })
    };
    cases.into_iter().map(judge).collect()
}

/// An address as documents have it, however the editor wrote it.
fn tidy(site: &Site, page: &str) -> String {
    let path = decode_path(page.split(['?', '#']).next().unwrap_or(page));
    let below = path.strip_prefix(&site.config.base_url).unwrap_or(&path);
    let base = site.config.base_path();
    if below.starts_with(base) { below.to_string() } else { site.href(below.trim_start_matches('/')) }
}

/// The finding of a case that is not met.
pub fn finding(judged: &Judged) -> Diag {
    let case = &judged.case;
    let diag = match judged.place {
        Some(place) => Diag::error("search-case-low").with("place", place),
        None => Diag::error("search-case-lost"),
    };
    diag.at(FILE, case.span).with("query", &case.query).with("page", &case.pages[0]).with("within", case.within)
}
