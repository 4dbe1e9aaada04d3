//! What can happen to a handoff, and why it sometimes cannot.

use super::HandoffOutcome;
use crate::time::Instant;
use crate::vocabulary::Text;
use crate::words;

/// Something that happens to a handoff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandoffEvent {
    /// The receiver has seen it.
    Acknowledge {
        /// When.
        at: Instant,
    },
    /// The receiver takes it. What was not acknowledged is with that.
    Accept {
        /// When.
        at: Instant,
    },
    /// The receiver refuses it. What was not acknowledged is with that.
    Reject {
        /// When.
        at: Instant,
        /// Why.
        reason: Text,
        /// What shows it.
        evidence: Option<Text>,
    },
    /// The receiver that took it gives it back.
    Return {
        /// When.
        at: Instant,
    },
    /// The sender takes it back.
    Withdraw {
        /// When.
        at: Instant,
    },
    /// The time to decide is over.
    Expire {
        /// When.
        at: Instant,
    },
    /// A recorded decision: the rejection was right, or it was not.
    Rule {
        /// When.
        at: Instant,
        /// Whether it was right.
        upheld: bool,
    },
}

words! {
    /// What sort of event it is.
    pub enum HandoffEventKind {
        /// Seen.
        Acknowledge = "ACKNOWLEDGE",
        /// Taken.
        Accept = "ACCEPT",
        /// Refused.
        Reject = "REJECT",
        /// Given back.
        Return = "RETURN",
        /// Taken back.
        Withdraw = "WITHDRAW",
        /// Ended undecided.
        Expire = "EXPIRE",
        /// Ruled upon.
        Rule = "RULE",
    }
}

/// Why an event cannot happen to a handoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HandoffError {
    /// Not as the handoff stands.
    #[error("{event} is not possible: the handoff is {outcome}")]
    NotPossible {
        /// The event.
        event: HandoffEventKind,
        /// What became of the handoff already.
        outcome: HandoffOutcome,
    },
    /// It would lie before what happened last.
    #[error("{event} at {at} lies before {latest}")]
    OutOfOrder {
        /// The event.
        event: HandoffEventKind,
        /// When it would happen.
        at: Instant,
        /// When the last thing happened.
        latest: Instant,
    },
}

impl HandoffEvent {
    /// What sort of event it is.
    #[must_use]
    pub fn kind(&self) -> HandoffEventKind {
        match self {
            Self::Acknowledge { .. } => HandoffEventKind::Acknowledge,
            Self::Accept { .. } => HandoffEventKind::Accept,
            Self::Reject { .. } => HandoffEventKind::Reject,
            Self::Return { .. } => HandoffEventKind::Return,
            Self::Withdraw { .. } => HandoffEventKind::Withdraw,
            Self::Expire { .. } => HandoffEventKind::Expire,
            Self::Rule { .. } => HandoffEventKind::Rule,
        }
    }

    /// When it happens.
    #[must_use]
    pub fn at(&self) -> Instant {
        match self {
            Self::Acknowledge { at }
            | Self::Accept { at }
            | Self::Reject { at, .. }
            | Self::Return { at }
            | Self::Withdraw { at }
            | Self::Expire { at }
            | Self::Rule { at, .. } => *at,
        }
    }
}
