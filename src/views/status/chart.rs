//! How the whole came to be: statuses month by month, drawn at build time.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Span, ToSpan};
use serde::Serialize;

use super::tracked::Tracked;
use super::{known_status, percent};
use crate::paths::Lang;
use crate::site::{Moment, Site};
use crate::views::{DateView, StatusView, date_view};

/// As many columns the chart has at most.
const COLUMNS: i64 = 27;

/// A column a point in time, with a table of the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Chart {
    pub statuses: Vec<StatusView>,
    pub columns: Vec<ChartColumn>,
    pub rows: Vec<ChartRow>,
    /// The highest column.
    pub most: usize,
}

/// Where a column stands and how wide it is, in percent, with its parts from below.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ChartColumn {
    pub x: String,
    pub width: String,
    pub title: String,
    pub parts: Vec<ChartPart>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ChartPart {
    /// The status's position.
    pub place: usize,
    pub y: String,
    pub height: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ChartRow {
    pub date: DateView,
    pub counts: Vec<usize>,
    pub total: usize,
}

/// The statuses of today's pages from the first to today; `None` when history tells of fewer than two points.
pub(super) fn over_time(site: &Site, tracked: &[&Tracked], lang: &Lang) -> Option<Chart> {
    let vocabulary = &site.config.loft.statuses;
    let histories: Vec<_> = tracked.iter().filter_map(|page| site.history.of(site, site.page(page.id))).collect();
    let first = histories.iter().flat_map(|history| &history.transitions).map(|step| step.moment.timestamp).min()?;
    let days = points(Offset::UTC.to_datetime(first).date(), site.today);
    if days.len() < 2 {
        return None;
    }
    let rows: Vec<ChartRow> = days
        .iter()
        .map(|day| {
            let end = end_of(*day);
            let mut counts = vec![0; vocabulary.statuses.len()];
            for status in histories.iter().filter_map(|history| history.at(end.seconds())) {
                if let Some(place) = vocabulary.statuses.iter().position(|def| Some(&def.id) == status.id.as_ref()) {
                    counts[place] += 1;
                }
            }
            ChartRow { date: date_view(&end, lang), total: counts.iter().sum(), counts }
        })
        .collect();
    let most = rows.iter().map(|row| row.total).max().filter(|most| *most > 0)?;
    let columns = rows.iter().enumerate().map(|(number, row)| column(row, number, rows.len(), most)).collect();
    let statuses = vocabulary.statuses.iter().map(|def| known_status(def, lang.as_str())).collect();
    Some(Chart { statuses, columns, rows, most })
}

fn column(row: &ChartRow, number: usize, columns: usize, most: usize) -> ChartColumn {
    let mut below = 0;
    let mut parts = Vec::new();
    for (place, count) in row.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        below += count;
        parts.push(ChartPart { place, y: percent(most - below, most), height: percent(*count, most) });
    }
    // A tenth of each column's room is air.
    ChartColumn {
        x: percent(number * 10, columns * 10),
        width: percent(9, columns * 10),
        title: format!("{}: {}", row.date.text, row.total),
        parts,
    }
}

/// The last moment of a day.
fn end_of(day: Date) -> Moment {
    let next = day.tomorrow().unwrap_or(day);
    let timestamp = Offset::UTC.to_timestamp(next.at(0, 0, 0, 0)).unwrap_or_default();
    Moment { timestamp: timestamp.checked_sub(1.second()).unwrap_or(timestamp), offset: Offset::UTC }
}

/// Ends of weeks, months, quarters or years between two days, at most 27, and the last day itself.
fn points(first: Date, last: Date) -> Vec<Date> {
    let days = first.until(last).map_or(0, |span| i64::from(span.get_days()));
    let step: Span = match days {
        ..=1 => return Vec::new(),
        2..=COLUMNS => 1.day(),
        days if days <= COLUMNS * 7 => 1.week(),
        days if days <= COLUMNS * 30 => 1.month(),
        days if days <= COLUMNS * 91 => 3.months(),
        _ => 1.year(),
    };
    let mut points = vec![last];
    for number in 1..COLUMNS {
        let Some(before) = step.checked_mul(number).ok().and_then(|back| last.checked_sub(back).ok()) else { break };
        points.push(before);
        if before <= first {
            break;
        }
    }
    points.reverse();
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_time_are_few_and_end_today() {
        let day = |text: &str| text.parse::<Date>().expect("a date");
        // first, last, how many, the first point
        for (first, last, count, start) in [
            ("2026-08-01", "2026-08-01", 0, ""),
            ("2026-08-01", "2026-08-06", 6, "2026-08-01"),
            ("2026-02-15", "2026-08-06", 26, "2026-02-12"),
            ("2026-05-01", "2026-08-06", 15, "2026-04-30"),
            ("2025-08-06", "2026-08-06", 13, "2025-08-06"),
            ("1990-01-01", "2026-08-06", 27, "2000-08-06"),
        ] {
            let points = points(day(first), day(last));
            assert_eq!(points.len(), count, "{first} {last}");
            assert_eq!(points.first().map(ToString::to_string).unwrap_or_default(), start);
            assert!(points.last().is_none_or(|point| *point == day(last)));
        }
    }
}
