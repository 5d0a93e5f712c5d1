//! What the last run wrote, and what it was made from.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::Metadata;
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::memo::Key;
use crate::paths::OutPath;

/// The first line of the file; a manifest with another is not read.
const FORMAT: &str = "loft output 1";

/// One file as Loft left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Of everything that it was made from.
    pub key: Key,
    /// Of its bytes; of their number only, where a large file was copied without being read.
    pub content: Key,
    pub stamp: Stamp,
}

/// What the file system says of a file. Writing again, by anyone, changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified: i128,
}

impl Stamp {
    pub fn of(metadata: &Metadata) -> Stamp {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Stamp { size: metadata.len(), modified: since.map_or(0, |since| since.as_nanos() as i128) }
    }
}

/// Loft's files in one output folder.
pub(super) type Manifest = BTreeMap<OutPath, Entry>;

/// `dir` is the output folder, so that the manifests of folders that are gone can be told from others.
pub(super) fn print(dir: &Path, manifest: &Manifest) -> String {
    let mut text = String::with_capacity(manifest.len() * 140);
    let _ = writeln!(text, "{FORMAT} {}", dir.to_string_lossy().replace('\n', " "));
    for (path, Entry { key, content, stamp }) in manifest {
        let _ = writeln!(text, "{} {} {} {} {path}", key.hex(), content.hex(), stamp.size, stamp.modified);
    }
    text
}

/// Lines that cannot be read are left out: their files then count as somebody else's, and stay.
pub(super) fn parse(text: &str) -> Manifest {
    let Some((_, lines)) = text.split_once('\n').filter(|(first, _)| first.starts_with(FORMAT)) else { return Manifest::new() };
    let line = |line: &str| {
        let mut fields = line.splitn(5, ' ');
        let mut key = || u128::from_str_radix(fields.next()?, 16).ok().map(Key);
        let (key, content) = (key()?, key()?);
        let stamp = Stamp { size: fields.next()?.parse().ok()?, modified: fields.next()?.parse().ok()? };
        let path = fields.next().filter(|path| is_below(path))?;
        Some((OutPath::new(path), Entry { key, content, stamp }))
    };
    lines.lines().filter_map(line).collect()
}

/// The output folder that a manifest is of.
pub(super) fn folder_of(text: &str) -> Option<&Path> {
    text.lines().next()?.strip_prefix(FORMAT)?.strip_prefix(' ').map(Path::new)
}

/// Whether a path stays below the output folder: nothing else is ever written or removed, whatever a manifest says.
pub(super) fn is_below(path: &str) -> bool {
    let parts = || path.split('/');
    let absolute = path.contains('\\') || (cfg!(windows) && path.contains(':'));
    !absolute && !path.contains(['\n', '\0']) && parts().all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_comes_back_as_it_was_written() {
        let entry = |n: u128| Entry { key: Key(n), content: Key(n << 100), stamp: Stamp { size: 9, modified: 1_785_974_400_123_456_789 } };
        let manifest: Manifest =
            [("index.html", 1), ("en/med mellomrom/æøå.png", 2)].map(|(path, n)| (OutPath::new(path), entry(n))).into();
        let text = print(Path::new("/srv/public"), &manifest);
        assert_eq!(parse(&text), manifest);
        assert_eq!(folder_of(&text), Some(Path::new("/srv/public")));
    }

    #[test]
    fn a_damaged_manifest_owns_nothing_outside() {
        for text in ["", "loft output 0\n0 0 0 0 a", "loft output 1 /x\n0 0 0 0 ../a\n0 0 0 0 /a\n0 0 0 0 a/../b\nx y\n0 0 0 0 "] {
            assert!(parse(text).is_empty(), "{text:?}");
        }
    }

    #[test]
    fn paths_stay_below() {
        let cases = [("a", true), ("a/b.c/d", true), ("..a/b..", true), ("", false), ("a//b", false), ("a/./b", false), ("..", false)];
        for (path, expected) in cases.into_iter().chain([("a\\b", false), ("a\nb", false), ("a/", false)]) {
            assert_eq!(is_below(path), expected, "{path:?}");
        }
    }
}
