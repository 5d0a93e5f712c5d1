//! The preview: looks again when something changes, and answers the browser with what the build
//! would write. The script that reloads a page is put into the reply, never into the file.

mod answer;
mod editor;
mod events;
mod locate;
mod moves;
mod preview;
mod report;
mod server;
mod status;
mod watch;

pub use answer::{Asked, Body, Question, Reply, Shown, answer};
pub use editor::Editor;
pub use events::Events;
pub use preview::{Preview, Settings};
pub use server::Serving;
pub use watch::{Changed, Watch};
