//! The algorithms that are accepted, and the public keys of one issuer as they were at one time.

use jsonwebtoken::{Algorithm, DecodingKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault::TokenFault;
use super::public_key::{self, IssuerKey};

/// The algorithms that are accepted. There is no symmetric one and no `none`, by construction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SigningAlgorithm {
    /// Ed25519 (RFC 8037).
    #[serde(rename = "EdDSA")]
    EdDsa,
    /// ECDSA over P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256, keys of at least 2,048 bits.
    #[serde(rename = "RS256")]
    Rs256,
}

impl SigningAlgorithm {
    /// Every algorithm that is accepted.
    pub const ALL: [Self; 3] = [Self::EdDsa, Self::Es256, Self::Rs256];

    /// The algorithm of a JOSE header; `None` when it is not accepted.
    #[must_use]
    pub fn from_header(alg: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.as_str() == alg)
    }

    /// Its name in a JOSE header.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
        }
    }

    /// The library's name for it.
    #[must_use]
    pub fn library(self) -> Algorithm {
        match self {
            Self::EdDsa => Algorithm::EdDSA,
            Self::Es256 => Algorithm::ES256,
            Self::Rs256 => Algorithm::RS256,
        }
    }
}

/// The public keys of an issuer, as they were at one time.
#[derive(Clone, Debug)]
pub struct KeySet(Vec<IssuerKey>);

impl KeySet {
    /// The most keys that one issuer may have.
    pub const KEYS_MAX: usize = 64;

    /// The keys of a JWKS (RFC 7517). It may be empty: so an issuer withdraws all its keys.
    ///
    /// # Errors
    /// What is wrong with it, when it is not one that can be told apart key by key.
    pub fn of_jwks(set: &Value) -> Result<Self, String> {
        public_key::of_set(set).map(Self)
    }

    /// The one key of a PEM file.
    ///
    /// # Errors
    /// Why it holds none.
    pub fn of_pem(key_id: Option<String>, pem: &[u8]) -> Result<Self, String> {
        Ok(Self(vec![public_key::of_pem(key_id, pem)?]))
    }

    /// One Ed25519 key, of its 32 bytes.
    #[must_use]
    pub fn of_ed25519_key(key_id: &str, public_key: &[u8]) -> Self {
        let key = DecodingKey::from_ed_der(public_key);
        Self(vec![IssuerKey {
            id: Some(key_id.to_owned()),
            usable: Ok((SigningAlgorithm::EdDsa, key)),
        }])
    }

    /// How many keys it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether a key of it can verify tokens by one of `algorithms`.
    #[must_use]
    pub fn verifies_by(&self, algorithms: &[SigningAlgorithm]) -> bool {
        let mut usable = self.0.iter().filter_map(|key| key.usable.as_ref().ok());
        usable.any(|(algorithm, _)| algorithms.contains(algorithm))
    }

    /// Whether a token with this `kid` can be judged by these keys.
    #[must_use]
    pub fn knows(&self, key_id: Option<&str>) -> bool {
        self.find(key_id).is_ok()
    }

    /// The key for a token with this `kid` and `alg`.
    ///
    /// # Errors
    /// [`TokenFault`] when there is no such key, or it is not for that algorithm.
    pub fn key(
        &self,
        key_id: Option<&str>,
        algorithm: SigningAlgorithm,
    ) -> Result<&DecodingKey, TokenFault> {
        let key = self.find(key_id)?;
        match &key.usable {
            Ok((own, decoding)) if *own == algorithm => Ok(decoding),
            Ok((own, _)) => Err(TokenFault::AlgorithmMismatch {
                header: algorithm.as_str(),
                key: own.as_str(),
            }),
            Err(why) => Err(TokenFault::UnusableKey {
                key_id: key.id.clone().unwrap_or_default(),
                why: why.clone(),
            }),
        }
    }

    fn find(&self, key_id: Option<&str>) -> Result<&IssuerKey, TokenFault> {
        match key_id {
            Some(id) => self
                .0
                .iter()
                .find(|key| key.id.as_deref() == Some(id))
                .ok_or_else(|| TokenFault::UnknownKey(id.chars().take(64).collect())),
            None => {
                let mut usable = self.0.iter().filter(|key| key.usable.is_ok());
                match (usable.next(), usable.next()) {
                    (Some(key), None) => Ok(key),
                    _ => Err(TokenFault::KeyIdMissing),
                }
            }
        }
    }
}
