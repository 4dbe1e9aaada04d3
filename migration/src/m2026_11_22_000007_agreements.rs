//! The agreements; what changes over time stands in their versions.

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
                    .table("agreements")
                    .col(column::id())
                    .col(column::code(manager, "code"))
                    .col(column::text("name"))
                    .col(column::text("kind"))
                    .col(column::uuid("provider_id"))
                    .col(column::uuid("customer_id"))
                    .col(column::uuid_null("service_id"))
                    .foreign_key(&mut column::reference(
                        "agreements",
                        "provider_id",
                        "organizations",
                    ))
                    .foreign_key(&mut column::reference(
                        "agreements",
                        "customer_id",
                        "organizations",
                    ))
                    .foreign_key(&mut column::reference(
                        "agreements",
                        "service_id",
                        "services",
                    ))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("agreements").to_owned())
            .await
    }
}
