//! All actors, the matrix of actors and cases, and one actor.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use super::page::{NameLink, PageActor, PageRole};
use super::{PageLink, StatusView, page_link};
use crate::config::vocabulary::{ROLE_PILOT, RoleDef, actor_kind_label, actor_kind_name, actor_kinds, actor_level_label};
use crate::config::{ActorVocabulary, TypeView};
use crate::csv;
use crate::doc::Content;
use crate::memo::{Key, Shared};
use crate::paths::Lang;
use crate::site::actors::naming::Named;
use crate::site::actors::{Actor, ActorId, Actors, Part, Participant, Profile};
use crate::site::duties::OWNER;
use crate::site::history::Transition;
use crate::site::{Page, PageId, Site};

/// What views of actors ask about the rest of the site, in one language.
pub struct Surroundings<'a> {
    pub lang: &'a Lang,
    pub vocabulary: &'a ActorVocabulary,
    /// URL of the list of actors, with a trailing slash; an actor stands below it by its id.
    pub root: &'a str,
    /// A page by its number, or `None` for one that is not shown.
    pub link: &'a dyn Fn(usize) -> Option<CasePage>,
    /// Whether a page is a column of the matrix.
    pub is_case: &'a dyn Fn(usize) -> bool,
    /// Label of the page's type when it is one that is neither a case nor an ordinary page: its order, id and name.
    pub other_type: &'a dyn Fn(usize) -> Option<(usize, String, String)>,
    /// A language's own name.
    pub language_name: &'a dyn Fn(&str) -> String,
}

/// The list of all actors that take part somewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ActorsView {
    /// Organisations of the register, by kind.
    pub groups: Vec<KindGroup>,
    /// Who the services are for: no organisations.
    pub user_groups: Vec<ActorRow>,
    /// Named on pages, unknown to the register.
    pub others: Vec<ActorRow>,
    pub total: usize,
    /// `None` without cases.
    pub matrix: Option<MatrixView>,
    /// Where the matrix is as CSV.
    pub csv: String,
    /// Organisations of the register that take part in no pilot, where others do.
    pub never_piloted: Vec<ActorRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct KindGroup {
    pub kind: String,
    pub label: String,
    pub actors: Vec<ActorRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ActorRow {
    pub id: String,
    pub name: String,
    pub url: String,
    pub level: String,
    /// How many pages it takes part in.
    pub pages: usize,
    /// How many of them by role, in the vocabulary's order.
    pub roles: Vec<RoleCount>,
    /// How many of them have each status.
    pub statuses: Vec<StatusCount>,
    /// Types, by id, of pages that are neither cases nor ordinary, in which it takes part.
    pub types: BTreeSet<String>,
}

impl ActorRow {
    /// Whether it takes part in a pilot: has the role of it, or stands on a pilot's page.
    pub fn is_in_pilot(&self) -> bool {
        self.types.contains(PILOT) || self.roles.iter().any(|role| role.id == ROLE_PILOT)
    }
}

/// The type of pages about pilots.
const PILOT: &str = "pilot";

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RoleCount {
    pub id: String,
    pub sign: String,
    pub label: String,
    pub count: usize,
}

/// A page on which somebody takes part: no more of it than these views show, for an actor may have hundreds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CasePage {
    pub title: String,
    pub url: String,
    pub status: Option<StatusView>,
}

/// Register actors down, cases across; a cell holds the roles.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct MatrixView {
    pub cases: Vec<CasePage>,
    pub rows: Vec<MatrixRow>,
    /// The roles that occur, for the legend.
    pub legend: Vec<RoleCount>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct MatrixRow {
    pub name: String,
    pub url: String,
    /// One a case; empty where the actor takes no part.
    pub cells: Vec<Vec<RoleCount>>,
}

/// One actor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ActorView {
    pub id: String,
    pub name: String,
    /// Names in other languages than the page's, where they differ.
    pub other_names: Vec<OtherName>,
    pub aliases: Vec<String>,
    pub former: Vec<String>,
    pub kind: String,
    pub level: String,
    pub url: Option<String>,
    pub note: Option<String>,
    pub registered: bool,
    pub pages: usize,
    /// How many of its pages have each status.
    pub statuses: Vec<StatusCount>,
    /// Its part in cases and ordinary pages, by role.
    pub roles: Vec<RoleSection>,
    /// Its part in pages of other types (pilots, decisions), by type.
    pub types: Vec<RoleSection>,
    /// What pages have it for in a field of theirs: owner, organ, who follows up.
    pub duties: Vec<Duty>,
    /// What changed lately among the pages it takes part in, the newest first.
    pub changes: Vec<Change>,
    /// Pages that name it without its taking part, at most [`MOST_MENTIONS`] of them.
    pub elsewhere: Vec<PageLink>,
    /// How many there are in all.
    pub elsewhere_total: usize,
    /// Where the same is as JSON.
    pub json: String,
    /// Where its pages' changes are as a feed; `None` without changes.
    pub feed: Option<String>,
}

/// Pages that have an actor in the same field.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Duty {
    /// The field's id; `owner` for the owner, whose label the theme has.
    pub id: String,
    pub label: String,
    pub pages: Vec<PageLink>,
}

/// A status that began: as the timeline shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Change {
    pub date: super::page::DateView,
    pub title: String,
    pub url: String,
    pub from: Option<StatusView>,
    pub status: Option<StatusView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct OtherName {
    pub lang: String,
    pub language: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct StatusCount {
    pub status: StatusView,
    pub count: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RoleSection {
    pub id: String,
    pub label: String,
    pub cases: Vec<CaseRow>,
}

/// A page on which the actor has a role, with what the page says.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct CaseRow {
    pub page: CasePage,
    /// The place on the page where the actor is named.
    pub place: String,
    /// The name as the page has it, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub named: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Said in the page's front matter.
    pub declared: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relevance: Option<String>,
    /// What it takes part as.
    pub role: String,
    pub role_id: String,
    /// The language of what the page says, when it is another than the view's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
}

/// A matrix of more cells than this is too large for a page; the command line still prints it.
const MOST_CELLS: usize = 20_000;

/// The matrix's file beside the list of actors.
pub const MATRIX_CSV: &str = "matrise.csv";

/// An actor that half the site names would else have a page as long as the site.
const MOST_MENTIONS: usize = 100;

/// Asks a question about a site's actors in one language.
pub fn of_site<T>(site: &Site, lang: &Lang, ask: impl FnOnce(&Actors, &Surroundings<'_>) -> T) -> T {
    let page = |number: usize| site.pages.get(number).map(|page| site.in_language(page, lang));
    let root = root(site, lang).unwrap_or_default();
    let language_name =
        |lang: &str| site.config.language(&Lang::new(lang)).map_or_else(|| lang.to_string(), |language| language.name.clone());
    let around = Surroundings {
        lang,
        vocabulary: &site.config.loft.actors,
        root: &root,
        link: &|number| page(number).filter(|page| page.is_rendered()).map(|page| case_page(site, page)),
        is_case: &|number| page(number).is_some_and(|page| site.config.loft.types.is_in(&page.page_type, TypeView::Actors)),
        other_type: &|number| page(number).and_then(|page| other_type(site, page, lang)),
        language_name: &language_name,
    };
    ask(&site.actors, &around)
}

fn case_page(site: &Site, page: &Page) -> CasePage {
    CasePage { title: page.name().to_string(), url: page.rel_permalink.clone(), status: super::build::status_view(site, page) }
}

/// One actor with what the rest of the site says of it; `None` for one that takes part nowhere.
pub fn whole_view(site: &Site, lang: &Lang, id: &str) -> Option<ActorView> {
    let parts = pages_of(site, lang, id);
    view_with(site, lang, id, &parts, &elsewhere(site, lang, id, &parts))
}

/// One actor's view and what it is as JSON.
#[derive(Debug)]
pub struct ActorFiles {
    /// Its key is the JSON's.
    pub view: Shared<ActorView>,
    pub json: String,
}

impl ActorFiles {
    fn of(view: ActorView) -> ActorFiles {
        let json = serde_json::to_string(&view).unwrap_or_default() + "\n";
        ActorFiles { view: Shared::with_key(Key::of_bytes(json.as_bytes()), Arc::new(view)), json }
    }
}

/// The actors' views that were made last, one a thread, the latest first. An actor's page and its JSON are mostly asked for one after
/// the other.
#[derive(Debug, Default)]
pub struct LastActors(Mutex<VecDeque<(Made, Arc<ActorFiles>)>>);

/// What a view was made from besides the site's structure: whom it is of in which language, and the pages that mention it.
type Made = (Lang, ActorId, Vec<PageId>);

impl LastActors {
    /// The same as [`whole_view`], with the address of its feed.
    pub fn files(&self, site: &Site, lang: &Lang, id: &ActorId, feed: impl FnOnce() -> Option<String>) -> Option<Arc<ActorFiles>> {
        let parts = pages_of(site, lang, id);
        let elsewhere = elsewhere(site, lang, id, &parts);
        let made: Made = (lang.clone(), ActorId::clone(id), elsewhere.iter().map(|page| page.id).collect());
        if let Some((_, files)) = self.lock().iter().find(|(last, _)| *last == made) {
            return Some(Arc::clone(files));
        }
        let view = view_with(site, lang, id, &parts, &elsewhere)?;
        let files = Arc::new(ActorFiles::of(ActorView { feed: feed(), ..view }));
        let mut last = self.lock();
        last.push_front((made, Arc::clone(&files)));
        last.truncate(rayon::current_num_threads());
        Some(files)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Made, Arc<ActorFiles>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `parts`: the pages that it takes part in; `elsewhere`: those that only name it.
fn view_with(site: &Site, lang: &Lang, id: &str, parts: &[usize], elsewhere: &[&Page]) -> Option<ActorView> {
    let view = of_site(site, lang, |actors, around| actor_view(actors, id, around))?;
    Some(ActorView {
        duties: duties(site, lang, id),
        changes: changes(site, lang, parts),
        elsewhere_total: elsewhere.len(),
        elsewhere: elsewhere.iter().take(MOST_MENTIONS).map(|page| page_link(site, page)).collect(),
        json: format!("{}index.json", actor_url(&root(site, lang).unwrap_or_default(), id)),
        ..view
    })
}

/// The pages that an actor takes part in, each once in the order of their numbers.
pub(super) fn pages_of(site: &Site, lang: &Lang, id: &str) -> Vec<usize> {
    let mut pages: Vec<usize> = site.actors.profile(lang, id).iter().flat_map(|profile| &profile.parts).map(|part| part.page).collect();
    pages.dedup();
    pages
}

/// Whether git tells of a status among the actor's pages.
pub(super) fn has_changed(site: &Site, lang: &Lang, id: &str) -> bool {
    let page = |number: &usize| site.pages.get(*number).filter(|page| site.status_of(page).is_some());
    pages_of(site, lang, id).iter().filter_map(page).any(|page| site.history.of(site, page).is_some())
}

/// The type of a page that is neither a case nor without a type of its own.
fn other_type(site: &Site, page: &Page, lang: &Lang) -> Option<(usize, String, String)> {
    let types = &site.config.loft.types;
    let order = types.defs.iter().position(|def| def.id == page.page_type)?;
    let def = types.defs.get(order).filter(|def| !def.views.contains(&TypeView::Actors))?;
    Some((order, def.id.clone(), def.plural(lang.as_str())))
}

/// Pages in a language that have the actor in a field, by field: those it owns first.
fn duties(site: &Site, lang: &Lang, id: &str) -> Vec<Duty> {
    let mut duties: Vec<Duty> = Vec::new();
    for (field, page) in site.duties().of_actor(id) {
        let page = site.page(*page);
        let Some(label) = duty_label(site, lang, field, page).filter(|_| page.lang == *lang) else { continue };
        let link = page_link(site, page);
        match duties.iter_mut().find(|duty| duty.id == *field) {
            Some(duty) => duty.pages.push(link),
            None => duties.push(Duty { id: field.clone(), label, pages: vec![link] }),
        }
    }
    duties
}

/// What the page's type calls the field; the theme has the owner's label.
fn duty_label(site: &Site, lang: &Lang, field: &str, page: &Page) -> Option<String> {
    match field {
        OWNER => Some(String::new()),
        _ => Some(site.config.loft.types.get(&page.page_type)?.field(field)?.label(lang.as_str())),
    }
}

/// Statuses that began on these pages within the days that count as lately, the newest first.
fn changes(site: &Site, lang: &Lang, pages: &[usize]) -> Vec<Change> {
    let vocabulary = &site.config.loft.statuses;
    let show = |transition: Option<&Transition>| {
        transition
            .and_then(|transition| transition.status.as_ref())
            .map(|status| super::status::status_view(status, vocabulary, lang.as_str()))
    };
    let mut changes: Vec<(i64, Change)> = Vec::new();
    for page in pages.iter().filter_map(|number| site.pages.get(*number)) {
        let shown = site.in_language(page, lang);
        let Some(history) = site.history.of(site, page).filter(|_| shown.is_rendered()) else { continue };
        for (before, step) in history.steps().filter(|(_, step)| site.is_recent(&step.moment)) {
            let change = Change {
                date: super::date_view(&step.moment, lang),
                title: shown.name().to_string(),
                url: shown.rel_permalink.clone(),
                from: show(before),
                status: show(Some(step)),
            };
            changes.push((step.moment.seconds(), change));
        }
    }
    changes.sort_by(|(left, one), (right, other)| right.cmp(left).then_with(|| one.url.cmp(&other.url)));
    changes.into_iter().map(|(_, change)| change).collect()
}

/// Pages in a language that name the actor without its taking part.
fn elsewhere<'a>(site: &'a Site, lang: &Lang, id: &str, parts: &[usize]) -> Vec<&'a Page> {
    let pages = site.namings.of_actor(id).map(|page| site.page(page));
    pages
        .filter(|page| page.lang == *lang && page.is_rendered() && parts.binary_search(&(site.original(page).0 as usize)).is_err())
        .collect()
}

/// Who takes part in a page's matter, by role, as this language tells it or else the default.
pub fn on_page(site: &Site, page: &Page) -> Vec<PageRole> {
    let (number, vocabulary) = (site.original(page).0 as usize, &site.config.loft.actors);
    let own = site.actors.participants(number, &page.lang);
    let (participants, is_own) =
        if own.is_empty() { (site.actors.participants(number, &site.config.default_language), false) } else { (own, true) };
    let Some(root) = (!participants.is_empty()).then(|| root(site, &page.lang)).flatten() else { return Vec::new() };
    let actor = |found: &Participant| PageActor {
        name: site.actors.name_of(found, &page.lang).to_string(),
        url: actor_url(&root, &found.id),
        declared: found.declared,
        line: found.mention.line,
        place: found.mention.anchor.as_ref().filter(|_| is_own && !found.declared).map(|anchor| format!("#{anchor}")).unwrap_or_default(),
        relevance: found.relevance.clone(),
    };
    let role = |(id, label): (String, String)| {
        let mut met = BTreeSet::new();
        let of_role = participants.iter().filter(|found| found.mention.role == id && met.insert(&found.id));
        PageRole { actors: of_role.map(actor).collect(), id, label }
    };
    let occurring = participants.iter().map(|found| found.mention.role.as_str());
    roles_in_order(vocabulary, page.lang.as_str(), occurring).into_iter().map(role).collect()
}

/// The matrix as CSV: a line an actor, a column a case, the roles' labels in the cells.
pub fn matrix_csv(site: &Site, lang: &Lang) -> String {
    let mut out = String::new();
    if let Some(matrix) = of_site(site, lang, matrix_view) {
        let head = std::iter::once(String::new()).chain(matrix.cases.iter().map(|case| case.title.clone()));
        out.push_str(&csv::record(head));
        for row in &matrix.rows {
            let cell = |roles: &Vec<RoleCount>| roles.iter().map(|role| role.label.as_str()).collect::<Vec<_>>().join("; ");
            out.push_str(&csv::record(std::iter::once(row.name.clone()).chain(row.cells.iter().map(cell))));
        }
    }
    out
}

/// The list of all actors in one language.
pub fn actors_view(actors: &Actors, around: &Surroundings<'_>) -> ActorsView {
    let profiles = actors.profiles(around.lang);
    let mut by_kind: BTreeMap<usize, KindGroup> = BTreeMap::new();
    let matrix = matrix_view(actors, around).filter(|matrix| matrix.rows.len() * matrix.cases.len() <= MOST_CELLS);
    let csv = format!("{}/{MATRIX_CSV}", around.root.trim_end_matches('/'));
    let mut view = ActorsView { matrix, csv, ..ActorsView::default() };
    let rows: Vec<(&Profile, ActorRow)> =
        profiles.iter().map(|profile| (profile, row(actors, profile, around))).filter(|(_, row)| row.pages > 0).collect();
    let has_pilots = rows.iter().any(|(_, row)| row.is_in_pilot());
    for (profile, row) in rows {
        view.total += 1;
        match actors.register.get(&profile.id) {
            None => view.others.push(row),
            Some(actor) if actor.is_user_group() => view.user_groups.push(row),
            Some(actor) => {
                if has_pilots && !row.is_in_pilot() {
                    view.never_piloted.push(row.clone());
                }
                let order = actor_kinds().position(|kind| kind == actor.kind).unwrap_or(usize::MAX);
                let label = actor_kind_label(&actor.kind, around.lang.as_str());
                let new = || KindGroup { kind: actor.kind.clone(), label: label.to_string(), actors: Vec::new() };
                by_kind.entry(order).or_insert_with(new).actors.push(row);
            }
        }
    }
    view.groups = by_kind.into_values().collect();
    view
}

/// One actor in one language; `None` for one that takes part nowhere.
pub fn actor_view(actors: &Actors, id: &str, around: &Surroundings<'_>) -> Option<ActorView> {
    let profile = actors.profile(around.lang, id)?;
    let shown = shown_parts(actors, profile, around);
    let pages: BTreeSet<usize> = shown.iter().map(|(part, ..)| part.page).collect();
    let statuses = status_counts(&shown);
    let mut by_role: BTreeMap<String, Vec<CaseRow>> = BTreeMap::new();
    let mut by_type: BTreeMap<(usize, String, String), Vec<CaseRow>> = BTreeMap::new();
    for shown in shown {
        let other_type = (around.other_type)(shown.0.page);
        let row = case_row(shown, profile, around);
        match other_type {
            Some(other) => by_type.entry(other).or_default().push(row),
            None => by_role.entry(row.role_id.clone()).or_default().push(row),
        }
    }
    let roles = roles_in_order(around.vocabulary, around.lang.as_str(), by_role.keys().map(String::as_str));
    let of_role = |(id, label): (String, String)| RoleSection { cases: by_role.remove(&id).unwrap_or_default(), id, label };
    let view = ActorView {
        id: profile.id.to_string(),
        name: profile.name.clone(),
        registered: profile.registered,
        pages: pages.len(),
        statuses,
        roles: roles.into_iter().map(of_role).collect(),
        types: by_type.into_iter().map(|((_, id, label), cases)| RoleSection { id, label, cases }).collect(),
        ..ActorView::default()
    };
    Some(match actors.register.get(id) {
        Some(actor) => with_register(view, actor, around),
        None => view,
    })
}

/// An actor's part with whom it is and the page it is on.
type Shown<'a> = (&'a Part, &'a Participant, CasePage);

fn shown_parts<'a>(actors: &'a Actors, profile: &'a Profile, around: &Surroundings<'_>) -> Vec<Shown<'a>> {
    profile.parts.iter().filter_map(|part| Some((part, actors.participant(part)?, (around.link)(part.page)?))).collect()
}

fn row(actors: &Actors, profile: &Profile, around: &Surroundings<'_>) -> ActorRow {
    let mut pages = BTreeSet::new();
    let mut by_role: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let mut types = BTreeSet::new();
    let shown = shown_parts(actors, profile, around);
    for (part, participant, _) in &shown {
        pages.insert(part.page);
        types.extend((around.other_type)(part.page).map(|(_, id, _)| id));
        by_role.entry(participant.mention.role.as_str()).or_default().insert(part.page);
    }
    let counts = |(id, label): (String, String)| RoleCount {
        count: by_role.get(id.as_str()).map_or(0, BTreeSet::len),
        sign: sign(around.vocabulary, &id),
        label,
        id,
    };
    let actor = actors.register.get(&profile.id);
    ActorRow {
        id: profile.id.to_string(),
        name: profile.name.clone(),
        url: actor_url(around.root, &profile.id),
        level: actor.map_or_else(String::new, |actor| actor_level_label(&actor.level, around.lang.as_str()).to_string()),
        pages: pages.len(),
        roles: roles_in_order(around.vocabulary, around.lang.as_str(), by_role.keys().copied()).into_iter().map(counts).collect(),
        statuses: status_counts(&shown),
        types,
    }
}

/// The matrix of the register's actors and the site's cases; `None` when no actor takes part in a case.
pub fn matrix_view(actors: &Actors, around: &Surroundings<'_>) -> Option<MatrixView> {
    let registered = actors.profiles(around.lang).iter().filter(|profile| profile.registered);
    let mut rows: Vec<(&Profile, BTreeMap<usize, Vec<&str>>)> = Vec::new();
    let mut cases: BTreeMap<usize, CasePage> = BTreeMap::new();
    for profile in registered {
        let mut roles: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for part in profile.parts.iter().filter(|part| (around.is_case)(part.page)) {
            let Some(participant) = actors.participant(part) else { continue };
            if let Entry::Vacant(column) = cases.entry(part.page) {
                let Some(link) = (around.link)(part.page) else { continue };
                column.insert(link);
            }
            roles.entry(part.page).or_default().push(participant.mention.role.as_str());
        }
        if !roles.is_empty() {
            rows.push((profile, roles));
        }
    }
    let all: Vec<&str> = rows.iter().flat_map(|(_, roles)| roles.values().flatten().copied()).collect();
    let marks = |roles: &[&str]| -> Vec<RoleCount> {
        let ordered = roles_in_order(around.vocabulary, around.lang.as_str(), roles.iter().copied()).into_iter();
        let count = |id: &str| roles.iter().filter(|role| **role == id).count();
        ordered.map(|(id, label)| RoleCount { count: count(&id), sign: sign(around.vocabulary, &id), label, id }).collect()
    };
    let cells =
        |roles: &BTreeMap<usize, Vec<&str>>| cases.keys().map(|page| roles.get(page).map_or_else(Vec::new, |roles| marks(roles))).collect();
    let to_row = |(profile, roles): &(&Profile, BTreeMap<usize, Vec<&str>>)| MatrixRow {
        name: profile.name.clone(),
        url: actor_url(around.root, &profile.id),
        cells: cells(roles),
    };
    let rows: Vec<MatrixRow> = rows.iter().map(to_row).collect();
    (!rows.is_empty()).then(|| MatrixView { legend: marks(&all), rows, cases: cases.values().cloned().collect() })
}

fn case_row((part, participant, page): Shown<'_>, profile: &Profile, around: &Surroundings<'_>) -> CaseRow {
    let mention = &participant.mention;
    // An entry read from another language's version stands under a heading that this version may not have.
    let from_here = part.lang == *around.lang;
    let place = match mention.anchor.as_ref().filter(|_| from_here) {
        Some(anchor) => [&page.url, "#", anchor].concat(),
        None => page.url.clone(),
    };
    CaseRow {
        place,
        page,
        named: (!is_same_name(&mention.name, &profile.name)).then(|| mention.name.clone()),
        qualifier: mention.qualifier.clone(),
        group: mention.group.clone(),
        text: mention.text.clone(),
        declared: participant.declared,
        relevance: participant.relevance.clone(),
        role: around.vocabulary.role(&mention.role).map_or(mention.role.as_str(), |role| role.label(around.lang.as_str())).to_string(),
        role_id: mention.role.clone(),
        lang: (!from_here).then(|| part.lang.to_string()),
    }
}

/// Whether two names differ in case at most.
fn is_same_name(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || (!(one.is_ascii() && other.is_ascii()) && one.to_lowercase() == other.to_lowercase())
}

fn with_register(view: ActorView, actor: &Actor, around: &Surroundings<'_>) -> ActorView {
    let lang = around.lang.as_str();
    let mut seen = BTreeSet::from([view.name.as_str()]);
    let other_names = actor
        .names
        .iter()
        .filter(|(_, name)| seen.insert(name.as_str()))
        .map(|(lang, name)| OtherName { lang: lang.clone(), language: (around.language_name)(lang), name: name.clone() })
        .collect();
    ActorView {
        other_names,
        aliases: actor.aliases.clone(),
        former: actor.former.clone(),
        kind: actor_kind_name(&actor.kind, lang).to_string(),
        level: actor_level_label(&actor.level, lang).to_string(),
        url: actor.url.clone().filter(|url| !crate::doc::markdown::is_dangerous_url(url)),
        note: actor.note.clone(),
        ..view
    }
}

/// Each page once, by status in the order met.
fn status_counts(shown: &[Shown<'_>]) -> Vec<StatusCount> {
    let mut pages = BTreeSet::new();
    let mut counts: Vec<StatusCount> = Vec::new();
    for (part, _, link) in shown {
        let Some(status) = link.status.as_ref().filter(|_| pages.insert(part.page)) else { continue };
        match counts.iter_mut().find(|count| count.status == *status) {
            Some(count) => count.count += 1,
            None => counts.push(StatusCount { status: status.clone(), count: 1 }),
        }
    }
    counts
}

/// The names in a page's running text that lead to their actors; none in a body other than the page's own, such as a shortcode's.
pub fn name_links(site: &Site, page: &Page, content: &Shared<Content>) -> Vec<NameLink> {
    if !site.config.loft.actors.links || content.key() != page.content.key() {
        return Vec::new();
    }
    let named = site.namings.on_page(page.id);
    let Some(root) = named.first().and_then(|_| root(site, &page.lang)) else { return Vec::new() };
    let link = |named: &Named| NameLink { part: named.part, start: named.start, end: named.end, href: actor_url(&root, &named.actor) };
    named.iter().map(link).collect()
}

/// URL of the list of actors in a language; `None` when the site has none.
fn root(site: &Site, lang: &Lang) -> Option<String> {
    super::generated::place(site, lang, "actors", true).map(|url| site.href(url.as_str()))
}

/// The roles that occur, each once, with labels: the vocabulary's order, then any others.
fn roles_in_order<'a>(vocabulary: &ActorVocabulary, lang: &str, roles: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let occurring: BTreeSet<&str> = roles.collect();
    let known = vocabulary.roles.iter().map(|role| role.id.as_str()).filter(|id| occurring.contains(id));
    let others = occurring.iter().copied().filter(|id| vocabulary.role(id).is_none());
    known.chain(others).map(|id| (id.to_string(), vocabulary.role(id).map_or(id, |role| role.label(lang)).to_string())).collect()
}

fn sign(vocabulary: &ActorVocabulary, id: &str) -> String {
    vocabulary.role(id).map_or_else(|| id.chars().take(2).collect(), |role: &RoleDef| role.sign.clone())
}

/// Where an actor's page stands.
pub fn actor_url(root: &str, id: &str) -> String {
    [root.trim_end_matches('/'), "/", id, "/"].concat()
}
