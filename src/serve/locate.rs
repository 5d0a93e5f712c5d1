//! From a text on the page back to its line in the source. The page holds no line numbers, since it is the file that is
//! built: the words themselves are looked for.

/// Letters and digits of a source, and where each line begins among them.
struct Letters {
    all: Vec<char>,
    /// For each letter its line, from 1.
    lines: Vec<u32>,
}

impl Letters {
    fn of(text: &str) -> Letters {
        let mut letters = Letters { all: Vec::new(), lines: Vec::new() };
        for (line, written) in (1..).zip(text.lines()) {
            for letter in plain(written) {
                letters.all.push(letter);
                letters.lines.push(line);
            }
        }
        letters
    }
}

fn plain(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// How many letters of a text are looked for at most, then fewer and fewer: a link's address stands between the words
/// of the source, and is not among those of the page.
const LENGTHS: [usize; 6] = [80, 48, 32, 20, 12, 7];

/// The line on which a text of the page stands in its source; of several equal ones the nth, from 0.
pub(super) fn line_of(source: &str, text: &str, nth: usize) -> Option<u32> {
    let letters = Letters::of(source);
    let wanted: Vec<char> = plain(text).take(400).collect();
    if wanted.is_empty() {
        return None;
    }
    LENGTHS.iter().map(|length| (*length).min(wanted.len())).find_map(|length| {
        let starts = (0..=wanted.len() - length).step_by(length.div_ceil(2));
        starts.filter_map(|start| place(&letters, &wanted[start..start + length], nth)).next()
    })
}

fn place(letters: &Letters, wanted: &[char], nth: usize) -> Option<u32> {
    let mut found = letters.all.windows(wanted.len()).enumerate().filter(|(_, window)| *window == wanted).map(|(at, _)| letters.lines[at]);
    let first = found.next()?;
    Some(found.nth(nth.checked_sub(1).unwrap_or(usize::MAX)).unwrap_or(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_their_words() {
        let source = "---\ntitle: Et navn\n---\n\n# Overskrift\n\nEn *setning* med [en lenke](https://example.org/x) i.\n\n- ett\n- to\n- ett\n\n| a | b |\n|---|---|\n| celle én | celle to |\n";
        let cases = [
            ("Overskrift", 0, Some(5)),
            ("En setning med en lenke i.", 0, Some(7)),
            ("to", 0, Some(10)),
            ("ett", 0, Some(9)),
            ("ett", 1, Some(11)),
            ("ett", 7, Some(9)),
            ("celle éncelle to", 0, Some(15)),
            ("Noe som ikke står der i det hele", 0, None),
            ("…", 0, None),
        ];
        for (text, nth, line) in cases {
            assert_eq!(line_of(source, text, nth), line, "{text} {nth}");
        }
    }
}
