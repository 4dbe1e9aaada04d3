//! Going through lists that grow meanwhile: nothing skipped, nothing twice; a cursor is good for the
//! list and the reader that it was given for; a count counts what its reader may see.

use serde_json::{Value, json};
use tests::harness::actor::Actor;
use tests::harness::app::TestApp;
use tests::harness::database::{TestDatabase, on_both};

use crate::catalogues::SMALL;

/// How many outages each rival has to begin with.
const OUTAGES: usize = 150;

/// An outage that began so many minutes after the first of March.
fn row(component: &str, number: usize) -> Value {
    let (day, hour, minute) = (number / 1_440 + 1, number / 60 % 24, number % 60);
    json!({
        "component": component,
        "start": format!("2026-03-{day:02}T{hour:02}:{minute:02}:00Z"),
        "end": "2026-04-30T00:00:00Z",
        "source": "desk",
        "externalId": format!("{component}-{number}"),
    })
}

async fn insert(actor: &Actor<'_>, component: &str, numbers: impl Iterator<Item = usize>) {
    let rows: Vec<Value> = numbers.map(|number| row(component, number)).collect();
    let key = format!("{component} {}", rows[0]["externalId"]);
    let accepted = rows.len();
    let answer = actor
        .submit(json!({"idempotencyKey": key, "rows": rows}))
        .await;
    assert_eq!(
        answer.at("/submitOutages/submission/counts/accepted"),
        accepted
    );
}

/// Outages every ten minutes of both rivals.
async fn filled(database: &TestDatabase) -> TestApp {
    let app = TestApp::with_catalogue(database, SMALL).await;
    for (supplier, component) in [("acme", "net"), ("bolt", "host")] {
        let numbers = (0..OUTAGES).map(|number| number * 10);
        insert(&app.supplier(supplier), component, numbers).await;
    }
    app
}

/// One page of outages.
struct Page {
    ids: Vec<String>,
    info: Value,
}

async fn page(actor: &Actor<'_>, arguments: &str) -> Page {
    let document = format!(
        "{{ outages({arguments}) {{ edges {{ cursor node {{ externalId }} }} nodes {{ externalId }} \
         pageInfo {{ startCursor endCursor hasNextPage hasPreviousPage }} }} }}"
    );
    let answer = actor.ask(&document).await;
    let outages = answer.at("/outages");
    let edges = outages["edges"].as_array().expect("edges");
    let id = |edge: &Value| {
        edge["node"]["externalId"]
            .as_str()
            .expect("an id")
            .to_owned()
    };
    let info = outages["pageInfo"].clone();
    assert_eq!(
        info["startCursor"],
        edges
            .first()
            .map_or(Value::Null, |edge| edge["cursor"].clone())
    );
    assert_eq!(
        info["endCursor"],
        edges
            .last()
            .map_or(Value::Null, |edge| edge["cursor"].clone())
    );
    let nodes: Vec<Value> = edges.iter().map(|edge| edge["node"].clone()).collect();
    assert_eq!(outages["nodes"], json!(nodes));
    Page {
        ids: edges.iter().map(id).collect(),
        info,
    }
}

/// What acme had from the start, the latest first.
fn original() -> Vec<String> {
    (0..OUTAGES)
        .rev()
        .map(|number| format!("net-{}", number * 10))
        .collect()
}

/// Goes through the list, and lets new rows in before every page.
async fn walk(app: &TestApp, forward: bool) -> Vec<String> {
    let acme = app.supplier("acme");
    let (size, cursor, more, end) = if forward {
        ("first", "after", "hasNextPage", "endCursor")
    } else {
        ("last", "before", "hasPreviousPage", "startCursor")
    };
    let mut arguments = format!("{size}: 7");
    let mut seen: Vec<String> = Vec::new();
    // New rows lie between old ones, everywhere in the list.
    for round in 0.. {
        let direction = usize::from(forward);
        let numbers =
            (0..3).map(|n| (round * 31 + n * 467) % 1_490 / 10 * 10 + 2 + direction + n * 2);
        insert(&acme, "net", numbers).await;
        let page = page(&acme, &arguments).await;
        if forward {
            seen.extend(page.ids);
        } else {
            seen.splice(0..0, page.ids);
        }
        if page.info[more] == false {
            break;
        }
        let at = page.info[end].as_str().expect("a cursor");
        arguments = format!("{size}: 7, {cursor}: \"{at}\"");
    }
    seen
}

/// Goes through the list and checks it.
async fn check_walk(database: &TestDatabase, forward: bool) {
    let app = filled(database).await;
    let seen = walk(&app, forward).await;
    let number = |id: &String| -> usize {
        let digits = id.strip_prefix("net-").expect("one of acme's own");
        digits.parse().expect("a number")
    };
    let numbers: Vec<usize> = seen.iter().map(number).collect();
    assert!(
        numbers.is_sorted_by(|a, b| a > b),
        "the latest first, nothing twice"
    );
    let old: Vec<String> = seen.into_iter().filter(|id| id.ends_with('0')).collect();
    assert_eq!(old, original(), "nothing is skipped");
}

#[tokio::test]
async fn forward_nothing_is_skipped_or_repeated_while_rows_come_in() {
    on_both(async |database| check_walk(database, true).await).await;
}

#[tokio::test]
async fn backward_nothing_is_skipped_or_repeated_while_rows_come_in() {
    on_both(async |database| check_walk(database, false).await).await;
}

#[tokio::test]
async fn a_cursor_is_for_one_list_and_one_reader() {
    on_both(async |database| {
        let app = filled(database).await;
        let acme = app.supplier("acme");
        let cursor = page(&acme, "first: 1").await.info["endCursor"]
            .as_str()
            .expect("a cursor")
            .to_owned();
        let bank = app.customer("bank");
        let refused = async |actor: &Actor<'_>, field: String| {
            let answer = actor
                .ask(&format!("{{ {field} {{ edges {{ cursor }} }} }}"))
                .await;
            assert_eq!(
                answer.error_codes(),
                ["BAD_USER_INPUT"],
                "{field}: {}",
                answer.body
            );
            assert_eq!(answer.json["data"], Value::Null);
        };
        for argument in ["after", "before"] {
            let with = |field: &str, more: &str| format!("{field}({argument}: \"{cursor}\"{more})");
            // The list itself takes it, but no other list, nor the same list filtered, nor another
            // reader's list.
            page(&acme, &format!("{argument}: \"{cursor}\"")).await;
            for list in [
                "submissions",
                "components",
                "services",
                "suppliers",
                "agreements",
            ] {
                refused(&acme, with(list, "")).await;
            }
            refused(
                &acme,
                with("outages", ", filter: {from: \"2026-01-01T00:00:00Z\"}"),
            )
            .await;
            for other in [
                app.supplier("bolt"),
                app.integrator(),
                app.auditor(),
                bank.clone(),
            ] {
                refused(&other, with("outages", "")).await;
            }
            let inner = with("outages", "");
            let nested = acme
                .ask(&format!(
                    "{{ component(code: \"net\") {{ {inner} {{ edges {{ cursor }} }} }} }}"
                ))
                .await;
            assert_eq!(nested.error_codes(), ["BAD_USER_INPUT"]);
            for position in [0, cursor.len() / 2, cursor.len() - 2] {
                let mut forged = cursor.clone().into_bytes();
                forged[position] = if forged[position] == b'A' { b'B' } else { b'A' };
                let forged = String::from_utf8(forged).expect("letters");
                refused(&acme, format!("outages({argument}: \"{forged}\")")).await;
            }
            for forged in ["", "x", "AAAA", "bm8gY3Vyc29yIG9mIHlvdXJz"] {
                refused(&acme, format!("outages({argument}: \"{forged}\")")).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_has_one_to_a_hundred() {
    on_both(async |database| {
        let app = filled(database).await;
        let acme = app.supplier("acme");
        let lists = [
            "outages",
            "submissions",
            "components",
            "services",
            "suppliers",
            "agreements",
        ];
        for list in lists {
            for bad in [
                "first: 0",
                "first: 101",
                "first: -1",
                "last: 0",
                "last: 101",
                "last: -7",
                "first: 2, last: 2",
            ] {
                let answer = acme
                    .ask(&format!("{{ {list}({bad}) {{ edges {{ cursor }} }} }}"))
                    .await;
                assert_eq!(
                    answer.error_codes(),
                    ["BAD_USER_INPUT"],
                    "{list} {bad}: {}",
                    answer.body
                );
            }
        }
        assert_eq!(page(&acme, "first: 100").await.ids, original()[..100]);
        assert_eq!(page(&acme, "last: 100").await.ids, original()[50..]);
        assert_eq!(page(&acme, "first: 1").await.ids, original()[..1]);
        let default = page(&acme, "filter: {}").await;
        assert_eq!(default.ids, original()[..20]);
        assert_eq!(default.info["hasNextPage"], true);
        assert_eq!(default.info["hasPreviousPage"], false);
    })
    .await;
}

#[tokio::test]
async fn a_count_counts_what_its_reader_sees() {
    on_both(async |database| {
        let app = filled(database).await;
        let counts = "{ outages(first: 1) { totalCount } submissions { totalCount } \
            components { totalCount } services { totalCount } suppliers { totalCount } \
            agreements { totalCount } }";
        let of = async |actor: Actor<'_>| {
            let answer = actor.ask(counts).await;
            [
                "outages",
                "submissions",
                "components",
                "services",
                "suppliers",
                "agreements",
            ]
            .map(|list| {
                answer
                    .at(&format!("/{list}/totalCount"))
                    .as_u64()
                    .expect("a count")
            })
        };
        assert_eq!(of(app.integrator()).await, [300, 2, 3, 2, 3, 5]);
        assert_eq!(of(app.auditor()).await, [300, 2, 3, 2, 3, 5]);
        // Itself and its sub-supplier; its own contract and the one it gave.
        assert_eq!(of(app.supplier("acme")).await, [150, 1, 1, 1, 2, 2]);
        assert_eq!(of(app.supplier("bolt")).await, [150, 1, 1, 2, 1, 1]);
        // Itself and its lead supplier.
        assert_eq!(of(app.supplier("cage")).await, [0, 0, 1, 0, 2, 1]);
        // What its service is made of, and never a batch.
        assert_eq!(of(app.customer("bank")).await, [300, 0, 2, 1, 2, 1]);
        assert_eq!(of(app.customer("shop")).await, [150, 0, 1, 1, 1, 1]);
        let filtered = "{ outages(filter: {from: \"2026-03-01T00:00:00Z\", \
            to: \"2026-03-01T01:00:00Z\"}) { totalCount } }";
        let answer = app.supplier("acme").ask(filtered).await;
        assert_eq!(answer.at("/outages/totalCount"), 6);
    })
    .await;
}
