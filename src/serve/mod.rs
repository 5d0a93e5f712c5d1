//! The preview: looks again when something changes, and answers the browser with what the build
//! would write. The script that reloads a page is put into the reply, never into the file.

mod answer;
mod events;
mod preview;
mod server;
mod watch;

pub use answer::{Asked, Body, Reply, Shown, answer};
pub use events::Events;
pub use preview::Preview;
pub use server::Serving;
pub use watch::{Changed, Watch};
