//! Before an agreement is signed, the integrator asks whether what suppliers promise carries it.

use serde_json::{Value, json};
use tests::harness::actor::Actor;
use tests::harness::app::TestApp;
use tests::harness::database::on_both;

/// Three services: one promised too much, one exactly what is possible and in a draft a little more,
/// and one that a dozen things do not fit.
const CATALOGUE: &str = "\
catalogue: 1
organizations:
  - {code: hub, name: Hub, kind: SERVICE_INTEGRATOR}
  - {code: bank, name: Bank, kind: CUSTOMER}
  - {code: acme, name: Acme, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: bolt, name: Bolt, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: cage, name: Cage, kind: SERVICE_PROVIDER, providerType: EXTERNAL, subcontractedTo: bolt}
calendars:
  - {code: always, zone: UTC}
  - {code: office, zone: Europe/Berlin, weekly: [{days: [MON, TUE, WED, THU, FRI], start: '08:00', end: '18:00'}]}
components:
  - {code: w1, name: One, supplier: acme}
  - {code: w2, name: Two, supplier: bolt}
  - {code: w3, name: Three, supplier: acme}
  - {code: e1, name: One, supplier: acme}
  - {code: e2, name: Two, supplier: bolt}
  - {code: m1, name: Office, supplier: acme}
  - {code: m2, name: Rack, supplier: cage}
  - {code: m3, name: Orphan, supplier: acme}
services:
  - code: weak
    name: Weak
    customer: bank
    topologies:
      - {effectiveFrom: 2026-01-01T00:00:00Z, tree: {gate: SERIAL, children: [{component: w1}, {component: w2}, {component: w3}]}}
  - code: exact
    name: Exact
    customer: bank
    topologies:
      - {effectiveFrom: 2026-01-01T00:00:00Z, tree: {gate: SERIAL, children: [{component: e1}, {component: e2}]}}
  - code: messy
    name: Messy
    customer: bank
    topologies:
      - {effectiveFrom: 2026-01-01T00:00:00Z, tree: {gate: SERIAL, children: [{component: m1}, {component: m2}, {gate: PARALLEL, children: [{component: m3}, {component: e1}]}]}}
agreements:
  - {code: sla-weak, name: Weak, kind: SLA, provider: hub, customer: bank, service: weak, versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.5}]}
  - {code: sla-exact, name: Exact, kind: SLA, provider: hub, customer: bank, service: exact, versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, effectiveTo: 2027-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.75},
      {version: 2, status: DRAFT, effectiveFrom: 2027-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.7501}]}
  - {code: sla-messy, name: Messy, kind: SLA, provider: hub, customer: bank, service: messy, versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.0, maintenance: {noticeHours: 72, capMinutesPerMonth: 480}}]}
  - {code: uc-w1, name: W1, kind: UNDERPINNING_CONTRACT, provider: acme, customer: hub, components: [w1], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.9}]}
  - {code: uc-w2, name: W2, kind: UNDERPINNING_CONTRACT, provider: bolt, customer: hub, components: [w2], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.7}]}
  - {code: uc-w3, name: W3, kind: UNDERPINNING_CONTRACT, provider: acme, customer: hub, components: [w3], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.8}]}
  - {code: uc-e1, name: E1, kind: UNDERPINNING_CONTRACT, provider: acme, customer: hub, components: [e1], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.95}]}
  - {code: uc-e2, name: E2, kind: UNDERPINNING_CONTRACT, provider: bolt, customer: hub, components: [e2], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.8}]}
  - {code: uc-m1, name: M1, kind: UNDERPINNING_CONTRACT, provider: acme, customer: hub, components: [m1], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-02-01T00:00:00Z, effectiveTo: 2026-12-01T00:00:00Z, calendar: office, availabilityTargetPercent: 99.9, maintenance: {noticeHours: 24, capMinutesPerMonth: 600}}]}
  - {code: uc-m2, name: M2, kind: UNDERPINNING_CONTRACT, provider: bolt, customer: hub, components: [m2], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always}]}
";

const ALIGNMENT: &str = "\
query($code: String!, $version: Int, $at: DateTime, $period: PeriodInput) { agreement(code: $code) {
  alignment(version: $version, at: $at, period: $period) {
    version versionStatus at status period { label zone }
    availability { status worst { percent } product { percent } worstGap { percent }
      productGap { numerator denominator percent } productGapSeconds { decimal }
      requiredOfAllWorst { percent } requiredOfAllProduct { percent }
      explanation { formula steps { text value unit source } } }
    components { component { code } agreement { code } version availability { percent }
      requiredWorst { percent } requiredProduct { percent } uncoveredSeconds }
    hours { status customerSeconds uncoveredByAllSeconds }
    times { priority } credits { currency }
    findings { kind status gap gapUnit message remedy clause source
      agreement { code } component { code } supplier { code } }
    explanation { steps { text value unit source } } } } }";

async fn aligned(actor: &Actor<'_>, variables: Value) -> Value {
    let answer = actor.query(ALIGNMENT, variables).await;
    answer.at("/agreement/alignment").clone()
}

#[track_caller]
fn check(alignment: &Value, pointer: &str, expect: &str) {
    let found = alignment.pointer(pointer).and_then(Value::as_str);
    assert_eq!(found, Some(expect), "{pointer} of {alignment:#}");
}

#[tokio::test]
async fn what_suppliers_promise_is_held_against_the_customers_target() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, CATALOGUE).await;
        let integrator = app.integrator();
        let april = json!({"month": "2026-04"});
        let weak = json!({"code": "sla-weak", "period": april});
        let weak = aligned(&integrator, weak).await;
        check(&weak, "/status", "MISALIGNED");
        check(&weak, "/versionStatus", "SIGNED");
        check(&weak, "/availability/worst/percent", "99.400000");
        check(&weak, "/availability/product/percent", "99.401099");
        check(&weak, "/availability/productGap/percent", "0.098900");
        // 42.7 minutes of the 43,200 of April.
        check(
            &weak,
            "/availability/productGapSeconds/decimal",
            "2563.503552",
        );
        check(
            &weak,
            "/availability/requiredOfAllWorst/percent",
            "99.833334",
        );
        check(&weak, "/findings/0/kind", "AVAILABILITY_NOT_CARRIED");
        check(&weak, "/findings/0/gap", "0.098900");
        check(&weak, "/findings/0/gapUnit", "PERCENT");
        check(&weak, "/findings/0/source", "sla-weak version 1");
        // The second would have to promise 99.8 for the worst case, the third 99.9.
        check(&weak, "/components/1/requiredWorst/percent", "99.800000");
        check(&weak, "/components/2/requiredWorst/percent", "99.900000");
        check(&weak, "/components/1/requiredProduct/percent", "99.799198");
        assert_eq!(weak["hours"]["customerSeconds"], 2_592_000);
        let sources: Vec<&str> = weak["availability"]["explanation"]["steps"]
            .as_array()
            .expect("steps")
            .iter()
            .filter_map(|step| step["source"].as_str())
            .collect();
        assert_eq!(
            sources[..3],
            ["uc-w1 version 1", "uc-w2 version 1", "uc-w3 version 1"]
        );

        // Signed as it can just be kept, and drafted with a ten thousandth more.
        let exact = aligned(&integrator, json!({"code": "sla-exact", "version": 1})).await;
        check(&exact, "/status", "ALIGNED");
        check(&exact, "/availability/worst/percent", "99.750000");
        assert_eq!(exact["findings"], json!([]));
        let draft = aligned(&integrator, json!({"code": "sla-exact"})).await;
        assert_eq!(draft["version"], 2);
        check(&draft, "/versionStatus", "DRAFT");
        check(&draft, "/status", "AT_RISK");
        check(&draft, "/at", "2027-01-01T00:00:00Z");
        check(&draft, "/period/label", "2027-01");
        let answer = integrator
            .query(ALIGNMENT, json!({"code": "sla-exact", "version": 3}))
            .await;
        assert_eq!(answer.reasons(), ["NOT_FOUND"]);
        let decade = json!({"code": "sla-exact", "period": {"between":
            {"from": "2026-01-01T00:00:00Z", "to": "2028-01-01T00:00:00Z"}}});
        let answer = integrator.query(ALIGNMENT, decade).await;
        assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"]);
    })
    .await;
}

#[tokio::test]
async fn every_misfit_says_whose_it_is_and_what_would_mend_it() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, CATALOGUE).await;
        let asked = json!({"code": "sla-messy", "at": "2026-04-10T00:00:00Z"});
        let messy = aligned(&app.integrator(), asked).await;
        check(&messy, "/status", "MISALIGNED");
        check(&messy, "/period/label", "2026-04");
        let found: Vec<String> = messy["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .map(|finding| {
                let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
                let code = |of: &str| word(&finding[of]["code"]);
                [
                    word(&finding["kind"]),
                    word(&finding["status"]),
                    word(&finding["gap"]),
                    code("agreement"),
                    code("component"),
                    code("supplier"),
                ]
                .join(" ")
            })
            .collect();
        assert_eq!(
            found,
            [
                "AVAILABILITY_NOT_CARRIED MISALIGNED 99.000000 - - -",
                "BEGINS_LATER MISALIGNED 2678400 uc-m1 - acme",
                "EXPIRES_EARLIER MISALIGNED - uc-m1 - acme",
                "MAINTENANCE_NOT_BACK_TO_BACK AT_RISK 7200 uc-m1 - acme",
                "NOTICE_SHORTER AT_RISK 172800 uc-m1 - acme",
                "ZONE_DIFFERS AT_RISK - uc-m1 - acme",
                "NO_TARGET MISALIGNED - uc-m2 - bolt",
                "MISSING_AGREEMENT MISALIGNED - - m3 acme",
                "SUB_SUPPLIER_NOT_COVERED MISALIGNED - - m2 cage",
                // April has 22 days of ten office hours: 792,000 of 2,592,000 s.
                "HOURS_NOT_COVERED MISALIGNED 1800000 uc-m1 m1 acme",
            ]
        );
        let texts: Vec<&str> = messy["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .flat_map(|finding| ["message", "remedy", "clause"].map(|of| finding[of].as_str()))
            .flatten()
            .collect();
        assert!(texts.iter().all(|text| !text.is_empty()), "{texts:?}");
        assert!(texts.contains(&"sign an agreement with acme about m3"));
        assert!(
            texts.contains(&"uc-m1 version 1 ends at 2026-12-01T00:00:00Z, before the customer's")
        );
        let steps = messy["explanation"]["steps"].as_array().expect("steps");
        assert_eq!(
            steps.last().map(|step| &step["value"]),
            Some(&json!("MISALIGNED"))
        );
        // What is not promised, no promise of another makes up for.
        assert_eq!(messy["components"][1]["requiredWorst"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn only_the_integrator_and_auditors_see_an_alignment() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, CATALOGUE).await;
        let whole = aligned(&app.integrator(), json!({"code": "sla-weak"})).await;
        let audited = aligned(&app.auditor(), json!({"code": "sla-weak"})).await;
        assert_eq!(whole, audited);
        // A customer sees its agreement and nothing underneath, not even that something is.
        let answer = app
            .customer("bank")
            .query(ALIGNMENT, json!({"code": "sla-weak"}))
            .await;
        assert_eq!(*answer.data(), json!({"agreement": {"alignment": null}}));
        // A supplier sees its own contract, which is aligned with nothing, and no customer's; a lead
        // supplier is no other.
        for supplier in ["acme", "bolt"] {
            let own = if supplier == "acme" { "uc-w1" } else { "uc-m2" };
            let answer = app
                .supplier(supplier)
                .query(ALIGNMENT, json!({"code": own}))
                .await;
            assert_eq!(*answer.data(), json!({"agreement": {"alignment": null}}));
            let answer = app
                .supplier(supplier)
                .query(ALIGNMENT, json!({"code": "sla-weak"}))
                .await;
            assert_eq!(answer.reasons(), ["NOT_FOUND"]);
        }
        let own = aligned(&app.integrator(), json!({"code": "uc-w1"})).await;
        assert_eq!(own, Value::Null);
    })
    .await;
}
