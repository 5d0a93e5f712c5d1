//! The site's pictures: which one a reference shows, and what was made of it.

use std::path::PathBuf;
use std::sync::Arc;

use super::Site;
use super::links::Target;
use crate::input::Blob;
use crate::input::picture::{Format, Picture};
use crate::memo::Key;
use crate::paths::SourcePath;

/// What was made of one picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MadeOfPicture {
    /// For screens that need fewer pixels, from the widest.
    pub versions: Arc<[MadeFile]>,
    /// The picture itself without what it says beside what it shows, where it said anything.
    pub clean: Option<MadeFile>,
}

/// A file made of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeFile {
    pub width: u32,
    pub height: u32,
    pub format: Format,
    /// How many bytes.
    pub size: u64,
    /// Of what it was made from, and how.
    pub key: Key,
    pub held: Held,
}

/// Where a made file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    Disk(PathBuf),
    Memory(Arc<[u8]>),
}

impl Site {
    /// The picture of the site that a reference shows, if it is one.
    pub fn picture(&self, target: &Target) -> Option<(&SourcePath, &Blob, &Picture)> {
        let source = match target {
            Target::File(source) => source.clone(),
            Target::Place(path) => match self.resources_by_url.get(path) {
                Some(source) => source.clone(),
                None => SourcePath::new(format!("static{path}")),
            },
            Target::Page(_) | Target::Here | Target::Outside => return None,
        };
        let (source, blob) = self.files.get_key_value(&source)?;
        Some((source, blob, blob.picture.as_ref()?))
    }

    /// Where a picture is published, from the site's root.
    pub fn published_url(&self, source: &SourcePath) -> Option<String> {
        match source.component() {
            "static" => Some(format!("/{}", source.within())),
            _ => self.urls_of_resources.get(source).cloned(),
        }
    }

    /// What was made of a picture, if anything.
    pub fn made_of(&self, source: &SourcePath) -> Option<&MadeOfPicture> {
        self.pictures.get(source)
    }
}

/// What it was made from, and how, says what is in it: not where it is held.
impl std::hash::Hash for MadeFile {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.key, self.width, self.format).hash(state);
    }
}
