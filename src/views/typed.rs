//! What a page's type says of it: its name and the fields that the page fills.

use serde::Serialize;

use super::actor::actor_url;
use super::build::{date_view, page_link};
use super::{DateView, StatusView, generated};
use crate::config::{FieldDef, FieldKind, TypeDef};
use crate::paths::Lang;
use crate::site::types::FieldValue;
use crate::site::{Page, Site};

/// A page's type, as its template shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Typed {
    pub id: String,
    /// "Beslutning".
    pub label: String,
    /// Fields that the page fills, in the type's order.
    pub facts: Vec<Fact>,
}

/// A field with its values.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Fact {
    pub id: String,
    pub label: String,
    pub values: Vec<FactValue>,
    /// The language of its texts, when it is another than the page's.
    pub lang: Option<String>,
}

/// One value as shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct FactValue {
    pub text: String,
    /// Where it leads: an actor's page, another page, an address.
    pub url: Option<String>,
    pub date: Option<DateView>,
    /// The status of the page that it names.
    pub status: Option<StatusView>,
}

/// The type of a page and what it says, or `None` for a page without a type that the site knows. What this
/// language's version leaves out is taken from the page's other versions.
pub fn of_page(site: &Site, page: &Page) -> Option<Typed> {
    let def = site.config.loft.types.get(&page.page_type)?;
    Some(Typed { id: def.id.clone(), label: def.label(page.lang.as_str()), facts: facts(site, page, def) })
}

fn facts(site: &Site, page: &Page, def: &TypeDef) -> Vec<Fact> {
    def.fields.iter().filter_map(|field| fact(site, page, field, &page.lang)).collect()
}

/// One field of a page in a language.
pub fn fact(site: &Site, page: &Page, def: &FieldDef, lang: &Lang) -> Option<Fact> {
    let (found, from) = site.field_and_version(page, &def.id)?;
    Some(Fact {
        id: def.id.clone(),
        label: def.label(lang.as_str()),
        values: found.values.iter().map(|value| fact_value(site, value, def, lang)).collect(),
        lang: (def.kind == FieldKind::Text && from.lang != *lang).then(|| from.lang.to_string()),
    })
}

fn fact_value(site: &Site, value: &FieldValue, def: &FieldDef, lang: &Lang) -> FactValue {
    match value {
        FieldValue::Text(text) => FactValue { text: text.clone(), url: web_address(text), ..FactValue::default() },
        FieldValue::Date(moment) => {
            let date = date_view(moment, lang);
            FactValue { text: date.text.clone(), date: Some(date), ..FactValue::default() }
        }
        FieldValue::Choice(id) => {
            let choice = def.choices.iter().find(|choice| choice.id == *id);
            FactValue { text: choice.map_or_else(|| id.clone(), |choice| choice.label(lang.as_str())), ..FactValue::default() }
        }
        FieldValue::Actor(id, written) => actor(site, id.as_deref(), written, lang),
        FieldValue::Page(Some(id), _) => {
            let link = page_link(site, site.in_language(site.page(*id), lang));
            FactValue { text: link.title, url: Some(link.url), status: link.status, date: None }
        }
        FieldValue::Page(None, written) => FactValue { text: written.clone(), url: web_address(written), ..FactValue::default() },
    }
}

/// An actor by name, linked to its page where it has one.
pub fn actor(site: &Site, id: Option<&str>, written: &str, lang: &Lang) -> FactValue {
    let known = id.and_then(|id| site.actors.register.get(id));
    let url = id.filter(|id| site.actors.profile(lang, id).is_some()).and_then(|id| {
        let root = generated::place(site, lang, "actors", !site.actors.is_empty())?;
        Some(site.href(&actor_url(root.as_str(), id)))
    });
    FactValue { text: known.map_or(written, |actor| actor.name(lang.as_str())).to_string(), url, ..FactValue::default() }
}

/// A text that is an address on the web.
fn web_address(text: &str) -> Option<String> {
    let is_one = (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace);
    is_one.then(|| text.to_string())
}
