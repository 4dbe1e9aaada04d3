//! The claims of a token's payload, read strictly: a claim of the wrong kind is never converted,
//! and never taken for absent.

use chrono::{DateTime, Utc};
use federation::authority::{Role, Scopes};
use federation::vocabulary::Code;
use serde_json::{Map, Value};

use super::fault::TokenFault;
use super::jwt::TokenPolicy;
use super::keys::TrustedIssuer;

/// What a genuine token says. Only [`super::Verifier::verify`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedToken {
    /// Who issued it: `iss`.
    pub issuer: String,
    /// Whom it speaks for, unique at its issuer: `sub`.
    pub subject: String,
    /// Its own name: `jti`.
    pub token_id: String,
    /// The part its bearer plays: `role`, or what the issuer is bound to.
    pub role: Role,
    /// The organization it is played for: `organization`, or what the issuer is bound to; `None`
    /// for roles without one.
    pub organization: Option<Code>,
    /// What it gives leave to: `scope`.
    pub scopes: Scopes,
    /// When it ends: `exp`.
    pub expires_at: DateTime<Utc>,
}

const SUBJECT_LENGTH_MAX: usize = 255;

/// Reads the claims of a payload whose signature was checked.
pub(super) fn read(
    claims: &Map<String, Value>,
    issuer: &TrustedIssuer,
    policy: &TokenPolicy,
    now: DateTime<Utc>,
) -> Result<VerifiedToken, TokenFault> {
    check_audience(claims, issuer.audience())?;
    let expires_at = check_times(claims, policy, now.timestamp())?;
    let role = role(claims, issuer)?;
    Ok(VerifiedToken {
        issuer: issuer.name().to_owned(),
        subject: name(claims, "sub")?.to_owned(),
        token_id: name(claims, "jti")?.to_owned(),
        role,
        organization: organization(claims, issuer, role)?,
        scopes: scopes(claims)?,
        expires_at,
    })
}

fn bad(claim: &'static str, why: impl Into<String>) -> TokenFault {
    TokenFault::BadClaim {
        claim,
        why: why.into(),
    }
}

fn name<'c>(claims: &'c Map<String, Value>, claim: &'static str) -> Result<&'c str, TokenFault> {
    match claims.get(claim) {
        None => Err(bad(claim, "is missing")),
        Some(Value::String(text)) => {
            let lawful = !text.is_empty()
                && text.len() <= SUBJECT_LENGTH_MAX
                && !text.chars().any(char::is_control);
            if lawful {
                Ok(text)
            } else {
                let why = format!("is not 1 to {SUBJECT_LENGTH_MAX} bytes of visible text");
                Err(bad(claim, why))
            }
        }
        Some(_) => Err(bad(claim, "is not a text")),
    }
}

fn check_audience(claims: &Map<String, Value>, audience: &str) -> Result<(), TokenFault> {
    let named = match claims.get("aud") {
        Some(Value::String(text)) => text == audience,
        Some(Value::Array(list)) => list.iter().any(|item| item == audience),
        Some(_) | None => false,
    };
    if named {
        Ok(())
    } else {
        Err(TokenFault::WrongAudience(audience.to_owned()))
    }
}

/// The three instants of a token, compared as whole seconds. Beyond the year 9999 nothing is an
/// instant: milliseconds and infinities end here.
fn check_times(
    claims: &Map<String, Value>,
    policy: &TokenPolicy,
    now: i64,
) -> Result<DateTime<Utc>, TokenFault> {
    let leeway = policy.leeway_seconds;
    let expires = seconds(claims, "exp")?.ok_or_else(|| bad("exp", "is missing"))?;
    let issued = seconds(claims, "iat")?.ok_or_else(|| bad("iat", "is missing"))?;
    let begins = seconds(claims, "nbf")?;
    if now - expires >= leeway {
        return Err(TokenFault::Expired {
            seconds: now - expires,
            leeway,
        });
    }
    let starts = [("nbf", begins), ("iat", Some(issued))];
    for (claim, instant) in starts {
        let ahead = instant.map_or(0, |instant| instant - now);
        if ahead > leeway {
            return Err(TokenFault::NotYet {
                claim,
                seconds: ahead,
                leeway,
            });
        }
    }
    if expires - issued > policy.life_seconds_max {
        return Err(TokenFault::LivesTooLong {
            seconds: expires - issued,
            seconds_max: policy.life_seconds_max,
        });
    }
    DateTime::from_timestamp(expires, 0).ok_or_else(|| bad("exp", "is not an instant"))
}

fn seconds(claims: &Map<String, Value>, claim: &'static str) -> Result<Option<i64>, TokenFault> {
    /// The end of the year 9999.
    const LAST: i64 = 253_402_300_799;
    let Some(value) = claims.get(claim) else {
        return Ok(None);
    };
    match value.as_i64() {
        Some(seconds) if (0..=LAST).contains(&seconds) => Ok(Some(seconds)),
        _ => Err(bad(
            claim,
            "is not a whole number of seconds from 1970 to 9999",
        )),
    }
}

fn role(claims: &Map<String, Value>, issuer: &TrustedIssuer) -> Result<Role, TokenFault> {
    if let Some(role) = issuer.role() {
        return Ok(role);
    }
    match claims.get("role") {
        None => Err(bad("role", "is missing")),
        Some(Value::String(word)) => match word.parse() {
            Ok(Role::Operator) => Err(bad("role", "is OPERATOR, which no token can be given")),
            Ok(role) => Ok(role),
            Err(_) => Err(bad(
                "role",
                "is none of AUDITOR, CUSTOMER, INTEGRATOR and SUPPLIER",
            )),
        },
        Some(_) => Err(bad("role", "is not a text")),
    }
}

fn organization(
    claims: &Map<String, Value>,
    issuer: &TrustedIssuer,
    role: Role,
) -> Result<Option<Code>, TokenFault> {
    if role.organization_kind().is_none() {
        return Ok(None);
    }
    if let Some(code) = issuer.organization() {
        return Ok(Some(code.clone()));
    }
    match claims.get("organization") {
        None => Err(TokenFault::NoOrganization("is missing")),
        Some(Value::String(code)) => code
            .parse()
            .map(Some)
            .map_err(|_| TokenFault::NoOrganization("is not a code")),
        Some(_) => Err(TokenFault::NoOrganization("is not a single text")),
    }
}

fn scopes(claims: &Map<String, Value>) -> Result<Scopes, TokenFault> {
    match claims.get("scope") {
        None => Ok(Scopes::default()),
        Some(Value::String(words)) => Ok(Scopes::parse(words)),
        Some(_) => Err(bad("scope", "is not a text of words separated by blanks")),
    }
}
