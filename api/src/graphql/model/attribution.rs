//! How lost time is shared among suppliers.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use federation::report::AttributionView;
use federation::vocabulary::{OrganizationId, Rational};

use super::organization::Organization;
use super::word::AttributionPolicy;
use crate::graphql::loader;
use crate::graphql::scalar::{Ratio, RationalNumber};

/// How the downtime of a service is shared among the suppliers whose components caused it. The
/// integrator, auditors and the customer see every share; a supplier sees its own, and the total of
/// the others where that is not a single one.
#[derive(Clone, Debug, SimpleObject)]
pub struct Attribution {
    /// The policy that shared it.
    policy: AttributionPolicy,
    /// Whether all shares together are exactly the downtime. Not so under FULL.
    sums_to_downtime: bool,
    /// The visible shares, the largest first.
    shares: Vec<AttributionShare>,
    /// The total of the suppliers that the reader may not see, in seconds. Null for readers who see
    /// every share, under FULL, and when it would be the figure of a single supplier.
    others_seconds: Option<RationalNumber>,
}

/// The part of the downtime that is one supplier's.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct AttributionShare {
    /// Its part in seconds, weighted as the downtime is.
    seconds: RationalNumber,
    /// Its part of the downtime. Null when there was none.
    of_downtime: Option<Ratio>,
    #[graphql(skip)]
    supplier: OrganizationId,
}

impl Attribution {
    /// The shares under one policy of a downtime.
    pub fn new(
        policy: federation::agreement::AttributionPolicy,
        view: &AttributionView,
        downtime: &Rational,
    ) -> Self {
        let AttributionView {
            shares,
            others,
            sums_to_downtime,
        } = view;
        let mut sorted: Vec<_> = shares.iter().collect();
        sorted.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let share = |(supplier, seconds): (&OrganizationId, &Rational)| AttributionShare {
            seconds: seconds.into(),
            of_downtime: seconds.checked_div(downtime).as_ref().map(Into::into),
            supplier: *supplier,
        };
        Self {
            policy: policy.into(),
            sums_to_downtime: *sums_to_downtime,
            shares: sorted.into_iter().map(share).collect(),
            others_seconds: others.as_ref().map(Into::into),
        }
    }
}

#[ComplexObject]
impl AttributionShare {
    /// The supplier.
    async fn supplier(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        loader::organization(ctx, self.supplier).await
    }
}
