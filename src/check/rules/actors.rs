//! Actors that take part but are not in the site's register: they have a view each, but no other names and no level.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Facts;
use crate::diag::{Diag, Fix, Span};
use crate::paths::{Lang, SourcePath};
use crate::site::Site;
use crate::site::actors::{ActorId, Participant};

/// Says so where each is first named. A site without a register of its own has none to add to.
pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    let site = facts.site;
    let Some((file, indent)) = register(site) else { return };
    let translated = Translated::of(site);
    let mut told: BTreeSet<ActorId> = translated.others.clone();
    for page in &site.pages {
        for participant in site.actors.participants(site.original(page).0 as usize, &page.lang) {
            let is_known = site.actors.register.get(&participant.id).is_some();
            if is_known || participant.declared || !told.insert(participant.id.clone()) {
                continue;
            }
            let name = &participant.mention.name;
            let others = translated.names.get(&participant.id).into_iter().flatten();
            let names: String = others.map(|(field, name)| format!("{indent}  {field}: {}\n", quoted(name))).collect();
            let entry = format!("{indent}- id: {}\n{indent}  navn: {}\n{names}", participant.id, quoted(name));
            let diag = Diag::note("actor-unregistered").with("actor", name).with("file", &file).fix(Fix::append(&file, entry));
            found.push(facts.at(page, Span::line(participant.mention.line), diag));
        }
    }
}

/// Actors whose names in several languages are told by a page and its translation, which list the same ones in the same order.
#[derive(Default)]
struct Translated {
    /// By the actor's id in the default language: the register's field for each other language, and the name.
    names: BTreeMap<ActorId, BTreeMap<&'static str, String>>,
    /// The ids that those other names have got.
    others: BTreeSet<ActorId>,
}

impl Translated {
    fn of(site: &Site) -> Translated {
        let default = &site.config.default_language;
        let originals: BTreeSet<&ActorId> = in_language(site, default).flatten().map(|participant| &participant.id).collect();
        let mut translated = Translated::default();
        for page in site.pages.iter().filter(|page| page.lang != *default) {
            let number = site.original(page).0 as usize;
            let (own, other) = (site.actors.participants(number, default), site.actors.participants(number, &page.lang));
            let Some(field) = name_field(&page.lang).filter(|_| are_the_same(site, own, other)) else { continue };
            for (own, other) in own.iter().zip(other).filter(|(own, other)| own.id != other.id && !originals.contains(&other.id)) {
                let name = translated.names.entry(own.id.clone()).or_default().entry(field);
                name.or_insert_with(|| other.mention.name.clone());
                translated.others.insert(other.id.clone());
            }
        }
        translated
    }
}

fn in_language<'a>(site: &'a Site, lang: &Lang) -> impl Iterator<Item = &'a [Participant]> {
    site.pages
        .iter()
        .filter(move |page| page.lang == *lang)
        .map(|page| site.actors.participants(site.original(page).0 as usize, &page.lang))
}

/// Two lists of the same actors, as far as the register knows them: as many, with the same roles, and where it knows one, it is the same.
fn are_the_same(site: &Site, own: &[Participant], other: &[Participant]) -> bool {
    let is_known = |participant: &Participant| site.actors.register.get(&participant.id).is_some();
    let is_same = |(own, other): (&Participant, &Participant)| {
        let fits = own.id == other.id || !(is_known(own) || is_known(other));
        fits && own.mention.role == other.mention.role && !own.declared && !other.declared
    };
    own.len() == other.len() && own.iter().zip(other).all(is_same)
}

/// Where the register has a name in a language.
fn name_field(lang: &Lang) -> Option<&'static str> {
    match lang.as_str() {
        "nn" => Some("navn_nn"),
        "en" => Some("navn_en"),
        _ => None,
    }
}

/// The site's own register as findings name it, and how far its entries are indented.
fn register(site: &Site) -> Option<(String, String)> {
    let blob = crate::site::actors::REGISTERS.iter().find_map(|path| site.files.get(&SourcePath::new(path)))?;
    let text = String::from_utf8_lossy(blob.bytes.as_deref().unwrap_or_default());
    let entry = text.lines().rfind(|line| line.trim_start().starts_with("- id:") || line.trim_start().starts_with("- navn:"));
    let indent = entry.map_or("", |line| &line[..line.len() - line.trim_start().len()]);
    Some((blob.shown.to_string(), indent.to_string()))
}

/// A YAML text that means just this name.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}
