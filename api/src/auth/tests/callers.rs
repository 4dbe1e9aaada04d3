//! Issuers, their keys and bindings; organizations; the issuer on this machine.

use std::sync::Arc;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use federation::authority::{Actor, Role, Scopes};
use federation::party::OrganizationKind;
use federation::vocabulary::{Code, OrganizationId};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    KEYS, claims, ed_jwk, header, now, raw, rsa_jwk, settings, token, verifier_of, verify, with,
    without,
};
use crate::auth::{
    Authenticator, Caller, DevelopmentIssuer, Directory, MintRequest, TokenPolicy, TrustedIssuers,
    Unavailable, Verifier,
};
use crate::clock::{Clock as _, FixedClock};
use crate::settings::IssuerSettings;

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
fn caller(claims: &Value) -> Result<Caller, (&'static str, u16)> {
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
