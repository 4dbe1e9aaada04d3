//! What can go wrong in the store. What a client may read (`Display`) holds no SQL, no row and no
//! address; the log reads the sources.

use entities::RowError;
use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError, SqlxSqliteError};

use super::RowSecurity;

/// A failure of the store. Absence is not one: it is `None`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address of the database is not understood.
    #[error("the address of the database is not understood: {reason}")]
    Address {
        /// Why, without repeating the address, which may hold a password.
        reason: String,
    },
    /// Other writes kept the database busy through all attempts. Trying again later may succeed.
    #[error("the database was busy with other writes")]
    Busy(#[source] DbErr),
    /// What was to be written no longer fits what is there.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// The database failed in a way that trying again does not mend.
    #[error("the database failed")]
    Database(#[source] DbErr),
    /// Row level security is demanded and not in force.
    #[error("row level security is required, but the database has this: {0}")]
    RowSecurity(RowSecurity),
    /// A stored row means nothing, or a value fits no row.
    #[error("a row could not be read or written")]
    Row(#[from] RowError),
    /// The schema lacks migrations that this program needs.
    #[error("the schema of the database lacks {} migrations: migrate it", pending.len())]
    SchemaBehind {
        /// The migrations that are lacking.
        pending: Vec<String>,
    },
    /// The schema has migrations that this program does not know.
    #[error("the schema of the database is newer than this program: upgrade the program")]
    SchemaNewer {
        /// The migrations that are not known.
        unknown: Vec<String>,
    },
    /// A list in a question is too long.
    #[error("at most {limit_max} {what} can be asked for at once")]
    TooMany {
        /// What the list holds.
        what: &'static str,
        /// The limit.
        limit_max: usize,
    },
    /// The database cannot be reached, has no connection to spare, or cannot write at all.
    #[error("the database is not available")]
    Unavailable(#[source] DbErr),
}

/// Why a write no longer fits what is stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// The service model changed since the change was planned.
    #[error("the service model is at revision {found}, but the change was planned at {expected}")]
    CatalogueMoved {
        /// The number that the change was planned at.
        expected: u64,
        /// The number that is there.
        found: u64,
    },
    /// A code or identifier of the catalogue is already taken by something else.
    #[error("a code, version or date of the catalogue is already taken")]
    CatalogueTaken,
    /// A row of the batch is not the permitted supplier's, or names another submission.
    #[error("row {index} of the batch belongs to another supplier or submission")]
    ForeignOutage {
        /// Its place in the batch, from 0.
        index: usize,
    },
    /// The submission is not the permitted supplier's.
    #[error("the submission belongs to another supplier")]
    ForeignSubmission,
    /// The revision of an outage is already stored.
    #[error("a revision of an outage in the batch is already stored")]
    RevisionTaken,
    /// The idempotency key of the supplier is already used.
    #[error("the idempotency key is already used")]
    SubmissionKeyTaken,
}

impl StoreError {
    /// Whether the same work may succeed when it is done again at once.
    pub(super) fn is_transient(&self) -> bool {
        matches!(self, Self::Busy(_))
    }

    /// A unique index refused the write: that is `conflict`.
    pub(super) fn taken(error: DbErr, conflict: Conflict) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::Conflict(conflict),
            Some(_) | None => error.into(),
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match fate(&error) {
            Fate::Busy => Self::Busy(error),
            Fate::Unavailable => Self::Unavailable(error),
            Fate::Broken => Self::Database(error),
        }
    }
}

enum Fate {
    Busy,
    Unavailable,
    Broken,
}

fn fate(error: &DbErr) -> Fate {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(RuntimeErr::Internal(_)) => Fate::Unavailable,
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => match &**error {
            SqlxError::Database(error) => database_fate(&**error),
            SqlxError::Io(_)
            | SqlxError::Tls(_)
            | SqlxError::PoolTimedOut
            | SqlxError::PoolClosed
            | SqlxError::WorkerCrashed => Fate::Unavailable,
            _ => Fate::Broken,
        },
        _ => Fate::Broken,
    }
}

fn database_fate(error: &dyn DatabaseError) -> Fate {
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<SqlxSqliteError>().is_some() {
        // The low byte of an extended result code is the primary one.
        return match code.parse::<i32>().map(|code| code & 0xFF) {
            Ok(5 | 6) => Fate::Busy, // SQLITE_BUSY, SQLITE_LOCKED
            // READONLY, INTERRUPT, IOERR, FULL, CANTOPEN
            Ok(8 | 9 | 10 | 13 | 14) => Fate::Unavailable,
            Ok(_) | Err(_) => Fate::Broken,
        };
    }
    match &*code {
        // Serialization failure, deadlock detected, lock not available.
        "40001" | "40P01" | "55P03" => Fate::Busy,
        // Out of disk, too many connections, shut down, starting up, statement cancelled by timeout.
        "53100" | "53300" | "57P01" | "57P02" | "57P03" | "57014" | "58030" | "25006" => {
            Fate::Unavailable
        }
        code if code.starts_with("08") => Fate::Unavailable,
        _ => Fate::Broken,
    }
}
