//! Authentication only: who sends a request, known from a signed access token. What the sender may
//! do is asked of `federation::authority`.
//!
//! | file | what lives in it |
//! |---|---|
//! | [`issuer`] | the trusted issuers: whose keys, and the most that their tokens can say |
//! | [`keys`] | the public keys of an issuer and the allowed algorithms |
//! | `public_key` | keys as issuers publish them: JWKS and PEM |
//! | [`fetch`] | keys asked for over HTTP |
//! | [`key_cache`] | for how long fetched keys are good, and when they are fetched again |
//! | [`check`] | the checks of a token, in their order |
//! | [`claims`] | the claims of a payload, read strictly |
//! | [`jwt`] | the verification of a token, in one order |
//! | [`fault`] | why a token is refused: for the log and `token inspect`, never for the client |
//! | [`revocation`] | the revoked tokens that this server knows |
//! | [`caller`] | a verified token and the directory of organizations become a caller |
//! | [`development`] | the issuer with its key on this machine, for trying things out |

pub mod caller;
pub mod check;
pub mod claims;
pub mod development;
pub mod fault;
pub mod fetch;
pub mod issuer;
pub mod jwt;
pub mod key_cache;
pub mod keys;
mod public_key;
pub mod revocation;
#[cfg(test)]
mod tests;

pub use caller::{Authenticator, Caller, Directory, NoCaller, Revocations, Unavailable};
pub use check::Check;
pub use claims::VerifiedToken;
pub use development::{DevelopmentIssuer, MintRequest};
pub use fault::TokenFault;
pub use issuer::{KeyError, TrustedIssuer, TrustedIssuers};
pub use jwt::{TokenPolicy, Verifier};
pub use keys::SigningAlgorithm;
pub use revocation::KnownRevocations;
