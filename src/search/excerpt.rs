//! What of a page is shown for a query: the section that answers best, a piece of its text, and
//! where the words stand.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use super::analysis::Analyser;
use super::document::{Document, Section};

/// A text with the byte ranges to be marked in it, in order and apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Marked {
    pub text: String,
    pub marks: Vec<(usize, usize)>,
}

/// The stems to look for: stem → which word of the query, and how well it fits.
pub type Sought = HashMap<String, (usize, f64)>;

/// What was chosen from a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub title: Marked,
    pub anchor: Option<String>,
    pub heading: Marked,
    pub excerpt: Marked,
}

/// How long an excerpt is, in characters.
const EXCERPT: usize = 220;
/// A word in a heading says more about its section than one in its text.
const IN_HEADING: f64 = 1.5;

struct Match {
    start: usize,
    end: usize,
    word: usize,
    fit: f64,
}

/// Chooses section and excerpt. A page without any of the words shows how it begins.
pub fn show(document: &Document, sought: &Sought, analyser: &mut Analyser) -> Shown {
    let title = mark(&document.title, &matches(&document.title, sought, analyser));
    let mut best: Option<(f64, &Section, Vec<Match>, Vec<Match>)> = None;
    for section in &document.sections {
        let in_heading = matches(&section.heading, sought, analyser);
        let in_text = matches(&section.text, sought, analyser);
        let fit = fit(&in_heading, &in_text);
        if fit > best.as_ref().map_or(0.0, |(fit, ..)| *fit) {
            best = Some((fit, section, in_heading, in_text));
        }
    }
    match best {
        Some((_, section, in_heading, in_text)) => Shown {
            title,
            anchor: section.anchor.clone(),
            heading: mark(&section.heading, &in_heading),
            excerpt: cut(&section.text, &in_text),
        },
        None => {
            let beginning = document.sections.iter().map(|section| section.text.as_str()).find(|text| !text.trim().is_empty());
            Shown { title, anchor: None, heading: Marked::default(), excerpt: cut(beginning.unwrap_or(""), &[]) }
        }
    }
}

/// The sum of each word's best fit; a second occurrence adds a little.
fn fit(in_heading: &[Match], in_text: &[Match]) -> f64 {
    let mut best: HashMap<usize, f64> = HashMap::new();
    let headed = in_heading.iter().map(|found| (found.word, found.fit * IN_HEADING));
    for (word, fit) in headed.chain(in_text.iter().map(|found| (found.word, found.fit))) {
        let known = best.entry(word).or_default();
        *known = known.max(fit);
    }
    let repeated = (in_heading.len() + in_text.len()).saturating_sub(best.len());
    let mut fits: Vec<f64> = best.into_values().collect();
    fits.sort_by(f64::total_cmp);
    fits.iter().sum::<f64>() + 0.02 * repeated.min(10) as f64
}

fn matches(text: &str, sought: &Sought, analyser: &mut Analyser) -> Vec<Match> {
    let mut found = Vec::new();
    analyser.each_word(text, |entry, word| {
        if let Some((query_word, fit)) = sought.get(&entry.stem) {
            found.push(Match { start: word.start, end: word.end, word: *query_word, fit: *fit });
        }
    });
    found
}

fn mark(text: &str, matches: &[Match]) -> Marked {
    Marked { text: text.to_string(), marks: apart(matches.iter().map(|found| (found.start, found.end))) }
}

/// Ranges in order, overlapping ones made one.
fn apart(ranges: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (start, end) in ranges {
        match out.last_mut() {
            Some(last) if start < last.1 => *last = (last.0.min(start), last.1.max(end)),
            _ => out.push((start, end)),
        }
    }
    out
}

/// The piece of the text with most of the words, cut between words.
fn cut(text: &str, matches: &[Match]) -> Marked {
    let window = best_window(matches);
    let (from, to) = (window.first().map_or(0, |found| found.start), window.last().map_or(0, |found| found.end));
    let spare = EXCERPT.saturating_sub(text[from..to].chars().count());
    let start = back(text, from, spare / 3);
    let end = forth(text, start, EXCERPT).max(to);
    let before = if start > 0 { "… " } else { "" };
    let after = if end < text.trim_end().len() { " …" } else { "" };
    let piece = text[start..end].trim_end();
    let inside = matches.iter().filter(|found| found.start >= start && found.end <= start + piece.len());
    let marks = apart(inside.map(|found| (found.start - start + before.len(), found.end - start + before.len())));
    // Line breaks become spaces: both are one byte, so marks stay where they are.
    Marked { text: format!("{before}{}{after}", piece.replace(['\n', '\t', '\r'], " ")), marks }
}

/// The run of matches within one excerpt's length that has the most different words, then matches.
fn best_window(matches: &[Match]) -> &[Match] {
    let mut best: &[Match] = &[];
    let mut best_worth = (0, 0);
    for (at, first) in matches.iter().enumerate() {
        let length = matches[at..].iter().take_while(|found| found.end <= first.start + EXCERPT).count().max(1);
        let run = &matches[at..at + length];
        let words: BTreeSet<usize> = run.iter().map(|found| found.word).collect();
        if (words.len(), length) > best_worth {
            (best, best_worth) = (run, (words.len(), length));
        }
    }
    best
}

/// The start of a word about `count` characters before `at`; the beginning of a line if one is there.
fn back(text: &str, at: usize, count: usize) -> usize {
    let before = &text[..at];
    let limit = before.char_indices().rev().take(count).last().map_or(at, |(limit, _)| limit);
    if let Some(line) = before[limit..].rfind('\n') {
        return limit + line + 1;
    }
    if limit == 0 {
        return 0;
    }
    let space = before[limit..].char_indices().find(|(_, letter)| letter.is_whitespace());
    space.map_or(at, |(space, letter)| limit + space + letter.len_utf8())
}

/// The end of a word at most `count` characters after `at`.
fn forth(text: &str, at: usize, count: usize) -> usize {
    let after = &text[at..];
    match after.char_indices().nth(count) {
        None => text.len(),
        Some((limit, _)) => at + after[..limit].rfind(char::is_whitespace).filter(|space| *space > 0).unwrap_or(limit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sections: &[(&str, &str)], query: &str) -> Shown {
        let mut analyser = Analyser::new("nb");
        let mut sought = Sought::new();
        analyser.each_word(query, |entry, word| {
            sought.insert(entry.stem.clone(), (word.entry, 1.0));
        });
        let section = |(heading, text): &(&str, &str)| Section {
            anchor: (!heading.is_empty()).then(|| heading.to_lowercase()),
            heading: heading.to_string(),
            text: text.to_string(),
        };
        let document = Document { title: "Elevens tittel".into(), sections: sections.iter().map(section).collect(), ..Document::default() };
        show(&document, &sought, &mut analyser)
    }

    fn marked(marked: &Marked) -> String {
        let mut out = marked.text.clone();
        for (start, end) in marked.marks.iter().rev() {
            out.insert(*end, ']');
            out.insert(*start, '[');
        }
        out
    }

    #[test]
    fn the_section_with_most_words_is_shown() {
        let shown =
            shown(&[("", "Elever her."), ("Flytting", "Når elever flytter\nmellom kommuner."), ("Annet", "Ingenting.")], "elev flytte");
        assert_eq!(shown.anchor.as_deref(), Some("flytting"));
        assert_eq!(marked(&shown.excerpt), "Når [elever] [flytter] mellom kommuner.");
        assert_eq!(marked(&shown.title), "[Elevens] tittel");
    }

    #[test]
    fn long_texts_are_cut_between_words() {
        let text = format!("{} målet er nådd {}", "ord ".repeat(200), "æøå ".repeat(200));
        let shown = shown(&[("", &text)], "målet");
        assert!(shown.excerpt.text.starts_with("… ord ") && shown.excerpt.text.ends_with("æøå …"), "{}", shown.excerpt.text);
        assert!(marked(&shown.excerpt).contains(" [målet] er "));
        assert!(shown.excerpt.text.chars().count() <= EXCERPT + 4);
    }

    #[test]
    fn spaces_of_any_width_part_words() {
        let shown = shown(&[("", &format!("{} målet", "æ\u{a0}ø\u{2003}".repeat(100)))], "målet");
        assert!(shown.excerpt.text.starts_with("… ") && marked(&shown.excerpt).ends_with(" [målet]"), "{}", shown.excerpt.text);
    }

    #[test]
    fn without_a_match_the_beginning_is_shown() {
        assert_eq!(shown(&[("", ""), ("A", "Først dette.")], "borte").excerpt.text, "Først dette.");
        assert_eq!(shown(&[], "borte").excerpt.text, "");
    }
}
