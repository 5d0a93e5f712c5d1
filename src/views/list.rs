//! One row a page for `loft list`: an interface for scripts, documented in the user guide.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::doc::front_matter::BuildRender;
use crate::site::{Page, Site};

/// A page as `loft list` prints it. URLs are percent-encoded paths from the host's root.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    pub url: String,
    /// Mounted path below `content/`; empty for a page without a file.
    pub file: Option<String>,
    pub lang: String,
    pub kind: String,
    pub title: String,
    pub link_title: String,
    pub weight: i64,
    pub draft: bool,
    pub status: Option<String>,
    /// Pages below, in the order of lists.
    pub children: Vec<String>,
    /// From the home page down to the parent.
    pub ancestors: Vec<String>,
    /// Language → URL.
    pub translations: BTreeMap<String, String>,
    pub resources: Vec<String>,
    pub aliases: Vec<String>,
    /// Ids of the headings on the page.
    pub headings: Vec<String>,
    pub date: Option<String>,
    pub lastmod: Option<String>,
    pub params: Map<String, Value>,
    /// The body before anything that Loft adds to it; only when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}

/// A page that is never made has no address.
fn address(page: &Page) -> String {
    if page.build.render == BuildRender::Never { String::new() } else { page.rel_permalink.clone() }
}

/// The row of one page. `html` is its body, if wanted.
pub fn row(site: &Site, page: &Page, html: Option<String>) -> Row {
    let url = |id: &crate::site::PageId| address(site.page(*id));
    Row {
        url: address(page),
        file: page.file().map(Cow::into_owned),
        lang: page.lang.to_string(),
        kind: page.kind.name().to_string(),
        title: page.title.clone(),
        link_title: page.link_title.clone(),
        weight: page.weight,
        draft: page.draft,
        status: super::build::status_view(site, page).map(|status| status.label),
        children: page.children.iter().map(url).collect(),
        ancestors: site.ancestors(page).into_iter().map(address).collect(),
        translations: page.translations.iter().map(|id| (site.page(*id).lang.to_string(), url(id))).collect(),
        resources: page.resources.iter().filter(|resource| !resource.url.is_empty()).map(|resource| site.resource_href(resource)).collect(),
        aliases: page.aliases.clone(),
        headings: page.content.headings.iter().map(|heading| heading.id.clone()).filter(|id| !id.is_empty()).collect(),
        date: page.date.as_ref().map(|date| date.iso()),
        lastmod: page.lastmod.as_ref().map(|date| date.iso()),
        params: page.params.clone(),
        html,
    }
}
