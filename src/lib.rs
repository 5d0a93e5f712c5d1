//! Loft reads Hugo-style Markdown whose front matter carries a status, and writes a static site
//! with status dashboards, actor views and full-text search.
//!
//! ```text
//! disk ─input→ Snapshot ─doc (memo)→ [Doc] ─site→ Site ─views→ Job ─render (memo)→ (bytes, diags) ─┬─ output → public/      (loft build)
//!                                 └───────── whole, every time ─────────┘                           └─ reply to the browser  (loft serve)
//! ```
//!
//! The program is two functions in `pipeline`: `plan(&Snapshot, &mut Memo) -> Plan` and
//! `render(&Plan, &Job, &Memo) -> (bytes, diags)`. `loft build` plans once and renders every job;
//! `loft serve` plans again at each change and renders what the browser asks for.
//!
//! Memoised functions get only values that are in their key, so there are no invalidation rules.
//! Imports run along the arrow above, never back up; `tests/suite/fences.rs` holds that.

pub mod cache;
pub mod check;
pub mod cli;
pub mod config;
pub mod csv;
pub mod dates;
pub mod diag;
pub mod doc;
pub mod edit;
pub mod glob;
pub mod input;
pub mod memo;
pub mod output;
pub mod paths;
pub mod pipeline;
pub mod render;
pub mod search;
pub mod serve;
pub mod site;
pub mod text;
pub mod views;
