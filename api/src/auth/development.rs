//! The issuer for trying things out: its Ed25519 key lies in the data directory of this machine.
//! A server accepts its tokens only when `development_issuer` is set, and says so at the start.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use federation::authority::{Role, Scopes};
use federation::vocabulary::Code;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::issuer::TrustedIssuer;
use super::jwt::TokenPolicy;
use crate::clock::Clock;

/// The issuer whose key lies on this machine.
pub struct DevelopmentIssuer {
    key: Ed25519KeyPair,
    key_id: String,
}

/// What a development token is to say.
#[derive(Clone, Debug)]
pub struct MintRequest {
    /// The part its bearer plays; never the operator.
    pub role: Role,
    /// The organization it is played for.
    pub organization: Option<Code>,
    /// What it gives leave to.
    pub scopes: Scopes,
    /// How long it is valid.
    pub life: TimeDelta,
    /// Whom it speaks for.
    pub subject: String,
}

/// Why the key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file cannot be read or made.
    #[error("{} cannot be read or made", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Others than its owner may read it.
    #[error("{} can be read by others than its owner; chmod 600 it", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// It holds no Ed25519 key.
    #[error("{} holds no Ed25519 key in PKCS#8 PEM; remove it to have a new one made", path.display())]
    NotAKey {
        /// The file.
        path: PathBuf,
    },
}

const PEM_BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const PEM_END: &str = "-----END PRIVATE KEY-----";

impl DevelopmentIssuer {
    /// The `iss` claim of its tokens.
    pub const NAME: &'static str = "urn:concordat:development";

    const FILE: &'static str = "development-issuer.pem";

    /// Where the key lies in `data_directory`.
    #[must_use]
    pub fn path(data_directory: &Path) -> PathBuf {
        data_directory.join(Self::FILE)
    }

    /// Reads the key in `data_directory`, and makes it when there is none.
    ///
    /// # Errors
    /// [`KeyFileError`] when it cannot be read, made or trusted.
    pub fn open(data_directory: &Path) -> Result<Self, KeyFileError> {
        let path = Self::path(data_directory);
        let failed = |source| KeyFileError::File {
            path: path.clone(),
            source,
        };
        match create(data_directory, &path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(error)),
        }
        let mut file = File::open(&path).map_err(failed)?;
        if is_exposed(&file).map_err(failed)? {
            return Err(KeyFileError::Exposed { path });
        }
        let mut pem = String::new();
        file.read_to_string(&mut pem).map_err(failed)?;
        let key = decode(&pem).ok_or_else(|| KeyFileError::NotAKey { path: path.clone() })?;
        let digest = Sha256::digest(key.public_key().as_ref());
        let key_id = URL_SAFE_NO_PAD.encode(&digest[..12]);
        Ok(Self { key, key_id })
    }

    /// The issuer as a verifier knows it.
    #[must_use]
    pub fn trusted(&self, audience: &str, policy: &TokenPolicy) -> TrustedIssuer {
        let public_key = self.key.public_key().as_ref();
        TrustedIssuer::with_ed25519_key(Self::NAME, audience, &self.key_id, public_key, policy)
    }

    /// A signed token for `audience`, valid from the clock's present on.
    #[must_use]
    pub fn mint(&self, request: &MintRequest, audience: &str, clock: &dyn Clock) -> String {
        let now = clock.now().timestamp();
        let header = json!({"typ": "at+jwt", "alg": "EdDSA", "kid": self.key_id});
        let mut claims = json!({
            "iss": Self::NAME,
            "aud": audience,
            "sub": request.subject,
            "jti": clock.fresh_id(),
            "iat": now,
            "exp": now + request.life.num_seconds(),
            "role": request.role,
            "scope": request.scopes.to_string(),
        });
        if let Some(organization) = &request.organization {
            claims["organization"] = json!(organization);
        }
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(&claims));
        let signature = self.key.sign(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Makes a key file that only its owner can read; fails when there is one.
fn create(data_directory: &Path, path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(data_directory)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let document = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new())
        .map_err(|_| io::Error::other("no key could be made"))?;
    let body = STANDARD.encode(document.as_ref());
    writeln!(file, "{PEM_BEGIN}\n{body}\n{PEM_END}")?;
    file.sync_all()
}

#[cfg(unix)]
fn is_exposed(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_exposed(_: &File) -> io::Result<bool> {
    Ok(false)
}

fn decode(pem: &str) -> Option<Ed25519KeyPair> {
    let body = pem
        .trim()
        .strip_prefix(PEM_BEGIN)?
        .strip_suffix(PEM_END)?
        .replace(['\r', '\n'], "");
    let document = STANDARD.decode(body).ok()?;
    Ed25519KeyPair::from_pkcs8(&document).ok()
}
