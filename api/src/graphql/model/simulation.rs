//! Reports as they are and as they would have been.

use async_graphql::{ComplexObject, Context, Enum, Result, SimpleObject};
use federation::report::simulation as domain;
use federation::vocabulary::{OrganizationId, Rational};

use super::component_report::ComponentReport;
use super::explanation::Calculation;
use super::figure::Verdict;
use super::organization::Organization;
use super::problem::Problem;
use super::service::Service;
use super::service_report::ServiceReport;
use crate::graphql::loader;
use crate::graphql::scalar::RationalNumber;
use crate::workflow::simulation::Simulated;

/// An end-to-end report as it is, and as it would have been under a scenario: the same facts, the
/// same engine. Nothing is stored. Each report shows what the reader may see of any report.
#[derive(SimpleObject)]
pub struct ServiceSimulation {
    /// As it is. Null when the scenario has problems.
    before: Option<ServiceReport>,
    /// As it would have been. Null when the scenario has problems.
    after: Option<ServiceReport>,
    /// The report after less the report before, of what the reader sees of both. Null when the
    /// scenario has problems.
    difference: Option<ReportDifference>,
    /// What was assumed, in words, in the order in which it was applied.
    changes: Vec<ScenarioChange>,
    /// How the difference came to be. Null when the scenario has problems.
    explanation: Option<Calculation>,
    /// What is wrong with the scenario, each with the way to it. Empty when it was simulated.
    problems: Vec<Problem>,
}

/// A component's report as it is, and as it would have been under a scenario: the same facts, the
/// same engine. Nothing is stored.
#[derive(SimpleObject)]
pub struct ComponentSimulation {
    /// As it is. Null when the scenario has problems.
    before: Option<ComponentReport>,
    /// As it would have been. Null when the scenario has problems.
    after: Option<ComponentReport>,
    /// The report after less the report before. Null when the scenario has problems.
    difference: Option<ReportDifference>,
    /// What was assumed, in words, in the order in which it was applied.
    changes: Vec<ScenarioChange>,
    /// How the difference came to be. Null when the scenario has problems.
    explanation: Option<Calculation>,
    /// What is wrong with the scenario, each with the way to it. Empty when it was simulated.
    problems: Vec<Problem>,
}

impl ServiceSimulation {
    /// What became of simulating `service`.
    pub fn new(
        service: &Service,
        simulated: Result<
            Simulated<federation::report::VisibleServiceReport>,
            Vec<federation::vocabulary::Problem>,
        >,
    ) -> Self {
        match simulated {
            Ok(Simulated {
                before,
                after,
                difference,
                changes,
                explanation,
            }) => Self {
                before: Some(ServiceReport::new(service.clone(), before)),
                after: Some(ServiceReport::new(service.clone(), after)),
                difference: Some((&difference).into()),
                changes: changes.into_iter().map(Into::into).collect(),
                explanation: Some((&explanation).into()),
                problems: Vec::new(),
            },
            Err(problems) => Self {
                before: None,
                after: None,
                difference: None,
                changes: Vec::new(),
                explanation: None,
                problems: problems.into_iter().map(Into::into).collect(),
            },
        }
    }
}

impl ComponentSimulation {
    /// What became of simulating a component.
    pub fn new(
        simulated: Result<
            Simulated<federation::report::ComponentReport>,
            Vec<federation::vocabulary::Problem>,
        >,
    ) -> Self {
        match simulated {
            Ok(Simulated {
                before,
                after,
                difference,
                changes,
                explanation,
            }) => Self {
                before: Some(before.into()),
                after: Some(after.into()),
                difference: Some((&difference).into()),
                changes: changes.into_iter().map(Into::into).collect(),
                explanation: Some((&explanation).into()),
                problems: Vec::new(),
            },
            Err(problems) => Self {
                before: None,
                after: None,
                difference: None,
                changes: Vec::new(),
                explanation: None,
                problems: problems.into_iter().map(Into::into).collect(),
            },
        }
    }
}

/// The report under a scenario less the report as it is.
#[derive(Clone, Debug, SimpleObject)]
pub struct ReportDifference {
    /// Of the availability, in percentage points. Null unless both have a value.
    availability_points: Option<RationalNumber>,
    /// Of the availability if all unknown time was down, in percentage points. Null unless both have
    /// a value.
    lower_points: Option<RationalNumber>,
    /// Of the availability if all unknown time was up, in percentage points. Null unless both have a
    /// value.
    upper_points: Option<RationalNumber>,
    /// Of the agreed service time, in seconds.
    agreed_seconds: i64,
    /// Of the excluded time, in seconds.
    excluded_seconds: i64,
    /// Of the agreed service time less exclusions, in seconds.
    base_seconds: i64,
    /// Of the downtime, in seconds.
    downtime_seconds: RationalNumber,
    /// Of the number of breaks.
    breaks: i64,
    /// The verdict as it is. Null without a promise.
    verdict_before: Option<Verdict>,
    /// The verdict under the scenario. Null without a promise.
    verdict_after: Option<Verdict>,
    /// The suppliers' shares of the downtime that the reader may see, each report by its own policy.
    /// Empty for a component.
    shares: Vec<ShareDifference>,
    /// Of the error budget, in seconds. Null unless both have one that the reader may see.
    budget_seconds: Option<RationalNumber>,
    /// Of what is left of it, in seconds. Null unless both have one that the reader may see.
    budget_remaining_seconds: Option<RationalNumber>,
    /// Whether anything of this is different.
    differs: bool,
}

impl From<&domain::ReportDifference> for ReportDifference {
    fn from(difference: &domain::ReportDifference) -> Self {
        let differs = !difference.is_nothing();
        let domain::ReportDifference {
            availability,
            lower,
            upper,
            agreed_seconds,
            excluded_seconds,
            base_seconds,
            downtime_seconds,
            breaks,
            verdict_before,
            verdict_after,
            shares,
            budget_seconds,
            budget_remaining_seconds,
        } = difference;
        let points = |fraction: &Option<Rational>| {
            let points = fraction.as_ref()?.clone() * Rational::whole(100);
            Some((&points).into())
        };
        let seconds = |seconds: &Option<Rational>| seconds.as_ref().map(Into::into);
        Self {
            availability_points: points(availability),
            lower_points: points(lower),
            upper_points: points(upper),
            agreed_seconds: *agreed_seconds,
            excluded_seconds: *excluded_seconds,
            base_seconds: *base_seconds,
            downtime_seconds: downtime_seconds.into(),
            breaks: *breaks,
            verdict_before: verdict_before.map(Into::into),
            verdict_after: verdict_after.map(Into::into),
            shares: shares.iter().map(Into::into).collect(),
            budget_seconds: seconds(budget_seconds),
            budget_remaining_seconds: seconds(budget_remaining_seconds),
            differs,
        }
    }
}

/// One supplier's share of the downtime, as it is and under the scenario.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct ShareDifference {
    /// As it is, in seconds.
    before_seconds: RationalNumber,
    /// Under the scenario, in seconds.
    after_seconds: RationalNumber,
    /// Under the scenario less as it is, in seconds.
    seconds: RationalNumber,
    #[graphql(skip)]
    supplier: OrganizationId,
}

impl From<&domain::ShareDifference> for ShareDifference {
    fn from(share: &domain::ShareDifference) -> Self {
        let seconds = share.seconds();
        let domain::ShareDifference {
            supplier,
            before,
            after,
        } = share;
        Self {
            before_seconds: before.into(),
            after_seconds: after.into(),
            seconds: (&seconds).into(),
            supplier: *supplier,
        }
    }
}

#[ComplexObject]
impl ShareDifference {
    /// The supplier.
    async fn supplier(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        loader::organization(ctx, self.supplier).await
    }
}

/// One assumption of a scenario.
#[derive(Clone, Debug, SimpleObject)]
pub struct ScenarioChange {
    /// What it is about.
    assumption: Assumption,
    /// It in words, for people; may change.
    text: String,
}

impl From<domain::ScenarioChange> for ScenarioChange {
    fn from(change: domain::ScenarioChange) -> Self {
        let domain::ScenarioChange { assumption, text } = change;
        Self {
            assumption: assumption.into(),
            text,
        }
    }
}

/// What an assumption of a scenario is about.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assumption {
    /// Which version of an agreement is in force.
    AgreementVersion,
    /// How lost time is shared.
    AttributionPolicy,
    /// The availability that is promised.
    AvailabilityTarget,
    /// The agreed hours.
    Calendar,
    /// Which components the tree holds.
    Components,
    /// How a partial loss counts.
    Degradation,
    /// Which maintenance is excluded.
    Exclusions,
    /// How unknown time counts.
    MissingData,
    /// Which outages there were.
    Outages,
    /// The dependency tree.
    Topology,
}

impl From<domain::Assumption> for Assumption {
    fn from(assumption: domain::Assumption) -> Self {
        use domain::Assumption as Domain;
        match assumption {
            Domain::AgreementVersion => Self::AgreementVersion,
            Domain::AttributionPolicy => Self::AttributionPolicy,
            Domain::AvailabilityTarget => Self::AvailabilityTarget,
            Domain::Calendar => Self::Calendar,
            Domain::Components => Self::Components,
            Domain::Degradation => Self::Degradation,
            Domain::Exclusions => Self::Exclusions,
            Domain::MissingData => Self::MissingData,
            Domain::Outages => Self::Outages,
            Domain::Topology => Self::Topology,
        }
    }
}
