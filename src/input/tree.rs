//! One mount as it was last seen: its files, and what was wrong with the rest.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::blob::Blob;
use super::hashes::Hashes;
use super::load::{self, Loaded};
use super::mounts::{Ignore, Root, is_page};
use super::stamp::Stamp;
use crate::diag::Diag;
use crate::paths::{self, SourcePath};

/// The files below one mount, by their path relative to it (with `/`; empty for a mounted single file).
#[derive(Debug)]
pub(super) struct Tree {
    pub root: Root,
    pub files: BTreeMap<String, Seen>,
    /// Folders and links that could not be followed, names that could not be read.
    pub problems: BTreeMap<String, Diag>,
}

/// A file as last read.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub path: SourcePath,
    pub stamp: Stamp,
    /// Whether an equal stamp later means equal content (see [`Stamp::settled_by`]).
    pub settled: bool,
    /// What the snapshot gets, or why it gets nothing.
    pub content: Result<Blob, Diag>,
}

/// How much to trust what was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// An equal stamp means equal content.
    Stamps,
    /// Somebody says that it changed: read again.
    Nothing,
}

impl Tree {
    pub fn new(root: Root) -> Tree {
        Tree { root, files: BTreeMap::new(), problems: BTreeMap::new() }
    }

    /// Looks at everything below the mount again.
    pub fn look(&mut self, ignore: &Ignore, hashes: &Hashes) {
        self.look_below("", ignore, hashes, Trust::Stamps);
    }

    /// Looks again at one path, if it lies below this mount. A path that the mount lies below means all of it.
    pub fn look_at(&mut self, disk: &Path, ignore: &Ignore, hashes: &Hashes) {
        if self.root.disk.starts_with(disk) {
            self.look_below("", ignore, hashes, Trust::Stamps);
        } else if let Some(relative) = disk.strip_prefix(&self.root.disk).ok().and_then(slashed) {
            let nearest = self.nearest_visible(&relative, ignore);
            if let Some(visible) = nearest {
                self.look_below(&visible, ignore, hashes, Trust::Nothing);
            }
        }
    }

    /// The path itself, or what was seen above it that was no folder then; `None` when a folder above is
    /// passed over or is a link.
    fn nearest_visible(&self, relative: &str, ignore: &Ignore) -> Option<String> {
        let mut above = String::new();
        for part in relative.split('/') {
            above = paths::join(&above, part);
            let disk = self.root.disk.join(&above);
            if self.root.excludes(&above) || ignore.covers(self.root.component(), part, &self.root.shown_path(&above), &disk) {
                return None;
            }
            if self.files.contains_key(&above) || self.problems.contains_key(&above) {
                return Some(above);
            }
            if above.len() < relative.len() && disk.is_symlink() {
                return None;
            }
        }
        Some(above)
    }

    fn look_below(&mut self, relative: &str, ignore: &Ignore, hashes: &Hashes, trust: Trust) {
        let mut before = take_below(&mut self.files, relative);
        take_below(&mut self.problems, relative);
        let found = self.walk(relative, ignore);
        let before: Vec<Option<Seen>> = found.iter().map(|file| before.remove(file)).collect();
        let root = &self.root;
        let seen: Vec<(String, Option<Seen>)> = found
            .into_par_iter()
            .zip(before)
            .map(|(file, before)| {
                let seen = see(root, &file, before, hashes, trust);
                (file, seen)
            })
            .collect();
        self.files.extend(seen.into_iter().filter_map(|(file, seen)| Some((file, seen?))));
    }

    /// Every regular file at or below `relative` that counts, in order; the rest become problems.
    fn walk(&mut self, relative: &str, ignore: &Ignore) -> Vec<String> {
        let start = if relative.is_empty() { self.root.disk.clone() } else { self.root.disk.join(relative) };
        if fs::symlink_metadata(&start).is_err() {
            if relative.is_empty() && self.root.expected {
                self.problems.insert(String::new(), Diag::warning("mount-missing").with("folder", &self.root.shown));
            }
            return Vec::new();
        }
        let mut found = Vec::new();
        // A mount's own folder may be a link; links below it are not followed, as in Hugo, so that no loop can arise.
        let mut walk = WalkDir::new(&start).follow_root_links(relative.is_empty()).sort_by_file_name().into_iter();
        while let Some(step) = walk.next() {
            match step {
                Ok(entry) => {
                    let folder = entry.file_type().is_dir() || (entry.depth() == 0 && entry.path().is_dir());
                    match self.judge(&entry, ignore) {
                        Judgement::Passed if folder && entry.depth() > 0 => walk.skip_current_dir(),
                        Judgement::Passed => {}
                        Judgement::Counts(file) if !folder => found.push(file),
                        Judgement::Counts(_) => {}
                        Judgement::Problem(place, diag) => {
                            self.problems.insert(place, diag);
                        }
                    }
                }
                Err(error) => self.blame(&error),
            }
        }
        found
    }

    fn judge(&self, entry: &DirEntry, ignore: &Ignore) -> Judgement {
        let below = entry.path().strip_prefix(&self.root.disk).unwrap_or(Path::new(""));
        let Some(relative) = slashed(below) else {
            let shown = self.root.shown_path(&below.to_string_lossy().replace('\\', "/"));
            return Judgement::Problem(below.to_string_lossy().into_owned(), Diag::error("name-not-text").in_file(shown));
        };
        if relative.is_empty() {
            return Judgement::Counts(relative);
        }
        let shown = self.root.shown_path(&relative);
        let name = paths::file_name(&relative);
        if ignore.covers(self.root.component(), name, &shown, entry.path()) || self.root.excludes(&relative) {
            return Judgement::Passed;
        }
        let kind = entry.file_type();
        if kind.is_symlink() {
            let code = if leads_above(entry.path()) { "link-loop" } else { "link-not-followed" };
            return Judgement::Problem(relative, Diag::warning(code).in_file(shown));
        }
        match kind.is_dir() {
            true => Judgement::Counts(relative),
            false if !kind.is_file() => Judgement::Problem(relative, Diag::warning("not-a-file").in_file(shown)),
            false if !self.root.lets_through(&relative) => Judgement::Passed,
            false => Judgement::Counts(relative),
        }
    }

    fn blame(&mut self, error: &walkdir::Error) {
        let below = error.path().and_then(|path| path.strip_prefix(&self.root.disk).ok()).and_then(slashed).unwrap_or_default();
        let shown = self.root.shown_path(&below);
        let diag = match error.io_error() {
            // Gone between listing and looking: the next look will not list it.
            Some(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Some(error) => load::unreadable(&shown, error),
            None => Diag::warning("link-loop").in_file(shown),
        };
        self.problems.insert(below, diag);
    }
}

enum Judgement {
    Counts(String),
    Passed,
    Problem(String, Diag),
}

/// Reads a file, or recalls it when its stamp says that it is as it was. `None` when it is gone.
fn see(root: &Root, relative: &str, before: Option<Seen>, hashes: &Hashes, trust: Trust) -> Option<Seen> {
    let disk: PathBuf = if relative.is_empty() { root.disk.clone() } else { root.disk.join(relative) };
    let metadata = fs::metadata(&disk).ok()?;
    let stamp = Stamp::of(&metadata);
    if let Some(before) = before
        && trust == Trust::Stamps
        && before.settled
        && before.stamp == stamp
    {
        return Some(before);
    }
    let moment = SystemTime::now();
    let path = root.source_path(relative);
    let shown: Arc<str> = Arc::from(root.shown_path(relative));
    let content = load::load(&disk, &path, &shown, stamp, hashes).map(|Loaded { key, picture, bytes }| Blob {
        disk: Arc::from(disk),
        shown,
        key,
        size: bytes.as_ref().map_or(stamp.size, |bytes| bytes.len() as u64),
        modified: stamp.modified,
        lang: root.lang.clone(),
        is_page: is_page(&path),
        picture,
        bytes,
    });
    // What could not be read is tried again each time: permissions change without a trace in the stamp.
    Some(Seen { path, stamp, settled: content.is_ok() && stamp.settled_by(moment), content })
}

/// A relative path with `/`; `None` when a name is not Unicode.
fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

/// Whether a link points at a folder that it lies in.
fn leads_above(link: &Path) -> bool {
    match (fs::canonicalize(link), link.parent().map(fs::canonicalize)) {
        (Ok(target), Some(Ok(folder))) => folder.starts_with(target),
        // Links in a ring have no end to be found.
        (Err(error), _) => error.kind() != std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// Removes and returns the entries at `relative` and below it; all of them when it is empty.
fn take_below<T>(map: &mut BTreeMap<String, T>, relative: &str) -> BTreeMap<String, T> {
    if relative.is_empty() {
        return std::mem::take(map);
    }
    let inside = format!("{relative}/");
    let after = (Bound::Included(inside.as_str()), Bound::Unbounded);
    let names: Vec<String> =
        map.range::<str, _>(after).take_while(|(name, _)| name.starts_with(&inside)).map(|(name, _)| name.clone()).collect();
    let own = map.remove_entry(relative);
    own.into_iter().chain(names.into_iter().filter_map(|name| map.remove_entry(&name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_a_folder_leaves_its_neighbours() {
        let mut map: BTreeMap<String, u8> = ["a", "a b", "a/x", "a/y/z", "a0", "b"].map(|name| (name.to_string(), 0)).into();
        let taken = take_below(&mut map, "a");
        assert_eq!(taken.into_keys().collect::<Vec<_>>(), ["a", "a/x", "a/y/z"]);
        assert_eq!(map.into_keys().collect::<Vec<_>>(), ["a b", "a0", "b"]);
    }
}
