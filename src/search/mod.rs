//! Full-text search: documents → postings → a tantivy index, and queries to it.
//!
//! The room is given [`Document`]s and keeps them in an [`Index`], a part per language. Ranking is
//! one formula ([`rank`]) over posting lists that hold counts by field; tantivy keeps the lists and
//! answers phrases, exclusions and filters.

mod agreement;
mod analysis;
mod answer;
mod document;
mod engines;
mod excerpt;
mod expand;
mod export;
mod index;
mod lent;
mod lexicon;
mod offer;
mod phrase;
mod postings;
mod query;
mod rank;
mod ranking;
mod remote;
mod schema;
mod segment;
mod tally;
mod thesaurus;
mod view;

pub use analysis::{Analyser, part_of};
pub use answer::{Answer, Hit, Options, Understood};
pub use document::{Actor, Document, Section, Status};
pub use engines::{Engine, write_for_engine};
pub use excerpt::Marked;
pub use expand::Why;
pub use export::{File, Pages, Put, Room, Settings, export};
pub use index::{Index, UpdateReport};
pub use query::{Filter, FilterField, Note, Query, parse};
pub use rank::Tuning;
pub use remote::{Remote, remote_index};
pub use thesaurus::Thesaurus;
