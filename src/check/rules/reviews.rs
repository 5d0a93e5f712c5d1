//! Pages past the date by which they were to be reviewed.

use crate::check::Facts;
use crate::diag::Diag;
use crate::site::Moment;
use crate::site::ask::REVIEW;

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    let (site, today) = (facts.site, facts.site.today.to_string());
    for (page, doc) in facts.written() {
        // A version that repeats its original's date has nothing of its own to tell.
        let own = |key: &&str| doc.meta.places.contains_key(*key);
        let Some((key, written)) = REVIEW.iter().find(|key| own(key)).and_then(|key| Some((*key, page.params.get(*key)?))) else {
            continue;
        };
        let original = site.page(site.original(page));
        if original.id != page.id && original.params.get(key) == Some(written) {
            continue;
        }
        let Some(text) = written.as_str().filter(|text| !text.trim().is_empty()) else { continue };
        match Moment::parse(text) {
            None => found.push(facts.at_field(page, key, Diag::warning("type-field-date").with("field", key).with("value", text))),
            Some(day) if day.day() < today => {
                found.push(facts.at_field(page, key, Diag::note("review-passed").with("date", day.day())));
            }
            Some(_) => {}
        }
    }
}
