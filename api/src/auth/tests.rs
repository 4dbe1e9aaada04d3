//! Tokens signed and forged by hand, every line one attack or one lawful variant.

use std::sync::{Arc, LazyLock};

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RsaKeyPair, RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use federation::authority::{Actor, Role, Scope, Scopes};
use federation::party::OrganizationKind;
use federation::vocabulary::{Code, OrganizationId};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use uuid::Uuid;

use super::{
    Authenticator, DevelopmentIssuer, Directory, MintRequest, TokenPolicy, TrustedIssuers,
    Unavailable, VerifiedToken, Verifier,
};
use crate::clock::{Clock as _, FixedClock};
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

fn verifier_of(settings: IssuerSettings) -> Verifier {
    let issuers = TrustedIssuers::from_settings(&[settings], "concordat").expect("issuers");
    let policy = TokenPolicy {
        leeway_seconds: 30,
        life_seconds_max: 86_400,
    };
    Verifier::new(issuers, policy)
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

fn verify(token: &str) -> Result<VerifiedToken, super::TokenFault> {
    verifier_of(settings()).verify(token, now())
}

#[track_caller]
fn refused(token: &str, explanation: &str) {
    let fault = verify(token).expect_err(explanation);
    let told = fault.to_string();
    assert!(told.contains(explanation), "{told:?} tells {explanation:?}");
    assert_eq!(fault.code().status(), 401);
}

#[track_caller]
fn bad_header(changes: Value, explanation: &str) {
    refused(&token(&with(header(), changes), &claims()), explanation);
}

#[track_caller]
fn bad_claims(changes: Value, explanation: &str) {
    refused(&token(&header(), &with(claims(), changes)), explanation);
}

#[track_caller]
fn lawful(header: Value, claims: Value) {
    let token = token(&header, &claims);
    assert!(verify(&token).is_ok(), "{:?}", verify(&token));
}

#[test]
fn a_token_of_each_allowed_algorithm_is_signed_and_verified() {
    for (alg, kid) in [("EdDSA", "ed"), ("ES256", "ec"), ("RS256", "rsa")] {
        let header = json!({"typ": "at+jwt", "alg": alg, "kid": kid});
        let verified = verify(&raw(&header.to_string(), &claims().to_string(), alg));
        let verified = verified.expect(alg);
        assert_eq!(verified.issuer, ISSUER);
        assert_eq!(verified.subject, "machine-7");
        assert_eq!(verified.token_id, "t-1");
        assert_eq!(verified.role, Role::Supplier);
        assert_eq!(verified.organization, "acme".parse().ok());
        let scopes = [Scope::PerformanceWrite, Scope::ReportRead];
        assert_eq!(verified.scopes, scopes.into_iter().collect());
        assert_eq!(verified.expires_at.timestamp(), NOW + 3_600);
    }
}

#[test]
fn lawful_variants_are_taken() {
    lawful(
        with(header(), json!({"typ": "application/at+jwt"})),
        claims(),
    );
    lawful(with(header(), json!({"typ": "AT+JWT"})), claims());
    lawful(
        header(),
        with(claims(), json!({"aud": ["other", "concordat"]})),
    );
    lawful(header(), with(claims(), json!({"exp": NOW - 29})));
    lawful(
        header(),
        with(claims(), json!({"iat": NOW + 30, "nbf": NOW + 30})),
    );
    lawful(header(), with(claims(), json!({"exp": NOW + 86_400})));
    lawful(header(), without(claims(), "scope"));
    let auditor = with(claims(), json!({"role": "AUDITOR"}));
    lawful(header(), without(auditor, "organization"));
    // Row 59: what a header offers to fetch or believe is not even looked at.
    let offers = json!({"jku": "http://127.0.0.1:1/", "x5u": "http://127.0.0.1:1/",
        "jwk": ed_jwk(), "x5c": ["MIIB"]});
    lawful(with(header(), offers), claims());
}

#[test]
fn row_55_no_algorithm_is_no_signature() {
    for alg in [
        json!("none"),
        json!("None"),
        json!("nOnE"),
        json!(""),
        json!(null),
        json!(7),
    ] {
        let header = with(header(), json!({"alg": alg}));
        let message = format!(
            "{}.{}",
            encode(header.to_string()),
            encode(claims().to_string())
        );
        refused(&format!("{message}."), "the header's alg is");
        refused(&token(&header, &claims()), "the header's alg is");
    }
    refused(
        &token(&without(header(), "alg"), &claims()),
        "alg is absent",
    );
}

#[test]
fn row_56_a_public_key_is_no_secret() {
    let rsa = KEYS.rsa.public_key();
    let der = rsa.as_der().expect("a key");
    let secrets: [&[u8]; 4] = [
        rsa.as_ref(),
        der.as_ref(),
        KEYS.ec.public_key().as_ref(),
        KEYS.ed.public_key().as_ref(),
    ];
    for kid in ["rsa", "ec", "ed"] {
        for secret in secrets {
            let header = json!({"typ": "at+jwt", "alg": "HS256", "kid": kid});
            let message = format!(
                "{}.{}",
                encode(header.to_string()),
                encode(claims().to_string())
            );
            let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length");
            mac.update(message.as_bytes());
            let signature = encode(mac.finalize().into_bytes());
            refused(
                &format!("{message}.{signature}"),
                "the header's alg is \"HS256\"",
            );
        }
    }
}

#[test]
fn row_57_the_algorithm_is_on_the_list_and_the_keys_own() {
    for alg in ["HS384", "RS512", "PS256", "ES384", "eddsa", "Ed25519"] {
        bad_header(json!({"alg": alg}), "only EdDSA, ES256 and RS256");
    }
    bad_header(json!({"kid": "ec"}), "alg is EdDSA, the key is for ES256");
    bad_header(json!({"kid": "rsa"}), "alg is EdDSA, the key is for RS256");
    bad_header(
        json!({"kid": "other-alg"}),
        "its alg is \"ES256\", not \"EdDSA\"",
    );
    bad_header(json!({"kid": "x25519"}), "neither Ed25519");
}

#[test]
fn row_58_a_key_id_finds_one_of_the_issuers_keys_or_none() {
    for kid in ["", "nobody", "../../etc/passwd", "' OR 1=1 --"] {
        bad_header(json!({"kid": kid}), "no key with the kid");
    }
    bad_header(json!({"kid": ["ed"]}), "kid is not a text");
    refused(&token(&without(header(), "kid"), &claims()), "has no kid");
    let one_key = IssuerSettings {
        jwks: Some(json!({"keys": [without(ed_jwk(), "kid")]})),
        ..settings()
    };
    let without_kid = token(&without(header(), "kid"), &claims());
    assert!(verifier_of(one_key).verify(&without_kid, now()).is_ok());
}

#[test]
fn rows_60_and_61_the_header_says_access_token_and_nothing_critical() {
    bad_header(json!({"crit": ["exp"]}), "crit");
    bad_header(json!({"crit": []}), "crit");
    for typ in [
        json!("JWT"),
        json!("id_token"),
        json!("at+jwt "),
        json!(null),
        json!(1),
    ] {
        bad_header(json!({"typ": typ}), "typ is");
    }
    refused(
        &token(&without(header(), "typ"), &claims()),
        "typ is absent",
    );
}

#[test]
fn row_62_the_issuer_and_audience_are_exact() {
    for iss in [
        json!("https://id.example/"),
        json!("HTTPS://id.example"),
        json!([ISSUER]),
        json!(null),
    ] {
        bad_claims(json!({"iss": iss}), "not among the trusted issuers");
    }
    refused(&token(&header(), &without(claims(), "iss")), "absent");
    for aud in [
        json!("Concordat"),
        json!(["a", "b"]),
        json!([]),
        json!({"concordat": 1}),
        json!(null),
    ] {
        bad_claims(json!({"aud": aud}), "aud does not name");
    }
    refused(
        &token(&header(), &without(claims(), "aud")),
        "aud does not name",
    );
}

#[test]
fn rows_63_to_65_times_are_whole_seconds_within_the_policy() {
    let strange = [
        json!("1780003600"),
        json!(-1),
        json!(1_780_003_600.5),
        json!(1_780_003_600.0),
        json!(1e308),
        json!(u64::MAX),
        json!((NOW + 3_600) * 1_000),
        json!(null),
        json!([NOW]),
        json!(true),
    ];
    for value in strange {
        for claim in ["exp", "nbf", "iat"] {
            bad_claims(json!({claim: value}), "whole number of seconds");
        }
    }
    refused(
        &token(&header(), &without(claims(), "exp")),
        "exp is missing",
    );
    refused(
        &token(&header(), &without(claims(), "iat")),
        "iat is missing",
    );
    bad_claims(json!({"exp": NOW - 30}), "ended 30 s ago");
    bad_claims(json!({"exp": 0}), "ended");
    bad_claims(json!({"nbf": NOW + 31}), "nbf lies 31 s ahead");
    bad_claims(json!({"iat": NOW + 31}), "iat lies 31 s ahead");
    bad_claims(json!({"exp": NOW + 86_401}), "lives 86401 s");
    bad_claims(json!({"iat": 0}), "at most 86400 s");
}

#[test]
fn row_66_the_payload_is_one_small_object_without_twins() {
    for payload in ["[]", "null", "\"x\"", "7", "", "{", "{}{}", "\u{FEFF}{}"] {
        refused(
            &raw(&header().to_string(), payload, "EdDSA"),
            "payload is not a JSON object",
        );
    }
    let twin = claims()
        .to_string()
        .replacen('{', "{\"sub\":\"someone-else\",", 1);
    refused(
        &raw(&header().to_string(), &twin, "EdDSA"),
        "\"sub\" stands twice",
    );
    let twin = header().to_string().replacen('{', "{\"alg\":\"EdDSA\",", 1);
    refused(
        &raw(&twin, &claims().to_string(), "EdDSA"),
        "\"alg\" stands twice",
    );
    bad_claims(
        json!({"padding": "x".repeat(100_000)}),
        "at most 8192 are read",
    );
}

#[test]
fn row_67_the_signature_is_whole_and_fits() {
    let good = token(&header(), &claims());
    let (message, signature) = good.rsplit_once('.').expect("three parts");
    let bytes = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
    for bit in [0, 7, 255, 300, 511] {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        refused(
            &format!("{message}.{}", encode(flipped)),
            "signature does not fit",
        );
    }
    refused(
        &format!("{message}.{}", encode(&bytes[..63])),
        "signature does not fit",
    );
    refused(&format!("{message}."), "signature does not fit");
    refused(&format!("{good}="), "signature does not fit");
    refused(message, "three parts");
    refused(&format!("{good}.x"), "three parts");
    refused("", "three parts");
    refused("a.b.c", "three parts");
    let other = token(&header(), &with(claims(), json!({"role": "INTEGRATOR"})));
    let (other, _) = other.rsplit_once('.').expect("three parts");
    refused(&format!("{other}.{signature}"), "signature does not fit");
    let header = json!({"typ": "at+jwt", "alg": "ES256", "kid": "ec"});
    let message = format!(
        "{}.{}",
        encode(header.to_string()),
        encode(claims().to_string())
    );
    refused(
        &format!("{message}.{}", encode([0; 64])),
        "signature does not fit",
    );
}

#[test]
fn row_68_a_key_for_encryption_verifies_nothing() {
    let header = json!({"typ": "at+jwt", "alg": "RS256", "kid": "for-encryption"});
    let forged = raw(&header.to_string(), &claims().to_string(), "RS256");
    refused(&forged, "its use is \"enc\"");
    bad_header(json!({"kid": "signs-only"}), "key_ops");
}

#[test]
fn names_roles_and_scopes_are_texts_of_the_lists() {
    for claim in ["sub", "jti"] {
        refused(&token(&header(), &without(claims(), claim)), "is missing");
        for value in [
            json!(""),
            json!("x".repeat(256)),
            json!("a\nb"),
            json!(7),
            json!(null),
        ] {
            bad_claims(json!({claim: value}), claim);
        }
    }
    bad_claims(json!({"role": "OPERATOR"}), "no token can be given");
    for role in [
        json!("supplier"),
        json!("ADMIN"),
        json!(["SUPPLIER"]),
        json!(null),
    ] {
        bad_claims(json!({"role": role}), "role");
    }
    refused(
        &token(&header(), &without(claims(), "role")),
        "role is missing",
    );
    bad_claims(json!({"scope": ["report:read"]}), "scope");
}

#[test]
fn row_69_a_role_of_an_organization_names_exactly_one() {
    for organization in [
        json!(["acme", "globex"]),
        json!("Acme"),
        json!(""),
        json!(null),
    ] {
        let fault = verify(&token(
            &header(),
            &with(claims(), json!({"organization": organization})),
        ));
        let code = fault.expect_err("refused").code();
        assert_eq!((code.reason(), code.status()), ("NO_ORGANIZATION", 403));
    }
    let fault = verify(&token(&header(), &without(claims(), "organization")));
    assert_eq!(
        fault.expect_err("refused").code().reason(),
        "NO_ORGANIZATION"
    );
}

#[test]
fn a_bound_issuer_speaks_only_for_its_organization() {
    let bound = IssuerSettings {
        role: Some(Role::Supplier),
        organization: "acme".parse().ok(),
        ..settings()
    };
    let greedy = with(
        claims(),
        json!({"role": "INTEGRATOR", "organization": "globex"}),
    );
    let verified = verifier_of(bound).verify(&token(&header(), &greedy), now());
    let verified = verified.expect("verified");
    assert_eq!(verified.role, Role::Supplier);
    assert_eq!(verified.organization, "acme".parse().ok());
}

#[test]
fn keys_may_stand_in_a_pem_file() {
    let directory = tempfile::tempdir().expect("a folder");
    let write = |label: &str, der: &[u8]| {
        let path = directory.path().join("key.pem");
        let body = STANDARD.encode(der);
        let pem = format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
        std::fs::write(&path, pem).expect("written");
        path
    };
    let with_pem = |path, key_id: Option<&str>| IssuerSettings {
        jwks: None,
        pem_file: Some(path),
        key_id: key_id.map(str::to_owned),
        ..settings()
    };
    let ed = KEYS.ed.public_key().as_der().expect("DER");
    let ec = KEYS.ec.public_key().as_der().expect("DER");
    let rsa = KEYS.rsa.public_key().as_der().expect("DER");
    for (alg, der) in [
        ("EdDSA", ed.as_ref()),
        ("ES256", ec.as_ref()),
        ("RS256", rsa.as_ref()),
    ] {
        let verifier = verifier_of(with_pem(write("PUBLIC KEY", der), Some("k")));
        let header = json!({"typ": "at+jwt", "alg": alg, "kid": "k"}).to_string();
        let verified = verifier.verify(&raw(&header, &claims().to_string(), alg), now());
        assert!(verified.is_ok(), "{alg}: {verified:?}");
    }
    let unnamed = verifier_of(with_pem(write("PUBLIC KEY", ed.as_ref()), None));
    assert!(unnamed.verify(&token(&header(), &claims()), now()).is_err());
    let private = KEYS.ed.to_pkcs8().expect("DER");
    let settings = with_pem(write("PRIVATE KEY", private.as_ref()), None);
    let error = TrustedIssuers::from_settings(&[settings], "concordat").expect_err("refused");
    assert!(error.to_string().contains("private key"), "{error}");
}

#[test]
fn settings_of_issuers_are_checked() {
    let check = |issuers: &[IssuerSettings], expect: &str| {
        let error = TrustedIssuers::from_settings(issuers, "concordat").expect_err(expect);
        assert!(error.to_string().contains(expect), "{error}");
    };
    let keys = |keys: Value| IssuerSettings {
        jwks: Some(json!({"keys": keys})),
        ..settings()
    };
    check(&[settings(), settings()], "named twice");
    check(&[IssuerSettings::default()], "name of the issuer is empty");
    check(
        &[IssuerSettings {
            jwks: None,
            ..settings()
        }],
        "exactly one of",
    );
    check(
        &[IssuerSettings {
            role: Some(Role::Operator),
            ..settings()
        }],
        "OPERATOR",
    );
    check(&[keys(json!([ed_jwk(), ed_jwk()]))], "two keys");
    check(
        &[keys(json!([with(ed_jwk(), json!({"d": "AA"}))]))],
        "secret member",
    );
    check(&[keys(json!([{"kty": "oct", "k": "AA"}]))], "secret member");
    check(
        &[keys(json!([with(ed_jwk(), json!({"x": "AA"}))]))],
        "no key that can verify",
    );
    check(
        &[keys(json!([with(rsa_jwk(), json!({"n": "AQAB"}))]))],
        "no key that can verify",
    );
    check(&[keys(json!([]))], "no key that can verify");
    let missing = IssuerSettings {
        jwks: None,
        jwks_file: Some("no-such-file".into()),
        ..settings()
    };
    check(&[missing], "cannot be read");
}

#[test]
fn the_development_issuer_mints_what_a_server_verifies() {
    let directory = tempfile::tempdir().expect("a folder");
    let issuer = DevelopmentIssuer::open(directory.path()).expect("made");
    let again = DevelopmentIssuer::open(directory.path()).expect("read");
    let clock = FixedClock::at(now());
    let request = MintRequest {
        role: Role::Integrator,
        organization: "hub".parse().ok(),
        scopes: Scopes::bundle(Role::Integrator),
        life: TimeDelta::hours(24),
        subject: "me".to_owned(),
    };
    let token = issuer.mint(&request, "concordat", &clock);
    let mut issuers = TrustedIssuers::default();
    issuers
        .add(again.trusted("concordat"))
        .expect("the only one");
    let policy = TokenPolicy {
        leeway_seconds: 0,
        life_seconds_max: 86_400,
    };
    let verified = Verifier::new(issuers, policy).verify(&token, clock.now());
    let verified = verified.expect("verified");
    assert_eq!(verified.role, Role::Integrator);
    assert_eq!(verified.scopes, Scopes::bundle(Role::Integrator));
    assert!(
        verify(&token).is_err(),
        "a server without it accepts nothing of it"
    );
}

#[cfg(unix)]
#[test]
fn a_development_key_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().expect("a folder");
    DevelopmentIssuer::open(directory.path()).expect("made");
    let path = DevelopmentIssuer::path(directory.path());
    let mode = |path: &std::path::Path| {
        std::fs::metadata(path).expect("there").permissions().mode() & 0o777
    };
    assert_eq!(mode(&path), 0o600);
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(&path, open).expect("set");
    let error = DevelopmentIssuer::open(directory.path())
        .err()
        .expect("refused");
    assert!(error.to_string().contains("chmod 600"), "{error}");
}

struct Organizations;

impl Directory for Organizations {
    fn organization<'a>(
        &'a self,
        code: &'a Code,
    ) -> BoxFuture<'a, Result<Option<(OrganizationId, OrganizationKind)>, Unavailable>> {
        let id = OrganizationId(Uuid::from_u128(1));
        let found = match code.as_str() {
            "acme" => Ok(Some((id, OrganizationKind::ServiceProvider))),
            "hub" => Ok(Some((id, OrganizationKind::ServiceIntegrator))),
            "broken" => Err(Unavailable("no connection".into())),
            _ => Ok(None),
        };
        async { found }.boxed()
    }
}

#[track_caller]
fn caller(claims: &Value) -> Result<super::Caller, (&'static str, u16)> {
    let clock = Arc::new(FixedClock::at(now()));
    let authenticator = Authenticator::new(verifier_of(settings()), Arc::new(Organizations), clock);
    let token = token(&header(), claims);
    authenticator
        .caller(&token, Uuid::nil())
        .now_or_never()
        .expect("nothing waits")
        .map_err(|error| (error.code().reason(), error.code().status()))
}

#[test]
fn a_caller_is_a_token_and_an_organization_of_the_right_kind() {
    let supplier = caller(&claims()).expect("known");
    let id = OrganizationId(Uuid::from_u128(1));
    assert_eq!(supplier.mandate.actor(), Actor::Supplier(id));
    assert_eq!(supplier.organization, "acme".parse().ok());
    let auditor = without(with(claims(), json!({"role": "AUDITOR"})), "organization");
    assert_eq!(
        caller(&auditor).expect("known").mandate.actor(),
        Actor::Auditor
    );
    let refused = |changes: Value| caller(&with(claims(), changes)).expect_err("refused");
    assert_eq!(
        refused(json!({"organization": "globex"})),
        ("UNKNOWN_ORGANIZATION", 403)
    );
    assert_eq!(
        refused(json!({"organization": "hub"})),
        ("WRONG_PARTY", 403)
    );
    assert_eq!(refused(json!({"role": "CUSTOMER"})), ("WRONG_PARTY", 403));
    assert_eq!(
        refused(json!({"organization": "broken"})),
        ("AUTH_UNAVAILABLE", 503)
    );
    assert_eq!(refused(json!({"exp": 1})), ("TOKEN_INVALID", 401));
}
