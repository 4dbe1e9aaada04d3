//! Who sends a request: a verified token, joined with what the directory knows of its organization.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use federation::authority::{Actor, Mandate, RevocationList};
use federation::party::OrganizationKind;
use federation::vocabulary::{Code, OrganizationId};
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::check::Check;
use super::claims::VerifiedToken;
use super::fault::TokenFault;
use super::jwt::Verifier;
use super::revocation;
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

/// Knows which tokens were revoked. The store implements it.
pub trait Revocations: Send + Sync {
    /// The revocations in force at `now`, at most a minute old.
    fn list(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<Arc<RevocationList>, Unavailable>>;
}

/// The directory or the revocations cannot be asked at the moment.
#[derive(Debug, thiserror::Error)]
#[error("what is known of tokens and organizations cannot be asked")]
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
    revocations: Arc<dyn Revocations>,
    clock: Arc<dyn Clock>,
}

/// Why a token makes no caller.
#[derive(Debug, thiserror::Error)]
pub enum NoCaller {
    /// The token itself.
    #[error(transparent)]
    Token(#[from] TokenFault),
    /// Its organization.
    #[error("the catalogue has {0} organization for the role and organization of the token")]
    Party(NoParty),
    /// What is known of it cannot be asked.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Why a role cannot be played for an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoParty {
    /// There is no such organization.
    Unknown,
    /// It is of another kind.
    OfAnotherKind,
}

impl Authenticator {
    /// An authenticator that verifies by `verifier`, looks organizations up in `directory`, and
    /// tokens among the `revocations`.
    #[must_use]
    pub fn new(
        verifier: Verifier,
        directory: Arc<dyn Directory>,
        revocations: Arc<dyn Revocations>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            verifier: Arc::new(verifier),
            directory,
            revocations,
            clock,
        }
    }

    /// Fetches the keys of issuers that publish them, where they are due.
    pub async fn refresh_keys(&self) {
        self.verifier.refresh_keys(self.clock.now()).await;
    }

    /// Who the bearer of `token` is.
    ///
    /// # Errors
    /// `TOKEN_INVALID` and `NO_ORGANIZATION` for the token, `UNKNOWN_ORGANIZATION` and
    /// `WRONG_PARTY` for its organization, `AUTH_UNAVAILABLE` when that cannot be looked up.
    pub async fn caller(&self, token: &str, request_id: Uuid) -> Result<Caller, Error> {
        let (token, actor) = self
            .judge(token, self.clock.now())
            .await
            .map_err(|refused| {
                tracing::info!(%refused, "a token was refused");
                Error::from(refused)
            })?;
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

    /// What `token` says when everything about it is right at `now`, and who acts by it.
    ///
    /// # Errors
    /// [`NoCaller`]: the first thing that is wrong.
    pub async fn judge(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<(VerifiedToken, Actor), NoCaller> {
        let token = self.verifier.verify(token, now).await?;
        revocation::check(&*self.revocations.list(now).await?, &token)?;
        let organization = self.organization(&token).await?;
        let actor =
            Actor::new(token.role, organization).ok_or(TokenFault::NoOrganization("is missing"))?;
        Ok((token, actor))
    }

    async fn organization(
        &self,
        token: &VerifiedToken,
    ) -> Result<Option<OrganizationId>, NoCaller> {
        let (Some(code), Some(needed)) = (&token.organization, token.role.organization_kind())
        else {
            return Ok(None);
        };
        match self.directory.organization(code).await? {
            None => Err(NoCaller::Party(NoParty::Unknown)),
            Some((_, kind)) if kind != needed => Err(NoCaller::Party(NoParty::OfAnotherKind)),
            Some((id, _)) => Ok(Some(id)),
        }
    }
}

impl NoCaller {
    /// The check that found it; none when what is known could not be asked.
    #[must_use]
    pub fn check(&self) -> Option<Check> {
        match self {
            Self::Token(fault) => Some(fault.check()),
            Self::Party(_) => Some(Check::Party),
            Self::Unavailable(_) => None,
        }
    }

    /// What the client is told.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Token(fault) => fault.code(),
            Self::Party(NoParty::Unknown) => ErrorCode::UnknownOrganization,
            Self::Party(NoParty::OfAnotherKind) => ErrorCode::WrongParty,
            Self::Unavailable(_) => ErrorCode::AuthUnavailable,
        }
    }
}

impl std::fmt::Display for NoParty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unknown => "no",
            Self::OfAnotherKind => "another kind of",
        })
    }
}

impl From<NoCaller> for Error {
    fn from(refused: NoCaller) -> Self {
        let error = Self::of(refused.code());
        // A client is told the class; what is wrong with a token is for the log.
        match refused {
            NoCaller::Unavailable(cause) => error.because(cause),
            NoCaller::Token(_) | NoCaller::Party(_) => error,
        }
    }
}
