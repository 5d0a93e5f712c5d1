//! Actor entries as written: who a page lists as taking part, under which heading, with which words.
//!
//! Reading knows one body and the configured vocabulary, not the register: what "KS og KS Digital"
//! divides into, and whom a name means, is for `site::actors` to say. So a changed register reads
//! no page again.

pub(super) mod blocks;
pub mod grammar;
mod label;
mod submitters;

use serde::Serialize;

use self::blocks::{Block, Inline, blocks};
use super::Heading;
use crate::config::ActorVocabulary;
use crate::config::vocabulary::{Opens, ROLE_AFFECTED, ROLE_PILOT, ROLE_SUBMITTER};

/// One entry of an actor section.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ActorEntry {
    /// Line in the file, from 1.
    pub line: u32,
    /// The name as a reader takes it, without markup or qualifier; a compound is still whole.
    pub name: String,
    /// Role id from the group, or `berort` where no group is given.
    pub role: String,
    /// The group's label as written.
    pub group: Option<String>,
    /// `der relevant`, or an abbreviation: `Udir`.
    pub qualifier: Option<String>,
    /// What the entry says of the actor.
    pub text: Option<String>,
    /// The id of the nearest heading above, for links to the place.
    pub anchor: Option<String>,
    /// How it stands on the page.
    pub form: Form,
}

/// How an entry stands on the page, which decides whether a name nobody knows counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Listed: an actor whoever it is.
    Listed,
    /// Begins with a name, perhaps, in a sentence that tells of submitters: an actor only as far as the register knows it.
    Mentioned,
    /// The organisation of someone who staffs a pilot: known or not, once a page.
    Affiliation,
}

/// Reads the actor entries of one Markdown body whose first line is `first_line` of its file.
///
/// Linear in the body's length; never panics. Forms and headings: `ActorVocabulary` and this
/// folder's modules. Anchors are filled in by [`set_anchors`].
pub fn read(body: &str, first_line: u32, vocabulary: &ActorVocabulary) -> Vec<ActorEntry> {
    if !may_hold_actors(body, vocabulary) {
        return Vec::new();
    }
    let mut reader = Reader::new(vocabulary);
    for block in blocks(body, first_line) {
        reader.take(&block);
    }
    reader.entries
}

/// Gives each entry the nearest heading at or above it. `headings` in the order of the page.
pub fn set_anchors(entries: &mut [ActorEntry], headings: &[Heading]) {
    for entry in entries {
        let above = headings.partition_point(|heading| heading.line <= entry.line);
        entry.anchor = headings[..above].last().map(|heading| heading.id.clone());
    }
}

/// Whether any line could open an actor section: most pages have none and need no second parse.
fn may_hold_actors(body: &str, vocabulary: &ActorVocabulary) -> bool {
    let opens = |line: &str| {
        let label = line.split('{').next().unwrap_or("").trim_matches(['#', '*', '_', ' ']);
        vocabulary.opens(label).is_some()
    };
    let mut lines = body.lines().peekable();
    while let Some(line) = lines.next() {
        let line = line.trim();
        let underlined = lines.peek().is_some_and(|next| matches!(next.trim_ascii_start().as_bytes().first(), Some(b'=' | b'-')));
        let could = line.len() < 400 && (underlined || line.starts_with(['#', '*', '_']) || line.ends_with(':'));
        if could && opens(line) {
            return true;
        }
    }
    false
}

/// What a heading or label opens by itself, wherever it stands.
fn opens_section(label: &str, vocabulary: &ActorVocabulary) -> Option<Section> {
    Some(match vocabulary.opens(label)? {
        Opens::Submitters => Section::Submitters,
        Opens::Staffing => Section::Staffing,
        Opens::Actors => Section::Actors { prose: false },
    })
}

/// What the text under a heading or label is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    /// Lists and tables of actors; `prose`: paragraphs list them too.
    Actors {
        prose: bool,
    },
    Submitters,
    Staffing,
    /// Something else.
    Other,
}

/// A heading or label and what it governs, until the next of its level or above.
#[derive(Clone, Debug)]
struct Frame {
    level: u8,
    section: Section,
    role: String,
    group: Option<String>,
    /// Text has been read under it.
    begun: bool,
}

/// Labels stand below every heading.
const LABEL_LEVEL: u8 = 7;
/// List items that are labels for the list inside them stand below paragraphs that are.
const ITEM_LEVEL: u8 = 8;

struct Reader<'a> {
    vocabulary: &'a ActorVocabulary,
    frames: Vec<Frame>,
    /// The title row of the table being read holds actors in its first column.
    actor_table: bool,
    entries: Vec<ActorEntry>,
}

impl<'a> Reader<'a> {
    fn new(vocabulary: &'a ActorVocabulary) -> Reader<'a> {
        Reader { vocabulary, frames: Vec::new(), actor_table: false, entries: Vec::new() }
    }

    fn take(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => self.heading(*level, &text.text),
            Block::Paragraph(text) => self.paragraph(text),
            Block::Item { depth, text } => self.item(*depth, text),
            Block::Row { head, cells } => self.row(*head, cells),
        }
    }

    fn section(&self) -> Section {
        self.frames.last().map_or(Section::Other, |frame| frame.section)
    }

    fn heading(&mut self, level: u8, text: &str) {
        self.frames.retain(|frame| frame.level < level);
        let section = opens_section(text, self.vocabulary).unwrap_or_else(|| self.subsection(text));
        self.open(level, section, text);
    }

    /// What a heading that opens nothing by itself means inside the section it stands in.
    fn subsection(&self, text: &str) -> Section {
        match self.section() {
            Section::Actors { .. } if self.vocabulary.group_role(text).is_some() => Section::Actors { prose: false },
            Section::Staffing => Section::Staffing,
            _ => Section::Other,
        }
    }

    fn open(&mut self, level: u8, section: Section, label: &str) {
        let inherited = self.frames.last().filter(|frame| matches!(frame.section, Section::Actors { .. })).map(|frame| frame.role.clone());
        let role = match section {
            Section::Submitters => ROLE_SUBMITTER.to_string(),
            Section::Staffing => ROLE_PILOT.to_string(),
            Section::Other => ROLE_AFFECTED.to_string(),
            Section::Actors { .. } => {
                self.vocabulary.group_role(label).map(str::to_string).or(inherited).unwrap_or_else(|| ROLE_AFFECTED.to_string())
            }
        };
        let group = Some(collapse(label)).filter(|group| !group.is_empty());
        self.frames.push(Frame { level, section, role, group, begun: false });
    }

    fn paragraph(&mut self, text: &Inline) {
        self.actor_table = false;
        if let Some(label) = as_label(text) {
            return self.label(label);
        }
        match self.section() {
            Section::Actors { prose } => self.prose(text, prose),
            Section::Submitters => self.submitters(text, false),
            Section::Staffing => self.staffing(text),
            Section::Other => {}
        }
    }

    /// A paragraph that is a label: bold, or ending in a colon.
    fn label(&mut self, label: &str) {
        let closed = self.frames.last().is_some_and(|frame| frame.level == LABEL_LEVEL);
        self.frames.retain(|frame| frame.level < LABEL_LEVEL);
        let section = match self.section() {
            _ if self.vocabulary.closes(label) && self.vocabulary.group_role(label).is_none() => Section::Other,
            Section::Actors { .. } => Section::Actors { prose: self.vocabulary.group_role(label).is_some() },
            Section::Staffing => Section::Staffing,
            outer => opens_section(label, self.vocabulary).unwrap_or(if closed { Section::Other } else { outer }),
        };
        self.open(LABEL_LEVEL, section, label);
    }

    fn item(&mut self, depth: usize, item: &Inline) {
        self.actor_table = false;
        let level = ITEM_LEVEL.saturating_add(u8::try_from(depth).unwrap_or(u8::MAX));
        self.frames.retain(|frame| frame.level < level);
        match self.section() {
            Section::Actors { .. } => self.actor_item(depth, level, item),
            Section::Submitters => self.submitters(item, true),
            Section::Staffing => self.staffing(item),
            Section::Other => {}
        }
    }

    fn actor_item(&mut self, depth: usize, level: u8, item: &Inline) {
        let first_line = item.text.lines().next().unwrap_or("");
        let heads_list = item.text.trim_end().ends_with(':') || item.is_all_bold() || self.vocabulary.group_role(first_line).is_some();
        let governed = depth == 1 || self.frames.last().is_some_and(|frame| frame.level == level - 1);
        if !governed {
            return;
        }
        if heads_list && self.vocabulary.group_role(&item.text).is_some() && item.text.trim_end().ends_with(':') {
            return self.open(level, Section::Actors { prose: false }, &item.text);
        }
        if let Some(label) = label::of_item(item) {
            self.push(item.line(0), &label, Form::Listed);
        }
    }

    /// Paragraphs that list actors: "A – role. B (abbr) – role.", or under a group's label any run of names.
    fn prose(&mut self, text: &Inline, labelled: bool) {
        if text.bold > 0 {
            if let Some(label) = label::of_item(text).filter(|label| !label.text.is_empty()) {
                self.push(text.line(0), &label, Form::Listed);
            }
            return;
        }
        let sentences = grammar::sentences(&text.text);
        let dashed = sentences.first().is_some_and(|(_, first)| label::has_dash(first));
        if !labelled && !(dashed && sentences.iter().all(|(_, sentence)| label::has_dash(sentence))) {
            return;
        }
        for (at, sentence) in sentences.into_iter().flat_map(|(at, sentence)| label::dashed_parts(at, sentence)) {
            // After "A – role." a sentence without a dash says more of A.
            let named = if dashed && !label::has_dash(sentence) { None } else { label::of_plain(sentence) };
            if let Some(label) = named {
                self.push(text.line(at), &label, Form::Listed);
            }
        }
    }

    /// The first paragraph after the heading answers its question; those after it tell more.
    fn submitters(&mut self, text: &Inline, item: bool) {
        let answers = item || self.frames.last().is_some_and(|frame| !frame.begun);
        for found in submitters::read(text, answers) {
            let form = if found.sure { Form::Listed } else { Form::Mentioned };
            self.push(text.line(found.at), &found.label, form);
        }
        self.frames.iter_mut().for_each(|frame| frame.begun = true);
    }

    /// "Name, title, address, Organisation" on each line: the last part is the organisation.
    fn staffing(&mut self, text: &Inline) {
        let mut at = 0;
        for line in text.text.split('\n') {
            if let Some(label) = affiliation(line) {
                let known = self.entries.iter().any(|entry| entry.form == Form::Affiliation && entry.name == label.name);
                if !known {
                    self.push(text.line(at), &label, Form::Affiliation);
                }
            }
            at += line.len() + 1;
        }
    }

    fn row(&mut self, head: bool, cells: &[Inline]) {
        let Some(first) = cells.first() else { return };
        if head {
            let listed = matches!(self.section(), Section::Actors { .. } | Section::Submitters);
            self.actor_table = listed && self.vocabulary.is_actor_column(&first.text);
        } else if self.actor_table {
            let about = cells.get(1).map_or("", |cell| cell.text.as_str());
            if let Some(mut label) = label::of_item(first) {
                label.text = if label.text.is_empty() { about } else { label.text };
                self.push(first.line(0), &label, Form::Listed);
            }
        }
    }

    fn push(&mut self, line: u32, label: &label::Label<'_>, form: Form) {
        let Some(frame) = self.frames.last() else { return };
        if is_remark(label.name) {
            return;
        }
        self.entries.push(ActorEntry {
            line,
            name: collapse(label.name),
            role: frame.role.clone(),
            group: frame.group.clone(),
            qualifier: label.qualifier.map(collapse),
            text: Some(collapse(label.text)).filter(|text| !text.is_empty()),
            anchor: None,
            form,
        });
    }
}

/// A paragraph that labels what follows: all bold, or a short line that ends in a colon.
fn as_label(text: &Inline) -> Option<&str> {
    let line = text.text.trim();
    let short = line.chars().count() <= 120 && !line.contains('\n');
    (short && (text.is_all_bold() || line.ends_with(':'))).then_some(line)
}

/// "Viktige aktører for å forstå …": about the actors, naming none.
fn is_remark(name: &str) -> bool {
    let generic = ["aktører", "aktørar", "aktørene", "aktørane", "actors", "stakeholders"];
    let mut found = grammar::words(name).map(|(_, word)| word).skip_while(|word| !grammar::is_one_of(word, &generic)).skip(1);
    found.next().is_some_and(|next| grammar::is_one_of(next, &["for", "i", "to", "in"]))
}

/// The organisation at the end of a staffing line; a line with fewer than two parts names none.
fn affiliation(line: &str) -> Option<label::Label<'_>> {
    let (person, organisation) = line.rsplit_once(',')?;
    let organisation = organisation.trim_matches(|c: char| c.is_whitespace() || ".;\\".contains(c));
    let is_name = organisation.starts_with(char::is_uppercase) && !organisation.contains('@') && organisation.split(' ').count() <= 6;
    (is_name && !person.trim().is_empty()).then_some(label::Label { name: organisation, qualifier: None, text: "" })
}

/// One space between words, none around.
fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
