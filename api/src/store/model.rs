//! Loading the service model: one query per table, all as of one moment; and keeping the last one.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::{Arc, RwLock};

use entities::{
    RowError, agreement, agreement_component, agreement_version, calendar, catalogue_revision,
    component, dependency_node, maintenance_window, organization, service, topology,
};
use federation::authority::Reach;
use federation::incident::MaintenanceWindow;
use federation::model::{NamedCalendar, Service, ServiceComponent, ServiceModel};
use federation::party::Organization;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::sync::Mutex;

use super::{Store, StoreError, View};

/// The service model as a catalogue revision left it.
#[derive(Clone, Debug)]
pub struct NumberedModel {
    /// The number of the latest catalogue revision; 0 before the first.
    pub number: u64,
    /// The model.
    pub model: Arc<ServiceModel>,
}

/// The last service model that was loaded. At most one task loads it at a time.
#[derive(Default)]
pub(super) struct ModelCache {
    last: RwLock<Option<NumberedModel>>,
    loading: Mutex<()>,
}

impl ModelCache {
    fn get(&self, number: u64) -> Option<NumberedModel> {
        let last = self
            .last
            .read()
            .unwrap_or_else(|poison| poison.into_inner());
        last.clone().filter(|last| last.number == number)
    }

    fn put(&self, model: &NumberedModel) {
        let mut last = self
            .last
            .write()
            .unwrap_or_else(|poison| poison.into_inner());
        *last = Some(model.clone());
    }
}

impl Store {
    /// The number of the latest catalogue revision; 0 when there is none.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn catalogue_number(&self) -> Result<u64, StoreError> {
        let reading = self.reading(&Reach::of_the_computation()).await?;
        number(&reading).await
    }

    /// The whole service model, for computing: what is made of it is shown only after the reader's
    /// own reach has been applied to it. Loaded again only when a catalogue has changed it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or a stored row means nothing.
    pub async fn service_model(&self) -> Result<Arc<ServiceModel>, StoreError> {
        Ok(self.numbered_model().await?.model)
    }

    /// The same, with the number of the catalogue revision that left it so: what a change is
    /// planned at.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or a stored row means nothing.
    pub async fn numbered_model(&self) -> Result<NumberedModel, StoreError> {
        let cache = &self.shared.model;
        if let Some(model) = cache.get(self.catalogue_number().await?) {
            return Ok(model);
        }
        let _only_loader = cache.loading.lock().await;
        if let Some(model) = cache.get(self.catalogue_number().await?) {
            return Ok(model);
        }
        let snapshot = self.snapshot().await?;
        let model = NumberedModel {
            number: number(&snapshot).await?,
            model: Arc::new(load(&snapshot, &Reach::of_the_computation()).await?),
        };
        snapshot.rollback().await?;
        cache.put(&model);
        Ok(model)
    }
}

impl View {
    /// The service model as far as the reach goes: whatever the reader may not read is missing from
    /// it, so figures may be computed from it only when every extent is everything. For others it
    /// is what they can browse: a supplier's has no dependency trees, for one.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or a stored row means nothing.
    pub async fn service_model(&self) -> Result<ServiceModel, StoreError> {
        let snapshot = self.snapshot().await?;
        let model = load(&snapshot, &self.reach).await?;
        snapshot.rollback().await?;
        Ok(model)
    }
}

/// The number of the latest catalogue revision; 0 when there is none.
pub(super) async fn number(connection: &impl ConnectionTrait) -> Result<u64, StoreError> {
    let latest: Option<i64> = catalogue_revision::Entity::find()
        .select_only()
        .column(catalogue_revision::Column::Number)
        .order_by_desc(catalogue_revision::Column::Number)
        .limit(1)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(latest
        .and_then(|number| u64::try_from(number).ok())
        .unwrap_or(0))
}

/// Everything that `reach` covers.
pub(super) async fn load(
    connection: &impl ConnectionTrait,
    reach: &Reach,
) -> Result<ServiceModel, StoreError> {
    let organizations = organization::Entity::find()
        .filter(organization::visible_to(reach))
        .all(connection)
        .await?;
    let calendars = calendar::Entity::find()
        .filter(calendar::visible_to(reach))
        .all(connection)
        .await?;
    let components = component::Entity::find()
        .filter(component::visible_to(reach))
        .all(connection)
        .await?;
    let services = service::Entity::find()
        .filter(service::visible_to(reach))
        .all(connection)
        .await?;
    let windows = maintenance_window::Entity::find()
        .filter(maintenance_window::visible_to(reach))
        .all(connection)
        .await?;
    let mut model = ServiceModel {
        organizations: raise(organizations, |value: &Organization| value.id)?,
        calendars: raise(calendars, |value: &NamedCalendar| value.id)?,
        components: raise(components, |value: &ServiceComponent| value.id)?,
        services: raise(services, |value: &Service| value.id)?,
        maintenance_windows: raise(windows, |value: &MaintenanceWindow| value.id)?,
        topologies: BTreeMap::new(),
        agreements: BTreeMap::new(),
    };
    load_topologies(connection, reach, &mut model).await?;
    load_agreements(connection, reach, &mut model).await?;
    Ok(model)
}

async fn load_topologies(
    connection: &impl ConnectionTrait,
    reach: &Reach,
    model: &mut ServiceModel,
) -> Result<(), StoreError> {
    let heads = topology::Entity::find()
        .filter(topology::visible_to(reach))
        .all(connection)
        .await?;
    let nodes = dependency_node::Entity::find()
        .filter(dependency_node::visible_to(reach))
        .order_by_asc(dependency_node::Column::TopologyId)
        .order_by_asc(dependency_node::Column::Position)
        .all(connection)
        .await?;
    let mut nodes = group(nodes, |row| row.topology_id);
    for head in heads {
        let nodes = nodes.remove(&head.id).unwrap_or_default();
        let topology = topology::raise(head, nodes)?;
        model.topologies.insert(topology.id, topology);
    }
    Ok(())
}

async fn load_agreements(
    connection: &impl ConnectionTrait,
    reach: &Reach,
    model: &mut ServiceModel,
) -> Result<(), StoreError> {
    let heads = agreement::Entity::find()
        .filter(agreement::visible_to(reach))
        .all(connection)
        .await?;
    let components = agreement_component::Entity::find()
        .filter(agreement_component::visible_to(reach))
        .all(connection)
        .await?;
    let versions = agreement_version::Entity::find()
        .filter(agreement_version::visible_to(reach))
        .all(connection)
        .await?;
    let mut components = group(components, |row| row.agreement_id);
    let mut versions = group(versions, |row| row.agreement_id);
    for head in heads {
        let components = components.remove(&head.id).unwrap_or_default();
        let versions = versions.remove(&head.id).unwrap_or_default();
        let agreement = agreement::raise(head, components, versions)?;
        model.agreements.insert(agreement.id, agreement);
    }
    Ok(())
}

fn raise<M, T, K>(rows: Vec<M>, key: fn(&T) -> K) -> Result<BTreeMap<K, T>, RowError>
where
    T: TryFrom<M, Error = RowError>,
    K: Ord,
{
    rows.into_iter()
        .map(|row| T::try_from(row).map(|value| (key(&value), value)))
        .collect()
}

/// The rows by the row that they belong to, each group in the order they came.
pub(super) fn group<M, K: Eq + Hash>(rows: Vec<M>, key: fn(&M) -> K) -> HashMap<K, Vec<M>> {
    let mut groups: HashMap<K, Vec<M>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}
