//! The order in which submissions were committed, numbered from 1 without gaps: whoever keeps what
//! they said in memory sees by one number whether it is current, and reads only what came since.
//!
//! A table of its own and not a column of `submissions`: a number that is unique across suppliers
//! would keep that table from being distributed by supplier.

use sea_orm_migration::prelude::*;

use crate::column;

/// The migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("submission_numbers")
                    .col(column::big("number").primary_key())
                    .col(column::uuid("supplier_id"))
                    .col(column::uuid("submission_id"))
                    .to_owned(),
            )
            .await?;
        // What is there already was committed in an order that nobody noted.
        let number = "INSERT INTO submission_numbers (number, supplier_id, submission_id) \
                      SELECT ROW_NUMBER() OVER (ORDER BY received_at, id), supplier_id, id \
                      FROM submissions";
        manager
            .get_connection()
            .execute_unprepared(number)
            .await
            .map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("submission_numbers").to_owned())
            .await
    }
}
