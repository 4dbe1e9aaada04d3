//! Closed lists of the domain as GraphQL enums. Tickets: priority, clocks, pauses and handoffs.

use async_graphql::Enum;

/// Whether it is settled whose time it was.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::handoff::AttributionStatus")]
pub enum AttributionStatus {
    /// The service is restored first, and every rejection ruled upon; then it is decided.
    Pending,
    /// It is.
    Decided,
}

/// What a clock is for.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::ClockKind")]
pub enum ClockKind {
    /// Until somebody has taken the ticket up.
    Response,
    /// Until the service is restored or the request fulfilled.
    Resolution,
}

/// The sides of a clock that pauses look at: whose promise it measures.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::ClockSide")]
pub enum ClockSide {
    /// The promise to the customer.
    CustomerFacing,
    /// The promise of one supplier.
    Supplier,
}

/// How a clock stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::evaluation::clock::ClockState")]
pub enum ClockState {
    /// It runs, within its target.
    Running,
    /// A pause that counts stops it, within its target.
    Stopped,
    /// Work is promised, but no time: no verdict.
    BestEffort,
    /// Nothing is promised: no verdict.
    NoTarget,
    /// It ended within its target.
    Met,
    /// It went over its target, ended or not.
    Breached,
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

/// How much is hit: the impact of an incident.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::Impact")]
pub enum Impact {
    /// Much.
    High,
    /// Some.
    Medium,
    /// Little.
    Low,
}

/// What is remarkable about the pauses of a clock.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::evaluation::clock::PauseFlag")]
pub enum PauseFlag {
    /// Opened when little of the target was left.
    OpenedLate,
    /// Waiting for the customer ended without an entry of the customer's.
    EndedWithoutCustomer,
    /// More of the agreed hours was paused than is usual.
    LargeShare,
}

/// Why work on a ticket pauses.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::PauseReason")]
pub enum PauseReason {
    /// The customer has to answer or to do something.
    WaitingForCustomer,
    /// Another supplier has to do something.
    WaitingForSupplier,
    /// The next window for changes has to come.
    WaitingForChangeWindow,
    /// A date was agreed with the customer.
    AgreedDate,
    /// Nobody could have prevented it.
    ForceMajeure,
}

/// How a percentile is read between values.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::evaluation::PercentileMethod")]
pub enum PercentileMethod {
    /// The value at rank ceil(p n), at least the first. The default.
    NearestRank,
    /// At position (n - 1) p, in a straight line between the two values around it.
    Linear,
}

/// The order in which tickets are worked on.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::Priority")]
pub enum Priority {
    /// First.
    P1,
    /// Second.
    P2,
    /// Third.
    P3,
    /// Fourth.
    P4,
    /// Last.
    P5,
}

/// How soon it hurts: the urgency of an incident.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::Urgency")]
pub enum Urgency {
    /// At once.
    High,
    /// Soon.
    Medium,
    /// Later.
    Low,
}

/// What a workload limit counts.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::WorkloadMeasure")]
pub enum WorkloadMeasure {
    /// Incidents.
    Incidents,
    /// Service requests.
    ServiceRequests,
    /// Changes.
    Changes,
    /// Handoffs.
    Handoffs,
}
