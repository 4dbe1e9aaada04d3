//! Who the bearer of the token is, and what the token may do.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};

use super::organization::Organization;
use super::word::Role;
use crate::auth::Caller;
use crate::graphql::loader;
use crate::graphql::scalar::DateTime;

/// The bearer of the token of this request.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Viewer {
    /// The part that is played.
    role: Role,
    /// Whom the token speaks for, as its issuer names them.
    subject: String,
    /// What the token may do, alphabetically: the scopes that this server knows. Behind them
    /// `service:` and a code for each service that it is narrowed to, when it is: then whatever
    /// belongs to no such service looks as if it were not there.
    scopes: Vec<String>,
    /// When the token ends.
    expires_at: DateTime,
    #[graphql(skip)]
    organization_id: Option<federation::vocabulary::OrganizationId>,
}

impl From<&Caller> for Viewer {
    fn from(caller: &Caller) -> Self {
        let actor = caller.mandate.actor();
        Self {
            role: actor.role().into(),
            subject: caller.subject.clone(),
            scopes: caller.mandate.scopes().words(),
            expires_at: DateTime(caller.expires_at),
            organization_id: actor.organization(),
        }
    }
}

#[ComplexObject]
impl Viewer {
    /// The organization that the part is played for. Null for an auditor, and without the scope
    /// catalogue:read.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        match self.organization_id {
            Some(id) => loader::organization(ctx, id).await,
            None => Ok(None),
        }
    }
}
