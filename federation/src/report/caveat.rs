//! What a reader must know beside the figures: imperfect data is said, never hidden.

use std::collections::BTreeSet;

use super::assemble::Facts;
use super::in_force::{InForce, Wanted, in_force};
use super::maintenance::WindowUse;
use crate::agreement::DegradationRule;
use crate::authority::Subject;
use crate::evaluation::Assessment;
use crate::incident::{Effect, OutageFact};
use crate::model::ServiceModel;
use crate::time::{Instant, Interval, IntervalSet};
use crate::topology::Node;
use crate::vocabulary::ComponentId;
use crate::words;

words! {
    /// What a caveat is about.
    pub enum CaveatCode {
        /// More than one agreement version was in force in the period.
        AgreementChanged = "AGREEMENT_CHANGED",
        /// For some or all of the period no agreement was in force: no agreed service time there.
        AgreementMissing = "AGREEMENT_MISSING",
        /// Too many suppliers failed in too entangled a way to count every coalition: that time is
        /// shared equally among those that made a difference.
        AttributionSimplified = "ATTRIBUTION_SIMPLIFIED",
        /// A component was in use without an agreement with the integrator.
        ComponentWithoutAgreement = "COMPONENT_WITHOUT_AGREEMENT",
        /// A supplier gives back in another currency than is owed: that is not counted against it.
        CreditCurrenciesDiffer = "CREDIT_CURRENCIES_DIFFER",
        /// Partial losses were recorded that the agreement counts as up.
        DegradationNotCounted = "DEGRADATION_NOT_COUNTED",
        /// Maintenance was planned beyond what the agreement excludes.
        MaintenanceNotExcluded = "MAINTENANCE_NOT_EXCLUDED",
        /// An outage has no end yet.
        OutageOpen = "OUTAGE_OPEN",
        /// Periods are not frozen: late or corrected data can still change their figures.
        PeriodNotFrozen = "PERIOD_NOT_FROZEN",
        /// The period is not over: the figure is what it will be if nothing more happens.
        PeriodOpen = "PERIOD_OPEN",
        /// More than one dependency tree was in force in the period.
        TopologyChanged = "TOPOLOGY_CHANGED",
        /// For some or all of the period no dependency tree was in force: no loss counts there.
        TopologyMissing = "TOPOLOGY_MISSING",
        /// The state of components was not known for some time: the figure lies between bounds.
        UnknownTime = "UNKNOWN_TIME",
    }
}

/// Something that a reader must know beside the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caveat {
    /// What it is about.
    pub code: CaveatCode,
    /// It in words.
    pub message: String,
    /// How many seconds it concerns, where that can be said.
    pub seconds: Option<i64>,
    /// The component it concerns, where it is one.
    pub component: Option<ComponentId>,
    /// What a reader must be able to read to be told.
    pub needs: Subject,
}

impl Caveat {
    /// A caveat that everyone is told who sees the figure.
    pub(super) fn new(code: CaveatCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            seconds: None,
            component: None,
            needs: Subject::ServiceReport,
        }
    }

    pub(super) fn over(mut self, seconds: i64) -> Self {
        self.seconds = Some(seconds);
        self
    }

    pub(super) fn about(mut self, component: ComponentId, needs: Subject) -> Self {
        self.component = Some(component);
        self.needs = needs;
        self
    }

    pub(super) fn for_readers_of(mut self, needs: Subject) -> Self {
        self.needs = needs;
        self
    }

    /// The caveat of a period that ends after `as_of`.
    pub(super) fn period_open(as_of: Instant, seconds_left: i64) -> Self {
        Self::new(
            CaveatCode::PeriodOpen,
            format!("The period is not over at {as_of}: the figures hold if nothing more happens."),
        )
        .over(seconds_left)
    }
}

/// The caveats that every report can have.
pub(super) fn of_figures(
    assessment: &Assessment,
    versions: &[InForce<'_>],
    windows: &[WindowUse],
    facts: Facts<'_>,
) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    let period = assessment.period;
    if facts.as_of < period.end {
        let left = Interval::new(facts.as_of.max(period.start), period.end).seconds();
        caveats.push(Caveat::period_open(facts.as_of, left));
    }
    let in_force: IntervalSet = versions.iter().map(|version| version.interval).collect();
    let missing = period.seconds() - in_force.seconds();
    if missing > 0 {
        let message = "No signed agreement is in force for some of the period: that time has no \
                       agreed service time.";
        caveats.push(Caveat::new(CaveatCode::AgreementMissing, message).over(missing));
    }
    if versions.len() > 1 {
        let message = format!(
            "{} agreement versions are in force in the period, each for its part; their targets \
             are pooled over their service time.",
            versions.len()
        );
        caveats.push(Caveat::new(CaveatCode::AgreementChanged, message));
    }
    let unknown = assessment.unknown.seconds();
    if unknown > 0 {
        let message = "The state of components was not known for some of the service time.";
        caveats.push(Caveat::new(CaveatCode::UnknownTime, message).over(unknown));
    }
    let kept: i64 = windows.iter().map(|window| window.kept_seconds).sum();
    if kept > 0 {
        let message = "Maintenance was planned that the agreement does not exclude: over the cap, \
                       announced too late, not approved, or carried by redundancy.";
        caveats.push(Caveat::new(CaveatCode::MaintenanceNotExcluded, message).over(kept));
    }
    caveats.extend(outage_caveats(assessment, versions, facts));
    caveats
}

fn outage_caveats(
    assessment: &Assessment,
    versions: &[InForce<'_>],
    facts: Facts<'_>,
) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    let in_question: BTreeSet<_> = assessment.outages.iter().map(|used| used.outage).collect();
    let in_question = |outage: &&OutageFact| in_question.contains(&outage.outage);
    let as_up = seconds_as_up(
        assessment,
        versions,
        facts.outages.iter().filter(in_question),
        facts.as_of,
    );
    if as_up > 0 {
        let message = "Partial losses were recorded that the agreement counts as up.";
        caveats.push(
            Caveat::new(CaveatCode::DegradationNotCounted, message)
                .over(as_up)
                .for_readers_of(Subject::DowntimeInterval),
        );
    }
    let open = facts.outages.iter().filter(in_question);
    let open = open.filter(|outage| outage.end.is_none() && outage.start < assessment.period.end);
    let mut open: Vec<_> = open.collect();
    open.sort_unstable_by_key(|outage| (outage.start, outage.outage));
    caveats.extend(open.into_iter().map(|outage| {
        let message = format!("The outage that began at {} has no end yet.", outage.start);
        Caveat::new(CaveatCode::OutageOpen, message).about(outage.component, Subject::Outage)
    }));
    caveats
}

/// The seconds of base with a partial loss that the version then in force counts as up. Outages that
/// overlap concern the same seconds, which count once.
fn seconds_as_up<'o>(
    assessment: &Assessment,
    versions: &[InForce<'_>],
    outages: impl Iterator<Item = &'o OutageFact>,
    as_of: Instant,
) -> i64 {
    let open_end = as_of.min(assessment.period.end);
    let partial: IntervalSet = outages
        .filter(|outage| matches!(outage.effect, Effect::Lost(loss) if !loss.is_full()))
        .map(|outage| Interval::new(outage.start, outage.end.unwrap_or(open_end)))
        .collect();
    let as_up: IntervalSet = versions
        .iter()
        .filter(|version| version.version.terms.degradation == DegradationRule::AsUp)
        .map(|version| version.interval)
        .collect();
    partial
        .intersect(&as_up)
        .intersect(assessment.service_time.base())
        .seconds()
}

/// The caveat of shares that could not be counted exactly.
pub(super) fn of_attribution(assessment: &Assessment) -> Option<Caveat> {
    let uncounted = &assessment.uncounted_seconds;
    if uncounted.is_zero() {
        return None;
    }
    let message = format!(
        "{} s of downtime had too many suppliers failing in too entangled a way to count every \
         coalition: that time is shared equally among those that made a difference.",
        uncounted.truncated(0)
    );
    Some(
        Caveat::new(CaveatCode::AttributionSimplified, message)
            .for_readers_of(Subject::DowntimeInterval),
    )
}

/// The caveats about the trees in force.
pub(super) fn of_topology(topology: &[(Interval, &Node)], period: Interval) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    let in_force: IntervalSet = topology.iter().map(|(interval, _)| *interval).collect();
    let missing = period.seconds() - in_force.seconds();
    if missing > 0 {
        let message =
            "No dependency tree is in force for some of the period: no loss counts there.";
        caveats.push(Caveat::new(CaveatCode::TopologyMissing, message).over(missing));
    }
    if topology.len() > 1 {
        let message = "More than one dependency tree is in force in the period, each for its part.";
        caveats.push(Caveat::new(CaveatCode::TopologyChanged, message));
    }
    caveats
}

/// The caveats about components that nobody promised the integrator.
pub(super) fn of_components(
    model: &ServiceModel,
    components: &BTreeSet<ComponentId>,
    period: Interval,
) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    let mut components: Vec<ComponentId> = components.iter().copied().collect();
    components.sort_by_key(|id| model.components.get(id).map(|component| &component.code));
    for component in components {
        let versions = in_force(model, Wanted::PromisedToTheIntegrator(component), period);
        let in_force: IntervalSet = versions.iter().map(|version| version.interval).collect();
        let missing = period.seconds() - in_force.seconds();
        if missing > 0 {
            let message = "No agreement with the integrator about a component is in force for some \
                           of the period.";
            caveats.push(
                Caveat::new(CaveatCode::ComponentWithoutAgreement, message)
                    .over(missing)
                    .about(component, Subject::UncoveredTime),
            );
        }
    }
    caveats
}
