//! Sentences near the top of a page that say what covers it: "Dette dekkes av case 2".

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

/// "dekkes (delvis) av …", in bokmål, nynorsk and English, up to the end of the sentence.
pub static COVERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:dekkes|dekkjast|dekt|dekket|blir dekka|covered)\b[^.]{0,40}?\b(?:av|by)\b(.{1,160})").expect("a pattern")
});

/// "(Pilot 1) tar utgangspunkt i …": what the pilot whose page it stands on takes up.
pub static TAKEN_UP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:tar|tok|tek|tatt|teke) utgangspunkt i\b(.{1,160})|\bstarts? (?:out )?from\b(.{1,160})|\bbased on\b(.{1,160})")
        .expect("a pattern")
});

/// What a sentence of each kind holds at least: looked for first, since whole words are found many times faster than a pattern.
/// Mostly without the first letter, which alone may be a capital, and in capitals.
static SAID: LazyLock<AhoCorasick> = LazyLock::new(|| {
    any_of(["ekkes", "ekkjast", "ekket", "ekka", "dekt", "overed", "Dekt", "EKKES", "EKKJAST", "EKKET", "EKKA", "DEKT", "OVERED"])
});
static SAID_OF_PILOTS: LazyLock<AhoCorasick> =
    LazyLock::new(|| any_of(["tgangspunkt i", "from", "ased on", "TGANGSPUNKT I", "FROM", "ASED ON"]));

/// Leftmost matches are those that vector instructions can look for.
fn any_of<const N: usize>(words: [&str; N]) -> AhoCorasick {
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words).expect("a few words")
}

/// How far down such a sentence is looked for, in lines of the text, and how long its line may be.
const LINES: usize = 12;
const LONGEST: usize = 400;
/// A pilot tells first what pilots are for.
const LINES_OF_PILOTS: usize = 40;

/// The lines of a page's text that hold a sentence of what covers it.
pub fn read(text: &str) -> Vec<String> {
    matching(text, LINES, &SAID, is_said)
}

/// The lines of a page's text that say what a pilot takes up.
pub fn read_taken_up(text: &str) -> Vec<String> {
    matching(text, LINES_OF_PILOTS, &SAID_OF_PILOTS, is_taken_up)
}

/// Most pages hold none of the words, which one look at their top tells.
fn matching(text: &str, lines: usize, words: &AhoCorasick, is_meant: fn(&str) -> bool) -> Vec<String> {
    let top = &text[..end_of_line(text, lines)];
    if !words.is_match(top) {
        return Vec::new();
    }
    let lines = top.lines().filter(|line| line.len() < LONGEST && is_meant(line));
    lines.map(|line| line.trim().to_string()).collect()
}

/// Whether [`read`] or [`read_taken_up`] may find anything in a body as it is written.
pub fn may_be_in(body: &str) -> bool {
    // Of written lines half are empty, and a paragraph may have several.
    let top = |lines: usize| &body[..end_of_line(body, 4 * lines)];
    let may = |top: &str, words: &AhoCorasick, is_meant: fn(&str) -> bool| {
        words.is_match(top) && top.lines().filter(|line| line.len() < 2 * LONGEST).any(is_meant)
    };
    may(top(LINES), &SAID, is_said) || may(top(LINES_OF_PILOTS), &SAID_OF_PILOTS, is_taken_up)
}

/// Where so many lines of a text end.
fn end_of_line(text: &str, lines: usize) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).nth(lines.saturating_sub(1)).unwrap_or(text.len())
}

fn is_taken_up(line: &str) -> bool {
    SAID_OF_PILOTS.is_match(line) && TAKEN_UP.is_match(line)
}

fn is_said(line: &str) -> bool {
    SAID.is_match(line) && COVERED.is_match(line)
}
