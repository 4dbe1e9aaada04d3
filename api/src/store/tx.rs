//! Writing: a transaction that begins with a pass, takes its lock first, and is done again when
//! another writer was in the way.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use federation::authority::{Action, ApplyCatalogue, Pass, RevokeToken, SubmitPerformance};
use federation::vocabulary::OrganizationId;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

use super::row_security::words_of_writer;
use super::submission::{SavedSubmission, number};
use super::{DatabaseKind, Store, StoreError};

/// How often work is begun before the store gives up on a busy database.
const ATTEMPTS_MAX: u32 = 5;

/// How long the store waits before the second attempt; twice as long before each further one.
const FIRST_PAUSE_MS: u64 = 10;

/// A deed that changes rows, and what it must have to itself.
pub trait Claim: Action + Sync {
    /// What no other writer may hold at the same time.
    fn lock(&self) -> Lock;
}

/// What a writer has to itself. SQLite has a single writer anyway; PostgreSQL needs telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// The service model.
    Catalogue,
    /// The revocations of tokens.
    Revocations,
    /// The outages and submissions of one supplier.
    Supplier(OrganizationId),
}

impl Claim for ApplyCatalogue {
    fn lock(&self) -> Lock {
        Lock::Catalogue
    }
}

impl Claim for RevokeToken {
    fn lock(&self) -> Lock {
        Lock::Revocations
    }
}

impl Claim for SubmitPerformance {
    fn lock(&self) -> Lock {
        Lock::Supplier(self.supplier)
    }
}

/// A transaction that holds its lock. Dropped without [`Tx::commit`], it leaves nothing behind.
///
/// With SQLite in memory there is one connection, and a transaction holds it: read through the
/// transaction, or not before it has ended.
pub struct Tx<'p, A> {
    // Declared before the turn, so that it rolls back before the next writer begins.
    transaction: DatabaseTransaction,
    store: Store,
    pass: &'p Pass<A>,
    saved: Mutex<Vec<SavedSubmission>>,
    _turn: Option<OwnedMutexGuard<()>>,
}

/// What [`Store::writing`] runs.
pub type Work<'t, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 't>>;

impl Store {
    /// Begins a write and takes its lock. Every write after this one sees what this one commits.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the lock could not be had in a few attempts; [`StoreError`] when
    /// the database fails.
    pub async fn write<'p, A: Claim>(&self, pass: &'p Pass<A>) -> Result<Tx<'p, A>, StoreError> {
        let mut attempt = 1;
        loop {
            match self.begin(pass).await {
                Err(error) if error.is_transient() && attempt < ATTEMPTS_MAX => {
                    pause(attempt).await;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    /// Does `work` in a write and commits it; from the beginning again, a few times at most, when
    /// the database says that another writer was in the way. So `work` changes nothing else.
    ///
    /// # Errors
    /// What `work` fails with; [`StoreError::Busy`] when the last attempt was in the way too.
    pub async fn writing<'p, A: Claim, T>(
        &self,
        pass: &'p Pass<A>,
        work: impl for<'t> Fn(&'t Tx<'p, A>) -> Work<'t, T> + Send + Sync,
    ) -> Result<T, StoreError> {
        let mut attempt = 1;
        loop {
            let outcome = async {
                let tx = self.begin(pass).await?;
                let value = work(&tx).await?;
                tx.commit().await?;
                Ok(value)
            };
            match outcome.await {
                Err(error) if StoreError::is_transient(&error) && attempt < ATTEMPTS_MAX => {
                    pause(attempt).await;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn begin<'p, A: Claim>(&self, pass: &'p Pass<A>) -> Result<Tx<'p, A>, StoreError> {
        let turn = match self.kind() {
            DatabaseKind::SqliteFile | DatabaseKind::SqliteMemory => {
                Some(self.shared.turn.clone().lock_owned().await)
            }
            DatabaseKind::Postgres => None,
        };
        let transaction = self.connection().begin_with_options(immediate()).await?;
        if self.kind() == DatabaseKind::Postgres {
            let lock = pass.action().lock();
            let by = pass.by();
            let words = words_of_writer(lock, by.role(), by.organization());
            let lock = lock_statement(lock);
            // A plan that PostgreSQL makes for any values compares long lists value by value: seconds
            // where a plan for these values takes milliseconds.
            let plan = "SET LOCAL plan_cache_mode = force_custom_plan";
            let statements = format!("{plan}; {words}; {lock}");
            transaction.execute_unprepared(&statements).await?;
        }
        Ok(Tx {
            transaction,
            store: self.clone(),
            pass,
            saved: Mutex::default(),
            _turn: turn,
        })
    }
}

impl<A: Claim> Tx<'_, A> {
    /// Makes it last. When this returns, the database has acknowledged it, and this process computes
    /// with it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; then nothing was written, unless the connection was
    /// lost while it answered, which only a repetition under the same key can tell.
    pub async fn commit(self) -> Result<(), StoreError> {
        let Self {
            transaction,
            store,
            pass: _,
            saved,
            _turn,
        } = self;
        let saved = saved.into_inner().unwrap_or_else(PoisonError::into_inner);
        let numbered = number(&transaction, store.kind(), saved).await?;
        transaction.commit().await?;
        for (number, current) in numbered {
            store.shared.outages.follow(number, current);
        }
        Ok(())
    }

    /// Notes a submission to be numbered when this is committed.
    pub(super) fn note(&self, submission: SavedSubmission) {
        let mut saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        saved.push(submission);
    }

    pub(super) fn transaction(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    pub(super) fn pass(&self) -> &Pass<A> {
        self.pass
    }
}

/// A transaction that writes. SQLite takes the write lock at once: one that reads first and writes
/// later fails at once, without waiting, when another has written in between. PostgreSQL keeps its
/// default, READ COMMITTED, under which a statement after the lock sees what others committed.
pub(super) fn immediate() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}

fn lock_statement(lock: Lock) -> String {
    match lock {
        // Readers go on; other writers of the catalogue wait.
        Lock::Catalogue => "LOCK TABLE catalogue_revisions IN EXCLUSIVE MODE".to_owned(),
        Lock::Revocations => "LOCK TABLE token_revocations IN EXCLUSIVE MODE".to_owned(),
        // Both halves of the identifier, so that two suppliers of one millisecond differ.
        Lock::Supplier(supplier) => {
            let (high, low) = Uuid::from(supplier).as_u64_pair();
            format!(
                "SELECT pg_advisory_xact_lock({})",
                (high ^ low).cast_signed()
            )
        }
    }
}

async fn pause(attempt: u32) {
    tokio::time::sleep(Duration::from_millis(FIRST_PAUSE_MS << attempt)).await;
}
