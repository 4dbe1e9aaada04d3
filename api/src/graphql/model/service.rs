//! Services: what customers receive.

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use federation::authority::{Extent, Subject};
use federation::report::{PeriodStatus, SeriesPoint};

use super::agreement::Agreement;
use super::budget::BurnAlerts;
use super::component::Component;
use super::dependency::{DependencyNode, preorder};
use super::organization::Organization;
use super::series::AvailabilityPoint;
use super::service_report::{ServiceReport, selection};
use super::trend::AvailabilityTrend;
use super::word::{SeriesStep, TrendBasis};
use crate::graphql::context::Asker;
use crate::graphql::loader;
use crate::graphql::node::{Noun, global_id};
use crate::graphql::period::PeriodInput;
use crate::graphql::scalar::{DateTime, YearMonth};
use crate::graphql::simulation::burn_instant;
use crate::workflow;

/// A service. Seen by the integrator, auditors, its customer, and the suppliers whose components it
/// depends on.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Service {
    /// Global identifier.
    pub(in crate::graphql) id: ID,
    /// The code that files and other systems refer to it by.
    code: String,
    /// Its name.
    name: String,
    #[graphql(skip)]
    domain: federation::model::Service,
}

impl From<federation::model::Service> for Service {
    fn from(domain: federation::model::Service) -> Self {
        let federation::model::Service {
            id,
            code,
            name,
            customer: _,
        } = &domain;
        Self {
            id: global_id(Noun::Service, *id),
            code: code.to_string(),
            name: name.to_string(),
            domain,
        }
    }
}

#[ComplexObject]
impl Service {
    /// The customer that receives it. Null when the reader may not see that organization.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        loader::organization(ctx, self.domain.customer).await
    }

    /// The components that it depends on at an instant, each once, by code: all of them for the
    /// integrator, auditors and its customer, its own for a supplier.
    async fn components(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The instant; now when absent.")] at: Option<DateTime>,
    ) -> Result<Vec<Component>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::Component)?;
        let model = asker.service_model().await?;
        let at = at.map_or_else(|| asker.now(), DateTime::instant);
        let Some(topology) = model.topology_at(self.domain.id, at) else {
            return Ok(Vec::new());
        };
        let ids: Vec<_> = topology.root.components().into_iter().collect();
        let mut components = asker.view().components_by_id(&ids).await?;
        components.sort_unstable_by(|one, other| one.code.cmp(&other.code));
        Ok(components.into_iter().map(Into::into).collect())
    }

    /// The tree of gates and components in force at an instant, in preorder. Null when none is, and
    /// for suppliers, who see only their own components.
    async fn dependency_tree(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The instant; now when absent.")] at: Option<DateTime>,
    ) -> Result<Option<Vec<DependencyNode>>> {
        let asker = Asker::of(ctx)?;
        match asker.demand(Subject::DependencyTree)? {
            Extent::Nothing | Extent::Related => return Ok(None),
            // The service itself was read through the reach: `OWN` is this customer's.
            Extent::Own | Extent::Everything => {}
        }
        let model = asker.service_model().await?;
        let at = at.map_or_else(|| asker.now(), DateTime::instant);
        let topology = model.topology_at(self.domain.id, at);
        Ok(topology.map(|topology| preorder(&topology.root, &model.components)))
    }

    /// The customer's service level agreements for it. Seen by the integrator, auditors and the
    /// customer; empty for suppliers.
    async fn agreements(&self, ctx: &Context<'_>) -> Result<Vec<Agreement>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::CustomerAgreement)?;
        let ids = asker
            .service_model()
            .await?
            .agreements_about_service(self.domain.id);
        let agreements = asker.view().agreements_by_id(&ids).await?;
        Ok(agreements.into_iter().map(Into::into).collect())
    }

    /// The end-to-end report of a period of the agreement's zone. Its figure and verdict are the
    /// same for everyone who sees the service; what else is visible depends on the reader. Suppliers
    /// read whole months and longer: a shorter stretch would tell when others were down, and is
    /// refused with FORBIDDEN.
    async fn report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A month, quarter, year, or from and to.")] period: PeriodInput,
    ) -> Result<Option<ServiceReport>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::ServiceReport)?;
        let spec = period.spec()?;
        let (app, reach, id) = (asker.app(), asker.reach(), self.domain.id);
        let report = workflow::report::of_service(app, reach, id, spec, &selection(ctx)).await?;
        Ok(report.map(|report| ServiceReport::new(self.clone(), report)))
    }

    /// The availability, end to end, of every calendar period that shares a second with a period of
    /// the agreement's zone, in time order: at most 400. Seen by everyone who sees the service;
    /// suppliers read whole months and longer, because shorter stretches would tell when others were
    /// down: anything else is refused with FORBIDDEN.
    async fn availability_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A month, quarter, year, or from and to.")] period: PeriodInput,
        #[graphql(desc = "The calendar period of each point.")] by: SeriesStep,
    ) -> Result<Option<Vec<AvailabilityPoint>>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::ServiceReport)?;
        let (app, reach) = (asker.app(), asker.reach());
        let spec = period.spec()?;
        let (id, now) = (self.domain.id, asker.now());
        let points = workflow::series::of_service(app, reach, id, (spec, by.into()), now).await?;
        let shown = |point: &SeriesPoint| {
            AvailabilityPoint::new(point, PeriodStatus::at(point.interval, now))
        };
        Ok(points.map(|points| points.iter().map(shown).collect()))
    }

    /// Where the monthly availability is going: straight lines through the months, and what the next
    /// value would be. A forecast, never a verdict. Seen by everyone who sees the service; what it
    /// means for the promise is seen by readers of the customer's agreement only.
    async fn trend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many months, 1 to 120.", default = 12)] months: i32,
        #[graphql(desc = "The last month; when absent the last that is over.")] until: Option<
            YearMonth,
        >,
        #[graphql(
            desc = "Which months it is made of; only FROZEN ones make a contractual trend.",
            default_with = "TrendBasis::Frozen"
        )]
        basis: TrendBasis,
    ) -> Result<Option<AvailabilityTrend>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::ServiceReport)?;
        let (app, reach) = (asker.app(), asker.reach());
        let span = (months, until.map(|YearMonth(spec)| spec));
        let id = self.domain.id;
        let trend = workflow::series::trend_of_service(app, reach, id, span, basis.into()).await?;
        Ok(trend.map(Into::into))
    }

    /// How fast the error budget burns at an instant, and whether somebody should be called. Null
    /// without a target in force then, and for suppliers.
    async fn burn_alerts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The instant, not ahead of now; now when absent.")] at: Option<DateTime>,
    ) -> Result<Option<BurnAlerts>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::DowntimeInterval)?;
        let at = burn_instant(&asker, at)?;
        let burn =
            workflow::burn::of_service(asker.app(), asker.reach(), self.domain.id, at).await?;
        Ok(burn.as_ref().map(Into::into))
    }
}
