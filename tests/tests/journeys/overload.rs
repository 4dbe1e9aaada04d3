//! More than fits: what comes too much is refused with a code and a time to come again, nobody pays
//! for another, and the server goes on.

use federation::authority::{Role, Scopes};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tests::harness::actor::Answer;
use tests::harness::app::TestApp;
use tests::harness::database::{Flavour, TestDatabase, on_both};

use crate::catalogues::SMALL;

const SERVICES: &str = "{ services { nodes { code } } }";

async fn filled(app: &TestApp) {
    app.apply_as_operator(SMALL).await;
}

fn retry_after(answer: &Answer) -> Option<u64> {
    let header = |line: &String| line.strip_prefix("retry-after: ")?.parse().ok();
    answer.headers.iter().find_map(header)
}

/// Refused without a trace: the status and code, and when to come again.
#[track_caller]
fn refused(answer: &Answer, status: u16, reason: &str) -> u64 {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.reasons(), [reason]);
    assert!(answer.json["data"].is_null());
    retry_after(answer).expect("a time")
}

/// The short form of the program that measures: it looks at codes, not at a clock.
#[tokio::test]
async fn a_flood_is_answered_or_refused_and_the_server_goes_on() {
    on_both(async |database| {
        let app = TestApp::with_settings(database, |settings| {
            settings.limits.executions_max = 1;
            settings.limits.waiting_max = 3;
            settings.limits.organization_cost_burst_max = u64::MAX;
            settings.limits.subject_cost_burst_max = u64::MAX;
        })
        .await;
        filled(&app).await;
        let acme = app.supplier("acme");
        for _ in 0..3 {
            let flood = (0..100).map(|_| acme.ask(SERVICES));
            let answers = futures_util::future::join_all(flood).await;
            let (fine, other): (Vec<_>, Vec<_>) =
                answers.iter().partition(|answer| answer.status == 200);
            assert!(!fine.is_empty(), "some are answered");
            for answer in fine {
                assert_eq!(answer.at("/services/nodes"), fine_nodes());
            }
            for answer in other {
                assert_eq!(refused(answer, 503, "OVERLOADED"), 1);
            }
        }
        assert_eq!(acme.ask(SERVICES).await.at("/services/nodes"), fine_nodes());
    })
    .await;
}

/// What a supplier sees of the small catalogue.
fn fine_nodes() -> &'static Value {
    static NODES: std::sync::OnceLock<Value> = std::sync::OnceLock::new();
    NODES.get_or_init(|| json!([{"code": "portal"}]))
}

#[tokio::test]
async fn whoever_has_spent_too_much_waits_and_nobody_else() {
    on_both(async |database| {
        let app = TestApp::with_settings(database, |settings| {
            let limits = &mut settings.limits;
            limits.subject_cost_per_second = 5;
            limits.subject_cost_burst_max = 200;
            limits.organization_cost_per_second = 5;
            limits.organization_cost_burst_max = 300;
        })
        .await;
        filled(&app).await;
        let (acme, bolt) = (app.supplier("acme"), app.supplier("bolt"));
        let before = bolt.ask(SERVICES).await;
        let mut paid = 0;
        let last = loop {
            let answer = acme.ask(SERVICES).await;
            if answer.status != 200 {
                break answer;
            }
            paid += 10 + cost(&answer, "requested");
            assert!(paid <= 200);
        };
        assert!(paid > 150, "{paid}");
        let wait = refused(&last, 429, "RATE_LIMITED");
        assert!((1..=7).contains(&wait), "{wait}");
        // The rival is answered as before, to the byte.
        let after = bolt.ask(SERVICES).await;
        assert_eq!(before.without_request_id(), after.without_request_id());
        // Another machine of the same organization has a budget of its own, and shares the common one.
        let colleague = app.mint(&api::auth::MintRequest {
            role: Role::Supplier,
            organization: "acme".parse().ok(),
            scopes: Scopes::bundle(Role::Supplier),
            life: chrono::TimeDelta::hours(1),
            subject: "another machine".to_owned(),
        });
        let mut fine = 0;
        while ask_as(&app, &colleague).await == 200 {
            fine += 1;
        }
        assert!((1..=3).contains(&fine), "{fine}");
        app.set_clock("2026-05-01T00:02:00Z");
        assert_eq!(acme.ask(SERVICES).await.status, 200);
    })
    .await;
}

async fn ask_as(app: &TestApp, token: &str) -> u16 {
    let request = reqwest::Client::new().post(&app.url).bearer_auth(token);
    let answer = request.json(&json!({"query": SERVICES})).send().await;
    answer.expect("an answer").status().as_u16()
}

/// The same requests that the program `hostile` measures in processor time.
#[tokio::test]
async fn every_hostile_request_is_answered_as_it_deserves() {
    on_both(async |database| {
        let app = TestApp::with_settings(database, |settings| {
            settings.limits.subject_cost_burst_max = u64::MAX;
            settings.limits.organization_cost_burst_max = u64::MAX;
        })
        .await;
        filled(&app).await;
        let token = app.mint(&api::auth::MintRequest {
            role: Role::Integrator,
            organization: "hub".parse().ok(),
            scopes: Scopes::bundle(Role::Integrator),
            life: chrono::TimeDelta::hours(1),
            subject: "hostile".to_owned(),
        });
        let mut wrong = Vec::new();
        for hostile in benchmark::hostile::all() {
            let request = reqwest::Client::new()
                .post(&app.url)
                .bearer_auth(&token)
                .header("content-type", "application/json")
                .header("accept", "application/graphql-response+json");
            let answer = request.body(hostile.body).send().await.expect("an answer");
            let status = answer.status().as_u16();
            let answer: Value = answer.json().await.expect("JSON");
            let reason = answer.pointer("/errors/0/extensions/reason");
            let reason = reason.and_then(Value::as_str).unwrap_or("");
            if (status, reason) != (hostile.status, hostile.reason) {
                let cost = &answer["extensions"]["cost"];
                wrong.push(format!("{}: {status} {reason} {cost}", hostile.name));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    })
    .await;
}

fn cost(answer: &Answer, name: &str) -> u64 {
    let cost = &answer.json["extensions"]["cost"][name];
    cost.as_u64().expect("a figure")
}

/// Row 81: the figure is made of the question alone.
#[tokio::test]
async fn a_question_costs_the_same_whoever_has_rows() {
    on_both(async |database| {
        let app = TestApp::start(database).await;
        app.apply_as_operator(SMALL).await;
        let bolt = app.supplier("bolt");
        let document = "query($n: Int){ outages(first: $n) { totalCount nodes { id component { code \
            } } } components { nodes { outages { nodes { id } } } } }";
        let ask = async || app.supplier("acme").query(document, json!({"n": 50})).await;
        let before = ask().await;
        let row = json!({"component": "host", "start": "2026-04-10T10:00:00Z", "source": "s",
            "end": "2026-04-10T11:00:00Z", "externalId": "x"});
        let stored = bolt
            .submit(json!({"idempotencyKey": "b", "rows": [row]}))
            .await;
        assert_eq!(stored.at("/submitOutages/submission/counts/accepted"), 1);
        let after = ask().await;
        assert_eq!(before.without_request_id(), after.without_request_id());
        // The outages, their list, and fifty of three fields each; the components and their list,
        // and twenty of a page of twenty.
        assert_eq!(cost(&after, "requested"), 3 + 50 * 3 + 2 + 20 * (2 + 20));
    })
    .await;
}

/// What PostgreSQL runs for requests, by the names of its connections.
async fn running(connection: &impl ConnectionTrait) -> usize {
    let rows = connection.query_all_raw(sea_orm::Statement::from_string(
        sea_orm::DbBackend::Postgres,
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' \
         AND application_name LIKE 'concordat ________-%'",
    ));
    rows.await.expect("rows").len()
}

/// Looks until so many run; one that looks in vain never ends.
async fn wait_for(connection: &impl ConnectionTrait, count: usize) {
    while running(connection).await != count {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

/// A reader in the way of a lock hangs: the third is refused at once, health is answered, and when
/// the clients go away PostgreSQL has nothing left to do, long before its own timeout.
#[tokio::test]
async fn what_nobody_waits_for_is_cancelled_in_postgresql() {
    let database = TestDatabase::migrated(Flavour::Postgres).await;
    let app = TestApp::with_settings(&database, |settings| {
        let limits = &mut settings.limits;
        limits.executions_max = 1;
        limits.waiting_max = 1;
        limits.waiting_timeout_ms = 3_600_000;
        limits.request_timeout_ms = 3_600_000;
    })
    .await;
    filled(&app).await;
    let (holder, observer) = (database.connection().await, database.connection().await);
    let lock = sea_orm::TransactionTrait::begin(&holder)
        .await
        .expect("begun");
    let locked = lock.execute_unprepared("LOCK TABLE services IN ACCESS EXCLUSIVE MODE");
    locked.await.expect("locked");
    {
        let auditor = app.auditor();
        let ask = || Box::pin(auditor.ask(SERVICES));
        let three = vec![ask(), ask(), ask()];
        let (answer, _, two) = futures_util::future::select_all(three).await;
        refused(&answer, 503, "OVERLOADED");
        wait_for(&observer, 1).await;
        for path in ["livez", "readyz"] {
            let url = app.url.replace("graphql", path);
            let answer = reqwest::get(url).await.expect("an answer");
            assert_eq!(answer.status().as_u16(), 200, "{path}");
        }
        // Both clients go away.
        drop(two);
    }
    wait_for(&observer, 0).await;
    lock.rollback().await.expect("unlocked");
    assert_eq!(app.auditor().ask(SERVICES).await.status, 200);
}

/// The deadline of the server ends the work as well.
#[tokio::test]
async fn what_takes_too_long_is_cancelled_in_postgresql() {
    let database = TestDatabase::migrated(Flavour::Postgres).await;
    let app = TestApp::with_settings(&database, |settings| {
        settings.limits.request_timeout_ms = 300;
    })
    .await;
    filled(&app).await;
    let (holder, observer) = (database.connection().await, database.connection().await);
    let lock = sea_orm::TransactionTrait::begin(&holder)
        .await
        .expect("begun");
    let locked = lock.execute_unprepared("LOCK TABLE services IN ACCESS EXCLUSIVE MODE");
    locked.await.expect("locked");
    let answer = app.auditor().ask(SERVICES).await;
    refused(&answer, 503, "EXECUTION_TIMEOUT");
    wait_for(&observer, 0).await;
    lock.rollback().await.expect("unlocked");
    assert_eq!(app.auditor().ask(SERVICES).await.status, 200);
}

#[tokio::test]
async fn a_server_without_introspection_tells_no_name() {
    on_both(async |database| {
        let open = TestApp::start(database).await;
        let told = open.auditor().ask("{ servces { nodes { code } } }").await;
        assert_eq!(told.reasons(), ["GRAPHQL_VALIDATION_FAILED"]);
        assert!(told.body.contains("Did you mean"), "{}", told.body);
        let shut = TestApp::with_settings(database, |settings| {
            settings.introspection = api::settings::Introspection::Off;
        })
        .await;
        let auditor = shut.auditor();
        for document in [
            "{ servces { nodes { code } } }",
            "{ services { nods { code } } }",
            "{ services(frst: 1) { nodes { code } } }",
            "{ __schema { types { name } } }",
            "{ __type(name: \"Query\") { name } }",
            "{ ...f } fragment f on Query { viewer { role } __schema { types { name } } }",
        ] {
            let answer = auditor.ask(document).await;
            assert_eq!(
                answer.reasons(),
                ["GRAPHQL_VALIDATION_FAILED"],
                "{document}"
            );
            assert_eq!(answer.status, 422);
            assert!(!answer.body.contains("Did you mean"), "{}", answer.body);
            assert!(answer.json["data"].is_null());
        }
        let answer = auditor.ask("{ __typename viewer { __typename } }").await;
        assert_eq!(
            *answer.data(),
            json!({"__typename": "Query", "viewer": {"__typename": "Viewer"}})
        );
    })
    .await;
}
