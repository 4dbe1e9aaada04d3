//! The integrator changes the service model by mutation: planned first, all or nothing, the same
//! however often; and a bad catalogue is refused with the line, the field, the value and what to do.

use serde_json::{Value, json};
use tests::harness::actor::Actor;
use tests::harness::app::TestApp;
use tests::harness::database::on_both;

use crate::catalogues::{FOUNDING, SMALL};

/// Everything that a catalogue can change, as the integrator reads it.
async fn model(integrator: &Actor<'_>) -> Value {
    let answer = integrator
        .ask(
            "{ services(first: 100) { totalCount nodes { id code name customer { code } \
             components { code } dependencyTree { path gate k component { code } } \
             agreements { code } } } \
             suppliers(first: 100) { totalCount nodes { id code name subcontractedTo { code } } } \
             components(first: 100) { totalCount nodes { id code name supplier { code } } } \
             agreements(first: 100) { totalCount nodes { id code name versions { version status \
             effectiveFrom effectiveTo calendar { code zone } } } } }",
        )
        .await;
    answer.data().clone()
}

fn codes(model: &Value, list: &str) -> Vec<String> {
    let nodes = model[list]["nodes"].as_array().expect("nodes");
    let code = |node: &Value| node["code"].as_str().expect("a code").to_owned();
    nodes.iter().map(code).collect()
}

fn actions<'p>(payload: &'p Value) -> Vec<&'p str> {
    let changes = payload["changes"].as_array().expect("changes");
    let action = |change: &'p Value| change["action"].as_str().expect("an action");
    changes.iter().map(action).collect()
}

#[tokio::test]
async fn the_integrator_plans_applies_and_applies_again() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, FOUNDING).await;
        let integrator = app.integrator();
        let before = model(&integrator).await;
        assert_eq!(before["services"]["totalCount"], 0);

        let planned = integrator.catalogue("PLAN", SMALL).await;
        let planned = planned.at("/applyCatalogue");
        assert_eq!(planned["applied"], false);
        assert_eq!(planned["problems"], json!([]));
        assert_eq!(model(&integrator).await, before, "a plan changes nothing");

        let applied = integrator.catalogue("APPLY", SMALL).await;
        let applied = applied.at("/applyCatalogue");
        assert_eq!(applied["applied"], true);
        assert_eq!(applied["changes"], planned["changes"], "as planned");
        assert!(actions(applied).contains(&"CREATE"));
        let after = model(&integrator).await;
        assert_eq!(codes(&after, "services"), ["portal", "store"]);
        assert_eq!(codes(&after, "suppliers"), ["acme", "bolt", "cage"]);
        assert_eq!(codes(&after, "components"), ["host", "net", "rack"]);

        let again = integrator.catalogue("APPLY", SMALL).await;
        let again = again.at("/applyCatalogue");
        assert_eq!(again["applied"], true);
        assert!(actions(again).iter().all(|action| *action == "UNCHANGED"));
        assert_eq!(model(&integrator).await, after);
        assert_eq!(app.app.store.catalogue_number().await.expect("a number"), 2);
    })
    .await;
}

#[tokio::test]
async fn an_update_says_what_changes_from_what_to_what() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, SMALL).await;
        let integrator = app.integrator();
        let partial = "catalogue: 1\ncomponents:\n- {code: net, name: Renamed, supplier: acme}\n";
        let answer = integrator.catalogue("APPLY", partial).await;
        let field = json!({"field": "name", "before": "Network", "after": "Renamed"});
        let change =
            json!({"action": "UPDATE", "kind": "COMPONENT", "code": "net", "fields": [field]});
        assert_eq!(answer.at("/applyCatalogue/changes"), &json!([change]));
        let read = integrator
            .ask("{ component(code: \"net\") { name } }")
            .await;
        assert_eq!(read.at("/component/name"), "Renamed");
    })
    .await;
}

/// A catalogue that must be refused for one reason.
struct Bad {
    document: &'static str,
    code: &'static str,
    line: u64,
    path: &'static str,
    given: Value,
}

fn bad_catalogues() -> Vec<Bad> {
    let bad = |document, code, line, path, given| Bad {
        document,
        code,
        line,
        path,
        given,
    };
    vec![
        bad(
            "catalogue: 1\norganizations:\n\
             - {code: acme, name: Acme, kind: SERVICE_PROVIDER, providerType: EXTERNAL, \
             subcontractedTo: cage}\n",
            "CYCLE",
            3,
            "organizations.0.subcontractedTo",
            json!("cage"),
        ),
        bad(
            "catalogue: 1\nservices:\n- code: portal\n  name: Portal\n  customer: bank\n  \
             topologies:\n  - effectiveFrom: 2026-01-01T00:00:00Z\n    tree: \
             {gate: SERIAL, children: [{component: nett}, {component: host}]}\n",
            "UNKNOWN_REFERENCE",
            8,
            "services.0.topologies.0.tree.children.0.component",
            json!("nett"),
        ),
        bad(
            "catalogue: 1\nservices:\n- code: portal\n  name: Portal\n  customer: bank\n  \
             topologies:\n  - effectiveFrom: 2026-01-01T00:00:00Z\n    tree:\n      \
             gate: K_OF_N\n      k: 3\n      children: [{component: net}, {component: host}]\n",
            "BAD_GATE",
            10,
            "services.0.topologies.0.tree.k",
            json!("3"),
        ),
        bad(
            "catalogue: 1\nagreements:\n- code: uc-acme\n  name: Network contract\n  \
             kind: UNDERPINNING_CONTRACT\n  provider: acme\n  customer: hub\n  \
             components: [net]\n  versions:\n  - {version: 2, status: SIGNED, \
             effectiveFrom: 2026-03-01T00:00:00Z, calendar: always}\n",
            "OVERLAPPING_VERSIONS",
            10,
            "agreements.0.versions.0.effectiveFrom",
            json!("2026-03-01T00:00:00Z"),
        ),
        bad(
            "catalogue: 1\ncalendars:\n- {code: office, zone: Europe/Berln}\n",
            "BAD_TIMEZONE",
            3,
            "calendars.0.zone",
            json!("Europe/Berln"),
        ),
    ]
}

#[tokio::test]
async fn a_bad_catalogue_is_refused_with_its_line_and_leaves_no_trace() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, SMALL).await;
        let integrator = app.integrator();
        let before = model(&integrator).await;
        for bad in bad_catalogues() {
            for mode in ["PLAN", "APPLY"] {
                // Something sound beside the bad thing: nothing of the document may be applied.
                let sound = "calendars:\n- {code: sound, zone: UTC}\n";
                let document = if bad.document.contains("calendars:") {
                    bad.document.to_owned()
                } else {
                    format!("{}{sound}", bad.document)
                };
                let answer = integrator.catalogue(mode, &document).await;
                let payload = answer.at("/applyCatalogue");
                assert_eq!(payload["applied"], false);
                assert_eq!(payload["changes"], json!([]));
                let problems = payload["problems"].as_array().expect("problems");
                let [problem] = problems.as_slice() else {
                    panic!("one problem in {document}: {problems:#?}");
                };
                assert_eq!(problem["code"], bad.code);
                assert_eq!(problem["line"], bad.line, "{document}");
                let path: Vec<&str> = bad.path.split('.').collect();
                assert_eq!(problem["path"], json!(path));
                assert_eq!(problem["given"], bad.given);
                assert!(
                    problem["hint"]
                        .as_str()
                        .is_some_and(|hint| !hint.is_empty())
                );
            }
        }
        assert_eq!(model(&integrator).await, before);
        assert_eq!(app.app.store.catalogue_number().await.expect("a number"), 1);
    })
    .await;
}

#[tokio::test]
async fn only_the_integrator_may_and_only_with_the_scope() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, SMALL).await;
        let before = model(&app.integrator()).await;
        let change = "catalogue: 1\ncomponents:\n- {code: net, name: Mine, supplier: acme}\n";
        for actor in [app.supplier("acme"), app.customer("bank"), app.auditor()] {
            for greedy in [actor.clone(), actor.with_scopes("catalogue:write")] {
                for mode in ["PLAN", "APPLY"] {
                    let answer = greedy.catalogue(mode, change).await;
                    assert_eq!(answer.reasons(), ["FORBIDDEN"], "{}", answer.body);
                    assert_eq!(answer.error_codes(), ["FORBIDDEN"]);
                }
            }
        }
        let narrow = app.integrator().with_scopes("catalogue:read report:read");
        for mode in ["PLAN", "APPLY"] {
            let answer = narrow.catalogue(mode, change).await;
            assert_eq!(answer.reasons(), ["INSUFFICIENT_SCOPE"]);
            assert!(answer.body.contains("catalogue:write"), "{}", answer.body);
        }
        let answer = app.anonymous().catalogue("APPLY", change).await;
        assert_eq!(
            (answer.status, answer.reasons()),
            (401, vec!["TOKEN_MISSING"])
        );
        assert_eq!(model(&app.integrator()).await, before);
    })
    .await;
}
