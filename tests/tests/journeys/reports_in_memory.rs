//! A report is what the rows make, whichever server is asked, in the very next answer.

use api::workflow::report;
use api::workflow::submit::{self, Batch};
use federation::authority::{Mandate, Reach};
use federation::incident::{OutageFact, SubmissionMode};
use federation::intake::outage::RawOutage;
use federation::model::ServiceModel;
use federation::report::{Facts, Selection, needs_of_service, redact, service_report};
use federation::time::{Instant, Interval, PeriodSpec};
use federation::vocabulary::{ComponentId, ServiceId};
use serde_json::json;
use tests::harness::app::{NOW, TestApp};
use tests::harness::database::on_both;

use crate::outages_in_memory::Draw;
use crate::reading::Report;
use crate::worked::filled;

/// The rows that a report needs, read from the table: of each component those that touch the span,
/// and those that join them from before.
pub(crate) async fn rows(
    app: &TestApp,
    components: &[ComponentId],
    span: Interval,
) -> Vec<OutageFact> {
    let view = app.app.store.view(Reach::of_the_computation());
    let touching = async |component, span| {
        let found = view.outages_touching(&[component], span).await;
        found.expect("rows")
    };
    let mut found: Vec<OutageFact> = Vec::new();
    for component in components {
        let mut span = span;
        loop {
            let rows = touching(*component, span).await;
            let reaches = |at: Instant| move |row: &&OutageFact| row.start <= at;
            let facts: Vec<OutageFact> = rows.iter().map(Into::into).collect();
            let begun = facts.iter().filter(reaches(span.start));
            let earliest = begun.map(|row| row.start).min().unwrap_or(span.start);
            let earlier = Interval::new(earliest.plus_seconds(-1), earliest);
            let joins = facts.iter().any(|row| row.start == earliest);
            let more = touching(*component, earlier).await;
            let before = more.iter().filter(|row| row.end == Some(earliest));
            let before = before.map(|row| row.start).min().filter(|_| joins);
            let start = before.unwrap_or(earliest);
            if start == span.start {
                found.extend(facts);
                break;
            }
            span = Interval::new(start, span.end);
        }
    }
    found.sort_by_key(|fact| (fact.start, fact.outage));
    found
}

/// The report as the operator sees it, every figure of it, in memory's words and in the table's.
async fn both_ways(
    app: &TestApp,
    model: &ServiceModel,
    service: ServiceId,
    period: PeriodSpec,
) -> (String, String) {
    let reach = Mandate::operator().reach();
    let memory =
        report::of_service(&app.app, &reach, service, period, &Selection::everything()).await;
    let memory = memory.expect("an answer").expect("a report");
    let needs = needs_of_service(model, service, period).expect("a service");
    let components: Vec<ComponentId> = needs.components.into_iter().collect();
    let outages = rows(app, &components, needs.span).await;
    let facts = Facts {
        outages: &outages,
        as_of: Instant::parse(NOW).expect("an instant"),
    };
    let table = service_report(model, service, period, facts).expect("a report");
    let table = redact(table, &reach);
    (format!("{memory:#?}"), format!("{table:#?}"))
}

/// Outages of one supplier around April, drawn; corrections among them, early ones and late.
pub(crate) fn drawn(draw: &mut Draw, components: &[String]) -> Vec<RawOutage> {
    let mut rows = Vec::new();
    for _ in 0..=draw.below(5) {
        // On whole hours, so that some join others without a gap.
        let start = Instant::parse("2026-03-28T00:00:00Z")
            .expect("an instant")
            .plus_seconds(3_600 * i64::try_from(draw.below(900)).expect("small"));
        let hours = i64::try_from(draw.below(30)).expect("small");
        let end = (hours > 0).then(|| start.plus_seconds(3_600 * hours).to_string());
        let loss = ["1", "1", "0.5", "0.25", "unknown"];
        let place = |limit: usize, draw: &mut Draw| {
            usize::try_from(draw.below(limit as u64)).expect("small")
        };
        let component = components[place(components.len(), draw)].clone();
        rows.push(RawOutage {
            external_id: Some(format!("{component} {}", draw.below(4))),
            component: Some(component),
            start: Some(start.to_string()),
            end,
            loss: Some(loss[place(loss.len(), draw)].to_owned()),
            source: Some("drawn".to_owned()),
            revision: Some(1 + i64::try_from(draw.below(6)).expect("small")),
            ..RawOutage::default()
        });
    }
    rows
}

/// Every supplier of the worked examples, with the components that it delivers.
pub(crate) fn suppliers(model: &ServiceModel) -> Vec<(String, Vec<String>)> {
    let suppliers = ["acme", "bolt", "core"].into_iter().map(|code| {
        let delivered = model
            .components
            .values()
            .filter(|component| model.organizations[&component.supplier].code.as_str() == code);
        let delivered = delivered.map(|component| component.code.to_string());
        (code.to_owned(), delivered.collect())
    });
    suppliers.collect()
}

#[tokio::test]
async fn reports_from_memory_are_those_of_the_rows() {
    on_both(async |database| {
        let app = filled(database).await;
        let other = TestApp::start(database).await;
        let model = app.app.store.service_model().await.expect("a model");
        let suppliers = suppliers(&model);
        let mut draw = Draw::new(11);
        let (mut accepted, mut reports) = (0, 0);
        for round in 0..40 {
            let (supplier, components) = &suppliers[usize::from(draw.below(3) as u8)];
            let batch = Batch {
                idempotency_key: format!("drawn {round}"),
                supplier: Some(supplier.clone()),
                mode: SubmissionMode::BestEffort,
                rows: drawn(&mut draw, components),
            };
            let through = if draw.below(2) == 0 { &app } else { &other };
            let answer = submit::outages(&through.app, &Mandate::operator(), "x", batch).await;
            match answer.expect("an answer") {
                submit::Answer::Recorded { submission, .. } => {
                    accepted += submission.submission.accepted;
                }
                submit::Answer::Refused(problems) => panic!("{problems:?}"),
            }
            let services: Vec<ServiceId> = model.services.keys().copied().collect();
            for turn in 0..4 {
                let service = services[(round * 4 + turn) % services.len()];
                let period = ["2026-04", "2026-03", "2026-Q2", "2026"][turn];
                let period = PeriodSpec::parse(period).expect("a period");
                for app in [&app, &other] {
                    let (memory, table) = both_ways(app, &model, service, period).await;
                    assert!(memory == table, "round {round}: {memory}\n{table}");
                    reports += 1;
                }
            }
        }
        println!("{accepted} outages accepted, {reports} reports compared");
        assert!(accepted > 60, "{accepted}");
    })
    .await;
}

#[tokio::test]
async fn another_server_reports_what_this_one_acknowledged() {
    on_both(async |database| {
        let one = filled(database).await;
        let two = TestApp::start(database).await;
        let hours = async |app: &TestApp| {
            let report = Report::april(app, "chain").await;
            let seconds = report.at("/availability/downtimeSeconds/numerator");
            let seconds = seconds.as_str().and_then(|seconds| seconds.parse().ok());
            let seconds: i64 = seconds.expect("seconds");
            seconds - 225 * 60
        };
        assert_eq!((hours(&one).await, hours(&two).await), (0, 0));
        for day in 1..=8_i64 {
            let (through, asked) = if day % 2 == 0 {
                (&one, &two)
            } else {
                (&two, &one)
            };
            let row = json!({
                "component": "chain-a", "loss": "1", "source": "s", "externalId": day.to_string(),
                "start": format!("2026-04-{:02}T01:00:00Z", 20 + day),
                "end": format!("2026-04-{:02}T02:00:00Z", 20 + day),
            });
            let batch = json!({"idempotencyKey": format!("day {day}"), "rows": [row]});
            let answer = through.supplier("acme").submit(batch).await;
            let accepted = answer.at("/submitOutages/submission/counts/accepted");
            assert_eq!(accepted, 1, "{}", answer.body);
            assert_eq!(hours(asked).await, 3_600 * day);
            assert_eq!(hours(through).await, 3_600 * day);
        }
        // A correction that shrinks the first to nothing, and one that comes too late to count.
        for (revision, minutes, expect) in [(3, "00", 1), (2, "59", 0)] {
            let row = json!({
                "component": "chain-a", "loss": "1", "source": "s", "externalId": "1",
                "start": "2026-04-21T01:00:00Z", "revision": revision,
                "end": format!("2026-04-21T01:{minutes}:00Z"),
            });
            let batch = json!({"idempotencyKey": format!("revision {revision}"), "rows": [row]});
            let answer = two.supplier("acme").submit(batch).await;
            let accepted = answer.at("/submitOutages/submission/counts/accepted");
            assert_eq!(accepted, expect, "{}", answer.body);
            assert_eq!(hours(&one).await, 3_600 * 7);
            assert_eq!(hours(&two).await, 3_600 * 7);
        }
    })
    .await;
}

/// What is not asked for is not computed; what is asked for is the same, however it is asked for.
#[tokio::test]
async fn parts_of_a_report_are_those_of_the_whole() {
    on_both(async |database| {
        let app = filled(database).await;
        let integrator = app.integrator();
        const SHARES: &str = "policy shares { supplier { code } seconds { decimal } }";
        let ask = async |head: &str, body: &str, rest: &str, variables: serde_json::Value| {
            let document = format!(
                "query{head} {{ service(code: \"chain\") {{ \
                 report(period: {{month: \"2026-04\"}}) {{ {body} }} }} }} {rest}"
            );
            let answer = integrator.query(&document, variables).await;
            answer.at("/service/report").clone()
        };
        let whole = "all: attribution { policy shares { supplier { code } seconds { decimal } } } \
            full: attribution(policy: FULL) { policy shares { supplier { code } seconds { decimal } } } \
            first: attribution(policy: FIRST_CAUSE) { policy shares { supplier { code } \
            seconds { decimal } } } components { component { code } verdict } \
            uncovered { downtimeSeconds { decimal } } verdict caveats { code }";
        let whole = ask("", whole, "", json!({})).await;
        assert_eq!(whole["all"]["policy"], "SHAPLEY");
        assert_eq!(whole["full"]["shares"][0]["seconds"]["decimal"], "7200.000000");
        assert_eq!(whole["components"].as_array().map(Vec::len), Some(3));
        let one = |key: &str| json!({"a": whole[key]});
        let none = json!({});
        let own = format!("a: attribution {{ {SHARES} }}");
        assert_eq!(ask("", &own, "", none.clone()).await, one("all"));
        let named = format!("a: attribution(policy: FULL) {{ {SHARES} }}");
        assert_eq!(ask("", &named, "", none.clone()).await, one("full"));
        let variable = format!("a: attribution(policy: $p) {{ {SHARES} }}");
        let head = "($p: AttributionPolicy)";
        let first = json!({"p": "FIRST_CAUSE"});
        assert_eq!(ask(head, &variable, "", first).await, one("first"));
        assert_eq!(ask(head, &variable, "", none.clone()).await, one("all"));
        assert_eq!(ask(head, &variable, "", json!({"p": null})).await, one("all"));
        let head = "($p: AttributionPolicy = FULL)";
        assert_eq!(ask(head, &variable, "", none.clone()).await, one("full"));
        let fragment = format!("fragment Part on ServiceReport {{ ... on ServiceReport {{ {named} }} }}");
        assert_eq!(ask("", "...Part", &fragment, none.clone()).await, one("full"));
        let rest = "components { component { code } verdict } uncovered { downtimeSeconds { decimal } }";
        let parts = ask("", rest, "", none.clone()).await;
        assert_eq!(parts["components"], whole["components"]);
        assert_eq!(parts["uncovered"], whole["uncovered"]);
        let few = ask("", "verdict caveats { code }", "", none).await;
        assert_eq!((&few["verdict"], &few["caveats"]), (&whole["verdict"], &whole["caveats"]));

        // The same field twice under one name, each with parts of its own.
        let twice = format!(
            "{{ service(code: \"chain\") {{ report(period: {{month: \"2026-04\"}}) {{ verdict }} \
             report(period: {{month: \"2026-04\"}}) {{ {named} }} }} }}"
        );
        let twice = integrator.ask(&twice).await;
        assert_eq!(twice.at("/service/report/a"), &whole["full"]);
        assert_eq!(twice.at("/service/report/verdict"), &whole["verdict"]);
    })
    .await;
}
