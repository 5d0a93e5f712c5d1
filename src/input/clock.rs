//! The moment a site is built for. No other room looks at a clock.

use jiff::Timestamp;

/// Now, or the moment that `SOURCE_DATE_EPOCH` names in seconds since 1970, so that a build can be repeated exactly.
/// Source: reproducible-builds.org/specs/source-date-epoch.
pub(super) fn now() -> Timestamp {
    std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| from_epoch(&text)).unwrap_or_else(Timestamp::now)
}

fn from_epoch(text: &str) -> Option<Timestamp> {
    Timestamp::from_second(text.trim().parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_epoch_is_in_seconds_and_nonsense_is_not_a_time() {
        assert_eq!(from_epoch("1785974400").map(|now| now.to_string()).as_deref(), Some("2026-08-06T00:00:00Z"));
        for text in ["", "soon", "1e9", "99999999999999999999"] {
            assert_eq!(from_epoch(text), None, "{text}");
        }
    }
}
