//! The stretch that a report is about: a month, quarter or year of a zone, or from and to.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::zone::{local_date, start_of_date};
use super::{Instant, InstantError, Interval};

/// Which stretch is asked for, before a zone makes it an [`Interval`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeriodSpec {
    /// A calendar month of the agreement's zone.
    Month {
        /// The year.
        year: i32,
        /// The month, 1 to 12.
        month: u32,
    },
    /// A calendar quarter of the agreement's zone.
    Quarter {
        /// The year.
        year: i32,
        /// The quarter, 1 to 4.
        quarter: u32,
    },
    /// A calendar year of the agreement's zone.
    Year {
        /// The year.
        year: i32,
    },
    /// Exactly from one instant until another.
    Between(Interval),
}

/// Why something is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// None of the four forms.
    #[error("is not a period such as 2026-04, 2026-Q2, 2026 or <start>/<end>")]
    Malformed,
    /// A year before 2000 or after 2099.
    #[error("lies outside the years 2000 to 2099")]
    YearOutOfRange,
    /// A month that is not 01 to 12.
    #[error("has no month 01 to 12")]
    NoSuchMonth,
    /// A quarter that is not Q1 to Q4.
    #[error("has no quarter Q1 to Q4")]
    NoSuchQuarter,
    /// A start that is not an instant.
    #[error("has a start that {0}")]
    BadStart(InstantError),
    /// An end that is not an instant.
    #[error("has an end that {0}")]
    BadEnd(InstantError),
    /// A range whose end is not after its start.
    #[error("ends no later than it starts")]
    Empty,
}

impl PeriodSpec {
    /// The first year that can be asked for.
    pub const YEAR_MIN: i32 = 2000;
    /// The last year that can be asked for.
    pub const YEAR_MAX: i32 = 2099;

    /// Reads `2026-04`, `2026-Q2`, `2026`, or two RFC 3339 instants with a slash between them.
    ///
    /// # Errors
    /// [`PeriodError`] when it is none of these, out of range, or a range without a second.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        if let Some((start, end)) = text.split_once('/') {
            let start = Instant::parse(start).map_err(PeriodError::BadStart)?;
            let end = Instant::parse(end).map_err(PeriodError::BadEnd)?;
            let interval = Interval::new(start, end);
            return match interval.is_empty() {
                true => Err(PeriodError::Empty),
                false => Ok(Self::Between(interval)),
            };
        }
        let (year, rest) = match text.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (text, None),
        };
        let year = number(year, 4).ok_or(PeriodError::Malformed)?;
        let spec = match (rest, rest.and_then(|rest| rest.strip_prefix('Q'))) {
            (None, _) => Self::Year { year },
            (Some(_), Some(quarter)) => {
                let quarter = number(quarter, 1).ok_or(PeriodError::Malformed)?;
                Self::Quarter { year, quarter }
            }
            (Some(month), None) => {
                let month = number(month, 2).ok_or(PeriodError::Malformed)?;
                Self::Month { year, month }
            }
        };
        spec.lawful()
    }

    fn lawful(self) -> Result<Self, PeriodError> {
        let year = match self {
            Self::Month { month, .. } if !(1..=12).contains(&month) => {
                return Err(PeriodError::NoSuchMonth);
            }
            Self::Quarter { quarter, .. } if !(1..=4).contains(&quarter) => {
                return Err(PeriodError::NoSuchQuarter);
            }
            Self::Month { year, .. } | Self::Quarter { year, .. } | Self::Year { year } => year,
            Self::Between(_) => return Ok(self),
        };
        match (Self::YEAR_MIN..=Self::YEAR_MAX).contains(&year) {
            true => Ok(self),
            false => Err(PeriodError::YearOutOfRange),
        }
    }

    /// The period in `zone`, from the first 00:00 of its first date until the first 00:00 of the
    /// date after its last, so that periods tile (C1). A range between instants needs no zone.
    #[must_use]
    pub fn interval(&self, zone: Tz) -> Interval {
        let (year, month, months) = match *self {
            Self::Month { year, month } => (year, month, 1),
            Self::Quarter { year, quarter } => {
                (year, quarter.saturating_mul(3).saturating_sub(2), 3)
            }
            Self::Year { year } => (year, 1, 12),
            Self::Between(interval) => return interval,
        };
        let first = i64::from(year) * 12 + i64::from(month) - 1;
        Interval::new(month_start(first, zone), month_start(first + months, zone))
    }
}

/// The whole calendar months of `zone` that share a second with `span`, in time order.
#[must_use]
pub fn months(span: Interval, zone: Tz) -> Vec<Interval> {
    if span.is_empty() {
        return Vec::new();
    }
    let date = local_date(zone, span.start);
    // Where the clock is put back over midnight the date shown can lag a month behind.
    let first = i64::from(date.year()) * 12 + i64::from(date.month0()) - 1;
    (first..)
        .map(|month| Interval::new(month_start(month, zone), month_start(month + 1, zone)))
        .skip_while(|month| month.end <= span.start)
        .take_while(|month| month.start < span.end && !month.is_empty())
        .collect()
}

/// Where the month begins whose number, counted from January of the year 0, is `month`.
fn month_start(month: i64, zone: Tz) -> Instant {
    let year = i32::try_from(month.div_euclid(12)).unwrap_or(i32::MAX);
    let month_of_year = u32::try_from(month.rem_euclid(12)).unwrap_or(0) + 1;
    let date = NaiveDate::from_ymd_opt(year, month_of_year, 1);
    start_of_date(zone, date.unwrap_or(NaiveDate::MAX))
}

/// A number of exactly `digits` ASCII digits.
fn number<N: std::str::FromStr>(text: &str, digits: usize) -> Option<N> {
    let lawful = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| lawful)
}

impl fmt::Display for PeriodSpec {
    /// The text that [`PeriodSpec::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Self::Quarter { year, quarter } => write!(f, "{year:04}-Q{quarter}"),
            Self::Year { year } => write!(f, "{year:04}"),
            Self::Between(interval) => interval.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::{PeriodError, PeriodSpec, months};
    use crate::time::{InstantError, Interval};

    #[track_caller]
    fn check(text: &str, expect: Result<&str, PeriodError>) {
        assert_eq!(
            PeriodSpec::parse(text).map(|spec| spec.to_string()),
            expect.map(str::to_owned),
            "{text:?}"
        );
    }

    #[test]
    fn four_forms_are_read_and_written() {
        check("2026-04", Ok("2026-04"));
        check("2026-Q2", Ok("2026-Q2"));
        check("2026", Ok("2026"));
        check(
            "2026-04-01T00:00:00+02:00/2026-04-02T00:00:00Z",
            Ok("2026-03-31T22:00:00Z/2026-04-02T00:00:00Z"),
        );
        check("2026-00", Err(PeriodError::NoSuchMonth));
        check("2026-13", Err(PeriodError::NoSuchMonth));
        check("2026-Q0", Err(PeriodError::NoSuchQuarter));
        check("2026-Q5", Err(PeriodError::NoSuchQuarter));
        check("1999", Err(PeriodError::YearOutOfRange));
        check("2100-01", Err(PeriodError::YearOutOfRange));
        for text in [
            "",
            "26",
            "2026-4",
            "2026-q2",
            "2026-Q",
            "-2026",
            "+026",
            "2026-04-01",
            "２０２６",
        ] {
            check(text, Err(PeriodError::Malformed));
        }
        let empty = "2026-04-01T00:00:00Z/2026-04-01T00:00:00Z";
        check(empty, Err(PeriodError::Empty));
        check(
            "2026-04-02T00:00:00Z/2026-04-01T00:00:00Z",
            Err(PeriodError::Empty),
        );
        check(
            "2026-04-02/x",
            Err(PeriodError::BadStart(InstantError::Malformed)),
        );
        check(
            "2026-04-02T00:00:00Z/2026-04-03T00:00:00",
            Err(PeriodError::BadEnd(InstantError::Naive)),
        );
    }

    /// Where the clock goes back over midnight, the month still begins at the first 00:00.
    #[test]
    fn months_hold_every_second_of_the_span() {
        let zone: Tz = "America/St_Johns".parse().expect("a zone");
        let period = PeriodSpec::parse("2009-10")
            .expect("a month")
            .interval(zone);
        let second_2330 = period.end.plus_seconds(60 * 30);
        let later = second_2330.plus_seconds(1);
        let november = PeriodSpec::parse("2009-11")
            .expect("a month")
            .interval(zone);
        assert_eq!(months(Interval::new(second_2330, later), zone), [november]);
        assert_eq!(months(Interval::new(later, later), zone), []);
    }

    fn any_zone() -> impl Strategy<Value = Tz> {
        (0..chrono_tz::TZ_VARIANTS.len()).prop_map(|at| chrono_tz::TZ_VARIANTS[at])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn periods_tile(zone in any_zone(), year in 2000..2099i32) {
            let month = |month| PeriodSpec::Month { year, month }.interval(zone);
            let quarter = |quarter| PeriodSpec::Quarter { year, quarter }.interval(zone);
            let whole = PeriodSpec::Year { year }.interval(zone);
            prop_assert_eq!(whole.start, month(1).start);
            prop_assert_eq!(whole.end, month(12).end);
            prop_assert_eq!(whole.end, PeriodSpec::Year { year: year + 1 }.interval(zone).start);
            for m in 1..12 {
                prop_assert_eq!(month(m).end, month(m + 1).start);
            }
            for q in 1..=4 {
                prop_assert_eq!(quarter(q).start, month(q * 3 - 2).start);
                prop_assert_eq!(quarter(q).end, month(q * 3).end);
            }
            prop_assert_eq!(months(whole, zone), (1..=12).map(month).collect::<Vec<_>>());
        }

        #[test]
        fn display_reads_back(year in 2000..=2099i32, month in 1..=12u32, quarter in 1..=4u32) {
            for spec in [
                PeriodSpec::Month { year, month },
                PeriodSpec::Quarter { year, quarter },
                PeriodSpec::Year { year },
            ] {
                prop_assert_eq!(PeriodSpec::parse(&spec.to_string()), Ok(spec));
            }
        }
    }
}
