//! How well tickets find their way, over many of them (C9).

use std::collections::{BTreeMap, BTreeSet};

use super::{CustodyLedger, HandoffOutcome, TicketEnd};
use crate::vocabulary::{OrganizationId, Rational};

/// The refusals of one party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RejectionRate {
    /// All of them.
    pub rejections: u64,
    /// Those that were upheld; undecided ones are not.
    pub upheld: u64,
}

impl RejectionRate {
    /// Upheld / all; `None` of none.
    #[must_use]
    pub fn valid(&self) -> Option<Rational> {
        Rational::whole(self.upheld).checked_div(&Rational::whole(self.rejections))
    }

    fn add(&mut self, upheld: bool) {
        self.rejections += 1;
        self.upheld += u64::from(upheld);
    }
}

/// How well tickets find their way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routing {
    /// Tickets that were resolved.
    pub resolved: u64,
    /// Those that the first line resolved itself.
    pub resolved_by_first_line: u64,
    /// Tickets whose first offer has an outcome.
    pub first_offers: u64,
    /// Those whose first offer was taken, and not given back.
    pub first_offers_accepted: u64,
    /// The refusals that each sender met with: upheld ones were sent wrongly.
    pub rejections_by_sender: BTreeMap<OrganizationId, RejectionRate>,
    /// The refusals that each receiver made.
    pub rejections_by_receiver: BTreeMap<OrganizationId, RejectionRate>,
}

impl Routing {
    /// Push to front: resolved by the first line / resolved; `None` of none.
    #[must_use]
    pub fn push_to_front(&self) -> Option<Rational> {
        Rational::whole(self.resolved_by_first_line).checked_div(&Rational::whole(self.resolved))
    }

    /// First-time-right routing: first offers taken / first offers; `None` of none.
    #[must_use]
    pub fn first_time_right(&self) -> Option<Rational> {
        Rational::whole(self.first_offers_accepted).checked_div(&Rational::whole(self.first_offers))
    }
}

/// Counts how tickets found their way. A first offer that is still pending is neither right nor
/// wrong, and is left out.
#[must_use]
pub fn routing<'a>(
    tickets: impl IntoIterator<Item = &'a CustodyLedger>,
    first_line: &BTreeSet<OrganizationId>,
) -> Routing {
    let mut routing = Routing::default();
    for ticket in tickets {
        if let TicketEnd::Resolved(_) = ticket.end() {
            routing.resolved += 1;
            let by_first_line = ticket
                .holder()
                .is_some_and(|party| first_line.contains(&party));
            routing.resolved_by_first_line += u64::from(by_first_line);
        }
        let first = ticket
            .handoffs()
            .first()
            .map(|handoff| handoff.state.outcome());
        if let Some(outcome) = first.filter(|outcome| *outcome != HandoffOutcome::Pending) {
            routing.first_offers += 1;
            routing.first_offers_accepted += u64::from(outcome == HandoffOutcome::Accepted);
        }
        for handoff in ticket.handoffs() {
            let Some(rejection) = handoff.state.rejection() else {
                continue;
            };
            let upheld = rejection.upheld == Some(true);
            let senders = &mut routing.rejections_by_sender;
            senders.entry(handoff.sender).or_default().add(upheld);
            let receivers = &mut routing.rejections_by_receiver;
            receivers.entry(handoff.receiver).or_default().add(upheld);
        }
    }
    routing
}
