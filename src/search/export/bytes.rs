//! How numbers, words and files are written for browsers. `themes/loft/static/js/search-engine.js` reads it.

use std::borrow::Cow;
use std::cell::RefCell;

use libdeflater::{CompressionLvl, Compressor};

use crate::search::ranking::{List, Posting};

/// A whole number in groups of seven bits, the least first.
pub fn number(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The number that [`number`] wrote, and the bytes behind it. What is cut short is nought.
pub fn take_number(bytes: &mut &[u8]) -> u32 {
    let mut value = 0;
    let mut shift = 0;
    while let Some(byte) = bytes.split_off_first() {
        value |= u32::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return value;
        }
        shift = (shift + 7).min(28);
    }
    0
}

/// A word by what it shares with the one before it.
pub fn word(out: &mut Vec<u8>, before: &str, word: &str) {
    let shared = before.chars().zip(word.chars()).take_while(|(one, other)| one == other).map(|(letter, _)| letter.len_utf8()).sum();
    let rest = &word[shared..];
    number(out, shared as u32);
    number(out, rest.len() as u32);
    out.extend_from_slice(rest.as_bytes());
}

/// A list as it is written, so that it is kept in few bytes and need not be written twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packed {
    pages: u32,
    entries: u32,
    /// Where the pages end and the impacts begin.
    impacts: u32,
    /// Pages by difference, impacts, and where any is not the first, blocks.
    bytes: Box<[u8]>,
}

impl Packed {
    pub fn of(list: &List) -> Packed {
        let entries = &list.entries;
        let mut bytes = Vec::with_capacity(entries.len() * 3);
        let mut before = 0;
        for Posting { page, .. } in entries {
            number(&mut bytes, page - before);
            before = *page;
        }
        let impacts = bytes.len() as u32;
        bytes.extend(entries.iter().map(|posting| posting.impact));
        if entries.iter().any(|posting| posting.block > 0) {
            bytes.extend(entries.iter().map(|posting| posting.block));
        }
        Packed { pages: list.pages, entries: entries.len() as u32, impacts, bytes: bytes.into() }
    }

    /// How many entries the list has.
    pub fn len(&self) -> usize {
        self.entries as usize
    }

    /// Pages, impacts, blocks.
    fn columns(&self) -> (&[u8], &[u8], &[u8]) {
        let (pages, rest) = self.bytes.split_at(self.impacts as usize);
        let (impacts, blocks) = rest.split_at(self.len());
        (pages, impacts, blocks)
    }

    pub fn list(&self) -> List {
        let (mut pages, impacts, blocks) = self.columns();
        let mut page = 0;
        let entry = |(at, impact): (usize, &u8)| {
            page += take_number(&mut pages);
            Posting { page, impact: *impact, block: blocks.get(at).copied().unwrap_or_default() }
        };
        List { pages: self.pages, entries: impacts.iter().enumerate().map(entry).collect() }
    }
}

/// Lists column by column: what is alike stands together, and so takes fewer bytes compressed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// For each list `entries × 4 + (shortened) × 2 + (blocks given)`, and where it was shortened how many pages there were.
    heads: Vec<u8>,
    /// Pages by difference.
    pages: Vec<u8>,
    impacts: Vec<u8>,
    /// Of the lists in which any block is not the first.
    blocks: Vec<u8>,
    count: u32,
}

impl Columns {
    pub fn push(&mut self, list: &Packed) {
        let (pages, impacts, blocks) = list.columns();
        let is_shortened = list.pages != list.entries;
        number(&mut self.heads, list.entries << 2 | u32::from(is_shortened) << 1 | u32::from(!blocks.is_empty()));
        if is_shortened {
            number(&mut self.heads, list.pages);
        }
        self.pages.extend_from_slice(pages);
        self.impacts.extend_from_slice(impacts);
        self.blocks.extend_from_slice(blocks);
        self.count += 1;
    }

    /// How many lists there are.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Bytes of the columns together.
    pub fn size(&self) -> usize {
        self.heads.len() + self.pages.len() + self.impacts.len() + self.blocks.len()
    }

    /// The number of lists, and the columns.
    pub fn finish(self) -> [Vec<u8>; 4] {
        let mut first = Vec::with_capacity(self.heads.len() + 4);
        number(&mut first, self.count);
        first.extend(self.heads);
        [first, self.pages, self.impacts, self.blocks]
    }
}

/// The least at which libdeflate compresses at all: the most that can be had is a few percent less, at twice the cost.
const COMPRESSION: i32 = 1;
/// The first at which libdeflate seeks the shortest way of writing: beyond it takes twice as long for less than one percent.
const MOST_COMPRESSION: i32 = 10;

thread_local! {
    /// A compressor is some hundred kilobytes, and files are small: each thread keeps its own, with the room that it writes into.
    static COMPRESSOR: RefCell<(Compressor, Vec<u8>)> =
        RefCell::new((Compressor::new(CompressionLvl::new(COMPRESSION).unwrap_or_default()), Vec::new()));
}

/// Raw DEFLATE, which browsers can undo by themselves.
pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    COMPRESSOR.with_borrow_mut(|(compressor, room)| deflated_by(compressor, room, bytes))
}

/// In fewer bytes: for what some readers fetch, and grows with the site.
pub fn deflated_well(bytes: &[u8]) -> Vec<u8> {
    deflated_at(MOST_COMPRESSION - 1, bytes)
}

/// In the fewest: for what every reader fetches.
pub fn deflated_most(bytes: &[u8]) -> Vec<u8> {
    deflated_at(MOST_COMPRESSION, bytes)
}

fn deflated_at(level: i32, bytes: &[u8]) -> Vec<u8> {
    deflated_by(&mut Compressor::new(CompressionLvl::new(level).unwrap_or_default()), &mut Vec::new(), bytes)
}

fn deflated_by(compressor: &mut Compressor, room: &mut Vec<u8>, bytes: &[u8]) -> Vec<u8> {
    let most = compressor.deflate_compress_bound(bytes.len());
    if room.len() < most {
        room.resize(most, 0);
    }
    // It fails for want of room alone, and the bound is room enough.
    let length = compressor.deflate_compress(bytes, room).unwrap_or_default();
    room[..length].to_vec()
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
    let is_kept = |byte: u8| ((byte >= b' ') & (byte != 0x7f) & (byte != FIRST_BYTE_OF_CONTROLS)) | (keeps_lines & (byte == b'\n'));
    // Every byte is looked at, also after one that is not kept: so several are at once.
    if !text.bytes().fold(false, |any, byte| any | !is_kept(byte)) {
        return Cow::Borrowed(text);
    }
    let is_taken_out = |letter: char| letter.is_control() && !(keeps_lines && letter == '\n');
    Cow::Owned(text.chars().map(|letter| if is_taken_out(letter) { ' ' } else { letter }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deflated_comes_back_also_when_it_does_not_shrink() {
        let mut seed = 7u64;
        let mut noise = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 56) as u8
        };
        for bytes in [Vec::new(), b"a".to_vec(), vec![b'x'; 100_000], (0..100_000).map(|_| noise()).collect()] {
            for packed in [deflated(&bytes), deflated_well(&bytes), deflated_most(&bytes)] {
                let mut back = vec![0; bytes.len()];
                let length = libdeflater::Decompressor::new().deflate_decompress(&packed, &mut back).expect("sound");
                assert_eq!((length, back), (bytes.len(), bytes.clone()));
            }
        }
    }

    #[test]
    fn text_becomes_less_than_half() {
        let text = include_bytes!("../../../docs/search.md");
        assert!(deflated(text).len() * 2 < text.len());
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
        let values = [0, 127, 128, 300, u32::MAX];
        values.iter().for_each(|value| number(&mut out, *value));
        assert_eq!(out, [0, 0x7f, 0x80, 1, 0xac, 2, 0xff, 0xff, 0xff, 0xff, 0x0f]);
        let mut rest = out.as_slice();
        assert_eq!(values.map(|_| take_number(&mut rest)), values);
        assert_eq!((rest.len(), take_number(&mut rest), take_number(&mut &[0x80, 0x80][..])), (0, 0, 0));
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
        let mut columns = Columns::default();
        let lists = [(2, vec![posting(3, 60, 0), posting(10, 9, 0)]), (7, vec![posting(5, 8, 0), posting(600, 7, 2)]), (0, Vec::new())];
        let lists = lists.map(|(pages, entries)| List { pages, entries });
        lists.iter().for_each(|list| assert_eq!(Packed::of(list).list(), *list));
        lists[..2].iter().for_each(|list| columns.push(&Packed::of(list)));
        let column: [&[u8]; 4] = [&[2, 8, 11, 7], &[3, 7, 5, 0xd3, 4], &[60, 9, 8, 7], &[0, 2]];
        assert_eq!((columns.count(), columns.size()), (2, 14));
        assert_eq!(columns.finish(), column);
    }
}
