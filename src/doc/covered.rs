//! Sentences near the top of a page that say what covers it: "Dette dekkes av case 2".

use std::sync::LazyLock;

use regex::Regex;

/// "dekkes (delvis) av …", in bokmål, nynorsk and English, up to the end of the sentence.
pub static COVERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:dekkes|dekkjast|dekt|dekket|blir dekka|covered)\b[^.]{0,40}?\b(?:av|by)\b(.{1,160})").expect("a pattern")
});

/// The same with words that end at any sign outside ASCII, which is found many times faster: looked for first.
static NEARLY: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?i)(?-u:\b)(?:dekkes|dekkjast|dekt|dekket|blir dekka|covered)(?-u:\b)[^.]{0,40}?(?-u:\b)(?:av|by)(?-u:\b)";
    Regex::new(pattern).expect("a pattern")
});

/// How far down such a sentence is looked for, in lines of the text, and how long its line may be.
const LINES: usize = 12;
const LONGEST: usize = 400;

/// The lines of a page's text that hold such a sentence.
pub fn read(text: &str) -> Vec<String> {
    let lines = text.lines().take(LINES).filter(|line| line.len() < LONGEST && is_said(line));
    lines.map(|line| line.trim().to_string()).collect()
}

/// Whether [`read`] may find anything in a body as it is written.
pub fn may_be_in(body: &str) -> bool {
    // Of written lines half are empty, and a paragraph may have several.
    body.lines().take(4 * LINES).filter(|line| line.len() < 2 * LONGEST).any(is_said)
}

fn is_said(line: &str) -> bool {
    NEARLY.is_match(line) && COVERED.is_match(line)
}
