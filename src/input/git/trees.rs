//! Which pages are not the same in two trees. Folders that are equal by their hash are never opened, and of the others only
//! what differs: libgit2's own comparison writes out the path of every entry that it passes.

use std::cmp::Ordering;

use git2::{ObjectType, Oid, Repository, Tree, TreeEntry};

use crate::paths;

/// A page that one tree has and the other has not, or not as it is there. In order of path.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub path: String,
    pub before: Option<Oid>,
    pub after: Option<Oid>,
}

/// The pages that differ, in order of path. Links count as files; where a file became a link, one went and one came.
pub(super) fn differences(
    repository: &Repository,
    before: Option<&Tree<'_>>,
    after: Option<&Tree<'_>>,
) -> Result<Vec<Difference>, git2::Error> {
    let mut found = Found { repository, pages: Vec::new() };
    found.compare("", before, after)?;
    Ok(found.pages)
}

struct Found<'r> {
    repository: &'r Repository,
    pages: Vec<Difference>,
}

impl Found<'_> {
    fn compare(&mut self, folder: &str, before: Option<&Tree<'_>>, after: Option<&Tree<'_>>) -> Result<(), git2::Error> {
        if before.map(Tree::id) == after.map(Tree::id) {
            return Ok(());
        }
        let (mut left, mut right) = (entries(before).peekable(), entries(after).peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => in_git_order(old, new),
            };
            let old = if order == Ordering::Greater { None } else { left.next() };
            let new = if order == Ordering::Less { None } else { right.next() };
            if identity(old.as_ref()) != identity(new.as_ref()) {
                self.tell(folder, old.as_ref(), new.as_ref())?;
            }
        }
    }

    /// Two entries of a name, or one, that are not the same.
    fn tell(&mut self, folder: &str, old: Option<&TreeEntry<'_>>, new: Option<&TreeEntry<'_>>) -> Result<(), git2::Error> {
        let Some(name) = old.or(new).and_then(|entry| std::str::from_utf8(entry.name_bytes()).ok()) else { return Ok(()) };
        let path = paths::join(folder, name);
        if [old, new].into_iter().flatten().any(is_folder) {
            let (old, new) = (subtree(self.repository, old)?, subtree(self.repository, new)?);
            return self.compare(&path, old.as_ref(), new.as_ref());
        }
        if !is_page(name) {
            return Ok(());
        }
        let [before, after] = [old, new].map(|entry| entry.filter(|entry| entry.kind() == Some(ObjectType::Blob)).map(TreeEntry::id));
        match (old, new) {
            (Some(old), Some(new)) if form(old) != form(new) => {
                self.pages.push(Difference { path: path.clone(), before, after: None });
                self.pages.push(Difference { path, before: None, after });
            }
            _ => self.pages.push(Difference { path, before, after }),
        }
        Ok(())
    }
}

fn subtree<'r>(repository: &'r Repository, entry: Option<&TreeEntry<'_>>) -> Result<Option<Tree<'r>>, git2::Error> {
    entry.filter(|entry| is_folder(entry)).map(|entry| repository.find_tree(entry.id())).transpose()
}

fn entries<'t>(tree: Option<&'t Tree<'_>>) -> impl Iterator<Item = TreeEntry<'t>> {
    tree.into_iter().flat_map(|tree| tree.iter())
}

/// Entries of trees are sorted by name, where a folder's name ends with `/`.
fn in_git_order(one: &TreeEntry<'_>, other: &TreeEntry<'_>) -> Ordering {
    let end = |entry: &TreeEntry<'_>| is_folder(entry).then_some(b'/');
    let (left, right) = (one.name_bytes(), other.name_bytes());
    let common = left.len().min(right.len());
    let rest = |name: &[u8], entry: &TreeEntry<'_>| name.get(common).copied().or_else(|| end(entry));
    left[..common].cmp(&right[..common]).then_with(|| rest(left, one).cmp(&rest(right, other)))
}

/// What makes two entries the same: content and mode.
fn identity(entry: Option<&TreeEntry<'_>>) -> Option<(Oid, i32)> {
    entry.map(|entry| (entry.id(), entry.filemode_raw()))
}

/// File, link, folder or submodule, as far as modes tell them apart.
fn form(entry: &TreeEntry<'_>) -> i32 {
    entry.filemode_raw() & 0o170_000
}

fn is_folder(entry: &TreeEntry<'_>) -> bool {
    form(entry) == 0o040_000
}

/// Whether a file's name is a page's.
fn is_page(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| matches!(extension, "md" | "markdown"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree of `path text` pairs; a text that begins with `->` is a link, one with `+x` a program.
    fn tree(repository: &Repository, files: &[(&str, &str)]) -> Oid {
        let mut builder = repository.treebuilder(None).unwrap();
        let mut folders: Vec<&str> = files.iter().filter_map(|(path, _)| Some(path.split_once('/')?.0)).collect();
        folders.dedup();
        for folder in folders {
            let within = files.iter().filter_map(|(path, text)| Some((path.strip_prefix(folder)?.strip_prefix('/')?, *text)));
            let below: Vec<(&str, &str)> = within.collect();
            builder.insert(folder, tree(repository, &below), 0o040_000).unwrap();
        }
        for (path, text) in files.iter().filter(|(path, _)| !path.contains('/')) {
            let mode = if text.starts_with("->") { 0o120_000 } else { 0o100_644 + i32::from(text.starts_with("+x")) * 0o111 };
            builder.insert(path, repository.blob(text.as_bytes()).unwrap(), mode).unwrap();
        }
        builder.write().unwrap()
    }

    /// The same, told by libgit2.
    fn by_libgit2(repository: &Repository, before: &Tree<'_>, after: &Tree<'_>) -> Vec<Difference> {
        let diff = repository.diff_tree_to_tree(Some(before), Some(after), None).unwrap();
        let there = |id: Oid| (!id.is_zero()).then_some(id);
        let told = diff.deltas().map(|delta| {
            let path = delta.new_file().path().unwrap().to_str().unwrap().to_string();
            Difference { path, before: there(delta.old_file().id()), after: there(delta.new_file().id()) }
        });
        told.filter(|one| is_page(&one.path)).collect()
    }

    #[test]
    fn differs_what_libgit2_says_differs() {
        let folder = tempfile::tempdir().unwrap();
        let repository = Repository::init(folder.path()).unwrap();
        let base: &[(&str, &str)] =
            &[("a.md", "1"), ("a/x.md", "1"), ("a/y.txt", "1"), ("b-c.md", "1"), ("b/d/e.md", "1"), ("f.markdown", "1")];
        let others: &[&[(&str, &str)]] = &[
            base,
            &[],
            // Changed, gone and come, in folders that sort between files of the same name's beginning.
            &[("a-b.md", "1"), ("a.md", "2"), ("a/x.md", "2"), ("a/z.md", "1"), ("b-c.md", "1"), ("b/d/e.md", "1"), ("f.markdown", "1")],
            // A file where a folder was, and the other way round; what is no page.
            &[("a", "1"), ("a.md/x.md", "1"), ("b", "1"), ("f.markdown", "1"), ("g.html", "1")],
            // A link, a program.
            &[("a.md", "->b-c.md"), ("a/x.md", "+x1"), ("a/y.txt", "2"), ("b-c.md", "+x"), ("b/d/e.md", "1"), ("b/d/e/f.md", "1")],
        ];
        for one in others {
            for other in others {
                let [before, after] = [one, other].map(|files| repository.find_tree(tree(&repository, files)).unwrap());
                let found = differences(&repository, Some(&before), Some(&after)).unwrap();
                assert_eq!(found, by_libgit2(&repository, &before, &after), "{one:?} {other:?}");
            }
        }
    }
}
