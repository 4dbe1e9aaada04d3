//! Local time of a zone read as instants, also where the clock is put forward or back.

use chrono::{
    DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone,
};
use chrono_tz::Tz;

use super::{Instant, Interval};
use crate::words;

words! {
    /// Which end of a stretch a local time stands for: the two differ when it occurs twice.
    pub enum WindowEdge {
        /// A start takes the first occurrence.
        Start = "START",
        /// An end takes the last occurrence.
        End = "END",
    }
}

/// More seconds than any zone is away from UTC, even across a skipped day.
const OFFSET_MAX_SECONDS: i64 = 26 * 3_600;

/// The instant of `minute` minutes after 00:00 of the local `date`; from 1440 on, of a later date.
///
/// A local time that the clock skipped becomes the instant of the change; of one that occurs twice,
/// a start takes the first and an end the last occurrence (C0).
#[must_use]
pub fn local_instant(zone: Tz, date: NaiveDate, minute: u16, edge: WindowEdge) -> Instant {
    let midnight = NaiveDateTime::from(date);
    let local = midnight
        .checked_add_signed(TimeDelta::minutes(i64::from(minute)))
        .unwrap_or(midnight);
    let seconds = local.and_utc().timestamp();
    let at = |offset: i32| Instant::from_unix_seconds(seconds - i64::from(offset));
    match zone.offset_from_local_datetime(&local) {
        MappedLocalTime::Single(offset) => at(offset.fix().local_minus_utc()),
        MappedLocalTime::Ambiguous(first, last) => {
            let instants = [first, last].map(|offset| at(offset.fix().local_minus_utc()));
            match edge {
                WindowEdge::Start => instants[0].min(instants[1]),
                WindowEdge::End => instants[0].max(instants[1]),
            }
        }
        MappedLocalTime::None => change_over(zone, seconds),
    }
}

/// The first instant of the local `date`: its first 00:00, or the change that skipped it (C0).
#[must_use]
pub fn start_of_date(zone: Tz, date: NaiveDate) -> Instant {
    local_instant(zone, date, 0, WindowEdge::Start)
}

/// The local date that a clock in `zone` shows at `at`.
#[must_use]
pub fn local_date(zone: Tz, at: Instant) -> NaiveDate {
    Instant::from_unix_seconds(local_seconds(zone, at.unix_seconds()))
        .to_utc()
        .date_naive()
}

/// Where the local days of `zone` that share a second with `span` begin, cut to `span`, and the end
/// of the last; empty for an empty span.
#[must_use]
pub fn day_edges(span: Interval, zone: Tz) -> Vec<Instant> {
    if span.is_empty() {
        return Vec::new();
    }
    let mut edges = vec![span.start];
    let mut date = local_date(zone, span.start);
    loop {
        let next = next_date(date);
        let start = start_of_date(zone, next);
        if next == date || start >= span.end {
            break;
        }
        // A date that the zone skipped begins where the next one does.
        if edges.last().is_some_and(|last| *last < start) {
            edges.push(start);
        }
        date = next;
    }
    edges.push(span.end);
    edges
}

/// The date after `date`, or `date` itself on the last day that can be written.
pub(super) fn next_date(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(date)
}

/// The instant at which the clock jumps over the local time `local_wanted`: the first one at which
/// it shows no less. Around a jump forward the clock only rises, so halving finds it.
fn change_over(zone: Tz, local_wanted: i64) -> Instant {
    let mut before = local_wanted - OFFSET_MAX_SECONDS;
    let mut after = local_wanted + OFFSET_MAX_SECONDS;
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if local_seconds(zone, middle) >= local_wanted {
            after = middle;
        } else {
            before = middle;
        }
    }
    Instant::from_unix_seconds(after)
}

/// What the clock of `zone` shows at an instant, both as seconds since 1970.
fn local_seconds(zone: Tz, at: i64) -> i64 {
    let utc = DateTime::from_timestamp(at, 0).map_or(NaiveDateTime::MIN, |utc| utc.naive_utc());
    let offset = zone.offset_from_utc_datetime(&utc).fix().local_minus_utc();
    at.saturating_add(i64::from(offset))
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate};
    use chrono_tz::Tz;

    use super::{WindowEdge, local_instant, local_seconds, next_date, start_of_date};

    const QUARTER_HOUR: i64 = 900;
    const DAY: i64 = 86_400;

    /// The rule of C0 read off a list of what the clock showed, quarter hour by quarter hour.
    fn oracle(shown: &[(i64, i64)], local: i64, edge: WindowEdge) -> Option<i64> {
        let mut hits = shown.iter().filter(|(_, clock)| *clock == local);
        let hit = match edge {
            WindowEdge::Start => hits.next(),
            WindowEdge::End => hits.next_back(),
        };
        hit.or_else(|| shown.iter().find(|(_, clock)| *clock > local))
            .map(|(at, _)| *at)
    }

    #[track_caller]
    fn check_every_change(name: &str, years: std::ops::Range<i32>, changes_min: usize) {
        let zone: Tz = name.parse().expect("a zone");
        let first = NaiveDate::from_ymd_opt(years.start, 1, 1).expect("a date");
        let mut changes = 0;
        for date in first.iter_days().take_while(|date| date.year() < years.end) {
            let (start, end) = (
                start_of_date(zone, date),
                start_of_date(zone, next_date(date)),
            );
            if end.unix_seconds() - start.unix_seconds() == DAY {
                continue;
            }
            changes += 1;
            let from = start.unix_seconds() - 2 * DAY;
            let shown: Vec<(i64, i64)> = (0..5 * DAY / QUARTER_HOUR)
                .map(|step| from + step * QUARTER_HOUR)
                .map(|at| (at, local_seconds(zone, at)))
                .collect();
            let midnight = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
            for minute in (0..=1_440u16).step_by(15) {
                for edge in [WindowEdge::Start, WindowEdge::End] {
                    let wanted = midnight + i64::from(minute) * 60;
                    let found = local_instant(zone, date, minute, edge).unix_seconds();
                    assert_eq!(
                        Some(found),
                        oracle(&shown, wanted, edge),
                        "{name} {date} {minute} {edge}"
                    );
                }
            }
        }
        assert!(changes >= changes_min, "{name}: only {changes} changes");
    }

    #[test]
    fn every_clock_change_equals_the_oracle() {
        check_every_change("Europe/Berlin", 2020..2036, 32);
        check_every_change("Europe/Dublin", 2020..2036, 32);
        check_every_change("America/New_York", 2020..2036, 32);
        check_every_change("America/Havana", 2020..2036, 32);
        check_every_change("America/Santiago", 2020..2036, 32);
        check_every_change("Australia/Lord_Howe", 2020..2036, 32);
        check_every_change("Africa/Casablanca", 2020..2036, 32);
        check_every_change("Africa/Cairo", 2020..2036, 20);
        check_every_change("Asia/Beirut", 2020..2036, 32);
        check_every_change("Pacific/Apia", 2011..2013, 3);
    }
}
