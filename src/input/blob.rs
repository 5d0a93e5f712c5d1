//! One source file: where it lies, what it holds.

use std::path::PathBuf;
use std::sync::Arc;

use crate::memo::Key;
use crate::paths::Lang;

/// A file as found. Small text files carry their bytes until they are parsed; others stay on disk.
#[derive(Clone, Debug)]
pub struct Blob {
    /// Where it lies on disk.
    pub disk: PathBuf,
    /// As the writer knows it: relative to the site's folder, with `/`. Findings name this.
    pub shown: Arc<str>,
    /// Content hash.
    pub key: Key,
    pub size: u64,
    /// Modification time in nanoseconds since 1970, for `:fileModTime`.
    pub modified: i128,
    /// The language that its mount gives it, if any.
    pub lang: Option<Lang>,
    /// The content, when it was read for parsing and is not too large.
    pub bytes: Option<Arc<[u8]>>,
}
