//! Closed, serialisable data for one template or file each. A view holds everything that its
//! template may see and nothing else; its hash is the key of what is rendered from it.

pub mod page;

pub use page::*;
