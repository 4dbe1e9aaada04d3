//! Every token of the list of attacks, each a row: its number, what is sent, and what is answered,
//! over HTTP, by a server that trusts one issuer over HTTP and knows its keys by discovery.

use federation::authority::{Mandate, RevokeToken, RevokedTokens, TokenRevocation};
use federation::time::Instant;
use hmac::{Hmac, Mac as _};
use serde_json::json;
use sha2::Sha256;
use tests::harness::database::on_both;
use tests::harness::issuer::{Manner, SigningKey, encode};

use crate::identity_world::Expect::{Answered, Field, Refused, Unauthenticated};
use crate::identity_world::{INVALID, Row, World, header, with};

impl World {
    fn of_the_header(&mut self) {
        let good = self.token(&header(), &self.claims());
        for (sent, credentials) in [
            ("nothing", vec![]),
            ("Basic", vec!["Basic dXNlcjpwYXNz".to_owned()]),
            (
                "two headers",
                vec![format!("Bearer {good}"), format!("Bearer {good}")],
            ),
            ("Bearer without a token", vec!["Bearer ".to_owned()]),
            ("only the word Bearer", vec!["Bearer".to_owned()]),
            ("a token without a word", vec![good.clone()]),
        ] {
            let expect = if credentials.is_empty() {
                Unauthenticated("TOKEN_MISSING")
            } else {
                INVALID
            };
            self.rows.push(Row {
                number: 54,
                sent: sent.to_owned(),
                credentials,
                expect,
            });
        }
        for alg in ["none", "None", "nOnE", ""] {
            self.header(55, json!({"alg": alg}), INVALID);
            let unsigned = format!(
                "{}.{}.",
                encode(with(header(), json!({"alg": alg})).to_string()),
                encode(self.claims().to_string())
            );
            self.row(55, format!("unsigned, alg {alg:?}"), &unsigned, INVALID);
        }
        for (kid, secret) in [
            ("rsa", self.rsa.public_bytes()),
            ("ec", self.ec.public_bytes()),
            ("ed", self.ed.public_bytes()),
        ] {
            let header = json!({"typ": "at+jwt", "alg": "HS256", "kid": kid});
            let message = format!(
                "{}.{}",
                encode(header.to_string()),
                encode(self.claims().to_string())
            );
            let mut mac = Hmac::<Sha256>::new_from_slice(&secret).expect("any length");
            mac.update(message.as_bytes());
            let token = format!("{message}.{}", encode(mac.finalize().into_bytes()));
            self.row(
                56,
                format!("HS256 by the public key {kid}"),
                &token,
                INVALID,
            );
        }
        for alg in ["HS384", "RS512", "PS256", "ES384", "eddsa"] {
            self.header(57, json!({"alg": alg}), INVALID);
        }
        self.header(57, json!({"kid": "rsa"}), INVALID);
        self.header(57, json!({"kid": "of-another-alg"}), INVALID);
        for kid in ["nobody", "../../etc/passwd", "' OR 1=1 --", ""] {
            self.header(58, json!({"kid": kid}), INVALID);
        }
        let elsewhere = format!("{}/elsewhere", self.issuer.name);
        let offers = json!({"jku": elsewhere, "x5u": elsewhere, "x5c": ["MIIB"],
            "jwk": SigningKey::ed().jwk("ed")});
        self.header(59, offers, Answered);
        let stranger = SigningKey::ed();
        let forged = with(
            header(),
            json!({"kid": "mine", "jwk": stranger.jwk("mine"), "jku": elsewhere}),
        );
        let forged = stranger.token(&forged.to_string(), &self.claims().to_string());
        self.row(
            59,
            "signed by the key that the header brings",
            &forged,
            INVALID,
        );
        self.header(60, json!({"crit": ["exp"]}), INVALID);
        self.header(
            60,
            json!({"crit": ["urn:unknown"], "urn:unknown": 1}),
            INVALID,
        );
        for typ in ["JWT", "id_token", ""] {
            self.header(61, json!({"typ": typ}), INVALID);
        }
    }

    fn of_the_claims(&mut self) {
        let (name, now) = (self.issuer.name.clone(), self.app.now());
        self.lacking(62, "iss", INVALID);
        self.claim(62, json!({"iss": "https://other.example"}), INVALID);
        self.claim(62, json!({"iss": format!("{name}/")}), INVALID);
        self.lacking(62, "aud", INVALID);
        self.claim(62, json!({"aud": "other"}), INVALID);
        self.claim(62, json!({"aud": ["other", "another"]}), INVALID);
        self.claim(62, json!({"aud": ["other", "concordat"]}), Answered);
        self.lacking(63, "exp", INVALID);
        for exp in [
            json!(now - 30),
            json!((now + 3_600).to_string()),
            json!(-1),
            json!(1_780_003_600.5),
            json!(1e308),
            json!((now + 3_600) * 1_000),
        ] {
            self.claim(63, json!({"exp": exp}), INVALID);
        }
        self.claim(63, json!({"exp": now - 29}), Answered);
        self.claim(64, json!({"nbf": now + 31}), INVALID);
        self.claim(64, json!({"nbf": (now - 1).to_string()}), INVALID);
        self.claim(64, json!({"nbf": now + 30}), Answered);
        self.claim(65, json!({"iat": now + 31}), INVALID);
        self.claim(65, json!({"exp": now + 86_401}), INVALID);
        self.claim(65, json!({"exp": now + 86_400}), Answered);
        for payload in ["[]", "null", "7", ""] {
            let token = self.ed.token(&header().to_string(), payload);
            self.row(66, format!("payload {payload:?}"), &token, INVALID);
        }
        let twin = self
            .claims()
            .to_string()
            .replacen('{', "{\"sub\":\"other\",", 1);
        let twin = self.ed.token(&header().to_string(), &twin);
        self.row(66, "sub twice", &twin, INVALID);
        let long = |bytes: usize| json!({"padding": "x".repeat(bytes)});
        self.claim(66, long(9_000), INVALID);
        self.claim(66, long(30_000), Refused(431, "HEADERS_TOO_LARGE"));
        self.claim(66, long(100_000), Refused(431, ""));
        let good = self.token(&header(), &self.claims());
        let (message, signature) = good.rsplit_once('.').expect("three parts");
        let flipped = if signature.starts_with('A') { "B" } else { "A" };
        let flipped = format!("{message}.{flipped}{}", &signature[1..]);
        self.row(67, "signature cut", &good[..good.len() - 2], INVALID);
        self.row(67, "one bit flipped", &flipped, INVALID);
        let ec = json!({"typ": "at+jwt", "alg": "ES256", "kid": "ec"}).to_string();
        let message = format!("{}.{}", encode(ec), encode(self.claims().to_string()));
        let zeros = format!("{message}.{}", encode([0; 64]));
        self.row(67, "ECDSA (0, 0)", &zeros, INVALID);
        let enc = json!({"typ": "at+jwt", "alg": "RS256", "kid": "for-encryption"});
        let enc = self.rsa.token(&enc.to_string(), &self.claims().to_string());
        self.row(68, "by a key with use enc", &enc, INVALID);
        // A better name than NO_SUPPLIER: customers and integrators need an organization as well.
        self.lacking(69, "organization", Refused(403, "NO_ORGANIZATION"));
        let list = json!({"organization": ["acme", "bolt"]});
        self.claim(69, list, Refused(403, "NO_ORGANIZATION"));
        // Organizations cannot be disabled yet; one that is not there:
        let gone = json!({"organization": "gone"});
        self.claim(69, gone, Refused(403, "UNKNOWN_ORGANIZATION"));
        self.lacking(70, "scope", Field("INSUFFICIENT_SCOPE"));
        for scope in [
            "catalogue:rea",
            "catalogue:read:all",
            "Catalogue:read",
            "*",
            "openid",
        ] {
            self.claim(70, json!({"scope": scope}), Field("INSUFFICIENT_SCOPE"));
        }
    }
}

#[tokio::test]
async fn every_row_gets_the_answer_that_it_states() {
    on_both(async |database| {
        let mut world = World::on(database).await;
        for (alg, kid, key) in [
            ("EdDSA", "ed", &world.ed),
            ("ES256", "ec", &world.ec),
            ("RS256", "rsa", &world.rsa),
        ] {
            let header = json!({"typ": "at+jwt", "alg": alg, "kid": kid}).to_string();
            let token = key.token(&header, &world.claims().to_string());
            let credentials = [format!("Bearer {token}")];
            let answer = world
                .app
                .ask_as(&credentials, "{ viewer { role } }", json!({}))
                .await;
            assert_eq!(answer.at("/viewer/role"), "SUPPLIER", "{alg}");
        }
        world.of_the_header();
        world.of_the_claims();
        world.run().await;
        // 58, 59: strangers made at most the one fetch that the clock allows, and nothing else.
        assert_eq!(world.issuer.asked("/jwks"), 1);
        let paths = ["/.well-known/openid-configuration", "/jwks"];
        assert_eq!(world.issuer.paths(), paths);

        // 68: the key is removed from the JWKS, and refused within a minute.
        let last = world.jwks().split_off(1);
        world.issuer.publish(last);
        world.app.pass(60);
        let removed = world.token(&header(), &world.claims());
        world.row(68, "by a key removed from the JWKS", &removed, INVALID);
        world.run().await;
        world.issuer.publish(world.jwks());
        world.app.pass(10);

        revoked(&mut world).await;
        unavailable(&mut world).await;
    })
    .await;
}

/// Row 71.
async fn revoked(world: &mut World) {
    let good = world.token(&header(), &world.claims());
    world.row(71, "before it is revoked", &good, Answered);
    world.run().await;
    let mutation = "mutation($input: RevokeTokenInput!) { revokeToken(input: $input) { \
        revocation { issuer tokenId subject issuedUntil reason revokedAt revokedBy } \
        problems { code } } }";
    let input = json!({"issuer": world.issuer.name, "tokenId": "t-1", "reason": "leaked"});
    let answer = world
        .app
        .integrator()
        .query(mutation, json!({"input": input}))
        .await;
    let revocation = answer.at("/revokeToken/revocation");
    assert_eq!(revocation["tokenId"], "t-1");
    assert_eq!(revocation["revokedBy"], "integrator of hub");
    world.row(71, "its jti is revoked", &good, INVALID);
    world.claim(71, json!({"jti": "t-2"}), Answered);
    world.run().await;
    // By subject, and by another process: the server learns of it within a minute.
    let other = world.app.app.store.clone();
    let pass = Mandate::operator().permit(RevokeToken).expect("a pass");
    let revocation = TokenRevocation {
        issuer: world.issuer.name.clone(),
        tokens: RevokedTokens::Subject {
            subject: "machine-7".to_owned(),
            issued_until: Instant::from_unix_seconds(world.app.now()),
        },
        reason: None,
        revoked_at: world.app.app.clock.now(),
        revoked_by: "operator".to_owned(),
    };
    let tx = other.write(&pass).await.expect("a transaction");
    tx.save_revocation(&revocation).await.expect("saved");
    tx.commit().await.expect("committed");
    let before = world.token(&header(), &with(world.claims(), json!({"jti": "t-3"})));
    world.app.pass(59);
    world.row(
        71,
        "its subject is revoked by another process",
        &before,
        INVALID,
    );
    world.claim(71, json!({"jti": "t-4"}), Answered);
    world.claim(71, json!({"jti": "t-5", "sub": "machine-8"}), Answered);
    world.run().await;
}

/// Row 72.
async fn unavailable(world: &mut World) {
    world.issuer.answer(Manner::Failing);
    // A minute, half an hour, and 58 minutes after it fell silent.
    for seconds in [60, 1_740, 1_680] {
        world.app.pass(seconds);
        world.claim(72, json!({"jti": format!("down-{seconds}")}), Answered);
        world.header(
            72,
            json!({"kid": "stranger"}),
            Refused(503, "AUTH_UNAVAILABLE"),
        );
        world.run().await;
    }
    world.app.pass(120);
    world.claim(72, json!({"jti": "t-9"}), Refused(503, "AUTH_UNAVAILABLE"));
    world.run().await;
    let token = world.token(&header(), &world.claims());
    let answer = world
        .app
        .ask_as(
            &[format!("Bearer {token}")],
            "{ viewer { role } }",
            json!({}),
        )
        .await;
    let retry_after = answer
        .headers
        .iter()
        .any(|header| header.starts_with("retry-after: "));
    assert!(retry_after, "{:?}", answer.headers);
    world.issuer.answer(Manner::Well);
    world.app.pass(10);
    world.claim(72, json!({"jti": "t-10"}), Answered);
    world.run().await;
}
