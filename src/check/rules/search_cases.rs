//! Queries that editors want to find their page do so.

use crate::check::{Facts, search_cases};
use crate::diag::Diag;

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    let (cases, diags) = search_cases::read(facts.site);
    found.extend(diags);
    if cases.is_empty() {
        return;
    }
    match search_cases::judge(facts.site, cases) {
        Ok(judged) => found.extend(judged.iter().filter(|judged| !judged.is_met()).map(search_cases::finding)),
        Err(diag) => found.push(diag),
    }
}
