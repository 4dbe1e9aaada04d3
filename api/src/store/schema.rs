//! Migrating, and refusing a schema that this program does not know.

use std::collections::BTreeSet;

use migration::Migrator;
use sea_orm::{ConnectionTrait, EntityTrait, TransactionTrait};
use sea_orm_migration::{
    IntoSchemaManagerConnection, MigratorTrait, SchemaManager, seaql_migrations,
};

use super::row_security::words_of_maintenance;
use super::tx::immediate;
use super::{DatabaseKind, Store, StoreError};

/// Serialises servers that start together: an arbitrary number that nothing else here locks.
const MIGRATION_LOCK: i64 = 0x636f_6e63_6f72_6461;

/// How the schema stands to this program, each list in the order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaStatus {
    /// Migrations that are applied.
    pub applied: Vec<String>,
    /// Migrations that are not applied yet.
    pub pending: Vec<String>,
    /// Applied migrations that this program does not know: a newer one made them.
    pub unknown: Vec<String>,
}

impl SchemaStatus {
    /// # Errors
    /// [`StoreError::SchemaNewer`] when some migration is not known.
    pub(super) fn refuse_newer(self) -> Result<Self, StoreError> {
        if self.unknown.is_empty() {
            Ok(self)
        } else {
            Err(StoreError::SchemaNewer {
                unknown: self.unknown,
            })
        }
    }
}

impl Store {
    /// Brings the schema up to date, in one transaction, once however many servers start together.
    ///
    /// # Errors
    /// [`StoreError::SchemaNewer`] when a newer program has migrated it already; [`StoreError`] when
    /// the database fails.
    pub async fn migrate(&self) -> Result<SchemaStatus, StoreError> {
        let transaction = self.connection().begin_with_options(immediate()).await?;
        if self.kind() == DatabaseKind::Postgres {
            let words = words_of_maintenance();
            let lock = format!("{words}; SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
            transaction.execute_unprepared(&lock).await?;
        }
        status(&transaction).await?.refuse_newer()?;
        Migrator::up(&transaction, None).await?;
        transaction.commit().await?;
        self.schema_status().await
    }

    /// How the schema stands to this program. Changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn schema_status(&self) -> Result<SchemaStatus, StoreError> {
        status(self.connection()).await
    }

    /// Refuses a schema that this program cannot serve.
    ///
    /// # Errors
    /// [`StoreError::SchemaNewer`] or [`StoreError::SchemaBehind`]; [`StoreError`] when the database
    /// fails.
    pub async fn require_schema(&self) -> Result<(), StoreError> {
        let status = self.schema_status().await?.refuse_newer()?;
        if status.pending.is_empty() {
            Ok(())
        } else {
            Err(StoreError::SchemaBehind {
                pending: status.pending,
            })
        }
    }
}

async fn status<'c>(
    executor: impl IntoSchemaManagerConnection<'c>,
) -> Result<SchemaStatus, StoreError> {
    let manager = SchemaManager::new(executor.into_database_executor());
    let known: Vec<String> = Migrator::migrations()
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect();
    let ledger: BTreeSet<String> = if manager.has_table(migration::LEDGER_TABLE).await? {
        seaql_migrations::Entity::find()
            .all(manager.get_connection())
            .await?
            .into_iter()
            .map(|row| row.version)
            .collect()
    } else {
        BTreeSet::new()
    };
    let (applied, pending) = known
        .iter()
        .cloned()
        .partition(|name| ledger.contains(name));
    Ok(SchemaStatus {
        applied,
        pending,
        unknown: ledger
            .into_iter()
            .filter(|name| !known.contains(name))
            .collect(),
    })
}
