//! Back through history, newest first, until every path has met the commit that last changed it.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashSet};

use git2::{Commit, ObjectType, Oid, Repository, Tree, TreeEntry};
use unicode_normalization::UnicodeNormalization;

/// For each path, the first commit that names it in `git log --no-merges --name-only` with renames off.
pub(super) fn last_changes(repository: &Repository, head: Oid, paths: &[&str]) -> Result<Vec<Option<Oid>>, git2::Error> {
    let mut wanted = Folder::default();
    for (number, path) in paths.iter().enumerate() {
        wanted.add(path, number);
    }
    let mut dates = vec![None; paths.len()];
    let mut log = Log::from(repository, head)?;
    while wanted.open > 0
        && let Some(commit) = log.next()?
    {
        if commit.parent_count() > 1 {
            continue;
        }
        let tree = commit.tree()?;
        // A shallow clone's last commits have no parent that can be read: they count as the first.
        let before = commit.parent(0).ok().map(|parent| parent.tree()).transpose()?;
        wanted.compare(repository, Some(&tree), before.as_ref(), &mut |number| dates[number] = Some(commit.id()))?;
    }
    Ok(dates)
}

/// Commits in git's default order: newest commit date first, parents after the children that name them.
struct Log<'r> {
    repository: &'r Repository,
    /// By date, then in the order met.
    queue: BinaryHeap<(i64, Reverse<usize>, Oid)>,
    met: HashSet<Oid>,
}

impl<'r> Log<'r> {
    fn from(repository: &'r Repository, head: Oid) -> Result<Log<'r>, git2::Error> {
        let mut log = Log { repository, queue: BinaryHeap::new(), met: HashSet::new() };
        log.push(repository.find_commit(head)?);
        Ok(log)
    }

    fn push(&mut self, commit: Commit<'_>) {
        if self.met.insert(commit.id()) {
            self.queue.push((commit.time().seconds(), Reverse(self.met.len()), commit.id()));
        }
    }

    fn next(&mut self) -> Result<Option<Commit<'r>>, git2::Error> {
        let Some((_, _, id)) = self.queue.pop() else { return Ok(None) };
        let commit = self.repository.find_commit(id)?;
        for parent in commit.parents() {
            self.push(parent);
        }
        Ok(Some(commit))
    }
}

/// The wanted paths as a tree, so that folders without any are never opened.
#[derive(Default)]
struct Folder {
    entries: BTreeMap<String, Node>,
    /// How many paths below have no commit yet.
    open: usize,
}

#[derive(Default)]
struct Node {
    /// The number of the path that ends here, until it has its commit.
    file: Option<usize>,
    folder: Folder,
}

impl Node {
    fn open(&self) -> usize {
        usize::from(self.file.is_some()) + self.folder.open
    }
}

impl Folder {
    fn add(&mut self, path: &str, number: usize) {
        self.open += 1;
        match path.split_once('/') {
            Some((name, rest)) => self.entries.entry(name.to_string()).or_default().folder.add(rest, number),
            None => self.entries.entry(path.to_string()).or_default().file = Some(number),
        }
    }

    /// Reports the wanted paths that differ between two trees, and no longer wants them.
    fn compare(
        &mut self,
        repository: &Repository,
        now: Option<&Tree<'_>>,
        before: Option<&Tree<'_>>,
        changed: &mut impl FnMut(usize),
    ) -> Result<(), git2::Error> {
        if now.map(Tree::id) == before.map(Tree::id) {
            return Ok(());
        }
        for (name, node) in self.entries.iter_mut().filter(|(_, node)| node.open() > 0) {
            let now = now.and_then(|tree| entry(tree, name));
            let before = before.and_then(|tree| entry(tree, name));
            if identity(now.as_ref()) == identity(before.as_ref()) {
                continue;
            }
            let was_open = node.open();
            if [&now, &before].into_iter().flatten().any(|entry| entry.kind() != Some(ObjectType::Tree))
                && let Some(number) = node.file.take()
            {
                changed(number);
            }
            if node.folder.open > 0 {
                let now = subtree(repository, now.as_ref())?;
                let before = subtree(repository, before.as_ref())?;
                node.folder.compare(repository, now.as_ref(), before.as_ref(), changed)?;
            }
            self.open -= was_open - node.open();
        }
        Ok(())
    }
}

/// What makes two entries the same: content and mode.
fn identity(entry: Option<&TreeEntry<'_>>) -> Option<(Oid, i32)> {
    entry.map(|entry| (entry.id(), entry.filemode()))
}

fn subtree<'r>(repository: &'r Repository, entry: Option<&TreeEntry<'_>>) -> Result<Option<Tree<'r>>, git2::Error> {
    entry.filter(|entry| entry.kind() == Some(ObjectType::Tree)).map(|entry| repository.find_tree(entry.id())).transpose()
}

/// An entry by its name on disk, or in NFC, which git writes where the disk decomposes names.
fn entry<'t>(tree: &'t Tree<'_>, name: &str) -> Option<TreeEntry<'t>> {
    tree.get_name(name).or_else(|| {
        let composed: Cow<'_, str> = if name.is_ascii() { return None } else { name.nfc().collect() };
        tree.get_name(&composed)
    })
}
