//! What an issuer is bound to holds against whatever its tokens say.

use federation::authority::{Role, Scope, Scopes};
use serde_json::{Map, Value, json};

use super::{claims, header, raw, settings, token, verdict, verifier_of, with, without};
use crate::auth::{Check, SigningAlgorithm};
use crate::settings::IssuerSettings;

fn bound(role: Option<Role>, organization: Option<&str>) -> IssuerSettings {
    IssuerSettings {
        role,
        organization: organization.and_then(|code| code.parse().ok()),
        ..settings()
    }
}

/// Every claim that a token could be given, and strange values, in all combinations.
fn said() -> Vec<Map<String, Value>> {
    let roles = [
        json!("SUPPLIER"),
        json!("CUSTOMER"),
        json!("INTEGRATOR"),
        json!("AUDITOR"),
        json!("OPERATOR"),
        json!("supplier"),
        json!(""),
        json!(["SUPPLIER"]),
        json!(["SUPPLIER", "INTEGRATOR"]),
        json!({"SUPPLIER": true}),
        json!(null),
        json!(1),
    ];
    let organizations = [
        json!("acme"),
        json!("globex"),
        json!("hub"),
        json!("ACME"),
        json!("acme "),
        json!("acme\u{0}"),
        json!("acme,globex"),
        json!(["acme"]),
        json!(["globex"]),
        json!(["acme", "globex"]),
        json!({"acme": "globex"}),
        json!(null),
        json!(7),
        json!(""),
        json!("*"),
        json!(true),
    ];
    let extra = [
        json!({}),
        json!({"organizations": ["globex"], "roles": ["INTEGRATOR"]}),
        json!({"supplier": "globex", "supplier_id": "globex", "org": "globex"}),
        json!({"act": {"sub": "x", "organization": "globex"}}),
        json!({"iss ": "https://other.example", "azp": "globex"}),
        json!({"Organization": "globex", "ROLE": "INTEGRATOR"}),
    ];
    let with_absent = |values: &[Value]| -> Vec<Option<Value>> {
        let mut all: Vec<Option<Value>> = values.iter().cloned().map(Some).collect();
        all.push(None);
        all
    };
    let mut tokens = Vec::new();
    for role in with_absent(&roles) {
        for organization in with_absent(&organizations) {
            for extra in &extra {
                let base = without(without(claims(), "role"), "organization");
                let mut claims = with(base, extra.clone());
                for (name, value) in [("role", &role), ("organization", &organization)] {
                    if let Some(value) = value {
                        claims[name] = value.clone();
                    }
                }
                if let Value::Object(claims) = claims {
                    tokens.push(claims);
                }
            }
        }
    }
    tokens
}

#[test]
fn an_issuer_bound_to_one_organization_never_speaks_for_another() {
    let tokens = said();
    for role in [None, Some(Role::Supplier), Some(Role::Customer)] {
        let verifier = verifier_of(bound(role, Some("acme")));
        let mut accepted = 0;
        for claims in &tokens {
            let claims = Value::Object(claims.clone());
            let Ok(verified) = verdict(&verifier, &token(&header(), &claims)) else {
                continue;
            };
            accepted += 1;
            assert_eq!(verified.organization, "acme".parse().ok(), "{claims}");
            assert!(verified.role.organization_kind().is_some(), "{claims}");
            assert!(role.is_none_or(|role| role == verified.role), "{claims}");
            let named = claims.get("organization");
            assert!(named.is_none_or(|named| *named == "acme"), "{claims}");
        }
        println!(
            "bound to {role:?} of acme: {accepted} of {} accepted",
            tokens.len()
        );
        // Six extras, organization named or absent; the role named or absent, or one of three.
        let expected = if role.is_some() { 6 * 2 * 2 } else { 6 * 2 * 3 };
        assert_eq!(accepted, expected);
    }
}

#[track_caller]
fn refused(settings: IssuerSettings, changes: Value, check: Check) {
    let verdict = verdict(
        &verifier_of(settings),
        &token(&header(), &with(claims(), changes)),
    );
    let fault = verdict.expect_err("refused");
    assert_eq!(fault.check(), check, "{fault}");
    assert_eq!(fault.code().reason(), "TOKEN_INVALID");
}

#[test]
fn a_claim_beyond_the_binding_is_refused_and_not_rewritten() {
    let acme = || bound(Some(Role::Supplier), Some("acme"));
    refused(
        acme(),
        json!({"organization": "globex"}),
        Check::Organization,
    );
    refused(
        acme(),
        json!({"organization": ["acme"]}),
        Check::Organization,
    );
    refused(acme(), json!({"role": "INTEGRATOR"}), Check::Role);
    refused(acme(), json!({"role": "AUDITOR"}), Check::Role);
    // An auditor reads every party's rows: no issuer of one organization makes one.
    refused(
        bound(None, Some("acme")),
        json!({"role": "AUDITOR"}),
        Check::Role,
    );
    refused(bound(Some(Role::Customer), None), json!({}), Check::Role);
    // Bound to a role alone, it speaks for every organization of that role.
    let any_supplier = verifier_of(bound(Some(Role::Supplier), None));
    let globex = with(claims(), json!({"organization": "globex"}));
    let verified = verdict(&any_supplier, &token(&header(), &globex)).expect("verified");
    assert_eq!(verified.organization, "globex".parse().ok());
}

#[test]
fn scopes_are_cut_to_what_the_issuer_may_give() {
    let most = IssuerSettings {
        scopes: Some(vec![Scope::ReportRead, Scope::AgreementRead]),
        ..settings()
    };
    let verified = verdict(&verifier_of(most), &token(&header(), &claims()));
    let scopes = verified.expect("verified").scopes;
    assert_eq!(scopes, [Scope::ReportRead].into_iter().collect());
    let none = IssuerSettings {
        scopes: Some(Vec::new()),
        ..settings()
    };
    let verified = verdict(&verifier_of(none), &token(&header(), &claims()));
    assert_eq!(verified.expect("verified").scopes, Scopes::default());
}

#[test]
fn algorithms_and_lives_are_the_issuers_own() {
    let only_ec = || IssuerSettings {
        algorithms: Some(vec![SigningAlgorithm::Es256]),
        life_seconds_max: Some(3_600),
        ..settings()
    };
    refused(only_ec(), json!({}), Check::IssuerAlgorithm);
    let header = json!({"typ": "at+jwt", "alg": "ES256", "kid": "ec"}).to_string();
    let by_ec = |claims: Value| raw(&header, &claims.to_string(), "ES256");
    let verifier = verifier_of(only_ec());
    assert!(verdict(&verifier, &by_ec(claims())).is_ok());
    let longer = with(claims(), json!({"exp": super::NOW + 3_601}));
    let fault = verdict(&verifier, &by_ec(longer)).expect_err("refused");
    assert_eq!(fault.check(), Check::Life);
}

/// Each line makes one check fail; with all lines from the last up to it, that check is still the
/// one that is told: so the order of the list is the order of the work.
#[test]
fn checks_are_made_in_the_order_of_their_list() {
    let restricted = || IssuerSettings {
        algorithms: Some(vec![SigningAlgorithm::EdDsa]),
        ..bound(Some(Role::Supplier), Some("acme"))
    };
    let verifier = verifier_of(restricted());
    let faults: &[(Check, &str, &str, Value)] = &[
        (Check::Scope, "claims", "scope", json!(7)),
        (Check::TokenId, "claims", "jti", json!(7)),
        (Check::Subject, "claims", "sub", json!("")),
        (
            Check::Organization,
            "claims",
            "organization",
            json!("globex"),
        ),
        (Check::Role, "claims", "role", json!("AUDITOR")),
        (Check::Life, "claims", "iat", json!(0)),
        (Check::Times, "claims", "exp", json!("soon")),
        (Check::Audience, "claims", "aud", json!("other")),
        (Check::Signature, "signature", "", json!(null)),
        (Check::Key, "header", "kid", json!("nobody")),
        (Check::IssuerAlgorithm, "header", "alg", json!("RS256")),
        (
            Check::Issuer,
            "claims",
            "iss",
            json!("https://other.example"),
        ),
        (Check::KeyId, "header", "kid", json!(7)),
        (Check::Algorithm, "header", "alg", json!("none")),
        (Check::Critical, "header", "crit", json!([])),
        (Check::Type, "header", "typ", json!("JWT")),
    ];
    let (mut header, mut claims, mut signed) = (header(), claims(), true);
    for (check, part, name, value) in faults {
        match *part {
            "header" => header[*name] = value.clone(),
            "claims" => claims[*name] = value.clone(),
            _ => signed = false,
        }
        let token = token(&header, &claims);
        let token = if signed {
            token
        } else {
            format!("{}AAAA", &token[..token.len() - 4])
        };
        let fault = verdict(&verifier, &token).expect_err("refused");
        assert_eq!(fault.check(), *check, "{fault}");
    }
    let order: Vec<Check> = faults.iter().rev().map(|(check, ..)| *check).collect();
    assert!(order.is_sorted(), "{order:?}");
}
