//! Public keys as issuers publish them: a JWKS, or one key in PEM.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde_json::{Map, Value};

use super::keys::{KeySet, SigningAlgorithm};

/// One public key of an issuer: usable for one algorithm, or known and why it is not.
#[derive(Clone, Debug)]
pub(super) struct IssuerKey {
    /// Its `kid`.
    pub id: Option<String>,
    /// The key and its one algorithm, or why it cannot verify tokens.
    pub usable: Result<(SigningAlgorithm, DecodingKey), String>,
}

/// The keys of a JWKS (RFC 7517).
pub(super) fn of_set(set: &Value) -> Result<Vec<IssuerKey>, String> {
    let keys = set
        .get("keys")
        .and_then(Value::as_array)
        .ok_or("a JWKS is an object with a list `keys`")?;
    if keys.len() > KeySet::KEYS_MAX {
        let why = format!(
            "the JWKS has {} keys, at most {} are read",
            keys.len(),
            KeySet::KEYS_MAX
        );
        return Err(why);
    }
    let mut ids = HashSet::new();
    let mut read = Vec::new();
    for key in keys {
        let key = key
            .as_object()
            .ok_or("a key of the JWKS is not an object")?;
        let key = key_of_jwk(key)?;
        if !ids.insert(key.id.clone()) {
            return Err(format!("two keys of the JWKS have the kid {:?}", key.id));
        }
        read.push(key);
    }
    Ok(read)
}

fn key_of_jwk(jwk: &Map<String, Value>) -> Result<IssuerKey, String> {
    for secret in ["d", "p", "q", "k"] {
        if jwk.contains_key(secret) {
            let why = format!("a key holds the secret member {secret:?}: give public keys only");
            return Err(why);
        }
    }
    let id = match jwk.get("kid") {
        None => None,
        Some(Value::String(id)) => Some(id.clone()),
        Some(_) => return Err("a kid is not a text".to_owned()),
    };
    let usable = decoding_key(jwk);
    Ok(IssuerKey { id, usable })
}

/// The key of a JWK, or why it cannot verify tokens: an issuer may publish keys of other uses.
fn decoding_key(jwk: &Map<String, Value>) -> Result<(SigningAlgorithm, DecodingKey), String> {
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    if let Some(use_) = jwk.get("use").filter(|use_| *use_ != "sig") {
        return Err(format!("its use is {use_}, not \"sig\""));
    }
    if let Some(operations) = jwk.get("key_ops") {
        let verifies = operations
            .as_array()
            .is_some_and(|operations| operations.iter().any(|operation| operation == "verify"));
        if !verifies {
            return Err("its key_ops do not contain \"verify\"".to_owned());
        }
    }
    let algorithm = match (text("kty"), text("crv")) {
        (Some("OKP"), Some("Ed25519")) => SigningAlgorithm::EdDsa,
        (Some("EC"), Some("P-256")) => SigningAlgorithm::Es256,
        (Some("RSA"), _) => SigningAlgorithm::Rs256,
        _ => return Err("it is neither Ed25519, nor P-256, nor RSA".to_owned()),
    };
    if let Some(alg) = jwk.get("alg").filter(|alg| *alg != algorithm.as_str()) {
        return Err(format!("its alg is {alg}, not {:?}", algorithm.as_str()));
    }
    let number = |name: &str| {
        let encoded = text(name).ok_or_else(|| format!("its member {name:?} is missing"))?;
        URL_SAFE_NO_PAD
            .decode(encoded)
            .map_err(|_| format!("its member {name:?} is not base64url"))
    };
    let key = match algorithm {
        SigningAlgorithm::EdDsa => DecodingKey::from_ed_der(&of_length(number("x")?, 32)?),
        SigningAlgorithm::Es256 => {
            let mut point = vec![4];
            point.extend(of_length(number("x")?, 32)?);
            point.extend(of_length(number("y")?, 32)?);
            DecodingKey::from_ec_der(&point)
        }
        SigningAlgorithm::Rs256 => {
            let modulus = number("n")?;
            if modulus.len() < 256 {
                return Err(format!(
                    "it has {} bits, at least 2048 are needed",
                    modulus.len() * 8
                ));
            }
            DecodingKey::from_rsa_raw_components(&modulus, &number("e")?)
        }
    };
    Ok((algorithm, key))
}

fn of_length(bytes: Vec<u8>, length: usize) -> Result<Vec<u8>, String> {
    if bytes.len() == length {
        Ok(bytes)
    } else {
        Err(format!(
            "a coordinate has {} bytes, not {length}",
            bytes.len()
        ))
    }
}

/// The one key of a PEM file.
pub(super) fn of_pem(id: Option<String>, pem: &[u8]) -> Result<IssuerKey, String> {
    let text = std::str::from_utf8(pem).map_err(|_| "the PEM file is not text")?;
    if text.contains("PRIVATE KEY") {
        return Err("the PEM file holds a private key: give the public one".to_owned());
    }
    let usable = if let Ok(key) = DecodingKey::from_ed_pem(pem) {
        (SigningAlgorithm::EdDsa, key)
    } else if let Ok(key) = DecodingKey::from_ec_pem(pem) {
        let length = key.try_get_as_bytes().map(<[u8]>::len).unwrap_or(0);
        if length != 65 {
            return Err("the PEM file holds a key of another curve than P-256".to_owned());
        }
        (SigningAlgorithm::Es256, key)
    } else if let Ok(key) = DecodingKey::from_rsa_pem(pem) {
        (SigningAlgorithm::Rs256, key)
    } else {
        return Err("the PEM file holds no Ed25519, P-256 or RSA public key".to_owned());
    };
    Ok(IssuerKey {
        id,
        usable: Ok(usable),
    })
}
