//! The folder `.loft/` in a site: what one run may tell the next. Everything in it can be thrown
//! away at any moment; a file that is missing, old or damaged is as if it had never been written.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::memo::Key;

/// The name of the folder, below the site's own.
pub const FOLDER: &str = ".loft";

/// A site's cache folder, or none at all in a cold run.
#[derive(Clone, Debug)]
pub struct CacheDir {
    /// `.loft/`, then a place in the user's own cache for a site that may not be written.
    folders: Vec<PathBuf>,
}

impl CacheDir {
    /// The cache of the site in `site_root`. A folder is made when the first file is written.
    pub fn of(site_root: &Path) -> CacheDir {
        let elsewhere = std::env::home_dir().and_then(|home| {
            let site = fs::canonicalize(site_root).ok()?;
            Some(home.join(".cache/loft").join(Key::of(site.as_os_str()).hex()))
        });
        CacheDir { folders: [site_root.join(FOLDER)].into_iter().chain(elsewhere).collect() }
    }

    /// Remembers nothing: `--no-cache`.
    pub fn none() -> CacheDir {
        CacheDir { folders: Vec::new() }
    }

    /// Whether what is written here is there for the next run.
    pub fn is_kept(&self) -> bool {
        !self.folders.is_empty()
    }

    /// What an earlier run wrote under `name`, if it can be read.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.folders.iter().find_map(|folder| fs::read(folder.join(name)).ok())
    }

    /// Replaces the file `name` in one step: a reader sees the old bytes or the new ones.
    ///
    /// # Errors
    /// When no folder can be written; a cold cache writes nothing and succeeds.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        if self.folders.is_empty() { Ok(()) } else { self.in_first(|folder| replace(folder, name, bytes)) }
    }

    /// Where the file `name` lies and how many bytes it has.
    pub fn find(&self, name: &str) -> Option<(PathBuf, u64)> {
        let at = |folder: &PathBuf| {
            let path = folder.join(name);
            let metadata = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
            Some((path, metadata.len()))
        };
        self.folders.iter().find_map(at)
    }

    /// Forgets the file `name`.
    pub fn remove(&self, name: &str) {
        for folder in &self.folders {
            let _ = fs::remove_file(folder.join(name));
        }
    }

    /// Forgets everything in a folder below.
    pub fn remove_folder(&self, name: &str) {
        for folder in &self.folders {
            let _ = fs::remove_dir_all(folder.join(name));
        }
    }

    /// Does something in the first folder where it succeeds.
    ///
    /// # Errors
    /// The last folder's error.
    pub(crate) fn in_first<T>(&self, attempt: impl Fn(&Path) -> io::Result<T>) -> io::Result<T> {
        let mut last = Err(io::ErrorKind::NotFound.into());
        for folder in &self.folders {
            last = make(folder).and_then(|()| attempt(folder));
            if last.is_ok() {
                break;
            }
        }
        last
    }
}

fn replace(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let temporary = folder.join(format!("{name}.{}.tmp", std::process::id()));
    if let Some(above) = temporary.parent().filter(|above| *above != folder) {
        fs::create_dir_all(above)?;
    }
    let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, folder.join(name)));
    written.inspect_err(|_| {
        let _ = fs::remove_file(&temporary);
    })
}

/// Makes the folder with a `.gitignore`, so that it never ends up in a site's history.
fn make(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    fs::write(folder.join(".gitignore"), "*\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_written_is_read_again_and_git_is_told_to_look_away() {
        let site = tempfile::tempdir().unwrap();
        let cache = CacheDir::of(site.path());
        assert_eq!(cache.read("x"), None);
        cache.write("x", b"one").unwrap();
        cache.write("x", b"two").unwrap();
        assert_eq!(cache.read("x").as_deref(), Some(&b"two"[..]));
        assert_eq!(fs::read_to_string(site.path().join(".loft/.gitignore")).unwrap(), "*\n");
        assert_eq!(fs::read_dir(site.path().join(".loft")).unwrap().count(), 2, "no temporary file is left");
    }

    #[test]
    fn a_file_in_a_folder_is_found_until_it_is_forgotten() {
        let site = tempfile::tempdir().unwrap();
        let cache = CacheDir::of(site.path());
        cache.write("pictures/a.webp", b"12345").unwrap();
        assert_eq!(cache.find("pictures/a.webp"), Some((site.path().join(".loft/pictures/a.webp"), 5)));
        assert_eq!(cache.find("pictures"), None, "a folder is no file");
        cache.remove("pictures/a.webp");
        assert_eq!(cache.find("pictures/a.webp"), None);
    }

    #[test]
    fn a_site_that_may_not_be_written_is_remembered_elsewhere() {
        let top = tempfile::tempdir().unwrap();
        fs::write(top.path().join("blocked"), "a file where the folder would be").unwrap();
        let cache = CacheDir { folders: vec![top.path().join("blocked"), top.path().join("second")] };
        cache.write("x", b"one").unwrap();
        assert_eq!(cache.read("x").as_deref(), Some(&b"one"[..]));
        assert!(top.path().join("second/x").is_file());
    }

    #[test]
    fn a_cold_cache_writes_nothing() {
        let cache = CacheDir::none();
        cache.write("x", b"one").unwrap();
        assert_eq!(cache.read("x"), None);
    }
}
