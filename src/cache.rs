//! The folder `.loft/` in a site: what one run may tell the next. Everything in it can be thrown
//! away at any moment; a file that is missing, old or damaged is as if it had never been written.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The name of the folder, below the site's own.
pub const FOLDER: &str = ".loft";

/// A site's cache folder, or none at all in a cold run.
#[derive(Clone, Debug)]
pub struct CacheDir {
    folder: Option<PathBuf>,
}

impl CacheDir {
    /// The cache of the site in `site_root`. The folder is made when the first file is written.
    pub fn of(site_root: &Path) -> CacheDir {
        CacheDir { folder: Some(site_root.join(FOLDER)) }
    }

    /// Remembers nothing: `--no-cache`.
    pub fn none() -> CacheDir {
        CacheDir { folder: None }
    }

    /// What an earlier run wrote under `name`, if it can be read.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.folder.as_ref()?.join(name)).ok()
    }

    /// Replaces the file `name` in one step: a reader sees the old bytes or the new ones.
    ///
    /// # Errors
    /// When the folder or the file cannot be written; a cold cache writes nothing and succeeds.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        make(folder)?;
        let temporary = folder.join(format!("{name}.{}.tmp", std::process::id()));
        fs::write(&temporary, bytes)?;
        fs::rename(&temporary, folder.join(name)).inspect_err(|_| {
            let _ = fs::remove_file(&temporary);
        })
    }
}

/// Makes the folder with a `.gitignore`, so that it never ends up in a site's history.
pub(crate) fn make(folder: &Path) -> io::Result<()> {
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
    fn a_cold_cache_writes_nothing() {
        let cache = CacheDir::none();
        cache.write("x", b"one").unwrap();
        assert_eq!(cache.read("x"), None);
    }
}
