//! Site-wide rules → [`Diag`]s: what only shows when the whole site is known.
//!
//! `loft check` prints what every stage found (configuration, reading, the site, rendering) and what the rules here find.
//!
//! # Adding a rule
//!
//! 1. A rule is one small file in `rules/` with one function, `pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>)`.
//!    It asks [`Facts`] (the site, its jobs, what is published) and pushes a [`Diag`] for each fault:
//!    `found.push(facts.at_field(page, "id", Diag::warning("page-id-twice")).with("other", …))`.
//! 2. Add a line to [`rules::ALL`].
//! 3. Write the sentences (en, nb, hint_en, hint_nb) in `diag/messages/check.toml`: what is wrong, then what to do, for a
//!    lawyer or an educator. Then `UPDATE=1 cargo test guide` brings them into the guide.
//! 4. Add a fixture `tests/fixtures/sites/check_….txt` with what must be found and, in the same site, its twin that looks alike
//!    and must not be found: section `-> check` (see the README there).
//! 5. Where the right text is certain, give the finding a [`Fix`](crate::diag::Fix): `.fix(Fix::replace(old, new))` for a text
//!    at the finding's place, `.fix(Fix::append(file, text))` for a new entry in a list such as `data/aktorer.yaml`.
//!    `loft check --fix` applies it through `edit` and keeps every other byte. Never fix what is a guess: hint instead.
//!
//! A rule says nothing of exceptions: `[checks]`, the front matter key `checks` and comments in the text (see [`exceptions`])
//! are applied to all findings afterwards.

pub mod exceptions;
mod facts;
mod references;
pub mod rules;
pub mod search_cases;

use rayon::prelude::*;

use crate::diag::Diag;

pub use exceptions::weigh;
pub use facts::{Destination, Facts, Make, Target, is_html};
pub use references::{Kind, Reference, contents};

/// What all rules find, in no particular order.
pub fn run(facts: &Facts<'_>) -> Vec<Diag> {
    let found = |rule: &rules::Rule| {
        let mut found = Vec::new();
        rule(facts, &mut found);
        found
    };
    rules::ALL.par_iter().flat_map_iter(found).collect()
}
