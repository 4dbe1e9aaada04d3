//! Closed lists of the domain as GraphQL enums. Reports, series and trends.

use async_graphql::Enum;

/// Whether there is an error budget at all.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::evaluation::BudgetState")]
pub enum BudgetState {
    /// There is one.
    Ok,
    /// A target of 100 % or no service time leaves none.
    NoBudget,
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

/// What became of a submitted row.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::intake::submission::RowStatus")]
pub enum RowStatus {
    /// It is stored.
    Accepted,
    /// The same was there already: no failure.
    Duplicate,
    /// It is not stored; its problems say why.
    Rejected,
    /// Nothing is wrong with it, but an ATOMIC batch was refused for another row.
    NotStored,
}

/// The calendar period of each point of a series, in the zone of the agreement in force in it.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::report::SeriesStep")]
pub enum SeriesStep {
    /// A local day.
    Day,
    /// A week from Monday on, numbered as ISO 8601 does.
    Week,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
}

/// What happens to a batch of which some rows are refused.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::incident::SubmissionMode")]
pub enum SubmissionMode {
    /// Nothing is stored unless every row can be.
    Atomic,
    /// What can be stored is stored.
    BestEffort,
}

/// Which months a trend is made of.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::report::TrendBasis")]
pub enum TrendBasis {
    /// Only frozen ones, which the parties agree to be final: the contractual trend.
    Frozen,
    /// All that are over, also those that late or corrected data can still change.
    Ended,
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

/// Which end of a stretch a local time stands for: the two differ when it occurs twice.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::time::WindowEdge")]
pub enum WindowEdge {
    /// A start takes the first occurrence.
    Start,
    /// An end takes the last occurrence.
    End,
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

/// What of the integrator is measured.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::report::IntegratorMeasure")]
pub enum IntegratorMeasure {
    /// Services whose promise to the customer was kept, of those judged.
    ServicesMet,
    /// Services whose promise was not kept, of those judged.
    ServicesBreached,
    /// Services of which unknown time decides, of those judged.
    ServicesIndeterminate,
    /// Seconds of downtime that no agreement covers, of all downtime.
    UnownedDowntime,
    /// Dependencies that nobody promised for some of the period, of all dependencies.
    DependenciesWithoutAgreement,
    /// Customer agreements that the agreements underneath carry, of all in force.
    AgreementsAligned,
    /// Customer agreements that are carried only if things fall favourably, of all in force.
    AgreementsAtRisk,
    /// Customer agreements that are not carried, of all in force.
    AgreementsMisaligned,
    /// Months of services with every supplier green and the service red, of all months judged.
    WatermelonPeriods,
    /// Maintenance windows that were not excluded because they were notified too late, of all
    /// that were looked at.
    MaintenanceNotifiedLate,
    /// Seconds of service time in which unknown states make a difference, of all service time.
    UnknownTime,
    /// Components that the integrator delivers itself, of all that services depend on: there it
    /// judges itself.
    OwnComponents,
    /// Tickets that went to the right supplier at first, of all.
    RoutingAccuracy,
    /// How long handoffs wait at the integrator.
    HandoffLatency,
    /// How long disputes have been open.
    DisputeAgeing,
}

/// Whether a measure has a value.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::report::MeasureState")]
pub enum MeasureState {
    /// It has one.
    Ok,
    /// The data for it are missing.
    NoData,
}
