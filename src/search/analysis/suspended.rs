//! Compounds whose last part is written once: `kontakt- og reservasjonsregister` speaks of a `kontaktregister` as well.

use super::words::RawWord;

/// Between what stands before the hyphen and the word that completes it. No word has it, so what is joined so is known by it.
pub const SUSPENDED: char = '-';
/// In letters at least: what is left waiting, and the word that completes it, which has two parts.
const FIRST_PART: usize = 3;
const WHOLE_WORD: usize = 6;
/// `og`, `eller`, `samt`, `and`: in bytes at most.
const CONJUNCTION: usize = 5;
/// In a list (`kommune-, fylkes- og statsnivå`) so many wait together.
const MOST: usize = 3;

/// The first parts that wait for the word by which they are completed.
#[derive(Default)]
pub struct Suspended {
    /// Where each stands, in order.
    waiting: Vec<(usize, usize)>,
    /// Where the word before ends.
    before: usize,
    /// A conjunction has come since.
    is_joined: bool,
    completed: String,
}

impl Suspended {
    /// Takes a text's next word. The one that those before wait for is given with each of them: which of its letters are meant, only
    /// [the words of the whole site](crate::search::lexicon::Lexicon) tell.
    #[inline]
    pub fn take(&mut self, text: &str, (start, end): (usize, usize), give: &mut impl FnMut(RawWord)) {
        if !self.waiting.is_empty() {
            self.complete(text, (start, end), give);
        }
        if text[end..].starts_with(SUSPENDED) {
            self.wait(text, (start, end));
        }
    }

    fn wait(&mut self, text: &str, (start, end): (usize, usize)) {
        let is_open = text.as_bytes().get(end + 1).is_some_and(is_between);
        if is_open && self.waiting.len() < MOST && text[start..end].chars().count() >= FIRST_PART {
            self.waiting.push((start, end));
            (self.before, self.is_joined) = (end + 1, false);
        }
    }

    fn complete(&mut self, text: &str, (start, end): (usize, usize), give: &mut impl FnMut(RawWord)) {
        let word = &text[start..end];
        let is_near = text.as_bytes()[self.before..start].iter().all(is_between);
        if is_near && text[end..].starts_with(SUSPENDED) {
            return;
        }
        if is_near && !self.is_joined && word.len() <= CONJUNCTION {
            (self.before, self.is_joined) = (end, true);
            return;
        }
        if is_near && word.chars().count() >= WHOLE_WORD {
            for (from, to) in &self.waiting {
                self.completed.clear();
                self.completed.push_str(&text[*from..*to]);
                self.completed.push(SUSPENDED);
                self.completed.push_str(word);
                give(RawWord { text: &self.completed, start: *from, end, joined: true });
            }
        }
        self.waiting.clear();
    }
}

/// What may stand between a first part that waits, a conjunction, and the word that completes it.
fn is_between(byte: &u8) -> bool {
    matches!(byte, b' ' | b',' | b'/' | b'\n')
}
