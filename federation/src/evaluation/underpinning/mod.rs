//! The alignment of one customer agreement with everything that underpins it, out of the service
//! model: the assessment that ISO/IEC 20000-1, 8.3.4.1 asks for.
//!
//! | file | what lives in it |
//! |---|---|
//! | `promise` | who promises each component, and the agreements below that |
//! | `chain` | the times of chains of parties, through their handoffs and hours |

mod chain;
mod promise;

use std::collections::BTreeMap;

pub use chain::{ChainLink, TimeAlignment};
pub use promise::ComponentPromise;

use self::chain::Chains;
use self::promise::{Promise, Promises, aligned_terms, links_above};
use crate::agreement::alignment::{
    AlignmentFinding, AlignmentStatus, AvailabilityAlignment, CreditCover, HoursCoverage,
    RequiredPromises, Underpinning, findings,
};
use crate::agreement::{Agreement, AgreementSubject, AgreementVersion};
use crate::model::ServiceModel;
use crate::time::{Calendar, Instant, Interval};
use crate::topology::Node;
use crate::vocabulary::{AgreementId, ComponentId, Ratio};

/// Whether the agreements with the suppliers carry a version of a customer agreement (C6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnderpinningReport {
    /// The worst of the findings; aligned without any.
    pub status: AlignmentStatus,
    /// The components of the dependency tree, by code.
    pub components: Vec<ComponentId>,
    /// Who promises each component of the tree to the integrator; those that nobody promises are
    /// missing here, and findings.
    pub promises: BTreeMap<ComponentId, ComponentPromise>,
    /// The promised percentages; `None` when the customer is promised none, or the service has no
    /// dependency tree, which is a finding.
    pub availability: Option<AvailabilityAlignment>,
    /// What the suppliers would have to promise; `None` too for a tree of too many components.
    pub required: Option<RequiredPromises>,
    /// The agreed hours over the span asked for, by component with an agreement.
    pub hours: HoursCoverage<ComponentId>,
    /// The times that the customer is promised about tickets.
    pub times: Vec<TimeAlignment>,
    /// The money at risk in a month, by currency.
    pub credits: Vec<CreditCover>,
    /// What does not fit.
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
    let customer = aligned_terms(model, agreement.id, version)?;
    let tree = model
        .topology_at(service, at)
        .map(|topology| &topology.root);
    let components = tree.map_or_else(Vec::new, |tree| by_code(model, tree));
    let promises: Promises<'_> = components
        .iter()
        .filter_map(|component| {
            let promise = Promise::to_the_integrator(model, agreement, *component, at)?;
            Some((*component, promise))
        })
        .collect();
    let hours = hours(model, calendar, &components, &promises, span);
    let percentages = percentages(&promises);
    let target = version.terms.availability_target.as_ref().zip(tree);
    let availability = target.map(|(target, tree)| {
        let agreed_seconds = Some(hours.customer_seconds);
        AvailabilityAlignment::of(target, tree, &percentages, agreed_seconds)
    });
    let required =
        target.and_then(|(target, tree)| RequiredPromises::of(target, tree, &percentages));

    let mut found = Vec::new();
    if tree.is_none() {
        found.push(AlignmentFinding::NoDependencyTree { service });
    }
    found.extend(availability.as_ref().and_then(not_carried));
    let underpinnings = underpinnings(model, agreement, &components, &promises, at);
    found.extend(findings(&customer, &underpinnings));
    for component in &components {
        if let Some(promise) = promises.get(component) {
            let promised_by = promise.agreement.provider;
            let links = links_above(model, *component, promised_by, at);
            found.extend(links.iter().filter_map(|link| link.finding(*component)));
        }
    }
    found.extend(hours_not_covered(&hours, &promises));
    let chains = Chains {
        model,
        customer: agreement,
        version,
        hours: calendar,
        promises: &promises,
        at,
    };
    let (times, chained) = chains.align(&components);
    found.extend(chained);
    let credits = credits(version, &promises);
    found.extend(credits.iter().filter_map(not_covered));

    let statuses = found.iter().map(AlignmentFinding::status);
    Some(UnderpinningReport {
        status: statuses.fold(AlignmentStatus::Aligned, AlignmentStatus::max),
        promises: promises
            .iter()
            .map(|(component, promise)| (*component, promise.into()))
            .collect(),
        components,
        availability,
        required,
        hours,
        times,
        credits,
        findings: found,
    })
}

/// The components of a tree by code: identifiers differ from one installation to the next, and the
/// order of an answer must not.
fn by_code(model: &ServiceModel, tree: &Node) -> Vec<ComponentId> {
    let mut components: Vec<ComponentId> = tree.components().into_iter().collect();
    components.sort_by_key(|id| model.components.get(id).map(|component| &component.code));
    components
}

fn hours(
    model: &ServiceModel,
    customer: &Calendar,
    components: &[ComponentId],
    promises: &Promises<'_>,
    span: Interval,
) -> HoursCoverage<ComponentId> {
    let suppliers = components.iter().filter_map(|component| {
        let calendar = promises.get(component)?.calendar(model)?;
        Some((*component, calendar))
    });
    HoursCoverage::of(span, customer, suppliers)
}

fn percentages(promises: &Promises<'_>) -> BTreeMap<ComponentId, Ratio> {
    let percentages = promises.iter().filter_map(|(component, promise)| {
        let target = promise.terms().availability_target.as_ref()?;
        Some((*component, Ratio::new(target.fraction().clone()).ok()?))
    });
    percentages.collect()
}

fn not_carried(availability: &AvailabilityAlignment) -> Option<AlignmentFinding> {
    (availability.status != AlignmentStatus::Aligned).then(|| {
        AlignmentFinding::AvailabilityNotCarried {
            status: availability.status,
            worst_gap: availability.worst_gap.clone(),
            product_gap: availability.product_gap.clone(),
        }
    })
}

fn hours_not_covered<'h>(
    hours: &'h HoursCoverage<ComponentId>,
    promises: &'h Promises<'_>,
) -> impl Iterator<Item = AlignmentFinding> + 'h {
    let uncovered = hours.uncovered_seconds.iter();
    uncovered.filter_map(|(component, uncovered_seconds)| {
        let agreement = promises.get(component)?.agreement.id;
        (*uncovered_seconds > 0).then_some(AlignmentFinding::HoursNotCovered {
            agreement,
            component: *component,
            uncovered_seconds: *uncovered_seconds,
        })
    })
}

/// The money at risk; an agreement about several components of the tree counts once.
fn credits(version: &AgreementVersion, promises: &Promises<'_>) -> Vec<CreditCover> {
    let promises = promises.values();
    let by_agreement: BTreeMap<AgreementId, _> = promises
        .filter_map(|promise| Some((promise.agreement.id, promise.terms().credits.as_ref()?)))
        .collect();
    CreditCover::of(version.terms.credits.as_ref(), by_agreement.into_values())
}

fn not_covered(cover: &CreditCover) -> Option<AlignmentFinding> {
    (cover.status() != AlignmentStatus::Aligned).then(|| AlignmentFinding::CreditsNotCovered {
        currency: cover.currency,
        uncovered_minor: cover.uncovered_minor(),
    })
}

fn underpinnings(
    model: &ServiceModel,
    customer: &Agreement,
    components: &[ComponentId],
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
            .and_then(|promise| promise.aligned_terms(model, at)),
    });
    underpinnings.collect()
}
