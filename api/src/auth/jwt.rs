//! The verification of an access token (RFC 7519, 8725 and 9068), in one order: size, header,
//! issuer, key, signature, claims. Nothing that a header says chooses anything but one of the keys
//! of the issuer; `jku`, `x5u`, `jwk` and `x5c` are not even looked at.
//!
//! Of the library only the signature check is used: its reading of headers and of times is laxer
//! than a contract should hang on.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use serde_json::{Map, Value};

use super::claims::{self, VerifiedToken};
use super::fault::TokenFault;
use super::issuer::{TrustedIssuer, TrustedIssuers};
use super::keys::SigningAlgorithm;
use crate::json;

/// What is demanded of tokens and keys in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenPolicy {
    /// How far the clocks of issuer and server may differ, in seconds.
    pub leeway_seconds: i64,
    /// The longest life from `iat` to `exp`, in seconds.
    pub life_seconds_max: i64,
    /// How long keys go on that cannot be fetched again, in seconds.
    pub keys_stale_seconds_max: i64,
}

/// Verifies tokens of trusted issuers.
#[derive(Clone, Debug)]
pub struct Verifier {
    issuers: TrustedIssuers,
    policy: TokenPolicy,
}

/// The parts of a token, decoded and not verified: to be shown, never to be believed.
#[derive(Clone, Debug)]
pub struct UnverifiedParts {
    /// The JOSE header.
    pub header: Map<String, Value>,
    /// The payload.
    pub claims: Map<String, Value>,
}

impl Verifier {
    /// The longest token, in bytes.
    pub const TOKEN_BYTES_MAX: usize = 8 * 1024;

    /// A verifier for the tokens of `issuers`.
    #[must_use]
    pub fn new(issuers: TrustedIssuers, policy: TokenPolicy) -> Self {
        Self { issuers, policy }
    }

    /// The issuers whose tokens are verified.
    #[must_use]
    pub fn issuers(&self) -> &TrustedIssuers {
        &self.issuers
    }

    /// Fetches the keys of issuers that publish them, where they are due at `now`.
    pub async fn refresh_keys(&self, now: DateTime<Utc>) {
        let caches = self.issuers.iter().filter_map(TrustedIssuer::key_cache);
        join_all(caches.map(|cache| cache.refresh(now))).await;
    }

    /// Verifies `token` at the instant `now`. It waits only for the keys of an issuer that publishes
    /// them.
    ///
    /// # Errors
    /// [`TokenFault`]: the first thing that is wrong with it.
    pub async fn verify(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<VerifiedToken, TokenFault> {
        let UnverifiedParts { header, claims } = Self::read(token)?;
        let (message, signature) = token.rsplit_once('.').ok_or(TokenFault::Malformed)?;
        let algorithm = check_header(&header)?;
        let key_id = match header.get("kid") {
            None => None,
            Some(Value::String(id)) => Some(id.as_str()),
            Some(_) => return Err(TokenFault::BadKeyId),
        };
        let issuer = claims
            .get("iss")
            .and_then(Value::as_str)
            .and_then(|name| self.issuers.find(name))
            .ok_or_else(|| TokenFault::UnknownIssuer(shown(claims.get("iss"))))?;
        if !issuer.algorithms().contains(&algorithm) {
            return Err(TokenFault::AlgorithmNotAllowed(algorithm.as_str()));
        }
        let keys = issuer.keys(key_id, now).await?;
        let key = keys.key(key_id, algorithm)?;
        let genuine =
            jsonwebtoken::crypto::verify(signature, message.as_bytes(), key, algorithm.library());
        if !matches!(genuine, Ok(true)) {
            return Err(TokenFault::BadSignature);
        }
        claims::read(&claims, issuer, &self.policy, now)
    }

    /// Decodes `token` without verifying anything.
    ///
    /// # Errors
    /// [`TokenFault`] when it is too long or not made of JSON objects.
    pub fn read(token: &str) -> Result<UnverifiedParts, TokenFault> {
        if token.len() > Self::TOKEN_BYTES_MAX {
            return Err(TokenFault::TooLong {
                bytes: token.len(),
                bytes_max: Self::TOKEN_BYTES_MAX,
            });
        }
        let parts: Vec<&str> = token.split('.').collect();
        let [header, payload, _] = parts.as_slice() else {
            return Err(TokenFault::Malformed);
        };
        Ok(UnverifiedParts {
            header: object("header", header)?,
            claims: object("payload", payload)?,
        })
    }
}

fn object(part: &'static str, encoded: &str) -> Result<Map<String, Value>, TokenFault> {
    let decoded = URL_SAFE_NO_PAD
        .decode(encoded)
        .map_err(|_| TokenFault::Malformed)?;
    json::parse_object(&decoded).map_err(|error| TokenFault::BadJson {
        part,
        why: error.to_string(),
    })
}

fn check_header(header: &Map<String, Value>) -> Result<SigningAlgorithm, TokenFault> {
    let typ = header.get("typ").and_then(Value::as_str).unwrap_or("");
    let is_access_token = ["at+jwt", "application/at+jwt"]
        .iter()
        .any(|lawful| typ.eq_ignore_ascii_case(lawful));
    if !is_access_token {
        return Err(TokenFault::NotAnAccessToken(shown(header.get("typ"))));
    }
    if header.contains_key("crit") {
        return Err(TokenFault::Critical);
    }
    header
        .get("alg")
        .and_then(Value::as_str)
        .and_then(SigningAlgorithm::from_header)
        .ok_or_else(|| TokenFault::BadAlgorithm(shown(header.get("alg"))))
}

/// A value as it may stand in an explanation: short, and told apart from absence.
fn shown(value: Option<&Value>) -> String {
    value.map_or_else(
        || "absent".to_owned(),
        |value| value.to_string().chars().take(120).collect(),
    )
}
