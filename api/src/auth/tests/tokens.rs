//! Every line one attack or one lawful variant. Numbers are those of the list of bad inputs.

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use federation::authority::{Role, Scope};
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{
    ISSUER, KEYS, NOW, claims, ed_jwk, encode, header, raw, settings, token, verdict, verifier_of,
    verify, with, without,
};
use crate::settings::IssuerSettings;

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
    assert!(verdict(&verifier_of(one_key), &without_kid).is_ok());
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
