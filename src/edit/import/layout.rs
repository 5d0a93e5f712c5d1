//! Text out of a PDF: lines that the page's width broke are put together again, and page numbers left out.

use std::collections::BTreeSet;

/// From this length on, a line that does not end a sentence may go on in the next.
const FULL: usize = 30;
/// After a hyphen at the end of a line these show that the hyphen belongs to the word: «barne- og ungdomsskole».
const AFTER_A_HYPHEN: &[&str] = &["og", "eller", "til", "and", "or", "to"];
/// Letters drawn as one, as fonts have them.
const LIGATURES: [(char, &str); 5] = [('\u{fb00}', "ff"), ('\u{fb01}', "fi"), ('\u{fb02}', "fl"), ('\u{fb03}', "ffi"), ('\u{fb04}', "ffl")];

/// The text as it was before it was laid out on pages.
pub(super) fn undone(text: &str) -> String {
    let text = plain(text);
    let lines: Vec<&str> = text.lines().collect();
    let numbers = page_numbers(&lines);
    let mut whole: Vec<String> = Vec::new();
    for (_, line) in lines.iter().enumerate().filter(|(at, _)| !numbers.contains(at)) {
        match whole.last_mut() {
            Some(last) if goes_on(last, line) => join(last, line.trim()),
            _ => whole.push((*line).to_string()),
        }
    }
    whole.join("\n")
}

/// Without what no reader sees: soft hyphens, ligatures, spaces of no width, the marks between pages.
fn plain(text: &str) -> String {
    let text = text.replace(['\u{ad}', '\u{200b}', '\u{feff}'], "").replace('\u{c}', "\n");
    LIGATURES.iter().fold(text, |text, (one, letters)| text.replace(*one, letters))
}

/// Lines that hold a number alone, counting up through the text.
fn page_numbers(lines: &[&str]) -> BTreeSet<usize> {
    let is_blank = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_none_or(|line| line.trim().is_empty());
    let alone = |at: usize| is_blank(at.checked_sub(1)) && is_blank(Some(at + 1));
    let number = |line: &str| line.trim().parse::<u32>().ok().filter(|_| line.trim().len() <= 4);
    let found: Vec<(usize, u32)> =
        lines.iter().enumerate().filter_map(|(at, line)| Some((at, number(line).filter(|_| alone(at))?))).collect();
    let counts_up = found.len() > 1 && found.windows(2).all(|pair| pair[1].1 == pair[0].1 + 1);
    found.into_iter().filter(|_| counts_up).map(|(at, _)| at).collect()
}

/// Whether a line is the rest of the one before: it begins with a small letter, and the one before does not end.
fn goes_on(last: &str, line: &str) -> bool {
    let (last, next) = (last.trim(), line.trim());
    let mut letters = next.chars();
    // eFormidling is a name, and `a) …` an item.
    let begins_small = letters.next().is_some_and(char::is_lowercase) && letters.next().is_none_or(|c| !c.is_uppercase() && c != ')');
    let is_column = |line: &str| line.contains('\t') || super::text::columns(line).len() > 2;
    let is_open = is_broken_word(last) || (last.chars().count() >= FULL && !last.ends_with(['.', ':', ';', '!', '?']));
    begins_small && is_open && !is_column(last) && !is_column(next)
}

fn is_broken_word(last: &str) -> bool {
    last.strip_suffix('-').is_some_and(|word| word.ends_with(char::is_alphabetic))
}

fn join(last: &mut String, next: &str) {
    last.truncate(last.trim_end().len());
    let first = next.split_whitespace().next().unwrap_or_default();
    if is_broken_word(last) && !AFTER_A_HYPHEN.contains(&first) {
        last.pop();
    } else {
        last.push(' ');
    }
    last.push_str(next);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_lines_are_put_together() {
        let cases = [
            ("Kommu-\nnene svarte.", "Kommunene svarte."),
            ("En lang linje om barne-\nog ungdomsskolen.", "En lang linje om barne- og ungdomsskolen."),
            ("En linje som er lang nok til å gå\nvidere her.", "En linje som er lang nok til å gå videre her."),
            ("• et punkt som er langt nok til å gå\n  videre her\n• neste", "• et punkt som er langt nok til å gå videre her\n• neste"),
            ("En linje som er lang nok, og slutter.\nher er en til", "En linje som er lang nok, og slutter.\nher er en til"),
            ("Kort linje\nmed lite tekst", "Kort linje\nmed lite tekst"),
            ("En linje som er lang nok til å gå\neFormidling", "En linje som er lang nok til å gå\neFormidling"),
            ("En linje som er lang nok til å gå\na) og et punkt", "En linje som er lang nok til å gå\na) og et punkt"),
            ("ﬁre of\u{ad}fentlige", "fire offentlige"),
            ("Tekst.\n\n1\n\n\u{c}Mer.\n\n2\n", "Tekst.\n\n\n\nMer.\n"),
            ("Svar\n\n42\n\nNei\n\n7\n", "Svar\n\n42\n\nNei\n\n7"),
        ];
        for (text, expected) in cases {
            assert_eq!(undone(text), expected, "{text}");
        }
    }
}
