//! What can be asked of a page, and what it answers.

use serde_json::Value as Json;

use crate::config::FieldDef;
use crate::paths::Lang;
use crate::site::actors::{ActorId, Participant};
use crate::site::order::CollationKey;
use crate::site::statuses::PageStatus;
use crate::site::types::FieldValue;
use crate::site::{Moment, Page, Site};

/// Something that a page has, or may have.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    Title,
    Type,
    Status,
    /// When the page got its status.
    Since,
    /// How many days ago that was.
    Days,
    Owner,
    /// The last change by hand, where git tells; else the last change.
    Changed,
    Languages,
    Section,
    Actor,
    Role,
    /// Review by.
    Review,
    Description,
    Url,
    /// Title, description and body's words: only to filter by.
    Text,
    /// Front matter: the parts of `a.b`.
    Param(Vec<String>),
}

/// What front matter calls a page's owner.
pub const OWNER: &[&str] = &["eier", "eigar", "owner"];

/// Every field that Loft knows, its own name first.
pub(super) const NAMES: &[(Field, &[&str])] = &[
    (Field::Title, &["tittel", "title"]),
    (Field::Type, &["type"]),
    (Field::Status, &["status"]),
    (Field::Since, &["siden", "since"]),
    (Field::Days, &["dager", "days"]),
    (Field::Owner, OWNER),
    (Field::Changed, &["endret", "changed", "lastmod"]),
    (Field::Languages, &["sprak", "språk", "languages", "language"]),
    (Field::Section, &["seksjon", "section"]),
    (Field::Actor, &["aktor", "aktør", "actor", "aktorer", "aktører", "actors"]),
    (Field::Role, &["rolle", "role"]),
    (Field::Review, &["gjennomgas", "gjennomgås", "review"]),
    (Field::Description, &["beskrivelse", "description"]),
    (Field::Url, &["adresse", "url"]),
    (Field::Text, &["tekst", "text"]),
];

impl Field {
    /// The field of a name; one that Loft does not know is front matter.
    pub fn named(name: &str) -> Field {
        let name = name.trim().to_lowercase();
        let known = NAMES.iter().find(|(_, names)| names.contains(&name.as_str()));
        known.map_or_else(|| Field::Param(name.split('.').map(str::to_string).collect()), |(field, _)| field.clone())
    }

    /// What the type that has the field calls it, in a language.
    pub fn label(&self, site: &Site, lang: &Lang) -> Option<String> {
        match self {
            Field::Param(parts) => defined(site, parts.first()?).filter(|_| parts.len() == 1).map(|def| def.label(lang.as_str())),
            _ => None,
        }
    }

    /// The name under which texts for readers have the field; front matter's own name else.
    pub fn name(&self) -> String {
        match self {
            Field::Param(parts) => parts.join("."),
            known => NAMES
                .iter()
                .find(|(field, _)| field == known)
                .map_or_else(String::new, |(_, names)| names.iter().find(|name| name.is_ascii()).copied().unwrap_or_default().to_string()),
        }
    }
}

/// One thing that a page answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Value {
    /// For machines and for comparing: an id, a day, a number, or the text in small letters.
    pub key: String,
    /// For people.
    pub text: String,
    /// Where it leads.
    pub url: Option<String>,
    pub status: Option<PageStatus>,
    /// A moment, to be written as its reader's language has it.
    pub moment: Option<Moment>,
    pub(super) rank: Rank,
}

/// How values of a field are ordered.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Number(i64),
    Text(CollationKey),
    #[default]
    Last,
}

impl Value {
    pub fn text(key: impl Into<String>, text: &str) -> Value {
        Value { key: key.into().to_lowercase(), text: text.to_string(), rank: Rank::Text(CollationKey::new(text)), ..Value::default() }
    }

    fn moment(moment: Moment) -> Value {
        Value { key: moment.day(), text: moment.day(), moment: Some(moment), rank: Rank::Number(moment.seconds()), ..Value::default() }
    }

    fn number(number: i64) -> Value {
        Value { key: number.to_string(), text: number.to_string(), rank: Rank::Number(number), ..Value::default() }
    }

    /// The same text, leading somewhere.
    pub fn leading(self, url: &str) -> Value {
        Value { url: Some(url.to_string()), ..self }
    }
}

/// What a page answers, in the language asked: `page` is the version in it, if there is one.
pub fn values(site: &Site, lang: &Lang, page: &Page, field: &Field) -> Vec<Value> {
    let one = |value: Option<Value>| value.into_iter().collect::<Vec<_>>();
    match field {
        Field::Title => one(Some(Value::text(page.name(), page.name()).leading(&page.rel_permalink))),
        Field::Type => one(Some(page.page_type.as_str()).filter(|kind| !kind.is_empty()).map(|kind| Value::text(kind, kind))),
        Field::Status => one(site.status_of(page).map(|status| status_value(site, lang, status))),
        Field::Since => one(site.history.since(site, page).map(|step| Value::moment(step.moment))),
        Field::Days => one(site.history.since(site, page).map(|step| Value::number(days_since(site, &step.moment)))),
        Field::Owner => {
            let owner = OWNER.iter().find_map(|key| param(site, page, key));
            owner.iter().flat_map(listed).map(|owner| owner_value(site, lang, &owner)).collect()
        }
        Field::Changed => one(changed(site, page).map(Value::moment)),
        Field::Languages => versions(site, page).map(|version| Value::text(version.lang.as_str(), version.lang.as_str())).collect(),
        Field::Section => {
            let parent = page.parent.map(|parent| site.page(parent));
            one(parent.map(|parent| Value { key: parent.path.clone(), ..Value::text("", parent.name()).leading(&parent.rel_permalink) }))
        }
        Field::Actor => {
            let value = |(id, name): (&ActorId, &str)| Value { key: id.to_string(), ..Value::text("", name) };
            actors(site, lang, page).into_iter().map(value).collect()
        }
        Field::Role => {
            let mut roles: Vec<&str> = participants(site, lang, page).iter().map(|one| one.mention.role.as_str()).collect();
            roles.sort_unstable();
            roles.dedup();
            let label = |role: &str| site.config.loft.actors.role(role).map_or(role, |def| def.label(lang.as_str())).to_string();
            roles.into_iter().map(|role| Value::text(role, &label(role))).collect()
        }
        Field::Review => one(review(site, page).map(Value::moment)),
        Field::Description => one(Some(page.description.as_str()).filter(|text| !text.is_empty()).map(|text| Value::text(text, text))),
        Field::Url => one(Some(Value::text(&page.rel_permalink, &page.rel_permalink).leading(&page.rel_permalink))),
        Field::Text => {
            let words = page.doc.as_ref().map_or("", |doc| doc.content.text.as_str());
            one(Some(Value { key: format!("{} {} {words}", page.name(), page.description).to_lowercase(), ..Value::default() }))
        }
        Field::Param(parts) => match typed(site, page, parts) {
            Some((def, values)) => values.iter().map(|value| typed_value(site, lang, def, value)).collect(),
            None => param_path(site, page, parts).iter().flat_map(listed).map(|text| free(&text)).collect(),
        },
    }
}

/// The first answer, of a field that has one at most.
pub fn value_of(site: &Site, lang: &Lang, page: &Page, field: &Field) -> Option<Value> {
    values(site, lang, page, field).into_iter().next()
}

/// A status as it is shown and sorted: in the vocabulary's order, unknown ones after.
pub(super) fn status_value(site: &Site, lang: &Lang, status: &PageStatus) -> Value {
    let vocabulary = &site.config.loft.statuses;
    let place = vocabulary.statuses.iter().position(|def| Some(&def.id) == status.id.as_ref());
    let label = status.def(vocabulary).map_or(status.raw.as_str(), |def| def.label(lang.as_str()));
    let key = status.id.clone().unwrap_or_else(|| status.raw.to_lowercase());
    let rank = Rank::Number(place.map_or(i64::MAX, |place| place as i64));
    Value { key, status: Some(status.clone()), rank, ..Value::text("", label) }
}

fn owner_value(site: &Site, lang: &Lang, owner: &str) -> Value {
    match site.actors.register.find_by_id_or_name(owner) {
        Some(actor) => Value { key: actor.id.to_string(), ..Value::text("", actor.name(lang.as_str())) },
        None => Value::text(owner, owner),
    }
}

/// Who takes part in the page, as the language tells it, else as the default language does.
fn participants<'a>(site: &'a Site, lang: &Lang, page: &Page) -> &'a [Participant] {
    let number = site.original(page).0 as usize;
    let told = site.actors.participants(number, lang);
    if told.is_empty() { site.actors.participants(number, &site.config.default_language) } else { told }
}

/// Those who take part in a page's matter, each once, with their names in the language asked.
pub(crate) fn actors<'a>(site: &'a Site, lang: &Lang, page: &Page) -> Vec<(&'a ActorId, &'a str)> {
    let mut actors = Vec::new();
    for participant in participants(site, lang, page) {
        let named = (&participant.id, site.actors.name_of(participant, lang));
        if !actors.contains(&named) {
            actors.push(named);
        }
    }
    actors
}

/// The page in all its languages, in the site's order.
fn versions<'a>(site: &'a Site, page: &'a Page) -> impl Iterator<Item = &'a Page> {
    let all = move || std::iter::once(page).chain(page.translations.iter().map(|id| site.page(*id)));
    site.config.languages.iter().filter_map(move |language| all().find(|version| version.lang == language.lang))
}

/// The last change by hand; where git does not tell, the page's own date of change.
pub(crate) fn changed(site: &Site, page: &Page) -> Option<Moment> {
    let touched = site.history.of(site, page).and_then(|history| history.touched.as_ref());
    touched.map(|touch| touch.moment).or(page.lastmod)
}

/// Names in front matter of the date by which a page is to be reviewed.
pub(crate) const REVIEW: [&str; 3] = ["gjennomgas", "gjennomgås", "review"];

/// The day on which the page is to be looked at again.
pub(crate) fn review(site: &Site, page: &Page) -> Option<Moment> {
    let written = REVIEW.iter().find_map(|key| param(site, page, key))?;
    Moment::parse(written.as_str()?)
}

/// Whole days from a moment's day to the day for which the site is built.
pub(crate) fn days_since(site: &Site, moment: &Moment) -> i64 {
    let day = moment.offset.to_datetime(moment.timestamp).date();
    day.until(site.today).map_or(0, |span| i64::from(span.get_days())).max(0)
}

/// Front matter of the page, else of the version that stands for it.
fn param<'a>(site: &'a Site, page: &'a Page, key: &str) -> Option<&'a Json> {
    let said = |version: &'a Page| version.params.get(key).filter(|value| !is_empty(value));
    said(page).or_else(|| Some(site.original(page)).filter(|original| *original != page.id).and_then(|original| said(site.page(original))))
}

fn param_path<'a>(site: &'a Site, page: &'a Page, parts: &[String]) -> Option<&'a Json> {
    let (first, rest) = parts.split_first()?;
    rest.iter().try_fold(param(site, page, first)?, |value, part| value.get(part.as_str()))
}

/// The field of a page's type that is called so, with what the page, or its original, says in it.
fn typed<'a>(site: &'a Site, page: &'a Page, parts: &[String]) -> Option<(&'a FieldDef, &'a [FieldValue])> {
    let [name] = parts else { return None };
    let def = site.config.loft.types.get(&page.page_type)?.fields.iter().find(|def| is_called(def, name))?;
    let versions = [page, site.page(site.original(page))].into_iter().chain(page.translations.iter().map(|id| site.page(*id)));
    let field = versions.into_iter().find_map(|version| site.fields_of(version).iter().find(|field| field.id == def.id))?;
    Some((def, &field.values))
}

/// The field of any type that is called so.
pub(super) fn defined<'a>(site: &'a Site, name: &str) -> Option<&'a FieldDef> {
    site.config.loft.types.defs.iter().flat_map(|def| &def.fields).find(|def| is_called(def, name))
}

fn is_called(def: &FieldDef, name: &str) -> bool {
    def.names().any(|known| known.eq_ignore_ascii_case(name))
}

fn typed_value(site: &Site, lang: &Lang, def: &FieldDef, value: &FieldValue) -> Value {
    match value {
        FieldValue::Text(text) => free(text),
        FieldValue::Date(moment) => Value::moment(*moment),
        FieldValue::Actor(Some(id), written) => {
            let name = site.actors.register.get(id).map_or(written.as_str(), |actor| actor.name(lang.as_str()));
            Value { key: id.to_string(), ..Value::text("", name) }
        }
        FieldValue::Page(Some(id), _) => {
            let page = site.in_language(site.page(*id), lang);
            let status = site.status_of(page).cloned();
            Value { key: page.path.clone(), status, ..Value::text("", page.name()).leading(&page.rel_permalink) }
        }
        FieldValue::Actor(None, written) | FieldValue::Page(None, written) => Value::text(written, written),
        FieldValue::Choice(id) => {
            let place = def.choices.iter().position(|choice| choice.id == *id);
            let label = place.map_or_else(|| id.clone(), |place| def.choices[place].label(lang.as_str()));
            let rank = Rank::Number(place.map_or(i64::MAX, |place| place as i64));
            Value { key: id.clone(), rank, ..Value::text("", &label) }
        }
    }
}

fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.trim().is_empty(),
        Json::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// A value as a list of texts: an item of a group is its `id`, `navn` or `title`.
fn listed(value: &&Json) -> Vec<String> {
    match value {
        Json::Array(items) => items.iter().flat_map(|item| listed(&item)).collect(),
        Json::Object(fields) => ["id", "navn", "name", "title"].iter().find_map(|key| fields.get(*key)).map(plain).into_iter().collect(),
        other => Some(plain(other)).filter(|text| !text.is_empty()).into_iter().collect(),
    }
}

/// A single value as text.
pub(super) fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.trim().to_string(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}

/// Free text: a date or a number is compared as one.
fn free(text: &str) -> Value {
    let looks_like_date = text.len() >= 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[..4].iter().all(u8::is_ascii_digit);
    if let Some(moment) = looks_like_date.then(|| Moment::parse(text)).flatten() {
        return Value::moment(moment);
    }
    match text.parse::<i64>() {
        Ok(number) => Value::number(number),
        Err(_) => Value::text(text, text),
    }
}
