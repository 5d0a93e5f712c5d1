//! Reading dates as people write them, in the forms that Hugo accepts (Go's `spf13/cast`).

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::Offset;

/// Forms other than `2026-08-04…`, most of them from mail and Unix tools.
const OTHER_FORMS: &[&str] = &[
    "%d %b %Y",
    "%a, %d %b %Y %H:%M:%S %z",
    "%a, %d %b %Y %H:%M:%S",
    "%d %b %y %H:%M %z",
    "%d %b %y %H:%M",
    "%A, %d-%b-%y %H:%M:%S",
    "%a %b %e %H:%M:%S %Y",
    "%a %b %d %H:%M:%S %z %Y",
];

/// A moment from a date, or a date and time, as written: `2026-08-04`, `2026-08-04T01:11:46+02:00`,
/// `2026-08-04 01:11:46 +0200`, `04 Aug 2026`, …. UTC where no zone is given; a date alone is its first moment.
pub fn parse(raw: &str) -> Option<Timestamp> {
    parse_with_offset(raw).map(|(timestamp, _)| timestamp)
}

/// The same, with the offset from UTC in which it was written.
pub fn parse_with_offset(raw: &str) -> Option<(Timestamp, Offset)> {
    let text = raw.trim();
    iso(text).or_else(|| other(text))
}

/// The date that people write in other ways, as `2026-08-04`: `4.8.2026`, `2026/8/4`, `4. august 2026`, `31/12/2026`. Where day and
/// month could be each other, nothing.
pub fn meant(raw: &str) -> Option<String> {
    let text = raw.trim().to_lowercase();
    let parts: Vec<&str> = text.split([' ', '.', '/', '-']).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts[..] else { return None };
    let number = |part: &str| part.parse::<i8>().ok().filter(|_| part.len() <= 2);
    let year = |part: &str| part.parse::<i16>().ok().filter(|_| part.len() == 4);
    let is_dotted = !text.contains(['/', '-']);
    let (year, month, day) = match (year(first), year(third)) {
        (Some(year), None) => (year, number(second)?, number(third)?),
        (None, Some(year)) => {
            let (day, second_number) = (number(first)?, number(second));
            let month = second_number.or_else(|| month_by_name(second))?;
            let is_certain = second_number.is_none() || is_dotted || day > 12;
            (year, month, if is_certain { day } else { return None })
        }
        _ => return None,
    };
    Date::new(year, month, day).ok().map(|date| date.to_string())
}

/// A month by the first three letters of its name, in Norwegian or English.
pub fn month_by_name(name: &str) -> Option<i8> {
    const MONTHS: [&[&str]; 12] = [
        &["jan"],
        &["feb"],
        &["mar"],
        &["apr"],
        &["mai", "may"],
        &["jun"],
        &["jul"],
        &["aug"],
        &["sep"],
        &["okt", "oct"],
        &["nov"],
        &["des", "dec"],
    ];
    let position = MONTHS.iter().position(|starts| starts.iter().any(|start| name.starts_with(start)))?;
    i8::try_from(position + 1).ok()
}

fn iso(text: &str) -> Option<(Timestamp, Offset)> {
    let date: Date = text.get(..10)?.parse().ok()?;
    let rest = &text[10..];
    if rest.is_empty() {
        return moment(date.to_datetime(Time::midnight()), Offset::UTC);
    }
    let clock = rest.strip_prefix(['T', 't', ' '])?.trim_start();
    let end = clock.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(clock.len());
    let time: Time = clock[..end].parse().ok()?;
    moment(date.to_datetime(time), offset(clock[end..].trim())?)
}

/// `Z`, `+02:00`, `+0200`, `+02`, each perhaps followed by a name, or a name alone, which Go counts as UTC.
fn offset(zone: &str) -> Option<Offset> {
    let number = zone.split_whitespace().next().unwrap_or("");
    let Some(digits) = number.strip_prefix(['+', '-']) else {
        return zone.chars().all(|c| c.is_ascii_alphabetic()).then_some(Offset::UTC);
    };
    let digits: String = digits.chars().filter(|c| *c != ':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits.get(range).map_or(Some(0), |text| text.parse::<i32>().ok());
    let seconds = part(0..2)? * 3600 + part(2..4)? * 60;
    Offset::from_seconds(if number.starts_with('-') { -seconds } else { seconds }).ok()
}

fn other(text: &str) -> Option<(Timestamp, Offset)> {
    let without_name = match text.rsplit_once(' ') {
        Some((before, name)) if (3..=4).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase()) => before,
        _ => text,
    };
    let broken = OTHER_FORMS.iter().find_map(|form| BrokenDownTime::parse(form, without_name).ok())?;
    let date = broken.to_date().ok()?;
    let time = broken.to_time().unwrap_or(Time::midnight());
    moment(date.to_datetime(time), broken.offset().unwrap_or(Offset::UTC))
}

/// The last day that the calendar has, `9999-12-31`, is a common way of writing "never": where the moment lies beyond what can
/// be counted, it is the last (or first) that can.
fn moment(local: DateTime, offset: Offset) -> Option<(Timestamp, Offset)> {
    let edge = if local.year() > 0 { Timestamp::MAX } else { Timestamp::MIN };
    Some((offset.to_timestamp(local).unwrap_or(edge), offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_people_write_them() {
        for (raw, expected) in [
            ("4.8.2026", Some("2026-08-04")),
            ("04.08.2026", Some("2026-08-04")),
            ("2026/8/4", Some("2026-08-04")),
            ("2026-8-4", Some("2026-08-04")),
            ("4. august 2026", Some("2026-08-04")),
            ("31/12/2026", Some("2026-12-31")),
            ("4/8/2026", None),
            ("30.02.2026", None),
            ("2026-13-01", None),
            ("04.08.26", None),
            ("i dag", None),
            ("", None),
        ] {
            assert_eq!(meant(raw).as_deref(), expected, "{raw}");
        }
    }

    #[test]
    fn forms_that_hugo_reads() {
        let cases = [
            ("2026-08-04", "2026-08-04T00:00:00Z"),
            (" 2026-08-04 ", "2026-08-04T00:00:00Z"),
            ("2026-08-04T01:11:46Z", "2026-08-04T01:11:46Z"),
            ("2026-08-04T01:11:46+02:00", "2026-08-03T23:11:46Z"),
            ("2026-08-04T01:11:46+0200", "2026-08-03T23:11:46Z"),
            ("2026-08-04T01:11:46", "2026-08-04T01:11:46Z"),
            ("2026-08-04T01:11:46.5-05:30", "2026-08-04T06:41:46.5Z"),
            ("2026-08-04 01:11:46", "2026-08-04T01:11:46Z"),
            ("2026-08-04 01:11:46Z", "2026-08-04T01:11:46Z"),
            ("2026-08-04 01:11:46 +0200", "2026-08-03T23:11:46Z"),
            ("2026-08-04 01:11:46 +02:00", "2026-08-03T23:11:46Z"),
            ("2026-08-04 01:11:46.123 +0200 CEST", "2026-08-03T23:11:46.123Z"),
            ("04 Aug 2026", "2026-08-04T00:00:00Z"),
            ("Tue, 04 Aug 2026 01:11:46 +0200", "2026-08-03T23:11:46Z"),
            ("Tue, 04 Aug 2026 01:11:46 GMT", "2026-08-04T01:11:46Z"),
            ("04 Aug 26 01:11 +0200", "2026-08-03T23:11:00Z"),
            ("Tue Aug  4 01:11:46 2026", "2026-08-04T01:11:46Z"),
            ("9999-12-31", "9999-12-30T22:00:00.999999999Z"),
            ("9999-12-31T23:59:59-12:00", "9999-12-30T22:00:00.999999999Z"),
        ];
        for (raw, expected) in cases {
            assert_eq!(parse(raw).map(|moment| moment.to_string()).as_deref(), Some(expected), "{raw}");
        }
    }

    #[test]
    fn what_is_not_a_date() {
        for raw in [
            "",
            "i morgen",
            "04.08.2026",
            "2026-13-01",
            "2026-02-30",
            "2026-08-04T",
            "2026-08-04Tkl",
            "2026-08-04 25:00:00",
            "2026-08-04x",
            "ååååååååååå",
        ] {
            assert_eq!(parse(raw), None, "{raw}");
        }
    }
}
