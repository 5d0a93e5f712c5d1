//! The stretches of a body that can list actors. Most pages have none, and the others need not be read whole as Markdown.

use std::cell::OnceCell;
use std::ops::Range;

use crate::config::ActorVocabulary;

/// A stretch to be read by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its place in the body, in bytes.
    pub range: Range<usize>,
    /// How many lines stand before it.
    pub lines_before: u32,
}

/// A line that opens a section is looked for no further into it than this.
const LONGEST_LABEL: usize = 400;

/// Finds them, in order. Each begins at a heading that stands by itself, or where the body does, and no section goes on from one
/// into the next, so that reading them apart is reading the body.
pub fn of(body: &str, vocabulary: &ActorVocabulary) -> Vec<Stretch> {
    let mut finder = Finder::new(body);
    let (mut start, mut number) = (0, 0);
    while let Some(first) = body.as_bytes().get(start) {
        // Every other line is blank, and none of them needs a search for its end.
        let end = if *first == b'\n' { start } else { end_of_line(body, start) };
        if may_tell(body.as_bytes(), start, end) {
            finder.line(Line { text: &body[start..end], start, number }, vocabulary);
        }
        (start, number) = (end + 1, number + 1);
    }
    finder.finish()
}

fn end_of_line(body: &str, start: usize) -> usize {
    memchr::memchr(b'\n', &body.as_bytes()[start..]).map_or(body.len(), |length| start + length)
}

/// Whether a line can be anything but plain text: by the signs at its ends and the one with which the next begins. Most can not.
fn may_tell(body: &[u8], start: usize, end: usize) -> bool {
    let (Some(first), Some(last)) = (body.get(start), body.get(end.wrapping_sub(1))) else { return false };
    let next = body.get(end + 1);
    end > start
        && (matches!(first, b'#' | b'*' | b'_' | b'`' | b'~' | b'<')
            || matches!(last, b':' | b'*' | b'_')
            || next.is_some_and(|next| matches!(next, b'=' | b'-' | b' ' | b'\t' | b'\r' | 0x0c))
            || first.is_ascii_whitespace()
            || last.is_ascii_whitespace())
}

/// A line with its place.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    start: usize,
    number: u32,
}

struct Finder<'a> {
    body: &'a str,
    found: Vec<Stretch>,
    /// Where the piece of text that is being looked at begins.
    piece: (usize, u32),
    /// Whether that piece is wanted.
    wanted: bool,
    /// The level of the outermost heading that has opened a section which is not closed.
    within: Option<u8>,
    /// The signs that close the code that this is in.
    fence: Option<&'a str>,
    /// Only Markdown itself can tell where a heading stands by itself: as far as the lines have told.
    unclear: bool,
    /// The same of the body as a whole, looked up where it counts.
    unclear_as_a_whole: OnceCell<bool>,
}

impl<'a> Finder<'a> {
    fn new(body: &'a str) -> Finder<'a> {
        let unclear_as_a_whole = OnceCell::new();
        Finder { body, found: Vec::new(), piece: (0, 0), wanted: false, within: None, fence: None, unclear: false, unclear_as_a_whole }
    }

    fn is_unclear(&self) -> bool {
        let body = self.body.as_bytes();
        // What a link means may be said elsewhere, and an old line end is none to us.
        let look = || memchr::memmem::find(body, b"]:").is_some() || memchr::memchr(b'\r', body).is_some();
        self.unclear || *self.unclear_as_a_whole.get_or_init(look)
    }

    fn line(&mut self, line: Line<'a>, vocabulary: &ActorVocabulary) {
        let text = line.text.trim_ascii();
        let Some(first) = text.as_bytes().first() else { return };
        match first {
            b'`' | b'~' => self.fenced(line.text),
            _ if self.fence.is_some() && !self.is_unclear() => {}
            b'<' => self.unclear = true,
            b'#' if line.text.starts_with('#') && self.fence.is_none() => self.heading(line, vocabulary),
            _ => self.label(line, text, *first, vocabulary),
        }
    }

    /// Code keeps its headings to itself. Where it is set in, only Markdown knows what it stands in.
    fn fenced(&mut self, line: &'a str) {
        let text = line.trim_ascii();
        let sign = if text.starts_with('~') { '~' } else { '`' };
        let info = text.trim_start_matches(sign);
        let run = &text[..text.len() - info.len()];
        match self.fence {
            _ if run.len() < 3 => {}
            None if sign == '`' && info.contains('`') => {}
            None => {
                self.unclear |= !line.starts_with(sign);
                self.fence = Some(run);
            }
            Some(fence) if run.starts_with(fence) && info.is_empty() && !(line.starts_with("    ") || line.starts_with('\t')) => {
                self.fence = None
            }
            Some(_) => {}
        }
    }

    fn heading(&mut self, line: Line<'a>, vocabulary: &ActorVocabulary) {
        let label = line.text.trim_start_matches('#');
        let level = line.text.len() - label.len();
        if level > 6 || !(label.is_empty() || label.starts_with([' ', '\t'])) {
            return;
        }
        let level = level as u8;
        self.close_piece(line.start);
        self.piece = (line.start, line.number);
        self.within = self.within.filter(|outer| level > *outer);
        if opens(label, Some(level), vocabulary) {
            self.within = self.within.or(Some(level));
        }
        self.wanted = self.within.is_some();
    }

    /// A line that may be a label, a heading that is underlined, or one that is set in.
    fn label(&mut self, line: Line<'_>, text: &str, first: u8, vocabulary: &ActorVocabulary) {
        if text.len() >= LONGEST_LABEL {
            return;
        }
        let underline = self.underline(line);
        let is_bold = matches!(first, b'*' | b'_') && text.ends_with(['*', '_']);
        let could = underline.is_some() || is_bold || first == b'#' || text.ends_with(':');
        // Where it is no heading after all, more is read than need be.
        let level = match (first, underline) {
            (b'#', _) => Some(1),
            (_, Some(b'=')) => Some(1),
            (_, Some(_)) => Some(2),
            _ => None,
        };
        if !could || !opens(text, level, vocabulary) {
            return;
        }
        self.wanted = true;
        self.within = self.within.into_iter().chain(level).min();
    }

    /// The sign with which the next line makes this one a heading.
    fn underline(&self, line: Line<'_>) -> Option<u8> {
        let after = self.body.get(line.start + line.text.len() + 1..)?;
        let mut next = after.bytes().take_while(|byte| *byte != b'\n').skip_while(u8::is_ascii_whitespace);
        let sign = next.next().filter(|sign| matches!(sign, b'=' | b'-'))?;
        next.skip_while(|other| *other == sign).all(|other| other.is_ascii_whitespace()).then_some(sign)
    }

    fn close_piece(&mut self, end: usize) {
        let (start, lines_before) = self.piece;
        if !self.wanted || start == end {
            return;
        }
        match self.found.last_mut().filter(|last| last.range.end == start) {
            Some(last) => last.range.end = end,
            None => self.found.push(Stretch { range: start..end, lines_before }),
        }
    }

    fn finish(mut self) -> Vec<Stretch> {
        self.close_piece(self.body.len());
        if !self.found.is_empty() && self.is_unclear() {
            return vec![Stretch { range: 0..self.body.len(), lines_before: 0 }];
        }
        self.found
    }
}

fn is_sign(sign: char) -> bool {
    matches!(sign, '#' | '*' | '_' | ' ')
}

/// Whether a line's words open a section, without the signs of a heading or of bold text around them. `level`: of a heading.
fn opens(line: &str, level: Option<u8>, vocabulary: &ActorVocabulary) -> bool {
    let label = memchr::memchr(b'{', line.as_bytes()).map_or(line, |brace| &line[..brace]).trim_matches(is_sign);
    vocabulary.may_open(label) && (vocabulary.opens(label).is_some() || level.is_some_and(|level| vocabulary.opens_group(level, label)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The stretches of a body, as text.
    fn stretches(body: &str) -> Vec<&str> {
        of(body, &ActorVocabulary::standard()).into_iter().map(|stretch| &body[stretch.range]).collect()
    }

    #[test]
    fn what_can_hold_actors_is_read_and_nothing_more() {
        for (body, expected) in [
            ("# A\n\nTekst om aktører.\n", &[][..]),
            ("# A\n\n## Aktører\n- x\n### B\n- y\n## C\n- z\n", &["## Aktører\n- x\n### B\n- y\n"]),
            ("## B\n\n**Aktører:**\n\n- x\n\n## C\n", &["## B\n\n**Aktører:**\n\n- x\n\n"]),
            ("Aktører\n-------\n- x\n\n### D\n\n## C\n- z\n", &["Aktører\n-------\n- x\n\n### D\n\n"]),
            ("Aktører:\n\n# B\n\n# Partnere\n- x\n# C\n", &["Aktører:\n\n", "# Partnere\n- x\n"]),
            // Code is no heading, and does not end a section.
            ("```\n## Aktører\n```\n\n# B\n", &[]),
            ("## Aktører\n\n```\n# B\n~~~\n```\n- x\n\n## C\n", &["## Aktører\n\n```\n# B\n~~~\n```\n- x\n\n"]),
            // Where only Markdown knows, all of it.
            ("# A\n\n<div>\n\n## Aktører\n- x\n", &["# A\n\n<div>\n\n## Aktører\n- x\n"]),
            ("# A\n\n## Aktører\n- [x][1]\n\n# B\n\n[1]: /x/\n", &["# A\n\n## Aktører\n- [x][1]\n\n# B\n\n[1]: /x/\n"]),
        ] {
            assert_eq!(stretches(body), expected, "{body}");
        }
    }

    #[test]
    fn a_stretch_knows_how_many_lines_stand_before_it() {
        let found = of("# A\n\ntekst\n\n## Aktører\n- x\n", &ActorVocabulary::standard());
        assert_eq!(found.iter().map(|stretch| stretch.lines_before).collect::<Vec<_>>(), [4]);
    }
}
