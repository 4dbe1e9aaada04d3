//! A second of UTC.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// A whole second of UTC, counted from 1970-01-01T00:00:00Z.
///
/// Contractual time is whole seconds: a finer instant is cut to the second it lies in, at both ends
/// of an interval alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Instant(i64);

/// Why a text is not an [`Instant`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstantError {
    /// A date and time without an offset from UTC.
    #[error("has no offset from UTC")]
    Naive,
    /// Not RFC 3339, or an instant that does not exist.
    #[error("is not an RFC 3339 instant")]
    Malformed,
    /// Before 2000 or from 2100 on.
    #[error("lies outside the years 2000 to 2099")]
    OutOfRange,
}

impl Instant {
    /// 2000-01-01T00:00:00Z, the first instant that a fact may carry.
    pub const FIRST: Self = Self(946_684_800);
    /// 2100-01-01T00:00:00Z, the first instant that no fact may carry.
    pub const END: Self = Self(4_102_444_800);

    /// Before every other instant.
    pub const MIN: Self = Self(i64::MIN);
    /// After every other instant: the end of what goes on for ever.
    pub const MAX: Self = Self(i64::MAX);

    /// The instant `seconds` after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0
    }

    /// The instant `seconds` later, or earlier when negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Reads RFC 3339 with an offset; a fraction of a second is cut.
    ///
    /// # Errors
    /// [`InstantError::Naive`] without an offset, [`InstantError::Malformed`] when it is no instant
    /// (second 60 included), [`InstantError::OutOfRange`] outside the years 2000 to 2099.
    pub fn parse(text: &str) -> Result<Self, InstantError> {
        let Ok(instant) = DateTime::parse_from_rfc3339(text) else {
            let naive = [
                "%Y-%m-%dT%H:%M:%S%.f",
                "%Y-%m-%d %H:%M:%S%.f",
                "%Y-%m-%dT%H:%M",
                "%Y-%m-%d %H:%M",
            ]
            .iter()
            .any(|form| chrono::NaiveDateTime::parse_from_str(text, form).is_ok());
            return Err(if naive {
                InstantError::Naive
            } else {
                InstantError::Malformed
            });
        };
        // chrono reads second 60 as a leap second; contracts do not count one.
        if instant.timestamp_subsec_nanos() >= 1_000_000_000 {
            return Err(InstantError::Malformed);
        }
        let instant = Self(instant.timestamp());
        if (Self::FIRST..Self::END).contains(&instant) {
            Ok(instant)
        } else {
            Err(InstantError::OutOfRange)
        }
    }

    /// The instant as a date and time of UTC; instants beyond chrono's years saturate.
    #[must_use]
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0, 0).unwrap_or(if self.0 < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        })
    }
}

impl From<DateTime<Utc>> for Instant {
    /// The second that `instant` lies in.
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant.timestamp())
    }
}

impl TryFrom<String> for Instant {
    type Error = InstantError;

    fn try_from(text: String) -> Result<Self, InstantError> {
        Self::parse(&text)
    }
}

impl From<Instant> for String {
    fn from(instant: Instant) -> Self {
        instant.to_string()
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

#[cfg(test)]
mod tests {
    use super::{Instant, InstantError};

    #[track_caller]
    fn check(text: &str, expect: Result<&str, InstantError>) {
        assert_eq!(
            Instant::parse(text).map(|i| i.to_string()),
            expect.map(str::to_owned),
            "{text:?}"
        );
    }

    #[test]
    fn offsets_are_required_and_fractions_cut() {
        check("2026-04-10T10:00:00Z", Ok("2026-04-10T10:00:00Z"));
        check("2026-04-10T10:00:00.999999Z", Ok("2026-04-10T10:00:00Z"));
        check("2026-04-10T12:00:00+05:45", Ok("2026-04-10T06:15:00Z"));
        check("2026-04-10T12:00:00-00:00", Ok("2026-04-10T12:00:00Z"));
        check("2026-04-10t12:00:00z", Ok("2026-04-10T12:00:00Z"));
        check("2026-04-10T10:00:00", Err(InstantError::Naive));
        check("2026-04-10 10:00", Err(InstantError::Naive));
        check("2026-02-29T10:00:00Z", Err(InstantError::Malformed));
        check("2026-04-10T24:00:00Z", Err(InstantError::Malformed));
        check("2026-06-30T23:59:60Z", Err(InstantError::Malformed));
        check("2026-04-10T10:00:00+24:00", Err(InstantError::Malformed));
        check("1775815200", Err(InstantError::Malformed));
        check("1999-12-31T23:59:59Z", Err(InstantError::OutOfRange));
        check("9999-01-01T00:00:00Z", Err(InstantError::OutOfRange));
    }
}
