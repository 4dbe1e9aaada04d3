//! All services of a period at once: what is left of each report for the gap finder and for the
//! integrator's own scorecard. Every report is computed from the same facts.

use std::collections::BTreeSet;

use chrono::Datelike;
use chrono_tz::Tz;

use super::alignment::month_of;
use super::assemble::{
    Facts, Needs, Selection, ServiceReport, needs_of_service, selected_service_report,
};
use super::gaps::{UnpromisedDependency, unpromised};
use super::in_force::{Wanted, in_force, resolve};
use super::maintenance::WindowUse;
use super::uncovered::UncoveredTime;
use crate::agreement::alignment::{AlignmentFinding, AlignmentStatus};
use crate::evaluation::{Verdict, underpinning};
use crate::model::ServiceModel;
use crate::party::OrganizationKind;
use crate::time::{Instant, Interval, PeriodSpec, local_date, months};
use crate::vocabulary::{AgreementId, ComponentId, OrganizationId, Rational, ServiceId};

/// What a survey keeps of a service over a period.
#[derive(Clone, Debug)]
pub struct ServiceSurvey {
    /// The service.
    pub service: ServiceId,
    /// The period as it was read.
    pub interval: Interval,
    /// The zone that it was read in.
    pub zone: Tz,
    /// Whether the promise to the customer was kept; `None` without one.
    pub verdict: Option<Verdict>,
    /// Agreed, not excluded time in seconds.
    pub base_seconds: i64,
    /// The part of it in which unknown states make a difference.
    pub unknown_seconds: i64,
    /// Downtime in seconds, weighted by loss.
    pub downtime_seconds: Rational,
    /// The part of it that no supplier's agreement covers.
    pub uncovered: UncoveredTime,
    /// The maintenance windows that were looked at under the customer's agreement.
    pub windows: Vec<WindowUse>,
    /// The calendar months of the period, cut to it.
    pub months: Vec<MonthSurvey>,
    /// The components that it depended on.
    pub components: BTreeSet<ComponentId>,
    /// Those of them that nobody promised for some of the time.
    pub unpromised: Vec<UnpromisedDependency>,
    /// What the integrator delivers itself, under its own agreements.
    pub own: Vec<OwnComponent>,
    /// The customer agreement in force at the end, against what underpins it.
    pub alignment: Option<SurveyedAlignment>,
}

/// A month of a service: what the customer and what the suppliers' agreements say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthSurvey {
    /// The month, or the part of it that lies in the period.
    pub period: PeriodSpec,
    /// The stretch that it is.
    pub interval: Interval,
    /// Whether the promise to the customer was kept; `None` without one.
    pub verdict: Option<Verdict>,
    /// Whether every promise to the integrator underneath was kept, at least one.
    pub suppliers_met: bool,
    /// How many promises to the integrator were kept.
    pub supplier_promises: usize,
    /// Downtime in seconds, weighted by loss.
    pub downtime_seconds: Rational,
    /// The part of it that no supplier's agreement covers.
    pub uncovered_seconds: Rational,
}

impl MonthSurvey {
    /// Green outside and red inside: every supplier kept its promise and the service did not.
    #[must_use]
    pub fn is_watermelon(&self) -> bool {
        self.suppliers_met && self.verdict == Some(Verdict::Breached)
    }
}

/// A component that the integrator delivers itself, under an agreement of its own: it judges itself
/// here, and so it stands apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnComponent {
    /// The component.
    pub component: ComponentId,
    /// The agreement.
    pub agreement: AgreementId,
    /// Its availability; `None` when it has no one value.
    pub availability: Option<Rational>,
    /// Downtime in seconds, weighted by loss.
    pub downtime_seconds: Rational,
    /// Whether the promise was kept; `None` without one.
    pub verdict: Option<Verdict>,
}

/// A customer agreement against what underpins it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyedAlignment {
    /// The customer agreement.
    pub agreement: AgreementId,
    /// The number of its version.
    pub version: u32,
    /// The instant that was looked at.
    pub at: Instant,
    /// Whether it is carried.
    pub status: AlignmentStatus,
    /// What does not fit.
    pub findings: Vec<AlignmentFinding>,
}

/// The facts that the survey of `services` over `period` needs.
#[must_use]
pub fn needs_of_survey(model: &ServiceModel, services: &[ServiceId], period: PeriodSpec) -> Needs {
    let mut needs = Needs {
        components: BTreeSet::new(),
        span: period.interval(Tz::UTC),
    };
    for service in services {
        let (interval, zone) = resolve(model, Wanted::Service(*service), period);
        let periods = months_of(interval, zone).into_iter().chain([period]);
        for of in periods.filter_map(|period| needs_of_service(model, *service, period)) {
            needs.components.extend(of.components);
            needs.span = Interval::new(
                needs.span.start.min(of.span.start),
                needs.span.end.max(of.span.end),
            );
        }
    }
    needs
}

/// The survey of `services` over `period`, in the order given; services that do not exist are left
/// out.
#[must_use]
pub fn survey(
    model: &ServiceModel,
    services: &[ServiceId],
    period: PeriodSpec,
    facts: Facts<'_>,
) -> Vec<ServiceSurvey> {
    let services = services.iter();
    services
        .filter_map(|service| survey_of(model, *service, period, facts))
        .collect()
}

fn survey_of(
    model: &ServiceModel,
    service: ServiceId,
    period: PeriodSpec,
    facts: Facts<'_>,
) -> Option<ServiceSurvey> {
    // Each of its many reports looks through all the facts that it is given.
    let components = needs_of_service(model, service, period)?.components;
    let of_the_service = facts.outages.iter();
    let of_the_service: Vec<_> = of_the_service
        .filter(|outage| components.contains(&outage.component))
        .cloned()
        .collect();
    let facts = Facts {
        outages: &of_the_service,
        as_of: facts.as_of,
    };
    // Nobody is blamed here, so nothing is shared.
    let selection = Selection {
        policies: BTreeSet::new(),
        own_policy: false,
        components: true,
        uncovered: true,
    };
    let report_of = |period| selected_service_report(model, service, period, facts, &selection);
    let report = report_of(period)?;
    let (interval, zone) = (report.assessment.period, report.zone);
    let months = months_of(interval, zone);
    let months = months.into_iter().filter_map(|month| {
        if month == period {
            return month_survey(model, month, &report);
        }
        month_survey(model, month, &report_of(month)?)
    });
    Some(ServiceSurvey {
        service,
        interval,
        zone,
        verdict: report.assessment.verdict,
        base_seconds: report.assessment.figure.base_seconds,
        unknown_seconds: report.assessment.unknown.seconds(),
        downtime_seconds: report.assessment.figure.downtime_seconds.clone(),
        months: months.collect(),
        unpromised: unpromised(model, service, interval),
        own: own_components(model, &report),
        alignment: alignment(model, service, interval, facts.as_of),
        uncovered: report.uncovered?,
        windows: report.windows,
        components,
    })
}

/// The calendar months of `zone` in `interval`: whole ones as months, the others cut to it.
fn months_of(interval: Interval, zone: Tz) -> Vec<PeriodSpec> {
    let cut = |month: Interval| {
        let inside = month.intersect(interval)?;
        if inside != month {
            return Some(PeriodSpec::Between(inside));
        }
        let date = local_date(zone, month.start);
        Some(PeriodSpec::Month {
            year: date.year(),
            month: date.month(),
        })
    };
    months(interval, zone).into_iter().filter_map(cut).collect()
}

fn month_survey(
    model: &ServiceModel,
    period: PeriodSpec,
    report: &ServiceReport,
) -> Option<MonthSurvey> {
    let to_the_integrator = |[_, customer]: [OrganizationId; 2]| is_integrator(model, customer);
    let promised = report
        .components
        .iter()
        .filter(|own| to_the_integrator(own.parties));
    let verdicts: Vec<Verdict> = promised.filter_map(|own| own.assessment.verdict).collect();
    let kept = verdicts.iter().filter(|of| **of == Verdict::Met).count();
    let open = verdicts
        .iter()
        .any(|of| matches!(of, Verdict::Breached | Verdict::Indeterminate));
    Some(MonthSurvey {
        period,
        interval: report.assessment.period,
        verdict: report.assessment.verdict,
        suppliers_met: kept > 0 && !open,
        supplier_promises: kept,
        downtime_seconds: report.assessment.figure.downtime_seconds.clone(),
        uncovered_seconds: report.uncovered.as_ref()?.downtime_seconds.clone(),
    })
}

fn is_integrator(model: &ServiceModel, organization: OrganizationId) -> bool {
    let organization = model.organizations.get(&organization);
    organization.is_some_and(|found| found.kind == OrganizationKind::ServiceIntegrator)
}

fn own_components(model: &ServiceModel, report: &ServiceReport) -> Vec<OwnComponent> {
    let own = report
        .components
        .iter()
        .filter(|own| is_integrator(model, own.component.supplier));
    own.map(|own| OwnComponent {
        component: own.component.id,
        agreement: own.agreement,
        availability: own.assessment.figure.availability.clone(),
        downtime_seconds: own.assessment.figure.downtime_seconds.clone(),
        verdict: own.assessment.verdict,
    })
    .collect()
}

/// The customer agreement in force at the last second of the interval that has begun.
fn alignment(
    model: &ServiceModel,
    service: ServiceId,
    interval: Interval,
    as_of: Instant,
) -> Option<SurveyedAlignment> {
    let last = interval.end.plus_seconds(-1);
    let at = last.min(as_of).max(interval.start);
    let second = Interval::new(at, at.plus_seconds(1));
    let found = in_force(model, Wanted::Service(service), second);
    let found = found.first()?;
    let month = month_of(at, found.calendar.zone).interval(found.calendar.zone);
    let report = underpinning(model, found.agreement, found.version, at, month)?;
    Some(SurveyedAlignment {
        agreement: found.agreement.id,
        version: found.version.version,
        at,
        status: report.status,
        findings: report.findings,
    })
}
