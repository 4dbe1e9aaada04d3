//! The organizations of a service integration: customers, the service integrator, the suppliers.

mod organization;

pub use organization::{Organization, OrganizationKind, ProviderType};
