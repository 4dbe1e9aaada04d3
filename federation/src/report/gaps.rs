//! What nobody promises: downtime without an agreement, dependencies without one, months in which
//! every supplier is green and the service red, maintenance that is not back to back, and what the
//! catalogue holds for nothing.

use std::collections::BTreeSet;

use super::in_force::{Wanted, in_force};
use super::survey::{MonthSurvey, ServiceSurvey};
use super::uncovered::{UncoveredReason, UncoveredStretch};
use crate::agreement::alignment::AlignmentFinding;
use crate::model::ServiceModel;
use crate::time::{Instant, Interval, IntervalSet, PeriodSpec};
use crate::topology::Topology;
use crate::vocabulary::{AgreementId, ComponentId, OrganizationId, Rational, ServiceId};

/// What nobody promises over a period.
#[derive(Clone, Debug)]
pub struct GapReport {
    /// The period asked for.
    pub period: PeriodSpec,
    /// Now, when it was computed.
    pub as_of: Instant,
    /// Downtime that no agreement covers, of each service that has any, by code.
    pub uncovered: Vec<UncoveredService>,
    /// Dependencies without an agreement, each service and component, by code.
    pub dependencies: Vec<UnpromisedDependency>,
    /// The watermelon months, by service and time.
    pub watermelons: Vec<Watermelon>,
    /// Maintenance that is not back to back.
    pub maintenance: Vec<MaintenanceGap>,
    /// The components that stand in no dependency tree of the period, by code; `None` when only one
    /// service was asked about.
    pub components_in_no_tree: Option<Vec<ComponentId>>,
    /// The suppliers that deliver components and promise nothing in the period, by code; `None` when
    /// only one service was asked about.
    pub suppliers_without_agreement: Option<Vec<OrganizationId>>,
}

/// Downtime of a service that no supplier's agreement covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UncoveredService {
    /// The service.
    pub service: ServiceId,
    /// The period as it was read.
    pub interval: Interval,
    /// The downtime in seconds, weighted by loss.
    pub downtime_seconds: Rational,
    /// All downtime of the service in seconds, weighted by loss.
    pub all_downtime_seconds: Rational,
    /// Where it lies and why, by time: the first [`GapReport::STRETCHES_MAX`].
    pub stretches: Vec<UncoveredStretch>,
    /// How many stretches there are.
    pub stretches_total: usize,
}

/// A component that a service depends on without an agreement with the integrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnpromisedDependency {
    /// The service.
    pub service: ServiceId,
    /// The component.
    pub component: ComponentId,
    /// Who delivers it.
    pub supplier: OrganizationId,
    /// Since when, which may be before the period.
    pub since: Instant,
    /// The first second that it no longer was so; `None` when it still was at the end of the period.
    pub until: Option<Instant>,
    /// How many seconds of the period.
    pub seconds: i64,
}

/// A month in which every supplier kept its promise and the service did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watermelon {
    /// The service.
    pub service: ServiceId,
    /// The month.
    pub month: MonthSurvey,
}

/// A supplier's agreement that lets maintenance pass which the customer's does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaintenanceGap {
    /// The service.
    pub service: ServiceId,
    /// The supplier's agreement.
    pub agreement: AgreementId,
    /// What does not fit: MAINTENANCE_NOT_BACK_TO_BACK or NOTICE_SHORTER.
    pub finding: AlignmentFinding,
    /// The seconds of the period in which the service was down for maintenance that some supplier
    /// may exclude and the customer's agreement does not.
    pub downtime_seconds: i64,
}

impl GapReport {
    /// The most stretches of a service that are listed.
    pub const STRETCHES_MAX: usize = 100;

    /// The gaps that the surveys show. `whole` when all services were surveyed, so that what stands
    /// in none of them can be told.
    #[must_use]
    pub fn of(
        model: &ServiceModel,
        surveys: &[ServiceSurvey],
        period: PeriodSpec,
        as_of: Instant,
        whole: bool,
    ) -> Self {
        let span = period.interval(chrono_tz::UTC);
        Self {
            period,
            as_of,
            uncovered: surveys.iter().filter_map(uncovered).collect(),
            dependencies: surveys
                .iter()
                .flat_map(|survey| survey.unpromised.clone())
                .collect(),
            watermelons: surveys.iter().flat_map(watermelons).collect(),
            maintenance: surveys.iter().flat_map(maintenance).collect(),
            components_in_no_tree: whole.then(|| components_in_no_tree(model, span)),
            suppliers_without_agreement: whole.then(|| suppliers_without_agreement(model, span)),
        }
    }
}

fn uncovered(survey: &ServiceSurvey) -> Option<UncoveredService> {
    let found = &survey.uncovered;
    (!found.stretches.is_empty()).then(|| UncoveredService {
        service: survey.service,
        interval: survey.interval,
        downtime_seconds: found.downtime_seconds.clone(),
        all_downtime_seconds: survey.downtime_seconds.clone(),
        stretches: found
            .stretches
            .iter()
            .take(GapReport::STRETCHES_MAX)
            .cloned()
            .collect(),
        stretches_total: found.stretches.len(),
    })
}

fn watermelons(survey: &ServiceSurvey) -> impl Iterator<Item = Watermelon> + '_ {
    let months = survey.months.iter();
    months
        .filter(|month| month.is_watermelon())
        .map(|month| Watermelon {
            service: survey.service,
            month: month.clone(),
        })
}

fn maintenance(survey: &ServiceSurvey) -> Vec<MaintenanceGap> {
    let reason = UncoveredReason::MaintenanceNotBackToBack;
    let down = survey.uncovered.seconds_by_reason.get(&reason);
    let findings = survey
        .alignment
        .iter()
        .flat_map(|alignment| &alignment.findings);
    let gaps = findings.filter_map(|finding| match finding {
        AlignmentFinding::MaintenanceNotBackToBack { agreement, .. }
        | AlignmentFinding::NoticeShorter { agreement, .. } => Some(MaintenanceGap {
            service: survey.service,
            agreement: *agreement,
            finding: finding.clone(),
            downtime_seconds: down.copied().unwrap_or(0),
        }),
        _ => None,
    });
    gaps.collect()
}

/// The dependencies of `service` that nobody promised the integrator for some of `span`.
pub(super) fn unpromised(
    model: &ServiceModel,
    service: ServiceId,
    span: Interval,
) -> Vec<UnpromisedDependency> {
    let until_the_end = Interval::new(Instant::FIRST, span.end);
    let topologies: Vec<&Topology> = model
        .topologies
        .values()
        .filter(|topology| topology.service == service)
        .collect();
    let components: BTreeSet<ComponentId> = topologies
        .iter()
        .filter(|topology| topology.effective.within(span).is_some())
        .flat_map(|topology| topology.root.components())
        .collect();
    let mut found = Vec::new();
    for component in components {
        let trees = topologies
            .iter()
            .filter(|topology| topology.root.components().contains(&component));
        let in_use: IntervalSet = trees
            .filter_map(|topology| topology.effective.within(until_the_end))
            .collect();
        let wanted = Wanted::PromisedToTheIntegrator(component);
        let versions = in_force(model, wanted, until_the_end);
        let promised: IntervalSet = versions.iter().map(|version| version.interval).collect();
        let supplier = model.components.get(&component).map(|of| of.supplier);
        let open = in_use.subtract(&promised);
        found.extend(open.iter().filter_map(|stretch| {
            Some(UnpromisedDependency {
                service,
                component,
                supplier: supplier?,
                since: stretch.start,
                until: (stretch.end < span.end).then_some(stretch.end),
                seconds: stretch.intersect(span)?.seconds(),
            })
        }));
    }
    let code = |id: ComponentId| model.components.get(&id).map(|of| of.code.clone());
    found.sort_by_cached_key(|of| (code(of.component), of.since));
    found
}

fn components_in_no_tree(model: &ServiceModel, span: Interval) -> Vec<ComponentId> {
    let used: BTreeSet<ComponentId> = model
        .topologies
        .values()
        .filter(|topology| topology.effective.within(span).is_some())
        .flat_map(|topology| topology.root.components())
        .collect();
    let mut unused: Vec<_> = model
        .components
        .values()
        .filter(|component| !used.contains(&component.id))
        .collect();
    unused.sort_by_key(|component| &component.code);
    unused.into_iter().map(|component| component.id).collect()
}

fn suppliers_without_agreement(model: &ServiceModel, span: Interval) -> Vec<OrganizationId> {
    let binding = model.agreements.values().filter(|agreement| {
        let mut versions = agreement.versions.iter();
        versions.any(|version| version.binds() && version.effective.within(span).is_some())
    });
    let promising: BTreeSet<OrganizationId> = binding.map(|agreement| agreement.provider).collect();
    let delivering: BTreeSet<OrganizationId> = model
        .components
        .values()
        .map(|component| component.supplier)
        .collect();
    let mut silent: Vec<OrganizationId> = delivering.difference(&promising).copied().collect();
    silent.sort_by_key(|id| model.organizations.get(id).map(|of| &of.code));
    silent
}
