//! What a token says is who its bearer is, and a token that says too little or wrong opens nothing.

use api::auth::DevelopmentIssuer;
use federation::authority::policy::{may_do, may_read, scope_to_do, scope_to_read};
use federation::authority::{Deed, Extent, Role, Scope, Scopes, Subject};
use serde_json::{Value, json};
use tests::harness::actor::Actor;
use tests::harness::app::TestApp;
use tests::harness::database::on_both;

use crate::catalogues::SMALL;

#[tokio::test]
async fn a_viewer_is_who_the_token_says() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, SMALL).await;
        let document = "{ viewer { role subject scopes expiresAt organization { code kind } } }";
        let party = |code: &str, kind: &str| json!({"code": code, "kind": kind});
        for (role, actor, organization) in [
            (Role::Auditor, app.auditor(), Value::Null),
            (
                Role::Customer,
                app.customer("bank"),
                party("bank", "CUSTOMER"),
            ),
            (
                Role::Integrator,
                app.integrator(),
                party("hub", "SERVICE_INTEGRATOR"),
            ),
            (
                Role::Supplier,
                app.supplier("acme"),
                party("acme", "SERVICE_PROVIDER"),
            ),
        ] {
            let answer = actor.ask(document).await;
            let viewer = answer.at("/viewer");
            assert_eq!(viewer["role"], role.as_str());
            assert_eq!(viewer["organization"], organization);
            assert_eq!(viewer["expiresAt"], "2026-05-01T01:00:00Z");
            let scopes: Vec<String> = Scopes::bundle(role)
                .iter()
                .map(|scope| scope.to_string())
                .collect();
            assert_eq!(viewer["scopes"], json!(scopes));
            the_policy_of(role, &actor).await;
            let nothing = actor.with_scopes("").ask(document).await;
            assert_eq!(nothing.at("/viewer/scopes"), &json!([]));
            assert_eq!(nothing.at("/viewer/organization"), &Value::Null);
        }
    })
    .await;
}

/// Each line of the table as it holds for a whole token, and for one with a single scope.
async fn the_policy_of(role: Role, actor: &Actor<'_>) {
    let document = "{ viewer { issuer scopes reads { subject extent ofRole scope } \
        deeds { deed extent ofRole scope } } }";
    for scopes in [Scopes::bundle(role), Scopes::parse("report:read")] {
        let answer = actor
            .clone()
            .with_scopes(&scopes.to_string())
            .ask(document)
            .await;
        assert_eq!(answer.at("/viewer/issuer"), DevelopmentIssuer::NAME);
        let given = |scope: Scope, extent: Extent| {
            if scopes.contains(scope) {
                extent
            } else {
                Extent::Nothing
            }
        };
        let reads = Subject::ALL.iter().map(|subject| {
            let (scope, of_role) = (scope_to_read(*subject), may_read(role, *subject));
            json!({"subject": subject, "extent": given(scope, of_role), "ofRole": of_role,
                "scope": scope})
        });
        assert_eq!(answer.at("/viewer/reads"), &reads.collect::<Value>());
        let deeds = Deed::ALL.iter().map(|deed| {
            let (scope, of_role) = (scope_to_do(*deed), may_do(role, *deed));
            json!({"deed": deed, "extent": given(scope, of_role), "ofRole": of_role,
                "scope": scope})
        });
        assert_eq!(answer.at("/viewer/deeds"), &deeds.collect::<Value>());
    }
}

#[tokio::test]
async fn a_token_needs_an_organization_of_the_right_kind() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, SMALL).await;
        let document = "{ viewer { role } }";
        for (role, organization, status, reason) in [
            (Role::Supplier, Some("nobody"), 403, "UNKNOWN_ORGANIZATION"),
            (Role::Customer, Some("nobody"), 403, "UNKNOWN_ORGANIZATION"),
            (
                Role::Integrator,
                Some("nobody"),
                403,
                "UNKNOWN_ORGANIZATION",
            ),
            (Role::Customer, Some("acme"), 403, "WRONG_PARTY"),
            (Role::Supplier, Some("bank"), 403, "WRONG_PARTY"),
            (Role::Supplier, Some("hub"), 403, "WRONG_PARTY"),
            (Role::Integrator, Some("acme"), 403, "WRONG_PARTY"),
            (Role::Supplier, None, 403, "NO_ORGANIZATION"),
            (Role::Integrator, None, 403, "NO_ORGANIZATION"),
            // Only the command line of the machine itself acts as the operator.
            (Role::Operator, None, 401, "TOKEN_INVALID"),
            (Role::Operator, Some("hub"), 401, "TOKEN_INVALID"),
        ] {
            let answer = app.actor(role, organization).ask(document).await;
            assert_eq!(
                (answer.status, answer.reasons()),
                (status, vec![reason]),
                "{role} {organization:?}"
            );
            assert!(answer.json["data"].is_null());
        }
        let answer = app.anonymous().ask(document).await;
        assert_eq!(
            (answer.status, answer.reasons()),
            (401, vec!["TOKEN_MISSING"])
        );
    })
    .await;
}
