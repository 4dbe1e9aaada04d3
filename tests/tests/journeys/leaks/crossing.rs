//! How one supplier tries to cross to another: the rows 73 to 86 of the specification, each with what
//! is tried and what is answered. What does not exist yet says so, and gets its attempt with it.

use serde_json::{Value, json};
use tests::harness::actor::Actor;
use tests::harness::app::TestApp;
use tests::harness::database::{TestDatabase, on_both};

use super::batches::{for_another, keys, mass_assignment, one_of_a_thousand};
use super::forged::{hidden, identifiers};
use super::side_by_side::pairs;
use crate::interference::{absent, meddle};
use crate::rivals::world;

/// What became of a row of the specification.
enum Standing {
    /// It is tried by [`attempt`].
    Tried,
    /// What it is about does not exist yet.
    NotThere(&'static str),
}

use Standing::{NotThere, Tried};

/// The number of a row, what is tried, and its standing.
const ROWS: &[(u32, &str, Standing)] = &[
    (
        73,
        "another's thing by its code or identifier: as one that never was",
        Tried,
    ),
    (
        74,
        "the same by node, nodes, nested lists and filters",
        Tried,
    ),
    (75, "a forged identifier: NOT_FOUND", Tried),
    (
        76,
        "a mutation for another supplier: FORBIDDEN, no row written",
        Tried,
    ),
    (
        77,
        "1 of 1,000 rows names another's component: ATOMIC none, BEST_EFFORT all but that",
        Tried,
    ),
    (
        78,
        "closing or accepting another's handoff",
        NotThere("handoffs"),
    ),
    (
        79,
        "the way of a ticket before and after its own part",
        NotThere("tickets"),
    ),
    (80, "a total over fewer than two others is withheld", Tried),
    (
        81,
        "counts, edges and refusals are the same with and without another's rows",
        Tried,
    ),
    (
        82,
        "exports, import jobs, webhooks and audit of another",
        NotThere("exports, jobs, webhooks"),
    ),
    (
        83,
        "the error file of an import",
        NotThere("files are imported by the operator alone"),
    ),
    (84, "fields that an input does not have", Tried),
    (85, "two requests at once through loaders", Tried),
    (
        86,
        "another's idempotency key is no key of one's own",
        Tried,
    ),
];

async fn attempt(number: u32, app: &TestApp, database: &TestDatabase) {
    match number {
        73 => by_name(app).await,
        74 => by_other_doors(app).await,
        75 => identifiers(app, database).await,
        76 => for_another(app, database).await,
        77 => one_of_a_thousand(app).await,
        80 => small_groups(app).await,
        81 => counts(app).await,
        84 => mass_assignment(app, database).await,
        85 => pairs(app, database).await,
        86 => keys(app).await,
        other => panic!("row {other} is tried and has no attempt"),
    }
}

#[tokio::test]
async fn every_row_about_crossing_is_tried_or_not_there() {
    let numbers: Vec<u32> = ROWS.iter().map(|(number, _, _)| *number).collect();
    assert_eq!(numbers, (73..=86).collect::<Vec<_>>());
    on_both(async |database| {
        let app = world(database).await;
        for (number, what, standing) in ROWS {
            match standing {
                Tried => {
                    attempt(*number, &app, database).await;
                    println!("{number} {what}: as stated");
                }
                NotThere(why) => println!("{number} {what}: not there yet ({why})"),
            }
        }
    })
    .await;
}

/// Two documents are answered alike, to the byte.
async fn same(actor: &Actor<'_>, one: &str, other: &str) {
    let answers = [actor.ask(one).await, actor.ask(other).await];
    let [one_answer, other_answer] = answers.each_ref().map(|answer| answer.without_request_id());
    assert_eq!(one_answer, other_answer, "{one} and {other}");
}

async fn by_name(app: &TestApp) {
    for reader in [
        app.supplier("cnry_a_org"),
        app.supplier("cnry_d_org"),
        app.customer("cnry_x_org"),
    ] {
        for known in hidden(app, &reader).await {
            let node = |id: &str| format!("{{ node(id: \"{id}\") {{ id __typename }} }}");
            same(&reader, &node(&known.id), &node(&absent(&known.id))).await;
            let answer = reader.ask(&node(&known.id)).await;
            assert_eq!(answer.reasons(), ["NOT_FOUND"]);
            assert_eq!(answer.json["data"], json!({"node": null}));
            if let Some((field, code)) = &known.by_code {
                let by_code = |code: &str| format!("{{ {field}(code: \"{code}\") {{ id }} }}");
                same(&reader, &by_code(code), &by_code(&"z".repeat(code.len()))).await;
            }
        }
    }
}

/// What takes a code or an identifier of something else than itself.
async fn by_other_doors(app: &TestApp) {
    let a = app.supplier("cnry_a_org");
    let ids: Vec<String> = hidden(app, &a)
        .await
        .into_iter()
        .map(|known| known.id)
        .collect();
    let absent: Vec<String> = ids.iter().map(|id| absent(id)).collect();
    let nodes = |ids: &[String]| format!("{{ nodes(ids: {}) {{ id __typename }} }}", json!(ids));
    same(&a, &nodes(&ids), &nodes(&absent)).await;
    for (true_name, name) in [
        ("cnry_ysvc_service", "cnry_nothing_here"),
        ("cnry_xsvc_service", "cnry_nothing_here"),
    ] {
        for door in ["gaps", "integratorScorecard"] {
            let service = |code: &str| match door {
                "gaps" => format!(", service: \"{code}\""),
                _ => String::new(),
            };
            let ask = |code: &str| {
                format!(
                    "{{ {door}(period: {{month: \"2026-04\"}}{}) {{ asOf }} }}",
                    service(code)
                )
            };
            same(&a, &ask(true_name), &ask(name)).await;
        }
    }
    // A list below a thing that is a's own holds nothing that is not.
    let document = "{ services(first: 100) { nodes { code components { code outages(first: 100) { \
        totalCount nodes { externalId supplier { code } } } agreements { agreement { code } } } } } }";
    let answer = a.ask(document).await;
    assert_eq!(
        answer.at("/services/nodes/0/components/0/code"),
        "cnry_a_comp"
    );
    assert_eq!(
        answer.at("/services/nodes").as_array().map(Vec::len),
        Some(2)
    );
    for service in answer.at("/services/nodes").as_array().expect("services") {
        assert_eq!(service["components"].as_array().map(Vec::len), Some(1));
        let component = &service["components"][0];
        assert_eq!(component["agreements"].as_array().map(Vec::len), Some(1));
        for outage in component["outages"]["nodes"].as_array().expect("outages") {
            assert_eq!(outage["supplier"]["code"], "cnry_a_org");
        }
    }
    // Nor does one that others see for other reasons: b's contract is about its sub-supplier's
    // component, and a's about one that x's service is made of.
    let promised = "{ components(first: 9) { nodes { code agreements { agreement { code } } } } }";
    let sub = app.supplier("cnry_b_sub_org").ask(promised).await;
    let agreements = sub.at("/components/nodes/0/agreements");
    assert_eq!(
        agreements,
        &json!([{"agreement": {"code": "cnry_b_sub_uc"}}])
    );
    let x = app.customer("cnry_x_org").ask(promised).await;
    assert!(!x.body.contains("cnry_adeal_uc"), "{}", x.body);
    // A cursor of b's list opens nothing of a's, and tells no more than a bad one.
    let page = "{ outages(first: 1) { pageInfo { endCursor } } }";
    let of_b = app.supplier("cnry_b_org").ask(page).await;
    let cursor = of_b
        .at("/outages/pageInfo/endCursor")
        .as_str()
        .expect("a cursor")
        .to_owned();
    let after =
        |cursor: &str| format!("{{ outages(first: 9, after: \"{cursor}\") {{ totalCount }} }}");
    same(&a, &after(&cursor), &after(&"A".repeat(cursor.len()))).await;
    assert_eq!(a.ask(&after(&cursor)).await.reasons(), ["BAD_USER_INPUT"]);
    let forged = "{ outages(first: 9, before: \"eyJzdGFydCI6MH0\") { totalCount } }";
    assert_eq!(a.ask(forged).await.reasons(), ["BAD_USER_INPUT"]);
}

/// Row 80. Of two suppliers, the total of the others is one rival's figure; of four it is not. What
/// else sums over others is not shown to suppliers at all.
async fn small_groups(app: &TestApp) {
    let others = async |reader: &Actor<'_>, service: &str, policy: &str| {
        let document = format!(
            "{{ service(code: \"{service}\") {{ report(period: {{month: \"2026-04\"}}) {{ \
             attribution(policy: {policy}) {{ othersSeconds {{ decimal }} shares {{ \
             supplier {{ code }} seconds {{ decimal }} }} }} }} }} }}"
        );
        let answer = reader.ask(&document).await;
        let attribution = answer.at("/service/report/attribution").clone();
        let shares = attribution["shares"].as_array().expect("shares");
        assert!(shares.len() <= 1, "its own share and no other");
        attribution["othersSeconds"]["decimal"]
            .as_str()
            .map(str::to_owned)
    };
    let (a, b, d) = (
        app.supplier("cnry_a_org"),
        app.supplier("cnry_b_org"),
        app.supplier("cnry_d_org"),
    );
    for policy in ["SHAPLEY", "FIRST_CAUSE", "SPLIT_EQUAL"] {
        // a and d; b and its sub-supplier.
        assert_eq!(
            others(&a, "cnry_xsvc_service", policy).await,
            None,
            "{policy}"
        );
        assert_eq!(
            others(&d, "cnry_xsvc_service", policy).await,
            None,
            "{policy}"
        );
        assert_eq!(
            others(&b, "cnry_ysvc_service", policy).await,
            None,
            "{policy}"
        );
        // Each of four.
        for reader in [&a, &b, &d] {
            let total = others(reader, "cnry_shared_service", policy).await;
            assert!(total.is_some(), "{policy}");
        }
    }
    // A figure of a short stretch tells when a rival was down: it is a total over few in another way.
    for reader in [&a, &b, &d] {
        let day = "{from: \"2026-04-11T00:00:00Z\", to: \"2026-04-12T00:00:00Z\"}";
        for stretch in [
            format!("report(period: {{between: {day}}}) {{ verdict }}"),
            format!("availabilitySeries(period: {{between: {day}}}, by: MONTH) {{ state }}"),
            "availabilitySeries(period: {month: \"2026-04\"}, by: DAY) { state }".to_owned(),
            "availabilitySeries(period: {month: \"2026-04\"}, by: WEEK) { state }".to_owned(),
        ] {
            let document = format!("{{ service(code: \"cnry_shared_service\") {{ {stretch} }} }}");
            let answer = reader.ask(&document).await;
            assert_eq!(answer.reasons(), ["FORBIDDEN"], "{stretch}");
        }
    }
    // What is no sum has no total.
    assert_eq!(others(&a, "cnry_shared_service", "FULL").await, None);
    for reader in [&a, &b, &d] {
        let document = "{ gaps(period: {month: \"2026-04\"}) { asOf } \
            integratorScorecard(period: {month: \"2026-04\"}) { asOf } \
            services(first: 9) { nodes { report(period: {month: \"2026-04\"}) { \
            creditExposure { asOf } creditStatement { asOf } uncovered { downtimeSeconds { decimal } } \
            downtimes { loss } errorBudget { baseSeconds } } dependencyTree { path } } } }";
        let answer = reader.ask(document).await;
        let data = &answer.json["data"];
        assert_eq!(data["gaps"], Value::Null);
        assert_eq!(data["integratorScorecard"], Value::Null);
        assert_eq!(answer.reasons(), ["NOT_FOUND", "NOT_FOUND"]);
        for service in data["services"]["nodes"].as_array().expect("services") {
            assert_eq!(service["dependencyTree"], Value::Null);
            let report = service["report"].as_object().expect("a report");
            assert!(report.values().all(Value::is_null), "{service}");
        }
        // Before there was an agreement, no party of one stands in a statement that could hide it.
        let document = "{ services(first: 9) { nodes { report(period: {month: \"2025-12\"}) { \
            creditStatement { asOf } } } } }";
        let answer = reader.ask(document).await;
        for service in answer.at("/services/nodes").as_array().expect("services") {
            let report = service["report"].as_object().expect("a report");
            assert!(report.values().all(Value::is_null), "{service}");
        }
    }
}

async fn counts(app: &TestApp) {
    let a = app.supplier("cnry_a_org");
    let lists = [
        "services",
        "suppliers",
        "components",
        "agreements",
        "outages",
        "submissions",
    ];
    let mut documents: Vec<String> = lists
        .iter()
        .flat_map(|list| {
            let page =
                "{ totalCount pageInfo { hasNextPage hasPreviousPage endCursor startCursor } }";
            [1, 3, 100].map(|size| format!("{{ {list}(first: {size}) {page} }}"))
        })
        .collect();
    // Refusals and what a document costs do not depend on what is there.
    documents.extend([
        "{ service(code: \"cnry_ysvc_service\") { id } }".to_owned(),
        "{ outages(first: 101) { totalCount } }".to_owned(),
        "{ outages(first: 9, after: \"x\") { totalCount } }".to_owned(),
        format!("{{ {} }}", "viewer { role } ".repeat(900)),
        format!(
            "{}{}",
            "{ services { nodes { report(period: {month: \"2026-04\"}) ".repeat(6),
            "}".repeat(18)
        ),
    ]);
    let all = async || {
        let mut answers = Vec::new();
        for document in &documents {
            answers.push(a.ask(document).await.without_request_id());
        }
        answers
    };
    let before = all().await;
    let rows = "{ outages { totalCount } submissions { totalCount } components { totalCount } }";
    let seen = app.integrator().ask(rows).await;
    for round in 0..6 {
        meddle(app, round).await;
    }
    assert_ne!(app.integrator().ask(rows).await.data(), seen.data());
    assert_eq!(all().await, before);
}
