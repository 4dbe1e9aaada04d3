//! Agreed hours against agreed hours, and due instants against due instants.

use super::AlignmentStatus;
use crate::time::{Calendar, Instant, Interval, IntervalSet};

/// The customer's agreed hours that suppliers' hours leave open (C6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursCoverage<K> {
    /// The customer's agreed hours, in seconds.
    pub customer_seconds: i64,
    /// For each supplier, in the order given: the seconds of them outside its hours.
    pub uncovered_seconds: Vec<(K, i64)>,
    /// The seconds of them outside the hours of every supplier.
    pub uncovered_by_all_seconds: i64,
    /// Aligned when no supplier leaves any open; there is nothing in between.
    pub status: AlignmentStatus,
}

impl<K> HoursCoverage<K> {
    /// The coverage over `span`.
    #[must_use]
    pub fn of<'c>(
        span: Interval,
        customer: &Calendar,
        suppliers: impl IntoIterator<Item = (K, &'c Calendar)>,
    ) -> Self {
        let agreed = customer.hours(span);
        let mut uncovered_by_all: IntervalSet = agreed.clone();
        let mut uncovered_seconds = Vec::new();
        for (supplier, calendar) in suppliers {
            let hours = calendar.hours(span);
            uncovered_by_all = uncovered_by_all.subtract(&hours);
            uncovered_seconds.push((supplier, agreed.subtract(&hours).seconds()));
        }
        let covered = uncovered_seconds.iter().all(|(_, seconds)| *seconds == 0);
        Self {
            customer_seconds: agreed.seconds(),
            uncovered_seconds,
            uncovered_by_all_seconds: uncovered_by_all.seconds(),
            status: match covered {
                true => AlignmentStatus::Aligned,
                false => AlignmentStatus::Misaligned,
            },
        }
    }
}

/// A promised time in agreed hours.
#[derive(Clone, Copy, Debug)]
pub struct TimeCommitment<'a> {
    /// The agreed hours.
    pub calendar: &'a Calendar,
    /// The promised seconds of them.
    pub target_seconds: i64,
}

impl TimeCommitment<'_> {
    /// When it is due, reported at `at`; `None` when that never comes.
    #[must_use]
    pub fn due_at(&self, at: Instant) -> Option<Instant> {
        self.calendar
            .reach(at, self.target_seconds, &IntervalSet::new())
    }
}

/// When a supplier and the integrator must have done something that was reported at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueAlignment {
    /// When the customer was promised it; `None` for never.
    pub customer_due_at: Option<Instant>,
    /// When the supplier promised it; `None` for never.
    pub supplier_due_at: Option<Instant>,
    /// From the report until the supplier is due, on the wall, in seconds.
    pub supplier_elapsed_seconds: Option<i64>,
    /// Aligned when the supplier is due no later than the customer was promised.
    pub status: AlignmentStatus,
}

impl DueAlignment {
    /// The due instants of both promises, reported at `at` (C6).
    #[must_use]
    pub fn of(at: Instant, customer: &TimeCommitment<'_>, supplier: &TimeCommitment<'_>) -> Self {
        let (customer_due_at, supplier_due_at) = (customer.due_at(at), supplier.due_at(at));
        let in_time = match (customer_due_at, supplier_due_at) {
            (Some(customer), Some(supplier)) => supplier <= customer,
            (None, _) => true,
            (Some(_), None) => false,
        };
        Self {
            customer_due_at,
            supplier_due_at,
            supplier_elapsed_seconds: supplier_due_at
                .map(|due| due.unix_seconds() - at.unix_seconds()),
            status: match in_time {
                true => AlignmentStatus::Aligned,
                false => AlignmentStatus::Misaligned,
            },
        }
    }
}
