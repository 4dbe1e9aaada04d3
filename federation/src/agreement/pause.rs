//! Why a clock stands, and which reason stops whose clock.

use std::collections::BTreeSet;

use crate::words;

words! {
    /// Why work on a ticket pauses.
    pub enum PauseReason {
        /// The customer has to answer or to do something.
        WaitingForCustomer = "WAITING_FOR_CUSTOMER",
        /// Another supplier has to do something.
        WaitingForSupplier = "WAITING_FOR_SUPPLIER",
        /// The next window for changes has to come.
        WaitingForChangeWindow = "WAITING_FOR_CHANGE_WINDOW",
        /// A date was agreed with the customer.
        AgreedDate = "AGREED_DATE",
        /// Nobody could have prevented it.
        ForceMajeure = "FORCE_MAJEURE",
    }
}

words! {
    /// What a clock is for.
    pub enum ClockKind {
        /// Until somebody has taken the ticket up.
        Response = "RESPONSE",
        /// Until the service is restored or the request fulfilled.
        Resolution = "RESOLUTION",
    }
}

words! {
    /// Whose promise a clock measures.
    pub enum ClockSide {
        /// The promise to the customer.
        CustomerFacing = "CUSTOMER_FACING",
        /// The promise of one supplier.
        Supplier = "SUPPLIER",
    }
}

/// One entry of a [`PauseMatrix`]: a reason stops a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoppedClock {
    /// The reason.
    pub reason: PauseReason,
    /// What the clock is for.
    pub kind: ClockKind,
    /// Whose promise it measures.
    pub side: ClockSide,
}

/// Which reason stops which clock: the list of an agreement, or the default one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PauseMatrix(BTreeSet<StoppedClock>);

/// Reason, clock and side of each entry of the default matrix (C7).
const DEFAULT: &[(PauseReason, ClockKind, ClockSide)] = &[
    // The customer's own waiting stops every clock.
    (
        PauseReason::WaitingForCustomer,
        ClockKind::Response,
        ClockSide::CustomerFacing,
    ),
    (
        PauseReason::WaitingForCustomer,
        ClockKind::Response,
        ClockSide::Supplier,
    ),
    (
        PauseReason::WaitingForCustomer,
        ClockKind::Resolution,
        ClockSide::CustomerFacing,
    ),
    (
        PauseReason::WaitingForCustomer,
        ClockKind::Resolution,
        ClockSide::Supplier,
    ),
    // Waiting for another supplier is no matter of the customer's, only of the one who waits.
    (
        PauseReason::WaitingForSupplier,
        ClockKind::Response,
        ClockSide::Supplier,
    ),
    (
        PauseReason::WaitingForSupplier,
        ClockKind::Resolution,
        ClockSide::Supplier,
    ),
    // A date can be agreed only with somebody who has responded.
    (
        PauseReason::AgreedDate,
        ClockKind::Resolution,
        ClockSide::CustomerFacing,
    ),
    (
        PauseReason::AgreedDate,
        ClockKind::Resolution,
        ClockSide::Supplier,
    ),
    (
        PauseReason::WaitingForChangeWindow,
        ClockKind::Resolution,
        ClockSide::CustomerFacing,
    ),
    (
        PauseReason::WaitingForChangeWindow,
        ClockKind::Resolution,
        ClockSide::Supplier,
    ),
];

impl PauseMatrix {
    /// The entries of an agreement.
    #[must_use]
    pub fn new(entries: impl IntoIterator<Item = StoppedClock>) -> Self {
        Self(entries.into_iter().collect())
    }

    /// The entries in ascending order.
    pub fn entries(&self) -> impl Iterator<Item = StoppedClock> + '_ {
        self.0.iter().copied()
    }

    /// Whether the reason stops the clock.
    #[must_use]
    pub fn stops(&self, reason: PauseReason, kind: ClockKind, side: ClockSide) -> bool {
        self.0.contains(&StoppedClock { reason, kind, side })
    }

    /// The reasons that stop a clock: the list that a clock takes.
    #[must_use]
    pub fn reasons(&self, kind: ClockKind, side: ClockSide) -> BTreeSet<PauseReason> {
        let reasons = PauseReason::ALL.iter().copied();
        reasons
            .filter(|reason| self.stops(*reason, kind, side))
            .collect()
    }
}

impl Default for PauseMatrix {
    /// The matrix where an agreement has none of its own. Force majeure stops nothing in it: that is
    /// for the agreement to say.
    fn default() -> Self {
        let entries = DEFAULT.iter();
        Self(
            entries
                .map(|(reason, kind, side)| StoppedClock {
                    reason: *reason,
                    kind: *kind,
                    side: *side,
                })
                .collect(),
        )
    }
}

impl ClockKind {
    /// Whether a party that rejected a handoff still answers for this clock: for the response, that
    /// it did not give; not for the resolution, that was not its own (C7).
    #[must_use]
    pub fn rejecting_party_answers(self) -> bool {
        match self {
            Self::Response => true,
            Self::Resolution => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ClockKind, ClockSide, PauseMatrix, PauseReason};

    /// Customer-facing response and resolution, then those of a supplier: `#` is stopped.
    #[track_caller]
    fn check(reason: PauseReason, expect: &str) {
        let matrix = PauseMatrix::default();
        let sides = [ClockSide::CustomerFacing, ClockSide::Supplier];
        let drawn: String = sides
            .iter()
            .flat_map(|side| ClockKind::ALL.iter().map(move |kind| (*kind, *side)))
            .map(|(kind, side)| {
                if matrix.stops(reason, kind, side) {
                    '#'
                } else {
                    '.'
                }
            })
            .collect();
        assert_eq!(drawn, expect, "{reason}");
    }

    #[test]
    fn the_default_matrix() {
        check(PauseReason::WaitingForCustomer, "####");
        check(PauseReason::WaitingForSupplier, "..##");
        check(PauseReason::WaitingForChangeWindow, ".#.#");
        check(PauseReason::AgreedDate, ".#.#");
        check(PauseReason::ForceMajeure, "....");
    }

    #[test]
    fn the_rejecting_party_answers_for_the_response() {
        let answers = ClockKind::ALL
            .iter()
            .map(|kind| kind.rejecting_party_answers());
        assert_eq!(answers.collect::<Vec<_>>(), [true, false]);
    }
}
