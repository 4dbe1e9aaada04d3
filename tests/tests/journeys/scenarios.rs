//! What is said of a scenario that cannot be, and that no scenario is stored.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement};
use serde_json::{Value, json};
use tests::harness::database::{Flavour, TestDatabase, on_both};

use crate::simulation_reach::{component, service};
use crate::worked::filled;

/// Each with the code and the way of its problem.
fn impossible() -> Vec<(Value, &'static str, &'static str)> {
    let leaf = |code: &str| json!({"component": code});
    let tree = |node: Value| json!({"topology": {"tree": node}});
    let many = |count: usize| vec!["acme"; count];
    let window =
        |start: &str, end: &str| json!({"exclusions": {"added": [{"start": start, "end": end}]}});
    let deep = (0..17).fold(
        leaf("network"),
        |node, _| json!({"gate": "SERIAL", "children": [node]}),
    );
    vec![
        (
            json!({"targetPercent": "0"}),
            "OUT_OF_RANGE",
            "targetPercent",
        ),
        (
            json!({"targetPercent": "100.1"}),
            "OUT_OF_RANGE",
            "targetPercent",
        ),
        (
            json!({"targetPercent": "99.0000000001"}),
            "BAD_NUMBER",
            "targetPercent",
        ),
        (
            json!({"calendar": {"code": "ofice-berlin"}}),
            "UNKNOWN_REFERENCE",
            "calendar.code",
        ),
        (
            json!({"calendar": {"hours": {"zone": "CET"}}}),
            "BAD_TIMEZONE",
            "calendar.hours.zone",
        ),
        (
            json!({"calendar": {"hours": {"zone": "UTC", "weekly": [{"days": ["MON"], "start": "8", "end": "9"}]}}}),
            "BAD_WINDOW",
            "calendar.hours.weekly.0",
        ),
        (
            json!({"withoutSuppliers": ["caeg"]}),
            "UNKNOWN_REFERENCE",
            "withoutSuppliers.0",
        ),
        (
            json!({"withoutSuppliers": ["bank"]}),
            "WRONG_PARTY",
            "withoutSuppliers.0",
        ),
        (
            json!({"withoutSuppliers": ["acme", "acme"]}),
            "DUPLICATE_CODE",
            "withoutSuppliers.1",
        ),
        (
            json!({"withoutOutagesOf": many(101)}),
            "TOO_LONG",
            "withoutOutagesOf",
        ),
        (
            json!({"withoutSuppliers": ["bolt"], "withoutOutagesOf": ["bolt"]}),
            "CONTRADICTION",
            "withoutOutagesOf",
        ),
        (
            json!({"withoutSuppliers": ["acme", "bolt", "core"]}),
            "BAD_GATE",
            "withoutSuppliers",
        ),
        (
            json!({"withoutOutages": ["nonsense"]}),
            "UNKNOWN_REFERENCE",
            "withoutOutages.0",
        ),
        (
            json!({"withoutOutages": many(101)}),
            "TOO_LONG",
            "withoutOutages",
        ),
        (
            json!({"agreementVersions": [{"agreement": "sla-redundant", "version": 7}]}),
            "UNKNOWN_REFERENCE",
            "agreementVersions.0.version",
        ),
        (
            json!({"agreementVersions": [{"agreement": "sla-chain", "version": 1}]}),
            "UNKNOWN_REFERENCE",
            "agreementVersions.0.agreement",
        ),
        (
            json!({"exclusions": {"none": true, "noticeHours": 3}}),
            "CONTRADICTION",
            "exclusions.none",
        ),
        (
            json!({"exclusions": {"noCap": true, "capMinutesPerMonth": 3}}),
            "CONTRADICTION",
            "exclusions.noCap",
        ),
        (
            json!({"exclusions": {"noticeHours": -1}}),
            "OUT_OF_RANGE",
            "exclusions.noticeHours",
        ),
        (
            json!({"exclusions": {"leftOut": ["CHG-0"]}}),
            "UNKNOWN_REFERENCE",
            "exclusions.leftOut.0",
        ),
        (
            window("2026-04-02T00:00:00Z", "2026-04-01T00:00:00Z"),
            "BAD_WINDOW",
            "exclusions.added.0",
        ),
        (
            json!({"topology": {"inForceAt": "2020-01-01T00:00:00Z"}}),
            "UNKNOWN_REFERENCE",
            "topology.inForceAt",
        ),
        (
            tree(leaf("nowhere")),
            "UNKNOWN_REFERENCE",
            "topology.tree.component",
        ),
        (
            tree(json!({"gate": "SERIAL", "children": [leaf("h1"), leaf("h1")]})),
            "DUPLICATE_CODE",
            "topology.tree.children.1.component",
        ),
        (
            tree(json!({"gate": "K_OF_N", "k": 3, "children": [leaf("h1"), leaf("h2")]})),
            "BAD_GATE",
            "topology.tree.k",
        ),
        (
            tree(json!({"gate": "SERIAL", "k": 1, "children": [leaf("h1")]})),
            "BAD_GATE",
            "topology.tree.k",
        ),
        (
            tree(json!({"gate": "PARALLEL"})),
            "BAD_GATE",
            "topology.tree.children",
        ),
        (
            tree(json!({"component": "h1", "gate": "SERIAL"})),
            "BAD_GATE",
            "topology.tree",
        ),
        (tree(json!({})), "BAD_GATE", "topology.tree.gate"),
        (
            tree(json!({"gate": "SERIAL", "children": vec![leaf("h1"); 600]})),
            "TOO_LONG",
            "topology.tree",
        ),
        (
            tree(deep),
            "TOO_LONG",
            "topology.tree.children.0.children.0.children.0.children.0.children.0.\
            children.0.children.0.children.0.children.0.children.0.children.0.children.0.children.0.\
            children.0.children.0.children.0",
        ),
    ]
}

#[tokio::test]
async fn what_cannot_be_is_said_with_the_way_to_it() {
    on_both(async |database| {
        let app = filled(database).await;
        let actor = app.integrator();
        for (scenario, code, way) in impossible() {
            let answer = service(&actor, "redundant", scenario.clone()).await;
            let simulation = answer.at("/simulateServiceReport");
            assert_eq!(simulation["after"], Value::Null);
            let problems = simulation["problems"].as_array().expect("problems");
            let found: BTreeSet<(String, String)> = problems
                .iter()
                .map(|problem| {
                    let steps = problem["path"].as_array().expect("a path");
                    let steps: Vec<&str> = steps.iter().filter_map(Value::as_str).collect();
                    let code = problem["code"].as_str().expect("a code");
                    (code.to_owned(), steps.join("."))
                })
                .collect();
            let expect = (code.to_owned(), format!("scenario.{way}"));
            assert!(found.contains(&expect), "{found:?} for {scenario:.200}");
        }
        // All of them are told, and what is near is suggested.
        let both = json!({"calendar": {"code": "ofice-berlin"}, "targetPercent": "0"});
        let answer = service(&actor, "redundant", both).await;
        let problems = answer.at("/simulateServiceReport/problems");
        assert_eq!(problems.as_array().map(Vec::len), Some(2));
        assert_eq!(problems[1]["hint"], "did you mean office-berlin?");
        let two = json!({"calendar": {"code": "always", "hours": {"zone": "UTC"}}});
        assert_eq!(
            service(&actor, "redundant", two).await.error_codes().len(),
            1
        );
    })
    .await;
}

/// The first column of every row of a question, as texts.
async fn texts(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
    let question = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(question).await.expect("rows");
    let text = |row: QueryResult| row.try_get("", "held").expect("a text");
    rows.into_iter().map(text).collect()
}

/// Everything in the database: every row of every table.
async fn contents(database: &TestDatabase) -> Vec<String> {
    let connection = database.connection().await;
    let tables = match database.flavour {
        Flavour::Sqlite => "SELECT name AS held FROM sqlite_master WHERE type = 'table' ORDER BY 1",
        Flavour::Postgres => {
            "SELECT tablename::text AS held FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        }
    };
    let mut all = Vec::new();
    for table in texts(&connection, tables).await {
        let row = match database.flavour {
            Flavour::Sqlite => {
                let columns = format!("SELECT name AS held FROM pragma_table_info('{table}')");
                let columns = texts(&connection, &columns).await;
                let quoted = columns.iter().map(|name| format!("quote(\"{name}\")"));
                quoted.collect::<Vec<_>>().join(" || ',' || ")
            }
            // With the transaction that wrote it.
            Flavour::Postgres => "t.xmin::text || t::text".to_owned(),
        };
        let rows = format!("SELECT {row} AS held FROM \"{table}\" t ORDER BY 1");
        let rows = texts(&connection, &rows).await;
        all.push(format!("{table}: {} rows", rows.len()));
        all.extend(rows);
    }
    connection.close().await.expect("closed");
    all
}

#[tokio::test]
async fn nothing_is_stored() {
    on_both(async |database| {
        let app = filled(database).await;
        let before = contents(database).await;
        assert!(before.len() > 100, "{}", before.len());
        let number = app.app.store.catalogue_number().await.expect("a number");
        let scenario = json!({
            "targetPercent": "99.99", "calendar": {"code": "office-berlin"},
            "attributionPolicy": "FULL", "degradation": "AS_DOWN", "missingData": "COUNT_AS_DOWN",
            "exclusions": {"noticeHours": 1, "capMinutesPerMonth": 60, "leftOut": ["CHG-1"],
                "added": [{"start": "2026-04-02T00:00:00Z", "end": "2026-04-03T00:00:00Z"}]},
            "agreementVersions": [{"agreement": "sla-redundant", "version": 1}],
            "topology": {"tree": {"gate": "PARALLEL", "children":
                [{"component": "h1"}, {"component": "h2"}, {"component": "n3"}]}},
            "withoutSuppliers": ["bolt"], "withoutOutagesOf": ["core"]});
        for actor in [app.integrator(), app.auditor()] {
            let answer = service(&actor, "redundant", scenario.clone()).await;
            assert_eq!(answer.at("/simulateServiceReport/difference/differs"), true);
        }
        let own =
            json!({"targetPercent": "50", "agreementVersion": 1, "exclusions": {"none": true}});
        let answer = component(&app.supplier("acme"), ("uc-h1", "h1"), own).await;
        assert_eq!(answer.at("/simulateComponentReport/problems"), &json!([]));
        assert!(contents(database).await == before);
        assert_eq!(
            app.app.store.catalogue_number().await.expect("a number"),
            number
        );
        // The model that is kept in memory is the true one too.
        let plain = service(&app.integrator(), "redundant", json!({})).await;
        assert_eq!(
            plain.at("/simulateServiceReport/after/availability/ratio/percent"),
            "99.791666"
        );
    })
    .await;
}
