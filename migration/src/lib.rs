//! The frozen history of the schema: one noun per migration, hand-written, with string names. It
//! depends on no crate of ours, so that a later change of the code cannot change the past.
//!
//! # How values are written
//! - Identifiers are UUIDv7 made by the application: no sequence, and unique across machines.
//! - A contractual instant is a BIGINT of unix seconds, and its column is named `*_second`.
//!   Contractual time is whole seconds, so this is exact, sorts and compares the same in both
//!   databases, and needs no zone. A timestamp would be text with its own spelling in SQLite.
//! - An instant that this server recorded itself (`*_at`) is a timestamp with time zone, kept to the
//!   microsecond, which is what PostgreSQL can hold.
//! - No floats and no decimals (SQLite would keep a decimal as a float): a target is two integers, a
//!   loss is an INTEGER of billionths, and a NULL loss says that the state is not known.
//! - Counts and revisions are BIGINT, because they are unsigned 32-bit numbers in the domain.
//! - JSON is text: byte for byte what was written, in both databases. `jsonb` would refuse the escape
//!   `\u0000` that a refused row may quote.
//! - Codes are compared byte by byte: PostgreSQL is told so (`COLLATE "C"`), SQLite does it anyway.
//!
//! # What makes room to grow
//! The tables of facts (`submissions`, `outages`) begin their primary key and every unique index with
//! `supplier_id`, and so can be distributed by it. All other tables are small and shared: they can be
//! copied to every machine, and foreign keys run only among them or towards them. One of these grows,
//! by a short row for each submission: `submission_numbers`, which gives all suppliers one order.

mod column;
mod m2026_11_22_000001_organizations;
mod m2026_11_22_000002_calendars;
mod m2026_11_22_000003_components;
mod m2026_11_22_000004_services;
mod m2026_11_22_000005_topologies;
mod m2026_11_22_000006_dependency_nodes;
mod m2026_11_22_000007_agreements;
mod m2026_11_22_000008_agreement_components;
mod m2026_11_22_000009_agreement_versions;
mod m2026_11_22_000010_maintenance_windows;
mod m2026_11_22_000011_catalogue_revisions;
mod m2026_11_22_000012_submissions;
mod m2026_11_22_000013_outages;
mod m2026_11_22_000014_submission_numbers;
mod m2026_11_22_000015_outages_of_submission;
mod m2026_11_22_000016_agreement_terms;
mod m2026_11_22_000018_token_revocations;
mod m2026_11_22_000020_row_level_security;
pub mod row_level_security;

use sea_orm_migration::prelude::{MigrationTrait, MigratorTrait, async_trait};

/// The table in which applied migrations are noted.
pub const LEDGER_TABLE: &str = "seaql_migrations";

/// All migrations, in the order of time.
#[derive(Clone, Copy, Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m2026_11_22_000001_organizations::Migration),
            Box::new(m2026_11_22_000002_calendars::Migration),
            Box::new(m2026_11_22_000003_components::Migration),
            Box::new(m2026_11_22_000004_services::Migration),
            Box::new(m2026_11_22_000005_topologies::Migration),
            Box::new(m2026_11_22_000006_dependency_nodes::Migration),
            Box::new(m2026_11_22_000007_agreements::Migration),
            Box::new(m2026_11_22_000008_agreement_components::Migration),
            Box::new(m2026_11_22_000009_agreement_versions::Migration),
            Box::new(m2026_11_22_000010_maintenance_windows::Migration),
            Box::new(m2026_11_22_000011_catalogue_revisions::Migration),
            Box::new(m2026_11_22_000012_submissions::Migration),
            Box::new(m2026_11_22_000013_outages::Migration),
            Box::new(m2026_11_22_000014_submission_numbers::Migration),
            Box::new(m2026_11_22_000015_outages_of_submission::Migration),
            Box::new(m2026_11_22_000016_agreement_terms::Migration),
            Box::new(m2026_11_22_000018_token_revocations::Migration),
            Box::new(m2026_11_22_000020_row_level_security::Migration),
        ]
    }
}
