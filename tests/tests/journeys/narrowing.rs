//! A token that is narrowed to services: whatever belongs to no such service is behind none of the
//! doors, for reading and for writing.

use std::collections::BTreeSet;

use federation::authority::{Role, Scopes};
use serde_json::{Value, json};
use tests::harness::actor::{Actor, Answer};
use tests::harness::app::TestApp;
use tests::harness::database::on_both;

use crate::crawler::Schema;
use crate::leaks::{Forbidden, Ground, Lines, Reader, check, crawl, report};
use crate::rivals::{harvest, row, world};

/// The same with all scopes of its role, for one service.
fn narrowed<'a>(actor: Actor<'a>, role: Role, service: &str) -> Actor<'a> {
    let scopes = Scopes::bundle(role);
    actor.with_scopes(&format!("{scopes} service:{service}"))
}

fn integrator(app: &TestApp) -> Actor<'_> {
    narrowed(app.integrator(), Role::Integrator, "cnry_xsvc_service")
}

fn supplier_d(app: &TestApp) -> Actor<'_> {
    let supplier = app.supplier("cnry_d_org");
    narrowed(supplier, Role::Supplier, "cnry_shared_service")
}

/// Readers, each with the words that it must not be told.
fn readers(app: &TestApp) -> [(Reader<'_>, &'static [&'static str]); 5] {
    let reader = |name: &str, actor, words: &'static [&'static str]| {
        let role = match name.split(' ').next() {
            Some("integrator") => Role::Integrator,
            Some("supplier") => Role::Supplier,
            Some("customer") => Role::Customer,
            _ => Role::Auditor,
        };
        (Reader::new(name, actor, role, Scopes::bundle(role)), words)
    };
    [
        // Made of a and d.
        reader(
            "integrator for x's service",
            integrator(app),
            &[
                "cnry_b_",
                ":37Z",
                "4260",
                "cnry_y_",
                "cnry_ysvc_",
                "cnry_shared_",
                "98.76",
                "9876",
                "97.531",
                "97.642",
                "424242.42",
                "42424242",
                "434343.43",
                "43434343",
                "636363.36",
                "63636336",
                "646464.46",
                "64646446",
                "hub_desk",
                "hub_ola",
                "cnry_d_idle",
                "cnry_adeal_key",
                "cnry_ddeal_key",
            ],
        ),
        // Its contract is about components of the other service too, and what it costs with it: of
        // it only the promise is told that the component in this service is judged by.
        reader(
            "supplier b for the shared service",
            narrowed(
                app.supplier("cnry_b_org"),
                Role::Supplier,
                "cnry_shared_service",
            ),
            &[
                "cnry_ysvc_",
                "cnry_b_uc_name",
                "cnry_b_sub_",
                "cnry_b_key",
                "cnry_b_file",
                "424242.42",
                "42424242",
                "434343.43",
                "43434343",
                "97.642",
                "cnry_xsvc_",
                "cnry_a_",
                "cnry_d_",
            ],
        ),
        reader(
            "supplier d for the shared service",
            supplier_d(app),
            &[
                "cnry_d_spare",
                "cnry_ddeal_spare",
                "cnry_xsvc_",
                "cnry_ddeal_key",
                "d_spare",
                "cnry_d_idle",
                "cnry_a_",
                "cnry_b_",
            ],
        ),
        reader(
            "customer y for its own service",
            narrowed(
                app.customer("cnry_y_org"),
                Role::Customer,
                "cnry_ysvc_service",
            ),
            &[
                "cnry_shared_",
                "cnry_y_sla_shared",
                "cnry_a_",
                "cnry_d_",
                "hub_desk",
                ":11Z",
                ":13Z",
                "636363.36",
                "63636336",
                "98.76",
                "9876",
                "cnry_xsvc_",
                "cnry_x_",
            ],
        ),
        reader(
            "auditor for a service that is not there",
            narrowed(app.auditor(), Role::Auditor, "cnry"),
            &[
                "cnry_", ":37Z", ":13Z", ":11Z", "4260", "hub_desk", "hub_ola",
            ],
        ),
    ]
}

#[tokio::test]
async fn nothing_of_another_service_is_behind_any_door() {
    on_both(async |database| {
        let app = world(database).await;
        let schema = Schema::of(&app.integrator()).await;
        let known = harvest(&app).await;
        let lines = Lines::of_the_file();
        let ground = Ground {
            schema: &schema,
            lines: &lines,
            known: &known,
        };
        for (reader, words) in readers(&app) {
            let forbidden = Forbidden::of(words, &known);
            let heard = crawl(&ground, &reader, &forbidden, 1, &BTreeSet::new()).await;
            report(&reader, &heard, &forbidden);
            check(&reader, &heard, &lines);
        }
    })
    .await;
}

fn words(answer: &Answer, list: &str, name: &str) -> String {
    let nodes = answer.at(&format!("/{list}/nodes"));
    let nodes = nodes.as_array().expect("nodes");
    let words: BTreeSet<&str> = nodes
        .iter()
        .filter_map(|node| node[name].as_str())
        .collect();
    let counted = answer.at(&format!("/{list}/totalCount")).as_u64();
    assert_eq!(counted, Some(nodes.len() as u64), "{list}");
    words.into_iter().collect::<Vec<_>>().join(" ")
}

const LISTS: &str = "{ services(first: 100) { totalCount nodes { code } } \
    suppliers(first: 100) { totalCount nodes { code } } \
    components(first: 100) { totalCount nodes { code } } \
    agreements(first: 100) { totalCount nodes { code } } \
    outages(first: 100) { totalCount nodes { externalId component { code } } } \
    submissions(first: 100) { totalCount nodes { idempotencyKey } } }";

#[tokio::test]
async fn what_belongs_to_the_service_is_still_there() {
    on_both(async |database| {
        let app = world(database).await;
        let check = async |actor: &Actor<'_>, expect: [&str; 5]| {
            let answer = actor.ask(LISTS).await;
            let lists = [
                "services",
                "suppliers",
                "components",
                "agreements",
                "submissions",
            ];
            for (list, expect) in lists.into_iter().zip(expect) {
                let name = match list {
                    "submissions" => "idempotencyKey",
                    _ => "code",
                };
                assert_eq!(words(&answer, list, name), expect, "{list}");
            }
            answer
        };
        let answer = check(
            &integrator(&app),
            [
                "cnry_xsvc_service",
                "cnry_a_org cnry_d_org",
                "cnry_a_comp cnry_d_comp cnry_d_spare",
                "cnry_adeal_uc cnry_ddeal_spare cnry_ddeal_uc cnry_x_sla",
                "",
            ],
        )
        .await;
        assert_eq!(answer.at("/outages/totalCount"), &json!(5));
        let answer = check(
            &supplier_d(&app),
            [
                "cnry_shared_service",
                "cnry_d_org",
                "cnry_d_comp",
                "cnry_ddeal_uc",
                "",
            ],
        )
        .await;
        assert_eq!(answer.at("/outages/totalCount"), &json!(1));

        // The same figures as for everyone, for this service.
        let report = "{ service(code: \"cnry_xsvc_service\") { code \
            report(period: {month: \"2026-04\"}) { availability { agreedSeconds breaks } verdict } \
            components { code } customer { code } \
            dependencyTree { component { code } } agreements { code } } }";
        let (whole, narrow) = (
            app.integrator().ask(report).await,
            integrator(&app).ask(report).await,
        );
        assert_eq!(whole.json["data"], narrow.json["data"]);
        assert!(narrow.at("/service/report").is_object(), "{}", narrow.body);

        let gaps = "{ gaps(period: {month: \"2026-04\"}) { componentsInNoTree { code } \
            suppliersWithoutAgreement { code } uncovered { service { code } } } }";
        let narrow = integrator(&app).ask(gaps).await;
        assert_eq!(narrow.at("/gaps/componentsInNoTree"), &Value::Null);
        assert_eq!(narrow.at("/gaps/suppliersWithoutAgreement"), &Value::Null);
        let card = "{ integratorScorecard(period: {month: \"2026-04\"}) { __typename } }";
        assert_eq!(integrator(&app).ask(card).await.reasons(), ["NOT_FOUND"]);

        let viewer = supplier_d(&app).ask("{ viewer { scopes } }").await;
        let scopes = viewer.at("/viewer/scopes").as_array().expect("scopes");
        assert_eq!(scopes.last(), Some(&json!("service:cnry_shared_service")));
    })
    .await;
}

async fn submitted(
    actor: &Actor<'_>,
    key: &str,
    supplier: Option<&str>,
    rows: Vec<Value>,
) -> Answer {
    let mut input = json!({"idempotencyKey": key, "mode": "BEST_EFFORT", "rows": rows});
    if let Some(supplier) = supplier {
        input["supplier"] = json!(supplier);
    }
    actor.submit(input).await
}

/// The status of each row and the codes of its problems.
fn fates(answer: &Answer) -> Vec<String> {
    let outcomes = answer.at("/submitOutages/submission/outcomes").as_array();
    let outcomes = outcomes.unwrap_or_else(|| panic!("{}", answer.body));
    let told = outcomes.iter().map(|outcome| {
        let problems = outcome["problems"].as_array().expect("problems");
        let codes = problems
            .iter()
            .filter_map(|problem| problem["code"].as_str());
        let status = outcome["status"].as_str().expect("a status");
        std::iter::once(status)
            .chain(codes)
            .collect::<Vec<_>>()
            .join(" ")
    });
    told.collect()
}

#[tokio::test]
async fn rows_are_taken_for_its_components_only() {
    on_both(async |database| {
        let app = world(database).await;
        let day = ("2026-04-25T10:00", "2026-04-25T10:30");
        let mut taken = row(
            "d",
            "d_spare",
            ("2026-04-20T09:00", "2026-04-21T09:59"),
            "unknown",
        );
        taken["component"] = json!("cnry_d_comp");
        taken["revision"] = json!(2);
        let mut spare = row("d", "d_spare", day, "1");
        spare["externalId"] = json!("same");
        let mut nowhere = row("d", "d_sparf", day, "1");
        nowhere["externalId"] = json!("same 2");
        let rows = vec![row("d", "d_comp", day, "1"), spare, nowhere, taken];
        let answer = submitted(&supplier_d(&app), "narrow", None, rows).await;
        assert_eq!(
            fates(&answer),
            [
                "ACCEPTED",
                "REJECTED UNKNOWN_REFERENCE",
                "REJECTED UNKNOWN_REFERENCE",
                "REJECTED CONFLICT"
            ]
        );
        // A component of another service and one that never was: the same but for the code.
        let outcomes = answer.at("/submitOutages/submission/outcomes");
        let told = |index: usize| outcomes[index]["problems"].to_string();
        assert_eq!(told(1).replace("d_spare", "d_sparf"), told(2));
        let stored = app
            .supplier("cnry_d_org")
            .ask("{ outages(first: 100) { nodes { revision component { code } start } } }")
            .await;
        assert!(!stored.body.contains("\"revision\":2"), "{}", stored.body);

        // The integrator submits for whoever delivers to the service.
        let hub = integrator(&app);
        let rows = || {
            vec![row(
                "d",
                "d_comp",
                ("2026-04-26T10:00", "2026-04-26T10:30"),
                "1",
            )]
        };
        let answer = submitted(&hub, "hub 1", Some("cnry_d_org"), rows()).await;
        assert_eq!(fates(&answer), ["ACCEPTED"]);
        let foreign = submitted(&hub, "hub 2", Some("cnry_b_org"), rows()).await;
        let absent = submitted(&hub, "hub 2", Some("cnry_c_org"), rows()).await;
        let told = foreign.at("/submitOutages/problems").to_string();
        assert!(told.contains("UNKNOWN_REFERENCE"), "{told}");
        assert_eq!(
            told.replace("cnry_b_org", "cnry_c_org"),
            absent.at("/submitOutages/problems").to_string()
        );
        let rows = vec![row("a", "b_comp", day, "1")];
        let answer = submitted(&hub, "hub 3", Some("cnry_a_org"), rows).await;
        assert_eq!(fates(&answer), ["REJECTED UNKNOWN_REFERENCE"]);

        // A catalogue is about everything.
        let plan = "mutation { applyCatalogue(input: {document: \"catalogue: 1\", mode: PLAN}) \
            { applied } }";
        let refused = hub.ask(plan).await;
        let whole = app.integrator().ask(plan).await;
        assert!(!whole.reasons().contains(&"FORBIDDEN"), "{}", whole.body);
        assert_eq!(refused.reasons(), ["FORBIDDEN"]);
    })
    .await;
}
