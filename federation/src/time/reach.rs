//! When agreed hours have added up: the one search behind every due instant.

use super::{Calendar, Instant, Interval, IntervalSet};

/// The first stretch that is looked at; each later one is twice as long.
const STRETCH_FIRST_SECONDS: i64 = 31 * 86_400;

impl Calendar {
    /// The first instant at which `seconds` of the agreed hours outside `stopped` lie between `start`
    /// and it: where they are used up, not where the next hours begin (C7). `start` itself when none
    /// are wanted; `None` when that never comes, or not before [`Instant::END`].
    ///
    /// A stop without end is one that lasts until [`Instant::END`].
    #[must_use]
    pub fn reach(&self, start: Instant, seconds: i64, stopped: &IntervalSet) -> Option<Instant> {
        if seconds <= 0 {
            return Some(start);
        }
        // Without hours there is nothing to search for. Windows recur weekly, so they do come.
        if self.weekly.as_ref().is_some_and(Vec::is_empty) {
            return None;
        }
        let runs_until = match stopped.as_slice().last() {
            Some(last) if last.end >= Instant::END => last.start,
            _ => Instant::END,
        };
        let mut left = seconds;
        let mut from = start;
        let mut stretch_seconds = STRETCH_FIRST_SECONDS;
        while from < runs_until {
            let until = from.plus_seconds(stretch_seconds).min(runs_until);
            for open in self
                .hours(Interval::new(from, until))
                .subtract(stopped)
                .iter()
            {
                if left <= open.seconds() {
                    return Some(open.start.plus_seconds(left));
                }
                left -= open.seconds();
            }
            from = until;
            stretch_seconds = stretch_seconds.saturating_mul(2);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, Weekday};
    use proptest::prelude::*;

    use crate::time::{Calendar, Instant, Interval, IntervalSet, WeeklyWindow};

    fn at(text: &str) -> Instant {
        Instant::parse(text).expect("an instant of the test")
    }

    fn workdays(start: &str, end: &str) -> Calendar {
        let days = [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
        ];
        Calendar {
            weekly: Some(vec![WeeklyWindow::new(days, start, end).expect("a window")]),
            ..Calendar::around_the_clock("Europe/Berlin".parse().expect("a zone"))
        }
    }

    #[track_caller]
    fn check(
        calendar: &Calendar,
        start: &str,
        hours: i64,
        stops: &[(&str, &str)],
        due: Option<&str>,
    ) {
        let stopped: IntervalSet = stops
            .iter()
            .map(|(a, b)| Interval::new(at(a), at(b)))
            .collect();
        let found = calendar.reach(at(start), hours * 3_600, &stopped);
        assert_eq!(found, due.map(at), "{start} {hours} {stops:?}");
    }

    #[test]
    fn hours_add_up_until_they_are_used() {
        let office = workdays("08:00", "18:00");
        let friday = "2026-03-20T17:00:00Z";
        check(&office, friday, 4, &[], Some("2026-03-23T11:00:00Z"));
        check(&office, friday, 0, &[], Some(friday));
        // Used up at closing time, not when the next day opens.
        check(&office, "2026-03-20T07:00:00Z", 10, &[], Some(friday));
        let monday = [("2026-03-23T00:00:00Z", "2026-03-24T00:00:00Z")];
        check(&office, friday, 4, &monday, Some("2026-03-24T11:00:00Z"));
        // Used up where the stop begins.
        let noon = [("2026-03-23T11:00:00Z", "2026-03-23T12:00:00Z")];
        check(&office, friday, 4, &noon, Some("2026-03-23T11:00:00Z"));
    }

    #[test]
    fn some_hours_never_come() {
        let never = Calendar {
            weekly: Some(Vec::new()),
            ..Calendar::around_the_clock(chrono_tz::UTC)
        };
        check(&never, "2026-03-20T17:00:00Z", 1, &[], None);
        let office = workdays("08:00", "18:00");
        let for_good = IntervalSet::from(Interval::new(at("2026-03-23T08:00:00Z"), Instant::END));
        let friday = at("2026-03-20T17:00:00Z");
        assert_eq!(
            office.reach(friday, 3_600, &for_good),
            Some(at("2026-03-23T08:00:00Z"))
        );
        assert_eq!(office.reach(friday, 3_601, &for_good), None);
        assert_eq!(office.reach(friday, i64::MAX, &IntervalSet::new()), None);
        assert_eq!(office.reach(Instant::END, 1, &IntervalSet::new()), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Minute by minute, in a week with a clock change and a closed day.
        #[test]
        fn reaching_equals_counting(
            start in 0..14_400i64, minutes in 1..2_000i64, over_night in any::<bool>(),
            stops in prop::collection::vec((0..20_000i64, 0..3_000i64), 0..4),
        ) {
            let first = at("2026-03-27T00:00:00Z");
            let minute = |number: i64| first.plus_seconds(number * 60);
            let (opens, closes) = if over_night { ("22:00", "06:00") } else { ("08:00", "18:00") };
            let mut calendar = workdays(opens, closes);
            calendar.closed_dates.insert(NaiveDate::from_ymd_opt(2026, 3, 31).expect("a date"));
            let stopped: IntervalSet = stops
                .iter()
                .map(|(from, length)| Interval::new(minute(*from), minute(from + length)))
                .collect();
            let open = calendar.hours(Interval::new(first, minute(60_000)));
            let mut left = minutes;
            let due = (start..60_000).find(|number| {
                left -= i64::from(open.contains(minute(*number)) && !stopped.contains(minute(*number)));
                left == 0
            });
            let found = calendar.reach(minute(start), minutes * 60, &stopped);
            prop_assert_eq!(found, due.map(|number| minute(number + 1)));
        }
    }
}
