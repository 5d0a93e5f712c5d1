//! A page's text in pieces small enough to fetch for one excerpt.

use super::bytes::{one_line, plain};
use crate::search::document::Document;

/// The pieces of a page, and where each begins.
pub struct Blocks {
    /// Each holds parts of sections: `\x01` anchor `\x02` heading `\x03` text.
    pub texts: Vec<String>,
    /// (section, byte of its text) at which the second piece and those after it begin.
    starts: Vec<(usize, usize)>,
}

/// Bytes for what parts the sections of a page, and for their anchors.
const ROOM_FOR_MARKS: usize = 512;
/// No more pieces than a byte can name.
const MOST_BLOCKS: usize = 256;

impl Blocks {
    /// Cuts between sections where it can, else between words. No piece is much longer than `size` bytes.
    pub fn of(document: &Document, size: usize) -> Blocks {
        let length: usize = document.sections.iter().map(|section| section.text.len() + section.heading.len()).sum();
        // All about as long: the end of a page that is a little too long would otherwise be a file of its own, and the rest no shorter.
        let even = length / length.div_ceil(size.max(1)).max(1);
        let size = (even + even / 8).min(size).max(length / (MOST_BLOCKS - 1) + 1);
        let mut blocks = Blocks { texts: vec![String::with_capacity(length.min(size) + ROOM_FOR_MARKS)], starts: Vec::new() };
        for (number, section) in document.sections.iter().enumerate() {
            let mut from = 0;
            loop {
                let room = size.saturating_sub(blocks.texts.last().map_or(0, String::len));
                let rest = &section.text[from..];
                let is_begun = blocks.texts.last().is_some_and(|text| !text.is_empty());
                if is_begun && room < size / 3 && rest.len() > room {
                    blocks.begin((number, from));
                    continue;
                }
                let end = from + cut(rest, room);
                blocks.push(section.anchor.as_deref().unwrap_or(""), &section.heading, &section.text[from..end]);
                from = end;
                if from >= section.text.len() {
                    break;
                }
                blocks.begin((number, from));
            }
        }
        blocks
    }

    /// The piece in which a byte of a section's text stands.
    pub fn holding(&self, section: usize, at: usize) -> u8 {
        self.starts.partition_point(|start| *start <= (section, at)).min(MOST_BLOCKS - 1) as u8
    }

    fn begin(&mut self, start: (usize, usize)) {
        self.texts.push(String::new());
        self.starts.push(start);
    }

    fn push(&mut self, anchor: &str, heading: &str, text: &str) {
        let Some(block) = self.texts.last_mut() else { return };
        for (mark, part) in [('\u{1}', one_line(anchor)), ('\u{2}', one_line(heading)), ('\u{3}', plain(text))] {
            block.push(mark);
            block.push_str(&part);
        }
    }
}

/// The end of the last word that fits into `room` bytes; the whole text when it fits; at least something.
fn cut(text: &str, room: usize) -> usize {
    if text.len() <= room {
        return text.len();
    }
    let mut end = room.max(1);
    while !text.is_char_boundary(end) {
        end += 1;
    }
    match text[..end].rfind(char::is_whitespace) {
        Some(space) if space > 0 => space + text[space..].chars().next().map_or(0, char::len_utf8),
        _ => end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::document::Section;

    fn blocks(texts: &[&str], size: usize) -> Blocks {
        let section = |(number, text): (usize, &&str)| Section {
            anchor: (number > 0).then(|| format!("a{number}")),
            heading: format!("H{number}"),
            text: text.to_string(),
        };
        Blocks::of(&Document { sections: texts.iter().enumerate().map(section).collect(), ..Document::default() }, size)
    }

    #[test]
    fn pieces_hold_everything_once_and_in_order() {
        for size in [1, 7, 20, 1000] {
            let texts = ["En to tre fire fem seks sju.", "", "æøå ".repeat(9).trim_end(), "x"].map(str::to_string);
            let cut = blocks(&texts.each_ref().map(String::as_str), size);
            let all: String =
                cut.texts.iter().flat_map(|text| text.split('\u{1}').skip(1)).filter_map(|part| part.split('\u{3}').nth(1)).collect();
            assert_eq!(all, texts.concat(), "{size}");
            assert_eq!(cut.starts.len() + 1, cut.texts.len());
        }
    }

    #[test]
    fn a_word_is_found_in_its_piece() {
        let text = "ord ".repeat(100);
        let cut = blocks(&[&text, &text], 100);
        for (section, at) in [(0, 0), (0, 200), (1, 0), (1, 396)] {
            assert!(usize::from(cut.holding(section, at)) < cut.texts.len());
        }
        assert_eq!(cut.holding(0, 0), 0);
        assert!(cut.holding(1, 396) > cut.holding(0, 396));
    }

    #[test]
    fn however_long_a_page_a_byte_names_its_pieces() {
        assert!(blocks(&["x"; 2000].map(|_| "et langt avsnitt"), 1).texts.len() <= MOST_BLOCKS * 2);
    }
}
