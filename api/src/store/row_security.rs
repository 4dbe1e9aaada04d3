//! Row level security of PostgreSQL: what a transaction says of itself, and whether the database
//! listens. What each word lets through stands in the migrations.

use std::fmt;

use federation::authority::{Reach, Role};
use federation::vocabulary::OrganizationId;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

use super::{DatabaseKind, Lock, Store, StoreError};

/// Whether the database itself holds back what a forgotten filter would let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowSecurity {
    /// SQLite has no row level security: the filters of the program stand alone.
    Absent,
    /// The role that the server connects as bypasses it: it holds nothing back.
    Bypassed {
        /// The role of the database.
        role: String,
    },
    /// Some tables are without it, or let their owner bypass it.
    Incomplete {
        /// These tables.
        tables: Vec<String>,
    },
    /// It is in force on every table.
    Forced,
}

impl fmt::Display for RowSecurity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("no row level security"),
            Self::Bypassed { role } => write!(
                f,
                "row level security is void: the database role {role} bypasses it"
            ),
            Self::Incomplete { tables } => write!(
                f,
                "row level security is not forced on {}",
                tables.join(", ")
            ),
            Self::Forced => f.write_str("row level security is forced"),
        }
    }
}

/// The words that stand for no role of a reader.
const COMPUTATION: &str = "COMPUTATION";
const MAINTENANCE: &str = "MAINTENANCE";

/// Whoever asks whether a table is held back: every table but the ledger of migrations.
const TABLES_WITHOUT: &str = "SELECT relname::text AS name FROM pg_class \
    WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace \
    AND relname <> 'seaql_migrations' AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY 1";

const ROLE_THAT_BYPASSES: &str = "SELECT rolname::text AS name FROM pg_roles \
    WHERE rolname = current_user AND (rolsuper OR rolbypassrls)";

impl Store {
    /// What the database says of its row level security now. Before the first migration there is
    /// no table to protect.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn row_security(&self) -> Result<RowSecurity, StoreError> {
        Ok(row_security(self.connection(), self.kind()).await?)
    }

    /// Refuses a database whose row level security is not in force.
    ///
    /// # Errors
    /// [`StoreError::RowSecurity`] then; [`StoreError`] when the database fails.
    pub async fn require_row_security(&self) -> Result<(), StoreError> {
        match self.row_security().await? {
            RowSecurity::Forced => Ok(()),
            lacking @ (RowSecurity::Absent
            | RowSecurity::Bypassed { .. }
            | RowSecurity::Incomplete { .. }) => Err(StoreError::RowSecurity(lacking)),
        }
    }
}

pub(super) async fn row_security(
    connection: &DatabaseConnection,
    kind: DatabaseKind,
) -> Result<RowSecurity, DbErr> {
    match kind {
        DatabaseKind::SqliteFile | DatabaseKind::SqliteMemory => Ok(RowSecurity::Absent),
        DatabaseKind::Postgres => {
            if let Some(role) = names(connection, ROLE_THAT_BYPASSES).await?.pop() {
                return Ok(RowSecurity::Bypassed { role });
            }
            let tables = names(connection, TABLES_WITHOUT).await?;
            Ok(if tables.is_empty() {
                RowSecurity::Forced
            } else {
                RowSecurity::Incomplete { tables }
            })
        }
    }
}

async fn names(connection: &DatabaseConnection, question: &str) -> Result<Vec<String>, DbErr> {
    let statement = Statement::from_string(DbBackend::Postgres, question);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter().map(|row| row.try_get("", "name")).collect()
}

/// Statements that say, for one transaction, who is at work.
fn words(role: &str, organization: Option<OrganizationId>) -> String {
    let organization = organization.map_or_else(String::new, |id| id.to_string());
    // Both always, so that nothing of an earlier one is left. Neither can hold a quote.
    format!(
        "SET LOCAL concordat.role = '{role}'; SET LOCAL concordat.organization = '{organization}'"
    )
}

/// What a transaction says that reads for `reach`.
pub(super) fn words_of_reader(reach: &Reach) -> String {
    if reach.is_of_the_computation() {
        words_of_the_computation()
    } else {
        words(reach.role().as_str(), reach.organization())
    }
}

/// What a transaction says that computes, or numbers what was submitted.
pub(super) fn words_of_the_computation() -> String {
    words(COMPUTATION, None)
}

/// What a transaction says that changes the schema.
pub(super) fn words_of_maintenance() -> String {
    words(MAINTENANCE, None)
}

/// What a transaction says that writes under this lock: no wider than what is locked. What is
/// submitted for a supplier is written in its name, whoever submits it.
pub(super) fn words_of_writer(lock: Lock, role: Role, own: Option<OrganizationId>) -> String {
    match lock {
        Lock::Catalogue | Lock::Revocations => words(role.as_str(), own),
        Lock::Supplier(supplier) => words(Role::Supplier.as_str(), Some(supplier)),
    }
}
