//! The planned maintenance of a component or of a service: exactly one of the two is set.

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
                    .table("maintenance_windows")
                    .col(column::id())
                    .col(column::text("reference"))
                    .col(column::uuid_null("component_id"))
                    .col(column::uuid_null("service_id"))
                    .col(column::big("start_second"))
                    .col(column::big("end_second"))
                    .col(column::boolean("approved"))
                    .col(column::big_null("notified_at_second"))
                    .foreign_key(&mut column::reference(
                        "maintenance_windows",
                        "component_id",
                        "components",
                    ))
                    .foreign_key(&mut column::reference(
                        "maintenance_windows",
                        "service_id",
                        "services",
                    ))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("maintenance_windows").to_owned())
            .await
    }
}
