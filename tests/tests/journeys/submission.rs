//! A supplier's machine hands in outages: every row gets an outcome, a repetition changes nothing, a
//! correction replaces, and nobody writes or learns about what is another's.

use serde_json::{Value, json};
use tests::harness::actor::{Actor, Answer};
use tests::harness::app::TestApp;
use tests::harness::database::on_both;

use crate::catalogues::SMALL;

/// An outage of `component` that lasts from ten to eleven on the tenth of April.
fn row(component: &str, external_id: &str) -> Value {
    json!({
        "component": component,
        "start": "2026-04-10T10:00:00Z",
        "end": "2026-04-10T11:00:00Z",
        "source": "desk",
        "externalId": external_id,
    })
}

/// `row` with some fields otherwise.
fn with(mut row: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().expect("fields") {
        row[name] = value.clone();
    }
    row
}

fn batch(key: &str, mode: &str, rows: impl Into<Vec<Value>>) -> Value {
    json!({"idempotencyKey": key, "mode": mode, "rows": rows.into()})
}

/// The current outages that the actor sees, by external identifier.
async fn stored(actor: &Actor<'_>) -> Vec<(String, i64, String)> {
    let answer = actor
        .ask("{ outages(first: 100) { nodes { externalId revision end } } }")
        .await;
    let nodes = answer.at("/outages/nodes").as_array().expect("nodes");
    let mut found: Vec<_> = nodes
        .iter()
        .map(|node| {
            let text = |field: &str| node[field].as_str().unwrap_or("-").to_owned();
            let revision = node["revision"].as_i64().expect("a number");
            (text("externalId"), revision, text("end"))
        })
        .collect();
    found.sort();
    found
}

fn ids(stored: &[(String, i64, String)]) -> Vec<&str> {
    stored.iter().map(|(id, _, _)| id.as_str()).collect()
}

fn counts(answer: &Answer) -> [i64; 4] {
    let counts = answer.at("/submitOutages/submission/counts");
    let count = |name: &str| counts[name].as_i64().expect("a count");
    let all = ["received", "accepted", "duplicate", "rejected"].map(count);
    assert_eq!(all[0], all[1] + all[2] + all[3], "the counts add up");
    all
}

/// Index, status, and code and field of every problem, of every row.
fn outcomes(answer: &Answer) -> Vec<String> {
    let outcomes = answer.at("/submitOutages/submission/outcomes");
    let told = |outcome: &Value| {
        let problems = outcome["problems"].as_array().expect("problems");
        let problem = |problem: &Value| {
            let code = problem["code"].as_str().expect("a code");
            let field = problem["path"][0].as_str().expect("a field");
            assert!(
                problem["message"]
                    .as_str()
                    .is_some_and(|text| !text.is_empty())
            );
            format!(" {code} {field}")
        };
        let problems: String = problems.iter().map(problem).collect();
        let status = outcome["status"].as_str().expect("a status");
        format!("{} {status}{problems}", outcome["index"])
    };
    outcomes
        .as_array()
        .expect("outcomes")
        .iter()
        .map(told)
        .collect()
}

/// Two good rows, and one for each way to be bad.
fn mixed() -> Vec<Value> {
    let net = |external_id| row("net", external_id);
    vec![
        net("good-1"),
        with(net("reversed"), json!({"end": "2026-04-10T09:59:59Z"})),
        with(net("future"), json!({"end": "2027-04-10T11:00:00Z"})),
        with(net("naive"), json!({"start": "2026-04-10T10:00:00"})),
        row("nowhere", "unknown"),
        row("host", "foreign"),
        net("twice"),
        with(net("twice"), json!({"note": "another story"})),
        net("good-2"),
        net("good-2"),
        with(net("loss"), json!({"loss": "1,5"})),
        with(
            net("many"),
            json!({"loss": "2", "start": "yesterday", "revision": 0}),
        ),
    ]
}

const MIXED_OUTCOMES: [&str; 12] = [
    "0 ACCEPTED",
    "1 REJECTED REVERSED_INTERVAL end",
    "2 REJECTED FUTURE_TIMESTAMP end",
    "3 REJECTED NAIVE_TIMESTAMP start",
    "4 REJECTED UNKNOWN_REFERENCE component",
    "5 REJECTED UNKNOWN_REFERENCE component",
    "6 REJECTED CONFLICT_IN_BATCH externalId",
    "7 REJECTED CONFLICT_IN_BATCH externalId",
    "8 ACCEPTED",
    "9 DUPLICATE DUPLICATE_IN_BATCH externalId",
    "10 REJECTED BAD_NUMBER loss",
    "11 REJECTED BAD_TIMESTAMP start OUT_OF_RANGE loss OUT_OF_RANGE revision",
];

#[tokio::test]
async fn every_row_gets_its_outcome() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, SMALL).await;
        let acme = app.supplier("acme");

        let atomic = acme.submit(batch("atomic", "ATOMIC", mixed())).await;
        let refused: Vec<String> = MIXED_OUTCOMES
            .iter()
            .map(|outcome| outcome.replace("ACCEPTED", "NOT_STORED"))
            .collect();
        assert_eq!(outcomes(&atomic), refused);
        assert_eq!(counts(&atomic), [12, 0, 1, 11]);
        assert_eq!(stored(&acme).await, [], "ATOMIC: nothing unless everything");

        let best = acme.submit(batch("best", "BEST_EFFORT", mixed())).await;
        assert_eq!(outcomes(&best), MIXED_OUTCOMES);
        assert_eq!(counts(&best), [12, 2, 1, 9]);
        assert_eq!(ids(&stored(&acme).await), ["good-1", "good-2"]);

        let submission = best.at("/submitOutages/submission");
        assert_eq!(submission["supplier"]["code"], "acme");
        assert_eq!(submission["submittedBy"], "supplier of acme");
        assert_eq!(submission["receivedAt"], "2026-05-01T00:00:00Z");
        let given = "/submitOutages/submission/outcomes/1/problems/0";
        assert_eq!(best.at(given)["given"], "2026-04-10T09:59:59Z");
        assert_eq!(
            best.at(given)["expected"],
            "an instant from 2026-04-10T10:00:00Z on"
        );
        assert!(best.at(given)["hint"].is_string());
    })
    .await;
}

#[tokio::test]
async fn a_repetition_gets_the_first_answer_again() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, SMALL).await;
        let acme = app.supplier("acme");
        let first = acme.submit(batch("key", "BEST_EFFORT", mixed())).await;
        assert_eq!(first.at("/submitOutages/replayed"), false);
        let before = stored(&acme).await;

        app.set_clock("2026-05-01T00:40:00Z");
        let again = acme.submit(batch("key", "BEST_EFFORT", mixed())).await;
        assert_eq!(again.at("/submitOutages/replayed"), true);
        assert_eq!(
            again.at("/submitOutages/submission"),
            first.at("/submitOutages/submission")
        );
        assert_eq!(stored(&acme).await, before);

        for other in [
            batch("key", "BEST_EFFORT", [row("net", "other")]),
            batch("key", "ATOMIC", mixed()),
        ] {
            let reused = acme.submit(other).await;
            let payload = reused.at("/submitOutages");
            assert_eq!(payload["submission"], Value::Null);
            assert_eq!(payload["problems"][0]["code"], "IDEMPOTENCY_KEY_REUSED");
            assert_eq!(payload["problems"][0]["path"], json!(["idempotencyKey"]));
        }
        assert_eq!(stored(&acme).await, before);

        // The same rows under a new key are there already: no failure, and nothing is stored twice.
        let rows = [row("net", "good-1"), row("net", "good-2")];
        let known = acme.submit(batch("another key", "ATOMIC", rows)).await;
        assert_eq!(outcomes(&known), ["0 DUPLICATE", "1 DUPLICATE"]);
        assert_eq!(counts(&known), [2, 0, 2, 0]);

        // A key is a supplier's own: another's equal key is another key.
        let bolt = app.supplier("bolt");
        let theirs = acme
            .submit(batch("shared", "ATOMIC", [row("net", "mine")]))
            .await;
        let ours = bolt
            .submit(batch("shared", "ATOMIC", [row("host", "mine")]))
            .await;
        assert_eq!((counts(&theirs)[1], counts(&ours)[1]), (1, 1));
        assert_eq!(ours.at("/submitOutages/replayed"), false);
    })
    .await;
}

#[tokio::test]
async fn a_correction_has_a_higher_revision() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, SMALL).await;
        let acme = app.supplier("acme");
        acme.submit(batch("1", "ATOMIC", [row("net", "INC-1")]))
            .await;
        let later = json!({"end": "2026-04-10T12:00:00Z"});

        let conflict = with(row("net", "INC-1"), later.clone());
        let conflict = acme.submit(batch("2", "ATOMIC", [conflict])).await;
        assert_eq!(outcomes(&conflict), ["0 REJECTED CONFLICT externalId"]);
        let problem = "/submitOutages/submission/outcomes/0/problems/0/hint";
        assert_eq!(
            conflict.at(problem),
            "to correct it, send it with revision 2"
        );

        let corrected = with(with(row("net", "INC-1"), later), json!({"revision": 2}));
        let corrected = acme.submit(batch("3", "ATOMIC", [corrected])).await;
        assert_eq!(outcomes(&corrected), ["0 ACCEPTED"]);
        let current = ("INC-1".to_owned(), 2, "2026-04-10T12:00:00Z".to_owned());
        assert_eq!(stored(&acme).await, std::slice::from_ref(&current));

        let older = acme
            .submit(batch("4", "ATOMIC", [row("net", "INC-1")]))
            .await;
        assert_eq!(outcomes(&older), ["0 DUPLICATE"]);
        acme.submit(batch(
            "5",
            "ATOMIC",
            [with(row("net", "INC-2"), json!({"revision": 7}))],
        ))
        .await;
        let stale = with(row("net", "INC-2"), json!({"revision": 3}));
        let stale = acme.submit(batch("6", "ATOMIC", [stale])).await;
        assert_eq!(outcomes(&stale), ["0 REJECTED STALE_REVISION revision"]);
        assert_eq!(stored(&acme).await[0], current);

        let report = "{ service(code: \"portal\") { report(period: {month: \"2026-04\"}) { \
            availability { downtimeSeconds { decimal } } } } }";
        let report = app.integrator().ask(report).await;
        let downtime = "/service/report/availability/downtimeSeconds/decimal";
        // Two hours of INC-1 as corrected; INC-2 lies within them.
        assert_eq!(report.at(downtime), "7200.000000");
    })
    .await;
}

#[tokio::test]
async fn nobody_writes_for_another() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, SMALL).await;
        let hub = app.integrator();
        let of = |supplier: &str, component: &str, key: &str| {
            with(
                batch(key, "BEST_EFFORT", [row(component, key)]),
                json!({"supplier": supplier}),
            )
        };
        let acme = app.supplier("acme");
        // Another supplier, another kind of party, and one that is not there: the same words.
        let mut refusals = Vec::new();
        for (supplier, component) in [
            ("bolt", "host"),
            ("hub", "net"),
            ("nobody", "net"),
            ("cage", "rack"),
        ] {
            let answer = acme.submit(of(supplier, component, "theirs")).await;
            assert_eq!(answer.reasons(), ["FORBIDDEN"], "{}", answer.body);
            refusals.push(answer.without_request_id());
        }
        assert!(refusals.iter().all(|refusal| *refusal == refusals[0]));
        for actor in [app.customer("bank"), app.auditor()] {
            let answer = actor.submit(of("acme", "net", "theirs")).await;
            assert_eq!(answer.reasons(), ["FORBIDDEN"]);
        }
        let narrow = acme.clone().with_scopes("performance:read");
        let answer = narrow.submit(of("acme", "net", "mine")).await;
        assert_eq!(answer.reasons(), ["INSUFFICIENT_SCOPE"]);
        assert_eq!(stored(&hub).await, []);
        let submissions = hub.ask("{ submissions { totalCount } }").await;
        assert_eq!(submissions.at("/submissions/totalCount"), 0);

        // The integrator may, for any supplier that there is; it must say for which.
        let answer = hub.submit(of("bolt", "host", "for-bolt")).await;
        assert_eq!(outcomes(&answer), ["0 ACCEPTED"]);
        let answer = hub.submit(of("bolt", "net", "not-bolts")).await;
        assert_eq!(
            outcomes(&answer),
            ["0 REJECTED SUPPLIER_MISMATCH component"]
        );
        let answer = hub.submit(of("nobody", "net", "nobody")).await;
        let problem = answer.at("/submitOutages/problems/0");
        assert_eq!(problem["code"], "UNKNOWN_REFERENCE");
        assert_eq!(problem["path"], json!(["supplier"]));
        assert_eq!(ids(&stored(&app.supplier("bolt")).await), ["for-bolt"]);
    })
    .await;
}

/// For a supplier, a rival's component is as absent as one that never was.
#[tokio::test]
async fn a_foreign_component_looks_like_none() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, SMALL).await;
        let acme = app.supplier("acme");
        let mut answers = Vec::new();
        // As long as each other, and as far from every code of acme's own.
        for component in ["host", "yyyy"] {
            let key = format!("about {component}");
            let answer = acme
                .submit(batch(&key, "BEST_EFFORT", [row(component, "x")]))
                .await;
            let outcome = answer.at("/submitOutages/submission/outcomes").to_string();
            assert!(outcome.contains(&format!("\"given\":\"{component}\"")));
            answers.push(outcome.replace(component, "?"));
        }
        assert_eq!(answers[0], answers[1]);
        assert!(!answers[0].contains("bolt"));
    })
    .await;
}

#[tokio::test]
async fn a_batch_has_a_key_and_a_size() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, SMALL).await;
        let acme = app.supplier("acme");
        let refused = async |input: Value, code: &str, field: &str| {
            let answer = acme.submit(input).await;
            let payload = answer.at("/submitOutages");
            assert_eq!(payload["submission"], Value::Null);
            assert_eq!(payload["problems"][0]["code"], code);
            assert_eq!(payload["problems"][0]["path"], json!([field]));
        };
        refused(batch("empty", "ATOMIC", []), "EMPTY_BATCH", "rows").await;
        let small = json!({"component": "net", "start": "2026-04-10T10:00:00Z", "source": "s", "externalId": "x"});
        let large = batch("large", "ATOMIC", vec![small; 10_001]);
        refused(large, "BATCH_TOO_LARGE", "rows").await;
        for key in ["", "  ", "a\u{0}b", &"k".repeat(256)] {
            let input = batch(key, "ATOMIC", [row("net", "x")]);
            refused(input, "IDEMPOTENCY_KEY_REQUIRED", "idempotencyKey").await;
        }
        assert_eq!(stored(&acme).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_at_once_are_one() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, SMALL).await;
        let acme = app.supplier("acme");
        let input = batch("storm", "BEST_EFFORT", mixed());
        let storm = (0..16).map(|_| acme.submit(input.clone()));
        let answers = futures_util::future::join_all(storm).await;
        let replayed = answers
            .iter()
            .filter(|answer| *answer.at("/submitOutages/replayed") == true)
            .count();
        assert_eq!(replayed, 15, "one is first");
        let first = answers[0].at("/submitOutages/submission");
        for answer in &answers {
            assert_eq!(answer.at("/submitOutages/submission"), first);
        }
        let submissions = acme.ask("{ submissions { totalCount } }").await;
        assert_eq!(submissions.at("/submissions/totalCount"), 1);
        assert_eq!(ids(&stored(&acme).await), ["good-1", "good-2"]);
    })
    .await;
}
