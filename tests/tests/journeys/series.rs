//! The availability of a service over time, as each role may read it.

use serde_json::{Value, json};
use tests::harness::actor::{Actor, Answer};
use tests::harness::app::TestApp;
use tests::harness::database::{TestDatabase, on_both};

use crate::trend::trend;

const CATALOGUE: &str = "\
catalogue: 1
organizations:
  - {code: hub, name: Hub, kind: SERVICE_INTEGRATOR}
  - {code: bank, name: Bank, kind: CUSTOMER}
  - {code: shop, name: Shop, kind: CUSTOMER}
  - {code: acme, name: Acme, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: bolt, name: Bolt, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
calendars:
  - {code: always, zone: UTC}
  - {code: berlin, zone: Europe/Berlin}
components:
  - {code: net, name: Net, supplier: acme}
  - {code: host, name: Host, supplier: acme}
  - {code: other, name: Other, supplier: bolt}
services:
  - {code: pay, name: Pay, customer: bank, topologies: [
      {effectiveFrom: 2025-01-01T00:00:00Z, tree: {component: net}}]}
  - {code: branch, name: Branch, customer: bank, topologies: [
      {effectiveFrom: 2025-01-01T00:00:00Z, tree: {component: host}}]}
agreements:
  - {code: pay-sla, name: Pay, kind: SLA, provider: hub, customer: bank, service: pay, versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2025-01-01T00:00:00Z, calendar: always,
       availabilityTargetPercent: 99.85, degradation: WEIGHTED}]}
  - {code: branch-sla, name: Branch, kind: SLA, provider: hub, customer: bank, service: branch, versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2025-01-01T00:00:00Z, calendar: berlin}]}
";

/// What was lost each month so that it comes to 99.95, 99.93, 99.92, 99.90, 99.86 and 99.85 %: whole
/// seconds, and the loss of one second more.
const MONTHS: [(&str, i64, &str); 6] = [
    ("2025-11", 1_296, ""),
    ("2025-12", 1_874, "0.88"),
    ("2026-01", 2_142, "0.72"),
    ("2026-02", 2_419, "0.2"),
    ("2026-03", 3_749, "0.76"),
    ("2026-04", 3_888, ""),
];

fn row(component: &str, id: &str, span: (&str, &str), loss: &str) -> Value {
    let (start, end) = span;
    json!({"component": component, "start": start, "end": end, "loss": loss,
        "source": "desk", "externalId": id})
}

async fn submit(app: &TestApp, key: &str, rows: Vec<Value>) {
    let count = rows.len();
    let batch = json!({"idempotencyKey": key, "rows": rows});
    let answer = app.supplier("acme").submit(batch).await;
    let accepted = answer.at("/submitOutages/submission/counts/accepted");
    assert_eq!(accepted, count, "{}", answer.body);
}

/// A server that knows half a year of the service `pay`.
pub(crate) async fn filled(database: &TestDatabase) -> TestApp {
    let app = TestApp::with_catalogue(database, CATALOGUE).await;
    let mut rows = Vec::new();
    for (month, seconds, part) in MONTHS {
        let time = |seconds: i64| {
            let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
            format!("{month}-10T{hours:02}:{minutes:02}:{:02}Z", seconds % 60)
        };
        let (start, end) = (time(0), time(seconds));
        rows.push(row("net", month, (&start, &end), "1"));
        if !part.is_empty() {
            let span = (&*end, &*time(seconds + 1));
            rows.push(row("net", &format!("{month} part"), span, part));
        }
    }
    submit(&app, "history", rows).await;
    app
}

/// What is asked of a point.
pub(crate) const POINT: &str = "period status state interval { start end seconds } \
    availability { percent numerator denominator } lower { percent } upper { percent } baseSeconds \
    downtimeSeconds { decimal } unknownSeconds completeness { percent } target { percent } verdict";

async fn series(actor: &Actor<'_>, service: &str, arguments: &str) -> Answer {
    let document = format!(
        "{{ service(code: \"{service}\") {{ availabilitySeries({arguments}) {{ {POINT} }} }} }}"
    );
    actor.ask(&document).await
}

async fn points(actor: &Actor<'_>, service: &str, arguments: &str) -> Vec<Value> {
    let answer = series(actor, service, arguments).await;
    let points = answer.at("/service/availabilitySeries");
    points.as_array().expect("points").clone()
}

/// The texts at a place in each of the values.
pub(crate) fn texts<'v>(points: &'v [Value], pointer: &str) -> Vec<&'v str> {
    let texts = points
        .iter()
        .map(|point| point.pointer(pointer).and_then(Value::as_str));
    texts.map(|text| text.unwrap_or("null")).collect()
}

#[tokio::test]
async fn a_series_says_what_the_reports_of_its_periods_say() {
    on_both(async |database| {
        let app = filled(database).await;
        let integrator = app.integrator();
        let months = points(&integrator, "pay", "period: {year: 2026}, by: MONTH").await;
        assert_eq!(months.len(), 12);
        assert_eq!(
            texts(&months[..5], "/availability/percent"),
            [
                "99.920000",
                "99.900000",
                "99.860000",
                "99.850000",
                "100.000000"
            ]
        );
        assert_eq!(
            texts(&months[3..5], "/status"),
            ["PROVISIONAL", "OPEN"],
            "it is the first of May"
        );
        assert_eq!(texts(&months[..4], "/verdict"), ["MET"; 4]);
        assert_eq!(texts(&months[..1], "/target/percent"), ["99.850000"]);

        for (period, by, label, count) in [
            ("{month: \"2026-04\"}", "DAY", "2026-04-10", 30),
            ("{month: \"2026-04\"}", "WEEK", "2026-W15", 5),
            ("{year: 2026}", "QUARTER", "2026-Q2", 4),
            ("{year: 2026}", "YEAR", "2026", 1),
        ] {
            let arguments = format!("period: {period}, by: {by}");
            let points = points(&integrator, "pay", &arguments).await;
            assert_eq!(points.len(), count, "{by}");
            let point = points.iter().find(|point| point["period"] == label);
            let point = point.expect("the period of the outage");
            let document = format!(
                "{{ service(code: \"pay\") {{ report(period: {{between: {{from: {}, to: {}}}}}) {{ \
                 verdict promise {{ target {{ percent }} }} availability {{ state \
                 availability: ratio {{ percent numerator denominator }} agreedSeconds \
                 downtimeSeconds {{ decimal }} }} }} }} }}",
                point["interval"]["start"], point["interval"]["end"]
            );
            let report = integrator.ask(&document).await;
            let report = report.at("/service/report");
            let figures = &report["availability"];
            assert_eq!(point["availability"], figures["availability"], "{by}");
            assert_eq!(point["downtimeSeconds"], figures["downtimeSeconds"]);
            assert_eq!(point["baseSeconds"], figures["agreedSeconds"]);
            assert_eq!(point["verdict"], report["verdict"]);
            assert_eq!(point["target"], report["promise"]["target"]);
            if by == "DAY" {
                assert_eq!(point["verdict"], "BREACHED");
                let others = points.iter().filter(|other| other["period"] != label);
                for other in others {
                    assert_eq!(other["availability"]["percent"], "100.000000");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn points_are_local_periods_and_say_what_is_not_known() {
    on_both(async |database| {
        let app = filled(database).await;
        let unknown = ("2026-03-28T23:00:00Z", "2026-03-29T10:00:00Z");
        let rows = vec![
            row("host", "unknown", unknown, "unknown"),
            row(
                "host",
                "short",
                ("2026-03-30T00:00:00Z", "2026-03-30T00:10:00Z"),
                "1",
            ),
        ];
        submit(&app, "march", rows).await;
        let customer = app.customer("bank");
        let march = "period: {month: \"2026-03\"}, by: DAY";
        let days = points(&customer, "branch", march).await;
        assert_eq!(days.len(), 31);
        let short = &days[28];
        assert_eq!(short["period"], "2026-03-29");
        assert_eq!(short["interval"]["start"], "2026-03-28T23:00:00Z");
        assert_eq!(short["baseSeconds"], 23 * 3_600, "the clock goes forward");
        assert_eq!(short["unknownSeconds"], 11 * 3_600);
        assert_eq!(
            (&short["state"], &short["availability"]),
            (&json!("BOUNDED"), &Value::Null)
        );
        assert_eq!(short["lower"]["percent"], "52.173913");
        assert_eq!(short["upper"]["percent"], "100.000000");
        assert_eq!(short["completeness"]["percent"], "52.173913");
        assert_eq!(
            (&short["target"], &short["verdict"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(days[29]["downtimeSeconds"]["decimal"], "600.000000");
        assert_eq!(days[29]["completeness"]["percent"], "100.000000");

        // What is corrected is corrected in the next answer.
        let mut corrected = row(
            "host",
            "short",
            ("2026-03-30T00:00:00Z", "2026-03-30T00:20:00Z"),
            "1",
        );
        corrected["revision"] = json!(2);
        submit(&app, "again", vec![corrected]).await;
        let days = points(&customer, "branch", march).await;
        assert_eq!(days[29]["downtimeSeconds"]["decimal"], "1200.000000");
    })
    .await;
}

#[tokio::test]
async fn a_series_has_at_most_400_points() {
    on_both(async |database| {
        let app = filled(database).await;
        let days = |to: &str| {
            format!(
                "period: {{between: {{from: \"2025-01-01T00:00:00Z\", to: \"{to}\"}}}}, by: DAY"
            )
        };
        let whole = points(&app.auditor(), "pay", &days("2026-02-05T00:00:00Z")).await;
        assert_eq!(whole.len(), 400);
        for to in ["2026-02-05T00:00:01Z", "2034-01-01T00:00:00Z"] {
            let refused = series(&app.auditor(), "pay", &days(to)).await;
            assert_eq!(refused.reasons(), ["BAD_USER_INPUT"], "{}", refused.body);
        }
        let weeks = days("2034-01-01T00:00:00Z").replace("DAY", "WEEK");
        let refused = series(&app.auditor(), "pay", &weeks).await;
        assert_eq!(refused.reasons(), ["BAD_USER_INPUT"], "{}", refused.body);
    })
    .await;
}

#[tokio::test]
async fn a_supplier_reads_whole_months_and_not_the_promise() {
    on_both(async |database| {
        let app = filled(database).await;
        let acme = app.supplier("acme");
        let quarter = "period: {quarter: \"2026-Q1\"}, by: MONTH";
        let own = points(&acme, "pay", quarter).await;
        let mut all = points(&app.integrator(), "pay", quarter).await;
        assert_eq!(texts(&all, "/target/percent"), ["99.850000"; 3]);
        for point in &mut all {
            point["target"] = Value::Null;
        }
        assert_eq!(own, all, "the same figures and verdicts, without the promise");
        assert_eq!(texts(&own, "/verdict"), ["MET"; 3]);

        for arguments in [
            "period: {month: \"2026-04\"}, by: DAY",
            "period: {month: \"2026-04\"}, by: WEEK",
            "period: {between: {from: \"2026-04-10T00:00:00Z\", to: \"2026-04-11T00:00:00Z\"}}, by: MONTH",
        ] {
            let refused = series(&acme, "pay", arguments).await;
            assert_eq!(refused.reasons(), ["FORBIDDEN"], "{}", refused.body);
            assert_eq!(refused.json["data"]["service"]["availabilitySeries"], Value::Null);
        }
        // A report over a second would tell as much as a series of seconds.
        let second = "{ service(code: \"pay\") { report(period: {between: {from: \
            \"2026-04-10T00:00:00Z\", to: \"2026-04-10T00:00:01Z\"}}) { verdict } } }";
        let refused = acme.ask(second).await;
        assert_eq!(refused.reasons(), ["FORBIDDEN"], "{}", refused.body);
        assert_eq!(refused.json["data"]["service"]["report"], Value::Null);
        assert_eq!(app.integrator().ask(second).await.reasons(), [""; 0]);
        for stranger in [app.supplier("bolt"), app.customer("shop")] {
            let refused = series(&stranger, "pay", quarter).await;
            assert_eq!(refused.reasons(), ["NOT_FOUND"], "{}", refused.body);
            let refused = trend(&stranger, "").await;
            assert_eq!(refused.reasons(), ["NOT_FOUND"], "{}", refused.body);
        }
        let bare = acme.clone().with_scopes("catalogue:read");
        for refused in [series(&bare, "pay", quarter).await, trend(&bare, "").await] {
            assert_eq!(refused.reasons(), ["INSUFFICIENT_SCOPE"], "{}", refused.body);
        }
    })
    .await;
}
