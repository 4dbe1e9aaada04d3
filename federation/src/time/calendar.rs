//! Agreed service hours: weekly local windows, closed dates and an IANA zone.

use std::collections::BTreeSet;

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;

/// Agreed service hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The zone whose local time the windows and dates are read in.
    pub zone: Tz,
    /// The weekly windows; `None` is around the clock, an empty list is never.
    pub weekly: Option<Vec<WeeklyWindow>>,
    /// Local dates without service, whatever window covers them.
    pub closed_dates: ClosedDates,
}

/// Local dates without service.
pub type ClosedDates = BTreeSet<NaiveDate>;

/// A local window that begins on each of some weekdays.
///
/// It ends on the same local date, or on the next one when its end is not after its start: 22:00 to
/// 06:00 runs over midnight, and 08:00 to 08:00 lasts a whole day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeeklyWindow {
    days: Vec<Weekday>,
    start_minute: u16,
    end_minute: u16,
}

/// Why something is not a [`WeeklyWindow`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeeklyWindowError {
    /// No weekday at all.
    #[error("names no weekday")]
    NoDays,
    /// A time that is not `HH:MM`.
    #[error("{given:?} is not a time of day HH:MM from 00:00 to 23:59, or 24:00 as an end")]
    BadTime {
        /// The refused text.
        given: String,
    },
}

impl WeeklyWindow {
    /// A window on `days` from `start` until `end`, both local `HH:MM`; `24:00` is an end only.
    ///
    /// # Errors
    /// [`WeeklyWindowError`] when there is no day or a time is malformed.
    pub fn new(
        days: impl IntoIterator<Item = Weekday>,
        start: &str,
        end: &str,
    ) -> Result<Self, WeeklyWindowError> {
        let mut days: Vec<Weekday> = days.into_iter().collect();
        days.sort_by_key(Weekday::num_days_from_monday);
        days.dedup();
        if days.is_empty() {
            return Err(WeeklyWindowError::NoDays);
        }
        let start_minute = minute_of_day(start, 24 * 60 - 1)?;
        let end_minute = minute_of_day(end, 24 * 60)?;
        Ok(Self {
            days,
            start_minute,
            end_minute,
        })
    }

    /// The weekdays that the window begins on, from Monday on, each once.
    #[must_use]
    pub fn days(&self) -> &[Weekday] {
        &self.days
    }

    /// Its start in minutes after local midnight.
    #[must_use]
    pub fn start_minute(&self) -> u16 {
        self.start_minute
    }

    /// Its end in minutes after local midnight, up to 1440; not after the start means the next date.
    #[must_use]
    pub fn end_minute(&self) -> u16 {
        self.end_minute
    }

    /// Its start as `HH:MM`.
    #[must_use]
    pub fn start_text(&self) -> String {
        clock_text(self.start_minute)
    }

    /// Its end as `HH:MM`.
    #[must_use]
    pub fn end_text(&self) -> String {
        clock_text(self.end_minute)
    }
}

fn clock_text(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn minute_of_day(text: &str, minute_max: u16) -> Result<u16, WeeklyWindowError> {
    let refused = || WeeklyWindowError::BadTime {
        given: text.chars().take(16).collect(),
    };
    let lawful = text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit() || b == b':');
    let (hours, minutes) = text
        .split_once(':')
        .filter(|_| lawful)
        .ok_or_else(refused)?;
    let hours: u16 = hours.parse().map_err(|_| refused())?;
    let minutes: u16 = minutes.parse().map_err(|_| refused())?;
    let minute = hours * 60 + minutes;
    if hours.to_string().len() <= 2 && minutes < 60 && minute <= minute_max {
        Ok(minute)
    } else {
        Err(refused())
    }
}
