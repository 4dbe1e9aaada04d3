//! The service components, each delivered by one supplier.

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
                    .table("components")
                    .col(column::id())
                    .col(column::code(manager, "code"))
                    .col(column::text("name"))
                    .col(column::uuid("supplier_id"))
                    .foreign_key(&mut column::reference(
                        "components",
                        "supplier_id",
                        "organizations",
                    ))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("components_of_supplier")
                    .table("components")
                    .col("supplier_id")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("components").to_owned())
            .await
    }
}
