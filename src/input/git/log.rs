//! What every commit did to the pages, oldest first: the raw material of status history.
//!
//! A commit never changes, so what it did is read once, on all cores, and kept under its hash; a later run reads only
//! commits that are new. Each change is told from the commit and its parent alone; who is the same page as
//! whom, and what a status meant, is judged in `site::history`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use git2::{Mailmap, Oid, Repository, Sort, Tree};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::trees::{self, Difference};
use super::versions::{Version, Versions};
use super::{CommitTime, renames};
use crate::cache::CacheDir;
use crate::paths::SourcePath;

const FILE: &str = "git-log.json";
/// Logs of another format are not read.
const FORMAT: u32 = 3;
/// As many are read by one thread before it looks for more: a change's text before is mostly the one after another's.
const COMMITS_AT_ONCE: usize = 64;

/// The commits of the site's repositories, and where their pages are now.
#[derive(Clone, Debug, Default)]
pub struct Log {
    pub repositories: Vec<RepositoryLog>,
}

#[derive(Clone, Debug, Default)]
pub struct RepositoryLog {
    /// Parents before children; among those, by date.
    pub commits: Vec<Arc<Commit>>,
    /// The site's pages by their path from the repository's top.
    pub pages: BTreeMap<String, SourcePath>,
    /// Whether older commits exist that this clone does not have.
    pub shallow: bool,
}

/// A commit that changed pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    pub hash: String,
    pub authored: CommitTime,
    pub author: String,
    /// The first line of the message.
    pub subject: String,
    /// Whether what was there before cannot be told: the end of a shallow clone.
    pub boundary: bool,
    /// Whether it joins branches: then its changes say what it settled on, and nothing about renames.
    pub merge: bool,
    pub changes: Vec<Change>,
}

/// What a commit did to one page's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub kind: ChangeKind,
    pub path: String,
    /// The path before, of a renamed file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What the file said before; `None` where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Said>,
    /// Whether a renamed file is otherwise as it was.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub same: bool,
    /// What it says after; `None` where it is no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Said>,
    /// Headings of the sections whose text changed, the empty one for what stands above the first; `None` where
    /// the body is as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sections: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Added,
    Modified,
    Renamed,
    Deleted,
    /// What a merge has, where its parents do not agree.
    Settled,
}

/// What a page's front matter said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// The logs read so far, by commit.
pub(super) struct Commits {
    cache: CacheDir,
    known: Known,
    asked: BTreeSet<String>,
    is_new: bool,
}

#[derive(Default, Serialize, Deserialize)]
struct Known {
    format: u32,
    commits: BTreeMap<String, Arc<Commit>>,
}

impl Commits {
    pub fn open(cache: CacheDir) -> Commits {
        let read = |bytes: Vec<u8>| serde_json::from_slice::<Known>(&bytes).ok().filter(|known| known.format == FORMAT);
        let known = cache.read(FILE).and_then(read).unwrap_or_default();
        Commits { cache, known: Known { format: FORMAT, ..known }, asked: BTreeSet::new(), is_new: false }
    }

    /// The commits behind `head` that changed pages, oldest first.
    pub fn behind(&mut self, path: &Path, head: Oid) -> Result<Vec<Arc<Commit>>, git2::Error> {
        let repository = Repository::open(path)?;
        let mut walk = repository.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME | Sort::REVERSE)?;
        walk.push(head)?;
        let ids: Vec<Oid> = walk.collect::<Result<_, _>>()?;
        let unread: Vec<Oid> = ids.iter().copied().filter(|id| !self.knows(*id)).collect();
        self.is_new |= !unread.is_empty();
        let read: Vec<Vec<Commit>> =
            unread.par_chunks(COMMITS_AT_ONCE).map(|ids| Reader::open(path)?.commits(ids)).collect::<Result<_, _>>()?;
        self.known.commits.extend(read.into_iter().flatten().map(|commit| (commit.hash.clone(), Arc::new(commit))));
        self.asked.extend(ids.iter().map(Oid::to_string));
        let commits = ids.iter().filter_map(|id| self.known.commits.get(&id.to_string()));
        Ok(commits.filter(|commit| !commit.changes.is_empty()).cloned().collect())
    }

    /// Whether a commit has been read. In a shallow clone that was deepened, what was the end is one no more.
    fn knows(&self, id: Oid) -> bool {
        self.known.commits.get(&id.to_string()).is_some_and(|known| !known.boundary)
    }

    /// Writes what is new, without commits that no branch of the site's has any more.
    /// A cache that cannot be written costs the next run time and nothing else.
    pub fn save(&mut self) {
        let asked = std::mem::take(&mut self.asked);
        if std::mem::take(&mut self.is_new) && self.cache.is_kept() {
            self.known.commits.retain(|hash, _| asked.contains(hash));
            if let Ok(text) = serde_json::to_vec(&self.known) {
                let _ = self.cache.write(FILE, &text);
            }
        }
    }
}

/// Reads commits, one after the other: libgit2's repository belongs to one thread.
struct Reader {
    repository: Repository,
    mailmap: Option<Mailmap>,
}

impl Reader {
    fn open(repository: &Path) -> Result<Reader, git2::Error> {
        let repository = Repository::open(repository)?;
        let mailmap = repository.mailmap().ok();
        Ok(Reader { repository, mailmap })
    }

    fn commits(&self, ids: &[Oid]) -> Result<Vec<Commit>, git2::Error> {
        let mut versions = Versions::of(&self.repository);
        ids.iter().map(|id| self.commit(*id, &mut versions)).collect()
    }

    fn commit(&self, id: Oid, versions: &mut Versions<'_>) -> Result<Commit, git2::Error> {
        let commit = self.repository.find_commit(id)?;
        let author = match &self.mailmap {
            Some(mailmap) => commit.author_with_mailmap(mailmap)?,
            None => commit.author().to_owned(),
        };
        let tree = commit.tree()?;
        let parents: Vec<Tree<'_>> = commit.parents().map(|parent| parent.tree()).collect::<Result<_, _>>()?;
        let boundary = parents.is_empty() && commit.parent_count() > 0;
        let changes = match parents.as_slice() {
            [] => changes(&self.repository, None, &tree, versions)?,
            [parent] => changes(&self.repository, Some(parent), &tree, versions)?,
            several => settled(&self.repository, several, &tree, versions)?,
        };
        Ok(Commit {
            hash: id.to_string(),
            authored: author.when().into(),
            author: String::from_utf8_lossy(author.name_bytes()).into_owned(),
            subject: commit.summary_bytes().map(|summary| String::from_utf8_lossy(summary).into_owned()).unwrap_or_default(),
            boundary,
            merge: parents.len() > 1,
            changes,
        })
    }
}

/// What happened to pages between two trees, renames found.
fn changes(
    repository: &Repository,
    before: Option<&Tree<'_>>,
    after: &Tree<'_>,
    versions: &mut Versions<'_>,
) -> Result<Vec<Change>, git2::Error> {
    let (mut removed, mut added, mut changes) = (Vec::new(), Vec::new(), Vec::new());
    for Difference { path, before, after } in trees::differences(repository, before, Some(after))? {
        match (before.map(|id| versions.get(id)), after.map(|id| versions.get(id))) {
            (None, None) => {}
            (None, Some(new)) => added.push((path, new)),
            (Some(old), None) => removed.push((path, old)),
            (Some(old), Some(new)) => changes.push(Change {
                kind: ChangeKind::Modified,
                path,
                from: None,
                before: Some(old.said.clone()),
                same: false,
                after: Some(new.said.clone()),
                sections: new.changed_since(Some(&old)),
            }),
        }
    }
    let pairs = renames::pairs(&files(&removed), &files(&added));
    let renamed: BTreeSet<usize> = pairs.iter().copied().flatten().collect();
    for ((path, new), from) in added.into_iter().zip(&pairs) {
        let was = from.map(|from| &removed[from]);
        changes.push(Change {
            kind: if was.is_some() { ChangeKind::Renamed } else { ChangeKind::Added },
            path,
            from: was.map(|(path, _)| path.clone()),
            before: was.map(|(_, old)| old.said.clone()),
            same: was.is_some_and(|(_, old)| old.id == new.id),
            after: Some(new.said.clone()),
            sections: new.changed_since(was.map(|(_, old)| &**old)),
        });
    }
    for (_, (path, old)) in removed.into_iter().enumerate().filter(|(number, _)| !renamed.contains(number)) {
        let before = Some(old.said.clone());
        changes.push(Change { kind: ChangeKind::Deleted, path, from: None, before, same: false, after: None, sections: None });
    }
    changes.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(changes)
}

/// A path with what it held.
type Held = (String, Rc<Version>);

fn files(held: &[Held]) -> Vec<renames::File<'_>> {
    let hash = |id: &Oid| id.as_bytes().try_into().unwrap_or_default();
    held.iter().map(|(path, version)| renames::File { path, hash: hash(&version.id), text: version.text.as_bytes() }).collect()
}

/// Pages whose status or identity in a merge is not the same as in each of its parents.
fn settled(
    repository: &Repository,
    parents: &[Tree<'_>],
    after: &Tree<'_>,
    versions: &mut Versions<'_>,
) -> Result<Vec<Change>, git2::Error> {
    let mut changes: BTreeMap<String, Change> = BTreeMap::new();
    for parent in parents {
        for Difference { path, before, after } in trees::differences(repository, Some(parent), Some(after))? {
            let (before, after) = (before.map(|id| versions.get(id).said.clone()), after.map(|id| versions.get(id).said.clone()));
            if before != after && after.is_some() {
                changes.insert(
                    path.clone(),
                    Change { kind: ChangeKind::Settled, path, from: None, before, same: false, after, sections: None },
                );
            }
        }
    }
    Ok(changes.into_values().collect())
}
