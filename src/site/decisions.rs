//! What was decided, by whom, about what, and whether it was followed up: pages that are decisions, and the cases of minutes.

use serde_json::{Map, Value};

use super::actors::ActorId;
use super::types::FieldValue;
use super::{Moment, Page, PageId, Site};
use crate::config::TypeView;
use crate::diag::{Diag, Span};
use crate::paths::Lang;

/// One decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The page that tells it, in the language in which it does.
    pub page: PageId,
    pub anchor: Option<String>,
    pub number: Option<String>,
    pub title: String,
    pub date: Option<Moment>,
    /// Who decided: an actor of the register, and as written.
    pub body: Option<(Option<ActorId>, String)>,
    /// `behandling` or `orientering`.
    pub matter: Option<String>,
    pub decided: Vec<String>,
    /// The pages that it is about.
    pub about: Vec<PageId>,
    pub follow_up: Option<FollowUp>,
    /// A page of its own, not a case of minutes.
    pub declared: bool,
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowUp {
    pub by: Option<(Option<ActorId>, String)>,
    pub state: Option<State>,
    pub date: Option<Moment>,
    pub source: Option<String>,
}

/// How far the follow-up has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Open,
    InProgress,
    Done,
    Lapsed,
}

impl State {
    pub const ALL: [State; 4] = [State::Open, State::InProgress, State::Done, State::Lapsed];

    /// As front matter has it.
    pub fn id(self) -> &'static str {
        match self {
            State::Open => "apen",
            State::InProgress => "i-gang",
            State::Done => "fulgt-opp",
            State::Lapsed => "bortfalt",
        }
    }

    fn read(written: &str) -> Option<State> {
        Some(match written.trim().to_lowercase().replace([' ', '_'], "-").as_str() {
            "apen" | "åpen" | "open" | "ope" | "open-" => State::Open,
            "i-gang" | "in-progress" | "started" => State::InProgress,
            "fulgt-opp" | "følgd-opp" | "done" | "followed-up" => State::Done,
            "bortfalt" | "bortfalle" | "lapsed" | "dropped" => State::Lapsed,
            _ => return None,
        })
    }
}

/// Names of the group of the follow-up in front matter.
const FOLLOW_UP: [&str; 4] = ["oppfolging", "oppfølging", "oppfølgjing", "follow_up"];

/// Whether the site has any decision.
pub fn is_any(site: &Site) -> bool {
    site.pages.iter().any(|page| page.is_rendered() && (is_decision_page(site, page) || has_cases(page)))
}

/// Every decision in a language, the newest first; those without a date last.
pub fn of_site(site: &Site, lang: &Lang) -> Vec<Decision> {
    let mut decisions = Vec::new();
    for original in site.pages.iter().filter(|page| site.original(page) == page.id && page.is_rendered()) {
        let page = site.in_language(original, lang);
        let told = [page, original].into_iter().find(|version| has_cases(version));
        match told {
            Some(version) => decisions.extend(cases(site, version)),
            None if is_decision_page(site, page) => decisions.push(declared(site, page)),
            None => {}
        }
    }
    decisions.sort_by_key(|decision| std::cmp::Reverse(decision.date.as_ref().map_or(i64::MIN, Moment::seconds)));
    decisions
}

fn is_decision_page(site: &Site, page: &Page) -> bool {
    page.doc.is_some() && site.config.loft.types.is_in(&page.page_type, TypeView::Decisions)
}

fn has_cases(page: &Page) -> bool {
    page.doc.as_ref().is_some_and(|doc| doc.minutes.iter().any(|entry| !entry.decisions.is_empty()))
}

fn declared(site: &Site, page: &Page) -> Decision {
    let decided = texts(site, page, "vedtak");
    let read = || page.doc.as_ref().map(|doc| doc.decided.to_vec()).unwrap_or_default();
    Decision {
        page: page.id,
        anchor: None,
        number: texts(site, page, "saksnr").into_iter().next(),
        title: page.title.clone(),
        date: date(site, page),
        body: body(site, page),
        matter: values(site, page, "sakstype")
            .iter()
            .find_map(|value| if let FieldValue::Choice(id) = value { Some(id.clone()) } else { None }),
        decided: if decided.is_empty() { read() } else { decided },
        about: about(site, page),
        follow_up: follow_up(site, page),
        declared: true,
    }
}

/// The cases of a page of minutes; date and body are the meeting's.
fn cases(site: &Site, page: &Page) -> Vec<Decision> {
    let Some(doc) = &page.doc else { return Vec::new() };
    let decided = doc.minutes.iter().filter(|entry| !entry.decisions.is_empty());
    decided
        .map(|entry| Decision {
            page: page.id,
            anchor: entry.anchor.clone(),
            number: Some(entry.number.clone()),
            title: entry.title.clone(),
            date: date(site, page),
            body: body(site, page),
            matter: entry.is_information.then(|| "orientering".to_string()),
            decided: entry.decisions.clone(),
            about: about(site, page),
            follow_up: None,
            declared: false,
        })
        .collect()
}

/// `dato`, else a day at the beginning of the title ("2026-04-15 Beslutningsnotat"), else `date`.
fn date(site: &Site, page: &Page) -> Option<Moment> {
    let declared = values(site, page, "dato").iter().find_map(|value| if let FieldValue::Date(date) = value { Some(*date) } else { None });
    let own = || param(page, &["dato", "decided"]).and_then(|value| Moment::parse(value.as_str()?));
    let titled = || page.title.get(..10).and_then(Moment::parse);
    let written = || page.params.contains_key("date").then_some(page.date).flatten();
    declared.or_else(own).or_else(titled).or_else(written)
}

fn body(site: &Site, page: &Page) -> Option<(Option<ActorId>, String)> {
    let declared = values(site, page, "organ")
        .iter()
        .find_map(|value| if let FieldValue::Actor(id, written) = value { Some((id.clone(), written.clone())) } else { None });
    declared.or_else(|| param(page, &["organ", "body"]).and_then(Value::as_str).map(|written| actor(site, written)))
}

fn actor(site: &Site, written: &str) -> (Option<ActorId>, String) {
    (site.actors.register.find_by_id_or_name(written).map(|actor| actor.id.clone()), written.to_string())
}

fn about(site: &Site, page: &Page) -> Vec<PageId> {
    site.relations.from(site.original(page)).filter(|relation| relation.kind == "gjelder").map(|relation| relation.to).collect()
}

fn values<'a>(site: &'a Site, page: &'a Page, field: &str) -> &'a [FieldValue] {
    site.field_of(page, field).map_or(&[], |field| &field.values)
}

fn texts(site: &Site, page: &Page, field: &str) -> Vec<String> {
    values(site, page, field)
        .iter()
        .filter_map(|value| if let FieldValue::Text(text) = value { Some(text.clone()) } else { None })
        .collect()
}

fn param<'a>(page: &'a Page, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| page.params.get(*name))
}

fn follow_up(site: &Site, page: &Page) -> Option<FollowUp> {
    let own = [page, site.page(site.original(page))];
    let fields = own.into_iter().find_map(|version| param(version, &FOLLOW_UP)?.as_object())?;
    Some(FollowUp {
        by: text(fields, &["av", "by"]).map(|written| actor(site, written)),
        state: text(fields, &["status"]).and_then(State::read),
        date: text(fields, &["dato", "date"]).and_then(Moment::parse),
        source: text(fields, &["kilde", "source"]).map(str::to_string),
    })
}

fn text<'a>(fields: &'a Map<String, Value>, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| fields.get(*name)?.as_str()).map(str::trim).filter(|text| !text.is_empty())
}

/// What is wrong with the follow-ups: a state that is none of the four, an actor that the register lacks, no date where one should be.
pub(super) fn check(site: &Site, diags: &mut Vec<Diag>) {
    for page in site.pages.iter().filter(|page| is_decision_page(site, page)) {
        let Some(doc) = &page.doc else { continue };
        let Some((key, fields)) = FOLLOW_UP.iter().find_map(|key| Some((*key, page.params.get(*key)?.as_object()?))) else { continue };
        let span = doc.meta.places.get(key).copied().unwrap_or(Span::line(1));
        let mut tell = |diag: Diag| diags.push(diag.at(&*doc.shown, span));
        if let Some(written) = text(fields, &["status"]).filter(|written| State::read(written).is_none()) {
            let known = State::ALL.map(State::id).join(", ");
            tell(Diag::warning("follow-up-state").with("value", written).with("known", known));
        }
        if let Some(written) = text(fields, &["av", "by"]).filter(|written| site.actors.register.find_by_id_or_name(written).is_none()) {
            tell(Diag::warning("actor-unknown").with("actor", written));
        }
        if let Some(written) = text(fields, &["dato", "date"]).filter(|written| Moment::parse(written).is_none()) {
            tell(Diag::warning("type-field-date").with("field", "oppfolging.dato").with("value", written));
        }
    }
}
