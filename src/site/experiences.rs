//! What was learned: pages that are lessons, and the bullets of sections titled "Erfaringer" in other pages.

use super::actors::{ActorId, divide};
use super::types::FieldValue;
use super::{Page, PageId, Site};
use crate::config::{FieldDef, TypeDef, TypeView};
use crate::doc::lessons::LessonEntry;
use crate::paths::Lang;

/// One lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// The page that tells it, in the language in which it does.
    pub page: PageId,
    /// Where on the page.
    pub anchor: Option<String>,
    /// In the file.
    pub line: u32,
    pub lesson: String,
    pub advice: Option<String>,
    /// A choice of the type's field `fase`.
    pub phase: Option<String>,
    /// Choices of the field `samhandlingsniva`.
    pub levels: Vec<String>,
    pub actors: Vec<ActorId>,
    pub life_events: Vec<String>,
    /// What it was learned from.
    pub source: Option<PageId>,
    /// Said in front matter, not read from the text.
    pub declared: bool,
}

/// The type that tells what phases and levels there are.
pub fn lesson_type(site: &Site) -> Option<&TypeDef> {
    site.config.loft.types.get("erfaring")
}

/// Whether the site has any lesson.
pub fn is_any(site: &Site) -> bool {
    site.pages.iter().any(|page| page.is_rendered() && (is_lesson_page(site, page) || !read(site, page).is_empty()))
}

/// Every lesson in a language, each page as it stands there: in the order of the phases, then of the pages.
pub fn of_site(site: &Site, lang: &Lang) -> Vec<Lesson> {
    let mut lessons = Vec::new();
    for original in site.pages.iter().filter(|page| site.original(page) == page.id && page.is_rendered()) {
        let page = site.in_language(original, lang);
        if is_lesson_page(site, page) {
            lessons.extend(declared(site, page));
        }
        // A translation that has none yet does not hide what the original tells.
        let told = [page, original].into_iter().find(|version| !read(site, version).is_empty());
        lessons.extend(told.into_iter().flat_map(|version| read(site, version)));
    }
    let order = |lesson: &Lesson| {
        let phases = lesson_type(site).and_then(|def| def.field("fase")).map_or(&[][..], |field| &field.choices);
        lesson.phase.as_ref().and_then(|phase| phases.iter().position(|choice| choice.id == *phase)).unwrap_or(usize::MAX)
    };
    lessons.sort_by_key(order);
    lessons
}

fn is_lesson_page(site: &Site, page: &Page) -> bool {
    page.doc.is_some() && site.config.loft.types.is_in(&page.page_type, TypeView::Experiences)
}

/// A page that is a lesson itself. Without the field `laerdom`, its description or title is what was learned, unless its
/// text tells the lessons.
fn declared(site: &Site, page: &Page) -> Option<Lesson> {
    let told = first_text(site, page, "laerdom");
    if told.is_none() && page.doc.as_ref().is_some_and(|doc| !doc.lessons.is_empty()) {
        return None;
    }
    let named = || [&page.description, &page.title].into_iter().find(|text| !text.is_empty()).cloned();
    let original = site.original(page);
    Some(Lesson {
        page: page.id,
        anchor: None,
        line: 1,
        lesson: told.or_else(named)?,
        advice: first_text(site, page, "anbefaling"),
        phase: choices(site, page, "fase").into_iter().next(),
        levels: choices(site, page, "samhandlingsniva"),
        actors: participants(site, page),
        life_events: site.relations.life_events(original).to_vec(),
        source: page_named(site, page, "kilde").or_else(|| part_of(site, original)),
        declared: true,
    })
}

fn values<'a>(site: &'a Site, page: &'a Page, field: &str) -> &'a [FieldValue] {
    site.field_of(page, field).map_or(&[], |field| &field.values)
}

fn first_text(site: &Site, page: &Page, field: &str) -> Option<String> {
    values(site, page, field).iter().find_map(|value| if let FieldValue::Text(text) = value { Some(text.clone()) } else { None })
}

fn choices(site: &Site, page: &Page, field: &str) -> Vec<String> {
    values(site, page, field).iter().filter_map(|value| if let FieldValue::Choice(id) = value { Some(id.clone()) } else { None }).collect()
}

fn page_named(site: &Site, page: &Page, field: &str) -> Option<PageId> {
    values(site, page, field).iter().find_map(|value| if let FieldValue::Page(page, _) = value { *page } else { None })
}

/// The pilot or other page that it is declared a part of.
fn part_of(site: &Site, original: PageId) -> Option<PageId> {
    site.relations.from(original).find(|relation| relation.kind == "del_av").map(|relation| relation.to)
}

fn participants(site: &Site, page: &Page) -> Vec<ActorId> {
    let mut actors: Vec<ActorId> = Vec::new();
    for participant in site.actors.participants(site.original(page).0 as usize, &page.lang) {
        if !actors.contains(&participant.id) {
            actors.push(participant.id.clone());
        }
    }
    actors
}

/// The lessons of a page's text: bullets that begin in bold, and those under a heading that names a phase.
fn read(site: &Site, page: &Page) -> Vec<Lesson> {
    let (Some(doc), Some(def)) = (&page.doc, lesson_type(site)) else { return Vec::new() };
    let lesson = |entry: &LessonEntry| {
        let phase = entry.headings.iter().rev().find_map(|heading| choice_in(def.field("fase")?, heading));
        let levels: Vec<String> = entry.headings.iter().filter_map(|heading| choice_in(def.field("samhandlingsniva")?, heading)).collect();
        (entry.is_marked || phase.is_some() || !levels.is_empty()).then(|| {
            let original = site.original(page);
            let text = format!("{} {}", entry.lesson, entry.advice.as_deref().unwrap_or(""));
            Lesson {
                page: page.id,
                anchor: entry.anchor.clone(),
                line: entry.line,
                lesson: entry.lesson.clone(),
                advice: entry.advice.clone(),
                phase,
                levels,
                actors: named_in(site, &text),
                life_events: site.relations.life_events(original).to_vec(),
                source: part_of(site, original),
                declared: false,
            }
        })
    };
    doc.lessons.iter().filter_map(lesson).collect()
}

/// Actors of the register that a text names, each once.
fn named_in(site: &Site, text: &str) -> Vec<ActorId> {
    let register = &site.actors.register;
    let mut actors: Vec<ActorId> = Vec::new();
    let starts = text.char_indices().filter(|(at, _)| *at == 0 || text[..*at].ends_with(|sign: char| !sign.is_alphanumeric()));
    for (at, _) in starts.filter(|(_, sign)| sign.is_uppercase()) {
        let sentence = text[at..].split(['.', ';', '!', '?']).next().unwrap_or("");
        for actor in divide::mentioned(sentence, register).into_iter().filter_map(|named| named.actor) {
            if !actors.contains(&actor) {
                actors.push(actor);
            }
        }
    }
    actors
}

/// The choice that a heading means: of several that it names, the last in their order ("Velge MVP" is MVP).
fn choice_in(field: &FieldDef, heading: &str) -> Option<String> {
    let heading = heading.to_lowercase();
    let words: Vec<&str> = heading.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let begins = |name: &str| {
        let name = name.to_lowercase();
        let parts: Vec<&str> = name.split(' ').collect();
        words.windows(parts.len()).any(|window| {
            let last = parts.len() - 1;
            window[..last] == parts[..last] && window[last].starts_with(parts[last]) && window[last].len() <= parts[last].len() + 4
        })
    };
    let names = |choice: &&crate::config::types::ChoiceDef| {
        begins(&choice.id) || choice.labels.values().any(|label| begins(label)) || choice.aliases.iter().any(|alias| begins(alias))
    };
    field.choices.iter().rev().find(names).map(|choice| choice.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Overrides, load};

    #[test]
    fn headings_name_phases_and_levels() {
        let types = load(&[], &Overrides::default()).0.loft.types;
        let def = types.get("erfaring").expect("the type");
        for (heading, phase) in [
            ("Velge Pilot", Some("velge")),
            ("Oppstart", Some("oppstart")),
            ("Drømmereisen", Some("drommereise")),
            ("Velge MVP/Prototype/POC", Some("mvp")),
            ("3. Lage det", Some("lage")),
            ("Evaluering", Some("evaluering")),
            ("Fortelle omverden om det vi har gjort", Some("formidle")),
            ("Generell prosjektgjennomføring/samarbeid", Some("samarbeid")),
            ("Choosing a pilot", Some("velge")),
            ("Bakgrunn", None),
            ("Lagerhold", None),
        ] {
            assert_eq!(choice_in(def.field("fase").expect("the field"), heading).as_deref(), phase, "{heading}");
        }
        for (heading, level) in [("Juridiske erfaringer", Some("juridisk")), ("Technical", Some("teknisk")), ("Om", None)] {
            assert_eq!(choice_in(def.field("samhandlingsniva").expect("the field"), heading).as_deref(), level, "{heading}");
        }
    }
}
