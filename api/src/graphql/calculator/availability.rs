//! The availability of a service end to end, from outages, hours, maintenance and a tree.

use async_graphql::{InputObject, Object, Result};
use federation::agreement::{self as agreement, Target, Terms};
use federation::evaluation::{Assessment, OutageFact, Part, Question, assess};
use federation::report::Figures;
use federation::report::explain::{self, AvailabilityPage};
use federation::time::{Instant, Interval, IntervalSet};
use federation::topology::tree_downtime;

use super::availability_facts::{
    self as facts, GivenMaintenance, GivenMaintenanceInput, GivenOutageInput, GivenSupplierInput,
    Owners,
};
use super::availability_figure::{
    CalculatedAvailability, CalculatedExclusions, CalculatedNode, CalculatedOutageUse,
    CalculatedShares, DegradationVerdicts, STRETCHES_MAX,
};
use super::calculate;
use super::given::{self, GivenCalendarInput};
use super::label::Labels;
use super::place::Place;
use super::tree::{GivenTree, GivenTreeInput};
use crate::error::Error;
use crate::graphql::model::word::{DegradationRule, MissingDataRule};
use crate::graphql::period::PeriodInput;
use crate::graphql::scalar::{DateTime, RatioInput};

/// Everything that an availability depends on. The order of the lists does not matter.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateAvailabilityInput {
    /// How the service depends on components; the same one may stand in several places.
    tree: GivenTreeInput,
    /// The period, at most ten years.
    period: PeriodInput,
    /// The zone that the period is read in; that of the calendar when absent.
    zone: Option<String>,
    /// The agreed hours; around the clock in UTC when absent.
    calendar: Option<GivenCalendarInput>,
    /// The outages, at most 1,000.
    #[graphql(default)]
    outages: Vec<GivenOutageInput>,
    /// Now, when that may lie in the period: outages without an end last until then.
    as_of: Option<DateTime>,
    /// The availability that is promised. Absent: nothing is judged.
    target: Option<RatioInput>,
    /// How a partial loss counts.
    #[graphql(default_with = "DegradationRule::AsUp")]
    degradation: DegradationRule,
    /// How unknown time counts.
    #[graphql(default_with = "MissingDataRule::Indeterminate")]
    missing_data: MissingDataRule,
    /// Which maintenance is taken out of the agreed service time. Absent: none.
    maintenance: Option<GivenMaintenanceInput>,
    /// Who delivers the components, at most 50 suppliers, to share the downtime among them.
    #[graphql(default)]
    suppliers: Vec<GivenSupplierInput>,
}

/// The input as it was read.
struct Given {
    tree: GivenTree,
    components: Labels,
    suppliers: Labels,
    owners: Owners,
    period: Interval,
    agreed: IntervalSet,
    outages: Vec<OutageFact>,
    as_of: Option<Instant>,
    target: Option<Target>,
    maintenance: GivenMaintenance,
    terms: Terms,
}

impl CalculateAvailabilityInput {
    fn read(self, at: &Place) -> Result<Given, Error> {
        let calendar = GivenCalendarInput::or_always(self.calendar, &at.field("calendar"))?;
        let zone = match self.zone {
            Some(name) => given::zone(&name, &at.field("zone"))?,
            None => calendar.zone,
        };
        let period = given::period(self.period, zone, &at.field("period"))?;
        let tree = self.tree.read_plain(&at.field("tree"))?;
        let mut components = tree.labels.clone();
        let outages = facts::outages(&self.outages, &mut components, &at.field("outages"))?;
        let suppliers_at = at.field("suppliers");
        let (suppliers, owners) = facts::suppliers(&self.suppliers, &components, &suppliers_at)?;
        let target = self
            .target
            .map(|target| given::target(&target, &at.field("target")))
            .transpose()?;
        let maintenance = match &self.maintenance {
            Some(given) => given.read(&calendar, period, zone, &at.field("maintenance"))?,
            None => GivenMaintenance::default(),
        };
        let terms = Terms {
            availability_target: target.clone(),
            degradation: facts::degradation(self.degradation),
            missing_data: facts::missing_data(self.missing_data),
            maintenance: maintenance.terms,
            ..Terms::default()
        };
        Ok(Given {
            tree,
            components,
            suppliers,
            owners,
            period,
            agreed: calendar.hours(period),
            outages,
            as_of: self.as_of.map(DateTime::instant),
            target,
            maintenance,
            terms,
        })
    }
}

impl Given {
    fn assess(&self) -> Assessment {
        assess(&Question {
            period: self.period,
            as_of: self.as_of,
            parts: vec![Part {
                interval: self.period,
                terms: &self.terms,
                hours: self.agreed.clone(),
                excluded: self.maintenance.exclusions.excluded.clone(),
            }],
            topology: vec![(self.period, &self.tree.root)],
            owners: &self.owners,
            outages: &self.outages,
            policies: agreement::AttributionPolicy::ALL,
        })
    }
}

impl CalculatedAvailability {
    fn of(input: CalculateAvailabilityInput) -> Result<Self, Error> {
        let given = input.read(&Place::input())?;
        let assessment = given.assess();
        Ok(Self::new(&given, &assessment))
    }

    fn new(given: &Given, assessment: &Assessment) -> Self {
        let time = &assessment.service_time;
        let end = given.period.end;
        let open_until = given.as_of.map_or(end, |now| now.min(end));
        let conditions = facts::conditions(&given.outages, given.terms.degradation, open_until);
        let downtime = tree_downtime(&given.tree.root, &conditions, time.base());
        let target = given.target.as_ref();
        let lost = &assessment.figure.downtime_seconds;
        let shares = assessment.shares.iter();
        let stretches = assessment.downtimes.iter().take(STRETCHES_MAX);
        let uses = assessment.outages.iter().enumerate();
        let page = explain::availability(AvailabilityPage {
            assessment,
            target,
            exclusions: &given.maintenance.exclusions,
            nodes: &downtime,
            supplier: &|id| given.suppliers.name(id),
        });
        Self {
            figure: (&Figures::from(assessment)).into(),
            promise: assessment.promise.as_ref().map(Into::into),
            verdict: assessment.verdict.map(Into::into),
            by_degradation: target
                .map(|target| DegradationVerdicts::new(&assessment.strict, target.fraction())),
            bounds: (&assessment.bounds).into(),
            exclusions: CalculatedExclusions::new(&given.maintenance.exclusions, time),
            shares: shares
                .map(|(policy, shares)| {
                    CalculatedShares::new(*policy, shares, lost, &given.suppliers)
                })
                .collect(),
            nodes: CalculatedNode::all(&downtime, &given.tree.by_node),
            all_serial_seconds: (&downtime.all_serial.to_seconds()).into(),
            naive_sum_seconds: (&downtime.naive_sum.to_seconds()).into(),
            downtimes: stretches.map(Into::into).collect(),
            outages: uses
                .map(|(index, used)| CalculatedOutageUse::new(index, used, &given.components))
                .collect(),
            explanation: (&page).into(),
        }
    }
}

/// Availability end to end.
#[derive(Default)]
pub struct Availabilities;

#[Object]
impl Availabilities {
    /// The availability of a service end to end, exactly as a report calculates it.
    async fn availability(
        &self,
        #[graphql(desc = "Tree, period, hours, outages and terms.")]
        input: CalculateAvailabilityInput,
    ) -> Result<CalculatedAvailability> {
        Ok(calculate(input, CalculatedAvailability::of).await?)
    }
}
