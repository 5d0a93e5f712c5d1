//! How numbers, words and files are written for browsers. `themes/loft/static/js/search-engine.js` reads it.

use std::borrow::Cow;
use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress, Status};

use crate::search::ranking::{List, Posting};

/// A whole number in groups of seven bits, the least first.
pub fn number(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A word by what it shares with the one before it.
pub fn word(out: &mut Vec<u8>, before: &str, word: &str) {
    let shared = before.chars().zip(word.chars()).take_while(|(one, other)| one == other).map(|(letter, _)| letter.len_utf8()).sum();
    let rest = &word[shared..];
    number(out, shared as u32);
    number(out, rest.len() as u32);
    out.extend_from_slice(rest.as_bytes());
}

/// Column by column: how many pages, the pages by difference, their impacts, and their blocks where any is not the first.
pub fn list(list: &List) -> Vec<u8> {
    let has_blocks = list.entries.iter().any(|posting| posting.block > 0);
    let mut out = Vec::with_capacity(list.entries.len() * 3 + 4);
    number(&mut out, list.pages);
    number(&mut out, (list.entries.len() as u32) << 1 | u32::from(has_blocks));
    let mut before = 0;
    for Posting { page, .. } in &list.entries {
        number(&mut out, page - before);
        before = *page;
    }
    out.extend(list.entries.iter().map(|posting| posting.impact));
    if has_blocks {
        out.extend(list.entries.iter().map(|posting| posting.block));
    }
    out
}

/// How hard compressing tries. Files are small and full of words: the most that can be had is two percent less, at twice the cost.
const COMPRESSION: u32 = 2;

thread_local! {
    /// A compressor is some hundred kilobytes, and files are small: each thread keeps its own.
    static COMPRESSOR: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(COMPRESSION), false));
}

/// Raw DEFLATE, which browsers can undo by themselves.
pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        deflated_by(compressor, bytes)
    })
}

/// The same as small as can be: for what every reader fetches.
pub fn deflated_most(bytes: &[u8]) -> Vec<u8> {
    deflated_by(&mut Compress::new(Compression::best(), false), bytes)
}

fn deflated_by(compressor: &mut Compress, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 3 * 2 + 64);
    // Into memory nothing fails; what does not fit asks for more room.
    while let Ok(Status::Ok | Status::BufError) =
        compressor.compress_vec(&bytes[compressor.total_in() as usize..], &mut out, FlushCompress::Finish)
    {
        out.reserve(bytes.len() / 2 + 64);
    }
    out
}

/// The order in which browsers compare words: by UTF-16.
pub fn browser_order(one: &str, other: &str) -> std::cmp::Ordering {
    if one.is_ascii() && other.is_ascii() { one.cmp(other) } else { one.encode_utf16().cmp(other.encode_utf16()) }
}

/// Text without the control characters that the files use as separators.
pub fn plain(text: &str) -> Cow<'_, str> {
    without_controls(text, true)
}

/// Text on one line, without separators.
pub fn one_line(text: &str) -> Cow<'_, str> {
    without_controls(text, false)
}

/// U+0080 to U+009F begin so in UTF-8, as some letters and signs do.
const FIRST_BYTE_OF_CONTROLS: u8 = 0xc2;

/// A text with spaces for its control characters. Most texts have none, which their bytes show.
fn without_controls(text: &str, keeps_lines: bool) -> Cow<'_, str> {
    let is_kept = |byte: u8| (byte >= b' ' && byte != 0x7f && byte != FIRST_BYTE_OF_CONTROLS) || (keeps_lines && byte == b'\n');
    if text.bytes().all(is_kept) {
        return Cow::Borrowed(text);
    }
    let is_taken_out = |letter: char| letter.is_control() && !(keeps_lines && letter == '\n');
    Cow::Owned(text.chars().map(|letter| if is_taken_out(letter) { ' ' } else { letter }).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_deflated_comes_back_also_when_it_does_not_shrink() {
        let mut seed = 7u64;
        let mut noise = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 56) as u8
        };
        for bytes in [Vec::new(), b"a".to_vec(), vec![b'x'; 100_000], (0..100_000).map(|_| noise()).collect()] {
            let mut back = Vec::new();
            flate2::read::DeflateDecoder::new(deflated(&bytes).as_slice()).read_to_end(&mut back).expect("sound");
            assert_eq!(back, bytes);
        }
    }

    #[test]
    fn separators_never_stand_in_text() {
        for (text, on_one_line, over_lines) in [
            ("Vær så god § 3", "Vær så god § 3", "Vær så god § 3"),
            ("to\nlinjer", "to linjer", "to\nlinjer"),
            ("a\u{1}b\tc\u{7f}", "a b c ", "a b c "),
            ("a\u{85}b\u{a0}c", "a b\u{a0}c", "a b\u{a0}c"),
        ] {
            assert_eq!((one_line(text).as_ref(), plain(text).as_ref()), (on_one_line, over_lines), "{text:?}");
        }
    }

    #[test]
    fn numbers_and_words_are_short() {
        let mut out = Vec::new();
        [0, 127, 128, 300, u32::MAX].iter().for_each(|value| number(&mut out, *value));
        assert_eq!(out, [0, 0x7f, 0x80, 1, 0xac, 2, 0xff, 0xff, 0xff, 0xff, 0x0f]);
        let mut out = Vec::new();
        word(&mut out, "tjeneste", "tjenester");
        assert_eq!(out, [8, 1, b'r']);
        let mut out = Vec::new();
        word(&mut out, "é", "è");
        assert_eq!(out, [0, 2, 0xc3, 0xa8], "never within a letter");
    }

    #[test]
    fn lists_have_blocks_only_where_they_matter() {
        let posting = |page, impact, block| Posting { page, impact, block };
        let of = |entries: Vec<Posting>| list(&List { pages: entries.len() as u32, entries });
        assert_eq!(of(vec![posting(3, 200, 0), posting(10, 9, 0)]), [2, 4, 3, 7, 200, 9]);
        assert_eq!(of(vec![posting(3, 200, 0), posting(10, 9, 2)]), [2, 5, 3, 7, 200, 9, 0, 2]);
    }
}
