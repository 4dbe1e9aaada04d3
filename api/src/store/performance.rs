//! Reading what suppliers submitted: outages and submissions.

use std::collections::{BTreeSet, HashSet};

use entities::{outage, submission};
use federation::incident::{Outage, Submission};
use federation::time::Interval;
use federation::vocabulary::{ComponentId, OrganizationId, OutageId, SubmissionId, Text};
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

use super::filter::{Narrow, of_components, touching};
use super::page::{self, OutageKey, Page, PageRequest, Paged, SubmissionKey};
use super::view::count;
use super::{
    LIST_LENGTH_MAX, OutageFilter, RowError, StoreError, SubmissionFilter, SubmittedBatch, View,
    padded,
};

impl View {
    /// A page of the outages that `filter` leaves, the latest start first.
    ///
    /// # Errors
    /// [`StoreError::TooMany`] for too many components; [`StoreError`] when the database fails.
    pub async fn outages(
        &self,
        request: &PageRequest<OutageKey>,
        filter: &OutageFilter,
    ) -> Result<Page<Outage>, StoreError> {
        let ranks = [
            (outage::Column::StartSecond, Order::Desc),
            (outage::Column::Id, Order::Asc),
            (outage::Column::Revision, Order::Asc),
        ];
        let select = self.visible_outages().filter(filter.condition()?);
        let mut rows = page::rows(&self.reading().await?, select, &ranks, request).await?;
        let items = raise_outages(std::mem::take(&mut rows.rows))?;
        Ok(rows.into_page(items))
    }

    /// How many outages `filter` leaves.
    ///
    /// # Errors
    /// [`StoreError::TooMany`] for too many components; [`StoreError`] when the database fails.
    pub async fn count_outages(&self, filter: &OutageFilter) -> Result<u64, StoreError> {
        let select = self.visible_outages().filter(filter.condition()?);
        count(&self.reading().await?, select).await
    }

    /// The current revision of the outage with this identifier.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn outage(&self, id: OutageId) -> Result<Option<Outage>, StoreError> {
        let rows = self
            .visible_outages()
            .filter(outage::Column::Id.eq(Uuid::from(id)))
            .filter(outage::Column::SupersededAt.is_null())
            .all(&self.reading().await?)
            .await?;
        Ok(raise_outages(rows)?.pop())
    }

    /// All revisions of the outage with this identifier, from the first on.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn outage_revisions(&self, id: OutageId) -> Result<Vec<Outage>, StoreError> {
        let rows = self
            .visible_outages()
            .filter(outage::Column::Id.eq(Uuid::from(id)))
            .order_by_asc(outage::Column::Revision)
            .all(&self.reading().await?)
            .await?;
        raise_outages(rows)
    }

    /// Exactly these revisions of outages, current or not, as far as the reach goes; in any order.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn outages_by_key(&self, keys: &[OutageKey]) -> Result<Vec<Outage>, StoreError> {
        let mut found = Vec::with_capacity(keys.len());
        for keys in keys.chunks(LIST_LENGTH_MAX) {
            let wanted: HashSet<&OutageKey> = keys.iter().collect();
            let starts: BTreeSet<i64> = keys.iter().map(|key| key.start.unix_seconds()).collect();
            let starts: Vec<i64> = starts.into_iter().collect();
            // By the start alone, with which the index of pages begins, and picked here: of a second
            // list in the question the database would try every pair.
            let rows = self
                .visible_outages()
                .filter(outage::Column::StartSecond.is_in(padded(&starts)))
                .all(&self.reading().await?)
                .await?;
            let outages = raise_outages(rows)?.into_iter();
            found.extend(outages.filter(|outage| wanted.contains(&outage.key())));
        }
        Ok(found)
    }

    /// The current outages of `components` with a second in `span`: all of them, by start and
    /// identifier, and all as of one moment.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn outages_touching(
        &self,
        components: &[ComponentId],
        span: Interval,
    ) -> Result<Vec<Outage>, StoreError> {
        let snapshot = self.snapshot().await?;
        let mut outages = Vec::new();
        for components in components.chunks(LIST_LENGTH_MAX) {
            let rows = self
                .visible_outages()
                .filter(of_components(components))
                .filter(touching(span))
                .filter(outage::Column::SupersededAt.is_null())
                .all(&snapshot)
                .await?;
            outages.extend(raise_outages(rows)?);
        }
        snapshot.rollback().await?;
        outages.sort_unstable_by_key(|outage| (outage.start, outage.id));
        Ok(outages)
    }

    /// A page of the submissions that `filter` leaves, the latest receipt first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn submissions(
        &self,
        request: &PageRequest<SubmissionKey>,
        filter: &SubmissionFilter,
    ) -> Result<Page<Submission>, StoreError> {
        let ranks = [
            (submission::Column::ReceivedAt, Order::Desc),
            (submission::Column::Id, Order::Asc),
        ];
        let select = submission::Head::find()
            .filter(submission::visible_to(&self.reach))
            .filter(filter.condition()?);
        let mut rows: page::Rows<submission::Head> =
            page::rows(&self.reading().await?, select, &ranks, request).await?;
        let items: Result<Vec<Submission>, RowError> = std::mem::take(&mut rows.rows)
            .into_iter()
            .map(TryInto::try_into)
            .collect();
        Ok(rows.into_page(items?))
    }

    /// How many submissions `filter` leaves.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_submissions(&self, filter: &SubmissionFilter) -> Result<u64, StoreError> {
        let select = submission::Entity::find()
            .filter(submission::visible_to(&self.reach))
            .filter(filter.condition()?);
        count(&self.reading().await?, select).await
    }

    /// The submission with this identifier, with the outcome of every row.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn submission(&self, id: SubmissionId) -> Result<Option<SubmittedBatch>, StoreError> {
        self.batch(Condition::all().add(submission::Column::Id.eq(Uuid::from(id))))
            .await
    }

    /// The submission that `supplier` sent under `key`, with the outcome of every row.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn submission_by_key(
        &self,
        supplier: OrganizationId,
        key: &Text,
    ) -> Result<Option<SubmittedBatch>, StoreError> {
        let condition = Condition::all()
            .add(submission::Column::SupplierId.eq(Uuid::from(supplier)))
            .add(submission::Column::IdempotencyKey.eq(key.as_str()));
        self.batch(condition).await
    }

    async fn batch(&self, condition: Condition) -> Result<Option<SubmittedBatch>, StoreError> {
        let row = submission::Entity::find()
            .filter(submission::visible_to(&self.reach))
            .filter(condition)
            .one(&self.reading().await?)
            .await?;
        row.map(SubmittedBatch::raise).transpose()
    }

    fn visible_outages(&self) -> Select<outage::Entity> {
        outage::Entity::find().filter(outage::visible_to(&self.reach))
    }
}

fn raise_outages(rows: Vec<outage::Model>) -> Result<Vec<Outage>, StoreError> {
    let mut outages = Vec::with_capacity(rows.len());
    for row in rows {
        let (recorded, _superseded_at) = outage::raise(row)?;
        outages.push(recorded.outage);
    }
    Ok(outages)
}
