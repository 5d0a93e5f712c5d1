//! Lines of a source, and what their beginnings look like to a Markdown reader.

/// A line's place, without its line break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub start: usize,
    pub end: usize,
}

impl Line {
    pub fn content<'s>(&self, source: &'s str) -> &'s str {
        source[self.start..self.end].trim_end_matches('\r')
    }
}

/// The lines of a text, one after another.
#[derive(Clone, Debug)]
pub struct Lines<'s> {
    source: &'s str,
    at: usize,
}

impl<'s> Lines<'s> {
    pub fn new(source: &'s str) -> Lines<'s> {
        Lines { source, at: 0 }
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        if self.at >= self.source.len() {
            return None;
        }
        let start = self.at;
        let end = memchr::memchr(b'\n', &self.source.as_bytes()[start..]).map_or(self.source.len(), |length| start + length);
        self.at = end + 1;
        Some(Line { start, end })
    }
}

/// Bytes of indentation, quote marks and list markers at the start of a line.
pub fn prefix_len(line: &str) -> usize {
    let bytes = line.as_bytes();
    let mut at = 0;
    loop {
        let digits = bytes[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let is_space = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\t'));
        match bytes.get(at) {
            Some(b' ' | b'\t' | b'>') => at += 1,
            Some(b'-' | b'+' | b'*' | b':') if is_space(at + 1) => at += 2,
            Some(b'0'..=b'9') if digits < 10 && matches!(bytes.get(at + digits), Some(b'.' | b')')) && is_space(at + digits + 1) => {
                at += digits + 2
            }
            _ => return at,
        }
    }
}

/// Whether nothing but the beginnings of blocks, not ever so many, stands on the line before byte `at`.
pub fn begins_line(source: &str, at: usize) -> bool {
    let near = at.saturating_sub(200);
    let line_break = source.as_bytes()[near..at].iter().rposition(|c| *c == b'\n').map(|before| near + before + 1);
    let start = line_break.or((near == 0).then_some(0));
    start.is_some_and(|start| start + prefix_len(&source[start..=at]) == at)
}

/// Steps over one line, its prefix taken away, with `fence` the open code block's character and length; tells whether
/// the line belongs to fenced code.
pub fn step_fence(fence: &mut Option<(u8, usize)>, body: &str) -> bool {
    let Some(first) = body.bytes().next().filter(|c| matches!(c, b'`' | b'~')) else { return fence.is_some() };
    let length = body.bytes().take_while(|c| *c == first).count();
    match *fence {
        Some((c, open)) => {
            if c == first && length >= open && body.len() == length {
                *fence = None;
            }
            true
        }
        None if length >= 3 && !(first == b'`' && body[length..].contains('`')) => {
            *fence = Some((first, length));
            true
        }
        None => false,
    }
}

/// Whether a line, its prefix taken away, begins as `## Heading` does.
pub fn is_atx_heading(line: &str) -> bool {
    let hashes = line.bytes().take_while(|c| *c == b'#').count();
    (1..=6).contains(&hashes) && matches!(line.as_bytes().get(hashes), None | Some(b' ' | b'\t'))
}

/// Whether a line underlines the one above: `===` or `---`.
pub fn is_setext_underline(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '>']).trim_end();
    let is_all = |wanted: u8| line.bytes().all(|c| c == wanted);
    !line.is_empty() && (is_all(b'=') || is_all(b'-'))
}

/// Where each line of a text begins; answers which line an offset is on.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    pub fn new(source: &str) -> LineIndex {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at as u32 + 1));
        LineIndex { starts }
    }

    /// The number of the line on which byte `at` stands, from 0.
    pub fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= at).saturating_sub(1)
    }

    /// The first byte of line `line`.
    pub fn start(&self, line: usize) -> usize {
        self.starts[line] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes() {
        for (line, expected) in [("> - a", 4), ("10. x", 4), ("-x", 0), ("  *  > y", 7), ("", 0), ("12345678901. x", 0), (": b", 2)] {
            assert_eq!(prefix_len(line), expected, "{line}");
        }
    }

    #[test]
    fn lines_are_found_by_offset() {
        let index = LineIndex::new("a\nbc\n\nd");
        let found: Vec<usize> = (0..7).map(|at| index.line(at)).collect();
        assert_eq!(found, [0, 0, 1, 1, 1, 2, 3]);
    }
}
