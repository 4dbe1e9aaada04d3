//! An issuer of tokens over HTTP: it publishes its keys, rotates and withdraws them, and fails in
//! every way that it is told to.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use api::settings::IssuerSettings;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RsaKeyPair, RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// How the issuer answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// With its discovery document and its keys.
    Well,
    /// With status 500.
    Failing,
    /// Never: the connection stays open.
    Silent,
    /// With more than anyone should read.
    Huge,
    /// By pointing elsewhere.
    Redirecting,
    /// With something that is no JSON.
    Garbled,
    /// As if it were another issuer.
    Masked,
    /// With a private key among its keys.
    Indiscreet,
}

/// A key that signs.
#[derive(Debug)]
pub enum SigningKey {
    /// Ed25519.
    Ed(Ed25519KeyPair),
    /// ECDSA over P-256.
    Ec(EcdsaKeyPair),
    /// RSA with 2,048 bits.
    Rsa(Box<RsaKeyPair>),
}

/// A running issuer.
pub struct TestIssuer {
    /// Its name, which is also its address.
    pub name: String,
    shared: Arc<Shared>,
}

struct Shared {
    name: String,
    manner: Mutex<Manner>,
    keys: Mutex<Vec<Value>>,
    /// How often each path was asked for.
    asked: Mutex<BTreeMap<String, usize>>,
}

/// Unpadded base64url.
#[must_use]
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl SigningKey {
    /// A new Ed25519 key.
    ///
    /// # Panics
    /// When none can be made.
    #[must_use]
    pub fn ed() -> Self {
        Self::Ed(Ed25519KeyPair::generate().expect("a key"))
    }

    /// A new P-256 key.
    ///
    /// # Panics
    /// When none can be made.
    #[must_use]
    pub fn ec() -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING);
        Self::Ec(key.expect("a key"))
    }

    /// A new RSA key.
    ///
    /// # Panics
    /// When none can be made.
    #[must_use]
    pub fn rsa() -> Self {
        let key = RsaKeyPair::generate(KeySize::Rsa2048);
        Self::Rsa(Box::new(key.expect("a key")))
    }

    /// The bytes of the public key as the library gives them.
    #[must_use]
    pub fn public_bytes(&self) -> Vec<u8> {
        match self {
            Self::Ed(key) => key.public_key().as_ref().to_vec(),
            Self::Ec(key) => key.public_key().as_ref().to_vec(),
            Self::Rsa(key) => key.public_key().as_ref().to_vec(),
        }
    }

    /// The public key as a JWK.
    #[must_use]
    pub fn jwk(&self, kid: &str) -> Value {
        match self {
            Self::Ed(key) => {
                json!({"kid": kid, "kty": "OKP", "crv": "Ed25519", "x": encode(key.public_key())})
            }
            Self::Ec(key) => {
                let point = key.public_key().as_ref();
                json!({"kid": kid, "kty": "EC", "crv": "P-256", "use": "sig",
                    "x": encode(&point[1..33]), "y": encode(&point[33..])})
            }
            Self::Rsa(key) => {
                let key = RsaPublicKeyComponents::<Vec<u8>>::from(key.public_key());
                json!({"kid": kid, "kty": "RSA", "n": encode(key.n), "e": encode(key.e)})
            }
        }
    }

    /// A signature of `message`.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn sign(&self, message: &str) -> Vec<u8> {
        let (random, message) = (SystemRandom::new(), message.as_bytes());
        match self {
            Self::Ed(key) => key.sign(message).as_ref().to_vec(),
            Self::Ec(key) => {
                let signature = key.sign(&random, message).expect("signed");
                signature.as_ref().to_vec()
            }
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .expect("signed");
                signature
            }
        }
    }

    /// A token of these raw texts, signed by this key whatever they say.
    #[must_use]
    pub fn token(&self, header: &str, claims: &str) -> String {
        let message = format!("{}.{}", encode(header), encode(claims));
        let signature = encode(self.sign(&message));
        format!("{message}.{signature}")
    }
}

impl TestIssuer {
    /// An issuer at a free port that publishes no key yet.
    ///
    /// # Panics
    /// When no port is free.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let name = format!("http://{address}");
        let shared = Arc::new(Shared {
            name: name.clone(),
            manner: Mutex::new(Manner::Well),
            keys: Mutex::default(),
            asked: Mutex::default(),
        });
        let answering = shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = answering.clone();
                // Whoever asks may go away at any time.
                std::thread::spawn(move || drop(shared.answer(stream)));
            }
        });
        Self { name, shared }
    }

    /// Publishes exactly these keys from now on.
    ///
    /// # Panics
    /// When a thread of it panicked.
    pub fn publish(&self, keys: impl IntoIterator<Item = Value>) {
        *self.shared.keys.lock().expect("the keys") = keys.into_iter().collect();
    }

    /// Answers like this from now on.
    ///
    /// # Panics
    /// When a thread of it panicked.
    pub fn answer(&self, manner: Manner) {
        *self.shared.manner.lock().expect("the manner") = manner;
    }

    /// How often a path was asked for.
    ///
    /// # Panics
    /// When a thread of it panicked.
    #[must_use]
    pub fn asked(&self, path: &str) -> usize {
        let asked = self.shared.asked.lock().expect("the list");
        asked.get(path).copied().unwrap_or(0)
    }

    /// Every path that was asked for.
    ///
    /// # Panics
    /// When a thread of it panicked.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        let asked = self.shared.asked.lock().expect("the list");
        asked.keys().cloned().collect()
    }

    /// Settings that trust it, with its keys found by discovery.
    #[must_use]
    pub fn by_discovery(&self) -> IssuerSettings {
        IssuerSettings {
            issuer: self.name.clone(),
            discovery: true,
            ..IssuerSettings::default()
        }
    }

    /// Settings that trust it, with the address of its keys.
    #[must_use]
    pub fn by_address(&self) -> IssuerSettings {
        IssuerSettings {
            issuer: self.name.clone(),
            jwks_url: Some(format!("{}/jwks", self.name)),
            ..IssuerSettings::default()
        }
    }
}

impl Shared {
    fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut head = Vec::new();
        let mut buffer = [0; 1_024];
        while !head.windows(4).any(|end| end == b"\r\n\r\n") {
            match stream.read(&mut buffer)? {
                0 => return Ok(()),
                length => head.extend_from_slice(&buffer[..length]),
            }
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        *self
            .asked
            .lock()
            .expect("the list")
            .entry(path.clone())
            .or_default() += 1;
        let manner = *self.manner.lock().expect("the manner");
        let (status, extra, body) = match manner {
            Manner::Silent => {
                // Until the other end gives up.
                while stream.read(&mut buffer)? > 0 {}
                return Ok(());
            }
            Manner::Failing => ("500 Broken", String::new(), "{}".to_owned()),
            Manner::Redirecting => {
                let location = format!("Location: {}/elsewhere\r\n", self.name);
                ("302 Found", location, String::new())
            }
            Manner::Garbled => ("200 OK", String::new(), "<html>keys</html>".to_owned()),
            Manner::Huge => {
                let padding = "x".repeat(300 * 1_024);
                (
                    "200 OK",
                    String::new(),
                    format!("{{\"keys\":[],\"p\":\"{padding}\"}}"),
                )
            }
            Manner::Well | Manner::Masked | Manner::Indiscreet => {
                let body = self.document(&path, manner);
                match body {
                    Some(body) => ("200 OK", String::new(), body.to_string()),
                    None => ("404 Not Found", String::new(), "{}".to_owned()),
                }
            }
        };
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
             {extra}Connection: close\r\n\r\n{body}"
        )
    }

    fn document(&self, path: &str, manner: Manner) -> Option<Value> {
        match path {
            "/.well-known/openid-configuration" => {
                let mask = if manner == Manner::Masked { "/" } else { "" };
                Some(json!({
                    "issuer": format!("{}{mask}", self.name),
                    "jwks_uri": format!("{}/jwks", self.name),
                }))
            }
            "/jwks" => {
                let mut keys = self.keys.lock().expect("the keys").clone();
                if manner == Manner::Indiscreet
                    && let Some(key) = keys.first_mut()
                {
                    key["d"] = json!("AA");
                }
                Some(json!({"keys": keys}))
            }
            _ => None,
        }
    }
}
