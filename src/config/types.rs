//! Types of pages: those that Loft brings, and a site's own, defined by configuration alone.
//!
//! ```toml
//! [types]
//! behov = "case"                  # a folder gives its pages a type
//!
//! [types.tjeneste]                # a type of the site's own
//! labels = { nb = "Tjeneste", en = "Service" }
//! folders = ["tjenester"]
//! views = ["catalogue"]
//! [[types.tjeneste.fields]]
//! id = "eier"
//! kind = "actor"
//! ```

use std::collections::BTreeMap;

use serde::Serialize;

use super::fields::{boolean, map, one_of, strings, text, unknown_key, wrong};
use super::{Entry, Located, Node};
use crate::diag::Diag;
use crate::text::capitalised;

mod standard;

/// Every type of page that the site knows, and the folders that give one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Types {
    /// Loft's own first, then the site's in the order written.
    pub defs: Vec<TypeDef>,
    /// Folder name → type: `use-cases` → `case`. Matched anywhere in the path.
    pub folders: BTreeMap<String, String>,
}

/// What a type of page is called, what its front matter holds, and where its pages are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TypeDef {
    pub id: String,
    /// Other words for it in front matter: `decision` for `beslutning`.
    pub aliases: Vec<String>,
    /// One page of the type, by language: "Beslutning".
    pub labels: BTreeMap<String, String>,
    /// Many: "Beslutninger".
    pub plural: BTreeMap<String, String>,
    /// The template's name without `.html`; that of the type if not given.
    pub template: String,
    /// The archetype's name without `.md`; that of the type if not given.
    pub archetype: String,
    pub fields: Vec<FieldDef>,
    /// The generated views that hold pages of this type.
    pub views: Vec<TypeView>,
    /// Address of its catalogue by language, where it has one.
    pub slug: BTreeMap<String, String>,
    /// One of Loft's own.
    #[serde(skip)]
    pub is_standard: bool,
}

/// A generated view, as far as it gathers pages by type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TypeView {
    /// A list of the type's own with its fields as columns.
    Catalogue,
    /// A column of the matrix of actors.
    Actors,
    /// A need that pilots may cover.
    Needs,
    /// A pilot that may cover needs.
    Pilots,
    /// A lesson.
    Experiences,
    /// A decision.
    Decisions,
    /// A part of the framework.
    Framework,
}

/// What a field of front matter holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    #[default]
    Text,
    Date,
    /// An id or a name of the register of actors.
    Actor,
    /// Another page.
    Page,
    /// One of the field's choices.
    Choice,
}

/// One field of a type's front matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldDef {
    pub id: String,
    pub aliases: Vec<String>,
    pub kind: FieldKind,
    /// A list of such values.
    pub many: bool,
    pub required: bool,
    pub labels: BTreeMap<String, String>,
    pub choices: Vec<ChoiceDef>,
    /// Of a page: the type that it must have, if any.
    pub of: Option<String>,
}

/// One value that a choice may have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceDef {
    pub id: String,
    pub labels: BTreeMap<String, String>,
    pub aliases: Vec<String>,
}

impl Types {
    /// A type by its id or another word for it, in any case.
    pub fn find(&self, written: &str) -> Option<&TypeDef> {
        let written = written.trim().to_lowercase();
        let is_it = |name: &str| name.to_lowercase() == written;
        self.defs.iter().find(|def| is_it(&def.id)).or_else(|| self.defs.iter().find(|def| def.aliases.iter().any(|alias| is_it(alias))))
    }

    pub fn get(&self, id: &str) -> Option<&TypeDef> {
        self.defs.iter().find(|def| def.id == id)
    }

    /// The type of a page by the folders above it, the nearest first. `x/*` is for what lies directly in `x`.
    pub fn of_path<'a>(&self, mut folders: impl Iterator<Item = &'a str>) -> Option<&str> {
        let nearest = folders.next()?;
        let direct = self.folders.get(&format!("{nearest}/*")).map(String::as_str);
        direct.or_else(|| self.of_folder(nearest)).or_else(|| folders.find_map(|folder| self.of_folder(folder)))
    }

    /// The type of what lies in a folder, if the folder gives one.
    pub fn of_folder(&self, folder: &str) -> Option<&str> {
        self.folders.get(folder).or_else(|| self.folders.get(&folder.to_lowercase())).map(String::as_str)
    }

    /// Whether pages of a type stand in a view.
    pub fn is_in(&self, type_id: &str, view: TypeView) -> bool {
        self.get(type_id).is_some_and(|def| def.views.contains(&view))
    }
}

/// The label in a language: nynorsk falls back on bokmål, others on English, last on any there is.
pub fn label<'a>(labels: &'a BTreeMap<String, String>, lang: &str) -> Option<&'a str> {
    let fallback = if lang == "nn" { "nb" } else { "en" };
    labels.get(lang).or_else(|| labels.get(fallback)).or_else(|| labels.values().next()).map(String::as_str)
}

/// `datakilde` → `Datakilde`: what a thing without a label is called.
pub(super) fn from_id(id: &str) -> String {
    capitalised(&id.replace(['-', '_'], " "))
}

impl TypeDef {
    pub fn label(&self, lang: &str) -> String {
        label(&self.labels, lang).map_or_else(|| from_id(&self.id), str::to_string)
    }

    pub fn plural(&self, lang: &str) -> String {
        label(&self.plural, lang).map_or_else(|| self.label(lang), str::to_string)
    }

    pub fn field(&self, id: &str) -> Option<&FieldDef> {
        self.fields.iter().find(|field| field.id == id)
    }
}

impl FieldDef {
    pub fn label(&self, lang: &str) -> String {
        label(&self.labels, lang).map_or_else(|| from_id(&self.id), str::to_string)
    }

    /// The names that front matter may give the field, the first one preferred.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.id.as_str()).chain(self.aliases.iter().map(String::as_str))
    }

    /// A choice by its id, another word for it, or a label in any language.
    pub fn choice(&self, written: &str) -> Option<&ChoiceDef> {
        let written = written.trim().to_lowercase();
        let is_it = |name: &String| name.to_lowercase() == written;
        self.choices.iter().find(|choice| is_it(&choice.id) || choice.labels.values().any(is_it) || choice.aliases.iter().any(is_it))
    }
}

impl ChoiceDef {
    pub fn label(&self, lang: &str) -> String {
        label(&self.labels, lang).map_or_else(|| from_id(&self.id), str::to_string)
    }
}

const TYPE_KEYS: &[&str] = &["labels", "plural", "aliases", "folders", "template", "archetype", "views", "slug", "fields"];
const FIELD_KEYS: &[&str] = &["id", "aliases", "kind", "of", "required", "labels", "choices"];
const CHOICE_KEYS: &[&str] = &["id", "labels", "aliases"];

const VIEWS: [(&str, TypeView); 7] = [
    ("catalogue", TypeView::Catalogue),
    ("actors", TypeView::Actors),
    ("needs", TypeView::Needs),
    ("pilots", TypeView::Pilots),
    ("experiences", TypeView::Experiences),
    ("decisions", TypeView::Decisions),
    ("framework", TypeView::Framework),
];

const KINDS: [(&str, FieldKind); 5] = [
    ("text", FieldKind::Text),
    ("date", FieldKind::Date),
    ("actor", FieldKind::Actor),
    ("page", FieldKind::Page),
    ("choice", FieldKind::Choice),
];

/// `[types]`: a text makes a folder give its pages a type, a group defines a type or adds to one.
pub(super) fn read(own: &Node, diags: &mut Vec<Diag>) -> Types {
    let mut types = standard::types();
    let given = map(own, "types", diags).map_or(&[][..], Node::entries);
    for entry in given.iter().filter(|(_, value)| value.value.is_map()) {
        define(entry, &mut types, diags);
    }
    for (folder, value) in given.iter().filter(|(_, value)| !value.value.is_map()) {
        match value.value.as_text() {
            Some(id) if id.is_empty() => drop(types.folders.remove(&folder.value)),
            Some(id) => drop(types.folders.insert(folder.value.clone(), types.find(&id).map_or(id, |def| def.id.clone()))),
            None => diags.push(wrong("field-not-text", folder, value)),
        }
    }
    types
}

fn define((id, value): &Entry, types: &mut Types, diags: &mut Vec<Diag>) {
    let node = &value.value;
    unknown_keys(node, TYPE_KEYS, diags);
    let position = types.defs.iter().position(|def| def.id.eq_ignore_ascii_case(&id.value)).unwrap_or_else(|| {
        types.defs.push(TypeDef { id: id.value.clone(), ..TypeDef::default() });
        types.defs.len() - 1
    });
    let def = &mut types.defs[position];
    def.labels.extend(texts_by_lang(node, "labels", diags));
    def.plural.extend(texts_by_lang(node, "plural", diags));
    def.aliases.extend(strings(node, "aliases", diags).unwrap_or_default());
    def.slug.extend(texts_by_lang(node, "slug", diags).into_iter().map(|(lang, slug)| (lang, super::loft::tidy(&slug))));
    def.template = text(node, "template", diags).unwrap_or_else(|| std::mem::take(&mut def.template));
    def.archetype = text(node, "archetype", diags).unwrap_or_else(|| std::mem::take(&mut def.archetype));
    if let Some((key, views)) = node.entry("views") {
        def.views = views.value.one_or_many(views.span).into_iter().filter_map(|(span, view)| place(key, span, view, diags)).collect();
    }
    let fields = node.get("fields").map_or(&[][..], |fields| fields.value.items());
    for field in fields.iter().filter_map(|item| field(item, diags)) {
        match def.fields.iter_mut().find(|known| known.id == field.id) {
            Some(known) => *known = field,
            None => def.fields.push(field),
        }
    }
    let id = def.id.clone();
    for folder in strings(node, "folders", diags).unwrap_or_default() {
        types.folders.insert(folder, id.clone());
    }
}

/// One of [`VIEWS`], said as a list says it.
fn place(key: &Located<String>, span: crate::diag::Span, view: &Node, diags: &mut Vec<Diag>) -> Option<TypeView> {
    let alone = Node::Map(vec![(key.clone(), Located { span, value: view.clone() })]);
    one_of(&alone, &key.value, &VIEWS, diags)
}

fn field(item: &Located<Node>, diags: &mut Vec<Diag>) -> Option<FieldDef> {
    let node = &item.value;
    unknown_keys(node, FIELD_KEYS, diags);
    let Some(id) = text(node, "id", diags).filter(|id| !id.trim().is_empty()) else {
        diags.push(Diag::warning("type-field-without-id").span(item.span));
        return None;
    };
    let (kind, many, of) = kind(node, diags);
    Some(FieldDef {
        id,
        aliases: strings(node, "aliases", diags).unwrap_or_default(),
        kind,
        many,
        of,
        required: boolean(node, "required", diags).unwrap_or(false),
        labels: texts_by_lang(node, "labels", diags),
        choices: node.get("choices").map_or_else(Vec::new, |choices| self::choices(&choices.value, diags)),
    })
}

/// `kind = "actor"`, or `kind = "list"` with `of = "actor"`. Of a page, `of` is the type that it must have.
fn kind(node: &Node, diags: &mut Vec<Diag>) -> (FieldKind, bool, Option<String>) {
    let words: Vec<(&str, Option<FieldKind>)> =
        KINDS.iter().map(|(word, kind)| (*word, Some(*kind))).chain(std::iter::once(("list", None))).collect();
    match one_of(node, "kind", &words, diags) {
        Some(None) => (one_of(node, "of", &KINDS, diags).unwrap_or_default(), true, None),
        Some(Some(FieldKind::Page)) => (FieldKind::Page, false, text(node, "of", diags)),
        Some(Some(kind)) => (kind, false, None),
        None => (if node.get("choices").is_some() { FieldKind::Choice } else { FieldKind::Text }, false, None),
    }
}

/// `["lav", "hoy"]`, `{ lav = "Lav", hoy = { nb = "Høy", en = "High" } }`, or a list of groups with `id`.
fn choices(node: &Node, diags: &mut Vec<Diag>) -> Vec<ChoiceDef> {
    let of_entry = |(id, value): &Entry| ChoiceDef { id: id.value.clone(), labels: labels_of(&value.value), aliases: Vec::new() };
    let mut of_item = |item: &Located<Node>| {
        if !item.value.is_map() {
            return item.value.as_text().map(|id| ChoiceDef { id, ..ChoiceDef::default() });
        }
        unknown_keys(&item.value, CHOICE_KEYS, diags);
        Some(ChoiceDef {
            id: text(&item.value, "id", diags)?,
            labels: texts_by_lang(&item.value, "labels", diags),
            aliases: strings(&item.value, "aliases", diags).unwrap_or_default(),
        })
    };
    if node.is_map() { node.entries().iter().map(of_entry).collect() } else { node.items().iter().filter_map(&mut of_item).collect() }
}

fn unknown_keys(node: &Node, known: &[&str], diags: &mut Vec<Diag>) {
    let is_known = |key: &str| known.iter().any(|known| known.eq_ignore_ascii_case(key));
    diags.extend(node.entries().iter().filter(|(key, _)| !is_known(&key.value)).map(|(key, _)| unknown_key(key, known)));
}

/// A text per language, or one text for all of them.
fn texts_by_lang(node: &Node, key: &str, diags: &mut Vec<Diag>) -> BTreeMap<String, String> {
    let Some((name, value)) = node.entry(key) else { return BTreeMap::new() };
    let labels = labels_of(&value.value);
    if labels.is_empty() && value.value != Node::Null {
        diags.push(wrong("field-not-text", name, value));
    }
    labels
}

fn labels_of(node: &Node) -> BTreeMap<String, String> {
    match node.as_text() {
        Some(all) => ["nb", "nn", "en"].map(|lang| (lang.to_string(), all.clone())).into(),
        None => node.entries().iter().filter_map(|(lang, label)| Some((lang.value.to_lowercase(), label.value.as_text()?))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse_toml;

    fn types(toml: &str) -> (Types, Vec<&'static str>) {
        let mut diags = Vec::new();
        let types = read(&parse_toml(toml, 1).0, &mut diags);
        (types, diags.iter().map(|diag| diag.code).collect())
    }

    #[test]
    fn a_site_defines_a_type_by_configuration_alone() {
        let (types, faults) = types(
            "[types]\nbehov = 'case'\nuse-cases = ''\nkatalog = 'service'\n[types.\"fellesløsning\"]\nlabels = { nb = 'Fellesløsning', en = 'Common solution' }\n\
             aliases = ['service']\nfolders = ['løsninger']\nviews = ['catalogue', 'actors']\nslug = { nb = '/losninger/', en = 'solutions' }\n\
             [[types.\"fellesløsning\".fields]]\nid = 'forvalter'\nkind = 'actor'\nrequired = true\n\
             [[types.\"fellesløsning\".fields]]\nid = 'modenhet'\nchoices = { lav = 'Lav', hoy = { nb = 'Høy', en = 'High' } }\n\
             [[types.\"fellesløsning\".fields]]\nid = 'bruker'\nkind = 'list'\nof = 'actor'\n\
             [[types.\"fellesløsning\".fields]]\nid = 'case'\nkind = 'page'\nof = 'case'\n",
        );
        assert_eq!(faults, Vec::<&str>::new());
        let def = types.find("Fellesløsning").expect("the type");
        assert_eq!(
            (def.label("nn").as_str(), def.label("en").as_str(), def.plural("en").as_str()),
            ("Fellesløsning", "Common solution", "Common solution")
        );
        assert_eq!(def.views, [TypeView::Catalogue, TypeView::Actors]);
        assert_eq!(def.slug["nb"], "losninger");
        let fields: Vec<(&str, FieldKind, bool, bool)> =
            def.fields.iter().map(|field| (field.id.as_str(), field.kind, field.many, field.required)).collect();
        let expected = [
            ("forvalter", FieldKind::Actor, false, true),
            ("modenhet", FieldKind::Choice, false, false),
            ("bruker", FieldKind::Actor, true, false),
            ("case", FieldKind::Page, false, false),
        ];
        assert_eq!(fields, expected);
        assert_eq!(def.fields[1].choice("high").map(|choice| choice.id.as_str()), Some("hoy"));
        assert_eq!(def.fields[3].of.as_deref(), Some("case"));
        assert_eq!(types.of_folder("løsninger"), Some("fellesløsning"));
        assert_eq!(types.of_folder("katalog"), Some("fellesløsning"));
        assert_eq!((types.of_folder("behov"), types.of_folder("use-cases"), types.of_folder("caser")), (Some("case"), None, Some("case")));
    }

    #[test]
    fn a_built_in_type_can_be_added_to() {
        let (types, faults) = types("[types.case]\nplural = { nb = 'Behov' }\n[[types.case.fields]]\nid = 'omfang'\n");
        assert_eq!(faults, Vec::<&str>::new());
        let case = types.get("case").expect("the type");
        assert_eq!((case.plural("nb").as_str(), case.plural("en").as_str()), ("Behov", "Cases"));
        assert!(case.field("omfang").is_some() && case.views.contains(&TypeView::Needs));
    }

    #[test]
    fn faults_are_told_and_the_rest_is_read() {
        for (toml, expected) in [
            ("[types.x]\nlabel = 'X'", &["key-unknown-near"][..]),
            ("[types.x]\nviews = ['catalog', 'actors']", &["field-not-one-of"]),
            ("[[types.x.fields]]\nkind = 'text'", &["type-field-without-id"]),
            ("[[types.x.fields]]\nid = 'y'\nkind = 'number'", &["field-not-one-of"]),
            ("[types]\nx = [1]", &["field-not-text"]),
        ] {
            assert_eq!(types(toml).1, expected, "{toml}");
        }
    }

    #[test]
    fn built_in_types_are_found_by_either_language() {
        let types = standard::types();
        for (written, id) in
            [("decision", "beslutning"), ("Lesson", "erfaring"), ("PILOT", "pilot"), ("framework", "rammeverk"), ("docs", "")]
        {
            assert_eq!(types.find(written).map_or("", |def| def.id.as_str()), id, "{written}");
        }
    }
}
