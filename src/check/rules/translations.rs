//! Pages that a language lacks. A language that most of the site's pages lack is on its way, or has a part of its own:
//! `loft translations` tells of those.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Facts;
use crate::diag::Diag;
use crate::paths::Lang;
use crate::site::{Page, PageId};

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    let groups = groups(facts);
    let mut versions: BTreeMap<&Lang, usize> = BTreeMap::new();
    for lang in groups.iter().flat_map(|(_, langs)| langs) {
        *versions.entry(lang).or_default() += 1;
    }
    let is_kept_up = |lang: &Lang| versions.get(lang).is_some_and(|count| count * 2 > groups.len());
    for (page, langs) in &groups {
        for language in facts.site.config.languages.iter().filter(|language| is_kept_up(&language.lang) && !langs.contains(&language.lang))
        {
            let label = if language.name.is_empty() { language.lang.as_str() } else { &language.name };
            found.push(facts.at_field(page, "title", Diag::note("translation-missing").with("language", label)));
        }
    }
}

/// Each page that is written and shown, in the first language that has it, with the languages that do.
fn groups<'a>(facts: &Facts<'a>) -> Vec<(&'a Page, BTreeSet<Lang>)> {
    let mut seen: BTreeSet<PageId> = BTreeSet::new();
    let shown = facts.written().filter(|(page, _)| page.is_rendered() && page.is_listed());
    let mut groups = Vec::new();
    for (page, _) in shown {
        if seen.insert(page.id) {
            seen.extend(&page.translations);
            let others = page.translations.iter().map(|id| facts.site.page(*id).lang.clone());
            groups.push((page, others.chain([page.lang.clone()]).collect()));
        }
    }
    groups
}
