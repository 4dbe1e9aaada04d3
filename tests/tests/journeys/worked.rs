//! The worked examples as one service model and one batch of outages per supplier: a service for
//! each example, agreed around the clock in UTC where nothing else is said.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::harness::app::TestApp;
use tests::harness::database::TestDatabase;

const PARTIES: &str = "\
catalogue: 1
organizations:
  - {code: hub, name: Hub, kind: SERVICE_INTEGRATOR}
  - {code: bank, name: Bank, kind: CUSTOMER}
  - {code: acme, name: Acme, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: bolt, name: Bolt, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: core, name: Core, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
calendars:
  - {code: always, zone: UTC}
  - {code: office-berlin, zone: Europe/Berlin, weekly: [{days: [MON, TUE, WED, THU, FRI], start: '08:00', end: '18:00'}]}
  - {code: office-london, zone: Europe/London, weekly: [{days: [MON, TUE, WED, THU, FRI], start: '08:00', end: '18:00'}]}
  - {code: berlin, zone: Europe/Berlin}
  - {code: new-york, zone: America/New_York}
maintenanceWindows:
  - {reference: CHG-1, service: planned, start: 2026-04-10T02:00:00Z, end: 2026-04-10T06:00:00Z, approved: true, notifiedAt: 2026-04-01T00:00:00Z}
  - {reference: CHG-2, service: late, start: 2026-04-10T02:00:00Z, end: 2026-04-10T06:00:00Z, approved: true, notifiedAt: 2026-04-09T00:00:00Z}
  - {reference: CHG-3, service: unapproved, start: 2026-04-10T02:00:00Z, end: 2026-04-10T06:00:00Z, approved: false, notifiedAt: 2026-04-01T00:00:00Z}
  - {reference: CHG-4, service: flip, start: 2026-04-20T00:00:00Z, end: 2026-04-22T00:00:00Z, approved: true, notifiedAt: 2026-04-01T00:00:00Z}
  - {reference: CHG-5, service: capped, start: 2026-04-10T00:00:00Z, end: 2026-04-10T10:00:00Z, approved: true, notifiedAt: 2026-04-01T00:00:00Z}
  - {reference: CHG-6, component: own-window, start: 2026-04-10T02:00:00Z, end: 2026-04-10T06:00:00Z, approved: true, notifiedAt: 2026-04-01T00:00:00Z}
";

/// Code and supplier of every component.
const COMPONENTS: &[(&str, &str)] = &[
    ("network", "acme"),
    ("h1", "acme"),
    ("h2", "bolt"),
    ("n1", "acme"),
    ("n2", "bolt"),
    ("n3", "core"),
    ("chain-a", "acme"),
    ("chain-b", "bolt"),
    ("chain-c", "core"),
    ("maintained", "acme"),
    ("flipping", "acme"),
    ("drained", "acme"),
    ("own-window", "acme"),
    ("desk", "acme"),
    ("border", "acme"),
    ("silent", "acme"),
    ("slow", "acme"),
    ("part-time", "bolt"),
    ("unpromised", "core"),
    ("fresh", "acme"),
    ("quarterly", "acme"),
];

/// Code, tree, calendar and further terms of every service and its agreement.
const SERVICES: &[(&str, &str, &str, &str)] = &[
    (
        "redundant",
        "{gate: SERIAL, children: [{component: network}, \
         {gate: PARALLEL, children: [{component: h1}, {component: h2}]}, \
         {gate: K_OF_N, k: 2, children: [{component: n1}, {component: n2}, {component: n3}]}]}",
        "always",
        "99.5",
    ),
    (
        "chain",
        "{gate: SERIAL, children: [{component: chain-a}, {component: chain-b}, {component: chain-c}]}",
        "always",
        "99.5",
    ),
    (
        "planned",
        "{component: maintained}",
        "always",
        "99.9, maintenance: {noticeHours: 72}",
    ),
    (
        "late",
        "{component: maintained}",
        "always",
        "99.9, maintenance: {noticeHours: 72}",
    ),
    (
        "unapproved",
        "{component: maintained}",
        "always",
        "99.9, maintenance: {noticeHours: 72}",
    ),
    (
        "flip",
        "{component: flipping}",
        "always",
        "99.9, maintenance: {noticeHours: 72}",
    ),
    (
        "capped",
        "{component: drained}",
        "always",
        "99.9, maintenance: {noticeHours: 72, capMinutesPerMonth: 480}",
    ),
    (
        "not-back-to-back",
        "{component: own-window}",
        "always",
        "99.9",
    ),
    ("office", "{component: desk}", "office-berlin", "99.5"),
    ("in-berlin", "{component: border}", "berlin", "99.9"),
    ("in-new-york", "{component: border}", "new-york", "99.9"),
    ("unknown", "{component: silent}", "always", "99.9"),
    (
        "unknown-is-down",
        "{component: silent}",
        "always",
        "99.9, missingData: COUNT_AS_DOWN",
    ),
    (
        "unknown-is-failure",
        "{component: silent}",
        "always",
        "90, missingData: COUNT_AS_FAILURE",
    ),
    (
        "weighted",
        "{component: slow}",
        "always",
        "99.9, degradation: WEIGHTED",
    ),
    (
        "as-up",
        "{component: slow}",
        "always",
        "99.9, degradation: AS_UP",
    ),
    (
        "as-down",
        "{component: slow}",
        "always",
        "99.9, degradation: AS_DOWN",
    ),
    ("watermelon", "{component: part-time}", "always", "99.9"),
    ("nobodys", "{component: unpromised}", "always", "99.9"),
    ("open", "{component: fresh}", "always", "99.9"),
    ("quarter", "{component: quarterly}", "always", "99.9"),
];

/// Component, start, end and loss of every outage.
const OUTAGES: &[(&str, &str, &str, &str)] = &[
    ("h1", "2026-04-05T02:00:00Z", "2026-04-05T04:00:00Z", "1"),
    ("h2", "2026-04-05T03:30:00Z", "2026-04-05T05:00:00Z", "1"),
    ("n1", "2026-04-05T08:00:00Z", "2026-04-05T10:00:00Z", "1"),
    ("n2", "2026-04-05T09:00:00Z", "2026-04-05T11:00:00Z", "1"),
    (
        "network",
        "2026-04-05T09:30:00Z",
        "2026-04-05T09:50:00Z",
        "1",
    ),
    (
        "chain-a",
        "2026-04-10T10:00:00Z",
        "2026-04-10T12:00:00Z",
        "1",
    ),
    (
        "chain-b",
        "2026-04-10T11:00:00Z",
        "2026-04-10T13:00:00Z",
        "1",
    ),
    (
        "chain-c",
        "2026-04-20T09:00:00Z",
        "2026-04-20T09:45:00Z",
        "1",
    ),
    (
        "maintained",
        "2026-04-10T05:30:00Z",
        "2026-04-10T06:30:00Z",
        "1",
    ),
    (
        "flipping",
        "2026-04-10T00:00:00Z",
        "2026-04-10T00:42:00Z",
        "1",
    ),
    (
        "drained",
        "2026-04-10T00:00:00Z",
        "2026-04-10T10:00:00Z",
        "1",
    ),
    (
        "own-window",
        "2026-04-10T02:00:00Z",
        "2026-04-10T06:00:00Z",
        "1",
    ),
    // A Monday: 08:00 to 09:00 in Berlin, the day after summer time began.
    (
        "desk",
        "2026-03-30T08:00:00+02:00",
        "2026-03-30T09:00:00+02:00",
        "1",
    ),
    // 23:00 to midnight in New York is 05:00 to 06:00 of the next day in Berlin.
    (
        "border",
        "2026-03-31T23:00:00-04:00",
        "2026-04-01T00:00:00-04:00",
        "1",
    ),
    (
        "silent",
        "2026-04-02T00:00:00Z",
        "2026-04-02T00:20:00Z",
        "1",
    ),
    (
        "silent",
        "2026-04-09T00:00:00Z",
        "2026-04-10T00:00:00Z",
        "unknown",
    ),
    ("slow", "2026-04-10T10:00:00Z", "2026-04-10T10:30:00Z", "1"),
    (
        "slow",
        "2026-04-10T10:20:00Z",
        "2026-04-10T12:20:00Z",
        "0.5",
    ),
    // A Saturday.
    (
        "part-time",
        "2026-04-11T10:00:00Z",
        "2026-04-11T14:00:00Z",
        "1",
    ),
    (
        "unpromised",
        "2026-04-11T10:00:00Z",
        "2026-04-11T10:10:00Z",
        "1",
    ),
    ("fresh", "2026-04-01T12:00:00Z", "2026-04-01T13:00:00Z", "1"),
    (
        "quarterly",
        "2026-02-10T00:00:00Z",
        "2026-02-10T06:43:12Z",
        "1",
    ),
];

fn catalogue() -> String {
    let mut text = format!("{PARTIES}components:\n");
    for (code, supplier) in COMPONENTS {
        text += &format!("  - {{code: {code}, name: {code}, supplier: {supplier}}}\n");
    }
    text += "services:\n";
    for (code, tree, _, _) in SERVICES {
        text += &format!(
            "  - {{code: {code}, name: {code}, customer: bank, topologies: \
             [{{effectiveFrom: 2026-01-01T00:00:00Z, tree: {tree}}}]}}\n"
        );
    }
    text += "agreements:\n";
    let version = "version: 1, status: SIGNED, effectiveFrom: 2025-12-31T00:00:00Z";
    for (code, _, calendar, terms) in SERVICES {
        text += &format!(
            "  - {{code: sla-{code}, name: {code}, kind: SLA, provider: hub, customer: bank, \
             service: {code}, versions: [{{{version}, calendar: {calendar}, \
             availabilityTargetPercent: {terms}}}]}}\n"
        );
    }
    for (code, supplier) in COMPONENTS.iter().filter(|(code, _)| *code != "unpromised") {
        let terms = match *code {
            "part-time" => "calendar: office-london, availabilityTargetPercent: 99.9",
            "own-window" => "calendar: always, maintenance: {noticeHours: 72}",
            _ => "calendar: always, availabilityTargetPercent: 99.8",
        };
        text += &format!(
            "  - {{code: uc-{code}, name: {code}, kind: UNDERPINNING_CONTRACT, \
             provider: {supplier}, customer: hub, components: [{code}], \
             versions: [{{{version}, {terms}}}]}}\n"
        );
    }
    text
}

/// A server with the worked examples: the catalogue, and each supplier's own batch.
pub(crate) async fn filled(database: &TestDatabase) -> TestApp {
    let app = TestApp::with_catalogue(database, &catalogue()).await;
    let supplier_of: BTreeMap<_, _> = COMPONENTS.iter().copied().collect();
    let mut batches: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for (number, (component, start, end, loss)) in OUTAGES.iter().enumerate() {
        let row = json!({
            "component": component, "start": start, "end": end, "loss": loss,
            "source": "desk", "externalId": format!("INC-{number}"),
        });
        let supplier = supplier_of[component];
        batches.entry(supplier).or_default().push(row);
    }
    for (supplier, rows) in batches {
        let input = json!({"idempotencyKey": "worked examples", "rows": rows});
        let answer = app.supplier(supplier).submit(input).await;
        let rejected = answer.at("/submitOutages/submission/counts/rejected");
        assert_eq!(rejected, 0, "{}", answer.body);
    }
    app
}
