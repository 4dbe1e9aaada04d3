//! Which agreement versions are in force over a stretch, and what agreed time that makes.

use chrono_tz::Tz;

use super::maintenance::{WindowUse, excluded_time};
use crate::agreement::{Agreement, AgreementSubject, AgreementVersion, Target};
use crate::evaluation::Part;
use crate::model::ServiceModel;
use crate::party::OrganizationKind;
use crate::time::{Calendar, Interval, PeriodSpec};
use crate::topology::Node;
use crate::vocabulary::{AgreementId, Code, ComponentId, OrganizationId, ServiceId};

/// An agreement version as a report used it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementUse {
    /// The agreement.
    pub agreement: AgreementId,
    /// Its code.
    pub code: Code,
    /// The number of the version.
    pub version: u32,
    /// The part of the period in which it was in force.
    pub interval: Interval,
    /// What it promised.
    pub target: Option<Target>,
    /// The code of its calendar.
    pub calendar: Code,
    /// The zone of its calendar.
    pub zone: Tz,
}

/// A version in force in a stretch, with its calendar.
#[derive(Clone, Copy, Debug)]
pub(super) struct InForce<'a> {
    pub(super) agreement: &'a Agreement,
    pub(super) version: &'a AgreementVersion,
    pub(super) code: &'a Code,
    pub(super) calendar: &'a Calendar,
    pub(super) interval: Interval,
}

/// What agreements are looked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wanted {
    /// The customer's agreements about a service.
    Service(ServiceId),
    /// One agreement, as far as it promises a component.
    Component(AgreementId, ComponentId),
    /// Whatever the integrator was promised about a component.
    PromisedToTheIntegrator(ComponentId),
}

impl Wanted {
    fn matches(self, model: &ServiceModel, agreement: &Agreement) -> bool {
        match (self, &agreement.subject) {
            (Self::Service(wanted), AgreementSubject::Service(service)) => *service == wanted,
            (Self::Component(wanted, component), AgreementSubject::Components(components)) => {
                agreement.id == wanted && components.contains(&component)
            }
            (
                Self::PromisedToTheIntegrator(component),
                AgreementSubject::Components(components),
            ) => components.contains(&component) && is_integrator(model, agreement.customer),
            _ => false,
        }
    }
}

fn is_integrator(model: &ServiceModel, organization: OrganizationId) -> bool {
    model
        .organizations
        .get(&organization)
        .is_some_and(|found| found.kind == OrganizationKind::ServiceIntegrator)
}

/// The versions in force within `span`, in time order. The catalogue keeps them apart; should two
/// overlap all the same, the one that began earlier holds until its end.
pub(super) fn in_force(model: &ServiceModel, wanted: Wanted, span: Interval) -> Vec<InForce<'_>> {
    let mut found: Vec<InForce<'_>> = model
        .agreements
        .values()
        .filter(|agreement| wanted.matches(model, agreement))
        .flat_map(|agreement| {
            agreement
                .versions
                .iter()
                .map(move |version| (agreement, version))
        })
        .filter(|(_, version)| version.binds())
        .filter_map(|(agreement, version)| {
            let calendar = model.calendars.get(&version.calendar)?;
            Some(InForce {
                agreement,
                version,
                code: &calendar.code,
                calendar: &calendar.calendar,
                interval: version.effective.within(span)?,
            })
        })
        .collect();
    found.sort_by_key(|version| (version.interval, version.version.id));
    let mut free_from = span.start;
    found.retain_mut(|version| {
        version.interval.start = version.interval.start.max(free_from);
        let kept = !version.interval.is_empty();
        if kept {
            free_from = version.interval.end;
        }
        kept
    });
    found
}

/// The stretch that `period` means under the wanted agreements: read in the zone of the first
/// version in force in it, and in UTC when none is.
pub(super) fn resolve(model: &ServiceModel, wanted: Wanted, period: PeriodSpec) -> (Interval, Tz) {
    let in_utc = period.interval(Tz::UTC);
    // A zone is at most 14 hours off UTC: look so far beyond both ends.
    let around = Interval::new(
        in_utc.start.plus_seconds(-50_400),
        in_utc.end.plus_seconds(50_400),
    );
    in_force(model, wanted, around)
        .iter()
        .map(|version| (period.interval(version.calendar.zone), version))
        .find(|(interval, version)| version.version.effective.within(*interval).is_some())
        .map_or((in_utc, Tz::UTC), |(interval, version)| {
            (interval, version.calendar.zone)
        })
}

/// The stretch that `period` means for `service`: read in the zone of its customer's agreement.
#[must_use]
pub fn stretch_of_service(
    model: &ServiceModel,
    service: ServiceId,
    period: PeriodSpec,
) -> Interval {
    resolve(model, Wanted::Service(service), period).0
}

/// The parts of the question that the versions make, with the maintenance windows that were looked
/// at. `trees` are the trees over any span that may matter.
pub(super) fn parts<'a>(
    model: &ServiceModel,
    versions: &[InForce<'a>],
    trees: &dyn Fn(Interval) -> Vec<(Interval, &'a Node)>,
) -> (Vec<Part<'a>>, Vec<WindowUse>) {
    let mut parts = Vec::with_capacity(versions.len());
    let mut windows = Vec::new();
    for version in versions {
        let (excluded, mut used) = excluded_time(model, version, trees);
        windows.append(&mut used);
        parts.push(Part {
            interval: version.interval,
            terms: &version.version.terms,
            hours: version.calendar.hours(version.interval),
            excluded,
        });
    }
    (parts, windows)
}

impl From<&InForce<'_>> for AgreementUse {
    fn from(version: &InForce<'_>) -> Self {
        Self {
            agreement: version.agreement.id,
            code: version.agreement.code.clone(),
            version: version.version.version,
            interval: version.interval,
            target: version.version.terms.availability_target.clone(),
            calendar: version.code.clone(),
            zone: version.calendar.zone,
        }
    }
}
