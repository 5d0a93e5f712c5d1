//! E-mail addresses in published text: machines gather them, and people change jobs.

use crate::check::{Facts, Kind, contents};
use crate::diag::Diag;
use crate::paths;

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    for (page, doc) in facts.written() {
        contents(doc, &mut |content| {
            let told = |(address, span): &(String, _)| facts.at(page, *span, Diag::warning("email-published").with("address", address));
            found.extend(content.addresses.iter().map(told));
        });
        for link in facts.references(page).iter().filter(|reference| reference.kind == Kind::Link) {
            let Some(address) = address(&link.written) else { continue };
            found.push(facts.at(page, link.span, Diag::warning("email-published").with("address", address)));
        }
    }
}

/// The address that a link writes to.
fn address(link: &str) -> Option<String> {
    let (scheme, rest) = link.split_once(':')?;
    let address = paths::decode_path(rest.split('?').next().unwrap_or(rest));
    (scheme.eq_ignore_ascii_case("mailto") && address.contains('@')).then_some(address)
}
