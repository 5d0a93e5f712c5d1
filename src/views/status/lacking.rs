//! Every page that should have a status and has none, where a dashboard shows only the first of them.

use serde::Serialize;

use super::dashboard::{Notice, is_long, notices_of_lacking};
use super::places::piece_of;
use super::tracked::{Placed, Scope};
use crate::paths::{Lang, UrlPath};
use crate::site::{PageId, Site};
use crate::views::PageLink;
use crate::views::common::{Common, Strings};
use crate::views::generated::{Generated, Subject};

/// As many pages stand in one piece of the list.
const PIECE: usize = 200;

/// A piece of the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LackingView {
    /// The dashboard that the list belongs to.
    pub above: PageLink,
    /// Pages in the whole list.
    pub total: usize,
    pub rows: Vec<Notice>,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// The lists of those of these dashboards that cannot hold their own.
pub(super) fn generated(site: &Site, lang: &Lang, lacking: &Placed<PageId>, dashboards: &[Generated], strings: &Strings) -> Vec<Generated> {
    if !is_long(lacking.all.len()) {
        return Vec::new();
    }
    let title = strings(lang.as_str(), "status_lacking");
    let slug = match lang.as_str() {
        "nb" | "no" => "uten-status",
        "nn" => "utan-status",
        _ => "without-status",
    };
    let of_dashboard = |dashboard: &Generated| {
        let Subject::Status { scope, piece: 0 } = dashboard.subject else { return Vec::new() };
        let total = lacking.within(site, scope).len();
        let pieces = if is_long(total) { total.div_ceil(PIECE) } else { 0 };
        let url = UrlPath::new(format!("{}{slug}/", dashboard.url.as_str()));
        (0..pieces).map(|piece| piece_of(lang, "lacking", Subject::Lacking { scope, piece }, piece, &title, &url)).collect()
    };
    dashboards.iter().flat_map(of_dashboard).collect()
}

/// What one page of the list shows.
pub fn data(site: &Site, common: &Common, view: &Generated, scope: Scope, piece: usize) -> LackingView {
    let at = |subject: Subject| common.view_of(&view.lang, subject);
    let href = |view: &Generated| site.href(view.url.as_str());
    let neighbour = |piece: usize| at(Subject::Lacking { scope, piece }).map(href);
    let all = common.lacking.within(site, scope);
    let shown = &all[all.len().min(piece * PIECE)..all.len().min((piece + 1) * PIECE)];
    LackingView {
        above: at(Subject::Status { scope, piece: 0 })
            .map(|above| PageLink { title: above.title.clone(), url: href(above), ..PageLink::default() })
            .unwrap_or_default(),
        total: all.len(),
        rows: notices_of_lacking(site, &view.lang, shown),
        previous: piece.checked_sub(1).and_then(neighbour),
        next: neighbour(piece + 1),
    }
}
