//! The order of pages in lists: Hugo's default, ending in a unique key.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;

use super::Page;

/// Weight (0 last), then date (newest first), then link title, then logical path.
/// Source: Hugo's `DefaultPageSort` in `resources/page/pages_sort.go`.
pub fn by_default(left: &Page, right: &Page) -> Ordering {
    let weight = |page: &Page| if page.weight == 0 { (1, 0) } else { (0, page.weight) };
    weight(left)
        .cmp(&weight(right))
        .then_with(|| right.date_seconds().cmp(&left.date_seconds()))
        .then_with(|| left.collation.cmp(&right.collation))
        .then_with(|| left.path.cmp(&right.path))
        .then_with(|| left.lang.cmp(&right.lang))
}

/// A key that orders titles as CLDR's root collation does, which Hugo uses for every language:
/// first by letters without accents or case, then by accents, then small before capital.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CollationKey {
    primary: Vec<u32>,
    secondary: Vec<u32>,
    tertiary: Vec<bool>,
}

impl CollationKey {
    pub fn new(text: &str) -> CollationKey {
        let mut key = CollationKey::default();
        for c in text.chars() {
            if c.is_ascii() {
                key.push(c);
            } else {
                expand(c).for_each(|c| key.push(c));
            }
        }
        key
    }

    /// Adds one letter, or an accent to the last one.
    fn push(&mut self, c: char) {
        if !c.is_ascii() && unicode_normalization::char::is_combining_mark(c) {
            if let Some(last) = self.secondary.last_mut() {
                *last = c as u32;
            }
            return;
        }
        self.primary.push(primary_weight(c));
        self.secondary.push(u32::from(is_barred(c)));
        self.tertiary.push(c.is_uppercase());
    }
}

/// A letter as root collation takes it apart: `Å` → `A` and a ring, `æ` → `a` `e`, `ø` → a barred `o`.
fn expand(c: char) -> impl Iterator<Item = char> {
    let parts: Vec<char> = match c {
        'æ' => vec!['a', 'e'],
        'Æ' => vec!['A', 'e'],
        'œ' => vec!['o', 'e'],
        'Œ' => vec!['O', 'e'],
        'ß' => vec!['s', 's'],
        _ => std::iter::once(c).nfd().collect(),
    };
    parts.into_iter()
}

fn is_barred(c: char) -> bool {
    matches!(c, 'ø' | 'Ø' | 'đ' | 'Đ' | 'ł' | 'Ł')
}

/// Where letters begin, after all other groups.
const LETTERS: u32 = 10_000;

/// White space, punctuation, symbols, digits, letters: root collation's order of groups.
fn primary_weight(c: char) -> u32 {
    const PUNCTUATION: &str = "_-‐‑‒–—―,;:!¡?¿.…'‘’‚\"“”„«»()[]{}§¶@*/\\&#%‰†‡•`´˜^¨°©®+±÷×<=>|¦~¬¤¢$£¥€";
    if c.is_ascii_alphabetic() {
        return LETTERS + u32::from(c.to_ascii_lowercase() as u8);
    }
    if c.is_whitespace() {
        return 1;
    }
    if let Some(position) = PUNCTUATION.chars().position(|mark| mark == c) {
        return 2 + position as u32;
    }
    if c.is_numeric() {
        return 1_000 + c.to_digit(10).unwrap_or(10);
    }
    let base = match c {
        'ø' | 'Ø' => 'o',
        'đ' | 'Đ' => 'd',
        'ł' | 'Ł' => 'l',
        _ => c.to_lowercase().next().unwrap_or(c),
    };
    if base.is_alphabetic() { LETTERS + base as u32 } else { 500 + (base as u32 % 500) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order in which Hugo 0.168 lists pages with these titles.
    #[test]
    fn titles_come_in_hugos_order() {
        let hugo = [
            "_under",
            "-strek",
            "«sitat»",
            "(par)",
            "§ 5",
            "$",
            "1. Abc",
            "1.1 Abc",
            "10 ting",
            "11. A",
            "2 ting",
            "ä",
            "a b",
            "a-b",
            "a–b",
            "Aa",
            "ab",
            "Ærlig",
            "ase",
            "Ase",
            "Åse",
            "co op",
            "co-op",
            "coop",
            "e",
            "E",
            "é",
            "É",
            "Èa",
            "ö",
            "Øl",
            "ü",
            "y",
            "zebra",
        ];
        let mut sorted = hugo;
        sorted.reverse();
        sorted.sort_by_key(|title| CollationKey::new(title));
        assert_eq!(sorted, hugo);
    }
}
