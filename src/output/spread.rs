//! A hint to the disk about the folders of a new site.

use std::path::Path;

/// Tells the file system that the folders in this one belong to matters of their own, as `chattr +T` does: ext4 then gives each a
/// region of the disk to itself. Without that, a whole site goes into one region, where ext4 passes every file deleted within the last
/// minutes each time that it makes a new one: a site that is deleted and built again took several times as long to write.
/// Only a hint: where the file system knows none, nothing happens.
#[cfg(target_os = "linux")]
pub(super) fn spread_folders_in(folder: &Path) {
    use rustix::fs::{IFlags, ioctl_getflags, ioctl_setflags};
    let flagged = std::fs::File::open(folder).map(|folder| {
        let flags = ioctl_getflags(&folder)?;
        ioctl_setflags(&folder, flags | IFlags::TOPDIR)
    });
    drop(flagged);
}

/// Only Linux has the hint.
#[cfg(not(target_os = "linux"))]
pub(super) fn spread_folders_in(_folder: &Path) {}
