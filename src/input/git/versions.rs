//! What a file said at some time, as git keeps it.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;

use git2::{Oid, Repository};

use super::log::Said;
use super::sections::{self, Section};
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
    sections: OnceCell<Vec<Section>>,
}

impl Version {
    /// Headings of the sections that are others than they were in a version before; `None` when the body is the same but
    /// for white space.
    pub fn changed_since(&self, before: Option<&Version>) -> Option<Vec<String>> {
        let is_same = before.map_or("", Version::body) == self.body();
        if is_same { None } else { sections::changed(before.map_or(&[], Version::sections), self.sections()) }
    }

    /// What stands below the front matter.
    fn body(&self) -> &str {
        &self.text[self.body_at..]
    }

    /// Told once: what a commit left, the next one finds.
    fn sections(&self) -> &[Section] {
        self.sections.get_or_init(|| sections::of(self.body()))
    }
}

/// The versions read so far: what one commit found, the next one left.
pub(super) struct Versions<'r> {
    repository: &'r Repository,
    read: HashMap<Oid, Rc<Version>>,
    /// By head: most commits leave it as it was.
    said: HashMap<String, Said>,
}

impl<'r> Versions<'r> {
    pub fn of(repository: &'r Repository) -> Versions<'r> {
        Versions { repository, read: HashMap::new(), said: HashMap::new() }
    }

    pub fn get(&mut self, id: Oid) -> Rc<Version> {
        if self.read.len() > MOST {
            self.read.clear();
            self.said.clear();
        }
        if let Some(version) = self.read.get(&id) {
            return Rc::clone(version);
        }
        let version = Rc::new(self.version(id));
        self.read.insert(id, Rc::clone(&version));
        version
    }

    fn version(&mut self, id: Oid) -> Version {
        let text = self.repository.find_blob(id).map(|blob| text(blob.content())).unwrap_or_default();
        let (head, body) = front_matter::parts(&text);
        let (said, body_at) = (self.said_in(head), text.len() - body.len());
        Version { id, said, body_at, text, sections: OnceCell::new() }
    }

    fn said_in(&mut self, head: &str) -> Said {
        if let Some(said) = self.said.get(head) {
            return said.clone();
        }
        let (id, status) = front_matter::identity(head);
        let said = Said { id, status };
        self.said.insert(head.to_string(), said.clone());
        said
    }
}

fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes).into_owned(), str::to_string)
}
