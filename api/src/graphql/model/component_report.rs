//! A component under its supplier's own agreement.

use async_graphql::{Enum, SimpleObject};
use federation::report::{self as domain, Figures};

use super::budget::ErrorBudget;
use super::component::Component;
use super::explanation::{Caveat, Explanation};
use super::figure::{AvailabilityFigure, Promise, Verdict};
use crate::graphql::scalar::{DateTime, TimeInterval};

/// How settled the report of a period is.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodStatus {
    /// The period is not over.
    Open,
    /// The period is over; late or corrected data can still change its report.
    Provisional,
}

impl From<domain::PeriodStatus> for PeriodStatus {
    fn from(status: domain::PeriodStatus) -> Self {
        match status {
            domain::PeriodStatus::Open => Self::Open,
            domain::PeriodStatus::Provisional => Self::Provisional,
        }
    }
}

/// The period of a report.
#[derive(Clone, Debug, SimpleObject)]
pub struct Period {
    /// As it was asked for: `2026-04`, `2026-Q2`, `2026`, or `start/end`.
    label: String,
    /// The IANA time zone that it was read in: the agreement's.
    zone: String,
    /// The stretch that it is.
    interval: TimeInterval,
}

impl Period {
    /// A period as it was read.
    pub fn new(
        spec: federation::time::PeriodSpec,
        zone: chrono_tz::Tz,
        interval: federation::time::Interval,
    ) -> Self {
        Self {
            label: spec.to_string(),
            zone: zone.name().to_owned(),
            interval: interval.into(),
        }
    }
}

/// An agreement version that a report used.
#[derive(Clone, Debug, SimpleObject)]
pub struct AgreementUse {
    /// The code of the agreement.
    code: String,
    /// The number of the version.
    version: u32,
    /// The part of the period in which it was in force.
    interval: TimeInterval,
    /// The code of its calendar.
    calendar: String,
}

impl From<&domain::AgreementUse> for AgreementUse {
    fn from(used: &domain::AgreementUse) -> Self {
        let domain::AgreementUse {
            agreement: _,
            code,
            version,
            interval,
            target: _,
            calendar,
            zone: _,
        } = used;
        Self {
            code: code.to_string(),
            version: *version,
            interval: (*interval).into(),
            calendar: calendar.to_string(),
        }
    }
}

/// One component judged under one supplier agreement. Seen by the integrator, auditors, and the
/// supplier that delivers the component, if it is a party of the agreement.
#[derive(Clone, Debug, SimpleObject)]
pub struct ComponentReport {
    /// The component.
    component: Component,
    /// The period, read in the zone of this agreement.
    period: Period,
    /// How settled the report is.
    status: PeriodStatus,
    /// Now, when it was computed.
    as_of: DateTime,
    /// The versions of the agreement that were in force.
    agreements: Vec<AgreementUse>,
    /// The availability of the component alone.
    availability: AvailabilityFigure,
    /// What was promised. Null when the agreement has no target.
    promise: Option<Promise>,
    /// Whether the promise was kept. Null without one.
    verdict: Option<Verdict>,
    /// What the promise allows to be lost, and what of it is used. Null without a target.
    error_budget: Option<ErrorBudget>,
    /// What a reader must know beside the figures.
    caveats: Vec<Caveat>,
    /// How the figure came to be.
    explanation: Explanation,
}

impl From<domain::ComponentReport> for ComponentReport {
    fn from(report: domain::ComponentReport) -> Self {
        let error_budget = report.budget().map(ErrorBudget);
        let domain::ComponentReport {
            component,
            agreement: _,
            parties: _,
            period,
            zone,
            status,
            as_of,
            agreements,
            assessment,
            windows,
            caveats,
            explanation,
            outages,
        } = report;
        let figures = Figures::from(&assessment);
        let used = outages.into_iter().zip(assessment.outages).collect();
        Self {
            component: component.into(),
            period: Period::new(period, zone, figures.interval),
            status: status.into(),
            as_of: as_of.into(),
            agreements: agreements.iter().map(Into::into).collect(),
            availability: (&figures).into(),
            promise: figures.promise.as_ref().map(Into::into),
            verdict: figures.verdict.map(Into::into),
            error_budget,
            caveats: caveats.iter().map(Into::into).collect(),
            explanation: Explanation::new(&explanation, used, &windows),
        }
    }
}
