//! Months of real status pages, imported by the program and reported by it and over HTTP: equal to
//! figures that were computed elsewhere. The data is nobody's to ship, so it is looked for where the
//! variable `CONCORDAT_REAL_DATA` says; without it there is nothing to do.

use std::path::PathBuf;

use serde_json::{Value, json};
use tests::harness::app::TestApp;
use tests::harness::database::on_both;
use tests::harness::program::Installation;

const CATALOGUE: &str = "\
catalogue: 1
organizations:
  - {code: hub, name: Hub, kind: SERVICE_INTEGRATOR}
  - {code: team, name: Team, kind: CUSTOMER}
  - {code: github, name: GitHub, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: openai, name: OpenAI, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
calendars:
  - {code: always, zone: UTC}
components:
  - {code: actions, name: GitHub Actions, supplier: github}
  - {code: api, name: OpenAI API, supplier: openai}
services:
  - code: build-assistant
    name: Build assistant
    customer: team
    topologies:
      - {effectiveFrom: 2020-01-01T00:00:00Z, tree: {gate: SERIAL, children: [{component: actions}, {component: api}]}}
agreements:
  - {code: sla, name: Build assistant, kind: SLA, provider: hub, customer: team, service: build-assistant, versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2020-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.5}]}
  - {code: uc-github, name: Actions, kind: UNDERPINNING_CONTRACT, provider: github, customer: hub, components: [actions], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2020-01-01T00:00:00Z, calendar: always}]}
  - {code: uc-openai, name: API, kind: UNDERPINNING_CONTRACT, provider: openai, customer: hub, components: [api], versions: [
      {version: 1, status: SIGNED, effectiveFrom: 2020-01-01T00:00:00Z, calendar: always}]}
";

const MAPPING: &str = "\
mapping: 1
fields:
  component: \"{supplier} {service}\"
  start: \"{start_utc}\"
  end: \"{end_utc}\"
  source: status page
  externalId: \"{source_id} {start_utc} {end_utc}\"
  note: \"{severity}: {title}\"
components:
  GitHub Actions: actions
  OpenAI API: api
otherComponents: SKIP
openEnded: SKIP
";

const REPORT: &str = "\
query($month: YearMonth!) { service(code: \"build-assistant\") { report(period: {month: $month}) {
  availability { agreedSeconds downtimeSeconds { numerator denominator decimal } ratio { percent } }
  components { component { code } availability { downtimeSeconds { numerator denominator decimal } } } } } }";

/// A number of seconds that must be whole.
#[track_caller]
fn seconds(value: &Value) -> u64 {
    assert_eq!(value["denominator"], "1");
    let numerator = value["numerator"].as_str().expect("a numerator");
    numerator.parse().expect("a number")
}

/// A report against the row of its month: agreed time, each part, the union, and the sum of the
/// parts.
#[track_caller]
fn check(report: &Value, expect: &Value, by: &str) {
    let month = &expect["month"];
    let availability = &report["availability"];
    assert_eq!(
        availability["agreedSeconds"], expect["ast_seconds"],
        "{by} {month}"
    );
    let union = seconds(&availability["downtimeSeconds"]);
    assert_eq!(union, expect["union_seconds"], "{by} {month}");
    let parts = report["components"].as_array().expect("components");
    let mut sum = 0;
    for (code, name) in [("actions", "GitHub Actions"), ("api", "OpenAI API")] {
        let own = parts.iter().find(|part| part["component"]["code"] == code);
        let own = seconds(&own.expect("a part")["availability"]["downtimeSeconds"]);
        assert_eq!(own, expect["downtime_by_part"][name], "{by} {month} {name}");
        sum += own;
    }
    assert_eq!(sum, expect["sum_seconds"], "{by} {month}");
}

#[tokio::test]
async fn real_logs_come_to_the_published_seconds() {
    let Some(folder) = std::env::var_os("CONCORDAT_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: CONCORDAT_REAL_DATA is not set");
        return;
    };
    let rows = folder.join("outages/outage_intervals.csv.gz");
    let rows = rows.to_str().expect("a readable path");
    let expected = folder.join("expected_end_to_end_github_openai.json");
    let expected = std::fs::read_to_string(expected).expect("the expected figures");
    let expected: Vec<Value> = serde_json::from_str(&expected).expect("a list");
    assert_eq!(expected.len(), 15);
    on_both(async |database| {
        let installation = Installation::on(database);
        let catalogue = installation.file("catalogue.yaml", CATALOGUE);
        let mapping = installation.file("mapping.yaml", MAPPING);
        let applied = installation.run(&["catalogue", "apply", &catalogue]).ok();
        assert!(applied.out.contains("created"));
        let import = ["import", "outages", rows, "--mapping", &mapping, "--json"];
        let imported = installation.run(&import).ok().json();
        println!("{imported}");
        assert_eq!(imported["rejected"], 0);

        let app = TestApp::start(database).await;
        for expect in &expected {
            let month = expect["month"].as_str().expect("a month");
            let told = installation
                .run(&["report", "build-assistant", month, "--json"])
                .ok();
            check(&told.json()["report"], expect, "concordat report");
            let answer = app
                .integrator()
                .query(REPORT, json!({"month": month}))
                .await;
            check(answer.at("/service/report"), expect, "GraphQL");
        }
    })
    .await;
}
