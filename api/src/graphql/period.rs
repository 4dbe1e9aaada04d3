//! The period argument of every report.

use async_graphql::{InputObject, OneofObject};
use federation::time::{Interval, PeriodSpec};

use super::scalar::{DateTime, YearMonth, YearQuarter};
use crate::error::{Error, ErrorCode};

/// The longest stretch that a report covers, in seconds: ten years.
pub const PERIOD_SECONDS_MAX: i64 = 10 * 366 * 86_400;

/// Exactly one of the fields. A month, quarter or year is read in the agreement's own time zone.
#[derive(Clone, Copy, Debug, OneofObject)]
pub enum PeriodInput {
    /// A calendar month.
    Month(YearMonth),
    /// A calendar quarter.
    Quarter(YearQuarter),
    /// A calendar year, 2000 to 2099.
    Year(i32),
    /// Exactly from one instant until another.
    Between(InstantRangeInput),
}

/// A half-open stretch `[from, to)` of at most ten years.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct InstantRangeInput {
    /// The first second inside.
    pub(in crate::graphql) from: DateTime,
    /// The first second after.
    pub(in crate::graphql) to: DateTime,
}

/// The longest stretch that all services are surveyed over, in seconds: a leap year.
pub const YEAR_SECONDS_MAX: i64 = 366 * 86_400;

impl PeriodInput {
    /// The period that is meant, of at most a year.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` as for [`PeriodInput::spec`], and when it is longer.
    pub fn spec_of_a_year(self) -> Result<PeriodSpec, Error> {
        let spec = self.spec()?;
        if spec.interval(chrono_tz::UTC).seconds() > YEAR_SECONDS_MAX {
            let message = format!("{spec} is longer than a year");
            return Err(Error::new(ErrorCode::BadUserInput, message)
                .with_hint("ask about at most 366 days"));
        }
        Ok(spec)
    }

    /// The period that is meant.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when the range is reversed, empty or too long, or the year out of range.
    pub fn spec(self) -> Result<PeriodSpec, Error> {
        match self {
            Self::Month(YearMonth(spec)) | Self::Quarter(YearQuarter(spec)) => Ok(spec),
            Self::Year(year) => PeriodSpec::parse(&format!("{year:04}")).map_err(|error| {
                Error::new(ErrorCode::BadUserInput, format!("the year {year}: {error}"))
            }),
            Self::Between(InstantRangeInput { from, to }) => {
                let interval = Interval::new(from.instant(), to.instant());
                if interval.is_empty() || interval.seconds() > PERIOD_SECONDS_MAX {
                    return Err(Error::new(
                        ErrorCode::BadUserInput,
                        format!("{interval} is not a stretch of 1 second to 10 years"),
                    )
                    .with_hint("give from before to, at most ten years apart"));
                }
                Ok(PeriodSpec::Between(interval))
            }
        }
    }
}
