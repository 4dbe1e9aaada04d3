//! Whose time it is: custody is its holder's, and transit is whose the policy says.

use std::collections::BTreeMap;

use super::{CustodyHours, CustodyLedger, Holding, TicketEnd};
use crate::vocabulary::OrganizationId;
use crate::words;

words! {
    /// Whose time a transit is (C9).
    pub enum CustodyPolicy {
        /// Nobody's: it is shown apart.
        Neutral = "NEUTRAL",
        /// The sender's, until the receiver has taken the ticket. The default.
        SenderUntilAccept = "SENDER_UNTIL_ACCEPT",
        /// The receiver's from the offer on; the sender's, if a rejection is upheld.
        ReceiverFromOffer = "RECEIVER_FROM_OFFER",
    }
}

words! {
    /// Whether it is settled whose time it was.
    pub enum AttributionStatus {
        /// The service is restored first, and every rejection ruled upon; then it is decided.
        Pending = "PENDING",
        /// It is.
        Decided = "DECIDED",
    }
}

/// The time of each party of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustodyShares {
    /// Seconds on the wall, for every party that opened, sent or was to receive the ticket. With the
    /// transit of nobody they sum to the ticket's total.
    pub wall: BTreeMap<OrganizationId, i64>,
    /// Seconds of transit on the wall that are nobody's.
    pub wall_transit: i64,
    /// The seconds of them that count: inside the party's hours and outside pauses.
    pub counted: BTreeMap<OrganizationId, i64>,
    /// Seconds of transit that are nobody's, outside pauses of everyone.
    pub counted_transit: i64,
}

impl CustodyPolicy {
    /// Whose time a stretch is; `None` for nobody's.
    #[must_use]
    pub fn charged(self, holding: Holding) -> Option<OrganizationId> {
        match (holding, self) {
            (Holding::Custody { party }, _) => Some(party),
            (Holding::Transit { .. }, Self::Neutral) => None,
            (Holding::Transit { sender, .. }, Self::SenderUntilAccept) => Some(sender),
            (
                Holding::Transit {
                    sender,
                    receiver,
                    rejection_upheld,
                    ..
                },
                Self::ReceiverFromOffer,
            ) => Some(if rejection_upheld { sender } else { receiver }),
        }
    }
}

impl CustodyLedger {
    /// The time of each party by a policy (C9).
    #[must_use]
    pub fn shares(&self, policy: CustodyPolicy, hours: &CustodyHours) -> CustodyShares {
        let sent = self.handoffs().iter();
        let parties = sent.flat_map(|handoff| [handoff.sender, handoff.receiver]);
        let none: BTreeMap<OrganizationId, i64> = parties
            .chain([self.opened_by()])
            .map(|party| (party, 0))
            .collect();
        let mut shares = CustodyShares {
            wall: none.clone(),
            wall_transit: 0,
            counted: none,
            counted_transit: 0,
        };
        for segment in self.segments() {
            let charged = policy.charged(segment.holding);
            let counted_seconds = hours.counted_seconds(charged, segment.interval);
            let (wall, counted) = match charged {
                Some(party) => (
                    shares.wall.entry(party).or_default(),
                    shares.counted.entry(party).or_default(),
                ),
                None => (&mut shares.wall_transit, &mut shares.counted_transit),
            };
            *wall += segment.interval.seconds();
            *counted += counted_seconds;
        }
        shares
    }

    /// Whether it is settled whose time it was: fix first, argue later.
    #[must_use]
    pub fn attribution_status(&self) -> AttributionStatus {
        let mut rejections = self
            .handoffs()
            .iter()
            .filter_map(|handoff| handoff.state.rejection());
        let ruled = rejections.all(|rejection| rejection.upheld.is_some());
        match self.end() {
            TicketEnd::Resolved(_) if ruled => AttributionStatus::Decided,
            TicketEnd::Resolved(_) | TicketEnd::Open(_) => AttributionStatus::Pending,
        }
    }
}
