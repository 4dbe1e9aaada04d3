//! Who acts: a role, and for most roles the organization that it is played for.

use crate::party::OrganizationKind;
use crate::vocabulary::OrganizationId;
use crate::words;

words! {
    /// The parts that someone can play before this server.
    pub enum Role {
        /// Reads everything and changes nothing: the evidence for an audit.
        Auditor = "AUDITOR",
        /// Receives services: reads their end-to-end reports, never the contracts underneath.
        Customer = "CUSTOMER",
        /// Runs the services: reads and steers everything.
        Integrator = "INTEGRATOR",
        /// Runs this installation from its own machine, with the database in hand.
        Operator = "OPERATOR",
        /// Delivers components: submits and reads its own data, and nothing of its rivals.
        Supplier = "SUPPLIER",
    }
}

impl Role {
    /// The kind of organization that this role is played for; `None` for roles without one.
    #[must_use]
    pub fn organization_kind(self) -> Option<OrganizationKind> {
        match self {
            Self::Auditor | Self::Operator => None,
            Self::Customer => Some(OrganizationKind::Customer),
            Self::Integrator => Some(OrganizationKind::ServiceIntegrator),
            Self::Supplier => Some(OrganizationKind::ServiceProvider),
        }
    }
}

/// Someone who acts, known for certain: from a verified token, or from the local machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// An auditor.
    Auditor,
    /// A customer's member.
    Customer(OrganizationId),
    /// A member of the service integrator.
    Integrator(OrganizationId),
    /// The operator of this installation, from its command line.
    Operator,
    /// A supplier's member or machine.
    Supplier(OrganizationId),
}

impl Actor {
    /// The actor that plays `role` for `organization`; `None` when the role needs one that is absent.
    #[must_use]
    pub fn new(role: Role, organization: Option<OrganizationId>) -> Option<Self> {
        match role {
            Role::Auditor => Some(Self::Auditor),
            Role::Customer => organization.map(Self::Customer),
            Role::Integrator => organization.map(Self::Integrator),
            Role::Operator => Some(Self::Operator),
            Role::Supplier => organization.map(Self::Supplier),
        }
    }

    /// The role that is played.
    #[must_use]
    pub fn role(self) -> Role {
        match self {
            Self::Auditor => Role::Auditor,
            Self::Customer(_) => Role::Customer,
            Self::Integrator(_) => Role::Integrator,
            Self::Operator => Role::Operator,
            Self::Supplier(_) => Role::Supplier,
        }
    }

    /// The organization that it is played for.
    #[must_use]
    pub fn organization(self) -> Option<OrganizationId> {
        match self {
            Self::Auditor | Self::Operator => None,
            Self::Customer(id) | Self::Integrator(id) | Self::Supplier(id) => Some(id),
        }
    }
}
