//! `concordat token revoke` and `concordat token revocations`: tokens taken back before their end.

use clap::{ArgGroup, Args};
use federation::authority::{Mandate, RevokedTokens, TokenRevocation};
use federation::intake::revocation::RawRevocation;
use federation::time::Instant;
use serde_json::{Value, json};

use super::instant;
use crate::cli::installation::{OPERATOR, block_on, open};
use crate::cli::{Exit, Failure, Terminal};
use crate::settings::Settings;
use crate::workflow::revocation::{self, Answer};

/// Which tokens to revoke.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("tokens").required(true).args(["jti", "subject"])))]
pub struct RevokeArgs {
    /// The exact name of the issuer
    #[arg(long)]
    pub issuer: String,
    /// The jti of one token
    #[arg(long)]
    pub jti: Option<String>,
    /// The sub of all tokens of a subject
    #[arg(long)]
    pub subject: Option<String>,
    /// The last second in which those were issued, RFC 3339; the present if absent, with the
    /// difference that clocks may have
    #[arg(long, value_name = "INSTANT", requires = "subject", value_parser = parse_instant)]
    pub issued_until: Option<Instant>,
    /// Why, in words for people
    #[arg(long)]
    pub reason: Option<String>,
}

/// Runs `concordat token revoke`.
pub(super) fn revoke(
    args: &RevokeArgs,
    settings: &Settings,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    let RevokeArgs {
        issuer,
        jti,
        subject,
        issued_until,
        reason,
    } = args;
    let raw = RawRevocation {
        issuer: issuer.clone(),
        token_id: jti.clone(),
        subject: subject.clone(),
        issued_until: *issued_until,
        reason: reason.clone(),
    };
    let answer = block_on(async {
        let app = open(settings).await?;
        Ok(revocation::revoke(&app, &Mandate::operator(), OPERATOR, raw).await?)
    })?;
    match answer {
        Answer::Revoked(revocation) => {
            let text = format!("revoked {}", line(&revocation));
            terminal.print(
                &json!({"revoked": object(&revocation), "problems": []}),
                &text,
            )?;
            Ok(Exit::Ok)
        }
        Answer::Refused(problems) => {
            if terminal.json {
                terminal.print(&json!({"revoked": null, "problems": problems}), "")?;
            } else {
                for problem in &problems {
                    eprintln!("{problem}");
                }
            }
            Ok(Exit::Usage)
        }
    }
}

/// Runs `concordat token revocations`.
pub(super) fn list(settings: &Settings, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let revocations = block_on(async {
        let app = open(settings).await?;
        Ok(revocation::list(&app, &Mandate::operator()).await?)
    })?;
    let text: Vec<String> = revocations.iter().map(line).collect();
    let text = if text.is_empty() {
        "nothing is revoked".to_owned()
    } else {
        text.join("\n")
    };
    let objects: Vec<Value> = revocations.iter().map(object).collect();
    terminal.print(&json!({"revocations": objects}), &text)?;
    Ok(Exit::Ok)
}

fn line(revocation: &TokenRevocation) -> String {
    let TokenRevocation {
        issuer,
        tokens,
        reason,
        revoked_at,
        revoked_by,
    } = revocation;
    let tokens = match tokens {
        RevokedTokens::Token { token_id } => format!("the token {token_id:?}"),
        RevokedTokens::Subject {
            subject,
            issued_until,
        } => format!("the tokens of {subject:?} issued until {issued_until}"),
    };
    let reason = reason.as_deref().unwrap_or("no reason given");
    format!(
        "{tokens} of {issuer}, at {} by {revoked_by}: {reason}",
        instant(*revoked_at)
    )
}

fn object(revocation: &TokenRevocation) -> Value {
    let TokenRevocation {
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
        } => (None, Some(subject), Some(issued_until.to_string())),
    };
    json!({
        "issuer": issuer,
        "tokenId": token_id,
        "subject": subject,
        "issuedUntil": issued_until,
        "reason": reason,
        "revokedAt": instant(*revoked_at),
        "revokedBy": revoked_by,
    })
}

fn parse_instant(text: &str) -> Result<Instant, String> {
    Instant::parse(text).map_err(|error| error.to_string())
}
