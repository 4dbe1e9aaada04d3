//! Opening a database, and saying what its acknowledgements survive.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::sqlx::{self, ConnectOptions};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, RuntimeErr, SqlxPostgresConnector,
    SqlxSqliteConnector, Statement,
};

use super::interrupt::{cancelling, interrupting};
use super::row_security::row_security;
use super::{Store, StoreError};

/// How a database is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreOptions {
    /// The most connections; a SQLite database in memory has exactly one whatever is said here.
    pub connections_max: u32,
    /// How long a caller waits for a free connection, in milliseconds.
    pub acquire_timeout_ms: u64,
    /// How long SQLite waits for the lock of another process, in milliseconds.
    pub busy_timeout_ms: u64,
    /// After how long PostgreSQL gives up a statement, in milliseconds; 0 leaves it to the server,
    /// and is what pgbouncer wants, which refuses settings at connection.
    pub statement_timeout_ms: u64,
    /// Let SQLite acknowledge before the disk has the data: faster, and a loss of power may take the
    /// last acknowledged writes. Never for contractual data.
    pub relaxed_durability: bool,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            connections_max: 8,
            acquire_timeout_ms: 10_000,
            busy_timeout_ms: 5_000,
            statement_timeout_ms: 60_000,
            relaxed_durability: false,
        }
    }
}

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    /// SQLite in a file.
    SqliteFile,
    /// SQLite in memory: gone when the program ends.
    SqliteMemory,
    /// PostgreSQL.
    Postgres,
}

/// What the database itself says is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Durability {
    /// Which database it is.
    pub kind: DatabaseKind,
    /// The version of the database.
    pub version: String,
    /// The settings that durability hangs on, with their values, in the words of the database.
    pub settings: Vec<(&'static str, String)>,
}

impl Durability {
    /// Whether an acknowledged write survives a loss of power, if the disk keeps its own promises.
    #[must_use]
    pub fn survives_power_loss(&self) -> bool {
        let has = |name: &str, values: &[&str]| {
            self.settings
                .iter()
                .any(|(setting, value)| *setting == name && values.contains(&value.as_str()))
        };
        match self.kind {
            DatabaseKind::SqliteMemory => false,
            DatabaseKind::SqliteFile => has("synchronous", &["FULL", "EXTRA"]),
            DatabaseKind::Postgres => {
                has("fsync", &["on"])
                    && !has("synchronous_commit", &["off"])
                    && has("full_page_writes", &["on"])
            }
        }
    }
}

impl fmt::Display for Durability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.kind {
            DatabaseKind::SqliteFile => "SQLite file",
            DatabaseKind::SqliteMemory => "SQLite memory",
            DatabaseKind::Postgres => "PostgreSQL",
        };
        write!(f, "{name}, version {}", self.version)?;
        for (setting, value) in &self.settings {
            write!(f, ", {setting}={value}")?;
        }
        f.write_str(if self.survives_power_loss() {
            "; acknowledged writes survive a loss of power"
        } else {
            "; a loss of power may take acknowledged writes"
        })
    }
}

impl Store {
    /// Opens the database at `url`: `sqlite::memory:`, `sqlite://path` (made when missing) or
    /// `postgres://user:password@host/name`. Migrating it is [`Store::migrate`].
    ///
    /// # Errors
    /// [`StoreError::Address`] for any other address, [`StoreError::Unavailable`] when the database
    /// does not answer, [`StoreError::SchemaNewer`] when a newer program has migrated it.
    pub async fn open(url: &str, options: &StoreOptions) -> Result<Self, StoreError> {
        let (connection, kind) = if url.starts_with("sqlite:") {
            open_sqlite(url, options).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            (open_postgres(url, options).await?, DatabaseKind::Postgres)
        } else {
            return Err(StoreError::Address {
                reason: "it begins neither with sqlite: nor with postgres:".to_owned(),
            });
        };
        let durability = durability(&connection, kind).await?;
        let row_security = row_security(&connection, kind).await?;
        let store = Self::new(connection, durability, row_security);
        store.schema_status().await?.refuse_newer()?;
        Ok(store)
    }
}

async fn open_sqlite(
    url: &str,
    options: &StoreOptions,
) -> Result<(DatabaseConnection, DatabaseKind), StoreError> {
    let memory = url.contains(":memory:") || url.contains("mode=memory");
    let connect = SqliteConnectOptions::from_str(url)
        .map_err(bad_address)?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(if options.relaxed_durability {
            SqliteSynchronous::Normal
        } else {
            SqliteSynchronous::Full
        })
        .busy_timeout(Duration::from_millis(options.busy_timeout_ms))
        .disable_statement_logging();
    let pool = interrupting(SqlitePoolOptions::new())
        .acquire_timeout(Duration::from_millis(options.acquire_timeout_ms));
    // A database in memory lives in its connection: exactly one, never given up.
    let pool = if memory {
        pool.min_connections(1)
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
    } else {
        pool.max_connections(options.connections_max.max(1))
    };
    let pool = pool.connect_with(connect).await.map_err(unavailable)?;
    let kind = if memory {
        DatabaseKind::SqliteMemory
    } else {
        DatabaseKind::SqliteFile
    };
    Ok((SqlxSqliteConnector::from_sqlx_sqlite_pool(pool), kind))
}

async fn open_postgres(
    url: &str,
    options: &StoreOptions,
) -> Result<DatabaseConnection, StoreError> {
    let connect = PgConnectOptions::from_str(url)
        .map_err(bad_address)?
        .application_name("concordat")
        .options([(
            "statement_timeout",
            options.statement_timeout_ms.to_string(),
        )])
        .disable_statement_logging();
    let pool = match options.statement_timeout_ms {
        // A pgbouncer gives each transaction another connection: names do not stick.
        0 => PgPoolOptions::new(),
        _ => cancelling(PgPoolOptions::new(), &connect),
    };
    let pool = pool
        .max_connections(options.connections_max.max(1))
        .acquire_timeout(Duration::from_millis(options.acquire_timeout_ms))
        .connect_with(connect)
        .await
        .map_err(unavailable)?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

/// The reason without the address: it may hold a password.
fn bad_address(error: sqlx::Error) -> StoreError {
    let reason = match error {
        sqlx::Error::Configuration(_) => "it is not a well-formed address of its kind",
        _ => "it holds a setting that is not known",
    };
    StoreError::Address {
        reason: reason.to_owned(),
    }
}

fn unavailable(error: sqlx::Error) -> StoreError {
    DbErr::Conn(RuntimeErr::SqlxError(error.into())).into()
}

/// Asks the database what is in force, instead of believing what was asked of it: a journal on a
/// network disk may refuse to be a write-ahead log.
async fn durability(
    connection: &DatabaseConnection,
    kind: DatabaseKind,
) -> Result<Durability, StoreError> {
    let ask = async |question: &'static str| -> Result<String, DbErr> {
        let statement = Statement::from_string(connection.get_database_backend(), question);
        let row = connection.query_one_raw(statement).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound(question.to_owned()))?;
        match connection.get_database_backend() {
            DbBackend::Sqlite => match row.try_get_by_index::<i64>(0) {
                Ok(number) => Ok(number.to_string()),
                Err(_) => row.try_get_by_index(0),
            },
            _ => row.try_get_by_index(0),
        }
    };
    let (version, settings) = match kind {
        DatabaseKind::SqliteFile | DatabaseKind::SqliteMemory => {
            let synchronous = match ask("PRAGMA synchronous").await?.as_str() {
                "0" => "OFF",
                "1" => "NORMAL",
                "2" => "FULL",
                _ => "EXTRA",
            };
            let settings = vec![
                ("journal_mode", ask("PRAGMA journal_mode").await?),
                ("synchronous", synchronous.to_owned()),
                ("foreign_keys", ask("PRAGMA foreign_keys").await?),
                ("busy_timeout", ask("PRAGMA busy_timeout").await?),
            ];
            (ask("SELECT sqlite_version()").await?, settings)
        }
        DatabaseKind::Postgres => {
            let settings = vec![
                ("fsync", ask("SHOW fsync").await?),
                ("synchronous_commit", ask("SHOW synchronous_commit").await?),
                ("full_page_writes", ask("SHOW full_page_writes").await?),
            ];
            (ask("SHOW server_version").await?, settings)
        }
    };
    Ok(Durability {
        kind,
        version,
        settings,
    })
}
