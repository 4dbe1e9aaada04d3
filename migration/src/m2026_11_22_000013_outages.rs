//! The outages as submitted, every revision of them: the table that grows. Distributed by supplier.
//!
//! No foreign keys: a row points to a component, a supplier and a submission, which the writer has
//! just checked against the service model in memory. A foreign key would look each of them up again
//! for every row of a bulk insert, and could not follow a row to another node or partition.
//!
//! Four indexes, because each costs every insert: the primary key; the natural key, by which
//! duplicates are found; the current outages of a component by their start, for reports; and the
//! order of pages. A supplier's own pages read the primary key or the page order, whichever holds
//! fewer foreign rows.

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
                    .table("outages")
                    .col(column::uuid("supplier_id"))
                    .col(column::uuid("id"))
                    .col(column::big("revision"))
                    .col(column::uuid("component_id"))
                    .col(column::big("start_second"))
                    .col(column::big_null("end_second"))
                    .col(column::int_null("loss_billionths"))
                    .col(column::boolean("planned"))
                    .col(column::text("source"))
                    .col(column::text("external_id"))
                    .col(column::text_null("note"))
                    .col(column::text("content_digest"))
                    .col(column::uuid("submission_id"))
                    .col(column::recorded("recorded_at"))
                    .col(column::recorded_null("superseded_at"))
                    .primary_key(Index::create().col("supplier_id").col("id").col("revision"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("outages_by_natural_key")
                    .table("outages")
                    .col("supplier_id")
                    .col("source")
                    .col("external_id")
                    .col("revision")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("outages_current_of_component")
                    .table("outages")
                    .col("component_id")
                    .col("start_second")
                    .and_where(Expr::col("superseded_at").is_null())
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("outages_by_start")
                    .table("outages")
                    .col(("start_second", IndexOrder::Desc))
                    .col("id")
                    .col("revision")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("outages").to_owned())
            .await
    }
}
