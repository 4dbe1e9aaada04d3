//! Numbers, calendars and periods as a query gives them.

use async_graphql::InputObject;
use chrono_tz::Tz;
use federation::agreement::Target;
use federation::time::{Calendar, Instant, Interval, WeeklyWindow};
use federation::vocabulary::{Ratio, Rational};

use super::place::{Place, SECONDS_MAX};
use crate::error::Error;
use crate::graphql::model::word::Weekday;
use crate::graphql::period::{InstantRangeInput, PeriodInput};
use crate::graphql::scalar::{Date, DateTime, Decimal, FractionInput, RatioInput, RationalInput};

/// The most windows in a week, each counted on every day that it begins on.
const WINDOWS_A_WEEK_MAX: usize = 28;

/// The most closed dates of a calendar.
const CLOSED_DATES_MAX: usize = 1_000;

/// Agreed service hours.
#[derive(Clone, Debug, InputObject)]
pub struct GivenCalendarInput {
    /// The IANA time zone of its local times, such as `Europe/Berlin`.
    pub(super) zone: String,
    /// The weekly windows, at most 28 in a week, each counted on every day that it begins on. Absent
    /// is around the clock, an empty list is never.
    pub(super) weekly: Option<Vec<GivenWeeklyWindowInput>>,
    /// Local dates without service, at most 1,000.
    #[graphql(default)]
    pub(super) closed_dates: Vec<Date>,
}

/// A local window that begins on each of some weekdays.
#[derive(Clone, Debug, InputObject)]
pub struct GivenWeeklyWindowInput {
    /// The weekdays that it begins on.
    days: Vec<Weekday>,
    /// Local start, `HH:MM` from `00:00` to `23:59`.
    start: String,
    /// Local end, `HH:MM` up to `24:00`; not after the start means the next date.
    end: String,
}

impl GivenCalendarInput {
    /// The calendar that is meant.
    pub(super) fn read(self, at: &Place) -> Result<Calendar, Error> {
        let Self {
            zone: name,
            weekly,
            closed_dates,
        } = self;
        let zone = zone(&name, &at.field("zone"))?;
        let windows_at = at.field("weekly");
        let mut windows = Vec::new();
        for (number, window) in weekly.iter().flatten().enumerate() {
            windows.push(window.read(&windows_at.item(number))?);
        }
        let days: Vec<_> = windows.iter().flat_map(WeeklyWindow::days).collect();
        windows_at.at_most(&days, WINDOWS_A_WEEK_MAX)?;
        at.field("closedDates")
            .at_most(&closed_dates, CLOSED_DATES_MAX)?;
        Ok(Calendar {
            zone,
            weekly: weekly.map(|_| windows),
            closed_dates: closed_dates.into_iter().map(|Date(date)| date).collect(),
        })
    }

    /// The calendar, or around the clock in UTC when none is given.
    pub(super) fn or_always(given: Option<Self>, at: &Place) -> Result<Calendar, Error> {
        match given {
            Some(given) => given.read(at),
            None => Ok(Calendar::around_the_clock(Tz::UTC)),
        }
    }
}

impl GivenWeeklyWindowInput {
    fn read(&self, at: &Place) -> Result<WeeklyWindow, Error> {
        let Self { days, start, end } = self;
        let days = days.iter().map(|day| chrono::Weekday::from(*day));
        WeeklyWindow::new(days, start, end).map_err(|error| {
            at.refuse(
                format!("a window that is not one: {error}"),
                "1 or more days with a start and an end",
                "write times as HH:MM, and 24:00 only as an end",
            )
        })
    }
}

/// An IANA time zone by its name.
pub(super) fn zone(name: &str, at: &Place) -> Result<Tz, Error> {
    name.parse().map_err(|_| {
        at.refuse(
            name,
            "a zone of the IANA time zone database",
            "write it like Europe/Berlin or UTC",
        )
    })
}

/// A period read in `zone`. Other than that of a report it may be empty, for a clause is checked with
/// that too.
pub(super) fn period(given: PeriodInput, zone: Tz, at: &Place) -> Result<Interval, Error> {
    match given {
        PeriodInput::Between(range) => stretch(range, &at.field("between")),
        PeriodInput::Month(_) | PeriodInput::Quarter(_) | PeriodInput::Year(_) => {
            let spec = given.spec().map_err(|error| at.because(&error))?;
            Ok(spec.interval(zone))
        }
    }
}

/// A stretch that does not end before it starts; it may be empty.
pub(super) fn stretch(given: InstantRangeInput, at: &Place) -> Result<Interval, Error> {
    let InstantRangeInput { from, to } = given;
    ordered(from, to, at)
}

/// The end of something that began at `start`: not before it, nor more than ten years after.
pub(super) fn end_after(start: Instant, end: DateTime, at: &Place) -> Result<Instant, Error> {
    let end = end.instant();
    let seconds = end.unix_seconds() - start.unix_seconds();
    if (0..=SECONDS_MAX).contains(&seconds) {
        return Ok(end);
    }
    Err(at.refuse(
        end,
        format!("an instant from {start} on, at most ten years later"),
        "give an end that is not before the start",
    ))
}

fn ordered(from: DateTime, to: DateTime, at: &Place) -> Result<Interval, Error> {
    let interval = Interval::new(from.instant(), to.instant());
    let reversed = interval.end < interval.start;
    if reversed || interval.seconds() > SECONDS_MAX {
        return Err(at.refuse(
            interval,
            "a stretch that ends no earlier than it starts, of at most ten years",
            "give an end that is not before the start, at most ten years later",
        ));
    }
    Ok(interval)
}

/// A number in 64 bits over 64 bits.
pub(super) fn rational(given: &RationalInput, at: &Place) -> Result<Rational, Error> {
    match given {
        RationalInput::Decimal(decimal) => short(decimal_of(decimal, at)?, &decimal.0, at),
        RationalInput::Fraction(fraction) => fraction_of(fraction, at),
    }
}

/// A number that is not below 0.
pub(super) fn amount(given: &RationalInput, at: &Place) -> Result<Rational, Error> {
    let number = rational(given, at)?;
    if number.is_negative() {
        let shown = number.truncated(6);
        return Err(at.refuse(shown, "0 or more", "give the number without its sign"));
    }
    Ok(number)
}

/// A share, as a fraction of one, that may lie outside 0 to 1.
pub(super) fn share(given: &RatioInput, at: &Place) -> Result<Rational, Error> {
    match given {
        RatioInput::Percent(percent) => {
            let fraction = decimal_of(percent, at)? * Rational::new(1, 100);
            short(fraction, &percent.0, at)
        }
        RatioInput::Fraction(fraction) => fraction_of(fraction, at),
    }
}

/// A part of a whole.
pub(super) fn ratio(given: &RatioInput, at: &Place) -> Result<Ratio, Error> {
    let given = share(given, at)?;
    Ratio::new(given).map_err(|error| {
        at.refuse(
            format!("{} percent", error.given.percent_truncated()),
            "0 to 100 percent",
            "give a part of the whole",
        )
    })
}

/// A target: above nothing, at most everything.
pub(super) fn target(given: &RatioInput, at: &Place) -> Result<Target, Error> {
    let given = share(given, at)?;
    Target::from_fraction(given.clone()).map_err(|_| {
        at.refuse(
            format!("{} percent", given.percent_truncated()),
            "above 0 and at most 100 percent",
            "give the target as the agreement promises it",
        )
    })
}

/// Percent in decimals, as a fraction of one.
pub(super) fn percent(given: &Decimal, at: &Place) -> Result<Rational, Error> {
    short(decimal_of(given, at)? * Rational::new(1, 100), &given.0, at)
}

fn decimal_of(given: &Decimal, at: &Place) -> Result<Rational, Error> {
    given.0.parse().map_err(|_| {
        at.refuse(
            &given.0,
            "a plain decimal number",
            "write it like \"99.95\"",
        )
    })
}

fn fraction_of(given: &FractionInput, at: &Place) -> Result<Rational, Error> {
    let FractionInput {
        numerator,
        denominator,
    } = given;
    let numerator = at.field("numerator").whole(numerator)?;
    let below = at.field("denominator");
    let denominator = below.whole(denominator)?;
    if denominator == 0 {
        return Err(below.refuse(0, "another number than 0", "nothing is divided by 0"));
    }
    Ok(Rational::new(numerator, denominator))
}

/// Refuses a number that 64 bits over 64 bits do not hold, so that sums and products stay small.
fn short(number: Rational, given: &str, at: &Place) -> Result<Rational, Error> {
    match number.to_i64_pair() {
        Some(_) => Ok(number),
        None => Err(at.refuse(given, "at most 16 digits", "give fewer digits")),
    }
}
