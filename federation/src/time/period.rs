//! The stretch that a report is about: a month, quarter or year of a zone, or from and to.

use super::Interval;

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
pub enum PeriodError {}
