//! The line that a case of a meeting begins with.

use std::sync::LazyLock;

use regex::Regex;

/// `18/20 Title`, `Sak 18/20: Title`, `PS 18/20 Title`, with the words before the number that minutes of the state, of
/// municipalities and of projects have.
static CASE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(?:[Ss]ak(?:s?nr\.?| nr\.?)?|SAK|PS|RS|FS|Case)\s+)?(\d{1,4}/\d{2,4})\s*[:.–-]?\s+(\S.*)$").expect("a pattern")
});

pub(super) fn is_case(line: &str) -> bool {
    CASE.is_match(line)
}

/// Number and title.
pub(super) fn read(line: &str) -> Option<(&str, &str)> {
    let found = CASE.captures(line)?;
    Some((found.get(1)?.as_str(), found.get(2)?.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_and_lines_that_look_alike() {
        for (line, expected) in [
            ("18/20 Erfaringsrapport", Some(("18/20", "Erfaringsrapport"))),
            ("Sak 18/20: Erfaringsrapport", Some(("18/20", "Erfaringsrapport"))),
            ("Saksnr. 8/2024 – Plan", Some(("8/2024", "Plan"))),
            ("Sak nr. 18/20 Plan", Some(("18/20", "Plan"))),
            ("PS 18/20 Plan", Some(("18/20", "Plan"))),
            ("1/2 kopp melk", None),
            ("18/20", None),
            ("PSA 18/20 Plan", None),
            ("Plan 18/20", None),
        ] {
            assert_eq!((read(line), is_case(line)), (expected, expected.is_some()), "{line}");
        }
    }
}
