//! What every commit did to the pages, oldest first: the raw material of status history.
//!
//! A commit never changes, so what it did is read once and kept under its hash; a later run reads only
//! commits that are new. Each change is told from the commit and its parent alone; who is the same page as
//! whom, and what a status meant, is judged in `site::history`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use git2::{Delta, DiffOptions, Mailmap, Oid, Repository, Sort, Tree};
use serde::{Deserialize, Serialize};

use super::{CommitTime, renames, sections};
use crate::cache::CacheDir;
use crate::doc::front_matter;
use crate::paths::{SourcePath, file_name};

const FILE: &str = "git-log.json";
/// Logs of another format are not read.
const FORMAT: u32 = 3;

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
    pub fn behind(&mut self, repository: &Repository, head: Oid) -> Result<Vec<Arc<Commit>>, git2::Error> {
        let mut walk = repository.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME | Sort::REVERSE)?;
        walk.push(head)?;
        let mailmap = repository.mailmap().ok();
        let mut commits = Vec::new();
        for id in walk {
            let id = id?;
            let hash = id.to_string();
            let commit = match self.known.commits.get(&hash) {
                // In a shallow clone that was deepened, what was the end is one no more.
                Some(known) if !known.boundary => Arc::clone(known),
                _ => {
                    self.is_new = true;
                    let read = Arc::new(read(repository, id, mailmap.as_ref())?);
                    self.known.commits.insert(hash.clone(), Arc::clone(&read));
                    read
                }
            };
            self.asked.insert(hash);
            if !commit.changes.is_empty() {
                commits.push(commit);
            }
        }
        Ok(commits)
    }

    /// Writes what is new, without commits that no branch of the site's has any more.
    /// A cache that cannot be written costs the next run time and nothing else.
    pub fn save(&mut self) {
        let asked = std::mem::take(&mut self.asked);
        if std::mem::take(&mut self.is_new) {
            self.known.commits.retain(|hash, _| asked.contains(hash));
            if let Ok(text) = serde_json::to_vec(&self.known) {
                let _ = self.cache.write(FILE, &text);
            }
        }
    }
}

fn read(repository: &Repository, id: Oid, mailmap: Option<&Mailmap>) -> Result<Commit, git2::Error> {
    let commit = repository.find_commit(id)?;
    let author = match mailmap {
        Some(mailmap) => commit.author_with_mailmap(mailmap)?,
        None => commit.author().to_owned(),
    };
    let tree = commit.tree()?;
    let parents: Vec<Tree<'_>> = commit.parents().map(|parent| parent.tree()).collect::<Result<_, _>>()?;
    let boundary = parents.is_empty() && commit.parent_count() > 0;
    let changes = match parents.as_slice() {
        [] => changes(repository, None, &tree)?,
        [parent] => changes(repository, Some(parent), &tree)?,
        several => settled(repository, several, &tree)?,
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

/// What happened to pages between two trees, renames found.
fn changes(repository: &Repository, before: Option<&Tree<'_>>, after: &Tree<'_>) -> Result<Vec<Change>, git2::Error> {
    let (mut removed, mut added, mut changes) = (Vec::new(), Vec::new(), Vec::new());
    for delta in diff(repository, before, after)?.deltas() {
        let (old, new) = (delta.old_file(), delta.new_file());
        let (Some(old_path), Some(path)) = (page(old.path_bytes()), page(new.path_bytes())) else { continue };
        match delta.status() {
            Delta::Added => added.push((path, new.id(), text(repository, new.id()))),
            Delta::Deleted => removed.push((old_path, old.id(), text(repository, old.id()))),
            _ => {
                let (old, new) = (text(repository, old.id()), text(repository, new.id()));
                let sections = sections::changed(&old, &new);
                changes.push(Change {
                    kind: ChangeKind::Modified,
                    path,
                    from: None,
                    before: said(&old),
                    same: false,
                    after: said(&new),
                    sections,
                });
            }
        }
    }
    let pairs = renames::pairs(&files(&removed), &files(&added));
    let renamed: BTreeSet<usize> = pairs.iter().copied().flatten().collect();
    for ((path, id, text), from) in added.into_iter().zip(&pairs) {
        let was = from.map(|from| &removed[from]);
        changes.push(Change {
            kind: if was.is_some() { ChangeKind::Renamed } else { ChangeKind::Added },
            path,
            from: was.map(|(path, ..)| path.clone()),
            before: was.and_then(|(_, _, text)| said(text)),
            same: was.is_some_and(|(_, old, _)| *old == id),
            after: said(&text),
            sections: sections::changed(was.map_or(&[], |(_, _, text)| text), &text),
        });
    }
    for (_, (path, _, text)) in removed.into_iter().enumerate().filter(|(number, _)| !renamed.contains(number)) {
        changes.push(Change { kind: ChangeKind::Deleted, path, from: None, before: said(&text), same: false, after: None, sections: None });
    }
    changes.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(changes)
}

/// A path with what it held.
type Held = (String, Oid, Vec<u8>);

fn files(held: &[Held]) -> Vec<renames::File<'_>> {
    let hash = |id: &Oid| id.as_bytes().try_into().unwrap_or_default();
    held.iter().map(|(path, id, text)| renames::File { path, hash: hash(id), text }).collect()
}

/// Pages whose status or identity in a merge is not the same as in each of its parents.
fn settled(repository: &Repository, parents: &[Tree<'_>], after: &Tree<'_>) -> Result<Vec<Change>, git2::Error> {
    let mut changes: BTreeMap<String, Change> = BTreeMap::new();
    for parent in parents {
        for delta in diff(repository, Some(parent), after)?.deltas() {
            let Some(path) = page(delta.new_file().path_bytes()) else { continue };
            let told = |id: Oid| if id.is_zero() { None } else { said(&text(repository, id)) };
            let (before, after) = (told(delta.old_file().id()), told(delta.new_file().id()));
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

fn diff<'r>(repository: &'r Repository, before: Option<&Tree<'_>>, after: &Tree<'_>) -> Result<git2::Diff<'r>, git2::Error> {
    let mut options = DiffOptions::new();
    options.pathspec("*.md").pathspec("*.markdown").ignore_submodules(true).skip_binary_check(true);
    repository.diff_tree_to_tree(before, Some(after), Some(&mut options))
}

/// A page's path as text.
fn page(path: Option<&[u8]>) -> Option<String> {
    let path = std::str::from_utf8(path?).ok()?;
    file_name(path).rsplit_once('.').is_some_and(|(_, extension)| matches!(extension, "md" | "markdown")).then(|| path.to_string())
}

/// A file's bytes; none of what is no file.
fn text(repository: &Repository, id: Oid) -> Vec<u8> {
    repository.find_blob(id).map(|blob| blob.content().to_vec()).unwrap_or_default()
}

/// What a page's front matter says.
fn said(text: &[u8]) -> Option<Said> {
    let (meta, ..) = front_matter::read(&String::from_utf8_lossy(text), "");
    Some(Said { id: meta.id, status: meta.status })
}
