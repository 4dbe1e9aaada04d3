//! What nobody promises is found, and the integrator that should have seen to it is measured.

use federation::authority::policy::{may_read, scope_to_read};
use federation::authority::{Extent, Role, Scope, Scopes, Subject};
use serde_json::{Value, json};
use tests::harness::app::TestApp;
use tests::harness::database::{TestDatabase, on_both};

/// The portal depends on what acme delivers in office hours, and on the integrator's own desk; the
/// shop on what nobody promises until the middle of April.
const CATALOGUE: &str = "\
catalogue: 1
organizations:
  - {code: hub, name: Hub, kind: SERVICE_INTEGRATOR}
  - {code: bank, name: Bank, kind: CUSTOMER}
  - {code: acme, name: Acme, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: bolt, name: Bolt, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: idle, name: Idle, kind: SERVICE_PROVIDER, providerType: INTERNAL}
calendars:
  - {code: always, zone: UTC}
  - {code: london, zone: Europe/London, weekly: [{days: [MON, TUE, WED, THU, FRI], start: '08:00', end: '18:00'}]}
components:
  - {code: net, name: Network, supplier: acme}
  - {code: desk, name: Desk, supplier: hub}
  - {code: late, name: Late, supplier: bolt}
  - {code: spare, name: Spare, supplier: idle}
services:
  - code: portal
    name: Portal
    customer: bank
    topologies:
      - {effectiveFrom: 2026-01-01T00:00:00Z, tree: {gate: SERIAL, children: [{component: net}, {component: desk}]}}
  - code: shop
    name: Shop
    customer: bank
    topologies:
      - {effectiveFrom: 2026-03-01T00:00:00Z, tree: {component: late}}
agreements:
  - {code: sla-portal, name: Portal, kind: SLA, provider: hub, customer: bank, service: portal, versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.9, maintenance: {noticeHours: 72, capMinutesPerMonth: 480}}]}
  - {code: sla-shop, name: Shop, kind: SLA, provider: hub, customer: bank, service: shop, versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-03-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.9}]}
  - {code: uc-net, name: Net, kind: UNDERPINNING_CONTRACT, provider: acme, customer: hub, components: [net], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: london, availabilityTargetPercent: 99.9, maintenance: {noticeHours: 24}}]}
  - {code: ola-desk, name: Desk, kind: OLA, provider: hub, customer: hub, components: [desk], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.9}]}
  - {code: uc-late, name: Late, kind: UNDERPINNING_CONTRACT, provider: bolt, customer: hub, components: [late], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-04-16T00:00:00Z, calendar: always, availabilityTargetPercent: 99.9}]}
maintenanceWindows:
  - {reference: CHG-1, service: portal, start: 2026-04-20T02:00:00Z, end: 2026-04-20T03:00:00Z, approved: true, notifiedAt: 2026-04-19T00:00:00Z}
";

/// Acme fails on a Saturday, out of its hours; of bolt an hour is unknown.
async fn filled(database: &TestDatabase) -> TestApp {
    let app = TestApp::with_catalogue(database, CATALOGUE).await;
    for (supplier, component, day, end, loss) in [
        ("acme", "net", "11", "14", "1"),
        ("bolt", "late", "20", "11", "unknown"),
    ] {
        let row = json!({
            "component": component,
            "start": format!("2026-04-{day}T10:00:00Z"),
            "end": format!("2026-04-{day}T{end}:00:00Z"),
            "loss": loss,
            "source": "desk",
            "externalId": supplier,
        });
        let input = json!({"idempotencyKey": supplier, "rows": [row]});
        let answer = app.supplier(supplier).submit(input).await;
        assert_eq!(answer.at("/submitOutages/submission/counts/accepted"), 1);
    }
    app
}

const GAPS: &str = "\
query($period: PeriodInput!, $service: String) { gaps(period: $period, service: $service) {
  period asOf
  uncovered { service { code } interval { seconds } downtimeSeconds { decimal }
    allDowntimeSeconds { decimal } stretchesTotal
    stretches { interval { start end } reason component { code } } }
  dependencies { service { code } component { code } supplier { code } since until seconds }
  watermelons { service { code } month supplierPromisesMet
    downtimeSeconds { decimal } uncoveredSeconds { decimal } }
  maintenance { service { code } agreement { code } kind gapSeconds downtimeSeconds }
  componentsInNoTree { code } suppliersWithoutAgreement { code } } }";

async fn gaps(app: &TestApp, period: Value, service: Option<&str>) -> Value {
    let variables = json!({"period": period, "service": service});
    let answer = app.integrator().query(GAPS, variables).await;
    answer.at("/gaps").clone()
}

/// Four hours on a Saturday: the supplier is at 100 %, the service at 99.44 %, and nobody owns them.
#[tokio::test]
async fn downtime_owned_by_nobody_is_found() {
    on_both(async |database| {
        let app = filled(database).await;
        let april = gaps(&app, json!({"month": "2026-04"}), None).await;
        assert_eq!(april["period"], "2026-04");
        assert_eq!(april["asOf"], "2026-05-01T00:00:00Z");
        let uncovered = json!([{
            "service": {"code": "portal"}, "interval": {"seconds": 2_592_000},
            "downtimeSeconds": {"decimal": "14400.000000"},
            "allDowntimeSeconds": {"decimal": "14400.000000"},
            "stretchesTotal": 1,
            "stretches": [{
                "interval": {"start": "2026-04-11T10:00:00Z", "end": "2026-04-11T14:00:00Z"},
                "reason": "OUTSIDE_SUPPLIER_HOURS", "component": {"code": "net"},
            }],
        }]);
        assert_eq!(april["uncovered"], uncovered);
        let watermelons = json!([{
            "service": {"code": "portal"}, "month": "2026-04", "supplierPromisesMet": 2,
            "downtimeSeconds": {"decimal": "14400.000000"},
            "uncoveredSeconds": {"decimal": "14400.000000"},
        }]);
        assert_eq!(april["watermelons"], watermelons);
        // Since when is not cut to the period; how long is.
        let dependencies = json!([{
            "service": {"code": "shop"}, "component": {"code": "late"},
            "supplier": {"code": "bolt"}, "since": "2026-03-01T00:00:00Z",
            "until": "2026-04-16T00:00:00Z", "seconds": 15 * 86_400,
        }]);
        assert_eq!(april["dependencies"], dependencies);
        let maintenance = |kind: &str, seconds: Option<i64>| {
            json!({
                "service": {"code": "portal"}, "agreement": {"code": "uc-net"},
                "kind": kind, "gapSeconds": seconds, "downtimeSeconds": 0,
            })
        };
        let both = [
            maintenance("MAINTENANCE_NOT_BACK_TO_BACK", None),
            maintenance("NOTICE_SHORTER", Some(48 * 3_600)),
        ];
        assert_eq!(april["maintenance"], json!(both));
        assert_eq!(april["componentsInNoTree"], json!([{"code": "spare"}]));
        assert_eq!(
            april["suppliersWithoutAgreement"],
            json!([{"code": "idle"}])
        );

        // Over a quarter the months are looked at one by one; of a part of one, the part.
        let quarter = gaps(&app, json!({"quarter": "2026-Q2"}), None).await;
        assert_eq!(quarter["watermelons"], watermelons);
        let days =
            json!({"between": {"from": "2026-04-10T00:00:00Z", "to": "2026-04-12T00:00:00Z"}});
        let days = gaps(&app, days, Some("portal")).await;
        let part = "2026-04-10T00:00:00Z/2026-04-12T00:00:00Z";
        assert_eq!(days["watermelons"][0]["month"], part);
        // Of one service nothing can be said of what stands in none.
        assert_eq!(days["componentsInNoTree"], Value::Null);
        assert_eq!(days["suppliersWithoutAgreement"], Value::Null);
        let march = gaps(&app, json!({"month": "2026-03"}), Some("shop")).await;
        assert_eq!(march["dependencies"][0]["until"], Value::Null);
        assert_eq!(march["uncovered"], json!([]));
    })
    .await;
}

const SCORECARD: &str = "\
query($period: PeriodInput!) { integratorScorecard(period: $period) {
  period asOf services
  measures { measure state value { percent } numerator { decimal } denominator { decimal } unit
    target { percent } missing explanation { formula steps { text value source } } }
  ownComponents { service { code } component { code } agreement { code } verdict
    availability { percent } downtimeSeconds { decimal } } } }";

#[tokio::test]
async fn the_integrator_is_measured_too() {
    on_both(async |database| {
        let app = filled(database).await;
        let april = json!({"period": {"month": "2026-04"}});
        let answer = app.integrator().query(SCORECARD, april).await;
        let card = answer.at("/integratorScorecard");
        assert_eq!(card["services"], 2);
        let measures = card["measures"].as_array().expect("measures");
        let whole = |value: &Value| {
            let decimal = value["decimal"].as_str().unwrap_or("-");
            decimal.trim_end_matches(".000000").to_owned()
        };
        let shown: Vec<String> = measures
            .iter()
            .map(|of| {
                let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
                [
                    word(&of["measure"]),
                    whole(&of["numerator"]),
                    whole(&of["denominator"]),
                    word(&of["value"]["percent"]),
                    word(&of["target"]["percent"]),
                ]
                .join(" ")
            })
            .collect();
        let none = "0.000000";
        let expect = [
            "SERVICES_MET 0 2 0.000000 -".to_owned(),
            "SERVICES_BREACHED 1 2 50.000000 -".to_owned(),
            "SERVICES_INDETERMINATE 1 2 50.000000 -".to_owned(),
            format!("UNOWNED_DOWNTIME 14400 14400 100.000000 {none}"),
            format!("DEPENDENCIES_WITHOUT_AGREEMENT 1 3 33.333333 {none}"),
            "AGREEMENTS_ALIGNED 0 2 0.000000 -".to_owned(),
            "AGREEMENTS_AT_RISK 0 2 0.000000 -".to_owned(),
            format!("AGREEMENTS_MISALIGNED 2 2 100.000000 {none}"),
            format!("WATERMELON_PERIODS 1 2 50.000000 {none}"),
            "MAINTENANCE_NOTIFIED_LATE 1 1 100.000000 -".to_owned(),
            "UNKNOWN_TIME 3600 5184000 0.069444 -".to_owned(),
            "OWN_COMPONENTS 1 3 33.333333 -".to_owned(),
            "ROUTING_ACCURACY - - - -".to_owned(),
            "HANDOFF_LATENCY - - - -".to_owned(),
            "DISPUTE_AGEING - - - -".to_owned(),
        ];
        assert_eq!(shown, expect);
        for measure in measures {
            let without = measure["state"] == "NO_DATA";
            assert_eq!(without, measure["missing"].is_string(), "{measure}");
            let steps = measure["explanation"]["steps"].as_array().expect("steps");
            assert!(!steps.is_empty());
        }
        // Where the integrator judges itself, the figures stand apart.
        let own = json!([{
            "service": {"code": "portal"}, "component": {"code": "desk"},
            "agreement": {"code": "ola-desk"}, "verdict": "MET",
            "availability": {"percent": "100.000000"},
            "downtimeSeconds": {"decimal": "0.000000"},
        }]);
        assert_eq!(card["ownComponents"], own);
        // In a year before everything there is nothing to count, and that is not good.
        let nothing = json!({"period": {"year": 2020}});
        let answer = app.integrator().query(SCORECARD, nothing).await;
        let measures = answer.at("/integratorScorecard/measures");
        let measures = measures.as_array().expect("measures");
        assert!(
            measures.iter().all(|of| of["state"] == "NO_DATA"),
            "{measures:#?}"
        );
    })
    .await;
}

/// The roots of what only the integrator and auditors see.
const ROOTS: &[(Subject, &str)] = &[
    (Subject::UncoveredTime, "gaps"),
    (Subject::IntegratorScorecard, "integratorScorecard"),
];

#[tokio::test]
async fn only_the_integrator_and_auditors_see_what_nobody_promises() {
    on_both(async |database| {
        let app = filled(database).await;
        let actors = [
            (Role::Auditor, app.auditor()),
            (Role::Customer, app.customer("bank")),
            (Role::Integrator, app.integrator()),
            (Role::Supplier, app.supplier("acme")),
        ];
        for (subject, root) in ROOTS {
            let document =
                format!("{{ found: {root}(period: {{month: \"2026-04\"}}) {{ period }} }}");
            for (role, actor) in &actors {
                let answer = actor.ask(&document).await;
                match may_read(*role, *subject) {
                    Extent::Everything => assert_eq!(answer.at("/found/period"), "2026-04"),
                    Extent::Nothing | Extent::Own | Extent::Related => {
                        assert_eq!(answer.reasons(), ["NOT_FOUND"], "{role} {root}");
                        assert_eq!(answer.json["data"], json!({"found": null}));
                    }
                }
                let lacking = scope_to_read(*subject);
                let others = Scope::ALL.iter().copied().filter(|scope| *scope != lacking);
                let narrow = actor
                    .clone()
                    .with_scopes(&others.collect::<Scopes>().to_string());
                let answer = narrow.ask(&document).await;
                assert_eq!(answer.reasons(), ["INSUFFICIENT_SCOPE"], "{role} {root}");
            }
            let long = format!(
                "{{ {root}(period: {{between: {{from: \"2026-01-01T00:00:00Z\", \
                to: \"2027-01-03T00:00:00Z\"}}}}) {{ period }} }}"
            );
            let answer = app.integrator().ask(&long).await;
            assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"]);
        }
        // The same words for a service that is another's and for one that never was.
        for service in ["portal", "nothing"] {
            let variables = json!({"period": {"month": "2026-04"}, "service": service});
            let answer = app.supplier("bolt").query(GAPS, variables).await;
            assert_eq!(answer.reasons(), ["NOT_FOUND"]);
        }
    })
    .await;
}
