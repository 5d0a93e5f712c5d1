//! Making files that are not there yet.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::Written;
use crate::diag::Diag;

/// Writes files below a folder, making folders as needed. A file that is there already is left as it is
/// and ends it: nothing is written over, whatever happens at the same time.
pub(super) fn create(folder: &Path, files: &[Written]) -> Result<(), Diag> {
    for file in files {
        let disk = folder.join(&file.path);
        create_one(&disk, &file.text).map_err(|error| {
            let code = if error.kind() == ErrorKind::AlreadyExists { "new-exists" } else { "new-not-written" };
            Diag::error(code).in_file(&file.path).with("path", &file.path).with("reason", error)
        })?;
    }
    Ok(())
}

fn create_one(disk: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = disk.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).open(disk)?.write_all(text.as_bytes())
}
