//! The issuers whose tokens are accepted: data of the settings, each with its keys and with the most
//! that its tokens can say.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use federation::authority::{Role, Scopes};
use federation::vocabulary::Code;

use super::fault::TokenFault;
use super::fetch::{self, HttpFetch, KeyAddress};
use super::jwt::TokenPolicy;
use super::key_cache::KeyCache;
use super::keys::{KeySet, SigningAlgorithm};
use crate::json;
use crate::settings::IssuerSettings;

/// An issuer whose tokens are accepted.
#[derive(Clone, Debug)]
pub struct TrustedIssuer {
    name: String,
    audience: String,
    keys: KeySource,
    algorithms: Vec<SigningAlgorithm>,
    role: Option<Role>,
    organization: Option<Code>,
    scopes: Option<Scopes>,
    life_seconds_max: i64,
}

/// Where the keys of an issuer come from.
#[derive(Clone, Debug)]
enum KeySource {
    /// The settings or a file of this machine: the same for as long as the server runs.
    Settings(Arc<KeySet>),
    /// The issuer, over HTTP.
    Issuer(KeyCache),
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
        path: std::path::PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// No issuer can be asked for its keys.
    #[error("no issuer can be asked over HTTPS")]
    Client(#[from] reqwest::Error),
}

impl TrustedIssuer {
    /// An issuer with one Ed25519 key that may speak for everyone: the development issuer.
    #[must_use]
    pub fn with_ed25519_key(
        name: &str,
        audience: &str,
        key_id: &str,
        public_key: &[u8],
        policy: &TokenPolicy,
    ) -> Self {
        let keys = KeySet::of_ed25519_key(key_id, public_key);
        Self {
            name: name.to_owned(),
            audience: audience.to_owned(),
            keys: KeySource::Settings(Arc::new(keys)),
            algorithms: SigningAlgorithm::ALL.to_vec(),
            role: None,
            organization: None,
            scopes: None,
            life_seconds_max: policy.life_seconds_max,
        }
    }

    /// The issuer that `settings` describe; `audience` and `policy` where they say nothing else.
    ///
    /// # Errors
    /// [`KeyError`] when the settings contradict each other or a key cannot be read.
    pub fn from_settings(
        settings: &IssuerSettings,
        audience: &str,
        policy: &TokenPolicy,
    ) -> Result<Self, KeyError> {
        let bad = |why: &str| KeyError::BadSettings {
            issuer: settings.issuer.clone(),
            why: why.to_owned(),
        };
        if settings.issuer.is_empty() {
            return Err(bad("the name of the issuer is empty"));
        }
        check_binding(settings).map_err(bad)?;
        let life_seconds_max = match settings.life_seconds_max.map(i64::from) {
            None => policy.life_seconds_max,
            Some(seconds) if (1..=policy.life_seconds_max).contains(&seconds) => seconds,
            Some(_) => return Err(bad("life_seconds_max is 0 or above token.life_seconds_max")),
        };
        let algorithms = match &settings.algorithms {
            None => SigningAlgorithm::ALL.to_vec(),
            Some(none) if none.is_empty() => return Err(bad("the list of algorithms is empty")),
            Some(algorithms) => algorithms.clone(),
        };
        let keys = key_source(settings, policy)?;
        if let KeySource::Settings(keys) = &keys
            && !keys.verifies_by(&algorithms)
        {
            return Err(bad("no key can verify tokens by the algorithms allowed"));
        }
        Ok(Self {
            name: settings.issuer.clone(),
            audience: settings.audience.as_deref().unwrap_or(audience).to_owned(),
            keys,
            algorithms,
            role: settings.role,
            organization: settings.organization.clone(),
            scopes: settings
                .scopes
                .as_ref()
                .map(|scopes| scopes.iter().copied().collect()),
            life_seconds_max,
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

    /// The only role that it may speak for; `None` when it may speak for all.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.role
    }

    /// The only organization that it may speak for; `None` when it may speak for all.
    #[must_use]
    pub fn organization(&self) -> Option<&Code> {
        self.organization.as_ref()
    }

    /// The most scopes that its tokens give; `None` when they give what they say.
    #[must_use]
    pub fn scopes(&self) -> Option<&Scopes> {
        self.scopes.as_ref()
    }

    /// The algorithms that its tokens may be signed by.
    #[must_use]
    pub fn algorithms(&self) -> &[SigningAlgorithm] {
        &self.algorithms
    }

    /// The longest life of its tokens, in seconds.
    #[must_use]
    pub fn life_seconds_max(&self) -> i64 {
        self.life_seconds_max
    }

    /// Where its keys are kept, when it publishes them.
    #[must_use]
    pub fn key_cache(&self) -> Option<&KeyCache> {
        match &self.keys {
            KeySource::Settings(_) => None,
            KeySource::Issuer(cache) => Some(cache),
        }
    }

    /// The keys to judge a token with this `kid` by, at `now`.
    ///
    /// # Errors
    /// [`TokenFault::KeysUnavailable`] when the issuer does not answer.
    pub async fn keys(
        &self,
        key_id: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Arc<KeySet>, TokenFault> {
        match &self.keys {
            KeySource::Settings(keys) => Ok(keys.clone()),
            KeySource::Issuer(cache) => cache.keys(key_id, now).await,
        }
    }

    /// What its tokens can say at most, for the log.
    #[must_use]
    pub fn speaks_for(&self) -> String {
        match (self.role, &self.organization) {
            (Some(role), Some(code)) => format!("{role} of {code}"),
            (None, Some(code)) => format!("any role of {code}"),
            (Some(role), None) if role.organization_kind().is_some() => {
                format!("{role} of ANY organization")
            }
            (Some(role), None) => role.to_string(),
            (None, None) => "ANY role of ANY organization".to_owned(),
        }
    }
}

/// Whether an issuer could mean what it is bound to.
fn check_binding(settings: &IssuerSettings) -> Result<(), &'static str> {
    match (settings.role, &settings.organization) {
        (Some(Role::Operator), _) => Err("the role OPERATOR is never given to a token"),
        (Some(Role::Auditor), Some(_)) => {
            Err("the role AUDITOR is not played for an organization: leave organization out")
        }
        _ => Ok(()),
    }
}

fn key_source(settings: &IssuerSettings, policy: &TokenPolicy) -> Result<KeySource, KeyError> {
    let IssuerSettings {
        issuer,
        jwks,
        jwks_file,
        pem_file,
        jwks_url,
        discovery,
        key_id,
        audience: _,
        algorithms: _,
        role: _,
        organization: _,
        scopes: _,
        life_seconds_max: _,
    } = settings;
    let bad = |why: String| KeyError::BadSettings {
        issuer: issuer.clone(),
        why,
    };
    if key_id.is_some() && pem_file.is_none() {
        return Err(bad("key_id names the key of a pem_file".to_owned()));
    }
    let read = |path: &Path| read_file(issuer, path);
    let keys = match (jwks, jwks_file, pem_file, jwks_url, discovery) {
        (Some(set), None, None, None, false) => KeySet::of_jwks(set).map_err(bad)?,
        (None, Some(path), None, None, false) => {
            let set = json::parse(&read(path)?).map_err(|error| bad(error.to_string()))?;
            KeySet::of_jwks(&set).map_err(bad)?
        }
        (None, None, Some(path), None, false) => {
            KeySet::of_pem(key_id.clone(), &read(path)?).map_err(bad)?
        }
        (None, None, None, Some(url), false) => {
            return asked(KeyAddress::jwks(url).map_err(bad)?, policy);
        }
        (None, None, None, None, true) => {
            return asked(KeyAddress::discovery(issuer).map_err(bad)?, policy);
        }
        _ => {
            let why = "give exactly one of jwks, jwks_file, pem_file, jwks_url and discovery";
            return Err(bad(why.to_owned()));
        }
    };
    Ok(KeySource::Settings(Arc::new(keys)))
}

fn asked(address: KeyAddress, policy: &TokenPolicy) -> Result<KeySource, KeyError> {
    let fetch = HttpFetch::new(fetch::client()?, address);
    let stale_max = TimeDelta::seconds(policy.keys_stale_seconds_max);
    Ok(KeySource::Issuer(KeyCache::new(Arc::new(fetch), stale_max)))
}

/// Every issuer whose tokens are accepted.
#[derive(Clone, Debug, Default)]
pub struct TrustedIssuers(Vec<TrustedIssuer>);

impl TrustedIssuers {
    /// The issuers of the settings; `audience` and `policy` for those that say nothing else.
    ///
    /// # Errors
    /// [`KeyError`] when an issuer cannot be used or is named twice.
    pub fn from_settings(
        issuers: &[IssuerSettings],
        audience: &str,
        policy: &TokenPolicy,
    ) -> Result<Self, KeyError> {
        let mut trusted = Self::default();
        for settings in issuers {
            trusted.add(TrustedIssuer::from_settings(settings, audience, policy)?)?;
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

    /// All of them, in the order of the settings.
    pub fn iter(&self) -> impl Iterator<Item = &TrustedIssuer> {
        self.0.iter()
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
