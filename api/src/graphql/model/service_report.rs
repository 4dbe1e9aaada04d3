//! The end-to-end report of a service.

use std::collections::{BTreeSet, HashMap};

use async_graphql::{ComplexObject, Context, InputType, Object, Result, SimpleObject};
use federation::authority::Subject;
use federation::incident::OutageFact;
use federation::report::{self as domain, Selection, StatementOf, VisibleServiceReport};
use federation::time::Interval;
use federation::vocabulary::{ComponentId, OutageId};

use super::attribution::Attribution;
use super::budget::ErrorBudget;
use super::component::Component;
use super::component_report::{AgreementUse, ComponentReport, Period, PeriodStatus};
use super::credit::{CreditStatement, stated};
use super::explanation::{Caveat, Explanation};
use super::exposure::CreditExposure;
use super::figure::{AvailabilityFigure, Promise, Verdict};
use super::outage::Outage;
use super::service::Service;
use super::word::AttributionPolicy;
use crate::graphql::context::Asker;
use crate::graphql::loader;
use crate::graphql::scalar::{DateTime, Decimal, RationalNumber, TimeInterval};
use crate::store::OutageKey;
use crate::workflow;

/// The costly parts of a report that are asked for below the field of `ctx`, whatever they are called
/// there and whichever fragment asks.
pub fn selection(ctx: &Context<'_>) -> Selection {
    let ahead = ctx.look_ahead();
    let mut selection = Selection {
        policies: BTreeSet::new(),
        own_policy: false,
        components: ahead.field("components").exists(),
        uncovered: ahead.field("uncovered").exists(),
    };
    for field in ahead.field("attribution").selection_fields() {
        let arguments = field.arguments().unwrap_or_default().into_iter();
        let given = arguments.filter(|(name, _)| name == "policy").last();
        let policy = given.and_then(|(_, value)| {
            <Option<AttributionPolicy> as InputType>::parse(Some(value)).ok()?
        });
        match policy {
            Some(policy) => {
                selection.policies.insert(policy.into());
            }
            None => selection.own_policy = true,
        }
    }
    selection
}

/// A report with what its reader may see of it.
pub struct ServiceReport {
    service: Service,
    report: VisibleServiceReport,
}

impl ServiceReport {
    /// A report as its reader may see it.
    pub fn new(service: Service, report: VisibleServiceReport) -> Self {
        Self { service, report }
    }
}

/// The end-to-end report of one service and period. Everyone who may see a field sees the same value
/// in it.
#[Object]
impl ServiceReport {
    /// The service.
    async fn service(&self) -> &Service {
        &self.service
    }

    /// The period, read in the zone of the customer's agreement.
    async fn period(&self) -> Period {
        Period::new(
            self.report.period,
            self.report.zone,
            self.report.figures.interval,
        )
    }

    /// How settled the report is.
    async fn status(&self) -> PeriodStatus {
        self.report.status.into()
    }

    /// Now, when it was computed.
    async fn as_of(&self) -> DateTime {
        self.report.as_of.into()
    }

    /// The agreement versions that were in force. Null for suppliers, who do not see the customer's
    /// agreement.
    async fn agreements(&self) -> Option<Vec<AgreementUse>> {
        let used = self.report.agreements.as_ref()?;
        Some(used.iter().map(Into::into).collect())
    }

    /// The availability of the service, end to end.
    async fn availability(&self) -> AvailabilityFigure {
        (&self.report.figures).into()
    }

    /// What was promised to the customer. Null without a target, and for suppliers.
    async fn promise(&self) -> Option<Promise> {
        self.report.figures.promise.as_ref().map(Into::into)
    }

    /// Whether the promise was kept. Null without one.
    async fn verdict(&self) -> Option<Verdict> {
        self.report.figures.verdict.map(Into::into)
    }

    /// What the promise allows to be lost, and what of it is used. Null without a target, and for
    /// suppliers, who do not see the promise.
    async fn error_budget(&self) -> Option<ErrorBudget> {
        self.report.budget.clone().map(ErrorBudget)
    }

    /// How the downtime is shared among suppliers, by the agreement's own policy or another. Null
    /// when the reader may not see it at all.
    async fn attribution(
        &self,
        #[graphql(desc = "The policy; the agreement's own when absent.")] policy: Option<
            AttributionPolicy,
        >,
    ) -> Option<Attribution> {
        let policy = policy.map_or(self.report.policy, Into::into);
        let view = self.report.attribution.get(&policy)?;
        Some(Attribution::new(
            policy,
            view,
            &self.report.figures.figure.downtime_seconds,
        ))
    }

    /// When the service was down, how much, and what lay behind it, by time. Null for suppliers.
    async fn downtimes(&self) -> Option<Vec<Downtime>> {
        let views = self.report.downtimes.as_ref()?;
        let facts = self.report.outages.iter().map(|(fact, _)| fact);
        let visible: Visible<'_> = facts.map(|fact| (fact.outage, fact)).collect();
        Some(
            views
                .iter()
                .map(|view| Downtime::new(&view, &visible))
                .collect(),
        )
    }

    /// Each component under each agreement that promises it: all of them for the integrator and
    /// auditors, its own under its own agreements for a supplier, none for the customer.
    async fn components(&self) -> Vec<ComponentReport> {
        self.report
            .components
            .iter()
            .cloned()
            .map(Into::into)
            .collect()
    }

    /// Downtime that no supplier's agreement with the integrator covers. Null but for the integrator
    /// and auditors.
    async fn uncovered(&self) -> Option<UncoveredTime> {
        self.report.uncovered.as_ref().map(Into::into)
    }

    /// What the customer's agreement gives back for the missed months that end in the period. Seen
    /// by the customer, the integrator and auditors; null for suppliers.
    async fn credit_statement(&self, ctx: &Context<'_>) -> Result<Option<CreditStatement>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::CreditStatement)?;
        let of = StatementOf::Service(self.report.service.id);
        let period = stated(self.report.period)?;
        let statement =
            workflow::credits::statement(asker.app(), asker.reach(), of, period).await?;
        Ok(statement.map(Into::into))
    }

    /// What the customer's credits cost the integrator, and what of them suppliers bear. Seen by the
    /// integrator and auditors; null for the others.
    async fn credit_exposure(&self, ctx: &Context<'_>) -> Result<Option<CreditExposure>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::CreditExposure)?;
        let period = stated(self.report.period)?;
        let service = self.report.service.id;
        let exposure =
            workflow::credits::exposure(asker.app(), asker.reach(), service, period).await?;
        Ok(exposure.map(Into::into))
    }

    /// What a reader must know beside the figures.
    async fn caveats(&self) -> Vec<Caveat> {
        self.report.caveats.iter().map(Into::into).collect()
    }

    /// How the figure came to be.
    async fn explanation(&self) -> Explanation {
        Explanation::new(
            &self.report.explanation,
            self.report.outages.clone(),
            &self.report.windows,
        )
    }
}

/// The outages that the reader may see.
type Visible<'a> = HashMap<OutageId, &'a OutageFact>;

/// A stretch in which a service lost the same for the same reasons.
#[derive(Clone, Debug, SimpleObject)]
pub struct Downtime {
    /// The stretch.
    interval: TimeInterval,
    /// What the service lost, above 0 and at most 1.
    loss: Decimal,
    /// What lay behind it.
    causes: Vec<DowntimeCause>,
}

/// A part that one outage had in a stretch of downtime.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct DowntimeCause {
    /// The part of the stretch that the outage lay behind.
    interval: TimeInterval,
    /// The loss that it counted with.
    loss: Decimal,
    #[graphql(skip)]
    outage: Option<OutageKey>,
    #[graphql(skip)]
    component: ComponentId,
}

impl Downtime {
    fn new(view: &domain::DowntimeView, visible: &Visible<'_>) -> Self {
        let domain::DowntimeView { downtime, causes } = view;
        let cause = |cause: &federation::evaluation::Cause| DowntimeCause {
            interval: cause.interval.into(),
            loss: Decimal(cause.loss.to_string()),
            outage: visible.get(&cause.outage).map(|fact| (*fact).into()),
            component: cause.component,
        };
        Self {
            interval: downtime.interval.into(),
            loss: Decimal(downtime.loss.to_string()),
            causes: causes.iter().map(cause).collect(),
        }
    }
}

#[ComplexObject]
impl DowntimeCause {
    /// The outage. Null when the reader may not see it.
    async fn outage(&self, ctx: &Context<'_>) -> Result<Option<Outage>> {
        match &self.outage {
            Some(key) => loader::outage(ctx, key.clone()).await,
            None => Ok(None),
        }
    }

    /// The component that failed.
    async fn component(&self, ctx: &Context<'_>) -> Result<Option<Component>> {
        loader::component(ctx, self.component).await
    }
}

/// Downtime of a service that no supplier's agreement with the integrator covers.
#[derive(Clone, Debug, SimpleObject)]
pub struct UncoveredTime {
    /// Downtime in seconds, weighted as the service's downtime is.
    downtime_seconds: RationalNumber,
    /// Where it lies and why, by time.
    stretches: Vec<UncoveredStretch>,
}

/// A stretch of downtime that one component stands behind without an agreement covering it.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct UncoveredStretch {
    /// The stretch.
    interval: TimeInterval,
    /// NO_AGREEMENT, OUTSIDE_SUPPLIER_HOURS or MAINTENANCE_NOT_BACK_TO_BACK.
    reason: String,
    #[graphql(skip)]
    component: ComponentId,
}

impl From<&domain::UncoveredTime> for UncoveredTime {
    fn from(uncovered: &domain::UncoveredTime) -> Self {
        let domain::UncoveredTime {
            downtime_seconds,
            seconds_by_reason: _,
            stretches,
        } = uncovered;
        Self {
            downtime_seconds: downtime_seconds.into(),
            stretches: stretches.iter().map(Into::into).collect(),
        }
    }
}

impl From<&domain::UncoveredStretch> for UncoveredStretch {
    fn from(stretch: &domain::UncoveredStretch) -> Self {
        let domain::UncoveredStretch {
            interval,
            component,
            reason,
        } = stretch;
        let interval: Interval = *interval;
        Self {
            interval: interval.into(),
            reason: reason.as_str().to_owned(),
            component: *component,
        }
    }
}

#[ComplexObject]
impl UncoveredStretch {
    /// The component that failed.
    async fn component(&self, ctx: &Context<'_>) -> Result<Option<Component>> {
        loader::component(ctx, self.component).await
    }
}
