//! Reading the service model's nouns, each through the filter of the reader's reach.

use std::future::Future;

use entities::{agreement, agreement_component, agreement_version};
use entities::{component, organization, service};
use federation::agreement::Agreement;
use federation::authority::Reach;
use federation::model::{Service, ServiceComponent};
use federation::party::Organization;
use federation::vocabulary::{AgreementId, Code, ComponentId, OrganizationId, ServiceId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Iterable, Order, PaginatorTrait,
    PrimaryKeyToColumn, QueryFilter,
};
use uuid::Uuid;

use super::filter::Narrow;
use super::model::group;
use super::page::{self, CodeKey, Page, PageRequest, Paged};
use super::reading::Reading;
use super::{
    AgreementFilter, ComponentFilter, LIST_LENGTH_MAX, OrganizationFilter, RowError, ServiceFilter,
    Store, StoreError, padded,
};

/// What one reader can read. A row beyond the reach is absent: from lists, from counts, and when it
/// is asked for by its identifier or code.
#[derive(Clone, Debug)]
pub struct View {
    pub(super) store: Store,
    pub(super) reach: Reach,
}

impl Store {
    /// The view of a reader with `reach`.
    #[must_use]
    pub fn view(&self, reach: Reach) -> View {
        View {
            store: self.clone(),
            reach,
        }
    }
}

impl View {
    /// How far this view reads.
    #[must_use]
    pub fn reach(&self) -> &Reach {
        &self.reach
    }
}

/// A noun of the service model with a code.
trait Coded: Paged<Key = CodeKey> + Send {
    type Entity: EntityTrait<Model: Send + Sync>;

    fn code_column() -> <Self::Entity as EntityTrait>::Column;
    fn visible_to(reach: &Reach) -> Condition;
    fn raise_all(
        connection: &Reading<'_>,
        rows: Vec<<Self::Entity as EntityTrait>::Model>,
    ) -> impl Future<Output = Result<Vec<Self>, StoreError>> + Send;
}

macro_rules! coded {
    ($($noun:ty, $table:ident;)+) => {$(
        impl Coded for $noun {
            type Entity = $table::Entity;

            fn code_column() -> $table::Column {
                $table::Column::Code
            }

            fn visible_to(reach: &Reach) -> Condition {
                $table::visible_to(reach)
            }

            async fn raise_all(
                _: &Reading<'_>,
                rows: Vec<$table::Model>,
            ) -> Result<Vec<Self>, StoreError> {
                let values: Result<Vec<Self>, RowError> =
                    rows.into_iter().map(TryInto::try_into).collect();
                Ok(values?)
            }
        }
    )+};
}

coded! {
    Organization, organization;
    Service, service;
    ServiceComponent, component;
}

impl Coded for Agreement {
    type Entity = agreement::Entity;

    fn code_column() -> agreement::Column {
        agreement::Column::Code
    }

    fn visible_to(reach: &Reach) -> Condition {
        agreement::visible_to(reach)
    }

    /// With all components and versions, in two more queries however many agreements there are.
    async fn raise_all(
        connection: &Reading<'_>,
        rows: Vec<agreement::Model>,
    ) -> Result<Vec<Self>, StoreError> {
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let ids = padded(&ids);
        let components = agreement_component::Entity::find()
            .filter(agreement_component::Column::AgreementId.is_in(ids.iter().copied()))
            .all(connection)
            .await?;
        let versions = agreement_version::Entity::find()
            .filter(agreement_version::Column::AgreementId.is_in(ids))
            .all(connection)
            .await?;
        let mut components = group(components, |row| row.agreement_id);
        let mut versions = group(versions, |row| row.agreement_id);
        let mut agreements = Vec::with_capacity(rows.len());
        for row in rows {
            let components = components.remove(&row.id).unwrap_or_default();
            let versions = versions.remove(&row.id).unwrap_or_default();
            agreements.push(agreement::raise(row, components, versions)?);
        }
        Ok(agreements)
    }
}

impl View {
    async fn page_of<T: Coded>(
        &self,
        request: &PageRequest<CodeKey>,
        filter: &impl Narrow,
    ) -> Result<Page<T>, StoreError> {
        let select = T::Entity::find()
            .filter(T::visible_to(&self.reach))
            .filter(filter.condition()?);
        let ranks = [(T::code_column(), Order::Asc)];
        let reading = self.reading().await?;
        let mut rows = page::rows(&reading, select, &ranks, request).await?;
        let items = T::raise_all(&reading, std::mem::take(&mut rows.rows)).await?;
        Ok(rows.into_page(items))
    }

    async fn count_of<T: Coded>(&self, filter: &impl Narrow) -> Result<u64, StoreError> {
        let select = T::Entity::find()
            .filter(T::visible_to(&self.reach))
            .filter(filter.condition()?);
        count(&self.reading().await?, select).await
    }

    async fn all_of<T: Coded>(&self, condition: Condition) -> Result<Vec<T>, StoreError> {
        let reading = self.reading().await?;
        let rows = T::Entity::find()
            .filter(T::visible_to(&self.reach))
            .filter(condition)
            .all(&reading)
            .await?;
        T::raise_all(&reading, rows).await
    }

    async fn with_code<T: Coded>(&self, code: &Code) -> Result<Option<T>, StoreError> {
        let condition = Condition::all().add(T::code_column().eq(code.as_str()));
        Ok(self.all_of(condition).await?.pop())
    }

    async fn with_ids<T: Coded>(
        &self,
        ids: impl Iterator<Item = Uuid>,
    ) -> Result<Vec<T>, StoreError> {
        let ids: Vec<Uuid> = ids.collect();
        let mut found = Vec::with_capacity(ids.len());
        for ids in ids.chunks(LIST_LENGTH_MAX) {
            for key in <T::Entity as EntityTrait>::PrimaryKey::iter() {
                let condition = Condition::all().add(key.into_column().is_in(padded(ids)));
                found.extend(self.all_of::<T>(condition).await?);
            }
        }
        Ok(found)
    }
}

pub(super) async fn count<E>(
    connection: &impl ConnectionTrait,
    select: sea_orm::Select<E>,
) -> Result<u64, StoreError>
where
    E: EntityTrait<Model: Send + Sync>,
{
    Ok(select.count(connection).await?)
}

macro_rules! readers {
    ($(
        $noun:ident, $id:ty, $filter:ty, $one:literal, $many:literal:
        $page:ident, $count:ident, $by_id:ident, $by_ids:ident, $by_code:ident;
    )+) => {
        /// The nouns of the service model: pages by ascending code, counts, and single ones.
        ///
        /// Every method fails with [`StoreError`] when the database does, or when a stored row
        /// means nothing.
        impl View {$(
            #[doc = concat!("A page of the ", $many, " that `filter` leaves, by ascending code.\n\n# Errors\nWhen the database fails.")]
            pub async fn $page(
                &self,
                request: &PageRequest<CodeKey>,
                filter: &$filter,
            ) -> Result<Page<$noun>, StoreError> {
                self.page_of(request, filter).await
            }

            #[doc = concat!("How many ", $many, " `filter` leaves.\n\n# Errors\nWhen the database fails.")]
            pub async fn $count(&self, filter: &$filter) -> Result<u64, StoreError> {
                self.count_of::<$noun>(filter).await
            }

            #[doc = concat!("The ", $one, " with this identifier; `None` when absent or beyond the reach.\n\n# Errors\nWhen the database fails.")]
            pub async fn $by_id(&self, id: $id) -> Result<Option<$noun>, StoreError> {
                Ok(self.with_ids(std::iter::once(id.into())).await?.pop())
            }

            #[doc = concat!("Those of the ", $many, " with these identifiers that are within the reach, in any order.\n\n# Errors\nWhen the database fails.")]
            pub async fn $by_ids(&self, ids: &[$id]) -> Result<Vec<$noun>, StoreError> {
                self.with_ids(ids.iter().copied().map(Into::into)).await
            }

            #[doc = concat!("The ", $one, " with this code; `None` when absent or beyond the reach.\n\n# Errors\nWhen the database fails.")]
            pub async fn $by_code(&self, code: &Code) -> Result<Option<$noun>, StoreError> {
                self.with_code(code).await
            }
        )+}
    };
}

readers! {
    Organization, OrganizationId, OrganizationFilter, "organization", "organizations":
    organizations, count_organizations, organization, organizations_by_id, organization_by_code;

    Service, ServiceId, ServiceFilter, "service", "services":
    services, count_services, service, services_by_id, service_by_code;

    ServiceComponent, ComponentId, ComponentFilter, "component", "components":
    components, count_components, component, components_by_id, component_by_code;

    Agreement, AgreementId, AgreementFilter, "agreement", "agreements":
    agreements, count_agreements, agreement, agreements_by_id, agreement_by_code;
}
