//! What a reader may see of a report. Everyone who sees a value sees the same value; what differs is
//! only what is visible.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::assemble::{ComponentReport, PeriodStatus, ServiceReport};
use super::budget::BudgetReport;
use super::caveat::Caveat;
use super::explanation::Explanation;
use super::in_force::AgreementUse;
use super::maintenance::WindowUse;
use super::series::{SeriesPoint, SeriesStep};
use super::trend::ServiceTrend;
use super::uncovered::UncoveredTime;
use crate::agreement::AttributionPolicy;
use crate::authority::{Extent, Reach, Role, Subject};
use crate::evaluation::{
    Assessment, Bounds, Cause, Downtime, Figure, OutageUse, Promise, StrictFigures, ToDate, Verdict,
};
use crate::incident::{MaintenanceSubject, OutageFact};
use crate::model::Service;
use crate::time::{Instant, Interval, PeriodSpec};
use crate::vocabulary::{ComponentId, OrganizationId, Rational};

/// The fewest other parties whose total may be shown: a total of one is that party's own figure.
const OTHERS_MIN: usize = 2;

/// A service report as one reader may see it. It is made field by field: what is not named here
/// does not get out.
#[derive(Clone, Debug)]
pub struct VisibleServiceReport {
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
    /// The end-to-end figures: the same for every reader, but for the promise, which is `None` for
    /// readers without the customer's agreement, and for when its breach became certain, which is
    /// also `None` for readers who do not see when the service was down.
    pub figures: Figures,
    /// The error budget; `None` without a target, and for readers without the agreement.
    pub budget: Option<BudgetReport>,
    /// The agreement versions that were in force; `None` for readers without the agreement.
    pub agreements: Option<Vec<AgreementUse>>,
    /// The agreement's own policy for sharing lost time.
    pub policy: AttributionPolicy,
    /// How lost time is shared, by each policy that was asked for.
    pub attribution: BTreeMap<AttributionPolicy, AttributionView>,
    /// When the service was down and why; `None` for suppliers.
    pub downtimes: Option<Downtimes>,
    /// The visible components, each under each agreement that promises it.
    pub components: Vec<ComponentReport>,
    /// What became of each of the outages that may be shown, by start. Their words are not here: they
    /// are looked up by identifier and revision when they are asked for.
    pub outages: Vec<(OutageFact, OutageUse)>,
    /// Downtime that no supplier's agreement covers; `None` but for the integrator and auditors.
    pub uncovered: Option<UncoveredTime>,
    /// The visible maintenance windows that were looked at.
    pub windows: Vec<WindowUse>,
    /// What the reader must know beside the figures.
    pub caveats: Vec<Caveat>,
    /// How the figure came to be, as far as the reader may see the steps.
    pub explanation: Explanation,
}

/// The figures of an assessment without what lies behind them.
#[derive(Clone, Debug)]
pub struct Figures {
    /// The stretch that they are about.
    pub interval: Interval,
    /// The figure of the full period.
    pub figure: Figure,
    /// What it lies between.
    pub bounds: Bounds,
    /// The seconds of base at which unknown time makes a difference.
    pub unknown_seconds: i64,
    /// What was promised.
    pub promise: Option<Promise>,
    /// Whether the promise was kept.
    pub verdict: Option<Verdict>,
    /// The figure so far, of an open period.
    pub to_date: Option<ToDate>,
    /// The first instant by which the promise could no longer be kept.
    pub breach_certain_at: Option<Instant>,
    /// What the losses would make under each degradation rule.
    pub strict: StrictFigures,
}

impl Figures {
    /// Takes out what was promised, and what it could be worked out from.
    fn hide_promise(&mut self) {
        self.promise = None;
        self.breach_certain_at = None;
        if let Some(to_date) = &mut self.to_date {
            to_date.breach_certain = None;
        }
    }
}

impl From<&Assessment> for Figures {
    fn from(assessment: &Assessment) -> Self {
        Self {
            interval: assessment.period,
            figure: assessment.figure.clone(),
            bounds: assessment.bounds.clone(),
            unknown_seconds: assessment.unknown.seconds(),
            promise: assessment.promise.clone(),
            verdict: assessment.verdict,
            to_date: assessment.to_date.clone(),
            breach_certain_at: assessment.breach_certain_at,
            strict: assessment.strict.clone(),
        }
    }
}

/// The shares of lost time under one policy, as one reader may see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributionView {
    /// The shares that are visible, in seconds.
    pub shares: BTreeMap<OrganizationId, Rational>,
    /// The total of the other suppliers, where only the reader's own share is visible and there are
    /// at least two others, so that no total is one party's own figure; never under FULL, which is not a sum.
    pub others: Option<Rational>,
    /// Whether the shares sum to the downtime.
    pub sums_to_downtime: bool,
}

/// The stretches of downtime of a report. What lies behind each is looked up when it is asked for:
/// most readers of a year want the figure, and not its thousand stretches.
#[derive(Clone, Debug)]
pub struct Downtimes(Assessment);

impl Downtimes {
    /// The stretches, by time.
    pub fn iter(&self) -> impl Iterator<Item = DowntimeView> + '_ {
        self.0.downtimes.iter().map(|downtime| DowntimeView {
            downtime: *downtime,
            causes: self.0.causes(downtime.interval),
        })
    }
}

/// A stretch of downtime with what lies behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DowntimeView {
    /// The stretch and what the service lost.
    pub downtime: Downtime,
    /// The outages behind it.
    pub causes: Vec<Cause>,
}

/// What `reach` may see of `report`, whose service it may see.
#[must_use]
pub fn redact(report: ServiceReport, reach: &Reach) -> VisibleServiceReport {
    let attribution = attribution(&report, reach);
    let ServiceReport {
        service,
        period,
        zone,
        status,
        as_of,
        agreements,
        assessment,
        policy,
        mut components,
        uncovered,
        mut windows,
        mut caveats,
        mut explanation,
        outages,
        owners,
    } = report;
    let sees = Sight {
        reach,
        owners: &owners,
    };
    let sees_downtimes = sees.at_all(Subject::DowntimeInterval);
    let used = outages.into_iter().zip(assessment.outages.iter().copied());
    let mut uses: Vec<(OutageFact, OutageUse)> = used
        .filter(|(fact, _)| sees.component(Subject::Outage, fact.component))
        .collect();
    uses.sort_by_key(|(fact, _)| (fact.start, fact.outage));
    let mut figures = Figures::from(&assessment);
    let sees_agreement = sees.at_all(Subject::CustomerAgreement);
    if !sees_agreement {
        figures.hide_promise();
    }
    if !sees_downtimes {
        // The instant tells when others were down.
        figures.breach_certain_at = None;
    }
    // Used up, left over and burnt down are all told against what was promised, and when.
    let shares = attribution.get(&policy).map(|view| &view.shares);
    let budget = (sees_agreement && sees_downtimes)
        .then(|| BudgetReport::of(&assessment, &agreements, zone, shares))
        .flatten();
    components.retain(|own| sees.component_report(own));
    windows.retain(|window| sees.window(window));
    caveats.retain(|caveat| sees.caveat(caveat));
    explanation
        .steps
        .retain(|step| step.needs.is_none_or(|needs| sees.at_all(needs)));
    VisibleServiceReport {
        service,
        period,
        zone,
        status,
        as_of,
        figures,
        budget,
        agreements: sees_agreement.then_some(agreements),
        policy,
        attribution,
        downtimes: sees_downtimes.then_some(Downtimes(assessment)),
        components,
        outages: uses,
        uncovered: uncovered.filter(|_| sees.at_all(Subject::UncoveredTime)),
        windows,
        caveats,
        explanation,
    }
}

/// Whether `reach` may read the availability of a service over `period`. Short stretches tell when it
/// was down, and so when others were: who may not read that reads whole months and longer.
#[must_use]
pub fn may_read_over(period: PeriodSpec, reach: &Reach) -> bool {
    let whole = match period {
        PeriodSpec::Month { .. } | PeriodSpec::Quarter { .. } | PeriodSpec::Year { .. } => true,
        PeriodSpec::Between(_) => false,
    };
    whole || reach.extent(Subject::DowntimeInterval) != Extent::Nothing
}

/// Whether `reach` may read it in steps of this length, for the same reason.
#[must_use]
pub fn may_read_series(period: PeriodSpec, by: SeriesStep, reach: &Reach) -> bool {
    let long = match by {
        SeriesStep::Month | SeriesStep::Quarter | SeriesStep::Year => true,
        SeriesStep::Day | SeriesStep::Week => false,
    };
    may_read_over(period, reach) && long
        || reach.extent(Subject::DowntimeInterval) != Extent::Nothing
}

/// What `reach` may see of the series of a service that it may see: the figures and verdicts, and the
/// promise for readers of the customer's agreement.
#[must_use]
pub fn redact_series(mut points: Vec<SeriesPoint>, reach: &Reach) -> Vec<SeriesPoint> {
    if reach.extent(Subject::CustomerAgreement) == Extent::Nothing {
        points.iter_mut().for_each(|point| point.required = None);
    }
    points
}

/// What `reach` may see of the trend of a service that it may see: where it is going, and what that
/// means for the promise for readers of the customer's agreement.
#[must_use]
pub fn redact_trend(mut trend: ServiceTrend, reach: &Reach) -> ServiceTrend {
    let sees = |subject| reach.extent(subject) != Extent::Nothing;
    if !sees(Subject::CustomerAgreement) {
        trend.required = None;
        trend.trend.forecast = None;
        let months = trend.months.iter_mut();
        months.for_each(|month| month.point.required = None);
    }
    let steps = &mut trend.explanation.steps;
    steps.retain(|step| step.needs.is_none_or(sees));
    trend.caveats.retain(|caveat| sees(caveat.needs));
    trend
}

/// What a reader sees of a report of a service that it may see.
struct Sight<'a> {
    reach: &'a Reach,
    owners: &'a BTreeMap<ComponentId, OrganizationId>,
}

impl Sight<'_> {
    fn at_all(&self, subject: Subject) -> bool {
        match self.reach.extent(subject) {
            Extent::Nothing => false,
            Extent::Own | Extent::Related | Extent::Everything => true,
        }
    }

    /// Whether what belongs to `component` is visible: to a customer everything that its service is
    /// made of, to a supplier what it delivers itself.
    fn component(&self, subject: Subject, component: ComponentId) -> bool {
        match (self.reach.extent(subject), self.reach.role()) {
            (Extent::Nothing, _) => false,
            (Extent::Everything | Extent::Related, _) => true,
            (Extent::Own, _) => {
                self.reach.organization().is_some()
                    && self.owners.get(&component).copied() == self.reach.organization()
            }
        }
    }

    /// A supplier sees its own component under an agreement that it is a party of: what its lead
    /// supplier promised about it to others is not its business.
    fn component_report(&self, report: &ComponentReport) -> bool {
        let extent = self.reach.extent(Subject::ComponentReport);
        let is_party = |id: OrganizationId| report.parties.contains(&id);
        self.component(Subject::ComponentReport, report.component.id)
            && (extent != Extent::Own || self.reach.organization().is_some_and(is_party))
    }

    fn caveat(&self, caveat: &Caveat) -> bool {
        match caveat.component {
            Some(component) => self.component(caveat.needs, component),
            None => self.at_all(caveat.needs),
        }
    }

    fn window(&self, window: &WindowUse) -> bool {
        match window.subject {
            MaintenanceSubject::Component(component) => {
                self.component(Subject::MaintenanceWindow, component)
            }
            MaintenanceSubject::Service(_) => {
                self.at_all(Subject::MaintenanceWindow) && self.reach.role() != Role::Supplier
            }
        }
    }
}

fn attribution(
    report: &ServiceReport,
    reach: &Reach,
) -> BTreeMap<AttributionPolicy, AttributionView> {
    let own_only = match reach.extent(Subject::Attribution) {
        Extent::Nothing => return BTreeMap::new(),
        Extent::Own => true,
        Extent::Related | Extent::Everything => false,
    };
    let views = report.assessment.shares.iter().map(|(policy, shares)| {
        let mut visible = shares.by_supplier.clone();
        let mut others = None;
        if own_only {
            let own = |id: &OrganizationId| Some(*id) == reach.organization();
            let others_count = visible.keys().filter(|id| !own(id)).count();
            if others_count >= OTHERS_MIN && *policy != AttributionPolicy::Full {
                let hidden = visible.iter().filter(|(id, _)| !own(id));
                others = Some(hidden.map(|(_, seconds)| seconds.clone()).sum());
            }
            visible.retain(|id, _| own(id));
        }
        let view = AttributionView {
            shares: visible,
            others,
            sums_to_downtime: *policy != AttributionPolicy::Full,
        };
        (*policy, view)
    });
    views.collect()
}
