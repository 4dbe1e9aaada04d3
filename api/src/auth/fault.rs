//! Why a token is refused. A client learns only the class; the log and `token inspect` tell it all.

use super::check::Check;
use crate::error::ErrorCode;

/// The first thing that is wrong with a token, in the order of verification.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// Longer than a token may be.
    #[error("the token has {bytes} bytes, at most {bytes_max} are read")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The limit.
        bytes_max: usize,
    },
    /// Not three parts of base64url.
    #[error("the token is not three parts of unpadded base64url, separated by dots")]
    Malformed,
    /// The header or payload is not one strict JSON object.
    #[error("the {part} is not a JSON object: {why}")]
    BadJson {
        /// `header` or `payload`.
        part: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// `typ` says that it is no access token.
    #[error("the header's typ is {0}; an access token has \"at+jwt\" (RFC 9068)")]
    NotAnAccessToken(String),
    /// `alg` is not on the list.
    #[error("the header's alg is {0}; only EdDSA, ES256 and RS256 are accepted")]
    BadAlgorithm(String),
    /// `crit` asks for extensions, and none is known here.
    #[error("the header has crit, and no critical extension is known here")]
    Critical,
    /// `kid` is no text.
    #[error("the header's kid is not a text")]
    BadKeyId,
    /// The issuer is not trusted.
    #[error("the issuer {0} is not among the trusted issuers")]
    UnknownIssuer(String),
    /// The issuer may not sign by that algorithm.
    #[error("the header's alg is {0}, which the settings do not allow for this issuer")]
    AlgorithmNotAllowed(&'static str),
    /// The issuer's keys could not be fetched for too long, or never.
    #[error("the issuer's keys cannot be had: {0}")]
    KeysUnavailable(String),
    /// No key has that id.
    #[error("the issuer has no key with the kid {0:?}")]
    UnknownKey(String),
    /// No key id, and more than one key to choose from.
    #[error("the header has no kid, and the issuer does not have exactly one usable key")]
    KeyIdMissing,
    /// The key is there and may not be used.
    #[error("the key {key_id:?} cannot verify tokens: {why}")]
    UnusableKey {
        /// Its id.
        key_id: String,
        /// Why not.
        why: String,
    },
    /// The algorithm is not the key's.
    #[error("the header's alg is {header}, the key is for {key}")]
    AlgorithmMismatch {
        /// What the header says.
        header: &'static str,
        /// What the key is for.
        key: &'static str,
    },
    /// The signature does not fit.
    #[error("the signature does not fit the header, the payload and the key")]
    BadSignature,
    /// A claim is absent or of the wrong kind.
    #[error("the claim {claim} {why}")]
    BadClaim {
        /// Its name.
        claim: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The token is meant for others.
    #[error("the claim aud does not name this server, {0:?}")]
    WrongAudience(String),
    /// It has ended.
    #[error("the token ended {seconds} s ago (leeway {leeway} s)")]
    Expired {
        /// How long ago.
        seconds: i64,
        /// The allowed difference of clocks.
        leeway: i64,
    },
    /// It has not begun.
    #[error("the claim {claim} lies {seconds} s ahead (leeway {leeway} s)")]
    NotYet {
        /// `nbf` or `iat`.
        claim: &'static str,
        /// How far.
        seconds: i64,
        /// The allowed difference of clocks.
        leeway: i64,
    },
    /// It is valid for longer than the policy allows.
    #[error("the token lives {seconds} s from iat to exp, at most {seconds_max} s are accepted")]
    LivesTooLong {
        /// Its life.
        seconds: i64,
        /// The limit.
        seconds_max: i64,
    },
    /// It says more than its issuer may say.
    #[error("the claim {claim} is {said}, and its issuer may speak for {bound} only")]
    OutsideBinding {
        /// `role` or `organization`.
        claim: &'static str,
        /// What it says.
        said: String,
        /// What its issuer is bound to.
        bound: String,
    },
    /// The role needs an organization, and none or several are named.
    #[error("the claim organization {0}, and the role is played for exactly one")]
    NoOrganization(&'static str),
    /// It was taken back before its end.
    #[error("the token was revoked: {0}")]
    Revoked(String),
}

impl TokenFault {
    /// The class that the client is told.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NoOrganization(_) => ErrorCode::NoOrganization,
            Self::KeysUnavailable(_) => ErrorCode::AuthUnavailable,
            _ => ErrorCode::TokenInvalid,
        }
    }

    /// The check that found it.
    #[must_use]
    pub fn check(&self) -> Check {
        match self {
            Self::TooLong { .. } => Check::Size,
            Self::Malformed | Self::BadJson { .. } => Check::Form,
            Self::NotAnAccessToken(_) => Check::Type,
            Self::Critical => Check::Critical,
            Self::BadAlgorithm(_) => Check::Algorithm,
            Self::BadKeyId => Check::KeyId,
            Self::UnknownIssuer(_) => Check::Issuer,
            Self::AlgorithmNotAllowed(_) => Check::IssuerAlgorithm,
            Self::KeysUnavailable(_) => Check::Keys,
            Self::UnknownKey(_)
            | Self::KeyIdMissing
            | Self::UnusableKey { .. }
            | Self::AlgorithmMismatch { .. } => Check::Key,
            Self::BadSignature => Check::Signature,
            Self::WrongAudience(_) => Check::Audience,
            Self::Expired { .. } | Self::NotYet { .. } => Check::Times,
            Self::LivesTooLong { .. } => Check::Life,
            Self::BadClaim { claim, .. } => Check::of_claim(claim),
            Self::OutsideBinding { claim, .. } => Check::of_claim(claim),
            Self::NoOrganization(_) => Check::Organization,
            Self::Revoked(_) => Check::Revocation,
        }
    }
}
