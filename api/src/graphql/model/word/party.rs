//! Closed lists of the domain as GraphQL enums. Who takes part, and what they submit.

use async_graphql::Enum;

/// The three layers of service integration and management.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::party::OrganizationKind")]
pub enum OrganizationKind {
    /// Receives services.
    Customer,
    /// Runs services end to end.
    ServiceIntegrator,
    /// Delivers components: a supplier.
    ServiceProvider,
}

/// What sort of supplier a service provider is (ISO/IEC 20000-1, 8.3.4).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::party::ProviderType")]
pub enum ProviderType {
    /// Another company, under contract.
    External,
    /// A part of the integrator's or customer's own organization.
    Internal,
    /// The customer itself, delivering a component.
    CustomerActingAsSupplier,
}

/// The part that the bearer of a token plays.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "federation::authority::Role")]
pub enum Role {
    /// Reads everything and changes nothing.
    Auditor,
    /// Receives services.
    Customer,
    /// Runs the services.
    Integrator,
    /// Runs this installation from its own machine.
    Operator,
    /// Delivers components.
    Supplier,
}
