//! A calendar over a span: which seconds are agreed service hours.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;

use super::zone::{local_date, local_instant, next_date, start_of_date};
use super::{Calendar, Interval, IntervalSet, WeeklyWindow, WindowEdge};

impl Calendar {
    /// Service at every second, with dates and months read in `zone`.
    #[must_use]
    pub fn around_the_clock(zone: Tz) -> Self {
        Self {
            zone,
            weekly: None,
            closed_dates: BTreeSet::new(),
        }
    }

    /// The agreed service time inside `span` (C0, C1), in one step per local date of the span.
    ///
    /// A window belongs to the local date of its start, also when the zone skipped that date; windows
    /// that overlap count once; a closed date is removed from its first 00:00 to the first 00:00 of
    /// the next date, whatever window covers it.
    #[must_use]
    pub fn hours(&self, span: Interval) -> IntervalSet {
        if span.is_empty() {
            return IntervalSet::new();
        }
        // Two dates back: a skipped date and a window over midnight. One on: a clock put back.
        let local_start = local_date(self.zone, span.start);
        let first = local_start
            .checked_sub_days(Days::new(2))
            .unwrap_or(local_start);
        let last = next_date(local_date(self.zone, span.end));
        let open = match &self.weekly {
            None => span.into(),
            Some(windows) => self.weekly_hours(windows, first, last).clip(span),
        };
        if self.closed_dates.is_empty() {
            return open;
        }
        let closed = self.closed_dates.range(first..=last).map(|date| {
            Interval::new(
                start_of_date(self.zone, *date),
                start_of_date(self.zone, next_date(*date)),
            )
        });
        open.subtract(&closed.collect())
    }

    fn weekly_hours(
        &self,
        windows: &[WeeklyWindow],
        first: NaiveDate,
        last: NaiveDate,
    ) -> IntervalSet {
        let dates = first.iter_days().take_while(|date| *date <= last);
        dates
            .flat_map(|date| {
                windows
                    .iter()
                    .filter(move |window| window.days().contains(&date.weekday()))
                    .map(move |window| self.window_on(window, date))
            })
            .collect()
    }

    /// The window that begins on `date`; empty when the clock skipped all of it.
    fn window_on(&self, window: &WeeklyWindow, date: NaiveDate) -> Interval {
        let end_date = if window.end_minute() > window.start_minute() {
            date
        } else {
            next_date(date)
        };
        Interval::new(
            local_instant(self.zone, date, window.start_minute(), WindowEdge::Start),
            local_instant(self.zone, end_date, window.end_minute(), WindowEdge::End),
        )
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, Weekday};
    use chrono_tz::Tz;

    use crate::time::{Calendar, PeriodSpec, WeeklyWindow};

    const WORKDAYS: [Weekday; 5] = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
    ];
    const ALL_DAYS: [Weekday; 7] = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ];

    fn zone(name: &str) -> Tz {
        name.parse().expect("a zone of the test")
    }

    #[track_caller]
    fn check_month(zone_name: &str, month: &str, expect_minutes: i64) {
        let calendar = Calendar::around_the_clock(zone(zone_name));
        let period = PeriodSpec::parse(month).expect("a period of the test");
        let hours = calendar.hours(period.interval(calendar.zone));
        assert_eq!(hours.seconds(), expect_minutes * 60, "{zone_name} {month}");
    }

    #[test]
    fn months_around_the_clock() {
        check_month("Europe/Berlin", "2026-03", 44_580);
        check_month("Europe/Berlin", "2026-10", 44_700);
        check_month("Europe/Berlin", "2026-04", 43_200);
        check_month("Europe/Berlin", "2026-11", 43_200);
        check_month("America/New_York", "2026-03", 44_580);
        check_month("America/New_York", "2026-10", 44_640);
        check_month("America/New_York", "2026-11", 43_260);
        check_month("Asia/Kolkata", "2026-03", 44_640);
        check_month("Asia/Kolkata", "2026-10", 44_640);
    }

    #[track_caller]
    fn check_window(days: &[Weekday], start: &str, end: &str, local: (&str, &str), minutes: i64) {
        let berlin = zone("Europe/Berlin");
        let window = WeeklyWindow::new(days.iter().copied(), start, end).expect("a window");
        let calendar = Calendar {
            weekly: Some(vec![window]),
            ..Calendar::around_the_clock(berlin)
        };
        let date = |text: &str| -> NaiveDate { text.parse().expect("a date of the test") };
        let span = crate::time::Interval::new(
            crate::time::start_of_date(berlin, date(local.0)),
            crate::time::start_of_date(berlin, date(local.1)),
        );
        assert_eq!(
            calendar.hours(span).seconds(),
            minutes * 60,
            "{start}-{end} {local:?}"
        );
    }

    #[test]
    fn windows_over_a_clock_change() {
        let march = ("2026-03-01", "2026-04-01");
        check_window(&WORKDAYS, "08:00", "18:00", march, 13_200);
        check_window(
            &ALL_DAYS,
            "00:00",
            "06:00",
            ("2026-03-29", "2026-03-30"),
            300,
        );
        check_window(
            &ALL_DAYS,
            "00:00",
            "06:00",
            ("2026-10-25", "2026-10-26"),
            420,
        );
        check_window(
            &ALL_DAYS,
            "00:00",
            "06:00",
            ("2026-06-10", "2026-06-11"),
            360,
        );
        check_window(
            &ALL_DAYS,
            "01:00",
            "02:30",
            ("2026-10-25", "2026-10-26"),
            150,
        );
        check_window(&ALL_DAYS, "02:15", "02:45", ("2026-03-29", "2026-03-30"), 0);
        check_window(
            &ALL_DAYS,
            "22:00",
            "06:00",
            ("2026-06-10", "2026-06-11"),
            480,
        );
        check_window(
            &ALL_DAYS,
            "08:00",
            "08:00",
            ("2026-06-10", "2026-06-11"),
            1_440,
        );
    }
}
