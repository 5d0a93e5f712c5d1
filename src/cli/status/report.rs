//! `loft status --html`: one page to print.

use std::io::{self, Write};

use jiff::civil::Date;

use crate::paths::Lang;
use crate::pipeline::Plan;
use crate::views::PageView;
use crate::views::status::{Scope, Tracked, report};

/// Prints the report of a day as a file that needs no other.
pub(super) fn print(plan: &Plan, lang: &Lang, tracked: &[Tracked], scope: Scope, day: Date, out: &mut dyn Write) -> io::Result<()> {
    let report = report(&plan.site, lang, tracked, scope, day);
    let site = plan.common.site(&plan.site, lang).clone();
    let title = report.section.as_ref().map_or_else(|| site.title.clone(), |section| section.title.clone());
    let page = PageView { kind: "report".to_string(), title, ..PageView::default() };
    crate::cli::print_page(plan, site, "status_report.html", page, serde_json::to_value(&report)?, out)
}
