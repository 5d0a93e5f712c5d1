//! Documents → the site: maps over small structs, rebuilt whole at every change.

pub mod actors;
pub mod statuses;
