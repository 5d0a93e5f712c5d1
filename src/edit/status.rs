//! Changing a page's status in the files of all its languages: all of them, or none.

use std::fs;
use std::path::PathBuf;

use super::front_matter::with_value;
use super::write::replace;
use crate::diag::Diag;
use crate::memo::Key;

/// One file, as it was when the person who changes it saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusFile {
    /// As findings name it.
    pub shown: String,
    pub disk: PathBuf,
    /// The key of its bytes then.
    pub seen: Key,
    /// The status that it gets, in its own words.
    pub status: String,
}

/// Writes the status into each file and changes nothing else in it.
///
/// # Errors
/// When a file has changed since it was seen, or holds its status in a form that cannot be changed alone. Nothing is written then.
pub fn set_status(files: &[StatusFile]) -> Result<(), Diag> {
    let changes: Vec<(Vec<u8>, String)> = files.iter().map(change).collect::<Result<_, _>>()?;
    for (place, (file, (_, after))) in files.iter().zip(&changes).enumerate() {
        if let Err(diag) = write(file, after) {
            // All or none: those that were written get their bytes back.
            for (file, (before, _)) in files.iter().zip(&changes).take(place) {
                let _ = replace(&file.disk, before);
            }
            return Err(diag);
        }
    }
    Ok(())
}

/// A file's bytes, and its text with the new status.
fn change(file: &StatusFile) -> Result<(Vec<u8>, String), Diag> {
    let before = read(file)?;
    let text = std::str::from_utf8(&before).ok().and_then(|text| with_value(text, "status", &file.status));
    let text = text.ok_or_else(|| Diag::error("status-form").in_file(&file.shown).with("path", &file.shown))?;
    Ok((before, text))
}

fn write(file: &StatusFile, after: &str) -> Result<(), Diag> {
    read(file)?;
    replace(&file.disk, after.as_bytes()).map_err(|error| not_written(file, &error))
}

/// The file's bytes, if they are those that were seen, and the file is one: through a link another would be written.
fn read(file: &StatusFile) -> Result<Vec<u8>, Diag> {
    let changed = || Diag::error("status-file-changed").in_file(&file.shown).with("path", &file.shown);
    if fs::symlink_metadata(&file.disk).map_err(|_| changed())?.is_symlink() {
        return Err(not_written(file, &std::io::Error::from(std::io::ErrorKind::PermissionDenied)));
    }
    let bytes = fs::read(&file.disk).map_err(|error| not_written(file, &error))?;
    if Key::of_bytes(&bytes) == file.seen { Ok(bytes) } else { Err(changed()) }
}

fn not_written(file: &StatusFile, error: &std::io::Error) -> Diag {
    Diag::error("status-not-written").in_file(&file.shown).with("path", &file.shown).because(&error)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NB: &[u8] = "---\nstatus: Ny # merknad\n---\r\nTekst".as_bytes();
    const EN: &[u8] = b"+++\nstatus = 'New'\n+++\nText";

    fn files(folder: &std::path::Path) -> Vec<StatusFile> {
        let file = |name: &str, bytes: &[u8], status: &str| {
            fs::write(folder.join(name), bytes).unwrap();
            StatusFile { shown: name.into(), disk: folder.join(name), seen: Key::of_bytes(bytes), status: status.into() }
        };
        vec![file("a.nb.md", NB, "Godkjent"), file("a.en.md", EN, "Approved")]
    }

    #[test]
    fn all_files_are_changed() {
        let folder = tempfile::tempdir().unwrap();
        set_status(&files(folder.path())).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("a.nb.md")).unwrap(), "---\nstatus: Godkjent # merknad\n---\r\nTekst");
        assert_eq!(fs::read_to_string(folder.path().join("a.en.md")).unwrap(), "+++\nstatus = 'Approved'\n+++\nText");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside them");
    }

    #[test]
    fn one_file_that_cannot_be_changed_leaves_all_as_they_are() {
        for (bytes, code) in
            [(&b"---\nstatus: New\n---\nSomeone was faster."[..], "status-file-changed"), (b"---\ntitle: x\n---\n", "status-form")]
        {
            let folder = tempfile::tempdir().unwrap();
            let mut files = files(folder.path());
            fs::write(&files[1].disk, bytes).unwrap();
            if code == "status-form" {
                files[1].seen = Key::of_bytes(bytes);
            }
            assert_eq!(set_status(&files).unwrap_err().code, code);
            assert_eq!((fs::read(&files[0].disk).unwrap(), fs::read(&files[1].disk).unwrap()), (NB.to_vec(), bytes.to_vec()));
        }
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = files(folder.path());
        std::os::unix::fs::symlink(&files[0].disk, folder.path().join("link.md")).unwrap();
        files[0].disk = folder.path().join("link.md");
        assert_eq!(set_status(&files).unwrap_err().code, "status-not-written");
        assert_eq!(fs::read(folder.path().join("a.nb.md")).unwrap(), NB);
    }
}
