//! Whole actor sections as different writers would write them, in bokmål, nynorsk and English, labelled before they were
//! read: every label must be read at its line with its role, and nothing else may be. The forms one by one are in
//! `actors_forms.rs`; this holds them together as pages have them.

use loft::config::ActorVocabulary;
use loft::doc::actors;
use loft::site::actors::{Mention, Register, mentions};

const SECTIONS: &str = include_str!("../fixtures/actor_sections.txt");

#[test]
fn labelled_sections_are_read_as_labelled() {
    let differing: Vec<String> = sections().iter().filter_map(Section::difference).collect();
    assert_eq!(differing, Vec::<String>::new(), "\n{}", differing.join("\n"));
}

#[test]
fn the_sections_are_many_and_in_all_written_forms() {
    let sections = sections();
    for lang in ["nb", "nn", "en"] {
        assert!(sections.iter().filter(|section| section.name.starts_with(lang)).count() >= 6, "{lang}");
    }
    let empty = sections.iter().filter(|section| section.labels.is_empty()).count();
    assert!(sections.len() >= 40 && empty >= 6, "{} sections, {empty} look-alikes", sections.len());
}

struct Section {
    name: String,
    body: String,
    labels: Vec<Label>,
}

/// What a line must give: the name as a reader takes it, and the whole of it, which is right too.
struct Label {
    line: u32,
    short: String,
    full: String,
    role: String,
}

impl Label {
    /// `name [the rest of its phrase] | role`.
    fn parse(line: u32, text: &str) -> Label {
        let (name, role) = text.split_once(" | ").unwrap_or_else(|| panic!("a label without a role: {text}"));
        let (short, rest) = name.split_once(" [").unwrap_or((name, ""));
        let full = format!("{short} {}", rest.trim_end_matches(']')).trim().to_string();
        Label { line, short: short.to_string(), full, role: role.to_string() }
    }

    fn is_read_as(&self, mention: &Mention) -> bool {
        let named = mention.name.starts_with(&self.short) && self.full.starts_with(&mention.name);
        named && mention.line == self.line && mention.role == self.role
    }
}

impl Section {
    /// What is missed and what is read wrongly; nothing where all is as labelled.
    fn difference(&self) -> Option<String> {
        let entries = actors::read(&self.body, 1, &ActorVocabulary::standard());
        let read = mentions(&entries, &Register::built_in());
        let missed = self.labels.iter().filter(|label| !read.iter().any(|mention| label.is_read_as(mention)));
        let missed: Vec<&str> = missed.map(|label| label.short.as_str()).collect();
        let wrong = read.iter().filter(|mention| !self.labels.iter().any(|label| label.is_read_as(mention)));
        let wrong: Vec<String> = wrong.map(|mention| format!("{} {} | {}", mention.line, mention.name, mention.role)).collect();
        (!missed.is_empty() || !wrong.is_empty()).then(|| format!("{}: missed {missed:?}, wrong {wrong:?}", self.name))
    }
}

fn sections() -> Vec<Section> {
    SECTIONS.split("\n=== ").skip(1).map(section).collect()
}

fn section(text: &str) -> Section {
    let (name, marked) = text.split_once('\n').unwrap_or((text, ""));
    let (mut body, mut labels) = (String::new(), Vec::new());
    for (number, line) in (1u32..).zip(marked.lines()) {
        let (line, label) = line.split_once("  <== ").unwrap_or((line, ""));
        labels.extend(label.split(';').map(str::trim).filter(|label| !label.is_empty()).map(|label| Label::parse(number, label)));
        body.push_str(line);
        body.push('\n');
    }
    Section { name: name.to_string(), body, labels }
}
