//! What agreement versions say about credits, tickets and workload: JSON in columns that may be NULL.
//! It belongs to its version, is read with it and never searched, so it needs no tables.

use sea_orm_migration::prelude::*;

use crate::column;

/// The migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: [&str; 3] = ["credits", "tickets", "workload_limits"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column per statement: SQLite alters a table by one at a time.
        for name in COLUMNS {
            let alter = Table::alter()
                .table("agreement_versions")
                .add_column(column::text_null(name))
                .to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in COLUMNS {
            let alter = Table::alter()
                .table("agreement_versions")
                .drop_column(name)
                .to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
