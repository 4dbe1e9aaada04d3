//! Closed lists of the domain about credits, handoffs and what counts.

use async_graphql::Enum;

/// How badly a level was missed.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::credit::KpiFailureSeverity")]
pub enum KpiFailureSeverity {
    /// A little.
    Minor,
    /// Clearly.
    Serious,
    /// Badly.
    Severe,
    /// Beyond what the agreement tolerates at all.
    BelowThreshold,
}

/// Whether missing a level costs money.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::credit::MeasurementSort")]
pub enum MeasurementSort {
    /// A critical service level: it bears credit.
    CriticalServiceLevel,
    /// A key measurement: it is reported, and bears none.
    KeyMeasurement,
}

/// Why a supplier is not liable for a failure.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::credit::Relief")]
pub enum Relief {
    /// The root cause is another supplier's.
    CausedByAnotherSupplier,
    /// The root cause is the customer's.
    CausedByCustomer,
}

/// Whether a verdict can still change.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::evaluation::VerdictStanding")]
pub enum VerdictStanding {
    /// However the dispute ends, the verdict is this.
    Final,
    /// The verdict depends on how the dispute ends.
    Provisional,
}

/// Whose time the transit between an offer and its settlement is.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::handoff::CustodyPolicy")]
pub enum CustodyPolicy {
    /// Nobody's: it is shown apart.
    Neutral,
    /// The sender's, until the receiver has taken the ticket. The default.
    SenderUntilAccept,
    /// The receiver's from the offer on; the sender's, if a rejection is upheld.
    ReceiverFromOffer,
}

/// Whether it is settled whose time it was.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::handoff::AttributionStatus")]
pub enum AttributionStatus {
    /// The service is restored first, and every rejection ruled upon; then it is decided.
    Pending,
    /// It is.
    Decided,
}

/// What can happen to a handoff.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::handoff::HandoffEventKind")]
pub enum HandoffEventKind {
    /// The receiver has seen it.
    Acknowledge,
    /// The receiver takes it; with that it is acknowledged.
    Accept,
    /// The receiver refuses it; with that it is acknowledged.
    Reject,
    /// The receiver that took it gives it back.
    Return,
    /// The sender takes it back.
    Withdraw,
    /// The time to decide is over.
    Expire,
    /// A recorded decision whether a rejection was right.
    Rule,
}

/// What became of a handoff.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::handoff::HandoffOutcome")]
pub enum HandoffOutcome {
    /// Nothing yet.
    Pending,
    /// It was taken.
    Accepted,
    /// It was refused.
    Rejected,
    /// It was taken, and given back.
    Returned,
    /// The sender took it back.
    Withdrawn,
    /// Nobody decided in time.
    Expired,
}

/// What an agreement makes of a maintenance window.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::WindowStatus")]
pub enum WindowStatus {
    /// Approved and announced in time: its agreed service time is excluded, up to the cap.
    Counted,
    /// Not approved: its downtime counts. Said first, whatever the notice was.
    NotApproved,
    /// Approved, but announced too late or never: its downtime counts.
    LateNotice,
}

/// Whether an outage counted, or why not. The first that holds is said.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::evaluation::OutageStanding")]
pub enum OutageStanding {
    /// Its component is not in the tree.
    NotInTopology,
    /// It lies outside the period.
    OutsidePeriod,
    /// It lies outside the agreed service time.
    OutsideServiceTime,
    /// All its agreed service time is excluded.
    Excluded,
    /// It made the service lose something.
    Counted,
    /// It is unknown time that only widens the bounds.
    Unknown,
    /// It is a degradation that counts as up.
    CountedAsUp,
    /// Redundancy kept the service whole, or others failed so that it made no difference.
    WithoutEffect,
}
