//! PostgreSQL holds back, by itself, what the role of a transaction may not read or write. What it
//! lets through stands in [`crate::row_level_security`].

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::row_level_security::{FUNCTIONS, TABLES};

/// The migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        let functions = FUNCTIONS
            .iter()
            .map(|function| function.statement.to_owned());
        let tables = TABLES.iter().flat_map(|table| table.statements());
        for statement in functions.chain(tables) {
            run(manager, &statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        for table in TABLES {
            let name = table.table;
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
