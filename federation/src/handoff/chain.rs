//! How a ticket went round: hops, ping-pong, revisits (C9).

use std::collections::BTreeSet;

use super::CustodyLedger;
use crate::vocabulary::OrganizationId;

/// The way of a ticket through its holders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustodyChain {
    /// Who opened it, and whoever took it after that.
    pub holders: Vec<OrganizationId>,
    /// Handoffs that were taken.
    pub hops: usize,
    /// Handoffs that were refused.
    pub rejections: usize,
    /// How often it came straight back: holders equal to the one two before and unlike the last one.
    pub ping_pong: usize,
    /// The same where a refusal counts as a visit at the receiver and back.
    pub ping_pong_with_rejected_visits: usize,
    /// How often it came to somebody who had it before: hops + 1 - distinct holders.
    pub revisits: usize,
}

/// From where on a ticket is said to go in circles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LoopLimits {
    /// So much ping-pong.
    pub ping_pong_min: usize,
    /// So many revisits.
    pub revisits_min: usize,
}

impl Default for LoopLimits {
    /// Two of either.
    fn default() -> Self {
        Self {
            ping_pong_min: 2,
            revisits_min: 2,
        }
    }
}

impl CustodyChain {
    /// Whether the ticket went in circles.
    #[must_use]
    pub fn goes_in_circles(&self, limits: LoopLimits) -> bool {
        self.ping_pong >= limits.ping_pong_min || self.revisits >= limits.revisits_min
    }
}

impl CustodyLedger {
    /// The way of the ticket through its holders.
    #[must_use]
    pub fn chain(&self) -> CustodyChain {
        let mut holders = vec![self.opened_by()];
        let mut visits = holders.clone();
        let mut rejections = 0;
        for handoff in self.handoffs() {
            if handoff.state.accepted_at().is_some() {
                holders.push(handoff.receiver);
                visits.push(handoff.receiver);
            } else if handoff.state.rejection().is_some() {
                rejections += 1;
                visits.extend([handoff.receiver, handoff.sender]);
            }
        }
        let distinct: BTreeSet<_> = holders.iter().collect();
        CustodyChain {
            hops: holders.len() - 1,
            rejections,
            ping_pong: ping_pong(&holders),
            ping_pong_with_rejected_visits: ping_pong(&visits),
            revisits: holders.len() - distinct.len(),
            holders,
        }
    }
}

fn ping_pong(holders: &[OrganizationId]) -> usize {
    let threes = holders.windows(3);
    threes
        .filter(|three| three[2] == three[0] && three[2] != three[1])
        .count()
}
