//! Worked numbers of what the families of cases leave out, and that everyone gets the same answer.

use serde_json::json;
use tests::harness::app::TestApp;
use tests::harness::database::{Flavour, TestDatabase, on_both};

use crate::catalogues::SMALL;

/// Monday to Friday 09:00 to 17:30 in London, opened on a Friday, paused on Monday, resolved on
/// Tuesday: 690 minutes of hours, 180 of them paused, 510 net. Summer time began in between.
const CLOCK: &str = "calendar: {zone: \"Europe/London\", weekly: [{days: [MON, TUE, WED, THU, FRI], \
    start: \"09:00\", end: \"17:30\"}]}, start: \"2026-03-27T16:00:00Z\", \
    stop: \"2026-03-31T09:30:00Z\", stoppedBy: {matrix: {kind: RESOLUTION, side: CUSTOMER_FACING}}, \
    pauses: [{start: \"2026-03-30T09:00:00Z\", end: \"2026-03-30T12:00:00Z\", \
    reason: WAITING_FOR_CUSTOMER, endedByCustomer: false}]";

#[tokio::test]
async fn clocks_through_changes() {
    let database = TestDatabase::migrated(Flavour::Sqlite).await;
    let app = TestApp::start(&database).await;
    let actor = app.auditor();
    let document = format!(
        "{{ calculator {{
          clockCourse(input: {{clock: {{{CLOCK}}}, targets: [
            {{from: \"2026-03-30T13:00:00Z\", targetSeconds: 14400}},
            {{from: \"2026-03-27T16:00:00Z\", targetSeconds: 28800}},
            {{from: \"2026-04-30T13:00:00Z\", targetSeconds: 1}}]}}) {{
            readings {{ targetSeconds replacedAt netSecondsWhenReplaced stateWhenReplaced netSeconds
              state overrunSeconds deadline }}
            ruling {{ targetSeconds overrunSeconds }} }}
          soon: reopenedClock(input: {{clock: {{{CLOCK}, targetSeconds: 28800}}, windowSeconds: 86400,
            reopenings: [{{resolvedAt: \"2026-03-30T13:00:00Z\", reopenedAt: \"2026-03-30T14:00:00Z\"}}]}})
            {{ resolvedSeconds endedAt clock {{ netSeconds state }} }}
          late: reopenedClock(input: {{clock: {{{CLOCK}, targetSeconds: 28800}}, windowSeconds: 1800,
            reopenings: [{{resolvedAt: \"2026-03-30T13:00:00Z\", reopenedAt: \"2026-03-30T14:00:00Z\"}}]}})
            {{ resolvedSeconds endedAt clock {{ netSeconds state }} }}
          pauseAudit(input: {{clock: {{{CLOCK}, targetSeconds: 28800}}}})
            {{ flags byPause {{ index flags }} pauseShare {{ percent }} }}
          pauseMatrix {{ reason kind side }} }} }}"
    );
    let answer = actor.ask(&document).await;
    assert_eq!(
        *answer.at("/calculator/clockCourse"),
        json!({
            "readings": [
                {"targetSeconds": 28800, "replacedAt": "2026-03-30T13:00:00Z",
                    "netSecondsWhenReplaced": 12600, "stateWhenReplaced": "RUNNING",
                    "netSeconds": 30600, "state": "BREACHED", "overrunSeconds": 1800,
                    "deadline": "2026-03-31T09:00:00Z"},
                {"targetSeconds": 14400, "replacedAt": null, "netSecondsWhenReplaced": null,
                    "stateWhenReplaced": null, "netSeconds": 30600, "state": "BREACHED",
                    "overrunSeconds": 16200, "deadline": "2026-03-30T13:30:00Z"},
            ],
            "ruling": {"targetSeconds": 14400, "overrunSeconds": 16200},
        })
    );
    assert_eq!(
        *answer.at("/calculator/soon"),
        json!({"resolvedSeconds": 3600, "endedAt": null,
            "clock": {"netSeconds": 27000, "state": "MET"}})
    );
    assert_eq!(
        *answer.at("/calculator/late"),
        json!({"resolvedSeconds": 0, "endedAt": "2026-03-30T13:00:00Z",
            "clock": {"netSeconds": 12600, "state": "MET"}})
    );
    assert_eq!(
        *answer.at("/calculator/pauseAudit"),
        json!({"flags": ["ENDED_WITHOUT_CUSTOMER"],
            "byPause": [{"index": 0, "flags": ["ENDED_WITHOUT_CUSTOMER"]}],
            "pauseShare": {"percent": "26.086956"}})
    );
    let matrix = answer.at("/calculator/pauseMatrix").as_array();
    assert_eq!(matrix.expect("a list").len(), 10);
}

#[tokio::test]
async fn routing_workload_caps_and_relief() {
    let database = TestDatabase::migrated(Flavour::Sqlite).await;
    let app = TestApp::start(&database).await;
    let ticket = "openedAt: \"2026-04-01T09:00:00Z\", openedBy: \"S\", \
        resolvedAt: \"2026-04-01T12:00:00Z\"";
    let maintenance = |cap_per: &str| {
        format!(
            "availability(input: {{tree: {{component: \"a\"}}, period: {{quarter: \"2026-Q2\"}},
              maintenance: {{noticeSeconds: 0, capSeconds: 28800{cap_per}, windows: [
                {{during: {{from: \"2026-04-10T00:00:00Z\", to: \"2026-04-10T10:00:00Z\"}},
                  approved: true, notifiedAt: \"2026-04-01T00:00:00Z\"}},
                {{during: {{from: \"2026-05-10T00:00:00Z\", to: \"2026-05-10T10:00:00Z\"}},
                  approved: true, notifiedAt: \"2026-04-01T00:00:00Z\"}}]}}}})
              {{ figure {{ excludedSeconds }} exclusions {{ uncappedSeconds }} }}"
        )
    };
    let document = format!(
        "{{ calculator {{
          routing(input: {{firstLine: [\"S\"], tickets: [{{{ticket}}}, {{{ticket}, handoffs: [
            {{handoff: \"1\", from: \"S\", to: \"A\", offeredAt: \"2026-04-01T09:10:00Z\",
              events: [{{kind: ACCEPT, at: \"2026-04-01T09:25:00Z\"}}]}},
            {{handoff: \"2\", from: \"A\", to: \"B\", offeredAt: \"2026-04-01T10:05:00Z\",
              events: [{{kind: REJECT, at: \"2026-04-01T10:35:00Z\"}},
                {{kind: RULE, at: \"2026-04-02T00:00:00Z\", upheld: true}}]}}]}}]}}) {{
            resolved pushToFront {{ percent }} firstTimeRight {{ percent }}
            rejectionsBySender {{ party rejections valid {{ percent }} }}
            rejectionsByReceiver {{ party rejections upheld }} }}
          workload(input: {{measure: INCIDENTS, limitPerMonth: 100, count: 130}})
            {{ beyond withinLimit used {{ percent }} }}
          months: {} whole: {}
          priority(input: {{impact: LOW, urgency: LOW, table: [
            {{impact: HIGH, urgency: HIGH, priority: P1}}, {{impact: HIGH, urgency: MEDIUM, priority: P1}},
            {{impact: HIGH, urgency: LOW, priority: P1}}, {{impact: MEDIUM, urgency: HIGH, priority: P2}},
            {{impact: MEDIUM, urgency: MEDIUM, priority: P2}}, {{impact: MEDIUM, urgency: LOW, priority: P2}},
            {{impact: LOW, urgency: HIGH, priority: P3}}, {{impact: LOW, urgency: MEDIUM, priority: P3}},
            {{impact: LOW, urgency: LOW, priority: P3}}]}}) {{ priority }}
          noDoubleRecovery(input: {{currency: \"EUR\", events: [{{event: \"e\", claims: [
            {{level: \"a\", creditMinor: \"900\", sort: KEY_MEASUREMENT}},
            {{level: \"b\", creditMinor: \"800\", relief: CAUSED_BY_CUSTOMER}},
            {{level: \"c\", creditMinor: \"700\"}}, {{level: \"d\", creditMinor: \"600\"}}]}}]}}) {{
            events {{ claim }} total {{ amount }} }} }} }}",
        maintenance(""),
        maintenance(", capPer: PERIOD")
    );
    let answer = app.auditor().ask(&document).await;
    let expected = json!({
        "routing": {
            "resolved": 2, "pushToFront": {"percent": "50.000000"},
            "firstTimeRight": {"percent": "100.000000"},
            "rejectionsBySender": [{"party": "A", "rejections": 1, "valid": {"percent": "100.000000"}}],
            "rejectionsByReceiver": [{"party": "B", "rejections": 1, "upheld": 1}],
        },
        "workload": {"beyond": 30, "withinLimit": false, "used": {"percent": "130.000000"}},
        "months": {"figure": {"excludedSeconds": 57600}, "exclusions": {"uncappedSeconds": 72000}},
        "whole": {"figure": {"excludedSeconds": 28800}, "exclusions": {"uncappedSeconds": 72000}},
        "priority": {"priority": "P3"},
        "noDoubleRecovery": {"events": [{"claim": 2}], "total": {"amount": "7.00"}},
    });
    assert_eq!(*answer.at("/calculator"), expected);
}

/// The usual four alerts, when an hour ago 15 of 1,000 seconds began to be lost: only the fastest
/// pair burns above its threshold.
#[tokio::test]
async fn the_usual_alerts() {
    let database = TestDatabase::migrated(Flavour::Sqlite).await;
    let app = TestApp::start(&database).await;
    let document = "{ calculator { burnAlerts(input: {target: {percent: \"99.9\"}, \
        asOf: \"2026-04-05T12:00:00Z\", outages: [{start: \"2026-04-05T11:59:06Z\"}]}) { page \
        alerts { page threshold { decimal } long { windowSeconds downtimeSeconds { decimal } burn { decimal } } \
        short { windowSeconds burn { decimal } } } } } }";
    let answer = app.auditor().ask(document).await;
    let alert = |page: bool, threshold: &str, long: (i64, &str), short: (i64, &str)| {
        json!({
            "page": page,
            "threshold": {"decimal": threshold},
            "long": {"windowSeconds": long.0, "downtimeSeconds": {"decimal": "54.000000"}, "burn": {"decimal": long.1}},
            "short": {"windowSeconds": short.0, "burn": {"decimal": short.1}},
        })
    };
    let alerts = [
        alert(true, "14.400000", (3_600, "15.000000"), (300, "180.000000")),
        alert(
            false,
            "6.000000",
            (21_600, "2.500000"),
            (1_800, "30.000000"),
        ),
        alert(false, "3.000000", (86_400, "0.625000"), (7_200, "7.500000")),
        alert(
            false,
            "1.000000",
            (259_200, "0.208333"),
            (21_600, "2.500000"),
        ),
    ];
    let expected = json!({"page": true, "alerts": alerts});
    assert_eq!(*answer.at("/calculator/burnAlerts"), expected);
}

#[tokio::test]
async fn everyone_gets_the_same_answer_and_nobody_without_a_token_gets_one() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, SMALL).await;
        let document = "{ calculator { errorBudget(input: {baseSeconds: 2592000, \
            target: {percent: \"99.9\"}, usedSeconds: {decimal: \"1800\"}}) { \
            budgetSeconds { decimal } remaining { percent } \
            explanation { formula steps { text value unit source } } } } }";
        let first = app.integrator().ask(document).await;
        assert_eq!(
            *first.at("/calculator/errorBudget/remaining/percent"),
            "30.555555"
        );
        let others = [
            app.integrator().with_scopes(""),
            app.supplier("acme"),
            app.supplier("bolt").with_scopes(""),
            app.customer("bank"),
            app.auditor().with_scopes(""),
        ];
        for other in others {
            let answer = other.ask(document).await;
            assert_eq!(answer.body, first.body);
        }
        let answer = app.anonymous().ask(document).await;
        assert_eq!(answer.reasons(), ["TOKEN_MISSING"]);
    })
    .await;
}
