//! The current outages of all components in memory, as of a number of submissions: what figures are
//! computed from. Kept current by the writers of this process, and caught up with the others.

use std::collections::BTreeMap;
use std::sync::RwLock;

use entities::{outage, submission_number};
use federation::authority::{Extent, Reach, Subject};
use federation::incident::{OutageFact, OutageRegister};
use federation::report::{ServiceOutages, service_frame};
use federation::time::Interval;
use federation::vocabulary::{ComponentId, ServiceId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::kept_rollups::{KeptRollups, kept_period};
use super::submission::latest_number;
use super::{NumberedModel, Store, StoreError, View, padded};

/// How many outages are read at a time when all of them are.
const LOAD_ROWS: u64 = 50_000;

/// Of how many submissions outages are read at a time when only the latest are.
const CATCH_UP_SUBMISSIONS: usize = 256;

/// The most submissions that wait in memory for the ones before them.
const AHEAD_MAX: usize = 64;

/// Every current outage as of one number.
#[derive(Debug, Default)]
struct NumberedOutages {
    number: u64,
    outages: KeptRollups,
    /// What later submissions made current, by their number: they were committed, but one before
    /// them has not come yet.
    ahead: BTreeMap<u64, Vec<OutageFact>>,
}

/// The register that the clones of a store share. At most one task reads rows for it at a time, and
/// nobody waits for the database while holding its lock.
#[derive(Debug, Default)]
pub(super) struct OutageStore {
    current: RwLock<Option<NumberedOutages>>,
    reading: Mutex<()>,
}

impl NumberedOutages {
    /// Enters what the submission with this number made current, as soon as all before it are in.
    fn follow(&mut self, number: u64, facts: Vec<OutageFact>) {
        if number > self.number && (self.ahead.len() < AHEAD_MAX || number == self.number + 1) {
            self.ahead.insert(number, facts);
        }
        self.close_up();
    }

    /// Enters what all submissions up to `number` made current. Whatever is newer already stays.
    fn catch_up(&mut self, number: u64, facts: Vec<OutageFact>) {
        if number > self.number {
            self.outages.extend(facts);
            self.number = number;
            self.ahead.retain(|ahead, _| *ahead > number);
            self.close_up();
        }
    }

    fn close_up(&mut self) {
        while let Some(facts) = self.ahead.remove(&(self.number + 1)) {
            self.outages.extend(facts);
            self.number += 1;
        }
    }
}

impl OutageStore {
    fn read<T>(&self, look: impl FnOnce(&NumberedOutages) -> T) -> Option<T> {
        // Who panicked while writing may have written half: then there is nothing to read.
        let current = self.current.read().ok()?;
        current.as_ref().map(look)
    }

    fn write<T>(&self, change: impl FnOnce(&mut Option<NumberedOutages>) -> T) -> T {
        let mut current = self.current.write().unwrap_or_else(|poison| {
            let mut current = poison.into_inner();
            *current = None;
            self.current.clear_poison();
            current
        });
        change(&mut current)
    }

    fn number(&self) -> Option<u64> {
        self.read(|current| current.number)
    }

    /// What a committed submission made current. Nothing to do when nobody has asked for outages.
    pub(super) fn follow(&self, number: u64, facts: Vec<OutageFact>) {
        self.write(|current| {
            if let Some(current) = current {
                current.follow(number, facts);
            }
        });
    }
}

impl Store {
    /// The number of the latest submission that was committed; 0 when there is none.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn submission_number(&self) -> Result<u64, StoreError> {
        let reading = self.reading(&Reach::of_the_computation()).await?;
        latest_number(&reading).await
    }

    /// Reads the current outages into memory, if that was not done before; gives how many there
    /// are. A server does it before it is ready, so that its first report does not wait.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or a stored row means nothing.
    pub async fn load_outages(&self) -> Result<usize, StoreError> {
        self.current_outages(|current| current.outages.register().len())
            .await
    }

    /// What `look` sees in the current outages: everything that was acknowledged before this was
    /// called, by whichever server, and no submission by halves.
    async fn current_outages<T>(
        &self,
        look: impl Fn(&NumberedOutages) -> T,
    ) -> Result<T, StoreError> {
        let outages = &self.shared.outages;
        let before = outages.number();
        let wanted = self.submission_number().await?;
        let at_least = |number| {
            let found = outages.read(|current| (current.number >= number).then(|| look(current)));
            found.flatten()
        };
        // Numbers never go back, but for a database that another took the place of.
        if before.is_none_or(|before| before <= wanted)
            && let Some(seen) = at_least(wanted)
        {
            return Ok(seen);
        }
        let _only_reader = outages.reading.lock().await;
        if before.is_some_and(|before| before > wanted) {
            outages.write(|current| *current = None);
        }
        if let Some(seen) = at_least(wanted) {
            return Ok(seen);
        }
        self.read_outages().await?;
        at_least(wanted).ok_or_else(|| {
            let behind = format!("the database no longer knows submission {wanted}");
            StoreError::Unavailable(DbErr::Custom(behind))
        })
    }

    /// Brings the register to the latest number: what came since it was current, or everything.
    async fn read_outages(&self) -> Result<(), StoreError> {
        let outages = &self.shared.outages;
        let base = outages.number();
        let snapshot = self.snapshot().await?;
        match base {
            Some(base) => {
                let (number, facts) = changed_since(&snapshot, base).await?;
                outages.write(|current| {
                    if let Some(current) = current {
                        current.catch_up(number, facts);
                    }
                });
            }
            None => {
                let number = latest_number(&snapshot).await?;
                let register = everything(&snapshot).await?.into_iter().collect();
                outages.write(|current| {
                    *current = Some(NumberedOutages {
                        number,
                        outages: KeptRollups::new(register),
                        ahead: BTreeMap::new(),
                    });
                });
            }
        }
        Ok(snapshot.rollback().await?)
    }
}

impl View {
    /// What `look` makes of the current outages in memory: everything that was acknowledged before
    /// this was called, by whichever server, as of one moment. Writers wait while it looks.
    ///
    /// An end-to-end figure is made of every supplier's facts: for a reach that does not cover all
    /// outages there are none.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or a stored row means nothing.
    pub async fn with_outages<T>(
        &self,
        look: impl Fn(&OutageRegister) -> T,
    ) -> Result<T, StoreError> {
        match self.reach.extent(Subject::Outage) {
            Extent::Everything => {
                let look = |current: &NumberedOutages| look(current.outages.register());
                self.store.current_outages(look).await
            }
            Extent::Nothing | Extent::Own | Extent::Related => Ok(look(&OutageRegister::new())),
        }
    }

    /// What `look` makes of the current outages and of a rollup of `service` that covers `interval`:
    /// made now from `model` when none is kept, and kept for the next who asks. Otherwise as
    /// [`View::with_outages`].
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or a stored row means nothing.
    pub async fn with_service_outages<T>(
        &self,
        model: &NumberedModel,
        service: ServiceId,
        interval: Interval,
        look: impl Fn(ServiceOutages<'_>) -> T,
    ) -> Result<T, StoreError> {
        let plain = |register| ServiceOutages {
            register,
            rollup: None,
        };
        if self.reach.extent(Subject::Outage) != Extent::Everything {
            return Ok(look(plain(&OutageRegister::new())));
        }
        let asked = |current: &NumberedOutages| {
            let outages = current.outages.of_service(model.number, service);
            let kept = outages.rollup.map(|kept| kept.end_to_end().period());
            let covered = kept.is_some_and(|kept| kept.intersect(interval) == Some(interval));
            if covered || interval.is_empty() {
                return (look(outages), None);
            }
            let period = kept_period(interval, kept);
            let frame = period.and_then(|period| service_frame(&model.model, service, period));
            let made = frame.map(|frame| frame.rollup(outages.register));
            let seen = look(ServiceOutages {
                rollup: made.as_ref(),
                ..outages
            });
            (seen, made.map(|made| (current.number, made)))
        };
        let (seen, made) = self.store.current_outages(asked).await?;
        if let Some((number, made)) = made {
            self.store.shared.outages.write(|current| {
                if let Some(current) = current
                    && current.number == number
                {
                    current.outages.keep(model.number, service, made);
                }
            });
        }
        Ok(seen)
    }

    /// What figures need to know of the current outages of `components` that touch `span`, and of
    /// those that join them from before without a gap: who failed first depends on where a run of
    /// failing began. By start and identifier; see [`View::with_outages`].
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or a stored row means nothing.
    pub async fn outage_facts(
        &self,
        components: &[ComponentId],
        span: Interval,
    ) -> Result<Vec<OutageFact>, StoreError> {
        self.with_outages(|register| register.touching_with_runs(components, span))
            .await
    }
}

/// All current outages, in the order of their key and some at a time.
async fn everything(connection: &impl ConnectionTrait) -> Result<Vec<OutageFact>, StoreError> {
    use outage::Column;
    let mut facts: Vec<OutageFact> = Vec::new();
    let mut after: Option<(Uuid, Uuid)> = None;
    loop {
        let behind = after.map(|(supplier, id)| {
            Condition::all().add(Column::SupplierId.gte(supplier)).add(
                Condition::any()
                    .add(Column::SupplierId.gt(supplier))
                    .add(Column::Id.gt(id)),
            )
        });
        let rows: Vec<outage::Fact> = outage::Fact::find()
            .filter(Column::SupersededAt.is_null())
            .filter(Condition::all().add_option(behind))
            .order_by_asc(Column::SupplierId)
            .order_by_asc(Column::Id)
            .order_by_asc(Column::Revision)
            .limit(LOAD_ROWS)
            .into_model()
            .all(connection)
            .await?;
        let Some(last) = rows.last() else {
            return Ok(facts);
        };
        after = Some((last.supplier_id, last.id));
        facts.extend(raise(rows)?);
    }
}

/// What the submissions after `base` made current, and the number of the last of them.
///
/// A revision that a later one has taken the place of meanwhile is not among it: the later one is.
async fn changed_since(
    connection: &impl ConnectionTrait,
    base: u64,
) -> Result<(u64, Vec<OutageFact>), StoreError> {
    use outage::Column;
    let rows: Vec<(i64, Uuid, Uuid)> = submission_number::Entity::find()
        .select_only()
        .columns([
            submission_number::Column::Number,
            submission_number::Column::SupplierId,
            submission_number::Column::SubmissionId,
        ])
        .filter(submission_number::Column::Number.gt(i64::try_from(base).unwrap_or(i64::MAX)))
        .order_by_asc(submission_number::Column::Number)
        .into_tuple()
        .all(connection)
        .await?;
    let mut facts = Vec::new();
    for rows in rows.chunks(CATCH_UP_SUBMISSIONS) {
        let suppliers: Vec<Uuid> = rows.iter().map(|(_, supplier, _)| *supplier).collect();
        let submissions: Vec<Uuid> = rows.iter().map(|(_, _, submission)| *submission).collect();
        let rows: Vec<outage::Fact> = outage::Fact::find()
            .filter(Column::SupplierId.is_in(padded(&suppliers)))
            .filter(Column::SubmissionId.is_in(padded(&submissions)))
            .filter(Column::SupersededAt.is_null())
            .into_model()
            .all(connection)
            .await?;
        facts.extend(raise(rows)?);
    }
    let number = rows
        .last()
        .and_then(|(number, ..)| u64::try_from(*number).ok());
    Ok((number.unwrap_or(base), facts))
}

fn raise(rows: Vec<outage::Fact>) -> Result<Vec<OutageFact>, StoreError> {
    let facts = rows.into_iter().map(OutageFact::try_from);
    Ok(facts.collect::<Result<_, _>>()?)
}
