//! The log of statuses in `data/`, written when it is asked for.

use std::path::Path;

use super::write;
use crate::diag::Diag;

/// Puts a log that Loft wrote before, or none, in the place of a new one. Says whether anything changed.
///
/// # Errors
/// A finding: the file cannot be written.
pub fn export_history(site: &Path, path: &str, text: &str) -> Result<bool, Diag> {
    let disk = site.join(path);
    if std::fs::read(&disk).is_ok_and(|before| before == text.as_bytes()) {
        return Ok(false);
    }
    write::replace(&disk, text.as_bytes())
        .map_err(|error| Diag::error("history-not-written").in_file(path).with("path", path).because(&error))?;
    Ok(true)
}
