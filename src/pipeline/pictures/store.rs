//! What was made of pictures, by the hash of their content: in `.loft/pictures/`, or in memory where there is no cache.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use super::Files;
use crate::cache::CacheDir;
use crate::input::picture::{Format, Picture};
use crate::memo::Key;
use crate::render::pictures::Version;
use crate::site::pictures::{Held, MadeFile};

const FOLDER: &str = "pictures";
/// The list of what there is.
const INDEX: &str = "pictures/index";
/// The first line of the list. Its number goes up when the same picture would be made into something else.
const FORMAT: &str = "loft pictures 1";

/// What is done to a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    Versions,
    Clean,
}

/// A file just made.
#[derive(Debug)]
pub(super) struct New {
    width: u32,
    height: u32,
    format: Format,
    bytes: Vec<u8>,
}

impl From<Version> for New {
    fn from(version: Version) -> New {
        New { width: version.width, height: version.height, format: version.format, bytes: version.bytes }
    }
}

impl New {
    pub fn clean(bytes: Vec<u8>, picture: &Picture) -> New {
        New { width: picture.width, height: picture.height, format: picture.format, bytes }
    }
}

/// Keeps what was made of pictures from plan to plan, and with a cache from run to run. Clones are the same store.
#[derive(Clone, Debug)]
pub struct PictureStore {
    cache: Arc<CacheDir>,
    entries: Arc<Mutex<BTreeMap<(Key, Op), Entry>>>,
}

#[derive(Debug)]
struct Entry {
    files: Files,
    /// Asked for since the store was opened.
    used: bool,
}

impl PictureStore {
    /// What earlier runs left in a cache; what they made with an older Loft is made again.
    pub fn open(cache: CacheDir) -> PictureStore {
        let text = cache.read(INDEX).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        if !text.starts_with(FORMAT) {
            cache.remove_folder(FOLDER);
        }
        let entries = parse(&text, &cache);
        PictureStore { cache: Arc::new(cache), entries: Arc::new(Mutex::new(entries)) }
    }

    /// Makes everything again and writes it over what earlier runs left: `--no-cache`.
    pub fn anew(cache: CacheDir) -> PictureStore {
        PictureStore { cache: Arc::new(cache), entries: Arc::default() }
    }

    /// Remembers as long as it lives.
    pub fn in_memory() -> PictureStore {
        PictureStore::anew(CacheDir::none())
    }

    /// Whether the work is done already.
    pub fn knows(&self, key: Key, op: Op) -> bool {
        self.recall(key, op).is_some()
    }

    /// What was made; empty where nothing was worth making.
    pub(super) fn recall(&self, key: Key, op: Op) -> Option<Files> {
        let mut entries = self.entries.lock().expect("pictures lock");
        let entry = entries.get_mut(&(key, op))?;
        entry.used = true;
        Some(Arc::clone(&entry.files))
    }

    /// Keeps new files: on disk if they can be written there.
    pub(super) fn keep(&self, key: Key, op: Op, new: Vec<New>) {
        let files = new.into_iter().map(|new| self.hold(key, op, new)).collect();
        self.entries.lock().expect("pictures lock").insert((key, op), Entry { files, used: true });
    }

    fn hold(&self, key: Key, op: Op, new: New) -> MadeFile {
        let New { width, height, format, bytes } = new;
        let name = file_name(key, op, width, format);
        let size = bytes.len() as u64;
        let written = self.cache.write(&name, &bytes).ok().and_then(|()| self.cache.find(&name));
        let held = match written {
            Some((path, _)) => Held::Disk(path),
            None => Held::Memory(bytes.into()),
        };
        MadeFile { width, height, format, size, key: made_key(key, op), held }
    }

    /// Writes the list, and removes files of pictures that nobody asked for. A cache that cannot be written costs the
    /// next run time and nothing else.
    pub(super) fn save(&self) {
        let mut entries = self.entries.lock().expect("pictures lock");
        let unused: Vec<(Key, Op)> = entries.iter().filter(|(_, entry)| !entry.used).map(|(key, _)| *key).collect();
        for place in unused {
            let Some(entry) = entries.remove(&place) else { continue };
            entry.files.iter().for_each(|file| self.cache.remove(&file_name(place.0, place.1, file.width, file.format)));
        }
        let text = print(&entries);
        if self.cache.read(INDEX).as_deref() != Some(text.as_bytes()) && !entries.is_empty() {
            let _ = self.cache.write(INDEX, text.as_bytes());
        }
    }
}

/// Of what a file was made from, and how.
fn made_key(key: Key, op: Op) -> Key {
    Key::of(&(FORMAT, key, op))
}

fn file_name(key: Key, op: Op, width: u32, format: Format) -> String {
    format!("pictures/{}-{}{width}.{}", key.hex(), letter(op), format.ending())
}

fn letter(op: Op) -> char {
    match op {
        Op::Versions => 'v',
        Op::Clean => 'c',
    }
}

fn print(entries: &BTreeMap<(Key, Op), Entry>) -> String {
    let mut text = format!("{FORMAT}\n");
    for ((key, op), entry) in entries {
        let _ = write!(text, "{} {}", key.hex(), letter(*op));
        for file in entry.files.iter() {
            let _ = write!(text, " {}x{}:{}:{}", file.width, file.height, file.format.ending(), file.size);
        }
        text.push('\n');
    }
    text
}

/// Lines that cannot be read, and those whose files are not all there, are left out.
fn parse(text: &str, cache: &CacheDir) -> BTreeMap<(Key, Op), Entry> {
    let Some(lines) = text.strip_prefix(FORMAT).and_then(|rest| rest.strip_prefix('\n')) else { return BTreeMap::new() };
    let line = |line: &str| {
        let mut words = line.split(' ');
        let key = Key(u128::from_str_radix(words.next()?, 16).ok()?);
        let op = [Op::Versions, Op::Clean].into_iter().zip(["v", "c"]).find(|(_, letter)| words.clone().next() == Some(letter))?.0;
        let files: Option<Files> = words.skip(1).map(|word| file(key, op, word, cache)).collect();
        Some(((key, op), Entry { files: files?, used: false }))
    };
    lines.lines().filter_map(line).collect()
}

fn file(key: Key, op: Op, word: &str, cache: &CacheDir) -> Option<MadeFile> {
    let mut fields = word.split(':');
    let (width, height) = fields.next()?.split_once('x')?;
    let (width, height) = (width.parse().ok()?, height.parse().ok()?);
    let ending = fields.next()?;
    let format = [Format::Png, Format::Jpeg, Format::Webp].into_iter().find(|format| format.ending() == ending)?;
    let size = fields.next()?.parse().ok()?;
    let (path, found) = cache.find(&file_name(key, op, width, format))?;
    (found == size).then(|| MadeFile { width, height, format, size, key: made_key(key, op), held: Held::Disk(path) })
}
