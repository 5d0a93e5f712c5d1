//! Small measures of text that several rooms need.

use std::borrow::Cow;

use crate::diag::{Diag, Span};

/// Levenshtein distance in characters, with a swap of neighbours as one step.
pub fn edit_distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in right.iter().enumerate() {
            let mut best = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[right.len()]
}

/// The candidate nearest to `word`, if near enough to be a slip of the pen (a third of its length).
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (edit_distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// With a capital letter at the beginning; the rest stays.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// What stands outside parentheses, nested ones too. One that is never closed goes on to the end.
pub fn without_parentheses(text: &str) -> String {
    let mut depth = 0usize;
    let is_outside = |sign: &char| {
        depth += usize::from(*sign == '(');
        let outside = depth == 0;
        depth = depth.saturating_sub(usize::from(*sign == ')'));
        outside
    };
    text.chars().filter(is_outside).collect()
}

/// Bytes as text. Bytes that are not UTF-8 give a finding and come out as `�`; UTF-16, which some
/// editors call Unicode, is read as it is meant.
pub fn decode<'a>(bytes: &'a [u8], shown: &str) -> (Cow<'a, str>, Vec<Diag>) {
    let utf16 = match bytes {
        [0xFF, 0xFE, rest @ ..] => Some((rest, u16::from_le_bytes as fn([u8; 2]) -> u16)),
        [0xFE, 0xFF, rest @ ..] => Some((rest, u16::from_be_bytes as fn([u8; 2]) -> u16)),
        _ => None,
    };
    if let Some((rest, unit)) = utf16 {
        let units: Vec<u16> = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        return (Cow::Owned(String::from_utf16_lossy(&units)), vec![Diag::warning("text-utf16").at(shown, Span::line(1))]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), Vec::new()),
        Err(error) => {
            let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let span = Span::of_bytes(&good, good.len(), good.len(), 1);
            (String::from_utf8_lossy(bytes), vec![Diag::error("text-not-utf8").at(shown, span)])
        }
    }
}

/// Whether a text is like a pattern in which `*` stands for any text; case does not count.
pub fn like(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_lowercase(), text.to_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_a_swap_as_one() {
        assert_eq!(edit_distance("status", "sttaus"), 1);
        assert_eq!(edit_distance("ny", "nye"), 1);
        assert_eq!(edit_distance("", "abc"), 3);
    }

    #[test]
    fn nearest_refuses_what_is_far() {
        assert_eq!(nearest("wieght", ["weight", "title"]), Some("weight"));
        assert_eq!(nearest("farge", ["weight", "title"]), None);
    }

    #[test]
    fn bytes_that_are_not_text() {
        let (text, diags) = decode(b"a\nb\xff c", "x.md");
        assert_eq!(text, "a\nb\u{fffd} c");
        assert_eq!((diags[0].code, diags[0].span), ("text-not-utf8", Some(Span::at(2, 2, 0))));
        let (text, diags) = decode(b"\xff\xfea\0\xe5\0", "x.md");
        assert_eq!((text.as_ref(), diags[0].code), ("aå", "text-utf16"));
        assert_eq!(decode("æ".as_bytes(), "x.md"), (Cow::Borrowed("æ"), Vec::new()));
    }

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, is_like) in [
            ("Auto: *", "auto: ny id", true),
            ("*[bot]", "renovate[bot]", true),
            ("a*b*c", "a1b2c", true),
            ("a*b*c", "a1c2b", false),
            ("ab", "abc", false),
            ("ab*ba", "aba", false),
            ("*", "", true),
            ("", "x", false),
        ] {
            assert_eq!(like(pattern, text), is_like, "{pattern} {text}");
        }
    }
}
