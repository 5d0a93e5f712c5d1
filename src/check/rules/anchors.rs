//! Links to a place on a page name an id that the page has.

use super::suggest;
use crate::check::{Destination, Facts, Kind};
use crate::diag::{Diag, Fix};
use crate::paths;
use crate::site::Page;

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    for (page, _) in facts.written() {
        for link in facts.references(page).iter().filter(|reference| reference.kind == Kind::Link && !reference.is_lost) {
            let Destination::File { job, fragment: Some(fragment) } = facts.follow(page, &link.href) else { continue };
            let fragment = paths::decode_path(fragment);
            if is_for_browsers(&fragment) || !crate::check::is_html(&job.out) {
                continue;
            }
            let target = facts.page_of(job).unwrap_or(page);
            let known = facts.page_of(job).is_some_and(|target| target.content.anchors.iter().any(|anchor| *anchor == fragment));
            if known {
                continue;
            }
            let anchors = facts.anchors(job);
            if !anchors.contains(&fragment) {
                found.push(facts.at(page, link.span, broken(facts, target, &link.written, &fragment, &anchors)));
            }
        }
    }
}

/// `#top` leads to the top of any page; `#:~:text=` to words.
fn is_for_browsers(fragment: &str) -> bool {
    fragment.is_empty() || fragment.eq_ignore_ascii_case("top") || fragment.starts_with(":~:")
}

fn broken(facts: &Facts<'_>, target: &Page, written: &str, fragment: &str, anchors: &[String]) -> Diag {
    let diag = |code| Diag::warning(code).with("anchor", fragment).with("page", facts.name(target));
    let headings = || target.content.headings.iter().map(|heading| heading.id.as_str()).filter(|id| !id.is_empty());
    let same = |anchor: &&str| plain(anchor) == plain(fragment);
    let certain: Vec<&str> = anchors.iter().map(String::as_str).filter(same).collect();
    match certain[..] {
        [near] => {
            let old = written.rsplit_once('#').map_or("", |(_, old)| old);
            diag("anchor-broken-near").with("near", near).fix(Fix::replace(format!("#{old}"), format!("#{near}")))
        }
        _ => match suggest::nearest_anchor(fragment, headings()) {
            Some(near) => diag("anchor-broken-near").with("near", near),
            None => diag("anchor-broken"),
        },
    }
}

/// What differs only in case, spaces or signs is the same.
fn plain(anchor: &str) -> String {
    anchor.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
