//! Disk, git and clock → [`Snapshot`]. The only reader of sources: every other room gets what it
//! knows from here, so that the same snapshot always gives the same site.

mod blob;
mod clock;
mod config_files;
mod discover;
mod git;
mod hashes;
mod hugo;
mod load;
mod mounts;
pub mod picture;
mod stamp;
mod tree;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::diag::Diag;
use crate::paths::SourcePath;

pub use blob::Blob;
pub use discover::Input;
pub use git::{Change, ChangeKind, Commit, CommitTime, FileHistory, History, Log, RepositoryLog, Said};
pub use load::read_file;
pub use mounts::{is_page, is_parsed};
pub use picture::Picture;

/// Everything a plan depends on.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub config: Arc<Config>,
    /// Every source file by its mounted path.
    pub files: Arc<BTreeMap<SourcePath, Blob>>,
    pub git: Arc<History>,
    /// The moment the site is built for: decides what is in the future or expired.
    pub now: jiff::Timestamp,
    /// Findings from reading: unreadable files, loops, shallow clones, configuration.
    pub diags: Vec<Diag>,
}

impl Snapshot {
    /// Whether a site is what it was when the other was taken, but for the moment.
    pub fn says_the_same(&self, other: &Snapshot) -> bool {
        Arc::ptr_eq(&self.config, &other.config)
            && Arc::ptr_eq(&self.git, &other.git)
            && self.diags == other.diags
            && self.files.len() == other.files.len()
            && self.files.iter().zip(&*other.files).all(|((path, blob), (other_path, other))| {
                (path, blob.key, blob.modified, &blob.disk) == (other_path, other.key, other.modified, &other.disk)
            })
    }

    /// Whether a page that had content in the other is there without any.
    pub fn empties_a_page_of(&self, other: &Snapshot) -> bool {
        let is_emptied = |path| other.files.get(path).is_some_and(|before| before.size > 0);
        self.files.iter().any(|(path, blob)| blob.is_page && blob.size == 0 && is_emptied(path))
    }

    /// The same without the pages' bytes, which nobody needs once they are read. Where the reader keeps
    /// them for the next snapshot, they stay.
    pub fn without_pages(mut self) -> Snapshot {
        if let Some(files) = Arc::get_mut(&mut self.files) {
            files.values_mut().filter(|blob| blob.is_page).for_each(|blob| blob.bytes = None);
        }
        self
    }
}
