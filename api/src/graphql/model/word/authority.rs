//! Closed lists of the domain as GraphQL enums. What can be read and done, and how far.

use async_graphql::Enum;

/// What can be read. docs/policy.md says how far each role may.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::authority::Subject")]
pub enum Subject {
    /// Whether supplier agreements carry a customer agreement.
    Alignment,
    /// Customer-facing service level agreements.
    CustomerAgreement,
    /// Agreements between the integrator and its suppliers, and between suppliers.
    SupplierAgreement,
    /// Service components.
    Component,
    /// A component judged under its supplier's own agreement.
    ComponentReport,
    /// What a missed credit-bearing level costs the integrator, and what of it suppliers bear.
    CreditExposure,
    /// What an agreement gives back for missed months.
    CreditStatement,
    /// A component's report under other assumptions.
    ComponentSimulation,
    /// The tree of gates and components of a service.
    DependencyTree,
    /// When, how much and by which components a service was down.
    DowntimeInterval,
    /// How lost time is shared among suppliers.
    Attribution,
    /// How well the integrator itself does.
    IntegratorScorecard,
    /// Planned maintenance.
    MaintenanceWindow,
    /// Organizations.
    Organization,
    /// Outages as submitted.
    Outage,
    /// Services.
    Service,
    /// The end-to-end figure and verdict of a service.
    ServiceReport,
    /// The end-to-end report of a service under other assumptions.
    ServiceSimulation,
    /// Batches of performance data.
    Submission,
    /// The end-to-end report of a service with another tree, or without outages or components of
    /// suppliers.
    SupplySimulation,
    /// Downtime that no supplier's agreement covers.
    UncoveredTime,
}

/// What can be done that changes something.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::authority::Deed")]
pub enum Deed {
    /// Change the service model by a catalogue.
    ApplyCatalogue,
    /// Revoke access tokens before their end.
    RevokeToken,
    /// Submit performance data for a supplier.
    SubmitPerformance,
}

/// How far something may be read or done.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::authority::Extent")]
pub enum Extent {
    /// Not at all: it looks as if there were none.
    Nothing,
    /// What belongs to the organization of the token.
    Own,
    /// What the organization of the token takes part in: for a supplier the services that its
    /// components support, for a customer what its services are made of.
    Related,
    /// All of it.
    Everything,
}
