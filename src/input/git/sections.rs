//! Which sections of a page a commit changed.

use std::collections::BTreeMap;

/// A heading, and the text below it without its white space.
pub(super) type Section = (String, String);

/// Headings of the sections that are new or not as they were, in order, the empty one for what stands above the first;
/// `None` when they are the same.
pub(super) fn changed(before: &[Section], after: &[Section]) -> Option<Vec<String>> {
    if before == after {
        return None;
    }
    let mut left: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for (heading, text) in before {
        left.entry(heading).or_default().push(text);
    }
    let is_new = |(heading, text): &&Section| !left.get(heading.as_str()).is_some_and(|texts| texts.contains(&text));
    let mut found: Vec<String> = after.iter().filter(is_new).map(|(heading, _)| heading.clone()).collect();
    found.dedup();
    Some(found)
}

/// The sections of a body. Empty ones above the first heading are none.
pub(super) fn of(body: &str) -> Vec<Section> {
    let mut sections = vec![(String::new(), String::new())];
    let mut fence: Option<&str> = None;
    for line in body.lines().map(str::trim) {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark));
        match (fence, mark) {
            (None, Some(_)) => fence = mark,
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if fence.is_none() && (1..=6).contains(&level) && line[level..].starts_with([' ', '\t']) {
            sections.push((plain(&line[level..]), String::new()));
        } else if let Some((_, text)) = sections.last_mut() {
            line.split_whitespace().for_each(|word| text.push_str(word));
        }
    }
    sections.retain(|(heading, text)| !heading.is_empty() || !text.is_empty());
    sections
}

/// A heading's text without the signs of Markdown.
fn plain(heading: &str) -> String {
    let text = heading.trim().trim_end_matches('#').trim();
    let text = text.strip_suffix('}').and_then(|text| text.rsplit_once('{')).map_or(text, |(text, _)| text.trim());
    text.chars().filter(|sign| !matches!(sign, '*' | '_' | '`')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_that_changed() {
        let before = "Innledning.\n\n## A\n\nen\n\n```\n# ikke en overskrift\n```\n\n## B\n\nto\n";
        let with = |from: &str, to: &str| changed(&of(before), &of(&before.replace(from, to)));
        assert_eq!(with("Innledning", "Innledning"), None);
        assert_eq!(with("en\n", "en  \n\n"), None);
        assert_eq!(with("to", "tre"), Some(vec!["B".to_string()]));
        assert_eq!(with("Innledning", "Start"), Some(vec![String::new()]));
        assert_eq!(with("## A", "## **C**"), Some(vec!["C".to_string()]));
        assert_eq!(with("ikke en", "heller ikke en"), Some(vec!["A".to_string()]));
        assert_eq!(with("## B\n\nto\n", ""), Some(Vec::new()));
        assert_eq!(changed(&[], &of("x")), Some(vec![String::new()]));
    }
}
