//! Writing what a supplier submitted.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, SubsecRound, Utc};
use entities::outage::{self, RecordedOutage};
use entities::{submission, submission_number};
use federation::authority::SubmitPerformance;
use federation::incident::{Outage, OutageFact, Submission};
use federation::intake::submission::{KnownOutage, OutageName};
use federation::vocabulary::{OrganizationId, OutageId, SubmissionId, Text};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, Set,
};
use uuid::Uuid;

use super::catalogue::insert_many;
use super::row_security::words_of_the_computation;
use super::{Conflict, DatabaseKind, LIST_LENGTH_MAX, StoreError, Tx, padded};

/// A submission with the outcome of every row of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmittedBatch {
    /// What is known of it.
    pub submission: Submission,
    /// The outcome of every row, as JSON text.
    pub outcomes: String,
}

impl SubmittedBatch {
    pub(super) fn raise(row: submission::Model) -> Result<Self, StoreError> {
        let (submission, outcomes) = submission::raise(row)?;
        Ok(Self {
            submission,
            outcomes,
        })
    }
}

/// A submission of a transaction that is not committed yet.
#[derive(Debug)]
pub(super) struct SavedSubmission {
    supplier: OrganizationId,
    id: SubmissionId,
    /// The outages of it that are current once it is committed.
    current: Vec<OutageFact>,
}

/// Serialises the ends of writes on PostgreSQL, so that numbers rise in the order of commits: an
/// arbitrary number that nothing else here locks.
const NUMBER_LOCK: i64 = 0x636f_6e63_6f72_6462;

/// Gives each of `saved` the next number: the last that a transaction does before it is committed.
///
/// On PostgreSQL no other transaction gets a number until this one has ended, and then it sees this
/// one; SQLite has one writer at a time anyway.
pub(super) async fn number(
    transaction: &DatabaseTransaction,
    kind: DatabaseKind,
    saved: Vec<SavedSubmission>,
) -> Result<Vec<(u64, Vec<OutageFact>)>, StoreError> {
    let mut numbered = Vec::with_capacity(saved.len());
    if saved.is_empty() {
        return Ok(numbered);
    }
    if kind == DatabaseKind::Postgres {
        // The numbers are common to all suppliers: from here on nothing is done in the name of one.
        let words = words_of_the_computation();
        let lock = format!("{words}; SELECT pg_advisory_xact_lock({NUMBER_LOCK})");
        transaction.execute_unprepared(&lock).await?;
    }
    let mut number = latest_number(transaction).await?;
    for SavedSubmission {
        supplier,
        id,
        current,
    } in saved
    {
        number += 1;
        let row = submission_number::ActiveModel {
            number: Set(i64::try_from(number).unwrap_or(i64::MAX)),
            supplier_id: Set(supplier.into()),
            submission_id: Set(id.into()),
        };
        submission_number::Entity::insert(row)
            .exec_without_returning(transaction)
            .await?;
        numbered.push((number, current));
    }
    Ok(numbered)
}

/// The number of the latest submission that was committed; 0 when there is none.
pub(super) async fn latest_number(connection: &impl ConnectionTrait) -> Result<u64, StoreError> {
    let latest: Option<i64> = submission_number::Entity::find()
        .select_only()
        .column(submission_number::Column::Number)
        .order_by_desc(submission_number::Column::Number)
        .limit(1)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(latest
        .and_then(|number| u64::try_from(number).ok())
        .unwrap_or(0))
}

impl Tx<'_, SubmitPerformance> {
    /// The batch that the supplier already submitted under `key`.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn submission_by_key(
        &self,
        key: &Text,
    ) -> Result<Option<SubmittedBatch>, StoreError> {
        let row = submission::Entity::find()
            .filter(submission::Column::SupplierId.eq(self.supplier()))
            .filter(submission::Column::IdempotencyKey.eq(key.as_str()))
            .one(self.transaction())
            .await?;
        row.map(SubmittedBatch::raise).transpose()
    }

    /// Which of `names` the supplier has outages for, with the digests of all their revisions: what
    /// tells a duplicate from a correction and a conflict.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn known_outages(
        &self,
        names: &[OutageName],
    ) -> Result<HashMap<OutageName, KnownOutage>, StoreError> {
        use outage::Column;
        let mut known: HashMap<OutageName, KnownOutage> = HashMap::new();
        for (source, references) in by_source(names) {
            for references in references.chunks(LIST_LENGTH_MAX) {
                let rows: Vec<(String, Uuid, i64, String)> = self
                    .named(source, references)
                    .select_only()
                    .columns([
                        Column::ExternalId,
                        Column::Id,
                        Column::Revision,
                        Column::ContentDigest,
                    ])
                    .into_tuple()
                    .all(self.transaction())
                    .await?;
                for (external_id, id, revision, digest) in rows {
                    let stored = outage::raise_name(id, &external_id, revision)?;
                    let name = (source.clone(), stored.0);
                    let outage = known.entry(name).or_insert_with(|| KnownOutage {
                        id: id.into(),
                        digests: BTreeMap::new(),
                    });
                    outage.digests.insert(stored.1, digest);
                }
            }
        }
        Ok(known)
    }

    /// The current revisions of the supplier's outages with these names.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or a stored row means nothing.
    pub async fn current_outages_by_key(
        &self,
        names: &[OutageName],
    ) -> Result<HashMap<OutageName, RecordedOutage>, StoreError> {
        let mut current = HashMap::new();
        for (source, references) in by_source(names) {
            for references in references.chunks(LIST_LENGTH_MAX) {
                let rows = self
                    .named(source, references)
                    .filter(outage::Column::SupersededAt.is_null())
                    .all(self.transaction())
                    .await?;
                for row in rows {
                    let (recorded, _) = outage::raise(row)?;
                    let name = (source.clone(), recorded.outage.external_id.clone());
                    current.insert(name, recorded);
                }
            }
        }
        Ok(current)
    }

    /// Stores a submission, the outcomes of its rows as JSON text, and its accepted outages.
    ///
    /// Whatever order revisions arrive in, the highest stored one of an outage is the current one:
    /// an older one that comes late is stored as superseded from the start.
    ///
    /// # Errors
    /// [`Conflict::ForeignSubmission`] and [`Conflict::ForeignOutage`] for data of another supplier
    /// than the pass is for, [`Conflict::SubmissionKeyTaken`] for a key or identifier that is
    /// stored already, [`Conflict::RevisionTaken`] for a revision that is; [`StoreError`] when the
    /// database fails.
    pub async fn save_submission(
        &self,
        submission: &Submission,
        outcomes: &str,
        outages: &[RecordedOutage],
    ) -> Result<(), StoreError> {
        self.refuse_foreign(submission, outages)?;
        submission::Entity::insert(submission::lower(submission, outcomes))
            .exec_without_returning(self.transaction())
            .await
            .map_err(|error| StoreError::taken(error, Conflict::SubmissionKeyTaken))?;
        // To the microsecond, like every recorded instant.
        let recorded_at = submission.received_at.trunc_subsecs(6);
        let highest = self.supersede(outages, recorded_at).await?;
        let is_current = |outage: &Outage| highest.get(&outage.id) == Some(&outage.revision);
        let rows = outages
            .iter()
            .map(|recorded| {
                let current = is_current(&recorded.outage);
                outage::lower(recorded, (!current).then_some(recorded_at))
            })
            .collect::<Result<Vec<_>, _>>()?;
        insert_many(self.transaction(), rows, None, Conflict::RevisionTaken).await?;
        let outages = outages.iter().map(|recorded| &recorded.outage);
        self.note(SavedSubmission {
            supplier: submission.supplier,
            id: submission.id,
            current: outages
                .filter(|outage| is_current(outage))
                .map(OutageFact::from)
                .collect(),
        });
        Ok(())
    }

    fn supplier(&self) -> Uuid {
        self.pass().action().supplier.into()
    }

    fn refuse_foreign(
        &self,
        submission: &Submission,
        outages: &[RecordedOutage],
    ) -> Result<(), Conflict> {
        let supplier = self.pass().action().supplier;
        if submission.supplier != supplier {
            return Err(Conflict::ForeignSubmission);
        }
        let foreign = outages.iter().position(|recorded| {
            recorded.outage.supplier != supplier || recorded.outage.submission != submission.id
        });
        match foreign {
            Some(index) => Err(Conflict::ForeignOutage { index }),
            None => Ok(()),
        }
    }

    /// Marks the stored revisions that a higher one of the batch takes the place of. Gives the
    /// highest revision, stored or of the batch, of every outage of the batch.
    async fn supersede(
        &self,
        outages: &[RecordedOutage],
        at: DateTime<Utc>,
    ) -> Result<HashMap<OutageId, u32>, StoreError> {
        use outage::Column;
        let mut highest: HashMap<OutageId, u32> = HashMap::with_capacity(outages.len());
        for RecordedOutage { outage, .. } in outages {
            let revision = highest.entry(outage.id).or_insert(outage.revision);
            *revision = outage.revision.max(*revision);
        }
        let ids: Vec<Uuid> = highest.keys().copied().map(Uuid::from).collect();
        let mut superseded: Vec<Uuid> = Vec::new();
        for ids in ids.chunks(LIST_LENGTH_MAX) {
            let stored: Vec<(Uuid, i64)> = outage::Entity::find()
                .select_only()
                .columns([Column::Id, Column::Revision])
                .filter(Column::SupplierId.eq(self.supplier()))
                .filter(Column::Id.is_in(padded(ids)))
                .filter(Column::SupersededAt.is_null())
                .into_tuple()
                .all(self.transaction())
                .await?;
            for (id, stored) in stored {
                let revision = highest.entry(id.into()).or_default();
                match u32::try_from(stored) {
                    Ok(stored) if stored > *revision => *revision = stored,
                    Ok(_) | Err(_) => superseded.push(id),
                }
            }
        }
        for ids in superseded.chunks(LIST_LENGTH_MAX) {
            outage::Entity::update_many()
                .col_expr(Column::SupersededAt, Expr::value(at))
                .filter(Column::SupplierId.eq(self.supplier()))
                .filter(Column::Id.is_in(padded(ids)))
                .filter(Column::SupersededAt.is_null())
                .exec(self.transaction())
                .await?;
        }
        Ok(highest)
    }

    fn named(&self, source: &Text, references: &[&str]) -> Select<outage::Entity> {
        outage::Entity::find()
            .filter(outage::Column::SupplierId.eq(self.supplier()))
            .filter(outage::Column::Source.eq(source.as_str()))
            .filter(outage::Column::ExternalId.is_in(padded(references)))
    }
}

/// A batch comes from few source systems: one list of references for each.
fn by_source(names: &[OutageName]) -> BTreeMap<&Text, Vec<&str>> {
    let mut references: BTreeMap<&Text, Vec<&str>> = BTreeMap::new();
    for (source, reference) in names {
        references
            .entry(source)
            .or_default()
            .push(reference.as_str());
    }
    references
}
