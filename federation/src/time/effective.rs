//! From when until when something is in force.

use serde::Serialize;

use super::{Instant, Interval};

/// In force from `from` (inclusive) until `to` (exclusive), or without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Effective {
    /// The first second in force.
    pub from: Instant,
    /// The first second no longer in force; `None` when no end is agreed.
    pub to: Option<Instant>,
}

impl Effective {
    /// Whether it is in force at `at`.
    #[must_use]
    pub fn contains(self, at: Instant) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }

    /// The part of `span` in which it is in force.
    #[must_use]
    pub fn within(self, span: Interval) -> Option<Interval> {
        span.intersect(Interval::new(self.from, self.to.unwrap_or(span.end)))
    }

    /// Whether both are in force at some same second.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.to.is_none_or(|to| other.from < to) && other.to.is_none_or(|to| self.from < to)
    }
}
