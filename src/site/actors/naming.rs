//! Actors named in running text: where a name stands that leads to its actor, and which pages mention whom.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};

use super::beginnings::Beginnings;
use super::names::Spelling;
use super::{ActorId, Actors};
use crate::doc::markdown::escape_html;
use crate::doc::{Content, Part, Run};
use crate::memo::Key;
use crate::paths::Lang;
use crate::site::PageId;

/// The first place on a page where an actor is named in running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub actor: ActorId,
    /// Index into the body's parts.
    pub part: usize,
    /// Bytes of that part's HTML.
    pub start: usize,
    pub end: usize,
}

/// Whom the pages name, by page and by actor.
#[derive(Clone, Debug, Default)]
pub struct Namings {
    /// In order of pages.
    by_page: Vec<(PageId, Arc<Vec<Named>>)>,
    /// Worked out when first asked for.
    by_actor: OnceLock<BTreeMap<ActorId, BTreeSet<PageId>>>,
}

impl Namings {
    /// `found` in order of pages.
    pub fn new(found: impl Iterator<Item = (PageId, Arc<Vec<Named>>)>) -> Namings {
        Namings { by_page: found.filter(|(_, named)| !named.is_empty()).collect(), by_actor: OnceLock::new() }
    }

    /// Each actor once, in the order of the text.
    pub fn on_page(&self, page: PageId) -> &[Named] {
        let place = self.by_page.binary_search_by_key(&page, |(page, _)| *page);
        place.map_or(&[], |place| self.by_page[place].1.as_slice())
    }

    /// The pages that name an actor, in the site's order.
    pub fn of_actor(&self, actor: &str) -> impl Iterator<Item = PageId> {
        let by_actor = self.by_actor.get_or_init(|| {
            let mut by_actor: BTreeMap<ActorId, BTreeSet<PageId>> = BTreeMap::new();
            for (page, named) in &self.by_page {
                for name in named.iter() {
                    by_actor.entry(name.actor.clone()).or_default().insert(*page);
                }
            }
            by_actor
        });
        by_actor.get(actor).into_iter().flatten().copied()
    }
}

/// The names by which running text may mean the register's organisations that take part somewhere. Groups of people
/// ("elever", "kommuner") are words of everyday text and are left out.
#[derive(Debug)]
pub struct Finder {
    /// Finds the longest name that begins at a place.
    names: AhoCorasick,
    beginnings: Beginnings,
    /// By the name's number.
    spellings: Vec<(Spelling, ActorId)>,
    /// Tells one set of names from another.
    pub key: Key,
}

/// Runs that stand no further from each other, in bytes, are looked through at once: beginning anew would take longer.
const WIDEST_GAP: u32 = 48;

/// So many spellings take a few megabytes as a finite automaton.
const FASTEST: usize = 2_000;

impl Finder {
    /// `None` when there is nobody to find.
    pub fn new(actors: &Actors, lang: &Lang) -> Option<Finder> {
        let (mut spellings, mut patterns, mut beginnings) = (Vec::new(), Vec::new(), Beginnings::default());
        for (position, profile) in actors.profiles(lang).iter().enumerate() {
            let Some(actor) = actors.register.get(&profile.id).filter(|actor| !actor.is_group()) else { continue };
            for spelling in actor.spellings().map(str::trim).filter(|spelling| spelling.chars().count() > 1) {
                let mut escaped = String::new();
                escape_html(&mut escaped, spelling);
                let known = Spelling::new(spelling, position, false);
                if known.is_exact() {
                    beginnings.add_exactly(&escaped)
                } else {
                    beginnings.add(&escaped)
                }
                spellings.push((known, actor.id.clone()));
                patterns.push(escaped);
            }
        }
        if patterns.is_empty() {
            return None;
        }
        let key = Key::of(&(&patterns, spellings.iter().map(|(_, actor)| actor).collect::<Vec<_>>()));
        // The names of all but the largest registers in the fastest form, which takes most memory.
        let kind = (patterns.len() <= FASTEST).then_some(AhoCorasickKind::DFA);
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).start_kind(StartKind::Anchored).kind(kind);
        let names = builder.build(patterns).ok()?;
        Some(Finder { names, beginnings, spellings, key })
    }

    /// Each actor's first place in a body. Linear in the body's length.
    pub fn find(&self, content: &Content) -> Vec<Named> {
        let mut found = Vec::new();
        let are_near = |run: &Run, next: &Run| run.part == next.part && (run.end..=run.end + WIDEST_GAP).contains(&next.start);
        for runs in content.runs.chunk_by(are_near) {
            let Some(Part::Html(html)) = content.parts.get(runs[0].part as usize) else { continue };
            self.find_in(html, runs, &mut found);
        }
        found
    }

    /// The same in runs of one part that stand near each other: what is between them is looked through as well.
    fn find_in(&self, html: &str, runs: &[Run], found: &mut Vec<Named>) {
        let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return };
        let all = first.start as usize..last.end as usize;
        let (mut runs, mut after) = (runs.iter().peekable(), all.start);
        self.beginnings.each(html.as_bytes().get(all.clone()).unwrap_or_default(), |at| {
            let place = all.start + at;
            while runs.next_if(|run| run.end as usize <= place).is_some() {}
            let Some(run) = runs.peek().filter(|run| place >= after.max(run.start as usize)) else { return };
            let (from, to) = (run.start as usize, run.end as usize);
            let Some(text) = html.get(from..to) else { return };
            let start = place - from;
            let Some((name, end)) = self.name_at(text, start) else { return };
            after = from + end;
            let (spelling, actor) = &self.spellings[name];
            let stands_alone = begins_anew(&text[end..]) && spelling.allows(&text[start..end]);
            if stands_alone && !found.iter().any(|other| other.actor == *actor) {
                found.push(Named { actor: actor.clone(), part: run.part as usize, start: place, end: after });
            }
        });
    }

    /// The number of the longest name that begins at a place where a word does, and where it ends.
    fn name_at(&self, text: &str, start: usize) -> Option<(usize, usize)> {
        let begins_word = text.is_char_boundary(start) && ends_word(&text[..start]);
        begins_word.then(|| self.longest_at(text, start)).flatten()
    }

    /// The number of the longest name that begins at a place, and where it ends.
    fn longest_at(&self, text: &str, start: usize) -> Option<(usize, usize)> {
        let input = Input::new(text).range(start..).anchored(Anchored::Yes);
        let hit = self.names.try_find(input).ok().flatten()?;
        Some((hit.pattern().as_usize(), hit.end()))
    }
}

/// Whether a name may begin after this text: "Udir", not "GUdir" or "sub-Udir".
fn ends_word(before: &str) -> bool {
    before.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !is_joint(c))
}

/// Whether a name may end before this text: "Udirs tall", not "Udirekt" or "KS-området".
fn begins_anew(after: &str) -> bool {
    let is_end = |text: &str| {
        let mut signs = text.chars();
        match signs.next() {
            Some(c) if is_joint(c) => signs.next().is_none_or(|c| !c.is_alphanumeric()),
            Some(c) => !c.is_alphanumeric(),
            None => true,
        }
    };
    is_end(after) || after.strip_prefix('s').is_some_and(is_end)
}

fn is_joint(c: char) -> bool {
    matches!(c, '-' | '‑' | '@' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ActorVocabulary, Markup};
    use crate::doc::{actors, front_matter, markdown};
    use crate::site::actors::{Register, Source};

    /// Names found in a text, when Udir, KS and HK-dir take part somewhere.
    fn named(text: &str) -> Vec<(String, String)> {
        let site = "## Aktører\n\n- Udir\n- KS\n- HK-dir\n- elever\n";
        let vocabulary = ActorVocabulary::standard();
        let (meta, body, _) = front_matter::read(site, "x.md");
        let entries = actors::read(body, 1, &vocabulary);
        let lang = Lang::new("nb");
        let source = Source { page: 0, lang: &lang, path: "x.md", meta: &meta, entries: &entries };
        let (actors, _) = Actors::gather(&[source], Arc::new(Register::built_in()), &vocabulary, &[lang.clone()]);
        let finder = Finder::new(&actors, &lang).expect("names");
        let mut options = markdown::Options::new(&Markup::default(), false);
        options.goldmark.unsafe_html = true;
        let content = markdown::parse(text, 1, &options);
        let text_of = |named: &Named| match &content.parts[named.part] {
            Part::Html(html) => html[named.start..named.end].to_string(),
            other => panic!("{other:?} is no text"),
        };
        finder.find(&content).iter().map(|named| (named.actor.to_string(), text_of(named))).collect()
    }

    #[test]
    fn names_in_running_text_are_found_once() {
        for (text, expected) in [
            ("Udir og KS.", &[("udir", "Udir"), ("ks", "KS")][..]),
            ("Udirs tall, og Udir igjen.", &[("udir", "Udir")]),
            ("Utdanningsdirektoratet (Udir)", &[("udir", "Utdanningsdirektoratet")]),
            ("I utdanningsdirektoratet:", &[("udir", "utdanningsdirektoratet")]),
            ("«HK-dir» og *KS*", &[("hk-dir", "HK-dir"), ("ks", "KS")]),
            ("- Punkt med KS\n\n| A |\n|---|\n| Udir |\n", &[("ks", "KS"), ("udir", "Udir")]),
            ("Elever lærer.", &[]),
            ("Udirekte, GKS, ks, KS-området, post@Udir, sub-Udir.", &[]),
            ("# KS\n\n[Udir](x) `HK-dir` ![KS](x.png) <a href=\"/y\">KS</a>\n", &[]),
            ("<summary>KS</summary>\n\nMen her KS", &[("ks", "KS")]),
        ] {
            let found = named(text);
            let found: Vec<(&str, &str)> = found.iter().map(|(actor, text)| (actor.as_str(), text.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
