//! Translations that are only begun, and titles still in the source's language.

use crate::check::Facts;
use crate::diag::Diag;
use crate::site::coverage::Verdict;

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    let site = facts.site;
    for translation in site.coverage() {
        let Some(page) = translation.page.map(|id| site.page(id)).filter(|page| page.doc.is_some()) else { continue };
        let source = facts.name(site.page(translation.source));
        if translation.verdict == Verdict::Stub {
            let percent = (translation.share * 100.0).round().clamp(0.0, 100.0) as u32;
            let diag = Diag::note("translation-stub").with("percent", percent).with("source", source);
            found.push(facts.at_field(page, "title", diag));
        }
        if translation.title_untranslated {
            let diag = Diag::note("title-untranslated").with("title", page.name()).with("source", source);
            found.push(facts.at_field(page, "title", diag));
        }
    }
}
