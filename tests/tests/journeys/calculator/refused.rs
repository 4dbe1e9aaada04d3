//! What the calculator refuses: each row names where, what was given, what was expected, and what to
//! do.

use serde_json::{Value, json};
use tests::harness::app::TestApp;
use tests::harness::database::{Flavour, TestDatabase};

/// Field, input, path, what was given, and what was expected.
const REFUSED: &str = r#"
clock ~ {calendar: {zone: "Mars/Base"}, start: "2026-04-01T00:00:00Z", stop: "2026-04-02T00:00:00Z"} ~ input.calendar.zone ~ Mars/Base ~ IANA
clock ~ {calendar: {zone: "UTC"}, start: "2026-04-02T00:00:00Z", stop: "2026-04-01T00:00:00Z"} ~ input.stop ~ 2026-04-01T00:00:00Z ~ from 2026-04-02T00:00:00Z on
clock ~ {calendar: {zone: "UTC"}, start: "2026-04-01T00:00:00Z"} ~ input ~ neither stop nor asOf ~ one of them
clock ~ {calendar: {zone: "UTC"}, start: "2026-04-01T00:00:00Z", stop: "2026-04-02T00:00:00Z", targetSeconds: -1} ~ input.targetSeconds ~ -1 ~ from 0
clock ~ {calendar: {zone: "UTC", weekly: [{days: [MON], start: "8:00", end: "18:00"}]}, start: "2026-04-01T00:00:00Z", stop: "2026-04-02T00:00:00Z"} ~ input.calendar.weekly[0] ~ 8:00 ~ a start and an end
clock ~ {calendar: {zone: "UTC"}, start: "2026-04-01T00:00:00Z", stop: "2026-04-02T00:00:00Z", pauses: [{start: "2026-04-01T02:00:00Z", end: "2026-04-01T01:00:00Z", reason: AGREED_DATE}]} ~ input.pauses[0].end ~ 2026-04-01T01:00:00Z ~ from 2026-04-01T02:00:00Z on
clockCourse ~ {clock: {calendar: {zone: "UTC"}, start: "2026-04-01T00:00:00Z", stop: "2026-04-02T00:00:00Z"}, targets: []} ~ input.targets ~ no elements ~ 1 to 10
reopenedClock ~ {clock: {calendar: {zone: "UTC"}, start: "2026-04-01T00:00:00Z", stop: "2026-04-02T00:00:00Z"}, windowSeconds: 60, reopenings: [{resolvedAt: "2026-03-01T00:00:00Z", reopenedAt: "2026-03-02T00:00:00Z"}]} ~ input.reopenings[0].resolvedAt ~ 2026-03-01T00:00:00Z ~ from the start
serviceHours ~ {calendar: {zone: "UTC"}, period: {between: {from: "2026-05-01T00:00:00Z", to: "2026-04-01T00:00:00Z"}}} ~ input.period.between ~ 2026-05-01T00:00:00Z/2026-04-01T00:00:00Z ~ no earlier than it starts
serviceHours ~ {calendar: {zone: "UTC"}, period: {between: {from: "2001-05-01T00:00:00Z", to: "2026-04-01T00:00:00Z"}}} ~ input.period.between ~ 2001-05-01T00:00:00Z ~ at most ten years
localInstant ~ {zone: "UTC", date: "2026-03-29", time: "25:00", edge: END} ~ input.time ~ 25:00 ~ a time of day
percentile ~ {values: [1], p: {percent: "101"}} ~ input.p ~ 101.000000 percent ~ 0 to 100 percent
percentile ~ {values: [1], p: {fraction: {numerator: "1", denominator: "0"}}} ~ input.p.denominator ~ 0 ~ another number than 0
within ~ {values: [9000000000000], target: 1} ~ input.values[0] ~ 9000000000000 ~ a value from
compliance ~ {groups: [{met: 11, total: 10}], target: {percent: "90"}} ~ input.groups[0].met ~ 11 ~ from 0 to 10
compliance ~ {groups: [{met: 1, total: 10}], target: {percent: "90"}, minSample: -5} ~ input.minSample ~ -5 ~ a count from 0
pooledAvailability ~ {parts: [{agreedSeconds: 10, excludedSeconds: 11, downtimeSeconds: {decimal: "0"}}]} ~ input.parts[0].excludedSeconds ~ 11 ~ from 0 to 10
pooledAvailability ~ {parts: [{agreedSeconds: 10, downtimeSeconds: {decimal: "-1"}}]} ~ input.parts[0].downtimeSeconds ~ -1.000000 ~ 0 or more
priority ~ {impact: HIGH, urgency: LOW, table: [{impact: HIGH, urgency: HIGH, priority: P1}]} ~ input.table ~ no priority for impact HIGH and urgency MEDIUM ~ every pair
workload ~ {measure: CHANGES, limitPerMonth: -1, count: 3} ~ input.limitPerMonth ~ -1 ~ a count from 0
percentOnly ~ {tree: {component: "a"}} ~ input.tree.availabilityPercent ~ none ~ a percentage
percentOnly ~ {tree: {component: "a", availabilityPercent: "100.1"}} ~ input.tree.availabilityPercent ~ 100.1 ~ 0 to 100
percentOnly ~ {tree: {component: "a", availabilityPercent: "99.12345678901234567"}} ~ input.tree.availabilityPercent ~ 99.12345678901234567 ~ at most 9 decimals
percentOnly ~ {tree: {gate: SERIAL, children: [{component: "a", availabilityPercent: "99"}, {component: "a", availabilityPercent: "98"}]}} ~ input.tree.children[1].component ~ a ~ stands in the tree once
percentOnly ~ {tree: {gate: K_OF_N, k: 3, children: [{component: "a", availabilityPercent: "99"}]}} ~ input.tree.k ~ 3 ~ from 1 to 1
percentOnly ~ {tree: {gate: K_OF_N, children: [{component: "a", availabilityPercent: "99"}]}} ~ input.tree.k ~ none ~ how many children
percentOnly ~ {tree: {gate: SERIAL, k: 1, children: [{component: "a", availabilityPercent: "99"}]}} ~ input.tree.k ~ 1 ~ no k
percentOnly ~ {tree: {gate: PARALLEL}} ~ input.tree.children ~ no elements ~ 1 to 500
percentOnly ~ {tree: {component: "a", gate: SERIAL}} ~ input.tree ~ neither a component nor a gate ~ either component
percentOnly ~ {tree: {component: " ", availabilityPercent: "99"}} ~ input.tree.component ~ a text that is empty ~ 1 to 100 visible
requiredEach ~ {target: {percent: "0"}, count: 3} ~ input.target ~ 0.000000 percent ~ above 0 and at most 100
requiredEach ~ {target: {percent: "99"}, count: 0} ~ input.count ~ 0 ~ suppliers from 1 to 500
hoursCoverage ~ {customer: {zone: "UTC"}, period: {month: "2026-04"}, suppliers: []} ~ input.suppliers ~ no elements ~ 1 to 20
creditTiers ~ {charge: {minor: "1", currency: "EURO"}, tiers: []} ~ input.charge.currency ~ EURO ~ ISO 4217
creditTiers ~ {charge: {minor: "-1", currency: "EUR"}, tiers: []} ~ input.charge.minor ~ -1 ~ minor units from 0
creditTiers ~ {charge: {minor: "99999999999999999999", currency: "EUR"}, tiers: []} ~ input.charge.minor ~ 99999999999999999999 ~ 18 digits
creditTiers ~ {charge: {minor: "1", currency: "EUR"}, tiers: [{below: {percent: "99"}, credit: {percent: "10"}}, {below: {percent: "98"}, credit: {percent: "20"}}]} ~ input.tiers ~ bands 0 and 1 share values ~ no two the same
servicePoints ~ {target: {percent: "99"}, bands: [{atOrAbove: {percent: "99"}, below: {percent: "98"}, severity: MINOR, points: 1}], series: [], partPerPoint: {percent: "1"}, charge: {minor: "1", currency: "EUR"}} ~ input.bands ~ band 0 holds no value ~ each hold a value
apportion ~ {total: {minor: "1", currency: "EUR"}, lines: [{line: "a", weight: {decimal: "0"}}]} ~ input.lines ~ no line has any weight ~ one above 0
earnBack ~ {currency: "EUR", periods: 0, series: []} ~ input.periods ~ 0 ~ from 1
restatement ~ {period: {month: "2026-04"}, charge: {minor: "1", currency: "EUR"}, versions: [{rows: [{row: "1", down: {from: "2026-04-01T00:00:00Z", to: "2026-04-01T00:00:01Z"}}, {row: "1", down: {from: "2026-04-01T00:00:00Z", to: "2026-04-01T00:00:01Z"}}]}]} ~ input.versions[0].rows[1].row ~ 1 ~ once
burnAlerts ~ {target: {percent: "99"}, asOf: "2026-04-01T00:00:00Z", outages: [], alerts: [{longSeconds: 99999999999, shortSeconds: 1, threshold: {decimal: "1"}}]} ~ input.alerts[0].longSeconds ~ 99999999999 ~ seconds from 0
completeness ~ {slots: [{slot: "1", due: "2026-05-01T00:00:00Z"}, {slot: "1", due: "2026-05-01T00:00:00Z"}], receipts: []} ~ input.slots[1].slot ~ 1 ~ once
custody ~ {ackTargetSeconds: 1, decisionTargetSeconds: 1, ticket: {openedAt: "2026-04-01T09:00:00Z", openedBy: "s", asOf: "2026-04-01T12:00:00Z", handoffs: [{handoff: "h", from: "s", to: "a", offeredAt: "2026-04-01T10:00:00Z", events: [{kind: RETURN, at: "2026-04-01T11:00:00Z"}]}]}} ~ input.ticket.handoffs[0].events[0] ~ RETURN is not possible ~ possible then
custody ~ {ackTargetSeconds: 1, decisionTargetSeconds: 1, ticket: {openedAt: "2026-04-01T09:00:00Z", openedBy: "s", asOf: "2026-04-01T12:00:00Z", handoffs: [{handoff: "h", from: "a", to: "b", offeredAt: "2026-04-01T10:00:00Z"}]}} ~ input.ticket.handoffs ~ handoff h offered by a, while s holds it ~ the holder
custody ~ {ackTargetSeconds: 1, decisionTargetSeconds: 1, ticket: {openedAt: "2026-04-01T09:00:00Z", openedBy: "s", asOf: "2026-04-01T12:00:00Z", handoffs: [{handoff: "h", from: "s", to: "b", offeredAt: "2026-04-01T10:00:00Z", events: [{kind: ACCEPT, at: "2026-04-01T11:00:00Z", upheld: true}]}]}} ~ input.ticket.handoffs[0].events[0].upheld ~ a ruling ~ none here
routing ~ {firstLine: ["x"], tickets: [{openedAt: "2026-04-01T09:00:00Z", openedBy: "s", asOf: "2026-04-01T12:00:00Z"}]} ~ input.firstLine[0] ~ x ~ a party of the tickets
availability ~ {tree: {component: "a"}, period: {month: "2026-04"}, suppliers: [{supplier: "s", components: ["b"]}]} ~ input.suppliers[0].components[0] ~ b ~ of the tree or of an outage
availability ~ {tree: {component: "a"}, period: {month: "2026-04"}, suppliers: [{supplier: "s", components: ["a"]}, {supplier: "t", components: ["a"]}]} ~ input.suppliers[1].components[0] ~ a ~ of one supplier only
availability ~ {tree: {component: "a"}, period: {month: "2026-04"}, outages: [{component: "a", start: "2026-04-01T00:00:00Z", loss: "1.5"}]} ~ input.outages[0].loss ~ 1.5 ~ above 0 and at most 1
availability ~ {tree: {component: "a"}, period: {month: "2026-04"}, outages: [{component: "a", start: "2026-04-01T00:00:00Z", loss: "0.5", unknown: true}]} ~ input.outages[0].loss ~ 0.5 ~ no loss of an unknown state
availability ~ {tree: {component: "a", availabilityPercent: "99"}, period: {month: "2026-04"}} ~ input.tree.availabilityPercent ~ 99 ~ no percentage here
availability ~ {tree: {component: "a"}, period: {year: 1999}} ~ input.period ~ 1999 ~ 2000 to 2099
availability ~ {tree: {component: "a"}, period: {month: "2026-04"}, maintenance: {noticeSeconds: -1, windows: []}} ~ input.maintenance.noticeSeconds ~ -1 ~ from 0
"#;

#[tokio::test]
async fn bad_input_is_refused_with_its_path() {
    let database = TestDatabase::migrated(Flavour::Sqlite).await;
    let app = TestApp::start(&database).await;
    let actor = app.auditor().with_scopes("");
    let rows = REFUSED.trim().lines();
    for row in rows.clone() {
        let parts: Vec<&str> = row.split(" ~ ").collect();
        let [field, input, path, given, expected] = parts[..] else {
            panic!("five parts: {row}");
        };
        let document = format!("{{ calculator {{ {field}(input: {input}) {{ __typename }} }} }}");
        let answer = actor.ask(&document).await;
        assert_eq!(
            answer.reasons(),
            ["BAD_USER_INPUT"],
            "{document}\n{}",
            answer.body
        );
        let error = &answer.json["errors"][0];
        let message = error["message"].as_str().expect("a message");
        let told = message.starts_with(&format!("{path}: "))
            && message.contains(given)
            && message.contains(expected);
        assert!(told, "{path}, {given}, {expected}: {message}");
        let hint = error["extensions"]["hint"].as_str();
        assert!(hint.is_some_and(|hint| hint.len() > 10), "{}", answer.body);
        assert_eq!(answer.json["data"], Value::Null);
    }
    println!("{} inputs refused", rows.count());
}

/// Field, type of the input, an input whose list is one too long, and its path.
fn too_long() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    let many = |element: Value, count: usize| Value::from(vec![element; count]);
    let at = "2026-04-01T00:00:00Z";
    let leaf = json!({"component": "a"});
    let mut deep = leaf.clone();
    for _ in 0..16 {
        deep = json!({"gate": "SERIAL", "children": [deep]});
    }
    let wide = json!({"gate": "SERIAL", "children": many(leaf, 500)});
    let tree = |tree: Value| json!({"tree": tree, "period": {"month": "2026-04"}});
    let pause = json!({"start": at, "reason": "AGREED_DATE"});
    let deep_path = format!("input.tree{}", ".children[0]".repeat(16));
    vec![
        (
            "within",
            "CalculateWithinInput!",
            json!({"values": many(json!(1), 1_001), "target": 1}),
            "input.values",
        ),
        (
            "clock",
            "CalculateClockInput!",
            json!({"calendar": {"zone": "UTC"}, "start": at, "stop": at, "pauses": many(pause, 1_001)}),
            "input.pauses",
        ),
        (
            "trend",
            "CalculateTrendInput!",
            json!({"points": many(json!({}), 121)}),
            "input.points",
        ),
        (
            "burnAlerts",
            "CalculateBurnAlertsInput!",
            json!({"target": {"percent": "99"}, "asOf": at, "outages": many(json!({"start": at}), 1_001)}),
            "input.outages",
        ),
        (
            "clock",
            "CalculateClockInput!",
            json!({"calendar": {"zone": "UTC", "weekly": many(json!({"days": ["MON"], "start": "08:00", "end": "09:00"}), 29)}, "start": at, "stop": at}),
            "input.calendar.weekly",
        ),
        (
            "availability",
            "CalculateAvailabilityInput!",
            tree(wide),
            "input.tree.children[499]",
        ),
        (
            "availability",
            "CalculateAvailabilityInput!",
            tree(deep),
            Box::leak(deep_path.into_boxed_str()),
        ),
    ]
}

#[tokio::test]
async fn every_list_has_a_limit() {
    let database = TestDatabase::migrated(Flavour::Sqlite).await;
    let app = TestApp::start(&database).await;
    let actor = app.auditor().with_scopes("");
    for (field, input_type, input, path) in too_long() {
        let document = format!(
            "query($input: {input_type}) {{ calculator {{ {field}(input: $input) {{ __typename }} }} }}"
        );
        let answer = actor.query(&document, json!({"input": input})).await;
        assert_eq!(
            answer.reasons(),
            ["BAD_USER_INPUT"],
            "{field} {}",
            answer.body
        );
        let message = answer.json["errors"][0]["message"]
            .as_str()
            .expect("a message");
        assert!(message.starts_with(&format!("{path}: ")), "{message}");
        assert!(message.contains("at most"), "{message}");
    }
}
