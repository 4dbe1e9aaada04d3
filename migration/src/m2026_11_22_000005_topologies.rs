//! The effective-dated dependency trees of services; their nodes stand in their own table.

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
                    .table("topologies")
                    .col(column::id())
                    .col(column::uuid("service_id"))
                    .col(column::big("effective_from_second"))
                    .col(column::big_null("effective_to_second"))
                    .foreign_key(&mut column::reference(
                        "topologies",
                        "service_id",
                        "services",
                    ))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("topologies_of_service")
                    .table("topologies")
                    .col("service_id")
                    .col("effective_from_second")
                    .unique()
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("topologies").to_owned())
            .await
    }
}
