//! What was decided, and what became of it.

use serde::Serialize;

use super::typed::{self, FactValue};
use super::{DateView, PageLink, date_view, page_link};
use crate::paths::Lang;
use crate::site::Site;
use crate::site::decisions::{self, Decision, FollowUp, State};

/// Every decision of a site in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct DecisionsView {
    /// The newest first.
    pub decisions: Vec<DecisionRow>,
    /// How many have each state of follow-up, in its order; those without say nothing of one.
    pub states: Vec<StateCount>,
    /// How many are late.
    pub late: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct StateCount {
    /// `apen`, `i-gang`, `fulgt-opp`, `bortfalt`; `none` where nothing is said.
    pub state: &'static str,
    pub count: usize,
}

/// One decision: an interface for scripts too.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct DecisionRow {
    pub number: Option<String>,
    pub title: String,
    pub date: Option<DateView>,
    pub body: Option<FactValue>,
    /// `behandling`, `orientering`, or empty.
    pub matter: String,
    pub decided: Vec<String>,
    pub about: Vec<PageLink>,
    pub follow_up: Option<FollowUpView>,
    pub page: PageLink,
    /// Where on that page.
    pub place: String,
    /// A page of its own, not a case of minutes.
    pub declared: bool,
    /// The language of its text, when it is another than the view's.
    pub lang: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct FollowUpView {
    /// As [`StateCount::state`].
    pub state: &'static str,
    pub by: Option<FactValue>,
    pub date: Option<DateView>,
    pub source: Option<String>,
    /// Not finished, and its date has passed.
    pub late: bool,
}

impl DecisionRow {
    /// Whether something is still to be done about it.
    pub fn is_unfinished(&self) -> bool {
        self.follow_up.as_ref().is_some_and(|follow_up| matches!(follow_up.state, "apen" | "i-gang" | "none"))
    }
}

/// The decisions of a site in one language.
pub fn of_site(site: &Site, lang: &Lang) -> DecisionsView {
    let decisions: Vec<DecisionRow> = decisions::of_site(site, lang).iter().map(|decision| row(site, lang, decision)).collect();
    let state = |row: &DecisionRow| row.follow_up.as_ref().map_or("none", |follow_up| follow_up.state);
    let all = State::ALL.map(State::id).into_iter().chain(["none"]);
    let states = all.map(|wanted| StateCount { state: wanted, count: decisions.iter().filter(|row| state(row) == wanted).count() });
    DecisionsView {
        late: decisions.iter().filter(|row| row.follow_up.as_ref().is_some_and(|follow_up| follow_up.late)).count(),
        states: states.filter(|state| state.count > 0).collect(),
        decisions,
    }
}

fn row(site: &Site, lang: &Lang, decision: &Decision) -> DecisionRow {
    let told = site.page(decision.page);
    let anchor = decision.anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
    let link = |id: &crate::site::PageId| page_link(site, site.in_language(site.page(*id), lang));
    let follow_up = decision.follow_up.as_ref().map(|follow_up| follow_up_view(site, lang, follow_up));
    DecisionRow {
        number: decision.number.clone(),
        title: decision.title.clone(),
        date: decision.date.as_ref().map(|date| date_view(date, lang)),
        body: decision.body.as_ref().map(|(id, written)| typed::actor(site, id.as_deref(), written, lang)),
        matter: decision.matter.clone().unwrap_or_default(),
        decided: decision.decided.clone(),
        about: decision.about.iter().map(link).collect(),
        follow_up,
        page: page_link(site, told),
        place: format!("{}{anchor}", told.rel_permalink),
        declared: decision.declared,
        lang: (told.lang != *lang).then(|| told.lang.to_string()),
    }
}

fn follow_up_view(site: &Site, lang: &Lang, follow_up: &FollowUp) -> FollowUpView {
    let is_unfinished = !matches!(follow_up.state, Some(State::Done | State::Lapsed));
    let today = site.today.to_string();
    FollowUpView {
        state: follow_up.state.map_or("none", State::id),
        by: follow_up.by.as_ref().map(|(id, written)| typed::actor(site, id.as_deref(), written, lang)),
        late: is_unfinished && follow_up.date.as_ref().is_some_and(|date| date.day() < today),
        date: follow_up.date.as_ref().map(|date| date_view(date, lang)),
        source: follow_up.source.clone(),
    }
}
