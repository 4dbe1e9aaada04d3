//! Which components an agreement is about, when it is not about a service.

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
                    .table("agreement_components")
                    .col(column::uuid("agreement_id"))
                    .col(column::uuid("component_id"))
                    .primary_key(Index::create().col("agreement_id").col("component_id"))
                    .foreign_key(&mut column::reference(
                        "agreement_components",
                        "agreement_id",
                        "agreements",
                    ))
                    .foreign_key(&mut column::reference(
                        "agreement_components",
                        "component_id",
                        "components",
                    ))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("agreement_components").to_owned())
            .await
    }
}
