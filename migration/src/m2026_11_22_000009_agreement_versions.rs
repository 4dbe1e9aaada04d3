//! The versions of agreements. A target is an exact fraction in lowest terms: two integers, never a
//! decimal.

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
                    .table("agreement_versions")
                    .col(column::id())
                    .col(column::uuid("agreement_id"))
                    .col(column::big("version"))
                    .col(column::text("status"))
                    .col(column::big("effective_from_second"))
                    .col(column::big_null("effective_to_second"))
                    .col(column::uuid("calendar_id"))
                    .col(column::big_null("target_numerator"))
                    .col(column::big_null("target_denominator"))
                    .col(column::text("degradation"))
                    .col(column::text("missing_data"))
                    .col(column::text("attribution"))
                    .col(column::big_null("maintenance_notice_seconds"))
                    .col(column::big_null("maintenance_cap_seconds"))
                    .foreign_key(&mut column::reference(
                        "agreement_versions",
                        "agreement_id",
                        "agreements",
                    ))
                    .foreign_key(&mut column::reference(
                        "agreement_versions",
                        "calendar_id",
                        "calendars",
                    ))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("agreement_versions_of_agreement")
                    .table("agreement_versions")
                    .col("agreement_id")
                    .col("version")
                    .unique()
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("agreement_versions").to_owned())
            .await
    }
}
