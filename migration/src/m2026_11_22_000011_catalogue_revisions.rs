//! Every change that a catalogue made to the service model, numbered from 1 without gaps.

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
                    .table("catalogue_revisions")
                    .col(column::big("number").primary_key())
                    .col(column::text("digest"))
                    .col(column::recorded("applied_at"))
                    .col(column::text("applied_by"))
                    .col(column::text("changes"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("catalogue_revisions").to_owned())
            .await
    }
}
