//! Stopping the database when nobody waits for its answer any more.
//!
//! A connection learns whose work it does when it is taken from the pool, in the round trip that
//! asked before whether it still lives. SQLite then looks every so many instructions whether the work
//! is wanted. PostgreSQL is told the request as the name of the connection, and a second connection
//! cancels what runs under that name. Behind both stands the timeout of every statement.

use futures_util::future::BoxFuture;
use sea_orm::sqlx::pool::PoolOptions;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions, Postgres};
use sea_orm::sqlx::sqlite::{Sqlite, SqliteConnection};
use sea_orm::sqlx::{self, AssertSqlSafe};
use uuid::Uuid;

use crate::wanted::Work;

/// How many instructions of SQLite's machine run between two looks: some tens of microseconds.
const INSTRUCTIONS: i32 = 10_000;

/// Interrupts what runs on a connection of the pool when its work is given up.
pub(super) fn interrupting(pool: PoolOptions<Sqlite>) -> PoolOptions<Sqlite> {
    pool.test_before_acquire(false)
        .after_connect(|connection, _| Box::pin(watch(connection)))
        .before_acquire(|connection, _| {
            Box::pin(async {
                watch(connection).await?;
                Ok(true)
            })
        })
}

async fn watch(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mut handle = connection.lock_handle().await?;
    match Work::current() {
        Some(work) => handle.set_progress_handler(INSTRUCTIONS, move || work.is_wanted()),
        None => handle.remove_progress_handler(),
    }
    Ok(())
}

/// Cancels what runs on a connection of the pool when its work is given up.
pub(super) fn cancelling(
    pool: PoolOptions<Postgres>,
    connect: &PgConnectOptions,
) -> PoolOptions<Postgres> {
    // Made when it is first needed, and closed when it is not for a while.
    let second = PgPoolOptions::new()
        .max_connections(1)
        .idle_timeout(std::time::Duration::from_secs(60))
        .connect_lazy_with(connect.clone().application_name("concordat canceller"));
    let for_new = second.clone();
    pool.test_before_acquire(false)
        .after_connect(move |connection, _| name(connection, for_new.clone()))
        .before_acquire(move |connection, _| {
            let named = name(connection, second.clone());
            Box::pin(async {
                named.await?;
                Ok(true)
            })
        })
}

/// Names the connection by the request that it works for.
fn name(connection: &mut PgConnection, second: PgPool) -> BoxFuture<'_, Result<(), sqlx::Error>> {
    let work = Work::current();
    let name = match &work {
        Some(work) => request_name(work.request_id()),
        None => "concordat".to_owned(),
    };
    Box::pin(async move {
        let statement = format!("SET application_name = '{name}'");
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(connection)
            .await?;
        if let Some(work) = work {
            work.at_give_up(move |request_id| cancel(second, request_id));
        }
        Ok(())
    })
}

fn request_name(request_id: Uuid) -> String {
    format!("concordat {request_id}")
}

/// Cancels every statement of this request that still runs.
fn cancel(second: PgPool, request_id: Uuid) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return;
    };
    runtime.spawn(async move {
        let cancelling = sqlx::query(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity \
             WHERE application_name = $1 AND state = 'active'",
        );
        let cancelled = cancelling
            .bind(request_name(request_id))
            .execute(&second)
            .await;
        if let Err(error) = cancelled {
            tracing::warn!(%error, "statements of a given-up request run on to their timeout");
        }
    });
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures_util::FutureExt as _;
    use sea_orm::ConnectionTrait as _;
    use tokio::sync::Notify;
    use uuid::Uuid;

    use crate::store::{Store, StoreOptions};
    use crate::wanted::Work;

    /// Counts for days, without giving a row before its end.
    const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
         WHERE i < 1000000000000) SELECT count(*) FROM n";

    async fn memory() -> Store {
        let options = StoreOptions {
            acquire_timeout_ms: 60_000,
            ..StoreOptions::default()
        };
        Store::open("sqlite::memory:", &options)
            .await
            .expect("it opens")
    }

    /// The database in memory has one connection: as long as it counts, nobody else is answered.
    #[tokio::test]
    async fn sqlite_stops_counting_when_nobody_waits_any_more() {
        let store = memory().await;
        let work = Work::new(Uuid::nil());
        let started = Arc::new(Notify::new());
        let counting = async {
            started.notify_one();
            store.connection().execute_unprepared(ENDLESS).await
        };
        {
            let mut counting = Box::pin(work.carry_out(counting));
            tokio::select! {
                biased;
                counted = &mut counting => panic!("it ended: {counted:?}"),
                () = async {
                    started.notified().await;
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                } => {}
            }
        }
        assert!(!work.is_wanted());
        store.ping().await.expect("the connection is free again");
        store.migrate().await.expect("and works");
    }

    #[tokio::test]
    async fn work_that_was_given_up_does_not_stop_the_next() {
        let store = memory().await;
        let work = Work::new(Uuid::nil());
        let first = work.carry_out(store.ping()).await;
        first.expect("an answer");
        let given_up = work.carry_out(std::future::pending::<()>());
        assert!(given_up.now_or_never().is_none());
        let long = ENDLESS.replace("1000000000000", "1000000");
        let refused = work.within(store.connection().execute_unprepared(&long));
        assert!(refused.await.is_err(), "nobody waits for it");
        let next = Work::new(Uuid::nil());
        let counted = next.carry_out(store.connection().execute_unprepared(&long));
        counted.await.expect("somebody waits for this one");
    }
}
