//! Who may simulate what, and what a scenario may name.

use federation::authority::policy::may_read;
use federation::authority::{Extent, Subject};
use serde_json::{Value, json};
use tests::harness::actor::{Actor, Answer};
use tests::harness::database::on_both;

use crate::interference::absent;
use crate::rivals::{harvest, world};
use crate::roles::{actors, filled};

pub(crate) async fn service(actor: &Actor<'_>, service: &str, scenario: Value) -> Answer {
    let document = "query($service: String!, $scenario: ServiceScenarioInput!) { \
        simulateServiceReport(service: $service, period: {month: \"2026-04\"}, scenario: $scenario) \
        { problems { code path message hint given expected } before { verdict } \
        after { verdict availability { ratio { percent } } uncovered { downtimeSeconds { decimal } } \
        components { component { code } } } difference { differs } } }";
    let variables = json!({"service": service, "scenario": scenario});
    actor.query(document, variables).await
}

pub(crate) async fn component(actor: &Actor<'_>, about: (&str, &str), scenario: Value) -> Answer {
    let document = "query($agreement: String!, $component: String!, \
        $scenario: ComponentScenarioInput!) { simulateComponentReport(agreement: $agreement, \
        component: $component, period: {month: \"2026-04\"}, scenario: $scenario) { \
        problems { code path message hint given expected } before { verdict } \
        after { verdict availability { downtimeSeconds { decimal } } } difference { differs } } }";
    let (agreement, of) = about;
    let variables = json!({"agreement": agreement, "component": of, "scenario": scenario});
    actor.query(document, variables).await
}

/// What can be simulated of what the bank and acme see: each with its field, and its arguments.
pub(crate) const SIMULATIONS: &[(Subject, &str, &str)] = &[
    (
        Subject::ServiceSimulation,
        "simulateServiceReport",
        "(service: \"portal\", period: {month: \"2026-04\"}, scenario: {targetPercent: \"9\"})",
    ),
    (
        Subject::SupplySimulation,
        "simulateServiceReport",
        "(service: \"portal\", period: {month: \"2026-04\"}, scenario: {withoutOutagesOf: [\"acme\"]})",
    ),
    (
        Subject::ComponentSimulation,
        "simulateComponentReport",
        "(agreement: \"uc-acme\", component: \"net\", period: {month: \"2026-04\"}, scenario: {})",
    ),
];

#[tokio::test]
async fn everyone_simulates_what_the_policy_says() {
    on_both(async |database| {
        let app = filled(database).await;
        for (subject, field, arguments) in SIMULATIONS {
            let document = format!("{{ {field}{arguments} {{ after {{ verdict }} }} }}");
            for (role, actor) in actors(&app) {
                let answer = actor.ask(&document).await;
                match may_read(role, *subject) {
                    // What may not be varied is told from what may not be simulated at all.
                    Extent::Nothing => {
                        let whole = may_read(role, Subject::ServiceSimulation);
                        let partly = *subject == Subject::SupplySimulation;
                        let varies = partly && whole != Extent::Nothing;
                        let expect = if varies { "FORBIDDEN" } else { "NOT_FOUND" };
                        assert_eq!(answer.reasons(), [expect], "{role} {document}");
                    }
                    Extent::Own | Extent::Related | Extent::Everything => {
                        let verdict = answer.at(&format!("/{field}/after/verdict"));
                        assert!(verdict.is_string(), "{role} {document}");
                    }
                }
                let reading = ["agreement:read", "catalogue:read", "performance:read"];
                for lacking in ["report:read"].iter().chain(&reading) {
                    let scopes = reading.iter().chain(&["report:read"]);
                    let scopes: Vec<&str> = scopes.copied().filter(|of| of != lacking).collect();
                    let narrow = actor.clone().with_scopes(&scopes.join(" "));
                    let narrowed = narrow.ask(&document).await;
                    let expect = match answer.reasons()[..] {
                        // Without leave to simulate, no other scope matters.
                        ["NOT_FOUND"] if *lacking != "report:read" => "NOT_FOUND",
                        _ => "INSUFFICIENT_SCOPE",
                    };
                    assert_eq!(narrowed.reasons(), [expect], "{role} {lacking} {document}");
                }
            }
        }
    })
    .await;
}

/// The supply side is not a customer's to vary, and an end-to-end report not a supplier's.
#[tokio::test]
async fn each_role_simulates_what_is_its_own() {
    on_both(async |database| {
        let app = world(database).await;
        let target = || json!({"targetPercent": "90"});
        let supply = [
            json!({"withoutSuppliers": ["cnry_d_org"]}),
            json!({"withoutOutagesOf": ["cnry_b_org"]}),
            json!({"withoutOutages": ["x"]}),
            json!({"topology": {"inForceAt": "2026-04-15T00:00:00Z"}}),
        ];
        for reader in [app.integrator(), app.auditor()] {
            let answer = service(&reader, "cnry_xsvc_service", supply[0].clone()).await;
            assert_eq!(answer.at("/simulateServiceReport/difference/differs"), true);
            let about = ("cnry_b_uc", "cnry_b_comp");
            let answer = component(&reader, about, target()).await;
            assert_eq!(answer.at("/simulateComponentReport/problems"), &json!([]));
        }
        let customer = app.customer("cnry_x_org");
        let answer = service(&customer, "cnry_xsvc_service", target()).await;
        let after = answer.at("/simulateServiceReport/after");
        assert_eq!(
            (&after["uncovered"], &after["components"]),
            (&Value::Null, &json!([]))
        );
        for scenario in &supply {
            // The same for its own service, another's, and none.
            let own = service(&customer, "cnry_xsvc_service", scenario.clone()).await;
            assert_eq!(own.reasons(), ["FORBIDDEN"], "{scenario}");
            assert!(
                own.body.contains("scenario.without") || own.body.contains("scenario.topology")
            );
            for name in ["cnry_ysvc_service", "nowhere"] {
                let other = service(&customer, name, scenario.clone()).await;
                assert_eq!(other.without_request_id(), own.without_request_id());
            }
        }
        let nobody = service(&customer, "nowhere", target()).await;
        assert_eq!(nobody.reasons(), ["NOT_FOUND"]);
        let foreign = service(&customer, "cnry_ysvc_service", target()).await;
        assert_eq!(foreign.without_request_id(), nobody.without_request_id());
        let none = component(&customer, ("cnry_adeal_uc", "cnry_a_comp"), target()).await;
        assert_eq!(none.reasons(), ["NOT_FOUND"]);

        let a = app.supplier("cnry_a_org");
        let own = component(&a, ("cnry_adeal_uc", "cnry_a_comp"), target()).await;
        assert_eq!(own.at("/simulateComponentReport/after/verdict"), "MET");
        let absent = component(&a, ("nothing", "nowhere"), target()).await;
        assert_eq!(absent.reasons(), ["NOT_FOUND"]);
        for about in [
            ("cnry_b_uc", "cnry_b_comp"),
            ("cnry_adeal_uc", "cnry_b_comp"),
            ("cnry_b_uc", "cnry_a_comp"),
            ("cnry_x_sla", "cnry_a_comp"),
        ] {
            let foreign = component(&a, about, target()).await;
            assert_eq!(foreign.without_request_id(), absent.without_request_id());
        }
        // A service that it supports, one that it does not, and none: all the same.
        for name in ["cnry_xsvc_service", "cnry_ysvc_service", "nowhere"] {
            for scenario in supply.iter().cloned().chain([target(), json!({})]) {
                let answer = service(&a, name, scenario).await;
                assert_eq!(answer.without_request_id(), nobody.without_request_id());
            }
        }
        let narrow = app
            .integrator()
            .with_scopes("catalogue:read agreement:read");
        let answer = service(&narrow, "cnry_xsvc_service", target()).await;
        assert_eq!(answer.reasons(), ["INSUFFICIENT_SCOPE"]);
    })
    .await;
}

/// What a scenario may name is what its author may read: a rival's outage, window, calendar or
/// contract is answered like one that never was.
#[tokio::test]
async fn what_is_anothers_cannot_be_named() {
    on_both(async |database| {
        let app = world(database).await;
        let known = harvest(&app).await;
        let a = app.supplier("cnry_a_org");
        let about = ("cnry_adeal_uc", "cnry_a_comp");
        let same = async |actor: &Actor<'_>, name: &str, scenario: &dyn Fn(&str) -> Value| {
            // As near to what is its own as the true name is.
            let nothing = match name.strip_prefix("cnry_") {
                Some(_) => format!("cnry_q{}", &name[6..]),
                None => absent(name),
            };
            let mut answers = Vec::new();
            for name in [name, nothing.as_str()] {
                let answer = match is_customer(actor).await {
                    true => service(actor, "cnry_xsvc_service", scenario(name)).await,
                    false => component(actor, about, scenario(name)).await,
                };
                assert_eq!(answer.status, 200, "{}", answer.body);
                assert!(answer.body.contains("UNKNOWN_REFERENCE"), "{}", answer.body);
                answers.push(answer.without_request_id().replace(name, "-"));
            }
            assert_eq!(answers[0], answers[1], "{name}");
        };
        let outage = |id: &str| json!({"withoutOutages": [id]});
        let window = |reference: &str| json!({"exclusions": {"leftOut": [reference]}});
        let calendar = |code: &str| json!({"calendar": {"code": code}});
        let added = |code: &str| {
            let span = ("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z");
            json!({"exclusions": {"added": [{"component": code, "start": span.0, "end": span.1}]}})
        };
        let rivals = known
            .iter()
            .filter(|known| known.words.starts_with("cnry_b_ext"));
        let rivals: Vec<&str> = rivals.map(|known| known.id.as_str()).collect();
        assert!(rivals.len() > 2);
        for id in rivals {
            same(&a, id, &outage).await;
        }
        for reference in ["cnry_b_window", "cnry_x_window"] {
            same(&a, reference, &window).await;
        }
        same(&a, "cnry_b_calendar", &calendar).await;
        same(&a, "cnry_b_comp", &added).await;
        let x = app.customer("cnry_x_org");
        same(&x, "cnry_b_window", &window).await;
        same(&x, "cnry_b_calendar", &calendar).await;
        same(&x, "cnry_b_comp", &added).await;
        for agreement in ["cnry_adeal_uc", "cnry_b_uc", "cnry_y_sla"] {
            same(
                &x,
                agreement,
                &|code| json!({"agreementVersions": [{"agreement": code, "version": 1}]}),
            )
            .await;
        }
        // Its own can be named.
        let own = known
            .iter()
            .find(|known| known.words.starts_with("cnry_a_ext"));
        let own = component(&a, about, outage(&own.expect("an outage").id)).await;
        assert_eq!(own.at("/simulateComponentReport/problems"), &json!([]));
        let own = component(&a, about, window("cnry_a_window")).await;
        assert_eq!(own.at("/simulateComponentReport/problems"), &json!([]));
    })
    .await;
}

async fn is_customer(actor: &Actor<'_>) -> bool {
    let answer = actor.ask("{ viewer { role } }").await;
    answer.at("/viewer/role") == "CUSTOMER"
}

/// What a customer is shown of its simulations rests on what it may read: contracts of its suppliers
/// change no byte of them.
#[tokio::test]
async fn contracts_leave_no_trace_in_a_customers_simulations() {
    on_both(async |database| {
        let app = world(database).await;
        let x = app.customer("cnry_x_org");
        let scenarios = [
            json!({}),
            json!({"targetPercent": "99.1", "exclusions": {"none": true}}),
            json!({"calendar": {"hours": {"zone": "Asia/Kolkata", "weekly": null}}}),
            json!({"agreementVersions": [{"agreement": "cnry_x_sla", "version": 1}]}),
            json!({"attributionPolicy": "FIRST_CAUSE", "degradation": "AS_DOWN",
                "missingData": "COUNT_AS_DOWN", "exclusions": {"noticeHours": 0, "noCap": true}}),
        ];
        let all = async || {
            let mut answers = Vec::new();
            for scenario in &scenarios {
                let answer = service(&x, "cnry_xsvc_service", scenario.clone()).await;
                assert_eq!(answer.at("/simulateServiceReport/problems"), &json!([]));
                answers.push(answer.without_request_id());
            }
            answers
        };
        let before = all().await;
        let watch = "{ component(code: \"cnry_d_comp\") { agreements { agreement { code } } } }";
        let watched = app.integrator().ask(watch).await;
        let catalogue = "catalogue: 1\nagreements:\n\
            - {code: cnry_d_new, name: cnry_d_new, kind: UNDERPINNING_CONTRACT, provider: cnry_d_org, \
            customer: hub, components: [cnry_d_spare, cnry_d_comp], versions: [{version: 1, \
            status: DRAFT, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, \
            availabilityTargetPercent: 12, maintenance: {noticeHours: 1}}]}\n";
        app.apply_as_operator(catalogue).await;
        let changed = app.integrator().ask(watch).await;
        assert_ne!(changed.data(), watched.data());
        assert_eq!(all().await, before);
    })
    .await;
}
