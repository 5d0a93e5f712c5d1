//! Where a site is put together that has no output folder yet: out of sight, so that it appears whole and at once.
//!
//! The place is a folder in the cache, which is Loft's alone: what an interrupted run left there is nobody else's, and is removed.
//! Files get their own names in it from the start, where in a folder that is read meanwhile each needs a temporary one first.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cache::CacheDir;

/// The staging folder's name in the cache, for the output folder of this name there.
fn name_of(output: &str) -> String {
    format!("{output}.new")
}

/// An empty folder that can be moved to `dir`, where nothing stands yet. None where that cannot be done: on another disk,
/// or on Windows, where no folder can be moved while a scanner holds one of its files open.
pub(super) fn begin(cache: &CacheDir, output: &str, dir: &Path) -> Option<PathBuf> {
    let movable = |folder: &Path| {
        let staging = folder.join(name_of(output));
        fs::create_dir(&staging)?;
        let there_and_back = fs::rename(&staging, dir).and_then(|()| fs::rename(dir, &staging));
        there_and_back.inspect_err(|_| drop(fs::remove_dir(&staging))).map(|()| staging)
    };
    if cfg!(unix) { cache.in_first(movable).ok() } else { None }
}

/// Moves the finished site to its place. Should somebody have put something there meanwhile, that stays and the site goes.
pub(super) fn publish(staging: &Path, dir: &Path) -> io::Result<()> {
    fs::rename(staging, dir).inspect_err(|_| drop(fs::remove_dir_all(staging)))
}

/// Removes what an interrupted run left.
pub(super) fn clear(cache: &CacheDir, output: &str) {
    cache.remove_folder(&name_of(output));
}
