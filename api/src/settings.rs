//! What the operator of an installation decides: the shape, the defaults and the limits. Where the
//! values come from is in [`layers`].

pub mod layers;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use federation::authority::{Role, Scope};
use federation::vocabulary::Code;
use serde::{Deserialize, Serialize};

use crate::auth::SigningAlgorithm;

pub use layers::{Effective, Entry, SettingsError, Sources};

/// Every setting, with its default.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The address and port to listen at.
    pub listen: SocketAddr,
    /// The database, `sqlite://path` or `postgres://user:password@host/name`.
    pub database_url: DatabaseUrl,
    /// A file with the database's URL, so that no password stands in settings or environment.
    pub database_url_file: Option<PathBuf>,
    /// Whether to refuse a database that does not itself hold back what a forgotten filter would let
    /// through: SQLite, and PostgreSQL as a role that bypasses row level security.
    pub row_level_security_required: bool,
    /// Where files of this installation lie: the SQLite database, the development key.
    pub data_directory: PathBuf,
    /// Whether tokens of the issuer on this machine are accepted. For trying things out.
    pub development_issuer: bool,
    /// What a token must name in `aud`.
    pub audience: String,
    /// The issuers whose tokens are accepted.
    pub issuers: Vec<IssuerSettings>,
    /// What is demanded of tokens.
    pub token: TokenSettings,
    /// Who may ask for the schema itself.
    pub introspection: Introspection,
    /// The origins, `https://host` or `https://host:port`, whose web pages may ask beside the
    /// server's own. There is no sign for all of them.
    pub cors_origins: Vec<String>,
    /// A limit on everything.
    pub limits: Limits,
    /// What is logged, and how.
    pub log: LogSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            database_url: DatabaseUrl::new("sqlite://concordat-data/concordat.db"),
            database_url_file: None,
            row_level_security_required: false,
            data_directory: PathBuf::from("concordat-data"),
            development_issuer: false,
            audience: "concordat".to_owned(),
            issuers: Vec::new(),
            token: TokenSettings::default(),
            introspection: Introspection::default(),
            cors_origins: Vec::new(),
            limits: Limits::default(),
            log: LogSettings::default(),
        }
    }
}

/// An issuer whose tokens are accepted, with exactly one source of keys.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IssuerSettings {
    /// The exact value of its `iss` claim.
    pub issuer: String,
    /// What its tokens must name in `aud`, when it is not [`Settings::audience`].
    pub audience: Option<String>,
    /// Its public keys as a JWKS: `{ keys = [ ... ] }`.
    pub jwks: Option<serde_json::Value>,
    /// A file with its public keys as a JWKS.
    pub jwks_file: Option<PathBuf>,
    /// A file with its one public key in PEM.
    pub pem_file: Option<PathBuf>,
    /// The address of its JWKS: https, or http to a loopback address. Asked again at least every
    /// minute that a token comes.
    pub jwks_url: Option<String>,
    /// Whether `{issuer}/.well-known/openid-configuration` says where its JWKS is.
    pub discovery: bool,
    /// The `kid` of the key in PEM; without it, only tokens without `kid` find the key.
    pub key_id: Option<String>,
    /// The algorithms that its tokens may be signed by; all of EdDSA, ES256 and RS256 when absent.
    pub algorithms: Option<Vec<SigningAlgorithm>>,
    /// The only role that it may speak for. A token that says another is refused; one that says none
    /// has this one. Absent, its tokens may say any.
    pub role: Option<Role>,
    /// The only organization that it may speak for, in the same way. Absent, it may speak for every
    /// organization of the role: for every rival.
    pub organization: Option<Code>,
    /// The most scopes that its tokens give, whatever they say; without it, what they say.
    pub scopes: Option<Vec<Scope>>,
    /// The longest life of its tokens from `iat` to `exp`, when it is shorter than
    /// [`TokenSettings::life_seconds_max`].
    pub life_seconds_max: Option<u32>,
}

/// What is demanded of tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TokenSettings {
    /// How far the clocks of issuer and server may differ.
    pub leeway_seconds: u32,
    /// The longest life from `iat` to `exp`.
    pub life_seconds_max: u32,
    /// How long the keys of an issuer go on that does not answer; then its tokens are answered with
    /// `AUTH_UNAVAILABLE`.
    pub keys_stale_seconds_max: u32,
}

impl Default for TokenSettings {
    fn default() -> Self {
        Self {
            leeway_seconds: 30,
            life_seconds_max: 24 * 60 * 60,
            keys_stale_seconds_max: 60 * 60,
        }
    }
}

/// Who may ask for the schema itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Introspection {
    /// Whoever has a valid token.
    #[default]
    Authenticated,
    /// Nobody, and no error guesses which name was meant.
    Off,
}

/// A limit on everything, each with its unit last.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// The largest body of a GraphQL request, as sent and after unpacking.
    pub body_bytes_max: usize,
    /// The longest address of a request.
    pub uri_bytes_max: usize,
    /// The largest sum of header names and values.
    pub header_bytes_max: usize,
    /// The longest GraphQL document.
    pub document_bytes_max: usize,
    /// The most words and signs in a document.
    pub document_tokens_max: usize,
    /// The deepest nesting of fields.
    pub query_depth_max: usize,
    /// The most aliases of one field in a document.
    pub query_aliases_max: usize,
    /// The most directives in a document.
    pub query_directives_max: usize,
    /// The most selections of a document with every fragment written out.
    pub query_selections_max: u64,
    /// The most variables of an operation.
    pub query_variables_max: usize,
    /// The longest list of plain values in a variable; lists of objects have limits where they go.
    pub list_items_max: usize,
    /// The most that one operation may cost, in points.
    pub query_cost_max: u64,
    /// From which cost on an operation is expensive: such ones leave most turns to the others.
    pub expensive_cost_min: u64,
    /// How many points of cost one subject of an issuer gets each second.
    pub subject_cost_per_second: u64,
    /// How many points of cost one subject can save up.
    pub subject_cost_burst_max: u64,
    /// How many points of cost all subjects of one organization get together each second.
    pub organization_cost_per_second: u64,
    /// How many points of cost one organization can save up.
    pub organization_cost_burst_max: u64,
    /// The most operations that are executed at once.
    pub executions_max: usize,
    /// The most requests that are read or wait for their turn beside them; the next is refused.
    pub waiting_max: usize,
    /// How long a request may wait for its turn.
    pub waiting_timeout_ms: u64,
    /// The most connections at once.
    pub connections_max: usize,
    /// How long the head, and then the body, of a request may take to arrive.
    pub read_timeout_ms: u64,
    /// How long one request may be worked on.
    pub request_timeout_ms: u64,
    /// How long running requests may take to finish after a signal to stop.
    pub shutdown_timeout_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes_max: 1024 * 1024,
            uri_bytes_max: 8 * 1024,
            header_bytes_max: 32 * 1024,
            document_bytes_max: 64 * 1024,
            document_tokens_max: 2_000,
            query_depth_max: 15,
            query_aliases_max: 30,
            query_directives_max: 20,
            query_selections_max: 2_000,
            query_variables_max: 100,
            list_items_max: 10_000,
            query_cost_max: 20_000,
            expensive_cost_min: 5_000,
            subject_cost_per_second: 20_000,
            subject_cost_burst_max: 100_000,
            organization_cost_per_second: 40_000,
            organization_cost_burst_max: 200_000,
            executions_max: 16,
            waiting_max: 128,
            waiting_timeout_ms: 1_000,
            connections_max: 10_000,
            read_timeout_ms: 10_000,
            request_timeout_ms: 30_000,
            shutdown_timeout_seconds: 30,
        }
    }
}

/// What is logged, and how.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSettings {
    /// How a line is written.
    pub format: LogFormat,
    /// What is logged: a level, or directives such as `info,sqlx=warn`.
    pub level: String,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            format: LogFormat::Text,
            level: "info,actix_server=warn,sea_orm_migration=warn".to_owned(),
        }
    }
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// The address of a database. It may hold a password, so it is printed and serialized masked.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The address as given.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// The address with its password: for the connection, for nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The address with `***` for the password, wherever in it the password stands.
    #[must_use]
    pub fn masked(&self) -> String {
        let (address, query) = match self.0.split_once('?') {
            Some((address, query)) => (address, Some(query)),
            None => (self.0.as_str(), None),
        };
        let mut masked = mask_user(address);
        for (position, pair) in query.into_iter().flat_map(|q| q.split('&')).enumerate() {
            masked.push(if position == 0 { '?' } else { '&' });
            match pair.split_once('=') {
                Some((name, _)) if name.to_ascii_lowercase().contains("pass") => {
                    masked.push_str(&format!("{name}=***"));
                }
                _ => masked.push_str(pair),
            }
        }
        masked
    }
}

fn mask_user(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    let Some((user, host)) = rest.rsplit_once('@') else {
        return address.to_owned();
    };
    match user.split_once(':') {
        Some((name, _)) => format!("{scheme}://{name}:***@{host}"),
        None => address.to_owned(),
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({:?})", self.masked())
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.masked())
    }
}
