//! Look-ups of what a row refers to, batched per request and made through the reader's own reach.
//! A loader lives as long as one request, so that nothing one reader saw reaches another.

use std::collections::HashMap;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use federation::vocabulary::{ComponentId, OrganizationId, ServiceId};

use super::model::component::Component;
use super::model::organization::Organization;
use super::model::outage::Outage;
use super::model::service::Service;
use crate::error::{Error, ErrorCode};
use crate::store::{OutageKey, Paged, View};
use crate::wanted;

/// The loaders of one request, with what they have found in it: many outages have few components.
pub type RequestLoaders = DataLoader<Loaders, HashMapCache>;

/// The loaders of one request.
pub struct Loaders {
    view: View,
}

impl Loaders {
    /// Loaders that read through `view`, without waiting for more keys than are there.
    #[must_use]
    pub fn new(view: View) -> RequestLoaders {
        let cache = HashMapCache::default();
        DataLoader::with_cache(Self { view }, wanted::spawn, cache).delay(std::time::Duration::ZERO)
    }
}

/// Loads what revisions of outages say. There can be many, each shown once: none is kept.
pub struct OutageRevisions {
    view: View,
}

impl OutageRevisions {
    /// A loader that reads through `view`, without waiting for more keys than are there.
    #[must_use]
    pub fn new(view: View) -> DataLoader<Self> {
        DataLoader::new(Self { view }, wanted::spawn).delay(std::time::Duration::ZERO)
    }
}

fn revisions<'c>(ctx: &Context<'c>) -> Result<&'c DataLoader<OutageRevisions>, Error> {
    ctx.data_opt::<DataLoader<OutageRevisions>>()
        .ok_or_else(|| Error::of(ErrorCode::TokenMissing))
}

fn loaders<'c>(ctx: &Context<'c>) -> Result<&'c RequestLoaders, Error> {
    ctx.data_opt::<RequestLoaders>()
        .ok_or_else(|| Error::of(ErrorCode::TokenMissing))
}

macro_rules! loads {
    ($id:ty, $node:ty, $read:ident, $field:ident) => {
        impl Loader<$id> for Loaders {
            type Value = $node;
            type Error = Error;

            async fn load(&self, ids: &[$id]) -> Result<HashMap<$id, $node>, Error> {
                let found = self.view.$read(ids).await?;
                Ok(found.into_iter().map(|row| (row.id, row.into())).collect())
            }
        }

        /// The row with this identifier; `None` when there is none or the reader may not see it.
        ///
        /// # Errors
        /// When the database cannot be read.
        pub async fn $field(ctx: &Context<'_>, id: $id) -> async_graphql::Result<Option<$node>> {
            Ok(loaders(ctx)?.load_one(id).await?)
        }
    };
}

loads!(ComponentId, Component, components_by_id, component);
loads!(
    OrganizationId,
    Organization,
    organizations_by_id,
    organization
);
loads!(ServiceId, Service, services_by_id, service);

impl Loader<OutageKey> for OutageRevisions {
    type Value = Outage;
    type Error = Error;

    async fn load(&self, keys: &[OutageKey]) -> Result<HashMap<OutageKey, Outage>, Error> {
        let found = self.view.outages_by_key(keys).await?;
        Ok(found
            .into_iter()
            .map(|row| (row.key(), row.into()))
            .collect())
    }
}

/// Exactly this revision of an outage, whatever has taken its place since; `None` when the reader may
/// not see it.
///
/// # Errors
/// When the database cannot be read.
pub async fn outage(ctx: &Context<'_>, key: OutageKey) -> async_graphql::Result<Option<Outage>> {
    Ok(revisions(ctx)?.load_one(key).await?)
}

/// Those of these revisions that the reader may see.
///
/// # Errors
/// When the database cannot be read.
pub async fn outages(
    ctx: &Context<'_>,
    keys: impl Iterator<Item = OutageKey>,
) -> async_graphql::Result<HashMap<OutageKey, Outage>> {
    Ok(revisions(ctx)?.load_many(keys).await?)
}
