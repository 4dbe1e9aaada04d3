//! Issuers that publish their keys over HTTP: rotated under load, silent, huge and false; and tokens
//! revoked and explained at the command line.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use api::auth::{TokenPolicy, TrustedIssuers, Verifier};
use api::settings::IssuerSettings;
use chrono::{DateTime, TimeDelta};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::harness::app::{TestApp, without_budgets};
use tests::harness::database::{Flavour, TestDatabase, on_both};
use tests::harness::issuer::{Manner, SigningKey, TestIssuer, encode};
use tests::harness::program::Installation;

use crate::catalogues::SMALL;

const POLICY: TokenPolicy = TokenPolicy {
    leeway_seconds: 30,
    life_seconds_max: 86_400,
    keys_stale_seconds_max: 3_600,
};

fn token(key: &SigningKey, kid: &str, issuer: &str, now: i64) -> String {
    let header = json!({"typ": "at+jwt", "alg": "EdDSA", "kid": kid});
    let claims = json!({
        "iss": issuer, "aud": "concordat", "sub": "machine-7", "jti": format!("t {kid} {now}"),
        "iat": now, "exp": now + 3_600, "scope": "report:read catalogue:read",
    });
    key.token(&header.to_string(), &claims.to_string())
}

/// A server that trusts `issuer` for the supplier acme only.
async fn server(database: &TestDatabase, issuer: &TestIssuer) -> TestApp {
    let trusted = IssuerSettings {
        role: "SUPPLIER".parse().ok(),
        organization: "acme".parse().ok(),
        ..issuer.by_discovery()
    };
    let app = TestApp::with_settings(database, |settings| {
        without_budgets(settings);
        settings.issuers.push(trusted);
    })
    .await;
    app.apply_as_operator(SMALL).await;
    app
}

async fn status(app: &TestApp, token: &str) -> u16 {
    let credentials = [format!("Bearer {token}")];
    let document = "{ viewer { organization { code } } }";
    let answer = app.ask_as(&credentials, document, json!({})).await;
    if answer.status == 200 {
        assert_eq!(answer.at("/viewer/organization/code"), "acme");
    }
    answer.status
}

#[tokio::test]
async fn fifty_rotations_at_once_refuse_no_genuine_token() {
    on_both(async |database| {
        let (issuer, mut old) = (TestIssuer::start(), SigningKey::ed());
        issuer.publish([old.jwk("key-0")]);
        let app = server(database, &issuer).await;
        let mut refused = 0;
        for rotation in 1..=50 {
            // It signs by the new key from the first moment, and publishes the old one for a while.
            app.pass(11);
            let (new, before) = (SigningKey::ed(), rotation - 1);
            let (new_kid, old_kid) = (format!("key-{rotation}"), format!("key-{before}"));
            issuer.publish([old.jwk(&old_kid), new.jwk(&new_kid)]);
            let by_new = token(&new, &new_kid, &issuer.name, app.now());
            let by_old = token(&old, &old_kid, &issuer.name, app.now());
            let sent = (0..16).map(|number| {
                let token = if number % 2 == 0 { &by_new } else { &by_old };
                status(&app, token)
            });
            let statuses = join_all(sent).await;
            refused += statuses.iter().filter(|status| **status != 200).count();
            old = new;
        }
        let asked = issuer.asked("/jwks");
        println!("50 rotations, 800 requests: {refused} refused, keys fetched {asked} times");
        assert_eq!(refused, 0);
        assert!(asked <= 56, "{asked}");
    })
    .await;
}

#[tokio::test]
async fn keys_published_ahead_are_known_whatever_strangers_send() {
    let database = TestDatabase::migrated(Flavour::Sqlite).await;
    let mut keys = vec![SigningKey::ed(), SigningKey::ed()];
    let issuer = TestIssuer::start();
    issuer.publish([keys[0].jwk("key-0"), keys[1].jwk("key-1")]);
    let app = server(&database, &issuer).await;
    let (stop, refused, sent) = (
        AtomicBool::new(false),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    let strangers = async {
        while !stop.load(Ordering::Relaxed) {
            let stranger = token(&SigningKey::ed(), "stranger", &issuer.name, app.now());
            assert_ne!(status(&app, &stranger).await, 200);
        }
    };
    let rotations = async {
        for rotation in 0..50 {
            let kid = format!("key-{rotation}");
            // The next key is published a minute and more before it signs.
            for _ in 0..7 {
                let genuine = token(&keys[rotation], &kid, &issuer.name, app.now());
                let statuses = join_all((0..4).map(|_| status(&app, &genuine))).await;
                sent.fetch_add(statuses.len(), Ordering::Relaxed);
                let false_refusals = statuses.iter().filter(|status| **status != 200).count();
                refused.fetch_add(false_refusals, Ordering::Relaxed);
                app.pass(10);
            }
            keys.push(SigningKey::ed());
            let published = (rotation + 1..keys.len()).map(|n| keys[n].jwk(&format!("key-{n}")));
            issuer.publish(published);
        }
        stop.store(true, Ordering::Relaxed);
    };
    futures_util::join!(rotations, strangers);
    let (refused, sent) = (refused.into_inner(), sent.into_inner());
    println!("50 rotations among strangers: {refused} of {sent} genuine tokens refused");
    assert_eq!(refused, 0);
}

#[tokio::test]
async fn a_hundred_thousand_strangers_make_one_fetch_in_ten_seconds() {
    let (issuer, key) = (TestIssuer::start(), SigningKey::ed());
    issuer.publish([key.jwk("known")]);
    let trusted = IssuerSettings {
        role: "AUDITOR".parse().ok(),
        ..issuer.by_address()
    };
    let issuers = TrustedIssuers::from_settings(&[trusted], "concordat", &POLICY);
    let verifier = Verifier::new(issuers.expect("issuers"), POLICY);
    let start = DateTime::from_timestamp(1_780_000_000, 0).expect("an instant");
    let claims = encode(json!({"iss": issuer.name}).to_string());
    let mut refused = 0;
    for number in 0..100_000 {
        let now = start + TimeDelta::milliseconds(number);
        let header = json!({"typ": "at+jwt", "alg": "EdDSA", "kid": number.to_string()});
        let stranger = format!("{}.{claims}.AAAA", encode(header.to_string()));
        let fault = verifier.verify(&stranger, now).await.expect_err("refused");
        refused += usize::from(fault.code().status() == 401);
    }
    let asked = issuer.asked("/jwks");
    println!(
        "100,000 strangers within 100 s: {refused} refused, keys fetched {asked} times over HTTP"
    );
    assert_eq!(refused, 100_000);
    assert!((1..=10).contains(&asked), "{asked}");
    let now = start + TimeDelta::seconds(100);
    let genuine = token(&key, "known", &issuer.name, now.timestamp());
    assert!(verifier.verify(&genuine, now).await.is_ok());
}

#[tokio::test]
async fn an_issuer_that_misbehaves_makes_no_key() {
    let key = SigningKey::ed();
    let now = DateTime::from_timestamp(1_780_000_000, 0).expect("an instant");
    for (manner, why) in [
        (Manner::Failing, "answered 500"),
        (Manner::Silent, "timed out"),
        (Manner::Huge, "more than 262144 bytes"),
        (Manner::Redirecting, "answered 302"),
        (Manner::Garbled, "expected value"),
        (Manner::Masked, "its issuer is"),
        (Manner::Indiscreet, "secret member"),
    ] {
        let issuer = TestIssuer::start();
        issuer.publish([key.jwk("k")]);
        issuer.answer(manner);
        let trusted = IssuerSettings {
            role: "AUDITOR".parse().ok(),
            ..issuer.by_discovery()
        };
        let issuers = TrustedIssuers::from_settings(&[trusted], "concordat", &POLICY);
        let verifier = Verifier::new(issuers.expect("issuers"), POLICY);
        let genuine = token(&key, "k", &issuer.name, now.timestamp());
        let fault = verifier.verify(&genuine, now).await.expect_err("refused");
        println!("{manner:?}: {fault}");
        assert_eq!(fault.code().reason(), "AUTH_UNAVAILABLE");
        assert!(fault.to_string().contains(why), "{fault}");
        assert_eq!(issuer.asked("/elsewhere"), 0, "no redirect is followed");
        // It comes to itself, and is believed again.
        issuer.answer(Manner::Well);
        let later = now + TimeDelta::seconds(10);
        assert!(verifier.verify(&genuine, later).await.is_ok(), "{manner:?}");
    }
}

#[tokio::test]
async fn an_issuer_of_one_supplier_speaks_for_no_other() {
    on_both(async |database| {
        let (issuer, key) = (TestIssuer::start(), SigningKey::ed());
        issuer.publish([key.jwk("k")]);
        let app = server(database, &issuer).await;
        let header = json!({"typ": "at+jwt", "alg": "EdDSA", "kid": "k"}).to_string();
        let mut statuses = Vec::new();
        for changes in [
            json!({}),
            json!({"role": "SUPPLIER", "organization": "acme"}),
            json!({"organization": "bolt"}),
            json!({"organization": ["acme", "bolt"]}),
            json!({"role": "INTEGRATOR", "organization": "hub"}),
            json!({"role": "AUDITOR"}),
            json!({"role": "CUSTOMER", "organization": "bank"}),
        ] {
            let now = app.now();
            let mut claims = json!({
                "iss": issuer.name, "aud": "concordat", "sub": "m", "jti": "j", "iat": now,
                "exp": now + 60, "scope": "catalogue:read",
            });
            for (name, value) in changes.as_object().expect("an object") {
                claims[name] = value.clone();
            }
            statuses.push(status(&app, &key.token(&header, &claims.to_string())).await);
        }
        assert_eq!(statuses, [200, 200, 401, 401, 401, 401, 401]);
    })
    .await;
}

/// The outcome of each check that `inspect --json` tells.
fn outcomes(told: &Value) -> Vec<String> {
    let checks = told["checks"].as_array().expect("checks");
    let line = |check: &Value| {
        let text = |name: &str| check[name].as_str().expect("a text").to_owned();
        format!("{} {}", text("check"), text("outcome"))
    };
    checks.iter().map(line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_explains_and_revokes() {
    on_both(async |database| {
        let (issuer, key) = (TestIssuer::start(), SigningKey::ed());
        issuer.publish([key.jwk("k")]);
        let installation = Installation::on(database);
        let settings = format!(
            "[[issuers]]\nissuer = \"{0}\"\njwks_url = \"{0}/jwks\"\nrole = \"SUPPLIER\"\n\
             organization = \"acme\"\nalgorithms = [\"EdDSA\"]\nscopes = [\"catalogue:read\"]\n",
            issuer.name
        );
        let file = installation.file("concordat.toml", settings);
        assert!(file.ends_with("concordat.toml"));
        let catalogue = installation.file("catalogue.yaml", SMALL);
        let _applied = installation.run(&["catalogue", "apply", &catalogue]).ok();
        // The command line has the clock of the machine: a token of its long year.
        let now = installation_now(&installation);
        let genuine = token(&key, "k", &issuer.name, now);
        let told = installation
            .run_with(&["token", "inspect", "--json"], &genuine)
            .ok()
            .json();
        assert_eq!(told["accepted"], true, "{told}");
        assert!(
            outcomes(&told).iter().all(|line| line.ends_with(" PASSED")),
            "{told}"
        );
        assert_eq!(told["issuer"]["speaksFor"], "SUPPLIER of acme");
        assert_eq!(told["keys"], format!("1 from {}/jwks", issuer.name));

        let stranger = token(&key, "other", &issuer.name, now);
        let told = installation.run_with(&["token", "inspect", "--json"], &stranger);
        let told = told.with_code(4).json();
        let outcomes_of_stranger = outcomes(&told);
        assert!(outcomes_of_stranger.contains(&"KEYS PASSED".to_owned()));
        assert!(outcomes_of_stranger.contains(&"KEY FAILED".to_owned()));
        assert!(outcomes_of_stranger.contains(&"SIGNATURE NOT_MADE".to_owned()));
        let told = installation
            .run_with(&["token", "inspect"], &stranger)
            .with_code(4)
            .out;
        assert!(told.contains("  FAILED    KEY "), "{told}");
        assert!(told.contains("help: does the issuer publish"), "{told}");

        let revoke = [
            "token",
            "revoke",
            "--issuer",
            &issuer.name,
            "--subject",
            "machine-7",
        ];
        let _revoked = installation.run(&revoke).ok();
        let told = installation.run_with(&["token", "inspect", "--json"], &genuine);
        let told = told.with_code(4).json();
        assert!(
            outcomes(&told).contains(&"REVOCATION FAILED".to_owned()),
            "{told}"
        );
        let listed = installation
            .run(&["token", "revocations", "--json"])
            .ok()
            .json();
        assert_eq!(listed["revocations"][0]["subject"], "machine-7");
        assert_eq!(listed["revocations"][0]["revokedBy"], "operator");
        let listed = installation.run(&["token", "revocations"]).ok().out;
        assert!(
            listed.starts_with("the tokens of \"machine-7\" issued until "),
            "{listed}"
        );

        let misspelt = [
            "token",
            "revoke",
            "--issuer",
            "https://id.exampel",
            "--jti",
            "t",
        ];
        let refused = installation.run(&misspelt).with_code(2);
        assert!(
            refused.err.contains("the issuer is not trusted"),
            "{}",
            refused.err
        );
        let unnamed = ["token", "revoke", "--issuer", &issuer.name];
        let _refused = installation.run(&unnamed).with_code(2);

        issuer.answer(Manner::Failing);
        let told = installation
            .run_with(&["token", "inspect"], &genuine)
            .with_code(6)
            .out;
        assert!(told.contains("/jwks: answered 500"), "{told}");
    })
    .await;
}

/// The present second of the program, out of a token that it mints.
fn installation_now(installation: &Installation) -> i64 {
    let minted = installation.run(&[
        "token", "mint", "--role", "auditor", "--life", "1h", "--json",
    ]);
    let minted = minted.ok().json();
    let expires: DateTime<chrono::Utc> = minted["expiresAt"]
        .as_str()
        .and_then(|text| text.parse().ok())
        .expect("an instant");
    expires.timestamp() - 3_600
}
