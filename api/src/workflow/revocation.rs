//! Access tokens are taken back before their end, and listed.

use chrono::TimeDelta;
use federation::authority::{Mandate, RevokeToken, TokenRevocation};
use federation::intake::revocation::{RawRevocation, parse};
use federation::time::Instant;
use federation::vocabulary::Problem;

use crate::app::App;
use crate::error::Error;

/// What became of a wish to revoke.
#[derive(Debug)]
pub enum Answer {
    /// It is in force: at once in this process, in others within a minute.
    Revoked(TokenRevocation),
    /// It was refused and left no trace.
    Refused(Vec<Problem>),
}

/// Revokes what `raw` names, and forgets revocations of tokens that have ended.
///
/// # Errors
/// `FORBIDDEN` or `INSUFFICIENT_SCOPE` when the mandate does not permit it, and faults of the store.
pub async fn revoke(
    app: &App,
    mandate: &Mandate,
    revoked_by: &str,
    raw: RawRevocation,
) -> Result<Answer, Error> {
    let pass = mandate.permit(RevokeToken)?;
    let trust = &app.trust;
    let now = app.clock.now();
    // What an issuer with a fast clock has just issued is revoked as well.
    let latest = Instant::from(now + TimeDelta::seconds(trust.leeway_seconds));
    let tokens = match parse(&raw, &trust.issuers, latest) {
        Ok(tokens) => tokens,
        Err(problems) => return Ok(Answer::Refused(problems)),
    };
    let RawRevocation { issuer, reason, .. } = raw;
    let revocation = TokenRevocation {
        issuer,
        tokens,
        reason,
        revoked_at: now,
        revoked_by: revoked_by.to_owned(),
    };
    let tx = app.store.write(&pass).await?;
    let ended = |old: &TokenRevocation| {
        old.needed_until(trust.life_seconds_max, trust.leeway_seconds) < now
    };
    tx.purge_revocations(ended).await?;
    let saved = tx.save_revocation(&revocation).await?;
    tx.commit().await?;
    app.revocations.forget();
    Ok(Answer::Revoked(saved))
}

/// Every revocation that is kept, the latest first.
///
/// # Errors
/// `FORBIDDEN` or `INSUFFICIENT_SCOPE` when the mandate does not permit it, and faults of the store.
pub async fn list(app: &App, mandate: &Mandate) -> Result<Vec<TokenRevocation>, Error> {
    mandate.permit(RevokeToken)?;
    Ok(app.store.token_revocations().await?)
}
