//! What was learned, for those who come next: by phase, level, actor, life event and source.

use serde::Serialize;

use super::typed::{self, FactValue};
use super::{PageLink, page_link};
use crate::config::{FieldDef, life_events};
use crate::paths::Lang;
use crate::site::Site;
use crate::site::experiences::{self, Lesson};

/// Every lesson of a site in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ExperiencesView {
    pub total: usize,
    /// Phases that have lessons, in their order; lessons without a phase last, under no label.
    pub phases: Vec<Phase>,
    /// Numbers of lessons from the phases before a pilot begins.
    pub before: Vec<usize>,
    /// The lessons by something else, each value with the numbers of its lessons.
    pub groups: Vec<Group>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Phase {
    /// Empty for lessons without a phase.
    pub id: String,
    pub label: String,
    pub lessons: Vec<LessonRow>,
}

/// The lessons by one of their properties.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Group {
    /// `level`, `actor`, `life_event`, `source`.
    pub id: &'static str,
    pub values: Vec<GroupValue>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct GroupValue {
    pub label: String,
    pub url: Option<String>,
    pub lessons: Vec<usize>,
}

/// One lesson: a sentence, what to do, and where it was learned. An interface for scripts too.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LessonRow {
    /// From 1, in the order of the list; its anchor is `erfaring-N`.
    pub number: usize,
    pub lesson: String,
    pub advice: Option<String>,
    pub phase: String,
    pub levels: Vec<String>,
    pub actors: Vec<FactValue>,
    pub life_events: Vec<String>,
    /// The page that tells it.
    pub page: PageLink,
    /// Where on that page.
    pub place: String,
    /// What it was learned from, when that is another page.
    pub source: Option<PageLink>,
    /// Said in front matter, not read from the text.
    pub declared: bool,
    /// The language of its text, when it is another than the view's.
    pub lang: Option<String>,
}

/// Phases of which one should have read the lessons before a pilot begins.
pub const BEFORE: [&str; 2] = ["velge", "oppstart"];

/// The lessons of a site in one language.
pub fn of_site(site: &Site, lang: &Lang) -> ExperiencesView {
    let lessons = experiences::of_site(site, lang);
    let rows: Vec<LessonRow> = lessons.iter().enumerate().map(|(index, lesson)| row(site, lang, lesson, index + 1)).collect();
    let before = lessons.iter().zip(&rows).filter(|(lesson, _)| lesson.phase.as_deref().is_some_and(|phase| BEFORE.contains(&phase)));
    let before = before.map(|(_, row)| row.number).collect();
    let groups = vec![
        Group { id: "level", values: levels(site, lang, &lessons) },
        Group { id: "actor", values: by(&rows, |row| row.actors.iter().map(|actor| (actor.text.clone(), actor.url.clone())).collect()) },
        Group { id: "life_event", values: by(&rows, |row| row.life_events.iter().map(|event| (event.clone(), None)).collect()) },
        Group { id: "source", values: by(&rows, |row| vec![source(row)]) },
    ];
    let total = rows.len();
    let mut phases: Vec<Phase> = Vec::new();
    for (lesson, row) in lessons.iter().zip(rows) {
        let id = lesson.phase.clone().unwrap_or_default();
        match phases.last_mut().filter(|phase| phase.id == id) {
            Some(phase) => phase.lessons.push(row),
            None => phases.push(Phase { label: row.phase.clone(), id, lessons: vec![row] }),
        }
    }
    ExperiencesView { total, phases, before, groups: groups.into_iter().filter(|group| !group.values.is_empty()).collect() }
}

fn source(row: &LessonRow) -> (String, Option<String>) {
    let page = row.source.as_ref().unwrap_or(&row.page);
    (page.title.clone(), Some(page.url.clone()))
}

fn field<'a>(site: &'a Site, id: &str) -> Option<&'a FieldDef> {
    experiences::lesson_type(site)?.field(id)
}

fn label(site: &Site, lang: &Lang, id: &str, choice: &str) -> String {
    let found = field(site, id).and_then(|field| field.choices.iter().find(|other| other.id == choice));
    found.map_or_else(|| choice.to_string(), |found| found.label(lang.as_str()))
}

fn row(site: &Site, lang: &Lang, lesson: &Lesson, number: usize) -> LessonRow {
    let told = site.page(lesson.page);
    let page = page_link(site, site.in_language(told, lang));
    let anchor = lesson.anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
    LessonRow {
        number,
        lesson: lesson.lesson.clone(),
        advice: lesson.advice.clone(),
        phase: lesson.phase.as_deref().map(|phase| label(site, lang, "fase", phase)).unwrap_or_default(),
        levels: lesson.levels.iter().map(|level| label(site, lang, "samhandlingsniva", level)).collect(),
        actors: lesson.actors.iter().map(|actor| typed::actor(site, Some(actor), actor, lang)).collect(),
        life_events: lesson.life_events.iter().map(|event| life_events::label(event, lang.as_str())).collect(),
        place: format!("{}{anchor}", told.rel_permalink),
        page,
        source: lesson.source.map(|source| page_link(site, site.in_language(site.page(source), lang))),
        declared: lesson.declared,
        lang: (told.lang != *lang).then(|| told.lang.to_string()),
    }
}

/// The four levels in their order.
fn levels(site: &Site, lang: &Lang, lessons: &[Lesson]) -> Vec<GroupValue> {
    let choices = field(site, "samhandlingsniva").map_or(&[][..], |field| &field.choices);
    let numbers = |id: &str| {
        let has = |lesson: &Lesson| lesson.levels.iter().any(|level| level == id);
        lessons.iter().enumerate().filter(|(_, lesson)| has(lesson)).map(|(index, _)| index + 1).collect::<Vec<_>>()
    };
    let value = |choice: &crate::config::types::ChoiceDef| GroupValue {
        label: choice.label(lang.as_str()),
        url: None,
        lessons: numbers(&choice.id),
    };
    choices.iter().map(value).filter(|value| !value.lessons.is_empty()).collect()
}

/// The values that lessons have, by name, each with their numbers.
fn by(rows: &[LessonRow], values: impl Fn(&LessonRow) -> Vec<(String, Option<String>)>) -> Vec<GroupValue> {
    let mut groups: Vec<GroupValue> = Vec::new();
    for row in rows {
        for (label, url) in values(row) {
            match groups.iter_mut().find(|group| group.label == label) {
                Some(group) => group.lessons.push(row.number),
                None => groups.push(GroupValue { label, url, lessons: vec![row.number] }),
            }
        }
    }
    groups.sort_by(|left, right| (left.label.to_lowercase(), &left.url).cmp(&(right.label.to_lowercase(), &right.url)));
    groups
}
