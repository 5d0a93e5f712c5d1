//! Language versions of a page with different weights stand in different places of their menus. (Statuses that differ are
//! found when statuses are read.)

use crate::check::Facts;
use crate::diag::Diag;
use crate::site::drift::{self, What};

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    for drift in drift::of_site(facts.site) {
        let What::Weight(own, other) = drift.what else { continue };
        let (page, original) = (facts.site.page(drift.page), facts.site.page(drift.other));
        // Zero is no weight.
        let diag = match own {
            0 => Diag::note("weight-missing"),
            _ => Diag::note("weight-differs").with("weight", own),
        };
        let diag = diag.with("other", other).with("path", facts.name(original));
        found.push(facts.at_field(page, "weight", diag));
    }
}
