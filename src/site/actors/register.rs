//! The register of actors: `data/aktorer.yaml`, with the names by which each is known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::beginnings::Beginnings;
use super::names::{self, Spelling};
use crate::config::{Located, Node, fields, parse_yaml};
use crate::diag::{Diag, Span};

/// An actor's id: in the register, in front matter, in URLs.
pub type ActorId = Arc<str>;

/// One actor of the register.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Actor {
    pub id: ActorId,
    /// Language → official name.
    pub names: BTreeMap<String, String>,
    /// Other spellings and abbreviations.
    pub aliases: Vec<String>,
    pub former: Vec<String>,
    /// Both of these, for all who share them.
    #[serde(skip)]
    pub other_names: Arc<[String]>,
    /// `direktorat`, `kommune`, `brukergruppe`, …; empty when not given.
    pub kind: String,
    /// `stat`, `fylke`, `kommune`, `kommune+fylke`, `privat`, `internasjonal`, `ingen`; empty when not given.
    pub level: String,
    pub url: Option<String>,
    pub note: Option<String>,
    /// Where the register has it.
    pub line: u32,
}

impl Actor {
    /// The name in a language: nynorsk falls back on bokmål, others on any there is, last on the id.
    pub fn name(&self, lang: &str) -> &str {
        let bokmal = || self.names.get("nb");
        self.names.get(lang).or_else(bokmal).or_else(|| self.names.values().next()).map_or(&self.id, String::as_str)
    }

    /// Common nouns ("kommuner", "elever") are found in any case and inflection, names are not.
    pub fn is_group(&self) -> bool {
        matches!(self.kind.as_str(), "gruppe" | "brukergruppe" | "group" | "user-group")
    }

    /// A user group takes part in the matrix but is no organisation.
    pub fn is_user_group(&self) -> bool {
        matches!(self.kind.as_str(), "brukergruppe" | "user-group")
    }

    /// Every name by which it is known.
    pub(super) fn spellings(&self) -> impl Iterator<Item = &str> {
        self.names.values().chain(self.other_names.iter()).map(String::as_str)
    }
}

/// All actors, findable by every spelling.
#[derive(Clone, Debug, Default)]
pub struct Register {
    actors: Vec<Actor>,
    by_id: FxHashMap<ActorId, usize>,
    by_name: BTreeMap<String, Vec<Spelling>>,
    /// Inflected words of groups, without their endings.
    by_stem: BTreeMap<String, usize>,
    beginnings: Beginnings,
    /// The first words of names of several.
    first_words: BTreeSet<String>,
}

/// The register that Loft brings: used where a site has none of its own.
const BUILT_IN: &str = include_str!("../../../data/aktorer.yaml");

/// Fields of an actor and their English names.
const FIELDS: &[&str] = &[
    "id",
    "navn",
    "navn_nn",
    "navn_en",
    "alias",
    "tidligere",
    "type",
    "niva",
    "lenke",
    "merknad",
    "name",
    "name_nb",
    "name_nn",
    "name_en",
    "aliases",
    "former",
    "kind",
    "level",
    "url",
    "note",
];

impl Register {
    /// Reads `data/aktorer.yaml`. What could be read counts; the rest are findings. `path` as findings name the file.
    pub fn from_yaml(text: &str, path: &str) -> (Register, Vec<Diag>) {
        let (node, mut diags) = parse_yaml(text, 1);
        let mut register = Register::default();
        match ["aktorer", "actors"].iter().find_map(|key| node.get(key)).map_or(&node, |list| &list.value) {
            Node::List(items) => items.iter().for_each(|item| register.add(item, &mut diags)),
            Node::Null => {}
            _ => diags.push(Diag::warning("register-not-list").span(Span::line(1))),
        }
        (register, diags.into_iter().map(|diag| diag.in_file(path)).collect())
    }

    /// Norwegian public bodies and user groups in education and childhood.
    pub fn built_in() -> Register {
        Register::from_yaml(BUILT_IN, "aktorer.yaml").0
    }

    pub fn actors(&self) -> &[Actor] {
        &self.actors
    }

    pub fn get(&self, id: &str) -> Option<&Actor> {
        self.by_id.get(id).map(|index| &self.actors[*index])
    }

    /// An actor by what a writer puts in front matter.
    pub fn find_by_id_or_name(&self, written: &str) -> Option<&Actor> {
        self.get(written.trim()).or_else(|| self.find(written))
    }

    /// Whom a name means, when it is one and nothing more: whole, in any case unless it is short and in
    /// capitals, with or without a genitive ending and "de", "the", "andre".
    pub fn find(&self, name: &str) -> Option<&Actor> {
        let name = names::without_determiner(name);
        if !self.may_know(name) {
            return None;
        }
        let folded = names::fold(name);
        let bare = names::without_genitive(name);
        let in_genitive = || (bare.len() < name.len()).then(|| self.spelt(&names::fold(bare), bare)).flatten();
        let found = self.spelt(&folded, name).or_else(in_genitive);
        found.or_else(|| self.by_stem.get(&names::stem_of_folded(&folded)).copied()).map(|index| &self.actors[index])
    }

    /// Whom a name means as it is written.
    fn spelt(&self, folded: &str, written: &str) -> Option<usize> {
        self.by_name.get(folded)?.iter().find(|found| found.allows(written)).map(|found| found.actor)
    }

    /// Whether a name begins as one of the register's does: with its first two signs and, of several words, the whole first word.
    /// Of what is short, or begins with an article or with other than plain letters, the first two signs cannot tell.
    pub(super) fn may_know(&self, name: &str) -> bool {
        let may_begin = match name.as_bytes() {
            [first, second, _, _, ..] if first.is_ascii_graphic() && second.is_ascii_graphic() => {
                self.beginnings.hold(*first, *second) || name.as_bytes()[..2].eq_ignore_ascii_case(b"th")
            }
            _ => true,
        };
        may_begin && first_of_several(name).is_none_or(|first| self.first_words.contains(&names::fold(first)))
    }

    fn add(&mut self, item: &Located<Node>, diags: &mut Vec<Diag>) {
        let Some(actor) = read_actor(item, diags) else { return };
        if let Some(first) = self.get(&actor.id) {
            let twice = Diag::warning("register-id-twice").span(item.span).with("id", &actor.id).with("first", first.line);
            return diags.push(twice);
        }
        let index = self.actors.len();
        for spelling in actor.spellings() {
            let folded = names::fold(spelling);
            self.beginnings.add(&folded);
            self.first_words.extend(first_of_several(&folded).map(str::to_string));
            let known = self.by_name.entry(folded).or_default();
            if let Some(other) = known.iter().find(|other| other.actor != index) {
                let other = &self.actors[other.actor].id;
                diags.push(
                    Diag::warning("register-name-twice").span(item.span).with("name", spelling).with("id", &actor.id).with("other", other),
                );
            } else {
                known.push(Spelling::new(spelling, index, actor.is_group()));
            }
        }
        if actor.is_group() {
            for word in actor.spellings().filter(|spelling| !spelling.contains(' ')) {
                self.by_stem.entry(names::stem(word)).or_insert(index);
            }
        }
        self.by_id.insert(actor.id.clone(), index);
        self.actors.push(actor);
    }
}

/// The first word of several, the article "the" aside.
fn first_of_several(name: &str) -> Option<&str> {
    let mut words = name.split_whitespace();
    let first = words.next()?;
    let first = if first.eq_ignore_ascii_case("the") { words.next()? } else { first };
    words.next().map(|_| first)
}

fn read_actor(item: &Located<Node>, diags: &mut Vec<Diag>) -> Option<Actor> {
    let node = &item.value;
    for (key, _) in node.entries().iter().filter(|(key, _)| !FIELDS.contains(&key.value.to_lowercase().as_str())) {
        diags.push(fields::unknown_key(key, FIELDS));
    }
    let mut either = |keys: &[&str]| keys.iter().find_map(|key| fields::text(node, key, diags)).filter(|text| !text.trim().is_empty());
    let id = either(&["id"]);
    let names: BTreeMap<String, String> =
        [("nb", ["navn", "name_nb", "name"]), ("nn", ["navn_nn", "name_nn", ""]), ("en", ["navn_en", "name_en", "name"])]
            .iter()
            .filter_map(|(lang, keys)| Some((lang.to_string(), either(keys)?)))
            .collect();
    let (kind, level) = (either(&["type", "kind"]), either(&["niva", "level"]));
    let (url, note) = (either(&["lenke", "url"]), either(&["merknad", "note"]));
    let id = match id {
        Some(id) if !names.is_empty() => id,
        Some(id) => {
            diags.push(Diag::warning("register-no-name").span(item.span).with("id", id));
            return None;
        }
        None => {
            diags.push(Diag::warning("register-no-id").span(item.span));
            return None;
        }
    };
    let aliases = spellings(node, &["alias", "aliases"]);
    let former = spellings(node, &["tidligere", "former"]);
    let other_names = aliases.iter().chain(&former).cloned().collect();
    let (kind, level) = (kind.unwrap_or_default(), level.unwrap_or_default());
    Some(Actor { id: id.trim().into(), names, aliases, former, other_names, kind, level, url, note, line: item.span.line })
}

/// One spelling or a list of them, as written.
fn spellings(node: &Node, keys: &[&str]) -> Vec<String> {
    let found = keys.iter().find_map(|key| node.get(key));
    let each = found.map(|found| found.value.one_or_many(found.span)).unwrap_or_default();
    each.into_iter().filter_map(|(_, node)| node.as_text()).filter(|text| !text.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_register_is_sound() {
        let (register, diags) = Register::from_yaml(BUILT_IN, "data/aktorer.yaml");
        assert_eq!(diags, []);
        assert_eq!(register.actors().len(), 60);
    }

    #[test]
    fn names_mean_actors() {
        let register = Register::built_in();
        for (name, id) in [
            ("Utdanningsdirektoratet", Some("udir")),
            ("utdanningsdirektoratets", Some("udir")),
            ("UDir", Some("udir")),
            ("The Ministry of Education and Research", Some("kd")),
            ("Ministry of education and research", Some("kd")),
            ("OT", Some("ot")),
            ("ot", None),
            ("Sikt", Some("sikt")),
            ("sikt", None),
            ("Kompetanse Norge", Some("hk-dir")),
            ("kommunane", Some("kommuner")),
            ("de foresatte", Some("sluttbruker-foresatt")),
            ("andre kommuner", Some("kommuner")),
            ("Eleven", Some("sluttbruker-elev")),
            ("Bergen kommunes", Some("bergen")),
            ("Folkeregisteret", None),
            ("", None),
        ] {
            assert_eq!(register.find(name).map(|actor| &*actor.id), id, "{name}");
        }
    }

    #[test]
    fn faults_are_found_and_the_rest_is_read() {
        let text = "aktorer:\n- navn: Uten id\n- id: a\n- id: b\n  navn: B\n  alais: [BB]\n- id: b\n  navn: C\n- id: d\n  navn: B\n";
        let (register, diags) = Register::from_yaml(text, "data/aktorer.yaml");
        let found: Vec<(&str, u32)> = diags.iter().map(|diag| (diag.code, diag.span.map_or(0, |span| span.line))).collect();
        let expected =
            [("register-no-id", 2), ("register-no-name", 3), ("key-unknown-near", 6), ("register-id-twice", 7), ("register-name-twice", 9)];
        assert_eq!(found, expected);
        assert_eq!(register.actors().iter().map(|actor| &*actor.id).collect::<Vec<_>>(), ["b", "d"]);
    }

    #[test]
    fn a_register_that_is_no_list_is_a_finding() {
        assert_eq!(Register::from_yaml("aktorer: nei", "x").1[0].code, "register-not-list");
        assert_eq!(Register::from_yaml("", "x").1, []);
    }
}
