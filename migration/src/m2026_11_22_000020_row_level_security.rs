//! PostgreSQL holds back, by itself, what the role of a transaction may not read or write. What it
//! lets through stands in [`crate::row_level_security`].

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::row_level_security::{FUNCTIONS, TABLES, protect};

/// The migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        for function in FUNCTIONS {
            run(manager, function.statement).await?;
        }
        for table in TABLES {
            // Those that a later migration makes are protected there.
            if manager.has_table(table.table).await? {
                protect(manager, table.table).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        for table in TABLES {
            let name = table.table;
            if !manager.has_table(name).await? {
                continue;
            }
            for policy in table.policies() {
                run(manager, &format!("DROP POLICY {} ON {name}", policy.name)).await?;
            }
            run(
                manager,
                &format!("ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY"),
            )
            .await?;
            run(
                manager,
                &format!("ALTER TABLE {name} DISABLE ROW LEVEL SECURITY"),
            )
            .await?;
        }
        for function in FUNCTIONS.iter().rev() {
            run(manager, &format!("DROP FUNCTION {}()", function.name)).await?;
        }
        Ok(())
    }
}

async fn run(manager: &SchemaManager<'_>, statement: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    connection.execute_unprepared(statement).await.map(|_| ())
}
