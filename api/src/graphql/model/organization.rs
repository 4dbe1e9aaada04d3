//! Organizations: customers, the service integrator, suppliers.

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};

use super::word::{OrganizationKind, ProviderType};
use crate::graphql::loader;
use crate::graphql::node::{Noun, global_id};

/// A customer, the service integrator, or a supplier. Suppliers see themselves, the integrator, and
/// their lead supplier and sub-suppliers; customers see themselves, the integrator and the suppliers
/// behind their services.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Organization {
    /// Global identifier.
    pub(in crate::graphql) id: ID,
    /// The code that files and other systems refer to it by.
    code: String,
    /// Its name.
    name: String,
    /// The part it plays.
    kind: OrganizationKind,
    /// For a supplier: what sort of supplier it is. Null for the others.
    provider_type: Option<ProviderType>,
    #[graphql(skip)]
    domain: federation::party::Organization,
}

impl From<federation::party::Organization> for Organization {
    fn from(domain: federation::party::Organization) -> Self {
        let federation::party::Organization {
            id,
            code,
            name,
            kind,
            provider_type,
            subcontracted_to: _,
        } = &domain;
        Self {
            id: global_id(Noun::Organization, *id),
            code: code.to_string(),
            name: name.to_string(),
            kind: (*kind).into(),
            provider_type: provider_type.map(Into::into),
            domain,
        }
    }
}

#[ComplexObject]
impl Organization {
    /// For a sub-supplier: the lead supplier that it is subcontracted to. Null when there is none,
    /// or when the reader may not see it.
    async fn subcontracted_to(&self, ctx: &Context<'_>) -> Result<Option<Self>> {
        match self.domain.subcontracted_to {
            Some(lead) => loader::organization(ctx, lead).await,
            None => Ok(None),
        }
    }
}
