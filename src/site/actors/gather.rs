//! Every page's participants, and every actor's pages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::register::{Actor, ActorId, Register};
use super::{Divisions, Mention, names};
use crate::config::ActorVocabulary;
use crate::config::vocabulary::{ROLE_AFFECTED, ROLE_SUBMITTER};
use crate::diag::{Diag, Span};
use crate::doc::FrontMatter;
use crate::doc::actors::ActorEntry;
use crate::paths::{Lang, SourcePath};
use crate::site::{Page, Site};
use crate::text::capitalised;

/// One language version of a page, as far as actors go.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The page's number: the same for all its languages.
    pub page: usize,
    pub lang: &'a Lang,
    /// The file as findings name it.
    pub path: &'a str,
    pub meta: &'a FrontMatter,
    pub entries: &'a [ActorEntry],
}

/// Someone who takes part in a page's matter, in one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// In the register, or made from the name.
    pub id: ActorId,
    pub mention: Mention,
    /// Said in front matter, not read from the text.
    pub declared: bool,
    /// `mindre`, when front matter says so.
    pub relevance: Option<String>,
}

/// An actor and where it takes part, as one language's pages tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub id: ActorId,
    pub name: String,
    pub registered: bool,
    /// In the order of the pages, then of the text.
    pub parts: Vec<Part>,
}

/// Where to find one participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub page: usize,
    /// The language version that tells of it: the view's own, or the default language's.
    pub lang: Lang,
    pub index: usize,
}

/// Who takes part in what, across the site.
#[derive(Clone, Debug, Default)]
pub struct Actors {
    pub register: Arc<Register>,
    participants: FxHashMap<(usize, Lang), Vec<Participant>>,
    profiles: BTreeMap<Lang, Vec<Profile>>,
}

/// The actors of a site, with the register from its data folder, or Loft's own where it has none.
pub(in crate::site) fn of_site(site: &Site, diags: &mut Vec<Diag>) -> Actors {
    let register = match REGISTERS.iter().find_map(|path| site.files.get(&SourcePath::new(path))) {
        Some(blob) => {
            let text = String::from_utf8_lossy(blob.bytes.as_deref().unwrap_or_default());
            let (register, found) = Register::from_yaml(&text, &blob.shown);
            diags.extend(found);
            Arc::new(register)
        }
        None => Arc::clone(BUILT_IN.get_or_init(|| Arc::new(Register::built_in()))),
    };
    let source = |page| source(site, page);
    let sources: Vec<Source<'_>> = site.pages.iter().filter_map(source).collect();
    let default = &site.config.default_language;
    let others = site.config.languages.iter().map(|language| &language.lang).filter(|lang| *lang != default);
    let languages: Vec<Lang> = std::iter::once(default).chain(others).cloned().collect();
    let (actors, found) = Actors::gather(&sources, register, &site.config.loft.actors, &languages);
    diags.extend(found);
    actors
}

/// Where a site keeps its register.
pub const REGISTERS: [&str; 4] = ["data/aktorer.yaml", "data/aktorer.yml", "data/actors.yaml", "data/actors.yml"];

/// Read once a program, and only where it is needed.
static BUILT_IN: OnceLock<Arc<Register>> = OnceLock::new();

fn source<'a>(site: &Site, page: &'a Page) -> Option<Source<'a>> {
    let doc = page.doc.as_ref()?;
    Some(Source { page: site.original(page).0 as usize, lang: &page.lang, path: &doc.shown, meta: &doc.meta, entries: &doc.actor_entries })
}

impl Actors {
    /// Gathers all sources. `languages`: the site's, the default first. Pages are numbered in the site's order.
    pub fn gather(
        sources: &[Source<'_>],
        register: Arc<Register>,
        vocabulary: &ActorVocabulary,
        languages: &[Lang],
    ) -> (Actors, Vec<Diag>) {
        let mut diags = Vec::new();
        let mut slugs = Slugs::new(&register);
        let mut participants = FxHashMap::default();
        let mut divisions = Divisions::default();
        for source in sources {
            let read = divisions.mentions(source.entries, &register);
            let found = participants_of(source, read, &register, vocabulary, &mut slugs, &mut diags);
            if !found.is_empty() {
                participants.insert((source.page, source.lang.clone()), found);
            }
        }
        let mut actors = Actors { register, participants, profiles: BTreeMap::new() };
        let profiles = languages.iter().map(|lang| (lang.clone(), actors.profiles_in(lang, languages.first().unwrap_or(lang)))).collect();
        actors.profiles = profiles;
        (actors, diags)
    }

    /// Whether any page has an actor.
    pub fn is_empty(&self) -> bool {
        self.participants.is_empty()
    }

    /// Actors that take part somewhere, by name in that language: the register's first, then the others.
    pub fn profiles(&self, lang: &Lang) -> &[Profile] {
        self.profiles.get(lang).map_or(&[], Vec::as_slice)
    }

    pub fn profile(&self, lang: &Lang, id: &str) -> Option<&Profile> {
        self.profiles(lang).iter().find(|profile| &*profile.id == id)
    }

    /// Who takes part in a page, as one of its language versions tells it.
    pub fn participants(&self, page: usize, lang: &Lang) -> &[Participant] {
        self.participants.get(&(page, lang.clone())).map_or(&[], Vec::as_slice)
    }

    /// What a participant is called in a language: as the register has it, else as the page does.
    pub fn name_of<'a>(&'a self, participant: &'a Participant, lang: &Lang) -> &'a str {
        self.register.get(&participant.id).map_or(participant.mention.name.as_str(), |actor| actor.name(lang.as_str()))
    }

    pub fn participant(&self, part: &Part) -> Option<&Participant> {
        self.participants(part.page, &part.lang).get(part.index)
    }

    /// The pages of a language's view: each as that language tells it, else as the default language does.
    fn profiles_in(&self, lang: &Lang, default: &Lang) -> Vec<Profile> {
        let pages: BTreeSet<usize> = self.participants.keys().map(|(page, _)| *page).collect();
        let mut profiles: BTreeMap<ActorId, Profile> = BTreeMap::new();
        for page in pages {
            let told = if self.participants(page, lang).is_empty() { default } else { lang };
            for (index, participant) in self.participants(page, told).iter().enumerate() {
                let profile = profiles.entry(participant.id.clone()).or_insert_with(|| self.new_profile(participant, lang));
                profile.parts.push(Part { page, lang: told.clone(), index });
            }
        }
        let mut profiles: Vec<Profile> = profiles.into_values().collect();
        profiles.sort_by_cached_key(|profile| (!profile.registered, collation_key(&profile.name), profile.id.clone()));
        profiles
    }

    fn new_profile(&self, participant: &Participant, lang: &Lang) -> Profile {
        let name = capitalised(self.name_of(participant, lang));
        let registered = self.register.get(&participant.id).is_some();
        Profile { id: participant.id.clone(), name, registered, parts: Vec::new() }
    }
}

/// `read`: what the page's text says. What it declares wins over what its text says: declared actors replace those read, declared
/// submitters the submitters read.
fn participants_of(
    source: &Source<'_>,
    read: Vec<Mention>,
    register: &Register,
    vocabulary: &ActorVocabulary,
    slugs: &mut Slugs,
    diags: &mut Vec<Diag>,
) -> Vec<Participant> {
    let declared = declared(source, &["aktorer", "actors"], None, register, vocabulary, diags);
    let submitters = declared_submitters(source, register, vocabulary, diags);
    let replaces = |list: &Option<Vec<Declared>>| list.is_some();
    let (actors_replaced, submitters_replaced) = (replaces(&declared), replaces(&submitters));
    let mut found: Vec<Participant> = declared
        .into_iter()
        .flatten()
        .chain(submitters.into_iter().flatten())
        .map(|declared| Participant {
            id: slugs.id_of(&declared.mention),
            mention: with_sentence(declared.mention, &read),
            declared: true,
            relevance: declared.relevance,
        })
        .collect();
    for mention in read {
        let replaced = if mention.role == ROLE_SUBMITTER { submitters_replaced } else { actors_replaced };
        if !replaced {
            found.push(Participant { id: slugs.id_of(&mention), mention, declared: false, relevance: None });
        }
    }
    found
}

/// What front matter says of one actor.
struct Declared {
    mention: Mention,
    relevance: Option<String>,
}

fn declared_submitters(
    source: &Source<'_>,
    register: &Register,
    vocabulary: &ActorVocabulary,
    diags: &mut Vec<Diag>,
) -> Option<Vec<Declared>> {
    declared(source, &["innmelder", "submitter", "submitters"], Some(ROLE_SUBMITTER), register, vocabulary, diags)
}

/// `aktorer: [udir, {id: ks, rolle: partner, relevans: mindre}]`, or `None` when the page says nothing.
fn declared(
    source: &Source<'_>,
    keys: &[&str],
    role: Option<&str>,
    register: &Register,
    vocabulary: &ActorVocabulary,
    diags: &mut Vec<Diag>,
) -> Option<Vec<Declared>> {
    let (key, value) = keys.iter().find_map(|key| Some((*key, source.meta.params.get(*key)?)))?;
    let span = source.meta.places.get(key).copied().unwrap_or(Span::line(1));
    let items: Vec<&Value> = match value {
        Value::Null => return None,
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    };
    let mut reader = DeclaredReader { source, span, register, vocabulary, diags };
    Some(items.into_iter().filter_map(|item| reader.read(item, role)).collect())
}

struct DeclaredReader<'a> {
    source: &'a Source<'a>,
    span: Span,
    register: &'a Register,
    vocabulary: &'a ActorVocabulary,
    diags: &'a mut Vec<Diag>,
}

impl DeclaredReader<'_> {
    fn read(&mut self, item: &Value, role: Option<&str>) -> Option<Declared> {
        let written = item.as_str().or_else(|| field(item, &["id", "navn", "name"]));
        let Some(written) = written.map(str::trim).filter(|written| !written.is_empty()) else {
            self.report(Diag::warning("actor-without-id"));
            return None;
        };
        let actor = self.register.find_by_id_or_name(written);
        if actor.is_none() {
            self.unknown_actor(written);
        }
        let role = role.map(str::to_string).or_else(|| self.role(field(item, &["rolle", "role"])?));
        Some(Declared {
            mention: Mention {
                line: self.span.line,
                name: actor.map_or_else(|| written.to_string(), |actor| actor.name(self.source.lang.as_str()).to_string()),
                actor: actor.map(|actor| actor.id.clone()),
                role: role.unwrap_or_else(|| ROLE_AFFECTED.to_string()),
                group: None,
                qualifier: None,
                text: None,
                anchor: None,
            },
            relevance: field(item, &["relevans", "relevance"]).map(str::to_string),
        })
    }

    /// A role by id or by its label in any language.
    fn role(&mut self, written: &str) -> Option<String> {
        let folded = written.trim().to_lowercase();
        let found =
            self.vocabulary.roles.iter().find(|role| role.id == folded || role.labels.values().any(|label| label.to_lowercase() == folded));
        if found.is_none() {
            let near = crate::text::nearest(&folded, self.vocabulary.roles.iter().map(|role| role.id.as_str()));
            let all: Vec<&str> = self.vocabulary.roles.iter().map(|role| role.id.as_str()).collect();
            self.report(match near {
                Some(near) => Diag::warning("role-unknown-near").with("role", written).with("near", near),
                None => Diag::warning("role-unknown").with("role", written).with("known", all.join(", ")),
            });
        }
        found.map(|role| role.id.clone())
    }

    fn unknown_actor(&mut self, written: &str) {
        let ids = self.register.actors().iter().map(|actor| &*actor.id);
        self.report(match crate::text::nearest(&written.to_lowercase(), ids) {
            Some(near) => Diag::warning("actor-unknown-near").with("actor", written).with("near", near),
            None => Diag::warning("actor-unknown").with("actor", written),
        });
    }

    fn report(&mut self, diag: Diag) {
        self.diags.push(diag.at(self.source.path, self.span));
    }
}

fn field<'a>(item: &'a Value, keys: &[&str]) -> Option<&'a str> {
    let map = item.as_object()?;
    let found = map.iter().find(|(key, _)| keys.contains(&key.to_lowercase().as_str()));
    found.and_then(|(_, value)| value.as_str())
}

/// A declared actor keeps what the text says of it and where.
fn with_sentence(declared: Mention, read: &[Mention]) -> Mention {
    let same = |other: &&Mention| declared.actor.is_some() && other.actor == declared.actor;
    let told = read.iter().filter(same).find(|other| other.role == declared.role).or_else(|| read.iter().find(same));
    match told {
        Some(told) => {
            Mention { text: told.text.clone(), anchor: told.anchor.clone(), qualifier: told.qualifier.clone(), line: told.line, ..declared }
        }
        None => declared,
    }
}

/// Ids for names that the register lacks: made from the name, never the same for two names.
struct Slugs {
    by_name: BTreeMap<String, ActorId>,
    taken: BTreeSet<ActorId>,
}

impl Slugs {
    fn new(register: &Register) -> Slugs {
        Slugs { by_name: BTreeMap::new(), taken: register.actors().iter().map(|actor: &Actor| actor.id.clone()).collect() }
    }

    fn id_of(&mut self, mention: &Mention) -> ActorId {
        if let Some(actor) = &mention.actor {
            return actor.clone();
        }
        let name = names::fold(&mention.name);
        if let Some(known) = self.by_name.get(&name) {
            return known.clone();
        }
        let slug = slug(&name);
        let free = (1..)
            .map(|number| if number == 1 { slug.clone() } else { format!("{slug}-{number}") })
            .find(|slug| !self.taken.contains(slug.as_str()));
        let id: ActorId = free.unwrap_or(slug).into();
        self.taken.insert(id.clone());
        self.by_name.insert(name, id.clone());
        id
    }
}

/// The longest id made from a name, in characters.
const LONGEST_SLUG: usize = 60;

/// A name for URLs: plain letters, digits and hyphens, cut at a word.
fn slug(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain = name.to_lowercase().replace('æ', "ae").replace('ø', "o").replace('å', "a");
    let letters = plain.nfd().filter(|sign| sign.is_alphanumeric() || !sign.is_alphabetic() && !is_mark(*sign));
    let mut slug = String::new();
    for sign in letters {
        if sign.is_alphanumeric() {
            slug.push(sign);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    let short: String = slug.chars().take(LONGEST_SLUG).collect();
    let cut = if short.len() < slug.len() { short.rsplit_once('-').map_or(short.as_str(), |(start, _)| start) } else { &short };
    if cut.is_empty() { "aktor".to_string() } else { cut.to_string() }
}

fn is_mark(sign: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&sign)
}

/// Sorts as a Norwegian reader expects: æ, ø, å last, case and accents aside.
fn collation_key(name: &str) -> String {
    name.to_lowercase().replace('æ', "{").replace('ø', "|").replace('å', "}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{actors, front_matter};

    /// Pages as `(page, language, text)`, gathered with the built-in register.
    fn gathered(pages: &[(usize, &str, &str)]) -> (Actors, Vec<Diag>) {
        let vocabulary = ActorVocabulary::standard();
        let read: Vec<(usize, Lang, FrontMatter, Vec<ActorEntry>)> = pages
            .iter()
            .map(|(page, lang, text)| {
                let (meta, body, _) = front_matter::read(text, "x.md");
                let entries = actors::read(body, meta.body_line, &vocabulary);
                (*page, Lang::new(lang), meta, entries)
            })
            .collect();
        let sources: Vec<Source<'_>> =
            read.iter().map(|(page, lang, meta, entries)| Source { page: *page, lang, path: "x.md", meta, entries }).collect();
        Actors::gather(&sources, Arc::new(Register::built_in()), &vocabulary, &["nb".into(), "en".into()])
    }

    fn shown(actors: &Actors, page: usize) -> Vec<String> {
        let show = |found: &Participant| format!("{} {}{}", found.id, found.mention.role, if found.declared { " declared" } else { "" });
        actors.participants(page, &"nb".into()).iter().map(show).collect()
    }

    #[test]
    fn declared_wins_over_read_and_keeps_its_sentence() {
        let text = "---\naktorer: [{id: udir, rolle: partner, relevans: mindre}, ks]\n---\n## Premissgivere\n\n- Udir – fag\n- KD – eier\n";
        let (actors, diags) = gathered(&[(0, "nb", text)]);
        assert_eq!(diags, []);
        assert_eq!(shown(&actors, 0), ["udir partner declared", "ks berort declared"]);
        let first = &actors.participants(0, &"nb".into())[0];
        assert_eq!((first.mention.text.as_deref(), first.relevance.as_deref()), (Some("fag"), Some("mindre")));
    }

    #[test]
    fn declared_submitters_replace_only_submitters() {
        let text = "---\ninnmelder: bergen\n---\n## Hvem har spilt inn caset\n\nSikt.\n\n## Aktører\n\n- KD\n";
        assert_eq!(shown(&gathered(&[(0, "nb", text)]).0, 0), ["bergen innmelder declared", "kd berort"]);
    }

    #[test]
    fn unknown_actors_and_roles_are_findings_with_the_nearest() {
        let text = "---\naktorer:\n  - {id: udri, rolle: premisgiver}\n  - {rolle: partner}\n---\n";
        let (actors, diags) = gathered(&[(0, "nb", text)]);
        assert_eq!(shown(&actors, 0), ["udri berort declared"]);
        let found: Vec<(&str, Option<u32>)> = diags.iter().map(|diag| (diag.code, diag.span.map(|span| span.line))).collect();
        assert_eq!(found, [("actor-unknown-near", Some(2)), ("role-unknown-near", Some(2)), ("actor-without-id", Some(2))]);
    }

    #[test]
    fn a_page_without_actors_in_a_language_is_told_in_the_default() {
        let (actors, _) = gathered(&[
            (0, "nb", "## Aktører\n\n- Udir\n- Lærere\n"),
            (1, "nb", "## Aktører\n\n- Udir\n"),
            (1, "en", "## Actors\n\n- Udir\n- Teachers\n"),
        ]);
        let names = |lang: &str| actors.profiles(&lang.into()).iter().map(|profile| profile.name.clone()).collect::<Vec<_>>();
        assert_eq!(names("nb"), ["Utdanningsdirektoratet", "Lærere"]);
        assert_eq!(names("en"), ["The Norwegian Directorate for Education and Training", "Lærere", "Teachers"]);
        let udir = actors
            .profile(&"en".into(), "udir")
            .map(|profile| profile.parts.iter().map(|part| (part.page, part.lang.to_string())).collect());
        assert_eq!(udir, Some(vec![(0, "nb".to_string()), (1, "en".to_string())]));
    }

    #[test]
    fn names_outside_the_register_get_ids_of_their_own() {
        let (actors, _) = gathered(&[(0, "nb", "## Aktører\n\n- Lærere på Øya\n- lærere på øya\n- Lærere på øya!\n- KD’er\n- Ks-\n")]);
        let ids: Vec<&str> = actors.profiles(&"nb".into()).iter().map(|profile| &*profile.id).collect();
        assert_eq!(ids, ["kd-er", "ks-2", "laerere-pa-oya"]);
    }

    #[test]
    fn slugs_are_plain_and_short() {
        for (name, expected) in
            [("Lærere & råd", "laerere-rad"), ("Barnet/ungdommen", "barnet-ungdommen"), ("…", "aktor"), ("Éire", "eire")]
        {
            assert_eq!(slug(name), expected);
        }
        assert!(slug(&"langt ord ".repeat(20)).len() <= LONGEST_SLUG);
    }
}
