//! The custody ledger: who held a ticket when, and when it was between two. Every second of the
//! ticket is in exactly one segment (C9).

use super::{Handoff, HandoffState};
use crate::time::{Instant, Interval};
use crate::vocabulary::{HandoffId, OrganizationId};

/// Up to where a ticket is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TicketEnd {
    /// It was resolved then.
    Resolved(Instant),
    /// It is not resolved by now.
    Open(Instant),
}

impl TicketEnd {
    /// The instant.
    #[must_use]
    pub fn instant(self) -> Instant {
        match self {
            Self::Resolved(at) | Self::Open(at) => at,
        }
    }
}

/// A stretch of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CustodySegment {
    /// When; never empty.
    pub interval: Interval,
    /// Where the ticket was.
    pub holding: Holding,
}

/// Where a ticket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holding {
    /// A party holds it.
    Custody {
        /// Who.
        party: OrganizationId,
    },
    /// It is offered, and neither taken nor refused.
    Transit {
        /// By which handoff.
        handoff: HandoffId,
        /// Who offers it.
        sender: OrganizationId,
        /// Who is to take it.
        receiver: OrganizationId,
        /// Whether it was refused, and the refusal upheld: then the offer was wrong.
        rejection_upheld: bool,
    },
}

/// The ledger of one ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustodyLedger {
    opened_at: Instant,
    opened_by: OrganizationId,
    end: TicketEnd,
    handoffs: Vec<Handoff>,
    segments: Vec<CustodySegment>,
    holder: Option<OrganizationId>,
}

/// Why handoffs do not make a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CustodyError {
    /// The sender does not hold the ticket.
    #[error("handoff {handoff} is offered by {sender}, but {holder} holds the ticket")]
    NotTheHolder {
        /// The handoff.
        handoff: HandoffId,
        /// Who offers the ticket.
        sender: OrganizationId,
        /// Who holds it.
        holder: OrganizationId,
    },
    /// The ticket is offered to the one who offers it.
    #[error("handoff {handoff} is offered to its sender")]
    ToItself {
        /// The handoff.
        handoff: HandoffId,
    },
    /// Offered before the ticket was opened, or while an earlier handoff was not settled.
    #[error("handoff {handoff} is offered at {offered_at}, before the ticket could be")]
    TooEarly {
        /// The handoff.
        handoff: HandoffId,
        /// When it was offered.
        offered_at: Instant,
    },
}

impl CustodyLedger {
    /// The ledger of a ticket, with its handoffs in any order, but for those offered at the same
    /// second, which stay in the order given. What happened to them after the end is
    /// left out, so that a ledger as of an earlier instant is what it was then.
    ///
    /// # Errors
    /// [`CustodyError`] when a ticket would be at two places, or offered by somebody without it.
    pub fn of(
        opened_at: Instant,
        opened_by: OrganizationId,
        end: TicketEnd,
        handoffs: &[Handoff],
    ) -> Result<Self, CustodyError> {
        let until = end.instant();
        let mut offered: Vec<Handoff> = handoffs
            .iter()
            .filter(|handoff| handoff.offered_at <= until)
            .map(|handoff| Handoff {
                state: handoff.state.as_of(until),
                ..handoff.clone()
            })
            .collect();
        offered.sort_by_key(|handoff| handoff.offered_at);

        let mut segments = Vec::with_capacity(2 * offered.len() + 1);
        let mut push = |start: Instant, end: Instant, holding: Holding| {
            let interval = Interval::new(start, end);
            if !interval.is_empty() {
                segments.push(CustodySegment { interval, holding });
            }
        };
        let (mut holder, mut held_from) = (Some(opened_by), opened_at);
        for handoff in &offered {
            let party = lawful_sender(handoff, holder, held_from)?;
            push(held_from, handoff.offered_at, Holding::Custody { party });
            let settled_at = handoff.state.settled_at();
            push(
                handoff.offered_at,
                settled_at.unwrap_or(until),
                handoff.transit(),
            );
            held_from = settled_at.unwrap_or(until);
            holder = match (settled_at, handoff.state.accepted_at()) {
                (None, _) => None,
                (Some(_), Some(_)) => Some(handoff.receiver),
                (Some(_), None) => Some(handoff.sender),
            };
        }
        if let Some(party) = holder {
            push(held_from, until, Holding::Custody { party });
        }
        Ok(Self {
            opened_at,
            opened_by,
            end,
            handoffs: offered,
            segments,
            holder,
        })
    }

    /// Who opened the ticket.
    #[must_use]
    pub fn opened_by(&self) -> OrganizationId {
        self.opened_by
    }

    /// Up to where the ticket is looked at.
    #[must_use]
    pub fn end(&self) -> TicketEnd {
        self.end
    }

    /// All of it, in seconds: what the segments sum to.
    #[must_use]
    pub fn total_seconds(&self) -> i64 {
        Interval::new(self.opened_at, self.end.instant()).seconds()
    }

    /// Its handoffs in the order of their offers, as they stood at the end.
    #[must_use]
    pub fn handoffs(&self) -> &[Handoff] {
        &self.handoffs
    }

    /// Custody and transit in time order, without gap or overlap.
    #[must_use]
    pub fn segments(&self) -> &[CustodySegment] {
        &self.segments
    }

    /// Who holds the ticket at the end; `None` while it is in transit.
    #[must_use]
    pub fn holder(&self) -> Option<OrganizationId> {
        self.holder
    }
}

impl Handoff {
    /// Where the ticket is between offer and decision.
    fn transit(&self) -> Holding {
        Holding::Transit {
            handoff: self.id,
            sender: self.sender,
            receiver: self.receiver,
            rejection_upheld: match &self.state {
                HandoffState::Rejected { rejection, .. } => rejection.upheld == Some(true),
                _ => false,
            },
        }
    }
}

/// The holder who offers the ticket, when the offer is lawful.
fn lawful_sender(
    handoff: &Handoff,
    holder: Option<OrganizationId>,
    held_from: Instant,
) -> Result<OrganizationId, CustodyError> {
    let id = handoff.id;
    if handoff.receiver == handoff.sender {
        return Err(CustodyError::ToItself { handoff: id });
    }
    match holder {
        Some(holder) if handoff.offered_at >= held_from => match holder == handoff.sender {
            true => Ok(holder),
            false => Err(CustodyError::NotTheHolder {
                handoff: id,
                sender: handoff.sender,
                holder,
            }),
        },
        _ => Err(CustodyError::TooEarly {
            handoff: id,
            offered_at: handoff.offered_at,
        }),
    }
}
