//! What others do leaves no trace, and what is theirs looks like nothing: whatever rival b changes,
//! every byte that a can read stays the same; and a true name of b's is answered as one that never
//! was.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use tests::harness::actor::Actor;
use tests::harness::app::TestApp;
use tests::harness::database::on_both;

use crate::crawler::{Root, Schema, VARIANTS};
use crate::rivals::{Known, harvest, row, submit, world};

/// Every answer that the reader gets, but for the end-to-end figure of the service that both rivals
/// support: that one is read by all its suppliers.
pub(crate) async fn everything(
    schema: &Schema,
    actor: &Actor<'_>,
    ids: &str,
    variant: usize,
) -> Vec<(String, String)> {
    let root = |field, arguments: &str| Root {
        field,
        arguments: arguments.to_owned(),
        whole: true,
    };
    let hundred = "(first: 100)";
    let lists = [
        root("viewer", ""),
        root("services", hundred),
        root("suppliers", hundred),
        root("components", hundred),
        root("agreements", hundred),
        root("outages", hundred),
        root("submissions", hundred),
        root("nodes", ids),
    ];
    let own = root("service", "(code: \"cnry_xsvc_service\")");
    let end_to_end = [
        "Service.report",
        "Service.availabilitySeries",
        "Service.trend",
    ];
    let lists = lists.iter().map(|root| (root, &end_to_end[..]));
    let mut answers = Vec::new();
    for (root, spared) in lists.chain([(&own, &[][..])]) {
        for document in schema.documents(root, variant, spared) {
            let answer = actor.ask(&document).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            let answer = answer.without_request_id();
            answers.push((document, answer));
        }
    }
    answers
}

/// Each of these changes what b has: more, corrected, refused, unknown, open, planned, agreed.
pub(crate) async fn meddle(app: &TestApp, round: usize) {
    let span = ("2026-04-10T09:30", "2026-04-10T11:30");
    let key = format!("cnry_b_more {round}");
    match round {
        // Over the very time of a's own outage.
        0 => submit(app, "b", &key, vec![row("b", "b_comp", span, "1")]).await,
        1 => {
            let mut corrected = row("b", "b_comp", span, "0.25");
            corrected["revision"] = json!(2);
            submit(app, "b", &key, vec![corrected]).await;
        }
        2 => {
            let mut withdrawn = row("b", "b_comp", (span.0, span.0), "1");
            withdrawn["revision"] = json!(3);
            let refused = row("b", "a_comp", span, "1");
            submit(app, "b", &key, vec![withdrawn, refused]).await;
        }
        3 => {
            let rows = (10..60).map(|minute| {
                let start = format!("2026-04-{:02}T10:{minute}", minute % 28 + 1);
                row("b", "b_comp", (&start, ""), "unknown")
            });
            submit(app, "b", &key, rows.collect()).await;
        }
        4 => {
            let open = row("b", "b_sub_comp", ("2026-05-01T00:00", ""), "1");
            submit(app, "b_sub", &key, vec![open]).await;
        }
        _ => {
            let catalogue = "catalogue: 1\ncomponents:\n\
                - {code: cnry_b_comp, name: cnry_b_renamed, supplier: cnry_b_org}\n\
                - {code: cnry_b_new, name: cnry_b_new, supplier: cnry_b_org}\n\
                maintenanceWindows:\n\
                - {reference: cnry_b_new, component: cnry_b_comp, start: 2026-04-10T10:00:37Z, \
                end: 2026-04-10T11:00:37Z, approved: true, notifiedAt: 2026-04-01T00:00:37Z}\n\
                agreements:\n\
                - {code: cnry_b_new, name: cnry_b_new, kind: OLA, provider: cnry_b_org, \
                customer: hub, components: [cnry_b_new], versions: [{version: 1, status: SIGNED, \
                effectiveFrom: 2026-01-01T00:00:37Z, calendar: always}]}\n";
            app.apply_as_operator(catalogue).await;
        }
    }
}

#[tokio::test]
async fn what_b_does_changes_no_byte_that_a_reads() {
    on_both(async |database| {
        let app = world(database).await;
        let schema = Schema::of(&app.integrator()).await;
        let a = app.supplier("cnry_a_org");
        let known = harvest(&app).await;
        let ids: Vec<String> = known
            .iter()
            .map(|known| format!("\"{}\"", known.id))
            .collect();
        let ids = format!("(ids: [{}])", ids.join(", "));
        let mut before = Vec::new();
        for variant in 0..VARIANTS {
            before.push(everything(&schema, &a, &ids, variant).await);
        }
        let integrator = "{ outages { totalCount } submissions { totalCount } \
            service(code: \"cnry_shared_service\") { report(period: {month: \"2026-04\"}) { \
            availability { downtimeSeconds { decimal } unknownSeconds } } } \
            component(code: \"cnry_b_comp\") { name } }";
        let mut other = app.integrator().ask(integrator).await;
        for round in 0..6 {
            meddle(&app, round).await;
            // One way to ask in each round, in turn.
            let before = &before[round % VARIANTS];
            let after = everything(&schema, &a, &ids, round % VARIANTS).await;
            assert_eq!(before.len(), after.len());
            for ((document, before), (_, after)) in before.iter().zip(&after) {
                assert_eq!(before, after, "round {round}: {document}");
            }
            // It did change something, for those who see it.
            let changed = app.integrator().ask(integrator).await;
            assert_ne!(changed.data(), other.data(), "round {round}");
            other = changed;
        }
    })
    .await;
}

/// An identifier of the same noun that nothing has.
pub(crate) fn absent(id: &str) -> String {
    let mut bytes = URL_SAFE_NO_PAD.decode(id).expect("a global identifier");
    for byte in bytes.iter_mut().skip(1).rev().take(6) {
        *byte ^= 0x5a;
    }
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Everything of the others for a reader: what it cannot find.
async fn foreign<'k>(actor: &Actor<'_>, known: &'k [Known]) -> Vec<&'k Known> {
    let mut foreign = Vec::new();
    for known in known {
        let answer = actor
            .ask(&format!("{{ node(id: \"{}\") {{ id }} }}", known.id))
            .await;
        if answer.json["data"]["node"].is_null() {
            foreign.push(known);
        }
    }
    foreign
}

async fn same(actor: &Actor<'_>, one: &str, other: &str) {
    let (one, other) = (actor.ask(one).await, actor.ask(other).await);
    assert_eq!(one.without_request_id(), other.without_request_id());
}

#[tokio::test]
async fn what_is_anothers_looks_like_nothing() {
    on_both(async |database| {
        let app = world(database).await;
        let known = harvest(&app).await;
        for (actor, foreign_min) in [
            (app.supplier("cnry_a_org"), 15),
            (app.customer("cnry_x_org"), 15),
            (app.customer("cnry_y_org"), 5),
            (app.supplier("cnry_b_sub_org"), 15),
        ] {
            let foreign = foreign(&actor, &known).await;
            assert!(foreign.len() >= foreign_min, "{}", foreign.len());
            for hidden in &foreign {
                let absent = absent(&hidden.id);
                assert!(!known.iter().any(|known| known.id == absent));
                let node = |id: &str| format!("{{ node(id: \"{id}\") {{ id __typename }} }}");
                same(&actor, &node(&hidden.id), &node(&absent)).await;
                let nodes = |id: &str| format!("{{ nodes(ids: [\"{id}\"]) {{ id __typename }} }}");
                same(&actor, &nodes(&hidden.id), &nodes(&absent)).await;
                let Some((field, code)) = &hidden.by_code else {
                    continue;
                };
                let by_code = |code: &str| format!("{{ {field}(code: \"{code}\") {{ id }} }}");
                same(&actor, &by_code(code), &by_code(&"z".repeat(code.len()))).await;
            }
            let ids: Vec<String> = foreign.iter().map(|known| known.id.clone()).collect();
            let absent: Vec<String> = ids.iter().map(|id| absent(id)).collect();
            let nodes = |ids: &[String]| format!("{{ nodes(ids: {}) {{ id }} }}", json!(ids));
            same(&actor, &nodes(&ids), &nodes(&absent)).await;
        }
    })
    .await;
}
