//! `<!-- loft-ignore: code code -->`: findings that a writer knows of and accepts, at their place.

use crate::diag::Diag;

/// Codes that are not told on a line and the next that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    pub line: u32,
    /// The last line that it speaks of.
    pub until: u32,
    pub codes: Vec<String>,
}

impl Ignore {
    pub fn holds(&self, diag: &Diag) -> bool {
        let is_here = diag.span.is_some_and(|span| (self.line..=self.until).contains(&span.line));
        is_here && self.codes.iter().any(|code| code == diag.code)
    }
}

const OPENS: &str = "<!-- loft-ignore:";

/// Every such comment in a body whose first line is `first_line` of its file.
pub(super) fn read(body: &str, first_line: u32) -> Vec<Ignore> {
    if !body.contains(OPENS) {
        return Vec::new();
    }
    let lines: Vec<&str> = body.lines().collect();
    let of_line = |(at, line): (usize, &&str)| {
        let codes = line.split_once(OPENS)?.1.split_once("-->")?.0;
        let codes = codes.split([' ', ',']).filter(|code| !code.is_empty()).map(str::to_string).collect();
        let next = lines.iter().skip(at + 1).position(|line| !line.trim().is_empty()).map_or(at, |gap| at + 1 + gap);
        Some(Ignore { line: first_line + at as u32, until: first_line + next as u32, codes })
    };
    lines.iter().enumerate().filter_map(of_line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_speaks_of_its_line_and_the_next_with_text() {
        // body, line, until, codes
        let cases: &[(&str, &[(u32, u32, &str)])] = &[
            ("a\n<!-- loft-ignore: x -->\nb\nc", &[(6, 7, "x")]),
            ("<!-- loft-ignore: x, y -->\n\n\nb", &[(5, 8, "x y")]),
            ("a <!-- loft-ignore: x -->", &[(5, 5, "x")]),
            ("<!-- loft-ignore: x", &[]),
            ("<!-- ignore: x -->", &[]),
            ("<!-- loft-ignore: -->\nb", &[(5, 6, "")]),
        ];
        for (body, expected) in cases {
            let found: Vec<(u32, u32, String)> =
                read(body, 5).into_iter().map(|found| (found.line, found.until, found.codes.join(" "))).collect();
            let expected: Vec<(u32, u32, String)> =
                expected.iter().map(|(line, until, codes)| (*line, *until, codes.to_string())).collect();
            assert_eq!(found, expected, "{body:?}");
        }
    }
}
