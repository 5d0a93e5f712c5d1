//! Quotes, dashes and ellipses as typography has them. Source: goldmark 1.8's `extension/typographer.go`, rule by rule.

use super::unicode::{is_digit, is_punct, is_punct_or_symbol, is_space};
use crate::config::Typographer;

/// Quotes opened and not yet closed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Open {
    single: u32,
    double: u32,
}

/// The substitution for the text at the start of `line`, and how many bytes it takes the place of. `before` is the character
/// in front of it, a line break at the start of a block; `line` reaches to the end of its line, line break included;
/// its first character comes `run` times in a row.
pub fn substitute<'t>(typographer: &'t Typographer, line: &str, before: char, run: usize, open: &mut Open) -> Option<(&'t str, usize)> {
    let bytes = line.as_bytes();
    let given = |text: &'t str, length: usize| (!text.is_empty()).then_some((text, length));
    match bytes {
        [b'-', b'-', b'-', ..] if !typographer.em_dash.is_empty() => given(&typographer.em_dash, 3),
        [b'-', b'-', ..] => given(&typographer.en_dash, 2),
        [b'.', b'.', b'.', ..] => given(&typographer.ellipsis, 3),
        [b'<', b'<', ..] => given(&typographer.left_angle_quote, 2),
        [b'>', b'>', ..] => given(&typographer.right_angle_quote, 2),
        [b'\'', ..] => single(typographer, line, before, &Flanks::of(line, before, run), open).and_then(|text| given(text, 1)),
        [b'"', ..] => double(typographer, line, before, &Flanks::of(line, before, run), open).and_then(|text| given(text, 1)),
        _ => None,
    }
}

/// Which sides of a quote have text, by CommonMark's rules for delimiter runs.
struct Flanks {
    can_open: bool,
    can_close: bool,
}

impl Flanks {
    fn of(line: &str, before: char, run: usize) -> Flanks {
        let after = line.get(run..).unwrap_or("").chars().next().unwrap_or(' ');
        let (space_before, space_after) = (is_space(before), is_space(after));
        let (punct_before, punct_after) = (is_punct_or_symbol(before), is_punct_or_symbol(after));
        Flanks {
            can_open: !space_after && (!punct_after || space_before || punct_before),
            can_close: !space_before && (!punct_before || space_after || punct_after),
        }
    }

    fn only_opens(&self) -> bool {
        self.can_open && !self.can_close
    }

    /// Whether an opened quote closes here: surely, or because punctuation follows.
    fn closes(&self, line: &str) -> bool {
        let bytes = line.as_bytes();
        let next_is_punct = line.chars().nth(1).is_some_and(is_punct);
        let then_ends = bytes.len() == 2 || (bytes.len() > 2 && (bytes[2].is_ascii_punctuation() || is_ascii_space(bytes[2])));
        self.can_close && (!self.can_open || (bytes.len() > 1 && next_is_punct && then_ends))
    }
}

fn single<'t>(typographer: &'t Typographer, line: &str, before: char, flanks: &Flanks, open: &mut Open) -> Option<&'t str> {
    if !typographer.apostrophe.is_empty() && is_apostrophe(line, before, flanks) {
        return Some(&typographer.apostrophe);
    }
    if !typographer.left_single_quote.is_empty() && flanks.only_opens() {
        if is_contraction(line.as_bytes()) {
            return Some(&typographer.right_single_quote);
        }
        open.single += 1;
        return Some(&typographer.left_single_quote);
    }
    // plural possessives and abbreviations: Smiths', doin'
    let bytes = line.as_bytes();
    if bytes.len() > 2 && !line.chars().nth(1).is_some_and(is_digit) {
        return Some(&typographer.right_single_quote);
    }
    if open.single > 0 && flanks.closes(line) {
        open.single -= 1;
        return Some(&typographer.right_single_quote);
    }
    None
}

fn is_apostrophe(line: &str, before: char, flanks: &Flanks) -> bool {
    let bytes = line.as_bytes();
    // decades: '90s
    if flanks.only_opens() && bytes.len() > 3 && bytes[1].is_ascii_digit() && bytes[2].is_ascii_digit() && bytes[3] == b's' {
        let after = line[4..].chars().next().unwrap_or(' ');
        if is_space(after) || is_punct_or_symbol(after) {
            return true;
        }
    }
    // 'twas, 'em, 'net
    if bytes.len() > 1 && (is_punct(before) || is_space(before)) && matches!(bytes[1], b't' | b'e' | b'n' | b'l') {
        return true;
    }
    // between two letters, or a digit and a letter
    (before.is_alphabetic() || is_digit(before)) && line.chars().nth(1).is_some_and(char::is_alphabetic)
}

/// Alice's, I'm, don't, you'd; I've, I'll, you're: when the quote only opens because something else stands before it.
fn is_contraction(line: &[u8]) -> bool {
    let ends = |at: usize| line.get(at).is_none_or(|c| c.is_ascii_punctuation() || is_ascii_space(*c));
    (line.len() > 1 && matches!(line[1], b's' | b'm' | b't' | b'd') && ends(2))
        || (line.len() > 2 && matches!(&line[1..3], b"ve" | b"ll" | b"re") && ends(3))
}

fn double<'t>(typographer: &'t Typographer, line: &str, before: char, flanks: &Flanks, open: &mut Open) -> Option<&'t str> {
    if !typographer.left_double_quote.is_empty() && flanks.only_opens() {
        open.double += 1;
        return Some(&typographer.left_double_quote);
    }
    if open.double > 0 && !typographer.right_double_quote.is_empty() && flanks.closes(line) {
        // "Monitor 21""
        if line.as_bytes().get(1) == Some(&b'"') && is_digit(before) {
            return None;
        }
        open.double -= 1;
        return Some(&typographer.right_double_quote);
    }
    None
}

fn is_ascii_space(c: u8) -> bool {
    matches!(c, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}
