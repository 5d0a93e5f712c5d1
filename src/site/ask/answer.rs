//! Answering: filter, sort, group, count.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::field::{Field, Rank, Value, values};
use super::question::{Form, Question};
use crate::paths::Lang;
use crate::site::{Page, PageId, Site};

/// The pages that a question asks for, each once, in the language asked where it has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub form: Form,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// One without a value when nothing is grouped.
    pub groups: Vec<Group>,
    pub counts: Vec<Count>,
    /// How many pages there are in all: more than rows where the question has a limit.
    pub total: usize,
    pub csv: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub field: Field,
    /// As the question has it; else the field's own.
    pub title: Option<String>,
}

/// A page, with a cell a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub page: PageId,
    pub cells: Vec<Vec<Value>>,
}

/// Rows with a value in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub value: Option<Value>,
    /// Positions in [`Answer::rows`].
    pub rows: Vec<usize>,
}

/// How many pages have a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    pub value: Option<Value>,
    pub count: usize,
}

/// Answers a question in a language.
pub fn answer(site: &Site, lang: &Lang, question: &Question) -> Answer {
    let originals = site.pages.iter().filter(|page| site.original(page) == page.id && page.doc.is_some());
    let mut found: Vec<(&Page, Vec<Option<Rank>>)> = originals
        .filter(|page| page.is_rendered())
        .map(|page| site.in_language(page, lang))
        .filter(|page| question.filters.iter().all(|filter| filter.holds(page, &values(site, lang, page, &filter.field))))
        .map(|page| (page, question.sort.iter().map(|(field, _)| rank(site, lang, page, field)).collect()))
        .collect();
    found.sort_by(|left, right| by_ranks(&left.1, &right.1, &question.sort));
    let total = found.len();
    let counts = question.count.as_ref().or(question.group.as_ref().filter(|_| question.form == Form::Counts));
    let counts = counts.map(|field| counted(site, lang, &found, field)).unwrap_or_default();
    found.truncate(question.limit.unwrap_or(usize::MAX));
    let cells = |page: &Page| question.columns.iter().map(|(field, _)| values(site, lang, page, field)).collect();
    let rows: Vec<Row> = found.iter().map(|(page, _)| Row { page: page.id, cells: cells(page) }).collect();
    let groups = match &question.group {
        Some(field) => grouped(site, lang, &found, field),
        None => vec![Group { value: None, rows: (0..rows.len()).collect() }],
    };
    let columns = question.columns.iter().map(|(field, title)| Column { field: field.clone(), title: title.clone() }).collect();
    Answer { form: question.form, columns, rows, groups, counts, total, csv: question.csv }
}

fn rank(site: &Site, lang: &Lang, page: &Page, field: &Field) -> Option<Rank> {
    values(site, lang, page, field).into_iter().next().map(|value| value.rank)
}

/// Pages without a value come last, whichever way round; the site's order decides the rest, since the sort is stable.
fn by_ranks(left: &[Option<Rank>], right: &[Option<Rank>], sort: &[(Field, bool)]) -> Ordering {
    let one = |((left, right), (_, reversed)): ((&Option<Rank>, &Option<Rank>), &(Field, bool))| match (left, right) {
        (Some(left), Some(right)) if *reversed => right.cmp(left),
        (Some(left), Some(right)) => left.cmp(right),
        (left, right) => right.is_some().cmp(&left.is_some()),
    };
    left.iter().zip(right).zip(sort).map(one).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// Each value that some page has, in order, with the positions of its pages; last those without any.
fn by_value(site: &Site, lang: &Lang, found: &[(&Page, Vec<Option<Rank>>)], field: &Field) -> Vec<(Option<Value>, Vec<usize>)> {
    let mut of_value: BTreeMap<(Rank, String), (Value, Vec<usize>)> = BTreeMap::new();
    let mut without = Vec::new();
    for (position, (page, _)) in found.iter().enumerate() {
        let answers = values(site, lang, page, field);
        if answers.is_empty() {
            without.push(position);
        }
        for value in answers {
            let group = of_value.entry((value.rank.clone(), value.key.clone())).or_insert((value, Vec::new()));
            group.1.push(position);
        }
    }
    let with = of_value.into_values().map(|(value, rows)| (Some(value), rows));
    with.chain(Some((None, without)).filter(|(_, rows): &(Option<Value>, Vec<usize>)| !rows.is_empty())).collect()
}

fn grouped(site: &Site, lang: &Lang, found: &[(&Page, Vec<Option<Rank>>)], field: &Field) -> Vec<Group> {
    by_value(site, lang, found, field).into_iter().map(|(value, rows)| Group { value, rows }).collect()
}

fn counted(site: &Site, lang: &Lang, found: &[(&Page, Vec<Option<Rank>>)], field: &Field) -> Vec<Count> {
    by_value(site, lang, found, field).into_iter().map(|(value, rows)| Count { value, count: rows.len() }).collect()
}
