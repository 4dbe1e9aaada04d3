//! Leave to write, as a value: every write in the store asks for one.

use super::{Actor, Deed};
use crate::vocabulary::OrganizationId;

/// Something that changes rows, with what the leave depends on.
pub trait Action {
    /// Its line in the policy table.
    const DEED: Deed;

    /// The organization that it is done for, where the table says `OWN`.
    fn organization(&self) -> Option<OrganizationId>;
}

/// Changing the service model by a catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApplyCatalogue;

impl Action for ApplyCatalogue {
    const DEED: Deed = Deed::ApplyCatalogue;

    fn organization(&self) -> Option<OrganizationId> {
        None
    }
}

/// Revoking access tokens before their end, of whatever organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevokeToken;

impl Action for RevokeToken {
    const DEED: Deed = Deed::RevokeToken;

    fn organization(&self) -> Option<OrganizationId> {
        None
    }
}

/// Submitting performance data of a supplier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubmitPerformance {
    /// The supplier whose data it is.
    pub supplier: OrganizationId,
}

impl Action for SubmitPerformance {
    const DEED: Deed = Deed::SubmitPerformance;

    fn organization(&self) -> Option<OrganizationId> {
        Some(self.supplier)
    }
}

/// Proof that an action was permitted. Only [`super::Mandate::permit`] makes one.
#[derive(Debug)]
pub struct Pass<A> {
    by: Actor,
    action: A,
}

impl<A: Action> Pass<A> {
    pub(super) fn new(by: Actor, action: A) -> Self {
        Self { by, action }
    }

    /// Who acts.
    #[must_use]
    pub fn by(&self) -> Actor {
        self.by
    }

    /// What was permitted.
    #[must_use]
    pub fn action(&self) -> &A {
        &self.action
    }
}
