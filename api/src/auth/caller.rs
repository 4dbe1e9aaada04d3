//! Who sends a request: a verified token, joined with what the directory knows of its organization.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use federation::authority::{Actor, Mandate};
use federation::party::OrganizationKind;
use federation::vocabulary::{Code, OrganizationId};
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::claims::VerifiedToken;
use super::jwt::Verifier;
use crate::clock::Clock;
use crate::error::{Error, ErrorCode};

/// Knows the organizations by their codes. The store implements it.
pub trait Directory: Send + Sync {
    /// The organization with this code; `None` when there is none.
    fn organization<'a>(
        &'a self,
        code: &'a Code,
    ) -> BoxFuture<'a, Result<Option<(OrganizationId, OrganizationKind)>, Unavailable>>;
}

/// The directory cannot be asked at the moment.
#[derive(Debug, thiserror::Error)]
#[error("the directory of organizations cannot be asked")]
pub struct Unavailable(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Someone who sent a request, known for certain.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The actor and the scopes: where every leave comes from.
    pub mandate: Mandate,
    /// Who issued the token.
    pub issuer: String,
    /// Whom the token speaks for, unique at its issuer.
    pub subject: String,
    /// The code of the organization that the role is played for.
    pub organization: Option<Code>,
    /// The name of the token.
    pub token_id: String,
    /// When the token ends.
    pub expires_at: DateTime<Utc>,
    /// The request, as it is named in the answer and in the log.
    pub request_id: Uuid,
}

/// Makes callers out of tokens.
#[derive(Clone)]
pub struct Authenticator {
    verifier: Arc<Verifier>,
    directory: Arc<dyn Directory>,
    clock: Arc<dyn Clock>,
}

impl Authenticator {
    /// An authenticator that verifies by `verifier` and looks organizations up in `directory`.
    #[must_use]
    pub fn new(verifier: Verifier, directory: Arc<dyn Directory>, clock: Arc<dyn Clock>) -> Self {
        Self {
            verifier: Arc::new(verifier),
            directory,
            clock,
        }
    }

    /// Who the bearer of `token` is.
    ///
    /// # Errors
    /// `TOKEN_INVALID` and `NO_ORGANIZATION` for the token, `UNKNOWN_ORGANIZATION` and
    /// `WRONG_PARTY` for its organization, `AUTH_UNAVAILABLE` when that cannot be looked up.
    pub async fn caller(&self, token: &str, request_id: Uuid) -> Result<Caller, Error> {
        let token = self
            .verifier
            .verify(token, self.clock.now())
            .map_err(|fault| {
                tracing::info!(%fault, "a token was refused");
                Error::of(fault.code())
            })?;
        let organization = self.organization(&token).await?;
        let actor = Actor::new(token.role, organization)
            .ok_or_else(|| Error::of(ErrorCode::NoOrganization))?;
        Ok(Caller {
            mandate: Mandate::new(actor, token.scopes),
            issuer: token.issuer,
            subject: token.subject,
            organization: token.organization,
            token_id: token.token_id,
            expires_at: token.expires_at,
            request_id,
        })
    }

    async fn organization(&self, token: &VerifiedToken) -> Result<Option<OrganizationId>, Error> {
        let (Some(code), Some(needed)) = (&token.organization, token.role.organization_kind())
        else {
            return Ok(None);
        };
        let found = self.directory.organization(code).await;
        match found.map_err(|cause| Error::of(ErrorCode::AuthUnavailable).because(cause))? {
            None => Err(Error::of(ErrorCode::UnknownOrganization)),
            Some((_, kind)) if kind != needed => Err(Error::of(ErrorCode::WrongParty)),
            Some((id, _)) => Ok(Some(id)),
        }
    }
}
