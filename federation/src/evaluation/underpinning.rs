//! The alignment of one customer agreement with everything that underpins it, out of the service
//! model: the assessment that ISO/IEC 20000-1, 8.3.4.1 asks for.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::alignment::{
    AlignmentFinding, AlignmentStatus, AvailabilityAlignment, HoursCoverage, Underpinning,
    UnderpinningTerms, findings,
};
use crate::agreement::{Agreement, AgreementSubject, AgreementVersion};
use crate::model::ServiceModel;
use crate::time::{Calendar, Instant, Interval};
use crate::vocabulary::{AgreementId, ComponentId, OrganizationId, Ratio};

/// Whether the agreements with the suppliers carry a version of a customer agreement (C6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnderpinningReport {
    /// The worst of all that follows.
    pub status: AlignmentStatus,
    /// The promised percentages; `None` when the customer is promised none, or the service has no
    /// dependency tree, which is a finding.
    pub availability: Option<AvailabilityAlignment>,
    /// The agreed hours over the span asked for, by component with an agreement.
    pub hours: HoursCoverage<ComponentId>,
    /// What else does not fit.
    pub findings: Vec<AlignmentFinding>,
}

/// Aligns `version` of a customer agreement, signed or still a draft, with the supplier agreements
/// and the dependency tree in force at `at`; the hours are compared over `span`. `None` when the
/// agreement is not about a service, or its calendar is not in the model.
#[must_use]
pub fn underpinning(
    model: &ServiceModel,
    agreement: &Agreement,
    version: &AgreementVersion,
    at: Instant,
    span: Interval,
) -> Option<UnderpinningReport> {
    let AgreementSubject::Service(service) = agreement.subject else {
        return None;
    };
    let calendar = &model.calendars.get(&version.calendar)?.calendar;
    let customer = terms(model, agreement.id, version)?;
    let topology = model.topology_at(service, at);
    let components = topology.map(|topology| topology.root.components());
    let components = components.unwrap_or_default();
    let promises: Promises<'_> = components
        .iter()
        .filter_map(|component| Some((*component, promise(model, agreement, *component, at)?)))
        .collect();

    let hours = hours(model, calendar, &promises, span);
    let percentages = percentages(&promises);
    let target = version.terms.availability_target.as_ref();
    let availability = target.zip(topology).map(|(target, topology)| {
        let agreed_seconds = Some(hours.customer_seconds);
        AvailabilityAlignment::of(target, &topology.root, &percentages, agreed_seconds)
    });

    let mut found = Vec::new();
    if topology.is_none() {
        found.push(AlignmentFinding::NoDependencyTree { service });
    }
    let underpinnings = underpinnings(model, agreement, &components, &promises, at);
    found.extend(findings(&customer, &underpinnings));
    for (component, promise) in &promises {
        let promised_by = promise.agreement.provider;
        found.extend(uncovered_chain(model, *component, promised_by, at));
    }

    let statuses = found.iter().map(AlignmentFinding::status);
    let statuses = statuses.chain(availability.as_ref().map(|aligned| aligned.status));
    Some(UnderpinningReport {
        status: statuses.fold(hours.status, AlignmentStatus::max),
        availability,
        hours,
        findings: found,
    })
}

/// What is promised about each component.
type Promises<'a> = BTreeMap<ComponentId, Promise<'a>>;

fn hours(
    model: &ServiceModel,
    customer: &Calendar,
    promises: &Promises<'_>,
    span: Interval,
) -> HoursCoverage<ComponentId> {
    let suppliers = promises.iter().filter_map(|(component, promise)| {
        let named = model.calendars.get(&promise.version.calendar)?;
        Some((*component, &named.calendar))
    });
    HoursCoverage::of(span, customer, suppliers)
}

fn percentages(promises: &Promises<'_>) -> BTreeMap<ComponentId, Ratio> {
    let percentages = promises.iter().filter_map(|(component, promise)| {
        let target = promise.version.terms.availability_target.as_ref()?;
        Some((*component, Ratio::new(target.fraction().clone()).ok()?))
    });
    percentages.collect()
}

fn underpinnings(
    model: &ServiceModel,
    customer: &Agreement,
    components: &BTreeSet<ComponentId>,
    promises: &Promises<'_>,
    at: Instant,
) -> Vec<Underpinning> {
    let underpinnings = components.iter().map(|component| Underpinning {
        component: *component,
        supplier: model
            .components
            .get(component)
            .map_or(customer.provider, |component| component.supplier),
        promised: promises
            .get(component)
            .and_then(|promise| promise.terms(model, at)),
    });
    underpinnings.collect()
}

/// What the provider of the customer agreement was promised about a component.
struct Promise<'a> {
    agreement: &'a Agreement,
    version: &'a AgreementVersion,
}

impl Promise<'_> {
    fn terms(&self, model: &ServiceModel, at: Instant) -> Option<UnderpinningTerms> {
        let terms = terms(model, self.agreement.id, self.version)?;
        Some(UnderpinningTerms {
            effective: self.agreement.bound_around(at).unwrap_or(terms.effective),
            ..terms
        })
    }
}

fn promise<'a>(
    model: &'a ServiceModel,
    customer: &Agreement,
    component: ComponentId,
    at: Instant,
) -> Option<Promise<'a>> {
    let agreements = model.agreements_about_component(component);
    let mut promises = agreements
        .iter()
        .filter_map(|id| model.agreements.get(id))
        .filter(|agreement| agreement.customer == customer.provider)
        .filter_map(|agreement| {
            let version = agreement.version_at(at)?;
            Some(Promise { agreement, version })
        });
    promises.next()
}

/// The terms of a version that alignment looks at; `None` when its calendar is missing.
fn terms(
    model: &ServiceModel,
    agreement: AgreementId,
    version: &AgreementVersion,
) -> Option<UnderpinningTerms> {
    let calendar = model.calendars.get(&version.calendar)?;
    Some(UnderpinningTerms {
        agreement,
        effective: version.effective,
        has_target: version.terms.availability_target.is_some(),
        maintenance: version.terms.maintenance,
        zone: calendar.calendar.zone,
    })
}

/// Every link of the chain from who delivers a component up to who promises it to the integrator
/// that no agreement about the component covers at `at`.
fn uncovered_chain(
    model: &ServiceModel,
    component: ComponentId,
    promised_by: OrganizationId,
    at: Instant,
) -> Vec<AlignmentFinding> {
    let mut found = Vec::new();
    let mut looked_at = BTreeSet::new();
    let mut next = model
        .components
        .get(&component)
        .map(|component| component.supplier);
    while let Some(sub) = next.filter(|sub| *sub != promised_by && looked_at.insert(*sub)) {
        let organization = model.organizations.get(&sub);
        let lead = organization.and_then(|organization| organization.subcontracted_to);
        if let Some(lead) = lead {
            let agreements = model.agreements_about_component(component);
            let mut agreements = agreements.iter().filter_map(|id| model.agreements.get(id));
            let covered = agreements.any(|agreement| {
                agreement.provider == sub
                    && agreement.customer == lead
                    && agreement.version_at(at).is_some()
            });
            if !covered {
                found.push(AlignmentFinding::SubSupplierNotCovered {
                    component,
                    lead_supplier: lead,
                    sub_supplier: sub,
                });
            }
        }
        next = lead;
    }
    found
}
