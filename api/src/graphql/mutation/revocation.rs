//! Revoking access tokens.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use federation::authority;
use federation::authority::RevokedTokens;
use federation::intake::revocation::RawRevocation;

use crate::graphql::context::Asker;
use crate::graphql::model::problem::Problem;
use crate::graphql::scalar::DateTime;
use crate::workflow::revocation::{self, Answer};

/// Which tokens to revoke: one by its name, or all of a subject.
#[derive(Debug, InputObject)]
pub struct RevokeTokenInput {
    /// The exact name of the issuer; one that this server trusts.
    issuer: String,
    /// The `jti` of one token.
    token_id: Option<String>,
    /// Or the `sub` of all tokens of a subject.
    subject: Option<String>,
    /// With a subject: the last second in which the tokens were issued. The present when absent,
    /// with the difference that clocks may have; never later than that.
    issued_until: Option<DateTime>,
    /// Why, in words for people, at most 2,000 bytes.
    reason: Option<String>,
}

/// Tokens that are accepted no longer. Seen by the integrator, who revoked them.
#[derive(Debug, SimpleObject)]
pub struct TokenRevocation {
    /// The exact name of the issuer.
    issuer: String,
    /// The `jti` of one token; null when it is of a subject.
    token_id: Option<String>,
    /// The `sub` of all tokens of a subject; null when it is of one token.
    subject: Option<String>,
    /// The last second in which tokens of the subject were issued that are revoked; null for one
    /// token.
    issued_until: Option<DateTime>,
    /// Why.
    reason: Option<String>,
    /// When it was decided.
    revoked_at: DateTime,
    /// By whom: the subject of a token, or the operator.
    revoked_by: String,
}

impl From<authority::TokenRevocation> for TokenRevocation {
    fn from(revocation: authority::TokenRevocation) -> Self {
        let authority::TokenRevocation {
            issuer,
            tokens,
            reason,
            revoked_at,
            revoked_by,
        } = revocation;
        let (token_id, subject, issued_until) = match tokens {
            RevokedTokens::Token { token_id } => (Some(token_id), None, None),
            RevokedTokens::Subject {
                subject,
                issued_until,
            } => (None, Some(subject), Some(issued_until.into())),
        };
        Self {
            issuer,
            token_id,
            subject,
            issued_until,
            reason,
            revoked_at: DateTime(revoked_at),
            revoked_by,
        }
    }
}

/// What became of the wish to revoke.
#[derive(Debug, SimpleObject)]
pub struct RevokeTokenPayload {
    /// The revocation in force; of a subject the one that reaches furthest. Null when it was refused.
    revocation: Option<TokenRevocation>,
    /// Why it was refused. When there is anything, nothing was revoked.
    problems: Vec<Problem>,
}

/// Revoking access tokens.
#[derive(Default)]
pub struct RevocationMutation;

#[Object]
impl RevocationMutation {
    /// Revokes one access token, or all tokens of a subject, before their end. This server refuses
    /// them at once, others on the same database within a minute. Doing it twice changes nothing,
    /// and nothing takes it back: a new token takes the place of the old one. Needs the scope
    /// token:revoke and the role INTEGRATOR.
    async fn revoke_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tokens.")] input: RevokeTokenInput,
    ) -> Result<RevokeTokenPayload> {
        let RevokeTokenInput {
            issuer,
            token_id,
            subject,
            issued_until,
            reason,
        } = input;
        let raw = RawRevocation {
            issuer,
            token_id,
            subject,
            issued_until: issued_until.map(DateTime::instant),
            reason,
        };
        let asker = Asker::of(ctx)?;
        let caller = asker.caller();
        let answer = revocation::revoke(asker.app(), &caller.mandate, &caller.subject, raw).await?;
        Ok(match answer {
            Answer::Revoked(revocation) => RevokeTokenPayload {
                revocation: Some(revocation.into()),
                problems: Vec::new(),
            },
            Answer::Refused(problems) => RevokeTokenPayload {
                revocation: None,
                problems: problems.into_iter().map(Into::into).collect(),
            },
        })
    }
}
