//! What an agreement promises about tickets: how soon, how often, whose waiting counts, how much.

use std::collections::BTreeMap;

use super::{PauseMatrix, Priority, PriorityMatrix, Target};
use crate::words;

/// What is promised about the tickets that an agreement covers (C7, C8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketTerms {
    /// How impact and urgency make a priority.
    pub priorities: PriorityMatrix,
    /// The promised times by priority; a priority without an entry is promised none.
    pub times: BTreeMap<Priority, TimeTargets>,
    /// The share of tickets that must be in time; `None` when that is only reported.
    pub compliance: Option<Target>,
    /// What holds for few tickets.
    pub sample: SampleRule,
    /// Which reason stops which clock.
    pub pauses: PauseMatrix,
    /// A ticket reopened within so many seconds continues its clock; `None` when each reopening is
    /// a new ticket.
    pub reopen_seconds: Option<i64>,
    /// What is promised about every handoff; `None` when nothing is.
    pub handoff: Option<HandoffTargets>,
}

/// The promised times of one priority, in seconds of agreed hours, at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TimeTargets {
    /// Until somebody has taken the ticket up; `None` when that is not promised.
    pub response_seconds: Option<i64>,
    /// Until the service is restored or the request fulfilled; `None` when that is not promised.
    pub resolution_seconds: Option<i64>,
}

/// What an agreement says about few cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SampleRule {
    /// Below so many cases the target does not apply; `None` when it always does.
    pub min_sample: Option<u64>,
    /// How many misses are allowed below it; `None` when there is no verdict then.
    pub allowed_misses: Option<u64>,
}

/// What the collaboration agreement promises about every handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HandoffTargets {
    /// At most so many seconds to acknowledge.
    pub ack_seconds: i64,
    /// At most so many seconds to accept or reject.
    pub decision_seconds: i64,
}

words! {
    /// What a workload limit counts.
    pub enum WorkloadMeasure {
        /// Incidents.
        Incidents = "INCIDENTS",
        /// Service requests.
        ServiceRequests = "SERVICE_REQUESTS",
        /// Changes.
        Changes = "CHANGES",
        /// Handoffs.
        Handoffs = "HANDOFFS",
    }
}

/// How much work the promises of an agreement hold for (ISO/IEC 20000-1, 8.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkloadLimit {
    /// What is counted.
    pub measure: WorkloadMeasure,
    /// At most so many in a calendar month of the agreement's zone.
    pub per_month: u64,
}

impl WorkloadLimit {
    /// How many of `count` in a month are beyond the limit.
    #[must_use]
    pub fn beyond(&self, count: u64) -> u64 {
        count.saturating_sub(self.per_month)
    }
}
