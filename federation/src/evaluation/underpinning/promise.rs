//! Who promises the integrator each component, and the chain of agreements down to who delivers it.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::alignment::{AlignmentFinding, UnderpinningTerms};
use crate::agreement::{Agreement, AgreementVersion, Target, Terms};
use crate::model::ServiceModel;
use crate::time::{Calendar, Instant};
use crate::vocabulary::{AgreementId, ComponentId, OrganizationId};

/// An agreement version that promises a component of the service to the integrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentPromise {
    /// The agreement.
    pub agreement: AgreementId,
    /// The number of its version in force.
    pub version: u32,
    /// Who promises it.
    pub provider: OrganizationId,
    /// The availability that it promises; `None` when it only reports.
    pub availability: Option<Target>,
}

/// What is promised about each component.
pub(super) type Promises<'a> = BTreeMap<ComponentId, Promise<'a>>;

/// A version in force of an agreement about a component.
#[derive(Clone, Copy)]
pub(super) struct Promise<'a> {
    pub(super) agreement: &'a Agreement,
    pub(super) version: &'a AgreementVersion,
}

impl<'a> Promise<'a> {
    /// What the provider of the customer agreement was promised about a component at `at`.
    pub(super) fn to_the_integrator(
        model: &'a ServiceModel,
        customer: &Agreement,
        component: ComponentId,
        at: Instant,
    ) -> Option<Self> {
        Self::about(model, component, at).find(|of| of.agreement.customer == customer.provider)
    }

    fn about(
        model: &'a ServiceModel,
        component: ComponentId,
        at: Instant,
    ) -> impl Iterator<Item = Self> {
        let agreements = model.agreements_about_component(component).into_iter();
        agreements.filter_map(move |id| {
            let agreement = model.agreements.get(&id)?;
            let version = agreement.version_at(at)?;
            Some(Self { agreement, version })
        })
    }

    pub(super) fn terms(&self) -> &'a Terms {
        &self.version.terms
    }

    pub(super) fn calendar(&self, model: &'a ServiceModel) -> Option<&'a Calendar> {
        Some(&model.calendars.get(&self.version.calendar)?.calendar)
    }

    pub(super) fn aligned_terms(
        &self,
        model: &ServiceModel,
        at: Instant,
    ) -> Option<UnderpinningTerms> {
        let terms = aligned_terms(model, self.agreement.id, self.version)?;
        Some(UnderpinningTerms {
            effective: self.agreement.bound_around(at).unwrap_or(terms.effective),
            ..terms
        })
    }
}

impl From<&Promise<'_>> for ComponentPromise {
    fn from(promise: &Promise<'_>) -> Self {
        Self {
            agreement: promise.agreement.id,
            version: promise.version.version,
            provider: promise.agreement.provider,
            availability: promise.terms().availability_target.clone(),
        }
    }
}

/// The terms of a version that alignment looks at; `None` when its calendar is missing.
pub(super) fn aligned_terms(
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

/// A link of the chain below who promises a component to the integrator: a lead supplier, and its
/// sub-supplier with what that promises it about the component.
pub(super) struct SubLink<'a> {
    pub(super) lead: OrganizationId,
    pub(super) sub: OrganizationId,
    pub(super) promise: Option<Promise<'a>>,
}

impl SubLink<'_> {
    /// The finding of a link that no agreement covers.
    pub(super) fn finding(&self, component: ComponentId) -> Option<AlignmentFinding> {
        match self.promise {
            Some(_) => None,
            None => Some(AlignmentFinding::SubSupplierNotCovered {
                component,
                lead_supplier: self.lead,
                sub_supplier: self.sub,
            }),
        }
    }
}

/// The links from who delivers a component up to who promises it to the integrator.
pub(super) fn links_above<'a>(
    model: &'a ServiceModel,
    component: ComponentId,
    promised_by: OrganizationId,
    at: Instant,
) -> Vec<SubLink<'a>> {
    let mut links = Vec::new();
    let mut looked_at = BTreeSet::new();
    let delivered_by = model.components.get(&component);
    let mut next = delivered_by.map(|component| component.supplier);
    while let Some(sub) = next.filter(|sub| *sub != promised_by && looked_at.insert(*sub)) {
        let organization = model.organizations.get(&sub);
        next = organization.and_then(|organization| organization.subcontracted_to);
        if let Some(lead) = next {
            let mut promises = Promise::about(model, component, at);
            links.push(SubLink {
                lead,
                sub,
                promise: promises
                    .find(|of| of.agreement.provider == sub && of.agreement.customer == lead),
            });
        }
    }
    links
}
