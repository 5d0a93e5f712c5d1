//! A page's four dates, by Hugo's `[frontmatter]` rules, and dates as people read them.

use std::fmt::Write;

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
        // Asked for with every link to a page: written without a pattern that must be read first.
        let _ = write!(iso, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
        let _ = write!(iso, "T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
        if self.offset == Offset::UTC {
            iso.push('Z');
            return iso;
        }
        let minutes = self.offset.seconds() / 60;
        let _ = write!(iso, "{}{:02}:{:02}", if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60);
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
        match lang {
            "nb" | "nn" | "no" => format!("{}. {} {}", day.day(), NB[month], day.year()),
            "en" => format!("{} {} {}", day.day(), EN[month], day.year()),
            _ => self.day(),
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
    /// Takes each date from the first of its sources that has one.
    pub fn resolve(config: &Config, params: &Map<String, Value>, path: &str, snapshot: &Snapshot) -> Dates {
        let find = |sources: &[String]| sources.iter().find_map(|source| from_source(source, params, path, config, snapshot));
        let rules = &config.front_matter_dates;
        Dates {
            date: find(&rules.date),
            lastmod: find(&rules.lastmod),
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
        ":filename" => Moment::parse(file_name(path.as_str()).get(..10)?),
        ":filemodtime" => {
            let nanoseconds = snapshot.files.get(&path)?.modified;
            Some(Moment { timestamp: Timestamp::from_nanosecond(nanoseconds).ok()?, offset: Offset::UTC })
        }
        key => params.get(key).and_then(Value::as_str).and_then(Moment::parse),
    }
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
}
