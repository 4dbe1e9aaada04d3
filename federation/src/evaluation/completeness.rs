//! How complete and how timely the reports of a supplier are.

use std::collections::BTreeMap;

use crate::time::Instant;
use crate::vocabulary::Rational;

/// A report that is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot<K> {
    /// Which report it is.
    pub id: K,
    /// By when it must have been received.
    pub due: Instant,
}

/// A report that was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt<K> {
    /// The slot that it is for.
    pub slot: K,
    /// When it was received.
    pub received_at: Instant,
}

/// How many expected reports came, and how many in time (C10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completeness {
    /// Reports expected.
    pub expected: u64,
    /// Reports received, in time or late.
    pub received: u64,
    /// Reports received no later than due.
    pub on_time: u64,
    /// Reports received after they were due.
    pub late: u64,
    /// Reports not received.
    pub missing: u64,
    /// Received / expected; `None` when none was expected.
    pub completeness: Option<Rational>,
    /// On time / expected; `None` when none was expected.
    pub timeliness: Option<Rational>,
}

impl Completeness {
    /// Judges each slot by its earliest receipt, so that a later revision does not make it late;
    /// receipts for other slots are ignored.
    #[must_use]
    pub fn measure<K: Ord>(slots: &[Slot<K>], receipts: &[Receipt<K>]) -> Self {
        let mut earliest: BTreeMap<&K, Instant> = BTreeMap::new();
        for receipt in receipts {
            let first = earliest.entry(&receipt.slot).or_insert(receipt.received_at);
            *first = receipt.received_at.min(*first);
        }
        let (mut on_time, mut late, mut missing) = (0, 0, 0);
        for slot in slots {
            match earliest.get(&slot.id) {
                Some(received_at) if *received_at <= slot.due => on_time += 1,
                Some(_) => late += 1,
                None => missing += 1,
            }
        }
        let (expected, received) = (on_time + late + missing, on_time + late);
        let of_expected = |part: u64| Rational::whole(part).checked_div(&Rational::whole(expected));
        Self {
            expected,
            received,
            on_time,
            late,
            missing,
            completeness: of_expected(received),
            timeliness: of_expected(on_time),
        }
    }
}
