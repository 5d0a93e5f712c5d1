//! How pages relate: what covers a need, what is part of what, what a decision is about. Each relation is declared, or read
//! from the text ("Denne dekkes av case 1"), at one end and shown at both.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::references::Found;
use super::types::{self, FieldValue};
use super::{Page, PageId, Site};
use crate::config::TypeView;
use crate::diag::{Diag, Span};
use crate::doc::Doc;
use crate::doc::covered::{COVERED, TAKEN_UP};

/// A kind of relation: what front matter calls it from this end and from the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// As the page that declares it sees it: `dekkes_av`.
    pub id: &'static str,
    /// As the other page does: `dekker`.
    pub inverse: &'static str,
    names: &'static [&'static str],
    inverse_names: &'static [&'static str],
}

/// Every kind; front matter may declare either end.
pub const KINDS: [Kind; 6] = [
    Kind { id: "dekkes_av", inverse: "dekker", names: &["dekkes_av", "covered_by"], inverse_names: &["dekker", "covers"] },
    Kind { id: "del_av", inverse: "har_del", names: &["del_av", "part_of"], inverse_names: &["har_del", "has_part"] },
    Kind { id: "erstatter", inverse: "erstattes_av", names: &["erstatter", "replaces"], inverse_names: &["erstattes_av", "replaced_by"] },
    Kind {
        id: "bygger_paa",
        inverse: "grunnlag_for",
        names: &["bygger_paa", "bygger_på", "bygger_pa", "builds_on"],
        inverse_names: &["grunnlag_for", "basis_for"],
    },
    Kind { id: "gjelder", inverse: "omtalt_i", names: &["gjelder", "concerns", "about"], inverse_names: &["omtalt_i", "subject_of"] },
    Kind {
        id: "bidrar_til",
        inverse: "bidrag_fra",
        names: &["bidrar_til", "contributes_to"],
        inverse_names: &["bidrag_fra", "contributions_from"],
    },
];

/// Names of the group in front matter.
const GROUPS: [&str; 3] = ["relasjoner", "relasjonar", "relations"];
/// Relations that may stand by themselves, outside the group.
const ALONE: [&str; 3] = ["gjelder", "concerns", "about"];
/// Fields that name life events.
const LIFE_EVENTS: [&str; 4] = ["livshendelse", "livshendelser", "life_event", "life_events"];

/// One relation between the originals of two pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// A kind's id, or the field of a type that names the other page.
    pub kind: String,
    pub from: PageId,
    pub to: PageId,
    /// The sentence that it was read from; `None` when front matter declares it.
    pub read: Option<String>,
}

/// All relations of the site.
#[derive(Clone, Debug, Default)]
pub struct Relations {
    all: Vec<Relation>,
    from: BTreeMap<PageId, Vec<usize>>,
    to: BTreeMap<PageId, Vec<usize>>,
    life_events: BTreeMap<PageId, Vec<String>>,
}

impl Relations {
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Relations that a page declares, by its original.
    pub fn from(&self, page: PageId) -> impl Iterator<Item = &Relation> {
        self.from.get(&page).into_iter().flatten().map(|index| &self.all[*index])
    }

    /// Relations that other pages declare to it.
    pub fn to(&self, page: PageId) -> impl Iterator<Item = &Relation> {
        self.to.get(&page).into_iter().flatten().map(|index| &self.all[*index])
    }

    /// Life events by their ids, as written.
    pub fn life_events(&self, page: PageId) -> &[String] {
        self.life_events.get(&page).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, relation: Relation) {
        let known = |other: &Relation| (&other.kind, other.from, other.to) == (&relation.kind, relation.from, relation.to);
        if relation.from == relation.to || self.from(relation.from).any(known) {
            return;
        }
        self.from.entry(relation.from).or_default().push(self.all.len());
        self.to.entry(relation.to).or_default().push(self.all.len());
        self.all.push(relation);
    }
}

/// Reads every page's relations: what any of its language versions declares, and where none does, what its text says.
pub(super) fn of_site(site: &Site, diags: &mut Vec<Diag>) -> Relations {
    let mut relations = Relations::default();
    for page in &site.pages {
        declared(site, page, &mut relations, diags);
    }
    for page in site.pages.iter().filter(|page| site.original(page) == page.id) {
        if relations.from(page.id).all(|relation| relation.kind != "dekkes_av") {
            read(site, page, &mut relations);
        }
        taken_up(site, page, &mut relations);
    }
    relations
}

fn declared(site: &Site, page: &Page, relations: &mut Relations, diags: &mut Vec<Diag>) {
    let Some(doc) = &page.doc else { return };
    let own = site.original(page);
    let place = |key: &str| doc.meta.places.get(key).copied().unwrap_or(Span::line(1));
    for (key, value) in &page.params {
        if GROUPS.contains(&key.as_str()) {
            for (name, value) in value.as_object().into_iter().flatten() {
                let span = doc.meta.places.get(&format!("{key}.{name}")).copied().unwrap_or_else(|| place(key));
                if LIFE_EVENTS.contains(&name.as_str()) {
                    relations.life_events.entry(own).or_default().extend(texts(value));
                } else {
                    group(site, &doc.shown, own, name, value, span, relations, diags);
                }
            }
        } else if ALONE.contains(&key.as_str()) && value_is_reference(value) {
            group(site, &doc.shown, own, key, value, place(key), relations, diags);
        } else if LIFE_EVENTS.contains(&key.as_str()) {
            relations.life_events.entry(own).or_default().extend(texts(value));
        } else if is_outside(site, page, doc, key, value) {
            diags.push(Diag::warning("relation-outside").with("relation", key).at(&*doc.shown, place(key)));
        }
    }
    if let Some(events) = relations.life_events.get_mut(&own) {
        let mut seen = std::collections::BTreeSet::new();
        events.retain(|event| seen.insert(event.clone()));
    }
    for field in site.fields_of(page) {
        for value in &field.values {
            if let FieldValue::Page(Some(to), _) = value {
                relations.add(Relation { kind: field.id.clone(), from: own, to: *to, read: None });
            }
        }
    }
}

/// Whether a page's own field is a relation that stands outside the group, where nobody reads it. A page's type may have a
/// field of the same name.
fn is_outside(site: &Site, page: &Page, doc: &Doc, key: &str, value: &Value) -> bool {
    let is_relation = KINDS.iter().any(|kind| kind.names.contains(&key) || kind.inverse_names.contains(&key));
    let of_type = site.config.loft.types.get(&page.page_type);
    let is_own = || of_type.iter().flat_map(|def| &def.fields).any(|field| field.names().any(|name| name == key));
    let is_written = doc.meta.places.contains_key(key) && !texts(value).is_empty();
    is_relation && is_written && value_is_reference(value) && !is_own()
}

/// `about` is many themes' own field, with running text: only short names are references.
fn value_is_reference(value: &Value) -> bool {
    texts(value).iter().all(|text| text.len() <= 100 && !text.contains(". "))
}

#[allow(clippy::too_many_arguments)] // One place in a file and where its findings go.
fn group(site: &Site, shown: &str, own: PageId, name: &str, value: &Value, span: Span, relations: &mut Relations, diags: &mut Vec<Diag>) {
    let forward = KINDS.iter().find(|kind| kind.names.contains(&name));
    let backward = KINDS.iter().find(|kind| kind.inverse_names.contains(&name));
    let Some(kind) = forward.or(backward) else {
        let known = KINDS.iter().flat_map(|kind| kind.names.iter().chain(kind.inverse_names)).copied();
        let diag = match crate::text::nearest(name, known) {
            Some(near) => Diag::warning("relation-unknown-near").with("relation", name).with("near", near),
            None => Diag::warning("relation-unknown").with("relation", name).with("known", KINDS.map(|kind| kind.id).join(", ")),
        };
        return diags.push(diag.at(shown, span));
    };
    for written in texts(value) {
        let Some(other) = types::find(&site.references, &written, span, shown, diags) else { continue };
        let (from, to) = if forward.is_some() { (own, other) } else { (other, own) };
        relations.add(Relation { kind: kind.id.to_string(), from, to, read: None });
    }
}

/// One text or a list of them; a number is a case's.
fn texts(value: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_string()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(format!("case-{number}")),
        Value::Object(fields) => fields.get("id").and_then(Value::as_str).map(str::to_string),
        _ => None,
    };
    match value {
        Value::Array(items) => items.iter().filter_map(text).collect(),
        one => text(one).into_iter().collect(),
    }
}

/// "case 2, 3 og 4", "casebeskrivelsen 1", "pilot 1".
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"(case|pilot)(?:r|er|ar|ene|ane|s|beskrivelsen?|beskrivinga?)?";
    Regex::new(&format!(r"(?i)\b{words}\.?\s+(\d{{1,3}}(?:\s*(?:,|og|and|&)\s*\d{{1,3}})*)")).expect("a pattern")
});

/// What the first lines of a page say covers it.
fn read(site: &Site, page: &Page, relations: &mut Relations) {
    for line in page.doc.iter().flat_map(|doc| doc.covered.iter()) {
        for to in COVERED.captures(line).iter().flat_map(|found| named(site, &found[1])) {
            relations.add(Relation { kind: "dekkes_av".to_string(), from: page.id, to, read: Some(line.clone()) });
        }
    }
}

/// The needs that a pilot's pages say it takes up: it covers them.
fn taken_up(site: &Site, page: &Page, relations: &mut Relations) {
    let lines = page.doc.iter().flat_map(|doc| doc.taken_up.iter());
    let types = &site.config.loft.types;
    let pilot = || {
        let above = std::iter::once(page).chain(site.ancestors(page).into_iter().rev());
        above.map(|above| site.page(site.original(above))).find(|above| types.is_in(&above.page_type, TypeView::Pilots))
    };
    for line in lines {
        let Some(pilot) = pilot() else { return };
        let needs = TAKEN_UP.captures(line).and_then(|found| found.iter().skip(1).flatten().next().map(|rest| named(site, rest.as_str())));
        for need in needs.into_iter().flatten().filter(|need| types.is_in(&site.page(*need).page_type, TypeView::Needs)) {
            relations.add(Relation { kind: "dekkes_av".to_string(), from: need, to: pilot.id, read: Some(line.clone()) });
        }
    }
}

/// The pages that a text names by word and number.
fn named(site: &Site, text: &str) -> Vec<PageId> {
    let mut pages = Vec::new();
    for numbers in NUMBERED.captures_iter(text) {
        let word = numbers[1].to_lowercase();
        for number in numbers[2].split(|sign: char| !sign.is_ascii_digit()).filter(|digits| !digits.is_empty()) {
            if let Found::Page(page) = site.references.find(&format!("{word}-{number}")) {
                pages.push(page);
            }
        }
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_say_what_covers_a_page() {
        let found = |line: &str| -> Vec<String> {
            let Some(found) = COVERED.captures(line) else { return Vec::new() };
            NUMBERED.captures_iter(&found[1]).map(|numbers| format!("{} {}", &numbers[1], &numbers[2])).collect()
        };
        for (line, expected) in [
            ("Denne dekkes av case 1", &["case 1"][..]),
            ("Denne dekkes delvis av case 2., case 29 og case 30.", &["case 2", "case 29", "case 30"]),
            ("Behovet er dekket av piloter 1 og 4.", &["pilot 1 og 4"]),
            ("This is partly covered by cases 2, 3 and 4", &["case 2, 3 and 4"]),
            ("Denne dekkes av casebeskrivelsen 1. Resultater", &["case 1"]),
            ("Se case 2.", &[]),
            ("Utgiftene dekkes av kommunen.", &[]),
        ] {
            assert_eq!(found(line), expected, "{line}");
        }
    }

    #[test]
    fn sentences_that_say_what_a_pilot_takes_up() {
        for (line, expected) in [
            ("Pilot 1 tar utgangspunkt i case 1 og TBD.", Some("case 1")),
            ("Arbeidet tar utgangspunkt i casebeskrivelsen 4. Flytting", Some("case 4")),
            ("Piloten tek utgangspunkt i case 2 og 3", Some("case 2 og 3")),
            ("The pilot is based on case 7.", Some("case 7")),
            ("Case 1 er ikke med i denne piloten.", None),
            ("Vi tar utgangspunkt i gjeldende rett.", None),
        ] {
            let found = TAKEN_UP.captures(line).and_then(|found| found.iter().skip(1).flatten().next().map(|rest| rest.as_str()));
            let named = found.and_then(|rest| NUMBERED.captures(rest)).map(|numbers| format!("{} {}", &numbers[1], &numbers[2]));
            assert_eq!(named.as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn each_kind_has_names_of_its_own() {
        let mut names: Vec<&str> = KINDS.iter().flat_map(|kind| kind.names.iter().chain(kind.inverse_names)).copied().collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(KINDS.iter().all(|kind| kind.names[0] == kind.id && kind.inverse_names[0] == kind.inverse));
    }
}
