//! What a run is about to write, for the run after it if it is interrupted.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Mutex;

use super::manifest::is_below;
use crate::paths::OutPath;

/// An open journal: one line for each path that the run may write, on disk before the path is touched.
///
/// While it is open it is locked, so that two builds do not write one folder at the same time.
#[derive(Debug)]
pub(super) struct Journal {
    file: Mutex<File>,
}

/// Why no journal could be opened.
pub(super) enum Refused {
    /// Another process is writing the same folder.
    Busy,
    Failed(io::Error),
}

impl Journal {
    /// Opens the journal; what an interrupted run left in it comes back.
    pub fn open(path: &Path) -> Result<(Journal, BTreeSet<OutPath>), Refused> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(Refused::Failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Refused::Busy),
            // Some network file systems know no locks; a build is still better than none.
            Err(TryLockError::Error(_)) => {}
        }
        let mut left = Vec::new();
        file.read_to_end(&mut left).map_err(Refused::Failed)?;
        let left = String::from_utf8_lossy(&left);
        // The last line may have been cut off; nothing was written under it then.
        let complete = left.rfind('\n').map_or("", |end| &left[..end]);
        let paths = complete.lines().filter(|line| is_below(line)).map(OutPath::new).collect();
        Ok((Journal { file: Mutex::new(file) }, paths))
    }

    /// Names paths that are about to be written.
    pub fn announce<'p>(&self, paths: impl IntoIterator<Item = &'p OutPath>) -> io::Result<()> {
        let mut text = String::new();
        for path in paths {
            text.push_str(path.as_str());
            text.push('\n');
        }
        if text.is_empty() { Ok(()) } else { self.file.lock().expect("journal lock").write_all(text.as_bytes()) }
    }

    /// Empties the journal: the manifest knows everything now. The file itself stays, because others may be waiting on its lock.
    pub fn clear(&self) -> io::Result<()> {
        self.file.lock().expect("journal lock").set_len(0)
    }
}

/// A program that is being started at this moment holds all open files, and with them their locks, until it runs: the lock is
/// given back by name, not by closing the file alone.
impl Drop for Journal {
    fn drop(&mut self) {
        let _ = self.file.get_mut().map(|file| file.unlock());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_journal_is_free_whoever_still_holds_its_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal");
        let open = || Journal::open(&path).ok().map(|(journal, _)| journal);
        let journal = open().expect("a journal");
        assert!(open().is_none(), "another writes");
        let held_elsewhere = journal.file.lock().expect("journal lock").try_clone().expect("the same open file");
        drop(journal);
        assert!(open().is_some());
        drop(held_elsewhere);
    }
}
