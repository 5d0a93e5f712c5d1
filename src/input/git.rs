//! When each file last changed, from git.

/// Git's view of the files of a snapshot.
#[derive(Clone, Debug, Default)]
pub struct History;

/// One file's last change.
#[derive(Clone, Debug)]
pub struct FileHistory;
