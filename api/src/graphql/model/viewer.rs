//! Who the bearer of the token is, and what the token may do: each line of the policy table, as it
//! holds for this token.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use federation::authority::{Mandate, policy};

use super::organization::Organization;
use super::word::{Deed, Extent, Role, Subject};
use crate::auth::Caller;
use crate::graphql::loader;
use crate::graphql::scalar::DateTime;

/// The bearer of the token of this request.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Viewer {
    /// The part that is played.
    role: Role,
    /// Who issued the token: its `iss`.
    issuer: String,
    /// Whom the token speaks for, as its issuer names them.
    subject: String,
    /// What the token may do, alphabetically: the scopes that this server knows, as far as its
    /// issuer may give them. Behind them `service:` and a code for each service that it is narrowed
    /// to, when it is: then whatever belongs to no such service looks as if it were not there.
    scopes: Vec<String>,
    /// When the token ends.
    expires_at: DateTime,
    #[graphql(skip)]
    organization_id: Option<federation::vocabulary::OrganizationId>,
    #[graphql(skip)]
    mandate: Mandate,
}

/// How far the token reads one subject.
#[derive(Clone, Debug, SimpleObject)]
pub struct ViewerRead {
    /// What is read.
    subject: Subject,
    /// How far this token reads it. NOTHING looks as if there were none.
    extent: Extent,
    /// How far its role reads it with the scope: where this is more than the extent, the scope is
    /// lacking.
    of_role: Extent,
    /// The scope that it needs.
    scope: String,
}

/// How far the token does one deed.
#[derive(Clone, Debug, SimpleObject)]
pub struct ViewerDeed {
    /// What is done.
    deed: Deed,
    /// For whom this token does it: for its own organization, for everyone, or not at all.
    extent: Extent,
    /// For whom its role does it with the scope: where this is more than the extent, the scope is
    /// lacking.
    of_role: Extent,
    /// The scope that it needs.
    scope: String,
}

impl From<&Caller> for Viewer {
    fn from(caller: &Caller) -> Self {
        let Caller {
            mandate,
            issuer,
            subject,
            organization: _,
            token_id: _,
            expires_at,
            request_id: _,
        } = caller;
        let actor = mandate.actor();
        Self {
            role: actor.role().into(),
            issuer: issuer.clone(),
            subject: subject.clone(),
            scopes: mandate.scopes().words(),
            expires_at: DateTime(*expires_at),
            organization_id: actor.organization(),
            mandate: mandate.clone(),
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

    /// How far the token reads each subject of the policy (docs/policy.md).
    async fn reads(&self) -> Vec<ViewerRead> {
        let (reach, role) = (self.mandate.reach(), self.mandate.actor().role());
        let read = |subject: &federation::authority::Subject| ViewerRead {
            subject: (*subject).into(),
            extent: reach.extent(*subject).into(),
            of_role: policy::may_read(role, *subject).into(),
            scope: policy::scope_to_read(*subject).to_string(),
        };
        policy::Subject::ALL.iter().map(read).collect()
    }

    /// How far the token does each deed of the policy (docs/policy.md).
    async fn deeds(&self) -> Vec<ViewerDeed> {
        let role = self.mandate.actor().role();
        let deed = |deed: &federation::authority::Deed| ViewerDeed {
            deed: (*deed).into(),
            extent: self.mandate.extent(*deed).into(),
            of_role: policy::may_do(role, *deed).into(),
            scope: policy::scope_to_do(*deed).to_string(),
        };
        policy::Deed::ALL.iter().map(deed).collect()
    }
}
