//! The batches of performance data that suppliers submitted, with the outcome of every row as JSON
//! text. Distributed by supplier.

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
                    .table("submissions")
                    .col(column::uuid("supplier_id"))
                    .col(column::uuid("id"))
                    .col(column::text("idempotency_key"))
                    .col(column::text("fingerprint"))
                    .col(column::recorded("received_at"))
                    .col(column::text("submitted_by"))
                    .col(column::text("mode"))
                    .col(column::big("accepted"))
                    .col(column::big("duplicate"))
                    .col(column::big("rejected"))
                    .col(column::text("outcomes"))
                    .primary_key(Index::create().col("supplier_id").col("id"))
                    .foreign_key(&mut column::reference(
                        "submissions",
                        "supplier_id",
                        "organizations",
                    ))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("submissions_by_key")
                    .table("submissions")
                    .col("supplier_id")
                    .col("idempotency_key")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("submissions_by_receipt")
                    .table("submissions")
                    .col(("received_at", IndexOrder::Desc))
                    .col("id")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("submissions").to_owned())
            .await
    }
}
