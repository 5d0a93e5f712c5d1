//! An actor's view as its template gets it: of the rows, of which there may be thousands, no more than is shown.

use std::borrow::Cow;

use serde::Serialize;
use tera::Value;

use super::Scope;
use crate::diag::Diag;
use crate::views::PageLink;
use crate::views::actor::{ActorView, CaseRow, Change, Duty, OtherName, RoleSection, StatusCount};
use crate::views::page::StatusView;

/// The template of a status as a row has it. Its values: `status`, `site`, `t`.
const STATUS: &str = "row_status.html";

/// One actor, for the template.
pub(super) fn value(view: &ActorView, scope: &Scope) -> (Value, Vec<Diag>) {
    let (statuses, diags) = Statuses::drawn(view, scope);
    (Value::from_serializable(&Shown::of(view, &statuses)), diags)
}

/// The statuses that an actor's pages have, drawn once for all of its rows.
struct Statuses<'a>(Vec<(&'a StatusView, Value)>);

impl<'a> Statuses<'a> {
    fn drawn(view: &'a ActorView, scope: &Scope) -> (Statuses<'a>, Vec<Diag>) {
        let mut diags = Vec::new();
        let values = scope.values();
        let draw = |count: &'a StatusCount| {
            let status = Value::from_serializable(&count.status);
            let (html, found) = scope.engine.draw(STATUS, &values.site, &values.strings, ("status", status));
            diags.extend(found);
            (&count.status, Value::safe_string(&html))
        };
        let statuses = view.statuses.iter().map(draw).collect();
        diags.dedup();
        (Statuses(statuses), diags)
    }

    fn get(&self, status: &StatusView) -> Option<&Value> {
        self.0.iter().find(|(drawn, _)| *drawn == status).map(|(_, html)| html)
    }
}

/// The fields are those of [`ActorView`].
#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    name: &'a str,
    other_names: &'a [OtherName],
    aliases: &'a [String],
    former: &'a [String],
    kind: &'a str,
    level: &'a str,
    url: &'a Option<String>,
    note: &'a Option<String>,
    registered: bool,
    pages: usize,
    statuses: &'a [StatusCount],
    roles: Vec<Section<'a>>,
    types: Vec<Section<'a>>,
    duties: &'a [Duty],
    changes: &'a [Change],
    elsewhere: &'a [PageLink],
    elsewhere_total: usize,
    json: &'a str,
    feed: &'a Option<String>,
}

impl<'a> Shown<'a> {
    fn of(view: &'a ActorView, statuses: &'a Statuses<'_>) -> Shown<'a> {
        Shown {
            id: &view.id,
            name: &view.name,
            other_names: &view.other_names,
            aliases: &view.aliases,
            former: &view.former,
            kind: &view.kind,
            level: &view.level,
            url: &view.url,
            note: &view.note,
            registered: view.registered,
            pages: view.pages,
            statuses: &view.statuses,
            roles: view.roles.iter().map(|section| Section::of(section, statuses, false)).collect(),
            types: view.types.iter().map(|section| Section::of(section, statuses, true)).collect(),
            duties: &view.duties,
            changes: &view.changes,
            elsewhere: &view.elsewhere,
            elsewhere_total: view.elsewhere_total,
            json: &view.json,
            feed: &view.feed,
        }
    }
}

#[derive(Serialize)]
struct Section<'a> {
    id: &'a str,
    label: &'a str,
    cases: Vec<Row<'a>>,
}

impl<'a> Section<'a> {
    /// Where pages stand by type, each tells the role.
    fn of(section: &'a RoleSection, statuses: &'a Statuses<'_>, with_role: bool) -> Section<'a> {
        let row = |case: &'a CaseRow| Row { role: with_role.then_some(case.role.as_str()), ..Row::of(case, statuses) };
        Section { id: &section.id, label: &section.label, cases: section.cases.iter().map(row).collect() }
    }
}

/// A page on which the actor has a role. What it does not have is not there at all.
#[derive(Serialize)]
struct Row<'a> {
    place: &'a str,
    title: &'a str,
    /// What the page says of the actor, after the name there where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    said: Option<Cow<'a, str>>,
    /// The page's other name for the actor, of which it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    named: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    qualifier: Option<&'a str>,
    /// The language of these words, when it is another than the view's.
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    /// Drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a Value>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    declared: bool,
}

impl<'a> Row<'a> {
    fn of(case: &'a CaseRow, statuses: &'a Statuses<'_>) -> Row<'a> {
        let said = case.text.as_deref().map(|text| said(case, text));
        let is_silent = said.is_none();
        Row {
            place: &case.place,
            title: &case.page.title,
            said,
            named: case.named.as_deref().filter(|_| is_silent),
            qualifier: case.qualifier.as_deref().filter(|_| is_silent),
            lang: case.lang.as_deref(),
            role: None,
            status: case.page.status.as_ref().and_then(|status| statuses.get(status)),
            declared: case.declared,
        }
    }
}

/// "Udir (der relevant) – setter rammene".
fn said<'a>(case: &CaseRow, text: &'a str) -> Cow<'a, str> {
    match (&case.named, &case.qualifier) {
        (None, _) => text.into(),
        (Some(name), None) => format!("{name} – {text}").into(),
        (Some(name), Some(qualifier)) => format!("{name} ({qualifier}) – {text}").into(),
    }
}
