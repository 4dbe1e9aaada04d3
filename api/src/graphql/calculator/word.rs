//! Closed lists of the domain about tickets, promises and credits, as a query gives and gets them.
//! Each is spelled as the domain spells it, and converts both ways.

mod settlement;

use async_graphql::Enum;

pub use settlement::{
    AttributionStatus, CustodyPolicy, HandoffEventKind, HandoffOutcome, KpiFailureSeverity,
    MeasurementSort, OutageStanding, Relief, VerdictStanding, WindowStatus,
};

/// The sides of a clock that pauses look at: whose promise it measures.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::ClockSide")]
pub enum ClockSide {
    /// The promise to the customer.
    CustomerFacing,
    /// The promise of one supplier.
    Supplier,
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

/// How a percentile is read between values.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::evaluation::PercentileMethod")]
pub enum PercentileMethod {
    /// The value at rank ceil(p n), at least the first. The default.
    NearestRank,
    /// At position (n - 1) p, in a straight line between the two values around it.
    Linear,
}

/// Whether supplier agreements carry a customer agreement, from best to worst.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::alignment::AlignmentStatus")]
pub enum AlignmentStatus {
    /// They carry it even if everything falls as badly as it can.
    Aligned,
    /// They carry it only if failures fall favourably.
    AtRisk,
    /// They do not carry it.
    Misaligned,
}

/// What a step of a chain takes time for.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::agreement::alignment::ChainStepKind")]
pub enum ChainStepKind {
    /// Working on the ticket.
    Work,
    /// Acknowledging a handoff.
    Ack,
}

/// Which end of a stretch a local time stands for: the two differ when it occurs twice.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::time::WindowEdge")]
pub enum WindowEdge {
    /// A start takes the first occurrence.
    Start,
    /// An end takes the last occurrence.
    End,
}

/// Whether there is an error budget at all.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::evaluation::BudgetState")]
pub enum BudgetState {
    /// There is one.
    Ok,
    /// A target of 100 % or no service time leaves none.
    NoBudget,
}

/// Whether there is a trend.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::evaluation::TrendState")]
pub enum TrendState {
    /// There is one.
    Ok,
    /// Fewer than 3 points carry none.
    TooFewPoints,
}

/// What a trend says about the next period: a forecast, never a verdict.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrendForecast {
    /// The next value would meet the target.
    ForecastOk,
    /// The next value would miss the target.
    ForecastBreach,
}

impl From<federation::evaluation::TrendForecast> for TrendForecast {
    fn from(forecast: federation::evaluation::TrendForecast) -> Self {
        match forecast {
            federation::evaluation::TrendForecast::Ok => Self::ForecastOk,
            federation::evaluation::TrendForecast::Breach => Self::ForecastBreach,
        }
    }
}
