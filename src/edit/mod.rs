//! The only writer of sources: new pages, imported pages, a new site, fixes. Only a fix that was asked for changes a file that is there.

mod archetype;
mod archetypes;
mod fix;
mod history;
mod import;
mod init;
pub mod migrate;
mod new;
mod write;

pub use fix::{Change, apply, plan};
pub use history::export_history;
pub use import::{Import, ImportRequest, import, write_import};
pub use init::init;
pub use new::{Request, new_page};

/// A file that was written, and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Relative to the site's folder, with `/`.
    pub path: String,
    pub text: String,
}
