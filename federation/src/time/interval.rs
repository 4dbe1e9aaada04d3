//! A half-open stretch of time.

use std::fmt;

use serde::Serialize;

use super::Instant;

/// The half-open stretch `[start, end)`; empty when the end is not after the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Interval {
    /// The first second inside.
    pub start: Instant,
    /// The first second after.
    pub end: Instant,
}

impl Interval {
    /// The stretch from `start` until `end`.
    #[must_use]
    pub const fn new(start: Instant, end: Instant) -> Self {
        Self { start, end }
    }

    /// Whether no second lies inside.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Its length in seconds; 0 when empty.
    #[must_use]
    pub fn seconds(self) -> i64 {
        (self.end.unix_seconds() - self.start.unix_seconds()).max(0)
    }

    /// Whether the second `at` lies inside.
    #[must_use]
    pub fn contains(self, at: Instant) -> bool {
        self.start <= at && at < self.end
    }

    /// What both share; `None` when that is empty.
    #[must_use]
    pub fn intersect(self, other: Self) -> Option<Self> {
        let shared = Self::new(self.start.max(other.start), self.end.min(other.end));
        (!shared.is_empty()).then_some(shared)
    }
}

impl fmt::Display for Interval {
    /// As ISO 8601 writes intervals: `start/end`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.start, self.end)
    }
}
