//! What is another's cannot be written: every mutation with b's codes and identifiers, by everyone
//! who is not b, and a look at every row of every table before and after.

use api::auth::DevelopmentIssuer;
use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};
use tests::harness::actor::{Actor, Answer};
use tests::harness::app::TestApp;
use tests::harness::database::on_both;

use crate::crawler::Schema;
use crate::rivals::{row, submit, world};

/// Tables in which a refusal may leave a row of its own.
const NOTED: &[&str] = &[];

async fn texts(connection: &DatabaseConnection, question: &str) -> Vec<String> {
    let backend = connection.get_database_backend();
    let rows = connection
        .query_all_raw(Statement::from_string(backend, question))
        .await
        .expect("an answer");
    let texts = rows.iter().map(|row| row.try_get("", "text"));
    texts.collect::<Result<_, _>>().expect("texts")
}

/// Every row of every table, as text.
pub(super) async fn everything(connection: &DatabaseConnection) -> BTreeMap<String, Vec<String>> {
    let postgres = connection.get_database_backend() == DbBackend::Postgres;
    let tables = match postgres {
        true => {
            "SELECT table_name::text AS text FROM information_schema.tables \
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        }
        false => "SELECT name AS text FROM sqlite_master WHERE type = 'table'",
    };
    let mut found = BTreeMap::new();
    for table in texts(connection, tables).await {
        let question = if postgres {
            format!("SELECT t::text AS text FROM \"{table}\" t ORDER BY 1")
        } else {
            let columns = format!("SELECT name AS text FROM pragma_table_info('{table}')");
            let columns = texts(connection, &columns).await;
            let quoted: Vec<String> = columns
                .iter()
                .map(|name| format!("quote(\"{name}\")"))
                .collect();
            format!(
                "SELECT {} AS text FROM \"{table}\" ORDER BY 1",
                quoted.join(" || ',' || ")
            )
        };
        if !NOTED.contains(&table.as_str()) {
            found.insert(table, texts(connection, &question).await);
        }
    }
    assert!(found.len() > 10, "{:?}", found.keys());
    found
}

/// An input of `submitOutages` with an outage of b's own component.
fn batch(supplier: Option<&str>, component: &str, mode: &str) -> Value {
    let mut row = row("b", "b_comp", ("2026-04-11T09:00", "2026-04-11T09:01"), "1");
    row["component"] = json!(component);
    row["revision"] = json!(9);
    let mut input = json!({"idempotencyKey": "cnry_b_key", "mode": mode, "rows": [row]});
    if let Some(supplier) = supplier {
        input["supplier"] = json!(supplier);
    }
    input
}

/// A mutation that a reader may not do.
enum Deed {
    Submit(Value),
    Catalogue(&'static str, String),
    Revoke(Value),
}

impl Deed {
    fn field(&self) -> &'static str {
        match self {
            Self::Submit(_) => "submitOutages",
            Self::Catalogue(..) => "applyCatalogue",
            Self::Revoke(_) => "revokeToken",
        }
    }

    async fn by(&self, actor: &Actor<'_>) -> Answer {
        match self {
            Self::Submit(input) => actor.submit(input.clone()).await,
            Self::Catalogue(mode, document) => actor.catalogue(mode, document).await,
            Self::Revoke(input) => {
                let document = "mutation($input: RevokeTokenInput!) { revokeToken(input: $input) { \
                     revocation { subject } problems { message } } }";
                actor.query(document, json!({"input": input})).await
            }
        }
    }
}

/// Every mutation, aimed at what is b's.
fn deeds() -> Vec<Deed> {
    let document = "catalogue: 1\ncomponents:\n\
        - {code: cnry_b_comp, name: stolen, supplier: cnry_a_org}\n"
        .to_owned();
    vec![
        Deed::Submit(batch(Some("cnry_b_org"), "cnry_b_comp", "ATOMIC")),
        Deed::Submit(batch(Some("cnry_b_org"), "cnry_a_comp", "BEST_EFFORT")),
        Deed::Submit(batch(Some("cnry_b_sub_org"), "cnry_b_sub_comp", "ATOMIC")),
        Deed::Submit(batch(Some("cnry_nobody_org"), "cnry_b_comp", "ATOMIC")),
        Deed::Submit(batch(Some("hub"), "hub_desk", "ATOMIC")),
        Deed::Catalogue("PLAN", document.clone()),
        Deed::Catalogue("APPLY", document),
        Deed::Revoke(
            json!({"issuer": DevelopmentIssuer::NAME, "subject": "supplier of cnry_b_org"}),
        ),
        Deed::Revoke(json!({"issuer": DevelopmentIssuer::NAME, "tokenId": "cnry_b_token"})),
    ]
}

fn writers(app: &TestApp) -> Vec<(&'static str, Actor<'_>, &'static str)> {
    let no_write = "agreement:read catalogue:read performance:read report:read";
    let everything = "catalogue:write token:revoke performance:write report:read catalogue:read";
    vec![
        ("supplier a", app.supplier("cnry_a_org"), "FORBIDDEN"),
        (
            "supplier a with every scope",
            app.supplier("cnry_a_org").with_scopes(everything),
            "FORBIDDEN",
        ),
        ("supplier d", app.supplier("cnry_d_org"), "FORBIDDEN"),
        ("customer x", app.customer("cnry_x_org"), "FORBIDDEN"),
        (
            "customer y, who is served by b",
            app.customer("cnry_y_org"),
            "FORBIDDEN",
        ),
        (
            "an auditor",
            app.auditor().with_scopes(everything),
            "FORBIDDEN",
        ),
        (
            "the integrator without the scope",
            app.integrator().with_scopes(no_write),
            "INSUFFICIENT_SCOPE",
        ),
        ("nobody", app.anonymous(), "TOKEN_MISSING"),
        (
            "a token that is over",
            app.supplier("cnry_b_org").expired(),
            "TOKEN_INVALID",
        ),
    ]
}

#[tokio::test]
async fn what_is_bs_is_written_by_nobody_else() {
    on_both(async |database| {
        let app = world(database).await;
        let schema = Schema::of(&app.integrator()).await;
        let connection = database.connection().await;
        let before = everything(&connection).await;
        let mut tried = std::collections::BTreeSet::new();
        for (who, actor, reason) in writers(&app) {
            for deed in deeds() {
                tried.insert(deed.field());
                let answer = deed.by(&actor).await;
                assert_eq!(answer.reasons(), [reason], "{who} {}", deed.field());
                assert!(
                    !answer.body.contains("cnry_b_ext"),
                    "{who}: {}",
                    answer.body
                );
            }
            let after = everything(&connection).await;
            for (table, rows) in &before {
                assert!(after[table] == *rows, "{who} changed {table}");
            }
        }
        assert_eq!(
            tried,
            schema.roots("Mutation"),
            "a new mutation is tried too"
        );
        let rows: usize = before.values().map(Vec::len).sum();
        println!("{rows} rows of {} tables stay as they were", before.len());
        connection.close().await.expect("closed");
    })
    .await;
}

/// Under its own name a supplier may write b's words: they are its own then, and b's stay.
#[tokio::test]
async fn bs_words_under_as_name_touch_nothing_of_bs() {
    on_both(async |database| {
        let app = world(database).await;
        let connection = database.connection().await;
        let a = app.supplier("cnry_a_org");
        let of_b = "{ outages(first: 100) { nodes { id externalId revision end source note } } \
            submissions(first: 100) { nodes { id idempotencyKey submittedBy receivedAt } } }";
        let seen = app.supplier("cnry_b_org").ask(of_b).await;
        let before = everything(&connection).await;
        // b's key, source, externalId and component: a's batch is recorded, and stores no outage.
        let stolen = a.submit(batch(None, "cnry_b_comp", "BEST_EFFORT")).await;
        let outcome = stolen.at("/submitOutages/submission/outcomes/0");
        assert_eq!(stolen.at("/submitOutages/replayed"), false);
        assert_eq!(outcome["status"], "REJECTED");
        let after = everything(&connection).await;
        for (table, rows) in &before {
            let lost = rows
                .iter()
                .filter(|row| !after[table].contains(row))
                .count();
            let grown = after[table].len() - rows.len();
            let own = table.starts_with("submission");
            assert!(lost == 0 || own, "{table} lost {lost} rows");
            assert!(grown == 0 || (own && grown == 1), "{table} grew by {grown}");
        }
        // The same words for its own component are an outage of its own.
        let mut own = batch(None, "cnry_a_comp", "ATOMIC");
        own["idempotencyKey"] = json!("cnry_b_file");
        let own = a.submit(own).await;
        assert_eq!(own.at("/submitOutages/submission/counts/accepted"), 1);
        assert_eq!(own.at("/submitOutages/replayed"), false);
        let again = app.supplier("cnry_b_org").ask(of_b).await;
        assert_eq!(again.data(), seen.data());
        // And b's own key still stands for b's own batch.
        let rows = vec![row("b", "b_comp", ("2026-04-29T09:00", ""), "1")];
        submit(&app, "b", "another", rows).await;
        connection.close().await.expect("closed");
    })
    .await;
}
