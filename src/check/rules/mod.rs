//! The rules, one file each.

mod accessibility;
mod actors;
mod addresses;
mod anchors;
mod coverage;
mod drift;
mod fields;
mod headings;
mod ids;
mod images;
mod links;
mod page_ids;
mod required;
mod reviews;
mod search_cases;
mod suggest;
mod terms;
mod translations;
mod weights;

use super::Facts;
use crate::diag::Diag;

/// Looks at the site and adds what is wrong.
pub type Rule = fn(&Facts<'_>, &mut Vec<Diag>);

/// Every rule. The order has no meaning: findings are sorted by place.
#[rustfmt::skip] // one a line, so that rules can be added beside each other
pub const ALL: &[Rule] = &[
    accessibility::check,
    actors::check,
    addresses::check,
    anchors::check,
    coverage::check,
    drift::check,
    fields::check,
    headings::check,
    ids::check,
    images::check,
    links::check,
    page_ids::check,
    required::check,
    reviews::check,
    search_cases::check,
    terms::check,
    translations::check,
    weights::check,
];
