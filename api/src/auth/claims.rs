//! The claims of a token's payload, read strictly: a claim of the wrong kind is never converted,
//! and never taken for absent.

use chrono::{DateTime, Utc};
use federation::authority::{Role, Scopes};
use federation::vocabulary::Code;
use serde_json::{Map, Value};

use super::fault::TokenFault;
use super::issuer::TrustedIssuer;
use super::jwt::TokenPolicy;

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
    /// What it gives leave to: `scope`, as far as its issuer may give it.
    pub scopes: Scopes,
    /// When it was issued: `iat`.
    pub issued_at: DateTime<Utc>,
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
    let Times {
        issued_at,
        expires_at,
    } = check_times(claims, policy.leeway_seconds, now.timestamp())?;
    check_life(issued_at, expires_at, issuer.life_seconds_max())?;
    let role = role(claims, issuer)?;
    let organization = organization(claims, issuer, role)?;
    Ok(VerifiedToken {
        issuer: issuer.name().to_owned(),
        subject: name(claims, "sub")?.to_owned(),
        token_id: name(claims, "jti")?.to_owned(),
        role,
        organization,
        scopes: scopes(claims, issuer)?,
        issued_at,
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

struct Times {
    issued_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

/// The three instants of a token, compared as whole seconds. Beyond the year 9999 nothing is an
/// instant: milliseconds and infinities end here.
fn check_times(claims: &Map<String, Value>, leeway: i64, now: i64) -> Result<Times, TokenFault> {
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
    let instant = |claim, seconds| {
        DateTime::from_timestamp(seconds, 0).ok_or_else(|| bad(claim, "is not an instant"))
    };
    Ok(Times {
        issued_at: instant("iat", issued)?,
        expires_at: instant("exp", expires)?,
    })
}

fn check_life(
    issued_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    seconds_max: i64,
) -> Result<(), TokenFault> {
    let seconds = (expires_at - issued_at).num_seconds();
    if seconds > seconds_max {
        return Err(TokenFault::LivesTooLong {
            seconds,
            seconds_max,
        });
    }
    Ok(())
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

/// The role that the token says, or that its issuer is bound to. One that says another role than the
/// binding is refused: to rewrite it would be to guess what was meant.
fn role(claims: &Map<String, Value>, issuer: &TrustedIssuer) -> Result<Role, TokenFault> {
    let said = claims.get("role");
    let role = match (issuer.role(), said) {
        (Some(bound), None) => bound,
        (Some(bound), Some(said)) if said == bound.as_str() => bound,
        (Some(bound), Some(said)) => return Err(outside("role", said, bound.as_str())),
        (None, None) => return Err(bad("role", "is missing")),
        (None, Some(Value::String(word))) => match word.parse() {
            Ok(Role::Operator) => {
                return Err(bad("role", "is OPERATOR, which no token can be given"));
            }
            Ok(role) => role,
            Err(_) => {
                let why = "is none of AUDITOR, CUSTOMER, INTEGRATOR and SUPPLIER";
                return Err(bad("role", why));
            }
        },
        (None, Some(_)) => return Err(bad("role", "is not a text")),
    };
    // A role without an organization reads everyone's: it is beyond a binding to one.
    if let Some(bound) = issuer.organization()
        && role.organization_kind().is_none()
    {
        let said = Value::from(role.as_str());
        let bound = format!("a role of {bound}");
        return Err(outside("role", &said, &bound));
    }
    Ok(role)
}

/// The organization that the token says, or that its issuer is bound to; as with the role.
fn organization(
    claims: &Map<String, Value>,
    issuer: &TrustedIssuer,
    role: Role,
) -> Result<Option<Code>, TokenFault> {
    if role.organization_kind().is_none() {
        return Ok(None);
    }
    match (issuer.organization(), claims.get("organization")) {
        (Some(bound), None) => Ok(Some(bound.clone())),
        (Some(bound), Some(said)) if said == bound.as_str() => Ok(Some(bound.clone())),
        (Some(bound), Some(said)) => Err(outside("organization", said, bound.as_str())),
        (None, None) => Err(TokenFault::NoOrganization("is missing")),
        (None, Some(Value::String(code))) => code
            .parse()
            .map(Some)
            .map_err(|_| TokenFault::NoOrganization("is not a code")),
        (None, Some(_)) => Err(TokenFault::NoOrganization("is not a single text")),
    }
}

fn outside(claim: &'static str, said: &Value, bound: &str) -> TokenFault {
    TokenFault::OutsideBinding {
        claim,
        said: said.to_string().chars().take(120).collect(),
        bound: bound.to_owned(),
    }
}

fn scopes(claims: &Map<String, Value>, issuer: &TrustedIssuer) -> Result<Scopes, TokenFault> {
    let said = match claims.get("scope") {
        None => Scopes::default(),
        Some(Value::String(words)) => Scopes::parse(words),
        Some(_) => return Err(bad("scope", "is not a text of words separated by blanks")),
    };
    Ok(match issuer.scopes() {
        Some(most) => said.within(most),
        None => said,
    })
}
