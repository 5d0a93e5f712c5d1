//! The typed fields of pages: what a type's front matter says, checked and resolved.

use serde_json::Value;

use super::actors::{ActorId, Register};
use super::references::{Found, References};
use super::{Moment, Page, PageId, Site};
use crate::config::{FieldDef, FieldKind, TypeDef};
use crate::diag::{Diag, Span};

/// One value of a typed field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    Text(String),
    Date(Moment),
    /// Id in the register, and what was written.
    Actor(Option<ActorId>, String),
    /// The original of the page meant, and what was written.
    Page(Option<PageId>, String),
    /// Id of a choice.
    Choice(String),
}

/// A field that a page fills.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// As the type calls it.
    pub id: String,
    pub values: Vec<FieldValue>,
    pub span: Span,
}

/// What each page says in the fields of its type, by page number. A value that does not fit is a finding.
pub(super) fn read(site: &Site, diags: &mut Vec<Diag>) -> Vec<Vec<Field>> {
    site.pages.iter().map(|page| of_page(site, page, diags)).collect()
}

fn of_page(site: &Site, page: &Page, diags: &mut Vec<Diag>) -> Vec<Field> {
    let types = &site.config.loft.types;
    if let Some(found) = slip(site, page) {
        diags.push(found);
    }
    let (Some(def), Some(doc)) = (types.get(&page.page_type), page.doc.as_ref()) else { return Vec::new() };
    let reader = Reader { site, register: &site.actors.register, references: &site.references, page, shown: &doc.shown };
    def.fields.iter().filter_map(|field| reader.field(field, diags)).collect()
}

/// A declared type that is one letter from a known one. Other unknown types are a Hugo theme's, and none of our business.
fn slip(site: &Site, page: &Page) -> Option<Diag> {
    let doc = page.doc.as_ref()?;
    let written = doc.meta.kind_type.as_deref()?;
    let types = &site.config.loft.types;
    let known = || types.defs.iter().flat_map(|def: &TypeDef| std::iter::once(&def.id).chain(&def.aliases)).map(String::as_str);
    let near = crate::text::nearest(&written.to_lowercase(), known()).filter(|near| near.len() > 3 && types.find(written).is_none())?;
    let span = doc.meta.places.get("type").copied().unwrap_or(Span::line(1));
    Some(Diag::warning("type-unknown-near").at(&*doc.shown, span).with("type", written).with("near", near))
}

struct Reader<'a> {
    site: &'a Site,
    register: &'a Register,
    references: &'a References,
    page: &'a Page,
    shown: &'a str,
}

impl Reader<'_> {
    fn field(&self, def: &FieldDef, diags: &mut Vec<Diag>) -> Option<Field> {
        let (key, value) = def.names().find_map(|name| self.page.params.get_key_value(&name.to_lowercase()))?;
        let span = self.place(key);
        let items: Vec<&Value> = match value {
            Value::Null => return None,
            Value::Array(items) => {
                if !def.many && items.len() > 1 {
                    diags.push(self.finding("type-field-one", span, def));
                }
                items.iter().collect()
            }
            one => vec![one],
        };
        let texts = items.into_iter().filter_map(|item| text(item, def.kind)).filter(|text| !text.is_empty());
        let values: Vec<FieldValue> = texts.filter_map(|written| self.value(def, &written, span, diags)).collect();
        (!values.is_empty()).then(|| Field { id: def.id.clone(), values, span })
    }

    fn place(&self, key: &str) -> Span {
        self.page.doc.as_ref().and_then(|doc| doc.meta.places.get(key).copied()).unwrap_or(Span::line(1))
    }

    fn value(&self, def: &FieldDef, written: &str, span: Span, diags: &mut Vec<Diag>) -> Option<FieldValue> {
        Some(match def.kind {
            FieldKind::Text => FieldValue::Text(written.to_string()),
            FieldKind::Date => match Moment::parse(written) {
                Some(moment) => FieldValue::Date(moment),
                None => {
                    diags.push(self.finding("type-field-date", span, def).with("value", written));
                    return None;
                }
            },
            FieldKind::Actor => {
                let actor = self.register.find_by_id_or_name(written);
                if actor.is_none() {
                    let near = crate::text::nearest(&written.to_lowercase(), self.register.actors().iter().map(|actor| &*actor.id));
                    diags.push(match near {
                        Some(near) => Diag::warning("actor-unknown-near").at(self.shown, span).with("actor", written).with("near", near),
                        None => Diag::warning("actor-unknown").at(self.shown, span).with("actor", written),
                    });
                }
                FieldValue::Actor(actor.map(|actor| actor.id.clone()), written.to_string())
            }
            FieldKind::Page => FieldValue::Page(self.page_named(def, written, span, diags), written.to_string()),
            FieldKind::Choice => match def.choice(written) {
                Some(choice) => FieldValue::Choice(choice.id.clone()),
                None => {
                    let lang = self.page.lang.as_str();
                    let known: Vec<String> = def.choices.iter().map(|choice| choice.label(lang)).collect();
                    diags.push(self.finding("type-field-choice", span, def).with("value", written).with("known", known.join(", ")));
                    return None;
                }
            },
        })
    }

    /// The page meant, if there is one. An address outside the site is no page of it, and no fault.
    fn page_named(&self, def: &FieldDef, written: &str, span: Span, diags: &mut Vec<Diag>) -> Option<PageId> {
        if super::links::has_scheme(written) {
            return None;
        }
        let found = find(self.references, written, span, self.shown, diags)?;
        let found_type = &self.site.page(found).page_type;
        if let Some(of) = def.of.as_ref().filter(|of| self.site.config.loft.types.find(of).is_none_or(|def| def.id != *found_type)) {
            diags.push(self.finding("type-field-page", span, def).with("value", written).with("of", of));
        }
        Some(found)
    }

    fn finding(&self, code: &'static str, span: Span, def: &FieldDef) -> Diag {
        Diag::warning(code).at(self.shown, span).with("field", &def.id)
    }
}

/// The page that a reference means; a broken one, or one that means several, is a finding.
pub(super) fn find(references: &References, written: &str, span: Span, shown: &str, diags: &mut Vec<Diag>) -> Option<PageId> {
    match references.find(written) {
        Found::Page(page) => return Some(page),
        Found::Several(pages) => {
            diags.push(Diag::warning("reference-unclear").at(shown, span).with("reference", written).with("count", pages.len()));
        }
        Found::None => diags.push(match references.nearest(written) {
            Some(near) => Diag::warning("reference-unknown-near").at(shown, span).with("reference", written).with("near", near),
            None => Diag::warning("reference-unknown").at(shown, span).with("reference", written),
        }),
    }
    None
}

/// A value as text. Of a group, the field that says which it is: `{id: udir, rolle: partner}`.
fn text(value: &Value, kind: FieldKind) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Object(fields) if kind != FieldKind::Text => {
            let id = ["id", "navn", "name"].iter().find_map(|key| fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)));
            id.and_then(|(_, value)| value.as_str()).map(|id| id.trim().to_string())
        }
        _ => None,
    }
}
