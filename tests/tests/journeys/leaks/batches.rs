//! Batches that reach for what is another's: rows 76, 77, 84 and 86.

use serde_json::{Value, json};
use tests::harness::app::TestApp;
use tests::harness::database::TestDatabase;

use super::writes::everything;
use crate::rivals::{NOW, row};

pub(super) async fn for_another(app: &TestApp, database: &TestDatabase) {
    let connection = database.connection().await;
    let before = everything(&connection).await;
    let a = app.supplier("cnry_a_org");
    let span = ("2026-04-11T09:00", "2026-04-11T09:01");
    let mut answers = Vec::new();
    for supplier in [
        "cnry_b_org",
        "cnry_d_org",
        "cnry_nobody",
        "hub",
        "cnry_x_org",
        "",
    ] {
        let input = json!({
            "idempotencyKey": "76", "supplier": supplier, "rows": [row("b", "b_comp", span, "1")],
        });
        let answer = a.submit(input).await;
        assert_eq!(answer.reasons(), ["FORBIDDEN"], "{supplier}");
        answers.push(answer.without_request_id());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "there or not, another is another");
    assert!(everything(&connection).await == before, "no row is written");
    connection.close().await.expect("closed");
}

/// A batch of a thousand of a's outages of a past year, one of them of `component`.
fn thousand(key: &str, mode: &str, component: &str) -> Value {
    let rows = (0..1_000).map(|number| {
        let minute = format!("2025-03-01T{:02}:{:02}", number / 60, number % 60);
        let mut row = row("a", "a_comp", (&minute, &minute), "1");
        row["externalId"] = json!(format!("cnry_a_ext {key} {number}"));
        if number == 500 {
            row["component"] = json!(component);
        }
        row
    });
    json!({"idempotencyKey": key, "mode": mode, "rows": rows.collect::<Vec<_>>()})
}

pub(super) async fn one_of_a_thousand(app: &TestApp) {
    let a = app.supplier("cnry_a_org");
    let counts = |accepted: u32, rejected: u32| json!({"received": 1_000, "accepted": accepted, "duplicate": 0, "rejected": rejected});
    let total = "{ outages { totalCount } }";
    let before = a
        .ask(total)
        .await
        .at("/outages/totalCount")
        .as_u64()
        .expect("a count");
    let mut problems = Vec::new();
    // b's component and one that never was, of names as near to a's own.
    for (number, component) in ["cnry_b_comp", "cnry_q_comp"].into_iter().enumerate() {
        let atomic = a
            .submit(thousand(&format!("77 {number}"), "ATOMIC", component))
            .await;
        let submission = atomic.at("/submitOutages/submission");
        assert_eq!(submission["outcomes"][500]["status"], "REJECTED");
        assert_eq!(
            submission["counts"]["accepted"], 0,
            "{}",
            submission["counts"]
        );
        let text = submission["outcomes"][500]["problems"].to_string();
        problems.push(text.replace(component, "-"));
    }
    assert_eq!(
        problems[0], problems[1],
        "another's component is as one that never was"
    );
    assert!(problems[0].contains("UNKNOWN_REFERENCE"), "{}", problems[0]);
    let after = a.ask(total).await;
    assert_eq!(
        after.at("/outages/totalCount"),
        before,
        "ATOMIC stores none"
    );
    let best = a
        .submit(thousand("77 best", "BEST_EFFORT", "cnry_b_comp"))
        .await;
    assert_eq!(best.at("/submitOutages/submission/counts"), &counts(999, 1));
    assert_eq!(
        best.at("/submitOutages/submission/outcomes/500/status"),
        "REJECTED"
    );
    let after = a.ask(total).await;
    assert_eq!(after.at("/outages/totalCount"), before + 999);
}

pub(super) async fn mass_assignment(app: &TestApp, database: &TestDatabase) {
    let connection = database.connection().await;
    let before = everything(&connection).await;
    let a = app.supplier("cnry_a_org");
    for field in [
        "role",
        "approvedBy",
        "recordedAt",
        "supplierId",
        "supplier",
        "submission",
        "id",
    ] {
        let mut row = row("a", "a_comp", ("2026-04-11T09:00", ""), "1");
        row[field] = json!("cnry_b_org");
        let mut input = json!({"idempotencyKey": field, "rows": [row]});
        let mut inputs = vec![input.clone()];
        if field != "supplier" {
            input[field] = json!("cnry_b_org");
            inputs.push(input);
        }
        for input in inputs {
            let answer = a.submit(input).await;
            assert_eq!(answer.status, 422, "{field}: {}", answer.body);
            assert_eq!(answer.reasons(), ["GRAPHQL_VALIDATION_FAILED"], "{field}");
        }
    }
    assert!(everything(&connection).await == before, "no row is written");
    connection.close().await.expect("closed");
}

pub(super) async fn keys(app: &TestApp) {
    let of_b = "{ submissions(first: 100) { nodes { idempotencyKey counts { accepted } } } }";
    let seen = app.supplier("cnry_b_org").ask(of_b).await;
    assert!(seen.body.contains("cnry_b_key"), "{}", seen.body);
    // b's key with a's rows: a batch of a's own, recorded at a's time, and answered for a.
    app.set_clock("2026-05-15T00:10:00Z");
    let rows = vec![row(
        "a",
        "a_comp",
        ("2026-04-27T09:00", "2026-04-27T09:30"),
        "1",
    )];
    let input = json!({"idempotencyKey": "cnry_b_key", "rows": rows});
    let a = app.supplier("cnry_a_org");
    let first = a.submit(input.clone()).await;
    assert_eq!(first.at("/submitOutages/replayed"), false);
    assert_eq!(first.at("/submitOutages/submission/counts/accepted"), 1);
    assert_eq!(
        first.at("/submitOutages/submission/supplier/code"),
        "cnry_a_org"
    );
    assert_eq!(
        first.at("/submitOutages/submission/receivedAt"),
        "2026-05-15T00:10:00Z"
    );
    let again = a.submit(input).await;
    assert_eq!(again.at("/submitOutages/replayed"), true);
    let id = "/submitOutages/submission/id";
    assert_eq!(again.at(id), first.at(id));
    assert_eq!(
        app.supplier("cnry_b_org").ask(of_b).await.data(),
        seen.data()
    );
    app.set_clock(NOW);
}
