//! The content hashes of images and other files that are only copied, and what is known of pictures, kept from run to
//! run so that they are not read again to learn that nothing changed.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::io;
use std::sync::Mutex;
use std::time::SystemTime;

use super::picture::Picture;
use super::stamp::Stamp;
use crate::cache::CacheDir;
use crate::memo::Key;
use crate::paths::SourcePath;

const FILE: &str = "hashes";
/// The first line of the cache file; a file with another is not read.
const FORMAT: &str = "loft hashes 2";

/// What a file's bytes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub key: Key,
    pub picture: Option<Picture>,
}

/// Hashes by path and stamp. What is not asked for in a run is forgotten at its end, so the file never
/// holds more lines than the site has files.
#[derive(Debug)]
pub(super) struct Hashes {
    cache: CacheDir,
    before: HashMap<String, (Stamp, Known)>,
    /// Asked for in this run, with whether the stamp can be trusted in the next.
    now: Mutex<BTreeMap<String, (Stamp, Known)>>,
}

impl Hashes {
    pub fn open(cache: CacheDir) -> Hashes {
        let before = cache.read(FILE).and_then(|bytes| String::from_utf8(bytes).ok()).map(|text| parse(&text)).unwrap_or_default();
        Hashes { cache, before, now: Mutex::default() }
    }

    /// The hash that an earlier run found for this path and stamp, else a new one.
    pub fn recall_or(&self, path: &SourcePath, stamp: Stamp, hash: impl FnOnce() -> io::Result<Known>) -> io::Result<Known> {
        let known = self.before.get(path.as_str()).filter(|(known, _)| *known == stamp);
        let moment = SystemTime::now();
        let found = match known {
            Some((_, known)) => *known,
            None => hash()?,
        };
        if known.is_some() || stamp.settled_by(moment) {
            self.now.lock().expect("hashes lock").insert(path.as_str().to_string(), (stamp, found));
        }
        Ok(found)
    }

    /// Writes what this run asked for, when it differs from what is there. A cache that cannot be
    /// written costs the next run time and nothing else.
    pub fn save(&mut self) {
        let now = self.now.get_mut().expect("hashes lock");
        let unchanged = now.len() == self.before.len() && now.iter().all(|(path, value)| self.before.get(path) == Some(value));
        if !unchanged && self.cache.write(FILE, print(now).as_bytes()).is_ok() {
            self.before = now.iter().map(|(path, value)| (path.clone(), *value)).collect();
        }
    }
}

fn print(hashes: &BTreeMap<String, (Stamp, Known)>) -> String {
    let mut text = format!("{FORMAT}\n");
    for (path, (stamp, Known { key, picture })) in hashes {
        let picture = picture.map_or_else(|| "-".to_string(), Picture::to_word);
        let _ = writeln!(text, "{} {} {} {} {picture} {path}", key.hex(), stamp.size, stamp.modified, stamp.inode);
    }
    text
}

/// Lines that cannot be read are left out.
fn parse(text: &str) -> HashMap<String, (Stamp, Known)> {
    let Some(lines) = text.strip_prefix(FORMAT).and_then(|rest| rest.strip_prefix('\n')) else { return HashMap::new() };
    let line = |line: &str| {
        let mut fields = line.splitn(6, ' ');
        let key = Key(u128::from_str_radix(fields.next()?, 16).ok()?);
        let stamp =
            Stamp { size: fields.next()?.parse().ok()?, modified: fields.next()?.parse().ok()?, inode: fields.next()?.parse().ok()? };
        let picture = match fields.next()? {
            "-" => None,
            word => Some(Picture::from_word(word)?),
        };
        Some((fields.next()?.to_string(), (stamp, Known { key, picture })))
    };
    lines.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(key: u128) -> Known {
        Known { key: Key(key), picture: Picture::from_word("png:800x600:1m") }
    }

    const OLD: Stamp = Stamp { size: 3, modified: 1_000, inode: 7 };

    #[test]
    fn a_stamp_seen_before_is_not_hashed_again() {
        let site = tempfile::tempdir().unwrap();
        let path = SourcePath::new("static/å b.png");
        let mut hashes = Hashes::open(CacheDir::of(site.path()));
        assert_eq!(hashes.recall_or(&path, OLD, || Ok(known(5))).unwrap(), known(5));
        hashes.save();
        let hashes = Hashes::open(CacheDir::of(site.path()));
        assert_eq!(hashes.recall_or(&path, OLD, || panic!("read again")).unwrap(), known(5));
        assert_eq!(hashes.recall_or(&path, Stamp { modified: 1_001, ..OLD }, || Ok(known(6))).unwrap(), known(6));
    }

    #[test]
    fn what_may_still_change_unseen_is_not_kept() {
        let site = tempfile::tempdir().unwrap();
        let path = SourcePath::new("static/a.png");
        let fresh = Stamp { modified: i128::MAX / 2, ..OLD };
        let mut hashes = Hashes::open(CacheDir::of(site.path()));
        hashes.recall_or(&path, fresh, || Ok(known(5))).unwrap();
        hashes.save();
        let hashes = Hashes::open(CacheDir::of(site.path()));
        assert_eq!(hashes.recall_or(&path, fresh, || Ok(known(6))).unwrap(), known(6));
    }

    #[test]
    fn files_no_longer_asked_for_are_forgotten() {
        let site = tempfile::tempdir().unwrap();
        let mut hashes = Hashes::open(CacheDir::of(site.path()));
        hashes.recall_or(&SourcePath::new("static/a.png"), OLD, || Ok(known(5))).unwrap();
        hashes.save();
        let mut hashes = Hashes::open(CacheDir::of(site.path()));
        hashes.recall_or(&SourcePath::new("static/b.png"), OLD, || Ok(known(6))).unwrap();
        hashes.save();
        let text = std::fs::read_to_string(site.path().join(".loft/hashes")).unwrap();
        assert!(text.contains("b.png") && !text.contains("a.png"), "{text}");
    }

    #[test]
    fn a_damaged_cache_is_no_cache() {
        for text in ["", "loft hashes 0\n0 0 0 0 a", "loft hashes 2", "loft hashes 1\nzz 0 0 0 a\n1 2 3 4\n\u{0}"] {
            assert!(parse(text).is_empty(), "{text:?}");
        }
    }
}
