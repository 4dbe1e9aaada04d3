//! The store: the one room that reads and writes rows.
//!
//! - Nothing is read without a [`Reach`](federation::authority::Reach): a [`View`] filters every
//!   query by it, so that a row beyond it and a row that never was give the same answer.
//! - Nothing is written without a [`Pass`](federation::authority::Pass): a [`Tx`] begins with one and
//!   writes only what that pass permits.
//! - On PostgreSQL every transaction begins by saying whose reach or pass it has, and row level
//!   security holds it to that, should a filter be forgotten.
//! - There is no clock here: every timestamp is an argument.
//! - No rule of the domain lives here, and no caller outside sees a row, a query or SQL.

mod catalogue;
mod error;
mod filter;
mod interrupt;
mod kept_rollups;
mod model;
mod open;
mod outages;
mod page;
mod performance;
mod reading;
mod revocation;
mod row_security;
mod schema;
mod submission;
mod tx;
mod view;

use std::sync::Arc;

use sea_orm::DatabaseConnection;
use tokio::sync::Mutex;

pub use catalogue::CatalogueChange;
pub use entities::RowError;
pub use entities::catalogue_revision::CatalogueRevision;
pub use entities::outage::RecordedOutage;
pub use error::{Conflict, StoreError};
pub use filter::{
    AgreementFilter, ComponentFilter, OrganizationFilter, OutageFilter, ServiceFilter,
    SubmissionFilter,
};
pub use model::NumberedModel;
pub use open::{DatabaseKind, Durability, StoreOptions};
pub use page::{CodeKey, Key, Keyed, OutageKey, Page, PageRequest, Paged, SubmissionKey};
pub use row_security::RowSecurity;
pub use schema::SchemaStatus;
pub use submission::SubmittedBatch;
pub use tx::{Claim, Lock, Tx, Work};
pub use view::View;

/// The most values that one list of a query carries; longer lists are asked for in parts. Both
/// databases take at least 32,766 values in a statement.
const LIST_LENGTH_MAX: usize = 4_096;

/// The values, the last one repeated up to the next power of two. A list of values is a statement
/// of its own for every length, and each connection keeps the statements that it has seen: so that
/// these stay few, there are few lengths.
fn padded<T: Copy>(values: &[T]) -> Vec<T> {
    let mut padded = values.to_vec();
    if let Some(last) = values.last() {
        padded.resize(values.len().next_power_of_two(), *last);
    }
    padded
}

/// An open database. Cheap to clone: clones share connections, the cached service model and the outages
/// in memory.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    connection: DatabaseConnection,
    durability: Durability,
    /// As it was when the database was opened.
    row_security: RowSecurity,
    /// SQLite has one writer: writers of this process queue here, in order of arrival, instead of
    /// polling the lock of the file.
    turn: Arc<Mutex<()>>,
    model: model::ModelCache,
    outages: outages::OutageStore,
}

impl Store {
    fn new(
        connection: DatabaseConnection,
        durability: Durability,
        row_security: RowSecurity,
    ) -> Self {
        Self {
            shared: Arc::new(Shared {
                connection,
                durability,
                row_security,
                turn: Arc::new(Mutex::new(())),
                model: model::ModelCache::default(),
                outages: outages::OutageStore::default(),
            }),
        }
    }

    /// What database this is and what its acknowledgements survive.
    #[must_use]
    pub fn durability(&self) -> &Durability {
        &self.shared.durability
    }

    /// The same in one line, for the log and the footer of reports; it holds no secret.
    #[must_use]
    pub fn describe(&self) -> String {
        format!("{}; {}", self.durability(), self.shared.row_security)
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when there is none.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.connection().ping().await?)
    }

    /// Closes every connection, after work under way has given its connection back.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails while closing.
    pub async fn close(&self) -> Result<(), StoreError> {
        Ok(self.connection().close_by_ref().await?)
    }

    fn connection(&self) -> &DatabaseConnection {
        &self.shared.connection
    }

    fn kind(&self) -> DatabaseKind {
        self.shared.durability.kind
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("database", &self.describe())
            .finish_non_exhaustive()
    }
}
