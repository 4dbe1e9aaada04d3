//! Access tokens that were revoked before their end: one by its name, or all of a subject up to an
//! instant. A row is kept until every token that it covers has ended.

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
                    .table("token_revocations")
                    .col(column::text("issuer"))
                    .col(column::text("sort"))
                    .col(column::text("name"))
                    .col(column::big_null("issued_until_second"))
                    .col(column::text_null("reason"))
                    .col(column::recorded("revoked_at"))
                    .col(column::text("revoked_by"))
                    .primary_key(Index::create().col("issuer").col("sort").col("name"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("token_revocations").to_owned())
            .await
    }
}
