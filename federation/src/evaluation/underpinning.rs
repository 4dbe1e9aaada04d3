//! The alignment of one customer agreement with everything that underpins it, out of the service
//! model: the assessment that ISO/IEC 20000-1, 8.3.4.1 asks for.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::alignment::{
    AlignmentFinding, AlignmentStatus, AvailabilityAlignment, HoursCoverage, Underpinning,
    UnderpinningTerms, findings,
};
use crate::agreement::{Agreement, AgreementSubject, AgreementVersion};
use crate::model::ServiceModel;
use crate::time::{Instant, Interval};
use crate::topology::Node;
use crate::vocabulary::{AgreementId, ComponentId, OrganizationId, Ratio};

/// Whether the agreements with the suppliers carry a version of a customer agreement (C6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnderpinningReport {
    /// The worst of all that follows.
    pub status: AlignmentStatus,
    /// The promised percentages; `None` when the customer is promised none, or the service has no
    /// dependency tree.
    pub availability: Option<AvailabilityAlignment>,
    /// The agreed hours over the span asked for, by component; `None` when the calendar is missing.
    pub hours: Option<HoursCoverage<ComponentId>>,
    /// What else does not fit.
    pub findings: Vec<AlignmentFinding>,
}

/// Aligns `version` of a customer agreement, signed or still a draft, with the supplier agreements
/// and the dependency tree in force at `at`; the hours are compared over `span`. `None` when the
/// agreement is not about a service.
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
    let tree = model
        .topology_at(service, at)
        .map(|topology| &topology.root);
    let components = tree.map(Node::components).unwrap_or_default();
    let promises: BTreeMap<ComponentId, Promise<'_>> = components
        .iter()
        .filter_map(|component| Some((*component, promise(model, agreement, *component, at)?)))
        .collect();

    let calendar = model.calendars.get(&version.calendar);
    let hours = calendar.map(|named| {
        let suppliers = promises.iter().filter_map(|(component, promise)| {
            let named = model.calendars.get(&promise.version.calendar)?;
            Some((*component, &named.calendar))
        });
        HoursCoverage::of(span, &named.calendar, suppliers)
    });
    let agreed_seconds = hours.as_ref().map(|hours| hours.customer_seconds);
    let percentages = promises.iter().filter_map(|(component, promise)| {
        let target = promise.version.terms.availability_target.as_ref()?;
        Some((*component, Ratio::new(target.fraction().clone()).ok()?))
    });
    let percentages = percentages.collect();
    let target = version.terms.availability_target.as_ref();
    let availability = target.zip(tree).map(|(target, tree)| {
        AvailabilityAlignment::of(target, tree, &percentages, agreed_seconds)
    });

    let underpinnings: Vec<Underpinning> = components
        .iter()
        .map(|component| Underpinning {
            component: *component,
            supplier: model
                .components
                .get(component)
                .map_or(agreement.provider, |component| component.supplier),
            promised: promises
                .get(component)
                .and_then(|promise| promise.terms(model, at)),
        })
        .collect();
    let mut found = Vec::new();
    if let Some(customer) = terms(model, agreement.id, version) {
        found = findings(&customer, &underpinnings);
    }
    for (component, promise) in &promises {
        let promised_by = promise.agreement.provider;
        found.extend(uncovered_chain(model, *component, promised_by, at));
    }

    let statuses = found.iter().map(AlignmentFinding::status);
    let statuses = statuses
        .chain(availability.as_ref().map(|aligned| aligned.status))
        .chain(hours.as_ref().map(|covered| covered.status));
    Some(UnderpinningReport {
        status: statuses.max().unwrap_or(AlignmentStatus::Aligned),
        availability,
        hours,
        findings: found,
    })
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
