//! The command line: one file a command.

pub mod config;
pub mod init;
pub mod new;
pub mod search;
