//! The statuses of every page over time: what commits did, joined into the pages that people know.
//!
//! A file keeps its page while it is renamed (git's rule: half of it is the same) and while it has its `id`. The
//! page that had an `id` first keeps it: a file copied with the `id` left in is a page of its own, unless the
//! first one is removed while the copy still has it. A file that comes back is the page that it was. Copies are not
//! followed. Names that statuses had earlier are folded into today's, so that a renamed status is no change.
//!
//! Each language's file is followed on its own; the page's history is that of the version whose status counts.

mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::statuses::PageStatus;
use super::{Moment, Page, PageId, Site};
use crate::config::{Config, HistoryRules, StatusVocabulary};
use crate::input::{Change, ChangeKind, Commit, Said, Snapshot};
use crate::paths::{Lang, file_name, split_language};

pub use written::{PATH as WRITTEN_PATH, write};

/// Where history comes from, or why there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// The repository's commits.
    Git,
    /// The log in `data/`, and the commits that are newer.
    Written,
    /// A clone without its older commits, and no log in `data/`: only what is new is known.
    Shallow,
    /// No repository and no log in `data/`.
    #[default]
    Absent,
    /// `[history] enabled = false`.
    Off,
}

/// Every page that ever had a status, also those that are gone.
#[derive(Clone, Debug, Default)]
pub struct StatusHistory {
    pub source: Source,
    /// By path.
    pub pages: Vec<PageHistory>,
    /// By the number of a page's original.
    by_page: BTreeMap<PageId, usize>,
    /// By page, each language version on its own: when its text was changed, oldest first.
    edits: BTreeMap<PageId, Vec<Edit>>,
    /// The newest commit's hash and moment, for the log in `data/`.
    until: Option<(String, Moment)>,
}

/// One page's statuses over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageHistory {
    pub id: Option<String>,
    /// Where its file is, or was last.
    pub path: String,
    pub lang: Lang,
    /// The page today, by the number of its original.
    pub page: Option<PageId>,
    /// Oldest first; none says the same as the one before.
    pub transitions: Vec<Transition>,
    /// What the default language's version said, where the page has its status from another.
    pub in_default: Option<Vec<Transition>>,
    /// The last change by a person's hand to this page alone, in any language.
    pub touched: Option<Touch>,
}

/// A status that began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    pub moment: Moment,
    /// `None`: the status was taken away.
    pub status: Option<PageStatus>,
    pub author: String,
    pub commit: String,
    pub hand: Hand,
}

/// A change of one language version's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub moment: Moment,
    pub hand: Hand,
    /// Headings of the sections that changed; the empty one is what stands above the first.
    pub sections: Vec<String>,
}

/// Who changed a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    pub moment: Moment,
    pub author: String,
}

/// Whose work a commit is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hand {
    #[default]
    Person,
    /// Many pages in one go.
    Bulk,
    /// A machine.
    Bot,
}

impl StatusHistory {
    /// How many commits' worth there is to write: none at all without a repository.
    pub fn is_empty(&self) -> bool {
        self.until.is_none()
    }

    /// The history of a page, in whatever language it is asked for.
    pub fn of(&self, site: &Site, page: &Page) -> Option<&PageHistory> {
        self.by_page.get(&site.original(page)).map(|position| &self.pages[*position])
    }

    /// When the text of this language version was changed, oldest first.
    pub fn edits(&self, page: &Page) -> &[Edit] {
        self.edits.get(&page.id).map_or(&[], Vec::as_slice)
    }

    /// When the page got the status that it has; unknown when git does not know that status yet.
    pub fn since(&self, site: &Site, page: &Page) -> Option<&Transition> {
        let last = self.of(site, page)?.transitions.last()?;
        (last.status.as_ref().map(PageStatus::identity) == site.status_of(page).map(PageStatus::identity)).then_some(last)
    }
}

impl PageHistory {
    /// The status at a moment.
    pub fn at(&self, seconds: i64) -> Option<&PageStatus> {
        self.transitions.iter().take_while(|transition| transition.moment.seconds() <= seconds).last()?.status.as_ref()
    }

    /// Each transition with the one before it, oldest first.
    pub fn steps(&self) -> impl Iterator<Item = (Option<&Transition>, &Transition)> {
        let before = std::iter::once(None).chain(self.transitions.iter().map(Some));
        before.zip(&self.transitions)
    }
}

/// Joins the commits of the snapshot's repositories into the site's pages.
pub(super) fn of_site(site: &Site, snapshot: &Snapshot) -> StatusHistory {
    let config = &site.config;
    if !config.loft.history.enabled {
        return StatusHistory { source: Source::Off, ..StatusHistory::default() };
    }
    let repositories = &snapshot.git.log().repositories;
    let is_whole = !repositories.is_empty() && !repositories.iter().any(|repository| repository.shallow);
    let written = if is_whole { None } else { written::read(snapshot) };
    let source = match (&written, repositories.is_empty()) {
        (Some(_), _) => Source::Written,
        (None, true) => Source::Absent,
        (None, false) if is_whole => Source::Git,
        (None, false) => Source::Shallow,
    };
    let mut reader = Reader::new(site);
    let covered = written.as_ref().and_then(|written| written.until.as_ref()).map_or(i64::MIN, |(_, until)| until.seconds());
    for (number, repository) in repositories.iter().enumerate() {
        for (path, source) in &repository.pages {
            if let Some(page) = site.by_file(source) {
                reader.languages_now.insert((number, path.clone()), page.lang.clone());
            }
        }
    }
    let mut until = None;
    if let Some(written) = written {
        until = written.until.clone();
        written.begin(site, repositories, &mut reader);
    }
    let mut commits: Vec<(usize, &Arc<Commit>)> = repositories
        .iter()
        .enumerate()
        .flat_map(|(number, repository)| repository.commits.iter().map(move |commit| (number, commit)))
        .collect();
    if repositories.len() > 1 {
        // Each repository's own order stays, since the sort is stable and commits are dated in it but for rebased ones.
        commits.sort_by_key(|(_, commit)| commit.authored.seconds);
    }
    for (number, commit) in commits {
        // What the end of a shallow clone changed cannot be told; what was written before is known already.
        if (commit.boundary && source != Source::Git) || commit.authored.seconds <= covered {
            continue;
        }
        reader.commit(number, commit);
        until = Some((commit.hash.clone(), moment(commit)));
    }
    reader.finish(site, repositories, source, until)
}

fn moment(commit: &Commit) -> Moment {
    Moment { timestamp: commit.authored.timestamp(), offset: commit.authored.offset() }
}

/// One file of one language through time.
#[derive(Clone, Debug)]
struct Stream {
    lang: Lang,
    id: Option<String>,
    path: String,
    alive: bool,
    transitions: Vec<Transition>,
    touched: Option<Touch>,
    edits: Vec<Edit>,
    /// Joined into another, which has taken over what it was.
    gone: bool,
}

/// A path in one of the site's repositories.
type Place = (usize, String);

/// The commits read so far.
struct Reader<'a> {
    vocabulary: &'a StatusVocabulary,
    rules: &'a HistoryRules,
    languages: Vec<Lang>,
    default: &'a Lang,
    languages_now: BTreeMap<Place, Lang>,
    streams: Vec<Stream>,
    /// The stream that is at a path, or was there last.
    holders: BTreeMap<Place, usize>,
    /// Which stream an id belongs to in a language.
    claims: BTreeMap<(String, Lang), usize>,
}

impl<'a> Reader<'a> {
    fn new(site: &'a Site) -> Reader<'a> {
        let config: &Config = &site.config;
        Reader {
            vocabulary: &config.loft.statuses,
            rules: &config.loft.history,
            languages: config.languages.iter().map(|language| language.lang.clone()).collect(),
            default: &config.default_language,
            languages_now: BTreeMap::new(),
            streams: Vec::new(),
            holders: BTreeMap::new(),
            claims: BTreeMap::new(),
        }
    }

    fn commit(&mut self, repository: usize, commit: &Commit) {
        let hand = self.hand(commit);
        let (renamed, others): (Vec<&Change>, Vec<&Change>) = commit.changes.iter().partition(|change| is_move(change));
        // All are looked up before any is moved: two files may have changed places.
        let movers: Vec<Option<usize>> = renamed
            .iter()
            .map(|change| change.from.as_ref().and_then(|from| self.holders.get(&(repository, from.clone())).copied()))
            .collect();
        for (change, mover) in renamed.into_iter().zip(movers) {
            let stream = mover.unwrap_or_else(|| self.begin(repository, &change.path));
            self.holders.insert((repository, change.path.clone()), stream);
            self.streams[stream].path.clone_from(&change.path);
            self.streams[stream].alive = true;
            self.streams[stream].lang = self.language(repository, &change.path);
            self.says(stream, change, commit, hand);
        }
        for change in &others {
            let removed = match change.kind {
                ChangeKind::Deleted => Some(&change.path),
                ChangeKind::Renamed => change.from.as_ref(),
                _ => None,
            };
            if let Some(path) = removed {
                self.remove(repository, path, commit, hand);
            }
        }
        for change in others.into_iter().filter(|change| change.after.is_some()) {
            let stream = match change.kind {
                ChangeKind::Added | ChangeKind::Renamed => self.arrival(repository, change),
                _ => match self.holders.get(&(repository, change.path.clone())) {
                    Some(stream) => *stream,
                    None => self.arrival(repository, change),
                },
            };
            self.says(stream, change, commit, hand);
        }
    }

    fn hand(&self, commit: &Commit) -> Hand {
        if self.rules.is_bot(&commit.author, &commit.subject) {
            Hand::Bot
        } else if self.rules.is_bulk(&commit.subject, commit.changes.len()) {
            Hand::Bulk
        } else {
            Hand::Person
        }
    }

    fn language(&self, repository: usize, path: &str) -> Lang {
        let stem = file_name(path).rsplit_once('.').map_or("", |(stem, _)| stem);
        let by_name = || split_language(stem, &self.languages).1;
        self.languages_now.get(&(repository, path.to_string())).cloned().or_else(by_name).unwrap_or_else(|| self.default.clone())
    }

    /// A stream that begins at a path.
    fn begin(&mut self, repository: usize, path: &str) -> usize {
        let lang = self.language(repository, path);
        self.streams.push(Stream {
            lang,
            id: None,
            path: path.to_string(),
            alive: true,
            transitions: Vec::new(),
            touched: None,
            edits: Vec::new(),
            gone: false,
        });
        self.holders.insert((repository, path.to_string()), self.streams.len() - 1);
        self.streams.len() - 1
    }

    /// The stream of a file that appears: the page that its id belongs to if that is gone, the page that was at
    /// its path if no id says otherwise, else a new one.
    fn arrival(&mut self, repository: usize, change: &Change) -> usize {
        let place = (repository, change.path.clone());
        let id = change.after.as_ref().and_then(|said| said.id.clone());
        let at_path = self.holders.get(&place).copied();
        if let Some(here) = at_path.filter(|here| self.streams[*here].alive && self.streams[*here].path == change.path) {
            return here;
        }
        let by_id = id.clone().and_then(|id| self.claims.get(&(id, self.language(repository, &change.path))).copied());
        let by_path = || at_path.filter(|here| !self.streams[*here].alive && agree(self.streams[*here].id.as_ref(), id.as_ref()));
        let stream = match by_id {
            Some(owner) if !self.streams[owner].alive => owner,
            // A copy with the id left in.
            Some(_) => return self.begin(repository, &change.path),
            None => match by_path() {
                Some(before) => before,
                None => return self.begin(repository, &change.path),
            },
        };
        self.streams[stream].alive = true;
        self.streams[stream].path.clone_from(&change.path);
        self.holders.insert(place, stream);
        stream
    }

    /// A file is no more. A copy that still has its id is the page from now on.
    fn remove(&mut self, repository: usize, path: &str, commit: &Commit, hand: Hand) {
        let Some(stream) = self.holders.get(&(repository, path.to_string())).copied() else { return };
        if self.streams[stream].path != path {
            return;
        }
        self.streams[stream].alive = false;
        let Some(id) = self.streams[stream].id.clone() else { return };
        if self.claims.get(&(id.clone(), self.streams[stream].lang.clone())) != Some(&stream) {
            return;
        }
        let heir = self.streams.iter().enumerate().position(|(other, copy)| {
            other != stream && copy.alive && copy.id.as_ref() == Some(&id) && copy.lang == self.streams[stream].lang && !copy.gone
        });
        if let Some(heir) = heir {
            let (status, path, touched, edits) = {
                let copy = &mut self.streams[heir];
                (copy.alive, copy.gone) = (false, true);
                let status = copy.transitions.last().and_then(|last| last.status.clone());
                (status, copy.path.clone(), copy.touched.clone(), std::mem::take(&mut copy.edits))
            };
            self.holders.values_mut().filter(|held| **held == heir).for_each(|held| *held = stream);
            let heir_of = &mut self.streams[stream];
            (heir_of.alive, heir_of.path) = (true, path);
            heir_of.touched = newest(heir_of.touched.take(), touched);
            heir_of.edits.extend(edits);
            heir_of.edits.sort_by_key(|edit| edit.moment.seconds());
            self.begins(stream, status, commit, hand);
        }
    }

    /// Takes note of what a change says of a stream's page.
    fn says(&mut self, stream: usize, change: &Change, commit: &Commit, hand: Hand) {
        let Some(after) = &change.after else { return };
        if let Some(id) = &after.id {
            let lang = self.streams[stream].lang.clone();
            self.claims.entry((id.clone(), lang)).or_insert(stream);
        }
        self.streams[stream].id.clone_from(&after.id);
        if hand == Hand::Person && !change.same && change.kind != ChangeKind::Settled {
            self.streams[stream].touched = Some(Touch { moment: moment(commit), author: commit.author.clone() });
        }
        if let Some(sections) = change.sections.as_ref().filter(|_| !change.same) {
            self.streams[stream].edits.push(Edit { moment: moment(commit), hand, sections: sections.clone() });
        }
        let is_told = match change.kind {
            // On a branch of its own a page may have an older status, and change something else.
            ChangeKind::Modified => change.before.as_ref().and_then(|said| said.status.as_ref()) != after.status.as_ref(),
            _ => true,
        };
        if is_told {
            let status = self.read(after);
            self.begins(stream, status, commit, hand);
        }
    }

    fn begins(&mut self, stream: usize, status: Option<PageStatus>, commit: &Commit, hand: Hand) {
        let stream = &mut self.streams[stream];
        let last = stream.transitions.last().and_then(|last| last.status.as_ref());
        if last.map(PageStatus::identity) != status.as_ref().map(PageStatus::identity) {
            let (moment, author, commit) = (moment(commit), commit.author.clone(), commit.hash.clone());
            stream.transitions.push(Transition { moment, status, author, commit, hand });
        }
    }

    /// A status as it was written, by today's names.
    fn read(&self, said: &Said) -> Option<PageStatus> {
        let raw = said.status.as_deref().map(str::trim).filter(|raw| !raw.is_empty())?;
        match self.rules.statuses.get(&raw.to_lowercase()) {
            Some(id) if id.is_empty() => None,
            Some(id) => Some(PageStatus { id: Some(id.clone()), raw: raw.to_string() }),
            None => Some(PageStatus { id: self.vocabulary.find(raw).map(|def| def.id.clone()), raw: raw.to_string() }),
        }
    }

    /// The pages of the site with their streams, then the pages that are gone.
    fn finish(
        mut self,
        site: &Site,
        repositories: &[crate::input::RepositoryLog],
        source: Source,
        until: Option<(String, Moment)>,
    ) -> StatusHistory {
        let of_page = self.streams_of_pages(site, repositories);
        let mut pages = Vec::new();
        let mut taken = BTreeSet::new();
        for original in site.pages.iter().filter(|page| site.original(page) == page.id) {
            let versions: Vec<PageId> = std::iter::once(original.id).chain(original.translations.iter().copied()).collect();
            let found: Vec<usize> = versions.iter().filter_map(|id| of_page.get(id).copied()).collect();
            taken.extend(found.iter().copied());
            let counts = versions.iter().find(|id| site.page(**id).doc.as_ref().is_some_and(|doc| doc.meta.status.is_some()));
            let stream = counts.and_then(|id| of_page.get(id).copied()).or_else(|| self.told(&found));
            let Some(stream) = stream else { continue };
            let touched = found.iter().fold(None, |last, found| newest(last, self.streams[*found].touched.clone()));
            let path = original.doc.as_ref().map_or_else(|| self.streams[stream].path.clone(), |doc| doc.shown.to_string());
            let in_default = found.iter().copied().find(|found| *found != stream && self.streams[*found].lang == *self.default);
            let in_default = in_default.map(|found| self.streams[found].transitions.clone()).filter(|steps| has_status(steps));
            pages.push(PageHistory { path, page: Some(original.id), touched, in_default, ..self.history(stream) });
        }
        let known: BTreeSet<&String> = taken.iter().filter_map(|stream| self.streams[*stream].id.as_ref()).collect();
        for (number, stream) in self.streams.iter().enumerate() {
            let is_gone = !taken.contains(&number) && !stream.gone && !stream.alive && stream.lang == *self.default;
            if is_gone && has_status(&stream.transitions) && stream.id.as_ref().is_none_or(|id| !known.contains(id)) {
                pages.push(PageHistory { page: None, ..self.history(number) });
            }
        }
        pages.sort_by(|left, right| (&left.path, left.page.is_none(), &left.id).cmp(&(&right.path, right.page.is_none(), &right.id)));
        let by_page = pages.iter().enumerate().filter_map(|(position, page)| Some((page.page?, position))).collect();
        let edits = of_page.into_iter().map(|(page, stream)| (page, std::mem::take(&mut self.streams[stream].edits))).collect();
        StatusHistory { source, pages, by_page, edits, until }
    }

    /// The first of these streams that ever had a status, else the first.
    fn told(&self, streams: &[usize]) -> Option<usize> {
        streams.iter().find(|stream| !self.streams[**stream].transitions.is_empty()).or(streams.first()).copied()
    }

    fn history(&self, stream: usize) -> PageHistory {
        let stream = &self.streams[stream];
        PageHistory {
            id: stream.id.clone(),
            path: stream.path.clone(),
            lang: stream.lang.clone(),
            page: None,
            transitions: stream.transitions.clone(),
            in_default: None,
            touched: stream.touched.clone(),
        }
    }

    /// The stream of each of the site's pages: by where its file is, else, of a file not committed yet, by its id.
    fn streams_of_pages(&self, site: &Site, repositories: &[crate::input::RepositoryLog]) -> BTreeMap<PageId, usize> {
        let mut streams = BTreeMap::new();
        for (number, repository) in repositories.iter().enumerate() {
            for (path, source) in &repository.pages {
                let (Some(page), Some(stream)) = (site.by_file(source), self.holders.get(&(number, path.clone()))) else { continue };
                if self.streams[*stream].path == *path {
                    streams.insert(page.id, *stream);
                }
            }
        }
        if repositories.is_empty() {
            // The log in `data/` calls files what findings call them.
            for page in &site.pages {
                let stream = page.doc.as_ref().and_then(|doc| self.holders.get(&(0, doc.shown.to_string())));
                streams.extend(stream.map(|stream| (page.id, *stream)));
            }
        }
        for page in &site.pages {
            let Some(id) = page.doc.as_ref().and_then(|doc| doc.meta.id.clone()) else { continue };
            if let (false, Some(stream)) = (streams.contains_key(&page.id), self.claims.get(&(id, page.lang.clone()))) {
                streams.insert(page.id, *stream);
            }
        }
        streams
    }
}

fn has_status(steps: &[Transition]) -> bool {
    steps.iter().any(|step| step.status.is_some())
}

/// Whether a rename keeps the page: not when each end has an id of its own.
fn is_move(change: &Change) -> bool {
    let id = |said: &Option<Said>| said.as_ref().and_then(|said| said.id.clone());
    change.kind == ChangeKind::Renamed && agree(id(&change.before).as_ref(), id(&change.after).as_ref())
}

fn agree(one: Option<&String>, other: Option<&String>) -> bool {
    one.is_none() || other.is_none() || one == other
}

fn newest(one: Option<Touch>, other: Option<Touch>) -> Option<Touch> {
    [one, other].into_iter().flatten().max_by_key(|touch| touch.moment.seconds())
}
