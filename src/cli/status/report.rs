//! `loft status --html`: one page to print.

use std::io::{self, Write};

use jiff::civil::Date;

use crate::paths::Lang;
use crate::pipeline::Plan;
use crate::render;
use crate::views::status::{Scope, Tracked, report};
use crate::views::{PageFile, PageView, View, ViewData};

/// Prints the report of a day as a file that needs no other.
pub(super) fn print(plan: &Plan, lang: &Lang, tracked: &[Tracked], scope: Scope, day: Date, out: &mut dyn Write) -> io::Result<()> {
    let report = report(&plan.site, lang, tracked, scope, day);
    let site = plan.common.site(&plan.site, lang).clone();
    let title = report.section.as_ref().map_or_else(|| site.title.clone(), |section| section.title.clone());
    let page = PageView { kind: "report".to_string(), title, ..PageView::default() };
    let data = serde_json::to_value(&report).ok().map(ViewData::Json);
    let file = PageFile { templates: vec!["status_report.html".to_string()], site, page, body: None, data, shown: None };
    match render::file(&View::Page(Box::new(file)), &plan.engine).body {
        render::Body::Bytes(bytes) => out.write_all(&bytes),
        render::Body::File(_) => Ok(()),
    }
}
