//! Writing the service model: the differences between how it was and how it shall be.

use chrono::{DateTime, Utc};
use entities::catalogue_revision::{self, CatalogueRevision};
use entities::{
    agreement, agreement_component, agreement_version, calendar, component, dependency_node,
    maintenance_window, organization, service, topology,
};
use federation::agreement::AgreementSubject;
use federation::authority::{ApplyCatalogue, Reach};
use federation::model::ServiceModel;
use federation::party::Organization;
use federation::vocabulary::OrganizationId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, Iterable, PrimaryKeyToColumn,
    QueryFilter,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

use super::model::{load, number};
use super::{Conflict, LIST_LENGTH_MAX, NumberedModel, StoreError, Tx, padded};

/// What is noted of a change to the service model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueChange {
    /// The number of the catalogue revision that the change was planned at.
    pub planned_at: u64,
    /// The digest of the catalogue.
    pub digest: String,
    /// When it is applied.
    pub applied_at: DateTime<Utc>,
    /// By whom: the subject of the token, or the operator.
    pub applied_by: String,
    /// What it changes, as JSON text.
    pub changes: String,
}

impl Tx<'_, ApplyCatalogue> {
    /// The number of the latest catalogue revision; 0 when there is none. It stays the latest until
    /// this transaction ends.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn catalogue_number(&self) -> Result<u64, StoreError> {
        number(self.transaction()).await
    }

    /// The whole service model, which nobody else changes until this transaction ends.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or a stored row means nothing.
    pub async fn numbered_model(&self) -> Result<NumberedModel, StoreError> {
        let reach = Reach::of_the_computation();
        Ok(NumberedModel {
            number: self.catalogue_number().await?,
            model: Arc::new(load(self.transaction(), &reach).await?),
        })
    }

    /// Writes what differs between `before` and `after`, and notes it as the next catalogue
    /// revision, whose number is returned.
    ///
    /// Organizations, calendars, components, services and agreements are never deleted: one that
    /// `after` lacks stays as it is, because facts and figures refer to it. Dependency trees,
    /// maintenance windows and agreement versions that `after` lacks are deleted.
    ///
    /// # Errors
    /// [`Conflict::CatalogueMoved`] when the stored model is no longer the one that the change was
    /// planned at, [`Conflict::CatalogueTaken`] when a code, version or date is taken already;
    /// [`StoreError`] when the database fails.
    pub async fn save_model(
        &self,
        before: &ServiceModel,
        after: &ServiceModel,
        change: CatalogueChange,
    ) -> Result<u64, StoreError> {
        let CatalogueChange {
            planned_at,
            digest,
            applied_at,
            applied_by,
            changes,
        } = change;
        let found = self.catalogue_number().await?;
        if found != planned_at {
            return Err(Conflict::CatalogueMoved {
                expected: planned_at,
                found,
            }
            .into());
        }
        let revision = CatalogueRevision {
            number: found + 1,
            digest,
            applied_at,
            applied_by,
            changes,
        };
        let difference = Difference {
            transaction: self.transaction(),
            before,
            after,
        };
        difference.save_parties().await?;
        difference.save_topologies().await?;
        difference.save_agreements().await?;
        difference.save_windows().await?;
        catalogue_revision::Entity::insert(catalogue_revision::lower(&revision)?)
            .exec_without_returning(self.transaction())
            .await?;
        Ok(revision.number)
    }
}

struct Difference<'d> {
    transaction: &'d DatabaseTransaction,
    before: &'d ServiceModel,
    after: &'d ServiceModel,
}

impl Difference<'_> {
    async fn save_parties(&self) -> Result<(), StoreError> {
        let (before, after) = (self.before, self.after);
        let mut organizations = changed(&before.organizations, &after.organizations);
        // A lead supplier goes in before its sub-suppliers, to which a foreign key points.
        organizations.sort_by_key(|organization| links_above(&after.organizations, organization));
        let organizations = organizations.into_iter().map(organization::lower);
        self.upsert(organizations.collect()).await?;
        let calendars = changed(&before.calendars, &after.calendars);
        self.upsert(calendars.into_iter().map(calendar::lower).collect())
            .await?;
        let components = changed(&before.components, &after.components);
        self.upsert(components.into_iter().map(component::lower).collect())
            .await?;
        let services = changed(&before.services, &after.services);
        self.upsert(services.into_iter().map(service::lower).collect())
            .await
    }

    /// The nodes of a changed tree are written anew: their positions shift.
    async fn save_topologies(&self) -> Result<(), StoreError> {
        let gone = absent(&self.before.topologies, &self.after.topologies);
        let topologies = changed(&self.before.topologies, &self.after.topologies);
        let rewritten: Vec<Uuid> = topologies
            .iter()
            .map(|topology| topology.id.into())
            .chain(gone.iter().copied())
            .collect();
        self.delete(dependency_node::Column::TopologyId, &rewritten)
            .await?;
        self.delete(topology::Column::Id, &gone).await?;
        let (heads, nodes): (Vec<_>, Vec<_>) = topologies.into_iter().map(topology::lower).unzip();
        self.upsert(heads).await?;
        self.insert(nodes.into_iter().flatten().collect()).await
    }

    async fn save_agreements(&self) -> Result<(), StoreError> {
        let agreements = changed(&self.before.agreements, &self.after.agreements);
        let (mut heads, mut components, mut versions) = (Vec::new(), Vec::new(), Vec::new());
        let (mut replaced, mut gone) = (Vec::new(), Vec::new());
        for after in agreements {
            let before = self.before.agreements.get(&after.id);
            let rows = agreement::lower(after)?;
            heads.push(rows.agreement);
            let about = |subject: &AgreementSubject| match subject {
                AgreementSubject::Service(_) => Vec::new(),
                AgreementSubject::Components(components) => components.clone(),
            };
            if before.map(|before| about(&before.subject)) != Some(about(&after.subject)) {
                replaced.push(Uuid::from(after.id));
                components.extend(rows.components);
            }
            let before = before.map_or(&[][..], |before| &before.versions);
            let kept = |id| after.versions.iter().any(|version| version.id == id);
            gone.extend(
                before
                    .iter()
                    .filter(|version| !kept(version.id))
                    .map(|version| Uuid::from(version.id)),
            );
            versions.extend(
                after
                    .versions
                    .iter()
                    .zip(rows.versions)
                    .filter(|(version, _)| !before.contains(version))
                    .map(|(_, row)| row),
            );
        }
        self.upsert(heads).await?;
        self.delete(agreement_component::Column::AgreementId, &replaced)
            .await?;
        self.insert(components).await?;
        self.delete(agreement_version::Column::Id, &gone).await?;
        self.upsert(versions).await
    }

    async fn save_windows(&self) -> Result<(), StoreError> {
        let (before, after) = (
            &self.before.maintenance_windows,
            &self.after.maintenance_windows,
        );
        let gone = absent(before, after);
        self.delete(maintenance_window::Column::Id, &gone).await?;
        let windows = changed(before, after);
        self.upsert(windows.into_iter().map(maintenance_window::lower).collect())
            .await
    }

    async fn delete<C: ColumnTrait>(&self, column: C, ids: &[Uuid]) -> Result<(), StoreError>
    where
        <C as ColumnTrait>::EntityName: EntityTrait<Column = C>,
    {
        for ids in ids.chunks(LIST_LENGTH_MAX) {
            <C as ColumnTrait>::EntityName::delete_many()
                .filter(column.is_in(padded(ids)))
                .exec(self.transaction)
                .await?;
        }
        Ok(())
    }

    async fn insert<R: ActiveModelTrait + Send>(&self, rows: Vec<R>) -> Result<(), StoreError> {
        insert_many(self.transaction, rows, None, Conflict::CatalogueTaken).await
    }

    /// Writes rows that are new or changed, whichever they are.
    async fn upsert<R: ActiveModelTrait + Send>(&self, rows: Vec<R>) -> Result<(), StoreError> {
        type Column<R> = <<R as ActiveModelTrait>::Entity as EntityTrait>::Column;
        type Key<R> = <<R as ActiveModelTrait>::Entity as EntityTrait>::PrimaryKey;
        let keys: Vec<Column<R>> = Key::<R>::iter().map(Key::<R>::into_column).collect();
        let others = Column::<R>::iter().filter(|column| Key::<R>::from_column(*column).is_none());
        let overwrite = OnConflict::columns(keys).update_columns(others).to_owned();
        insert_many(
            self.transaction,
            rows,
            Some(overwrite),
            Conflict::CatalogueTaken,
        )
        .await
    }
}

/// Inserts in few statements, of few different lengths for the reason that [`padded`] gives.
pub(super) async fn insert_many<R: ActiveModelTrait + Send>(
    transaction: &DatabaseTransaction,
    mut rows: Vec<R>,
    on_conflict: Option<OnConflict>,
    taken: Conflict,
) -> Result<(), StoreError> {
    let columns = <R::Entity as EntityTrait>::Column::iter().count();
    let mut portion = (VALUES_MAX / columns).max(1);
    while !rows.is_empty() {
        while portion > rows.len() {
            portion = portion.div_ceil(4);
        }
        let rest = rows.split_off(portion);
        let mut insert = R::Entity::insert_many(rows);
        if let Some(on_conflict) = &on_conflict {
            insert = insert.on_conflict(on_conflict.clone());
        }
        insert
            .exec_without_returning(transaction)
            .await
            .map_err(|error| StoreError::taken(error, taken.clone()))?;
        rows = rest;
    }
    Ok(())
}

/// The most values in one INSERT: SQLite takes 32,766 and PostgreSQL 65,535.
const VALUES_MAX: usize = 30_000;

fn changed<'m, K: Ord, V: PartialEq>(
    before: &BTreeMap<K, V>,
    after: &'m BTreeMap<K, V>,
) -> Vec<&'m V> {
    after
        .iter()
        .filter(|(id, value)| before.get(id) != Some(*value))
        .map(|(_, value)| value)
        .collect()
}

fn absent<K: Ord + Copy + Into<Uuid>, V>(
    before: &BTreeMap<K, V>,
    after: &BTreeMap<K, V>,
) -> Vec<Uuid> {
    before
        .keys()
        .filter(|id| !after.contains_key(id))
        .map(|id| (*id).into())
        .collect()
}

/// How many lead suppliers stand above `organization` in its chain of subcontracts.
fn links_above(
    organizations: &BTreeMap<OrganizationId, Organization>,
    organization: &Organization,
) -> usize {
    let above = |organization: &Organization| {
        let lead = organization.subcontracted_to?;
        organizations.get(&lead)
    };
    // A circle would be a fault of the catalogue; it must not become an endless loop here.
    std::iter::successors(above(organization), |lead| above(lead))
        .take(organizations.len())
        .count()
}
