//! Making files that are not there yet.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::Written;
use crate::diag::Diag;

/// Writes files below a folder, making folders as needed. A file that is there already is left as it is
/// and ends it: nothing is written over, whatever happens at the same time.
pub(super) fn create(folder: &Path, files: &[Written]) -> Result<(), Diag> {
    files.iter().try_for_each(|file| create_bytes(folder, &file.path, file.text.as_bytes()))
}

/// As [`create`], for one file of any kind.
pub(super) fn create_bytes(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), Diag> {
    create_one(&folder.join(path), bytes).map_err(|error| {
        let code = if error.kind() == ErrorKind::AlreadyExists { "new-exists" } else { "new-not-written" };
        Diag::error(code).in_file(path).with("path", path).because(&error)
    })
}

fn create_one(disk: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = disk.parent() {
        // A file where a folder should be is no page that is there already.
        let in_the_way =
            |error: std::io::Error| if error.kind() == ErrorKind::AlreadyExists { ErrorKind::NotADirectory.into() } else { error };
        fs::create_dir_all(folder).map_err(in_the_way)?;
    }
    OpenOptions::new().write(true).create_new(true).open(disk)?.write_all(bytes)
}

/// Puts new bytes in a file's place: whole or not at all, with the permissions that it had.
pub(super) fn replace(disk: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = disk.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = disk.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = folder.join(format!(".{name}.loft-{}", std::process::id()));
    let written = fs::write(&beside, bytes).and_then(|()| {
        if let Ok(before) = fs::metadata(disk) {
            fs::set_permissions(&beside, before.permissions())?;
        }
        fs::rename(&beside, disk)
    });
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}
