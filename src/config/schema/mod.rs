//! JSON Schema of front matter, for editors: made of the same vocabulary and types that pages are read with, so that it
//! says what the site says. Draft 7, which editors' YAML support knows best.

mod groups;

use serde_json::{Map, Value, json};

use super::types::ChoiceDef;
use super::{Config, FieldDef, FieldKind};

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A text; a number or a date without quotation marks is a slip, since YAML reads `1.10` as 1.1.
    Words,
    /// A text that may look like a number.
    Text,
    Number,
    YesNo,
    Date,
    /// One text or a list of them.
    Texts,
    Group,
    Relations,
    FollowUp,
    Checks,
    Build,
    Menus,
    Resources,
    Cascade,
    Status,
    Type,
    Actor,
    /// Actors with roles.
    Actors,
    Form,
}

/// Name, kind, and what it means in Norwegian and English.
type Field = (&'static str, Kind, &'static str, &'static str);

/// The fields that every page may have, in the order in which an editor offers them.
const FIELDS: &[Field] = &[
    ("title", Kind::Words, "Tittel og overskrift", "Title and heading"),
    ("linkTitle", Kind::Words, "Kortere tittel i menyer og lister", "A shorter title in menus and lists"),
    ("description", Kind::Words, "Én setning om siden", "One sentence on the page"),
    ("status", Kind::Status, "Hvor langt arbeidet er kommet", "How far the work has come"),
    ("type", Kind::Type, "Hva slags side det er", "What kind of page it is"),
    ("weight", Kind::Number, "Plassen i rekkefølgen; lave tall først", "The place in the order; low numbers first"),
    ("eier", Kind::Actor, "Hvem som har ansvaret for siden", "Who is responsible for the page"),
    ("gjennomgas", Kind::Date, "Siden skal gjennomgås innen denne datoen", "The page is to be reviewed by this date"),
    ("aktorer", Kind::Actors, "Hvem som deltar, med rolle", "Who takes part, with role"),
    ("innmelder", Kind::Actors, "Hvem som meldte inn behovet", "Who reported the need"),
    ("relasjoner", Kind::Relations, "Andre sider siden henger sammen med", "Other pages that this one is related to"),
    ("livshendelse", Kind::Texts, "Livshendelser siden gjelder", "Life events that the page concerns"),
    ("oppfolging", Kind::FollowUp, "Om beslutningen er fulgt opp", "Whether the decision was followed up"),
    ("maalform", Kind::Form, "Målformen, når den er en annen enn språkets", "The written form, when it differs from the language's"),
    ("tags", Kind::Texts, "Emneord", "Keywords"),
    ("categories", Kind::Texts, "Kategorier", "Categories"),
    ("id", Kind::Text, "Fast kjennetegn, felles for språkene", "A lasting identity that the languages share"),
    ("translationKey", Kind::Text, "Knytter sammen språkversjoner med ulike filnavn", "Joins versions with different file names"),
    ("draft", Kind::YesNo, "Utkast publiseres ikke", "Drafts are not published"),
    ("published", Kind::YesNo, "Det motsatte av draft", "The opposite of draft"),
    ("date", Kind::Date, "Da siden ble laget", "When the page was made"),
    ("lastmod", Kind::Date, "Da siden sist ble endret", "When the page was last changed"),
    ("publishDate", Kind::Date, "Publiseres fra og med", "Published from this date on"),
    ("expiryDate", Kind::Date, "Publiseres til", "Published until this date"),
    ("slug", Kind::Words, "Siste ledd i adressen", "The last part of the address"),
    ("url", Kind::Words, "Hele adressen", "The whole address"),
    ("aliases", Kind::Texts, "Gamle adresser som fører hit", "Old addresses that lead here"),
    ("toc", Kind::YesNo, "Innholdsfortegnelse", "Table of contents"),
    ("hidden", Kind::YesNo, "Ikke med i menyen", "Not in the menu"),
    ("menus", Kind::Menus, "Plass i nettstedets menyer", "Place in the site's menus"),
    ("menu", Kind::Menus, "Det samme som menus", "The same as menus"),
    (
        "images",
        Kind::Texts,
        "Bilder som vises når noen deler en lenke til siden",
        "Images that are shown when somebody shares a link to the page",
    ),
    ("search", Kind::YesNo, "Om siden er med i søket", "Whether the page can be searched"),
    ("checks", Kind::Checks, "Funn siden demper eller skjerper", "Findings that the page softens or sharpens"),
    ("resources", Kind::Resources, "Navn og titler på filene i sidens mappe", "Names and titles of the files in the page's folder"),
    ("cascade", Kind::Cascade, "Verdier for alle sidene under", "Values for all pages below"),
    ("build", Kind::Build, "Som i Hugo", "As in Hugo"),
    ("_build", Kind::Build, "Eldre navn på build", "The older name of build"),
    ("headless", Kind::YesNo, "Som i Hugo", "As in Hugo"),
    ("outputs", Kind::Texts, "Som i Hugo", "As in Hugo"),
    ("layout", Kind::Words, "Malen siden skal ha", "The page's template"),
    ("markup", Kind::Words, "Som i Hugo", "As in Hugo"),
    ("isCJKLanguage", Kind::YesNo, "Som i Hugo", "As in Hugo"),
    ("params", Kind::Group, "Som i Hugo", "As in Hugo"),
];

/// Other names of the same fields. They are held to the same shape, but not offered.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    ("eier", &["eigar", "owner"]),
    ("gjennomgas", &["gjennomgås", "review"]),
    ("aktorer", &["actors"]),
    ("innmelder", &["submitter", "submitters"]),
    ("relasjoner", &["relasjonar", "relations"]),
    ("livshendelse", &["livshendelser", "life_event", "life_events"]),
    ("oppfolging", &["oppfølging", "oppfølgjing", "follow_up"]),
    ("maalform", &["målform"]),
];

/// The schema of a site's front matter. `actors` are ids of the register with names.
pub fn schema(config: &Config, actors: &[(String, String)], is_norwegian: bool) -> Value {
    let maker = Maker { config, actors, is_norwegian };
    let mut properties: Map<String, Value> = FIELDS.iter().map(|field| (field.0.to_string(), maker.general(field))).collect();
    for def in &config.loft.types.defs {
        for field in &def.fields {
            properties.entry(field.id.clone()).or_insert_with(|| maker.typed(field));
        }
    }
    let general = OTHER_NAMES.iter().map(|(name, others)| (name.to_string(), others.iter().map(|other| other.to_string()).collect()));
    let typed = config.loft.types.defs.iter().flat_map(|def| &def.fields).map(|field| (field.id.clone(), field.aliases.clone()));
    let others: Map<String, Value> =
        general.chain(typed).filter_map(|(name, others)| Some((pattern(&others)?, properties.get(&name)?.clone()))).collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": maker.say("Sidehode i Loft", "Front matter in Loft"),
        "type": ["object", "null"],
        "properties": properties,
        "patternProperties": others,
        "additionalProperties": true,
    })
}

/// What matches any of these names and nothing else.
fn pattern(names: &[String]) -> Option<String> {
    let names: Vec<String> = names.iter().map(|name| regex::escape(name)).collect();
    (!names.is_empty()).then(|| format!("^({})$", names.join("|")))
}

struct Maker<'a> {
    config: &'a Config,
    actors: &'a [(String, String)],
    is_norwegian: bool,
}

impl Maker<'_> {
    fn say<'a>(&self, nb: &'a str, en: &'a str) -> &'a str {
        if self.is_norwegian { nb } else { en }
    }

    fn lang(&self) -> &'static str {
        if self.is_norwegian { "nb" } else { "en" }
    }

    fn general(&self, (_, kind, nb, en): &Field) -> Value {
        let mut shape = self.shape(*kind);
        shape["description"] = json!(self.say(nb, en));
        shape
    }

    fn shape(&self, kind: Kind) -> Value {
        match kind {
            Kind::Words => groups::words(),
            Kind::Text => json!({ "type": ["string", "number", "null"] }),
            Kind::Number => json!({ "type": ["integer", "null"] }),
            Kind::YesNo => json!({ "type": ["boolean", "null"] }),
            Kind::Date => groups::date(),
            Kind::Texts => groups::texts(),
            Kind::Group => json!({ "type": ["object", "null"] }),
            Kind::Relations => groups::relations(),
            Kind::FollowUp => groups::follow_up(&self.actor()),
            Kind::Checks => groups::checks(),
            Kind::Build => groups::build(),
            Kind::Menus => groups::menus(),
            Kind::Resources => groups::resources(),
            Kind::Cascade => groups::cascade(),
            Kind::Form => json!({ "enum": ["nb", "nn"] }),
            Kind::Status => json!({ "enum": self.statuses() }),
            // A site's templates may have types that Loft does not know.
            Kind::Type => json!({ "anyOf": [{ "enum": self.types() }, { "type": "string" }] }),
            Kind::Actor => self.actor(),
            Kind::Actors => self.actors(),
        }
    }

    /// Every way to write a status, in the order of progress: first the labels, then the other words, alone and after the sign.
    fn statuses(&self) -> Vec<String> {
        let statuses = &self.config.loft.statuses.statuses;
        let mut all: Vec<String> = statuses.iter().map(|status| status.label(self.lang()).to_string()).collect();
        for status in statuses {
            let words = status.labels.values().chain(&status.aliases).chain([&status.id]).filter(|word| !word.is_empty());
            let signed = |word: &String| if status.symbol.is_empty() { word.clone() } else { format!("{} {word}", status.symbol) };
            for other in words.flat_map(|word| [word.clone(), signed(word)]).chain([status.symbol.clone()]) {
                if !other.is_empty() && !all.contains(&other) {
                    all.push(other);
                }
            }
        }
        all
    }

    fn types(&self) -> Vec<&str> {
        self.config.loft.types.defs.iter().map(|def| def.id.as_str()).collect()
    }

    /// An id of the register is offered; other names are allowed, and a finding tells of them.
    fn actor(&self) -> Value {
        let known: Vec<Value> = self.actors.iter().map(|(id, name)| json!({ "const": id, "description": name })).collect();
        if known.is_empty() { json!({ "type": "string" }) } else { json!({ "anyOf": [{ "oneOf": known }, { "type": "string" }] }) }
    }

    /// One actor or several, each by its name alone or with its role.
    fn actors(&self) -> Value {
        let one = json!({ "anyOf": [self.actor(), groups::actor_with_role(&self.actor(), &self.role())] });
        json!({ "anyOf": [{ "type": "array", "items": one }, one, { "type": "null" }] })
    }

    /// A role by its id, which is offered, or by its label in any language.
    fn role(&self) -> Value {
        let roles = &self.config.loft.actors.roles;
        let offered: Vec<Value> = roles.iter().map(|role| json!({ "const": role.id, "description": role.label(self.lang()) })).collect();
        let mut labels: Vec<&String> = roles.iter().flat_map(|role| role.labels.values()).collect();
        labels.sort();
        labels.dedup();
        json!({ "anyOf": [{ "oneOf": offered }, { "enum": labels }] })
    }

    /// A field of a type.
    fn typed(&self, field: &FieldDef) -> Value {
        let one = match field.kind {
            FieldKind::Text => json!({ "type": ["string", "number", "null"] }),
            FieldKind::Date => groups::date(),
            FieldKind::Actor => self.actor(),
            FieldKind::Page => json!({ "type": ["string", "number", "null"] }),
            FieldKind::Choice => json!({ "enum": field.choices.iter().flat_map(spellings).collect::<Vec<_>>() }),
        };
        let mut shape = if field.many { json!({ "anyOf": [{ "type": "array", "items": one }, one] }) } else { one };
        shape["description"] = json!(field.label(self.lang()));
        shape
    }
}

/// A choice's id, and its other words.
fn spellings(choice: &ChoiceDef) -> Vec<&str> {
    let mut all = vec![choice.id.as_str()];
    for word in choice.labels.values().chain(&choice.aliases) {
        if !all.contains(&word.as_str()) {
            all.push(word);
        }
    }
    all
}

/// Snippets for VS Code, which offers them while front matter is written in a Markdown file.
pub fn snippets(config: &Config, actors: &[(String, String)], is_norwegian: bool) -> Value {
    let schema = schema(config, actors, is_norwegian);
    let properties = schema["properties"].as_object().cloned().unwrap_or_default();
    let snippet = |(name, shape): (String, Value)| {
        // Of a status's many spellings the labels are enough to choose from.
        let offered = if name == "status" { config.loft.statuses.statuses.len() } else { usize::MAX };
        let choices: Vec<String> =
            words(&shape).iter().take(offered).map(|word| word.replace('\\', "\\\\").replace(',', "\\,").replace('|', "\\|")).collect();
        let value = if choices.is_empty() { "$1".to_string() } else { format!("${{1|{}|}}", choices.join(",")) };
        let value = if is_list(&shape) { format!("[{value}]") } else { value };
        (
            name.clone(),
            json!({ "scope": "markdown", "prefix": name, "body": format!("{name}: {value}"), "description": shape["description"] }),
        )
    };
    Value::Object(properties.into_iter().map(snippet).collect())
}

/// The words that a shape offers.
fn words(shape: &Value) -> Vec<&str> {
    let list = |key: &str| shape[key].as_array().map(Vec::as_slice).unwrap_or_default();
    let offered: Vec<&str> = list("enum").iter().chain(list("oneOf").iter().map(|one| &one["const"])).filter_map(Value::as_str).collect();
    let nested = || list("anyOf").iter().chain(shape.get("items")).map(words).find(|found| !found.is_empty()).unwrap_or_default();
    if offered.is_empty() { nested() } else { offered }
}

fn is_list(shape: &Value) -> bool {
    shape["type"] == "array" || shape["anyOf"].as_array().is_some_and(|shapes| shapes.iter().any(|one| one["type"] == "array"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names that the code which reads front matter asks for.
    fn names_read() -> Vec<String> {
        let code = include_str!("../../doc/front_matter/fields.rs");
        let program = code.split("#[cfg(test)]").next().unwrap_or(code);
        let asked =
            regex::Regex::new(r#"(?:text|texts|int|boolean|own|map)\(node, "(\w+)"|node\.(?:get|entry)\("(\w+)"\)"#).expect("a pattern");
        asked.captures_iter(program).filter_map(|found| found.get(1).or(found.get(2))).map(|name| name.as_str().to_string()).collect()
    }

    #[test]
    fn every_field_that_is_read_is_in_the_schema() {
        let names = names_read();
        assert!(names.len() > 15, "{names:?}");
        let missing: Vec<&String> = names.iter().filter(|name| !FIELDS.iter().any(|field| field.0 == name.as_str())).collect();
        assert_eq!(missing, Vec::<&String>::new());
    }
}
