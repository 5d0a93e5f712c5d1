//! One file's bytes: read, bounded and hashed.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3Default;

use super::hashes::{Hashes, Known};
use super::mounts::{LARGEST_PAGE, LARGEST_TEXT, is_page, is_parsed};
use super::picture::{self, Picture};
use super::stamp::Stamp;
use crate::diag::Diag;
use crate::memo::Key;
use crate::paths::SourcePath;

/// A file's content hash, with its bytes when some room parses them.
pub(super) struct Loaded {
    pub key: Key,
    pub picture: Option<Picture>,
    pub bytes: Option<Arc<[u8]>>,
}

/// Reads what is parsed; hashes the rest, unless an earlier run hashed the file with this stamp.
///
/// # Errors
/// A finding: the file cannot be read, or is too large to be parsed.
pub(super) fn load(disk: &Path, path: &SourcePath, shown: &str, stamp: Stamp, hashes: &Hashes) -> Result<Loaded, Diag> {
    if !is_parsed(path) {
        let known = hashes.recall_or(path, stamp, || know(disk, path, stamp.size)).map_err(|error| unreadable(shown, &error))?;
        return Ok(Loaded { key: known.key, picture: known.picture, bytes: None });
    }
    let limit = if is_page(path) { LARGEST_PAGE } else { LARGEST_TEXT };
    let bytes = read(disk, stamp.size, limit).map_err(|error| unreadable(shown, &error))?;
    let bytes: Arc<[u8]> = bytes.ok_or_else(|| too_large(shown, stamp.size, limit))?.into();
    Ok(Loaded { key: Key::of_bytes(&bytes), picture: None, bytes: Some(bytes) })
}

/// A file that is published as it is, for the preview; the build copies it without holding it in memory.
///
/// # Errors
/// The system's, when the file is gone or may not be read.
pub fn read_file(disk: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(disk)
}

/// The whole file, or `None` when it is larger than `limit` bytes, also when it grows while it is read.
fn read(disk: &Path, size: u64, limit: u64) -> io::Result<Option<Vec<u8>>> {
    if size > limit {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    File::open(disk)?.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// What a file that is not parsed holds: its hash, and what it is where its name says picture.
fn know(disk: &Path, path: &SourcePath, size: u64) -> io::Result<Known> {
    if !picture::is_named_so(path) {
        return Ok(Known { key: hash(disk)?, picture: None });
    }
    match read(disk, size, picture::LARGEST_FILE)? {
        Some(bytes) => Ok(Known { key: Key::of_bytes(&bytes), picture: Some(picture::look(path, bytes)) }),
        None => Ok(Known { key: hash(disk)?, picture: Some(picture::too_large()) }),
    }
}

/// The content hash, in bounded memory.
fn hash(disk: &Path) -> io::Result<Key> {
    let mut file = File::open(disk)?;
    let mut hasher = Xxh3Default::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(Key(hasher.digest128())),
            Ok(read) => hasher.update(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The finding for a file or folder that the system refuses to give.
pub(super) fn unreadable(shown: &str, error: &io::Error) -> Diag {
    Diag::error("not-readable").in_file(shown).because(error)
}

fn too_large(shown: &str, size: u64, limit: u64) -> Diag {
    Diag::error("file-too-large").in_file(shown).with("size", megabytes(size)).with("limit", megabytes(limit))
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1 << 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashing_in_pieces_equals_hashing_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x");
        for size in [0, 1, 240, 241, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, 200_000] {
            let bytes: Vec<u8> = (0..size).map(|n| (n * 7 % 251) as u8).collect();
            std::fs::write(&file, &bytes).unwrap();
            assert_eq!(hash(&file).unwrap(), Key::of_bytes(&bytes), "{size} bytes");
        }
    }

    #[test]
    fn what_outgrows_the_limit_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x");
        std::fs::write(&file, b"12345").unwrap();
        assert_eq!(read(&file, 5, 5).unwrap().as_deref(), Some(&b"12345"[..]));
        assert_eq!(read(&file, 5, 4).unwrap(), None);
        assert_eq!(read(&file, 3, 4).unwrap(), None, "it grew since its size was taken");
    }
}
