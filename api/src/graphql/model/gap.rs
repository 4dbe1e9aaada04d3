//! What nobody promises.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use federation::report as domain;
use federation::vocabulary::{AgreementId, ComponentId, OrganizationId, ServiceId};

use super::agreement::Agreement;
use super::alignment::agreement_by_id;
use super::component::Component;
use super::organization::Organization;
use super::service::Service;
use super::service_report::UncoveredStretch;
use super::word::AlignmentFindingKind;
use crate::graphql::context::Asker;
use crate::graphql::loader;
use crate::graphql::scalar::{DateTime, RationalNumber, TimeInterval};

/// What nobody promises over a period. Seen by the integrator and auditors.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct GapReport {
    /// The period as it was asked for: `2026-04`, `2026-Q2`, `2026`, or `start/end`. For each service
    /// it is read in the zone of the customer's agreement.
    period: String,
    /// Now, when it was computed.
    as_of: DateTime,
    /// Downtime that no supplier's agreement covers, of each service that has any, by code.
    uncovered: Vec<UncoveredService>,
    /// Dependencies without an agreement with the integrator, by service, component and time.
    dependencies: Vec<UnpromisedDependency>,
    /// Watermelon months, green outside and red inside: every promise of the suppliers to the
    /// integrator was kept, and the one to the customer was not. By service and time.
    watermelons: Vec<WatermelonPeriod>,
    /// Maintenance that suppliers' agreements let pass and the customer's does not, as agreed at the
    /// end of the period.
    maintenance: Vec<MaintenanceGap>,
    #[graphql(skip)]
    unused: Option<Vec<ComponentId>>,
    #[graphql(skip)]
    silent: Option<Vec<OrganizationId>>,
}

impl From<domain::GapReport> for GapReport {
    fn from(report: domain::GapReport) -> Self {
        let domain::GapReport {
            period,
            as_of,
            uncovered,
            dependencies,
            watermelons,
            maintenance,
            components_in_no_tree,
            suppliers_without_agreement,
        } = report;
        Self {
            period: period.to_string(),
            as_of: as_of.into(),
            uncovered: uncovered.iter().map(Into::into).collect(),
            dependencies: dependencies.into_iter().map(Into::into).collect(),
            watermelons: watermelons.iter().map(Into::into).collect(),
            maintenance: maintenance.iter().map(Into::into).collect(),
            unused: components_in_no_tree,
            silent: suppliers_without_agreement,
        }
    }
}

#[ComplexObject]
impl GapReport {
    /// The components that stood in no dependency tree of the period. Null when only one service was
    /// asked about.
    async fn components_in_no_tree(&self, ctx: &Context<'_>) -> Result<Option<Vec<Component>>> {
        let Some(ids) = &self.unused else {
            return Ok(None);
        };
        let found = Asker::of(ctx)?.view().components_by_id(ids).await?;
        let in_order = in_order(ids, found, |component| component.id);
        Ok(Some(in_order.map(Into::into).collect()))
    }

    /// The organizations that deliver components and promised nobody anything in the period. Null
    /// when only one service was asked about.
    async fn suppliers_without_agreement(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Option<Vec<Organization>>> {
        let Some(ids) = &self.silent else {
            return Ok(None);
        };
        let found = Asker::of(ctx)?.view().organizations_by_id(ids).await?;
        let in_order = in_order(ids, found, |organization| organization.id);
        Ok(Some(in_order.map(Into::into).collect()))
    }
}

/// What was found, in the order it was asked for.
fn in_order<I: PartialEq, T>(
    ids: &[I],
    mut found: Vec<T>,
    id: impl Fn(&T) -> I,
) -> impl Iterator<Item = T> {
    let place = |of: &T| ids.iter().position(|wanted| *wanted == id(of));
    found.sort_by_cached_key(place);
    found.into_iter()
}

/// Downtime of a service that no supplier's agreement covers: owned by nobody.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct UncoveredService {
    /// The period, read in the zone of the customer's agreement.
    interval: TimeInterval,
    /// That downtime in seconds, weighted by loss.
    downtime_seconds: RationalNumber,
    /// All downtime of the service in seconds, weighted by loss.
    all_downtime_seconds: RationalNumber,
    /// Where it lies and why, by time: the first 100 stretches.
    stretches: Vec<UncoveredStretch>,
    /// How many stretches there are.
    stretches_total: usize,
    #[graphql(skip)]
    service_id: ServiceId,
}

impl From<&domain::UncoveredService> for UncoveredService {
    fn from(uncovered: &domain::UncoveredService) -> Self {
        let domain::UncoveredService {
            service,
            interval,
            downtime_seconds,
            all_downtime_seconds,
            stretches,
            stretches_total,
        } = uncovered;
        Self {
            interval: (*interval).into(),
            downtime_seconds: downtime_seconds.into(),
            all_downtime_seconds: all_downtime_seconds.into(),
            stretches: stretches.iter().map(Into::into).collect(),
            stretches_total: *stretches_total,
            service_id: *service,
        }
    }
}

#[ComplexObject]
impl UncoveredService {
    /// The service.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        loader::service(ctx, self.service_id).await
    }
}

/// A component that a service depends on while nobody promises it to the integrator.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct UnpromisedDependency {
    /// Since when, which may be before the period.
    since: DateTime,
    /// The first second that it was so no longer. Null when it still was at the end of the period.
    until: Option<DateTime>,
    /// How many seconds of the period.
    seconds: i64,
    #[graphql(skip)]
    service_id: ServiceId,
    #[graphql(skip)]
    component_id: ComponentId,
    #[graphql(skip)]
    supplier_id: OrganizationId,
}

impl From<domain::UnpromisedDependency> for UnpromisedDependency {
    fn from(dependency: domain::UnpromisedDependency) -> Self {
        let domain::UnpromisedDependency {
            service,
            component,
            supplier,
            since,
            until,
            seconds,
        } = dependency;
        Self {
            since: since.into(),
            until: until.map(Into::into),
            seconds,
            service_id: service,
            component_id: component,
            supplier_id: supplier,
        }
    }
}

#[ComplexObject]
impl UnpromisedDependency {
    /// The service.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        loader::service(ctx, self.service_id).await
    }

    /// The component.
    async fn component(&self, ctx: &Context<'_>) -> Result<Option<Component>> {
        loader::component(ctx, self.component_id).await
    }

    /// Who delivers it.
    async fn supplier(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        loader::organization(ctx, self.supplier_id).await
    }
}

/// A month of a service in which every supplier kept its promise and the service did not.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct WatermelonPeriod {
    /// The calendar month of the customer's agreement, such as `2026-04`, or the part of it that lies
    /// in the period, as `start/end`.
    month: String,
    /// The stretch that it is.
    interval: TimeInterval,
    /// How many promises to the integrator were kept: all that could be judged.
    supplier_promises_met: usize,
    /// Downtime of the service in seconds, weighted by loss.
    downtime_seconds: RationalNumber,
    /// The part of it that no supplier's agreement covers.
    uncovered_seconds: RationalNumber,
    #[graphql(skip)]
    service_id: ServiceId,
}

impl From<&domain::Watermelon> for WatermelonPeriod {
    fn from(watermelon: &domain::Watermelon) -> Self {
        let domain::Watermelon { service, month } = watermelon;
        let domain::MonthSurvey {
            period,
            interval,
            verdict: _,
            suppliers_met: _,
            supplier_promises,
            downtime_seconds,
            uncovered_seconds,
        } = month;
        Self {
            month: period.to_string(),
            interval: (*interval).into(),
            supplier_promises_met: *supplier_promises,
            downtime_seconds: downtime_seconds.into(),
            uncovered_seconds: uncovered_seconds.into(),
            service_id: *service,
        }
    }
}

#[ComplexObject]
impl WatermelonPeriod {
    /// The service.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        loader::service(ctx, self.service_id).await
    }
}

/// A supplier's agreement that lets maintenance pass which the customer's does not.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct MaintenanceGap {
    /// MAINTENANCE_NOT_BACK_TO_BACK: the supplier may exclude more. NOTICE_SHORTER: it may announce
    /// it later.
    kind: AlignmentFindingKind,
    /// How many seconds more a month, or how many seconds later. Null for maintenance without limit.
    gap_seconds: Option<i64>,
    /// The seconds of the period in which the service was down for maintenance that some supplier may
    /// exclude and the customer's agreement does not.
    downtime_seconds: i64,
    #[graphql(skip)]
    service_id: ServiceId,
    #[graphql(skip)]
    agreement_id: AgreementId,
}

impl From<&domain::MaintenanceGap> for MaintenanceGap {
    fn from(gap: &domain::MaintenanceGap) -> Self {
        use federation::agreement::alignment::AlignmentGap;

        let domain::MaintenanceGap {
            service,
            agreement,
            finding,
            downtime_seconds,
        } = gap;
        Self {
            kind: finding.kind().into(),
            gap_seconds: match finding.gap() {
                Some(AlignmentGap::Seconds(seconds) | AlignmentGap::SecondsPerMonth(seconds)) => {
                    Some(seconds)
                }
                Some(AlignmentGap::Share(_) | AlignmentGap::Money(..)) | None => None,
            },
            downtime_seconds: *downtime_seconds,
            service_id: *service,
            agreement_id: *agreement,
        }
    }
}

#[ComplexObject]
impl MaintenanceGap {
    /// The service.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        loader::service(ctx, self.service_id).await
    }

    /// The supplier's agreement.
    async fn agreement(&self, ctx: &Context<'_>) -> Result<Option<Agreement>> {
        agreement_by_id(ctx, self.agreement_id).await
    }
}
