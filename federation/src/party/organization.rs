//! An organization and the part it plays.

use crate::vocabulary::{Code, OrganizationId, Text};
use crate::words;

/// A customer, the service integrator, or a supplier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Its identifier.
    pub id: OrganizationId,
    /// Its code, unique among organizations.
    pub code: Code,
    /// Its name.
    pub name: Text,
    /// The part it plays.
    pub kind: OrganizationKind,
    /// For a supplier: what sort of supplier it is; `None` for the others.
    pub provider_type: Option<ProviderType>,
    /// For a sub-supplier: the lead supplier that it is subcontracted to.
    pub subcontracted_to: Option<OrganizationId>,
}

impl Organization {
    /// The longest name, in characters.
    pub const NAME_LENGTH_MAX: usize = 200;
}

words! {
    /// The three layers of service integration and management.
    pub enum OrganizationKind {
        /// Receives services and signs for them.
        Customer = "CUSTOMER",
        /// Runs services end to end out of what suppliers deliver.
        ServiceIntegrator = "SERVICE_INTEGRATOR",
        /// Delivers components: a supplier.
        ServiceProvider = "SERVICE_PROVIDER",
    }
}

words! {
    /// What sort of supplier a service provider is (ISO/IEC 20000-1, 8.3.4).
    pub enum ProviderType {
        /// Another company, under contract.
        External = "EXTERNAL",
        /// A part of the integrator's or customer's own organization.
        Internal = "INTERNAL",
        /// The customer itself, delivering a component.
        CustomerActingAsSupplier = "CUSTOMER_ACTING_AS_SUPPLIER",
    }
}
