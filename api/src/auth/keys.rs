//! The issuers whose tokens are accepted, each with its own public keys. Keys come from the
//! settings and files of this machine; nothing that a token says is ever fetched.

use std::path::{Path, PathBuf};

use federation::authority::Role;
use federation::vocabulary::Code;
use jsonwebtoken::{Algorithm, DecodingKey};

use super::fault::TokenFault;
use super::public_key::{self, IssuerKey};
use crate::json;
use crate::settings::IssuerSettings;

/// The algorithms that are accepted. There is no symmetric one and no `none`, by construction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// Ed25519 (RFC 8037).
    EdDsa,
    /// ECDSA over P-256 with SHA-256.
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256, keys of at least 2,048 bits.
    Rs256,
}

impl SigningAlgorithm {
    /// The algorithm of a JOSE header; `None` when it is not accepted.
    #[must_use]
    pub fn from_header(alg: &str) -> Option<Self> {
        match alg {
            "EdDSA" => Some(Self::EdDsa),
            "ES256" => Some(Self::Es256),
            "RS256" => Some(Self::Rs256),
            _ => None,
        }
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

/// An issuer whose tokens are accepted.
#[derive(Clone, Debug)]
pub struct TrustedIssuer {
    name: String,
    audience: String,
    keys: Vec<IssuerKey>,
    role: Option<Role>,
    organization: Option<Code>,
}

/// Why the settings of an issuer cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The settings contradict each other or leave something out.
    #[error("issuer {issuer:?}: {why}")]
    BadSettings {
        /// The issuer.
        issuer: String,
        /// What is wrong.
        why: String,
    },
    /// A key file cannot be read.
    #[error("issuer {issuer:?}: {} cannot be read", path.display())]
    File {
        /// The issuer.
        issuer: String,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

impl TrustedIssuer {
    /// An issuer with one Ed25519 key: the development issuer.
    #[must_use]
    pub fn with_ed25519_key(name: &str, audience: &str, key_id: &str, public_key: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            audience: audience.to_owned(),
            keys: vec![IssuerKey {
                id: Some(key_id.to_owned()),
                usable: Ok((
                    SigningAlgorithm::EdDsa,
                    DecodingKey::from_ed_der(public_key),
                )),
            }],
            role: None,
            organization: None,
        }
    }

    /// The issuer that `settings` describe; `audience` where they name no other.
    ///
    /// # Errors
    /// [`KeyError`] when the settings contradict each other or a key cannot be read.
    pub fn from_settings(settings: &IssuerSettings, audience: &str) -> Result<Self, KeyError> {
        let IssuerSettings {
            issuer,
            audience: own_audience,
            jwks,
            jwks_file,
            pem_file,
            key_id,
            role,
            organization,
        } = settings;
        let bad = |why: String| KeyError::BadSettings {
            issuer: issuer.clone(),
            why,
        };
        if issuer.is_empty() {
            return Err(bad("the name of the issuer is empty".to_owned()));
        }
        if *role == Some(Role::Operator) {
            return Err(bad("the role OPERATOR is never given to a token".to_owned()));
        }
        let read = |path: &Path| read_file(issuer, path);
        let keys = match (jwks, jwks_file, pem_file) {
            (Some(set), None, None) => public_key::of_set(set).map_err(bad)?,
            (None, Some(path), None) => {
                let set = json::parse(&read(path)?).map_err(|error| bad(error.to_string()))?;
                public_key::of_set(&set).map_err(bad)?
            }
            (None, None, Some(path)) => {
                vec![public_key::of_pem(key_id.clone(), &read(path)?).map_err(bad)?]
            }
            _ => {
                let why = "give exactly one of jwks, jwks_file and pem_file";
                return Err(bad(why.to_owned()));
            }
        };
        Ok(Self {
            name: issuer.clone(),
            audience: own_audience.as_deref().unwrap_or(audience).to_owned(),
            keys,
            role: *role,
            organization: organization.clone(),
        })
    }

    /// The exact value of its `iss` claim.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its tokens must name in `aud`.
    #[must_use]
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// The role of all its tokens, whatever they say; `None` when they say it.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.role
    }

    /// The organization of all its tokens, whatever they say; `None` when they say it.
    #[must_use]
    pub fn organization(&self) -> Option<&Code> {
        self.organization.as_ref()
    }

    /// The key for a token with this `kid` and `alg`.
    ///
    /// # Errors
    /// [`TokenFault`] when the issuer has no such key, or it is not for that algorithm.
    pub fn key(
        &self,
        key_id: Option<&str>,
        algorithm: SigningAlgorithm,
    ) -> Result<&DecodingKey, TokenFault> {
        let key = match key_id {
            Some(id) => self
                .keys
                .iter()
                .find(|key| key.id.as_deref() == Some(id))
                .ok_or_else(|| TokenFault::UnknownKey(id.chars().take(64).collect()))?,
            None => {
                let mut usable = self.keys.iter().filter(|key| key.usable.is_ok());
                match (usable.next(), usable.next()) {
                    (Some(key), None) => key,
                    _ => return Err(TokenFault::KeyIdMissing),
                }
            }
        };
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
}

/// Every issuer whose tokens are accepted.
#[derive(Clone, Debug, Default)]
pub struct TrustedIssuers(Vec<TrustedIssuer>);

impl TrustedIssuers {
    /// The issuers of the settings; `audience` for those that name no other.
    ///
    /// # Errors
    /// [`KeyError`] when an issuer cannot be used or is named twice.
    pub fn from_settings(issuers: &[IssuerSettings], audience: &str) -> Result<Self, KeyError> {
        let mut trusted = Self::default();
        for settings in issuers {
            trusted.add(TrustedIssuer::from_settings(settings, audience)?)?;
        }
        Ok(trusted)
    }

    /// Adds an issuer.
    ///
    /// # Errors
    /// [`KeyError::BadSettings`] when one of that name is there already.
    pub fn add(&mut self, issuer: TrustedIssuer) -> Result<(), KeyError> {
        if self.find(issuer.name()).is_some() {
            return Err(KeyError::BadSettings {
                issuer: issuer.name,
                why: "is named twice".to_owned(),
            });
        }
        self.0.push(issuer);
        Ok(())
    }

    /// The issuer of exactly that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&TrustedIssuer> {
        self.0.iter().find(|issuer| issuer.name == name)
    }

    /// Whether no token at all can be accepted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn read_file(issuer: &str, path: &Path) -> Result<Vec<u8>, KeyError> {
    std::fs::read(path).map_err(|source| KeyError::File {
        issuer: issuer.to_owned(),
        path: path.to_owned(),
        source,
    })
}
