//! The answer to a question, as a table, a list or counts.

use serde::Serialize;

use super::page::{DateView, StatusView};
use super::{date_view, status};
use crate::csv;
use crate::paths::Lang;
use crate::site::Site;
use crate::site::ask::{Answer, Form, Value};

/// What `<overview of={…} />` draws.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Overview {
    /// `table`, `list` or `counts`.
    pub form: &'static str,
    pub columns: Vec<ColumnView>,
    /// One without a label when nothing is grouped.
    pub groups: Vec<GroupView>,
    pub counts: Vec<CountView>,
    /// Pages in all.
    pub total: usize,
    /// Pages shown: fewer where the question has a limit.
    pub shown: usize,
    /// Where the same is as CSV.
    pub csv: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ColumnView {
    /// The field's name: `t["field_" ~ id]` is its title, where there is one.
    pub id: String,
    /// As the question has it, or the type whose field it is; else empty.
    pub title: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct GroupView {
    /// `None`: the pages without a value, or all.
    pub value: Option<CellView>,
    pub rows: Vec<RowView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RowView {
    pub title: String,
    pub url: String,
    /// Of the title, when it is not the language asked for.
    pub lang: Option<String>,
    pub status: Option<StatusView>,
    pub description: String,
    /// One a column.
    pub cells: Vec<Vec<CellView>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct CellView {
    /// For machines: an id, a day, a number.
    pub key: String,
    pub text: String,
    pub url: Option<String>,
    pub status: Option<StatusView>,
    pub date: Option<DateView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct CountView {
    pub value: Option<CellView>,
    pub count: usize,
}

/// An answer as a reader of a language sees it.
pub fn of(site: &Site, lang: &Lang, answer: &Answer) -> Overview {
    let cell = |value: &Value| cell(site, lang, value);
    let row = |position: &usize| {
        let row = &answer.rows[*position];
        let page = site.page(row.page);
        RowView {
            title: page.name().to_string(),
            url: page.rel_permalink.clone(),
            lang: (page.lang != *lang).then(|| page.lang.to_string()),
            status: site.status_of(page).map(|found| status::status_view(found, &site.config.loft.statuses, lang.as_str())),
            description: page.description.clone(),
            cells: row.cells.iter().map(|values| values.iter().map(cell).collect()).collect(),
        }
    };
    Overview {
        form: match answer.form {
            Form::Table => "table",
            Form::List => "list",
            Form::Counts => "counts",
        },
        columns: answer
            .columns
            .iter()
            .map(|column| {
                let title = column.title.clone().or_else(|| column.field.label(site, lang)).unwrap_or_default();
                ColumnView { id: column.field.name(), title }
            })
            .collect(),
        groups: answer
            .groups
            .iter()
            .map(|group| GroupView { value: group.value.as_ref().map(cell), rows: group.rows.iter().map(row).collect() })
            .collect(),
        counts: answer.counts.iter().map(|count| CountView { value: count.value.as_ref().map(cell), count: count.count }).collect(),
        total: answer.total,
        shown: answer.rows.len(),
        csv: None,
    }
}

fn cell(site: &Site, lang: &Lang, value: &Value) -> CellView {
    CellView {
        key: value.key.clone(),
        text: value.moment.as_ref().map_or_else(|| value.text.clone(), |moment| moment.text(lang.as_str())),
        url: value.url.clone(),
        status: value.status.as_ref().map(|found| status::status_view(found, &site.config.loft.statuses, lang.as_str())),
        date: value.moment.as_ref().map(|moment| date_view(moment, lang)),
    }
}

/// The same as CSV: a line a page, values of one cell with semicolons between, days as `2026-08-04`.
pub fn csv(overview: &Overview) -> String {
    let mut out = String::new();
    let title = |column: &ColumnView| if column.title.is_empty() { column.id.clone() } else { column.title.clone() };
    if overview.columns.is_empty() {
        // A list shows the same without a heading.
        out.push_str(&csv::record(["tittel", "status", "url"]));
    } else {
        out.push_str(&csv::record(overview.columns.iter().map(title).chain(["url".to_string()])));
    }
    let mut seen = std::collections::BTreeSet::new();
    for row in overview.groups.iter().flat_map(|group| &group.rows) {
        // A page in several groups is one line.
        if seen.insert(&row.url) {
            let text = |cell: &CellView| if cell.date.is_some() { cell.key.clone() } else { cell.text.clone() };
            let cells = row.cells.iter().map(|cells| cells.iter().map(text).collect::<Vec<_>>().join("; "));
            let status = || row.status.as_ref().map_or_else(String::new, |status| status.label.clone());
            let shown: Vec<String> = if overview.columns.is_empty() { vec![row.title.clone(), status()] } else { cells.collect() };
            out.push_str(&csv::record(shown.into_iter().chain([row.url.clone()])));
        }
    }
    out
}
