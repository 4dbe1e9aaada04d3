//! Calendar months by name: the same month in whatever zone an agreement has.

use chrono::Datelike;
use chrono_tz::Tz;

use crate::time::{Instant, Interval, PeriodSpec, local_date, months};

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CalendarMonth {
    year: i32,
    /// 1 to 12.
    month: u32,
}

impl CalendarMonth {
    /// So many months later, or earlier when below zero.
    pub(super) fn plus(self, months: i32) -> Self {
        let from_zero = self.month.saturating_sub(1);
        let number = self.year * 12 + i32::try_from(from_zero).unwrap_or(0) + months;
        Self {
            year: number.div_euclid(12),
            month: u32::try_from(number.rem_euclid(12)).unwrap_or(0) + 1,
        }
    }

    /// It as a period.
    pub(super) fn spec(self) -> PeriodSpec {
        PeriodSpec::Month {
            year: self.year,
            month: self.month,
        }
    }

    /// It in a zone.
    pub(super) fn interval(self, zone: Tz) -> Interval {
        self.spec().interval(zone)
    }
}

/// The months of `zone` that end in `period` and begin before `until`, in time order.
pub(super) fn ending_in(period: Interval, zone: Tz, until: Option<Instant>) -> Vec<CalendarMonth> {
    let whole = months(period, zone).into_iter();
    whole
        .filter(|month| month.end <= period.end)
        .filter(|month| until.is_none_or(|until| month.start < until))
        .map(|month| {
            let first = local_date(zone, month.start);
            CalendarMonth {
                year: first.year(),
                month: first.month(),
            }
        })
        .collect()
}

/// From the month before the first one that ends in `period` until `following` months after the
/// last: all that its credits look at.
pub(super) fn looked_at(period: Interval, zone: Tz, following: u16) -> Option<Interval> {
    let months = ending_in(period, zone, None);
    let (first, last) = (months.first()?, months.last()?);
    Some(Interval::new(
        first.plus(-1).interval(zone).start,
        last.plus(following.into()).interval(zone).end,
    ))
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::{CalendarMonth, ending_in};
    use crate::time::PeriodSpec;

    #[track_caller]
    fn check(period: &str, zone: &str, expect: &[&str]) {
        let zone: Tz = zone.parse().expect("a zone");
        let period = PeriodSpec::parse(period).expect("a period");
        let months = ending_in(period.interval(zone), zone, None);
        let names: Vec<String> = months
            .iter()
            .map(|month| month.spec().to_string())
            .collect();
        assert_eq!(names, expect, "{period}");
    }

    #[test]
    fn a_month_belongs_to_the_period_that_it_ends_in() {
        check("2026-04", "Europe/Berlin", &["2026-04"]);
        check(
            "2026-Q1",
            "America/New_York",
            &["2026-01", "2026-02", "2026-03"],
        );
        let utc = "2026-04-01T00:00:00Z/2026-05-01T00:00:00Z";
        check(utc, "Europe/Berlin", &["2026-04"]);
        check(utc, "America/New_York", &["2026-03"]);
        check("2026-04-01T00:00:00Z/2026-04-15T00:00:00Z", "UTC", &[]);
        check(
            "2026-04-15T00:00:00Z/2026-06-15T00:00:00Z",
            "UTC",
            &["2026-04", "2026-05"],
        );
    }

    #[test]
    fn months_run_over_the_year() {
        let month = |year, month| CalendarMonth { year, month };
        assert_eq!(month(2026, 1).plus(-1), month(2025, 12));
        assert_eq!(month(2026, 12).plus(1), month(2027, 1));
        assert_eq!(month(2026, 5).plus(12), month(2027, 5));
    }
}
