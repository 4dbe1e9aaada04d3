//! The calendars of agreed service hours. `weekly` is NULL for around the clock; both lists are JSON
//! text.

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
                    .table("calendars")
                    .col(column::id())
                    .col(column::code(manager, "code"))
                    .col(column::text("zone"))
                    .col(column::text_null("weekly"))
                    .col(column::text("closed_dates"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("calendars").to_owned())
            .await
    }
}
