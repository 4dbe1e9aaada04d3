//! The times of a chain of parties against one promise.

use super::AlignmentStatus;
use crate::words;

words! {
    /// What a step of a chain takes time for.
    pub enum ChainStepKind {
        /// Working on the ticket.
        Work = "WORK",
        /// Acknowledging a handoff.
        Ack = "ACK",
    }
}

/// One step of a chain: what a party may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainStep<P> {
    /// The party.
    pub party: P,
    /// What for.
    pub kind: ChainStepKind,
    /// How long, in seconds.
    pub seconds: i64,
}

/// The promised times of a chain, one after the other (C6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeChain {
    /// What the steps may take together, in seconds.
    pub total_seconds: i64,
    /// What the promise leaves beyond that, in seconds; below zero when they take too long.
    pub slack_seconds: i64,
    /// Aligned when the total is within the promise.
    pub status: AlignmentStatus,
}

impl TimeChain {
    /// The chain against a promise of `target_seconds`.
    #[must_use]
    pub fn of<P>(steps: &[ChainStep<P>], target_seconds: i64) -> Self {
        let seconds = steps.iter().map(|step| step.seconds);
        let total_seconds = seconds.fold(0i64, i64::saturating_add);
        Self {
            total_seconds,
            slack_seconds: target_seconds.saturating_sub(total_seconds),
            status: match total_seconds <= target_seconds {
                true => AlignmentStatus::Aligned,
                false => AlignmentStatus::Misaligned,
            },
        }
    }
}
