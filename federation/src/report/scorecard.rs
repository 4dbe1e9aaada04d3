//! The integrator's own scorecard: whoever measures everyone is measured too. What no data are kept
//! for says so, and is never shown as good.

use std::collections::BTreeSet;

use super::explanation::{Explanation, Unit};
use super::survey::{OwnComponent, ServiceSurvey};
use crate::agreement::WindowStatus;
use crate::agreement::alignment::AlignmentStatus;
use crate::evaluation::Verdict;
use crate::model::ServiceModel;
use crate::party::OrganizationKind;
use crate::time::{Instant, PeriodSpec};
use crate::vocabulary::{ComponentId, MaintenanceWindowId, Ratio, Rational, ServiceId};
use crate::words;

words! {
    /// What of the integrator is measured.
    pub enum IntegratorMeasure {
        /// Services whose promise to the customer was kept, of those judged.
        ServicesMet = "SERVICES_MET",
        /// Services whose promise was not kept, of those judged.
        ServicesBreached = "SERVICES_BREACHED",
        /// Services of which unknown time decides, of those judged.
        ServicesIndeterminate = "SERVICES_INDETERMINATE",
        /// Seconds of downtime that no agreement covers, of all downtime.
        UnownedDowntime = "UNOWNED_DOWNTIME",
        /// Dependencies that nobody promised for some of the period, of all dependencies.
        DependenciesWithoutAgreement = "DEPENDENCIES_WITHOUT_AGREEMENT",
        /// Customer agreements that the agreements underneath carry, of all in force.
        AgreementsAligned = "AGREEMENTS_ALIGNED",
        /// Customer agreements that are carried only if things fall favourably, of all in force.
        AgreementsAtRisk = "AGREEMENTS_AT_RISK",
        /// Customer agreements that are not carried, of all in force.
        AgreementsMisaligned = "AGREEMENTS_MISALIGNED",
        /// Months of services with every supplier green and the service red, of all months judged.
        WatermelonPeriods = "WATERMELON_PERIODS",
        /// Maintenance windows that were not excluded because they were notified too late, of all
        /// that were looked at.
        MaintenanceNotifiedLate = "MAINTENANCE_NOTIFIED_LATE",
        /// Seconds of service time in which unknown states make a difference, of all service time.
        UnknownTime = "UNKNOWN_TIME",
        /// Components that the integrator delivers itself, of all that services depend on: there it
        /// judges itself.
        OwnComponents = "OWN_COMPONENTS",
        /// Tickets that went to the right supplier at first, of all.
        RoutingAccuracy = "ROUTING_ACCURACY",
        /// How long handoffs wait at the integrator.
        HandoffLatency = "HANDOFF_LATENCY",
        /// How long disputes have been open.
        DisputeAgeing = "DISPUTE_AGEING",
    }
}

words! {
    /// Whether a measure has a value.
    pub enum MeasureState {
        /// It has one.
        Ok = "OK",
        /// The data for it are missing.
        NoData = "NO_DATA",
    }
}

/// One measure of the integrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScorecardMeasure {
    /// What is measured.
    pub measure: IntegratorMeasure,
    /// Whether it has a value.
    pub state: MeasureState,
    /// Numerator / denominator; `None` without data.
    pub value: Option<Ratio>,
    /// What is counted; `None` without data.
    pub numerator: Option<Rational>,
    /// What it is counted out of; `None` without data.
    pub denominator: Option<Rational>,
    /// What numerator and denominator count.
    pub unit: Unit,
    /// What the value should be; `None` where nothing is asked.
    pub target: Option<Ratio>,
    /// Which data are missing; `None` when none are.
    pub missing: Option<&'static str>,
    /// How it came to be.
    pub explanation: Explanation,
}

/// How well the integrator itself did in a period.
#[derive(Clone, Debug)]
pub struct IntegratorScorecard {
    /// The period asked for.
    pub period: PeriodSpec,
    /// Now, when it was computed.
    pub as_of: Instant,
    /// How many services were looked at.
    pub services: usize,
    /// Every measure, in the order of [`IntegratorMeasure`].
    pub measures: Vec<ScorecardMeasure>,
    /// What the integrator delivers itself, each component under each of its agreements once, with
    /// the service it was met in first.
    pub own_components: Vec<(ServiceId, OwnComponent)>,
}

impl IntegratorScorecard {
    /// The scorecard over the surveys of all services.
    #[must_use]
    pub fn of(
        model: &ServiceModel,
        surveys: &[ServiceSurvey],
        period: PeriodSpec,
        as_of: Instant,
    ) -> Self {
        let count = Count { model, surveys };
        let measures = IntegratorMeasure::ALL.iter();
        Self {
            period,
            as_of,
            services: surveys.len(),
            measures: measures.map(|measure| count.measure(*measure)).collect(),
            own_components: count.own_components(),
        }
    }
}

struct Count<'a> {
    model: &'a ServiceModel,
    surveys: &'a [ServiceSurvey],
}

/// A part of a whole, what both count, and where they are from.
struct Part {
    numerator: Rational,
    denominator: Rational,
    unit: Unit,
    source: &'static str,
}

impl Part {
    fn counted(numerator: usize, denominator: usize, source: &'static str) -> Self {
        Self {
            numerator: Rational::whole(numerator),
            denominator: Rational::whole(denominator),
            unit: Unit::Count,
            source,
        }
    }
}

impl Count<'_> {
    fn measure(&self, measure: IntegratorMeasure) -> ScorecardMeasure {
        use IntegratorMeasure as Of;
        let no_tickets = "no tickets are stored: who they were offered to first is not known";
        let no_handoffs = "no handoffs are stored: how long they waited is not known";
        let no_disputes = "no disputes are stored: how long they are open is not known";
        let part = match measure {
            Of::ServicesMet => self.judged(Verdict::Met),
            Of::ServicesBreached => self.judged(Verdict::Breached),
            Of::ServicesIndeterminate => self.judged(Verdict::Indeterminate),
            Of::UnownedDowntime => self.unowned(),
            Of::DependenciesWithoutAgreement => self.dependencies(),
            Of::AgreementsAligned => self.aligned(AlignmentStatus::Aligned),
            Of::AgreementsAtRisk => self.aligned(AlignmentStatus::AtRisk),
            Of::AgreementsMisaligned => self.aligned(AlignmentStatus::Misaligned),
            Of::WatermelonPeriods => self.watermelons(),
            Of::MaintenanceNotifiedLate => self.maintenance(),
            Of::UnknownTime => self.unknown(),
            Of::OwnComponents => self.own(),
            Of::RoutingAccuracy => return without_data(measure, no_tickets),
            Of::HandoffLatency => return without_data(measure, no_handoffs),
            Of::DisputeAgeing => return without_data(measure, no_disputes),
        };
        stated(measure, part)
    }

    fn judged(&self, wanted: Verdict) -> Part {
        let verdicts = self.surveys.iter().filter_map(|survey| survey.verdict);
        let judged: Vec<Verdict> = verdicts
            .filter(|verdict| {
                matches!(
                    verdict,
                    Verdict::Met | Verdict::Breached | Verdict::Indeterminate
                )
            })
            .collect();
        let counted = judged.iter().filter(|verdict| **verdict == wanted).count();
        Part::counted(counted, judged.len(), "verdicts of the services")
    }

    fn unowned(&self) -> Part {
        let surveys = self.surveys.iter();
        Part {
            numerator: surveys
                .clone()
                .map(|survey| survey.uncovered.downtime_seconds.clone())
                .sum(),
            denominator: surveys.map(|survey| survey.downtime_seconds.clone()).sum(),
            unit: Unit::Seconds,
            source: "downtimes of the services, and the supplier agreements in force then",
        }
    }

    fn dependencies(&self) -> Part {
        let unpromised = self.surveys.iter().map(|survey| {
            let components = survey.unpromised.iter().map(|of| of.component);
            components.collect::<BTreeSet<ComponentId>>().len()
        });
        let all = self.surveys.iter().map(|survey| survey.components.len());
        let source = "dependency trees, and the supplier agreements in force then";
        Part::counted(unpromised.sum(), all.sum(), source)
    }

    fn aligned(&self, wanted: AlignmentStatus) -> Part {
        let alignments = self.surveys.iter().filter_map(|of| of.alignment.as_ref());
        let counted = alignments.clone().filter(|of| of.status == wanted).count();
        let source = "customer agreements in force at the end of the period, aligned";
        Part::counted(counted, alignments.count(), source)
    }

    fn watermelons(&self) -> Part {
        let months = self.surveys.iter().flat_map(|survey| &survey.months);
        let judged = months.filter(|month| month.verdict.is_some());
        let red_inside = judged.clone().filter(|month| month.is_watermelon()).count();
        let source = "verdicts of the services and of the agreements underneath, by month";
        Part::counted(red_inside, judged.count(), source)
    }

    fn maintenance(&self) -> Part {
        let windows = self.surveys.iter().flat_map(|survey| &survey.windows);
        let late = windows
            .clone()
            .filter(|window| window.status == WindowStatus::LateNotice);
        let each_once = |windows: &mut dyn Iterator<Item = MaintenanceWindowId>| {
            windows.collect::<BTreeSet<MaintenanceWindowId>>().len()
        };
        Part::counted(
            each_once(&mut late.map(|window| window.window)),
            each_once(&mut windows.map(|window| window.window)),
            "maintenance windows under the customer agreements",
        )
    }

    fn unknown(&self) -> Part {
        let unknown: i64 = self.surveys.iter().map(|of| of.unknown_seconds).sum();
        let base: i64 = self.surveys.iter().map(|of| of.base_seconds).sum();
        Part {
            numerator: Rational::whole(unknown),
            denominator: Rational::whole(base),
            unit: Unit::Seconds,
            source: "unknown stretches of the services in their service time",
        }
    }

    fn own(&self) -> Part {
        let components = self.surveys.iter().flat_map(|survey| &survey.components);
        let components: BTreeSet<ComponentId> = components.copied().collect();
        let own = components.iter().filter(|id| self.is_own(**id)).count();
        let source = "dependency trees of the services";
        Part::counted(own, components.len(), source)
    }

    fn is_own(&self, component: ComponentId) -> bool {
        let component = self.model.components.get(&component);
        component
            .and_then(|component| self.model.organizations.get(&component.supplier))
            .is_some_and(|supplier| supplier.kind == OrganizationKind::ServiceIntegrator)
    }

    fn own_components(&self) -> Vec<(ServiceId, OwnComponent)> {
        let mut met = BTreeSet::new();
        let own = self
            .surveys
            .iter()
            .flat_map(|survey| survey.own.iter().map(move |own| (survey.service, own)));
        own.filter(|(_, own)| met.insert((own.component, own.agreement)))
            .map(|(service, own)| (service, own.clone()))
            .collect()
    }
}

/// What is asked of the integrator: every supplier under an agreement that fits (ISO/IEC 20000-1,
/// 8.3.4), and so no downtime and no month that nobody answers for.
fn target(measure: IntegratorMeasure) -> Option<Ratio> {
    use IntegratorMeasure as Of;
    match measure {
        Of::UnownedDowntime
        | Of::DependenciesWithoutAgreement
        | Of::AgreementsMisaligned
        | Of::WatermelonPeriods => Some(Ratio::none()),
        Of::ServicesMet
        | Of::ServicesBreached
        | Of::ServicesIndeterminate
        | Of::AgreementsAligned
        | Of::AgreementsAtRisk
        | Of::MaintenanceNotifiedLate
        | Of::UnknownTime
        | Of::OwnComponents
        | Of::RoutingAccuracy
        | Of::HandoffLatency
        | Of::DisputeAgeing => None,
    }
}

fn stated(measure: IntegratorMeasure, part: Part) -> ScorecardMeasure {
    let Part {
        numerator,
        denominator,
        unit,
        source,
    } = part;
    let share = numerator.checked_div(&denominator);
    let Some(value) = share.and_then(|share| Ratio::new(share).ok()) else {
        return without_data(
            measure,
            "there was nothing in the period to count it out of",
        );
    };
    let shown = |value: &Rational| value.truncated(if unit == Unit::Count { 0 } else { 6 });
    ScorecardMeasure {
        measure,
        state: MeasureState::Ok,
        explanation: Explanation::by("value = numerator / denominator")
            .step("numerator", shown(&numerator), unit, source)
            .step("denominator", shown(&denominator), unit, source)
            .step("value", &value, Unit::Percent, "formula"),
        value: Some(value),
        numerator: Some(numerator),
        denominator: Some(denominator),
        unit,
        target: target(measure),
        missing: None,
    }
}

fn without_data(measure: IntegratorMeasure, missing: &'static str) -> ScorecardMeasure {
    ScorecardMeasure {
        measure,
        state: MeasureState::NoData,
        value: None,
        numerator: None,
        denominator: None,
        unit: Unit::Count,
        target: target(measure),
        missing: Some(missing),
        explanation: Explanation::by("value = numerator / denominator").step(
            "value",
            MeasureState::NoData,
            Unit::Word,
            missing,
        ),
    }
}
