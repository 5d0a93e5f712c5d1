//! Actor entries as written: who a page lists as taking part, under which heading, with which words.
//!
//! Reading knows one body and the configured vocabulary, not the register: what "KS og KS Digital"
//! divides into, and whom a name means, is for `site::actors` to say. So a changed register reads
//! no page again.

pub(super) mod blocks;
pub mod grammar;
mod label;
mod stretches;
mod submitters;

use serde::Serialize;

use self::blocks::{Block, Inline, blocks};
use super::Heading;
use crate::config::ActorVocabulary;
use crate::config::vocabulary::{Opens, ROLE_AFFECTED, ROLE_PILOT, ROLE_STAFF, ROLE_SUBMITTER, ROLE_USER};

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
    /// Begins with a name, perhaps, in a sentence that tells of submitters or a list of duties: an actor only as far as the register
    /// knows it.
    Mentioned,
    /// Said to be whom something is for, or listed under a group's heading by itself: actors when the register knows one of them.
    Told,
    /// The organisation of someone who staffs a pilot: known or not, once a page.
    Affiliation,
}

/// Reads the actor entries of one Markdown body whose first line is `first_line` of its file.
///
/// Linear in the body's length; never panics. Forms and headings: `ActorVocabulary` and this
/// folder's modules. Anchors are filled in by [`set_anchors`].
pub fn read(body: &str, first_line: u32, vocabulary: &ActorVocabulary) -> Vec<ActorEntry> {
    let mut reader = Reader::new(vocabulary);
    for stretch in stretches::of(body, vocabulary) {
        reader.read(&blocks(&body[stretch.range], first_line + stretch.lines_before));
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

/// What a heading or label opens by itself, wherever it stands.
fn opens_section(label: &str, vocabulary: &ActorVocabulary) -> Option<Section> {
    Some(match vocabulary.opens(label)? {
        Opens::Submitters => Section::Submitters,
        Opens::Staffing => Section::Staffing,
        Opens::Actors => Section::Actors { prose: false },
        Opens::Duties => Section::Duties,
    })
}

/// What the text under a heading or label is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    /// Lists and tables of actors; `prose`: paragraphs list them too.
    Actors {
        prose: bool,
    },
    /// Lists under the heading of a group that stands by itself, where also other things may stand.
    Group,
    Submitters,
    Staffing,
    /// Lists and tables of who does what, where also people and posts may stand.
    Duties,
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

/// The columns of a table of actors.
#[derive(Clone, Copy, Debug)]
struct Columns {
    actor: usize,
    role: Option<usize>,
}

struct Reader<'a> {
    vocabulary: &'a ActorVocabulary,
    frames: Vec<Frame>,
    /// Where the table being read holds actors, when it does.
    actor_table: Option<Columns>,
    entries: Vec<ActorEntry>,
}

impl<'a> Reader<'a> {
    fn new(vocabulary: &'a ActorVocabulary) -> Reader<'a> {
        Reader { vocabulary, frames: Vec::new(), actor_table: None, entries: Vec::new() }
    }

    /// Reads a stretch of the body into which no section goes on from the one before.
    fn read(&mut self, blocks: &[Block]) {
        self.frames.clear();
        self.actor_table = None;
        for (at, block) in blocks.iter().enumerate() {
            self.take(block, blocks.get(at + 1));
        }
    }

    fn take(&mut self, block: &Block, next: Option<&Block>) {
        match block {
            Block::Heading { level, text } => self.heading(*level, &text.text),
            Block::Paragraph(text) => self.paragraph(text),
            Block::Item { depth, text } => {
                let holds_list = matches!(next, Some(Block::Item { depth: inner, .. }) if inner > depth);
                self.item(*depth, text, holds_list);
            }
            Block::Row { head, cells } => self.row(*head, cells),
        }
    }

    fn section(&self) -> Section {
        self.frames.last().map_or(Section::Other, |frame| frame.section)
    }

    fn heading(&mut self, level: u8, text: &str) {
        self.frames.retain(|frame| frame.level < level);
        let section = opens_section(text, self.vocabulary).unwrap_or_else(|| self.subsection(level, text));
        self.open(level, section, text);
    }

    /// What a heading that opens nothing by itself means inside the section it stands in.
    fn subsection(&self, level: u8, text: &str) -> Section {
        match self.section() {
            Section::Actors { .. } if self.vocabulary.group_role(text).is_some() => Section::Actors { prose: false },
            Section::Group if self.vocabulary.group_role(text).is_some() => Section::Group,
            Section::Staffing => Section::Staffing,
            _ if self.vocabulary.opens_group(level, text) => Section::Group,
            _ => Section::Other,
        }
    }

    fn open(&mut self, level: u8, section: Section, label: &str) {
        let lists = |frame: &&Frame| matches!(frame.section, Section::Actors { .. } | Section::Group);
        let inherited = self.frames.last().filter(lists).map(|frame| frame.role.clone());
        let role = match section {
            Section::Submitters => ROLE_SUBMITTER.to_string(),
            Section::Staffing => ROLE_PILOT.to_string(),
            Section::Duties | Section::Other => ROLE_AFFECTED.to_string(),
            Section::Actors { .. } | Section::Group => {
                // "Stakeholders": beside other groups it is one of them; alone it says no more than "Actors".
                let names_all = inherited.is_none() && self.vocabulary.is_everyone(label);
                let own = self.vocabulary.group_role(label).filter(|role| !role.is_empty() && !names_all);
                own.map(str::to_string).or(inherited).unwrap_or_else(|| ROLE_AFFECTED.to_string())
            }
        };
        let group = Some(collapse(label)).filter(|group| !group.is_empty());
        self.frames.push(Frame { level, section, role, group, begun: false });
    }

    fn paragraph(&mut self, text: &Inline) {
        self.actor_table = None;
        if let Some(label) = as_label(text) {
            return self.label(label);
        }
        match self.section() {
            Section::Actors { prose } => self.prose(text, prose),
            Section::Submitters => self.submitters(text, false),
            Section::Staffing => self.staffing(text),
            Section::Group | Section::Duties | Section::Other => {}
        }
    }

    /// A paragraph that is a label: bold, or ending in a colon.
    fn label(&mut self, label: &str) {
        let closed = self.frames.last().is_some_and(|frame| frame.level == LABEL_LEVEL);
        self.frames.retain(|frame| frame.level < LABEL_LEVEL);
        let section = match self.section() {
            _ if self.vocabulary.closes(label) && self.vocabulary.group_role(label).is_none() => Section::Other,
            Section::Actors { .. } => Section::Actors { prose: self.vocabulary.group_role(label).is_some() },
            section @ (Section::Group | Section::Staffing | Section::Duties) => section,
            outer => opens_section(label, self.vocabulary).unwrap_or(if closed { Section::Other } else { outer }),
        };
        self.open(LABEL_LEVEL, section, label);
    }

    fn item(&mut self, depth: usize, item: &Inline, holds_list: bool) {
        self.actor_table = None;
        let level = ITEM_LEVEL.saturating_add(u8::try_from(depth).unwrap_or(u8::MAX));
        self.frames.retain(|frame| frame.level < level);
        match self.section() {
            Section::Actors { .. } | Section::Group => self.actor_item(depth, level, item, holds_list),
            Section::Submitters => self.submitters(item, true),
            Section::Staffing => self.staffing(item),
            Section::Duties if depth == 1 => self.duty(item),
            Section::Duties | Section::Other => {}
        }
    }

    fn actor_item(&mut self, depth: usize, level: u8, item: &Inline, holds_list: bool) {
        let governed = depth == 1 || self.frames.last().is_some_and(|frame| frame.level == level - 1);
        if !governed {
            return;
        }
        let heads_list = item.text.trim_end().ends_with(':') || (holds_list && label::is_bare(item));
        if heads_list && self.vocabulary.group_role(&item.text).is_some_and(|role| !role.is_empty()) {
            return self.open(level, self.within(), &item.text);
        }
        self.listed(item);
    }

    /// What a group inside the section is read as.
    fn within(&self) -> Section {
        match self.section() {
            Section::Group => Section::Group,
            _ => Section::Actors { prose: false },
        }
    }

    /// How far a name that stands in a list of the section is sure to be an actor's.
    fn form(&self) -> Form {
        match self.section() {
            Section::Group => Form::Told,
            _ => Form::Listed,
        }
    }

    /// The actors of an item or of a paragraph that begins in bold.
    fn listed(&mut self, item: &Inline) {
        for label in label::of_item(item) {
            match self.inline_group(&label) {
                Some(role) => self.push_group(item.line(0), role, &label),
                None => self.push(item.line(0), &label, self.form()),
            }
        }
    }

    /// Who does what: a post is no actor, and only the register tells it from one.
    fn duty(&mut self, item: &Inline) {
        for label in label::of_item(item) {
            self.push(item.line(0), &label, Form::Mentioned);
        }
    }

    /// The role of a label that names a group and is followed by those who are in it: "Leverandører: Visma og IST".
    fn inline_group(&self, label: &label::Label<'_>) -> Option<String> {
        if label.text.is_empty() {
            return None;
        }
        let is_name_of_group = || label.name.split_whitespace().count() <= 3 && !grammar::has_preposition(label.name);
        let role = self.vocabulary.group_role(label.name).filter(|role| !role.is_empty() && is_name_of_group())?;
        let of_people = [ROLE_USER, ROLE_STAFF].contains(&role);
        let lists = grammar::is_run_of_names(label.text) || (of_people && grammar::is_run_of_words(label.text));
        (lists || grammar::is_plain_name(label.text)).then(|| role.to_string())
    }

    /// "Leverandører: Visma og IST", in a paragraph of nothing else, or on each of its lines: whether it was that.
    fn groups_in_line(&mut self, text: &Inline) -> bool {
        let each: Option<Vec<_>> = text.lines().map(|(at, line)| self.group_in_line(text.line(at), line)).collect();
        let groups = each.or_else(|| Some(vec![self.group_in_line(text.line(0), &text.text)?]));
        let found = groups.unwrap_or_default();
        found.iter().for_each(|(line, role, label)| self.push_group(*line, role.clone(), label));
        !found.is_empty()
    }

    fn group_in_line<'t>(&self, line: u32, text: &'t str) -> Option<(u32, String, label::Label<'t>)> {
        let label = label::of_plain(text.trim())?;
        Some((line, self.inline_group(&label)?, label))
    }

    fn push_group(&mut self, line: u32, role: String, label: &label::Label<'_>) {
        let (section, group) = (self.within(), Some(collapse(label.name)));
        self.frames.push(Frame { level: u8::MAX, section, role, group, begun: false });
        for named in label::of_sentence(label.text) {
            self.push(line, &named, self.form());
        }
        self.frames.pop();
    }

    /// Paragraphs that list actors: "A – role. B (abbr) – role.", or under a group's label any run of names.
    fn prose(&mut self, text: &Inline, labelled: bool) {
        if text.bold > 0 {
            if label::of_item(text).first().is_some_and(|label| !label.text.is_empty()) {
                self.listed(text);
            }
            return;
        }
        if self.groups_in_line(text) {
            return;
        }
        let sentences = grammar::sentences(&text.text);
        let dashed = sentences.first().is_some_and(|(_, first)| label::has_dash(first));
        if !labelled && !(dashed && sentences.iter().all(|(_, sentence)| label::has_dash(sentence))) {
            return self.run_of_names(text, &sentences);
        }
        for (at, sentence) in sentences.into_iter().flat_map(|(at, sentence)| label::dashed_parts(at, sentence)) {
            // After "A – role." a sentence without a dash says more of A.
            let named = if dashed && !label::has_dash(sentence) { Vec::new() } else { label::of_sentence(sentence) };
            for label in named {
                self.push(text.line(at), &label, Form::Listed);
            }
        }
    }

    /// "Udir, KS og Digdir.", under a group of people "Elever, foresatte og lærere.", and "Følgende aktører er involvert: Udir, KS
    /// og Digdir.", when that is all the paragraph says.
    fn run_of_names(&mut self, text: &Inline, sentences: &[(usize, &str)]) {
        if self.frames.last().is_some_and(|frame| frame.role == ROLE_USER) {
            let aims = sentences.iter().filter_map(|(at, sentence)| Some((*at, grammar::aim(sentence)?)));
            for (at, (whom, sure)) in aims {
                let form = if sure { Form::Listed } else { Form::Told };
                label::of_sentence(whom).iter().for_each(|label| self.push(text.line(at), label, form));
            }
        }
        let [(at, sentence)] = sentences else { return };
        let names = match sentence.split_once(": ") {
            Some((before, names)) if is_about_actors(before, self.vocabulary) => names,
            Some(_) => return,
            None => sentence,
        };
        let people = self.frames.last().is_some_and(|frame| [ROLE_USER, ROLE_STAFF].contains(&frame.role.as_str()));
        if grammar::is_run_of_names(names) || (people && grammar::is_run_of_words(names)) {
            for label in label::of_sentence(names) {
                self.push(text.line(*at), &label, Form::Listed);
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

    /// "Name, title, address, Organisation" on each line: the last part is the organisation. The file's own lines count where every
    /// one of them is that; elsewhere only a hard break parts two people.
    fn staffing(&mut self, text: &Inline) {
        let each_is_one =
            text.lines().count() > 1 && text.lines().all(|(_, line)| line.matches(',').count() >= 2 && affiliation(line).is_some());
        let mut at = 0;
        for line in text.text.split('\n').filter(|_| !each_is_one) {
            self.affiliated(text.line(at), line);
            at += line.len() + 1;
        }
        text.lines().filter(|_| each_is_one).for_each(|(at, line)| self.affiliated(text.line(at), line));
    }

    /// An organisation counts once a page.
    fn affiliated(&mut self, line: u32, text: &str) {
        let Some(label) = affiliation(text) else { return };
        if !self.entries.iter().any(|entry| entry.form == Form::Affiliation && entry.name == label.name) {
            self.push(line, &label, Form::Affiliation);
        }
    }

    fn row(&mut self, head: bool, cells: &[Inline]) {
        if head {
            let listed = matches!(self.section(), Section::Actors { .. } | Section::Submitters | Section::Duties);
            self.actor_table = self.columns(cells).filter(|_| listed);
        } else if let Some(columns) = self.actor_table {
            self.actor_row(columns, cells);
        }
    }

    /// Actors stand in the first column, or beside a first one of roles.
    fn columns(&self, titles: &[Inline]) -> Option<Columns> {
        let is_actor = |title: &Inline| self.vocabulary.is_actor_column(&title.text);
        let role = titles.iter().position(|title| self.vocabulary.is_role_column(&title.text));
        let actor = titles.iter().position(is_actor).filter(|actor| *actor == 0 || (*actor == 1 && role == Some(0)))?;
        Some(Columns { actor, role })
    }

    fn actor_row(&mut self, columns: Columns, cells: &[Inline]) {
        let Some(actor) = cells.get(columns.actor) else { return };
        let role = columns.role.and_then(|role| self.vocabulary.role_in_cell(&cells.get(role)?.text)).map(str::to_string);
        // What a role's cell says beyond a role is said of the actor.
        let is_told = |at: &usize| *at != columns.actor && (Some(*at) != columns.role || role.is_none());
        let about = (0..cells.len()).find(is_told).map_or("", |at| cells[at].text.as_str());
        let form = if self.section() == Section::Duties { Form::Mentioned } else { Form::Listed };
        for mut label in label::of_item(actor) {
            label.text = if label.text.is_empty() { about } else { label.text };
            let before = self.entries.len();
            self.push(actor.line(0), &label, form);
            if let Some(role) = &role {
                self.entries[before..].iter_mut().for_each(|entry| entry.role.clone_from(role));
            }
        }
    }

    fn push(&mut self, line: u32, label: &label::Label<'_>, form: Form) {
        let Some(frame) = self.frames.last() else { return };
        if is_remark(label.name, self.vocabulary) {
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

/// "Viktige aktører for å forstå …", "Andre relevante aktører": about the actors, naming none.
fn is_remark(name: &str, vocabulary: &ActorVocabulary) -> bool {
    let words: Vec<&str> = grammar::words(name).map(|(_, word)| word).collect();
    let others = ["andre", "øvrige", "øvrege", "other", "flere", "fleire", "various"];
    if words.iter().all(|word| grammar::is_clause(word)) {
        return true; // "m.fl."
    }
    let Some(at) = words.iter().position(|word| vocabulary.is_everyone(word)) else { return false };
    match words.get(at + 1) {
        Some(next) => grammar::is_one_of(next, &["for", "i", "to", "in"]),
        None => words.first().is_some_and(|first| grammar::is_one_of(first, &others)),
    }
}

/// "Følgende aktører er involvert": what may stand before a colon and names.
fn is_about_actors(text: &str, vocabulary: &ActorVocabulary) -> bool {
    let nouns = ["partnere", "partnarar", "partners", "parter", "partar", "parties", "virksomheter", "verksemder", "organisations"];
    grammar::words(text).any(|(_, word)| vocabulary.is_everyone(word) || grammar::is_one_of(word, &nouns))
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
    if is_collapsed(text) {
        return text.to_string();
    }
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

/// Whether that is surely so. Wide letters may be spaces.
fn is_collapsed(text: &str) -> bool {
    let odd = text.bytes().filter(|byte| *byte < b' ' || matches!(*byte, 0xc2 | 0xe0..)).count();
    odd == 0 && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Reading only the stretches that can hold actors gives what reading the whole body gives.
        #[test]
        fn stretches_tell_all_that_the_body_tells(lines in prop::collection::vec(prop::sample::select(LINES), 0..24)) {
            let body = lines.concat();
            let vocabulary = ActorVocabulary::standard();
            let mut whole = Reader::new(&vocabulary);
            whole.read(&blocks(&body, 1));
            prop_assert_eq!(read(&body, 1, &vocabulary), whole.entries, "{}", body);
        }
    }

    proptest! {
        #[test]
        fn what_is_taken_for_collapsed_is(text in "[a ø\u{a0}\u{2003}\t]{0,6}") {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(collapse(&text), words.clone());
            prop_assert!(!is_collapsed(&text) || words == text);
        }
    }

    const LINES: &[&str] = &[
        "# Aktører\n",
        "## Aktører {#hvem}\n",
        "### Premissgivere\n",
        " ## Partnere\n",
        "## Noe annet\n",
        "## Fagsystemleverandører\n",
        "Direktorater\n---\n",
        "# Om saken\n",
        "#### Sluttbrukere\n",
        "Partnere\n---\n",
        "Noe\n===\n",
        "## Hvem har spilt inn caset?\n",
        "**Leverandører**\n",
        "**Aktører:**\n",
        "Premissgivere:\n",
        "\n",
        "\n",
        "- Udir\n",
        "- **KS** – råd\n",
        "  - Sikt\n",
        "* Lærere:\n",
        "Bergen kommune.\n",
        "| Aktør | Rolle |\n|---|---|\n| KD | eier |\n",
        "```\n",
        "~~~ sh\n",
        "  ```\n",
        "````\n",
        "> - NAV\n",
        "<div>\n",
        "<!--\n",
        "-->\n",
        "[Udir][1]\n",
        "[1]: /x/\n",
        "---\n",
        "    # kode\n",
    ];
}
