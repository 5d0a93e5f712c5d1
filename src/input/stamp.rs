//! What the file system says of a file without opening it: when that is equal, so is the content.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Size, modification time and inode. Windows has no inode; there it is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Stamp {
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified: i128,
    pub inode: u64,
}

/// A file changed less than this before it was read may change again without its time showing it:
/// FAT counts in two seconds, other file systems in the kernel's ticks.
const COARSEST_CLOCK: Duration = Duration::from_secs(2);

impl Stamp {
    pub fn of(metadata: &Metadata) -> Stamp {
        let modified = metadata.modified().map_or(0, nanoseconds);
        Stamp { size: metadata.len(), modified, inode: inode(metadata) }
    }

    /// Whether a file with this stamp, read at `moment`, must have changed its stamp if it changed since.
    pub fn settled_by(&self, moment: SystemTime) -> bool {
        self.modified + COARSEST_CLOCK.as_nanos() as i128 <= nanoseconds(moment)
    }
}

fn nanoseconds(time: SystemTime) -> i128 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_nanos() as i128,
        Err(before) => -(before.duration().as_nanos() as i128),
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}
