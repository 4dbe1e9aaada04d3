//! Acknowledging and deciding in time, on the receiver's own clock (C9).

use super::{CustodyHours, CustodyLedger, Handoff, HandoffOutcome};
use crate::agreement::HandoffTargets;
use crate::time::{Instant, Interval};
use crate::vocabulary::HandoffId;

/// The clocks of one handoff: they count for the receiver, from the offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandoffReading {
    /// The handoff.
    pub handoff: HandoffId,
    /// What became of it.
    pub outcome: HandoffOutcome,
    /// Seconds until it was acknowledged, or so far.
    pub ack_seconds: i64,
    /// Whether that was in time; `None` while it still can be.
    pub ack_met: Option<bool>,
    /// When it is due; `None` when that never comes.
    pub ack_due_at: Option<Instant>,
    /// Seconds until it was accepted or rejected, or so far.
    pub decision_seconds: i64,
    /// Whether that was in time; a rejection in time is, and `None` while it still can be.
    pub decision_met: Option<bool>,
    /// When it is due; `None` when that never comes.
    pub decision_due_at: Option<Instant>,
}

impl CustodyLedger {
    /// The clocks of every handoff, in the order of their offers.
    #[must_use]
    pub fn read_clocks(
        &self,
        targets: HandoffTargets,
        hours: &CustodyHours,
    ) -> Vec<HandoffReading> {
        let until = self.end().instant();
        let handoffs = self.handoffs().iter();
        handoffs
            .map(|handoff| read(handoff, targets, hours, until))
            .collect()
    }
}

fn read(
    handoff: &Handoff,
    targets: HandoffTargets,
    hours: &CustodyHours,
    until: Instant,
) -> HandoffReading {
    let receiver = handoff.receiver;
    // What was taken back or expired without an answer stood still from then on.
    let open_until = handoff.state.settled_at().unwrap_or(until);
    let clock = |done_at: Option<Instant>, target_seconds: i64| {
        let span = Interval::new(handoff.offered_at, done_at.unwrap_or(open_until));
        let seconds = hours.counted_seconds(Some(receiver), span);
        let met = match (done_at, seconds <= target_seconds) {
            (Some(_), in_time) => Some(in_time),
            (None, true) => None,
            (None, false) => Some(false),
        };
        (
            seconds,
            met,
            hours.due_at(receiver, handoff.offered_at, target_seconds),
        )
    };
    let (ack_seconds, ack_met, ack_due_at) =
        clock(handoff.state.acknowledged_at(), targets.ack_seconds);
    let (decision_seconds, decision_met, decision_due_at) =
        clock(handoff.state.decided_at(), targets.decision_seconds);
    HandoffReading {
        handoff: handoff.id,
        outcome: handoff.state.outcome(),
        ack_seconds,
        ack_met,
        ack_due_at,
        decision_seconds,
        decision_met,
        decision_due_at,
    }
}
