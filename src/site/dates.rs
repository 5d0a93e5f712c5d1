//! A page's four dates, by Hugo's `[frontmatter]` rules, and dates as people read them.

use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::{Map, Value};

use crate::config::Config;
use crate::input::Snapshot;
use crate::paths::{SourcePath, file_name};

/// A moment with the offset in which it was written, so that its day is the writer's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    pub timestamp: Timestamp,
    pub offset: Offset,
}

impl Moment {
    pub fn parse(text: &str) -> Option<Moment> {
        crate::dates::parse_with_offset(text).map(|(timestamp, offset)| Moment { timestamp, offset })
    }

    pub fn seconds(&self) -> i64 {
        self.timestamp.as_second()
    }

    /// `2026-08-04T01:11:46+02:00`, UTC as `Z`.
    pub fn iso(&self) -> String {
        let local = self.offset.to_datetime(self.timestamp);
        let (date, time) = (local.date(), local.time());
        let mut iso = String::with_capacity("2026-08-04T01:11:46+02:00".len());
        push_number(&mut iso, date.year().into(), 4);
        let parts = [('-', date.month()), ('-', date.day()), ('T', time.hour()), (':', time.minute()), (':', time.second())];
        for (before, number) in parts {
            iso.push(before);
            push_number(&mut iso, number.into(), 2);
        }
        if self.offset == Offset::UTC {
            iso.push('Z');
            return iso;
        }
        let minutes = self.offset.seconds() / 60;
        iso.push(if minutes < 0 { '-' } else { '+' });
        push_number(&mut iso, minutes.abs() / 60, 2);
        iso.push(':');
        push_number(&mut iso, minutes.abs() % 60, 2);
        iso
    }

    /// `Tue, 04 Aug 2026 01:11:46 +0200`, as feeds have it (RFC 822).
    pub fn rfc822(&self) -> String {
        let local = self.offset.to_datetime(self.timestamp).strftime("%a, %d %b %Y %H:%M:%S");
        let minutes = self.offset.seconds() / 60;
        format!("{local} {}{:02}{:02}", if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60)
    }

    /// `2026-08-04`.
    pub fn day(&self) -> String {
        self.offset.to_datetime(self.timestamp).strftime("%Y-%m-%d").to_string()
    }

    /// How many days before a day it was, by the writer's own calendar; negative for one to come.
    pub fn days_before(&self, day: jiff::civil::Date) -> i64 {
        let own = self.offset.to_datetime(self.timestamp).date();
        (day - own).get_days().into()
    }

    /// `4. august 2026` in Norwegian, `4 August 2026` in English, `2026-08-04` in other languages.
    pub fn text(&self, lang: &str) -> String {
        const NB: [&str; 12] =
            ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"];
        const EN: [&str; 12] =
            ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
        let day = self.offset.to_datetime(self.timestamp).date();
        let month = day.month() as usize - 1;
        let (point, month) = match lang {
            "nb" | "nn" | "no" => (".", NB[month]),
            "en" => ("", EN[month]),
            _ => return self.day(),
        };
        let mut text = String::with_capacity("31. september 2026".len());
        push_number(&mut text, day.day().into(), 1);
        for part in [point, " ", month, " "] {
            text.push_str(part);
        }
        push_number(&mut text, day.year().into(), 1);
        text
    }
}

/// Appends a part of a date, of four digits at most, with at least `width` digits. Every link to a page asks for dates, and `write!`
/// takes ten times as long.
fn push_number(out: &mut String, number: i32, width: usize) {
    if number < 0 {
        out.push('-');
    }
    let width = if number < 0 { width.saturating_sub(1) } else { width };
    for (left, place) in [(4, 1000), (3, 100), (2, 10), (1, 1)] {
        if left <= width || number.abs() >= place {
            out.push(char::from(b'0' + (number.abs() / place % 10) as u8));
        }
    }
}

/// A page's dates.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    pub date: Option<Moment>,
    pub lastmod: Option<Moment>,
    pub publish_date: Option<Moment>,
    pub expiry_date: Option<Moment>,
}

impl Dates {
    /// Takes each date from the first of its sources that has one; without any, a page was last changed on its date.
    pub fn resolve(config: &Config, params: &Map<String, Value>, path: &str, snapshot: &Snapshot) -> Dates {
        let find = |sources: &[String]| sources.iter().find_map(|source| from_source(source, params, path, config, snapshot));
        let rules = &config.front_matter_dates;
        let date = find(&rules.date);
        Dates {
            date,
            lastmod: find(&rules.lastmod).or(date),
            publish_date: find(&rules.publish_date),
            expiry_date: find(&rules.expiry_date),
        }
    }
}

fn from_source(source: &str, params: &Map<String, Value>, path: &str, config: &Config, snapshot: &Snapshot) -> Option<Moment> {
    let path = SourcePath::new(path);
    match source.to_lowercase().as_str() {
        ":git" if config.enable_git_info => {
            let authored = snapshot.git.of(&path)?.authored;
            Some(Moment { timestamp: authored.timestamp(), offset: authored.offset() })
        }
        ":git" | ":default" => None,
        ":filename" => dated_name(path.as_str()).map(|(date, _)| date),
        ":filemodtime" => {
            let nanoseconds = snapshot.files.get(&path)?.modified;
            Some(Moment { timestamp: Timestamp::from_nanosecond(nanoseconds).ok()?, offset: Offset::UTC })
        }
        key => params.get(key).and_then(Value::as_str).and_then(Moment::parse),
    }
}

/// `2026-08-04-title.md`, or a bundle's folder so named: the date and the rest of the name without its extension.
fn dated_name(path: &str) -> Option<(Moment, &str)> {
    let stem = |path| file_name(path).split('.').next().unwrap_or_default();
    let name = if stem(path) == "index" { stem(crate::paths::folder(path)) } else { stem(path) };
    let date = name.get(..10).filter(|date| date.starts_with(|c: char| c.is_ascii_digit()))?;
    Some((Moment::parse(date)?, name[10..].trim_start_matches([' ', '-', '_'])))
}

/// The slug that a file's name gives beside its date, where the page takes its date from there.
pub(super) fn slug_of_file_name<'p>(config: &Config, params: &Map<String, Value>, path: &'p str) -> Option<&'p str> {
    let mut sources = config.front_matter_dates.date.iter().map(|source| source.to_lowercase());
    let is_first = sources.find(|source| source == ":filename" || params.contains_key(source))? == ":filename";
    let (_, rest) = if is_first { dated_name(path)? } else { return None };
    (!rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_writers_day() {
        let late = Moment::parse("2026-08-04T01:11:46+02:00").expect("a date");
        assert_eq!(late.iso(), "2026-08-04T01:11:46+02:00");
        assert_eq!(late.rfc822(), "Tue, 04 Aug 2026 01:11:46 +0200");
        assert_eq!((late.text("nb"), late.text("en"), late.day()), ("4. august 2026".into(), "4 August 2026".into(), "2026-08-04".into()));
    }

    #[test]
    fn numbers_are_written_as_format_writes_them() {
        for number in [0, 7, 10, 31, 99, 100, 999, 1000, 2026, 9999, -1, -15, -9999] {
            for (width, expected) in [(1, format!("{number}")), (2, format!("{number:02}")), (4, format!("{number:04}"))] {
                let mut out = String::new();
                push_number(&mut out, number, width);
                assert_eq!(out, expected);
            }
        }
    }
}
