//! Looking at a site's folders, the first time and again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::blob::Blob;
use super::git::{self, Git, History, MountedPages};
use super::hashes::Hashes;
use super::mounts::{self, Ignore};
use super::tree::Tree;
use super::{Snapshot, clock, config_files};
use crate::cache::CacheDir;
use crate::config::{self, Config, ConfigFile, Overrides};
use crate::diag::{self, Diag};
use crate::paths::SourcePath;

/// Reads snapshots of a site, remembering what it saw so that unchanged files are not read again.
#[derive(Debug)]
pub struct Input {
    site: PathBuf,
    overrides: Overrides,
    hashes: Hashes,
    git: Git,
    seen: Option<Seen>,
}

/// What the last snapshot was made from.
#[derive(Debug)]
struct Seen {
    files: Vec<ConfigFile>,
    config: Arc<Config>,
    ignore: Ignore,
    /// In order of precedence.
    trees: Vec<Tree>,
    /// Findings of the configuration.
    diags: Vec<Diag>,
}

impl Input {
    /// A site by its folder. Nothing is read until the first [`Input::snapshot`].
    pub fn open(site: &Path, overrides: Overrides) -> Input {
        Input::with_cache(site, overrides, CacheDir::of(site))
    }

    /// A site whose last run is to be forgotten: `--no-cache`.
    pub fn open_cold(site: &Path, overrides: Overrides) -> Input {
        Input::with_cache(site, overrides, CacheDir::none())
    }

    fn with_cache(site: &Path, overrides: Overrides, cache: CacheDir) -> Input {
        let (hashes, git) = (Hashes::open(cache.clone()), Git::new(cache));
        Input { site: site.to_path_buf(), overrides, hashes, git, seen: None }
    }

    /// The site as it is now. With `hints`, only those paths are looked at again (files, or folders with
    /// all that is in them), and the configuration; with `None`, everything is, and what has the size,
    /// time and inode that it had is not read.
    pub fn snapshot(&mut self, hints: Option<&[PathBuf]>) -> Snapshot {
        let (files, mut diags) = config_files::read(&self.site);
        let again = match self.seen.take() {
            Some(seen) if seen.files == files => Ok(seen),
            other => Err(other),
        };
        let seen = match (again, hints) {
            (Ok(mut seen), Some(paths)) => {
                self.look_at(&mut seen, paths);
                seen
            }
            (Ok(mut seen), None) => {
                self.look_around(&mut seen);
                seen
            }
            (Err(before), _) => self.configure(files, before),
        };
        diags.extend(seen.diags.iter().cloned());
        let files = merge(&seen.trees, &mut diags);
        diags.extend(super::hugo::leftovers(&seen.config, &files));
        let git = self.dates(&seen, &files, &mut diags);
        self.hashes.save();
        diag::sort(&mut diags);
        let config = Arc::clone(&seen.config);
        self.seen = Some(seen);
        Snapshot { config, files: Arc::new(files), git, now: clock::now(), diags }
    }

    /// Folders and files whose changes matter, for whoever watches: mounts, themes, configuration.
    pub fn watched(&self) -> Vec<PathBuf> {
        let roots = self.seen.iter().flat_map(|seen| &seen.trees).map(|tree| tree.root.disk.clone());
        let mut watched: Vec<PathBuf> = roots.chain([self.site.clone()]).collect();
        watched.sort();
        watched.dedup();
        watched
    }

    /// Reads the configuration, then the site that it describes; files seen before are recalled.
    fn configure(&self, files: Vec<ConfigFile>, before: Option<Seen>) -> Seen {
        let (config, mut diags) = config::load(&files, &self.overrides);
        let (roots, from_mounts) = mounts::roots(&self.site, &config);
        let (ignore, from_ignore) = Ignore::new(&self.site, &config);
        diags.extend(from_mounts);
        diags.extend(from_ignore);
        let mut before: Vec<Tree> = before.map(|seen| seen.trees).unwrap_or_default();
        let trees = roots.into_iter().map(|root| match before.iter().position(|tree| tree.root.same_place(&root)) {
            Some(at) => Tree { root, ..before.swap_remove(at) },
            None => Tree::new(root),
        });
        let mut seen = Seen { files, config: Arc::new(config), ignore, trees: trees.collect(), diags };
        self.look_around(&mut seen);
        seen
    }

    fn look_around(&self, seen: &mut Seen) {
        for tree in &mut seen.trees {
            tree.look(&seen.ignore, &self.hashes);
        }
    }

    fn look_at(&self, seen: &mut Seen, paths: &[PathBuf]) {
        for tree in &mut seen.trees {
            for path in paths {
                tree.look_at(path, &seen.ignore, &self.hashes);
            }
        }
    }

    fn dates(&mut self, seen: &Seen, files: &BTreeMap<SourcePath, Blob>, diags: &mut Vec<Diag>) -> Arc<History> {
        let wanted = git::Wanted { dates: seen.config.enable_git_info, log: seen.config.loft.history.enabled };
        if !wanted.dates && !wanted.log {
            return Arc::default();
        }
        let mounted: Vec<MountedPages<'_>> = seen.trees.iter().map(|tree| pages_of(tree, files)).collect();
        let (history, found) = self.git.history(&mounted, wanted);
        diags.extend(found);
        history
    }
}

/// The pages that a mount gives to the site.
fn pages_of<'a>(tree: &'a Tree, files: &BTreeMap<SourcePath, Blob>) -> MountedPages<'a> {
    let counts = |seen: &super::tree::Seen, blob: &Blob| files.get(&seen.path).is_some_and(|file| Arc::ptr_eq(&file.disk, &blob.disk));
    let pages = tree.files.iter().filter_map(|(relative, seen)| {
        let blob = seen.content.as_ref().ok()?;
        (blob.is_page && counts(seen, blob)).then_some((relative.as_str(), &seen.path))
    });
    MountedPages { disk: &tree.root.disk, shown: &tree.root.shown, pages: pages.collect() }
}

/// One map of all mounts: where two give the same path, the earlier one counts, as in Hugo.
fn merge(trees: &[Tree], diags: &mut Vec<Diag>) -> BTreeMap<SourcePath, Blob> {
    let mut found: Vec<(&SourcePath, &Blob, &Tree)> = Vec::new();
    for tree in trees {
        diags.extend(tree.problems.values().cloned());
        for seen in tree.files.values() {
            match &seen.content {
                Ok(blob) => found.push((&seen.path, blob, tree)),
                Err(diag) => diags.push(diag.clone()),
            }
        }
    }
    // A stable sort keeps the earlier mount first; the map is then made in one go.
    found.sort_by(|(left, ..), (right, ..)| left.cmp(right));
    found.dedup_by(|(path, blob, tree), (first_path, first, _)| {
        let again = path == first_path;
        if again && first.disk.starts_with(&tree.root.disk) && first.disk != blob.disk {
            // One folder can hold a name twice only in two spellings of the same letters.
            diags.push(Diag::error("name-twice").in_file(&*blob.shown).with("first", &first.shown));
        }
        again
    });
    found.into_iter().map(|(path, blob, _)| (path.clone(), blob.clone())).collect()
}
