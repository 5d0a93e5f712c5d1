//! The last word on order: among the pages that are shown first, how well do the titles agree with
//! what was typed? Form against form, as a reader would compare them, without stems.

use super::analysis::{Language, fold, is_number, plain_words};
use super::expand::Asked;
use super::rank::Tuning;

/// So many pages are put in order by their titles: a browser must fetch each. With three as with ten no judged query is answered otherwise.
pub const COMPARED: usize = 5;

/// What a word of a title is worth for a word that was typed.
const SAME: u64 = 4;
const BEGINS: u64 = 3;
const RESEMBLES: u64 = 2;
/// Shorter beginnings say nothing.
const SHARED_LETTERS: usize = 4;

/// A score, raised by up to `tuning.title_agreement` percent: by the title that agrees best, where
/// a page has several (a short one for menus).
pub fn raised(score: u64, asked: &[Asked], titles: &[&str], language: &Language, tuning: &Tuning) -> u64 {
    let typed: Vec<&str> = asked.iter().map(|word| word.form.as_str()).collect();
    let percent = titles.iter().map(|title| tuning.title_agreement * agreement(&typed, title, language) / WHOLE).max();
    score + score / 100 * percent.unwrap_or(0)
}

/// Full agreement.
const WHOLE: u64 = 10_000;

/// The share of the title that was typed × the share of what was typed that is in the title.
fn agreement(typed: &[&str], title: &str, language: &Language) -> u64 {
    let forms = title_forms(title, typed, language);
    let title: Vec<&str> = forms.iter().map(String::as_str).collect();
    if typed.is_empty() || title.is_empty() {
        return 0;
    }
    let covered: u64 = title.iter().map(|word| best(word, typed)).sum();
    let found: u64 = typed.iter().map(|word| best(word, &title)).sum();
    WHOLE * covered * found / (SAME * title.len() as u64 * SAME * typed.len() as u64)
}

/// A title's forms; numbers in it count only when a number was typed, and a stop word only when it was typed itself.
fn title_forms(title: &str, typed: &[&str], language: &Language) -> Vec<String> {
    let with_numbers = typed.iter().any(|form| is_number(form));
    let forms = plain_words(title).into_iter().map(|word| fold(&word));
    let is_said = |form: &str| !language.is_stop_word(form) && (with_numbers || !is_number(form));
    forms.filter(|form| typed.contains(&form.as_str()) || is_said(form)).collect()
}

fn best(word: &str, others: &[&str]) -> u64 {
    others.iter().map(|other| likeness(word, other)).max().unwrap_or(0)
}

fn likeness(one: &str, other: &str) -> u64 {
    if one == other {
        return SAME;
    }
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let (short, long) = (one.chars().count().min(other.chars().count()), one.chars().count().max(other.chars().count()));
    match shared {
        _ if shared < SHARED_LETTERS => 0,
        _ if shared == short => BEGINS,
        _ if shared * 3 >= long * 2 => RESEMBLES,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_are_what_was_typed_rise_most() {
        let tuning = Tuning { title_agreement: 40, ..Tuning::default() };
        let raise = |typed: &str, title: &str| {
            let asked: Vec<Asked> = typed.split(' ').map(|form| Asked { form: form.into(), stop_word: false }).collect();
            raised(1000, &asked, &[title], Language::of("nb"), &tuning)
        };
        assert_eq!(raise("pilot", "Pilot 1"), 1400);
        assert_eq!(raise("pilot 1", "Pilot 2"), 1100);
        assert_eq!(raise("pilot", "Piloter"), 1220);
        assert_eq!(raise("data", "Data spaces"), 1200);
        assert_eq!(raise("pilot", "Noe annet"), 1000);
        assert_eq!(raise("pilot", "2026"), 1000);
        assert_eq!(raise("pilot", "Om piloten"), raise("pilot", "Piloten"));
        assert_eq!(raise("om", "Om"), 1400);
    }
}
