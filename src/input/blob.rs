//! One source file: where it lies, what it holds.

use std::path::Path;
use std::sync::Arc;

use super::picture::Picture;
use crate::memo::Key;
use crate::paths::Lang;

/// A file as found. Text that is parsed carries its bytes; other files stay on disk.
#[derive(Clone, Debug)]
pub struct Blob {
    /// Where it lies on disk.
    pub disk: Arc<Path>,
    /// As the writer knows it: relative to the site's folder, with `/`. Findings name this.
    pub shown: Arc<str>,
    /// Content hash.
    pub key: Key,
    /// Bytes.
    pub size: u64,
    /// Modification time in nanoseconds since 1970, for `:fileModTime`.
    pub modified: i128,
    /// The language that its mount gives it, if any.
    pub lang: Option<Lang>,
    /// Whether it is a page's source (see [`super::is_page`]).
    pub is_page: bool,
    /// What the file is, when its name says that it is a picture.
    pub picture: Option<Picture>,
    /// The content of files that some room parses (see [`super::parsed`]); `None` for images and other files that are only copied.
    pub bytes: Option<Arc<[u8]>>,
}
