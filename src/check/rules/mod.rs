//! The rules, one file each.

mod page_ids;

use super::Facts;
use crate::diag::Diag;

/// Looks at the site and adds what is wrong.
pub type Rule = fn(&Facts<'_>, &mut Vec<Diag>);

/// Every rule. The order has no meaning: findings are sorted by place.
pub const ALL: &[Rule] = &[page_ids::check];
