//! Walking the site's folders through its mounts.

/// A site's folder on disk.
#[derive(Clone, Debug)]
pub struct SiteRoot(pub std::path::PathBuf);

/// Reads snapshots, remembering what it saw so that unchanged files are not read again.
#[derive(Debug)]
pub struct Input;
