//! Finds the current outages that a submission brought, so that whoever missed it reads them alone.
//! Identifiers of submissions rise with time: an insert touches the end of the index only.

use sea_orm_migration::prelude::*;

const INDEX: &str = "outages_current_of_submission";

/// The migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_index(
                Index::create()
                    .name(INDEX)
                    .table("outages")
                    .col("supplier_id")
                    .col("submission_id")
                    .and_where(Expr::col("superseded_at").is_null())
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(Index::drop().name(INDEX).table("outages").to_owned())
            .await
    }
}
