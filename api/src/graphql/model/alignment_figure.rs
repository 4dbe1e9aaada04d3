//! The figures of an alignment: percentages, hours, times and money on both sides.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use federation::agreement::alignment as domain;
use federation::evaluation::{ChainLink, ComponentPromise, TimeAlignment, UnderpinningReport};
use federation::vocabulary::{AgreementId, ComponentId, OrganizationId, Rational};

use super::agreement::Agreement;
use super::alignment::agreement_by_id;
use super::component::Component;
use super::explanation::Calculation;
use super::organization::Organization;
use super::word::AlignmentStatus;
use crate::graphql::loader;
use crate::graphql::scalar::{BigInt, DateTime, Ratio, RationalNumber};

/// What the suppliers' promised percentages make of the customer's target.
#[derive(Clone, Debug, SimpleObject)]
pub struct AlignmentAvailability {
    /// ALIGNED when the worst case reaches the target, AT_RISK when only the product does.
    status: AlignmentStatus,
    /// The availability if every promise is just kept and failures fall as badly as they can: the
    /// sharp Frechet bound of the tree.
    worst: Ratio,
    /// The availability if every promise is just kept and failures are independent: a FORECAST. Null
    /// when a promise is missing.
    product: Option<Ratio>,
    /// How far the worst case is below the target; 0 when it is not.
    worst_gap: Ratio,
    /// How far the product is below the target; 0 when it is not. Null without a product.
    product_gap: Option<Ratio>,
    /// That gap in seconds of the customer's agreed hours in the period.
    product_gap_seconds: Option<RationalNumber>,
    /// The smallest promise with six decimals in percent that, made about every component alike,
    /// reaches the target however badly failures fall. Null for a tree of more than 100 components.
    required_of_all_worst: Option<Ratio>,
    /// The same if failures are independent. Null too when too many components stand in the tree more
    /// than once for working that out.
    required_of_all_product: Option<Ratio>,
    /// How the percentages came to be.
    explanation: Calculation,
}

impl AlignmentAvailability {
    /// The figures with what would be required.
    pub fn new(
        availability: &domain::AvailabilityAlignment,
        required: Option<&domain::RequiredPromises>,
        explanation: &federation::report::Explanation,
    ) -> Self {
        let domain::AvailabilityAlignment {
            worst,
            product,
            status,
            worst_gap,
            product_gap,
            product_gap_seconds,
            unpromised: _,
        } = availability;
        let of_all = required.map(|required| &required.of_all);
        let ratio = |value: &Option<Rational>| value.as_ref().map(Into::into);
        Self {
            status: (*status).into(),
            worst: worst.into(),
            product: ratio(product),
            worst_gap: worst_gap.into(),
            product_gap: ratio(product_gap),
            product_gap_seconds: product_gap_seconds.as_ref().map(Into::into),
            required_of_all_worst: of_all.and_then(|of| percent(of.worst.as_ref())),
            required_of_all_product: of_all.and_then(|of| percent(of.product.as_ref())),
            explanation: explanation.into(),
        }
    }
}

fn percent(ratio: Option<&federation::vocabulary::Ratio>) -> Option<Ratio> {
    ratio.map(|ratio| ratio.fraction().into())
}

/// A component of the service with what it is promised with, and what would be required.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct AlignmentComponent {
    /// The number of the version in force of the agreement that promises it to the integrator. Null
    /// without one.
    version: Option<u32>,
    /// The availability that it is promised with. Null when it is promised none.
    availability: Option<Ratio>,
    /// The smallest promise with six decimals in percent about this component alone, the others
    /// staying as promised, that reaches the target however badly failures fall. Null when no promise
    /// about it alone is enough, and for a tree of more than 100 components.
    required_worst: Option<Ratio>,
    /// The same if failures are independent. Null too when too many components stand in the tree more
    /// than once for working that out.
    required_product: Option<Ratio>,
    /// The seconds of the customer's agreed hours in the period outside the hours of its agreement.
    /// Null without an agreement.
    uncovered_seconds: Option<i64>,
    #[graphql(skip)]
    component_id: ComponentId,
    #[graphql(skip)]
    agreement_id: Option<AgreementId>,
}

impl AlignmentComponent {
    /// The components of an alignment, by code.
    pub fn of(report: &UnderpinningReport) -> Vec<Self> {
        let components = report.components.iter();
        components
            .map(|component| {
                let promise: Option<&ComponentPromise> = report.promises.get(component);
                let required = report.required.as_ref();
                let required = required.and_then(|required| required.by_component.get(component));
                let target = promise.and_then(|promise| promise.availability.as_ref());
                let mut hours = report.hours.uncovered_seconds.iter();
                let hours = hours.find(|(id, _)| id == component);
                Self {
                    version: promise.map(|promise| promise.version),
                    availability: target.map(|target| target.fraction().into()),
                    required_worst: required.and_then(|of| percent(of.worst.as_ref())),
                    required_product: required.and_then(|of| percent(of.product.as_ref())),
                    uncovered_seconds: hours.map(|(_, seconds)| *seconds),
                    component_id: *component,
                    agreement_id: promise.map(|promise| promise.agreement),
                }
            })
            .collect()
    }
}

#[ComplexObject]
impl AlignmentComponent {
    /// The component.
    async fn component(&self, ctx: &Context<'_>) -> Result<Option<Component>> {
        loader::component(ctx, self.component_id).await
    }

    /// The agreement that promises it to the integrator. Null without one.
    async fn agreement(&self, ctx: &Context<'_>) -> Result<Option<Agreement>> {
        match self.agreement_id {
            Some(agreement) => agreement_by_id(ctx, agreement).await,
            None => Ok(None),
        }
    }
}

/// The customer's agreed hours in the period against those of the suppliers.
#[derive(Clone, Debug, SimpleObject)]
pub struct AlignmentHours {
    /// ALIGNED when no supplier leaves any of them open.
    status: AlignmentStatus,
    /// The customer's agreed hours in the period, in seconds.
    customer_seconds: i64,
    /// The seconds of them outside the hours of every supplier.
    uncovered_by_all_seconds: i64,
}

impl From<&domain::HoursCoverage<ComponentId>> for AlignmentHours {
    fn from(hours: &domain::HoursCoverage<ComponentId>) -> Self {
        let domain::HoursCoverage {
            customer_seconds,
            uncovered_seconds: _,
            uncovered_by_all_seconds,
            status,
        } = hours;
        Self {
            status: (*status).into(),
            customer_seconds: *customer_seconds,
            uncovered_by_all_seconds: *uncovered_by_all_seconds,
        }
    }
}

/// A time that the customer is promised about tickets, against the chains of suppliers underneath.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct AlignmentTime {
    /// RESPONSE or RESOLUTION.
    clock: String,
    /// The priority, P1 to P5.
    priority: String,
    /// The worst of what follows.
    status: AlignmentStatus,
    /// What the customer is promised, in seconds of its agreed hours.
    target_seconds: i64,
    /// The steps of the longest chain, one after the other: the integrator's own desk where it
    /// promises a time for what it delivers itself, then each party's acknowledgement and work.
    steps: Vec<AlignmentStep>,
    /// The longest chain together, in seconds of the parties' own hours.
    total_seconds: i64,
    /// What the promise leaves beyond that; below zero when the chain takes too long.
    slack_seconds: i64,
    /// Whether every party of every chain promises its time: else the lengths are the least that
    /// they can be.
    complete: bool,
    /// The chain that is due latest, reported at the worst instant. Null without a chain.
    latest: Option<AlignmentDue>,
    #[graphql(skip)]
    component_id: ComponentId,
}

#[ComplexObject]
impl AlignmentTime {
    /// The component at the end of the longest chain.
    async fn component(&self, ctx: &Context<'_>) -> Result<Option<Component>> {
        loader::component(ctx, self.component_id).await
    }
}

impl From<&TimeAlignment> for AlignmentTime {
    fn from(time: &TimeAlignment) -> Self {
        let TimeAlignment {
            clock,
            priority,
            target_seconds,
            component,
            steps,
            chain,
            complete,
            latest,
            status,
        } = time;
        Self {
            clock: clock.as_str().to_owned(),
            priority: priority.as_str().to_owned(),
            status: (*status).into(),
            target_seconds: *target_seconds,
            steps: steps.iter().map(Into::into).collect(),
            total_seconds: chain.total_seconds,
            slack_seconds: chain.slack_seconds,
            complete: *complete,
            latest: latest.as_ref().map(Into::into),
            component_id: *component,
        }
    }
}

/// A step of a chain: what a party may take.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct AlignmentStep {
    /// WORK for working on the ticket, ACK for acknowledging its handoff.
    kind: String,
    /// How long, in seconds of the hours of the party's agreement.
    seconds: i64,
    /// The number of the version of the agreement that says so.
    version: u32,
    #[graphql(skip)]
    organization_id: OrganizationId,
    #[graphql(skip)]
    agreement_id: AgreementId,
}

#[ComplexObject]
impl AlignmentStep {
    /// The party.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        loader::organization(ctx, self.organization_id).await
    }

    /// The agreement that says so.
    async fn agreement(&self, ctx: &Context<'_>) -> Result<Option<Agreement>> {
        agreement_by_id(ctx, self.agreement_id).await
    }
}

impl From<&domain::ChainStep<ChainLink>> for AlignmentStep {
    fn from(step: &domain::ChainStep<ChainLink>) -> Self {
        let domain::ChainStep {
            party,
            kind,
            seconds,
        } = step;
        let ChainLink {
            organization,
            agreement,
            version,
            calendar: _,
        } = party;
        Self {
            kind: kind.as_str().to_owned(),
            seconds: *seconds,
            version: *version,
            organization_id: *organization,
            agreement_id: *agreement,
        }
    }
}

/// When a chain is due, reported at the worst instant of seven days: exact to the second.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct AlignmentDue {
    /// The worst instant to report it; of several the last.
    reported_at: DateTime,
    /// When the customer was promised it. Null for never.
    customer_due_at: Option<DateTime>,
    /// When the chain has promised it. Null for never.
    chain_due_at: Option<DateTime>,
    /// From the report until the chain is due, on the wall, in seconds. Null when it never is.
    elapsed_seconds: Option<i64>,
    /// How much later than the customer was promised; at most 0 when in time. Null when one of them
    /// never is due.
    late_seconds: Option<i64>,
    #[graphql(skip)]
    component_id: ComponentId,
}

#[ComplexObject]
impl AlignmentDue {
    /// The component at the end of that chain.
    async fn component(&self, ctx: &Context<'_>) -> Result<Option<Component>> {
        loader::component(ctx, self.component_id).await
    }
}

impl From<&(ComponentId, domain::WorstDue)> for AlignmentDue {
    fn from((component, due): &(ComponentId, domain::WorstDue)) -> Self {
        let domain::WorstDue {
            reported_at,
            customer_due_at,
            chain_due_at,
            elapsed_seconds,
            late_seconds,
            status: _,
        } = due;
        Self {
            reported_at: (*reported_at).into(),
            customer_due_at: customer_due_at.map(Into::into),
            chain_due_at: chain_due_at.map(Into::into),
            elapsed_seconds: *elapsed_seconds,
            late_seconds: *late_seconds,
            component_id: *component,
        }
    }
}

/// The credits of a month in one currency, at most, in minor units such as cents, rounded once half
/// to even.
#[derive(Clone, Debug, SimpleObject)]
pub struct AlignmentCredit {
    /// ALIGNED when the suppliers' part is enough, else AT_RISK.
    status: AlignmentStatus,
    /// The currency of ISO 4217; Concordat knows no exchange rates.
    currency: String,
    /// What the customer may be owed.
    customer_minor: BigInt,
    /// What the suppliers may owe, each agreement once and whole, even when it underpins other
    /// services too.
    suppliers_minor: BigInt,
    /// What the integrator would owe out of its own pocket; 0 when the suppliers' part is enough.
    uncovered_minor: BigInt,
}

impl From<&domain::CreditCover> for AlignmentCredit {
    fn from(cover: &domain::CreditCover) -> Self {
        let domain::CreditCover {
            currency,
            customer_minor,
            suppliers_minor,
        } = cover;
        let minor = |amount: &Rational| BigInt(amount.rounded_half_even().to_string());
        Self {
            status: cover.status().into(),
            currency: currency.to_string(),
            customer_minor: minor(customer_minor),
            suppliers_minor: minor(suppliers_minor),
            uncovered_minor: minor(&cover.uncovered_minor()),
        }
    }
}
