//! Keys, tokens signed and forged by hand, and a verifier that knows the keys.

mod bindings;
mod caches;
mod callers;
mod tokens;

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RsaKeyPair, RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use serde_json::{Value, json};

use super::{TokenFault, TokenPolicy, TrustedIssuers, VerifiedToken, Verifier};
use crate::settings::IssuerSettings;

const NOW: i64 = 1_780_000_000;
const ISSUER: &str = "https://id.example";

struct Keys {
    ed: Ed25519KeyPair,
    ec: EcdsaKeyPair,
    rsa: RsaKeyPair,
}

static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys {
    ed: Ed25519KeyPair::generate().expect("a key"),
    ec: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"),
    rsa: RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"),
});

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn ed_jwk() -> Value {
    json!({"kid": "ed", "kty": "OKP", "crv": "Ed25519", "x": encode(KEYS.ed.public_key())})
}

fn ec_jwk() -> Value {
    let point = KEYS.ec.public_key().as_ref();
    json!({"kid": "ec", "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256",
        "x": encode(&point[1..33]), "y": encode(&point[33..])})
}

fn rsa_jwk() -> Value {
    let key = RsaPublicKeyComponents::<Vec<u8>>::from(KEYS.rsa.public_key());
    json!({"kid": "rsa", "kty": "RSA", "key_ops": ["verify"],
        "n": encode(key.n), "e": encode(key.e)})
}

fn with(mut object: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().expect("an object") {
        object[name] = value.clone();
    }
    object
}

fn jwks() -> Value {
    json!({"keys": [
        ed_jwk(), ec_jwk(), rsa_jwk(),
        with(rsa_jwk(), json!({"kid": "for-encryption", "use": "enc"})),
        with(ed_jwk(), json!({"kid": "other-alg", "alg": "ES256"})),
        with(ed_jwk(), json!({"kid": "signs-only", "key_ops": ["sign"]})),
        {"kid": "x25519", "kty": "OKP", "crv": "X25519", "x": encode([1; 32])},
    ]})
}

fn settings() -> IssuerSettings {
    IssuerSettings {
        issuer: ISSUER.to_owned(),
        jwks: Some(jwks()),
        ..IssuerSettings::default()
    }
}

const POLICY: TokenPolicy = TokenPolicy {
    leeway_seconds: 30,
    life_seconds_max: 86_400,
    keys_stale_seconds_max: 3_600,
};

fn verifier_of(settings: IssuerSettings) -> Verifier {
    let issuers = TrustedIssuers::from_settings(&[settings], "concordat", &POLICY);
    Verifier::new(issuers.expect("issuers"), POLICY)
}

/// The verdict of a verifier whose keys all stand in the settings: it waits for nothing.
fn verdict(verifier: &Verifier, token: &str) -> Result<VerifiedToken, TokenFault> {
    let verdict = verifier.verify(token, now()).now_or_never();
    verdict.expect("nothing waits")
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(NOW, 0).expect("an instant")
}

fn header() -> Value {
    json!({"typ": "at+jwt", "alg": "EdDSA", "kid": "ed"})
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": "concordat", "sub": "machine-7", "jti": "t-1",
        "iat": NOW, "exp": NOW + 3_600, "role": "SUPPLIER", "organization": "acme",
        "scope": "performance:write report:read openid",
    })
}

fn without(mut object: Value, name: &str) -> Value {
    object.as_object_mut().expect("an object").remove(name);
    object
}

fn sign(message: &str, alg: &str) -> Vec<u8> {
    let random = SystemRandom::new();
    match alg {
        "EdDSA" => KEYS.ed.sign(message.as_bytes()).as_ref().to_vec(),
        "ES256" => {
            let signature = KEYS.ec.sign(&random, message.as_bytes());
            signature.expect("signed").as_ref().to_vec()
        }
        "RS256" => {
            let mut signature = vec![0; KEYS.rsa.public_modulus_len()];
            KEYS.rsa
                .sign(
                    &RSA_PKCS1_SHA256,
                    &random,
                    message.as_bytes(),
                    &mut signature,
                )
                .expect("signed");
            signature
        }
        other => panic!("no key for {other}"),
    }
}

/// A token of raw texts, signed with the key of `alg` whatever the header says.
fn raw(header: &str, payload: &str, alg: &str) -> String {
    let message = format!("{}.{}", encode(header), encode(payload));
    let signature = sign(&message, alg);
    format!("{message}.{}", encode(signature))
}

fn token(header: &Value, claims: &Value) -> String {
    raw(&header.to_string(), &claims.to_string(), "EdDSA")
}

fn verify(token: &str) -> Result<VerifiedToken, TokenFault> {
    verdict(&verifier_of(settings()), token)
}
