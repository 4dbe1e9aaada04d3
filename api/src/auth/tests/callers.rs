//! Issuers, their keys and bindings; organizations; the issuer on this machine.

use std::sync::Arc;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use federation::authority::{Actor, RevocationList, RevokedTokens, Role, Scopes, TokenRevocation};
use federation::party::OrganizationKind;
use federation::vocabulary::{Code, OrganizationId};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    ISSUER, KEYS, NOW, POLICY, claims, ed_jwk, header, now, raw, rsa_jwk, settings, token, verdict,
    verifier_of, verify, with, without,
};
use crate::auth::{
    Authenticator, Caller, DevelopmentIssuer, Directory, MintRequest, Revocations,
    SigningAlgorithm, TrustedIssuers, Unavailable, Verifier,
};
use crate::clock::FixedClock;
use crate::settings::IssuerSettings;

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
        let verified = verdict(&verifier, &raw(&header, &claims().to_string(), alg));
        assert!(verified.is_ok(), "{alg}: {verified:?}");
    }
    let unnamed = verifier_of(with_pem(write("PUBLIC KEY", ed.as_ref()), None));
    assert!(verdict(&unnamed, &token(&header(), &claims())).is_err());
    let private = KEYS.ed.to_pkcs8().expect("DER");
    let settings = with_pem(write("PRIVATE KEY", private.as_ref()), None);
    let error =
        TrustedIssuers::from_settings(&[settings], "concordat", &POLICY).expect_err("refused");
    assert!(error.to_string().contains("private key"), "{error}");
}

#[test]
fn settings_of_issuers_are_checked() {
    let check = |issuers: &[IssuerSettings], expect: &str| {
        let error = TrustedIssuers::from_settings(issuers, "concordat", &POLICY).expect_err(expect);
        assert!(error.to_string().contains(expect), "{error}");
    };
    let keys = |keys: Value| IssuerSettings {
        jwks: Some(json!({"keys": keys})),
        ..settings()
    };
    check(&[settings(), settings()], "named twice");
    check(&[IssuerSettings::default()], "name of the issuer is empty");
    let bad = |settings: IssuerSettings, expect: &str| check(&[settings], expect);
    bad(
        IssuerSettings {
            discovery: true,
            ..settings()
        },
        "exactly one of",
    );
    bad(
        IssuerSettings {
            jwks: None,
            jwks_url: Some("http://id.example/jwks".to_owned()),
            ..settings()
        },
        "neither https nor http to a loopback address",
    );
    bad(
        IssuerSettings {
            issuer: "urn:acme".to_owned(),
            jwks: None,
            discovery: true,
            ..settings()
        },
        "neither https nor http to a loopback address",
    );
    bad(
        IssuerSettings {
            role: Some(Role::Auditor),
            organization: "acme".parse().ok(),
            ..settings()
        },
        "leave organization out",
    );
    for life_seconds_max in [Some(0), Some(86_401)] {
        bad(
            IssuerSettings {
                life_seconds_max,
                ..settings()
            },
            "above token.life_seconds_max",
        );
    }
    bad(
        IssuerSettings {
            algorithms: Some(Vec::new()),
            ..settings()
        },
        "list of algorithms is empty",
    );
    bad(
        IssuerSettings {
            algorithms: Some(vec![SigningAlgorithm::Es256]),
            jwks: Some(json!({"keys": [ed_jwk()]})),
            ..settings()
        },
        "by the algorithms allowed",
    );
    let many: Vec<Value> = (0..65)
        .map(|number| with(ed_jwk(), json!({"kid": number.to_string()})))
        .collect();
    bad(keys(json!(many)), "65 keys, at most 64");
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
        "no key can verify",
    );
    check(
        &[keys(json!([with(rsa_jwk(), json!({"n": "AQAB"}))]))],
        "no key can verify",
    );
    check(&[keys(json!([]))], "no key can verify");
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
        .add(again.trusted("concordat", &POLICY))
        .expect("the only one");
    let verified = verdict(&Verifier::new(issuers, POLICY), &token);
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

/// One token is revoked, and one subject's until now.
impl Revocations for Organizations {
    fn list(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<Arc<RevocationList>, Unavailable>> {
        let revoked = |tokens| TokenRevocation {
            issuer: ISSUER.to_owned(),
            tokens,
            reason: None,
            revoked_at: now,
            revoked_by: "operator".to_owned(),
        };
        let list = [
            revoked(RevokedTokens::Token {
                token_id: "leaked".to_owned(),
            }),
            revoked(RevokedTokens::Subject {
                subject: "gone".to_owned(),
                issued_until: now.into(),
            }),
        ];
        async { Ok(Arc::new(list.into_iter().collect())) }.boxed()
    }
}

#[track_caller]
fn caller(claims: &Value) -> Result<Caller, (&'static str, u16)> {
    let clock = Arc::new(FixedClock::at(now()));
    let authenticator = Authenticator::new(
        verifier_of(settings()),
        Arc::new(Organizations),
        Arc::new(Organizations),
        clock,
    );
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
    assert_eq!(refused(json!({"jti": "leaked"})), ("TOKEN_INVALID", 401));
    assert_eq!(refused(json!({"sub": "gone"})), ("TOKEN_INVALID", 401));
    let since = json!({"sub": "gone", "iat": NOW + 1});
    assert!(caller(&with(claims(), since)).is_ok());
}
