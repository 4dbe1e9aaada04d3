//! The nodes of dependency trees, in preorder from position 0: a gate, or a component.

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
                    .table("dependency_nodes")
                    .col(column::uuid("topology_id"))
                    .col(column::int("position"))
                    .col(column::int_null("parent_position"))
                    .col(column::text_null("gate"))
                    .col(column::big_null("k"))
                    .col(column::uuid_null("component_id"))
                    .primary_key(Index::create().col("topology_id").col("position"))
                    .foreign_key(&mut column::reference(
                        "dependency_nodes",
                        "topology_id",
                        "topologies",
                    ))
                    .foreign_key(&mut column::reference(
                        "dependency_nodes",
                        "component_id",
                        "components",
                    ))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("dependency_nodes_of_component")
                    .table("dependency_nodes")
                    .col("component_id")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("dependency_nodes").to_owned())
            .await
    }
}
