//! The one keyset page: every list of the store is read through it.
//!
//! A page begins at a key, not at a count, so rows that arrive meanwhile shift nothing: whoever walks
//! from page to page meets every row that was there throughout, exactly once.

use chrono::{DateTime, Utc};
use federation::agreement::Agreement;
use federation::incident::{Outage, OutageFact, Submission};
use federation::model::{Service, ServiceComponent};
use federation::party::Organization;
use federation::time::Instant;
use federation::vocabulary::{Code, OutageId, SubmissionId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, Order, QueryFilter,
    QueryOrder, QuerySelect, Select, Value,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::StoreError;

/// Which stretch of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest<K> {
    /// The most items; more than [`PageRequest::LIMIT_MAX`] are never given.
    pub limit: u64,
    /// Only items behind this key.
    pub after: Option<K>,
    /// Only items before this key.
    pub before: Option<K>,
    /// Take the last items of the stretch instead of the first. They still come in list order.
    pub backwards: bool,
}

impl<K> PageRequest<K> {
    /// The most items of a page.
    pub const LIMIT_MAX: u64 = 1_000;

    /// The first `limit` items.
    #[must_use]
    pub fn first(limit: u64) -> Self {
        Self {
            limit,
            after: None,
            before: None,
            backwards: false,
        }
    }

    /// The last `limit` items.
    #[must_use]
    pub fn last(limit: u64) -> Self {
        Self {
            backwards: true,
            ..Self::first(limit)
        }
    }

    /// Only items behind `key`.
    #[must_use]
    pub fn after(self, key: K) -> Self {
        Self {
            after: Some(key),
            ..self
        }
    }

    /// Only items before `key`.
    #[must_use]
    pub fn before(self, key: K) -> Self {
        Self {
            before: Some(key),
            ..self
        }
    }
}

/// An item with its place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyed<T: Paged> {
    /// Its place: what a cursor holds.
    pub key: T::Key,
    /// The item.
    pub value: T,
}

/// A stretch of a list, in list order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T: Paged> {
    /// The items.
    pub items: Vec<Keyed<T>>,
    /// Whether there are items before them.
    pub has_previous: bool,
    /// Whether there are items behind them.
    pub has_next: bool,
}

/// A noun that comes in pages.
pub trait Paged: Sized {
    /// What its list is ordered by.
    type Key: Key;

    /// Its place in the list.
    fn key(&self) -> Self::Key;
}

/// A place in a list: unique in it, and writable into a cursor.
pub trait Key: Clone + std::fmt::Debug + Eq + Serialize + DeserializeOwned + Send + Sync {
    /// The values of the columns that the list is ordered by.
    fn values(&self) -> Vec<Value>;
}

/// The place in a list that is ordered by code: organizations, services, components, agreements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeKey(pub Code);

impl Key for CodeKey {
    fn values(&self) -> Vec<Value> {
        vec![self.0.as_str().into()]
    }
}

/// The place in the list of outages: the latest start first.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OutageKey {
    /// When it began.
    pub start: Instant,
    /// Its identifier.
    pub id: OutageId,
    /// Its revision.
    pub revision: u32,
}

impl Key for OutageKey {
    fn values(&self) -> Vec<Value> {
        vec![
            self.start.unix_seconds().into(),
            Uuid::from(self.id).into(),
            i64::from(self.revision).into(),
        ]
    }
}

/// The place in the list of submissions: the latest receipt first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionKey {
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// Its identifier.
    pub id: SubmissionId,
}

impl Key for SubmissionKey {
    fn values(&self) -> Vec<Value> {
        vec![self.received_at.into(), Uuid::from(self.id).into()]
    }
}

macro_rules! paged_by_code {
    ($($noun:ty),+) => {$(
        impl Paged for $noun {
            type Key = CodeKey;

            fn key(&self) -> CodeKey {
                CodeKey(self.code.clone())
            }
        }
    )+};
}

paged_by_code!(Agreement, Organization, Service, ServiceComponent);

impl Paged for Outage {
    type Key = OutageKey;

    fn key(&self) -> OutageKey {
        OutageKey {
            start: self.start,
            id: self.id,
            revision: self.revision,
        }
    }
}

impl From<&OutageFact> for OutageKey {
    fn from(fact: &OutageFact) -> Self {
        let OutageFact {
            outage,
            component: _,
            start,
            end: _,
            effect: _,
            revision,
        } = fact;
        Self {
            start: *start,
            id: *outage,
            revision: *revision,
        }
    }
}

impl Paged for Submission {
    type Key = SubmissionKey;

    fn key(&self) -> SubmissionKey {
        SubmissionKey {
            received_at: self.received_at,
            id: self.id,
        }
    }
}

/// The rows of a page, before they are raised.
pub(super) struct Rows<M> {
    pub(super) rows: Vec<M>,
    pub(super) has_previous: bool,
    pub(super) has_next: bool,
}

impl<M> Rows<M> {
    /// The page of the items that `raise` makes of the rows.
    pub(super) fn into_page<T: Paged>(self, items: Vec<T>) -> Page<T> {
        Page {
            items: items
                .into_iter()
                .map(|value| Keyed {
                    key: value.key(),
                    value,
                })
                .collect(),
            has_previous: self.has_previous,
            has_next: self.has_next,
        }
    }
}

/// The rows of `select` that `request` asks for, in the order of `ranks`, of which the last makes
/// the order total.
pub(super) async fn rows<E, M, K>(
    connection: &impl ConnectionTrait,
    select: Select<E>,
    ranks: &[(E::Column, Order)],
    request: &PageRequest<K>,
) -> Result<Rows<M>, StoreError>
where
    E: EntityTrait,
    M: FromQueryResult + Send + Sync,
    K: Key,
{
    let limit = request.limit.min(PageRequest::<K>::LIMIT_MAX);
    let mut window = select.clone();
    if let Some(key) = &request.after {
        window = window.filter(beyond(ranks, &key.values(), Side::After, Bound::Excluded));
    }
    if let Some(key) = &request.before {
        window = window.filter(beyond(ranks, &key.values(), Side::Before, Bound::Excluded));
    }
    for (column, order) in ranks {
        let order = match (order, request.backwards) {
            (Order::Desc, false) | (Order::Asc, true) => Order::Desc,
            _ => Order::Asc,
        };
        window = window.order_by(*column, order);
    }
    let mut rows = window
        .limit(limit + 1)
        .into_model::<M>()
        .all(connection)
        .await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    if request.backwards {
        rows.reverse();
    }
    let outside = async |key: Option<&K>, side: Side| -> Result<bool, StoreError> {
        let Some(key) = key else { return Ok(false) };
        let probe = select
            .clone()
            .filter(beyond(ranks, &key.values(), side, Bound::Included))
            .limit(1)
            .into_model::<M>();
        Ok(probe.one(connection).await?.is_some())
    };
    let (more_before, more_behind) = (more && request.backwards, more && !request.backwards);
    Ok(Rows {
        has_previous: more_before || outside(request.after.as_ref(), Side::Before).await?,
        has_next: more_behind || outside(request.before.as_ref(), Side::After).await?,
        rows,
    })
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

#[derive(Clone, Copy)]
enum Bound {
    Excluded,
    Included,
}

/// The rows on one side of a key: `a > x OR (a = x AND (b > y OR ..))`, and beside it the weaker
/// `a >= x`, which says nothing new but lets the database seek in an index.
fn beyond<C: ColumnTrait>(
    ranks: &[(C, Order)],
    values: &[Value],
    side: Side,
    bound: Bound,
) -> Condition {
    let ascending = |order: &Order| match (side, order) {
        (Side::After, Order::Desc) | (Side::Before, Order::Asc) => false,
        (Side::After | Side::Before, _) => true,
    };
    let strictly = |(column, order): &(C, Order), value: &Value| -> Expr {
        if ascending(order) {
            column.gt(value.clone())
        } else {
            column.lt(value.clone())
        }
    };
    let weakly = |(column, order): &(C, Order), value: &Value| -> Expr {
        if ascending(order) {
            column.gte(value.clone())
        } else {
            column.lte(value.clone())
        }
    };
    let mut condition: Option<Condition> = None;
    for (rank, value) in ranks.iter().zip(values).rev() {
        condition = Some(match (condition, bound) {
            (None, Bound::Excluded) => Condition::all().add(strictly(rank, value)),
            (None, Bound::Included) => Condition::all().add(weakly(rank, value)),
            (Some(rest), _) => Condition::all().add(weakly(rank, value)).add(
                Condition::any()
                    .add(strictly(rank, value))
                    .add(Condition::all().add(rank.0.eq(value.clone())).add(rest)),
            ),
        });
    }
    condition.unwrap_or_else(Condition::all)
}
