//! The only writer of sources: new pages, imported pages, a new site, fixes, statuses. A file that is there is changed
//! only by a fix or a status that somebody asked for.

mod archetype;
mod archetypes;
mod fix;
mod front_matter;
mod history;
mod import;
mod init;
pub mod migrate;
mod new;
mod status;
mod write;

pub use fix::{Change, apply, plan};
pub use history::export_history;
pub use import::{Import, ImportRequest, import, write_import};
pub use init::init;
pub use new::{Request, new_page};
pub use status::{StatusFile, set_status};

/// A file that was written, and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Relative to the site's folder, with `/`.
    pub path: String,
    pub text: String,
}
