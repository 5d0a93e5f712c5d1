//! What a file said at some time, as git keeps it.

use std::collections::HashMap;
use std::sync::Arc;

use git2::{Oid, Repository};

use super::log::Said;
use crate::doc::front_matter;

/// Versions kept in memory; when there are more, all are forgotten, and those still asked for are read again.
const MOST: usize = 2_000;

/// A version of a page's file.
pub(super) struct Version {
    pub id: Oid,
    /// Empty for what is no file.
    pub text: String,
    pub said: Said,
    /// Where the body begins in the text.
    body_at: usize,
}

impl Version {
    fn read(repository: &Repository, id: Oid) -> Version {
        let text = repository.find_blob(id).map(|blob| String::from_utf8_lossy(blob.content()).into_owned()).unwrap_or_default();
        let (meta, body, _) = front_matter::read(&text, "");
        let (said, body_at) = (Said { id: meta.id, status: meta.status }, text.len() - body.len());
        Version { id, said, body_at, text }
    }

    /// What stands below the front matter.
    pub fn body(&self) -> &str {
        &self.text[self.body_at..]
    }
}

/// The versions read so far: what one commit found, the next one left.
pub(super) struct Versions<'r> {
    repository: &'r Repository,
    read: HashMap<Oid, Arc<Version>>,
}

impl<'r> Versions<'r> {
    pub fn of(repository: &'r Repository) -> Versions<'r> {
        Versions { repository, read: HashMap::new() }
    }

    pub fn get(&mut self, id: Oid) -> Arc<Version> {
        if self.read.len() > MOST {
            self.read.clear();
        }
        Arc::clone(self.read.entry(id).or_insert_with(|| Arc::new(Version::read(self.repository, id))))
    }
}
