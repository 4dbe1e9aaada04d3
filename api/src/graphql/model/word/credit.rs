//! Closed lists of the domain as GraphQL enums. Service credits and what decides them.

use async_graphql::Enum;

/// What became of a credit.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::report::CreditStatus")]
pub enum CreditStatus {
    /// Nothing is given back: the promise was kept, or the miss lies in no band.
    NotDue,
    /// It is given back.
    Due,
    /// Not decided yet: the month is open, or unknown time decides. It bears nothing so far.
    Pending,
    /// A key measurement: it is reported, and bears nothing.
    ReportedOnly,
}

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
