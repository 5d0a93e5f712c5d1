//! The only writer of the output folder.
//!
//! Every file is written under a temporary name and renamed, so that at any moment it is the old one
//! or the new one. A folder that does not stand yet is put together out of sight and appears whole. A manifest in `.loft/` says which files are Loft's: those that are no longer made
//! are removed, all others are somebody else's and stay. A journal beside it names what a run is about
//! to write, so that the run after an interrupted one knows those files as Loft's too.

mod folder;
mod journal;
mod manifest;
mod spread;
mod staging;
mod writer;

pub use writer::{Options, Report, Writer};
