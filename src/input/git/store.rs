//! Answers from git, kept from run to run under everything that they depend on.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::FileHistory;
use crate::cache::CacheDir;
use crate::memo::Key;

const FILE: &str = "git.json";
/// Answers of another format are not read.
const FORMAT: u32 = 1;

/// What is known of the repositories of a site at their heads.
pub(super) struct Store {
    cache: CacheDir,
    known: Known,
    asked: Vec<String>,
    written: String,
}

#[derive(Default, Serialize, Deserialize)]
struct Known {
    format: u32,
    /// By the hexadecimal key of repository and head.
    repositories: BTreeMap<String, Stored>,
}

/// What is known of one repository at one head.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Stored {
    pub commits: Vec<Arc<FileHistory>>,
    /// Path from the repository's top → number of its last commit; `None` when no commit names it.
    pub files: BTreeMap<String, Option<usize>>,
}

impl Store {
    pub fn open(cache: CacheDir) -> Store {
        let text = cache.read(FILE).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let known = serde_json::from_str::<Known>(&text).ok().filter(|known| known.format == FORMAT).unwrap_or_default();
        Store { cache, known: Known { format: FORMAT, ..known }, asked: Vec::new(), written: text }
    }

    /// What is known under a key, to be read and added to.
    pub fn of(&mut self, key: Key) -> &mut Stored {
        self.asked.push(key.hex());
        self.known.repositories.entry(key.hex()).or_default()
    }

    /// Forgets the heads that nobody asked for since the last call, and writes the rest when it changed.
    /// A cache that cannot be written costs the next run time and nothing else.
    pub fn save(&mut self) {
        let asked = std::mem::take(&mut self.asked);
        self.known.repositories.retain(|key, _| asked.contains(key));
        if !self.cache.is_kept() {
            return;
        }
        let Ok(text) = serde_json::to_string(&self.known) else { return };
        if text != self.written && self.cache.write(FILE, text.as_bytes()).is_ok() {
            self.written = text;
        }
    }
}
