//! A server that trusts one issuer over HTTP, tokens that go beyond what they may, and what must be
//! answered to each.

use serde_json::{Value, json};
use tests::harness::app::{TestApp, without_budgets};
use tests::harness::database::TestDatabase;
use tests::harness::issuer::{SigningKey, TestIssuer};

use crate::catalogues::SMALL;

/// What a row expects of the answer.
#[derive(Clone, Copy)]
pub(crate) enum Expect {
    /// 401 with this reason, the class UNAUTHENTICATED and the challenge of RFC 6750.
    Unauthenticated(&'static str),
    /// This status with this reason.
    Refused(u16, &'static str),
    /// 200 with this reason beside the null of the field: an error of a field is not one of the
    /// request (GraphQL over HTTP), so the row's 403 is the field's class, FORBIDDEN.
    Field(&'static str),
    /// 200 and the data.
    Answered,
}

use Expect::{Answered, Field, Refused, Unauthenticated};

pub(crate) const INVALID: Expect = Unauthenticated("TOKEN_INVALID");

pub(crate) struct Row {
    pub(crate) number: u32,
    pub(crate) sent: String,
    pub(crate) credentials: Vec<String>,
    pub(crate) expect: Expect,
}

pub(crate) struct World {
    pub(crate) app: TestApp,
    pub(crate) issuer: TestIssuer,
    pub(crate) ed: SigningKey,
    pub(crate) ec: SigningKey,
    pub(crate) rsa: SigningKey,
    pub(crate) rows: Vec<Row>,
}

pub(crate) fn with(mut object: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().expect("an object") {
        object[name] = value.clone();
    }
    object
}

pub(crate) fn without(mut object: Value, name: &str) -> Value {
    object.as_object_mut().expect("an object").remove(name);
    object
}

pub(crate) fn header() -> Value {
    json!({"typ": "at+jwt", "alg": "EdDSA", "kid": "ed"})
}

fn jwks(ed: &SigningKey, ec: &SigningKey, rsa: &SigningKey) -> Vec<Value> {
    vec![
        ed.jwk("ed"),
        ec.jwk("ec"),
        rsa.jwk("rsa"),
        with(rsa.jwk("for-encryption"), json!({"use": "enc"})),
        with(ed.jwk("of-another-alg"), json!({"alg": "ES256"})),
    ]
}

impl World {
    pub(crate) async fn on(database: &TestDatabase) -> Self {
        let issuer = TestIssuer::start();
        let (ed, ec, rsa) = (SigningKey::ed(), SigningKey::ec(), SigningKey::rsa());
        issuer.publish(jwks(&ed, &ec, &rsa));
        let trusted = issuer.by_discovery();
        let app = TestApp::with_settings(database, |settings| {
            without_budgets(settings);
            settings.issuers.push(trusted);
        })
        .await;
        app.apply_as_operator(SMALL).await;
        Self {
            app,
            issuer,
            ed,
            ec,
            rsa,
            rows: Vec::new(),
        }
    }

    pub(crate) fn jwks(&self) -> Vec<Value> {
        jwks(&self.ed, &self.ec, &self.rsa)
    }

    pub(crate) fn claims(&self) -> Value {
        let now = self.app.now();
        json!({
            "iss": self.issuer.name, "aud": "concordat", "sub": "machine-7", "jti": "t-1",
            "iat": now, "exp": now + 3_600, "role": "SUPPLIER", "organization": "acme",
            "scope": "performance:write report:read catalogue:read",
        })
    }

    pub(crate) fn token(&self, header: &Value, claims: &Value) -> String {
        self.ed.token(&header.to_string(), &claims.to_string())
    }

    pub(crate) fn row(
        &mut self,
        number: u32,
        sent: impl Into<String>,
        token: &str,
        expect: Expect,
    ) {
        self.rows.push(Row {
            number,
            sent: sent.into(),
            credentials: vec![format!("Bearer {token}")],
            expect,
        });
    }

    /// A row of a lawful token with another header.
    pub(crate) fn header(&mut self, number: u32, changes: Value, expect: Expect) {
        let token = self.token(&with(header(), changes.clone()), &self.claims());
        self.row(number, format!("header {changes}"), &token, expect);
    }

    /// A row of a lawful token with other claims.
    pub(crate) fn claim(&mut self, number: u32, changes: Value, expect: Expect) {
        let token = self.token(&header(), &with(self.claims(), changes.clone()));
        self.row(number, format!("claims {changes}"), &token, expect);
    }

    /// A row of a lawful token that lacks a claim.
    pub(crate) fn lacking(&mut self, number: u32, claim: &str, expect: Expect) {
        let token = self.token(&header(), &without(self.claims(), claim));
        self.row(number, format!("no {claim}"), &token, expect);
    }

    /// Sends every row and compares what is answered.
    pub(crate) async fn run(&mut self) {
        for row in std::mem::take(&mut self.rows) {
            let document = "{ components { totalCount } viewer { role } }";
            let answer = self.app.ask_as(&row.credentials, document, json!({})).await;
            let Row { number, sent, .. } = row;
            let sent: String = sent.chars().take(110).collect();
            let reasons = answer.reasons().join(" ");
            println!("{number} {sent}: {} {reasons}", answer.status);
            let challenge = answer
                .headers
                .iter()
                .any(|header| header == "www-authenticate: Bearer error=\"invalid_token\"");
            let (status, reason) = match row.expect {
                Unauthenticated(reason) => (401, reason),
                Refused(status, reason) => (status, reason),
                Field(reason) => (200, reason),
                Answered => (200, ""),
            };
            let told = format!("row {number}, {sent}: {}", answer.body);
            assert_eq!(
                (answer.status, reasons.as_str()),
                (status, reason),
                "{told}"
            );
            assert_eq!(challenge, status == 401, "{told}");
            if status == 401 {
                assert_eq!(answer.error_codes(), ["UNAUTHENTICATED"], "{told}");
            }
            if status != 200 {
                assert!(answer.json["data"].is_null(), "{told}");
                for secret in ["kid", "signature", "expired", self.issuer.name.as_str()] {
                    assert!(!answer.body.contains(secret), "{told}");
                }
            }
        }
    }
}
