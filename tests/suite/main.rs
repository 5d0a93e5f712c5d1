//! Loft's house rules and its promises about whole sites, in one binary (each binary links the whole program).

mod actor_views;
mod actors_forms;
mod actors_truth;
mod bad_input;
mod check;
mod cli;
mod config;
mod fences;
mod fixtures;
mod front_matter;
mod guide;
mod hostile;
mod hugo_oracle;
mod import;
mod incremental;
mod input;
mod invariants;
mod markdown;
mod new_and_init;
mod output;
mod outputs;
mod search;
mod serve;
mod support;
mod theme;
mod xml;
