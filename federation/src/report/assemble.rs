//! Reports put together: the agreements and trees in force, the facts, the figures they make.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use super::caveat::{self, Caveat};
use super::explanation::{Explained, Explanation};
use super::in_force::{AgreementUse, InForce, Wanted, in_force, parts, resolve};
use super::maintenance::WindowUse;
use super::uncovered::{UncoveredTime, uncovered};
use crate::agreement::AttributionPolicy;
use crate::evaluation::{Assessment, Question, assess};
use crate::incident::OutageFact;
use crate::model::{Service, ServiceComponent, ServiceModel};
use crate::time::{Instant, Interval, PeriodSpec};
use crate::topology::Node;
use crate::vocabulary::{AgreementId, ComponentId, OrganizationId, ServiceId};
use crate::words;

words! {
    /// How settled the report of a period is.
    pub enum PeriodStatus {
        /// The period is not over.
        Open = "OPEN",
        /// The period is over; late or corrected data can still change its report.
        Provisional = "PROVISIONAL",
    }
}

/// What happened, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The current revision of every outage that [`Needs`] asks for; more do no harm.
    pub outages: &'a [OutageFact],
    /// Now.
    pub as_of: Instant,
}

/// Which facts a report needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    /// Of these components.
    pub components: BTreeSet<ComponentId>,
    /// Everything that touches this stretch, and whatever earlier outages join those without a gap.
    pub span: Interval,
}

/// Which of the costly parts of a report are asked for. The rest of it is the same without them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The policies to share the downtime by.
    pub policies: BTreeSet<AttributionPolicy>,
    /// Whether to share it by the agreement's own policy as well.
    pub own_policy: bool,
    /// Whether each component is judged under each agreement that promises it.
    pub components: bool,
    /// Whether the downtime is looked for that no supplier's agreement covers.
    pub uncovered: bool,
}

impl Selection {
    /// All parts.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            policies: AttributionPolicy::ALL.iter().copied().collect(),
            own_policy: true,
            components: true,
            uncovered: true,
        }
    }

    fn policies(&self, own: AttributionPolicy) -> Vec<AttributionPolicy> {
        let own = self.own_policy.then_some(own);
        let wanted = |policy: &&AttributionPolicy| {
            own.as_ref() == Some(*policy) || self.policies.contains(*policy)
        };
        AttributionPolicy::ALL
            .iter()
            .filter(wanted)
            .copied()
            .collect()
    }
}

/// The end-to-end report of a service over a period, as the computation knows it. Nothing of it may
/// be shown before [`super::redact`].
#[derive(Clone, Debug)]
pub struct ServiceReport {
    /// The service.
    pub service: Service,
    /// The period asked for.
    pub period: PeriodSpec,
    /// The zone that the period was read in.
    pub zone: Tz,
    /// How settled the report is.
    pub status: PeriodStatus,
    /// Now, when it was computed.
    pub as_of: Instant,
    /// The agreement versions that were in force.
    pub agreements: Vec<AgreementUse>,
    /// The figures.
    pub assessment: Assessment,
    /// The agreement's own policy for sharing lost time.
    pub policy: AttributionPolicy,
    /// Each component under each agreement that promises it, in the period of that agreement's zone,
    /// by code; none when they were not asked for.
    pub components: Vec<ComponentReport>,
    /// Downtime that no supplier's agreement covers; `None` when it was not asked for.
    pub uncovered: Option<UncoveredTime>,
    /// The maintenance windows that were looked at.
    pub windows: Vec<WindowUse>,
    /// What a reader must know beside the figures.
    pub caveats: Vec<Caveat>,
    /// How the figure came to be.
    pub explanation: Explanation,
    /// The facts behind it, in the order of what the assessment says became of each.
    pub outages: Vec<OutageFact>,
    /// Who delivers each component of its trees.
    pub owners: BTreeMap<ComponentId, OrganizationId>,
}

/// One component under one supplier agreement over a period.
#[derive(Clone, Debug)]
pub struct ComponentReport {
    /// The component.
    pub component: ServiceComponent,
    /// The agreement that promises it.
    pub agreement: AgreementId,
    /// Who promises and who is promised to.
    pub parties: [OrganizationId; 2],
    /// The period asked for.
    pub period: PeriodSpec,
    /// The zone that the period was read in.
    pub zone: Tz,
    /// How settled the report is.
    pub status: PeriodStatus,
    /// Now, when it was computed.
    pub as_of: Instant,
    /// The agreement versions that were in force.
    pub agreements: Vec<AgreementUse>,
    /// The figures.
    pub assessment: Assessment,
    /// The maintenance windows that were looked at.
    pub windows: Vec<WindowUse>,
    /// What a reader must know beside the figures.
    pub caveats: Vec<Caveat>,
    /// How the figure came to be.
    pub explanation: Explanation,
    /// The facts behind it, in the order of what the assessment says became of each.
    pub outages: Vec<OutageFact>,
}

/// The facts that the report of `service` over `period` needs; `None` when there is no such service.
#[must_use]
pub fn needs_of_service(
    model: &ServiceModel,
    service: ServiceId,
    period: PeriodSpec,
) -> Option<Needs> {
    model.services.get(&service)?;
    let (interval, _) = resolve(model, Wanted::Service(service), period);
    let components = components_of(&trees_within(model, service, interval));
    let spans = components
        .iter()
        .flat_map(|id| {
            model
                .agreements_about_component(*id)
                .into_iter()
                .map(move |a| (a, *id))
        })
        .map(|(agreement, component)| {
            resolve(model, Wanted::Component(agreement, component), period).0
        });
    let span = spans.fold(interval, |a, b| {
        Interval::new(a.start.min(b.start), a.end.max(b.end))
    });
    Some(Needs { components, span })
}

/// The facts that the report of `component` under `agreement` over `period` needs; `None` when the
/// agreement does not promise the component.
#[must_use]
pub fn needs_of_component(
    model: &ServiceModel,
    agreement: AgreementId,
    component: ComponentId,
    period: PeriodSpec,
) -> Option<Needs> {
    promised(model, agreement, component)?;
    let (span, _) = resolve(model, Wanted::Component(agreement, component), period);
    Some(Needs {
        components: BTreeSet::from([component]),
        span,
    })
}

/// `Some` when `agreement` promises `component`.
fn promised(model: &ServiceModel, agreement: AgreementId, component: ComponentId) -> Option<()> {
    model
        .agreements_about_component(component)
        .contains(&agreement)
        .then_some(())
}

/// The trees of `service` in force within `span`, in time order.
pub(super) fn trees_within(
    model: &ServiceModel,
    service: ServiceId,
    span: Interval,
) -> Vec<(Interval, &Node)> {
    let mut trees: Vec<(Interval, &Node)> = model
        .topologies
        .values()
        .filter(|topology| topology.service == service)
        .filter_map(|topology| Some((topology.effective.within(span)?, &topology.root)))
        .collect();
    trees.sort_by_key(|(interval, _)| *interval);
    trees
}

fn components_of(trees: &[(Interval, &Node)]) -> BTreeSet<ComponentId> {
    trees
        .iter()
        .flat_map(|(_, tree)| tree.components())
        .collect()
}

/// The end-to-end report of `service` with all its parts; `None` when there is no such service.
#[must_use]
pub fn service_report(
    model: &ServiceModel,
    service: ServiceId,
    period: PeriodSpec,
    facts: Facts<'_>,
) -> Option<ServiceReport> {
    selected_service_report(model, service, period, facts, &Selection::everything())
}

/// The end-to-end report of `service` with the parts of `selection`; `None` when there is no such
/// service.
#[must_use]
pub fn selected_service_report(
    model: &ServiceModel,
    service: ServiceId,
    period: PeriodSpec,
    facts: Facts<'_>,
    selection: &Selection,
) -> Option<ServiceReport> {
    let wanted = Wanted::Service(service);
    let (interval, zone) = resolve(model, wanted, period);
    let versions = in_force(model, wanted, interval);
    let topology = trees_within(model, service, interval);
    let components = components_of(&topology);
    let owners: BTreeMap<ComponentId, OrganizationId> = components
        .iter()
        .filter_map(|id| Some((*id, model.components.get(id)?.supplier)))
        .collect();
    let (parts, windows) = parts(model, &versions, &|span| trees_within(model, service, span));
    let own_policy = |version: &InForce<'_>| version.version.terms.attribution;
    let policy = versions
        .last()
        .map_or(AttributionPolicy::Shapley, own_policy);
    let outages = facts_of(facts.outages, &components);
    let assessment = assess(&Question {
        period: interval,
        as_of: Some(facts.as_of),
        parts,
        topology: topology.clone(),
        owners: &owners,
        outages: &outages,
        policies: &selection.policies(policy),
    });
    let agreements: Vec<AgreementUse> = versions.iter().map(Into::into).collect();
    let mut caveats = caveat::of_figures(&assessment, &versions, &windows, facts);
    caveats.extend(caveat::of_attribution(&assessment));
    caveats.extend(caveat::of_topology(&topology, interval));
    caveats.extend(caveat::of_components(model, &components, interval));
    Some(ServiceReport {
        service: model.services.get(&service)?.clone(),
        period,
        zone,
        status: PeriodStatus::at(interval, facts.as_of),
        as_of: facts.as_of,
        policy,
        components: match selection.components {
            true => component_reports(model, &components, period, facts),
            false => Vec::new(),
        },
        uncovered: selection.uncovered.then(|| uncovered(model, &assessment)),
        windows,
        caveats,
        explanation: Explanation::of(Explained::Service, &assessment, &agreements),
        outages,
        agreements,
        assessment,
        owners,
    })
}

/// Each of `components` under each agreement that promises it, by code: identifiers differ from one
/// installation to the next, and the order of an answer must not.
fn component_reports(
    model: &ServiceModel,
    components: &BTreeSet<ComponentId>,
    period: PeriodSpec,
    facts: Facts<'_>,
) -> Vec<ComponentReport> {
    let mut of_component: BTreeMap<ComponentId, Vec<OutageFact>> = BTreeMap::new();
    for outage in facts.outages {
        of_component
            .entry(outage.component)
            .or_default()
            .push(*outage);
    }
    let mut reports: Vec<ComponentReport> = components
        .iter()
        .flat_map(|component| {
            let agreements = model.agreements_about_component(*component).into_iter();
            agreements.map(move |agreement| (agreement, *component))
        })
        .filter_map(|(agreement, component)| {
            let outages = of_component.get(&component).map_or(&[][..], Vec::as_slice);
            let own = Facts { outages, ..facts };
            component_report(model, agreement, component, period, own)
        })
        .collect();
    reports.sort_by_cached_key(|own| {
        let agreement = model.agreements.get(&own.agreement);
        let agreement = agreement.map(|agreement| agreement.code.clone());
        (own.component.code.clone(), agreement)
    });
    reports
}

/// The report of `component` under `agreement`; `None` when the agreement does not promise it.
#[must_use]
pub fn component_report(
    model: &ServiceModel,
    agreement: AgreementId,
    component: ComponentId,
    period: PeriodSpec,
    facts: Facts<'_>,
) -> Option<ComponentReport> {
    promised(model, agreement, component)?;
    let wanted = Wanted::Component(agreement, component);
    let (interval, zone) = resolve(model, wanted, period);
    let versions = in_force(model, wanted, interval);
    let tree = Node::Component(component);
    let (parts, windows) = parts(model, &versions, &|span| vec![(span, &tree)]);
    let component = model.components.get(&component)?.clone();
    let promise = model.agreements.get(&agreement)?;
    let outages = facts_of(facts.outages, &BTreeSet::from([component.id]));
    let owners = BTreeMap::from([(component.id, component.supplier)]);
    let assessment = assess(&Question {
        period: interval,
        as_of: Some(facts.as_of),
        parts,
        topology: vec![(interval, &tree)],
        owners: &owners,
        outages: &outages,
        policies: &[],
    });
    let agreements: Vec<AgreementUse> = versions.iter().map(Into::into).collect();
    Some(ComponentReport {
        agreement,
        parties: [promise.provider, promise.customer],
        period,
        zone,
        status: PeriodStatus::at(interval, facts.as_of),
        as_of: facts.as_of,
        caveats: caveat::of_figures(&assessment, &versions, &windows, facts),
        explanation: Explanation::of(Explained::Component, &assessment, &agreements),
        outages,
        component,
        agreements,
        assessment,
        windows,
    })
}

impl PeriodStatus {
    /// How settled a report of `interval` is at `as_of`.
    #[must_use]
    pub fn at(interval: Interval, as_of: Instant) -> Self {
        match as_of < interval.end {
            true => Self::Open,
            false => Self::Provisional,
        }
    }
}

/// By start, whatever order they were found in: the order of an answer is none of chance.
fn facts_of(outages: &[OutageFact], components: &BTreeSet<ComponentId>) -> Vec<OutageFact> {
    let among = |outage: &&OutageFact| components.contains(&outage.component);
    let mut facts: Vec<OutageFact> = outages.iter().filter(among).copied().collect();
    facts.sort_unstable_by_key(|fact| (fact.start, fact.outage));
    facts
}
