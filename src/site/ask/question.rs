//! Reading a question, and saying what in it cannot be read.

use std::collections::BTreeSet;

use super::field::{Field, NAMES, Value, defined, values};
use crate::diag::Diag;
use crate::paths::{Lang, logical};
use crate::site::{Page, Site};
use crate::text::{like, nearest};

/// What somebody wants to know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Question {
    /// All must hold.
    pub filters: Vec<Filter>,
    pub columns: Vec<(Field, Option<String>)>,
    /// Fields, and whether the other way round.
    pub sort: Vec<(Field, bool)>,
    pub group: Option<Field>,
    pub count: Option<Field>,
    pub limit: Option<usize>,
    pub form: Form,
    pub csv: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    #[default]
    Table,
    List,
    Counts,
}

/// One field, and what it must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Filter {
    pub field: Field,
    /// One of these must hold, and none of those with `not`.
    pub tests: Vec<Test>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Test {
    pub not: bool,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// Any value at all.
    Any,
    /// No value.
    Nothing,
    Is(String),
    /// With `*` for any text.
    Like(String),
    /// A day or a number: less, and whether equal counts too.
    Less(String, bool),
    More(String, bool),
}

/// What in a question could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    code: &'static str,
    given: Vec<(&'static str, String)>,
}

impl Fault {
    fn new(code: &'static str, given: &[(&'static str, &str)]) -> Fault {
        Fault { code, given: given.iter().map(|(name, text)| (*name, text.to_string())).collect() }
    }

    pub fn diag(&self) -> Diag {
        self.given.iter().fold(Diag::warning(self.code), |diag, (name, text)| diag.with(name, text))
    }
}

impl Question {
    /// Reads names and values. What cannot be read is left out and told; a filter that cannot be read holds for no page,
    /// so that nobody takes too long a list for the answer.
    pub fn read(site: &Site, lang: &Lang, given: &[(&str, &str)]) -> (Question, Vec<Fault>) {
        let mut question = Question { csv: true, ..Question::default() };
        let mut reading = Reading { site, lang, faults: Vec::new() };
        let mut form = None;
        for (name, value) in given {
            match name.to_lowercase().as_str() {
                "kolonner" | "columns" => question.columns = parts(value).filter_map(|part| reading.column(part)).collect(),
                "sorter" | "sort" => question.sort = parts(value).filter_map(|part| reading.order(part)).collect(),
                "grupper" | "group" => question.group = reading.field(value),
                "antall" | "count" => question.count = reading.field(value),
                "grense" | "limit" => question.limit = reading.limit(value),
                "form" => form = reading.form(value),
                "csv" => question.csv = !matches!(value.trim(), "false" | "nei" | "no"),
                _ => question.filters.extend(reading.filter(name, value)),
            }
        }
        let is_list = question.columns.is_empty() && question.group.is_none() && question.sort.is_empty();
        question.form = form.unwrap_or(if is_list { Form::List } else { Form::Table });
        if question.columns.is_empty() && question.form == Form::Table {
            question.columns = vec![(Field::Title, None), (Field::Status, None)];
        }
        (question, reading.faults)
    }
}

fn parts(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|part| !part.is_empty())
}

struct Reading<'a> {
    site: &'a Site,
    lang: &'a Lang,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn fault(&mut self, code: &'static str, given: &[(&'static str, &str)]) {
        self.faults.push(Fault::new(code, given));
    }

    fn column(&mut self, part: &str) -> Option<(Field, Option<String>)> {
        let (name, title) = part.split_once('=').map_or((part, None), |(name, title)| (name, Some(title.trim().to_string())));
        Some((self.field(name)?, title))
    }

    fn order(&mut self, part: &str) -> Option<(Field, bool)> {
        let name = part.trim_start_matches(['-', '+']);
        Some((self.field(name)?, part.starts_with('-')))
    }

    /// A field that Loft knows, or that some page has.
    fn field(&mut self, name: &str) -> Option<Field> {
        let field = Field::named(name);
        let Field::Param(path) = &field else { return Some(field) };
        let first = path.first().map_or("", String::as_str);
        // Fields of the content model may be asked for before any page has them.
        if MODEL.contains(&first)
            || defined(self.site, first).is_some()
            || self.site.pages.iter().any(|page| page.params.contains_key(first))
        {
            return Some(field);
        }
        let written: BTreeSet<&str> = self.site.pages.iter().flat_map(|page| page.params.keys().map(String::as_str)).collect();
        let of_types = self.site.config.loft.types.defs.iter().flat_map(|def| &def.fields).map(|def| def.id.as_str());
        let own = NAMES.iter().flat_map(|(_, names)| names.iter().copied()).chain(MODEL.iter().copied());
        let known = own.chain(of_types).chain(written);
        match nearest(first, known) {
            Some(near) => self.fault("ask-field-unknown-near", &[("field", name.trim()), ("near", near)]),
            None => self.fault("ask-field-unknown", &[("field", name.trim())]),
        }
        None
    }

    fn limit(&mut self, value: &str) -> Option<usize> {
        let limit = value.trim().parse().ok();
        if limit.is_none() {
            self.fault("ask-limit", &[("value", value)]);
        }
        limit
    }

    fn form(&mut self, value: &str) -> Option<Form> {
        match value.trim().to_lowercase().as_str() {
            "tabell" | "table" => Some(Form::Table),
            "liste" | "list" => Some(Form::List),
            "antall" | "counts" | "count" => Some(Form::Counts),
            other => {
                let near = nearest(other, ["tabell", "table", "liste", "list", "antall", "counts"]).unwrap_or("tabell");
                self.fault("ask-form", &[("value", value), ("near", near)]);
                None
            }
        }
    }

    fn filter(&mut self, name: &str, value: &str) -> Option<Filter> {
        let Some(field) = self.field(name) else { return Some(Filter { field: Field::named(name), tests: Vec::new() }) };
        let written: Vec<&str> = if matches!(field, Field::Text) { vec![value.trim()] } else { parts(value).collect() };
        let tests = if written.is_empty() {
            vec![Test { not: false, what: What::Nothing }]
        } else {
            written.into_iter().filter_map(|part| self.test(name, &field, part)).collect()
        };
        Some(Filter { field, tests })
    }

    fn test(&mut self, name: &str, field: &Field, part: &str) -> Option<Test> {
        let (not, text) = part.strip_prefix('!').map_or((false, part), |rest| (true, rest.trim()));
        let what = match text {
            "*" => What::Any,
            "-" => What::Nothing,
            _ => match compared(text) {
                Some(what) => what,
                None if matches!(field, Field::Text) => What::Like(format!("*{}*", text.to_lowercase())),
                None if text.contains('*') => What::Like(text.to_lowercase()),
                None => What::Is(self.value(name, field, text)?),
            },
        };
        Some(Test { not, what })
    }

    /// The key of a value, by every name that a page may use for it. One that no page could have is told.
    fn value(&mut self, name: &str, field: &Field, text: &str) -> Option<String> {
        let lang = self.lang.as_str();
        let config = &self.site.config.loft;
        let (key, near) = match field {
            Field::Status => {
                let found = config.statuses.find(text).map(|def| def.id.clone());
                (found, config.statuses.near(text, lang).map(str::to_string))
            }
            Field::Actor | Field::Owner => {
                let known = self.site.actors.register.find_by_id_or_name(text).map(|actor| actor.id.to_string());
                let key = known.or_else(|| self.answered(field, text));
                let names = || self.site.actors.register.actors().iter().flat_map(|actor| [&*actor.id, actor.name(lang)]);
                let near = if key.is_none() { nearest_folded(text, names()) } else { None };
                (key, near)
            }
            Field::Role => {
                let role = config.actors.roles.iter().find(|role| {
                    role.id.eq_ignore_ascii_case(text) || role.labels.values().any(|label| label.to_lowercase() == text.to_lowercase())
                });
                let ids = config.actors.roles.iter().flat_map(|role| [role.id.as_str(), role.label(lang)]);
                (role.map(|role| role.id.clone()), nearest_folded(text, ids))
            }
            Field::Languages => {
                let langs = || self.site.config.languages.iter().map(|language| language.lang.as_str());
                (langs().find(|known| known.eq_ignore_ascii_case(text)).map(str::to_string), nearest_folded(text, langs()))
            }
            Field::Section => {
                let wanted = format!("/{}", logical(text.trim_matches('/')));
                let has = |page: &Page| page.is_branch() && is_below(&page.path, &wanted);
                let sections = self.site.pages.iter().filter(|page| page.is_branch()).map(|page| page.path.trim_matches('/'));
                let key = self.site.pages.iter().any(has).then_some(wanted);
                let near = if key.is_none() { nearest_folded(text.trim_matches('/'), sections) } else { None };
                (key, near)
            }
            Field::Type => {
                let given = config.types.defs.iter().flat_map(|def| std::iter::once(&def.id).chain(&def.aliases)).map(String::as_str);
                let is_used = || self.site.pages.iter().any(|page| page.page_type.eq_ignore_ascii_case(text));
                let key = config.types.find(text).map(|def| def.id.clone()).or_else(|| is_used().then(|| text.to_lowercase()));
                (key, nearest_folded(text, given))
            }
            Field::Param(parts) => match parts.as_slice() {
                [single] => match defined(self.site, single) {
                    Some(def) if !def.choices.is_empty() => {
                        let labels = def.choices.iter().flat_map(|choice| [choice.id.clone(), choice.label(lang)]).collect::<Vec<_>>();
                        (def.choice(text).map(|choice| choice.id.clone()), nearest_folded(text, labels.iter().map(String::as_str)))
                    }
                    _ => return Some(text.to_lowercase()),
                },
                _ => return Some(text.to_lowercase()),
            },
            _ => return Some(text.to_lowercase()),
        };
        if key.is_none() {
            match &near {
                Some(near) => self.fault("ask-value-unknown-near", &[("field", name), ("value", text), ("near", near)]),
                None => self.fault("ask-value-unknown", &[("field", name), ("value", text)]),
            }
        }
        key
    }

    /// The key that pages have for a value that no register knows.
    fn answered(&self, field: &Field, text: &str) -> Option<String> {
        let folded = text.to_lowercase();
        let answers = self.site.pages.iter().flat_map(|page| values(self.site, self.lang, page, field));
        answers.into_iter().find(|value| value.key == folded || value.text.to_lowercase() == folded).map(|value| value.key)
    }
}

/// Front matter that people ask for before any page has it.
const MODEL: &[&str] = &["date", "draft", "id", "livshendelse", "maalform", "relasjoner", "tags", "weight"];

fn nearest_folded<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<(String, &str)> = known.into_iter().map(|name| (name.to_lowercase(), name)).collect();
    let near = nearest(&text.to_lowercase(), known.iter().map(|(folded, _)| folded.as_str()))?.to_string();
    known.into_iter().find(|(folded, _)| *folded == near).map(|(_, name)| name.to_string())
}

fn compared(text: &str) -> Option<What> {
    let told = |rest: &str| rest.trim().to_string();
    let signs: [(&str, fn(String, bool) -> What, bool); 4] =
        [("<=", What::Less, true), (">=", What::More, true), ("<", What::Less, false), (">", What::More, false)];
    signs.into_iter().find_map(|(sign, what, equal)| text.strip_prefix(sign).map(|rest| what(told(rest), equal)))
}

/// Whether a path is a folder or lies below it, wherever the folder begins: `use-cases` in `/behov/use-cases/x`.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    format!("{}/", path.trim_end_matches('/')).contains(&format!("{}/", folder.trim_end_matches('/')))
}

impl Filter {
    /// Whether a page's values are what is asked for.
    pub(super) fn holds(&self, page: &Page, found: &[Value]) -> bool {
        let holds = |test: &Test| match &test.what {
            What::Any => !found.is_empty(),
            What::Nothing => found.is_empty(),
            What::Is(folder) if self.field == Field::Section => is_below(&page.path, folder),
            What::Is(key) => found.iter().any(|value| value.key == *key || value.text.to_lowercase() == *key),
            What::Like(pattern) => found.iter().any(|value| like(pattern, &value.key) || like(pattern, &value.text)),
            What::Less(limit, equal) => {
                found.iter().any(|value| compare(&value.key, limit).is_some_and(|order| order.is_lt() || (*equal && order.is_eq())))
            }
            What::More(limit, equal) => {
                found.iter().any(|value| compare(&value.key, limit).is_some_and(|order| order.is_gt() || (*equal && order.is_eq())))
            }
        };
        let (without, with): (Vec<&Test>, Vec<&Test>) = self.tests.iter().partition(|test| test.not);
        let is_wanted = with.iter().any(|test| holds(test)) || (with.is_empty() && !without.is_empty());
        is_wanted && !without.iter().any(|test| holds(test))
    }
}

/// Numbers as numbers; days, which are written to be sorted, as text.
fn compare(value: &str, limit: &str) -> Option<std::cmp::Ordering> {
    match (value.parse::<f64>(), limit.parse::<f64>()) {
        (Ok(value), Ok(limit)) => value.partial_cmp(&limit),
        (Err(_), Err(_)) => Some(value.cmp(limit)),
        _ => None,
    }
}
