//! Loft's house rules and its promises about whole sites, in one binary (each binary links the whole program).

mod fences;
mod hugo_oracle;
mod incremental;
mod invariants;
mod support;
