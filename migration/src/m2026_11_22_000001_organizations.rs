//! The organizations: customers, the service integrator, suppliers.

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
                    .table("organizations")
                    .col(column::id())
                    .col(column::code(manager, "code"))
                    .col(column::text("name"))
                    .col(column::text("kind"))
                    .col(column::text_null("provider_type"))
                    .col(column::uuid_null("subcontracted_to"))
                    .foreign_key(&mut column::reference(
                        "organizations",
                        "subcontracted_to",
                        "organizations",
                    ))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("organizations").to_owned())
            .await
    }
}
