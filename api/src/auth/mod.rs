//! Authentication only: who sends a request, known from a signed access token. What the sender may
//! do is asked of `federation::authority`.
//!
//! | file | what lives in it |
//! |---|---|
//! | [`keys`] | the trusted issuers, their public keys and the allowed algorithms |
//! | `public_key` | keys as issuers publish them: JWKS and PEM |
//! | [`claims`] | the claims of a payload, read strictly |
//! | [`jwt`] | the verification of a token, in one order |
//! | [`fault`] | why a token is refused: for the log and `token inspect`, never for the client |
//! | [`caller`] | a verified token and the directory of organizations become a caller |
//! | [`development`] | the issuer with its key on this machine, for trying things out |

pub mod caller;
pub mod claims;
pub mod development;
pub mod fault;
pub mod jwt;
pub mod keys;
mod public_key;
#[cfg(test)]
mod tests;

pub use caller::{Authenticator, Caller, Directory, Unavailable};
pub use claims::VerifiedToken;
pub use development::{DevelopmentIssuer, MintRequest};
pub use fault::TokenFault;
pub use jwt::{TokenPolicy, Verifier};
pub use keys::{KeyError, SigningAlgorithm, TrustedIssuer, TrustedIssuers};
