//! A world to find leaks in: rival suppliers with mirrored data and two customers. Every text says
//! whose it is, `cnry_<owner>_<field>`; every supplier's instants lie on a second of their own.
//!
//! | owner | what says so |
//! |---|---|
//! | `a`, `b`, `d` | suppliers: themselves, their components, outages and planned work |
//! | `b` | also b's sub-supplier, every agreement and every batch of the two |
//! | `adeal`, `ddeal` | what a and d agreed to with the integrator, and their batches |
//! | `x`, `y` | customers, with their agreements |
//! | `xsvc` | x's service, made of a and d |
//! | `shared`, `ysvc` | y's services: made of a, b and d, and of b alone |

use api::workflow::submit::{self, Batch};
use federation::authority::Mandate;
use federation::incident::SubmissionMode;
use federation::intake::outage::RawOutage;
use serde_json::{Value, json};
use tests::harness::app::TestApp;
use tests::harness::database::TestDatabase;

/// When the readers read: in the middle of a month.
pub(crate) const NOW: &str = "2026-05-15T00:00:00Z";

const CATALOGUE: &str = "\
catalogue: 1
organizations:
  - {code: hub, name: Hub, kind: SERVICE_INTEGRATOR}
  - {code: cnry_x_org, name: cnry_x_name, kind: CUSTOMER}
  - {code: cnry_y_org, name: cnry_y_name, kind: CUSTOMER}
  - {code: cnry_a_org, name: cnry_a_name, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: cnry_b_org, name: cnry_b_name, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: cnry_d_org, name: cnry_d_name, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: cnry_d_idle_org, name: cnry_d_idle_name, kind: SERVICE_PROVIDER, providerType: INTERNAL}
  - {code: cnry_b_sub_org, name: cnry_b_sub_name, kind: SERVICE_PROVIDER, providerType: EXTERNAL, subcontractedTo: cnry_b_org}
calendars:
  - {code: always, zone: UTC}
  - {code: cnry_b_calendar, zone: Asia/Kolkata, weekly: [{days: [MON, SUN], start: '00:00', end: '24:00'}], closedDates: [2026-12-25]}
  - {code: cnry_b_sub_calendar, zone: UTC}
components:
  - {code: cnry_a_comp, name: cnry_a_comp_name, supplier: cnry_a_org}
  - {code: cnry_b_comp, name: cnry_b_comp_name, supplier: cnry_b_org}
  - {code: cnry_d_comp, name: cnry_d_comp_name, supplier: cnry_d_org}
  - {code: cnry_d_spare, name: cnry_d_spare_name, supplier: cnry_d_org}
  - {code: cnry_d_idle_comp, name: cnry_d_idle_comp_name, supplier: cnry_d_idle_org}
  - {code: hub_desk, name: Desk, supplier: hub}
  - {code: cnry_b_sub_comp, name: cnry_b_sub_comp_name, supplier: cnry_b_sub_org}
services:
  - code: cnry_xsvc_service
    name: cnry_xsvc_name
    customer: cnry_x_org
    topologies:
      - effectiveFrom: 2026-01-01T00:00:00Z
        tree: {gate: SERIAL, children: [{component: cnry_a_comp}, {gate: K_OF_N, k: 2, children: [{component: cnry_d_comp}, {component: cnry_d_spare}]}]}
  - code: cnry_shared_service
    name: cnry_shared_name
    customer: cnry_y_org
    topologies:
      - effectiveFrom: 2026-01-01T00:00:00Z
        tree: {gate: SERIAL, children: [{component: cnry_a_comp}, {component: cnry_b_comp}, {component: cnry_d_comp}, {component: hub_desk}]}
  - code: cnry_ysvc_service
    name: cnry_ysvc_name
    customer: cnry_y_org
    topologies:
      - {effectiveFrom: 2026-01-01T00:00:37Z, tree: {gate: SERIAL, children: [{component: cnry_b_comp}, {component: cnry_b_sub_comp}]}}
agreements:
  - {code: cnry_x_sla, name: cnry_x_sla_name, kind: SLA, provider: hub, customer: cnry_x_org, service: cnry_xsvc_service, versions: [
      {version: 1, status: TERMINATED, effectiveFrom: 2026-01-01T00:00:00Z, effectiveTo: 2026-03-01T00:00:00Z, calendar: always},
      {version: 2, status: SIGNED, effectiveFrom: 2026-03-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.97, maintenance: {noticeHours: 24, capMinutesPerMonth: 480},
       credits: {sort: CRITICAL_SERVICE_LEVEL, chargePerMonth: {amount: 555111.11, currency: EUR}, tiers: [{atOrAbovePercent: 96, belowPercent: 99.97, creditPercent: 7}, {belowPercent: 96, creditPercent: 30}], atRiskPercent: 40, earnBackMonths: 2},
       tickets: {times: [{priority: P1, responseMinutes: 15, resolutionMinutes: 240}], compliancePercent: 90, sample: {minSample: 10, allowedMisses: 1}, reopenMinutes: 60, handoff: {ackMinutes: 15, decisionMinutes: 20}},
       workloadLimits: [{measure: INCIDENTS, perMonth: 400}]}]}
  - {code: cnry_y_sla_shared, name: cnry_y_sla_shared_name, kind: SLA, provider: hub, customer: cnry_y_org, service: cnry_shared_service, versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 98.76, credits: {sort: CRITICAL_SERVICE_LEVEL, chargePerMonth: {amount: 636363.36, currency: EUR}, tiers: [{belowPercent: 98.76, creditPercent: 11}]}}]}
  - {code: cnry_y_sla, name: cnry_y_sla_name, kind: SLA, provider: hub, customer: cnry_y_org, service: cnry_ysvc_service, versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.9, credits: {sort: CRITICAL_SERVICE_LEVEL, chargePerMonth: {amount: 646464.46, currency: EUR}, tiers: [{belowPercent: 99.9, creditPercent: 11}]}}]}
  - {code: cnry_adeal_uc, name: cnry_adeal_uc_name, kind: UNDERPINNING_CONTRACT, provider: cnry_a_org, customer: hub, components: [cnry_a_comp], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.95, maintenance: {noticeHours: 24},
       credits: {sort: CRITICAL_SERVICE_LEVEL, chargePerMonth: {amount: 313131.31, currency: EUR}, points: {bands: [{atOrAbovePercent: 99.5, belowPercent: 99.95, severity: MINOR, points: 1}, {belowPercent: 99.5, severity: SEVERE, points: 3}], repeatFactor: 2, percentPerPoint: 0.5}},
       tickets: {times: [{priority: P1, responseMinutes: 10, resolutionMinutes: 120}], handoff: {ackMinutes: 15, decisionMinutes: 20}}}]}
  - {code: cnry_ddeal_uc, name: cnry_ddeal_uc_name, kind: UNDERPINNING_CONTRACT, provider: cnry_d_org, customer: hub, components: [cnry_d_comp], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.95, maintenance: {noticeHours: 12, capMinutesPerMonth: 600},
       credits: {sort: CRITICAL_SERVICE_LEVEL, chargePerMonth: {amount: 323232.32, currency: EUR}, pool: {allocationOfPoolPercent: 50, creditAllocationPercent: 40}, atRiskPercent: 10}}]}
  - {code: cnry_ddeal_spare, name: cnry_ddeal_spare_name, kind: UNDERPINNING_CONTRACT, provider: cnry_d_org, customer: hub, components: [cnry_d_spare], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-04-15T00:00:13Z, calendar: always}]}
  - {code: hub_ola, name: Desk, kind: OLA, provider: hub, customer: hub, components: [hub_desk], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.99}]}
  - {code: cnry_b_uc, name: cnry_b_uc_name, kind: UNDERPINNING_CONTRACT, provider: cnry_b_org, customer: hub, components: [cnry_b_comp, cnry_b_sub_comp], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:37Z, calendar: cnry_b_calendar, availabilityTargetPercent: 97.531,
       credits: {sort: KEY_MEASUREMENT, chargePerMonth: {amount: 424242.42, currency: EUR}, tiers: [{belowPercent: 97.531, creditPercent: 5}]},
       tickets: {times: [{priority: P1, resolutionMinutes: 71}]}}]}
  - {code: cnry_b_sub_uc, name: cnry_b_sub_uc_name, kind: UNDERPINNING_CONTRACT, provider: cnry_b_sub_org, customer: cnry_b_org, components: [cnry_b_sub_comp], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:37Z, calendar: cnry_b_sub_calendar, availabilityTargetPercent: 97.642,
       credits: {sort: CRITICAL_SERVICE_LEVEL, chargePerMonth: {amount: 434343.43, currency: USD}, tiers: [{belowPercent: 97.642, creditPercent: 5}]}}]}
maintenanceWindows:
  - {reference: cnry_a_window, component: cnry_a_comp, start: 2026-04-05T02:00:11Z, end: 2026-04-05T03:00:11Z, approved: true, notifiedAt: 2026-04-01T00:00:00Z}
  - {reference: cnry_b_window, component: cnry_b_comp, start: 2026-04-06T02:00:37Z, end: 2026-04-06T03:00:37Z, approved: true, notifiedAt: 2026-04-01T00:00:37Z}
  - {reference: cnry_x_window, service: cnry_xsvc_service, start: 2026-04-07T02:00:00Z, end: 2026-04-07T03:00:00Z, approved: true, notifiedAt: 2026-04-01T00:00:00Z}
";

/// An outage of one supplier with that supplier's texts in every field; `start` and `end` lack the
/// second.
pub(crate) fn row(owner: &str, component: &str, span: (&str, &str), loss: &str) -> Value {
    let second = match owner {
        "a" => "11",
        "d" => "13",
        _ => "37",
    };
    let (start, end) = span;
    let instant = |text: &str| (!text.is_empty()).then(|| format!("{text}:{second}Z"));
    let source = match owner {
        "b" => "cnry_b_source",
        "a" => "cnry_a_source",
        _ => "cnry_d_source",
    };
    json!({
        "component": format!("cnry_{component}"),
        "start": instant(start),
        "end": instant(end),
        "loss": loss,
        "source": source,
        "externalId": format!("cnry_{owner}_ext {component} {start}"),
        "note": format!("cnry_{owner}_note"),
    })
}

/// Submits rows of the supplier `cnry_<owner>_org`; some may be rejected.
pub(crate) async fn submit(app: &TestApp, supplier: &str, key: &str, rows: Vec<Value>) {
    let input = json!({"idempotencyKey": key, "mode": "BEST_EFFORT", "rows": rows});
    let answer = app
        .supplier(&format!("cnry_{supplier}_org"))
        .submit(input)
        .await;
    let accepted = answer.at("/submitOutages/submission/counts/accepted");
    assert!(accepted.as_u64() > Some(0), "{}", answer.body);
}

/// The world, read in the middle of May.
pub(crate) async fn world(database: &TestDatabase) -> TestApp {
    let app = TestApp::with_catalogue(database, CATALOGUE).await;
    app.set_clock(NOW);
    let april = ("2026-04-10T10:00", "2026-04-10T10:30");
    let rows = vec![
        row("a", "a_comp", april, "1"),
        row(
            "a",
            "a_comp",
            ("2026-05-02T10:00", "2026-05-02T10:30"),
            "0.5",
        ),
        row("a", "a_comp", ("2026-05-14T10:00", ""), "1"),
        row("a", "nowhere", april, "much"),
    ];
    submit(&app, "a", "cnry_adeal_key", rows).await;
    let rows = vec![
        row("b", "b_comp", ("2026-04-11T09:00", "2026-04-11T10:11"), "1"),
        row("b", "b_comp", ("2026-05-03T09:00", "2026-05-03T10:11"), "1"),
        row("b", "b_comp", ("2026-05-14T12:00", ""), "1"),
        row("b", "nowhere", april, "much"),
    ];
    submit(&app, "b", "cnry_b_key", rows).await;
    let rows = vec![row(
        "b",
        "b_sub_comp",
        ("2026-04-13T09:00", "2026-04-13T10:11"),
        "1",
    )];
    submit(&app, "b_sub", "cnry_b_sub_key", rows).await;
    let rows = vec![
        row("d", "d_comp", ("2026-04-12T09:00", "2026-04-12T09:59"), "1"),
        row(
            "d",
            "d_spare",
            ("2026-04-20T09:00", "2026-04-21T09:59"),
            "unknown",
        ),
    ];
    submit(&app, "d", "cnry_ddeal_key", rows).await;
    import(&app).await;
    app
}

/// A file of b's, as the command line imports it: its problems have lines.
async fn import(app: &TestApp) {
    let row = RawOutage {
        line: Some(2),
        component: Some("cnry_b_comp".to_owned()),
        start: Some("2026-04-14T09:00:37".to_owned()),
        source: Some("cnry_b_source".to_owned()),
        external_id: Some("cnry_b_ext_file".to_owned()),
        ..RawOutage::default()
    };
    let batch = Batch {
        idempotency_key: "cnry_b_file".to_owned(),
        supplier: Some("cnry_b_org".to_owned()),
        mode: SubmissionMode::BestEffort,
        rows: vec![row],
    };
    let answer = submit::outages(&app.app, &Mandate::operator(), "cnry_b_operator", batch).await;
    assert!(matches!(answer, Ok(submit::Answer::Recorded { .. })));
}

/// Everything with an identifier: the identifier, its code if it has one, and the words that tell
/// whose it is.
pub(crate) struct Known {
    /// The global identifier.
    pub(crate) id: String,
    /// The field of the query that finds it by its code, and the code.
    pub(crate) by_code: Option<(&'static str, String)>,
    /// Its own words.
    pub(crate) words: String,
}

/// Everything that the integrator finds.
pub(crate) async fn harvest(app: &TestApp) -> Vec<Known> {
    let document = "{ services(first: 100) { nodes { id code customer { id code } } } \
        suppliers(first: 100) { nodes { id code } } components(first: 100) { nodes { id code } } \
        agreements(first: 100) { nodes { id code customer { id code } provider { id code } } } \
        outages(first: 100) { nodes { id externalId } } \
        submissions(first: 100) { nodes { id idempotencyKey } } }";
    let answer = app.integrator().ask(document).await;
    let mut known: Vec<Known> = Vec::new();
    let mut keep = |value: &Value, field: Option<&'static str>| {
        let words = ["code", "externalId", "idempotencyKey"]
            .into_iter()
            .find_map(|name| value[name].as_str())
            .expect("words");
        let id = value["id"].as_str().expect("an id");
        if !known.iter().any(|known| known.id == id) {
            known.push(Known {
                id: id.to_owned(),
                by_code: field.map(|field| (field, words.to_owned())),
                words: words.to_owned(),
            });
        }
    };
    for (list, field) in [
        ("services", Some("service")),
        ("suppliers", Some("supplier")),
        ("components", Some("component")),
        ("agreements", Some("agreement")),
        ("outages", None),
        ("submissions", None),
    ] {
        for node in answer
            .at(&format!("/{list}/nodes"))
            .as_array()
            .expect("nodes")
        {
            keep(node, field);
            for party in ["customer", "provider"] {
                if node[party].is_object() {
                    keep(&node[party], Some("supplier"));
                }
            }
        }
    }
    known
}
