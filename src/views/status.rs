//! The dashboard of statuses: of the whole site and of each section, as a page and as files.
//!
//! Everything is made of [`Tracked`]: the pages with a status, gathered once a plan and language. A dashboard's list is
//! in one piece while it is short. A longer one is cut where the pages' own addresses say so, so that a page more or less
//! changes one piece and not all that follow.

mod chart;
mod dashboard;
mod files;
mod lacking;
mod listing;
mod parts;
mod places;
mod report;
mod timeline;
mod tracked;

pub use chart::{Chart, ChartColumn, ChartRow};
pub use dashboard::{ChangeRow, Notice, SectionRow, StatusDashboard, StatusGroup, StatusRow, Tile, stale, status_dashboard};
pub(crate) use dashboard::{lacking_pages, went_backwards};
pub use files::{Badge, as_csv, json};
pub(super) use files::{badge_of_page, feed};
pub use lacking::{LackingView, data as lacking_data};
pub use listing::Listing;
pub use parts::cut;
pub use places::StatusFile;
pub(super) use places::{FileView, alternates, data, file, generated, jobs};
pub use report::{Report, StatusAt, at, report};
pub use timeline::{Step, only_anchor, timeline};
pub use tracked::{Placed, Scope, TakesPart, Tracked, of_language};

use super::StatusView;
use crate::config::StatusVocabulary;
use crate::config::vocabulary::StatusDef;
use crate::site::statuses::PageStatus;

/// A page's status as shown in a language; an unknown one shows what was written.
pub fn status_view(status: &PageStatus, vocabulary: &StatusVocabulary, lang: &str) -> StatusView {
    match status.def(vocabulary) {
        Some(def) => known_status(def, lang),
        None => StatusView { id: String::new(), symbol: String::new(), label: status.raw.clone(), known: false },
    }
}

fn known_status(def: &StatusDef, lang: &str) -> StatusView {
    StatusView { id: def.id.clone(), symbol: def.symbol.clone(), label: def.label(lang).to_string(), known: true }
}

/// A share of a whole in percent, with two decimals: what a bar's width is drawn by.
fn percent(part: usize, whole: usize) -> String {
    let hundredths = if whole == 0 { 0 } else { part * 10_000 / whole };
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
