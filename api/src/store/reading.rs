//! What is read through. On PostgreSQL every read is a transaction that begins by saying how far its
//! reader reaches, in one round trip, so that row level security can hold back the rest; on SQLite,
//! which has no such thing, it is the connection as it is.

use federation::authority::Reach;
use sea_orm::sqlx::{self, AssertSqlSafe, Executor, Postgres, SqlSafeStr, Transaction};
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    ExecResult, QueryResult, RuntimeErr, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::async_trait::async_trait;
use sea_query_sqlx::SqlxValues;
use tokio::sync::{Mutex, MutexGuard};

use super::row_security::words_of_reader;
use super::{DatabaseKind, Store, StoreError, View};

/// What a reader reads through, for as long as it reads.
pub(super) enum Reading<'s> {
    /// SQLite, each statement by itself.
    Plain(&'s DatabaseConnection),
    /// SQLite, everything as of one moment.
    Snapshot(DatabaseTransaction),
    /// PostgreSQL, within the reach of the reader.
    Held(HeldReading),
}

/// Whether the statements of a reader see one moment or each its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    Each,
    One,
}

impl Store {
    /// Reads for who reaches this far.
    pub(super) async fn reading(&self, reach: &Reach) -> Result<Reading<'_>, StoreError> {
        self.begin_reading(reach, Moment::Each).await
    }

    /// Reads everything as of one moment, for the computation.
    pub(super) async fn snapshot(&self) -> Result<Reading<'_>, StoreError> {
        self.begin_reading(&Reach::of_the_computation(), Moment::One)
            .await
    }

    async fn begin_reading(
        &self,
        reach: &Reach,
        moment: Moment,
    ) -> Result<Reading<'_>, StoreError> {
        let connection = self.connection();
        match (self.kind(), moment) {
            (DatabaseKind::SqliteFile | DatabaseKind::SqliteMemory, Moment::Each) => {
                Ok(Reading::Plain(connection))
            }
            (DatabaseKind::SqliteFile | DatabaseKind::SqliteMemory, Moment::One) => {
                // A transaction of SQLite always sees one moment.
                let options = TransactionOptions::default();
                let transaction = connection.begin_with_options(options).await?;
                Ok(Reading::Snapshot(transaction))
            }
            (DatabaseKind::Postgres, moment) => {
                let isolation = match moment {
                    Moment::Each => "READ COMMITTED",
                    Moment::One => "REPEATABLE READ",
                };
                let words = words_of_reader(reach);
                let begin = format!("BEGIN ISOLATION LEVEL {isolation} READ ONLY; {words}");
                Ok(Reading::Held(HeldReading::begin(connection, begin).await?))
            }
        }
    }
}

impl View {
    /// What this view reads through.
    pub(super) async fn reading(&self) -> Result<Reading<'_>, StoreError> {
        self.store.reading(&self.reach).await
    }

    /// The same, and everything as of one moment.
    pub(super) async fn snapshot(&self) -> Result<Reading<'_>, StoreError> {
        self.store.begin_reading(&self.reach, Moment::One).await
    }
}

impl Reading<'_> {
    /// Ends it. Dropping it does so too; this waits for a transaction of SQLite to be gone, of which
    /// a database in memory has only one.
    pub(super) async fn rollback(self) -> Result<(), DbErr> {
        match self {
            Self::Plain(_) | Self::Held(_) => Ok(()),
            Self::Snapshot(transaction) => transaction.rollback().await,
        }
    }
}

/// A transaction of PostgreSQL that reads. Dropped, it rolls back while its connection returns to the
/// pool: nobody waits for that, and nobody gets the connection before.
pub(super) struct HeldReading(Mutex<Transaction<'static, Postgres>>);

impl HeldReading {
    async fn begin(connection: &DatabaseConnection, statements: String) -> Result<Self, DbErr> {
        let pool = connection.get_postgres_connection_pool();
        let connection = pool.acquire().await.map_err(acquire_error)?;
        let statements = AssertSqlSafe(statements).into_sql_str();
        // In a task of its own, which goes on when nobody waits for it any more: a transaction that
        // is given up while it begins is not rolled back, and its connection would come back to the
        // pool with the reach of this reader.
        let begun = tokio::spawn(Transaction::begin(connection, Some(statements))).await;
        let begun = begun.map_err(|error| DbErr::Custom(error.to_string()))?;
        Ok(Self(Mutex::new(begun.map_err(query_error)?)))
    }

    async fn transaction(&self) -> MutexGuard<'_, Transaction<'static, Postgres>> {
        self.0.lock().await
    }
}

fn query_error(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

fn exec_error(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

fn acquire_error(error: sqlx::Error) -> DbErr {
    match error {
        sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        error => DbErr::Conn(RuntimeErr::SqlxError(error.into())),
    }
}

/// The question with its values bound, as sea-orm asks it.
fn question(statement: Statement) -> sqlx::query::Query<'static, Postgres, SqlxValues> {
    let Statement { sql, values, .. } = statement;
    let values = values.unwrap_or_else(|| sea_orm::Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(sql), SqlxValues(values))
}

#[async_trait]
impl ConnectionTrait for HeldReading {
    fn get_database_backend(&self) -> DbBackend {
        DbBackend::Postgres
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let connection = &mut **self.transaction().await;
        let done = question(statement).execute(connection).await;
        done.map(Into::into).map_err(exec_error)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let connection = &mut **self.transaction().await;
        let done = connection.execute(AssertSqlSafe(sql.to_owned())).await;
        done.map(Into::into).map_err(exec_error)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let connection = &mut **self.transaction().await;
        let row = question(statement).fetch_optional(connection).await;
        row.map(|row| row.map(Into::into)).map_err(query_error)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let connection = &mut **self.transaction().await;
        let rows = question(statement).fetch_all(connection).await;
        rows.map(|rows| rows.into_iter().map(Into::into).collect())
            .map_err(query_error)
    }
}

#[async_trait]
impl ConnectionTrait for Reading<'_> {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Plain(connection) => connection.get_database_backend(),
            Self::Snapshot(transaction) => transaction.get_database_backend(),
            Self::Held(held) => held.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Plain(connection) => connection.execute_raw(statement).await,
            Self::Snapshot(transaction) => transaction.execute_raw(statement).await,
            Self::Held(held) => held.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Plain(connection) => connection.execute_unprepared(sql).await,
            Self::Snapshot(transaction) => transaction.execute_unprepared(sql).await,
            Self::Held(held) => held.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Plain(connection) => connection.query_one_raw(statement).await,
            Self::Snapshot(transaction) => transaction.query_one_raw(statement).await,
            Self::Held(held) => held.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Plain(connection) => connection.query_all_raw(statement).await,
            Self::Snapshot(transaction) => transaction.query_all_raw(statement).await,
            Self::Held(held) => held.query_all_raw(statement).await,
        }
    }
}
