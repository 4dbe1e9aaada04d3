//! The filters taken away: what PostgreSQL itself holds back from whom, table by table.

use std::collections::BTreeSet;

use migration::row_level_security::{FUNCTIONS, TABLES};
use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, Statement,
    TransactionTrait,
};
use tests::harness::database::{Flavour, TestDatabase};

use crate::row_security_world::{
    LEAD, OF_SUB, READERS, RIVAL, ROWS, SUB, Visible, insert, label, run, seed, uuid,
};

/// A database with the world in it, and a connection of its owner that has said nothing.
async fn world() -> (TestDatabase, DatabaseConnection) {
    let database = TestDatabase::migrated(Flavour::Postgres).await;
    seed(&database.connection().await).await;
    let connection = Database::connect(&database.url).await;
    (database, connection.expect("it opens"))
}

/// A transaction of who says this.
async fn saying(
    connection: &DatabaseConnection,
    role: &str,
    organization: Option<u32>,
) -> DatabaseTransaction {
    let transaction = connection.begin().await.expect("it begins");
    let organization = organization.map(uuid).unwrap_or_default();
    let words = format!(
        "SELECT set_config('concordat.role', '{role}', true), \
         set_config('concordat.organization', '{organization}', true)"
    );
    transaction
        .execute_unprepared(&words)
        .await
        .expect("anybody may say it");
    transaction
}

async fn texts(connection: &impl ConnectionTrait, question: &str) -> Vec<String> {
    let statement = Statement::from_string(DbBackend::Postgres, question);
    let rows = connection.query_all_raw(statement).await;
    let rows = rows.unwrap_or_else(|error| panic!("{question}: {error}"));
    rows.iter()
        .map(|row| row.try_get("", "t").expect("a text"))
        .collect()
}

/// Every table of the schema, as the database lists them, but the ledger of migrations.
async fn tables(connection: &impl ConnectionTrait) -> Vec<String> {
    let question = "SELECT relname::text AS t FROM pg_class WHERE relkind IN ('r', 'p') \
        AND relnamespace = 'public'::regnamespace AND relname <> 'seaql_migrations' ORDER BY 1";
    texts(connection, question).await
}

async fn seen(connection: &impl ConnectionTrait, table: &str) -> String {
    let label = label(table);
    let question = format!("SELECT {label} AS t FROM {table} ORDER BY ({label}) COLLATE \"C\"");
    texts(connection, &question).await.join(" ")
}

fn expected(visible: Visible, table: &str) -> &'static str {
    let found = visible.iter().find(|(of, _)| *of == table);
    found.map_or("", |(_, rows)| rows)
}

#[tokio::test]
async fn an_unfiltered_question_is_held_to_the_reach() {
    let (_database, connection) = world().await;
    let tables = tables(&connection).await;
    assert!(tables.len() >= 14, "{tables:?}");
    let mut checked = 0;
    for (role, organization, visible) in READERS {
        let transaction = saying(&connection, role, *organization).await;
        for table in &tables {
            let found = seen(&transaction, table).await;
            assert_eq!(
                found,
                expected(visible, table),
                "{role} {organization:?} reads {table}"
            );
            checked += 1;
        }
        for (table, _) in *visible {
            assert!(tables.iter().any(|known| known == table), "{table}");
        }
    }
    println!("{checked} pairs of reader and table");
}

/// Joins and aggregates are not another door, nor are the functions of the policies.
#[tokio::test]
async fn other_ways_to_ask_are_held_too() {
    let (_database, connection) = world().await;
    let transaction = saying(&connection, "SUPPLIER", Some(SUB)).await;
    let joined = "SELECT count(*)::text AS t FROM outages o \
        LEFT JOIN components c ON true LEFT JOIN submissions s ON true LEFT JOIN services v ON true";
    // One outage, one component, one submission and two services.
    assert_eq!(texts(&transaction, joined).await, ["2"]);
    let hidden = "SELECT coalesce(sum(start_second), -1)::text AS t FROM outages \
        WHERE supplier_id <> concordat_organization()";
    assert_eq!(texts(&transaction, hidden).await, ["-1"]);
    let lead = "SELECT o.code AS t FROM concordat_lead_supplier() l \
        JOIN organizations o ON o.id = l";
    assert_eq!(texts(&transaction, lead).await, ["lead"]);
    // The function has put back the word that it lent itself.
    let word = "SELECT concordat_role() AS t";
    assert_eq!(texts(&transaction, word).await, ["SUPPLIER"]);
    assert_eq!(
        seen(&transaction, "services").await,
        expected(OF_SUB, "services")
    );
    for function in ["concordat_components_of_customer()"] {
        let question = format!("SELECT x::text AS t FROM {function} x");
        assert_eq!(texts(&transaction, &question).await, Vec::<String>::new());
    }
}

fn is_refused(outcome: Result<sea_orm::ExecResult, sea_orm::DbErr>) -> bool {
    match outcome {
        Ok(_) => false,
        Err(error) => error.to_string().contains("row-level security"),
    }
}

#[tokio::test]
async fn who_says_nothing_reads_and_writes_nothing() {
    let (_database, connection) = world().await;
    for table in tables(&connection).await {
        assert_eq!(seen(&connection, &table).await, "", "{table}");
        let deleted = connection
            .execute_unprepared(&format!("DELETE FROM {table}"))
            .await;
        assert_eq!(deleted.expect("nothing to do").rows_affected(), 0);
        let (_, rows) = ROWS
            .iter()
            .find(|(of, _)| *of == table)
            .expect("rows of every table");
        let outcome = connection.execute_unprepared(&insert(&table, rows)).await;
        assert!(is_refused(outcome), "{table}");
    }
}

/// What each word may add, change and remove, apart from how the migration writes it down.
fn writes(role: &str) -> [&'static [&'static str]; 3] {
    const MODEL: &[&str] = &[
        "organizations",
        "calendars",
        "components",
        "services",
        "topologies",
        "dependency_nodes",
        "agreements",
        "agreement_components",
        "agreement_versions",
        "maintenance_windows",
        "token_revocations",
    ];
    const MODEL_AND_REVISIONS: &[&str] = &[
        "organizations",
        "calendars",
        "components",
        "services",
        "topologies",
        "dependency_nodes",
        "agreements",
        "agreement_components",
        "agreement_versions",
        "maintenance_windows",
        "token_revocations",
        "catalogue_revisions",
    ];
    const REPLACED: &[&str] = &[
        "topologies",
        "dependency_nodes",
        "agreement_components",
        "agreement_versions",
        "maintenance_windows",
        "token_revocations",
    ];
    match role {
        "INTEGRATOR" | "OPERATOR" => [MODEL_AND_REVISIONS, MODEL, REPLACED],
        "COMPUTATION" => [&["submission_numbers"], &[], &[]],
        // Of its own rows, which the next test tells.
        "SUPPLIER" => [&[], &["outages"], &[]],
        _ => [&[], &[], &[]],
    }
}

#[tokio::test]
async fn each_word_writes_what_it_is_for() {
    let (database, connection) = world().await;
    // What depends on a row is beside the point.
    let free = "DO $$ DECLARE c record; BEGIN FOR c IN SELECT conrelid::regclass AS t, conname \
        FROM pg_constraint WHERE contype = 'f' LOOP \
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP; END $$";
    run(&database.connection().await, free).await;
    for (role, organization, visible) in READERS {
        if *role == "MAINTENANCE" {
            continue;
        }
        let [adds, changes, removes] = writes(role);
        for (table, rows) in ROWS {
            let of = |tables: &[&str]| tables.contains(table) && !visible.is_empty();
            let transaction = saying(&connection, role, *organization).await;
            let column = first_column(&transaction, table).await;
            let seen = expected(visible, table).split_whitespace().count() as u64;
            let update = format!("UPDATE {table} SET {column} = {column}");
            let changed = transaction.execute_unprepared(&update).await;
            let changed = changed.expect("what is not visible is not changed");
            let expected = if of(changes) { seen } else { 0 };
            assert_eq!(changed.rows_affected(), expected, "{role} changes {table}");
            let removed = transaction
                .execute_unprepared(&format!("DELETE FROM {table}"))
                .await;
            let expected = if of(removes) { seen } else { 0 };
            let removed = removed.expect("what is not visible is not removed");
            assert_eq!(removed.rows_affected(), expected, "{role} removes {table}");
            transaction.rollback().await.expect("it ends");

            run(
                &database.connection().await,
                &format!("CREATE TABLE kept AS TABLE {table}; DELETE FROM {table}"),
            )
            .await;
            let transaction = saying(&connection, role, *organization).await;
            let added = transaction.execute_unprepared(&insert(table, rows)).await;
            if of(adds) {
                added.unwrap_or_else(|error| panic!("{role} adds to {table}: {error}"));
            } else {
                assert!(is_refused(added), "{role} adds to {table}");
            }
            transaction.rollback().await.expect("it ends");
            run(
                &database.connection().await,
                &format!("INSERT INTO {table} SELECT * FROM kept; DROP TABLE kept"),
            )
            .await;
        }
    }
}

async fn first_column(connection: &impl ConnectionTrait, table: &str) -> String {
    let question = format!(
        "SELECT attname::text AS t FROM pg_attribute WHERE attrelid = '{table}'::regclass \
         AND attnum = 1"
    );
    texts(connection, &question).await.remove(0)
}

#[tokio::test]
async fn a_supplier_writes_for_itself_about_what_is_its_own() {
    let (_database, connection) = world().await;
    let outage = |supplier: u32, component: u32| {
        insert(
            "outages",
            &format!(
                "(#{supplier}, #99, 1, #{component}, 0, 1, 1, false, '', 'new', NULL, '', #90, \
                 '2026-01-01', NULL)"
            ),
        )
    };
    let submission = |supplier: u32| {
        insert(
            "submissions",
            &format!("(#{supplier}, #99, 'new', '', '2026-01-01', '', 'ATOMIC', 1, 0, 0, '')"),
        )
    };
    let begin = async || saying(&connection, "SUPPLIER", Some(LEAD)).await;
    for allowed in [outage(LEAD, 30), submission(LEAD)] {
        let transaction = begin().await;
        let done = transaction.execute_unprepared(&allowed).await;
        assert_eq!(done.expect("its own").rows_affected(), 1);
    }
    for refused in [
        outage(RIVAL, 32),
        outage(RIVAL, 30),
        outage(LEAD, 32),
        outage(LEAD, 31),
        submission(RIVAL),
        submission(SUB),
        format!("UPDATE outages SET supplier_id = '{}'", uuid(RIVAL)),
    ] {
        let transaction = begin().await;
        let outcome = transaction.execute_unprepared(&refused).await;
        assert!(is_refused(outcome), "{refused}");
    }
    let transaction = begin().await;
    let done = transaction
        .execute_unprepared("UPDATE outages SET note = 'mine'")
        .await
        .expect("its own");
    assert_eq!(done.rows_affected(), 1);
    let others = format!(
        "UPDATE outages SET note = 'theirs' WHERE supplier_id = '{}'",
        uuid(RIVAL)
    );
    let done = transaction.execute_unprepared(&others).await;
    assert_eq!(done.expect("nobody's").rows_affected(), 0);
    let done = transaction
        .execute_unprepared("DELETE FROM outages; DELETE FROM submissions")
        .await;
    assert_eq!(done.expect("nothing").rows_affected(), 0);
}

#[tokio::test]
async fn what_is_in_force_is_what_the_page_says() {
    let (_database, connection) = world().await;
    let all = tables(&connection).await;
    let listed: BTreeSet<String> = TABLES.iter().map(|table| table.table.to_owned()).collect();
    let unlisted: Vec<&String> = all
        .iter()
        .filter(|table| !listed.contains(*table))
        .collect();
    assert!(unlisted.is_empty(), "tables without a policy: {unlisted:?}");
    let forced = "SELECT relname::text AS t FROM pg_class WHERE relkind IN ('r', 'p') \
        AND relnamespace = 'public'::regnamespace AND relrowsecurity AND relforcerowsecurity \
        ORDER BY 1";
    assert_eq!(texts(&connection, forced).await, all);
    let in_force = "SELECT tablename || ' ' || policyname || ' ' || cmd || ' ' || permissive \
        AS t FROM pg_policies WHERE schemaname = 'public'";
    let in_force: BTreeSet<String> = texts(&connection, in_force).await.into_iter().collect();
    let told = TABLES.iter().flat_map(|table| {
        let policies = table.policies().into_iter();
        policies.map(|policy| {
            format!(
                "{} {} {} PERMISSIVE",
                table.table, policy.name, policy.command
            )
        })
    });
    assert_eq!(in_force, told.collect());
    let functions = "SELECT proname::text AS t FROM pg_proc \
        WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'concordat%'";
    let functions: BTreeSet<String> = texts(&connection, functions).await.into_iter().collect();
    let told = FUNCTIONS.iter().map(|function| function.name.to_owned());
    assert_eq!(functions, told.collect());
}
