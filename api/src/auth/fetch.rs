//! Fetching an issuer's keys over HTTP: where from, and how little of the answer is trusted.
//!
//! Addresses come from the settings, or from the discovery document of an issuer in the settings;
//! nothing that a token says is ever fetched.

use std::net::IpAddr;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use reqwest::header::CACHE_CONTROL;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};
use serde_json::Value;

use super::keys::KeySet;
use crate::json;

/// The largest answer that is read, in bytes.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// How long a connection may take to come about.
const CONNECT_TIMEOUT_MS: u64 = 2_000;

/// How long one answer may take, from the connection to the last byte.
const ANSWER_TIMEOUT_MS: u64 = 5_000;

/// Keys as an issuer publishes them now.
#[derive(Clone, Debug)]
pub struct Published {
    /// The keys.
    pub keys: KeySet,
    /// How long they may be kept, where the answer says it.
    pub max_age: Option<TimeDelta>,
}

/// Why no keys came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{address}: {why}")]
pub struct FetchError {
    /// What was asked.
    pub address: String,
    /// What is wrong.
    pub why: String,
}

/// Asks for an issuer's keys.
pub trait FetchKeys: Send + Sync {
    /// The keys as they are now.
    fn fetch(&self) -> BoxFuture<'static, Result<Published, FetchError>>;

    /// Where they are asked for.
    fn address(&self) -> &str;
}

/// Where an issuer publishes its keys.
#[derive(Clone, Debug)]
pub enum KeyAddress {
    /// A JWKS.
    Jwks(Url),
    /// A document that names the JWKS (OpenID Connect Discovery 1.0), with the exact name that its
    /// `issuer` must have.
    Discovery {
        /// The document.
        document: Url,
        /// The issuer.
        issuer: String,
    },
}

impl KeyAddress {
    /// The JWKS at `url`.
    ///
    /// # Errors
    /// Why it may not be asked.
    pub fn jwks(url: &str) -> Result<Self, String> {
        lawful(url).map(Self::Jwks)
    }

    /// The discovery document of `issuer`.
    ///
    /// # Errors
    /// Why it may not be asked.
    pub fn discovery(issuer: &str) -> Result<Self, String> {
        let base = issuer.strip_suffix('/').unwrap_or(issuer);
        if base.contains(['?', '#']) {
            return Err("an issuer with a query or fragment has no discovery document".to_owned());
        }
        let document = lawful(&format!("{base}/.well-known/openid-configuration"))?;
        Ok(Self::Discovery {
            document,
            issuer: issuer.to_owned(),
        })
    }

    fn url(&self) -> &Url {
        match self {
            Self::Jwks(url) => url,
            Self::Discovery { document, .. } => document,
        }
    }
}

/// An address that may be asked: https, or http to this machine by the number of its address.
fn lawful(text: &str) -> Result<Url, String> {
    let url: Url = text
        .parse()
        .map_err(|error| format!("{text} is no URL: {error}"))?;
    let lawful = match url.scheme() {
        "https" => url.host_str().is_some(),
        "http" => is_loopback(&url),
        _ => false,
    };
    if !lawful {
        let why = "is neither https nor http to a loopback address such as 127.0.0.1";
        return Err(format!("{text} {why}"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("{} has a user name or password", url.path()));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address: Result<IpAddr, _> = host.trim_matches(['[', ']']).parse();
    address.is_ok_and(|address| address.is_loopback())
}

/// Asks over HTTP, without following redirects.
#[derive(Clone, Debug)]
pub struct HttpFetch {
    client: Client,
    from: KeyAddress,
}

/// A client that asks issuers: made once, and shared by all of them.
///
/// # Errors
/// When the roots of trust of this machine cannot be used.
pub fn client() -> Result<Client, reqwest::Error> {
    Client::builder()
        .redirect(Policy::none())
        .connect_timeout(Duration::from_millis(CONNECT_TIMEOUT_MS))
        .timeout(Duration::from_millis(ANSWER_TIMEOUT_MS))
        // Asked twice a minute at most; a connection belongs to the thread that opened it.
        .pool_max_idle_per_host(0)
        .user_agent(concat!("concordat/", env!("CARGO_PKG_VERSION")))
        .build()
}

impl HttpFetch {
    /// Asks `from` through `client`.
    #[must_use]
    pub fn new(client: Client, from: KeyAddress) -> Self {
        Self { client, from }
    }

    async fn published(self) -> Result<Published, FetchError> {
        let jwks = match &self.from {
            KeyAddress::Jwks(url) => url.clone(),
            KeyAddress::Discovery { document, issuer } => {
                let (value, _) = self.json(document).await?;
                jwks_uri(&value, issuer, document).map_err(|why| told(document, why))?
            }
        };
        let (value, max_age) = self.json(&jwks).await?;
        let keys = KeySet::of_jwks(&value).map_err(|why| told(&jwks, why))?;
        Ok(Published { keys, max_age })
    }

    async fn json(&self, url: &Url) -> Result<(Value, Option<TimeDelta>), FetchError> {
        let asked = self.client.get(url.clone()).send().await;
        let response = asked.map_err(|error| told(url, chain(&error)))?;
        if response.status() != StatusCode::OK {
            return Err(told(url, format!("answered {}", response.status())));
        }
        let max_age = max_age(&response);
        let body = limited(response).await.map_err(|why| told(url, why))?;
        let value = json::parse(&body).map_err(|error| told(url, error.to_string()))?;
        Ok((value, max_age))
    }
}

impl FetchKeys for HttpFetch {
    fn fetch(&self) -> BoxFuture<'static, Result<Published, FetchError>> {
        self.clone().published().boxed()
    }

    fn address(&self) -> &str {
        self.from.url().as_str()
    }
}

/// Where the discovery document of `issuer` says that its keys are.
fn jwks_uri(document: &Value, issuer: &str, found_at: &Url) -> Result<Url, String> {
    match document.get("issuer").and_then(Value::as_str) {
        Some(name) if name == issuer => {}
        Some(name) => return Err(format!("its issuer is {name:?}, not {issuer:?}")),
        None => return Err("it names no issuer".to_owned()),
    }
    let uri = document.get("jwks_uri").and_then(Value::as_str);
    let url = lawful(uri.ok_or("it names no jwks_uri")?)?;
    // An issuer elsewhere must not make this server ask the machine that it runs on.
    if is_loopback(&url) && !is_loopback(found_at) {
        return Err(format!("its jwks_uri {url} is an address of this machine"));
    }
    Ok(url)
}

async fn limited(mut response: Response) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| chain(&error))? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(format!("answered more than {ANSWER_BYTES_MAX} bytes"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn max_age(response: &Response) -> Option<TimeDelta> {
    let text = response.headers().get(CACHE_CONTROL)?.to_str().ok()?;
    let mut directives = text.split(',').map(str::trim);
    let seconds = directives.find_map(|directive| directive.strip_prefix("max-age="))?;
    TimeDelta::try_seconds(seconds.parse().ok()?)
}

fn told(url: &Url, why: impl Into<String>) -> FetchError {
    FetchError {
        address: url.to_string(),
        why: why.into(),
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{KeyAddress, jwks_uri, lawful};

    #[test]
    fn only_https_and_this_machine_are_asked() {
        for lawful_one in [
            "https://id.example/jwks",
            "http://127.0.0.1:9/jwks",
            "http://127.8.8.8/",
            "http://[::1]:9/jwks",
        ] {
            assert!(lawful(lawful_one).is_ok(), "{lawful_one}");
        }
        for unlawful in [
            "http://id.example/jwks",
            "http://localhost/jwks",
            "http://10.0.0.1/jwks",
            "http://127.0.0.1.evil.example/",
            "http://169.254.169.254/latest/meta-data",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "https://user:secret@id.example/",
            "id.example",
            "",
        ] {
            assert!(lawful(unlawful).is_err(), "{unlawful}");
        }
    }

    #[test]
    fn a_discovery_document_lies_below_its_issuer() {
        let url = |issuer: &str| {
            let address = KeyAddress::discovery(issuer).expect("lawful");
            address.url().to_string()
        };
        let expect = "https://id.example/realms/a/.well-known/openid-configuration";
        assert_eq!(url("https://id.example/realms/a"), expect);
        assert_eq!(url("https://id.example/realms/a/"), expect);
        assert!(KeyAddress::discovery("https://id.example/?a=b").is_err());
        assert!(KeyAddress::discovery("urn:acme").is_err());
    }

    #[test]
    fn a_discovery_document_speaks_for_its_own_issuer_only() {
        let at = lawful("https://id.example/.well-known/openid-configuration").expect("lawful");
        let uri = |issuer: &str, uri: &str| {
            let document = json!({"issuer": issuer, "jwks_uri": uri});
            jwks_uri(&document, "https://id.example", &at)
        };
        assert!(uri("https://id.example", "https://keys.example/jwks").is_ok());
        assert!(uri("https://id.example/", "https://keys.example/jwks").is_err());
        assert!(uri("https://id.example", "http://keys.example/jwks").is_err());
        assert!(uri("https://id.example", "https://127.0.0.1:5432/").is_err());
        assert!(
            jwks_uri(
                &json!({"issuer": "https://id.example"}),
                "https://id.example",
                &at
            )
            .is_err()
        );
    }
}
