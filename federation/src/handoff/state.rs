//! A handoff from offer to outcome.
//!
//! ```text
//! offered --> acknowledged --> accepted --> returned
//!    |             +---------> rejected --> upheld or overruled
//!    +-- as from acknowledged; also either --> withdrawn | expired
//! ```

use super::{HandoffError, HandoffEvent};
use crate::time::Instant;
use crate::vocabulary::{HandoffId, OrganizationId, Text};
use crate::words;

/// A ticket offered by one organization to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handoff {
    /// Its identifier.
    pub id: HandoffId,
    /// Who offers the ticket.
    pub sender: OrganizationId,
    /// Who is to take it.
    pub receiver: OrganizationId,
    /// When it was offered.
    pub offered_at: Instant,
    /// How it stands.
    pub state: HandoffState,
}

/// How a handoff stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandoffState {
    /// Offered, and not yet seen.
    Offered,
    /// Seen by the receiver, and not yet decided.
    Acknowledged {
        /// When it was seen.
        acknowledged_at: Instant,
    },
    /// Taken: the receiver holds the ticket.
    Accepted {
        /// When it was seen, at the latest when it was taken.
        acknowledged_at: Instant,
        /// When it was taken.
        accepted_at: Instant,
    },
    /// Refused: the sender holds the ticket again.
    Rejected {
        /// When it was seen, at the latest when it was refused.
        acknowledged_at: Instant,
        /// The refusal.
        rejection: Rejection,
    },
    /// Taken and later given back: the way back is a handoff of its own.
    Returned {
        /// When it was seen.
        acknowledged_at: Instant,
        /// When it was taken.
        accepted_at: Instant,
        /// When it was given back.
        returned_at: Instant,
    },
    /// Taken back by the sender before a decision.
    Withdrawn {
        /// When it was seen, if it was.
        acknowledged_at: Option<Instant>,
        /// When it was taken back.
        withdrawn_at: Instant,
    },
    /// Ended without a decision by a rule of the agreement: the sender holds the ticket again.
    Expired {
        /// When it was seen, if it was.
        acknowledged_at: Option<Instant>,
        /// When it ended.
        expired_at: Instant,
    },
}

/// A refusal of a handoff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// When.
    pub rejected_at: Instant,
    /// Why, in the words of the receiver.
    pub reason: Text,
    /// What shows it; `None` when nothing was given.
    pub evidence: Option<Text>,
    /// Whether it was right, by a recorded decision; `None` while undecided.
    pub upheld: Option<bool>,
}

impl Rejection {
    /// The longest reason, in characters.
    pub const REASON_LENGTH_MAX: usize = 500;
    /// The longest reference to evidence, in characters.
    pub const EVIDENCE_LENGTH_MAX: usize = 2_000;
}

words! {
    /// What became of a handoff.
    pub enum HandoffOutcome {
        /// Nothing yet.
        Pending = "PENDING",
        /// It was taken.
        Accepted = "ACCEPTED",
        /// It was refused.
        Rejected = "REJECTED",
        /// It was taken, and given back.
        Returned = "RETURNED",
        /// The sender took it back.
        Withdrawn = "WITHDRAWN",
        /// Nobody decided in time.
        Expired = "EXPIRED",
    }
}

impl Handoff {
    /// The handoff after an event.
    ///
    /// # Errors
    /// [`HandoffError`] when the event is not possible then.
    pub fn transition(self, event: HandoffEvent) -> Result<Self, HandoffError> {
        let kind = event.kind();
        let latest = self.state.latest().unwrap_or(self.offered_at);
        if event.at() < latest {
            return Err(HandoffError::OutOfOrder {
                event: kind,
                at: event.at(),
                latest,
            });
        }
        let outcome = self.state.outcome();
        let state = self.state.after(event).ok_or(HandoffError::NotPossible {
            event: kind,
            outcome,
        })?;
        Ok(Self { state, ..self })
    }
}

impl HandoffState {
    /// The state after an event; `None` when it is not possible.
    fn after(self, event: HandoffEvent) -> Option<Self> {
        let acknowledged = self.acknowledged_at();
        let undecided = self.outcome() == HandoffOutcome::Pending;
        Some(match (self, event) {
            (Self::Offered, HandoffEvent::Acknowledge { at }) => Self::Acknowledged {
                acknowledged_at: at,
            },
            (_, HandoffEvent::Accept { at }) if undecided => Self::Accepted {
                acknowledged_at: acknowledged.unwrap_or(at),
                accepted_at: at,
            },
            (
                _,
                HandoffEvent::Reject {
                    at,
                    reason,
                    evidence,
                },
            ) if undecided => Self::Rejected {
                acknowledged_at: acknowledged.unwrap_or(at),
                rejection: Rejection {
                    rejected_at: at,
                    reason,
                    evidence,
                    upheld: None,
                },
            },
            (_, HandoffEvent::Withdraw { at }) if undecided => Self::Withdrawn {
                acknowledged_at: acknowledged,
                withdrawn_at: at,
            },
            (_, HandoffEvent::Expire { at }) if undecided => Self::Expired {
                acknowledged_at: acknowledged,
                expired_at: at,
            },
            (
                Self::Accepted {
                    acknowledged_at,
                    accepted_at,
                },
                HandoffEvent::Return { at },
            ) => Self::Returned {
                acknowledged_at,
                accepted_at,
                returned_at: at,
            },
            (
                Self::Rejected {
                    acknowledged_at,
                    rejection,
                },
                HandoffEvent::Rule { upheld, .. },
            ) => Self::Rejected {
                acknowledged_at,
                // A later ruling, on appeal, replaces the earlier one.
                rejection: Rejection {
                    upheld: Some(upheld),
                    ..rejection
                },
            },
            _ => return None,
        })
    }

    /// What became of it.
    #[must_use]
    pub fn outcome(&self) -> HandoffOutcome {
        match self {
            Self::Offered | Self::Acknowledged { .. } => HandoffOutcome::Pending,
            Self::Accepted { .. } => HandoffOutcome::Accepted,
            Self::Rejected { .. } => HandoffOutcome::Rejected,
            Self::Returned { .. } => HandoffOutcome::Returned,
            Self::Withdrawn { .. } => HandoffOutcome::Withdrawn,
            Self::Expired { .. } => HandoffOutcome::Expired,
        }
    }

    /// When the receiver saw it: a decision shows that it did.
    #[must_use]
    pub fn acknowledged_at(&self) -> Option<Instant> {
        match self {
            Self::Offered => None,
            Self::Acknowledged { acknowledged_at }
            | Self::Accepted {
                acknowledged_at, ..
            }
            | Self::Rejected {
                acknowledged_at, ..
            }
            | Self::Returned {
                acknowledged_at, ..
            } => Some(*acknowledged_at),
            Self::Withdrawn {
                acknowledged_at, ..
            }
            | Self::Expired {
                acknowledged_at, ..
            } => *acknowledged_at,
        }
    }

    /// When the receiver took it.
    #[must_use]
    pub fn accepted_at(&self) -> Option<Instant> {
        match self {
            Self::Accepted { accepted_at, .. } | Self::Returned { accepted_at, .. } => {
                Some(*accepted_at)
            }
            _ => None,
        }
    }

    /// The refusal.
    #[must_use]
    pub fn rejection(&self) -> Option<&Rejection> {
        match self {
            Self::Rejected { rejection, .. } => Some(rejection),
            _ => None,
        }
    }

    /// When the receiver took or refused it.
    #[must_use]
    pub fn decided_at(&self) -> Option<Instant> {
        let rejected = self.rejection().map(|rejection| rejection.rejected_at);
        self.accepted_at().or(rejected)
    }

    /// When the ticket was no longer between the two: decided, taken back or expired.
    #[must_use]
    pub fn settled_at(&self) -> Option<Instant> {
        match self {
            Self::Withdrawn { withdrawn_at, .. } => Some(*withdrawn_at),
            Self::Expired { expired_at, .. } => Some(*expired_at),
            _ => self.decided_at(),
        }
    }

    /// When the last thing happened to it; `None` while it is only offered.
    fn latest(&self) -> Option<Instant> {
        match self {
            Self::Returned { returned_at, .. } => Some(*returned_at),
            _ => self.settled_at().or(self.acknowledged_at()),
        }
    }

    /// How it stood at an earlier instant: what happened later is undone. A ruling stands, for it is
    /// about what was right from the start.
    #[must_use]
    pub fn as_of(&self, at: Instant) -> Self {
        let acknowledged = self
            .acknowledged_at()
            .filter(|acknowledged| *acknowledged <= at);
        if let Self::Returned {
            acknowledged_at,
            accepted_at,
            returned_at,
        } = *self
            && accepted_at <= at
            && at < returned_at
        {
            return Self::Accepted {
                acknowledged_at,
                accepted_at,
            };
        }
        match self.settled_at() {
            Some(settled_at) if settled_at <= at => self.clone(),
            _ => match acknowledged {
                Some(acknowledged_at) => Self::Acknowledged { acknowledged_at },
                None => Self::Offered,
            },
        }
    }
}
