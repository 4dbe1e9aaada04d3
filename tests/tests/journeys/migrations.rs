//! The schema goes up, down and up again, and is what the entities say.

use api::store::{Store, StoreError, StoreOptions};
use migration::Migrator;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, Schema, Statement};
use sea_orm_migration::MigratorTrait;
use tests::harness::database::{Flavour, TestDatabase, on_both};

/// A column: table, name, type, whether it may be NULL.
type Column = (String, String, String, bool);

async fn columns(connection: &DatabaseConnection) -> Vec<Column> {
    let backend = connection.get_database_backend();
    let question = match backend {
        DbBackend::Sqlite => {
            "SELECT t.name AS a, c.name AS b, lower(c.type) AS c, c.\"notnull\" = 0 AS d \
             FROM sqlite_master t JOIN pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT IN ('seaql_migrations', 'sqlite_sequence') \
             ORDER BY 1, 2"
        }
        _ => {
            "SELECT table_name::text AS a, column_name::text AS b, data_type::text AS c, \
             is_nullable = 'YES' AS d FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name <> 'seaql_migrations' \
             ORDER BY table_name COLLATE \"C\", column_name COLLATE \"C\""
        }
    };
    let rows = connection
        .query_all_raw(Statement::from_string(backend, question))
        .await
        .expect("the catalogue of the database answers");
    rows.iter()
        .map(|row| row.try_get_many("", &["a", "b", "c", "d"].map(String::from)))
        .collect::<Result<_, _>>()
        .expect("four columns")
}

/// Every index that is not made by a primary key.
async fn indexes(connection: &DatabaseConnection) -> Vec<String> {
    let backend = connection.get_database_backend();
    let question = match backend {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1"
        }
        _ => {
            "SELECT indexname::text AS name FROM pg_indexes WHERE schemaname = 'public' \
             AND indexname NOT LIKE '%key' AND indexname NOT LIKE '%pkey' \
             ORDER BY indexname COLLATE \"C\""
        }
    };
    let rows = connection
        .query_all_raw(Statement::from_string(backend, question))
        .await
        .expect("the catalogue of the database answers");
    rows.iter()
        .map(|row| row.try_get("", "name").expect("a name"))
        .collect()
}

async fn each_flavour(test: impl AsyncFn(Flavour)) {
    for flavour in [Flavour::Sqlite, Flavour::Postgres] {
        println!("on {flavour:?}");
        test(flavour).await;
    }
}

#[tokio::test]
async fn the_schema_goes_up_and_down_and_up() {
    each_flavour(async |flavour| {
        let database = TestDatabase::empty(flavour).await;
        let connection = database.connection().await;
        Migrator::up(&connection, None).await.expect("up");
        let first = (columns(&connection).await, indexes(&connection).await);
        assert!(first.0.len() > 80, "{}", first.0.len());
        for _ in Migrator::migrations() {
            Migrator::down(&connection, Some(1))
                .await
                .expect("down by one");
        }
        assert_eq!(columns(&connection).await, []);
        assert_eq!(indexes(&connection).await, Vec::<String>::new());
        Migrator::up(&connection, None).await.expect("up again");
        assert_eq!(
            (columns(&connection).await, indexes(&connection).await),
            first
        );
    })
    .await;
}

#[tokio::test]
async fn the_schema_is_what_the_entities_say() {
    on_both(async |migrated| {
        let drawn = TestDatabase::empty(migrated.flavour).await;
        let connection = drawn.connection().await;
        draw(&connection, entities::agreement::Entity).await;
        draw(&connection, entities::agreement_component::Entity).await;
        draw(&connection, entities::agreement_version::Entity).await;
        draw(&connection, entities::calendar::Entity).await;
        draw(&connection, entities::catalogue_revision::Entity).await;
        draw(&connection, entities::component::Entity).await;
        draw(&connection, entities::dependency_node::Entity).await;
        draw(&connection, entities::maintenance_window::Entity).await;
        draw(&connection, entities::organization::Entity).await;
        draw(&connection, entities::outage::Entity).await;
        draw(&connection, entities::service::Entity).await;
        draw(&connection, entities::submission::Entity).await;
        draw(&connection, entities::submission_number::Entity).await;
        draw(&connection, entities::token_revocation::Entity).await;
        draw(&connection, entities::topology::Entity).await;
        assert_eq!(
            columns(&migrated.connection().await).await,
            columns(&connection).await
        );
    })
    .await;
}

async fn draw<E: EntityTrait>(connection: &DatabaseConnection, entity: E) {
    let schema = Schema::new(connection.get_database_backend());
    connection
        .execute(&schema.create_table_from_entity(entity))
        .await
        .expect("the entity makes a table");
}

/// What an earlier program stored gets its numbers by receipt.
#[tokio::test]
async fn submissions_that_are_there_are_numbered() {
    each_flavour(async |flavour| {
        let database = TestDatabase::empty(flavour).await;
        let connection = database.connection().await;
        Migrator::up(&connection, Some(13)).await.expect("up to 13");
        let uuid = |number: u128| match flavour {
            Flavour::Sqlite => format!("x'{:032x}'", number),
            Flavour::Postgres => format!("'{:032x}'", number),
        };
        let run = async |statement: String| {
            let done = connection.execute_unprepared(&statement).await;
            done.expect("an earlier program writes");
        };
        run(format!(
            "INSERT INTO organizations (id, code, name, kind) VALUES ({}, 'a', 'A', 'SERVICE_PROVIDER')",
            uuid(1)
        ))
        .await;
        for (number, received_at) in [(21, "2026-04-03"), (22, "2026-04-01"), (20, "2026-04-03")] {
            run(format!(
                "INSERT INTO submissions VALUES ({}, {}, 'key {number}', '', '{received_at} \
                 00:00:00+00:00', 'a', 'ATOMIC', 0, 0, 0, '[]')",
                uuid(1),
                uuid(number)
            ))
            .await;
        }
        Migrator::up(&connection, None).await.expect("up");
        let statement = "SELECT submission_id FROM submission_numbers ORDER BY number";
        let statement = Statement::from_string(connection.get_database_backend(), statement);
        let rows = connection.query_all_raw(statement).await.expect("rows");
        let order: Vec<u128> = rows
            .iter()
            .map(|row| row.try_get_by_index::<uuid::Uuid>(0).expect("a UUID").as_u128())
            .collect();
        assert_eq!(order, [22, 20, 21]);
        let store = database.store().await;
        assert_eq!(store.submission_number().await.expect("a number"), 3);
    })
    .await;
}

#[tokio::test]
async fn several_servers_may_migrate_at_once() {
    each_flavour(async |flavour| {
        let database = TestDatabase::empty(flavour).await;
        let (one, two) = (database.store().await, database.store().await);
        let (one, two) = tokio::join!(one.migrate(), two.migrate());
        let status = one.expect("the one migrates");
        assert_eq!(two.expect("the other migrates"), status);
        assert_eq!(status.applied.len(), Migrator::migrations().len());
        assert_eq!((status.pending, status.unknown), (vec![], vec![]));
    })
    .await;
}

#[tokio::test]
async fn a_schema_is_refused_when_it_is_newer_and_told_when_it_is_behind() {
    each_flavour(async |flavour| {
        let database = TestDatabase::empty(flavour).await;
        let store = database.store().await;
        let behind = store.require_schema().await;
        assert!(
            matches!(behind, Err(StoreError::SchemaBehind { .. })),
            "{behind:?}"
        );
        store.migrate().await.expect("it migrates");
        store.require_schema().await.expect("it is current");
        store
            .migrate()
            .await
            .expect("to migrate again changes nothing");

        database
            .connection()
            .await
            .execute_unprepared("INSERT INTO seaql_migrations VALUES ('m2999_01_01_000001_x', 0)")
            .await
            .expect("a later program migrates");
        for refused in [
            store.require_schema().await.err(),
            store.migrate().await.err(),
            Store::open(&database.url, &StoreOptions::default())
                .await
                .err(),
        ] {
            assert!(
                matches!(&refused, Some(StoreError::SchemaNewer { unknown }) if unknown.len() == 1),
                "{refused:?}"
            );
        }
    })
    .await;
}
